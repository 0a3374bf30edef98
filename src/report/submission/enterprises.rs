//! Which enterprises are in the submission, and which are not and why.

use std::collections::BTreeMap;

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use crate::definitions::{Language, Severity, Use};
use crate::report::response::{left_out, share};
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::Tone;
use crate::report::view::View;
use crate::tables::{Outcome, RecordStatus, State};

pub(super) fn write_included(view: &View, workbook: &mut Workbook) -> Result<()> {
    let included: Vec<_> = view
        .enterprises
        .iter()
        .filter(|enterprise| enterprise.used)
        .collect();
    let title = match view.language {
        Language::Zh => format!("纳入汇总的企业（{} 家）", included.len()),
        Language::En => format!("Enterprises included ({})", included.len()),
    };
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("纳入企业", "Included"),
        &title,
        view.language,
    )?;
    let policy = view.results.definitions.pipeline.records;
    let rows: Vec<Vec<Cell>> = included
        .iter()
        .enumerate()
        .map(|(number, enterprise)| {
            let how = if enterprise.status.policy(policy) == Use::Previous {
                view.say("以上年数据代替", "last year's record stands in")
            } else if enterprise.status == RecordStatus::Accepted {
                view.say("按填报数", "as reported")
            } else {
                view.say("按填报数（未改正）", "as reported, not corrected")
            };
            vec![
                Cell::count(number + 1),
                Cell::text(&enterprise.credit_code),
                Cell::text(&enterprise.name),
                Cell::text(view.park_name(enterprise.park.as_deref())),
                Cell::text(&enterprise.leading_industry),
                Cell::text(how).tone_if(enterprise.status != RecordStatus::Accepted, Tone::Query),
            ]
        })
        .collect();
    sheet.main_table(
        &[
            Column::number(view.say("序号", "No.")),
            Column::text(view.say("统一社会信用代码", "Credit code")),
            Column::text(view.say("企业名称", "Name")),
            Column::text(view.say("园区", "Park")),
            Column::text(view.say("主导产业", "Leading industry")),
            Column::text(view.say("采用方式", "Used")),
        ],
        &rows,
        3,
    )?;
    sheet.finish()
}

pub(super) fn write_left_out(view: &View, workbook: &mut Workbook) -> Result<()> {
    let left_out = left_out(view)?;
    let title = match view.language {
        Language::Zh => format!("未纳入汇总的企业（{} 家）", left_out.len()),
        Language::En => format!("Enterprises left out ({})", left_out.len()),
    };
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("未纳入企业", "Left out"),
        &title,
        view.language,
    )?;
    let size = view
        .results
        .definitions
        .pipeline
        .overview
        .size
        .as_deref()
        .and_then(|id| view.results.definitions.measure(id));
    let zone_before = size
        .and_then(|size| view.previous_measure(view.zone_id(), &size.id))
        .unwrap_or(0.0);
    let mut columns = vec![
        Column::text(view.say("统一社会信用代码", "Credit code")),
        Column::text(view.say("企业名称", "Name")),
        Column::text(view.say("园区", "Park")),
        Column::text(view.say("原因", "Reason")),
        Column::text(view.say("待改的错误", "Errors to correct")).most(70.0),
    ];
    if let Some(size) = size {
        let label = size.label.get(view.language);
        columns.push(Column::number(match view.language {
            Language::Zh => format!("占全区上年{label}"),
            Language::En => format!("Share of last year: {label}"),
        }));
    }
    let errors = open_errors(view);
    let rows: Vec<Vec<Cell>> = left_out
        .iter()
        .map(|left| {
            let enterprise = left.enterprise;
            let mut row = vec![
                Cell::text(&enterprise.credit_code),
                Cell::text(&enterprise.name),
                Cell::text(view.park_name(enterprise.park.as_deref())),
                Cell::text(view.status_word(enterprise.status))
                    .tone_if(enterprise.status == RecordStatus::Rejected, Tone::Error)
                    .tone_if(enterprise.status == RecordStatus::Missing, Tone::Query),
                Cell::text(
                    errors
                        .get(enterprise.credit_code.as_str())
                        .map(|messages| messages.join("\n"))
                        .unwrap_or_default(),
                ),
            ];
            if size.is_some() {
                row.push(Cell::percent(
                    left.previous_size.and_then(|size| share(size, zone_before)),
                    2,
                ));
            }
            row
        })
        .collect();
    sheet.main_table(&columns, &rows, 2)?;
    sheet.finish()
}

/// What is to be corrected, by enterprise.
fn open_errors<'v>(view: &'v View) -> BTreeMap<&'v str, Vec<String>> {
    let mut errors: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for finding in view.results.findings.iter().filter(|finding| {
        finding.severity == Severity::Error
            && finding.state == State::Open
            && finding.outcome == Outcome::Failed
    }) {
        let message = view.message(finding);
        errors
            .entry(finding.credit_code.as_str())
            .or_default()
            .push(format!("{} {message}", finding.rule));
    }
    errors
}
