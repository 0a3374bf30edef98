"""Runs huoju and its peers in turn on the same made-up zone and prints how they compare.

    python benches/compare.py --huoju BINARY --floor BINARY --input FOLDER [--rounds 3] [--peers a,b] [--work FOLDER]

Every round runs each of them once, so that a machine that slows down slows all of them down. Ratios are of medians;
the spread is the least and the greatest of the rounds. A peer whose 28 indicators are not huoju's, for the zone and
each park, ends the comparison: no figure is printed for a wrong number.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import polars

ROOT = Path(__file__).resolve().parents[1]
PIPELINE = ROOT / "pipelines" / "shenyang.toml"
PARKS = {"浑南": "hunnan", "和平": "heping", "皇姑": "huanggu", "大东": "dadong"}
PEERS = ["pandas-openpyxl", "openpyxl", "pandas-calamine", "calamine"]
PERIOD = "2023"


def measure(command):
    """Wall seconds, CPU seconds of the process and its children, peak memory of the largest one in MB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    # 1 = done, and a gate failed: a result like any other.
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(map(str, command))} failed:\n{said.decode()}")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "memory": usage.ru_maxrss / 1024}


def indicators_of_huoju(output):
    """By unit and indicator, the units named as the peers name them."""
    rows = polars.read_parquet(output / PERIOD / "tables" / "indicators.parquet").to_dicts()
    names = {park: name for name, park in PARKS.items()}
    return {
        (names.get(row["unit"], "zone"), row["indicator"]): row["value"] for row in rows if row["level"] in ("zone", "park")
    }


def check_equal(output, peer):
    ours, theirs = indicators_of_huoju(output), json.loads((peer / "indicators.json").read_text())
    compared = 0
    for unit, values in theirs.items():
        for indicator, value in values.items():
            our = ours[unit, indicator]
            both = value is not None and our is not None
            if (both and abs(our - value) > 1e-9 * max(1, abs(value))) or (not both and value is not our):
                sys.exit(f"{peer.name}: indicator {indicator} of {unit} is {value}, huoju has {our}")
            compared += 1
    return compared


def change_some(source, target, share):
    """A copy of the input in which a share of the workbooks was corrected: one number is another one."""
    shutil.copytree(source, target, copy_function=os.link)
    books = sorted((target / PERIOD / "submissions").rglob("*.xlsx"))
    corrected = 0
    for path in books[:: max(1, round(1 / share))]:
        book = openpyxl.load_workbook(path)
        cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
        # A code's year, month or number of a row is small.
        number = next((cell for cell in cells if isinstance(cell.value, (int, float)) and cell.value > 10_000), None)
        if number is None:
            continue
        number.value += 1
        # The copy shares its file with the original until it is written anew.
        path.unlink()
        book.save(path)
        corrected += 1
    return corrected, len(books)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--huoju", type=Path, required=True)
    parser.add_argument("--floor", type=Path, required=True)
    parser.add_argument("--input", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", default=",".join(PEERS))
    options = parser.parse_args()
    peers = [peer for peer in options.peers.split(",") if peer]
    work = options.work
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    store, output, changed = work / "store", work / "out", work / "changed"
    corrected, books = change_some(options.input, changed, 0.01)

    def huoju(command, source, *more):
        return [options.huoju, command, PIPELINE, "--period", PERIOD, "--input", source, "--out", output, "--store", store, "--quiet", *more]

    def fresh():
        shutil.rmtree(store, ignore_errors=True)
        shutil.rmtree(output, ignore_errors=True)

    results = {}

    def note(name, result):
        results.setdefault(name, []).append(result)

    for round_number in range(options.rounds):
        print(f"round {round_number + 1} of {options.rounds}", file=sys.stderr)
        note("floor", measure([options.floor, options.input / PERIOD / "submissions"]))
        note("floor, both years", measure([options.floor, options.input]))
        fresh()
        note("ingest", measure(huoju("ingest", options.input)))
        fresh()
        note("run", measure(huoju("run", options.input)))
        compared = 0
        for peer in peers:
            into = work / peer
            note(peer, measure([sys.executable, ROOT / "benches/peers/annual.py", "--reader", peer, options.input, into]))
            compared = check_equal(output, into)
        note("run, nothing changed", measure(huoju("run", options.input)))
        note(f"run, {corrected} workbooks changed", measure(huoju("run", changed)))

    def median(name, figure="wall"):
        return statistics.median(result[figure] for result in results[name])

    print(f"{books} workbooks, {options.rounds} rounds, {os.cpu_count()} cores; {compared} indicators of each peer equal huoju's")
    print(f"{'':32}{'wall s':>9}{'least':>9}{'most':>9}{'CPU s':>9}{'MB':>8}{'ms each':>9}{'of run':>9}")
    for name, runs in results.items():
        walls = [run["wall"] for run in runs]
        print(
            f"{name:32}{median(name):9.2f}{min(walls):9.2f}{max(walls):9.2f}{median(name, 'cpu'):9.2f}"
            f"{median(name, 'memory'):8.0f}{median(name) / books * 1000:9.2f}{median(name) / median('run'):9.2f}"
        )
    both, after = median("floor, both years"), median("run") - median("ingest")
    print(f"ingest of both years, of bare calamine    {median('ingest') / both:6.2f} (target 1.25)")
    print(f"everything after ingest, of run           {100 * after / median('run'):6.1f} % (target 15 %)")
    for peer in peers:
        target = {"pandas-openpyxl": " (target 50)", "pandas-calamine": " (target 5)"}.get(peer, "")
        print(f"{peer + ', of run':42}{median(peer) / median('run'):6.2f}{target}")
    second = median(f"run, {corrected} workbooks changed") / median("run")
    print(f"run with {corrected} workbooks changed, of run        {100 * second:6.1f} % (target 5 %)")


if __name__ == "__main__":
    main()
