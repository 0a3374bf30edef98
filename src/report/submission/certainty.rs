//! How certain the definitions of the indicators are: for the office only, no part of what is sent.

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::Tone;
use crate::report::view::View;

pub(super) fn write(view: &View, workbook: &mut Workbook) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("核实情况", "Certainty"),
        view.say(
            "核实情况：指标口径的来源与不确定之处",
            "Certainty: sources of the definitions and what is not certain",
        ),
        view.language,
    )?;
    sheet.banner(view.say(
        "内部资料：供本单位核对，不随申报材料报送。",
        "Internal: for the office to check, no part of what is sent.",
    ));
    let definitions = view.results.definitions;
    let mut rows = Vec::new();
    for index in &definitions.indexes {
        for (node, id) in index.leaves() {
            let Some(indicator) = definitions.indicator(id) else {
                continue;
            };
            let state = if indicator.verified {
                Cell::text(view.say("有来源", "from a source")).tone(Tone::Muted)
            } else {
                Cell::text(view.say("未核实", "not verified")).tone(Tone::Query)
            };
            rows.push(vec![
                Cell::text(&node.id),
                Cell::text(indicator.label.get(view.language)),
                state,
                Cell::text(indicator.certainty.get(view.language)),
            ]);
        }
    }
    sheet.main_table(
        &[
            Column::text(view.say("编号", "No.")),
            Column::text(view.say("指标名称", "Indicator")).most(48.0),
            Column::text(view.say("核实", "Verified")),
            Column::text(view.say("依据与不确定之处", "What is certain and what is not"))
                .most(80.0),
        ],
        &rows,
        1,
    )?;
    sheet.finish()
}
