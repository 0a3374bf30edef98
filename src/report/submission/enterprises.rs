//! Which enterprises are in the submission, and which are not and why.

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use crate::definitions::Language;
use crate::report::left_out::{left_out_note, missed, missed_columns, missed_rows};
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::view::{Enterprise, View};

pub(super) fn write_included(view: &View, workbook: &mut Workbook) -> Result<()> {
    let included: Vec<&Enterprise> = view
        .enterprises
        .iter()
        .filter(|enterprise| enterprise.used)
        .collect();
    let title = match view.language {
        Language::Zh => format!("纳入汇总的企业（{} 家）", included.len()),
        Language::En => format!("Enterprises included ({})", included.len()),
    };
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("纳入企业", "Included"),
        &title,
        view.language,
    )?;
    sheet.inside();
    let mut columns = vec![Column::number(view.say("序号", "No."))];
    columns.extend(view.identity_columns());
    columns.push(Column::text(view.say("主导产业", "Leading industry")));
    columns.push(Column::text(view.say("采用方式", "Used")));
    let rows: Vec<Vec<Cell>> = included
        .iter()
        .enumerate()
        .map(|(number, enterprise)| {
            let mut row = vec![Cell::count(number + 1)];
            row.extend(view.identity_cells(enterprise));
            row.push(Cell::text(view.industry_name(&enterprise.leading_industry)));
            row.push(view.counts_cell(enterprise));
            row
        })
        .collect();
    sheet.main_table(&columns, &rows, 3)?;
    sheet.finish()
}

pub(super) fn write_left_out(view: &View, workbook: &mut Workbook) -> Result<()> {
    let missed = missed(view);
    let title = match view.language {
        Language::Zh => format!("未纳入汇总的企业（{} 家）", missed.len()),
        Language::En => format!("Enterprises left out ({})", missed.len()),
    };
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("未纳入企业", "Left out"),
        &title,
        view.language,
    )?;
    sheet.inside();
    sheet.note(&left_out_note(view, None));
    sheet.main_table(&missed_columns(view), &missed_rows(view, &missed), 2)?;
    sheet.finish()
}
