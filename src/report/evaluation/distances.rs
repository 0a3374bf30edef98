//! How far the zone is from the zones ranked around its goal.

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use super::quantity::quantity_words;
use super::scored_index::ScoredIndex;
use crate::definitions::{Direction, Language};
use crate::report::reference_source::write_source;
use crate::report::sheet::{Cell, Column};
use crate::report::style::Tone;
use crate::tables::GoalDistanceRow;

pub(super) fn write(index: &ScoredIndex, workbook: &mut Workbook) -> Result<()> {
    let view = index.view;
    let mut rows: Vec<&GoalDistanceRow> = view
        .results
        .evaluated
        .goal_distances
        .iter()
        .filter(|row| row.index == index.definition.id)
        .collect();
    let Some(first) = rows.first() else {
        return Ok(());
    };
    let (from, to) = (first.rank_from, first.rank_to);
    let mut sheet = super::add_sheet(
        index,
        workbook,
        view.say("目标差距", "Gap to the goal"),
        &match view.language {
            Language::Zh => format!("目标差距：与第 {from}—{to} 名园区逐项相比"),
            Language::En => format!("Gap to the goal: against the zones of rank {from} to {to}"),
        },
    )?;
    write_source(view, &mut sheet);
    sheet.note(&match view.language {
        Language::Zh => format!(
            "对照值是第 {from}—{to} 名园区（不含本区）的中位数。“可得分”是只把这一项提到对照值、其他不变时总分增加的分数；“相当于”是其他量不变时，公式中第一个量需要的变化。越小越好的指标，差距为正表示应当降低。"
        ),
        Language::En => format!(
            "The value compared with is the median of the zones of rank {from} to {to}, this zone left out. “Points” is what the total gains if this indicator alone reaches it; “Which means” the change of the measure that stands first in the formula, all else held. Where less is better, a gap above 0 says that the value should fall."
        ),
    });
    // What there is most to win comes first; then what is there already, in the order of the index.
    let points = |row: &GoalDistanceRow| row.points.unwrap_or(f64::NEG_INFINITY);
    rows.sort_by(|a, b| points(b).total_cmp(&points(a)));
    let cells: Vec<Vec<Cell>> = rows
        .iter()
        .map(|row| {
            let indicator = view.results.definitions.indicator(&row.indicator);
            let decimals = view.decimals(&row.indicator);
            let range = format!(
                "{:.*}—{:.*}",
                decimals.into(),
                row.least,
                decimals.into(),
                row.greatest
            );
            let short = row.distance.filter(|distance| *distance > 0.0);
            let means = match (row.distance, short) {
                (None, _) => view.say("本区缺这一项", "the zone has no value").to_owned(),
                (Some(distance), None) if distance < 0.0 => {
                    view.say("已超过", "already beyond").to_owned()
                }
                (Some(_), None) => view.say("持平", "level").to_owned(),
                (Some(_), Some(_)) => quantity_words(
                    view.results.definitions,
                    view.language,
                    &row.indicator,
                    row.measure.as_deref(),
                    (
                        row.measure_change,
                        row.median - row.value.unwrap_or(row.median),
                    ),
                ),
            };
            vec![
                Cell::text(format!("{} {}", row.node, view.label(&row.indicator))),
                Cell::text(view.unit(indicator.map_or("", |indicator| &indicator.unit))),
                Cell::text(match indicator.map(|indicator| indicator.direction) {
                    Some(Direction::Less) => view.say("越小越好", "less is better"),
                    _ => view.say("越大越好", "more is better"),
                }),
                Cell::number(row.value, decimals),
                Cell::number(row.median, decimals).tone(Tone::Strong),
                Cell::text(range),
                Cell::whole(row.zones),
                Cell::signed(row.distance, decimals),
                Cell::number(row.points, 2).tone(Tone::Strong),
                Cell::text(means).tone_if(short.is_none(), Tone::Muted),
            ]
        })
        .collect();
    sheet.main_table(
        &[
            Column::text(view.say("指标", "Indicator")).most(38.0),
            Column::text(view.say("计量单位", "Unit")),
            Column::text(view.say("方向", "Direction")),
            Column::number(view.say("本区值", "Value")),
            Column::number(view.say("对照值", "Median")),
            Column::text(view.say("最小—最大", "Range")),
            Column::number(view.say("园区数", "Zones")),
            Column::number(view.say("差距", "Gap")),
            Column::number(view.say("可得分", "Points")),
            Column::text(view.say("相当于", "Which means")).most(34.0),
        ],
        &cells,
        1,
    )?;
    sheet.finish()
}
