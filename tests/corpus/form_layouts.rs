//! A record written on forms, in an arrangement that chance chooses among those promised.

use std::collections::BTreeMap;

use huoju::definitions::{Definitions, FieldDefinition};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

use crate::random::Random;
use crate::record::{Expected, FORMS, Record, asked, in_unit, typed_number, typed_text, yuan};
use crate::zone::Put;

const UNITS: [&str; 4] = ["元", "千元", "万元", "亿元"];

/// Where the unit of the money on a sheet is printed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Printed {
    Nowhere,
    Head,
    Row,
    Column,
    Behind,
}

/// How the columns of a block are arranged.
#[derive(Clone, Debug)]
struct Arrangement {
    /// `label`, `unit`, `code`, `value`, `last`, from the left.
    columns: Vec<&'static str>,
    printed: Printed,
    unit: &'static str,
    upper: bool,
    marks: bool,
    /// Values of the year stand under two rows of headers.
    deep: bool,
}

impl Arrangement {
    fn of(random: &mut Random, labels_only: bool) -> Arrangement {
        let mut columns = vec!["label", "unit", "code", "value"];
        if labels_only {
            columns = vec!["label", "unit", "value"];
        } else {
            match random.below(4) {
                0 => columns = vec!["code", "label", "value"],
                1 => columns = vec!["label", "code", "unit", "value"],
                2 => columns = vec!["label", "code", "value"],
                _ => {}
            }
        }
        match random.below(4) {
            0 => columns.push("last"),
            1 => {
                let at = columns.len() - 1;
                columns.insert(at, "last");
            }
            _ => {}
        }
        let printed = *random.pick(&[
            Printed::Nowhere,
            Printed::Head,
            Printed::Row,
            Printed::Column,
            Printed::Behind,
        ]);
        let printed = match printed {
            Printed::Row if !columns.contains(&"unit") => Printed::Head,
            other => other,
        };
        Arrangement {
            deep: columns.contains(&"last") && random.once_in(3),
            columns,
            printed,
            unit: UNITS[random.below(UNITS.len())],
            upper: random.once_in(3),
            marks: random.once_in(2),
        }
    }

    fn header(&self, name: &str) -> String {
        let unit = match self.printed {
            Printed::Column if name != "last" => format!("（{}）", self.unit),
            _ => String::new(),
        };
        match name {
            "label" => "指标名称".to_owned(),
            "unit" => "计量单位".to_owned(),
            "code" => "代码".to_owned(),
            "last" => "上年".to_owned(),
            _ if self.columns.contains(&"last") => format!("本年{unit}"),
            _ => format!("数量{unit}"),
        }
    }
}

/// Cells to be written on a sheet.
#[derive(Default)]
struct Cells {
    cells: Vec<(u32, u16, Put)>,
    merges: Vec<(u32, u16, u32, u16, String)>,
}

impl Cells {
    fn put(&mut self, row: u32, col: u16, value: impl Into<Put>) {
        self.cells.push((row, col, value.into()));
    }

    /// The rows as text; of merged cells the first holds the text.
    fn into_csv(self) -> String {
        let merged = self.merges.into_iter();
        let mut cells: BTreeMap<(u32, u16), Put> = merged
            .map(|(row, col, _, _, text)| ((row, col), text.into()))
            .collect();
        cells.extend(
            self.cells
                .into_iter()
                .map(|(row, col, put)| ((row, col), put)),
        );
        let rows = cells.keys().map(|(row, _)| row + 1).max().unwrap_or(0);
        let columns = cells.keys().map(|(_, col)| col + 1).max().unwrap_or(0);
        let line = |row: u32| {
            let cell = |col: u16| match cells.get(&(row, col)) {
                None => String::new(),
                Some(Put::Number(number)) => number.to_string(),
                Some(Put::Text(text)) => format!("\"{}\"", text.replace('"', "\"\"")),
            };
            (0..columns).map(cell).collect::<Vec<_>>().join(",")
        };
        (0..rows).map(line).collect::<Vec<_>>().join("\n")
    }

    fn write(self, sheet: &mut Worksheet) {
        for (row, col, last_row, last_col, text) in self.merges {
            sheet
                .merge_range(row, col, last_row, last_col, &text, &Format::new())
                .unwrap();
        }
        for (row, col, value) in self.cells {
            match value {
                Put::Text(text) if text.is_empty() => {}
                Put::Text(text) => {
                    sheet.write(row, col, text).unwrap();
                }
                Put::Number(number) => {
                    sheet.write(row, col, number).unwrap();
                }
            }
        }
    }
}

