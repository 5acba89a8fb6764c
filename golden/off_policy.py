"""Off-policy estimates of synthetic logs in NumPy, and the spread of each estimator over rows drawn again.

python golden/off_policy.py         writes golden/off_policy.json
"""
import json
import pathlib

import numpy as np

rng = np.random.default_rng(3)
ROWS, CONTEXTS, ACTIONS, SHRINKAGE = 600, 3, 4, 100


def probabilities(sharpness):
    scores = rng.normal(size=(CONTEXTS, ACTIONS)) * sharpness
    return np.exp(scores) / np.exp(scores).sum(1, keepdims=True)


logging, target, rates = probabilities(0.7), probabilities(0.8), rng.uniform(0.1, 0.7, (CONTEXTS, ACTIONS))
context = rng.integers(0, CONTEXTS, ROWS)
action = np.array([rng.choice(ACTIONS, p=logging[c]) for c in context])
reward = (rng.random(ROWS) < rates[context, action]).astype(float)
propensity = logging[context, action]


def estimates(c, a, r, p):
    shows, sums = np.zeros((2, CONTEXTS, ACTIONS))
    np.add.at(shows, (c, a), 1)
    np.add.at(sums, (c, a), r)
    q = (sums + SHRINKAGE * r.mean()) / (shows + SHRINKAGE)
    w, dm, residual = target[c, a] / p, (target * q).sum(1)[c], r - q[c, a]
    return {"ips": (w * r).mean(), "snips": (w * r).sum() / w.sum(), "dm": dm.mean(), "dr": (dm + w * residual).mean(),
            "sndr": dm.mean() + (w * residual).sum() / w.sum()}, w


values, w = estimates(context, action, reward, propensity)
again = [estimates(*(x[rows] for x in (context, action, reward, propensity)))[0] for rows in rng.integers(0, ROWS, (4000, ROWS))]
pathlib.Path(__file__).with_suffix(".json").write_text(
    json.dumps({
        "generator": "golden/off_policy.py", "libraries": {"numpy": np.__version__},
        "contexts": context.tolist(), "actions": action.tolist(), "rewards": reward.tolist(), "propensities": propensity.tolist(),
        "contextCount": CONTEXTS, "actionCount": ACTIONS, "shrinkage": SHRINKAGE, "target": target.ravel().tolist(),
        "values": {name: float(value) for name, value in values.items()},
        "deviations": {name: float(np.std([one[name] for one in again], ddof=1)) for name in values},
        "effectiveSize": float(w.sum() ** 2 / (w**2).sum()), "meanWeight": float(w.mean()),
    })
    + "\n"
)
