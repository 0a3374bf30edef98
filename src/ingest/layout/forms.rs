//! A form's table, or a cover without one → its values.

use std::collections::BTreeMap;
use std::ops::Range;

use super::content::{Part, Place, Remark};
use super::head::{Marks, units_over};
use super::header::{Block, ValueColumn};
use super::pairs::{beside, boxes, pairs, place};
use super::readings::Reading;
use super::vocabulary::{FieldId, LabelReader, Meaning, Vocabulary};
use crate::ingest::note::Note;
use crate::ingest::values::field::{Content, Trouble, Units, Value, read};
use crate::ingest::values::text::{squeeze, tidy};
use crate::ingest::values::unit::Unit;
use crate::ingest::workbook::{Cell, CellValue, Sheet};

/// Reads the cells of one sheet.
pub(super) struct SheetReader<'v, 'a> {
    /// The words of the survey.
    pub vocabulary: &'v Vocabulary<'a>,
    /// The sheet.
    pub sheet: &'v Sheet,
    /// Its index.
    pub sheet_index: usize,
    /// The form numbers that it prints.
    pub marks: &'v Marks,
    /// The units in the head over what is being read.
    pub head: Vec<Unit>,
    /// The rows of headers on the sheet.
    pub headers: Vec<u32>,
    /// What was read, by form.
    pub parts: BTreeMap<usize, Part>,
    /// Codes of no field, as typed.
    pub unknown: Vec<String>,
    /// Columns of values that are headed with another year.
    pub another_year: Vec<(String, Place)>,
}

impl<'v, 'a> SheetReader<'v, 'a> {
    /// A reader of a sheet.
    pub(super) fn new(
        vocabulary: &'v Vocabulary<'a>,
        (sheet, sheet_index, marks): (&'v Sheet, usize, &'v Marks),
        head: Vec<Unit>,
    ) -> Self {
        SheetReader {
            vocabulary,
            sheet,
            sheet_index,
            marks,
            head,
            headers: Vec::new(),
            parts: BTreeMap::new(),
            unknown: Vec::new(),
            another_year: Vec::new(),
        }
    }

    /// A place on the sheet.
    pub(super) fn place(&self, row: u32, col: u32) -> Place {
        place(self.sheet, self.sheet_index, row, col)
    }

    /// Reads a cell as a field and keeps what it says. Personal data are not read.
    pub(super) fn take(
        &mut self,
        id: FieldId,
        item: Option<i64>,
        at: (u32, u32),
        cell: &CellValue,
        units: (Option<&Unit>, Option<&Unit>),
    ) {
        let Some(field) = self.vocabulary.field(id) else {
            return;
        };
        let part = self.parts.entry(id.form).or_default();
        if field.personal {
            return;
        }
        let printed = Units {
            own: self.vocabulary.unit(id),
            row: units.0,
            column: units.1,
            head: &self.head,
        };
        let Some((value, trouble)) = read(field, self.vocabulary.list_of(field), cell, printed)
        else {
            return;
        };
        if let Some(trouble) = trouble {
            let place = place(self.sheet, self.sheet_index, at.0, at.1);
            part.remarks
                .push(remark_on(&field.code, item, &value, trouble, place));
        }
        let sheet = (self.sheet_index, self.sheet.name.as_str());
        part.readings.push(id, item, &value, sheet, at, false);
    }

    /// Reads a table of codes or labels, block by block. `printed` are the forms whose numbers stand on the sheet,
    /// with their rows. A block goes on where the one before ends: what stands there resolves its first labels.
    pub(super) fn table(&mut self, form: usize, printed: &[(u32, usize)], blocks: &[Block]) {
        let mut labels = LabelReader::new(self.vocabulary, Some(form));
        for block in blocks {
            let of_block = printed
                .iter()
                .filter(|(row, _)| *row <= block.header)
                .max_by_key(|(row, _)| *row)
                .map_or(form, |(_, form)| *form);
            labels.turn_to(of_block);
            self.head_over(block.header, &block.columns);
            self.block(block, &mut labels);
        }
    }

    /// Takes the units that are printed over a header.
    pub(super) fn head_over(&mut self, header: u32, columns: &Range<u32>) {
        let sheet = (self.sheet, self.marks);
        self.head = units_over(self.vocabulary, sheet, &self.headers, header, columns);
    }

