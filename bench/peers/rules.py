"""mlxtend's itemsets and rules of the groceries; making its table of True and False is outside the clock."""
import csv
import os

import numpy as np
import pandas as pd
from mlxtend.frequent_patterns import apriori, association_rules, fpgrowth

from measure import Clock, report, settings

s = settings()
with open(os.path.join(os.environ["LIKEWISE_DATA_DIR"], "groceries", "groceries.csv"), encoding="utf-8") as lines:
    baskets = [{name.strip() for name in row} for row in csv.reader(lines) if row]
items = sorted(set().union(*baskets))
place = {name: n for n, name in enumerate(items)}
grid = np.zeros((len(baskets), len(items)), dtype=bool)
for n, basket in enumerate(baskets):
    for name in basket:
        grid[n, place[name]] = True
frame = pd.DataFrame(grid, columns=items)
with Clock() as clock:
    sets = (fpgrowth if s["method"] == "fpgrowth" else apriori)(frame, min_support=s["support"])
    rules = association_rules(sets, metric="confidence", min_threshold=0.2)
report(f"mlxtend {s['method']}", "mlxtend", clock, baskets=len(baskets), itemsets=len(sets), rules=len(rules))
