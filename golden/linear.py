"""Reference values of the linear models: EASE and EDLAE in closed form, SLIM by scikit-learn, RP3beta as dense random walks.

    python golden/linear.py        writes golden/linear.json
"""
import json
import os

import numpy as np
import sklearn
from sklearn.linear_model import ElasticNet

USERS, ITEMS = 40, 14
rng = np.random.default_rng(20250611)
taste = rng.random((USERS, 3)) @ rng.random((3, ITEMS))
observed = rng.random((USERS, ITEMS)) < 0.55 * taste / taste.mean() * np.linspace(1.1, 0.3, ITEMS)
observed[:, 5] = False  # an item nobody has
values = np.where(observed, rng.integers(1, 6, (USERS, ITEMS)), 0).astype(np.float64)
binary = observed.astype(np.float64)
used = observed.any(axis=0)


def ease(x, regularization, dropout=0.0):
    gram = x.T @ x
    penalties = regularization + dropout / (1 - dropout) * np.diag(gram)
    inverse = np.linalg.inv(gram + np.diag(penalties))
    weights = np.eye(len(gram)) - inverse / np.diag(inverse)
    weights[:, ~used] = weights[~used, :] = 0
    return weights


def slim(x, sparsity, regularization, positive, dropout=0.0):
    weights = np.zeros((ITEMS, ITEMS))
    total = sparsity + regularization
    for j in range(ITEMS):
        without = x.copy()
        without[:, j] = 0
        # Rows that add p/(1 - p) G_kk w_k^2 to the squared error: dropout as a ridge of its own for each weight.
        ridge = np.diag(np.sqrt(dropout / (1 - dropout) * (x**2).sum(axis=0)))
        ridge[j, j] = 0
        rows, target = np.vstack([without, ridge]), np.concatenate([x[:, j], np.zeros(ITEMS)])
        net = ElasticNet(alpha=total / len(target), l1_ratio=sparsity / total, fit_intercept=False, positive=positive, tol=1e-12,
                         max_iter=100000)
        weights[:, j] = net.fit(rows, target).coef_
    return weights


def rp3beta(x, alpha, beta, neighbors):
    with np.errstate(divide="ignore", invalid="ignore"):
        to_users = np.nan_to_num(x / x.sum(axis=0)).T ** alpha
        to_items = np.nan_to_num(x / x.sum(axis=1, keepdims=True)) ** alpha
        held_back = np.nan_to_num(x.sum(axis=0) ** -beta, posinf=0)
    weights = to_users @ to_items * held_back
    np.fill_diagonal(weights, 0)
    for column in weights.T:
        column[np.argsort(-column, kind="stable")[neighbors:]] = 0
    return weights


cases = [
    ("ease", {"regularization": 5}, ease(binary, 5)),
    ("ease", {"regularization": 2, "weighting": "given"}, ease(values, 2)),
    ("ease", {"regularization": 1, "dropout": 0.25}, ease(binary, 1, 0.25)),
    ("slim", {"sparsity": 0.5, "regularization": 2}, slim(binary, 0.5, 2, True)),
    ("slim", {"sparsity": 0.5, "regularization": 1, "dropout": 0.4}, slim(binary, 0.5, 1, True, 0.4)),
    ("slim", {"sparsity": 1, "regularization": 3, "nonNegative": False, "weighting": "given"}, slim(values, 1, 3, False)),
    ("rp3beta", {"alpha": 1, "beta": 0.4, "neighbors": 20}, rp3beta(binary, 1, 0.4, 20)),
    ("rp3beta", {"alpha": 0.7, "beta": 0.6, "neighbors": 4, "weighting": "given"}, rp3beta(values, 0.7, 0.6, 4)),
]
out = {
    "generator": "golden/linear.py",
    "libraries": {"numpy": np.__version__, "scikit-learn": sklearn.__version__},
    "users": USERS,
    "items": ITEMS,
    "interactions": [[int(u), int(i), float(values[u, i])] for u, i in zip(*np.nonzero(observed))],
    "cases": [{"model": model, "settings": settings, "weights": weights.ravel().tolist(),
               "scores": ((values if settings.get("weighting") == "given" else binary) @ weights).ravel().tolist()}
              for model, settings, weights in cases],
}
with open(os.path.join(os.path.dirname(__file__), "linear.json"), "w") as file:
    json.dump(out, file, separators=(",", ":"))
    file.write("\n")
