//! A sheet as a grid of cells, and workbooks made of it: .xlsx, .csv (GB 18030) and, in `biff.rs`, .xls.

use std::collections::BTreeMap;

use anyhow::Result;
use huoju::report::form::CellValue;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatBorder, Workbook};

/// A sheet.
#[derive(Clone, Default)]
pub(crate) struct Grid {
    pub name: String,
    /// By row and column, from 0.
    pub cells: BTreeMap<(u32, u16), CellValue>,
    /// Merged areas: first row, first column, last row, last column.
    pub merged: Vec<(u32, u16, u32, u16)>,
    /// Widths of columns in characters.
    pub widths: Vec<(u16, f64)>,
}

impl Grid {
    pub(crate) fn named(name: &str) -> Grid {
        Grid {
            name: name.to_owned(),
            ..Grid::default()
        }
    }

    pub(crate) fn text(&mut self, row: u32, column: u16, text: &str) {
        if !text.is_empty() {
            self.cells
                .insert((row, column), CellValue::Text(text.to_owned()));
        }
    }

    pub(crate) fn number(&mut self, row: u32, column: u16, number: f64) {
        self.cells.insert((row, column), CellValue::Number(number));
    }

    pub(crate) fn value(&mut self, row: u32, column: u16, value: Option<&CellValue>) {
        if let Some(value) = value {
            self.cells.insert((row, column), value.clone());
        }
    }
}

/// A date in a workbook's properties.
pub(crate) fn excel_date(iso: &str) -> Result<ExcelDateTime> {
    Ok(ExcelDateTime::parse_from_str(iso)?)
}

/// The properties of a workbook made on a day: never the clock's.
pub(crate) fn properties(iso: &str) -> Result<DocProperties> {
    Ok(DocProperties::new()
        .set_author("示例")
        .set_creation_datetime(&excel_date(iso)?))
}

/// The bytes of an .xlsx.
pub(crate) fn xlsx(grids: &[Grid], date: &str) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(date)?);
    let plain = Format::new().set_font_name("宋体").set_font_size(10);
    let ruled = plain.clone().set_border(FormatBorder::Thin);
    for grid in grids {
        let sheet = workbook.add_worksheet();
        sheet.set_name(&grid.name)?;
        for (column, width) in &grid.widths {
            sheet.set_column_width(*column, *width)?;
        }
        for (first_row, first, last_row, last) in &grid.merged {
            sheet.merge_range(*first_row, *first, *last_row, *last, "", &plain)?;
        }
        for ((row, column), value) in &grid.cells {
            let merged = grid
                .merged
                .iter()
                .any(|area| area.0 == *row && area.1 == *column);
            let format = if merged { &plain } else { &ruled };
            match value {
                CellValue::Number(number) => {
                    sheet.write_number_with_format(*row, *column, *number, format)?
                }
                CellValue::Text(text) => {
                    sheet.write_string_with_format(*row, *column, text, format)?
                }
            };
        }
    }
    Ok(workbook.save_to_buffer()?)
}

/// The bytes of a .csv in GB 18030, as Chinese versions of office programs write it.
pub(crate) fn csv(grid: &Grid) -> Result<Vec<u8>> {
    let columns = grid
        .cells
        .keys()
        .map(|(_, column)| column + 1)
        .max()
        .unwrap_or(0);
    let rows = grid.cells.keys().map(|(row, _)| row + 1).max().unwrap_or(0);
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for row in 0..rows {
        let cells = (0..columns).map(|column| match grid.cells.get(&(row, column)) {
            Some(CellValue::Number(number)) => number.to_string(),
            Some(CellValue::Text(text)) => text.clone(),
            None => String::new(),
        });
        writer.write_record(cells)?;
    }
    let text = String::from_utf8(writer.into_inner()?)?;
    Ok(encoding_rs::GB18030.encode(&text).0.into_owned())
}
