"""Reference values of implicit ALS: dense NumPy in float64, straight from the objective.

    python golden/implicit_als.py        writes golden/implicit-als.json

Three settings on one small matrix: Hu, Koren, Volinsky's objective (w0 = 1, plain penalty), weights with a penalty by
frequency, and binary feedback in the form of Rendle, Krichene, Zhang, Koren (w0-term over observed pairs too).
"""
import json
import os

import numpy as np

USERS, ITEMS, FACTORS = 9, 7, 5
rng = np.random.default_rng(20240517)
observed = rng.random((USERS, ITEMS)) < 0.4
observed[0, :] = False  # someone who has nothing
observed[1, 0] = True
values = np.where(observed, rng.integers(1, 6, (USERS, ITEMS)), 0).astype(np.float64)
start = np.float32(rng.normal(0, 0.3, (USERS, FACTORS))).astype(np.float64)


def half_step(fixed, confidence, target, penalties):
    """Row r: minimise sum_j confidence[r, j] (target[r, j] - x . fixed[j])^2 + penalties[r] |x|^2 over all columns j."""
    solved = np.zeros((confidence.shape[0], FACTORS))
    for r in range(len(solved)):
        c = confidence[r]
        a = fixed.T @ (c[:, None] * fixed) + penalties[r] * np.eye(FACTORS)
        solved[r] = np.linalg.solve(a, fixed.T @ (c * target[r]))
    return solved


def objective(users, items, confidence, target, user_penalties, item_penalties):
    error = confidence * (target - users @ items.T) ** 2
    return float(error.sum() + (user_penalties * (users**2).sum(1)).sum() + (item_penalties * (items**2).sum(1)).sum())


def train(confidence, target, user_penalties, item_penalties, epochs):
    users, objectives = start, []
    first = None
    for _ in range(epochs):
        items = half_step(users, confidence.T, target.T, item_penalties)
        first = items if first is None else first
        users = half_step(items, confidence, target, user_penalties)
        objectives.append(objective(users, items, confidence, target, user_penalties, item_penalties))
    return {"firstItems": first.ravel().tolist(), "users": users.ravel().tolist(), "items": items.ravel().tolist(),
            "scores": (users @ items.T).ravel().tolist(), "objectives": objectives}


def penalties(regularization, unobserved, exponent):
    return (regularization * (observed.sum(1) + unobserved * ITEMS) ** exponent,
            regularization * (observed.sum(0) + unobserved * USERS) ** exponent)


target = observed.astype(np.float64)
cases = []

settings = {"factors": FACTORS, "weighting": "given", "alpha": 3, "unobservedWeight": 1, "regularization": 0.7,
            "regularizationExponent": 0, "epochs": 3}
cases.append({"name": "hu", "settings": settings,
              **train(np.where(observed, 3 * values, 1), target, *penalties(0.7, 1, 0), 3)})

settings = {"factors": FACTORS, "weighting": "log", "alpha": 2, "unobservedWeight": 0.2, "regularization": 0.05,
            "regularizationExponent": 0.5, "epochs": 3}
cases.append({"name": "frequency", "settings": settings,
              **train(np.where(observed, 0.2 + 2 * np.log1p(values), 0.2), target, *penalties(0.05, 0.2, 0.5), 3)})

# Sum over observed of (1 - s)^2 + w0 * sum over all of s^2: per observed pair (1 + w0)(1 / (1 + w0) - s)^2 + a constant.
# Ours has the scores (1 + w0) s and the penalty times 1 + w0; its start is larger by the square root of 1 + w0.
w0, regularization = 0.3, 0.06
kept, start = start, start / np.sqrt(1 + w0)
rendle = train(np.where(observed, 1 + w0, w0), target / (1 + w0), *penalties(regularization, w0, 1), 3)
start = kept
settings = {"factors": FACTORS, "weighting": "binary", "alpha": 1, "unobservedWeight": w0,
            "regularization": regularization * (1 + w0), "regularizationExponent": 1, "epochs": 3}
cases.append({"name": "rendle", "settings": settings, "scoreScale": 1 + w0, "scores": rendle["scores"]})

here = os.path.dirname(os.path.abspath(__file__))
rows, columns = np.nonzero(observed)
with open(os.path.join(here, "implicit-als.json"), "w") as out:
    json.dump({
        "generator": "golden/implicit_als.py", "libraries": {"numpy": np.__version__},
        "users": USERS, "items": ITEMS, "factors": FACTORS,
        "interactions": [[int(u), int(i), float(values[u, i])] for u, i in zip(rows, columns)],
        "start": start.ravel().tolist(), "cases": cases,
    }, out, indent=1)
    out.write("\n")
