//! Indexes that are known in part: what is certain of them and what is not. They are not scored.

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::Tone;
use crate::report::view::View;

/// Writes a sheet for every draft of the pipeline.
pub(super) fn write(view: &View, workbook: &mut Workbook) -> Result<()> {
    for index in &view.results.definitions.drafts {
        let label = index.label.get(view.language);
        let name = format!("{} {}", view.say("草案", "Draft"), index.id);
        let title = format!(
            "{} · {label}",
            view.say("未实施评价的体系", "Not evaluated")
        );
        let mut sheet = SheetWriter::add(workbook, &name, &title, view.language)?;
        sheet.banner(view.say(
            "这套体系没有完整公开，不计算总分：也就没有未核实权重取其他值时总分变动多少。下表是已知的部分和各项的可靠程度。",
            "This system is not fully public and has no total: there is nothing that its weights could move. What is known, and how certain it is, stands below.",
        ));
        if !index.reference.is_empty() {
            sheet.note(&format!(
                "{}{}",
                view.say("评价文件：", "Defined by: "),
                index.reference
            ));
        }
        let rows: Vec<Vec<Cell>> = index
            .nodes
            .iter()
            .map(|node| {
                let defined = node
                    .indicator
                    .as_deref()
                    .and_then(|id| view.results.definitions.indicator(id));
                let name = match (&node.label, defined) {
                    (Some(label), _) => label.get(view.language),
                    (None, Some(indicator)) => indicator.label.get(view.language),
                    (None, None) => node.indicator.as_deref().unwrap_or_default(),
                };
                let known = match (&node.indicator, defined) {
                    (None, _) => "",
                    (Some(_), Some(_)) => view.say("有口径", "defined"),
                    (Some(_), None) => view.say("没有口径", "not defined"),
                };
                vec![
                    Cell::text(format!("{} {name}", node.id)),
                    Cell::number(node.weight, 2),
                    if node.verified {
                        Cell::text(view.say("有来源", "from a source")).tone(Tone::Muted)
                    } else {
                        Cell::text(view.say("未核实", "not verified")).tone(Tone::Query)
                    },
                    Cell::text(known),
                    Cell::number(
                        defined.and_then(|one| view.value(view.zone_id(), &one.id)),
                        defined.map_or(2, |one| one.decimals),
                    ),
                    Cell::text(view.unit(defined.map_or("", |one| &one.unit))),
                    Cell::text(node.certainty.get(view.language)),
                ]
            })
            .collect();
        sheet.main_table(
            &[
                Column::text(view.say("指标", "Node")).most(44.0),
                Column::number(view.say("权重", "Weight")),
                Column::text(view.say("权重核实", "Weight verified")),
                Column::text(view.say("口径", "Indicator")),
                Column::number(view.say("本区值", "Value")),
                Column::text(view.say("计量单位", "Unit")),
                Column::text(view.say("依据与不确定之处", "What is certain and what is not"))
                    .most(60.0),
            ],
            &rows,
            1,
        )?;
        sheet.finish()?;
    }
    Ok(())
}
