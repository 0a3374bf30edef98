//! The first sheet of a return: what to do, every finding, a link to its cell, and room to explain it.
//!
//! Its headers 统一社会信用代码, 规则, 指标代码, 行号 and 说明 stay in both languages: by them the explanations are read
//! when the workbook comes back.

use anyhow::Result;
use rust_xlsxwriter::{Format, FormatAlign, ProtectionOptions, Url, Worksheet};

use super::looks::Looks;
use super::marks::cells_of;
use super::must_answer;
use crate::definitions::{Definitions, Language, Severity};
use crate::period::Period;
use crate::report::form::DrawnForms;
use crate::report::style::{self, severity_word};
use crate::report::view::period_words;
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

/// A column of the list: what a respondent reads first, then what the reader of the workbook needs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Item {
    Severity,
    Message,
    Fields,
    Value,
    Expected,
    Difference,
    Suggestion,
    Link,
    Explanation,
    State,
    Rule,
    Codes,
    Row,
    CreditCode,
}

impl Item {
    /// Header in Chinese, in English, and width.
    fn header(self) -> (&'static str, &'static str, f64) {
        match self {
            Item::Severity => ("程度", "Severity", 9.0),
            Item::Message => ("问题", "What was found", 50.0),
            Item::Fields => ("指标", "Fields", 30.0),
            Item::Value => ("填报", "Reported", 14.0),
            Item::Expected => ("应为（对照）", "Expected", 14.0),
            Item::Difference => ("差额", "Difference", 14.0),
            Item::Suggestion => ("建议（供核对）", "Suggestion (to check)", 30.0),
            Item::Link => ("查看", "Go to", 13.0),
            Item::Explanation => ("说明", "说明 (Explanation)", 42.0),
            Item::State => ("状态", "State", 10.0),
            Item::Rule => ("规则", "规则 (Rule)", 14.0),
            Item::Codes => ("指标代码", "指标代码 (Field codes)", 14.0),
            Item::Row => ("行号", "行号 (Row)", 7.0),
            Item::CreditCode => ("统一社会信用代码", "统一社会信用代码", 23.0),
        }
    }

    fn is_number(self) -> bool {
        matches!(self, Item::Value | Item::Expected | Item::Difference)
    }
}

/// The columns of a list; suggestions only where there are any.
fn items(findings: &[&FindingRow]) -> Vec<Item> {
    let all = [
        Item::Severity,
        Item::Message,
        Item::Fields,
        Item::Value,
        Item::Expected,
        Item::Difference,
        Item::Suggestion,
        Item::Link,
        Item::Explanation,
        Item::State,
        Item::Rule,
        Item::Codes,
        Item::Row,
        Item::CreditCode,
    ];
    let suggested = findings
        .iter()
        .any(|finding| !finding.suggestion.is_empty());
    all.into_iter()
        .filter(|item| suggested || *item != Item::Suggestion)
        .collect()
}

/// Writes the sheet.
pub(super) fn write_list(
    sheet: &mut Worksheet,
    definitions: &Definitions,
    (heading, looks): (&Heading, &Looks),
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
    let items = items(&findings);
    let header = write_heading(sheet, definitions, heading, &findings, language)?;
    for (column, item) in (0u16..).zip(&items) {
        let (zh, en, width) = item.header();
        sheet.set_column_width(column, width)?;
        let format = style::header(item.is_number());
        sheet.write_string_with_format(header, column, language.choose(zh, en), &format)?;
    }
    let list = List {
        definitions,
        heading,
        drawn,
        language,
        items: &items,
        looks,
    };
    for (row, finding) in (header + 1..).zip(&findings) {
        list.write(sheet, row, finding)?;
    }
    let last = header + u32::try_from(findings.len())?;
    // What only the reader of the workbook needs is not printed.
    let printed = items.iter().position(|item| *item == Item::State);
    let printed = u16::try_from(printed.unwrap_or_default())?;
    sheet
        .set_freeze_panes(header + 1, 0)?
        .set_repeat_rows(header, header)?
        .set_print_area(0, 0, last, printed)?
        .set_landscape()
        .set_paper_size(9)
        .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
        .set_print_fit_to_pages(1, 0)
        .set_footer("&C&8&P / &N")
        .set_screen_gridlines(false)
        .protect_with_options(&ProtectionOptions {
            format_cells: true,
            format_columns: true,
            format_rows: true,
            ..ProtectionOptions::new()
        });
    Ok(())
}

