"""Reference values of pairwise ranking and of logistic half-steps: plain loops in float64, straight from the formulas.

    python golden/ranking.py        writes golden/ranking.json

bpr: every user has all items but one, so that the negative is certain; the pairs are walked from a random one on, "random"
being the finaliser of MurmurHash3 of a counter and a seed. logistic: every pair is taken, so that nothing is drawn.
"""
import json
import os

import numpy as np

rng = np.random.default_rng(11)


def float32(values):
    return np.float32(values).astype(np.float64)


def mix(seed, counter):
    h = ((counter * 0x9E3779B1) ^ seed) & 0xFFFFFFFF
    h = ((h ^ (h >> 16)) * 0x85EBCA6B) & 0xFFFFFFFF
    h = ((h ^ (h >> 13)) * 0xC2B2AE35) & 0xFFFFFFFF
    return h ^ (h >> 16)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def ranking(users, items, factors, seeds, rate, bias_rate, penalty_user, penalty_positive, penalty_negative, penalty_bias):
    lacks = rng.integers(0, items, users)
    pairs = [(int(u), int(i)) for u in range(users) for i in range(items) if i != lacks[u]]
    rng.shuffle(pairs)
    p, q, b = float32(rng.normal(0, 0.5, (users, factors))), float32(rng.normal(0, 0.5, (items, factors))), np.zeros(items)
    start = {"p": p.ravel().tolist(), "q": q.ravel().tolist()}
    for seed in seeds:
        first = mix(mix(seed, 0), 0xFFFFFFFF) % len(pairs)
        for u, i in pairs[first:] + pairs[:first]:
            j = lacks[u]
            s = sigmoid(-(p[u] @ q[i] + b[i] - p[u] @ q[j] - b[j]))
            # Gradients of ln sigma(margin) less half the penalties, all at the old values.
            of_user, of_positive, of_negative = s * (q[i] - q[j]), s * p[u], -s * p[u]
            p[u] = p[u] + rate * (of_user - penalty_user * p[u])
            q[i] = q[i] + rate * (of_positive - penalty_positive * q[i])
            q[j] = q[j] + rate * (of_negative - penalty_negative * q[j])
            b[i] += bias_rate * (s - penalty_bias * b[i])
            b[j] += bias_rate * (-s - penalty_bias * b[j])
    return {"users": users, "items": items, "factors": factors, "seeds": seeds, "pairs": pairs,
            "settings": {"rate": rate, "biasRate": bias_rate, "user": penalty_user, "positive": penalty_positive,
                         "negative": penalty_negative, "bias": penalty_bias},
            "start": start, "p": p.ravel().tolist(), "q": q.ravel().tolist(), "b": b.tolist()}


def logistic(users, items, factors, epochs, rate, penalty, alpha):
    weights = alpha * np.where(rng.random((users, items)) < 0.4, rng.integers(1, 4, (users, items)), 0)
    weights[np.arange(users), np.arange(users) % items] = alpha
    # Vectors with the bias of their own side and the 1 that carries the other's.
    x = np.hstack([float32(rng.normal(0, 0.3, (users, factors))), np.zeros((users, 1)), np.ones((users, 1))])
    y = np.hstack([float32(rng.normal(0, 0.3, (items, factors))), np.ones((items, 1)), np.zeros((items, 1))])
    start = {"x": x.ravel().tolist(), "y": y.ravel().tolist()}
    seen = {"x": np.zeros_like(x), "y": np.zeros_like(y)}

    def step(mine, theirs, confidence, squares, bias):
        score = mine @ theirs.T
        gradient = (confidence * sigmoid(-score) - sigmoid(score)) @ theirs
        gradient[:, :factors] -= penalty * mine[:, :factors]
        gradient[:, 2 * factors + 1 - bias] = 0  # the 1: factors + 1 for users, factors for items
        squares += gradient**2
        mine += rate * gradient / np.sqrt(squares + 1e-6)

    for _ in range(epochs):
        step(y, x, weights.T, seen["y"], factors + 1)
        step(x, y, weights, seen["x"], factors)
    return {"users": users, "items": items, "factors": factors, "epochs": epochs, "rate": rate, "penalty": penalty,
            "weights": weights.ravel().tolist(), "start": start, "x": x.ravel().tolist(), "y": y.ravel().tolist()}


here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "ranking.json"), "w") as out:
    json.dump({"generator": "golden/ranking.py", "libraries": {"numpy": np.__version__},
               "bpr": ranking(7, 3, 4, [123, 4567, 89], 0.1, 0.07, 0.02, 0.03, 0.05, 0.04),
               "logistic": logistic(8, 6, 6, 5, 0.3, 0.4, 2.5)}, out, indent=1)
    out.write("\n")
