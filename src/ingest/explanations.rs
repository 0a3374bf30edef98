//! Explanations of queries, in a workbook of their own.

use std::collections::BTreeSet;

use super::layout::{RULE, TEXT, subject};
use super::note::Note;
use super::table::each_line;
use super::values::credit_code::judge;
use super::workbook::Workbook;
use crate::definitions::{Definitions, OWN_CHECKS};
use crate::tables::ExplanationRow;

/// Reads the explanations.
pub(super) fn read(
    definitions: &Definitions,
    file: &str,
    workbook: &Workbook,
) -> (Vec<ExplanationRow>, Vec<Note>) {
    let labels: Vec<&str> = definitions
        .survey
        .identity
        .credit_code_labels
        .iter()
        .map(String::as_str)
        .collect();
    let mut rows = Vec::new();
    let head_rows = definitions.pipeline.limits.head_rows;
    let found = each_line(workbook, head_rows, &[&[&labels, &RULE, &TEXT]], |line| {
        if let (Some(code), Some(rule), Some(text)) =
            (line.given(&labels), line.given(&RULE), line.given(&TEXT))
        {
            let (codes, item) = subject(line.table, line.row);
            rows.push(ExplanationRow {
                credit_code: judge(&code).code().to_owned(),
                rule,
                codes,
                row: item,
                text,
                file: file.to_owned(),
            });
        }
    });
    let notes = if found {
        Vec::new()
    } else {
        vec![Note::new(
            "没有表头（统一社会信用代码、规则、说明），未读取",
            "it has no header row with 统一社会信用代码, 规则 and 说明 and is not read",
        )]
    };
    (rows, notes)
}

/// Notes on explanations that settle nothing, for no enterprise or no rule is meant by them, each with its file.
pub(super) fn without_effect(
    definitions: &Definitions,
    known: &BTreeSet<&str>,
    rows: &[ExplanationRow],
) -> Vec<(String, Note)> {
    let rule_is_known = |rule: &str| {
        let rule = rule.trim();
        definitions
            .rules
            .iter()
            .map(|rule| rule.id.as_str())
            .chain(OWN_CHECKS)
            .any(|id| id.eq_ignore_ascii_case(rule))
    };
    let mut notes = Vec::new();
    for row in rows {
        let (code, rule) = (&row.credit_code, &row.rule);
        if !known.contains(code.as_str()) {
            notes.push((
                row.file.clone(),
                Note::new(
                    format!("对规则 {rule} 的说明：没有企业 {code}"),
                    format!("explanation of {rule}: there is no enterprise {code}"),
                ),
            ));
        }
        if !rule_is_known(rule) {
            notes.push((
                row.file.clone(),
                Note::new(
                    format!("企业 {code} 的说明：没有规则 {rule}"),
                    format!("explanation of {code}: there is no rule {rule}"),
                ),
            ));
        }
    }
    notes
}
