//! .xlsb, cell by cell.

use std::io::Cursor;

use calamine::{Reader, Xlsb, XlsbError};

use super::gather::{Gatherer, worksheets};
use super::xlsb_parts::Parts;
use super::{CellValue, Sheet, Workbook, archive, cell_value, password, unreadable};
use crate::definitions::Limits;
use crate::ingest::note::Note;

fn refused(error: &XlsbError) -> Note {
    match error {
        XlsbError::Password => password(),
        error => unreadable(error),
    }
}

/// Reads a workbook. The reader tells neither merged regions nor per cents nor which cells are formulas: those
/// come from the parts themselves.
pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Workbook, Note> {
    archive::inspect(bytes, limits)?;
    let mut parts = Parts::of(bytes)?;
    let mut xlsb: Xlsb<_> = Xlsb::new(Cursor::new(bytes)).map_err(|error| refused(&error))?;
    let mut gatherer = Gatherer::new(limits);
    let mut workbook = Workbook::default();
    for (name, visible) in worksheets(xlsb.sheets_metadata()) {
        let marks = parts.marks(&name)?;
        let never = parts.never_calculated;
        let mut reader = xlsb
            .worksheet_cells_reader(&name)
            .map_err(|error| refused(&error))?;
        let cells = gatherer.gather(|| {
            let cell = reader.next_cell().map_err(|error| refused(&error))?;
            Ok(cell.map(|cell| {
                let place = cell.get_position();
                let value = cell_value(cell.get_value(), marks.percents.contains(&place));
                let formula = never && marks.formulas.contains(&place);
                (place, value.map(|value| calculated(value, formula)))
            }))
        })?;
        drop(reader);
        workbook
            .sheets
            .push(Sheet::new(name, visible, cells, marks.merges));
    }
    workbook.modified = xlsb
        .workbook_properties()
        .ok()
        .and_then(|properties| properties.modified);
    workbook.notes = gatherer.notes();
    Ok(workbook)
}

/// The value of a formula in a workbook that was never calculated: 0 or an empty text is a placeholder.
fn calculated(value: CellValue, formula: bool) -> CellValue {
    match value {
        CellValue::Number { value, .. } if formula && value == 0.0 => {
            CellValue::Uncalculated(String::new())
        }
        CellValue::Text(text) if formula && text.is_empty() => CellValue::Uncalculated(text),
        value => value,
    }
}