/// Title, what to do in three steps, by when, and whom to ask. Returns the row of the header.
fn write_heading(
    sheet: &mut Worksheet,
    definitions: &Definitions,
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
    let untested = findings
        .iter()
        .filter(|finding| finding.outcome == Outcome::Unknown && finding.state == State::Open)
        .count();
    let untested = match language {
        _ if untested == 0 => String::new(),
        Language::Zh => format!("另有 {untested} 项因有关指标未填而无法判断，应填未填的请补填。"),
        Language::En => {
            format!(
                " {untested} more could not be tested for blanks: please fill in what should be given."
            )
        }
    };
    let title = language.choose("需要改正或说明的问题", "To correct or to explain");
    let period = period_words(heading.period, language);
    let title = format!("{title} · {} · {period}", heading.name);
    sheet.write_string_with_format(0, 0, style::cut(&title, 32_000), &style::title_line())?;
    sheet.set_row_height(0, 30)?;
    let returns = &definitions.pipeline.returns;
    let by_when = match (&returns.return_by, language) {
        (Some(day), Language::Zh) => format!("请于 {day} 前报回。"),
        (Some(day), Language::En) => format!(" Please send it back by {day}."),
        (None, _) => String::new(),
    };
    let ask = match language {
        Language::Zh => {
            format!(
                "错误 {errors} 项，必须改正；疑问 {queries} 项，改正或说明均可。{untested}{by_when}"
            )
        }
        Language::En => format!(
            "{errors} errors, which must be corrected; {queries} queries, to be corrected or explained.{untested}{by_when}"
        ),
    };
    const LAST: u16 = 7;
    sheet.merge_range(1, 0, 1, LAST, &ask, &style::banner())?;
    sheet.set_row_height(1, 24)?;
    let mut steps = match language {
        Language::Zh => vec![
            "第一步　点“查看”栏的链接，到后面报表中有底色的单元格改正：红底实线框是错误，黄底虚线框是疑问，蓝底是提示；批注写着问题和办法。",
            "第二步　疑问经核对无误的，在本表“说明”栏写明原因（如新签订单、并购、停产）。空着、写“无”或照抄问题都不算说明；错误不能用说明代替改正。",
            "第三步　把封面和表尾的填报日期改为今天，保存，把本文件整个报回。请不要增删工作表，也不要改动代码。",
        ],
        Language::En => vec![
            "Step 1: follow the link in \"Go to\" to the coloured cell of the form and correct it: red in a solid frame is an error, yellow in a dashed frame a query, blue a hint; the note says what is wrong.",
            "Step 2: where a query's value is right, write the reason in the column \"说明 (Explanation)\". Nothing, a dash or the text of the query is no explanation, and an error must be corrected.",
            "Step 3: set the filling date on the cover and at the foot of the forms to today, save, and send the whole file back. Add or remove no sheet, change no code.",
        ],
    };
    let contact = returns.contact.as_deref().map(|contact| match language {
        Language::Zh => format!("咨询　{contact}"),
        Language::En => format!("To ask: {contact}"),
    });
    steps.extend(contact.as_deref());
    let mut row = 2;
    let plain = style::text(10.0)
        .set_text_wrap()
        .set_align(FormatAlign::Left);
    for step in steps {
        sheet.merge_range(row, 0, row, LAST, &style::cut(step, 32_000), &plain)?;
        // The columns below are about this wide together.
        let lines = style::display_width(step).div_ceil(165).clamp(1, 6);
        sheet.set_row_height(row, 16.0 * lines as f64 + 3.0)?;
        row += 1;
    }
    Ok(row + 1)
}

/// What every row of the list needs.
struct List<'a> {
    definitions: &'a Definitions,
    heading: &'a Heading<'a>,
    drawn: &'a DrawnForms,
    language: Language,
    items: &'a [Item],
    looks: &'a Looks,
}

