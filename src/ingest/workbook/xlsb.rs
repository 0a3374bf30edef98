//! .xlsb, cell by cell.

use std::io::Cursor;

use calamine::{Reader, SheetType, SheetVisible, Xlsb, XlsbError};

use super::{Cell, Gatherer, Sheet, Workbook, archive, cell_value, password, unreadable};
use crate::definitions::Limits;
use crate::ingest::note::Note;

fn refused(error: &XlsbError) -> Note {
    match error {
        XlsbError::Password => password(),
        error => unreadable(error),
    }
}

/// Reads a workbook. Formulas of this format always carry a value.
pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Workbook, Note> {
    archive::inspect(bytes, limits)?;
    let mut xlsb: Xlsb<_> = Xlsb::new(Cursor::new(bytes)).map_err(|error| refused(&error))?;
    let mut gatherer = Gatherer::new(limits);
    let mut workbook = Workbook::default();
    let worksheets: Vec<(String, bool)> = xlsb
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible))
        .collect();
    for (name, visible) in worksheets {
        let mut cells = Vec::new();
        let mut reader = xlsb
            .worksheet_cells_reader(&name)
            .map_err(|error| refused(&error))?;
        while let Some(cell) = reader.next_cell().map_err(|error| refused(&error))? {
            let (row, col) = cell.get_position();
            if let Some(value) = cell_value(cell.get_value(), false)
                && gatherer.accepts(row, col)?
            {
                cells.push(Cell { row, col, value });
            }
        }
        workbook
            .sheets
            .push(Sheet::new(name, visible, cells, Vec::new()));
    }
    workbook.modified = xlsb
        .workbook_properties()
        .ok()
        .and_then(|properties| properties.modified);
    workbook.notes = gatherer.notes();
    Ok(workbook)
}
