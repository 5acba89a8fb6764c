"""implicit's BPR on one thread."""
from implicit.bpr import BayesianPersonalizedRanking

from measure import Clock, report, settings, synthetic

s = settings()
matrix = synthetic(s["shape"])
model = BayesianPersonalizedRanking(factors=s["factors"], learning_rate=0.01, regularization=0.01, iterations=s["epochs"],
                                    use_gpu=False, random_state=0, num_threads=s["threads"])
with Clock() as fit:
    model.fit(matrix, show_progress=False)
report("implicit", "implicit", fit, entries=int(matrix.nnz))
