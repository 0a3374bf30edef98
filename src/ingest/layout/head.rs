//! The head of a sheet: its form number, its units, and whether it is the cover.

use std::ops::Range;

use super::labels::is_unit_label;
use super::pairs::pairs;
use super::vocabulary::Vocabulary;
use crate::ingest::values::text::{label_key, squeeze};
use crate::ingest::values::unit::{Unit, units_of_list};
use crate::ingest::workbook::{Cell, CellValue, Sheet};

/// The form number that a sheet prints.
pub(super) enum Mark {
    /// A form of the survey.
    Form(usize),
    /// Another form.
    Foreign(String),
    /// None.
    None,
}

/// The form numbers that a sheet prints, with their rows: a form of the survey, or another number. A sheet may hold
/// several forms, one below the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks(Vec<(u32, Result<usize, String>)>);

impl Marks {
    /// Looks for 表号 and the number behind it, beside it, or below.
    pub(super) fn of(vocabulary: &Vocabulary<'_>, sheet: &Sheet) -> Marks {
        let mut marks = Vec::new();
        for cell in sheet.cells() {
            let Some(text) = cell.value.as_text().filter(|text| text.contains('号')) else {
                continue;
            };
            let said = vocabulary.said(text);
            let Some((_, behind)) = said.squeezed.split_once("表号") else {
                continue;
            };
            let beside = sheet
                .row(cell.row)
                .iter()
                .find(|next| next.col > cell.col)
                .map(|next| next.value.text())
                .unwrap_or_default();
            let below = sheet
                .shown(cell.row + 1, cell.col)
                .map(CellValue::text)
                .unwrap_or_default();
            let found = [behind, &beside, &below]
                .into_iter()
                .find_map(|text| vocabulary.form_number(text));
            let other = match behind.trim_start_matches(':') {
                "" => squeeze(&beside),
                number => number.to_owned(),
            };
            match found {
                Some(form) => marks.push((cell.row, Ok(form))),
                None if !other.is_empty() => marks.push((cell.row, Err(other.to_uppercase()))),
                None => {}
            }
        }
        Marks(marks)
    }

    /// The form number in the head of the sheet.
    pub(super) fn of_head(&self, head_rows: u32) -> Mark {
        let mut foreign = None;
        for (row, form) in &self.0 {
            match form {
                _ if *row >= head_rows => break,
                Ok(form) => return Mark::Form(*form),
                Err(number) => foreign = foreign.or(Some(number)),
            }
        }
        foreign.map_or(Mark::None, |number| Mark::Foreign(number.clone()))
    }

    /// The forms of the survey, with the rows.
    pub(super) fn forms(&self) -> Vec<(u32, usize)> {
        let own = |(row, form): &(u32, Result<usize, String>)| Some((*row, *form.as_ref().ok()?));
        self.0.iter().filter_map(own).collect()
    }

    /// Whether some rows print a number.
    fn any_in(&self, rows: &Range<u32>) -> bool {
        self.0.iter().any(|(row, _)| rows.contains(row))
    }
}

/// Whether a sheet's name says that it is the cover.
pub(super) fn is_named_cover(sheet: &Sheet) -> bool {
    squeeze(&sheet.name).contains("封面")
}

/// The cover form, if the sheet is it: its name says 封面, or it holds three of the cover's codes or labels.
pub(super) fn cover(vocabulary: &Vocabulary<'_>, sheet: &Sheet) -> Option<usize> {
    let form = vocabulary.survey.forms.iter().position(|form| form.cover)?;
    if is_named_cover(sheet) {
        return Some(form);
    }
    let mut found = Vec::new();
    for cell in sheet.cells().iter().take(20_000) {
        let Some(text) = cell.value.as_text() else {
            continue;
        };
        let mut texts = vec![text.to_owned()];
        texts.extend(pairs(text, &[]).into_iter().map(|(label, _)| label));
        for text in texts {
            let said = vocabulary.said(&text);
            let mut ids = said.code.iter().chain(&said.labelled).copied();
            if let Some(id) = ids.find(|id| id.form == form)
                && !found.contains(&id)
            {
                found.push(id);
            }
        }
        if found.len() >= 3 {
            return Some(form);
        }
    }
    None
}

