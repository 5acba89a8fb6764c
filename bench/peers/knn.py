"""implicit's item-item cosine with the 20 best kept; Surprise's Pearson similarity of all items."""
from measure import Clock, ml_1m, report, settings, synthetic

s = settings()
if s["work"] == "cosine":
    from implicit.nearest_neighbours import CosineRecommender
    matrix = synthetic(s["shape"])
    model = CosineRecommender(K=s["neighbors"], num_threads=s["threads"])
    with Clock() as fit:
        model.fit(matrix, show_progress=False)
    report("implicit", "implicit", fit, kept=int(model.similarity.nnz))
else:
    import pandas as pd
    from surprise import Dataset, KNNBasic, Reader
    users, items, ratings = ml_1m()
    frame = pd.DataFrame({"user": users, "item": items, "rating": ratings})
    train = Dataset.load_from_df(frame, Reader(rating_scale=(1, 5))).build_full_trainset()
    model = KNNBasic(k=s["neighbors"], verbose=False, sim_options={"name": "pearson", "user_based": False})
    with Clock() as fit:
        model.fit(train)
    report("surprise", "scikit-surprise", fit)
