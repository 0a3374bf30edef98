//! Cells that findings point at: coloured and framed by severity, with a note that says what to do.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Note, Workbook};

use crate::definitions::{Definitions, Language, Severity};
use crate::report::form::{DrawnForms, ValueCell};
use crate::report::style::{self, severity_word};
use crate::tables::{FindingRow, Outcome, State};

/// Most characters of a note that still can be read.
const NOTE: usize = 700;
/// Width of the column beside a form that names what is wrong with its rows.
const MARGIN: f64 = 26.0;

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
    rules: Vec<&'d str>,
    /// Whether it is the cell whose correction would mend most.
    suggested: bool,
    texts: Vec<String>,
}

/// Marks the cells of open findings: a ground and a frame for the eye, a word beside the form for a print in grey,
/// a note with rule, message and what to do.
pub(super) fn mark_cells(
    workbook: &mut Workbook,
    definitions: &Definitions,
    drawn: &DrawnForms,
    findings: &[&FindingRow],
    language: Language,
) -> Result<()> {
    let mut marks: BTreeMap<(&str, u32, u16), Mark> = BTreeMap::new();
    for finding in findings {
        if finding.outcome != Outcome::Failed || finding.state != State::Open {
            continue;
        }
        for (code, cell) in cells_of(drawn, finding) {
            let mark = marks
                .entry((&cell.sheet, cell.row, cell.column))
                .or_insert_with(|| Mark {
                    cell,
                    severity: finding.severity,
                    rules: Vec::new(),
                    suggested: false,
                    texts: Vec::new(),
                });
            // Error comes before query before hint.
            mark.severity = mark.severity.min(finding.severity);
            if !mark.rules.contains(&finding.rule.as_str()) {
                mark.rules.push(&finding.rule);
            }
            mark.suggested |= finding.suggested_code.split(',').any(|own| own == code);
            mark.texts.push(words(definitions, finding, language));
        }
    }
    let mut worst: BTreeMap<&str, Severity> = BTreeMap::new();
    let mut widened: BTreeSet<&str> = BTreeSet::new();
    for ((name, row, column), mark) in marks {
        worst
            .entry(name)
            .and_modify(|severity| *severity = mark.severity.min(*severity))
            .or_insert(mark.severity);
        let sheet = workbook.worksheet_from_name(name)?;
        sheet.set_cell_format(row, column, &framed(&mark.cell.format, mark.severity))?;
        if let Some(margin) = mark.cell.margin {
            if widened.insert(name) {
                sheet.set_column_width(margin, MARGIN)?;
            }
            let first = if mark.suggested {
                language.choose("（先核对）", " (check first)")
            } else {
                ""
            };
            let text = format!(
                "◀ {} {}{first}",
                severity_word(mark.severity, language),
                mark.rules.join(" ")
            );
            sheet.write_string_with_format(row, margin, style::cut(&text, 255), &beside())?;
        }
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
    for (name, severity) in worst {
        workbook
            .worksheet_from_name(name)?
            .set_tab_color(ground(severity));
    }
    Ok(())
}

/// The cell in the colour of a severity, in a frame that also tells them apart in grey: solid for what must be
/// corrected, dashed for what may be explained, dotted for what only informs.
fn framed(format: &Format, severity: Severity) -> Format {
    let border = match severity {
        Severity::Error => FormatBorder::Medium,
        Severity::Query => FormatBorder::MediumDashed,
        Severity::Hint => FormatBorder::Dotted,
    };
    format
        .clone()
        .set_background_color(ground(severity))
        .set_border(border)
}

/// Stronger grounds than in tables: on a form a marked cell must be found at a glance.
pub(super) fn ground(severity: Severity) -> Color {
    Color::RGB(match severity {
        Severity::Error => 0x00F4_B6AC,
        Severity::Query => 0x00FF_E08A,
        Severity::Hint => 0x00CF_E2F3,
    })
}

/// The remark beside a form.
fn beside() -> Format {
    style::text(9.0).set_align(FormatAlign::Left)
}

fn words(definitions: &Definitions, finding: &FindingRow, language: Language) -> String {
    let message = match language {
        Language::En if !finding.message_en.is_empty() => &finding.message_en,
        _ => &finding.message,
    };
    let rule = match definitions.rule_label(&finding.rule) {
        Some(label) => format!("{} {}", finding.rule, label.get(language)),
        None => finding.rule.clone(),
    };
    format!(
        "【{}】{rule}{}{message}{}{}",
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
