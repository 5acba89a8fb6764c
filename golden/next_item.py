"""Popularity by the next-item protocol, in plain Python → next-item.json.

    python golden/next_item.py

Written from the definition alone: sorted lists and sets. Moments repeat, so that the order of rows decides; counts repeat, so that ties decide.
"""
import json
import math
import os
import platform
import random

rng = random.Random(11)
rows = []
for user in range(40):
    taken = rng.sample(range(25), rng.randint(1, 9))
    moment = 1_700_000_000
    for item in taken:
        moment += rng.randint(0, 1)
        rows.append([f"u{user}", f"i{int(item ** 1.5) % 25}", moment])
rng.shuffle(rows)
# Each pair once: the first row stays.
rows = list({(user, item): [user, item, moment] for user, item, moment in reversed(rows)}.values())[::-1]

histories = {}
for user, item, moment in rows:
    histories.setdefault(user, []).append((moment, item))
for history in histories.values():
    history.sort(key=lambda event: event[0])  # stable: rows of one moment stay as they stand

counts = {item: 0 for _, item, _ in rows}
for history in histories.values():
    for _, item in history if len(history) < 3 else history[:-2]:
        counts[item] += 1

ranks = []
for history in histories.values():
    if len(history) < 3:
        continue
    *told, last = [item for _, item in history]
    others = [item for item in counts if item not in told and item != last]
    ranks.append(1 + sum(counts[item] >= counts[last] for item in others))

result = {
    "versions": {"python": platform.python_version()},
    "rows": rows,
    "asked": len(ranks),
    "left out": len(histories) - len(ranks),
    "hr@5": sum(rank <= 5 for rank in ranks) / len(ranks),
    "ndcg@5": sum(1 / math.log2(rank + 1) for rank in ranks if rank <= 5) / len(ranks),
}
with open(os.path.join(os.path.dirname(__file__), "next-item.json"), "w") as file:
    json.dump(result, file)
    file.write("\n")
print({key: value for key, value in result.items() if key != "rows"})
