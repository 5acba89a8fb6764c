"""Scores of single items computed by Apache Spark from the SQL that the rankings give, on the rows of golden/ranking_sql.json.

python golden/ranking_spark.py         writes golden/ranking_spark.json

Needs the built core (npm run build), which writes the expressions, pyspark and Java.
"""
import json
import pathlib
import subprocess

import pyspark
from pyspark.sql import SparkSession

root = pathlib.Path(__file__).resolve().parent.parent
given = json.loads((root / "golden/ranking_sql.json").read_text())
script = """
import { rankingEntry } from './packages/core/dist/index.js';
const columns = Object.fromEntries(JSON.parse(process.argv[1]).map((name) => [name, '`' + name + '`']));
console.log(JSON.stringify(JSON.parse(process.argv[2]).map(([name, options]) => rankingEntry(name).create(options).sql(columns, 'spark'))));
"""
cases = [[case["ranking"], case["options"]] for case in given["cases"]]
texts = json.loads(subprocess.check_output(
    ["node", "--input-type=module", "-e", script, json.dumps(given["columns"]), json.dumps(cases)], cwd=root, text=True))

spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").config("spark.driver.memory", "512m").getOrCreate()
spark.sparkContext.setLogLevel("ERROR")
literals = ", ".join("(" + ", ".join(repr(value) for value in row) + ")" for row in given["rows"])
spark.sql(f"SELECT * FROM VALUES {literals} AS t(" + ", ".join(f"`{name}`" for name in given["columns"]) + ")").coalesce(1).createOrReplaceTempView("items")
made = []
for (name, options), text in zip(cases, texts):
    values = [row[0] for row in spark.sql(f"SELECT {text} FROM items").collect()]
    made.append({"ranking": name, "options": options, "sql": text, "values": values})
spark.stop()
pathlib.Path(__file__).with_suffix(".json").write_text(
    json.dumps({"generator": "golden/ranking_spark.py", "libraries": {"pyspark": pyspark.__version__}, "cases": made}) + "\n"
)
