//! The plan to the goal's rank: which indicators, how far, and what that means in the measures that people count.

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use super::quantity::quantity_words;
use super::scored_index::ScoredIndex;
use crate::definitions::Language;
use crate::report::reference_source::write_source;
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::Tone;
use crate::tables::{PlanGap, PlanRow, RankBasis};

pub(super) fn write(index: &ScoredIndex, workbook: &mut Workbook) -> Result<()> {
    let view = index.view;
    let rows: Vec<&PlanRow> = view
        .results
        .evaluated
        .plan
        .iter()
        .filter(|row| row.index == index.definition.id)
        .collect();
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
    let Some(last) = rows.last() else {
        sheet.note(&why_none(index));
        left_out(index, &mut sheet)?;
        return sheet.finish();
    };
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
    if last.target_basis == RankBasis::Published {
        sheet.banner(view.say(
            "没有其他园区的数据：目标分数和届时名次按公布的名次与得分推算，是估计数。",
            "There is no panel of other zones: the target and the ranks are estimated by published ranks and scores.",
        ));
    }
    if rows.iter().any(|row| !row.verified) {
        sheet.note(view.say(
            "每项指标一年最多能变多少、难易如何，是流程文件中 [plan] 的假定，未经核实，请按各部门的判断修改",
            "How much an indicator can change within a year, and how hard that is, are assumptions of the section plan of the pipeline file that no source confirms: set them to what the departments hold to be possible",
        ));
    }
    sheet.note(view.say(
        "上下限不变时每项指标的得分与数值成正比，从每单位努力得分最多的指标开始。“相当于”是其他量不变时，公式中第一个量需要的变化：几项一起做时各量互相影响（如增加值提高后薪酬占比会下降），须用 what-if 合在一起再算。",
        "With the scales held, points are straight in the values; what gives most points for its effort comes first. “Which means” is the change of the measure that stands first in the formula, all else held: steps taken together act on each other (more value added lowers the share of pay), so put them together into what-if.",
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
                Cell::text(quantity_words(
                    view.results.definitions,
                    view.language,
                    &row.indicator,
                    row.measure.as_deref(),
                    (row.measure_change, row.change),
                )),
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
    left_out(index, &mut sheet)?;
    sheet.finish()
}

/// Why there is no plan.
fn why_none(index: &ScoredIndex) -> String {
    let view = index.view;
    let total = index.total();
    let rank = total.and_then(|row| row.rank.or(row.rank_estimate));
    let Some(goal) = index.rank_goal() else {
        return view
            .say(
                "没有方案：流程文件没有为这套评价体系设名次目标（rank_goals）",
                "No plan: the pipeline file sets no rank goal for this index",
            )
            .to_owned();
    };
    if view.results.definitions.pipeline.plan.is_none() {
        return view
            .say(
                "没有方案：流程文件没有设定每项指标可以变多少（[plan]）",
                "No plan: the pipeline file does not say how much an indicator can change (section plan)",
            )
            .to_owned();
    }
    if total.and_then(|row| row.score).is_none() {
        return view
            .say("没有方案：没有总分", "No plan: there is no total score")
            .to_owned();
    }
    if rank.is_some_and(|rank| rank <= i64::from(goal.rank)) {
        return match view.language {
            Language::Zh => format!("不需要方案：已达到第 {} 名的目标", goal.rank),
            Language::En => format!("No plan is needed: rank {} is reached", goal.rank),
        };
    }
    match (index.has_panel(), view.language) {
        (true, Language::Zh) => "没有方案：没有指标可以提高，原因见下".to_owned(),
        (true, Language::En) => "No plan: no indicator can be asked, see below".to_owned(),
        (false, Language::Zh) => format!(
            "没有方案：参照数据没有其他园区，公布的名次与得分也推不出第 {} 名的分数",
            goal.rank
        ),
        (false, Language::En) => format!(
            "No plan: the reference holds no other zones, and no published ranks and scores that give the score of rank {}",
            goal.rank
        ),
    }
}

/// The indicators that the plan does not ask, and why.
fn left_out(index: &ScoredIndex, sheet: &mut SheetWriter) -> Result<()> {
    let view = index.view;
    let cells: Vec<Vec<Cell>> = view
        .results
        .evaluated
        .plan_left_out
        .iter()
        .filter(|row| row.index == index.definition.id)
        .map(|row| {
            vec![
                Cell::blank(),
                Cell::text(format!("{} {}", row.node, view.label(&row.indicator))),
                Cell::number(row.value, view.decimals(&row.indicator)),
                Cell::text(plan_gap_word(view.language, row.reason)),
            ]
        })
        .collect();
    if cells.is_empty() {
        return Ok(());
    }
    sheet.heading(&match view.language {
        Language::Zh => format!("方案没有要求的指标（{} 项）", cells.len()),
        Language::En => format!("Indicators that the plan does not ask ({})", cells.len()),
    });
    sheet.table(
        &[
            Column::text(""),
            Column::text(view.say("指标", "Indicator")).most(34.0),
            Column::number(view.say("现值", "Value")),
            Column::text(view.say("原因", "Why")).most(16.0),
        ],
        &cells,
    )?;
    Ok(())
}

/// Why an indicator is not asked.
pub(crate) fn plan_gap_word(language: Language, reason: PlanGap) -> &'static str {
    let (zh, en) = match reason {
        PlanGap::Missing => ("本区缺这一项", "the zone has no value"),
        PlanGap::NoScale => (
            "参照数据不足或计分不是直线",
            "no straight scale, or the reference lacks it",
        ),
        PlanGap::NotAdditive => ("得分不可相加", "its points do not add up"),
        PlanGap::Zero => ("现值为 0", "its value is 0"),
        PlanGap::BeyondWorse => ("差于计分下限，先提不得分", "worse than the scale's end"),
        PlanGap::AtBest => ("已到最好值", "at its best already"),
        PlanGap::AtLimit => ("已到可能的极限", "at the limit of what is possible"),
        PlanGap::NoStep => ("流程文件不允许变动", "the pipeline file allows no change"),
        PlanGap::NotNeeded => (
            "未要求：上列各项已够",
            "not asked: the steps above are enough",
        ),
    };
    language.choose(zh, en)
}
