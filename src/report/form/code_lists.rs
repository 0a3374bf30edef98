//! The codes that the forms ask for, on a sheet of their own: a drop-down has no room for what a code means.

use std::collections::BTreeSet;

use rust_xlsxwriter::{RowNum, Workbook, XlsxError};

use super::formats::Formats;
use crate::definitions::{CodeList, Language, Survey};
use crate::period::Period;
use crate::report::style;

/// Draws the lists that fields of the period's forms name as one more sheet of a workbook; none where no field
/// names a list.
///
/// # Errors
/// When a text is longer than a workbook allows, which the definitions should not let happen.
pub fn draw_code_lists(
    workbook: &mut Workbook,
    survey: &Survey,
    lists: &[CodeList],
    period: Period,
    language: Language,
) -> Result<(), XlsxError> {
    let fields = survey
        .forms
        .iter()
        .flat_map(|form| &form.fields)
        .filter(|field| field.asked && field.in_year(period.year));
    let named: BTreeSet<&str> = fields.filter_map(|field| field.codes.as_deref()).collect();
    let lists: Vec<&CodeList> = lists
        .iter()
        .filter(|list| named.contains(list.id.as_str()) && !list.entries.is_empty())
        .collect();
    if lists.is_empty() {
        return Ok(());
    }
    let formats = Formats::new(language);
    let sheet = workbook.add_worksheet();
    sheet.set_name(language.choose("代码表", "Code lists"))?;
    let columns = [
        (language.choose("目录与指标", "List and fields"), 52.0),
        (language.choose("编码", "Code of the list"), 12.0),
        (language.choose("含义", "Meaning"), 60.0),
    ];
    for (column, (text, width)) in (0u16..).zip(columns) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, text, &formats.header)?;
    }
    let text = formats.label(1);
    let mut row: RowNum = 1;
    for list in lists {
        let asked: Vec<&str> = survey
            .forms
            .iter()
            .flat_map(|form| &form.fields)
            .filter(|field| field.in_year(period.year) && field.codes.as_deref() == Some(&list.id))
            .map(|field| field.code.as_str())
            .collect();
        // A list often has its field's name: alone in a cell, beside a code, it would be read as an answer.
        let name = format!("◇ {} {}", list.label.get(language), asked.join(" "));
        let name = style::cut(&name, 255);
        for entry in &list.entries {
            let meaning = match language {
                Language::En if !entry.en.is_empty() => &entry.en,
                _ => &entry.zh,
            };
            sheet.write_string_with_format(row, 0, &name, text)?;
            sheet.write_string_with_format(row, 1, &entry.code, &formats.code)?;
            sheet.write_string_with_format(row, 2, meaning, text)?;
            row += 1;
        }
    }
    sheet
        .set_freeze_panes(1, 0)?
        .autofilter(0, 0, row - 1, 2)?
        .set_repeat_rows(0, 0)?
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0)
        .set_screen_gridlines(false);
    Ok(())
}
