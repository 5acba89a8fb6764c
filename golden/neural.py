"""Losses, gradients and steps of optimizers by PyTorch in float64, for small networks. Writes neural.json beside it.

    pip install torch && python golden/neural.py
"""
import json
import math
import pathlib

import torch
import torch.nn.functional as F

torch.manual_seed(5)
ROWS, WIDTH, TABLE = 6, 8, 5
cases = {}


def draw(*shape, scale=0.7):
    """Numbers that float32 holds exactly."""
    return (torch.randn(*shape) * scale).double()


def leaf(values):
    return values.clone().requires_grad_()


def case(name, parameters, inputs, loss_of, extra=None):
    learned = {key: leaf(value) for key, value in parameters.items()}
    loss = loss_of(learned, inputs)
    loss.backward()
    cases[name] = {
        "parameters": {key: value.flatten().tolist() for key, value in parameters.items()},
        "inputs": {key: value.flatten().tolist() for key, value in inputs.items()},
        "loss": loss.item(),
        "gradients": {key: value.grad.flatten().tolist() for key, value in learned.items()},
        **({} if extra is None else extra(learned, inputs)),
    }


ids = torch.randint(0, TABLE, (ROWS,))
activations = {"relu": F.relu, "elu": F.elu, "gelu": lambda x: F.gelu(x, approximate="tanh"), "sigmoid": torch.sigmoid, "tanh": torch.tanh,
               "softplus": F.softplus, "swish": F.silu, "leakyRelu": F.leaky_relu, "exp": torch.exp}
for name, f in activations.items():
    case(name, {"table": draw(TABLE, WIDTH), "hidden.weight": draw(WIDTH, 7), "hidden.bias": draw(7), "output.weight": draw(7, 1), "output.bias": draw(1)},
         {"ids": ids, "targets": draw(ROWS, 1)},
         lambda p, x: F.mse_loss(f(p["table"][x["ids"]] @ p["hidden.weight"] + p["hidden.bias"]) @ p["output.weight"] + p["output.bias"], x["targets"]))

case("binaryCrossEntropy", {"table": draw(TABLE, 1, scale=2)}, {"ids": ids, "targets": torch.rand(ROWS, 1).double()},
     lambda p, x: F.binary_cross_entropy_with_logits(p["table"][x["ids"]], x["targets"]))
case("softmaxCrossEntropy", {"table": draw(TABLE, WIDTH), "logits.weight": draw(WIDTH, 9), "logits.bias": draw(9)},
     {"ids": ids, "targets": torch.randint(0, 9, (ROWS,))},
     lambda p, x: F.cross_entropy(p["table"][x["ids"]] @ p["logits.weight"] + p["logits.bias"], x["targets"]))
counts = torch.poisson(torch.full((ROWS, 9), 0.8)).double()
case("multinomial", {"table": draw(TABLE, 9, scale=2)}, {"ids": ids, "counts": counts},
     lambda p, x: -(x["counts"] * F.log_softmax(p["table"][x["ids"]], -1)).sum(-1).mean())

negatives, targets = torch.randint(0, TABLE, (7,)), torch.randint(0, TABLE, (ROWS,))


def scores(p, x):
    h = p["table"][x["ids"]]
    positive = (h * p["items"][x["targets"]]).sum(-1, keepdim=True)
    return positive, h @ p["items"][x["negatives"]].T, x["targets"][:, None] == x["negatives"][None, :]


def sampled_softmax(p, x):
    positive, negative, own = scores(p, x)
    negative = (negative - x["negativeLogQ"]).masked_fill(own, -torch.inf)
    return F.cross_entropy(torch.cat([positive - x["targetLogQ"], negative], 1), torch.zeros(ROWS, dtype=torch.long))


def gbce(p, x):
    positive, negative, own = scores(p, x)
    kept = F.softplus(negative).masked_fill(own, 0).sum(-1)
    return ((0.4 * F.softplus(-positive[:, 0]) + kept) / 8).mean()


def bpr(p, x):
    positive, negative, own = scores(p, x)
    return (F.softplus(negative - positive).masked_fill(own, 0).sum(-1) / 7).mean()


against = {"ids": ids, "targets": targets, "negatives": negatives}
tables = lambda: {"table": draw(TABLE, WIDTH), "items": draw(TABLE, WIDTH)}
case("sampledSoftmax", tables(), {**against, "targetLogQ": draw(ROWS, 1), "negativeLogQ": draw(7)}, sampled_softmax)
case("generalizedBinary", tables(), against, gbce)
case("pairwise", tables(), against, bpr)
case("kullbackLeibler", {"mean": draw(TABLE, WIDTH), "logVariance": draw(TABLE, WIDTH)}, {"ids": ids},
     lambda p, x: torch.distributions.kl_divergence(
         torch.distributions.Normal(p["mean"][x["ids"]], (0.5 * p["logVariance"][x["ids"]]).exp()), torch.distributions.Normal(0.0, 1.0)).sum(-1).mean())


def mixture_divergence(p, x):
    normal = lambda mean, log_variance: torch.distributions.Normal(mean, (0.5 * log_variance).exp())
    drawn, log_variance = p["drawn"][x["ids"]], p["logVariance"][x["ids"]]
    zero = torch.zeros(()).double()
    parts = [(0.15, normal(zero, zero)), (0.75, normal(x["priorMean"], x["priorLogVariance"])), (0.1, normal(zero, zero + 10))]
    log_prior = torch.logsumexp(torch.stack([math.log(share) + part.log_prob(drawn) for share, part in parts]), 0)
    return (x["weights"] * (-normal(zero, log_variance).entropy() - log_prior)).sum(-1).mean()


