//! The table of contents: every sheet with what it answers, who may see it, and a link.

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use super::facts::Facts;
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::Tone;

/// A sheet of the workbook.
pub(super) struct Entry {
    /// Its name.
    pub(super) sheet: String,
    /// What it answers.
    pub(super) about: &'static str,
    /// Whether it may go outside.
    pub(super) outside: bool,
}

pub(super) fn write(facts: &Facts, workbook: &mut Workbook, entries: &[Entry]) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        facts.say("目录", "Contents"),
        &facts.sheet_title("目录", "contents"),
        facts.language(),
    )?;
    sheet.note(facts.say(
        "单击名称跳转。“内部”各表含企业名称，只供园区和高新区管理部门使用；“可对外”各表已按统计保密规则处理。",
        "Click a name to go there. Internal sheets name enterprises and are for the park and the zone only; the others may go outside.",
    ));
    let columns = [
        Column::text(facts.say("工作表", "Sheet")).most(26.0),
        Column::text(facts.say("回答什么问题", "What it answers")).most(90.0),
        Column::text(facts.say("使用范围", "For whom")),
    ];
    let rows: Vec<Vec<Cell>> = entries
        .iter()
        .map(|entry| {
            vec![
                Cell::to_sheet(entry.sheet.as_str(), entry.sheet.as_str()).tone(Tone::Accent),
                Cell::text(entry.about),
                if entry.outside {
                    Cell::text(facts.say("可对外", "may go outside")).tone(Tone::Good)
                } else {
                    Cell::text(facts.say("内部", "internal")).tone(Tone::Query)
                },
            ]
        })
        .collect();
    sheet.table(&columns, &rows)?;
    sheet.finish()
}
