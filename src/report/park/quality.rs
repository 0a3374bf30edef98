//! How sure the park's figures are: who answered, who did not, what was rejected, what is to be explained.

use std::collections::BTreeMap;

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use super::facts::Facts;
use crate::definitions::{Language, Severity};
use crate::report::left_out::left_out_note;
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::Tone;
use crate::report::view::Enterprise;
use crate::tables::{FindingRow, Outcome, RecordStatus, State};

/// Enterprises with findings listed at most; the rest stands in the workbook of findings.
const ENTERPRISES: usize = 200;
/// Messages shown of an enterprise.
const MESSAGES: usize = 3;

pub(super) fn write(facts: &Facts, workbook: &mut Workbook) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        facts.say("数据质量", "Data quality"),
        &facts.sheet_title("数据质量", "data quality"),
        facts.language(),
    )?;
    sheet.note(facts.say(
        "退回的报表不计入汇总，更正后重新运行即可计入；疑问不影响汇总，但须说明。",
        "Rejected records are left out until they are corrected; queries do not reject, but must be explained.",
    ));
    sheet.note(&left_out_note(facts.view, Some(&facts.park.id)));
    sheet.inside();
    summary(facts, &mut sheet)?;
    silent(facts, &mut sheet)?;
    let safe = Safe::of(facts);
    findings(
        facts,
        &mut sheet,
        &safe,
        Severity::Error,
        facts.say("退回的原因（错误）", "Why records are rejected (errors)"),
    )?;
    findings(
        facts,
        &mut sheet,
        &safe,
        Severity::Query,
        facts.say("待说明的疑问", "Queries to be explained"),
    )?;
    sheet.finish()
}

fn summary(facts: &Facts, sheet: &mut SheetWriter) -> Result<()> {
    let response = &facts.response;
    let count = |label: &str, count: usize| vec![Cell::text(label), Cell::count(count)];
    let mut rows = vec![
        count(
            facts.say("应报企业", "Expected"),
            response.expected.enterprises,
        ),
        count(facts.say("已报", "Answered"), response.answered.enterprises),
        vec![
            Cell::text(facts.say("应报率", "Response rate")),
            Cell::percent(response.rate(), 1).tone(Tone::Strong),
        ],
        count(
            facts.say("采用", "Used"),
            facts.enterprises().filter(|e| e.used).count(),
        ),
        count(facts.say("退回", "Rejected"), response.rejected.enterprises),
        count(facts.say("未报", "No answer"), response.missing.enterprises),
        count(
            facts.say("待说明的疑问", "Open queries"),
            open(facts, Severity::Query).len(),
        ),
    ];
    let left_out = &response.left_out;
    if facts.size(true).is_some() && left_out.size > 0.0 {
        let shares = [
            (
                facts.say(
                    "未报企业占上年规模",
                    "Non-respondents' share of last year's size",
                ),
                response.missing,
            ),
            (
                facts.say(
                    "退回企业占上年规模",
                    "Rejected records' share of last year's size",
                ),
                response.rejected,
            ),
            (
                facts.say(
                    "未计入汇总的企业占上年规模",
                    "Share of last year's size that is left out of the sums",
                ),
                left_out.total(),
            ),
        ];
        rows.extend(
            shares.map(|(label, part)| {
                vec![Cell::text(label), Cell::percent(left_out.share(part), 1)]
            }),
        );
    }
    sheet.table(
        &[
            Column::text(facts.say("项目", "Item")).most(44.0),
            Column::number(facts.say("数值", "Value")),
        ],
        &rows,
    )?;
    Ok(())
}

/// Those that must report and did not, the largest last year first.
fn silent(facts: &Facts, sheet: &mut SheetWriter) -> Result<()> {
    sheet.heading(facts.say("未报企业：先催报大户", "No answer: chase the largest first"));
    let size = facts.size(false);
    let mut silent: Vec<(&Enterprise, Option<f64>)> = facts
        .enterprises()
        .filter(|enterprise| {
            matches!(
                enterprise.status,
                RecordStatus::Missing | RecordStatus::Withdrawn
            )
        })
        .map(|enterprise| {
            let before = size.as_ref().and_then(|size| {
                facts
                    .view
                    .previous_measure(&enterprise.credit_code, &size.measure.id)
            });
            (enterprise, before)
        })
        .collect();
    silent.sort_by(|a, b| {
        let of = |value: Option<f64>| value.unwrap_or(f64::NEG_INFINITY);
        of(b.1).total_cmp(&of(a.1))
    });
    let before = size.as_ref().map_or_else(String::new, |size| {
        format!("{}{}", facts.say("上年", "Last year: "), size.header)
    });
    let columns = [
        Column::text(facts.say("企业", "Enterprise")).most(44.0),
        Column::number(before).most(20.0),
        Column::code(facts.say("统一社会信用代码", "Credit code")),
        Column::text(facts.say("状态", "State")),
    ];
    let rows: Vec<Vec<Cell>> = silent
        .into_iter()
        .map(|(enterprise, before)| {
            vec![
                Cell::text(&enterprise.name),
                match &size {
                    Some(size) => size.cell(before),
                    None => Cell::blank(),
                },
                Cell::text(&enterprise.credit_code),
                Cell::text(facts.view.status_word(enterprise.status)),
            ]
        })
        .collect();
    sheet.table(&columns, &rows)?;
    Ok(())
}

