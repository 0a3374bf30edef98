//! The measures: the sums that indicators are formulas over.

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use crate::report::growth::growth_cell;
use crate::report::response::share;
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::Tone;
use crate::report::view::View;

pub(super) fn write(view: &View, workbook: &mut Workbook) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("基础数据", "Measures"),
        view.say(
            "基础数据：采用企业之和",
            "Measures: sums of the records used",
        ),
        view.language,
    )?;
    sheet.inside();
    let parks = view.parks();
    let mut columns = vec![
        Column::text(view.say("代码", "Id")).most(34.0),
        Column::text(view.say("名称", "Measure")),
        Column::text(view.say("计量单位", "Unit")),
        Column::number(view.say("全区", "Zone")),
        Column::number(view.say("上年", "Year before")),
        Column::number(view.say("增长", "Growth")),
    ];
    columns.extend(parks.iter().map(|(_, name)| Column::number(*name)));
    columns.push(Column::text(view.say("取数公式", "Expression")).most(50.0));
    let rows: Vec<Vec<Cell>> = view
        .results
        .definitions
        .measures
        .iter()
        .map(|measure| {
            let zone = view.measure(view.zone_id(), &measure.id);
            let before = view.previous_measure(view.zone_id(), &measure.id);
            let growth = zone
                .zip(before)
                .and_then(|(now, before)| share(now - before, before.abs()));
            let decimals = decimals(zone);
            let mut row = vec![
                Cell::text(&measure.id),
                Cell::text(measure.label.get(view.language)),
                Cell::text(view.unit(&measure.unit)),
                Cell::number(zone, decimals).tone(Tone::Strong),
                Cell::number(before, decimals),
                growth_cell(growth),
            ];
            row.extend(
                parks
                    .iter()
                    .map(|(park, _)| Cell::number(view.measure(park, &measure.id), decimals)),
            );
            row.push(Cell::text(measure.sql.text()).tone(Tone::Muted));
            row
        })
        .collect();
    sheet.main_table(&columns, &rows, 2)?;
    sheet.finish()
}

/// Whole sums are shown as such.
fn decimals(value: Option<f64>) -> u8 {
    match value {
        Some(value) if value.fract().abs() > 1e-9 => 1,
        _ => 0,
    }
}