/// The units that count for a table whose header is a row, nearest first: those printed in its own head
/// (`单位：万元` above it), then those of the tables above it on the same form. Where a head prints several, as over
/// blocks side by side, the units over the table's own columns come first.
pub(super) fn units_over(
    vocabulary: &Vocabulary<'_>,
    (sheet, marks): (&Sheet, &Marks),
    headers: &[u32],
    header: u32,
    columns: &Range<u32>,
) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut end = header;
    loop {
        let before = headers.iter().copied().filter(|row| *row < end).max();
        let start = before.map_or(0, |before| {
            after_last_field(vocabulary, sheet, before + 1..end)
        });
        let (own, others): (Vec<_>, Vec<_>) = printed_units(vocabulary, sheet, start..end)
            .into_iter()
            .partition(|(col, _)| columns.contains(col));
        units.extend(own.into_iter().chain(others).map(|(_, unit)| unit));
        // Another form above has units of its own.
        let begins_form = marks.any_in(&(start..end));
        match before {
            Some(before) if !begins_form => end = before,
            _ => return units,
        }
    }
}

/// The row after the last one of some rows that asks for a field: there the head of the next table begins.
fn after_last_field(vocabulary: &Vocabulary<'_>, sheet: &Sheet, rows: Range<u32>) -> u32 {
    let asks = |text: &str| {
        let said = vocabulary.said(text);
        said.code.is_some() || (!said.labelled.is_empty() && !said.is_identity)
    };
    sheet
        .rows()
        .filter(|(row, _)| rows.contains(row))
        .filter(|(_, cells)| {
            cells
                .iter()
                .any(|cell| cell.value.as_text().is_some_and(asks))
        })
        .map(|(row, _)| row + 1)
        .last()
        .unwrap_or(rows.start)
}

/// The units that some rows print, with their columns.
fn printed_units(vocabulary: &Vocabulary<'_>, sheet: &Sheet, rows: Range<u32>) -> Vec<(u32, Unit)> {
    let mut units = Vec::new();
    let cells = sheet.cells().iter().filter(|cell| rows.contains(&cell.row));
    for cell in cells {
        let Some(text) = cell.value.as_text() else {
            continue;
        };
        units.extend(
            units_of_cell(vocabulary, sheet, cell, text)
                .into_iter()
                .map(|unit| (cell.col, unit)),
        );
    }
    units
}

/// The units that a cell of a head names, itself or in the cell beside it.
fn units_of_cell(vocabulary: &Vocabulary<'_>, sheet: &Sheet, cell: &Cell, text: &str) -> Vec<Unit> {
    let mut units = Vec::new();
    let said = vocabulary.said(text);
    let squeezed = said.squeezed.as_str();
    let may_name_one =
        squeezed.starts_with('(') || (squeezed.contains('单') && squeezed.contains('位'));
    if !may_name_one {
        return units;
    }
    let beside = || {
        let beside = sheet.row(cell.row).iter().find(|next| next.col > cell.col);
        beside
            .map(|next| units_of_list(&next.value.text()))
            .unwrap_or_default()
    };
    for (label, value) in pairs(text, &vocabulary.identity.words) {
        if is_unit_label(&label) {
            units.extend(if value.is_empty() {
                beside()
            } else {
                units_of_list(&value)
            });
        }
    }
    // `计量单位` and its unit in two cells, without a colon.
    if is_unit_label(&label_key(squeezed)) && !squeezed.contains(':') {
        units.extend(beside().into_iter().filter(Unit::is_known));
    }
    // `单位（万元）`
    if let Some((_, rest)) = squeezed.split_once("单位(")
        && let Some((inside, _)) = rest.split_once(')')
    {
        units.extend(units_of_list(inside).into_iter().filter(Unit::is_known));
    }
    // `（单位：万元）` in a title, `（万元）` alone.
    if let Some(inside) = squeezed
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'))
    {
        units.extend(Unit::named(inside.trim_start_matches("单位:")).filter(Unit::is_known));
    }
    units
}
