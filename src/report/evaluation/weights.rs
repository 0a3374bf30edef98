//! What is missing, and which weights are not verified.

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use super::scored_index::ScoredIndex;
use crate::definitions::Language;
use crate::report::reference_source::write_source;
use crate::report::sheet::{Cell, Column, SheetWriter};

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
    write_source(index.view, &mut sheet);
    missing(index, &mut sheet)?;
    unverified(index, &mut sheet)?;
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
                Cell::text(node.certainty.get(view.language)),
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
