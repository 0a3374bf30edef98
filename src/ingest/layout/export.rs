//! An export: a header row with field codes or labels, then one row per enterprise; or one row per item with the
//! credit code of its enterprise.

use std::collections::BTreeMap;

use super::content::{Content, Place, Remark, Stated, Submission};
use super::export_headers::Headers;
use super::forms::{SheetReader, find_conflicts};
use super::identity::{is_another, printed_period};
use super::labels::Key;
use super::list::{
    Column, Columns, fields_of_row, is_mark_row, is_total, is_unit_row, name_and_number,
};
use super::pairs::place;
use super::vocabulary::{FieldId, Meaning, Vocabulary};
use crate::ingest::note::Note;
use crate::ingest::values::credit_code::{Judged, judge, judge_number, resembles};
use crate::ingest::values::field::read_date;
use crate::ingest::values::text::{is_blank, squeeze, tidy};
use crate::ingest::values::unit::Unit;
use crate::ingest::workbook::{Cell, CellValue, Sheet, in_column};
use crate::period::Period;

/// The columns of an export that are no fields.
#[derive(Clone, Debug, Default, PartialEq)]
struct Keys {
    code: u32,
    name: Option<u32>,
    state: Option<u32>,
    submitted: Option<u32>,
    park: Option<u32>,
    period: Option<u32>,
}

/// An export found on a sheet.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Export {
    keys: Keys,
    columns: Columns,
    /// The list form whose items its rows are; none for one row per enterprise.
    list: Option<usize>,
    /// Labels of columns that may mean several fields, with their columns.
    ambiguous: Vec<(u32, String, Vec<FieldId>)>,
}

/// The texts of a row as labels, by column.
fn keys_of(vocabulary: &Vocabulary<'_>, cells: &[Cell]) -> Vec<(u32, Key)> {
    let of_cell = |cell: &Cell| {
        let said = vocabulary.said(cell.value.as_text()?);
        Some((cell.col, said.key.clone()))
    };
    cells.iter().filter_map(of_cell).collect()
}

/// Finds an export's header in the first rows of a sheet.
pub(super) fn find(vocabulary: &Vocabulary<'_>, sheet: &Sheet) -> Option<Export> {
    let head_rows = vocabulary.pipeline.limits.head_rows;
    let headers = &vocabulary.export_headers;
    let management = |text: &str| headers.manages(&vocabulary.said(text).key);
    let heads_codes = |cell: &Cell| {
        cell.value
            .as_text()
            .is_some_and(|text| vocabulary.said(text).heads_codes)
    };
    let (header, code) = sheet.head(head_rows).find_map(|(row, cells)| {
        if !cells.iter().any(heads_codes) {
            return None;
        }
        // A label of a form has its value beside it, the header of an export has its values below.
        let holds_codes = |code: &u32| {
            sheet
                .rows()
                .skip_while(|(below, _)| *below <= row)
                .take(12)
                .filter_map(|(_, cells)| in_column(cells, *code))
                .any(|cell| is_credit_code(vocabulary, &cell.value))
        };
        let keys = keys_of(vocabulary, cells);
        let codes = headers.credit_code.places(&keys);
        let code = codes.into_iter().find(holds_codes)?;
        let others = fields_of_row(vocabulary, cells, None, &management).len()
            + keys
                .iter()
                .filter(|(_, key)| headers.manages(key) || headers.name.equal(key))
                .count();
        (others >= 2).then_some((row, code))
    })?;
    let first = sheet
        .rows()
        .skip_while(|(row, _)| *row <= header)
        .find(|(_, cells)| {
            cells
                .iter()
                .any(|cell| cell.col == code && is_credit_code(vocabulary, &cell.value))
        })
        .map_or(header + 1, |(row, _)| row);
    let mut export = Export {
        keys: Keys {
            code,
            ..Keys::default()
        },
        columns: Columns {
            columns: Vec::new(),
            header,
            first,
        },
        list: None,
        ambiguous: Vec::new(),
    };
    export.read_header(vocabulary, sheet, &management);
    export.asks(vocabulary).then_some(export)
}

