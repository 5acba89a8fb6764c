"""mult-vae, autorec and sasrec at small settings, trained by PyTorch on MovieLens 100K. Writes trained-networks.json beside it.

    pip install torch numpy && LIKEWISE_DATA_DIR=… python golden/trained_networks.py [mult-vae] [autorec] [sasrec]

Only figures are written: mean and each seed's NDCG or RMSE. mult-vae: u1, ratings of 4 and more, NDCG@20 over all items met. autorec: u1, RMSE of
the test ratings of items met. sasrec: the newest 60 ratings of each person by time (equal times as the file has them), the last item of each person asked for, the last two
not trained with, seen items left out, NDCG@10.
"""
import gzip
import json
import math
import os
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F

torch.set_num_threads(1)
FOLDER = pathlib.Path(os.environ["LIKEWISE_DATA_DIR"]) / "ml-100k"
SEEDS = [0, 1, 2]
USERS, ITEMS = 943, 1682
NEWEST = 60  # ratings of each person that sasrec is given


def rows(name):
    opened = gzip.open(FOLDER / f"{name}.gz", "rt") if (FOLDER / f"{name}.gz").exists() else open(FOLDER / name)
    with opened as lines:
        return [tuple(int(cell) for cell in line.split("\t")) for line in lines if line.strip()]


def glorot(rows, columns):
    return torch.nn.init.xavier_uniform_(torch.empty(rows, columns)).requires_grad_()


def zeros(*shape):
    return torch.zeros(*shape, requires_grad=True)


def epochs_of(count, settings, step, total=None):
    """Calls step(numbers of a batch, share of all steps done)."""
    batches = math.ceil(count / settings["batchSize"])
    done = 0
    for _ in range(settings["epochs"]):
        order = torch.randperm(count)
        for begin in range(0, count, settings["batchSize"]):
            step(order[begin:begin + settings["batchSize"]], done, batches)
            done += 1


def mult_vae(settings, seed):
    torch.manual_seed(seed)
    likes = torch.zeros(USERS, ITEMS)
    for user, item, rating, _ in rows("u1.base"):
        if rating >= 4:
            likes[user - 1, item - 1] = 1
    met = likes.sum(0) > 0
    who = likes.sum(1) > 0
    x = likes[who][:, met]
    hidden, factors, items = settings["hidden"], settings["factors"], x.shape[1]
    p = {"encoder": glorot(items, hidden), "code": glorot(hidden, factors), "variance": glorot(hidden, factors),
         "decoder": glorot(factors, hidden), "items": glorot(items, hidden)}
    b = {"encoder": zeros(hidden), "code": zeros(factors), "variance": zeros(factors), "decoder": zeros(hidden), "items": zeros(items)}
    adam = torch.optim.Adam([*p.values(), *b.values()], lr=settings["learningRate"])
    unit = F.normalize(x)

    def first(given):
        return torch.tanh(given @ p["encoder"] + b["encoder"])

    def scores(z):
        return torch.tanh(z @ p["decoder"] + b["decoder"]) @ p["items"].T + b["items"]

    def step(users, done, batches):
        h = first(F.dropout(unit[users], settings["inputDropout"]))
        mean, log_variance = h @ p["code"] + b["code"], h @ p["variance"] + b["variance"]
        kl = 0.5 * (log_variance.exp() + mean**2 - 1 - log_variance).sum(1).mean()
        weight = settings["klWeight"] * min(1, done / (settings["annealing"] * batches))
        z = mean + (0.5 * log_variance).exp() * torch.randn_like(mean)
        loss = -(F.log_softmax(scores(z), 1) * x[users]).sum(1).mean() + weight * kl
        adam.zero_grad()
        loss.backward()
        adam.step()

    epochs_of(len(x), settings, step)
    with torch.no_grad():
        answers = torch.full(likes.shape, -math.inf)
        known = scores(first(F.normalize(likes[:, met])) @ p["code"] + b["code"])
        answers[:, met] = known
        answers[likes > 0] = -math.inf
    wanted = {}
    for user, item, rating, _ in rows("u1.test"):
        if rating >= 4:
            wanted.setdefault(user - 1, set()).add(item - 1)
    lists = answers.topk(20).indices.tolist()
    discounts = [1 / math.log2(place + 2) for place in range(20)]
    values = [sum(d for d, item in zip(discounts, lists[user]) if item in found) / sum(discounts[:len(found)])
              for user, found in wanted.items() if who[user]]
    return float(np.mean(values))


