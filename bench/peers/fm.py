"""myFM: factorization machine by Gibbs sampling, on ids alone or with bags of items and users as relation blocks."""
import numpy as np
import scipy.sparse as sp
from myfm import MyFMRegressor, RelationBlock

from measure import Clock, ml_1m, report, settings

s = settings()
users, items, ratings = ml_1m()
n_users, n_items = int(users.max()) + 1, int(items.max()) + 1
sides = [[sp.identity(n_users, format="csr")], [sp.identity(n_items, format="csr")]]
if s["bags"]:
    x = sp.csr_matrix((np.ones(len(users)), (users, items)), shape=(n_users, n_items))
    for parts, matrix in zip(sides, (x, x.T.tocsr())):
        parts.append(sp.diags(1 / np.sqrt(np.maximum(1, np.asarray(matrix.sum(axis=1)).ravel()))) @ matrix)
blocks = [RelationBlock(of, sp.hstack(parts, format="csr")) for of, parts in zip((users, items), sides)]
groups = [part.shape[1] for parts in sides for part in parts]
model = MyFMRegressor(rank=s["factors"], random_seed=42)
with Clock() as fit:
    model.fit(None, ratings.astype(np.float64), X_rel=blocks, n_iter=s["draws"], n_kept_samples=s["draws"], group_shapes=groups)
report("myFM", "myfm", fit)