/// Whether a cell under the header of credit codes holds one, not another header.
fn is_credit_code(vocabulary: &Vocabulary<'_>, value: &CellValue) -> bool {
    match value {
        CellValue::Number { value, .. } => *value >= 1e6,
        CellValue::Text(text) => resembles(text) && vocabulary.code(text).is_none(),
        _ => false,
    }
}

impl Export {
    /// Whether it has a column of more than who an enterprise is and what the register knows of it: a register, a
    /// list of reminders or of contacts among the submissions answers nothing.
    fn asks(&self, vocabulary: &Vocabulary<'_>) -> bool {
        let is_answer = |id: FieldId| {
            let is_cover = vocabulary.form(id.form).is_some_and(|form| form.cover);
            let from_register = vocabulary
                .field(id)
                .is_some_and(|field| vocabulary.survey.register_fills.contains_key(&field.code));
            !is_cover && !from_register
        };
        let columns = self.columns.columns.iter().map(|column| column.field);
        let doubtful = self.ambiguous.iter().flat_map(|(_, _, fields)| fields);
        columns.chain(doubtful.copied()).any(is_answer)
    }

    /// First row below the header.
    pub(super) fn first(&self) -> u32 {
        self.columns.first
    }

    /// Row of the header.
    pub(super) fn header(&self) -> u32 {
        self.columns.header
    }

    fn read_header(
        &mut self,
        vocabulary: &Vocabulary<'_>,
        sheet: &Sheet,
        management: &dyn Fn(&str) -> bool,
    ) {
        let headers = &vocabulary.export_headers;
        let mut fields: BTreeMap<u32, (FieldId, bool)> = BTreeMap::new();
        let mut ambiguous: BTreeMap<u32, (String, Vec<FieldId>)> = BTreeMap::new();
        let mut units: BTreeMap<u32, Unit> = BTreeMap::new();
        let mut managed = Vec::new();
        let header_rows = sheet
            .rows()
            .filter(|(row, _)| (self.columns.header..self.columns.first).contains(row));
        for (_, cells) in header_rows {
            let keys = keys_of(vocabulary, cells);
            let under = |headers: &Headers| headers.places(&keys).first().copied();
            self.keys.name = self
                .keys
                .name
                .or_else(|| under(&headers.name))
                .or_else(|| under(&headers.name_field));
            self.keys.state = self.keys.state.or_else(|| under(&headers.state));
            self.keys.submitted = self.keys.submitted.or_else(|| under(&headers.submitted));
            self.keys.park = self.keys.park.or_else(|| under(&headers.park));
            self.keys.period = self.keys.period.or_else(|| under(&headers.period));
            if is_mark_row(cells) {
                continue;
            }
            if is_unit_row(cells) {
                for cell in cells {
                    units.extend(Unit::named(&cell.value.text()).map(|unit| (cell.col, unit)));
                }
                continue;
            }
            managed.extend(
                cells
                    .iter()
                    .filter(|cell| cell.value.as_text().is_some_and(management))
                    .map(|cell| cell.col),
            );
            for (col, meaning) in fields_of_row(vocabulary, cells, None, management) {
                let text = cells
                    .iter()
                    .find(|cell| cell.col == col)
                    .map(|cell| cell.value.text());
                let text = text.unwrap_or_default();
                if let Some(unit) = vocabulary.said(&text).printed_unit().cloned() {
                    units.entry(col).or_insert(unit);
                }
                let by_code = vocabulary.code(&text).is_some();
                match meaning {
                    // A code says more than a label, in whichever row it stands.
                    Meaning::Field(field)
                        if by_code || !fields.get(&col).is_some_and(|(_, code)| *code) =>
                    {
                        fields.insert(col, (field, by_code));
                    }
                    Meaning::Ambiguous(several) => {
                        ambiguous.insert(col, (text, several));
                    }
                    _ => {}
                }
            }
        }
        let keys = [
            Some(self.keys.code),
            self.keys.name,
            self.keys.state,
            self.keys.submitted,
        ];
        let kept = |col: &u32| !managed.contains(col) && !keys.contains(&Some(*col));
        // One row per enterprise holds no field of a list, one row per item only such.
        let of_list = |id: &FieldId| vocabulary.is_list(id.form);
        let own = [
            identity_field(vocabulary, true),
            identity_field(vocabulary, false),
        ];
        let (items, others): (Vec<FieldId>, Vec<FieldId>) = fields
            .iter()
            .filter(|(col, (id, _))| kept(col) && !own.contains(&Some(*id)))
            .map(|(_, (id, _))| *id)
            .partition(of_list);
        self.list = items
            .first()
            .filter(|_| items.len() > others.len())
            .map(|id| id.form);
        fields.retain(|_, (id, _)| match self.list {
            Some(form) => id.form == form,
            None => !of_list(id),
        });
        self.ambiguous = ambiguous
            .into_iter()
            .filter(|(col, _)| !fields.contains_key(col) && kept(col))
            .map(|(col, (text, several))| (col, text, several))
            .collect();
        self.columns.columns = fields
            .into_iter()
            // A field's code makes a column a field's, even under a label such as 序号.
            .filter(|(col, (_, by_code))| kept(col) || (*by_code && !keys.contains(&Some(*col))))
            .map(|(col, (field, _))| Column {
                col,
                field,
                unit: units.get(&col).cloned(),
            })
            .collect();
    }
}

