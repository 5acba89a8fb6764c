"""Factorization machine by its definition, in NumPy: predictions over all pairs of features of a dense row, and the conditional
distribution of single coordinates given everything else. Writes factorization-machine.json beside it.

    python golden/factorization_machine.py
"""
import json
import pathlib

import numpy as np

rng = np.random.default_rng(11)
FACTORS = 3
users, items, tags, interactions = 6, 5, 4, 40
user_of = rng.integers(0, users, interactions)
item_of = rng.integers(0, items, interactions)
# Each item has some tags with weights; the user's block is ids alone.
tag_weights = np.where(rng.random((items, tags)) < 0.6, rng.normal(size=(items, tags)), 0.0).astype(np.float32)
p = users + items + tags
rows = np.zeros((interactions, p))
rows[np.arange(interactions), user_of] = 1
rows[np.arange(interactions), users + item_of] = 1
rows[:, users + items:] = tag_weights[item_of]
w0 = 0.25
w = rng.normal(size=p, scale=0.4).astype(np.float32).astype(float)
v = rng.normal(size=(p, FACTORS), scale=0.4).astype(np.float32).astype(float)
targets = rng.normal(size=interactions).astype(np.float32).astype(float)


def predict(row, weights, vectors):
    total = w0 + row @ weights
    for j in range(p):
        for k in range(j + 1, p):
            total += vectors[j] @ vectors[k] * row[j] * row[k]
    return total


predictions = [predict(row, w, v) for row in rows]

# y = a + h theta in each coordinate theta: h and a from two predictions. Prior N(0.1, 1 / 2), noise precision 1.5.
conditionals = []
for feature, factor in [(2, 0), (users + 1, 2), (users + items, 1), (p - 1, 0), (p - 1, -1)]:
    def at(value):
        weights, vectors = w.copy(), v.copy()
        if factor < 0:
            weights[feature] = value
        else:
            vectors[feature, factor] = value
        return np.array([predict(row, weights, vectors) for row in rows])

    a, h = at(0.0), at(1.0) - at(0.0)
    precision = 1.5 * h @ h + 2
    conditionals.append({"feature": feature, "factor": factor, "mean": (1.5 * h @ (targets - a) + 2 * 0.1) / precision,
                         "deviation": precision ** -0.5})

out = {"madeBy": f"golden/factorization_machine.py, NumPy {np.__version__}", "factors": FACTORS, "users": users, "items": items,
       "tags": tags, "userOf": user_of.tolist(), "itemOf": item_of.tolist(), "tagWeights": tag_weights.astype(float).tolist(),
       "intercept": w0, "weights": w.tolist(), "vectors": v.tolist(), "targets": targets.tolist(), "predictions": predictions,
       "conditionals": conditionals}
pathlib.Path(__file__).with_name("factorization-machine.json").write_text(json.dumps(out) + "\n")
