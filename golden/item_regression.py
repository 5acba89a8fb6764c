"""Predictions of item-regression on small ratings, written with dense NumPy arrays and nothing of this project.

    python golden/item_regression.py        writes golden/item-regression.json
"""
import json
import os

import numpy as np

USERS, ITEMS = 40, 14
rng = np.random.default_rng(20260711)
taste = rng.normal(0, 1, (USERS, 2)) @ rng.normal(0, 1, (2, ITEMS)) + rng.normal(0, 0.6, USERS)[:, None]
R = np.clip(np.round(3 + taste), 1, 5)
B = rng.random((USERS, ITEMS)) < 0.5
mu = R[B].mean()


def baseline(user_reg, item_reg, passes):
    bu, bi = np.zeros(USERS), np.zeros(ITEMS)
    for _ in range(passes):
        bi = (B * (R - mu - bu[:, None])).sum(0) / (item_reg + B.sum(0))
        bu = (B * (R - mu - bi[None, :])).sum(1) / (user_reg + B.sum(1))
    return bu, bi


def predictions(neighbors, regularization, shrinkage, user_reg, item_reg, passes):
    bu, bi = baseline(user_reg, item_reg, passes)
    base = mu + bu[:, None] + bi[None, :]
    E = np.where(B, R - base, 0)
    norms = np.sqrt((E ** 2).sum(0))
    common = B.T.astype(float) @ B
    similarity = E.T @ E / np.outer(norms, norms) * common / (common + shrinkage)
    np.fill_diagonal(similarity, -1)
    P = base.copy()
    for i in range(ITEMS):
        near = np.argsort(-similarity[i], kind="stable")[:neighbors]
        near = near[similarity[i, near] > 0]
        X, y = E[np.ix_(B[:, i], near)], E[B[:, i], i]
        w = np.linalg.solve(X.T @ X + regularization * np.eye(len(near)), X.T @ y)
        P[:, i] += E[:, near] @ w
    return np.clip(P, R[B].min(), R[B].max())


cases = []
for neighbors, regularization, shrinkage, user_reg, item_reg, passes in [(20, 8, 100, 15, 10, 10), (3, 2, 5, 4, 2.5, 20), (1, 0.5, 0, 1, 1, 3)]:
    P = predictions(neighbors, regularization, shrinkage, user_reg, item_reg, passes)
    settings = {"neighbors": neighbors, "regularization": regularization, "shrinkage": shrinkage,
                "userRegularization": user_reg, "itemRegularization": item_reg, "baselineEpochs": passes}
    cases.append({"settings": settings, "predictions": P.round(9).ravel().tolist()})

ratings = [[int(u), int(i), float(R[u, i])] for u in range(USERS) for i in range(ITEMS) if B[u, i]]
here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "item-regression.json"), "w") as out:
    json.dump({"generator": "golden/item_regression.py", "libraries": {"numpy": np.__version__},
               "users": USERS, "items": ITEMS, "ratings": ratings, "cases": cases}, out)
    out.write("\n")
