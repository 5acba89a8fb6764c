"""Predictions of asymmetric-svd from vectors that are given, written with dense NumPy arrays and nothing of this project.

    python golden/asymmetric_svd.py        writes golden/asymmetric-svd.json
"""
import json
import os

import numpy as np

USERS, ITEMS, FACTORS, USER_REG, ITEM_REG = 25, 12, 3, 4.0, 2.5
rng = np.random.default_rng(20260712)
R = rng.integers(1, 6, (USERS, ITEMS)).astype(float)
B = rng.random((USERS, ITEMS)) < 0.5
Q, X, Y = (rng.normal(0, 0.4, (ITEMS, FACTORS)).astype(np.float32).astype(float) for _ in range(3))
mu = R[B].mean()
bu, bi = np.zeros(USERS), np.zeros(ITEMS)
for _ in range(20):
    bi = (B * (R - mu - bu[:, None])).sum(0) / (ITEM_REG + B.sum(0))
    bu = (B * (R - mu - bi[None, :])).sum(1) / (USER_REG + B.sum(1))
base = mu + bu[:, None] + bi[None, :]
E = np.where(B, R - base, 0)
Z = (E @ X + B @ Y) / np.sqrt(B.sum(1))[:, None]
P = base + Z @ Q.T
parts = np.array([[(E[0, j] * X[j] + Y[j]) @ Q[i] / np.sqrt(B[0].sum()) for j in range(ITEMS) if B[0, j]] for i in range(ITEMS)])

ratings = [[int(u), int(i), float(R[u, i])] for u in range(USERS) for i in range(ITEMS) if B[u, i]]
here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "asymmetric-svd.json"), "w") as out:
    json.dump({"generator": "golden/asymmetric_svd.py", "libraries": {"numpy": np.__version__}, "users": USERS, "items": ITEMS,
               "settings": {"factors": FACTORS, "userRegularization": USER_REG, "itemRegularization": ITEM_REG}, "ratings": ratings,
               "itemFactors": Q.ravel().tolist(), "ratedFactors": X.ravel().tolist(), "implicitFactors": Y.ravel().tolist(),
               "userFactors": Z.round(9).ravel().tolist(), "scores": P.round(9).ravel().tolist(), "sharesOfFirst": parts.round(9).tolist()}, out)
    out.write("\n")
