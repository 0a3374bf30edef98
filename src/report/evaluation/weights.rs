//! What is missing, which weights are not verified, and how far the score moves with them.

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use super::scored_index::ScoredIndex;
use crate::definitions::Language;
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::Tone;
use crate::tables::{SensitivityRow, Variation};

pub(super) fn write(index: &ScoredIndex, workbook: &mut Workbook) -> Result<()> {
    let view = index.view;
    let mut sheet = super::add_sheet(
        index,
        workbook,
        view.say("缺失与权重", "Missing and weights"),
        view.say(
            "缺失的指标与未核实的权重",
            "Missing indicators, and weights that are not verified",
        ),
    )?;
    index.write_source(&mut sheet);
    missing(index, &mut sheet)?;
    unverified(index, &mut sheet)?;
    sensitivity(index, &mut sheet, Variation::Weight)?;
    sensitivity(index, &mut sheet, Variation::LeftOut)?;
    sheet.finish()
}

fn missing(index: &ScoredIndex, sheet: &mut SheetWriter) -> Result<()> {
    let view = index.view;
    let rows: Vec<Vec<Cell>> = index
        .definition
        .leaves()
        .filter(|(node, _)| index.own(&node.id).is_none_or(|row| row.normalised.is_none()))
        .map(|(node, id)| {
            let indicator = view.results.definitions.indicator(id);
            let has_value = view.value(view.zone_id(), id).is_some();
            let reason = if has_value {
                view.say(
                    "有值，但参照数据中没有这项指标或上下限相同，不能标准化",
                    "it has a value, but the reference lacks it or its bounds are equal: it cannot be normalised",
                )
            } else if indicator.is_some_and(|indicator| indicator.from_zone_form()) {
                view.say("园区综合表没有填报", "the zone form does not give it")
            } else {
                view.say("企业报表中没有所需数据", "the enterprise forms lack what it needs")
            };
            vec![
                Cell::text(format!("{} {}", node.id, index.label(node))),
                Cell::text(reason),
                Cell::percent(index.nominal_total_weight(node).map(|weight| weight * 100.0), 2),
                Cell::text(match indicator {
                    Some(indicator) if indicator.qualitative => {
                        view.say("定性（专家评分）", "qualitative (expert score)")
                    }
                    Some(indicator) if indicator.from_zone_form() => {
                        view.say("园区综合表", "zone form")
                    }
                    _ => view.say("企业报表", "enterprise forms"),
                }),
            ]
        })
        .collect();
    sheet.heading(&match view.language {
        Language::Zh => format!("缺失的指标（{} 项）", rows.len()),
        Language::En => format!("Missing indicators ({})", rows.len()),
    });
    sheet.note(view.say(
        "缺失指标不计入得分，其权重分给同级指标",
        "A missing indicator is left out, and its weight is spread over its siblings",
    ));
    sheet.table(
        &[
            Column::text(view.say("指标", "Indicator")).most(46.0),
            Column::text(view.say("原因", "Why")).most(60.0),
            Column::number(view.say("名义占总分", "Nominal share of the total")),
            Column::text(view.say("来源", "Source")),
        ],
        &rows,
    )?;
    Ok(())
}

fn unverified(index: &ScoredIndex, sheet: &mut SheetWriter) -> Result<()> {
    let view = index.view;
    let nodes: Vec<_> = index
        .definition
        .nodes
        .iter()
        .filter(|node| !node.verified)
        .collect();
    sheet.heading(&match view.language {
        Language::Zh => format!(
            "未核实的权重（{} 项，共 {} 项）",
            nodes.len(),
            index.definition.nodes.len()
        ),
        Language::En => format!(
            "Weights that are not verified ({} of {})",
            nodes.len(),
            index.definition.nodes.len()
        ),
    });
    let rows: Vec<Vec<Cell>> = nodes
        .into_iter()
        .map(|node| {
            vec![
                Cell::text(format!("{} {}", node.id, index.label(node))),
                Cell::text(&node.certainty),
                Cell::number(node.weight, 2),
                Cell::percent(index.total_weight(node).map(|weight| weight * 100.0), 2),
            ]
        })
        .collect();
    sheet.table(
        &[
            Column::text(view.say("指标", "Node")).most(46.0),
            Column::text(view.say("依据与不确定之处", "What is certain and what is not"))
                .most(60.0),
            Column::number(view.say("采用的相对权重", "Relative weight used")),
            Column::number(view.say("占总分", "Share of the total")),
        ],
        &rows,
    )?;
    Ok(())
}

fn sensitivity(index: &ScoredIndex, sheet: &mut SheetWriter, variation: Variation) -> Result<()> {
    let view = index.view;
    let mut rows: Vec<&SensitivityRow> = view
        .results
        .evaluated
        .sensitivity
        .iter()
        .filter(|row| row.index == index.definition.id && row.variation == variation)
        .collect();
    let weight = variation == Variation::Weight;
    sheet.heading(if weight {
        view.say(
            "未核实的权重取其他值时，总分与名次的变化",
            "How score and rank move when a weight that is not verified takes another value",
        )
    } else {
        view.say(
            "去掉一项指标时，总分与名次的变化",
            "How score and rank move when one indicator is left out",
        )
    });
    let scores = rows.iter().filter_map(|row| row.score);
    let total = index.total().and_then(|row| row.score);
    let low = scores.clone().chain(total).reduce(f64::min);
    let high = scores.chain(total).reduce(f64::max);
    let ranks = rows.iter().filter_map(|row| row.rank);
    let own_rank = index.total().and_then(|row| row.rank);
    let best = ranks.clone().chain(own_rank).min();
    let worst = ranks.chain(own_rank).max();
    if let (Some(low), Some(high)) = (low, high)
        && !rows.is_empty()
    {
        let place = match (best, worst, view.language) {
            (Some(best), Some(worst), Language::Zh) => format!("，名次在 {best}—{worst} 之间"),
            (Some(best), Some(worst), Language::En) => {
                format!(", the rank between {best} and {worst}")
            }
            _ => String::new(),
        };
        sheet.note(&match view.language {
            Language::Zh => format!("每次只变一项：总分在 {low:.2}—{high:.2} 之间{place}"),
            Language::En => {
                format!("One at a time: the total lies between {low:.2} and {high:.2}{place}")
            }
        });
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
            let varied = if weight {
                match (row.alternative, view.language) {
                    (Some(alternative), Language::Zh) => {
                        format!("相对权重 {} 改为 {alternative}", row.weight)
                    }
                    (Some(alternative), Language::En) => {
                        format!("relative weight {} becomes {alternative}", row.weight)
                    }
                    (None, _) => String::new(),
                }
            } else {
                view.say("不计入", "left out").to_owned()
            };
            vec![
                Cell::text(name),
                Cell::text(varied),
                Cell::number(row.score, 2),
                Cell::signed(row.change, 2).tone(Tone::Strong),
                Cell::whole(row.rank),
                Cell::signed(row.rank_change.map(|change| change as f64), 0),
            ]
        })
        .collect();
    sheet.table(
        &[
            Column::text(view.say("指标", "Node")).most(46.0),
            Column::text(view.say("变动", "Varied")).most(60.0),
            Column::number(view.say("总分", "Total")),
            Column::number(view.say("变化", "Change")),
            Column::number(view.say("名次", "Rank")),
            Column::number(view.say("名次变化（负为上升）", "Change of rank (below 0 is better)")),
        ],
        &cells,
    )?;
    Ok(())
}