def auto_rec(settings, seed):
    torch.manual_seed(seed)
    ratings, known = torch.zeros(ITEMS, USERS), torch.zeros(ITEMS, USERS)
    for user, item, rating, _ in rows("u1.base"):
        ratings[item - 1, user - 1], known[item - 1, user - 1] = rating, 1
    mean = ratings.sum() / known.sum()
    counts = known.sum(1)
    centers = mean + ((ratings - mean) * known).sum(1) / (counts + settings["damping"])
    met, who = counts > 0, known.sum(0) > 0
    x = ((ratings - centers[:, None]) * known)[met][:, who]
    mask = known[met][:, who]
    count, users = x.shape
    factors = settings["factors"]
    v, a, w, b = glorot(users, factors), zeros(factors), zeros(users, factors), zeros(users)
    decay = settings["regularization"] * settings["batchSize"] / count
    adam = torch.optim.Adam([{"params": [v, w], "weight_decay": decay}, {"params": [a, b]}], lr=settings["learningRate"])

    def answered(given):
        return torch.sigmoid(given @ v + a) @ w.T + b

    def step(numbers, done, batches):
        for group in adam.param_groups:
            group["lr"] = settings["learningRate"] * 0.5 * (1 + math.cos(math.pi * (done + 1) / (batches * settings["epochs"])))
        error = (answered(F.dropout(x[numbers], settings["inputDropout"])) - x[numbers]) * mask[numbers]
        adam.zero_grad()
        (error**2).sum().backward()
        adam.step()

    epochs_of(count, settings, step)
    with torch.no_grad():
        predicted = torch.zeros(ITEMS, USERS)
        predicted[met.nonzero(), who.nonzero().T] = (answered(x) + centers[met][:, None]).clamp(1, 5)
    errors = [predicted[item - 1, user - 1].item() - rating for user, item, rating, _ in rows("u1.test") if met[item - 1] and who[user - 1]]
    return math.sqrt(np.mean(np.square(errors)))


