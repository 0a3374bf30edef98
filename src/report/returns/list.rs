//! The first sheet of a return: every finding, a link to its cell, and room to explain it.
//!
//! Its headers 统一社会信用代码, 规则 and 说明 stay in both languages: by them the explanations are read when the
//! workbook comes back.

use anyhow::Result;
use rust_xlsxwriter::{FormatUnderline, ProtectionOptions, Url, Worksheet};

use super::marks::cells_of;
use super::must_answer;
use crate::definitions::{Definitions, Language, Severity};
use crate::period::Period;
use crate::report::form::DrawnForms;
use crate::report::style::{self, Shape, Tone, severity_word};
use crate::tables::{FindingRow, Outcome, State};

/// Name of the sheet.
pub(super) fn sheet_name(language: Language) -> &'static str {
    language.choose("问题清单", "Findings")
}

/// Whose return it is.
pub(super) struct Heading<'a> {
    /// Credit code.
    pub credit_code: &'a str,
    /// Name; empty where it is not known.
    pub name: &'a str,
    /// Period.
    pub period: Period,
}

const COLUMNS: [(&str, &str, f64); 11] = [
    ("统一社会信用代码", "统一社会信用代码", 21.0),
    ("规则", "规则 (Rule)", 16.0),
    ("程度", "Severity", 9.0),
    ("状态", "State", 10.0),
    ("问题", "What was found", 50.0),
    ("指标", "Fields", 30.0),
    ("填报", "Reported", 13.0),
    ("应为", "Expected", 13.0),
    ("差额", "Difference", 13.0),
    ("查看", "Go to", 13.0),
    ("说明", "说明 (Explanation)", 40.0),
];

/// Writes the sheet.
pub(super) fn write_list(
    sheet: &mut Worksheet,
    definitions: &Definitions,
    heading: &Heading,
    findings: &[&FindingRow],
    drawn: &DrawnForms,
    language: Language,
) -> Result<()> {
    let mut findings = findings.to_vec();
    // What must be answered comes first; the order of the table decides between equals.
    findings.sort_by_key(|finding| {
        (
            !must_answer(finding),
            finding.outcome == Outcome::Unknown,
            finding.state != State::Open,
            finding.severity,
        )
    });
    let header = write_heading(sheet, heading, &findings, language)?;
    for (column, (zh, en, width)) in (0u16..).zip(COLUMNS) {
        sheet.set_column_width(column, width)?;
        let format = style::header((6..=8).contains(&column));
        sheet.write_string_with_format(header, column, language.choose(zh, en), &format)?;
    }
    for (row, finding) in (header + 1..).zip(&findings) {
        write_finding(sheet, row, definitions, heading, finding, drawn, language)?;
    }
    sheet
        .set_freeze_panes(header + 1, 0)?
        .set_repeat_rows(header, header)?
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0)
        .set_screen_gridlines(false)
        .protect_with_options(&ProtectionOptions {
            format_cells: true,
            format_columns: true,
            format_rows: true,
            ..ProtectionOptions::new()
        });
    Ok(())
}

/// Title, whose it is, and how much there is to do. Returns the row of the header.
fn write_heading(
    sheet: &mut Worksheet,
    heading: &Heading,
    findings: &[&FindingRow],
    language: Language,
) -> Result<u32> {
    let open = |severity| {
        findings
            .iter()
            .filter(|finding| finding.severity == severity && must_answer(finding))
            .count()
    };
    let (errors, queries) = (open(Severity::Error), open(Severity::Query));
    let title = language.choose("需要改正或说明的问题", "To correct or to explain");
    let title = format!("{title} · {} · {}", heading.name, heading.period);
    let ask = match language {
        Language::Zh => format!(
            "错误 {errors} 项须改正，疑问 {queries} 项须改正或说明。请直接在后面的报表中改正（有底色的单元格），在本表“说明”栏说明，保存后报回本文件，不要改动文件结构。"
        ),
        Language::En => format!(
            "{errors} errors must be corrected, {queries} queries corrected or explained. Correct the coloured cells of the forms, explain in the last column of this sheet, save and send this file back."
        ),
    };
    sheet.write_string_with_format(0, 0, style::cut(&title, 32_000), &style::title())?;
    sheet.set_row_height(0, 30)?;
    sheet.merge_range(1, 0, 1, 8, &ask, &style::banner())?;
    sheet.set_row_height(1, 34)?;
    Ok(3)
}