/// The identity of a respondent in one of its ways; the next free row.
fn identity(cells: &mut Cells, row: u32, code: &str, random: &mut Random) -> u32 {
    let spaced = format!("{} {}", &code[..9], &code[9..]);
    match random.below(8) {
        0 => cells.put(
            row,
            0,
            format!("统一社会信用代码：{code}　企业名称：某公司"),
        ),
        1 => {
            cells.put(row, 0, "统一社会信用代码");
            cells.put(row, 2, code);
        }
        2 => {
            cells.put(row, 0, "统一社会信用代码（18位）：");
            cells.put(row + 1, 0, code.to_lowercase());
        }
        3 => {
            cells.put(row, 0, "01统一社会信用代码");
            cells.put(row, 1, code);
            cells.put(row + 1, 0, "02企业名称");
            cells.put(row + 1, 1, "某公司");
        }
        4 => {
            cells.put(row, 0, "101 统一社会信用代码");
            cells.merges.push((row, 1, row, 3, spaced));
        }
        5 => {
            cells.put(row, 0, "统一社会信用代码");
            for (at, c) in code.chars().enumerate() {
                cells.put(row, 1 + at as u16, c.to_string());
            }
        }
        6 => {
            cells.put(row, 0, "统一社会信用代码");
            cells.put(row, 1, "企业名称");
            cells.put(row + 1, 0, code);
            cells.put(row + 1, 1, "某公司");
        }
        _ => cells.put(row, 0, format!("法人单位统一社会信用代码: {spaced}")),
    }
    row + 2
}

/// What a field's value cell and unit cell hold.
fn typed(
    definitions: &Definitions,
    field: &FieldDefinition,
    value: &Expected,
    arrangement: &Arrangement,
    random: &mut Random,
) -> (Put, String) {
    let is_money = yuan(&field.unit) > 0.0;
    match value {
        Expected::Text(text) => (typed_text(definitions, field, text, random), String::new()),
        Expected::Number(number) if is_money => {
            let unit = match arrangement.printed {
                Printed::Nowhere => field.unit.as_str(),
                _ => arrangement.unit,
            };
            let scaled = in_unit(*number, &field.unit, unit);
            match arrangement.printed {
                Printed::Behind => (format!("{scaled}{unit}").into(), String::new()),
                Printed::Row => (typed_number(scaled, random), unit.to_owned()),
                Printed::Nowhere => (typed_number(scaled, random), field.unit.clone()),
                _ => (typed_number(scaled, random), String::new()),
            }
        }
        Expected::Number(number) if field.unit == "%" && random.once_in(2) => {
            (format!("{number}%").into(), String::new())
        }
        Expected::Number(number) => (typed_number(*number, random), field.unit.clone()),
    }
}

/// Writes fields as a block with its header at a place; the row after the last.
fn block(
    definitions: &Definitions,
    cells: &mut Cells,
    at: (u32, u16),
    fields: &[&FieldDefinition],
    record: &Record,
    arrangement: &Arrangement,
    random: &mut Random,
) -> u32 {
    let (mut row, left) = at;
    for (offset, name) in arrangement.columns.iter().enumerate() {
        let col = left + offset as u16;
        match (*name, arrangement.deep) {
            ("value" | "last", true) => {
                cells.put(row, col, "数量");
                cells.put(row + 1, col, arrangement.header(name));
            }
            _ => cells.put(row, col, arrangement.header(name)),
        }
    }
    row += 1 + u32::from(arrangement.deep);
    if arrangement.marks {
        let marks = ["甲", "乙", "丙", "1", "2"];
        for (offset, mark) in (0..arrangement.columns.len()).zip(marks) {
            cells.put(row, left + offset as u16, mark);
        }
        row += 1;
    }
    for field in fields {
        let (value, unit) = match record.get(&field.code) {
            Some(value) => typed(definitions, field, value, arrangement, random),
            None => {
                let blank = *random.pick(&["", "无", "—", "/", "－"]);
                (blank.into(), String::new())
            }
        };
        let mut value = Some(value);
        for (offset, name) in arrangement.columns.iter().enumerate() {
            let put: Put = match *name {
                "label" => field.zh.as_str().into(),
                "unit" => unit.as_str().into(),
                "code" if arrangement.upper => field.code.to_uppercase().into(),
                "code" => field.code.as_str().into(),
                "last" if field.kind.is_number() => (random.below(9000) as f64).into(),
                "last" => "".into(),
                _ => value.take().unwrap(),
            };
            cells.put(row, left + offset as u16, put);
        }
        row += 1;
    }
    row
}

/// How a sheet of a form is known.
#[derive(Clone, Copy, PartialEq)]
enum Known {
    /// By its name.
    ByName,
    /// By the number in its head.
    ByHead,
    /// By the number in its head, among other forms on the same sheet.
    AmongOthers,
}

