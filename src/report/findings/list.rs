//! The findings themselves, one sheet per severity, and one for rules that could not be decided.

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use crate::definitions::{Language, Severity};
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::Tone;
use crate::report::view::View;
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

pub(super) fn write(view: &View, chosen: Chosen, workbook: &mut Workbook) -> Result<()> {
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
    // What waits for somebody comes first; otherwise the order of the table.
    findings.sort_by_key(|finding| finding.state != State::Open);
    let mut sheet = SheetWriter::add(workbook, name, meaning, view.language)?;
    sheet.note(&match view.language {
        Language::Zh => format!("共 {} 条，待处理 {open} 条", findings.len()),
        Language::En => format!("{} findings, {open} open", findings.len()),
    });
    let rows: Vec<Vec<Cell>> = findings
        .iter()
        .map(|finding| row_of(view, finding))
        .collect();
    sheet.main_table(&columns(view), &rows, 2)?;
    sheet.finish()
}

/// Columns of a list of findings.
pub(super) fn columns(view: &View) -> Vec<Column> {
    vec![
        Column::text(view.say("统一社会信用代码", "Credit code")),
        Column::text(view.say("企业名称", "Name")).most(32.0),
        Column::text(view.say("园区", "Park")),
        Column::text(view.say("规则", "Rule")),
        Column::text(view.say("程度", "Severity")),
        Column::text(view.say("说明", "Message")).most(56.0),
        Column::text(view.say("涉及代码", "Codes")).most(24.0),
        Column::number(view.say("数值", "Value")),
        Column::number(view.say("应为", "Expected")),
        Column::number(view.say("相差", "Difference")),
        Column::text(view.say("文件", "File")).most(40.0),
        Column::text(view.say("工作表", "Sheet")).most(20.0),
        Column::text(view.say("单元格", "Cell")),
        Column::text(view.say("状态", "State")),
        Column::text(view.say("企业说明或豁免理由", "Explanation or reason of the waiver"))
            .most(40.0),
    ]
}

/// A finding as a row of such a list.
pub(super) fn row_of(view: &View, finding: &FindingRow) -> Vec<Cell> {
    let decimals = |value: Option<f64>| match value {
        Some(value) if value.fract().abs() > 1e-9 => 2,
        _ => 0,
    };
    let number = |value: Option<f64>| Cell::number(value, decimals(value));
    vec![
        Cell::text(&finding.credit_code),
        Cell::text(&finding.name),
        Cell::text(view.park_name(finding.park.as_deref())),
        Cell::text(&finding.rule),
        Cell::severity(finding.severity, view.language),
        Cell::text(view.message(finding)),
        Cell::text(finding.codes.replace(',', " ")),
        number(finding.value),
        number(finding.expected),
        Cell::signed(finding.difference, decimals(finding.difference)),
        Cell::text(&finding.file),
        Cell::text(&finding.sheet),
        Cell::text(&finding.cell),
        Cell::text(view.state_word(finding.state)).tone(match finding.state {
            State::Open => Tone::Strong,
            State::Explained | State::Waived => Tone::Muted,
        }),
        Cell::text(&finding.explanation),
    ]
}
