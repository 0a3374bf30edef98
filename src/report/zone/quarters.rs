//! The quarters of the year so far, one by one, of the zone and its parks.

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use crate::report::quarters::{columns, line, method};
use crate::report::sheet::{Cell, SheetWriter};
use crate::report::view::View;
use crate::tables::QuarterRow;

/// Writes the sheet; none for a year.
pub(super) fn write(view: &View, workbook: &mut Workbook) -> Result<()> {
    let quarters = &view.results.aggregated.quarters;
    if quarters.is_empty() {
        return Ok(());
    }
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("季度", "Quarters"),
        view.say(
            "季度：累计、当季与进度",
            "Quarters: cumulative, single, and pace",
        ),
        view.language,
    )?;
    sheet.inside();
    sheet.note(method(view));
    let of_zone = |row: &&QuarterRow| row.unit == view.zone_id();
    let (zone, parks): (Vec<&QuarterRow>, Vec<&QuarterRow>) = quarters.iter().partition(of_zone);
    let rows: Vec<Vec<Cell>> = zone
        .into_iter()
        .chain(parks)
        .map(|row| line(view, row))
        .collect();
    sheet.main_table(&columns(view), &rows, 2)?;
    sheet.finish()
}
