"""Scores of single items computed by SQLite and PostgreSQL from the SQL that the rankings give.

LIKEWISE_POSTGRES=postgresql://… python golden/ranking_sql.py         writes golden/ranking_sql.json

Needs the built core (npm run build), which writes the expressions, and an empty PostgreSQL database, reached by psql.
"""
import json
import os
import pathlib
import sqlite3
import subprocess

root = pathlib.Path(__file__).resolve().parent.parent
columns = ["ups", "downs", "points", "hours", "comments", "selfPost", "penalty", "votes", "sum", "count", "timestamp"]
# Whole numbers where people count, so that division of integers would show.
rows = [
    [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1134028003],
    [3, 0, 1, 2.5, 39, 0, 1, 7, 5, 1, 1134073003],
    [9, 3, 100, 3, 150, 1, 0.5, 100, 210, 50, 1335842178],
    [0, 4, -5, 0.25, 41, 0, 1, 1, -3, 4, 1700000000],
    [190, 60, 101, 3, 101, 0, 0, 3, 17, 7, 1000000000],
    [123456, 654321, 3125, 1.5, 2531, 0, 1, 12, 31, 12, 1780000000.5],
]
cases = [
    ["damped-mean", {}], ["damped-mean", {"priorMean": -3.25, "damping": 0}], ["wilson", {}], ["wilson", {"confidence": 0.5, "continuity": True}],
    ["wilson", {"continuity": True}], ["hacker-news", {}], ["hacker-news", {"gravity": 1.2, "controversyPower": 3}], ["reddit", {}],
    ["reddit", {"period": 3600, "epoch": 0}], ["reddit-best", {}], ["trending", {}], ["trending", {"halfLife": 7.5}],
]
script = """
import { rankingEntry } from './packages/core/dist/index.js';
const names = JSON.parse(process.argv[1]);
const columns = Object.fromEntries(names.map((name) => [name, `"${name}"`]));
console.log(JSON.stringify(JSON.parse(process.argv[2]).map(([name, options]) => {
  const ranking = rankingEntry(name).create(options);
  return { ranking: name, options, sql: { sqlite: ranking.sql(columns, 'sqlite'), postgresql: ranking.sql(columns, 'postgresql') } };
})));
"""
made = json.loads(subprocess.check_output(
    ["node", "--input-type=module", "-e", script, json.dumps(columns), json.dumps(cases)], cwd=root, text=True))

lite = sqlite3.connect(":memory:")
lite.execute("CREATE TABLE items (" + ", ".join(f'"{name}"' for name in columns) + ")")
lite.executemany("INSERT INTO items VALUES (" + ", ".join("?" * len(columns)) + ")", rows)


def postgresql(statement):
    return subprocess.check_output(["psql", os.environ["LIKEWISE_POSTGRES"], "-qAtX", "-c", statement], text=True)


def literal(value):
    return f"({value})"


table = "(VALUES " + ", ".join("(" + ", ".join(map(literal, row)) + ")" for row in rows) + ") AS items (" + ", ".join(f'"{name}"' for name in columns) + ")"
for case in made:
    case["values"] = {
        "sqlite": [row[0] for row in lite.execute(f"SELECT {case['sql']['sqlite']} FROM items")],
        "postgresql": [float(line) if line else None for line in postgresql(f"SELECT {case['sql']['postgresql']} FROM {table}").split("\n")[: len(rows)]],
    }

pathlib.Path(__file__).with_suffix(".json").write_text(
    json.dumps({
        "generator": "golden/ranking_sql.py",
        "libraries": {"sqlite": sqlite3.sqlite_version, "postgresql": postgresql("SHOW server_version").split()[0]},
        "columns": columns, "rows": rows, "cases": made,
    })
    + "\n"
)
