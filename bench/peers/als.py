"""implicit's ALS (conjugate gradient, 3 steps) and its top-10 for everyone."""
import numpy as np
from implicit.als import AlternatingLeastSquares

from measure import Clock, report, settings, synthetic

s = settings()
matrix = synthetic(s["shape"])
model = AlternatingLeastSquares(factors=s["factors"], regularization=0.01, alpha=1.0, iterations=s["sweeps"], use_cg=True,
                                use_gpu=False, random_state=0, num_threads=s["threads"])
with Clock() as fit:
    model.fit(matrix, show_progress=False)
if s["work"] == "fit":
    report("implicit", "implicit", fit, entries=int(matrix.nnz))
else:
    with Clock() as top:
        for start in range(0, matrix.shape[0], 10000):
            rows = np.arange(start, min(start + 10000, matrix.shape[0]))
            model.recommend(rows, matrix[rows], N=10, filter_already_liked_items=True)
    report("implicit", "implicit", top)
