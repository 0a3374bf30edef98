//! A plain table on a sheet: a header row found by its labels, then rows. The register, the zone form, the
//! reference and explanations are such tables.

use super::layout::{Place, Remark};
use super::note::Note;
use super::values::text::{is_blank, label_key, tidy, unbracketed};
use super::workbook::{Cell, CellValue, Sheet, Workbook, address, in_column};

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

/// A row of a plain table with the table and the sheet that it stands on.
pub(crate) struct Line<'s, 't> {
    /// Index of the sheet.
    pub sheet_index: usize,
    /// The sheet.
    pub sheet: &'s Sheet,
    /// The table: its columns.
    pub table: &'t Table<'s>,
    /// The row.
    pub row: &'t Row<'s>,
}

/// Reads the plain tables of a workbook: on every visible sheet that has a header with the columns of one of the
/// wanted heads, the rows below it. A header that stands again, or another one, begins another table. False where no
/// sheet has a header.
pub(crate) fn each_line<'s>(
    workbook: &'s Workbook,
    head_rows: u32,
    heads: &[&[&[&str]]],
    mut each: impl FnMut(Line<'s, '_>),
) -> bool {
    let mut found = false;
    for (sheet_index, sheet) in workbook.sheets.iter().enumerate() {
        let uppermost = heads
            .iter()
            .filter_map(|wanted| Table::find(sheet, head_rows, wanted))
            .min_by_key(|table| table.header);
        let Some(mut table) = uppermost.filter(|_| sheet.visible) else {
            continue;
        };
        found = true;
        let rows: Vec<Row<'s>> = table.rows().collect();
        for row in &rows {
            let again = heads
                .iter()
                .find_map(|wanted| Table::headed(sheet, row.row, row.cells, wanted));
            match again {
                Some(again) => table = again,
                None => each(Line {
                    sheet_index,
                    sheet,
                    table: &table,
                    row,
                }),
            }
        }
    }
    found
}

impl Line<'_, '_> {
    /// Number of the row as a reader counts, from 1.
    pub(crate) fn number(&self) -> u32 {
        self.row.row + 1
    }

    /// The text under one of some headers, tidied; none for a blank.
    pub(crate) fn given(&self, names: &[&str]) -> Option<String> {
        let text = tidy(&self.row.text(self.table.column(names)));
        (!is_blank(&text)).then_some(text)
    }

    /// What stands under one of some headers.
    pub(crate) fn get(&self, names: &[&str]) -> Option<&CellValue> {
        self.row.get(self.table.column(names))
    }

    /// The place of the cell under one of some headers.
    pub(crate) fn place(&self, names: &[&str]) -> Place {
        Place {
            sheet_index: self.sheet_index,
            sheet: self.sheet.name.clone(),
            row: self.row.row,
            col: self.table.column(names).unwrap_or_default(),
        }
    }
}

/// The remark that two rows give different values: none of them counts. `what` says of what the value is.
pub(crate) fn conflict(what: &str, one: (&str, &Place), other: (&str, &Place)) -> Remark {
    let cell = |place: &Place| address(place.row, place.col);
    let other = format!("{}（{}）", other.0, cell(other.1));
    Remark {
        check: "conflicting-values",
        code: String::new(),
        item: None,
        text: format!("{what} = {}", one.0),
        detail: Note::new(other.clone(), other),
        numbers: (None, None),
        place: Some(one.1.clone()),
    }
}

/// The note that a row repeats another one and changes nothing.
pub(crate) fn repeats(what: &str, line: u32, first: u32) -> Note {
    Note::new(
        format!("第 {line} 行与第 {first} 行相同（{what}），未重复读取"),
        format!("row {line} repeats row {first} ({what})"),
    )
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
