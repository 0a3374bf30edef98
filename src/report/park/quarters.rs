//! The quarters of the year so far in the park's workbook: the park's own, and how the zone is on its way to its goals.

use anyhow::Result;
use rust_xlsxwriter::{ChartType, Workbook};

use super::facts::Facts;
use crate::definitions::is_percentage;
use crate::report::charts::{Look, add_series, chart};
use crate::report::quarters::{columns, line, method};
use crate::report::sheet::{Cell, SheetWriter};
use crate::report::style::ACCENT;
use crate::tables::QuarterRow;

/// Columns of the table that the chart reads: quarter and value of the quarter alone.
const QUARTER: u16 = 3;
const SINGLE: u16 = 6;

/// Whether the period has quarters: a year has none, and no sheet.
pub(super) fn has_quarters(facts: &Facts) -> bool {
    !facts.view.results.aggregated.quarters.is_empty()
}

/// Writes the sheet; none for a year.
pub(super) fn write(facts: &Facts, workbook: &mut Workbook) -> Result<()> {
    if !has_quarters(facts) {
        return Ok(());
    }
    let quarters = &facts.view.results.aggregated.quarters;
    let mut sheet = SheetWriter::add(
        workbook,
        facts.say("季度", "Quarters"),
        &facts.sheet_title(
            "各季：累计、当季与进度",
            "the quarters: cumulative, single, and pace",
        ),
        facts.language(),
    )?;
    sheet.inside();
    sheet.note(method(facts.view));
    let own: Vec<&QuarterRow> = quarters
        .iter()
        .filter(|row| row.unit == facts.park.id)
        .collect();
    // Towards a goal the zone moves as a whole.
    let zone: Vec<&QuarterRow> = quarters
        .iter()
        .filter(|row| row.unit == facts.view.zone_id() && row.target.is_some())
        .filter(|row| !facts.hides(&row.unit, &row.indicator))
        .collect();
    let rows: Vec<Vec<Cell>> = own
        .iter()
        .chain(&zone)
        .map(|row| line(facts.view, row))
        .collect();
    let area = sheet.main_table(&columns(facts.view), &rows, 2)?;
    // The first indicator that is no percentage, quarter by quarter.
    let charted = own.iter().find(|row| !is_percentage(&row.uom));
    if let Some(first) = charted {
        let of_it = |row: &&&QuarterRow| row.indicator == first.indicator;
        let from = own.iter().position(|row| row.indicator == first.indicator);
        let from = u32::try_from(from.unwrap_or_default())?;
        let last = from + u32::try_from(own.iter().filter(of_it).count().saturating_sub(1))?;
        let label = facts.language().choose(&first.label, &first.label_en);
        let title = format!(
            "{}{}",
            facts.say("当季：", "Single quarters: "),
            facts.view.with_unit(label, &first.uom)
        );
        let mut bars = chart(&Look {
            kind: ChartType::Column,
            title: &title,
            categories: facts.say("季度", "Quarter"),
            values: "",
            size: (620, 280),
            legend: false,
        });
        add_series(
            &mut bars,
            &area.header(SINGLE),
            &area.part(QUARTER, from, last),
            &area.part(SINGLE, from, last),
            ACCENT,
            Some("#,##0.0"),
        );
        sheet.skip(1);
        sheet.chart(&bars, 0, 280)?;
    }
    sheet.finish()
}