def sas_rec(settings, seed):
    torch.manual_seed(seed)
    histories = [[] for _ in range(USERS)]
    for user, item, _, time in sorted(rows("u.data"), key=lambda row: row[3]):
        histories[user - 1].append(item - 1)
    histories = [history[-NEWEST:] for history in histories]
    taught = [history[:-2] for history in histories]
    factors, longest = settings["factors"], settings["maxLength"]

    def drawn(*shape):
        return torch.nn.init.trunc_normal_(torch.empty(*shape), std=0.02, a=-0.04, b=0.04).requires_grad_()

    table, places = drawn(ITEMS, factors), drawn(longest, factors)
    layers = [{name: (glorot(factors, factors), zeros(factors)) for name in ("query", "key", "value", "joined", "inner", "outer")} for _ in range(settings["layers"])]
    norms = [[(torch.ones(factors, requires_grad=True), zeros(factors)) for _ in range(2)] for _ in layers]
    last = (torch.ones(factors, requires_grad=True), zeros(factors))
    parameters = [table, places, *last, *(t for layer in layers for pair in layer.values() for t in pair), *(t for both in norms for pair in both for t in pair)]
    adam = torch.optim.Adam(parameters, lr=settings["learningRate"], betas=(0.9, 0.98))

    def known(items, mask, rate):
        """[histories × length × factors]; histories stand at the right."""
        n, length = items.shape
        of_place = places[torch.arange(length - 1, -1, -1)]
        x = F.dropout(table[items] * math.sqrt(factors) + of_place, rate)
        allowed = torch.tril(torch.ones(length, length, dtype=torch.bool)) & mask[:, None, :]
        allowed |= torch.eye(length, dtype=torch.bool)
        for layer, (before, between) in zip(layers, norms):
            through = lambda name, given: given @ layer[name][0] + layer[name][1]
            normed = F.layer_norm(x, (factors,), *before)
            shares = (through("query", normed) @ through("key", normed).transpose(1, 2)) / math.sqrt(factors)
            shares = F.dropout(shares.masked_fill(~allowed, -math.inf).softmax(-1), rate)
            x = x + F.dropout(through("joined", shares @ through("value", normed)), rate)
            normed = F.layer_norm(x, (factors,), *between)
            x = x + F.dropout(through("outer", F.dropout(torch.relu(through("inner", normed)), rate)), rate)
        return F.layer_norm(x, (factors,), *last)

    def packed(group):
        length = max(len(history) for history in group)
        items, mask = torch.zeros(len(group), length, dtype=torch.long), torch.zeros(len(group), length, dtype=torch.bool)
        for row, history in enumerate(group):
            items[row, length - len(history):], mask[row, length - len(history):] = torch.tensor(history), True
        return items, mask

    def step(numbers, done, batches):
        group = [taught[k] for k in numbers]
        items, mask = packed([history[:-1] for history in group])
        targets, _ = packed([history[1:] for history in group])
        logits = known(items, mask, settings["dropout"])[mask] @ table.T
        loss = F.cross_entropy(logits, targets[mask])
        adam.zero_grad()
        loss.backward()
        adam.step()

    epochs_of(USERS, settings, step)
    total = 0.0
    with torch.no_grad():
        for history in histories:
            items, mask = packed([history[:-1]])
            scores = known(items, mask, 0.0)[0, -1] @ table.T
            scores[history[:-1]] = -math.inf
            place = int((scores >= scores[history[-1]]).sum())
            total += 1 / math.log2(place + 1) if place <= 10 else 0
    return total / USERS


MODELS = {
    "mult-vae": (mult_vae, "ndcg@20", {"hidden": 100, "factors": 50, "decoder": "mirrored", "variational": True, "klWeight": 0.2, "annealing": 20, "inputDropout": 0.5,
                                       "regularization": 0, "epochs": 40, "batchSize": 100, "learningRate": 0.002, "schedule": "constant", "validation": 0}),
    "autorec": (auto_rec, "rmse", {"form": "item", "factors": 50, "activation": "sigmoid", "epochs": 20, "batchSize": 64, "learningRate": 0.002, "schedule": "cosine",
                                   "regularization": 80, "damping": 3, "inputDropout": 0.5, "dropout": 0, "validation": 0}),
    "sasrec": (sas_rec, "ndcg@10", {"factors": 32, "layers": 1, "heads": 1, "expansion": 1, "maxLength": 60, "dropout": 0.2, "positions": "from-end", "residual": "plain",
                                    "loss": "softmax", "epochs": 15, "batchSize": 32, "learningRate": 0.003, "schedule": "constant", "warmUp": 0, "weightDecay": 0, "validation": 0}),
}
file = pathlib.Path(__file__).with_name("trained-networks.json")
out = json.loads(file.read_text()) if file.exists() else {}
for name in sys.argv[1:] or MODELS:
    trained, metric, settings = MODELS[name]
    values = [trained(settings, seed) for seed in SEEDS]
    print(name, metric, values)
    out[name] = {"madeBy": f"golden/trained_networks.py, PyTorch {torch.__version__}", "metric": metric, "settings": settings, "seeds": SEEDS, "values": values}
file.write_text(json.dumps(out, indent=1) + "\n")
