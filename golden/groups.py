"""Figures of groups of users and exposure of groups of items, by NumPy → groups.json.

    python golden/groups.py

Written from the definitions alone: full sorts and sets of members.
"""
import json
import os

import numpy as np

rng = np.random.default_rng(41)
USERS, ITEMS, N = 60, 24, 4
train = rng.random((USERS, ITEMS)) < np.outer(rng.uniform(0.05, 0.6, USERS), rng.uniform(0.2, 1, ITEMS))
train[:, 5] = False  # an item nobody has
train[:, 0] |= ~train.any(axis=1)  # everyone is known by something
test = ~train & (rng.random((USERS, ITEMS)) < 0.2)
genres = [sorted(rng.choice(["a", "b", "c"], size=rng.integers(0, 4), replace=False).tolist()) for _ in range(ITEMS)]
sexes = [str(rng.choice(["f", "m", ""], p=[0.4, 0.4, 0.2])) for _ in range(USERS)]
ages = [int(a) if a < 70 else None for a in rng.integers(16, 75, USERS)]
lists = [rng.permutation(np.flatnonzero(~train[u]))[:6].tolist() for u in range(USERS)]

judged = [u for u in range(USERS) if test[u].any()]
known = train.sum(axis=1)


def figures(members):
    us = [u for u in judged if u in members]
    if not us:
        return {"users": 0}
    hits = [len(set(lists[u][:N]) & set(np.flatnonzero(test[u]))) / N for u in us]
    shown = set(i for u in us for i in lists[u][:N])
    return {"users": len(us), "precision": float(np.mean(hits)), "coverage": len(shown) / ITEMS}


def thirds(values):
    """Greatest values of the first and second third."""
    v = sorted(values)
    return v[-(-len(v) // 3) - 1], v[-(-2 * len(v) // 3) - 1]


a, b = thirds([known[u] for u in judged])
activity = {
    "new": figures({u for u in range(USERS) if known[u] <= a}),
    "light": figures({u for u in range(USERS) if a < known[u] <= b}),
    "heavy": figures({u for u in range(USERS) if known[u] > b}),
}
sex = {name or "(none)": figures({u for u in range(USERS) if sexes[u] == name}) for name in ("f", "m", "")}
c, d = thirds([x for x in ages if x is not None])
age = [
    figures({u for u, x in enumerate(ages) if x is not None and x <= c}),
    figures({u for u, x in enumerate(ages) if x is not None and c < x <= d}),
    figures({u for u, x in enumerate(ages) if x is not None and x > d}),
    figures({u for u, x in enumerate(ages) if x is None}),
]

places = np.zeros(ITEMS)
for u in judged:
    for i in lists[u][:N]:
        places[i] += 1
of_items = {"places": places, "catalog": np.ones(ITEMS), "training": train.sum(axis=0), "relevant": test[judged].sum(axis=0)}


def exposure(weights):
    """`weights` [items × groups], rows adding up to 1."""
    return {name: (of @ weights / of.sum()).tolist() for name, of in of_items.items()}


by_genre = np.zeros((ITEMS, 4))
for i, own in enumerate(genres):
    for g in own or ["(none)"]:
        by_genre[i, ["a", "b", "c", "(none)"].index(g)] = 1 / max(1, len(own))
order = sorted(range(ITEMS), key=lambda i: (-train[:, i].sum(), i))
by_popularity = np.zeros((ITEMS, 3))
before = 0
for i in order:
    count = train[:, i].sum()
    by_popularity[i, 2 if count == 0 else int(3 * before // train.sum())] = 1
    before += count

out = {
    "generator": "golden/groups.py",
    "libraries": {"numpy": np.__version__},
    "train": [[int(u), int(i)] for u, i in zip(*np.nonzero(train))],
    "test": [[int(u), int(i)] for u, i in zip(*np.nonzero(test))],
    "items": ITEMS,
    "n": N,
    "genres": genres,
    "sexes": sexes,
    "ages": ages,
    "lists": lists,
    "activity": activity,
    "activityBounds": [int(a), int(b)],
    "sex": sex,
    "age": age,
    "ageBounds": [c, d],
    "genre": exposure(by_genre),
    "popularity": exposure(by_popularity),
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "groups.json"), "w") as f:
    json.dump(out, f)
    f.write("\n")
