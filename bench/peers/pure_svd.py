"""scikit-learn's randomized SVD, or SciPy's Lanczos, of the generated matrix of ones."""
from measure import Clock, report, settings, synthetic

s = settings()
matrix = synthetic(s["shape"])
if s["rival"] == "sklearn":
    from sklearn.utils.extmath import randomized_svd

    with Clock() as fit:
        _, values, _ = randomized_svd(matrix, s["factors"], n_oversamples=s["oversampling"], n_iter=s["epochs"], random_state=0)
    report("scikit-learn", "scikit-learn", fit, check=float(values[-1]))
else:
    from scipy.sparse.linalg import svds

    with Clock() as fit:
        _, values, _ = svds(matrix, s["factors"], rng=0)
    report("SciPy", "scipy", fit, check=float(values[0]))
