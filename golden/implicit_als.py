"""Reference values of implicit ALS: dense NumPy in float64, straight from the objective.

    python golden/implicit_als.py        writes golden/implicit-als.json

Three settings on one small matrix: Hu, Koren, Volinsky's objective (w0 = 1, plain penalty), weights with a penalty by
frequency, and binary feedback in the form of Rendle, Krichene, Zhang, Koren (w0-term over observed pairs too). Then one
with features of both sides, as stacked least squares.
"""
import json
import os

import numpy as np

USERS, ITEMS, FACTORS = 9, 7, 5
rng = np.random.default_rng(20240517)
observed = rng.random((USERS, ITEMS)) < 0.4
observed[0, :] = False  # someone who has nothing
observed[1, 0] = True
values = np.where(observed, rng.integers(1, 6, (USERS, ITEMS)), 0).astype(np.float64)
start = np.float32(rng.normal(0, 0.3, (USERS, FACTORS))).astype(np.float64)


def half_step(fixed, confidence, target, penalties):
    """Row r: minimise sum_j confidence[r, j] (target[r, j] - x . fixed[j])^2 + penalties[r] |x|^2 over all columns j."""
    solved = np.zeros((confidence.shape[0], FACTORS))
    for r in range(len(solved)):
        c = confidence[r]
        a = fixed.T @ (c[:, None] * fixed) + penalties[r] * np.eye(FACTORS)
        solved[r] = np.linalg.solve(a, fixed.T @ (c * target[r]))
    return solved


def objective(users, items, confidence, target, user_penalties, item_penalties):
    error = confidence * (target - users @ items.T) ** 2
    return float(error.sum() + (user_penalties * (users**2).sum(1)).sum() + (item_penalties * (items**2).sum(1)).sum())


def train(confidence, target, user_penalties, item_penalties, epochs):
    users, objectives = start, []
    first = None
    for _ in range(epochs):
        items = half_step(users, confidence.T, target.T, item_penalties)
        first = items if first is None else first
        users = half_step(items, confidence, target, user_penalties)
        objectives.append(objective(users, items, confidence, target, user_penalties, item_penalties))
    return {"firstItems": first.ravel().tolist(), "users": users.ravel().tolist(), "items": items.ravel().tolist(),
            "scores": (users @ items.T).ravel().tolist(), "objectives": objectives}


def penalties(regularization, unobserved, exponent):
    return (regularization * (observed.sum(1) + unobserved * ITEMS) ** exponent,
            regularization * (observed.sum(0) + unobserved * USERS) ** exponent)


target = observed.astype(np.float64)
cases = []

settings = {"factors": FACTORS, "weighting": "given", "alpha": 3, "unobservedWeight": 1, "regularization": 0.7,
            "regularizationExponent": 0, "epochs": 3}
cases.append({"name": "hu", "settings": settings,
              **train(np.where(observed, 3 * values, 1), target, *penalties(0.7, 1, 0), 3)})

settings = {"factors": FACTORS, "weighting": "log", "alpha": 2, "unobservedWeight": 0.2, "regularization": 0.05,
            "regularizationExponent": 0.5, "epochs": 3}
cases.append({"name": "frequency", "settings": settings,
              **train(np.where(observed, 0.2 + 2 * np.log1p(values), 0.2), target, *penalties(0.05, 0.2, 0.5), 3)})

# Sum over observed of (1 - s)^2 + w0 * sum over all of s^2: per observed pair (1 + w0)(1 / (1 + w0) - s)^2 + a constant.
# Ours has the scores (1 + w0) s and the penalty times 1 + w0; its start is larger by the square root of 1 + w0.
w0, regularization = 0.3, 0.06
kept, start = start, start / np.sqrt(1 + w0)
rendle = train(np.where(observed, 1 + w0, w0), target / (1 + w0), *penalties(regularization, w0, 1), 3)
start = kept
settings = {"factors": FACTORS, "weighting": "binary", "alpha": 1, "unobservedWeight": w0,
            "regularization": regularization * (1 + w0), "regularizationExponent": 1, "epochs": 3}
cases.append({"name": "rendle", "settings": settings, "scoreScale": 1 + w0, "scores": rendle["scores"]})



