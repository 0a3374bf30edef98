//! Where the value cells of drawn forms are.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_xlsxwriter::{ColNum, Format, RowNum};

/// The cell of one value.
#[derive(Clone, Debug)]
pub struct ValueCell {
    /// Name of the sheet.
    pub sheet: Arc<str>,
    /// Row, from 0.
    pub row: RowNum,
    /// Column, from 0.
    pub column: ColNum,
    /// How the cell is formatted: a caller adds its colour to this and sets it again.
    pub format: Arc<Format>,
    /// The column right of the form, in which a remark on the row may stand; none beside a list, which is wide.
    pub margin: Option<ColNum>,
}

impl ValueCell {
    /// The cell in A1 notation, without the sheet.
    pub fn a1(&self) -> String {
        rust_xlsxwriter::utility::row_col_to_cell(self.row, self.column)
    }

    /// The cell as the target of a link inside the workbook.
    pub fn link(&self) -> String {
        format!(
            "internal:'{}'!{}",
            self.sheet.replace('\'', "''"),
            self.a1()
        )
    }
}

/// The value cells of drawn forms, by field code and, in a list form, row from 1.
#[derive(Clone, Debug, Default)]
pub struct DrawnForms {
    cells: BTreeMap<(String, Option<i64>), ValueCell>,
    sheets: Vec<(String, String)>,
}

impl DrawnForms {
    /// The cell of a field; `row` is the row of a list form, from 1.
    pub fn cell(&self, code: &str, row: Option<i64>) -> Option<&ValueCell> {
        self.cells.get(&(code.to_owned(), row))
    }

    /// All value cells, by field code and row.
    pub fn cells(&self) -> impl Iterator<Item = (&str, Option<i64>, &ValueCell)> {
        self.cells
            .iter()
            .map(|((code, row), cell)| (code.as_str(), *row, cell))
    }

    /// The sheet of a form, by form number (`""` is the cover).
    pub fn sheet(&self, number: &str) -> Option<&str> {
        self.sheets
            .iter()
            .find(|(form, _)| form == number)
            .map(|(_, sheet)| sheet.as_str())
    }

    pub(super) fn add_sheet(&mut self, number: &str, sheet: &str) {
        self.sheets.push((number.to_owned(), sheet.to_owned()));
    }

    pub(super) fn add(&mut self, code: &str, row: Option<i64>, cell: ValueCell) {
        self.cells.insert((code.to_owned(), row), cell);
    }
}
