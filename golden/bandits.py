"""An independent simulation of bandit policies, all runs at once in NumPy.

python golden/bandits.py         writes golden/bandits.json
"""
import json
import pathlib

import numpy as np

ARMS = np.array([0.2, 0.5, 0.75])
RUNS, PULLS = 4000, 2000


def simulate(choose, seed, batch=1, delay=0, normal=False, weights=False):
    rng = np.random.default_rng(seed)
    every = np.arange(RUNS)
    n, s, q = (np.zeros((RUNS, len(ARMS))) for _ in range(3))  # known pulls, rewards, squared rewards; q holds log weights of Exp3
    regret, pulls, hundred, queue, known = np.zeros(RUNS), np.zeros((RUNS, len(ARMS))), None, [], 0
    for t in range(PULLS):
        if t % batch == 0:
            while known < t - delay:
                arm, reward, odds = queue[known]
                n[every, arm] += 1
                s[every, arm] += reward
                q[every, arm] += weights * reward / (odds * len(ARMS)) if weights else reward**2
                known += 1
        arm, odds = choose(rng, n, s, q, t)
        mean = ARMS[arm]
        reward = mean + rng.normal(size=RUNS) if normal else (rng.random(RUNS) < mean).astype(float)
        queue.append((arm, reward, odds))
        regret += ARMS.max() - mean
        pulls[every, arm] += 1
        if t == 99:
            hundred = regret.copy()
    share = pulls / PULLS
    return {"meanRegret": float(regret.mean()), "deviation": float(regret.std(ddof=1)), "regretAt100": float(hundred.mean()),
            "deviationAt100": float(hundred.std(ddof=1)), "shares": share.mean(0).tolist()}


def thompson(rng, n, s, q, t):
    return rng.beta(1 + s, 1 + n - s).argmax(1), None


def unknown_first(index, n):
    return np.where(n.min(1) == 0, (n == 0).argmax(1), index.argmax(1)), None


def ucb1(rng, n, s, q, t):
    m = np.maximum(n, 1)
    return unknown_first(s / m + np.sqrt(2 * np.log(np.maximum(n.sum(1, keepdims=True), 1)) / m), n)


def kl_ucb(rng, n, s, q, t):
    m = np.maximum(n, 1)
    p = np.clip(s / m, 1e-15, 1 - 1e-15)
    budget = np.log(np.maximum(n.sum(1, keepdims=True), 1)) / m
    low, high = p.copy(), np.ones_like(p)
    for _ in range(40):
        middle = np.clip((low + high) / 2, 1e-15, 1 - 1e-15)
        inside = p * np.log(p / middle) + (1 - p) * np.log((1 - p) / (1 - middle)) <= budget
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    return unknown_first(low, n)


def epsilon_greedy(share):
    def choose(rng, n, s, q, t):
        best = ((s + 1) / (n + 2) + 1e-12 * rng.random(n.shape)).argmax(1)
        return np.where(rng.random(RUNS) < share(t), rng.integers(0, len(ARMS), RUNS), best), None

    return choose


def exp3(rng, n, s, q, t):
    w = np.exp(q - q.max(1, keepdims=True))
    odds = 0.9 * w / w.sum(1, keepdims=True) + 0.1 / len(ARMS)
    arm = (rng.random((RUNS, 1)) > odds.cumsum(1)).sum(1).clip(0, len(ARMS) - 1)
    return arm, odds[np.arange(RUNS), arm]


def gaussian_thompson(rng, n, s, q, t):
    m = np.maximum(n, 1)
    mean, squares = s / m, np.maximum(q - s * s / m, 0)
    rate = 1 + squares / 2 + n * mean**2 / (2 * (1 + n))
    variance = 1 / rng.gamma(1 + n / 2, 1 / rate)
    return (n * mean / (1 + n) + rng.normal(size=n.shape) * np.sqrt(variance / (1 + n))).argmax(1), None


cases = [
    ("thompson", {}, {}, thompson, {}),
    ("thompson", {}, {"batch": 50}, thompson, {"batch": 50}),
    ("thompson", {}, {"delay": 100}, thompson, {"delay": 100}),
    ("ucb1", {}, {}, ucb1, {}),
    ("kl-ucb", {}, {}, kl_ucb, {}),
    ("epsilon-greedy", {}, {}, epsilon_greedy(lambda t: 0.1), {}),
    ("epsilon-greedy", {"epsilon": 0}, {}, epsilon_greedy(lambda t: 0), {}),
    ("epsilon-greedy", {"epsilon": 1}, {}, epsilon_greedy(lambda t: 1), {}),
    ("epsilon-greedy", {"schedule": "decaying"}, {}, epsilon_greedy(lambda t: min(1, 15 / (t + 1))), {}),
    ("exp3", {}, {}, exp3, {"weights": 0.1}),
    ("gaussian-thompson", {}, {}, gaussian_thompson, {"normal": True}),
]
pathlib.Path(__file__).with_suffix(".json").write_text(
    json.dumps({
        "generator": "golden/bandits.py", "libraries": {"numpy": np.__version__}, "arms": ARMS.tolist(), "runs": RUNS, "pulls": PULLS,
        "cases": [{"policy": name, "options": options, "simulation": ours, **simulate(choose, seed, **theirs)}
                  for seed, (name, options, ours, choose, theirs) in enumerate(cases)],
    }, indent=1)
    + "\n"
)
