//! Score and rank in large type, the first level against the panel, and the way to better ranks.

use anyhow::Result;
use rust_xlsxwriter::{ChartType, Workbook};

use super::scored_index::ScoredIndex;
use crate::definitions::{Language, ROOT};
use crate::report::charts::{Look, add_series, chart};
use crate::report::left_out::left_out_note;
use crate::report::reference_source::write_source;
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::{ACCENT, SERIES, Tone};

/// Ranks that people ask for.
const ROUND_RANKS: [usize; 7] = [1, 3, 5, 10, 20, 30, 50];

pub(super) fn write(index: &ScoredIndex, workbook: &mut Workbook) -> Result<()> {
    let view = index.view;
    let mut sheet = super::add_sheet(
        index,
        workbook,
        view.say("总评", "Overview"),
        &super::title(view),
    )?;
    write_source(index.view, &mut sheet);
    sheet.note(&left_out_note(view, None));
    if !index.definition.reference.is_empty() {
        sheet.note(&format!(
            "{}{}",
            view.say("评价文件：", "Defined by: "),
            index.definition.reference
        ));
    }
    sheet.skip(1);
    sheet.figures(&figures(index));
    first_level(index, &mut sheet)?;
    thresholds(index, &mut sheet)?;
    sheet.finish()
}

fn figures(index: &ScoredIndex) -> Vec<(String, Cell, String)> {
    let view = index.view;
    let total = index.total();
    let rank = total.and_then(|row| row.rank);
    let units = total.map_or(0, |row| row.units);
    let estimate = total.and_then(|row| row.rank_estimate);
    let about = view.say("约第", "about");
    let (rank_text, rank_note) = match (rank, estimate) {
        (None, Some(estimate)) => (
            format!("{about} {estimate}"),
            view.say(
                "估计：按公布的名次与得分推算，没有参照园区",
                "an estimate from published ranks and scores: there is no panel",
            ),
        ),
        (rank, _) => (
            rank.map_or_else(String::new, |rank| format!("{rank} / {units}")),
            view.say("在参照园区与本区中", "among the panel and this zone"),
        ),
    };
    let robustness = view
        .results
        .evaluated
        .robustness
        .iter()
        .find(|row| row.index == index.definition.id);
    let chance = robustness.and_then(|row| row.probability);
    let interval = match total.map(|row| (row.rank_low, row.rank_high)) {
        Some((Some(low), Some(high))) if low == high => low.to_string(),
        Some((Some(low), Some(high))) => format!("{low}—{high}"),
        _ => String::new(),
    };
    let missing = index
        .definition
        .leaves()
        .filter(|(node, _)| {
            index
                .own(&node.id)
                .is_none_or(|row| row.normalised.is_none())
        })
        .count();
    let leaves = index.definition.leaves().count();
    let mut figures = vec![
        (
            view.say("综合得分（0—100）", "Score (0–100)").to_owned(),
            Cell::number(total.and_then(|row| row.score), 2),
            view.say("各级加权平均", "weighted means of all levels")
                .to_owned(),
        ),
        (
            view.say("排名", "Rank").to_owned(),
            Cell::text(rank_text),
            rank_note.to_owned(),
        ),
        (
            view.say("排名区间", "Rank interval").to_owned(),
            Cell::text(interval),
            view.say("5%—95%，权重变动时", "5–95 %, as weights vary")
                .to_owned(),
        ),
        (
            view.say("覆盖率", "Coverage").to_owned(),
            Cell::percent(total.map(|row| row.coverage * 100.0), 1),
            match view.language {
                Language::Zh => format!("{leaves} 项中缺 {missing} 项，见“缺失与权重”"),
                Language::En => format!("{missing} of {leaves} indicators are missing"),
            },
        ),
    ];
    if chance.is_some() {
        figures.push((
            view.say("达到目标的概率", "Chance of the goal").to_owned(),
            Cell::percent(chance.map(|share| share * 100.0), 1),
            view.say("见“稳健性”", "see the sheet of robustness")
                .to_owned(),
        ));
    }
    figures
}

/// The median of scores that stand highest first.
pub(super) fn median(scores: &[f64]) -> Option<f64> {
    let middle = scores.len() / 2;
    if scores.len() % 2 == 1 {
        scores.get(middle).copied()
    } else {
        let upper = scores.get(middle.checked_sub(1)?)?;
        Some((upper + scores.get(middle)?) / 2.0)
    }
}

