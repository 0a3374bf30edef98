//! What the sums lack: the sentence that stands in every workbook that sums, the table by park and reason, and the
//! list of enterprises.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use polars::prelude::{BooleanChunked, DataType, IntoLazy, col};

use super::response::{named_responses, share};
use super::sheet::{Cell, Column, SheetWriter};
use super::style::Tone;
use super::view::View;
use crate::aggregate::{LeftOut, Part, reason};
use crate::definitions::{Definitions, Language, Severity};
use crate::expressions::{Blank, RecordColumns, record_frame};
use crate::tables::{Edited, Enterprise, LeftOutReason, Outcome, RecordStatus, State};

/// The word for why an enterprise is left out.
pub(crate) fn reason_word(reason: LeftOutReason, language: Language) -> &'static str {
    match reason {
        LeftOutReason::Rejected => language.choose("退回（有错误）", "rejected"),
        LeftOutReason::Unregistered => language.choose("不在名录库", "not in the register"),
        LeftOutReason::NonRespondent => language.choose("未报", "no answer"),
        LeftOutReason::Withdrawn => language.choose("撤回", "withdrawn"),
    }
}

/// How many enterprises the sums of a park, or of the zone, lack, and how large they were last year: one sentence
/// for every workbook that sums.
pub(super) fn left_out_note(view: &View, park: Option<&str>) -> String {
    let left_out = &view.responses.of(park).left_out;
    let language = view.language;
    let size = view.size().map(|size| size.label.get(language));
    let share_of = |part: Part| match left_out.share(part) {
        Some(share) => format!("{share:.2}%"),
        None => language.choose("不详", "not known").to_owned(),
    };
    let total = left_out.total();
    let mut text = match (total.enterprises, language) {
        (0, Language::Zh) => "没有企业未计入汇总".to_owned(),
        (0, Language::En) => "No enterprise is left out of the sums".to_owned(),
        (count, Language::Zh) => format!("未计入汇总的企业 {count} 家"),
        (count, Language::En) => format!("Left out of the sums: {count} enterprises"),
    };
    if total.enterprises > 0 {
        if let Some(size) = size {
            text.push_str(&match language {
                Language::Zh => format!("，占上年{size}的 {}", share_of(total)),
                Language::En => format!(", {} of last year's {size}", share_of(total)),
            });
        }
        let reasons: Vec<String> = left_out
            .reasons
            .iter()
            .map(|(reason, part)| {
                let word = reason_word(*reason, language);
                match (size, language) {
                    (Some(_), Language::Zh) => {
                        format!("{word} {} 家、{}", part.enterprises, share_of(*part))
                    }
                    (Some(_), Language::En) => {
                        format!("{word} {}, {}", part.enterprises, share_of(*part))
                    }
                    (None, Language::Zh) => format!("{word} {} 家", part.enterprises),
                    (None, Language::En) => format!("{word} {}", part.enterprises),
                }
            })
            .collect();
        text.push_str(&match language {
            Language::Zh => format!("（{}）", reasons.join("；")),
            Language::En => format!(" ({})", reasons.join("; ")),
        });
    }
    for (part, zh, en) in [
        (
            left_out.stands_in,
            "以上年数据代替",
            "have last year's record standing in",
        ),
        (
            left_out.as_reported,
            "未改正而按填报数计入",
            "count as reported, not corrected",
        ),
    ] {
        if part.enterprises > 0 {
            text.push_str(&match language {
                Language::Zh => format!("；另有 {} 家{zh}", part.enterprises),
                Language::En => format!("; {} more {en}", part.enterprises),
            });
        }
    }
    text
}

/// Writes the table of what is left out, by park and reason; the zone comes last.
///
/// # Errors
/// When the sheet is full.
pub(super) fn left_out_table(view: &View, sheet: &mut SheetWriter) -> Result<()> {
    let size = view.size();
    let mut columns = vec![
        Column::text(view.say("园区", "Park")),
        Column::text(view.say("原因", "Reason")),
        Column::number(view.say("企业（家）", "Enterprises")),
    ];
    if let Some(size) = size {
        let label = view.measure_with_unit(size);
        columns.push(Column::number(match view.language {
            Language::Zh => format!("上年{label}"),
            Language::En => format!("Last year: {label}"),
        }));
        columns.push(Column::number(view.say("占上年合计", "Share of last year")));
    }
    let mut rows = Vec::new();
    for (name, response) in named_responses(view) {
        let left_out = &response.left_out;
        let mut add = |reason: &str, part: Part, tone: Tone| {
            let mut row = vec![
                Cell::text(name.as_str()),
                Cell::text(reason),
                Cell::count(part.enterprises),
            ];
            if size.is_some() {
                let known = left_out.size != 0.0;
                row.push(Cell::number(known.then_some(part.size), 0));
                row.push(Cell::percent(left_out.share(part), 2));
            }
            rows.push(row.into_iter().map(|cell| cell.tone(tone)).collect());
        };
        for (reason, part) in &left_out.reasons {
            add(reason_word(*reason, view.language), *part, Tone::Plain);
        }
        add(view.say("合计", "total"), left_out.total(), Tone::Strong);
    }
    sheet.table(&columns, &rows)?;
    Ok(())
}

