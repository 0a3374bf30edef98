//! Response by park: who was expected, who answered, and how much of last year's zone is missing.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use polars::prelude::{BooleanChunked, DataType, IntoLazy, col};

use super::sheet::{Area, Cell, Column, SheetWriter};
use super::style::Tone;
use super::view::{Enterprise, View};
use crate::expressions::{Blank, RecordColumns, record_frame};
use crate::tables::RecordStatus;

/// Response of a park, of the enterprises without a park, or of the zone.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Response {
    /// Park id; none for the enterprises of the register without a park, and for the zone.
    pub(super) park: Option<String>,
    /// Enterprises of the register that must report.
    pub(super) expected: usize,
    /// Of these, with a record.
    pub(super) answered: usize,
    /// Of the records of expected enterprises, accepted.
    pub(super) accepted: usize,
    /// Of the records of expected enterprises, rejected.
    pub(super) rejected: usize,
    /// Expected and without a record (silent or withdrawn).
    pub(super) missing: usize,
    /// Size last year of those that are missing.
    pub(super) missing_size: f64,
    /// Size last year of those that are rejected.
    pub(super) rejected_size: f64,
    /// Size last year of all enterprises.
    pub(super) size: f64,
}

impl Response {
    /// Answered in per cent of expected.
    pub(super) fn rate(&self) -> Option<f64> {
        share(self.answered as f64, self.expected as f64)
    }

    fn add(&mut self, other: &Response) {
        self.expected += other.expected;
        self.answered += other.answered;
        self.accepted += other.accepted;
        self.rejected += other.rejected;
        self.missing += other.missing;
        self.missing_size += other.missing_size;
        self.rejected_size += other.rejected_size;
        self.size += other.size;
    }
}

/// Part in per cent of a whole; none of nothing.
pub(super) fn share(part: f64, whole: f64) -> Option<f64> {
    (whole != 0.0).then(|| part / whole * 100.0)
}

/// Response of every park in the order of the pipeline, of the enterprises without a park where there are any,
/// and of the zone.
pub(super) fn responses(view: &View) -> Vec<Response> {
    let statuses: BTreeMap<&str, RecordStatus> = view
        .enterprises
        .iter()
        .map(|enterprise| (enterprise.credit_code.as_str(), enterprise.status))
        .collect();
    let size = view.results.definitions.pipeline.overview.size.as_deref();
    let size_before = |code: &str| {
        size.and_then(|measure| view.previous_measure(code, measure))
            .unwrap_or(0.0)
    };
    let mut by_park: BTreeMap<Option<&str>, Response> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for entry in &view.results.ingested.register {
        // An enterprise that stands in the register twice must report once.
        if !entry.expected || !seen.insert(entry.credit_code.as_str()) {
            continue;
        }
        let response = by_park.entry(entry.park.as_deref()).or_default();
        response.expected += 1;
        match statuses.get(entry.credit_code.as_str()) {
            Some(RecordStatus::Accepted | RecordStatus::Unregistered) => {
                response.answered += 1;
                response.accepted += 1;
            }
            Some(RecordStatus::Rejected) => {
                response.answered += 1;
                response.rejected += 1;
                response.rejected_size += size_before(&entry.credit_code);
            }
            _ => {
                response.missing += 1;
                response.missing_size += size_before(&entry.credit_code);
            }
        }
    }
    for enterprise in view.previous.iter().filter(|enterprise| enterprise.used) {
        by_park.entry(enterprise.park.as_deref()).or_default().size +=
            size_before(&enterprise.credit_code);
    }
    let mut rows = Vec::new();
    for (park, _) in view.parks() {
        let mut response = by_park.remove(&Some(park)).unwrap_or_default();
        response.park = Some(park.to_owned());
        rows.push(response);
    }
    let mut without = Response::default();
    for rest in by_park.into_values() {
        without.add(&rest);
    }
    let mut zone = Response::default();
    for row in rows.iter().chain([&without]) {
        zone.add(row);
    }
    if without != Response::default() {
        rows.push(without);
    }
    rows.push(zone);
    rows
}