fn first_level(index: &ScoredIndex, sheet: &mut SheetWriter) -> Result<()> {
    let view = index.view;
    sheet.heading(view.say("一级指标", "First level"));
    let columns = [
        Column::text(view.say("指标", "Dimension")),
        Column::number(view.say("权重", "Weight")),
        Column::number(match view.language {
            Language::Zh => "本区得分".to_owned(),
            Language::En => view.zone_name().to_owned(),
        }),
        Column::number(view.say("参照中位数", "Median")),
        Column::number(view.say("最高", "Best")),
        Column::number(view.say("与最高相差", "Behind the best")),
        Column::number(view.say("排名", "Rank")),
        Column::text(view.say("排名区间", "Rank interval")),
        Column::number(view.say("覆盖率", "Coverage")),
    ];
    let row_of = |id: &str, label: String, tone: Tone| {
        let row = index.own(id);
        let scores = index.scores(id);
        let best = scores.first().copied().filter(|_| index.has_panel());
        let own = row.and_then(|row| row.score);
        let interval = match row.map(|row| (row.rank_low, row.rank_high)) {
            Some((Some(low), Some(high))) => format!("{low}—{high}"),
            _ => String::new(),
        };
        vec![
            Cell::text(label).tone(tone),
            Cell::percent(row.map(|row| row.weight * 100.0), 1),
            Cell::number(own, 2).tone(Tone::Strong),
            Cell::number(median(&scores).filter(|_| index.has_panel()), 2),
            Cell::number(best, 2),
            Cell::number(best.zip(own).map(|(best, own)| best - own), 2),
            Cell::whole(row.and_then(|row| row.rank)),
            Cell::text(interval),
            Cell::percent(row.map(|row| row.coverage * 100.0), 1),
        ]
    };
    let mut rows: Vec<Vec<Cell>> = index
        .definition
        .children(ROOT)
        .map(|node| {
            row_of(
                &node.id,
                format!("{} {}", node.id, index.label(node)),
                Tone::Plain,
            )
        })
        .collect();
    rows.push(row_of(
        ROOT,
        index.definition.root.get(view.language).to_owned(),
        Tone::Strong,
    ));
    let area = sheet.table(&columns, &rows)?;
    sheet.skip(1);
    let mut columns = chart(&Look {
        kind: ChartType::Column,
        title: view.say(
            "一级指标：本区、中位数、最高",
            "First level: this zone, median, best",
        ),
        categories: "",
        values: view.say("得分（0—100）", "Score (0–100)"),
        size: (960, 340),
        legend: true,
    });
    columns.value_axis().set_min(0).set_max(100);
    let series = if index.has_panel() { 3 } else { 1 };
    for (column, colour) in [(2u16, ACCENT), (3, SERIES[4]), (4, SERIES[1])]
        .into_iter()
        .take(series)
    {
        add_series(
            &mut columns,
            &area.header(column),
            &area.column(0),
            &area.column(column),
            colour,
            Some("0.0"),
        );
    }
    sheet.chart(&columns, 0, 340)
}

/// How many points lie between the zone and the ranks that people ask for.
fn thresholds(index: &ScoredIndex, sheet: &mut SheetWriter) -> Result<()> {
    let view = index.view;
    let Some((rank, own)) = index
        .total()
        .and_then(|row| Some((usize::try_from(row.rank?).ok()?, row.score?)))
    else {
        return Ok(());
    };
    let others = index.other_totals();
    sheet.heading(view.say("距离更高名次", "The way to better ranks"));
    sheet.note(view.say(
        "达到某名次需要超过该名次现有园区的得分，其他园区得分不变；哪些指标能补上这些分，见“短板”",
        "A rank is reached by passing the zone that holds it now, the others' scores unchanged; the sheet of shortfalls says which indicators can give the points",
    ));
    if let Some(goal) = index.rank_goal() {
        let reached = rank <= usize::try_from(goal.rank)?;
        sheet.banner(&match (view.language, reached) {
            (Language::Zh, true) => format!("目标“{}”：现为第 {rank} 名，已达到。", goal.label.zh),
            (Language::Zh, false) => format!("目标“{}”：现为第 {rank} 名，未达到。", goal.label.zh),
            (Language::En, true) => {
                format!(
                    "Goal “{}”: the rank is {rank}, the goal is reached.",
                    goal.label.en
                )
            }
            (Language::En, false) => {
                format!(
                    "Goal “{}”: the rank is {rank}, the goal is not reached.",
                    goal.label.en
                )
            }
        });
    }
    let mut targets: Vec<usize> = ROUND_RANKS
        .into_iter()
        .filter(|target| *target < rank)
        .collect();
    let goal = index
        .rank_goal()
        .and_then(|goal| usize::try_from(goal.rank).ok());
    for further in [Some(rank - 1), goal].into_iter().flatten() {
        if further > 0 && further < rank && !targets.contains(&further) {
            targets.push(further);
        }
    }
    targets.sort_unstable();
    let best: Vec<f64> = index
        .shortfalls()
        .iter()
        .map(|shortfall| shortfall.lost)
        .collect();
    let rows: Vec<Vec<Cell>> = targets
        .into_iter()
        .rev()
        .filter_map(|target| {
            let needed = others.get(target - 1)? - own;
            let mut gained = 0.0;
            let indicators = best
                .iter()
                .take_while(|lost| {
                    let wanted = gained <= needed;
                    gained += **lost;
                    wanted
                })
                .count();
            let reachable = best.iter().sum::<f64>() > needed;
            let is_goal = goal == Some(target);
            Some(vec![
                Cell::text(match (view.language, is_goal) {
                    (Language::Zh, false) => format!("第 {target} 名"),
                    (Language::Zh, true) => format!("第 {target} 名（目标）"),
                    (Language::En, false) => format!("rank {target}"),
                    (Language::En, true) => format!("rank {target} (goal)"),
                })
                .tone_if(is_goal, Tone::Accent),
                Cell::number(others.get(target - 1).copied(), 2),
                Cell::signed(needed, 2),
                if reachable {
                    Cell::count(indicators)
                } else {
                    Cell::blank()
                },
            ])
        })
        .collect();
    sheet.table(
        &[
            Column::text(view.say("名次", "Rank")),
            Column::number(view.say("现有得分", "Score held there")),
            Column::number(view.say("还差分数", "Points needed")),
            Column::number(view.say(
                "最少几项指标提到最高即可",
                "Fewest indicators raised to the best",
            )),
        ],
        &rows,
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_lies_between_the_middle_two() {
        assert_eq!(median(&[80.0, 60.0, 46.0, 20.0]), Some(53.0));
        assert_eq!(median(&[80.0, 60.0, 20.0]), Some(60.0));
        assert_eq!(median(&[]), None);
    }
}
