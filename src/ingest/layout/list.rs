//! A list form: one row per item under a header of codes or labels.

use super::forms::SheetReader;
use super::vocabulary::{FieldId, LabelReader, Meaning, Vocabulary};
use crate::definitions::FieldType;
use crate::ingest::values::text::{is_blank, squeeze};
use crate::ingest::values::unit::Unit;
use crate::ingest::workbook::{Cell, Sheet, in_column};

/// A column of a list or an export.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Column {
    /// Column.
    pub col: u32,
    /// The field that it holds.
    pub field: FieldId,
    /// The unit printed in its header, or in a row of units below.
    pub unit: Option<Unit>,
}

/// A header found on a sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Columns {
    /// The columns of fields, from the left.
    pub columns: Vec<Column>,
    /// First row of the header.
    pub header: u32,
    /// First row below it.
    pub first: u32,
}

/// The fields of one row of headers, by column; `form` restricts the labels.
pub(super) fn fields_of_row(
    vocabulary: &Vocabulary<'_>,
    cells: &[Cell],
    form: Option<usize>,
    skip: &dyn Fn(&str) -> bool,
) -> Vec<(u32, Meaning)> {
    let mut labels = LabelReader::new(vocabulary, form);
    let mut fields = Vec::new();
    for cell in cells {
        let Some(text) = cell.value.as_text() else {
            continue;
        };
        let meaning = match vocabulary.code(text) {
            Some(field) => {
                labels.pass(field);
                Meaning::Field(field)
            }
            None if skip(text) => continue,
            None => labels.read(text),
        };
        let fits = match &meaning {
            Meaning::Field(field) => form.is_none_or(|form| field.form == form),
            Meaning::Ambiguous(_) => true,
            Meaning::None => false,
        };
        if fits {
            fields.push((cell.col, meaning));
        }
    }
    fields
}

/// Whether a row under a header only numbers the columns: 甲, 乙, 1, 2.
pub(super) fn is_mark_row(cells: &[Cell]) -> bool {
    let mark = |cell: &Cell| {
        let text = squeeze(&cell.value.text());
        let text = text.trim_matches(|c: char| matches!(c, '(' | ')'));
        "甲乙丙丁戊己庚辛壬癸".contains(text) && text.chars().count() == 1
            || (!text.is_empty() && text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit()))
    };
    cells.len() > 1 && cells.iter().all(mark)
}

/// Whether a row names units: at least half of its texts do.
pub(super) fn is_unit_row(cells: &[Cell]) -> bool {
    let known = |cell: &&Cell| {
        cell.value
            .as_text()
            .is_some_and(|text| Unit::named(text).is_some_and(|unit| unit.is_known()))
    };
    let texts = cells
        .iter()
        .filter(|cell| cell.value.as_text().is_some())
        .count();
    let units = cells.iter().filter(known).count();
    texts == cells.len() && units > 0 && units * 2 >= texts
}

const TOTALS: [&str; 7] = ["合计", "小计", "总计", "共计", "累计", "总和", "本页合计"];
const NOTES: [&str; 14] = [
    "注",
    "说明",
    "备注",
    "填报",
    "填表",
    "单位负责人",
    "统计负责人",
    "审核",
    "补充资料",
    "本表",
    "报出日期",
    "企业负责人",
    "联系",
    "表号",
];

/// Whether a row is a total: some cell of it says so.
pub(super) fn is_total(cells: &[Cell]) -> bool {
    cells.iter().any(|cell| {
        cell.value.as_text().is_some_and(|text| {
            let text = squeeze(text);
            let text = text.trim_end_matches(':');
            TOTALS.contains(&text)
        })
    })
}

fn is_note(cells: &[Cell]) -> bool {
    let first = cells
        .first()
        .and_then(|cell| cell.value.as_text())
        .map(squeeze);
    first.is_some_and(|text| {
        NOTES.iter().any(|word| {
            text.strip_prefix(word).is_some_and(|rest| {
                // 注 and 说明 are notes only with a colon or number: an item may begin with these characters.
                rest.is_empty()
                    || rest.starts_with([':', '1', '(', '.', '、'])
                    || rest.starts_with("人:")
            })
        })
    })
}

