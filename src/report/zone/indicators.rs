//! All indicators: the zone beside its parks, and every value with last year's.

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use crate::definitions::Language;
use crate::report::carried::{self, is_carried};
use crate::report::growth::{changed, grown, grown_matched, unit_note};
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::Tone;
use crate::report::view::View;

/// One row per indicator: the zone's value, growth, and the parks' values.
pub(super) fn write(view: &View, workbook: &mut Workbook) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("指标", "Indicators"),
        view.say(
            "全部指标：全区与各园区",
            "All indicators: the zone and its parks",
        ),
        view.language,
    )?;
    sheet.inside();
    carried::note(view, &mut sheet);
    sheet.note(unit_note(view.language));
    sheet.note(view.say(
        "未核实：公式或名称没有公开依据，见流程定义",
        "Not verified: no public source confirms name or formula, see the definitions",
    ));
    let parks = view.parks();
    let mut columns = vec![
        Column::text(view.say("编号", "Id")).most(30.0),
        Column::text(view.say("指标", "Indicator")),
        Column::text(view.say("计量单位", "Unit")),
        Column::number(view.say("全区", "Zone")),
        Column::number(view.say("上年", "Year before")),
        Column::number(view.say("增长", "Growth")),
        Column::number(view.say("同口径增长", "Matched growth")),
    ];
    columns.extend(parks.iter().map(|(_, name)| Column::number(*name)));
    columns.push(Column::text(view.say("依据", "Basis")));
    columns.push(Column::text(view.say("核实", "Verified")));
    let rows: Vec<Vec<Cell>> = view
        .results
        .definitions
        .indicators
        .iter()
        .map(|indicator| {
            let zone = view.indicator(view.zone_id(), &indicator.id);
            let decimals = indicator.decimals;
            let mut row = vec![
                Cell::text(&indicator.id),
                Cell::text(carried::name(view, indicator)),
                Cell::text(view.unit(&indicator.unit)),
                carried::value_cell(view, view.zone_id(), indicator).tone(Tone::Strong),
                Cell::number(zone.and_then(|row| row.previous), decimals),
                grown(view, indicator, zone),
                grown_matched(view, indicator, zone),
            ];
            row.extend(
                parks
                    .iter()
                    .map(|(park, _)| carried::value_cell(view, park, indicator)),
            );
            row.push(Cell::text(
                zone.map_or("", |row| view.basis_word(row.basis)),
            ));
            let certainty = indicator.certainty.get(view.language);
            row.push(match (indicator.verified, certainty) {
                (true, "") => Cell::text(view.say("有来源", "from a source")).tone(Tone::Muted),
                (true, certainty) => Cell::text(certainty).tone(Tone::Muted),
                (false, _) => Cell::text(view.say("未核实", "not verified")).tone(Tone::Query),
            });
            row
        })
        .collect();
    sheet.main_table(&columns, &rows, 2)?;
    sheet.finish()
}

/// One row per indicator and unit.
pub(super) fn write_details(view: &View, workbook: &mut Workbook) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("指标明细", "Indicator details"),
        view.say(
            "指标明细：本年、上年、增减、增长",
            "Indicator details: value, year before, change, growth",
        ),
        view.language,
    )?;
    sheet.inside();
    carried::note(view, &mut sheet);
    sheet.note(unit_note(view.language));
    let columns = [
        Column::text(view.say("编号", "Id")).most(30.0),
        Column::text(view.say("指标", "Indicator")),
        Column::text(view.say("区域", "Unit")),
        Column::text(view.say("计量单位", "Unit of measure")),
        Column::number(view.say("本年", "Value")),
        Column::number(view.say("上年", "Year before")),
        Column::number(view.say("增减", "Change")),
        Column::number(view.say("增长", "Growth")),
        Column::number(view.say("同口径增长", "Matched growth")),
        Column::text(view.say("依据", "Basis")),
    ];
    let mut units = vec![(view.zone_id(), view.say("全区", "Zone"))];
    units.extend(view.parks());
    let mut rows = Vec::new();
    for indicator in &view.results.definitions.indicators {
        for (unit, name) in &units {
            let Some(row) = view.indicator(unit, &indicator.id) else {
                continue;
            };
            let decimals = indicator.decimals;
            let label = match view.language {
                Language::Zh => &row.label,
                Language::En => &row.label_en,
            };
            rows.push(vec![
                Cell::text(&row.indicator),
                Cell::text(format!(
                    "{label}{}",
                    carried::suffix(view.language, is_carried(Some(row)))
                )),
                Cell::text(*name),
                Cell::text(view.unit(&row.uom)),
                carried::value_cell(view, unit, indicator),
                Cell::number(row.previous, decimals),
                changed(view, indicator, row),
                grown(view, indicator, Some(row)),
                grown_matched(view, indicator, Some(row)),
                Cell::text(view.basis_word(row.basis)),
            ]);
        }
    }
    sheet.main_table(&columns, &rows, 3)?;
    sheet.finish()
}
