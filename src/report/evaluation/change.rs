//! The change of the total since the period before, as the zone's own moves, the others' moves, and weights.

use anyhow::Result;
use rust_xlsxwriter::{ChartType, Workbook};

use super::scored_index::ScoredIndex;
use crate::definitions::{Language, ROOT};
use crate::report::charts::{Look, add_series, chart};
use crate::report::reference_source::write_source;
use crate::report::sheet::{Cell, Column};
use crate::report::style::{ACCENT, SERIES, Tone};
use crate::tables::{ChangeBasis, ScoreChangeRow};

/// Indicators in the chart.
const SHOWN: usize = 15;

pub(super) fn write(index: &ScoredIndex, workbook: &mut Workbook) -> Result<()> {
    let view = index.view;
    let of_index = |row: &&ScoreChangeRow| row.index == index.definition.id;
    let rows = view.results.evaluated.score_changes.iter().filter(of_index);
    let (root, mut leaves): (Vec<&ScoreChangeRow>, Vec<&ScoreChangeRow>) =
        rows.partition(|row| row.node == ROOT);
    let mut sheet = super::add_sheet(
        index,
        workbook,
        view.say("得分变动", "Change"),
        view.say(
            "得分变动：与上期相比",
            "Change of the score since last period",
        ),
    )?;
    write_source(view, &mut sheet);
    let Some(root) = root.first() else {
        sheet.note(view.say(
            "没有分解：本期没有总分，或者既没有上期的调查、评价结果，也没有含本区上期数值或其他园区上期数值的参照数据",
            "Nothing to take apart: there is no total now, or neither a survey or an evaluation of last period nor a reference with its values",
        ));
        return sheet.finish();
    };
    sheet.note(view.say(
        "两期都按本期评价体系计分。本区变动：本区数值变化带来的分数；他区变动：其他园区数值和上下限变化带来的分数；权重与覆盖：缺失项权重分摊的变化，以及只有一期有数的指标。交叉作用各取一半，三部分之和恰等于变动。",
        "Both periods are scored by this period's index. Own: what the zone's value moved. Others: what the other zones and the bounds moved. Weights: what spreading over missing indicators moved, and indicators with a value in one period only. What they move together is halved, so that the three add up to the change exactly.",
    ));
    match root.basis {
        ChangeBasis::OwnOnly => sheet.banner(view.say(
            "没有上期的参照数据：其他园区按本期数值计，只能看出本区自身的变动；上期得分不是当时公布的得分。",
            "Nothing is known of the others last period: they count as they are now, and only the zone's own moves show; last period's score is not the one that was published.",
        )),
        ChangeBasis::PreviousColumn => sheet.note(view.say(
            "其他园区的上期数取自本期参照数据的“上年”一栏",
            "The others' last values are those of the column of the year before in this period's reference",
        )),
        ChangeBasis::OthersOnly => sheet.banner(view.say(
            "没有本区上期的数据：本区按本期数值计，只能看出其他园区的变动（他区变动）。",
            "Nothing is known of this zone last period: it counts as it is now, and only what the others moved shows.",
        )),
        ChangeBasis::Reference => {}
    }
    if let Some(then) = root.scored_then {
        sheet.note(&match view.language {
            Language::Zh => format!(
                "上期评价时得分 {then:.2}（按当时的评价体系、参照数据和数据版本），与这里的上期得分之差不是本区的变动"
            ),
            Language::En => format!(
                "Last period's evaluation gave {then:.2} (by the index, reference and records of that time); its difference from last period's score here is no move of the zone"
            ),
        });
    }
    sheet.skip(1);
    sheet.figures(&[
        (
            view.say("上期得分", "Score last period").to_owned(),
            Cell::number(root.points_before, 2),
            String::new(),
        ),
        (
            view.say("本区变动", "Own moves").to_owned(),
            Cell::signed(root.own, 2),
            String::new(),
        ),
        (
            view.say("他区变动", "Others' moves").to_owned(),
            Cell::signed(root.others, 2),
            String::new(),
        ),
        (
            view.say("权重与覆盖", "Weights, coverage").to_owned(),
            Cell::signed(root.weights, 2),
            String::new(),
        ),
        (
            view.say("本期得分", "Score now").to_owned(),
            Cell::number(root.points, 2),
            String::new(),
        ),
    ]);
    sheet.skip(1);
    // What moved the score most comes first.
    let size = |row: &ScoreChangeRow| row.change.unwrap_or(0.0).abs();
    leaves.sort_by(|a, b| size(b).total_cmp(&size(a)));
    let cells: Vec<Vec<Cell>> = leaves
        .iter()
        .map(|row| {
            let id = row.indicator.as_deref().unwrap_or_default();
            let decimals = view.decimals(id);
            let indicator = view.results.definitions.indicator(id);
            let unit = indicator.map_or("", |indicator| &indicator.unit);
            vec![
                Cell::text(format!("{} {}", row.node, view.label(id))),
                Cell::text(view.unit(unit)),
                Cell::number(row.previous, decimals),
                Cell::number(row.value, decimals),
                Cell::number(row.points_before, 2),
                Cell::number(row.points, 2),
                Cell::signed(row.change, 2).tone(Tone::Strong),
                Cell::signed(row.own, 2),
                Cell::signed(row.others, 2),
                Cell::signed(row.weights, 2),
            ]
        })
        .collect();
    let shown = cells.len().min(SHOWN);
    let columns = [
        Column::text(view.say("指标", "Indicator")).most(48.0),
        Column::text(view.say("计量单位", "Unit")),
        Column::number(view.say("上期值", "Last value")),
        Column::number(view.say("本期值", "Value")),
        Column::number(view.say("上期分", "Points before")),
        Column::number(view.say("本期分", "Points now")),
        Column::number(view.say("变动", "Change")),
        Column::number(view.say("本区变动", "Own")),
        Column::number(view.say("他区变动", "Others")),
        Column::number(view.say("权重与覆盖", "Weights")),
    ];
    let area = sheet.main_table(&columns, &cells, 1)?;
    let sums: Vec<Cell> = vec![
        Cell::text(index.definition.root.get(view.language)),
        Cell::blank(),
        Cell::blank(),
        Cell::blank(),
        Cell::number(root.points_before, 2),
        Cell::number(root.points, 2),
        Cell::signed(root.change, 2),
        Cell::signed(root.own, 2),
        Cell::signed(root.others, 2),
        Cell::signed(root.weights, 2),
    ]
    .into_iter()
    .map(|cell| cell.tone(Tone::Strong))
    .collect();
    sheet.row_below(&sums)?;
    if shown > 0 {
        sheet.skip(1);
        let height = 140 + 26 * u32::try_from(shown)?;
        let mut bars = chart(&Look {
            kind: ChartType::BarStacked,
            title: view.say("变动最大的指标", "Indicators that moved the score most"),
            categories: "",
            values: view.say("总分的分数", "Points of the total"),
            size: (960, height),
            legend: true,
        });
        bars.category_axis()
            .set_label_position(rust_xlsxwriter::ChartAxisLabelPosition::Low);
        let last = u32::try_from(shown)? - 1;
        for (column, colour) in [(7, ACCENT), (8, SERIES[1]), (9, SERIES[4])] {
            add_series(
                &mut bars,
                &area.header(column),
                &area.part(0, 0, last),
                &area.part(column, 0, last),
                colour,
                None,
            );
        }
        sheet.chart(&bars, 0, height)?;
    }
    sheet.finish()
}