    fn block(&mut self, block: &Block, labels: &mut LabelReader<'v, 'a>) {
        let sheet = self.sheet;
        let vocabulary = self.vocabulary;
        let mut unit_before: Option<Unit> = None;
        for column in &block.values {
            if let Some(year) = &column.another_year {
                self.another_year
                    .push((year.clone(), self.place(block.header, column.col)));
            }
        }
        let rows: Vec<u32> = sheet
            .rows()
            .map(|(row, _)| row)
            .filter(|row| (block.header + 1..block.end).contains(row))
            .collect();
        for row in rows {
            let code = block
                .code
                .map(|col| sheet.text(row, col))
                .unwrap_or_default();
            let label = block
                .label
                .map(|col| sheet.text(row, col))
                .unwrap_or_default();
            let value = block
                .values
                .iter()
                .find_map(|column| sheet.get(row, column.col).map(|value| (column, value)));
            let field = if squeeze(&code).is_empty() {
                match labels.read(&label) {
                    Meaning::Field(field) => field,
                    Meaning::None => continue,
                    Meaning::Ambiguous(fields) => {
                        if let (Some(_), Some(col)) = (value, block.label) {
                            self.ambiguous(&label, &fields, (row, col));
                        }
                        continue;
                    }
                }
            } else if let Some(field) = vocabulary.code(&code) {
                labels.pass(field);
                field
            } else {
                if value.is_some() && is_like_a_code(&code) {
                    self.unknown.push(tidy(&code));
                }
                continue;
            };
            if vocabulary.is_list(field.form) {
                continue;
            }
            self.parts.entry(field.form).or_default();
            let printed = block
                .unit
                .and_then(|col| sheet.shown(row, col))
                .map(|unit| unit.text())
                .filter(|unit| !unit.trim().is_empty());
            let row_unit = match printed {
                Some(text)
                    if matches!(
                        squeeze(&text).as_str(),
                        "\"" | "〃" | "同上" | "″" | "''" | "”"
                    ) =>
                {
                    unit_before.clone()
                }
                Some(text) => vocabulary.said(&text).unit(&text).cloned(),
                None => vocabulary.said(&label).printed_unit().cloned(),
            };
            unit_before.clone_from(&row_unit);
            if let Some((column, value)) = value {
                let joined = self.joined(field, row, column.col, value);
                let value = joined.as_ref().unwrap_or(value);
                self.take(
                    field,
                    None,
                    (row, column.col),
                    value,
                    (row_unit.as_ref(), column.unit.as_ref()),
                );
            }
            self.last_year(field, row, &block.last_year, row_unit.as_ref());
        }
    }

    /// A credit code whose characters stand one to a cell.
    fn joined(&self, field: FieldId, row: u32, col: u32, value: &CellValue) -> Option<CellValue> {
        let code = &self.vocabulary.survey.identity.credit_code;
        (self.vocabulary.field(field)?.code == *code).then_some(())?;
        let cell = Cell {
            row,
            col,
            value: value.clone(),
        };
        let joined = boxes(self.sheet, &cell);
        (joined != value.text()).then_some(CellValue::Text(joined))
    }

    /// Keeps last year's value: it belongs to the period before and is never taken for this one's.
    fn last_year(&mut self, id: FieldId, row: u32, columns: &[ValueColumn], unit: Option<&Unit>) {
        let Some(field) = self.vocabulary.field(id).filter(|field| !field.personal) else {
            return;
        };
        let found = columns
            .iter()
            .find_map(|column| self.sheet.get(row, column.col).map(|value| (column, value)));
        let Some((column, cell)) = found else {
            return;
        };
        let printed = Units {
            own: self.vocabulary.unit(id),
            row: unit,
            column: column.unit.as_ref(),
            head: &self.head,
        };
        if let Some((value, _)) = read(field, self.vocabulary.list_of(field), cell, printed) {
            let sheet = (self.sheet_index, self.sheet.name.as_str());
            let part = self.parts.entry(id.form).or_default();
            part.readings
                .push(id, None, &value, sheet, (row, column.col), true);
        }
    }

    /// Remarks that a label may mean several fields.
    pub(super) fn ambiguous(&mut self, label: &str, fields: &[FieldId], at: (u32, u32)) {
        let codes: Vec<&str> = fields
            .iter()
            .filter_map(|id| self.vocabulary.field(*id))
            .map(|field| field.code.as_str())
            .collect();
        let Some(first) = fields.first() else {
            return;
        };
        let remark = Remark {
            check: "ambiguous-label",
            code: String::new(),
            item: None,
            text: tidy(label),
            detail: Note::new(codes.join("、"), codes.join(", ")),
            numbers: (None, None),
            place: Some(self.place(at.0, at.1)),
        };
        self.parts
            .entry(first.form)
            .or_default()
            .remarks
            .push(remark);
    }