def with_features():
    """Agarwal and Chen's prior by ridge: penalty [(1 - rho)|x|^2 + rho|x - W'f|^2], W refitted before each half-step.

    A row that nobody met, and that features describe, is W'f at the end.
    """
    draw = np.random.default_rng(99)
    described = [draw.random((n, 3)) < 0.5 for n in (USERS, ITEMS)]
    described[0][2] = False  # someone without features
    matrices = [np.hstack([m, m.any(1, keepdims=True)]).astype(np.float64) for m in described]
    shares, ridge, w0 = (0.4, 0.7), 1.5, 0.2
    confidence = np.where(seen, w0 + 1.0, w0)
    wanted = seen.astype(np.float64)
    both = [0.05 * (seen.sum(1) + w0 * ITEMS), 0.05 * (seen.sum(0) + w0 * USERS)]
    met = [seen.any(1), seen.any(0)]
    x, y = start.copy(), np.zeros((ITEMS, FACTORS))

    def learn(side, vectors):
        """W [features, factors] and its share of the objective."""
        keep, f = met[side], matrices[side][met[side]]
        lam = both[side][keep]
        root = np.sqrt(np.concatenate([lam, np.full(f.shape[1], ridge * lam.mean())]))
        stacked = np.vstack([f, np.eye(f.shape[1])])
        aim = np.vstack([vectors[keep], np.zeros((f.shape[1], FACTORS))])
        return np.linalg.lstsq(root[:, None] * stacked, root[:, None] * aim, rcond=None)[0]

    def solve(side, fixed, c, t, w):
        out = np.zeros((len(both[side]), FACTORS))
        prior = matrices[side] @ w
        for r in np.nonzero(met[side])[0]:
            lam = both[side][r]
            # Two pulls: to the origin with (1 - rho) lam, to the prior with rho lam; unmet rows of the other side are zeros.
            a = np.vstack([np.sqrt(c[r])[:, None] * fixed, np.sqrt((1 - shares[side]) * lam) * np.eye(FACTORS),
                           np.sqrt(shares[side] * lam) * np.eye(FACTORS)])
            b = np.concatenate([np.sqrt(c[r]) * t[r], np.zeros(FACTORS), np.sqrt(shares[side] * lam) * prior[r]])
            out[r] = np.linalg.lstsq(a, b, rcond=None)[0]
        return out

    def pulls(side, vectors, w):
        keep, rho, lam = met[side], shares[side], both[side]
        gap = vectors - matrices[side] @ w
        return ((lam * ((1 - rho) * (vectors**2).sum(1) + rho * (gap**2).sum(1)))[keep].sum()
                + rho * ridge * lam[keep].mean() * (w**2).sum())

    objectives = []
    for _ in range(3):
        wy = learn(1, y)
        y = solve(1, x, confidence.T, wanted.T, wy)
        wx = learn(0, x)
        x = solve(0, y, confidence, wanted, wx)
        error = confidence * (wanted - x @ y.T) ** 2
        objectives.append(float(error.sum() + pulls(0, x, wx) + pulls(1, y, wy)))
    for side, vectors in ((0, x), (1, y)):
        told = ~met[side]
        vectors[told] = (matrices[side] @ learn(side, vectors))[told]
    return {"settings": {"factors": FACTORS, "weighting": "binary", "alpha": 1, "unobservedWeight": w0, "regularization": 0.05,
                         "epochs": 3, "userFeatureWeight": shares[0], "itemFeatureWeight": shares[1], "featureRegularization": ridge},
            "userFeatures": described[0].astype(int).tolist(), "itemFeatures": described[1].astype(int).tolist(),
            "interactions": [[int(u), int(i), 1] for u, i in zip(*np.nonzero(seen))],
            "users": x.ravel().tolist(), "items": y.ravel().tolist(), "objectives": objectives}


seen = observed.copy()
seen[:, 3] = False  # an item that nobody has yet
here = os.path.dirname(os.path.abspath(__file__))
rows, columns = np.nonzero(observed)
with open(os.path.join(here, "implicit-als.json"), "w") as out:
    json.dump({
        "generator": "golden/implicit_als.py", "libraries": {"numpy": np.__version__},
        "users": USERS, "items": ITEMS, "factors": FACTORS,
        "interactions": [[int(u), int(i), float(values[u, i])] for u, i in zip(rows, columns)],
        "start": start.ravel().tolist(), "cases": cases, "features": with_features(),
    }, out, indent=1)
    out.write("\n")
