"""myFM: factorization machine on user and item ids by Gibbs sampling, which is Bayesian factorization with biases."""
import numpy as np
import scipy.sparse as sp
from myfm import MyFMRegressor, RelationBlock

from measure import Clock, ml_1m, report, settings

s = settings()
users, items, ratings = ml_1m()
n_users, n_items = int(users.max()) + 1, int(items.max()) + 1
blocks = [RelationBlock(users, sp.identity(n_users, format="csr")), RelationBlock(items, sp.identity(n_items, format="csr"))]
model = MyFMRegressor(rank=s["factors"], random_seed=42)
with Clock() as fit:
    model.fit(None, ratings.astype(np.float64), X_rel=blocks, n_iter=s["samples"], n_kept_samples=s["samples"],
              group_shapes=[n_users, n_items])
report("myFM", "myfm", fit)
