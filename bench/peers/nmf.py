"""Surprise's NMF without biases: one thread, all of MovieLens 1M."""
import pandas as pd
import surprise

from measure import Clock, ml_1m, report, settings

s = settings()
users, items, ratings = ml_1m()
frame = pd.DataFrame({"u": users.astype(int), "i": items.astype(int), "r": ratings.astype(float)})
full = surprise.Dataset.load_from_df(frame, surprise.Reader(rating_scale=(1, 5))).build_full_trainset()
with Clock() as fit:
    surprise.NMF(n_factors=s["factors"], n_epochs=s["epochs"], random_state=0).fit(full)
report("Surprise", "scikit-surprise", fit)