/// An enterprise that does not count in sums, and how large it is.
pub(super) struct Missed<'v> {
    /// The enterprise.
    pub(super) enterprise: &'v Enterprise,
    /// Size by what it reported for the period, if it did.
    pub(super) size: Option<f64>,
    /// Size a year before.
    pub(super) previous_size: Option<f64>,
}

/// The enterprises that do not count in sums, in the order of their table.
pub(super) fn missed<'v>(view: &'v View) -> Vec<Missed<'v>> {
    let size = view.size();
    view.enterprises
        .iter()
        .filter(|enterprise| reason(enterprise).is_some())
        .map(|enterprise| Missed {
            enterprise,
            size: view.reported_size(&enterprise.credit_code),
            previous_size: size
                .and_then(|size| view.previous_measure(&enterprise.credit_code, &size.id)),
        })
        .collect()
}

/// Columns of a list of enterprises that are left out.
pub(super) fn missed_columns(view: &View) -> Vec<Column> {
    let mut columns = view.identity_columns();
    columns.push(Column::text(view.say("原因", "Reason")));
    columns.push(Column::text(view.say("待改的错误", "Errors to correct")).most(60.0));
    if let Some(size) = view.size() {
        let label = view.measure_with_unit(size);
        let of = |zh: &str, en: &str| match view.language {
            Language::Zh => format!("{zh}{label}"),
            Language::En => format!("{en}: {label}"),
        };
        columns.push(Column::number(of("上年", "Year before")));
        columns.push(Column::number(
            view.say("占全区上年合计", "Of the zone's sum then"),
        ));
        columns.push(Column::number(of("本期填报", "Reported")));
        columns.push(Column::number(
            view.say("相当于全区已采用合计", "Of the zone's sum"),
        ));
    }
    columns
}

/// The rows of such a list.
pub(super) fn missed_rows(view: &View, missed: &[Missed]) -> Vec<Vec<Cell>> {
    let size = view.size();
    let zone = size
        .and_then(|size| view.measure(view.zone_id(), &size.id))
        .unwrap_or(0.0);
    let errors = open_errors(view);
    missed
        .iter()
        .map(|missed| {
            let enterprise = missed.enterprise;
            let left_out: &LeftOut = &view.responses.zone.left_out;
            let mut row = view.identity_cells(enterprise);
            row.push(view.status_cell(enterprise));
            row.push(Cell::text(
                errors
                    .get(enterprise.credit_code.as_str())
                    .map(|messages| messages.join("\n"))
                    .unwrap_or_default(),
            ));
            if size.is_some() {
                let before = missed.previous_size;
                row.push(Cell::number(before, 0));
                row.push(Cell::percent(
                    before.and_then(|size| share(size, left_out.size)),
                    2,
                ));
                row.push(Cell::number(missed.size, 0));
                row.push(Cell::percent(
                    missed.size.and_then(|size| share(size, zone)),
                    2,
                ));
            }
            row
        })
        .collect()
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
            .push(match view.language {
                Language::Zh => format!("{message}（{}）", finding.rule),
                Language::En => format!("{message} ({})", finding.rule),
            });
    }
    errors
}

/// The size of the records that were left out, as they reported it, by credit code: the measures have used records
/// only.
///
/// # Errors
/// When the tables do not fit the definitions.
pub(super) fn reported_sizes(
    definitions: &Definitions,
    current: &Edited,
    enterprises: &[Enterprise],
) -> Result<BTreeMap<String, f64>> {
    let size = definitions.pipeline.overview.size.as_deref();
    let Some(measure) = size.and_then(|size| definitions.measure(size)) else {
        return Ok(BTreeMap::new());
    };
    let reported: BooleanChunked = enterprises
        .iter()
        .map(|enterprise| {
            !enterprise.used
                && matches!(
                    enterprise.status,
                    RecordStatus::Rejected | RecordStatus::Unregistered
                )
        })
        .collect();
    let sizes = || -> Result<BTreeMap<String, f64>> {
        let records = current.enterprises.filter(&reported)?;
        let frame = record_frame(
            definitions,
            current.period,
            &records,
            &current.projects,
            None,
        )?;
        let schema = RecordColumns::of(definitions).enterprise;
        let frame = frame
            .lazy()
            .select([
                col("credit_code"),
                measure
                    .sql
                    .to_expr(Blank::Zero, &schema)
                    .cast(DataType::Float64)
                    .alias("size"),
            ])
            .collect()?;
        let codes = frame.column("credit_code")?.str()?;
        let values = frame.column("size")?.f64()?;
        Ok(codes
            .iter()
            .zip(values.iter())
            .filter_map(|(code, size)| Some((code?.to_owned(), size?)))
            .collect())
    };
    sizes().context("the size of records that were left out")
}
