"""Surprise's SVD, or libmf: one thread, all of MovieLens 1M. Time is that of `epochs` epochs without the preparation."""
from measure import Clock, ml_1m, report, settings

s = settings()
users, items, ratings = ml_1m()


class Difference:
    """CPU and wall of a long run less a short one: what the epochs alone cost."""

    def __init__(self, long, short):
        self.cpu, self.wall = long.cpu - short.cpu, long.wall - short.wall


if s["rival"] == "surprise":
    import pandas as pd
    import surprise

    frame = pd.DataFrame({"u": users.astype(int), "i": items.astype(int), "r": ratings.astype(float)})
    full = surprise.Dataset.load_from_df(frame, surprise.Reader(rating_scale=(1, 5))).build_full_trainset()
    kind = surprise.SVDpp if s.get("implicit") else surprise.SVD
    more = {"cache_ratings": True} if s.get("implicit") else {}
    with Clock() as fit:
        kind(n_factors=s["factors"], n_epochs=s["epochs"], random_state=0, **more).fit(full)
    report("Surprise", "scikit-surprise", fit)
else:
    import numpy as np
    from libmf import mf

    data = np.ascontiguousarray(np.column_stack([users, items, ratings]), dtype=np.float32)
    runs = []
    for epochs in (1, 1 + s["epochs"]):
        with Clock() as fit:
            mf.MF(fun=0, k=s["factors"], nr_iters=epochs, lambda_p1=0.0, lambda_q1=0.0, lambda_p2=0.05, lambda_q2=0.05,
                  eta=0.1, nr_threads=1, quiet=True).fit(data)
        runs.append(fit)
    report("libmf", "libmf", Difference(runs[1], runs[0]))
