"""Reference values of factorization by full-batch gradient descent and of non-negative least squares, dense NumPy and SciPy, float64.

    python golden/gradient_factorization.py        writes golden/gradient-factorization.json

Cost and gradient of J = 1/2 sum_rated (w.x + b - y)^2 + lambda/2 (sum w^2 + sum x^2), gradient by the masked residual matrix;
rows of min sum (t - x.y)^2 + penalty |x|^2, x >= 0, by SciPy's active-set solver.
"""
import json
import os

import numpy as np
import scipy
from scipy.optimize import nnls

USERS, ITEMS, FACTORS, PENALTY = 7, 9, 3, 1.3
rng = np.random.default_rng(8)
rated = rng.random((USERS, ITEMS)) < 0.5
y = np.where(rated, rng.integers(1, 6, (USERS, ITEMS)), 0).astype(np.float64)
w, x, b = rng.normal(size=(USERS, FACTORS)), rng.normal(size=(ITEMS, FACTORS)), rng.normal(size=USERS)
error = (w @ x.T + b[:, None] - y) * rated
gradient = {
    "cost": float(0.5 * (error**2).sum() + PENALTY / 2 * ((w**2).sum() + (x**2).sum())),
    "userFactors": (error @ x + PENALTY * w).ravel().tolist(),
    "userBias": error.sum(1).tolist(),
    "itemFactors": (error.T @ w + PENALTY * x).ravel().tolist(),
}

parts = np.float32(rng.random((12, 6))).astype(np.float64)
rows = []
for _ in range(6):
    chosen = np.sort(rng.choice(12, size=int(rng.integers(2, 12)), replace=False))
    targets = rng.integers(0, 6, len(chosen)).astype(np.float64)
    penalty = 0.1 * len(chosen)
    matrix = np.vstack([parts[chosen], np.sqrt(penalty) * np.eye(6)])
    solved, _ = nnls(matrix, np.concatenate([targets, np.zeros(6)]))
    rows.append({"items": chosen.tolist(), "targets": targets.tolist(), "penalty": penalty, "vector": solved.tolist()})

users, items = np.nonzero(rated)
data = {
    "generator": "golden/gradient_factorization.py",
    "libraries": {"numpy": np.__version__, "scipy": scipy.__version__},
    "users": USERS,
    "items": ITEMS,
    "factors": FACTORS,
    "regularization": PENALTY,
    "entries": [[int(u), int(i), float(y[u, i])] for u, i in zip(users, items)],
    "userFactors": w.ravel().tolist(),
    "userBias": b.tolist(),
    "itemFactors": x.ravel().tolist(),
    "gradient": gradient,
    "nonNegative": {"parts": parts.ravel().tolist(), "rows": rows},
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "gradient-factorization.json"), "w") as file:
    json.dump(data, file)
    file.write("\n")
