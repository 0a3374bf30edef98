//! A plain table on a sheet: a header row found by its labels, then rows. The register, the zone form, the
//! reference and explanations are such tables.

use super::values::text::{label_key, unbracketed};
use super::workbook::{Cell, CellValue, Sheet, in_column};

/// A table.
pub(crate) struct Table<'s> {
    sheet: &'s Sheet,
    /// Row of the header, from 0.
    pub header: u32,
    columns: Vec<(u32, String)>,
}

/// A row of a table.
pub(crate) struct Row<'s> {
    /// Row, from 0.
    pub row: u32,
    cells: &'s [Cell],
}

fn key(text: &str) -> String {
    label_key(text).trim_start_matches('*').to_owned()
}

fn means(header: &str, names: &[&str]) -> bool {
    let bare = unbracketed(header);
    names.iter().any(|name| {
        let name = key(name);
        name == header || bare.as_ref() == Some(&name)
    })
}

impl<'s> Table<'s> {
    /// Finds the first row that has a column for each of the wanted names.
    pub(crate) fn find(sheet: &'s Sheet, head_rows: u32, wanted: &[&[&str]]) -> Option<Table<'s>> {
        sheet
            .head(head_rows)
            .find_map(|(row, cells)| Table::headed(sheet, row, cells, wanted))
    }

    /// The table whose header is a row, if it has a column for each of the wanted names.
    fn headed(sheet: &'s Sheet, row: u32, cells: &[Cell], wanted: &[&[&str]]) -> Option<Table<'s>> {
        let columns: Vec<(u32, String)> = cells
            .iter()
            .map(|cell| (cell.col, key(&cell.value.text())))
            .collect();
        let has = |names: &&[&str]| columns.iter().any(|(_, header)| means(header, names));
        wanted.iter().all(has).then_some(Table {
            sheet,
            header: row,
            columns,
        })
    }

    /// The table that goes on below a row, where that row is a header again.
    pub(crate) fn goes_on(&self, row: &Row<'_>, wanted: &[&[&str]]) -> Option<Table<'s>> {
        Table::headed(self.sheet, row.row, row.cells, wanted)
    }

    /// The column that has one of some names, tried in their order.
    pub(crate) fn column(&self, names: &[&str]) -> Option<u32> {
        names.iter().find_map(|name| {
            self.columns
                .iter()
                .find(|(_, header)| means(header, &[name]))
                .map(|(col, _)| *col)
        })
    }

    /// All columns with their headers as typed.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (u32, String)> {
        self.columns
            .iter()
            .map(|(col, _)| (*col, self.sheet.text(self.header, *col)))
    }

    /// The rows below the header that hold something.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'s>> {
        let header = self.header;
        self.sheet
            .rows()
            .skip_while(move |(row, _)| *row <= header)
            .map(|(row, cells)| Row { row, cells })
    }
}

impl Row<'_> {
    /// What the row holds in a column.
    pub(crate) fn get(&self, column: Option<u32>) -> Option<&CellValue> {
        in_column(self.cells, column?).map(|cell| &cell.value)
    }

    /// The text in a column; empty for nothing.
    pub(crate) fn text(&self, column: Option<u32>) -> String {
        self.get(column).map(CellValue::text).unwrap_or_default()
    }
}
