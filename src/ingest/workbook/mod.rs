//! Workbooks of any format → sheets of the cells that hold something, within the pipeline's limits.
//!
//! [`read`] is the way in. Nothing here allocates by a size that a file merely declares.

mod archive;
mod biff;
mod delimited;
mod gather;
mod html;
mod ods;
mod sniff;
mod unpacked;
mod xls;
mod xlsb;
mod xlsb_parts;
mod xlsx;
mod xml2003;

use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, ExcelDateTime};
use serde::{Deserialize, Serialize};

pub(crate) use sniff::Unread;
use sniff::{Format, sniff};
#[cfg(test)]
pub(crate) use xlsb_parts::tests::workbook as sample_xlsb;
#[cfg(test)]
pub(crate) use xlsx::{open as open_xlsx, open_as_it_is as open_xlsx_as_it_is};

use super::note::Note;
use super::values::number::plain;
use crate::definitions::Limits;
pub(crate) use crate::tables::address::{address, column_name};

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum CellValue {
    /// A number; `percent` where its format shows it as per cent (0.75 as 75 %).
    Number {
        /// The number as stored.
        value: f64,
        /// Whether the format shows it as per cent.
        percent: bool,
    },
    /// A text.
    Text(String),
    /// True or false.
    Bool(bool),
    /// A date or moment, ISO text.
    Date(String),
    /// An error value such as `#DIV/0!`.
    Error(String),
    /// A formula that was never calculated.
    Uncalculated(String),
}

impl CellValue {
    /// The text as one would type it.
    pub(crate) fn text(&self) -> String {
        match self {
            CellValue::Number {
                value,
                percent: true,
            } => format!("{}%", plain(super::values::field::percent(*value))),
            CellValue::Number { value, .. } => plain(*value),
            CellValue::Text(text) | CellValue::Error(text) => text.clone(),
            CellValue::Bool(true) => "TRUE".to_owned(),
            CellValue::Bool(false) => "FALSE".to_owned(),
            CellValue::Date(iso) => iso.clone(),
            CellValue::Uncalculated(formula) => format!("={}", formula.trim_start_matches('=')),
        }
    }

    /// The text if it is one.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            CellValue::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// A cell that holds something. Rows and columns count from 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cell {
    /// Row.
    pub row: u32,
    /// Column.
    pub col: u32,
    /// What it holds.
    pub value: CellValue,
}

/// A region of merged cells, corners included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Merge {
    /// Top row and left column.
    pub first: (u32, u32),
    /// Bottom row and right column.
    pub last: (u32, u32),
}

/// A sheet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Sheet {
    /// Its name; empty in a CSV.
    pub name: String,
    /// Whether a user sees it.
    pub visible: bool,
    cells: Vec<Cell>,
    merges: Vec<Merge>,
}

impl Sheet {
    /// A sheet of cells in any order; of two at one place the later stays.
    pub(crate) fn new(
        name: String,
        visible: bool,
        mut cells: Vec<Cell>,
        merges: Vec<Merge>,
    ) -> Sheet {
        cells.retain(|cell| match &cell.value {
            CellValue::Text(text) => !text.chars().all(char::is_whitespace),
            _ => true,
        });
        // Nearly every file holds its cells in order.
        let place = |cell: &Cell| (cell.row, cell.col);
        if !cells.is_sorted_by(|a, b| place(a) < place(b)) {
            cells.reverse();
            cells.sort_by_key(place);
            cells.dedup_by_key(|cell| place(cell));
        }
        Sheet {
            name,
            visible,
            cells,
            merges,
        }
    }

    /// All cells, by row and column.
    pub(crate) fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The cells of a row, by column.
    pub(crate) fn row(&self, row: u32) -> &[Cell] {
        let start = self.cells.partition_point(|cell| cell.row < row);
        let rest = self.cells.get(start..).unwrap_or_default();
        let length = rest.partition_point(|cell| cell.row == row);
        rest.get(..length).unwrap_or_default()
    }

    /// The rows that hold something, each with its cells.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (u32, &[Cell])> {
        self.cells
            .chunk_by(|a, b| a.row == b.row)
            .filter_map(|cells| cells.first().map(|first| (first.row, cells)))
    }

    /// The rows that hold something, from the top, as far as `rows` rows below the first row of the sheet.
    pub(crate) fn head(&self, rows: u32) -> impl Iterator<Item = (u32, &[Cell])> {
        self.rows().take_while(move |(row, _)| *row < rows)
    }

    /// What a cell holds.
    pub(crate) fn get(&self, row: u32, col: u32) -> Option<&CellValue> {
        in_column(self.row(row), col).map(|cell| &cell.value)
    }

    /// The cell's text; empty for nothing.
    pub(crate) fn text(&self, row: u32, col: u32) -> String {
        self.get(row, col).map(CellValue::text).unwrap_or_default()
    }

    /// The merged region that a cell lies in.
    pub(crate) fn merge(&self, row: u32, col: u32) -> Option<&Merge> {
        self.merges.iter().find(|merge| {
            (merge.first.0..=merge.last.0).contains(&row)
                && (merge.first.1..=merge.last.1).contains(&col)
        })
    }

    /// What a cell shows: its own value, or that of the merged region it lies in.
    pub(crate) fn shown(&self, row: u32, col: u32) -> Option<&CellValue> {
        self.get(row, col).or_else(|| {
            let merge = self.merge(row, col)?;
            self.get(merge.first.0, merge.first.1)
        })
    }
}

