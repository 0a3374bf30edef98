//! One page of charts: scores by group, growth beside the zone, industries, the ladder.

use anyhow::Result;
use rust_xlsxwriter::{ChartAxisLabelPosition, ChartType, Workbook};

use super::facts::Facts;
use super::ladder::NUMBER;
use super::scores::Charted;
use crate::definitions::{Indicator, is_percentage};
use crate::report::charts::{Look, add_series, chart, height_of_bars};
use crate::report::sheet::{Area, Cell, Column, SheetWriter};
use crate::report::style::{ACCENT, SERIES};

/// Width of a chart in pixels.
const WIDTH: u32 = 600;
/// Height at least.
const LEAST: u32 = 280;

/// Where the charts find their cells.
pub(super) struct Ranges {
    pub(super) scores: Charted,
    pub(super) industries: Option<Area>,
    pub(super) ladder: Area,
}

fn look(title: &str, height: u32, legend: bool) -> Look<'_> {
    Look {
        kind: ChartType::Bar,
        title,
        categories: "",
        values: "",
        size: (WIDTH, height),
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
    sheet.inside();
    sheet.on_one_page();
    let right = WIDTH + 20;
    let headline = quantities(facts);
    let industries = ranges.industries.as_ref().map_or(0, rows_of);
    // The charts of a line are as high as the one with most bars needs.
    let first = height_of_bars(ranges.scores.count, 2)
        .max(height_of_bars(industries, 2))
        .max(LEAST);
    let below = height_of_bars(headline.len(), 3)
        .max(height_of_bars(rows_of(&ranges.ladder), 1))
        .max(LEAST);
    let top = sheet.row();
    if ranges.scores.count > 0 {
        let title = facts.say("分组得分率（%）", "Scores by group (%)");
        let mut bars = chart(&look(title, first, true));
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
        sheet.chart_beside(&bars, top, 4, first)?;
    }
    if let Some(area) = &ranges.industries
        && let Some(size) = facts.size(true)
    {
        let mut bars = chart(&look(&size.header, first, true));
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
        sheet.chart_beside(&bars, top, right, first)?;
    }
    let second = sheet.row();
    if !facts.view.results.definitions.rungs.is_empty() {
        let mut bars = chart(&look(
            facts.say("梯度企业数（家）", "Enterprises by rung"),
            below,
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
        sheet.chart_beside(&bars, second, right, below)?;
    }
    sheet.heading(facts.say("主要指标的增长（%）", "Growth of headline indicators (%)"));
    let columns = [
        Column::text(facts.say("指标", "Indicator")).most(34.0),
        Column::number(facts.say("本园区", "This park")),
        Column::number(facts.say("本园区同口径", "Matched")),
        Column::number(facts.say("全区", "Zone")),
    ];
    let rows: Vec<Vec<Cell>> = headline
        .into_iter()
        .filter_map(|indicator| {
            let own = facts.view.indicator(&facts.park.id, &indicator.id)?;
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
        let mut bars = chart(&look(title, below, true));
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
        sheet.chart_beside(&bars, second, 4, below)?;
    }
    sheet.finish()
}

/// The headline indicators whose growth is known. The chart has one scale, per cent: percentages move by points and
/// stand with the scores.
fn quantities<'a>(facts: &Facts<'a>) -> Vec<&'a Indicator> {
    let grown = |indicator: &&Indicator| {
        facts
            .view
            .indicator(&facts.park.id, &indicator.id)
            .is_some_and(|own| own.growth.is_some())
    };
    facts
        .view
        .headline()
        .into_iter()
        .filter(|indicator| !is_percentage(&indicator.unit))
        .filter(grown)
        .collect()
}

fn rows_of(area: &Area) -> usize {
    usize::try_from((area.last + 1).saturating_sub(area.first)).unwrap_or_default()
}
