//! .xls, after its records have been looked through.

use std::io::Cursor;

use calamine::{Reader, SheetType, SheetVisible, Xls, XlsError};

use super::gather::{Gatherer, merges};
use super::{Cell, CellValue, Sheet, Workbook, biff, owned_cell_value, password, unreadable};
use crate::definitions::Limits;
use crate::ingest::note::Note;

fn refused(error: &XlsError) -> Note {
    match error {
        XlsError::Password => password(),
        error => unreadable(error),
    }
}

/// Reads a workbook.
pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Workbook, Note> {
    let looked = biff::look_through(bytes, limits)?;
    let mut xls: Xls<_> = Xls::new(Cursor::new(looked.closed_up.as_deref().unwrap_or(bytes)))
        .map_err(|error| refused(&error))?;
    let mut gatherer = Gatherer::new(limits);
    let mut workbook = Workbook::default();
    let sheets = xls.sheets_metadata().to_vec();
    for (index, sheet) in sheets.iter().enumerate() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let range = xls
            .worksheet_range(&sheet.name)
            .map_err(|error| refused(&error))?;
        let formulas = xls
            .worksheet_formula(&sheet.name)
            .map_err(|error| refused(&error))?;
        let places = looked.moved.get(&index);
        let original = |row, col| match places {
            Some(places) => places.original(row, col),
            None => Some((row, col)),
        };
        let moved = |row, col| match places {
            Some(places) => places.moved(row, col),
            None => Some((row, col)),
        };
        let mut cells = Vec::new();
        let (top, left) = range.start().unwrap_or_default();
        for (row, col, data) in range.used_cells() {
            let (row, col) = (top + row as u32, left + col as u32);
            let Some((row, col)) = original(row, col) else {
                continue;
            };
            if !gatherer.accepts(row, col)? {
                continue;
            }
            let place = (index, row, col);
            if looked.uncalculated.contains(&place) {
                continue;
            }
            if let Some(value) = owned_cell_value(data, looked.percents.contains(&place)) {
                cells.push(Cell { row, col, value });
            }
        }
        let uncalculated = looked
            .uncalculated
            .range((index, 0, 0)..(index + 1, 0, 0))
            .filter(|(_, row, col)| *row < limits.rows && *col < limits.columns);
        for (_, row, col) in uncalculated {
            let formula = moved(*row, *col)
                .and_then(|place| formulas.get_value(place))
                .cloned()
                .unwrap_or_default();
            cells.push(Cell {
                row: *row,
                col: *col,
                value: CellValue::Uncalculated(formula),
            });
        }
        let regions = xls
            .merge_cells_by_sheet_name(&sheet.name)
            .unwrap_or_default();
        let visible = sheet.visible == SheetVisible::Visible;
        workbook.sheets.push(Sheet::new(
            sheet.name.clone(),
            visible,
            cells,
            merges(&regions),
        ));
    }
    workbook.modified = xls
        .workbook_properties()
        .ok()
        .and_then(|properties| properties.modified);
    workbook.notes = gatherer.notes();
    Ok(workbook)
}
