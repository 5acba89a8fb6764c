"""Paired tests of differences by SciPy, Holm's correction by NumPy → paired-tests.json.

    python golden/paired_tests.py
"""
import json
import os

import numpy as np
import scipy
from scipy import stats

rng = np.random.default_rng(31)


def case(d, exact):
    """SciPy warns of ties; zeros are left out (zero_method wilcox), no correction for continuity."""
    return {
        "differences": d.tolist(),
        "t": float(stats.ttest_1samp(d, 0).pvalue),
        "wilcoxon": float(stats.wilcoxon(d, zero_method="wilcox", correction=False, method="exact" if exact else "asymptotic").pvalue),
    }


cases = [case(rng.normal(shift, 1, size=n), True) for n, shift in ((2, 0.5), (5, 1), (12, 0.4), (30, 0.8), (50, 0.3))]
cases += [case(rng.normal(shift, 1, size=n), False) for n, shift in ((51, 0.2), (200, 0.1), (3000, 0.05))]
# Values in eighths: many ties and zeros, as of hits.
cases += [case(np.round(rng.normal(shift, 0.3, size=n) * 8) / 8, False) for n, shift in ((20, 0.1), (400, 0.02), (2500, 0.03))]
cases += [case(rng.normal(3, 1, size=300), False)]  # far out in the tail
ps = rng.random(9) ** 3
order = np.argsort(ps)
adjusted = np.empty(9)
adjusted[order] = np.maximum.accumulate(np.minimum(1, ps[order] * (9 - np.arange(9))))
out = {
    "generator": "golden/paired_tests.py",
    "libraries": {"numpy": np.__version__, "scipy": scipy.__version__},
    "cases": cases,
    "holm": {"p": ps.tolist(), "adjusted": adjusted.tolist()},
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "paired-tests.json"), "w") as f:
    json.dump(out, f)
    f.write("\n")
