"""The annual run as a consultant's script does it: read every workbook, 28 indicators, one plain workbook a park.

    python annual.py --reader pandas-openpyxl|openpyxl|pandas-calamine|calamine INPUT OUTPUT

It edits nothing, explains nothing and writes far less than huoju does. Writes OUTPUT/indicators.json.
"""

import argparse
import json
from pathlib import Path

import openpyxl
import pandas as pd
import xlsxwriter
from forms import Survey, tags
from indicators import indicators, measures
from python_calamine import CalamineWorkbook

ROOT = Path(__file__).resolve().parents[2]


def through_pandas(engine):
    def read(path):
        frames = pd.read_excel(path, sheet_name=None, header=None, dtype=object, engine=engine)
        return {name: frame.values.tolist() for name, frame in frames.items()}

    return read


def through_openpyxl(path):
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def through_calamine(path):
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


READERS = {
    "pandas-openpyxl": through_pandas("openpyxl"),
    "openpyxl": through_openpyxl,
    "pandas-calamine": through_pandas("calamine"),
    "calamine": through_calamine,
}


def period(read, survey, folder, register):
    records, projects = [], []
    for path in sorted((folder / "submissions").rglob("*.xlsx")):
        of_book = survey.workbook(read(path))
        records += of_book[0]
        projects += of_book[1]
    records = pd.DataFrame(records)
    records["park"] = records["susername"].map(register)
    return records, pd.DataFrame(projects)


def write_park(path, name, values, frame):
    book = xlsxwriter.Workbook(path)
    bold = book.add_format({"bold": True, "border": 1})
    number = book.add_format({"num_format": "#,##0.00", "border": 1})
    sheet = book.add_worksheet("指标")
    sheet.write_row(0, 0, ["指标", name], bold)
    for row, (indicator, value) in enumerate(values.items(), 1):
        sheet.write_string(row, 0, indicator)
        if value is not None:
            sheet.write_number(row, 1, value, number)
    sheet = book.add_worksheet("企业")
    sheet.write_row(0, 0, list(frame.columns), bold)
    for row, record in enumerate(frame.itertuples(index=False), 1):
        for column, cell in enumerate(record):
            if isinstance(cell, str):
                sheet.write_string(row, column, cell)
            else:
                sheet.write_number(row, column, cell, number)
    book.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--reader", choices=READERS, required=True)
    parser.add_argument("input", type=Path)
    parser.add_argument("output", type=Path)
    options = parser.parse_args()
    read, survey, tagged = READERS[options.reader], Survey(ROOT), tags(ROOT)
    rows = next(iter(read(options.input / "register.xlsx").values()))
    register = {row[0]: row[2] for row in rows[1:]}
    sums = {}
    for year in (2022, 2023):
        records, projects = period(read, survey, options.input / str(year), register)
        sums[year] = measures(records, projects, tagged, year)
    options.output.mkdir(parents=True, exist_ok=True)
    results = {"zone": indicators(*(sums[year].drop(columns="park").sum() for year in (2023, 2022)))}
    for park, frame in sums[2023].groupby("park"):
        before = sums[2022][sums[2022]["park"] == park].drop(columns="park").sum()
        results[park] = indicators(frame.drop(columns="park").sum(), before)
        write_park(options.output / f"{park}.xlsx", park, results[park], frame)
    (options.output / "indicators.json").write_text(json.dumps(results, ensure_ascii=False, default=float))


if __name__ == "__main__":
    main()
