"""Ordered probit with SciPy: shares between bounds, quantiles of truncated normals, and the posterior of two cutpoints by summing over
a grid. Writes ordered-probit.json beside it.

    python golden/ordered_probit.py
"""
import json
import pathlib

import numpy as np
import scipy
from scipy.special import log_ndtr, logsumexp
from scipy.stats import norm, truncnorm


def log_share(low, high):
    """ln(Phi(high) - Phi(low)), on the side where both are small."""
    if low > 0:
        low, high = -high, -low
    a, b = log_ndtr(high), log_ndtr(low)
    return float(a + np.log1p(-np.exp(b - a)))


bounds = [(-np.inf, -3.0), (-np.inf, 0.4), (-0.5, 0.25), (-2.0, 9.0), (0.0, 0.5), (1.5, 1.75), (4.0, np.inf), (7.9, 8.2), (12.0, 15.0),
          (-20.0, -19.0), (30.0, np.inf)]
shares = []
for low, high in bounds:
    log = log_share(low, high)
    shares.append({"low": None if np.isinf(low) else low, "high": None if np.isinf(high) else high, "log": log,
                   "lowRatio": float(np.exp(norm.logpdf(low) - log)), "highRatio": float(np.exp(norm.logpdf(high) - log)),
                   "quantiles": [[u, float(truncnorm.ppf(u, low, high))] for u in (0.01, 0.3, 0.5, 0.99)]})

rng = np.random.default_rng(3)
predictions = rng.normal(size=50).astype(np.float32).astype(float)
codes = np.digitize(predictions + rng.normal(size=50), [-0.6, 0.7])


def log_likelihood(c):
    edges = np.array([-np.inf, *c, np.inf])
    return sum(log_share(edges[k] - f, edges[k + 1] - f) for k, f in zip(codes, predictions))


def difference(at, direction, h=1e-4):
    return (log_likelihood(at + h * direction) - log_likelihood(at - h * direction)) / (2 * h)


point = np.array([-0.5, 0.9])
unit = np.eye(2)
h = 1e-3
curve = [(log_likelihood(point + h * u) - 2 * log_likelihood(point) + log_likelihood(point - h * u)) / h**2 for u in unit]
mixed = (log_likelihood(point + h * (unit[0] + unit[1])) - log_likelihood(point + h * (unit[0] - unit[1]))
         - log_likelihood(point + h * (unit[1] - unit[0])) + log_likelihood(point - h * (unit[0] + unit[1]))) / (4 * h**2)

first, second = np.linspace(-2.0, 0.8, 141), np.linspace(-0.6, 2.2, 141)
logs = np.full((141, 141), -np.inf)
for i, a in enumerate(first):
    for j, b in enumerate(second):
        if a < b:
            logs[i, j] = log_likelihood((a, b)) - (a * a + b * b) / 200
weights = np.exp(logs - logsumexp(logs))
mean = np.array([weights.sum(axis=1) @ first, weights.sum(axis=0) @ second])
deviation = np.sqrt([weights.sum(axis=1) @ (first - mean[0])**2, weights.sum(axis=0) @ (second - mean[1])**2])
correlation = float(np.einsum("ij,i,j->", weights, first - mean[0], second - mean[1]) / deviation.prod())

out = {"madeBy": f"golden/ordered_probit.py, NumPy {np.__version__}, SciPy {scipy.__version__}", "shares": shares,
       "predictions": predictions.tolist(), "codes": codes.tolist(), "point": point.tolist(),
       "logLikelihood": log_likelihood(point), "slopes": [difference(point, u) for u in unit], "curves": curve, "mixed": mixed,
       "posterior": {"mean": mean.tolist(), "deviation": deviation.tolist(), "correlation": correlation}}
pathlib.Path(__file__).with_name("ordered-probit.json").write_text(json.dumps(out) + "\n")
