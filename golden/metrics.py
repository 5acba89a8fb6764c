"""Metrics of random lists, ratings and scores by NumPy and scikit-learn → metrics.json.

    python golden/metrics.py

Written from the definitions alone, with other means than the library's: sets, full sorts, scikit-learn.
"""
import json
import os

import numpy as np
import sklearn
from sklearn.metrics import mean_absolute_error, mean_squared_error, ndcg_score, roc_auc_score

rng = np.random.default_rng(20)
ITEMS, USERS = 30, 40


def judge(train, cases, n):
    """Mean over people of each metric at n; `train` is a 0/1 matrix [people × items]."""
    counts = train.sum(axis=0)
    people = int((train.sum(axis=1) > 0).sum())
    order = sorted(range(ITEMS), key=lambda i: (-counts[i], i))
    rank = {item: place + 1 for place, item in enumerate(order)}
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
        candidates = [i for i in range(ITEMS) if i not in seen]
        add("auc", roc_auc_score([i in rel for i in candidates], [c["scores"][i] for i in candidates]))
    shown = np.zeros(ITEMS)
    for c in cases:
        for i in c["list"][:n]:
            shown[i] += 1
    pairs = np.abs(shown[:, None] - shown[None, :]).sum()
    figures = {name: float(np.mean(v)) for name, v in out.items()}
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
    "libraries": {"numpy": np.__version__, "scikit-learn": sklearn.__version__},
    "items": ITEMS,
    "train": train.tolist(),
    "cases": cases,
    "figures": {str(n): judge(train, cases, n) for n in (1, 3, 5, 10)},
    "ratings": ratings.tolist(),
    "predictions": predictions.tolist(),
    "rating": rating,
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "metrics.json"), "w") as f:
    json.dump(out, f)
    f.write("\n")
