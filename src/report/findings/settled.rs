//! What settles findings: the waivers of the pipeline file, and the explanations of enterprises.

use std::collections::BTreeMap;

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use crate::definitions::Waiver;
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::Tone;
use crate::report::view::View;
use crate::tables::{ExplanationRow, FindingRow, State};

/// The findings by credit code and rule.
type ByRule<'v> = BTreeMap<(String, String), Vec<&'v FindingRow>>;

/// Codes and ids are typed by people, in either case.
fn key(credit_code: &str, rule: &str) -> (String, String) {
    let plain = |text: &str| text.trim().to_ascii_uppercase();
    (plain(credit_code), plain(rule))
}

fn by_rule<'v>(view: &'v View) -> ByRule<'v> {
    let mut findings = ByRule::new();
    for finding in view.results.findings {
        findings
            .entry(key(&finding.credit_code, &finding.rule))
            .or_default()
            .push(finding);
    }
    findings
}

fn names<'v>(view: &'v View) -> BTreeMap<&'v str, &'v str> {
    view.enterprises
        .iter()
        .map(|enterprise| (enterprise.credit_code.as_str(), enterprise.name.as_str()))
        .collect()
}

/// Every waiver with reason and expiry, and what it closes.
pub(super) fn write_waivers(view: &View, workbook: &mut Workbook) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("豁免", "Waivers"),
        view.say(
            "豁免：统计部门审查后接受的问题",
            "Waivers: findings that the office has examined and accepts",
        ),
        view.language,
    )?;
    sheet.note(view.say(
        "豁免写在流程文件的 [[waivers]] 中，须有理由和期限；过期的不起作用",
        "Waivers stand in the pipeline file under [[waivers]], each with a reason and an expiry; expired ones do nothing",
    ));
    let names = names(view);
    let findings = by_rule(view);
    let closes = |waiver: &Waiver| {
        findings
            .get(&key(&waiver.enterprise, &waiver.rule))
            .into_iter()
            .flatten()
            .filter(|finding| {
                finding.state == State::Waived
                    && (waiver.row.is_none() || waiver.row == finding.row)
            })
            .count()
    };
    let rows: Vec<Vec<Cell>> =
        view.results
            .definitions
            .pipeline
            .waivers
            .iter()
            .map(|waiver| {
                let holds = waiver.holds_in(view.period());
                let closed = if holds { closes(waiver) } else { 0 };
                vec![
                    Cell::text(&waiver.enterprise),
                    Cell::text(
                        names
                            .get(waiver.enterprise.as_str())
                            .copied()
                            .unwrap_or_default(),
                    ),
                    Cell::text(view.rule_label(&waiver.rule)),
                    Cell::text(&waiver.rule).tone(Tone::Muted),
                    Cell::whole(waiver.row),
                    Cell::text(&waiver.reason),
                    Cell::text(&waiver.until),
                    match (holds, closed) {
                        (false, _) => Cell::text(view.say("已过期", "expired")).tone(Tone::Query),
                        (true, 0) => Cell::text(view.say("没有对应的问题", "nothing to waive"))
                            .tone(Tone::Muted),
                        (true, _) => Cell::text(view.say("有效", "in force")).tone(Tone::Good),
                    },
                    Cell::count(closed),
                ]
            })
            .collect();
    sheet.main_table(
        &[
            Column::code(view.say("统一社会信用代码", "Credit code")),
            Column::text(view.say("企业名称", "Name")).most(32.0),
            Column::text(view.say("规则", "Rule")).most(40.0),
            Column::text(view.say("编号", "Id")),
            Column::number(view.say("行号", "Row")),
            Column::text(view.say("理由", "Reason")).most(60.0),
            Column::text(view.say("有效至", "Until")),
            Column::text(view.say("状态", "State")),
            Column::number(view.say("豁免条数", "Findings waived")),
        ],
        &rows,
        2,
    )?;
    sheet.finish()
}

/// Every explanation, and whether a finding waited for it.
pub(super) fn write_explanations(view: &View, workbook: &mut Workbook) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("企业说明", "Explanations"),
        view.say("企业对疑问的说明", "Explanations of queries"),
        view.language,
    )?;
    let names = names(view);
    let findings = by_rule(view);
    let rows: Vec<Vec<Cell>> = view
        .results
        .ingested
        .explanations
        .iter()
        .map(|explanation| {
            vec![
                Cell::text(&explanation.credit_code),
                Cell::text(
                    names
                        .get(explanation.credit_code.as_str())
                        .copied()
                        .unwrap_or_default(),
                ),
                Cell::text(&explanation.rule),
                Cell::text(view.rule_label(&explanation.rule)),
                Cell::text(&explanation.text),
                effect(view, &findings, explanation),
                Cell::text(&explanation.file),
            ]
        })
        .collect();
    sheet.main_table(
        &[
            Column::code(view.say("统一社会信用代码", "Credit code")),
            Column::text(view.say("企业名称", "Name")).most(32.0),
            Column::text(view.say("编号", "Id")),
            Column::text(view.say("规则", "Rule")).most(50.0),
            Column::text(view.say("企业说明", "Explanation")).most(60.0),
            Column::text(view.say("结果", "Effect")),
            Column::text(view.say("文件", "File")).most(40.0),
        ],
        &rows,
        2,
    )?;
    sheet.finish()
}

/// What an explanation settles.
fn effect(view: &View, findings: &ByRule, explanation: &ExplanationRow) -> Cell {
    let own: &[&FindingRow] = findings
        .get(&key(&explanation.credit_code, &explanation.rule))
        .map_or(&[], Vec::as_slice);
    // Validation joins to a finding the texts that are about it and say something.
    let text = explanation.text.trim();
    let told: Vec<&&FindingRow> = own
        .iter()
        .filter(|finding| !text.is_empty() && finding.explanation.contains(text))
        .collect();
    if told.iter().any(|finding| finding.state == State::Explained) {
        Cell::text(view.say("已采纳", "settles the query")).tone(Tone::Good)
    } else if !told.is_empty() || own.iter().any(|finding| finding.state == State::Waived) {
        Cell::text(view.say("不能以说明解决", "cannot be settled by an explanation"))
            .tone(Tone::Query)
    } else if !own.is_empty() {
        Cell::text(view.say("不算说明", "explains nothing")).tone(Tone::Query)
    } else {
        Cell::text(view.say("没有对应的疑问", "no finding waits for it")).tone(Tone::Muted)
    }
}
