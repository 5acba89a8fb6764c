"""Reference values of a truncated singular value decomposition: SciPy's ARPACK in float64.

    python golden/truncated_svd.py        writes golden/truncated-svd.json

A sparse matrix of ratings with a decaying spectrum, as given and less the mean of each column over all rows (dense here);
singular values, and scores of some rows: row . V . V^T.
"""
import json
import os

import numpy as np
import scipy
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import svds

USERS, ITEMS, FACTORS = 60, 40, 5
rng = np.random.default_rng(31)
taste = rng.gamma(1.0, 1.0, (USERS, 6)) * np.array([3, 2, 1.5, 1, 0.7, 0.5])
parts = rng.gamma(1.0, 1.0, (ITEMS, 6))
level = taste @ parts.T
observed = rng.random((USERS, ITEMS)) < 0.35
dense = np.where(observed, np.clip(np.round(level / level.mean() * 3), 1, 5), 0).astype(np.float64)


def case(matrix, means):
    centered = matrix - means
    _, s, vt = svds(csr_matrix(centered) if not means.any() else centered, k=FACTORS, v0=np.ones(ITEMS), tol=1e-12)
    order = np.argsort(-s)
    v = vt[order].T
    scores = centered @ v @ v.T + means
    return {"singularValues": s[order].tolist(), "scores": {str(u): scores[u].tolist() for u in (0, 17, 59)}}


binary = (dense > 0).astype(np.float64)
zero = np.zeros(ITEMS)
users, items = np.nonzero(dense)
data = {
    "generator": "golden/truncated_svd.py",
    "libraries": {"numpy": np.__version__, "scipy": scipy.__version__},
    "users": USERS,
    "items": ITEMS,
    "factors": FACTORS,
    "entries": [[int(u), int(i), float(dense[u, i])] for u, i in zip(users, items)],
    "cases": [
        {"weighting": "given", "centering": "none", **case(dense, zero)},
        {"weighting": "binary", "centering": "none", **case(binary, zero)},
        {"weighting": "given", "centering": "item", **case(dense, dense.mean(0))},
    ],
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "truncated-svd.json"), "w") as file:
    json.dump(data, file)
    file.write("\n")
