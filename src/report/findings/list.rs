//! The findings themselves, one sheet per severity, and one for rules that could not be decided.

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use super::Context;
use crate::definitions::{Language, Severity};
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::Tone;
use crate::tables::{FindingRow, Outcome, State};

/// Which findings a sheet shows.
#[derive(Clone, Copy)]
pub(super) enum Chosen {
    /// Those of a severity that failed.
    Severity(Severity),
    /// Those that are unknown.
    Unknown,
}

impl Chosen {
    fn has(self, finding: &FindingRow) -> bool {
        match self {
            Chosen::Severity(severity) => {
                finding.outcome == Outcome::Failed && finding.severity == severity
            }
            Chosen::Unknown => finding.outcome == Outcome::Unknown,
        }
    }
}

pub(super) fn write(context: &Context, chosen: Chosen, workbook: &mut Workbook) -> Result<()> {
    let view = context.view;
    let (name, meaning) = match chosen {
        Chosen::Severity(Severity::Error) => (
            view.say("错误", "Errors"),
            view.say(
                "错误：改正之前，记录不采用",
                "Errors: the record is not used until they are corrected",
            ),
        ),
        Chosen::Severity(Severity::Query) => (
            view.say("疑问", "Queries"),
            view.say(
                "疑问：须由企业说明或改正",
                "Queries: the respondent must explain or correct",
            ),
        ),
        Chosen::Severity(Severity::Hint) => (
            view.say("提示", "Hints"),
            view.say("提示：仅供参考", "Hints: for information"),
        ),
        Chosen::Unknown => (
            view.say("未能判断", "Unknown"),
            view.say(
                "未能判断：规则所需的指标为空",
                "Unknown: a value that the rule needs is blank",
            ),
        ),
    };
    let mut findings: Vec<&FindingRow> = view
        .results
        .findings
        .iter()
        .filter(|finding| chosen.has(finding))
        .collect();
    let open = findings
        .iter()
        .filter(|finding| finding.state == State::Open)
        .count();
    // What waits for somebody comes first, that of the largest before that of the small; otherwise the order of
    // the table.
    findings.sort_by(|a, b| {
        let settled = |finding: &FindingRow| finding.state != State::Open;
        let size = |finding: &FindingRow| context.size_before(&finding.credit_code);
        settled(a)
            .cmp(&settled(b))
            .then_with(|| size(b).total_cmp(&size(a)))
    });
    let mut sheet = SheetWriter::add(workbook, name, meaning, view.language)?;
    sheet.note(&match view.language {
        Language::Zh => format!(
            "共 {} 条，待处理 {open} 条；待处理的在前，按企业上年规模从大到小",
            findings.len()
        ),
        Language::En => format!(
            "{} findings, {open} open; the open ones first, those of the largest enterprises before the others",
            findings.len()
        ),
    });
    let rows: Vec<Vec<Cell>> = findings
        .iter()
        .map(|finding| row_of(context, finding))
        .collect();
    sheet.main_table(&columns(context), &rows, 2)?;
    sheet.finish()
}

/// Columns of a list of findings.
pub(super) fn columns(context: &Context) -> Vec<Column> {
    let view = context.view;
    vec![
        Column::code(view.say("统一社会信用代码", "Credit code")),
        Column::text(view.say("企业名称", "Name")).most(32.0),
        Column::text(view.say("园区", "Park")),
        Column::text(view.say("规则", "Rule")).most(34.0),
        Column::text(view.say("编号", "Id")).most(22.0),
        Column::text(view.say("程度", "Severity")),
        Column::text(view.say("状态", "State")),
        Column::text(view.say("说明", "Message")).most(56.0),
        // From here on a reader works on screen; on paper the message says what is wrong.
        Column::text(view.say("涉及代码", "Codes"))
            .most(24.0)
            .on_screen(),
        Column::number(view.say("数值", "Value")),
        Column::number(view.say("应为", "Expected")),
        Column::number(view.say("相差", "Difference")),
        Column::text(view.say("建议", "Suggestion")).most(40.0),
        Column::text(view.say("退回表", "Return")),
        Column::text(view.say("文件", "File")).most(40.0),
        Column::text(view.say("工作表", "Sheet")).most(20.0),
        Column::text(view.say("单元格", "Cell")),
        Column::text(view.say("其他单元格", "Other cells")).most(36.0),
        Column::text(view.say("相关企业", "Other records")).most(24.0),
        Column::text(view.say("企业说明或豁免理由", "Explanation or reason of the waiver"))
            .most(40.0),
    ]
}

/// A finding as a row of such a list.
pub(super) fn row_of(context: &Context, finding: &FindingRow) -> Vec<Cell> {
    let view = context.view;
    let decimals = |value: Option<f64>| match value {
        Some(value) if value.fract().abs() > 1e-9 => 2,
        _ => 0,
    };
    let number = |value: Option<f64>| Cell::number(value, decimals(value));
    vec![
        Cell::text(&finding.credit_code),
        Cell::text(&finding.name),
        Cell::text(view.park_name(finding.park.as_deref())),
        Cell::text(view.rule_label(&finding.rule)),
        Cell::text(&finding.rule).tone(Tone::Muted),
        Cell::severity(finding.severity, view.language),
        Cell::text(view.state_word(finding.state)).tone(match finding.state {
            State::Open => Tone::Strong,
            State::Explained | State::Waived => Tone::Muted,
        }),
        Cell::text(view.message(finding)),
        Cell::text(finding.codes.replace(',', " ")),
        number(finding.value),
        number(finding.expected),
        Cell::signed(finding.difference, decimals(finding.difference)),
        Cell::text(
            view.language
                .choose(&finding.suggestion, &finding.suggestion_en),
        ),
        context.return_cell(&finding.credit_code),
        Cell::text(&finding.file),
        Cell::text(&finding.sheet),
        Cell::text(&finding.cell),
        Cell::text(context.further_cells(finding)),
        Cell::text(finding.related.replace(',', " ")),
        Cell::text(&finding.explanation),
    ]
}
