"""Popularity on published ratings by NumPy → popularity.json: the numbers that the evaluator must give.

    LIKEWISE_DATA_DIR=… python golden/popularity.py

Positives are ratings ≥ 4. Splits of them: "column:fold=1" (in MovieLens 1M as its file has it, elsewhere every fifth line of the file, from
the first on), "leave-last" (the last of each person who has two, of one moment the larger item id) and "time:0.8" (from the change of time
nearest to four fifths, the earlier of two). Candidates are all items of the file less the person's own training items; ties go to the smaller
item id; people with a training and a test positive are judged.
"""
import gzip
import json
import os

import numpy as np

N = 20
DISCOUNT = 1 / np.log2(np.arange(N) + 2)


def rows_of(path, separator, header, columns):
    with gzip.open(os.path.join(os.environ["LIKEWISE_DATA_DIR"], path), "rt") as f:
        lines = f.read().strip().split("\n")[header:]
    cells = [line.split(separator) for line in lines]
    return np.array([[float(row[c]) for c in columns] for row in cells])


def parts_of(split, user, item, time, fold):
    if split == "column:fold=1":
        return fold == 1
    if split == "time:0.8":
        ordered = np.sort(time)
        changes = np.flatnonzero(ordered[1:] > ordered[:-1]) + 1
        cut = round(0.8 * len(ordered))
        return time >= ordered[changes[np.argmin(np.abs(changes - cut))]]
    last = {}
    for row in np.lexsort((item, time)):
        last[user[row]] = row
    is_test = np.zeros(len(user), dtype=bool)
    counts = np.bincount(user)
    is_test[[row for who, row in last.items() if counts[who] > 1]] = True
    return is_test


def judged(rows, split):
    catalog, users = np.unique(rows[:, 1]), np.unique(rows[:, 0])
    liked = rows[rows[:, 2] >= 4]
    item, user = np.searchsorted(catalog, liked[:, 1]), np.searchsorted(users, liked[:, 0])
    is_test = parts_of(split, user, item, liked[:, 3], liked[:, 4])
    train = np.zeros((len(users), len(catalog)), dtype=bool)
    test = np.zeros_like(train)
    train[user[~is_test], item[~is_test]] = True
    test[user[is_test], item[is_test]] = True
    order = np.argsort(-train.sum(axis=0), kind="stable")
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
        figures["ndcg"].append((h * DISCOUNT[: len(top)]).sum() / DISCOUNT[:b].sum())
        figures["map"].append((h * np.cumsum(h) / (np.arange(len(top)) + 1)).sum() / b)
        figures["precision"].append(h.sum() / N)
        figures["hr"].append(h.any())
        figures["mrr"].append(1 / (h.argmax() + 1) if h.any() else 0)
    return {
        "split": split,
        "train": int(train.sum()),
        "test": int(test.sum()),
        "users": len(figures["recall"]),
        "figures": {f"{name}@{N}": float(np.mean(values)) for name, values in figures.items()} | {f"coverage@{N}": float(shown.mean())},
    }


def with_folds(rows):
    return np.column_stack([rows, np.arange(len(rows)) % 5 + 1])


ml_1m = rows_of("ml-1m/ratings_with_folds.csv.gz", ",", 1, (0, 1, 2, 4))
cases = [{"data": "ml-1m", **judged(np.insert(ml_1m, 3, 0, axis=1), "column:fold=1")}]
for data, path, separator, header in (
    ("ml-100k", "ml-100k/u.data.gz", "\t", 0),
    ("ml-latest-small-2016", "ml-latest-small-2016/ratings.csv.gz", ",", 1),
    ("ml-latest-small-2018", "ml-latest-small-2018/ratings.csv.gz", ",", 1),
):
    rows = with_folds(rows_of(path, separator, header, (0, 1, 2, 3)))
    cases += [{"data": data, **judged(rows, split)} for split in ("column:fold=1", "leave-last", "time:0.8")]
out = {"generator": "golden/popularity.py", "libraries": {"numpy": np.__version__}, "cases": cases}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "popularity.json"), "w") as f:
    json.dump(out, f, indent=1)
    f.write("\n")
for case in cases:
    print(case["data"], case["split"], case["users"], case["figures"]["ndcg@20"])
