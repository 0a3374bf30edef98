//! .xlsx and .xlsm, cell by cell.

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Reader, Xlsx, XlsxError, XlsxFormulaMetadata};

use super::gather::{Gatherer, merges, worksheets};
use super::{CellValue, Sheet, Workbook, archive, cell_value, password, unreadable};
use crate::definitions::Limits;
use crate::ingest::note::Note;

fn refused(error: &XlsxError) -> Note {
    match error {
        XlsxError::Password => password(),
        error => unreadable(error),
    }
}

/// Reads a workbook.
pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Workbook, Note> {
    let inspected = archive::inspect(bytes, limits)?;
    let mut xlsx: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| refused(&error))?;
    let mut gatherer = Gatherer::new(limits);
    let mut workbook = Workbook::default();
    for (name, visible) in worksheets(xlsx.sheets_metadata()) {
        let percents = match percent_cells(&mut xlsx, &name) {
            Ok(percents) => percents,
            // A chart sheet that calls itself a worksheet.
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(refused(&error)),
        };
        let mut reader = xlsx
            .worksheet_cells_reader(&name)
            .map_err(|error| refused(&error))?;
        let cells = gatherer.gather(|| {
            let record = reader
                .next_cell_with_formula_metadata()
                .map_err(|error| refused(&error))?;
            Ok(record.map(|record| {
                let mut value = cell_value(&record.value, percents.contains(&record.pos));
                if let Some(formula) = &record.formula {
                    value = Some(calculated(value, formula, inspected.never_calculated));
                }
                (record.pos, value)
            }))
        })?;
        drop(reader);
        let regions = xlsx.merge_cells_by_sheet_name(&name).unwrap_or_default();
        workbook
            .sheets
            .push(Sheet::new(name, visible, cells, merges(&regions)));
    }
    workbook.modified = xlsx
        .workbook_properties()
        .ok()
        .and_then(|properties| properties.modified);
    workbook.notes = gatherer.notes();
    Ok(workbook)
}

/// The value of a formula, or that it has none: a blank, or the 0 that writers leave in a workbook that asks to
/// be calculated when it is opened.
fn calculated(value: Option<CellValue>, formula: &XlsxFormulaMetadata, never: bool) -> CellValue {
    let text = || match formula {
        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => {
            formula.clone()
        }
        _ => String::new(),
    };
    match value {
        None => CellValue::Uncalculated(text()),
        Some(CellValue::Number { value, .. }) if never && value == 0.0 => {
            CellValue::Uncalculated(text())
        }
        Some(value) => value,
    }
}

/// The cells whose number format shows per cents.
fn percent_cells(
    xlsx: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
) -> Result<BTreeSet<(u32, u32)>, XlsxError> {
    let mut reader = xlsx.worksheet_cells_reader(name)?;
    let percent: Vec<bool> = reader
        .styles()
        .iter()
        .map(|style| {
            style
                .number_format
                .as_ref()
                .is_some_and(|format| format.format_code.contains('%'))
        })
        .collect();
    let mut cells = BTreeSet::new();
    if percent.contains(&true) {
        while let Some((row, col, style)) = reader.next_style_id()? {
            if percent.get(style) == Some(&true) {
                cells.insert((row, col));
            }
        }
    }
    Ok(cells)
}
