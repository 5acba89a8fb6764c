"""Reference values of explicit ALS and PMF: numpy.linalg.solve in float64, straight from the objective.

    python golden/explicit_als.py        writes golden/explicit-als.json

The same start, three epochs of items then users; with biases (vector and bias of a row solved together) under a plain penalty
and one that grows with the ratings of a row, and without biases with a penalty of its own for each side.
"""
import json
import os

import numpy as np

USERS, ITEMS, FACTORS, EPOCHS = 11, 8, 3, 3
rng = np.random.default_rng(20240731)
rated = rng.random((USERS, ITEMS)) < 0.5
rated[2, :] = False  # someone who rated nothing
rated[0, 0] = True
ratings = np.where(rated, rng.integers(1, 6, (USERS, ITEMS)), 0).astype(np.float64)
start = np.float32(rng.normal(0, 0.3, (USERS, FACTORS))).astype(np.float64)
mean = np.float64(ratings[rated].mean())


def half_step(fixed, fixed_bias, targets, mask, penalty, biased):
    """Row r minimises sum over its ratings of (target - fixed_bias - x . fixed - b)^2 + penalty(count) (|x|^2 + b^2)."""
    vectors, biases = np.zeros((len(targets), FACTORS)), np.zeros(len(targets))
    for r in range(len(targets)):
        cells = np.flatnonzero(mask[r])
        if len(cells) == 0:
            continue
        design = np.hstack([fixed[cells], np.ones((len(cells), 1))]) if biased else fixed[cells]
        normal = design.T @ design + penalty(len(cells)) * np.eye(design.shape[1])
        solved = np.linalg.solve(normal, design.T @ (targets[r, cells] - fixed_bias[cells]))
        vectors[r] = solved[:FACTORS]
        biases[r] = solved[FACTORS] if biased else 0
    return vectors, biases


def train(user_penalty, item_penalty, biased):
    users, user_bias = np.where(rated.any(1)[:, None], start, 0), np.zeros(USERS)
    centered, objectives = ratings - mean, []
    for _ in range(EPOCHS):
        items, item_bias = half_step(users, user_bias, centered.T, rated.T, item_penalty, biased)
        users, user_bias = half_step(items, item_bias, centered, rated, user_penalty, biased)
        error = np.where(rated, centered - user_bias[:, None] - item_bias[None, :] - users @ items.T, 0)
        rows = sum(user_penalty(n) * (v @ v + b * b) for n, v, b in zip(rated.sum(1), users, user_bias) if n)
        columns = sum(item_penalty(n) * (v @ v + b * b) for n, v, b in zip(rated.sum(0), items, item_bias) if n)
        objectives.append(float((error**2).sum() + rows + columns))
    return dict(users=users.ravel().tolist(), items=items.ravel().tolist(), userBias=user_bias.tolist(),
                itemBias=item_bias.tolist(), objectives=objectives)


cases = [
    dict(name="plain penalty", model="explicit-als", settings=dict(regularization=0.7, regularizationExponent=0),
         **train(lambda n: 0.7, lambda n: 0.7, True)),
    dict(name="penalty by ratings", model="explicit-als", settings=dict(regularization=0.1, regularizationExponent=0.5),
         **train(lambda n: 0.1 * n**0.5, lambda n: 0.1 * n**0.5, True)),
    dict(name="priors of both sides", model="pmf", settings=dict(noiseDeviation=0.8, userDeviation=0.5, itemDeviation=0.4),
         **train(lambda n: (0.8 / 0.5) ** 2, lambda n: (0.8 / 0.4) ** 2, False)),
]
out = dict(generator="golden/explicit_als.py", libraries=dict(numpy=np.__version__), users=USERS, items=ITEMS, factors=FACTORS,
           epochs=EPOCHS, start=start.ravel().tolist(), ratings=[[int(u), int(i), ratings[u, i]] for u, i in np.argwhere(rated)],
           cases=cases)
with open(os.path.join(os.path.dirname(__file__), "explicit-als.json"), "w") as file:
    json.dump(out, file, separators=(",", ":"))
    file.write("\n")