/// The cell of a column among the cells of a row.
pub(crate) fn in_column(cells: &[Cell], col: u32) -> Option<&Cell> {
    let at = cells.partition_point(|cell| cell.col < col);
    cells.get(at).filter(|cell| cell.col == col)
}

/// A workbook.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Workbook {
    /// Its sheets, in order.
    pub sheets: Vec<Sheet>,
    /// When the document says it was last changed, ISO text.
    pub modified: Option<String>,
    /// What was left out.
    pub notes: Vec<Note>,
}

/// Reads a workbook, whatever format its bytes are in and whatever its name says; `extension` in lower case.
///
/// # Errors
/// Why it is not read: what the file really is, and what to do.
pub(crate) fn read(bytes: &[u8], extension: &str, limits: &Limits) -> Result<Workbook, Unread> {
    let read = || {
        let (format, notes) = sniff(bytes, extension)?;
        let mut workbook = open(bytes, format, limits).map_err(Unread::Refused)?;
        workbook.notes.extend(notes);
        Ok(workbook)
    };
    // Corrupt workbooks have made the readers panic: such a file is refused like any other.
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        Err(Unread::Refused(Note::new(
            "文件已损坏，无法读取，请用 Excel 打开并另存后重新报送",
            "the file is corrupt: open it in Excel, save it anew and submit it again",
        )))
    })
}

fn open(bytes: &[u8], format: Format, limits: &Limits) -> Result<Workbook, Note> {
    match format {
        Format::Xlsx => xlsx::open(bytes, limits),
        Format::Xlsb => xlsb::open(bytes, limits),
        Format::Xls => xls::open(bytes, limits),
        Format::Ods => ods::open(bytes, limits),
        Format::Delimited => delimited::open(bytes, limits),
        Format::Html => html::open(bytes, limits),
        Format::Xml2003 => xml2003::open(bytes, limits),
    }
}

/// The ISO text of a spreadsheet's moment.
fn moment(value: &ExcelDateTime) -> CellValue {
    if value.is_duration() {
        return CellValue::Number {
            value: value.as_f64(),
            percent: false,
        };
    }
    let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
    CellValue::Date(if (hour, minute, second) == (0, 0, 0) {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
    })
}

fn number(value: f64, percent: bool) -> CellValue {
    if value.is_finite() {
        CellValue::Number { value, percent }
    } else {
        CellValue::Error("#NUM!".to_owned())
    }
}

/// What a cell of calamine's holds; none for nothing.
fn cell_value(data: &DataRef<'_>, percent: bool) -> Option<CellValue> {
    Some(match data {
        DataRef::Empty => return None,
        DataRef::Int(value) => number(*value as f64, percent),
        DataRef::Float(value) => number(*value, percent),
        DataRef::String(text) => CellValue::Text(text.clone()),
        DataRef::SharedString(text) => CellValue::Text((*text).to_owned()),
        DataRef::Bool(value) => CellValue::Bool(*value),
        DataRef::DateTime(value) => moment(value),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => CellValue::Date(text.clone()),
        DataRef::Error(error) => CellValue::Error(error.to_string()),
    })
}

/// The same for owned cells.
fn owned_cell_value(data: &Data, percent: bool) -> Option<CellValue> {
    Some(match data {
        Data::Empty => return None,
        Data::Int(value) => number(*value as f64, percent),
        Data::Float(value) => number(*value, percent),
        Data::String(text) => CellValue::Text(text.clone()),
        Data::Bool(value) => CellValue::Bool(*value),
        Data::DateTime(value) => moment(value),
        Data::DateTimeIso(text) | Data::DurationIso(text) => CellValue::Date(text.clone()),
        Data::Error(error) => CellValue::Error(error.to_string()),
    })
}

/// Why a reader gave up.
fn unreadable(error: &impl std::fmt::Display) -> Note {
    Note::new(
        format!("文件无法读取（{error}），请用 Excel 打开并另存后重新报送"),
        format!("it cannot be read ({error}): open it in Excel, save it anew and submit it again"),
    )
}

/// A workbook that asks for a password.
fn password() -> Note {
    Note::new(
        "文件有打开密码，请取消密码后重新报送",
        "it is protected by a password: remove the password and submit it again",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_finds_its_cells_by_place() {
        let cell = |row, col, text: &str| Cell {
            row,
            col,
            value: CellValue::Text(text.to_owned()),
        };
        let sheet = Sheet::new(
            "s".to_owned(),
            true,
            vec![
                cell(3, 1, "c"),
                cell(0, 2, "a"),
                cell(3, 0, "b"),
                cell(5, 0, "  "),
                cell(3, 1, "d"),
            ],
            vec![Merge {
                first: (3, 1),
                last: (4, 2),
            }],
        );
        assert_eq!(sheet.cells().len(), 3);
        assert_eq!(sheet.text(3, 1), "d");
        assert_eq!(sheet.text(4, 2), "");
        assert_eq!(sheet.shown(4, 2).map(CellValue::text).as_deref(), Some("d"));
        assert_eq!(
            sheet
                .rows()
                .map(|(row, cells)| (row, cells.len()))
                .collect::<Vec<_>>(),
            [(0, 1), (3, 2)]
        );
        assert!(sheet.row(2).is_empty());
    }
}