fn identity_field(vocabulary: &Vocabulary<'_>, code: bool) -> Option<FieldId> {
    let identity = &vocabulary.survey.identity;
    vocabulary.code(if code {
        &identity.credit_code
    } else {
        &identity.name
    })
}

/// Reads an export's sheet into submissions. Items of a list form go to the submission of their enterprise.
pub(super) fn read(
    vocabulary: &Vocabulary<'_>,
    period: Period,
    known: &[String],
    sheet: (&Sheet, usize),
    head: &[Unit],
    export: &Export,
    content: &mut Content,
) {
    let (sheet, sheet_index) = sheet;
    let list = export.list;
    let mut by_code: BTreeMap<String, usize> = BTreeMap::new();
    for (row, cells) in sheet
        .rows()
        .skip_while(|(row, _)| *row < export.columns.first)
    {
        let cell = |col: Option<u32>| col.and_then(|col| in_column(cells, col));
        let text = |col: Option<u32>| {
            cell(col)
                .map(|cell| tidy(&cell.value.text()))
                .unwrap_or_default()
        };
        let code_cell = cell(Some(export.keys.code));
        let name = text(export.keys.name);
        if is_total(cells) {
            continue;
        }
        let typed = text(Some(export.keys.code));
        let said = vocabulary.said_once(&typed);
        let headers = &vocabulary.export_headers;
        if said.code.is_some() || headers.printed_credit_code.equal(&said.key) {
            continue;
        }
        let judged = match code_cell.map(|cell| &cell.value) {
            Some(CellValue::Number { value, .. }) => {
                judge_number(*value, known.iter().map(String::as_str))
            }
            _ => judge(&typed),
        };
        if is_blank(&typed) || !judged.code().contains(|c: char| c.is_ascii_digit()) {
            let holds_values = export
                .columns
                .columns
                .iter()
                .any(|column| cell(Some(column.col)).is_some());
            // Else it is a note under the table.
            if !is_blank(&name) && holds_values {
                let place = place(sheet, sheet_index, row, export.keys.code);
                content.remarks.push(without_code(&name, &typed, place));
            }
            continue;
        }
        let mut reader = SheetReader::new(vocabulary, sheet, sheet_index, head.to_vec());
        if let Some(form) = list {
            // Items of one enterprise are numbered through, wherever its rows stand.
            let place_of_code = place(sheet, sheet_index, row, export.keys.code);
            let index = *by_code.entry(judged.code().to_owned()).or_insert_with(|| {
                content
                    .submissions
                    .push(blank(judged.clone(), place_of_code, name.clone()));
                content.submissions.len() - 1
            });
            let Some(submission) = content.submissions.get_mut(index) else {
                continue;
            };
            reader.parts = std::mem::take(&mut submission.parts);
            let (item_name, number) = name_and_number(vocabulary, form);
            let named = export
                .columns
                .columns
                .iter()
                .filter(|column| Some(column.field) == item_name || Some(column.field) == number)
                .any(|column| !is_blank(&text(Some(column.col))));
            reader.parts.entry(form).or_default();
            if named {
                let mut items = export.columns.clone();
                items.columns.retain(|column| column.field.form == form);
                reader.item(form, number, &items, cells);
            }
            submission.parts = reader.parts;
            continue;
        }
        for column in &export.columns.columns {
            if let Some(cell) = cell(Some(column.col)) {
                reader.take(
                    column.field,
                    None,
                    (cell.row, cell.col),
                    &cell.value,
                    (None, column.unit.as_ref()),
                );
            }
        }
        for (col, at) in [(Some(export.keys.code), true), (export.keys.name, false)] {
            let field = identity_field(vocabulary, at);
            let given = field.is_some_and(|field| {
                reader
                    .parts
                    .get(&field.form)
                    .is_some_and(|part| part.readings.iter().any(|reading| reading.field == field))
            });
            if let (Some(field), Some(cell), false) = (field, cell(col), given) {
                let value = if at {
                    CellValue::Text(judged.code().to_owned())
                } else {
                    cell.value.clone()
                };
                reader.take(field, None, (cell.row, cell.col), &value, (None, None));
            }
        }
        for (col, label, fields) in &export.ambiguous {
            if let Some(cell) = cell(Some(*col)).filter(|cell| !is_blank(&cell.value.text())) {
                reader.ambiguous(label, fields, (cell.row, cell.col));
            }
        }
        let state = squeeze(&text(export.keys.state));
        let mut submission = blank(
            judged,
            place(sheet, sheet_index, row, export.keys.code),
            name,
        );
        submission.withdrawn =
            !state.is_empty() && state == squeeze(&vocabulary.survey.export.withdrawn);
        submission.filled =
            cell(export.keys.submitted).and_then(|cell| read_date(&cell.value, &cell.value.text()));
        submission.park = cell(export.keys.park).map(|cell| Stated {
            text: tidy(&cell.value.text()),
            place: place(sheet, sheet_index, row, cell.col),
        });
        if submission.withdrawn
            && let Some(col) = export.keys.state
        {
            submission.remarks.push(Remark {
                check: "withdrawn",
                code: String::new(),
                item: None,
                text: text(export.keys.state),
                detail: Note::default(),
                numbers: (None, None),
                place: Some(place(sheet, sheet_index, row, col)),
            });
        }
        let printed = text(export.keys.period);
        if printed_period(&printed).is_some_and(|printed| is_another(printed, period)) {
            submission.remarks.push(super::wrong_period(
                &printed,
                period,
                place(
                    sheet,
                    sheet_index,
                    row,
                    export.keys.period.unwrap_or_default(),
                ),
            ));
        }
        submission.parts = reader.parts;
        find_conflicts(vocabulary, &mut submission.parts);
        content.submissions.push(submission);
    }
}

/// The remark that a row has no credit code.
fn without_code(name: &str, typed: &str, place: Place) -> Remark {
    let line = place.row + 1;
    Remark {
        check: "credit-code",
        code: String::new(),
        item: None,
        text: typed.to_owned(),
        detail: Note::new(
            format!("：第 {line} 行“{name}”没有统一社会信用代码，未予读取"),
            format!(": row {line} (“{name}”) has no credit code and is not read"),
        ),
        numbers: (None, None),
        place: Some(place),
    }
}

/// A submission of an export without values yet.
fn blank(credit_code: Judged, place: Place, name: String) -> Submission {
    Submission {
        credit_code,
        place,
        name,
        park: None,
        filled: None,
        export: true,
        withdrawn: false,
        parts: BTreeMap::new(),
        remarks: Vec::new(),
    }
}
