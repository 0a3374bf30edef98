//! .xlsx and .xlsm, cell by cell.

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Reader, Style, Xlsx, XlsxCellReader, XlsxError, XlsxFormulaMetadata};

use super::gather::{Gatherer, merges, worksheets};
use super::unpacked::unpack;
use super::{Cell, CellValue, Sheet, Workbook, archive, cell_value, password, unreadable};
use crate::definitions::Limits;
use crate::ingest::note::Note;

fn refused(error: &XlsxError) -> Note {
    match error {
        XlsxError::Password => password(),
        error => unreadable(error),
    }
}

/// Reads a workbook.
pub(crate) fn open(bytes: &[u8], limits: &Limits) -> Result<Workbook, Note> {
    let mut inspected = archive::inspect(bytes, limits)?;
    let parts = std::mem::take(&mut inspected.parts);
    let unpacked = unpack(&mut inspected.archive, &parts);
    drop(parts);
    let never = inspected.never_calculated;
    match &unpacked {
        Some(unpacked) => read(&unpacked.archive, unpacked.no_formulas, never, limits),
        None => read(bytes, false, never, limits),
    }
}

/// The same without unpacking it first, which must make no difference.
#[cfg(test)]
pub(crate) fn open_as_it_is(bytes: &[u8], limits: &Limits) -> Result<Workbook, Note> {
    let never = archive::inspect(bytes, limits)?.never_calculated;
    read(bytes, false, never, limits)
}

fn read(bytes: &[u8], no_formulas: bool, never: bool, limits: &Limits) -> Result<Workbook, Note> {
    let mut xlsx: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| refused(&error))?;
    let mut gatherer = Gatherer::new(limits);
    let mut workbook = Workbook::default();
    for (name, visible) in worksheets(xlsx.sheets_metadata()) {
        let gathered = if no_formulas {
            values(&mut xlsx, &name, &mut gatherer)?
        } else {
            calculated_values(&mut xlsx, &name, &mut gatherer, never)?
        };
        let Some(cells) = gathered else { continue };
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

type Book<'b> = Xlsx<Cursor<&'b [u8]>>;

/// The reader of a sheet's cells; none for a chart sheet that calls itself a worksheet.
fn reader<'x, 'b>(
    xlsx: &'x mut Book<'b>,
    name: &str,
) -> Result<Option<XlsxCellReader<'x, Cursor<&'b [u8]>>>, Note> {
    match xlsx.worksheet_cells_reader(name) {
        Ok(reader) => Ok(Some(reader)),
        Err(XlsxError::NotAWorksheet(_)) => Ok(None),
        Err(error) => Err(refused(&error)),
    }
}

/// The cells of a sheet in a workbook without formulas, in one pass; none for a chart sheet.
fn values(
    xlsx: &mut Book<'_>,
    name: &str,
    gatherer: &mut Gatherer<'_>,
) -> Result<Option<Vec<Cell>>, Note> {
    let Some(mut reader) = reader(xlsx, name)? else {
        return Ok(None);
    };
    let percent = percent_styles(reader.styles());
    let cells = gatherer.gather(|| {
        let record = reader
            .next_cell_with_style_id()
            .map_err(|error| refused(&error))?;
        Ok(record.map(|(cell, style)| {
            let percent = percent.get(style) == Some(&true);
            (cell.get_position(), cell_value(cell.get_value(), percent))
        }))
    })?;
    Ok(Some(cells))
}

/// The cells of a sheet that may have formulas; none for a chart sheet. What is shown as per cent takes a pass of its
/// own: the reader gives either a cell's formula or its style.
fn calculated_values(
    xlsx: &mut Book<'_>,
    name: &str,
    gatherer: &mut Gatherer<'_>,
    never: bool,
) -> Result<Option<Vec<Cell>>, Note> {
    let Some(styled) = reader(xlsx, name)? else {
        return Ok(None);
    };
    let percents = percent_cells(styled).map_err(|error| refused(&error))?;
    let Some(mut reader) = reader(xlsx, name)? else {
        return Ok(None);
    };
    let cells = gatherer.gather(|| {
        let record = reader
            .next_cell_with_formula_metadata()
            .map_err(|error| refused(&error))?;
        Ok(record.map(|record| {
            let mut value = cell_value(&record.value, percents.contains(&record.pos));
            if let Some(formula) = &record.formula {
                value = Some(calculated(value, formula, never));
            }
            (record.pos, value)
        }))
    })?;
    Ok(Some(cells))
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

/// By style: whether its number format shows per cents. The first style is that of cells without one.
fn percent_styles(styles: &[Style]) -> Vec<bool> {
    let shows = |style: &Style| {
        style
            .number_format
            .as_ref()
            .is_some_and(|format| format.format_code.contains('%'))
    };
    styles
        .iter()
        .enumerate()
        .map(|(id, style)| id > 0 && shows(style))
        .collect()
}

/// The cells whose number format shows per cents.
fn percent_cells(
    mut reader: XlsxCellReader<'_, Cursor<&[u8]>>,
) -> Result<BTreeSet<(u32, u32)>, XlsxError> {
    let percent = percent_styles(reader.styles());
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
