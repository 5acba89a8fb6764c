"""Each later event of a person asked for in turn, by popularity before one moment → successive.json.

    python golden/successive.py

Written from the description in docs/guides/evaluation.md alone, with sets and full sorts: all items are ranked by falling count in training,
those of equal count before the one looked for, less what the person met before the question.
"""
import json
import math
import os
import random

random.seed(17)
people, items = [f"u{n:02d}" for n in range(25)], [f"i{n:02d}" for n in range(18)]
seen, rows = set(), []
while len(rows) < 230:
    pair = (random.choice(people), items[min(int(random.expovariate(0.2)), 17)])
    if pair not in seen:
        seen.add(pair)
        rows.append([*pair, random.randrange(60), random.randint(1, 5)])  # few moments: many are equal
moment = 40
count = {i: sum(1 for u, j, t, r in rows if j == i and t < moment) for i in items}


def judge(liked):
    hr, ndcg, left, asked, questions = [], [], 0, 0, 0
    for u in people:
        # Those of one moment stand as the file has them: sorted() keeps their order.
        history = sorted((row for row in rows if row[0] == u), key=lambda row: row[2])
        later = [k for k, row in enumerate(history) if row[2] >= moment]
        if not later:
            continue
        if later[0] == 0:
            later = later[1:]  # known by their first
        places = []
        for k in later:
            if not liked(history[k][3]):
                continue
            target = history[k][1]
            before = {row[1] for row in history[:k]}
            place = sum(1 for i in items if i != target and i not in before and count[i] >= count[target]) + 1
            places.append(place)
        if not places:
            left += 1
            continue
        asked += 1
        questions += len(places)
        hr.append(sum(p <= 5 for p in places) / len(places))
        ndcg.append(sum(1 / math.log2(p + 1) if p <= 5 else 0 for p in places) / len(places))
    return {"asked": asked, "left": left, "questions": questions, "hr@5": sum(hr) / asked, "ndcg@5": sum(ndcg) / asked}


out = {
    "generator": "golden/successive.py",
    "rows": rows,
    "moment": moment,
    "all": judge(lambda r: True),
    "liked": judge(lambda r: r >= 4),
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "successive.json"), "w") as f:
    json.dump(out, f)
    f.write("\n")