mixture_generator = torch.Generator().manual_seed(6)
case("mixtureDivergence", {name: torch.randn(TABLE, WIDTH, generator=mixture_generator).double() for name in ("drawn", "logVariance")},
     {"ids": ids, **{name: torch.randn(ROWS, WIDTH, generator=mixture_generator).double() for name in ("priorMean", "priorLogVariance")},
      "weights": torch.rand(ROWS, 1, generator=mixture_generator).double()}, mixture_divergence)

case("layerNorm", {"table": draw(TABLE, WIDTH), "norm.gain": draw(WIDTH), "norm.bias": draw(WIDTH)}, {"ids": ids, "targets": draw(ROWS, WIDTH)},
     lambda p, x: WIDTH * F.mse_loss(F.layer_norm(p["table"][x["ids"]], (WIDTH,), p["norm.gain"], p["norm.bias"]), x["targets"]))
running = (torch.zeros(WIDTH).double(), torch.ones(WIDTH).double())
case("batchNorm", {"table": draw(TABLE, WIDTH), "norm.gain": draw(WIDTH), "norm.bias": draw(WIDTH)}, {"ids": ids, "targets": draw(ROWS, WIDTH)},
     lambda p, x: WIDTH * F.mse_loss(F.batch_norm(p["table"][x["ids"]], *running, p["norm.gain"], p["norm.bias"], training=True), x["targets"]),
     lambda p, x: {"running": {"norm.mean": running[0].tolist(), "norm.variance": running[1].tolist()},
                   "answered": (WIDTH * F.mse_loss(F.batch_norm(p["table"][x["ids"]], *running, p["norm.gain"], p["norm.bias"]), x["targets"])).item()})

LENGTHS = [1, 9, 4, 6]
TOKENS = sum(LENGTHS)


def attention(p, x):
    h = p["table"][x["ids"]]
    q, k, v = (h @ p[f"{name}.weight"] + p[f"{name}.bias"] for name in "qkv")
    heads = lambda one: one.reshape(len(one), 2, -1).transpose(0, 1)
    parts = []
    for one in zip(*(t.split(LENGTHS) for t in (q, k, v))):
        parts.append(F.scaled_dot_product_attention(*(heads(t)[None] for t in one), is_causal=True)[0].transpose(0, 1).flatten(1))
    return WIDTH * F.mse_loss(torch.cat(parts), x["targets"])


case("causalAttention",
     {"table": draw(TABLE, WIDTH), **{f"{name}.{part}": draw(*shape) for name in "qkv" for part, shape in (("weight", (WIDTH, WIDTH)), ("bias", (WIDTH,)))}},
     {"ids": torch.randint(0, TABLE, (TOKENS,)), "targets": draw(TOKENS, WIDTH), "lengths": torch.tensor(LENGTHS)}, attention)

# Five steps on one table; the fourth row is met in the last step only.
met = torch.tensor([[0, 1, 2, 2, 0, 1], [1, 1, 0, 2, 4, 4], [2, 0, 4, 1, 1, 0], [0, 0, 2, 4, 4, 2], [3, 0, 1, 2, 3, 4]])
begin, aims = draw(TABLE, 3), draw(5, ROWS, 3)
steps = {}
optimizers = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True),
    "decay": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.3),
    "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.1),
    "adam": lambda p: torch.optim.Adam(p, lr=0.1, betas=(0.8, 0.95), eps=1e-6),
    "adam with decay": lambda p: torch.optim.Adam(p, lr=0.1, weight_decay=0.3),
    "decoupled": lambda p: torch.optim.AdamW(p, lr=0.1, weight_decay=0.3),
    "clipped": lambda p: torch.optim.SGD(p, lr=0.1),
    "sparse adam": lambda p: torch.optim.SparseAdam(p, lr=0.1),
}
for name, make in optimizers.items():
    table = leaf(begin)
    optimizer = make([table])
    for rows, aim in zip(met, aims):
        optimizer.zero_grad()
        (3 * F.mse_loss(F.embedding(rows, table, sparse=name == "sparse adam"), aim)).backward()
        if name == "clipped":
            torch.nn.utils.clip_grad_norm_([table], 0.5)
        optimizer.step()
    steps[name] = table.detach().flatten().tolist()

plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.5), factor=0.3, patience=2)
losses = [1.0, 0.9, 0.95, 0.93, 0.91, 0.9, 0.89995, 0.8, 0.81, 0.82, 0.83, 0.84]
rates = []
for loss in losses:
    rates.append(plateau.optimizer.param_groups[0]["lr"])
    plateau.step(loss)

out = {"madeBy": f"golden/neural.py, PyTorch {torch.__version__}", "cases": cases,
       "steps": {"begin": begin.flatten().tolist(), "met": met.tolist(), "aims": aims.flatten(1).tolist(), "ends": steps},
       "plateau": {"losses": losses, "rates": rates}}
pathlib.Path(__file__).with_name("neural.json").write_text(json.dumps(out) + "\n")