/// Writes the table of responses by park; the last row is the zone.
///
/// # Errors
/// When the sheet is full.
pub(super) fn response_table(view: &View, sheet: &mut SheetWriter) -> Result<Area> {
    let definitions = view.results.definitions;
    let size = definitions
        .pipeline
        .overview
        .size
        .as_deref()
        .and_then(|id| definitions.measure(id));
    let mut columns = vec![
        Column::text(view.say("园区", "Park")),
        Column::number(view.say("应报", "Expected")),
        Column::number(view.say("已报", "Answered")),
        Column::number(view.say("未报", "No answer")),
        Column::number(view.say("应报率", "Response rate")),
        Column::number(view.say("采用", "Accepted")),
        Column::number(view.say("退回", "Rejected")),
        Column::number(view.say("退回率", "Rejected share")),
    ];
    if let Some(size) = size {
        let label = size.label.get(view.language);
        columns.push(Column::number(match view.language {
            crate::definitions::Language::Zh => format!("未报企业占上年{label}"),
            crate::definitions::Language::En => {
                format!("Non-respondents' share of last year: {label}")
            }
        }));
        columns.push(Column::number(match view.language {
            crate::definitions::Language::Zh => format!("退回企业占上年{label}"),
            crate::definitions::Language::En => {
                format!("Rejected records' share of last year: {label}")
            }
        }));
    }
    let all = responses(view);
    let rows: Vec<Vec<Cell>> = all
        .iter()
        .enumerate()
        .map(|(position, response)| {
            let zone = position + 1 == all.len();
            let name = match (&response.park, zone) {
                (Some(park), _) => view.park_name(Some(park)),
                (None, true) => view.say("全区合计", "Zone").to_owned(),
                (None, false) => view.say("（园区不明）", "(no park)").to_owned(),
            };
            let mut cells = vec![
                Cell::text(name),
                Cell::count(response.expected),
                Cell::count(response.answered),
                Cell::count(response.missing),
                Cell::percent(response.rate(), 1),
                Cell::count(response.accepted),
                Cell::count(response.rejected),
                Cell::percent(share(response.rejected as f64, response.answered as f64), 1),
            ];
            if size.is_some() {
                cells.push(Cell::percent(
                    share(response.missing_size, response.size),
                    2,
                ));
                cells.push(Cell::percent(
                    share(response.rejected_size, response.size),
                    2,
                ));
            }
            let tone = if zone { Tone::Strong } else { Tone::Plain };
            cells.into_iter().map(|cell| cell.tone(tone)).collect()
        })
        .collect();
    sheet.table(&columns, &rows)
}

/// An enterprise that does not count in sums, and how large it is.
pub(super) struct LeftOut<'v> {
    /// The enterprise.
    pub(super) enterprise: &'v Enterprise,
    /// Size by what it reported for the period, if it did.
    pub(super) size: Option<f64>,
    /// Size a year before.
    pub(super) previous_size: Option<f64>,
}

/// The enterprises that do not count in sums, in the order of their table. Those that are closed and silent are
/// no loss and are left aside.
///
/// # Errors
/// When the tables do not fit the definitions.
pub(super) fn left_out<'v>(view: &'v View) -> Result<Vec<LeftOut<'v>>> {
    let size = view.results.definitions.pipeline.overview.size.as_deref();
    let reported = reported_sizes(view)?;
    Ok(view
        .enterprises
        .iter()
        .filter(|enterprise| !enterprise.used && enterprise.status != RecordStatus::Closed)
        .map(|enterprise| LeftOut {
            enterprise,
            size: reported.get(&enterprise.credit_code).copied(),
            previous_size: size
                .and_then(|size| view.previous_measure(&enterprise.credit_code, size)),
        })
        .collect())
}

/// The size of the records that were left out, as they reported it: the measures have used records only.
fn reported_sizes(view: &View) -> Result<BTreeMap<String, f64>> {
    let definitions = view.results.definitions;
    let Some(measure) = definitions
        .pipeline
        .overview
        .size
        .as_deref()
        .and_then(|id| definitions.measure(id))
    else {
        return Ok(BTreeMap::new());
    };
    let current = view.results.current;
    let reported: BooleanChunked = view
        .enterprises
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
