"""Reference predictions of neighborhoods and slope one: Surprise on small ratings, every known pair of user and item.

    python golden/neighbors.py        writes golden/neighbors.json
"""
import json
import os
from importlib.metadata import version

import numpy as np
import pandas as pd
from surprise import Dataset, KNNBaseline, KNNBasic, KNNWithMeans, KNNWithZScore, Reader, SlopeOne

USERS, ITEMS = 24, 16
rng = np.random.default_rng(20240611)
pairs = [(u, i) for u in range(USERS) for i in range(ITEMS) if rng.random() < 0.45]
taste = rng.normal(0, 1, (USERS, 2)) @ rng.normal(0, 1, (2, ITEMS)) + rng.normal(0, 0.7, USERS)[:, None]
ratings = [(u, i, int(np.clip(np.round(3 + taste[u, i]), 1, 5))) for u, i in pairs]
frame = pd.DataFrame(ratings, columns=["user", "item", "rating"])
train = Dataset.load_from_df(frame, Reader(rating_scale=(1, 5))).build_full_trainset()

forms = {"plain": KNNBasic, "mean": KNNWithMeans, "z-score": KNNWithZScore, "baseline": KNNBaseline}
similarities = {
    "msd": ({"name": "msd"}, {"similarity": "msd"}),
    "cosine": ({"name": "cosine", "min_support": 2}, {"similarity": "cosine", "norms": "common", "minOverlap": 2}),
    "pearson": ({"name": "pearson"}, {"similarity": "pearson"}),
    "pearson-baseline": ({"name": "pearson_baseline", "shrinkage": 7}, {"similarity": "pearson-baseline", "norms": "common", "shrinkage": 7}),
}


def predictions(model):
    model.fit(train)
    return [model.predict(u, i).est for u in range(USERS) for i in range(ITEMS)]


cases = [{"model": "slope-one", "settings": {"weighted": False}, "predictions": predictions(SlopeOne())}]
for name, side in (("user-knn", True), ("item-knn", False)):
    for prediction, form in forms.items():
        for theirs, ours in similarities.values():
            # All raters are neighbors: equal similarities, which both sides order in their own way, cannot matter.
            model = form(k=USERS, min_k=2, verbose=False, sim_options={**theirs, "user_based": side})
            settings = {"neighbors": USERS, "minNeighbors": 2, "prediction": prediction, **ours}
            cases.append({"model": name, "settings": settings, "predictions": predictions(model)})

here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "neighbors.json"), "w") as out:
    json.dump({"generator": "golden/neighbors.py", "libraries": {"scikit-surprise": version("scikit-surprise"), "numpy": np.__version__},
               "users": USERS, "items": ITEMS, "ratings": ratings, "cases": cases}, out)
    out.write("\n")
