//! How the survey went: who did not answer, what was superseded, what could not be read, what was explained.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use super::list;
use crate::definitions::Language;
use crate::report::response::response_table;
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::Tone;
use crate::report::view::View;
use crate::tables::{FindingRow, State};

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

pub(super) fn write(view: &View, workbook: &mut Workbook) -> Result<()> {
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
        .map(|finding| list::row_of(view, finding))
        .collect();
    sheet.main_table(&list::columns(view), &rows, 2)?;
    sheet.finish()
}

pub(super) fn write_response(view: &View, workbook: &mut Workbook) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("应报情况", "Response"),
        view.say("应报、已报与采用情况", "Response by park"),
        view.language,
    )?;
    response_table(view, &mut sheet)?;
    sheet.finish()
}

/// Every explanation, and whether a finding waited for it.
pub(super) fn write_explanations(view: &View, workbook: &mut Workbook) -> Result<()> {
    let explanations = &view.results.ingested.explanations;
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("企业说明", "Explanations"),
        view.say("企业对疑问的说明", "Explanations of queries"),
        view.language,
    )?;
    let names: BTreeMap<&str, &str> = view
        .enterprises
        .iter()
        .map(|enterprise| (enterprise.credit_code.as_str(), enterprise.name.as_str()))
        .collect();
    let keyed = |wanted: &dyn Fn(&FindingRow) -> bool| -> BTreeSet<(&str, &str)> {
        view.results
            .findings
            .iter()
            .filter(|finding| wanted(finding))
            .map(|finding| (finding.credit_code.as_str(), finding.rule.as_str()))
            .collect()
    };
    let explained = keyed(&|finding| finding.state == State::Explained);
    let found = keyed(&|_| true);
    let rows: Vec<Vec<Cell>> = explanations
        .iter()
        .map(|explanation| {
            let key = (explanation.credit_code.as_str(), explanation.rule.as_str());
            let effect = if explained.contains(&key) {
                Cell::text(view.say("已采纳", "settles the query")).tone(Tone::Good)
            } else if found.contains(&key) {
                Cell::text(view.say("不能以说明解决", "cannot be settled by an explanation"))
                    .tone(Tone::Query)
            } else {
                Cell::text(view.say("没有对应的疑问", "no finding waits for it")).tone(Tone::Muted)
            };
            vec![
                Cell::text(&explanation.credit_code),
                Cell::text(
                    names
                        .get(explanation.credit_code.as_str())
                        .copied()
                        .unwrap_or_default(),
                ),
                Cell::text(&explanation.rule),
                Cell::text(view.rule_label(&explanation.rule)),
                Cell::text(&explanation.text),
                effect,
                Cell::text(&explanation.file),
            ]
        })
        .collect();
    sheet.main_table(
        &[
            Column::text(view.say("统一社会信用代码", "Credit code")),
            Column::text(view.say("企业名称", "Name")).most(32.0),
            Column::text(view.say("规则", "Rule")),
            Column::text(view.say("要求", "What it demands")).most(50.0),
            Column::text(view.say("说明", "Explanation")).most(60.0),
            Column::text(view.say("结果", "Result")),
            Column::text(view.say("文件", "File")).most(40.0),
        ],
        &rows,
        2,
    )?;
    sheet.finish()
}
