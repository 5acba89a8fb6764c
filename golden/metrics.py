"""Metrics of random lists, ratings and scores by NumPy, scikit-learn and ranx → metrics.json.

    python golden/metrics.py

Written from the definitions alone, with other means than the library's: sets, full sorts, scikit-learn.
"""
import itertools
import json
import os
from importlib.metadata import version

import numpy as np
import ranx
import sklearn
from sklearn.metrics import mean_absolute_error, mean_squared_error, ndcg_score, roc_auc_score
from sklearn.metrics.pairwise import cosine_similarity

rng = np.random.default_rng(20)
ITEMS, USERS = 30, 40


def shares(items, kinds):
    """Mean share of each category among items that have one; None where none has."""
    rows = [[(kind, level) for kind in kinds for level in attributes[i][kind]] for i in items]
    rows = [row for row in rows if row]
    if not rows:
        return None
    out = {}
    for row in rows:
        for category in row:
            out[category] = out.get(category, 0) + 1 / len(row) / len(rows)
    return out


def rank_biased(cases, p, depth):
    """By ranx, which looks at whole lists."""
    qrels = ranx.Qrels({str(q): {str(i): 1 for i in c["relevant"]} for q, c in enumerate(cases)})
    run = ranx.Run({str(q): {str(i): 100.0 - k for k, i in enumerate(c["list"][:depth])} for q, c in enumerate(cases)})
    return float(ranx.evaluate(qrels, run, f"rbp.{round(100 * p)}"))


def judge(train, cases, n):
    """Mean over people of each metric at n; `train` is a 0/1 matrix [people × items]."""
    counts = train.sum(axis=0)
    people = int((train.sum(axis=1) > 0).sum())
    order = sorted(range(ITEMS), key=lambda i: (-counts[i], i))
    rank = {item: place + 1 for place, item in enumerate(order)}
    of_total = np.cumsum(counts[order]) / counts.sum()
    head = set(order[: int(np.searchsorted(of_total, 1 / 3)) + 1])
    out = {}

    def add(name, value):
        out.setdefault(name, []).append(float(value))

    for c in cases:
        top, rel, seen = c["list"][:n], set(c["relevant"]), set(c["excluded"])
        h = np.array([i in rel for i in top], dtype=float)
        b = min(n, len(rel))
        add("hr", h.any())
        gains = np.zeros(ITEMS)
        gains[list(rel)] = 1
        # scikit-learn ranks by score: give the list falling scores and put the rest behind it without effect at n.
        place = np.full(ITEMS, -1.0)
        for k, i in enumerate(top):
            place[i] = ITEMS - k
        if len(top) == n:
            add("ndcg", ndcg_score([gains], [place], k=n, ignore_ties=True))
        else:
            add("ndcg", sum(h / np.log2(np.arange(len(top)) + 2)) / sum(1 / np.log2(np.arange(b) + 2)))
        add("recall", h.sum() / b)
        add("recall-all", h.sum() / len(rel))
        add("precision", h.sum() / n)
        add("map", sum(h[k] * h[: k + 1].mean() for k in range(len(top))) / b)
        add("mrr", 1 / (np.flatnonzero(h)[0] + 1) if h.any() else 0)
        add("popularity", np.mean([counts[i] / people for i in top]))
        add("popularity-rank", np.mean([rank[i] for i in top]))
        add("novelty", np.mean([-np.log2(max(1, counts[i]) / people) for i in top]))
        if len(top) > 1:
            cos = []
            for a in range(len(top)):
                for d in range(a + 1, len(top)):
                    x, y = train[:, top[a]], train[:, top[d]]
                    norm = np.linalg.norm(x) * np.linalg.norm(y)
                    cos.append(x @ y / norm if norm else 0)
            add("diversity", 1 - np.mean(cos))
        known = set([i for i in order if i not in seen][:n])
        add("serendipity", len([i for i in top if i in rel and i not in known]) / n)
        models = (("vectors", cosine_similarity(learned)), ("similar", similar))
        for name, like in (("cooccurrence", cosine_similarity(train.T)), ("features", cosine_similarity(described)), *models):
            hits = [1 - max([max(0, like[i, j]) for j in seen], default=0) for i in top if i in rel]
            add("serendipity:" + name, sum(hits) / n)
        if len(top) > 1:
            for name, like in (("features", cosine_similarity(described)), *models):
                add("diversity:" + name, 1 - np.mean([like[a, b] for a, b in itertools.combinations(top, 2)]))
        rated = [i for i in top if counts[i] > 0]
        if rated:
            add("mean-rating", np.mean([train_ratings[train[:, i] == 1, i].mean() for i in rated]))
        for name, kinds in (("calibration", ["genre", "decade"]), ("calibration:genre", ["genre"])):
            had, shown = shares(seen, kinds), shares(top, kinds)
            if had is not None and shown is not None:
                add(name, sum(p * np.log(p / (0.99 * shown.get(g, 0) + 0.01 * p)) for g, p in had.items()))
        w = np.maximum(1, counts) ** -1.5
        add("recall-debiased", w[[i for i in top if i in rel]].sum() / w[list(rel)].sum())
        gains[list(rel)] = w[list(rel)]
        ideal = sorted(gains, reverse=True)[:n]
        add("ndcg-debiased", (gains[top] / np.log2(np.arange(len(top)) + 2)).sum() / (ideal / np.log2(np.arange(n) + 2)).sum())
        tail = rel - head
        if tail:
            h = np.array([i in tail for i in top], dtype=float)
            possible = min(n, len(tail))
            add("recall-tail", h.sum() / possible)
            add("ndcg-tail", (h / np.log2(np.arange(len(top)) + 2)).sum() / (1 / np.log2(np.arange(possible) + 2)).sum())
        candidates = [i for i in range(ITEMS) if i not in seen]
        add("auc", roc_auc_score([i in rel for i in candidates], [c["scores"][i] for i in candidates]))
    shown = np.zeros(ITEMS)
    for c in cases:
        for i in c["list"][:n]:
            shown[i] += 1
    pairs = np.abs(shown[:, None] - shown[None, :]).sum()
    figures = {name: float(np.mean(v)) for name, v in out.items()}
    vectors = [np.isin(np.arange(ITEMS), c["list"][:n]).astype(float) for c in cases]
    figures["personalization"] = 1 - float(np.mean([cosine_similarity([a], [b])[0, 0] for a, b in itertools.combinations(vectors, 2)]))
    both = [c for c in cases if c["excluded"]]
    g, g0 = (np.mean([np.mean(counts[c[key][:end]]) for c in both]) for key, end in (("list", n), ("excluded", None)))
    figures["popularity-lift"] = float((g - g0) / g0)
    figures["coverage"] = float((shown > 0).mean())
    figures["gini"] = float(pairs / (2 * ITEMS * ITEMS * shown.mean()))  # by mean differences, not by sorting
    return figures


