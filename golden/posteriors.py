"""Normal and beta quantiles by SciPy, Wilson intervals by statsmodels, and Newcombe's corrected ones from his formula in 50 digits.

python golden/posteriors.py         writes golden/posteriors.json
"""
import importlib.metadata
import json
import pathlib
from decimal import Decimal, getcontext

import numpy as np
from scipy import special, stats
from statsmodels.stats.proportion import proportion_confint

getcontext().prec = 50

tails = [1e-300, 1e-50, 1e-12, 1e-6, 0.001, 0.005, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.499, 0.5, 0.6, 0.9, 0.999]
normal = [{"tail": t, "quantile": float(stats.norm.isf(t))} for t in tails]

beta = []
for a, b in [(9, 3), (1, 1), (0.5, 0.5), (0.05, 3), (2, 0.1), (1, 2000), (301, 101), (12345, 67890), (3e6, 2e6), (1.5, 1e7)]:
    for p in [1e-6, 0.005, 0.025, 0.25, 0.5, 0.9, 0.975, 0.9999]:
        x = float(special.betaincinv(a, b, p))
        beta.append({"a": a, "b": b, "p": p, "quantile": x, "cumulative": float(special.betainc(a, b, x)),
                     "density": float(stats.beta(a, b).pdf(x)) if 0 < x < 1 else None})

student = [{"degrees": d, "p": p, "quantile": float(stats.t(d).ppf(p)), "density": float(stats.t(d).pdf(stats.t(d).ppf(p)))}
           for d in [1, 2.5, 7, 60, 4001] for p in [0.001, 0.025, 0.4, 0.5, 0.8, 0.995]]


def corrected(ups, n, confidence):
    """Newcombe 1998, method 4: the score interval with continuity correction."""
    z = Decimal(float(stats.norm.isf((1 - confidence) / 2)))
    n, p, q = Decimal(n), Decimal(ups) / Decimal(n), 1 - Decimal(ups) / Decimal(n)
    low = (2 * n * p + z * z - 1 - z * (z * z - 2 - 1 / n + 4 * p * (n * q + 1)).sqrt()) / (2 * (n + z * z)) if ups > 0 else Decimal(0)
    high = (2 * n * p + z * z + 1 + z * (z * z + 2 - 1 / n + 4 * p * (n * q - 1)).sqrt()) / (2 * (n + z * z)) if ups < n else Decimal(1)
    return float(max(Decimal(0), low)), float(min(Decimal(1), high))


wilson = []
for ups, n in [(1, 1), (8, 10), (80, 100), (0, 5), (5, 5), (1, 3), (499, 1000), (123456, 1000000), (3, 1000000), (0, 1)]:
    for confidence in [0.5, 0.8, 0.9, 0.95, 0.99, 0.9999]:
        low, high = proportion_confint(ups, n, alpha=1 - confidence, method="wilson")
        clow, chigh = corrected(ups, n, confidence)
        wilson.append({"ups": ups, "downs": n - ups, "confidence": confidence, "low": float(low), "high": float(high),
                       "correctedLow": clow, "correctedHigh": chigh})

counts, prior, values = np.array([2, 0, 1, 5, 12]), np.array([1, 1, 1, 1, 1.0]), np.array([1, 2, 3, 4, 5.0])
alpha = counts + prior
dirichlet = stats.dirichlet(alpha)
covariance = np.diag(alpha) / alpha.sum() - np.outer(alpha, alpha) / alpha.sum() ** 2
rng = np.random.default_rng(1)
pathlib.Path(__file__).with_suffix(".json").write_text(
    json.dumps({
        "generator": "golden/posteriors.py",
        "libraries": {name: importlib.metadata.version(name) for name in ["scipy", "numpy", "statsmodels"]},
        "normal": normal, "beta": beta, "student": student, "wilson": wilson,
        "dirichlet": {
            "counts": counts.tolist(), "values": values.tolist(), "means": dirichlet.mean().tolist(),
            "low": [float(special.betaincinv(x, alpha.sum() - x, 0.025)) for x in alpha],
            "high": [float(special.betaincinv(x, alpha.sum() - x, 0.975)) for x in alpha],
            "mean": float(dirichlet.mean() @ values),
            "deviation": float(np.sqrt(values @ dirichlet.cov() @ values)),
        },
    })
    + "\n"
)
