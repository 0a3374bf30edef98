//! The quarters of the year so far, one by one, against last year's season and the goals: the table that the zone's
//! and the parks' workbooks share.

use super::growth::growth_of;
use super::sheet::{Cell, Column};
use super::style::Tone;
use super::view::View;
use crate::tables::QuarterRow;

/// What the columns mean.
pub(super) fn method(view: &View) -> &'static str {
    view.language.choose(
        "当季 = 本季累计 − 上季累计（先对基础数据相减，再按公式计算）；同比与上年同一季度比较，百分比指标为百分点之差。季节比重 = 上年同季累计 ÷ 上年全年；应达 = 全年目标 × 季节比重；进度 = 累计 ÷ 应达，100 为正好跟上。",
        "A single quarter is the difference of cumulative measures, put through the formula; growth is against the same quarter a year before, of percentages in percentage points. Season = last year's cumulative value ÷ its annual value; expected = goal × season; pace = cumulative ÷ expected, 100 is on pace.",
    )
}

/// The columns of [`line`].
pub(super) fn columns(view: &View) -> Vec<Column> {
    vec![
        Column::text(view.say("范围", "Unit")),
        Column::text(view.say("指标", "Indicator")).most(46.0),
        Column::text(view.say("计量单位", "Unit of measure")),
        Column::number(view.say("季度", "Quarter")),
        Column::number(view.say("累计", "Cumulative")),
        Column::number(view.say("累计同比", "Growth")),
        Column::number(view.say("当季", "Single quarter")),
        Column::number(view.say("当季同比", "Growth, single")),
        Column::number(view.say("季节比重", "Season")),
        Column::number(view.say("全年目标", "Goal")),
        Column::number(view.say("应达", "Expected")),
        Column::number(view.say("进度", "Pace")),
    ]
}

/// One indicator of a unit in one quarter.
pub(super) fn line(view: &View, row: &QuarterRow) -> Vec<Cell> {
    let decimals = view.decimals(&row.indicator);
    let unit = if row.unit == view.zone_id() {
        view.say("全区", "Zone").to_owned()
    } else {
        view.park_name(Some(&row.unit))
    };
    let grown = |growth, change| growth_of(view.language, (&row.uom, decimals), growth, change);
    let share = row.season_share.map(|share| share * 100.0);
    vec![
        Cell::text(unit),
        Cell::text(view.language.choose(&row.label, &row.label_en)),
        Cell::text(view.unit(&row.uom)),
        Cell::whole(row.quarter),
        Cell::number(row.cumulative, decimals).tone(Tone::Strong),
        grown(row.cumulative_growth, row.cumulative_change),
        Cell::number(row.single, decimals),
        grown(row.single_growth, row.single_change),
        Cell::percent(share, 1),
        Cell::number(row.target, decimals),
        Cell::number(row.expected, decimals),
        Cell::percent(row.pace, 1).tone(match row.pace {
            Some(pace) if pace >= 100.0 => Tone::Good,
            Some(_) => Tone::Bad,
            None => Tone::Plain,
        }),
    ]
}
