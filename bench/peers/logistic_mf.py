"""implicit's logistic matrix factorization on one thread."""
from implicit.cpu.lmf import LogisticMatrixFactorization

from measure import Clock, report, settings, synthetic

s = settings()
matrix = synthetic(s["shape"])
model = LogisticMatrixFactorization(factors=s["factors"], iterations=s["epochs"], neg_prop=s["negatives"], learning_rate=1.0,
                                    regularization=0.6, random_state=0, num_threads=1)
with Clock() as fit:
    model.fit(matrix, show_progress=False)
report("implicit", "implicit", fit)
