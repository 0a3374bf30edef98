//! Cells that findings point at: coloured by severity, with a note that says what to do.

use std::collections::BTreeMap;

use anyhow::Result;
use rust_xlsxwriter::{Color, Note, Workbook};

use crate::definitions::{Language, Severity};
use crate::report::form::{DrawnForms, ValueCell};
use crate::report::style::severity_word;
use crate::tables::{FindingRow, Outcome, State};

/// Most characters of a note that still can be read.
const NOTE: usize = 700;

/// The cells of a finding, in the order of its codes. A finding about a list as a whole points at the list's first
/// row.
pub(super) fn cells_of<'d>(
    drawn: &'d DrawnForms,
    finding: &FindingRow,
) -> Vec<(String, &'d ValueCell)> {
    finding
        .codes
        .split(',')
        .map(str::trim)
        .filter(|code| !code.is_empty())
        .filter_map(|code| {
            let cell = drawn
                .cell(code, finding.row)
                .or_else(|| drawn.cell(code, None))
                .or_else(|| drawn.cell(code, Some(1)))?;
            Some((code.to_owned(), cell))
        })
        .collect()
}

/// A marked cell: where it is, how serious the worst finding is, and what all of them say.
struct Mark<'d> {
    cell: &'d ValueCell,
    severity: Severity,
    texts: Vec<String>,
}

/// Colours the cells of open findings and notes what is wrong with them.
pub(super) fn mark_cells(
    workbook: &mut Workbook,
    drawn: &DrawnForms,
    findings: &[&FindingRow],
    language: Language,
) -> Result<()> {
    let mut marks: BTreeMap<(&str, u32, u16), Mark> = BTreeMap::new();
    for finding in findings {
        if finding.outcome != Outcome::Failed || finding.state != State::Open {
            continue;
        }
        for (_, cell) in cells_of(drawn, finding) {
            let mark = marks
                .entry((&cell.sheet, cell.row, cell.column))
                .or_insert_with(|| Mark {
                    cell,
                    severity: finding.severity,
                    texts: Vec::new(),
                });
            // Error comes before query before hint.
            mark.severity = mark.severity.min(finding.severity);
            mark.texts.push(words(finding, language));
        }
    }
    for ((sheet, row, column), mark) in marks {
        let format = mark
            .cell
            .format
            .clone()
            .set_background_color(ground(mark.severity));
        let sheet = workbook.worksheet_from_name(sheet)?;
        sheet.set_cell_format(row, column, &format)?;
        let text: String = mark.texts.join("\n").chars().take(NOTE).collect();
        let lines = mark
            .texts
            .iter()
            .map(|text| 1 + text.chars().count() / 24)
            .sum::<usize>();
        let height = u32::try_from(lines * 18 + 16).unwrap_or(400).min(400);
        let note = Note::new(text)
            .add_author_prefix(false)
            .set_author("huoju")
            .set_width(320)
            .set_height(height);
        sheet.insert_note(row, column, &note)?;
    }
    Ok(())
}

/// Stronger grounds than in tables: on a form a marked cell must be found at a glance.
fn ground(severity: Severity) -> Color {
    Color::RGB(match severity {
        Severity::Error => 0x00F4_B6AC,
        Severity::Query => 0x00FF_E08A,
        Severity::Hint => 0x00CF_E2F3,
    })
}

fn words(finding: &FindingRow, language: Language) -> String {
    let message = match language {
        Language::En if !finding.message_en.is_empty() => &finding.message_en,
        _ => &finding.message,
    };
    format!(
        "{} {}{}{message}{}{}",
        finding.rule,
        severity_word(finding.severity, language),
        language.choose("：", ": "),
        language.choose("。", ". "),
        to_do(finding.severity, language),
    )
}

/// What the respondent is asked to do.
pub(super) fn to_do(severity: Severity, language: Language) -> &'static str {
    match severity {
        Severity::Error => language.choose("请改正", "Please correct it"),
        Severity::Query => language.choose(
            "请核对：有误请改正，无误请在第一张表的“说明”栏说明",
            "Please check: correct it, or explain it on the first sheet",
        ),
        Severity::Hint => {
            language.choose("请核对，不需说明", "Please check; no explanation is needed")
        }
    }
}