/// Finds the header of a list form on a sheet, from a row on.
pub(super) fn find_columns(
    vocabulary: &Vocabulary<'_>,
    sheet: &Sheet,
    form: usize,
    from: u32,
) -> Option<Columns> {
    let of_row = |cells: &[Cell]| -> Vec<(u32, FieldId, Option<Unit>)> {
        fields_of_row(vocabulary, cells, Some(form), &|_| false)
            .into_iter()
            .filter_map(|(col, meaning)| match meaning {
                Meaning::Field(field) => {
                    let text = in_column(cells, col)?.value.text();
                    Some((col, field, vocabulary.said(&text).printed_unit().cloned()))
                }
                _ => None,
            })
            .collect()
    };
    let distinct = |fields: &[(u32, FieldId, Option<Unit>)]| {
        let mut ids: Vec<FieldId> = fields.iter().map(|(_, field, _)| *field).collect();
        ids.sort();
        ids.dedup();
        ids.len()
    };
    let (header, mut columns) = sheet
        .rows()
        .filter(|(row, _)| *row >= from)
        .map(|(row, cells)| (row, of_row(cells)))
        .find(|(_, fields)| distinct(fields) >= 2)?;
    let mut first = header + 1;
    // Below may stand the codes, the labels of parts, units, marks.
    while first <= header + 4 {
        let cells = sheet.row(first);
        let more = of_row(cells);
        if distinct(&more) >= 1
            && cells.iter().all(|cell| cell.value.as_text().is_some())
            && !is_data(vocabulary, cells, &columns)
        {
            for (col, field, unit) in more {
                match columns.iter_mut().find(|(at, ..)| *at == col) {
                    // A code says more than the label above it.
                    Some(known) => *known = (col, field, unit.or_else(|| known.2.take())),
                    None => columns.push((col, field, unit)),
                }
            }
        } else if is_unit_row(cells) {
            for (col, _, unit) in &mut columns {
                if let Some(cell) = in_column(cells, *col) {
                    *unit = Unit::named(&cell.value.text());
                }
            }
        } else if !is_mark_row(cells) {
            break;
        }
        first += 1;
    }
    columns.sort_by_key(|(col, ..)| *col);
    let mut columns: Vec<Column> = columns
        .into_iter()
        .map(|(col, field, unit)| Column { col, field, unit })
        .collect();
    let mut seen = Vec::new();
    columns.retain(|column| {
        let new = !seen.contains(&column.field);
        seen.push(column.field);
        new
    });
    Some(Columns {
        columns,
        header,
        first,
    })
}

/// Whether a row under a header is already an item: its number column holds a number.
fn is_data(
    vocabulary: &Vocabulary<'_>,
    cells: &[Cell],
    columns: &[(u32, FieldId, Option<Unit>)],
) -> bool {
    columns.iter().any(|(col, field, _)| {
        vocabulary
            .field(*field)
            .is_some_and(|field| field.kind.is_number())
            && cells
                .iter()
                .any(|cell| cell.col == *col && cell.value.text().trim().parse::<f64>().is_ok())
    })
}

impl SheetReader<'_, '_> {
    /// Reads the lists of a form on the sheet, from a row on; whether a header was found.
    pub(super) fn list(&mut self, form: usize, mut from: u32) -> bool {
        let mut found = false;
        while let Some(columns) = find_columns(self.vocabulary, self.sheet, form, from) {
            found = true;
            self.parts.entry(form).or_default();
            self.head_over(columns.header, &(0..u32::MAX));
            from = self.items(form, &columns);
        }
        found
    }

    /// Reads the items under a header and returns the row after the last.
    fn items(&mut self, form: usize, columns: &Columns) -> u32 {
        let (name, number) = name_and_number(self.vocabulary, form);
        let sheet = self.sheet;
        let mut row = columns.first;
        loop {
            let cells = sheet.row(row);
            if cells.is_empty() {
                break;
            }
            let given = |field: Option<FieldId>| {
                columns
                    .columns
                    .iter()
                    .find(|column| Some(column.field) == field)
                    .and_then(|column| in_column(cells, column.col))
                    .is_some_and(|cell| !is_blank(&cell.value.text()))
            };
            if is_total(cells) || is_note(cells) {
                row += 1;
                continue;
            }
            if !given(name) && !given(number) {
                break;
            }
            self.item(form, number, columns, cells);
            row += 1;
        }
        row.max(columns.first)
    }

    /// Reads one item. A row that only has its number, as a form prints it, is none.
    pub(super) fn item(
        &mut self,
        form: usize,
        number: Option<FieldId>,
        columns: &Columns,
        cells: &[Cell],
    ) {
        let filled = columns.columns.iter().any(|column| {
            Some(column.field) != number
                && in_column(cells, column.col).is_some_and(|cell| !is_blank(&cell.value.text()))
        });
        if !filled {
            return;
        }
        let part = self.parts.entry(form).or_default();
        part.items += 1;
        let item = part.items;
        for column in &columns.columns {
            if let Some(cell) = in_column(cells, column.col) {
                let before = self.parts.get(&form).map_or(0, |part| part.remarks.len());
                self.take(
                    column.field,
                    Some(item),
                    (cell.row, cell.col),
                    &cell.value,
                    (None, column.unit.as_ref()),
                );
                // How an item is numbered does not matter.
                if Some(column.field) == number
                    && let Some(part) = self.parts.get_mut(&form)
                {
                    part.remarks.truncate(before);
                }
            }
        }
    }
}

/// The fields that name and number the items of a list form.
pub(super) fn name_and_number(
    vocabulary: &Vocabulary<'_>,
    form: usize,
) -> (Option<FieldId>, Option<FieldId>) {
    let Some(definition) = vocabulary.form(form) else {
        return (None, None);
    };
    let at = |test: &dyn Fn(&crate::definitions::FieldDefinition) -> bool| {
        definition
            .fields
            .iter()
            .position(test)
            .map(|field| FieldId { form, field })
    };
    let name = at(&|field| Some(&field.code) == definition.item.as_ref());
    // The first field of a list is its number where it is a plain integer.
    let number = at(&|field| field.kind == FieldType::Integer && field.unit.is_empty())
        .filter(|number| number.field == 0);
    (name, number)
}