/// One form with what a record holds of it.
fn form(
    definitions: &Definitions,
    number: &str,
    (code, record): (Option<&str>, &Record),
    known: Known,
    random: &mut Random,
) -> Cells {
    let mut fields = asked(definitions, number);
    // Labels that stand twice are told apart by what stands before them: their order is the form's. A sheet with a
    // column of codes has no table without: labels alone stand on sheets of their own.
    let labels_only = known != Known::AmongOthers && random.once_in(4);
    if !labels_only && random.once_in(3) {
        random.shuffle(&mut fields);
    }
    let mut arrangement = Arrangement::of(random, labels_only);
    let mut cells = Cells::default();
    cells.put(0, 1, "某表");
    if known != Known::ByName {
        cells.put(1, 5, format!("表　　号：{number}"));
    }
    let mut row = 2;
    if let Some(code) = code {
        row = identity(&mut cells, row, code, random);
    }
    let years = ["2023年", "二〇二三年", "二○二三年度", "2023年1-12月", ""];
    cells.put(row, 3, *random.pick(&years));
    if arrangement.printed == Printed::Head {
        cells.put(row, 4, format!("计量单位：{}", arrangement.unit));
    }
    row += 1;
    let (first, second) = fields.split_at(fields.len() / 2);
    let put = |cells: &mut Cells,
               at: (u32, u16),
               fields: &[&FieldDefinition],
               arrangement: &Arrangement,
               random: &mut Random| {
        block(definitions, cells, at, fields, record, arrangement, random)
    };
    match random.below(3) {
        0 => {
            let width = arrangement.columns.len() as u16;
            put(&mut cells, (row, 0), first, &arrangement, random);
            put(&mut cells, (row, width), second, &arrangement, random);
        }
        1 => {
            row = put(&mut cells, (row, 0), first, &arrangement, random);
            // The second page has a head of its own, whose unit may be another.
            cells.put(row, 0, "续表");
            if arrangement.printed == Printed::Head {
                arrangement.unit = UNITS[random.below(UNITS.len())];
                cells.put(row, 3, format!("计量单位：{}", arrangement.unit));
            }
            put(&mut cells, (row + 1, 0), second, &arrangement, random);
        }
        _ => {
            put(&mut cells, (row, 0), &fields, &arrangement, random);
        }
    }
    cells
}

fn shuffled_forms(random: &mut Random) -> Vec<&'static str> {
    let mut forms = FORMS.to_vec();
    random.shuffle(&mut forms);
    forms
}

/// A workbook of forms with a record.
pub(crate) fn workbook(
    definitions: &Definitions,
    code: &str,
    record: &Record,
    random: &mut Random,
) -> Workbook {
    let mut book = Workbook::new();
    for (at, number) in shuffled_forms(random).into_iter().enumerate() {
        let known = match random.once_in(3) {
            true => Known::ByName,
            false => Known::ByHead,
        };
        let own = Some(code).filter(|_| at == 0 || random.once_in(2));
        let cells = form(definitions, number, (own, record), known, random);
        let name = match known {
            Known::ByName => format!("{number}某表"),
            _ => format!("表{at}"),
        };
        cells.write(book.add_worksheet().set_name(name).unwrap());
    }
    if random.once_in(3) {
        let sheet = book.add_worksheet().set_name("填报说明").unwrap();
        sheet.write(0, 0, "请如实填写").unwrap();
    }
    if random.once_in(3) {
        // A stale copy that nobody sees.
        let fields = asked(definitions, "GQ-002");
        let stale: Record = fields
            .iter()
            .map(|field| (field.code.clone(), Expected::Number(1.0)))
            .collect();
        let mut cells = Cells::default();
        cells.put(0, 0, "表号：GQ-002");
        let arrangement = Arrangement::of(random, false);
        let at = (1, 0);
        block(
            definitions,
            &mut cells,
            at,
            &fields,
            &stale,
            &arrangement,
            random,
        );
        let sheet = book.add_worksheet().set_name("旧").unwrap();
        cells.write(sheet);
        sheet.set_hidden(true);
    }
    book
}

/// The forms one below the other, as text.
pub(crate) fn csv(
    definitions: &Definitions,
    code: &str,
    record: &Record,
    random: &mut Random,
) -> String {
    let mut text = String::new();
    for (at, number) in shuffled_forms(random).into_iter().enumerate() {
        let own = Some(code).filter(|_| at == 0);
        let cells = form(
            definitions,
            number,
            (own, record),
            Known::AmongOthers,
            random,
        );
        text.push_str(&cells.into_csv());
        text.push_str("\n\n");
    }
    text
}
