"""cmfrec's explicit ALS by conjugate gradient, with biases."""
import cmfrec
import pandas as pd

from measure import Clock, ml_1m, report, settings

s = settings()
users, items, ratings = ml_1m()
frame = pd.DataFrame({"UserId": users, "ItemId": items, "Rating": ratings})
model = cmfrec.CMF(k=s["factors"], lambda_=10.0, niter=s["sweeps"], scale_lam=False, use_cg=True, nonneg=False, use_float=True,
                   nthreads=s["threads"], random_state=0, verbose=False, precompute_for_predictions=False)
with Clock() as fit:
    model.fit(frame)
report("cmfrec", "cmfrec", fit)
