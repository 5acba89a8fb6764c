"""Frequent itemsets and rules by mlxtend: generated baskets in full, the groceries by sizes, sums and some rules → rules.json.

    LIKEWISE_DATA_DIR=… python golden/rules.py

mlxtend divides supports, which are rounded already, so a rule of exactly the wanted confidence may fall below it: of the groceries' rules
at support 0.001 it leaves out 151 whose confidence is exactly 1/5. `exact` counts with whole numbers.
"""
import csv
import json
import os
import random
from fractions import Fraction

import mlxtend
import numpy as np
import pandas as pd
from mlxtend.frequent_patterns import apriori, association_rules

HERE = os.path.dirname(os.path.abspath(__file__))


def frame_of(baskets):
    items = sorted(set().union(*baskets))
    return pd.DataFrame(np.array([[i in b for i in items] for b in baskets]), columns=items)


def mined(baskets, support, confidence):
    frame = frame_of(baskets)
    sets = apriori(frame, min_support=support, use_colnames=True, low_memory=True)
    return sets, association_rules(sets, metric="confidence", min_threshold=confidence)


def exact(sets, total, confidence):
    counts = {s: round(v * total) for s, v in zip(sets["itemsets"], sets["support"])}
    wanted = Fraction(str(confidence))
    found = 0
    for whole, count in counts.items():
        members = sorted(whole)
        for mask in range(1, 2 ** len(members) - 1):
            part = frozenset(m for k, m in enumerate(members) if mask >> k & 1)
            found += Fraction(count, counts[part]) >= wanted
    return found


def plain(number):
    return "Infinity" if np.isinf(number) else float(number)


draw = random.Random(3)
generated = [[f"i{int(12 * draw.random() ** 2)}" for _ in range(draw.randint(1, 6))] for _ in range(150)]
sets, rules = mined([set(b) for b in generated], 0.03, 0.37)
small = {
    "baskets": generated, "minSupport": 0.03, "minConfidence": 0.37,
    "itemsets": sorted([sorted(s), round(v * len(generated))] for s, v in zip(sets["itemsets"], sets["support"])),
    "rules": sorted([sorted(r["antecedents"]), sorted(r["consequents"]), r["support"], r["confidence"], r["lift"], r["leverage"],
                     plain(r["conviction"])] for _, r in rules.iterrows()),
}
with open(os.path.join(os.environ["LIKEWISE_DATA_DIR"], "groceries", "groceries.csv"), encoding="utf-8") as lines:
    baskets = [{n.strip() for n in row} for row in csv.reader(lines) if row]
groceries = []
for support in (0.01, 0.001):
    sets, rules = mined(baskets, support, 0.2)
    sizes = sets["itemsets"].apply(len).value_counts().sort_index()
    groceries.append({"minSupport": support, "itemsets": len(sets), "sizes": {int(k): int(v) for k, v in sizes.items()},
                      "rules": len(rules), "exact": exact(sets, len(baskets), 0.2),
                      "liftSum": float(rules["lift"].sum()), "confidenceSum": float(rules["confidence"].sum())})
with open(os.path.join(HERE, "rules.json"), "w", encoding="utf-8") as out:
    json.dump({"generator": "golden/rules.py", "libraries": {"mlxtend": mlxtend.__version__, "pandas": pd.__version__},
               "small": small, "groceries": groceries}, out, separators=(",", ":"))
    out.write("\n")