train = (rng.random((USERS, ITEMS)) < rng.random(ITEMS) ** 2).astype(int)
train[:, 7] = 0  # an item nobody has
train[3, :] = 0  # a person with nothing
cases = []
for u in range(USERS):
    excluded = np.flatnonzero(train[u])
    free = np.flatnonzero(train[u] == 0)
    relevant = rng.choice(free, size=int(rng.integers(1, max(2, len(free) // 2))), replace=False)
    scores = np.round(rng.random(ITEMS) * 8) / 8  # many ties, exact in float32
    ranked = sorted(free, key=lambda i: (-scores[i], i))[: int(rng.integers(8, 15)) if u % 5 else 3]
    cases.append({"excluded": excluded.tolist(), "relevant": sorted(relevant.tolist()), "scores": scores.tolist(),
                  "list": [int(i) for i in ranked]})

told = np.random.default_rng(21)
levels = {"genre": ["a", "b", "c", "d"], "decade": ["70", "80", "90"]}
attributes = [{kind: [l for l in names if told.random() < 0.4] for kind, names in levels.items()} for _ in range(ITEMS)]
attributes[11] = {"genre": [], "decade": []}
vectors = np.round(told.normal(size=(ITEMS, 2)) * 8) / 8  # exact in float32
vectors[11] = 0
described = np.array([[float(l in attributes[i][kind]) for kind in levels for l in levels[kind]] + list(vectors[i]) for i in range(ITEMS)])

learner = np.random.default_rng(22)
learned = np.round(learner.normal(size=(ITEMS, 3)) * 8) / 8
learned[4] = 0  # of which training learned nothing
distance = np.linalg.norm(learned[:, None] - learned[None, :], axis=2)
nearest = [[int(j) for j in np.argsort(distance[i], kind="stable") if j != i][:9] for i in range(ITEMS)]
one_way = np.zeros((ITEMS, ITEMS))
for i in range(ITEMS):
    one_way[i, nearest[i]] = 1 / (1 + distance[i, nearest[i]])
similar = (one_way + one_way.T) / 2
train_ratings = learner.integers(1, 11, size=(USERS, ITEMS)) / 2

ratings = rng.integers(1, 11, size=200) / 2
predictions = np.float32(np.clip(ratings + rng.normal(size=200), 0.5, 5)).astype(float)
rating = {
    "rmse": float(np.sqrt(mean_squared_error(ratings, predictions))),
    "mse": float(mean_squared_error(ratings, predictions)),
    "mae": float(mean_absolute_error(ratings, predictions)),
    "within:0.5": float(np.mean(np.abs(ratings - predictions) <= 0.5)),
}

out = {
    "generator": "golden/metrics.py",
    "libraries": {"numpy": np.__version__, "scikit-learn": sklearn.__version__, "ranx": version("ranx")},
    "items": ITEMS,
    "train": train.tolist(),
    "cases": cases,
    "attributes": attributes,
    "vectors": vectors.tolist(),
    "learned": learned.tolist(),
    "similar": [[[j, float(one_way[i, j])] for j in nearest[i]] for i in range(ITEMS)],
    "trainRatings": train_ratings.tolist(),
    "rbp": {"0.8": rank_biased(cases, 0.8, 31), "0.5": rank_biased(cases, 0.5, 10), "0.95": rank_biased(cases, 0.95, 135)},
    "figures": {str(n): judge(train, cases, n) for n in (1, 3, 5, 10)},
    "ratings": ratings.tolist(),
    "predictions": predictions.tolist(),
    "rating": rating,
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "metrics.json"), "w") as f:
    json.dump(out, f)
    f.write("\n")
