"""BCa intervals of a mean (Efron 1987) from given draws, by SciPy's normal distribution and NumPy's quantiles.

python golden/bca.py         writes golden/bca.json
"""
import json
import pathlib

import numpy as np
import scipy
from scipy.stats import norm

rng = np.random.default_rng(11)
cases = []
for rows, confidence in ((40, 0.95), (40, 0.8), (12, 0.9)):
    sample = rng.exponential(size=rows)
    influence = sample - sample.mean()
    draws = np.sort(rng.choice(sample, (199, rows)).mean(1))
    bias = norm.ppf(((draws < sample.mean()).sum() + 0.5 * (draws == sample.mean()).sum()) / len(draws))
    # Efron 1987, (7.3): a sixth of the skewness of the influences.
    acceleration = (influence**3).sum() / (6 * (influence**2).sum() ** 1.5)
    z = norm.ppf([(1 - confidence) / 2, (1 + confidence) / 2])
    shares = norm.cdf(bias + (bias + z) / (1 - acceleration * (bias + z)))
    cases.append({
        "confidence": confidence, "value": float(sample.mean()), "influence": influence.tolist(), "draws": draws.tolist(),
        "interval": np.quantile(draws, shares, method="weibull").tolist(),
    })
pathlib.Path(__file__).with_suffix(".json").write_text(
    json.dumps({"generator": "golden/bca.py", "libraries": {"numpy": np.__version__, "scipy": scipy.__version__}, "cases": cases}) + "\n"
)
