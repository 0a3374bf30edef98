"""What a consultant's script needs to know of the forms: rows of cells in, records out.

It knows the four layouts of the made-up zone and no others, and asks nothing of what it reads.
"""

import re
import tomllib
from pathlib import Path

VALUE_HEADERS = {"本年", "本期", "数值", "数量", "内容"}
LIST_FORM = "GQ-004"


class Survey:
    """Codes, kinds and units of the fields."""

    def __init__(self, root: Path):
        survey = tomllib.loads((root / "pipelines/surveys/torch-annual.toml").read_text("utf-8"))
        self.fields, self.items = {}, {}
        for form in survey["forms"]:
            into = self.items if form.get("list") else self.fields
            for field in form["fields"]:
                into[field["code"]] = field
        self.numbers = {
            code
            for code, field in (self.fields | self.items).items()
            if field.get("type", "number") in ("number", "integer")
        }
        self.money = {code for code, field in self.fields.items() if field.get("unit") == "千元"}

    def value(self, code, cell, ten_thousands=False):
        """A cell as the record has it: 千元, and codes as text."""
        if cell is None or cell == "" or cell != cell:
            return None
        if code in self.numbers:
            number = float(cell)
            return number * 10 if ten_thousands and code in self.money else number
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        return str(cell).strip()

    def form(self, rows):
        """The fields of a sheet: every row under a header with 代码, in as many blocks as stand side by side."""
        record, blocks, ten_thousands = {}, [], False
        for row in rows:
            texts = [str(cell).strip() if isinstance(cell, str) else "" for cell in row]
            if any(text.startswith(("计量单位：万元", "单位：万元")) for text in texts):
                ten_thousands = True
            if "代码" in texts:
                codes = [at for at, text in enumerate(texts) if text == "代码"]
                values = [at for at, text in enumerate(texts) if text in VALUE_HEADERS]
                blocks = [(at, next(v for v in values if v > at)) for at in codes if any(v > at for v in values)]
                continue
            for code_at, value_at in blocks:
                code = texts[code_at].lower()
                if code in self.fields:
                    value = self.value(code, row[value_at], ten_thousands)
                    if value is not None:
                        record[code] = value
        return record

    def table(self, rows, fields):
        """A sheet with a row of codes, then one row each: an export, or the list of projects."""
        header, records = None, []
        for row in rows:
            if header is None:
                codes = {str(cell).strip().lower(): at for at, cell in enumerate(row) if isinstance(cell, str)}
                if sum(code in fields for code in codes) > 5:
                    header = {code: at for code, at in codes.items() if code in fields or code == "susername"}
                continue
            if any(isinstance(cell, str) and cell.startswith("说明") for cell in row):
                break
            record = {}
            for code, at in header.items():
                value = self.value(code, row[at]) if code != "susername" else row[at]
                if value is not None and value != "":
                    record[code] = value
            if record:
                records.append(record)
        return records

    def workbook(self, sheets):
        """One workbook (sheet name → rows of cells) → its records and projects."""
        record, records, projects = {}, [], []
        for rows in sheets.values():
            head = " ".join(str(cell) for row in rows[:8] for cell in row if isinstance(cell, str))
            if "susername" in head:
                if "xmmc" in head:
                    projects += self.table(rows, self.items)
                else:
                    records += self.table(rows, self.fields)
            elif LIST_FORM in head:
                projects += [p for p in self.table(rows, self.items) if "xmmc" in p]
            else:
                record |= self.form(rows)
        if record:
            for project in projects:
                project["susername"] = record["qa03"]
            records.append({"susername": record["qa03"]} | record)
        for record in records:
            record.setdefault("qa03", record["susername"])
        return records, projects


def tags(root: Path):
    """Industry tags: name → pattern of codes."""
    listed = tomllib.loads((root / "pipelines/classifications/tags.toml").read_text("utf-8"))["tags"]
    return {
        tag["id"]: re.compile("|".join(tag["prefixes"])) for tag in listed if "prefixes" in tag
    }
