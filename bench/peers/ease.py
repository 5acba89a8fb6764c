"""EASE in NumPy: the closed form in float64, and the best 20 of everyone by its product with the data."""
import os

from measure import Clock, ml_1m, report, settings

s = settings()
os.environ["OPENBLAS_NUM_THREADS"] = str(s["threads"])  # read when NumPy is loaded

import numpy as np
import scipy.sparse as sp

users, items, _ = ml_1m()
x = sp.csr_matrix((np.ones(len(users)), (users, items)))
with Clock() as fit:
    gram = np.asarray((x.T @ x).todense())
    diagonal = np.arange(gram.shape[0])
    gram[diagonal, diagonal] += 500
    inverse = np.linalg.inv(gram)
    weights = inverse / -np.diag(inverse)
    weights[diagonal, diagonal] = 0
if s["work"] == "fit":
    report("NumPy", "numpy", fit)
else:
    with Clock() as top:
        for start in range(0, x.shape[0], 1000):
            part = x[start:start + 1000]
            scores = part @ weights
            scores[part.nonzero()] = -np.inf
            best = np.argpartition(-scores, 20, axis=1)[:, :20]
            np.take_along_axis(best, np.argsort(-np.take_along_axis(scores, best, axis=1), axis=1), axis=1)
    report("NumPy", "numpy", top)
