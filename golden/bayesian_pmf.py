"""An independent Gibbs sampler for Bayesian PMF (Salakhutdinov, Mnih 2008), plain NumPy and SciPy in float64.

    python golden/bayesian_pmf.py        writes golden/bayesian-pmf.json

Posterior mean of every cell of a small matrix, by two long chains, for the paper's model (no biases, noise precision 2) and
with biases as one more coordinate of each row and the noise learned under Gamma(1, 1). `between` is the root mean square
difference of the two chains: what sampling alone leaves open.
"""
import json
import os

import numpy as np
import scipy
from scipy.stats import wishart

USERS, ITEMS, FACTORS, BURN_IN, SAMPLES, STRENGTH = 30, 20, 2, 150, 1000, 2.0
rng = np.random.default_rng(3)
truth = 3 + rng.normal(0, 0.5, (USERS, 1)) + rng.normal(0, 0.5, (1, ITEMS)) + rng.normal(0, 0.8, (USERS, 2)) @ rng.normal(0, 0.8, (2, ITEMS))
rated = rng.random((USERS, ITEMS)) < 0.5
rated[np.arange(USERS), np.arange(USERS) % ITEMS] = True
ratings = np.where(rated, np.clip(np.round(truth + rng.normal(0, 0.5, truth.shape)), 1, 5), 0)
mean = ratings[rated].mean()


def row_distribution(x, rng):
    """(Λ, m) of the rows of x, equation 14 of the paper, W0 = I, nu0 = size, mu0 = 0."""
    n, size = x.shape
    center = x.mean(0)
    scatter = (x - center).T @ (x - center)
    inverse = np.eye(size) + scatter + STRENGTH * n / (STRENGTH + n) * np.outer(center, center)
    precision = np.atleast_2d(wishart.rvs(df=size + n, scale=np.linalg.inv(inverse), random_state=rng))
    m = rng.multivariate_normal(n * center / (STRENGTH + n), np.linalg.inv((STRENGTH + n) * precision))
    return precision, m


def chain(biases, alpha, seed):
    rng = np.random.default_rng(seed)
    size = FACTORS + (1 if biases else 0)
    u, v = rng.normal(0, 0.1, (USERS, size)), rng.normal(0, 0.1, (ITEMS, size))
    learned, alpha = alpha is None, 1.0 if alpha is None else alpha
    total = np.zeros((USERS, ITEMS))

    def side(mine, other, mask, targets):
        precision, m = row_distribution(mine, rng)
        for r in range(len(mine)):
            cells = np.flatnonzero(mask[r])
            design = np.hstack([other[cells, :FACTORS], np.ones((len(cells), size - FACTORS))])
            left = targets[r, cells] - (other[cells, FACTORS] if biases else 0)
            covariance = np.linalg.inv(precision + alpha * design.T @ design)
            mine[r] = rng.multivariate_normal(covariance @ (precision @ m + alpha * design.T @ left), covariance)

    for sweep in range(BURN_IN + SAMPLES):
        side(v, u, rated.T, (ratings - mean).T)
        side(u, v, rated, ratings - mean)
        predicted = mean + u[:, :FACTORS] @ v[:, :FACTORS].T + (u[:, FACTORS:] + v[:, FACTORS:].T if biases else 0)
        if learned:
            alpha = rng.gamma(1 + rated.sum() / 2, 1 / (1 + ((ratings - predicted)[rated] ** 2).sum() / 2))
        if sweep >= BURN_IN:
            total += predicted
    return total / SAMPLES


cases = []
for biases, alpha in ((False, 2.0), (True, None)):
    first, second = chain(biases, alpha, 1), chain(biases, alpha, 2)
    settings = dict(biases=biases, **({} if alpha is None else {"noisePrecision": alpha}))
    cases.append(dict(settings=settings, between=float(np.sqrt(((first - second) ** 2).mean())),
                      means=[round(value, 5) for value in ((first + second) / 2).ravel()]))
    print(settings, cases[-1]["between"])
out = dict(generator="golden/bayesian_pmf.py", libraries=dict(numpy=np.__version__, scipy=scipy.__version__), users=USERS, items=ITEMS,
           factors=FACTORS, ratings=[[int(u), int(i), ratings[u, i]] for u, i in np.argwhere(rated)], cases=cases)
with open(os.path.join(os.path.dirname(__file__), "bayesian-pmf.json"), "w") as file:
    json.dump(out, file, separators=(",", ":"))
    file.write("\n")
