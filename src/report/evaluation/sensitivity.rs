//! How far score and rank move when a weight that is not verified takes another value, or an indicator is left out.

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use super::scored_index::ScoredIndex;
use crate::definitions::Language;
use crate::report::reference_source::write_source;
use crate::report::sheet::{Cell, Column};
use crate::report::style::Tone;
use crate::tables::{SensitivityRow, Variation};

pub(super) fn write(index: &ScoredIndex, workbook: &mut Workbook) -> Result<()> {
    let view = index.view;
    let mut sheet = super::add_sheet(
        index,
        workbook,
        view.say("敏感性", "Sensitivity"),
        view.say(
            "敏感性：得分与名次有多稳",
            "Sensitivity: how firm score and rank are",
        ),
    )?;
    write_source(view, &mut sheet);
    let mut rows: Vec<&SensitivityRow> = view
        .results
        .evaluated
        .sensitivity
        .iter()
        .filter(|row| row.index == index.definition.id)
        // The weight as it is moves nothing.
        .filter(|row| row.alternative != Some(row.weight))
        .collect();
    for variation in [Variation::Weight, Variation::LeftOut] {
        if let Some(text) = range(index, &rows, variation) {
            sheet.note(&text);
        }
    }
    // What moves the score most comes first.
    let moved = |row: &SensitivityRow| row.change.unwrap_or(0.0).abs();
    rows.sort_by(|a, b| moved(b).total_cmp(&moved(a)));
    let cells: Vec<Vec<Cell>> = rows
        .into_iter()
        .map(|row| {
            let name = index
                .definition
                .nodes
                .iter()
                .find(|node| node.id == row.node)
                .map_or_else(
                    || row.node.clone(),
                    |node| format!("{} {}", node.id, index.label(node)),
                );
            let weight = row.variation == Variation::Weight;
            vec![
                Cell::text(name),
                Cell::text(if weight {
                    view.say("权重取其他值", "another weight")
                } else {
                    view.say("不计入", "left out")
                }),
                Cell::number(row.weight, 2),
                Cell::number(row.alternative, 2),
                Cell::number(row.score, 2),
                Cell::signed(row.change, 2).tone(Tone::Strong),
                Cell::whole(row.rank),
                Cell::signed(row.rank_change.map(|change| change as f64), 0),
            ]
        })
        .collect();
    sheet.main_table(
        &[
            Column::text(view.say("指标", "Node")).most(52.0),
            Column::text(view.say("变动", "Varied")),
            Column::number(view.say("采用的相对权重", "Relative weight used")),
            Column::number(view.say("改为", "Becomes")),
            Column::number(view.say("总分", "Total")),
            Column::number(view.say("变化", "Change")),
            Column::number(view.say("名次", "Rank")),
            Column::number(view.say("名次变化（负为上升）", "Change of rank (below 0 is better)")),
        ],
        &cells,
        1,
    )?;
    sheet.finish()
}

/// Between which scores and ranks the zone lies when one thing is varied at a time.
fn range(index: &ScoredIndex, rows: &[&SensitivityRow], variation: Variation) -> Option<String> {
    let rows: Vec<&&SensitivityRow> = rows
        .iter()
        .filter(|row| row.variation == variation)
        .collect();
    if rows.is_empty() {
        return None;
    }
    let total = index.total();
    let scores = rows
        .iter()
        .filter_map(|row| row.score)
        .chain(total.and_then(|row| row.score));
    let low = scores.clone().reduce(f64::min)?;
    let high = scores.reduce(f64::max)?;
    let ranks = rows
        .iter()
        .filter_map(|row| row.rank)
        .chain(total.and_then(|row| row.rank));
    let place = match (ranks.clone().min(), ranks.max(), index.view.language) {
        (Some(best), Some(worst), Language::Zh) => format!("，名次在 {best}—{worst} 之间"),
        (Some(best), Some(worst), Language::En) => format!(", the rank between {best} and {worst}"),
        _ => String::new(),
    };
    Some(match (variation, index.view.language) {
        (Variation::Weight, Language::Zh) => {
            format!("每次只改一项未核实的权重：总分在 {low:.2}—{high:.2} 之间{place}")
        }
        (Variation::LeftOut, Language::Zh) => {
            format!("每次只去掉一项指标：总分在 {low:.2}—{high:.2} 之间{place}")
        }
        (Variation::Weight, Language::En) => format!(
            "One weight that is not verified at a time: the total lies between {low:.2} and {high:.2}{place}"
        ),
        (Variation::LeftOut, Language::En) => format!(
            "One indicator left out at a time: the total lies between {low:.2} and {high:.2}{place}"
        ),
    })
}
