"""Popularity on MovieLens 1M by NumPy → popularity-ml1m.json: the number that the evaluator must give.

    LIKEWISE_DATA_DIR=… python golden/popularity_ml1m.py

Positives are ratings ≥ 4; fold 1 tests, folds 2 to 5 train; candidates are all items of the file less the person's own
training items; ties go to the smaller item id; people with a training and a test positive are judged.
"""
import json
import os

import numpy as np

rows = np.genfromtxt(os.path.join(os.environ["LIKEWISE_DATA_DIR"], "ml-1m", "ratings_with_folds.csv.gz"), delimiter=",", skip_header=1,
                     usecols=(0, 1, 2, 4), dtype=np.int64)
catalog = np.unique(rows[:, 1])
users = np.unique(rows[:, 0])
liked = rows[rows[:, 2] >= 4]
item = np.searchsorted(catalog, liked[:, 1])
user = np.searchsorted(users, liked[:, 0])
train = np.zeros((len(users), len(catalog)), dtype=bool)
test = np.zeros_like(train)
train[user[liked[:, 3] != 1], item[liked[:, 3] != 1]] = True
test[user[liked[:, 3] == 1], item[liked[:, 3] == 1]] = True
order = np.argsort(-train.sum(axis=0), kind="stable")

N = 20
discount = 1 / np.log2(np.arange(N) + 2)
figures = {name: [] for name in ("recall", "recall-all", "ndcg", "map", "precision", "hr", "mrr")}
shown = np.zeros(len(catalog), dtype=bool)
for u in np.flatnonzero(train.any(axis=1) & test.any(axis=1)):
    top = order[~train[u, order]][:N]
    shown[top] = True
    h = test[u, top].astype(float)
    relevant = int(test[u].sum())
    b = min(N, relevant)
    figures["recall"].append(h.sum() / b)
    figures["recall-all"].append(h.sum() / relevant)
    figures["ndcg"].append((h * discount).sum() / discount[:b].sum())
    figures["map"].append((h * np.cumsum(h) / (np.arange(N) + 1)).sum() / b)
    figures["precision"].append(h.sum() / N)
    figures["hr"].append(h.any())
    figures["mrr"].append(1 / (h.argmax() + 1) if h.any() else 0)

out = {
    "generator": "golden/popularity_ml1m.py",
    "libraries": {"numpy": np.__version__},
    "train": int(train.sum()),
    "test": int(test.sum()),
    "users": len(figures["recall"]),
    "figures": {f"{name}@{N}": float(np.mean(values)) for name, values in figures.items()} | {f"coverage@{N}": float(shown.mean())},
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "popularity-ml1m.json"), "w") as f:
    json.dump(out, f, indent=1)
    f.write("\n")
print(out)
