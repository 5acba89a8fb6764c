"""Front pages of Hacker News and Reddit from published files, in plain Python.

LIKEWISE_DATA_DIR=… python golden/feeds.py         writes golden/feeds.json
"""
import csv
import gzip
import json
import math
import os
import pathlib
import platform
from datetime import datetime

folder = pathlib.Path(os.environ["LIKEWISE_DATA_DIR"])


def table(path):
    with gzip.open(folder / path, "rt", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def best(scores):
    return [[name, score] for name, score in sorted(scores, key=lambda pair: -pair[1])[:30]]


stories = table("hacker-news/hacker_news.csv.gz")
times = [datetime.strptime(row["created_at"], "%m/%d/%Y %H:%M") for row in stories]
newest = max(times)


def hacker_news(row, time):
    points, comments = int(row["num_points"]), int(row["num_comments"])
    score = max(0, points - 1) ** 0.8 / ((newest - time).total_seconds() / 3600 + 2) ** 1.8
    if row["url"] == "":
        score *= 0.4
    if comments >= 40 and comments > points:
        score *= (points / comments) ** 2
    return score


def reddit(row):
    votes = int(row["ups"]) - int(row["downs"])
    order = math.log10(max(1, abs(votes)))
    return math.copysign(order, votes) + (float(row["created_utc"]) - 1134028003) / 45000


def reddit_best(row):
    ups, n, z = int(row["ups"]), int(row["ups"]) + int(row["downs"]), 1.2815515655446004
    if n == 0:
        return 0
    p = ups / n
    return (p + z * z / (2 * n) - z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n)


posts = table("reddit-top/posts.csv.gz")
pathlib.Path(__file__).with_suffix(".json").write_text(
    json.dumps({
        "generator": "golden/feeds.py", "libraries": {"python": platform.python_version()},
        "hackerNews": {"rows": len(stories), "best": best([(row["id"], hacker_news(row, time)) for row, time in zip(stories, times)])},
        "reddit": {"rows": len(posts), "best": best([(row["id"], reddit(row)) for row in posts])},
        "redditBest": {"rows": len(posts), "best": best([(row["id"], reddit_best(row)) for row in posts])},
    })
    + "\n"
)
