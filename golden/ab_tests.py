"""Reference A/B tests: statsmodels for shares, SciPy for means, and the sample size of Fleiss in plain arithmetic.

    python golden/ab_tests.py        writes golden/ab-tests.json
"""
import json
import os
from importlib.metadata import version

import numpy as np
from scipy import optimize, stats
from statsmodels.stats.proportion import confint_proportions_2indep, power_proportions_2indep, proportions_ztest

shares = []
for (x, n), (y, m), confidence in [((120, 1000), (150, 1000), 0.95), ((8, 10), (3, 12), 0.9), ((0, 20), (3, 25), 0.95), ((5, 5), (4, 6), 0.99),
                                   ((56, 70), (48, 80), 0.95), ((1, 100000), (9, 120000), 0.95), ((7, 30), (7, 30), 0.8)]:
    z, p = proportions_ztest([y, x], [m, n])
    newcombe = confint_proportions_2indep(y, m, x, n, method="newcomb", compare="diff", alpha=1 - confidence)
    normal = confint_proportions_2indep(y, m, x, n, method="wald", compare="diff", alpha=1 - confidence)
    shares.append({"a": [x, n], "b": [y, m], "confidence": confidence, "z": z, "p": p, "newcombe": list(newcombe), "normal": list(normal)})

means = []
rng = np.random.default_rng(9)
for n, m, shift, spread, confidence in [(12, 30, 0.4, 1.0, 0.95), (200, 150, 0.05, 3.0, 0.9), (2, 3, 1.0, 0.5, 0.95), (40, 40, 0.0, 1.0, 0.99)]:
    a, b = rng.normal(0, 1, n).round(4), (shift + spread * rng.normal(0, 1, m)).round(4)
    found = stats.ttest_ind(b, a, equal_var=False)
    low, high = found.confidence_interval(confidence)
    means.append({"a": a.tolist(), "b": b.tolist(), "confidence": confidence, "t": found.statistic, "degrees": found.df, "p": found.pvalue,
                  "interval": [low, high]})

sizes = []
for p, q, confidence, power in [(0.1, 0.12, 0.95, 0.8), (0.1, 0.12, 0.95, 0.9), (0.5, 0.4, 0.9, 0.8), (0.02, 0.03, 0.99, 0.95), (0.9, 0.97, 0.95, 0.8)]:
    # The power of statsmodels at n rows of each arm, solved for n.
    gap = lambda n: power_proportions_2indep(q - p, p, n, ratio=1, alpha=1 - confidence, return_results=False) - power
    sizes.append({"p": p, "q": q, "confidence": confidence, "power": power, "rows": optimize.brentq(gap, 2, 1e7, xtol=1e-9)})

here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "ab-tests.json"), "w") as out:
    json.dump({"generator": "golden/ab_tests.py", "libraries": {name: version(name) for name in ("numpy", "scipy", "statsmodels")},
               "shares": shares, "means": means, "sizes": sizes}, out)
    out.write("\n")
