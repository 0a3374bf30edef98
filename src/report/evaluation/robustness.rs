//! How sure the rank is: the chance of the goal, which choice it depends on, and zones without which it turns.

use anyhow::Result;
use rust_xlsxwriter::{ChartType, Workbook};

use super::scored_index::ScoredIndex;
use crate::definitions::Language;
use crate::report::charts::{Look, add_series, chart};
use crate::report::reference_source::write_source;
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::{ACCENT, SERIES, Tone};
use crate::tables::{Choice, RankReversalRow, RobustnessRow, SobolRow};

pub(super) fn write(index: &ScoredIndex, workbook: &mut Workbook) -> Result<()> {
    let view = index.view;
    let evaluated = view.results.evaluated;
    let Some(row) = evaluated
        .robustness
        .iter()
        .find(|row| row.index == index.definition.id && row.draws > 0)
    else {
        return Ok(());
    };
    let mut sheet = super::add_sheet(
        index,
        workbook,
        view.say("稳健性", "Robustness"),
        view.say("稳健性：名次有多可靠", "Robustness: how sure the rank is"),
    )?;
    write_source(view, &mut sheet);
    sheet.note(&match view.language {
        Language::Zh => format!(
            "把未核实的权重、标准化方法、缺失处理和合成方法当作可以另选的，随机抽取 {} 次重新排名。概率是抽样中达到目标的比例，不是预测。",
            row.draws
        ),
        Language::En => format!(
            "Weights that are not verified, normalisation, missing values and means are drawn at random {} times and the zones ranked anew. The chance is the share of draws that reach the goal; it is no forecast.",
            row.draws
        ),
    });
    sheet.skip(1);
    sheet.figures(&figures(index, row));
    let sobol: Vec<&SobolRow> = evaluated
        .sobol
        .iter()
        .filter(|row| row.index == index.definition.id)
        .collect();
    choices(index, &mut sheet, &sobol)?;
    let reversals: Vec<&RankReversalRow> = evaluated
        .rank_reversals
        .iter()
        .filter(|row| row.index == index.definition.id)
        .collect();
    turned(index, &mut sheet, row, &reversals)?;
    sheet.finish()
}

fn figures(index: &ScoredIndex, row: &RobustnessRow) -> Vec<(String, Cell, String)> {
    let view = index.view;
    let interval = match (row.rank_low, row.rank_high) {
        (Some(low), Some(high)) => format!("{low}—{high}"),
        _ => String::new(),
    };
    let goal = match (row.goal, view.language) {
        (Some(goal), Language::Zh) => format!("第 {goal} 名或更好"),
        (Some(goal), Language::En) => format!("rank {goal} or better"),
        (None, _) => view.say("没有设定目标", "no goal is set").to_owned(),
    };
    vec![
        (
            view.say("达到目标的概率", "Chance of the goal").to_owned(),
            Cell::percent(row.probability.map(|share| share * 100.0), 1),
            goal,
        ),
        (
            view.say("排名区间", "Rank interval").to_owned(),
            Cell::text(interval),
            view.say("5%—95%", "5–95 %").to_owned(),
        ),
        (
            view.say("名次中位数", "Median rank").to_owned(),
            Cell::whole(row.rank_median),
            view.say("所有抽样", "all draws").to_owned(),
        ),
        (
            view.say("现名次", "Rank as evaluated").to_owned(),
            Cell::whole(row.rank),
            view.say("按现行方法", "by the method in use").to_owned(),
        ),
    ]
}

fn choices(index: &ScoredIndex, sheet: &mut SheetWriter, rows: &[&SobolRow]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let view = index.view;
    sheet.heading(view.say("名次取决于哪些选择", "Which choice the rank depends on"));
    sheet.note(view.say(
        "Sobol 指数：名次的方差中由该项选择单独（一阶）、连同与其他选择的共同作用（总）解释的比例。是估计值，可能略小于 0。",
        "Sobol indices: the share of the rank's variance that a choice explains alone (first order), and together with others (total). Estimates: they may lie a little below 0.",
    ));
    let cells: Vec<Vec<Cell>> = rows
        .iter()
        .map(|row| {
            vec![
                Cell::text(choice_word(index, row)),
                Cell::number(row.first, 3),
                Cell::number(row.total, 3).tone(Tone::Strong),
            ]
        })
        .collect();
    let area = sheet.table(
        &[
            Column::text(view.say("选择", "Choice")).most(44.0),
            Column::number(view.say("一阶指数", "First order")),
            Column::number(view.say("总指数", "Total")),
        ],
        &cells,
    )?;
    sheet.skip(1);
    let height = 130 + 44 * u32::try_from(rows.len())?;
    let mut bars = chart(&Look {
        kind: ChartType::Bar,
        title: view.say(
            "名次方差的来源（Sobol 指数）",
            "Where the rank's variance comes from (Sobol indices)",
        ),
        categories: "",
        values: view.say("占方差的比例", "Share of the variance"),
        size: (860, height),
        legend: true,
    });
    bars.category_axis()
        .set_label_position(rust_xlsxwriter::ChartAxisLabelPosition::Low);
    for (column, colour) in [(1, SERIES[4]), (2, ACCENT)] {
        add_series(
            &mut bars,
            &area.header(column),
            &area.column(0),
            &area.column(column),
            colour,
            Some("0.00"),
        );
    }
    sheet.chart(&bars, 0, height)
}

fn choice_word(index: &ScoredIndex, row: &SobolRow) -> String {
    let view = index.view;
    match row.choice {
        Choice::Weights => {
            let name = index
                .definition
                .nodes
                .iter()
                .find(|node| node.id == row.node)
                .map_or_else(String::new, |node| index.label(node));
            match view.language {
                Language::Zh => format!("“{} {name}”的权重", row.node),
                Language::En => format!("weights of {} {name}", row.node),
            }
        }
        Choice::Normalisation => view.say("标准化方法", "normalisation").to_owned(),
        Choice::Missing => view.say("缺失值的处理", "missing values").to_owned(),
        Choice::Aggregation => view.say("合成方法", "kind of mean").to_owned(),
    }
}

fn turned(
    index: &ScoredIndex,
    sheet: &mut SheetWriter,
    robustness: &RobustnessRow,
    rows: &[&RankReversalRow],
) -> Result<()> {
    let view = index.view;
    sheet.heading(view.say("名次逆转", "Rank reversals"));
    sheet.note(&match view.language {
        Language::Zh => format!(
            "依次去掉 {} 个园区重新评价：去掉下列园区后，本区与前后三名中某园区的先后次序颠倒",
            robustness.removals
        ),
        Language::En => format!(
            "{} zones are taken out one at a time: without these, this zone and one of its three neighbours above and below change order",
            robustness.removals
        ),
    });
    let cells: Vec<Vec<Cell>> = rows
        .iter()
        .map(|row| {
            vec![
                Cell::text(&*row.removed),
                Cell::whole(row.rank_without),
                Cell::number(row.score_without, 2),
                Cell::text(&*row.neighbour),
                Cell::whole(row.neighbour_rank),
                Cell::number(row.neighbour_score_without, 2),
            ]
        })
        .collect();
    sheet.table(
        &[
            Column::text(view.say("去掉的园区", "Taken out")).most(44.0),
            Column::number(view.say("本区届时名次", "Rank of this zone then")),
            Column::number(view.say("本区届时得分", "Score of this zone then")),
            Column::text(view.say("次序颠倒的园区", "Neighbour")),
            Column::number(view.say("其现名次", "Its rank as evaluated")),
            Column::number(view.say("其届时得分", "Its score then")),
        ],
        &cells,
    )?;
    Ok(())
}