fn write_finding(
    sheet: &mut Worksheet,
    row: u32,
    definitions: &Definitions,
    heading: &Heading,
    finding: &FindingRow,
    drawn: &DrawnForms,
    language: Language,
) -> Result<()> {
    let open = finding.outcome == Outcome::Failed && finding.state == State::Open;
    let tone = if open {
        Tone::of(finding.severity)
    } else {
        Tone::Muted
    };
    let text = style::cell(Shape::Text, Tone::Plain, 0);
    // Amounts are whole; ratios, which rules compare too, are not.
    let whole = [finding.value, finding.expected]
        .iter()
        .flatten()
        .all(|value| value.fract() == 0.0);
    let decimals = if whole { 0 } else { 4 };
    let number = style::cell(Shape::Number(decimals), Tone::Plain, 0);
    let message = match language {
        Language::En if !finding.message_en.is_empty() => &finding.message_en,
        _ => &finding.message,
    };
    let fields = fields_of(definitions, finding, language);
    sheet.write_string_with_format(row, 0, heading.credit_code, &text)?;
    sheet.write_string_with_format(row, 1, &finding.rule, &text)?;
    let severity = severity_word(finding.severity, language);
    sheet.write_string_with_format(row, 2, severity, &style::cell(Shape::Centre, tone, 0))?;
    sheet.write_string_with_format(row, 3, state_word(finding, language), &text)?;
    sheet.write_string_with_format(row, 4, style::cut(message, 32_000), &text)?;
    sheet.write_string_with_format(row, 5, style::cut(&fields, 32_000), &text)?;
    for (column, value) in [
        (6, finding.value),
        (7, finding.expected),
        (8, finding.difference),
    ] {
        match value.filter(|value| value.is_finite()) {
            Some(value) => sheet.write_number_with_format(row, column, value, &number)?,
            None => sheet.write_string_with_format(row, column, style::BLANK, &number)?,
        };
    }
    match cells_of(drawn, finding).first() {
        Some((_, cell)) => {
            // The first word of a sheet's name is its form number.
            let form = cell.sheet.split(' ').next().unwrap_or_default();
            let place = format!("{form} {}", cell.a1());
            let link = Url::new(cell.link()).set_text(place).set_tip(&cell.sheet);
            sheet.write_url_with_format(
                row,
                9,
                link,
                &style::cell(Shape::Centre, Tone::Plain, 0).set_underline(FormatUnderline::Single),
            )?;
        }
        None => {
            sheet.write_string_with_format(row, 9, style::BLANK, &text)?;
        }
    }
    let ground = if must_answer(finding) {
        Tone::Query
    } else {
        Tone::Plain
    };
    let answer = style::cell(Shape::Text, ground, 0).set_unlocked();
    sheet.write_string_with_format(row, 10, style::cut(&finding.explanation, 32_000), &answer)?;
    let lines = [
        (message.as_str(), 50),
        (fields.as_str(), 30),
        (finding.explanation.as_str(), 40),
    ]
    .into_iter()
    .map(|(text, width)| style::display_width(text).div_ceil(width))
    .max()
    .unwrap_or(1)
    .clamp(1, 12);
    sheet.set_row_height(row, 15.0 * lines as f64 + 4.0)?;
    Ok(())
}

fn state_word(finding: &FindingRow, language: Language) -> &'static str {
    match (finding.outcome, finding.state) {
        (Outcome::Unknown, _) => language.choose("缺数未判断", "not tested"),
        (_, State::Open) => language.choose("待处理", "open"),
        (_, State::Explained) => language.choose("已说明", "explained"),
        (_, State::Waived) => language.choose("已豁免", "waived"),
    }
}

/// Codes and labels of the fields concerned.
fn fields_of(definitions: &Definitions, finding: &FindingRow, language: Language) -> String {
    let mut texts: Vec<String> = finding
        .codes
        .split(',')
        .filter(|code| !code.is_empty())
        .map(|code| match definitions.survey.field(code) {
            Some((_, field)) => {
                let label = field.label(language);
                format!("{code} {}", label.strip_prefix("其中：").unwrap_or(label))
            }
            None => code.to_owned(),
        })
        .collect();
    if let Some(row) = finding.row {
        texts.push(match language {
            Language::Zh => format!("第 {row} 行"),
            Language::En => format!("row {row}"),
        });
    }
    texts.join(language.choose("；", "; "))
}
