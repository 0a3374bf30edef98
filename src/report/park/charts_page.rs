//! One page of charts: scores by group, growth beside the zone, industries, the ladder.

use anyhow::Result;
use rust_xlsxwriter::{ChartAxisLabelPosition, ChartType, Workbook};

use super::facts::Facts;
use super::ladder::NUMBER;
use super::scores::Charted;
use crate::report::charts::{Look, add_series, chart};
use crate::report::sheet::{Area, Cell, Column, SheetWriter};
use crate::report::style::{ACCENT, SERIES};

/// Size of a chart in pixels.
const SIZE: (u32, u32) = (600, 280);

/// Where the charts find their cells.
pub(super) struct Ranges {
    pub(super) scores: Charted,
    pub(super) industries: Option<Area>,
    pub(super) ladder: Area,
}

fn look(title: &str, legend: bool) -> Look<'_> {
    Look {
        kind: ChartType::Bar,
        title,
        categories: "",
        values: "",
        size: SIZE,
        legend,
    }
}

pub(super) fn write(facts: &Facts, workbook: &mut Workbook, ranges: &Ranges) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        facts.say("图表", "Charts"),
        &facts.sheet_title("一页图", "the park in charts"),
        facts.language(),
    )?;
    sheet.note(facts.view.inside_note());
    let right = SIZE.0 + 20;
    let top = sheet.row();
    if ranges.scores.count > 0 {
        let title = facts.say("分组得分率（%）", "Scores by group (%)");
        let mut bars = chart(&look(title, true));
        bars.value_axis().set_min(0).set_max(100);
        for ((name, values), colour) in [&ranges.scores.own, &ranges.scores.mean]
            .into_iter()
            .zip([ACCENT, SERIES[4]])
        {
            add_series(
                &mut bars,
                name,
                &ranges.scores.groups,
                values,
                colour,
                Some("0"),
            );
        }
        sheet.chart_beside(&bars, top, 4, SIZE.1)?;
    }
    if let Some(area) = &ranges.industries
        && let Some(size) = facts.size(true)
    {
        let mut bars = chart(&look(&size.header, true));
        for (column, colour) in [(3, ACCENT), (4, SERIES[4])] {
            add_series(
                &mut bars,
                &area.header(column),
                &area.column(0),
                &area.column(column),
                colour,
                Some("#,##0.0"),
            );
        }
        sheet.chart_beside(&bars, top, right, SIZE.1)?;
    }
    let second = sheet.row();
    if !facts.view.results.definitions.rungs.is_empty() {
        let mut bars = chart(&look(
            facts.say("梯度企业数（家）", "Enterprises by rung"),
            false,
        ));
        add_series(
            &mut bars,
            &ranges.ladder.header(NUMBER),
            &ranges.ladder.column(0),
            &ranges.ladder.column(NUMBER),
            SERIES[2],
            Some("0"),
        );
        sheet.chart_beside(&bars, second, right, SIZE.1)?;
    }
    sheet.heading(facts.say("主要指标的增长", "Growth of headline indicators"));
    let columns = [
        Column::text(facts.say("指标", "Indicator")).most(34.0),
        Column::number(facts.say("本园区", "This park")),
        Column::number(facts.say("本园区同口径", "Matched")),
        Column::number(facts.say("全区", "Zone")),
    ];
    let rows: Vec<Vec<Cell>> = facts
        .view
        .headline()
        .into_iter()
        .filter_map(|indicator| {
            let own = facts.view.indicator(&facts.park.id, &indicator.id)?;
            own.growth?;
            let zone = facts.view.indicator(facts.view.zone_id(), &indicator.id);
            let hidden = facts.hides(facts.view.zone_id(), &indicator.id);
            Some(vec![
                Cell::text(indicator.label.get(facts.language())),
                Cell::signed(own.growth, 1),
                Cell::signed(own.matched_growth, 1),
                Cell::signed(zone.filter(|_| !hidden).and_then(|row| row.growth), 1),
            ])
        })
        .collect();
    let area = sheet.table(&columns, &rows)?;
    if !rows.is_empty() {
        let title = facts.say("比上年增长（%）", "Growth on last year (%)");
        let mut bars = chart(&look(title, true));
        bars.category_axis()
            .set_label_position(ChartAxisLabelPosition::Low);
        for (column, colour) in [(1, ACCENT), (2, SERIES[3]), (3, SERIES[4])] {
            add_series(
                &mut bars,
                &area.header(column),
                &area.column(0),
                &area.column(column),
                colour,
                Some("+0.0;-0.0;0.0"),
            );
        }
        sheet.chart_beside(&bars, second, 4, SIZE.1)?;
    }
    sheet.finish()
}
