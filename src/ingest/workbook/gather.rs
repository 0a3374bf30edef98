//! What the readers of all formats share: cells are gathered within the limits.

use calamine::{Dimensions, SheetType, SheetVisible};

use super::{Cell, CellValue, Merge};
use crate::definitions::Limits;
use crate::ingest::note::Note;

/// Merged regions are looked up one by one: a sheet with more of them is no form.
pub(super) const MERGES: usize = 5_000;

/// A place and what stands there.
pub(super) type Given = ((u32, u32), Option<CellValue>);

/// Gathers the cells of a workbook and watches the limits.
pub(super) struct Gatherer<'a> {
    limits: &'a Limits,
    cells: u64,
    /// Whether cells beyond the limits were left out.
    pub beyond: bool,
}

impl<'a> Gatherer<'a> {
    pub(super) fn new(limits: &'a Limits) -> Self {
        Gatherer {
            limits,
            cells: 0,
            beyond: false,
        }
    }

    /// Counts a cell; false where it lies beyond the limits and is left out.
    pub(super) fn accepts(&mut self, row: u32, col: u32) -> Result<bool, Note> {
        if row >= self.limits.rows || col >= self.limits.columns {
            self.beyond = true;
            return Ok(false);
        }
        self.has_room(1)?;
        self.cells += 1;
        Ok(true)
    }

    /// Whether so many more cells are within the limit.
    pub(super) fn has_room(&self, more: u64) -> Result<(), Note> {
        if self.cells.saturating_add(more) > self.limits.cells {
            return Err(Note::new(
                format!("单元格超过上限 {}", self.limits.cells),
                format!(
                    "it holds more than {} cells, the limit `limits.cells` of the pipeline",
                    self.limits.cells
                ),
            ));
        }
        Ok(())
    }

    /// Gathers the cells that a reader gives one by one; a place without a value holds nothing.
    pub(super) fn gather(
        &mut self,
        mut next: impl FnMut() -> Result<Option<Given>, Note>,
    ) -> Result<Vec<Cell>, Note> {
        let mut cells = Vec::new();
        while let Some(((row, col), value)) = next()? {
            if let Some(value) = value
                && self.accepts(row, col)?
            {
                cells.push(Cell { row, col, value });
            }
        }
        Ok(cells)
    }

    /// What was left out.
    pub(super) fn notes(&self) -> Vec<Note> {
        if !self.beyond {
            return Vec::new();
        }
        vec![Note::new(
            format!(
                "第 {} 行以下或第 {} 列以右的单元格未读取",
                self.limits.rows, self.limits.columns
            ),
            format!(
                "cells beyond row {} or column {} were not read",
                self.limits.rows, self.limits.columns
            ),
        )]
    }
}

/// The worksheets of a workbook, by name, and whether a user sees them.
pub(super) fn worksheets(sheets: &[calamine::Sheet]) -> Vec<(String, bool)> {
    sheets
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible))
        .collect()
}

/// The merged regions of a sheet.
pub(super) fn merges(regions: &[Dimensions]) -> Vec<Merge> {
    regions
        .iter()
        .take(MERGES)
        .map(|region| Merge {
            first: region.start,
            last: region.end,
        })
        .collect()
}
