"""Reference values of demographic, social and social-mf: dense loops over everyone, and the minimum of the whole objective.

    python golden/people.py        writes golden/people.json
"""
import json
import os

import numpy as np

USERS, ITEMS = 30, 16
rng = np.random.default_rng(20260111)
age = np.array(["young", "old"])[rng.integers(0, 2, USERS)]
job = np.array(["cook", "nurse", "smith"])[rng.integers(0, 3, USERS)]
likes = [sorted(rng.choice(["tea", "jam", "ale"], rng.integers(1, 3), replace=False).tolist()) for _ in range(USERS)]
income = np.round(rng.normal(30, 8, USERS), 2)
chance = np.where((age == "young")[:, None], np.linspace(0.8, 0.1, ITEMS), np.linspace(0.2, 0.7, ITEMS))
has = rng.random((USERS, ITEMS)) < chance
has[:, 7] = False  # an item nobody has
has[3] = False  # a person without history
rating = np.where(has, np.clip(np.round(3 + (age == "young")[:, None] * np.linspace(1, -1, ITEMS) + rng.normal(0, 0.8, has.shape)), 1, 5), 0)
edges = sorted({(int(a), int(b)) for a, b in rng.integers(0, USERS, (90, 2)) if a != b} | {(3, 4), (3, 5), (4, 6)})
trust = np.zeros((USERS, USERS))
for a, b in edges:
    trust[a, b] = rng.integers(1, 5)
trust_given = [[a, b, float(trust[a, b])] for a, b in edges]
people = has.any(axis=1)
mu = rating[has].mean()

# Demographic: what two people share of each attribute.
z = (income - income.mean()) / income.std()
jaccard = lambda a, b: len(set(a) & set(b)) / len(set(a) | set(b))
shares = np.zeros((4, USERS, USERS))  # in the order of the columns: age, job, likes, income
for u in range(USERS):
    for v in range(USERS):
        shares[:, u, v] = [age[u] == age[v], job[u] == job[v], jaccard(likes[u], likes[v]), np.exp(-abs(z[u] - z[v]))]

columns = {0: [age == level for level in ("old", "young")], 1: [job == level for level in ("cook", "nurse", "smith")],
           2: [np.array([level in own for own in likes]) for level in ("ale", "jam", "tea")], 3: [z]}
x = has[people].astype(float)
p = x.mean(axis=0)
excess = np.zeros(4)
for attribute, group in columns.items():
    found = expected = 0.0
    for column in group:
        centered = column[people].astype(float) - column[people].mean()
        found += ((centered @ (x - p)) ** 2).sum()
        expected += (p * (1 - p)).sum() * (centered**2).sum()
    excess[attribute] = max(0, found / expected - 1)
strengths = excess / excess.max()


def demographic(mismatch, strengths, damping, rating_damping):
    weights = mismatch ** np.einsum("a,auv->uv", strengths, 1 - shares) * people[None, :]
    scores = (weights @ has + damping * p) / (weights.sum(axis=1, keepdims=True) + damping)
    deviations = np.where(has, rating - mu, 0)
    general = deviations.sum(axis=0) / (has.sum(axis=0) + rating_damping)
    ratings = mu + (weights @ deviations + rating_damping * general) / (weights @ has + rating_damping)
    return scores, np.clip(ratings, rating[has].min(), rating[has].max())


def circle(t, u, depth, decay):
    reached = {u: 0.0}
    level = {v: t[u, v] for v in range(USERS) if t[u, v] > 0 and v != u}
    for step in range(depth):
        reached.update(level)
        following = {}
        for v, weight in level.items():
            for w in range(USERS):
                if t[v, w] > 0 and w not in reached:
                    following[w] = following.get(w, 0.0) + decay * weight * t[v, w] / t[v].sum()
        level = following
    return np.array([reached.get(v, 0.0) for v in range(USERS)])


def social(t, depth, decay, damping, rating_damping):
    t = t / t[t > 0].mean()
    weights = np.array([circle(t, u, depth, decay) for u in range(USERS)]) * people[None, :]
    scores = (weights @ has + damping * p) / (weights.sum(axis=1, keepdims=True) + damping)
    item = np.where(has, rating - mu, 0).sum(axis=0) / (has.sum(axis=0) + 5)
    user = np.where(has, rating - mu - item, 0).sum(axis=1) / (has.sum(axis=1) + 5)
    deviations = np.where(has, rating - mu - item - user[:, None], 0)
    ratings = mu + item + user[:, None] + (weights @ deviations) / (weights @ has + rating_damping)
    return scores, np.clip(ratings, rating[has].min(), rating[has].max())


