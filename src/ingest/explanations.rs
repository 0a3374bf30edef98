//! Explanations of queries, in a workbook of their own.

use super::layout::{RULE, TEXT, subject};
use super::note::Note;
use super::table::Table;
use super::values::credit_code::judge;
use super::values::text::{is_blank, tidy};
use super::workbook::Workbook;
use crate::definitions::Definitions;
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
    let mut found = false;
    for sheet in workbook.sheets.iter().filter(|sheet| sheet.visible) {
        let wanted: [&[&str]; 3] = [&labels, &RULE, &TEXT];
        let Some(table) = Table::find(sheet, definitions.pipeline.limits.head_rows, &wanted) else {
            continue;
        };
        found = true;
        for row in table.rows() {
            let given = |names: &[&str]| {
                let text = tidy(&row.text(table.column(names)));
                (!is_blank(&text)).then_some(text)
            };
            if let (Some(code), Some(rule), Some(text)) =
                (given(&labels), given(&RULE), given(&TEXT))
            {
                let (codes, item) = subject(&table, &row);
                rows.push(ExplanationRow {
                    credit_code: judge(&code).code().to_owned(),
                    rule,
                    codes,
                    row: item,
                    text,
                    file: file.to_owned(),
                });
            }
        }
    }
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
