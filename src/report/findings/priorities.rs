//! What to see to first: the enterprises and the rules that keep most out of the sums, by last year's size.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use super::Context;
use crate::definitions::{Language, Severity};
use crate::report::left_out::{left_out_note, missed};
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::Tone;
use crate::tables::{Outcome, RecordStatus, State};

/// Rows of each table: what one person gets done in a morning.
const FIRST: usize = 10;

/// A rule and whom it keeps out of the sums.
#[derive(Default)]
struct Kept<'v> {
    enterprises: BTreeSet<&'v str>,
    /// Of these, those with no other open error.
    alone: BTreeSet<&'v str>,
}

pub(super) fn write(context: &Context, workbook: &mut Workbook) -> Result<()> {
    let view = context.view;
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("先办什么", "First"),
        view.say(
            "先办什么：按未计入汇总的规模排序",
            "What to see to first: by the size of what the sums lack",
        ),
        view.language,
    )?;
    sheet.note(&left_out_note(view, None));
    enterprises(context, &mut sheet)?;
    rules(context, &mut sheet)?;
    queries(context, &mut sheet)?;
    sheet.finish()
}

fn share_columns(context: &Context) -> Vec<Column> {
    let view = context.view;
    view.size().map_or_else(Vec::new, |size| {
        let label = view.measure_with_unit(size);
        vec![
            Column::number(match view.language {
                Language::Zh => format!("上年{label}"),
                Language::En => format!("Last year: {label}"),
            }),
            Column::number(view.say("占全区上年合计", "Of the zone's sum then")),
        ]
    })
}

fn share_cells(context: &Context, size: f64) -> Vec<Cell> {
    let view = context.view;
    let left_out = &view.responses.zone.left_out;
    let known = left_out.size != 0.0;
    view.size().map_or_else(Vec::new, |_| {
        vec![
            Cell::number(known.then_some(size), 0),
            Cell::percent(known.then(|| size / left_out.size * 100.0), 2),
        ]
    })
}

/// The largest that are left out, with what keeps them out.
fn enterprises(context: &Context, sheet: &mut SheetWriter) -> Result<()> {
    let view = context.view;
    let mut missed = missed(view);
    // Largest first; those of one size in the order of the table.
    missed.sort_by(|a, b| {
        let size = |size: Option<f64>| size.unwrap_or(0.0);
        size(b.previous_size)
            .total_cmp(&size(a.previous_size))
            .then_with(|| size(b.size).total_cmp(&size(a.size)))
    });
    sheet.heading(view.say("先催改、先催报的企业", "Enterprises to ask first"));
    let mut columns = view.identity_columns();
    columns.push(Column::text(view.say("原因", "Reason")));
    columns.extend(share_columns(context));
    columns.push(Column::text(view.say("未改正的规则", "Rules to mend")).most(40.0));
    columns.push(Column::text(view.say("退回表", "Return")));
    let rows: Vec<Vec<Cell>> = missed
        .iter()
        .take(FIRST)
        .map(|missed| {
            let enterprise = missed.enterprise;
            let code = enterprise.credit_code.as_str();
            let mut rules: Vec<String> = open_errors(context)
                .filter(|(of, _)| *of == code)
                .map(|(_, rule)| view.rule_name(rule))
                .collect();
            rules.dedup();
            let mut row = view.identity_cells(enterprise);
            row.push(view.status_cell(enterprise));
            row.extend(share_cells(context, missed.previous_size.unwrap_or(0.0)));
            row.push(Cell::text(rules.join("\n")));
            row.push(context.return_cell(code));
            row
        })
        .collect();
    sheet.table(&columns, &rows)?;
    Ok(())
}

/// Open errors: credit code and rule, in the order of the table.
fn open_errors<'v>(context: &Context<'v>) -> impl Iterator<Item = (&'v str, &'v str)> {
    context
        .view
        .results
        .findings
        .iter()
        .filter(|finding| {
            finding.severity == Severity::Error
                && finding.outcome == Outcome::Failed
                && finding.state == State::Open
        })
        .map(|finding| (finding.credit_code.as_str(), finding.rule.as_str()))
}

