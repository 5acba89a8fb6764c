"""Quantiles and moments of distributions by SciPy, and a second implementation of the generator.

python golden/distributions.py         writes golden/distributions.json
"""
import importlib.metadata
import json
import pathlib

import numpy as np
from scipy import stats

LEVELS = np.linspace(0.002, 0.998, 250)


def case(name, arguments, distribution):
    quantiles = distribution.ppf(LEVELS)
    # Tiny shapes pile up near 0, where quantiles of several levels are the same number.
    points, first = np.unique(quantiles, return_index=True)
    return {
        "name": name, "arguments": arguments,
        "points": points.tolist(), "cdf": distribution.cdf(points).tolist(),
        "mean": float(distribution.mean()), "variance": float(distribution.var()),
    }


cases = [case("normal", [], stats.norm())]
cases += [case("uniform", [], stats.uniform())]
cases += [case("gamma", [a, s], stats.gamma(a, scale=s)) for a, s in [(0.05, 1), (0.5, 3), (1, 1), (1.5, 0.1), (7.3, 2), (400, 1)]]
cases += [case("chiSquared", [k], stats.chi2(k)) for k in [0.7, 1, 3, 20]]
cases += [case("beta", [a, b], stats.beta(a, b)) for a, b in [(0.1, 0.2), (1, 1), (0.5, 4), (30, 12)]]

degrees, scale = 5.5, np.array([[2.0, 0.6, -0.3], [0.6, 1.0, 0.2], [-0.3, 0.2, 0.5]])
wishart = stats.wishart(degrees, scale)
first = case("chiSquared", [degrees], stats.chi2(degrees))
inverse = case("chiSquared", [degrees - 2], stats.chi2(degrees - 2))

# xoshiro128++ seeded by four MurmurHash3, written again from the papers.
MASK = 0xFFFFFFFF
rotl = lambda x, k: ((x << k) | (x >> (32 - k))) & MASK


def murmur3(words, seed):
    h = seed
    for k in words:
        k = rotl(k * 0xCC9E2D51 & MASK, 15) * 0x1B873593 & MASK
        h = (rotl(h ^ k, 13) * 5 + 0xE6546B64) & MASK
    h ^= 4 * len(words)
    h = (h ^ h >> 16) * 0x85EBCA6B & MASK
    h = (h ^ h >> 13) * 0xC2B2AE35 & MASK
    return h ^ h >> 16


def uniforms(seed, stream, count):
    name = [MASK, len(stream), *map(ord, stream)] if isinstance(stream, str) else [stream & MASK, stream >> 32]
    s = [murmur3([seed & MASK, seed >> 32, *name], k) for k in (1, 2, 3, 4)]

    def bits():
        out = (rotl((s[0] + s[3]) & MASK, 7) + s[0]) & MASK
        t = s[1] << 9 & MASK
        s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3]; s[2] ^= t; s[3] = rotl(s[3], 11)
        return out

    return [((bits() >> 5) * 67108864 + (bits() >> 6)) / 9007199254740992 for _ in range(count)]


streams = [(0, 0), (7, "initial-factors"), (2**53 - 1, 2**40 + 3), (123456789, "")]

pathlib.Path(__file__).with_suffix(".json").write_text(
    json.dumps({
        "generator": "golden/distributions.py",
        "libraries": {name: importlib.metadata.version(name) for name in ["scipy", "numpy"]},
        "cases": cases,
        "wishart": {
            "degrees": degrees, "scale": scale.ravel().tolist(), "lower": np.linalg.cholesky(scale).ravel().tolist(),
            "mean": wishart.mean().ravel().tolist(), "variance": wishart.var().ravel().tolist(),
            "inverseScale": float(np.linalg.inv(scale)[0, 0]), "first": first, "inverse": inverse,
        },
        "uniforms": [{"seed": seed, "stream": stream, "values": uniforms(seed, stream, 6)} for seed, stream in streams],
    })
    + "\n"
)
