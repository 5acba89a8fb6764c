"""Reference values of one pass of svd's gradient descent: a plain loop in float64, rating after rating.

    python golden/svd_epoch.py        writes golden/svd-epoch.json

The visiting order is that of the blocked grid, written again here from its description: diagonals in a given order, the
blocks of a diagonal one after the other, each walked from a random run on and each run from a random rating on; "random"
is the finaliser of MurmurHash3 of a counter and a seed. Two passes, with the identity and with the sigmoid.
"""
import json
import os

import numpy as np

USERS, ITEMS, FACTORS, SIDE, LOW, HIGH = 9, 7, 4, 2, 1.0, 5.0
RATES = dict(userBias=0.03, itemBias=0.05, user=0.02, item=0.04)
PENALTIES = dict(userBias=0.1, itemBias=0.2, user=0.3, item=0.05)
rng = np.random.default_rng(7)
cells = [(u, i, int(rng.integers(1, 6))) for u in range(USERS) for i in range(ITEMS) if rng.random() < 0.6]
start = {"userFactors": rng.normal(0, 0.4, (USERS, FACTORS)), "itemFactors": rng.normal(0, 0.4, (ITEMS, FACTORS)),
         "userBias": rng.normal(0, 0.2, USERS), "itemBias": rng.normal(0, 0.2, ITEMS)}
start = {name: np.float32(values).astype(np.float64) for name, values in start.items()}


def mix(seed, counter):
    h = ((counter * 0x9E3779B1) ^ seed) & 0xFFFFFFFF
    h = ((h ^ (h >> 16)) * 0x85EBCA6B) & 0xFFFFFFFF
    h = ((h ^ (h >> 13)) * 0xC2B2AE35) & 0xFFFFFFFF
    return h ^ (h >> 16)


# Block d * SIDE + g holds user group g on item group (g + d) mod SIDE; groups are the remainders of the indexes.
runs, block_runs, entries = [], [0], []
for d in range(SIDE):
    for g in range(SIDE):
        for user in range(USERS):
            mine = [cell for cell in cells if cell[0] == user and user % SIDE == g and cell[1] % SIDE == (g + d) % SIDE]
            if mine:
                runs.append((user, len(entries)))
                entries += mine
        block_runs.append(len(runs))
pointers = [first for _, first in runs] + [len(entries)]


def order(diagonals, seed):
    for d in diagonals:
        for block in range(d * SIDE, (d + 1) * SIDE):
            first, count = block_runs[block], block_runs[block + 1] - block_runs[block]
            for step in range(count):
                run = first + (mix(seed, block) % count + step) % count
                length = pointers[run + 1] - pointers[run]
                from_ = mix(seed, ~run & 0xFFFFFFFF) % length
                yield from ((block, pointers[run] + (from_ + k) % length) for k in range(length))


def passes(bounded, mean):
    now = {name: values.copy() for name, values in start.items()}
    p, q, bu, bi = (now[name] for name in ("userFactors", "itemFactors", "userBias", "itemBias"))
    errors = []
    for diagonals, seed in (([1, 0], 12345), ([0, 1], 67890)):
        squares = np.zeros(SIDE * SIDE)
        for block, entry in order(diagonals, seed):
            u, i, r = entries[entry]
            predicted, slope = mean + bu[u] + bi[i] + p[u] @ q[i], 1.0
            if bounded:
                share = 1 / (1 + np.exp(-predicted))
                predicted, slope = LOW + (HIGH - LOW) * share, (HIGH - LOW) * share * (1 - share)
            error = r - predicted
            squares[block] += error**2
            bu[u] += RATES["userBias"] * (error * slope - PENALTIES["userBias"] * bu[u])
            bi[i] += RATES["itemBias"] * (error * slope - PENALTIES["itemBias"] * bi[i])
            old = p[u].copy()
            p[u] += RATES["user"] * (error * slope * q[i] - PENALTIES["user"] * p[u])
            q[i] += RATES["item"] * (error * slope * old - PENALTIES["item"] * q[i])
        errors.append(squares.tolist())
    return dict(bounded=bounded, mean=mean, squaredErrors=errors, **{name: values.ravel().tolist() for name, values in now.items()})


out = dict(generator="golden/svd_epoch.py", libraries=dict(numpy=np.__version__), users=USERS, items=ITEMS, factors=FACTORS, side=SIDE,
           low=LOW, high=HIGH, rates=RATES, penalties=PENALTIES, blockRuns=block_runs, runUsers=[u for u, _ in runs],
           runPointers=pointers, entryItems=[i for _, i, _ in entries], entryRatings=[r for _, _, r in entries],
           passes=[dict(diagonals=[1, 0], seed=12345), dict(diagonals=[0, 1], seed=67890)],
           start={name: values.ravel().tolist() for name, values in start.items()}, cases=[passes(False, 3.0), passes(True, 0.2)])
with open(os.path.join(os.path.dirname(__file__), "svd-epoch.json"), "w") as file:
    json.dump(out, file, separators=(",", ":"))
    file.write("\n")
