//! The plan to the goal's rank: which indicators, how far, and what that means in the measures that people count.

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use super::scored_index::ScoredIndex;
use crate::definitions::Language;
use crate::report::reference_source::write_source;
use crate::report::sheet::{Cell, Column};
use crate::report::style::Tone;
use crate::tables::PlanRow;

pub(super) fn write(index: &ScoredIndex, workbook: &mut Workbook) -> Result<()> {
    let view = index.view;
    let rows: Vec<&PlanRow> = view
        .results
        .evaluated
        .plan
        .iter()
        .filter(|row| row.index == index.definition.id)
        .collect();
    let Some(last) = rows.last() else {
        return Ok(());
    };
    let mut sheet = super::add_sheet(
        index,
        workbook,
        view.say("提升方案", "Plan"),
        view.say(
            "提升方案：以最小的相对努力达到目标名次",
            "Plan: the least relative effort to the goal",
        ),
    )?;
    write_source(view, &mut sheet);
    let (goal, target, score) = (last.goal, last.target, last.score);
    sheet.banner(&match (view.language, last.reaches) {
        (Language::Zh, true) => format!("第 {goal} 名现有 {target:.2} 分：按下表可以达到（其他园区不变）。"),
        (Language::Zh, false) => format!(
            "第 {goal} 名现有 {target:.2} 分：在设定的幅度内达不到，全部做到也只有 {score:.2} 分，还差 {:.2} 分。",
            target - score
        ),
        (Language::En, true) => format!(
            "Rank {goal} is held with {target:.2} points: this plan reaches it, the others unchanged."
        ),
        (Language::En, false) => format!(
            "Rank {goal} is held with {target:.2} points: out of reach within the bounds. All of the plan brings {score:.2}; {:.2} points are missing.",
            target - score
        ),
    });
    if rows.iter().any(|row| !row.verified) {
        sheet.note(view.say(
            "每项指标一年最多能变多少、难易如何，是流程文件中 [plan] 的假定，未经核实，请按各部门的判断修改",
            "How much an indicator can change within a year, and how hard that is, are assumptions of the section plan of the pipeline file that no source confirms: set them to what the departments hold to be possible",
        ));
    }
    sheet.note(view.say(
        "上下限不变时每项指标的得分与数值成正比，从每单位努力得分最多的指标开始。“相当于”是其他量不变时，公式中第一个量需要的变化。",
        "With the scales held, points are straight in the values; what gives most points for its effort comes first. “Which means” is the change of the measure that stands first in the formula, all else held.",
    ));
    let cells: Vec<Vec<Cell>> = rows
        .iter()
        .map(|row| {
            let decimals = view.decimals(&row.indicator);
            vec![
                Cell::whole(row.step),
                Cell::text(format!("{} {}", row.indicator, view.label(&row.indicator))),
                Cell::number(row.value, decimals),
                Cell::number(row.planned, decimals).tone(Tone::Strong),
                Cell::signed(row.change, decimals),
                Cell::percent(row.relative_change * 100.0, 1),
                Cell::percent(row.max_change * 100.0, 0),
                Cell::text(quantity(index, row)),
                Cell::signed(row.points, 2),
                Cell::number(row.score, 2),
                Cell::whole(row.rank),
            ]
        })
        .collect();
    sheet.main_table(
        &[
            Column::number(view.say("序", "Step")),
            Column::text(view.say("指标", "Indicator")).most(34.0),
            Column::number(view.say("现值", "Value")),
            Column::number(view.say("应达到", "Planned")),
            Column::number(view.say("变化", "Change")),
            Column::number(view.say("变化幅度", "Relative change")),
            Column::number(view.say("允许幅度", "Allowed")),
            Column::text(view.say("相当于", "Which means")).most(28.0),
            Column::number(view.say("增加的分数", "Points won")),
            Column::number(view.say("累计得分", "Score then")),
            Column::number(view.say("届时名次", "Rank then")),
        ],
        &cells,
        2,
    )?;
    sheet.finish()
}

/// The change of the measure behind an indicator, in its unit; of the indicator itself where the zone form gives it.
fn quantity(index: &ScoredIndex, row: &PlanRow) -> String {
    let view = index.view;
    let definitions = view.results.definitions;
    let (name, unit, change) = match &row.measure {
        Some(id) => {
            let measure = definitions.measures.iter().find(|one| one.id == *id);
            let (Some(measure), Some(change)) = (measure, row.measure_change) else {
                return String::new();
            };
            (
                measure.label.get(view.language).to_owned(),
                &measure.unit,
                change,
            )
        }
        None => match definitions.indicator(&row.indicator) {
            Some(indicator) => (view.label(&row.indicator), &indicator.unit, row.change),
            None => return String::new(),
        },
    };
    // A part of a person or a patent is a whole one.
    let size = if change.abs() < 10.0 {
        format!("{:.1}", change.abs())
    } else {
        format!("{:.0}", change.abs().ceil())
    };
    let sign = if change < 0.0 { "−" } else { "+" };
    format!("{name} {sign}{size} {}", view.unit(unit))
}
