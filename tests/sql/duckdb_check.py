"""Runs a script of `huoju sql` on DuckDB and compares measures, indicators and rules with huoju's own tables.

    python duckdb_check.py SCRIPT TABLES

TABLES is the folder with huoju's tables of the period (`out/2023/tables`). Prints one line of counts; every
difference is a line on standard error, and the exit code is then 1.
"""

import sys

import duckdb

SCRIPT, TABLES = sys.argv[1:3]
# Sums in another order differ in their last digits.
ROOM = 1e-9
differences = 0


def differs(what):
    global differences
    differences += 1
    if differences <= 50:
        print(what, file=sys.stderr)


def near(found, expected):
    if found is None or expected is None:
        return found is expected
    return abs(found - expected) <= ROOM * max(abs(found), abs(expected), 1e-300)


def rows(query):
    return engine.sql(query).fetchall()


def keyed(query, keys):
    table = {}
    for row in rows(query):
        key = row[:keys]
        if key in table:
            differs(f"two rows for {key} in: {query}")
        table[key] = row[keys:]
    return table


def compare(what, found, expected, numbers):
    """The same keys; the first `numbers` columns nearly equal, the others exactly."""
    for key in sorted(set(found) ^ set(expected), key=str):
        side = "huoju alone" if key in expected else "the engine alone"
        differs(f"{what} {key}: {side} has it")
    for key in sorted(set(found) & set(expected), key=str):
        pairs = list(zip(found[key], expected[key]))
        same = all(near(*pair) for pair in pairs[:numbers])
        if not same or any(one != other for one, other in pairs[numbers:]):
            differs(f"{what} {key}: {found[key]}, expected {expected[key]}")
    given = sum(1 for values in expected.values() if values[0] is not None)
    return len(expected), given


engine = duckdb.connect()
with open(SCRIPT, encoding="utf-8") as script:
    # Every statement ends with a semicolon at the end of a line.
    for statement in script.read().split(";\n"):
        if statement.strip():
            engine.execute(statement)

measures = compare(
    "measure",
    keyed("SELECT level, unit, measure, value FROM measures", 3),
    keyed(f"SELECT level, unit, measure, value FROM '{TABLES}/measures.parquet'", 3),
    1,
)
columns = "level, unit, indicator, value, previous, change, growth, matched_growth, label, uom, basis"
own = keyed(f"SELECT {columns} FROM '{TABLES}/indicators.parquet'", 3)
# What a quarter does not hold huoju carries over from the last year. The script leaves it blank.
carried = {key for key, values in own.items() if values[-1] == "carried"}
found = keyed(f"SELECT {columns} FROM indicators", 3)
for key in carried:
    if found.pop(key, [0])[0] is not None:
        differs(f"indicator {key}: the engine has a value that huoju carried over")
indicators = compare(
    "indicator",
    found,
    {key: values for key, values in own.items() if key not in carried},
    5,
)
known = "SELECT DISTINCT rule FROM rules"
rules = compare(
    "rule",
    keyed('SELECT credit_code, "row", rule, outcome, severity FROM rules WHERE outcome <> \'passed\'', 3),
    keyed(
        f'SELECT credit_code, "row", rule, outcome, severity FROM \'{TABLES}/findings.parquet\' WHERE rule IN ({known})',
        3,
    ),
    0,
)
judged, passed, failed, unknown = rows(
    "SELECT COUNT(*), COUNT(*) FILTER (outcome = 'passed'), COUNT(*) FILTER (outcome = 'failed'),"
    " COUNT(*) FILTER (outcome = 'unknown') FROM rules"
)[0]
print(
    f"measures {measures[0]} ({measures[1]} given), indicators {indicators[0]} ({indicators[1]} given), "
    f"outcomes {judged} ({passed} passed, {failed} failed, {unknown} unknown), "
    f"findings {rules[0]}, differences {differences}"
)
sys.exit(1 if differences else 0)
