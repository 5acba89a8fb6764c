"""Reference values of the content model: TfidfVectorizer of scikit-learn, BM25 written out in NumPy, profiles and cosines of both.

    python golden/content.py        writes golden/content.json
"""
import json
import os

import numpy as np
import sklearn
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

WORDS = "amber birch cedar delta ember flint grove heron inlet jetty knoll larch marsh north ocean".split()
rng = np.random.default_rng(20251125)
popularity = 1 / np.arange(1, len(WORDS) + 1) ** 0.7
texts = [
    " ".join(rng.choice(WORDS, size=rng.integers(3, 25), p=popularity / popularity.sum())) for _ in range(12)
]
genres = [sorted(rng.choice(["crime", "drama", "farce", "war"], size=rng.integers(1, 4), replace=False)) for _ in texts]
liked = [0, 3, 4, 9]
disliked = [1, 7]


def unit(rows):
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths == 0, 1, lengths)


def bm25(counts, k1, b):
    counts = counts.toarray().astype(np.float64)
    documents, df, length = len(counts), (counts > 0).sum(axis=0), counts.sum(axis=1, keepdims=True)
    idf = np.log(1 + (documents - df + 0.5) / (df + 0.5))
    return unit(idf * counts * (k1 + 1) / (counts + k1 * (1 - b + b * length / length.mean())))


def tfidf(documents, settings):
    vectorizer = TfidfVectorizer(
        ngram_range=(1, settings.get("ngrams", 1)),
        min_df=settings.get("minDf", 2),
        max_df=settings.get("maxDf", 1.0),
        sublinear_tf=settings.get("sublinear", False),
        smooth_idf=settings.get("idf", "smooth") == "smooth",
    )
    return vectorizer, vectorizer.fit_transform(documents).toarray()


def vectors(settings):
    joined = [" ".join(row) for row in genres]
    if settings.get("weighting") == "bm25":
        vectorizer = CountVectorizer(min_df=settings.get("minDf", 2))
        k1, b = settings.get("k1", 1.2), settings.get("b", 0.75)
        words = bm25(vectorizer.fit_transform(texts), k1, b)
        levels = bm25(CountVectorizer(min_df=2).fit_transform(joined), k1, b)
    else:
        vectorizer, words = tfidf(texts, settings)
        levels = tfidf(joined, {**settings, "ngrams": 1})[1]
    return list(vectorizer.get_feature_names_out()), words, levels


cases = []
for settings in [
    {},
    {"idf": "plain"},
    {"sublinear": True, "minDf": 1},
    {"ngrams": 2, "maxDf": 0.8},
    {"weighting": "bm25"},
    {"weighting": "bm25", "k1": 0.6, "b": 0.3, "minDf": 1},
]:
    terms, words, levels = vectors(settings)
    both = unit(np.hstack([2 * levels, words]))
    profile = both[liked].mean(axis=0)
    against = profile - 0.5 * both[disliked].mean(axis=0)
    cases.append(
        {
            "settings": settings,
            "terms": terms,
            "words": words.round(9).tolist(),
            "scores": (both @ profile / np.linalg.norm(profile)).tolist(),
            "scoresAgainst": (both @ against / np.linalg.norm(against)).tolist(),
            "similarTo0": (both @ both[0]).tolist(),
        }
    )

# Rows of ones and zeros hold long lists of the same digits: entries alone are kept.
for case in cases:
    case["words"] = [[[column, value] for column, value in enumerate(row) if value != 0] for row in case["words"]]

out = os.path.join(os.path.dirname(__file__), "content.json")
with open(out, "w") as file:
    json.dump(
        {
            "generator": "golden/content.py",
            "libraries": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
            "texts": texts,
            "genres": genres,
            "liked": liked,
            "disliked": disliked,
            "cases": cases,
        },
        file,
    )
    file.write("\n")