/// The park's open findings of a severity that name one of its enterprises.
pub(super) fn open<'a>(facts: &Facts<'a>, severity: Severity) -> Vec<&'a FindingRow> {
    let own = facts.by_code();
    facts
        .view
        .results
        .findings
        .iter()
        .filter(|finding| {
            finding.severity == severity
                && finding.state == State::Open
                && finding.outcome == Outcome::Failed
                && own.contains_key(finding.credit_code.as_str())
        })
        .collect()
}

/// Findings of a severity, one row per enterprise: who has most comes first.
fn findings(
    facts: &Facts,
    sheet: &mut SheetWriter,
    safe: &Safe,
    severity: Severity,
    heading: &str,
) -> Result<()> {
    sheet.heading(heading);
    let own = facts.by_code();
    let mut by_enterprise: BTreeMap<&str, Vec<&FindingRow>> = BTreeMap::new();
    for finding in open(facts, severity) {
        by_enterprise
            .entry(&finding.credit_code)
            .or_default()
            .push(finding);
    }
    let mut groups: Vec<(&str, Vec<&FindingRow>)> = by_enterprise.into_iter().collect();
    groups.sort_by_key(|(_, findings)| std::cmp::Reverse(findings.len()));
    let columns = [
        Column::text(facts.say("企业", "Enterprise")).most(44.0),
        Column::number(facts.say("条数", "Findings")),
        Column::code(facts.say("统一社会信用代码", "Credit code")),
        Column::text(facts.say("规则", "Rules")).most(40.0),
        Column::text(facts.say("问题", "What is asked")).most(96.0),
    ];
    let rows: Vec<Vec<Cell>> = groups
        .iter()
        .take(ENTERPRISES)
        .filter_map(|(code, findings)| {
            let mut rules: Vec<String> = Vec::new();
            for finding in findings {
                let rule = facts.view.rule_name(&finding.rule);
                if !rules.contains(&rule) {
                    rules.push(rule);
                }
            }
            let mut messages: Vec<String> = findings
                .iter()
                .take(MESSAGES)
                .map(|finding| safe.message(facts, finding).to_owned())
                .collect();
            messages.dedup();
            if findings.len() > MESSAGES {
                messages.push(match facts.language() {
                    Language::Zh => format!("…… 共 {} 条，见退回的报表", findings.len()),
                    Language::En => {
                        format!("… {} in all: see the returned forms", findings.len())
                    }
                });
            }
            Some(vec![
                Cell::text(&own.get(code)?.name),
                Cell::count(findings.len()).tone(Tone::Strong),
                Cell::text(*code),
                Cell::text(rules.join("\n")).tone(Tone::of(severity)),
                Cell::text(messages.join("\n")),
            ])
        })
        .collect();
    sheet.table(&columns, &rows)?;
    if groups.len() > ENTERPRISES {
        let more = groups.len() - ENTERPRISES;
        sheet.note(&match facts.language() {
            Language::Zh => format!("另有 {more} 家企业见 findings.xlsx"),
            Language::En => format!("{more} more enterprises stand in findings.xlsx"),
        });
    }
    Ok(())
}

/// Names and codes that must not stand in this park's workbook.
struct Safe<'f> {
    /// By their first character, so that a message is compared with few of them.
    others: BTreeMap<char, Vec<&'f str>>,
}

impl<'f> Safe<'f> {
    fn of(facts: &'f Facts) -> Safe<'f> {
        let own = facts.by_code();
        let register = facts
            .view
            .results
            .ingested
            .register
            .iter()
            .map(|entry| (entry.credit_code.as_str(), entry.name.as_str()));
        let enterprises = facts
            .view
            .enterprises
            .iter()
            .chain(&facts.view.previous)
            .map(|enterprise| (enterprise.credit_code.as_str(), enterprise.name.as_str()));
        let mut others: BTreeMap<char, Vec<&str>> = BTreeMap::new();
        for (code, name) in register.chain(enterprises) {
            if own.contains_key(code) {
                continue;
            }
            for text in [code, name] {
                if let Some(first) = text.chars().next() {
                    others.entry(first).or_default().push(text);
                }
            }
        }
        for texts in others.values_mut() {
            texts.sort_unstable();
            texts.dedup();
        }
        Safe { others }
    }

    /// The message of a finding, unless it names an enterprise of another park.
    fn message<'m>(&self, facts: &Facts, finding: &'m FindingRow) -> &'m str {
        let message = facts
            .language()
            .choose(&finding.message, &finding.message_en);
        if self.names_others(message) {
            facts.language().choose(
                "涉及其他园区的企业，详见 findings.xlsx",
                "It concerns another park's enterprise: see findings.xlsx",
            )
        } else {
            message
        }
    }

    fn names_others(&self, message: &str) -> bool {
        message.char_indices().any(|(place, first)| {
            self.others.get(&first).is_some_and(|texts| {
                let rest = &message[place..];
                texts.iter().any(|text| rest.starts_with(text))
            })
        })
    }
}
