//! The page that is signed before the submission is sent.

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::view::View;

pub(super) fn write(view: &View, workbook: &mut Workbook) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("签署页", "Sign-off"),
        view.say("签署页：申报材料审核签字", "Sign-off of the submission"),
        view.language,
    )?;
    if view.results.aggregated.has_estimates() || view.period().quarter.is_some() {
        sheet.banner(super::not_to_be_sent(view));
    }
    sheet.note(view.say(
        "签字前请逐项确认：□ 数据经逐级审核，与统计调查和园区综合表一致；□ 变动较大的指标已说明原因；□ 缺项已核实。",
        "Before signing, confirm: □ the figures were reviewed at every level and agree with the survey and the zone form; □ large changes are explained; □ what is missing was checked.",
    ));
    sheet.skip(1);
    let roles = [
        view.say("填报人", "Prepared by"),
        view.say("审核人", "Reviewed by"),
        view.say("统计负责人", "Head of statistics"),
        view.say("单位负责人", "Head of the zone"),
    ];
    let rows: Vec<Vec<Cell>> = roles
        .iter()
        .map(|role| {
            let mut row = vec![Cell::text(*role)];
            row.resize_with(6, || Cell::text("\u{3000}"));
            row
        })
        .collect();
    sheet.table(
        &[
            Column::text(view.say("责任", "Role")).most(24.0),
            Column::text(view.say("姓名", "Name")).least(14.0),
            Column::text(view.say("签字（盖章）", "Signature, seal")).least(24.0),
            Column::text(view.say("联系电话", "Telephone")).least(16.0),
            Column::text(view.say("日期", "Date")).least(14.0),
            Column::text(view.say("意见", "Remarks")).least(30.0),
        ],
        &rows,
    )?;
    sheet.finish()
}