/// The rules that keep most out, and how much comes back when they alone are mended.
fn rules(context: &Context, sheet: &mut SheetWriter) -> Result<()> {
    let view = context.view;
    let rejected: BTreeSet<&str> = view
        .enterprises
        .iter()
        .filter(|enterprise| enterprise.status == RecordStatus::Rejected)
        .map(|enterprise| enterprise.credit_code.as_str())
        .collect();
    let mut rules_of: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (code, rule) in open_errors(context).filter(|(code, _)| rejected.contains(code)) {
        rules_of.entry(code).or_default().insert(rule);
    }
    let mut kept: BTreeMap<&str, Kept> = BTreeMap::new();
    for (code, rules) in &rules_of {
        for rule in rules {
            let kept = kept.entry(rule).or_default();
            kept.enterprises.insert(code);
            if rules.len() == 1 {
                kept.alone.insert(code);
            }
        }
    }
    let size_of = |codes: &BTreeSet<&str>| -> f64 {
        codes
            .iter()
            .map(|code| context.size_before(code))
            .sum::<f64>()
            + 0.0
    };
    let mut kept: Vec<(&str, Kept)> = kept.into_iter().collect();
    kept.sort_by(|a, b| {
        size_of(&b.1.enterprises)
            .total_cmp(&size_of(&a.1.enterprises))
            .then_with(|| b.1.enterprises.len().cmp(&a.1.enterprises.len()))
            .then_with(|| a.0.cmp(b.0))
    });
    sheet.heading(view.say("退回最多的规则（错误）", "Rules that reject most (errors)"));
    let mut columns = vec![
        Column::text(view.say("规则", "Rule")).most(50.0),
        Column::text(view.say("编号", "Id")),
        Column::number(view.say("退回企业", "Enterprises rejected")),
        Column::number(view.say("只此一条", "By this rule alone")),
    ];
    columns.extend(share_columns(context));
    let rows: Vec<Vec<Cell>> = kept
        .iter()
        .take(FIRST)
        .map(|(rule, kept)| {
            let mut row = vec![
                Cell::text(view.rule_label(rule)),
                Cell::text(*rule).tone(Tone::Muted),
                Cell::count(kept.enterprises.len()).tone(Tone::Strong),
                Cell::count(kept.alone.len()),
            ];
            row.extend(share_cells(context, size_of(&kept.enterprises)));
            row
        })
        .collect();
    sheet.table(&columns, &rows)?;
    Ok(())
}

/// The largest enterprises with queries that nobody has explained.
fn queries(context: &Context, sheet: &mut SheetWriter) -> Result<()> {
    let view = context.view;
    let mut open: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in view.results.findings.iter().filter(|finding| {
        finding.severity == Severity::Query
            && finding.outcome == Outcome::Failed
            && finding.state == State::Open
            && !finding.is_of_survey()
    }) {
        *open.entry(&finding.credit_code).or_default() += 1;
    }
    let mut asked: Vec<_> = view
        .enterprises
        .iter()
        .filter_map(|enterprise| {
            let count = *open.get(enterprise.credit_code.as_str())?;
            Some((
                enterprise,
                count,
                context.size_before(&enterprise.credit_code),
            ))
        })
        .collect();
    asked.sort_by(|a, b| b.2.total_cmp(&a.2));
    sheet.heading(view.say(
        "有疑问待说明的大企业",
        "The largest with queries to be explained",
    ));
    let mut columns = view.identity_columns();
    columns.push(Column::number(view.say("待说明", "Open queries")));
    columns.extend(share_columns(context));
    columns.push(Column::text(view.say("退回表", "Return")));
    let rows: Vec<Vec<Cell>> = asked
        .into_iter()
        .take(FIRST)
        .map(|(enterprise, count, size)| {
            let mut row = view.identity_cells(enterprise);
            row.push(Cell::count(count).tone(Tone::Strong));
            row.extend(share_cells(context, size));
            row.push(context.return_cell(&enterprise.credit_code));
            row
        })
        .collect();
    sheet.table(&columns, &rows)?;
    Ok(())
}
