//! A sheet of explanations among the submissions: a returned workbook that comes back.

use super::content::{Content, Explained};
use super::identity;
use super::vocabulary::Vocabulary;
use crate::ingest::table::{Row, Table};
use crate::ingest::values::credit_code::judge;
use crate::ingest::values::text::{is_blank, squeeze, tidy};
use crate::ingest::workbook::{Cell, Sheet, Workbook};

/// Headers of the rule that is explained.
pub(crate) const RULE: [&str; 4] = ["规则", "规则编号", "审核规则", "rule"];
/// Headers of the fields that an explanation is about.
pub(crate) const CODES: [&str; 2] = ["指标代码", "field codes"];
/// Headers of the row of a list form that an explanation is about.
pub(crate) const ROW: [&str; 2] = ["行号", "row"];
/// Headers of what the enterprise says.
pub(crate) const TEXT: [&str; 6] = [
    "说明",
    "企业说明",
    "解释说明",
    "情况说明",
    "解释",
    "explanation",
];

/// Whether a sheet has a table of rules and explanations.
pub(super) fn is_explanations(vocabulary: &Vocabulary<'_>, sheet: &Sheet) -> bool {
    let head_rows = vocabulary.pipeline.limits.head_rows;
    let heads_rules = |(_, cells): (u32, &[Cell])| {
        let mut texts = cells.iter().filter_map(|cell| cell.value.as_text());
        texts.any(|text| vocabulary.said(text).is_one_of(&RULE))
    };
    sheet.head(head_rows).any(heads_rules)
        && Table::find(sheet, head_rows, &[&RULE, &TEXT]).is_some()
}

/// Reads the explanations; the credit code stands in a column, or anywhere in the workbook.
pub(super) fn read(
    vocabulary: &Vocabulary<'_>,
    sheet: &Sheet,
    workbook: &Workbook,
    content: &mut Content,
) {
    let Some(table) = Table::find(sheet, vocabulary.pipeline.limits.head_rows, &[&RULE, &TEXT])
    else {
        return;
    };
    let labels: Vec<&str> = vocabulary
        .survey
        .identity
        .credit_code_labels
        .iter()
        .map(String::as_str)
        .collect();
    let column = table.column(&labels);
    let own = workbook
        .sheets
        .iter()
        .enumerate()
        .find_map(|(index, sheet)| {
            identity::of_sheet(vocabulary, sheet, index, None)
                .codes
                .into_iter()
                .next()
        })
        .map(|code| judge(&code.stated.text).code().to_owned());
    for row in table.rows() {
        let rule = tidy(&row.text(table.column(&RULE)));
        let text = tidy(&row.text(table.column(&TEXT)));
        let code = match column.map(|column| row.text(Some(column))) {
            Some(code) if !is_blank(&code) => Some(judge(&code).code().to_owned()),
            _ => own.clone(),
        };
        if let Some(credit_code) = code
            && !is_blank(&rule)
            && !is_blank(&text)
        {
            let (codes, row) = subject(&table, &row);
            content.explanations.push(Explained {
                credit_code,
                rule,
                codes,
                row,
                text,
            });
        }
    }
}

/// What an explanation is about, where it says so: field codes joined by `,`, and the row of a list form.
pub(crate) fn subject(table: &Table<'_>, row: &Row<'_>) -> (String, Option<i64>) {
    let codes = row.text(table.column(&CODES));
    let codes: Vec<String> = codes
        .split([',', '，', '、', ';', '；', ' '])
        .map(squeeze)
        .filter(|code| !is_blank(code))
        .collect();
    let number = squeeze(&row.text(table.column(&ROW)));
    (codes.join(","), number.parse().ok())
}
