"""Factorizations of small matrices by SciPy.

python golden/dense_algebra.py         writes golden/dense_algebra.json
"""
import importlib.metadata
import json
import pathlib

import numpy as np
import scipy.linalg

rng = np.random.default_rng(20260102)


def matrix(a):
    return {"rows": a.shape[0], "columns": a.shape[1], "values": a.ravel().tolist()}


def low_rank(rows, columns, rank):
    return rng.integers(-3, 4, (rows, rank)).astype(float) @ rng.integers(-3, 4, (rank, columns)).astype(float)


symmetric = {
    "1 x 1": np.array([[3.0]]),
    "2 x 2": np.array([[2.0, -1.0], [-1.0, 2.0]]),
    "indefinite": rng.normal(size=(7, 7)),
    "larger": rng.normal(size=(30, 30)),
    "diagonal": np.diag([3.0, -1.0, 0.0, 3.0]),
    "identity": np.eye(5),
    "rank 2": low_rank(6, 2, 2),
    "zeros": np.zeros((3, 3)),
    "path": np.diag(np.full(9, 2.0)) - np.diag(np.ones(8), 1) - np.diag(np.ones(8), -1),
    "large entries": rng.normal(size=(4, 4)) * 1e120,
}
eigen = []
for name, a in symmetric.items():
    a = a @ a.T if a.shape[0] != a.shape[1] else (a + a.T) / 2
    values, vectors = scipy.linalg.eigh(a)
    eigen.append({
        "name": name, **matrix(a), "eigenvalues": values[::-1].tolist(),
        "vectors": vectors[:, ::-1].T.ravel().tolist(),
        "distinct": bool(len(a) == 1 or np.min(np.diff(values)) > 1e-3 * np.max(np.abs(values))),
    })

definite = []
for size in [1, 2, 5, 20]:
    b = rng.normal(size=(size, size + 2))
    a = b @ b.T + 0.1 * np.eye(size)
    right = rng.normal(size=(size, 3))
    definite.append({
        **matrix(a), "factor": scipy.linalg.cholesky(a, lower=True).ravel().tolist(),
        "right": right.ravel().tolist(), "solution": scipy.linalg.solve(a, right, assume_a="pos").ravel().tolist(),
        "log_determinant": float(np.linalg.slogdet(a)[1]),
    })

a, b = rng.normal(size=(4, 6)), rng.normal(size=(6, 3))
product = {"a": matrix(a), "b": matrix(b), "product": (a @ b).ravel().tolist()}

pathlib.Path(__file__).with_suffix(".json").write_text(
    json.dumps({
        "generator": "golden/dense_algebra.py",
        "libraries": {name: importlib.metadata.version(name) for name in ["scipy", "numpy"]},
        "symmetric": eigen, "definite": definite, "product": product,
    })
    + "\n"
)