def social_mf(factors, regularization, beta, sweeps, seed):
    """All users at once, as one linear system; then each item. Rows are [p, b]."""
    random = np.random.default_rng(seed)
    share = trust / np.where(trust.sum(axis=1, keepdims=True) > 0, trust.sum(axis=1, keepdims=True), 1)
    ties = beta * (share + share.T)
    laplacian = np.diag(ties.sum(axis=1)) - ties
    user, item = random.normal(0, 0.5, (USERS, factors + 1)), random.normal(0, 0.5, (ITEMS, factors + 1))
    n_user, n_item = has.sum(axis=1), has.sum(axis=0)
    size = factors + 1
    for _ in range(sweeps):
        for i in np.flatnonzero(n_item):
            rows = np.c_[user[has[:, i], :factors], np.ones(n_item[i])]
            target = rating[has[:, i], i] - mu - user[has[:, i], factors]
            item[i] = np.linalg.solve(rows.T @ rows + regularization * n_item[i] * np.eye(size), rows.T @ target)
        matrix, right = np.kron(laplacian, np.eye(size)), np.zeros(USERS * size)
        for u in range(USERS):
            rows = np.c_[item[has[u], :factors], np.ones(n_user[u])]
            at = slice(u * size, (u + 1) * size)
            matrix[at, at] += rows.T @ rows + regularization * n_user[u] * np.eye(size)
            right[at] = rows.T @ (rating[u, has[u]] - mu - item[has[u], factors])
        user = np.linalg.lstsq(matrix, right, rcond=None)[0].reshape(USERS, size)
    predicted = mu + user[:, :factors] @ item[:, :factors].T + user[:, factors:] + item[:, factors]
    penalties = regularization * ((n_user[:, None] * user**2).sum() + (n_item[:, None] * item**2).sum())
    objective = ((predicted - rating)[has] ** 2).sum() + penalties + np.einsum("ui,uv,vi->", user, laplacian, user)
    return objective, np.clip(predicted, rating[has].min(), rating[has].max())


cases = []
for settings, strong in (({"mismatch": 0.05, "damping": 20, "ratingDamping": 5}, strengths), ({"mismatch": 0, "damping": 3, "ratingDamping": 2, "strengths": "equal"}, np.ones(4))):
    scores, ratings = demographic(settings["mismatch"], strong, settings["damping"], settings["ratingDamping"])
    cases.append({"model": "demographic", "settings": settings, "scores": scores.tolist(), "ratings": ratings.tolist()})
for settings in ({"depth": 1, "decay": 0.5, "damping": 2, "ratingDamping": 5}, {"depth": 3, "decay": 0.7, "damping": 8, "ratingDamping": 1}, {"depth": 2, "decay": 0.5, "damping": 1, "ratingDamping": 3, "mutual": True}):
    t = np.maximum(trust, trust.T) if settings.get("mutual") else trust
    scores, ratings = social(t, settings["depth"], settings["decay"], settings["damping"], settings["ratingDamping"])
    cases.append({"model": "social", "settings": settings, "scores": scores.tolist(), "ratings": ratings.tolist()})
settings = {"factors": 2, "regularization": 0.05, "socialRegularization": 0.8}
objective, ratings = min((social_mf(2, 0.05, 0.8, 3000, seed) for seed in range(6)), key=lambda found: found[0])
cases.append({"model": "social-mf", "settings": settings, "objective": objective, "ratings": ratings.tolist()})

here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "people.json"), "w") as out:
    json.dump(
        {
            "generator": "golden/people.py",
            "libraries": {"numpy": np.__version__},
            "users": USERS,
            "items": ITEMS,
            "people": [{"age": str(age[u]), "job": str(job[u]), "likes": likes[u], "income": float(income[u])} for u in range(USERS)],
            "ratings": [[int(u), int(i), float(rating[u, i])] for u, i in np.argwhere(has)],
            "edges": trust_given,
            "strengths": strengths.tolist(),
            "cases": cases,
        },
        out,
    )
    out.write("\n")