impl List<'_> {
    fn write(&self, sheet: &mut Worksheet, row: u32, finding: &FindingRow) -> Result<()> {
        let language = self.language;
        let message = match language {
            Language::En if !finding.message_en.is_empty() => &finding.message_en,
            _ => &finding.message,
        };
        let suggestion = match language {
            Language::En if !finding.suggestion_en.is_empty() => &finding.suggestion_en,
            _ => &finding.suggestion,
        };
        let fields = fields_of(self.definitions, finding, language);
        // The reason of a waiver is the office's, not the respondent's.
        let explanation = match finding.state {
            State::Waived => "",
            State::Open | State::Explained => &finding.explanation,
        };
        let open = finding.outcome == Outcome::Failed && finding.state == State::Open;
        let Looks { plain, muted, .. } = self.looks;
        for (column, item) in (0u16..).zip(self.items) {
            let mut text = |text: &str, format: &Format| -> Result<()> {
                sheet.write_string_with_format(row, column, style::cut(text, 32_000), format)?;
                Ok(())
            };
            match item {
                Item::Severity => {
                    let word = severity_word(finding.severity, language);
                    if open {
                        text(word, self.looks.open(finding.severity))?;
                    } else {
                        text(word, &self.looks.muted_centre)?;
                    }
                }
                Item::Message => text(message, plain)?,
                Item::Fields => text(&fields, plain)?,
                Item::Value => self.number(sheet, row, column, finding, finding.value)?,
                Item::Expected => self.number(sheet, row, column, finding, finding.expected)?,
                Item::Difference => self.number(sheet, row, column, finding, finding.difference)?,
                Item::Suggestion => text(suggestion, plain)?,
                Item::Link => self.link(sheet, row, column, finding)?,
                Item::Explanation => {
                    // An error must be corrected: nothing asks for words on it.
                    let asked = must_answer(finding) && finding.severity == Severity::Query;
                    let answer = if asked {
                        &self.looks.asked
                    } else {
                        &self.looks.not_asked
                    };
                    text(explanation, answer)?;
                }
                Item::State => text(state_word(finding, language), plain)?,
                Item::Rule => text(&finding.rule, muted)?,
                Item::Codes => text(&finding.codes, muted)?,
                Item::Row => match finding.row {
                    Some(item) => {
                        sheet.write_number_with_format(row, column, item as f64, muted)?;
                    }
                    None => text("", muted)?,
                },
                Item::CreditCode => text(self.heading.credit_code, muted)?,
            }
        }
        let lines = [
            (message.as_str(), Item::Message),
            (fields.as_str(), Item::Fields),
            (suggestion.as_str(), Item::Suggestion),
            (explanation, Item::Explanation),
            (finding.codes.as_str(), Item::Codes),
        ]
        .into_iter()
        .map(|(text, item)| style::display_width(text).div_ceil(item.header().2 as usize))
        .max()
        .unwrap_or(1)
        .clamp(1, 12);
        sheet.set_row_height(row, 15.0 * lines as f64 + 4.0)?;
        Ok(())
    }

    fn link(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        finding: &FindingRow,
    ) -> Result<()> {
        match cells_of(self.drawn, finding).first() {
            Some((_, cell)) => {
                // The first word of a sheet's name is its form number.
                let form = cell.sheet.split(' ').next().unwrap_or_default();
                let place = format!("{form} {}", cell.a1());
                let link = Url::new(cell.link()).set_text(place).set_tip(&*cell.sheet);
                sheet.write_url_with_format(row, column, link, &self.looks.link)?;
            }
            None => {
                sheet.write_string_with_format(row, column, style::BLANK, &self.looks.centre)?;
            }
        }
        Ok(())
    }

    fn number(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        finding: &FindingRow,
        value: Option<f64>,
    ) -> Result<()> {
        // Amounts are whole; ratios, which rules compare too, are not.
        let whole = [finding.value, finding.expected]
            .iter()
            .flatten()
            .all(|value| value.fract() == 0.0);
        let format = if whole {
            &self.looks.whole
        } else {
            &self.looks.ratio
        };
        match value.filter(|value| value.is_finite()) {
            Some(value) => sheet.write_number_with_format(row, column, value, format)?,
            None => sheet.write_string_with_format(row, column, style::BLANK, format)?,
        };
        Ok(())
    }
}

fn state_word(finding: &FindingRow, language: Language) -> &'static str {
    match (finding.outcome, finding.state) {
        (Outcome::Unknown, State::Open) => language.choose("缺数未判断", "not tested"),
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
