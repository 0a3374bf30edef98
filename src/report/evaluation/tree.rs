//! The tree of all nodes: value, bounds, normalised, weight, score, rank.

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use super::scored_index::ScoredIndex;
use crate::definitions::{Node, ROOT};
use crate::report::reference_source::write_source;
use crate::report::sheet::{Cell, Column};
use crate::report::style::Tone;
use crate::tables::ScoreRow;

pub(super) fn write(index: &ScoredIndex, workbook: &mut Workbook) -> Result<()> {
    let view = index.view;
    let mut sheet = super::add_sheet(
        index,
        workbook,
        view.say("得分树", "Tree"),
        view.say(
            "得分树：从总分到每项指标",
            "The tree: from the total to every indicator",
        ),
    )?;
    write_source(index.view, &mut sheet);
    sheet.note(view.say(
        "权重是占上一级的份额，缺失指标的权重已分给同级；名义权重是分摊之前的份额。得分 0—100；贡献 = 占总分权重 × 得分。",
        "A weight is the share of the parent after the weights of missing indicators are spread, the nominal weight before. Scores are 0–100; points = weight in the total × score.",
    ));
    let columns = [
        Column::text(view.say("指标", "Node")).most(52.0),
        Column::text(view.say("计量单位", "Unit")),
        Column::number(view.say("本区值", "Value")),
        Column::number(view.say("下限", "Min")),
        Column::number(view.say("上限", "Max")),
        Column::number(view.say("标准化值", "Normalised")),
        Column::number(view.say("名义权重", "Nominal weight")),
        Column::number(view.say("权重", "Weight")),
        Column::number(view.say("占总分权重", "Weight in the total")),
        Column::number(view.say("得分", "Score")),
        Column::number(view.say("贡献总分", "Points")),
        Column::number(view.say("排名", "Rank")),
        Column::text(view.say("排名区间", "Rank interval")),
        Column::number(view.say("覆盖率", "Coverage")),
        Column::text(view.say("权重核实", "Weight")),
    ];
    let mut rows = vec![row_of(index, None)];
    add_children(index, ROOT, &mut rows, 0);
    sheet.main_table(&columns, &rows, 1)?;
    sheet.finish()
}

/// Adds the nodes below a parent, depth first, in the order of the definition.
fn add_children(index: &ScoredIndex, parent: &str, rows: &mut Vec<Vec<Cell>>, depth: usize) {
    // Parents stand before their children, so the tree is no deeper than it has nodes.
    if depth > index.definition.nodes.len() {
        return;
    }
    for node in index.definition.children(parent) {
        rows.push(row_of(index, Some(node)));
        add_children(index, &node.id, rows, depth + 1);
    }
}

fn row_of(index: &ScoredIndex, node: Option<&Node>) -> Vec<Cell> {
    let view = index.view;
    let row: Option<&ScoreRow> = index.own(node.map_or(ROOT, |node| &node.id));
    let indicator = node
        .and_then(|node| node.indicator.as_deref())
        .and_then(|id| view.results.definitions.indicator(id));
    let decimals = indicator.map_or(2, |indicator| indicator.decimals);
    let depth = u8::try_from(row.map_or(0, |row| row.depth)).unwrap_or(0);
    let missing = row.is_none_or(|row| row.normalised.is_none() && row.score.is_none());
    let tone = match (depth, missing) {
        (_, true) => Tone::Muted,
        (0 | 1, false) => Tone::Strong,
        _ => Tone::Plain,
    };
    let label = match node {
        None => index.definition.root.get(view.language).to_owned(),
        Some(node) => format!("{} {}", node.id, index.label(node)),
    };
    let weight = match node {
        None => Some(1.0),
        Some(node) => index.total_weight(node),
    };
    let score = row.and_then(|row| row.score);
    let interval = match row.map(|row| (row.rank_low, row.rank_high)) {
        Some((Some(low), Some(high))) => format!("{low}—{high}"),
        _ => String::new(),
    };
    let verified = match node {
        None => Cell::blank(),
        Some(node) if node.verified => {
            Cell::text(view.say("有来源", "from a source")).tone(Tone::Muted)
        }
        Some(_) => Cell::text(view.say("未核实", "not verified")).tone(Tone::Query),
    };
    let mut cells = vec![
        Cell::text(label).indent(depth).tone(tone),
        Cell::text(view.unit(indicator.map_or("", |indicator| &indicator.unit))),
    ];
    if missing && indicator.is_some() {
        cells.push(Cell::text(view.say("缺", "missing")).tone(Tone::Query));
    } else {
        cells.push(Cell::number(row.and_then(|row| row.value), decimals).tone(tone));
    }
    cells.extend([
        Cell::number(row.and_then(|row| row.min), decimals),
        Cell::number(row.and_then(|row| row.max), decimals),
        Cell::number(row.and_then(|row| row.normalised), 3),
        Cell::percent(row.map(|row| row.nominal_weight * 100.0), 2),
        Cell::percent(row.map(|row| row.weight * 100.0), 2),
        Cell::percent(weight.map(|weight| weight * 100.0), 2),
        Cell::number(score, 2).tone(tone),
        Cell::number(score.zip(weight).map(|(score, weight)| score * weight), 2),
        Cell::whole(row.and_then(|row| row.rank)),
        Cell::text(interval),
        Cell::percent(row.map(|row| row.coverage * 100.0), 1),
        verified,
    ]);
    cells
}
