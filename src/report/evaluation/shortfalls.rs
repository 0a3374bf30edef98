//! What would move us: the points that each indicator loses against the best value.

use anyhow::Result;
use rust_xlsxwriter::{ChartType, Workbook};

use super::scored_index::ScoredIndex;
use crate::definitions::{Direction, Language};
use crate::report::charts::{Look, add_series, chart};
use crate::report::reference_source::write_source;
use crate::report::sheet::{Cell, Column};
use crate::report::style::{ACCENT, Tone};

/// Indicators in the chart.
const SHOWN: usize = 15;

pub(super) fn write(index: &ScoredIndex, workbook: &mut Workbook) -> Result<()> {
    let view = index.view;
    let mut sheet = super::add_sheet(
        index,
        workbook,
        view.say("短板", "Shortfalls"),
        view.say(
            "短板：哪些指标最能提高得分",
            "Shortfalls: what would move us",
        ),
    )?;
    write_source(index.view, &mut sheet);
    sheet.note(view.say(
        "失分 = 占总分权重 ×（1 − 标准化值）× 100。“提高 1 分所需”是指标值要改变多少，上下限不变。后三列只改这一项、其他园区不变：提到最好后的总分与名次，以及达到目标名次所需的值。",
        "Points lost = weight in the total × (1 − normalised) × 100. “Change for 1 point” is by how much the value must change, bounds unchanged. The last columns change this indicator alone, the other zones unchanged: total and rank at the best value, and the value that reaches the rank that is the goal.",
    ));
    let columns = [
        Column::text(view.say("指标", "Indicator")).most(46.0),
        Column::text(view.say("计量单位", "Unit")),
        Column::number(view.say("本区值", "Value")),
        Column::number(view.say("最好值", "Best value")),
        Column::number(view.say("标准化值", "Normalised")),
        Column::number(view.say("占总分权重", "Weight in the total")),
        Column::number(view.say("失分", "Points lost")),
        Column::number(view.say("提高1分所需", "Change for 1 point")),
        Column::number(view.say("提到最好后总分", "Total then")),
        Column::number(view.say("提到最好后名次", "Rank then")),
        Column::number(match (index.rank_goal(), view.language) {
            (Some(goal), Language::Zh) => format!("进入前{}名所需的值", goal.rank),
            (Some(goal), Language::En) => format!("Value that brings rank {}", goal.rank),
            (None, Language::Zh) => "达到目标名次所需的值".to_owned(),
            (None, Language::En) => "Value that brings the goal".to_owned(),
        }),
        Column::text(view.say("权重核实", "Weight")),
    ];
    let total = index.total().and_then(|row| row.score);
    let shortfalls = index.shortfalls();
    let rows: Vec<Vec<Cell>> = shortfalls
        .iter()
        .map(|shortfall| {
            let indicator = shortfall
                .node
                .indicator
                .as_deref()
                .and_then(|id| view.results.definitions.indicator(id));
            let direction = indicator.map_or(Direction::More, |indicator| indicator.direction);
            let decimals = indicator.map_or(2, |indicator| indicator.decimals);
            let (best, sign) = match direction {
                Direction::More => (shortfall.row.max, 1.0),
                Direction::Less => (shortfall.row.min, -1.0),
            };
            let span = shortfall
                .row
                .max
                .zip(shortfall.row.min)
                .map(|(max, min)| max - min);
            // Beyond the bounds more gives no points: nothing is asked for where nothing is lost.
            let per_point = span
                .filter(|_| shortfall.lost > 0.0 && shortfall.weight > 0.0)
                .map(|span| sign * span / (shortfall.weight * 100.0));
            let then = total.map(|total| total + shortfall.lost);
            let improvement = index.improvement(&shortfall.node.id);
            vec![
                Cell::text(format!(
                    "{} {}",
                    shortfall.node.id,
                    index.label(shortfall.node)
                )),
                Cell::text(view.unit(indicator.map_or("", |indicator| &indicator.unit))),
                Cell::number(shortfall.row.value, decimals),
                Cell::number(best, decimals),
                Cell::number(shortfall.row.normalised, 3),
                Cell::percent(shortfall.weight * 100.0, 2),
                Cell::number(shortfall.lost, 2).tone(Tone::Strong),
                Cell::signed(per_point, decimals.max(2)),
                Cell::number(then, 2),
                Cell::whole(improvement.and_then(|row| row.best_rank)),
                Cell::number(improvement.and_then(|row| row.needed), decimals.max(2)),
                if shortfall.node.verified {
                    Cell::text(view.say("有来源", "from a source")).tone(Tone::Muted)
                } else {
                    Cell::text(view.say("未核实", "not verified")).tone(Tone::Query)
                },
            ]
        })
        .collect();
    let shown = rows.len().min(SHOWN);
    let height = 130 + 26 * u32::try_from(shown)?;
    let chart_row = sheet.row() + 1;
    if shown > 0 {
        sheet.skip(height.div_ceil(22) + 2);
    }
    let area = sheet.main_table(&columns, &rows, 1)?;
    if shown > 0 {
        let mut bars = chart(&Look {
            kind: ChartType::Bar,
            title: &match view.language {
                Language::Zh => format!("失分最多的 {shown} 项指标"),
                Language::En => format!("The {shown} indicators that lose most points"),
            },
            categories: "",
            values: view.say("失分（总分 0—100）", "Points of the total (0–100)"),
            size: (960, height),
            legend: false,
        });
        bars.value_axis().set_min(0);
        let last = u32::try_from(shown)? - 1;
        add_series(
            &mut bars,
            &area.header(6),
            &area.part(0, 0, last),
            &area.part(6, 0, last),
            ACCENT,
            Some("0.00"),
        );
        sheet.chart_at(&bars, chart_row, 0)?;
    }
    sheet.finish()
}
