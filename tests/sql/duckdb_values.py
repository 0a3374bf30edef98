"""Evaluates SQL expressions on DuckDB.

Standard input is JSON: `head`, statements to run first; `table`, a FROM clause; `expressions`, SQL expressions over
it. Standard output is a JSON list with one list of values per expression.
"""

import json
import sys

import duckdb

asked = json.load(sys.stdin)
engine = duckdb.connect()
engine.execute(asked["head"])
json.dump(
    [
        [row[0] for row in engine.execute(f"SELECT {sql} FROM {asked['table']} ORDER BY k").fetchall()]
        for sql in asked["expressions"]
    ],
    sys.stdout,
)
