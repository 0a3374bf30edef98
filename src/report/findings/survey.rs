//! How the survey went: who did not answer, what was superseded, what could not be read, what was explained.

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use super::{Context, list};
use crate::definitions::Language;
use crate::report::left_out::{left_out_note, left_out_table, missed, missed_columns, missed_rows};
use crate::report::response::response_table;
use crate::report::sheet::{Cell, SheetWriter};
use crate::report::view::View;
use crate::tables::FindingRow;

/// Checks that look at the survey, not at the values of a record, in the order shown.
const SURVEY_CHECKS: [&str; 9] = [
    "non-respondent",
    "not-in-register",
    "closed-respondent",
    "wrong-park",
    "wrong-period",
    "withdrawn",
    "superseded",
    "identical-copy",
    "unreadable-file",
];

pub(super) fn write(context: &Context, workbook: &mut Workbook) -> Result<()> {
    let view = context.view;
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("调查情况", "Survey"),
        view.say(
            "调查情况：未报、不在名录库、重复与无法读取的文件",
            "How the survey went: silent, unknown, superseded, unreadable",
        ),
        view.language,
    )?;
    let of = |check: &str| -> Vec<&FindingRow> {
        view.results
            .findings
            .iter()
            .filter(|finding| finding.rule == check)
            .collect()
    };
    let counts: Vec<String> = SURVEY_CHECKS
        .iter()
        .map(|check| (check, of(check).len()))
        .filter(|(_, count)| *count > 0)
        .map(|(check, count)| match view.language {
            Language::Zh => format!("{} {count} 条", view.rule_label(check)),
            Language::En => format!("{}: {count}", view.rule_label(check)),
        })
        .collect();
    sheet.note(&if counts.is_empty() {
        view.say("没有这类情况", "There is nothing of the kind")
            .to_owned()
    } else {
        counts.join(view.say("；", "; "))
    });
    let rows: Vec<Vec<Cell>> = SURVEY_CHECKS
        .iter()
        .flat_map(|check| of(check))
        .map(|finding| list::row_of(context, finding))
        .collect();
    sheet.main_table(&list::columns(context), &rows, 2)?;
    sheet.finish()
}

pub(super) fn write_response(view: &View, workbook: &mut Workbook) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("应报与采用", "Response"),
        view.say(
            "应报、已报与采用情况，未计入汇总的企业",
            "Response by park, and what is left out of the sums",
        ),
        view.language,
    )?;
    response_table(view, &mut sheet)?;
    sheet.heading(view.say(
        "未计入汇总：按园区和原因",
        "Left out of the sums: by park and reason",
    ));
    sheet.note(&left_out_note(view, None));
    left_out_table(view, &mut sheet)?;
    sheet.finish()
}

pub(super) fn write_left_out(view: &View, workbook: &mut Workbook) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("未计入企业", "Left out"),
        view.say("未计入汇总的企业", "Enterprises left out of the sums"),
        view.language,
    )?;
    sheet.note(&left_out_note(view, None));
    let missed = missed(view);
    sheet.main_table(&missed_columns(view), &missed_rows(view, &missed), 2)?;
    sheet.finish()
}