    /// Reads a sheet without a table: codes and labels anywhere, values beside them.
    pub(super) fn loose(&mut self, form: Option<usize>) {
        let vocabulary = self.vocabulary;
        let sheet = self.sheet;
        let mut labels = LabelReader::new(vocabulary, form);
        for cell in sheet.cells() {
            let Some(text) = cell.value.as_text() else {
                continue;
            };
            if let Some(field) = vocabulary.code(text) {
                labels.pass(field);
                self.loose_value(field, cell);
                continue;
            }
            let inline = pairs(text, &[]);
            if let [(label, value)] = inline.as_slice()
                && !value.is_empty()
            {
                if let Meaning::Field(field) = labels.read(label) {
                    let value = CellValue::Text(value.clone());
                    self.take(field, None, (cell.row, cell.col), &value, (None, None));
                }
                continue;
            }
            let coded = sheet
                .row(cell.row)
                .iter()
                .find(|next| next.col > cell.col)
                .and_then(|next| next.value.as_text())
                .is_some_and(|next| vocabulary.code(next).is_some());
            if !coded && let Meaning::Field(field) = labels.read(text) {
                self.loose_value(field, cell);
            }
        }
    }

    /// Reads the value right of a code or label; a unit may stand between them.
    fn loose_value(&mut self, field: FieldId, cell: &Cell) {
        if self.vocabulary.is_list(field.form) {
            return;
        }
        self.parts.entry(field.form).or_default();
        let mut label = cell;
        let mut unit = None;
        let mut found = None;
        while let Some(next) = beside(self.vocabulary, self.sheet, label)
            .into_iter()
            .find(|value| value.row == cell.row)
        {
            let named = next.value.as_text().and_then(Unit::named);
            match named.filter(Unit::is_known) {
                Some(named) if unit.is_none() => unit = Some(named),
                _ => {
                    found = Some(next);
                    break;
                }
            }
            label = next;
        }
        if let Some(found) = found {
            let joined = self.joined(field, found.row, found.col, &found.value);
            let value = joined.as_ref().unwrap_or(&found.value);
            self.take(
                field,
                None,
                (found.row, found.col),
                value,
                (unit.as_ref(), None),
            );
        }
    }
}

/// What is remarked on a cell that gives no value.
pub(super) fn remark_on(
    code: &str,
    item: Option<i64>,
    value: &Value,
    trouble: Trouble,
    place: Place,
) -> Remark {
    let (check, detail) = match trouble {
        Trouble::Unreadable(detail) => ("unreadable-value", detail),
        Trouble::Uncalculated => ("formula-without-value", Note::default()),
    };
    Remark {
        check,
        code: code.to_owned(),
        item,
        text: value.text.clone(),
        detail,
        numbers: (None, None),
        place: Some(place),
    }
}

/// Whether a text is a field code by its looks: letters, then digits.
fn is_like_a_code(text: &str) -> bool {
    let plain = squeeze(text);
    let letters = plain.bytes().take_while(u8::is_ascii_lowercase).count();
    (1..=4).contains(&letters)
        && plain.len() > letters
        && plain
            .bytes()
            .skip(letters)
            .all(|b| b.is_ascii_digit() || b == b'_')
}

/// Whether two values of a field are the same.
fn agree(a: Content<&str>, b: Content<&str>) -> bool {
    match (a, b) {
        (Content::Number(a), Content::Number(b)) => (a - b).abs() <= 1e-9 * a.abs().max(b.abs()),
        (a, b) => a == b,
    }
}

fn number(reading: &Reading<'_>) -> Option<f64> {
    match reading.content {
        Content::Number(number) => Some(number),
        _ => None,
    }
}

/// Finds the fields that a workbook gives two values: none of them counts, and it is said where they stand.
/// A blank has no effect.
pub(super) fn find_conflicts(vocabulary: &Vocabulary<'_>, parts: &mut BTreeMap<usize, Part>) {
    for part in parts.values_mut() {
        let mut first: BTreeMap<(FieldId, Option<i64>), usize> = BTreeMap::new();
        let mut conflicts: BTreeMap<(FieldId, Option<i64>), usize> = BTreeMap::new();
        for (at, reading) in part.readings.iter().enumerate() {
            if reading.last_year || reading.content == Content::None {
                continue;
            }
            let key = (reading.field, reading.item);
            match first.get(&key).and_then(|at| part.readings.get(*at)) {
                None => {
                    first.insert(key, at);
                }
                Some(before) if !agree(before.content, reading.content) => {
                    conflicts.entry(key).or_insert(at);
                }
                Some(_) => {}
            }
        }
        for (key, at) in conflicts {
            let (Some(one), Some(other)) = (
                first.get(&key).and_then(|at| part.readings.get(*at)),
                part.readings.get(at),
            ) else {
                continue;
            };
            let code = vocabulary
                .field(key.0)
                .map(|field| field.code.clone())
                .unwrap_or_default();
            part.remarks.push(Remark {
                check: "conflicting-values",
                code,
                item: key.1,
                text: one.text.to_owned(),
                detail: Note::new(other.text, other.text),
                numbers: (number(&one), number(&other)),
                place: Some(one.place()),
            });
            part.readings.mark_conflicting(key.0, key.1);
        }
    }
}
