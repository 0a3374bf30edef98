//! Closing up the sheets of an .xls: rows and columns without a cell are taken out of the records, so that the grid
//! which the reader makes is as small as what the sheet holds. Where the cells stood is remembered.

use std::io::{Cursor, Write};

use super::record::{self, u16_at};
use super::{broken, unreadable};
use crate::ingest::note::Note;

/// A grid of up to so many cells is made without ado.
const SMALL: u64 = 1 << 17;
/// A sheet is sparse if its grid has this many places for every cell.
const SPARSE: u64 = 8;

/// Where the cells of a sheet stand.
#[derive(Debug, Default)]
pub(super) struct Extent {
    cells: u64,
    declared: u64,
    rows: Occupied,
    cols: Occupied,
}

/// The rows or columns that hold a cell.
#[derive(Debug, Default)]
struct Occupied(Vec<bool>);

impl Occupied {
    fn add(&mut self, first: u16, last: u16) {
        let needed = usize::from(last) + 1;
        if self.0.len() < needed {
            self.0.resize(needed, false);
        }
        if let Some(range) = self.0.get_mut(usize::from(first)..needed) {
            range.fill(true);
        }
    }

    fn all(&self) -> Vec<u32> {
        let occupied = self.0.iter().zip(0_u32..);
        occupied.filter_map(|(is, at)| is.then_some(at)).collect()
    }

    fn span(&self) -> u64 {
        let first = self.0.iter().position(|is| *is);
        first.map_or(0, |first| (self.0.len() - first) as u64)
    }
}

impl Extent {
    /// Adds the cells of a row from a column to another.
    pub(super) fn add(&mut self, row: u16, first: u16, last: u16) {
        self.cells += u64::from(last.saturating_sub(first)) + 1;
        self.rows.add(row, row);
        self.cols.add(first, last.max(first));
    }

    /// Adds a size that the sheet declares.
    pub(super) fn declares(&mut self, size: u64) {
        self.declared = self.declared.max(size);
    }

    /// How many places the reader's grid would have.
    pub(super) fn grid(&self) -> u64 {
        (self.rows.span() * self.cols.span()).max(self.declared)
    }

    /// Whether the sheet is to be closed up.
    pub(super) fn is_sparse(&self) -> bool {
        self.grid() > SMALL && self.grid() > self.cells.saturating_mul(SPARSE)
    }

    /// Where the cells stand.
    pub(super) fn places(&self) -> Places {
        Places {
            rows: self.rows.all(),
            cols: self.cols.all(),
        }
    }
}

/// The rows and columns of a sheet that hold a cell, in order: their indexes are the places in the closed-up sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ingest::workbook) struct Places {
    rows: Vec<u32>,
    cols: Vec<u32>,
}

impl Places {
    /// How many places the closed-up grid has.
    pub(super) fn grid(&self) -> u64 {
        self.rows.len() as u64 * self.cols.len() as u64
    }

    /// Where a cell of the closed-up sheet stood before.
    pub(in crate::ingest::workbook) fn original(&self, row: u32, col: u32) -> Option<(u32, u32)> {
        let at = |all: &[u32], index: u32| all.get(usize::try_from(index).ok()?).copied();
        Some((at(&self.rows, row)?, at(&self.cols, col)?))
    }

    /// Where a cell stands in the closed-up sheet.
    pub(in crate::ingest::workbook) fn moved(&self, row: u32, col: u32) -> Option<(u32, u32)> {
        let at = |all: &[u32], place: u32| u32::try_from(all.binary_search(&place).ok()?).ok();
        Some((at(&self.rows, row)?, at(&self.cols, col)?))
    }
}

/// Closes up the records of a sheet.
pub(super) fn close_up(sheet: &mut [u8], places: &Places) {
    let mut at = 0;
    let mut depth = 0_u32;
    while let (Some(kind), Some(length)) = (u16_at(sheet, at), u16_at(sheet, at + 2)) {
        let end = at + 4 + usize::from(length);
        let Some(data) = sheet.get_mut(at + 4..end) else {
            break;
        };
        at = end;
        match kind {
            record::BEGIN => depth += 1,
            record::END => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
            _ if depth > 1 => {}
            record::DIMENSIONS => declare(data, places),
            record::MULTIPLE_RK => {
                let last = data.len().saturating_sub(2);
                let moved = u16_at(data, 0)
                    .zip(u16_at(data, last))
                    .and_then(|(row, col)| places.moved(row.into(), col.into()));
                move_cell(data, places);
                if let Some((_, col)) = moved {
                    put(data, last, col);
                }
            }
            record::FORMULA
            | record::NUMBER
            | record::RK
            | record::SHARED_LABEL
            | record::LABEL
            | record::RICH_STRING
            | record::BOOL_OR_ERROR => move_cell(data, places),
            _ => {}
        }
    }
}

/// Puts the row and column of a cell in the closed-up sheet at the start of its record.
fn move_cell(data: &mut [u8], places: &Places) {
    let place = u16_at(data, 0).zip(u16_at(data, 2));
    if let Some((row, col)) = place.and_then(|(row, col)| places.moved(row.into(), col.into())) {
        put(data, 0, row);
        put(data, 2, col);
    }
}

/// Rewrites what a sheet declares of its size.
fn declare(data: &mut [u8], places: &Places) {
    data.fill(0);
    let (rows, cols) = (places.rows.len() as u32, places.cols.len() as u32);
    if data.len() == 10 {
        put(data, 2, rows);
        put(data, 6, cols);
    } else {
        // At most 65,536 rows: the upper half of the number may be 1.
        put(data, 4, rows & 0xFFFF);
        put(data, 6, rows >> 16);
        put(data, 10, cols);
    }
}

fn put(data: &mut [u8], at: usize, number: u32) {
    let number = u16::try_from(number).unwrap_or(u16::MAX);
    if let Some(bytes) = data.get_mut(at..at + 2) {
        bytes.copy_from_slice(&number.to_le_bytes());
    }
}

/// The OLE file with another content of one of its streams, of the same length.
pub(super) fn write_back(bytes: &[u8], name: &str, stream: &[u8]) -> Result<Vec<u8>, Note> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes.to_vec())).map_err(|_| broken())?;
    let mut opened = file
        .open_stream(format!("/{name}"))
        .map_err(|error| unreadable(&error))?;
    opened
        .write_all(stream)
        .and_then(|()| opened.flush())
        .map_err(|error| unreadable(&error))?;
    drop(opened);
    Ok(file.into_inner().into_inner())
}
