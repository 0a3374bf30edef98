//! Candidates on trial: every rule judges the record with the one field changed.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use polars::prelude::{
    BooleanChunked, DataFrame, Float64Chunked, IdxCa, IdxSize, IntoColumn, NewChunkedArray,
    PolarsResult, Schema,
};

use super::super::records::Records;
use super::super::rules::passed;
use super::Outcomes;
use super::candidates::Candidate;
use crate::definitions::{Definitions, Rule};
use crate::expressions::{RecordColumns, with_derived};

/// Candidates that are tried at once, so that many broken records do not need much memory.
const AT_ONCE: usize = 50_000;

/// A candidate that breaks nothing, and the numbers of the failed rules that it mends.
pub(super) struct Tried {
    pub(super) candidate: Candidate,
    pub(super) mends: Vec<usize>,
}

impl Tried {
    /// More rules mended, then less change, then the order of the forms; then the smaller value, so that nothing
    /// is left to chance.
    pub(super) fn is_better_than(&self, other: &Tried) -> bool {
        let (a, b) = (&self.candidate, &other.candidate);
        let order = other
            .mends
            .len()
            .cmp(&self.mends.len())
            .then_with(|| a.relative_change().total_cmp(&b.relative_change()))
            .then_with(|| a.order.cmp(&b.order))
            .then_with(|| a.value.total_cmp(&b.value));
        order == Ordering::Less
    }
}

impl Candidate {
    /// The change as a share of what was reported; infinite from a blank or zero.
    pub(super) fn relative_change(&self) -> f64 {
        match self.old {
            Some(old) if old != 0.0 => (self.value - old).abs() / old.abs(),
            _ => f64::INFINITY,
        }
    }
}

/// Judges the candidates; left are those that mend something and break nothing.
pub(super) fn try_all(
    definitions: &Definitions,
    rules: &[&Rule],
    records: &Records,
    schema: &Schema,
    outcomes: &Outcomes<'_>,
    candidates: Vec<Candidate>,
) -> PolarsResult<Vec<Tried>> {
    let columns = Columns::of(definitions, rules, records);
    let mut tried = Vec::new();
    let mut rest = candidates.into_iter().peekable();
    while rest.peek().is_some() {
        let some: Vec<Candidate> = rest.by_ref().take(AT_ONCE).collect();
        let frame = columns.changed(definitions, records, &some)?;
        let judged = passed(rules, &frame, schema)?;
        let judged: Vec<&BooleanChunked> = judged
            .columns()
            .iter()
            .skip(1)
            .map(|column| column.bool())
            .collect::<PolarsResult<_>>()?;
        for (row, candidate) in some.into_iter().enumerate() {
            let mut mends = Vec::new();
            let breaks = outcomes
                .iter()
                .zip(&judged)
                .enumerate()
                .any(|(rule, (before, after))| {
                    match (before.get(candidate.place), after.get(row)) {
                        (Some(false), Some(true)) => {
                            mends.push(rule);
                            false
                        }
                        (Some(true), after) => after != Some(true),
                        (None, after) => after == Some(false),
                        (Some(false), _) => false,
                    }
                });
            if !breaks && !mends.is_empty() {
                tried.push(Tried { candidate, mends });
            }
        }
    }
    Ok(tried)
}

/// The columns that the rules read, and the derived fields among them.
struct Columns {
    read: Vec<String>,
    derived: BTreeSet<String>,
}

impl Columns {
    fn of(definitions: &Definitions, rules: &[&Rule], records: &Records) -> Columns {
        let mut wanted: Vec<String> = rules
            .iter()
            .flat_map(|rule| {
                let when = rule.when.iter().flat_map(|when| when.columns());
                rule.check.columns().into_iter().chain(when)
            })
            .collect();
        // The shape of the frame hangs on this one.
        let mut read = BTreeSet::from(["credit_code".to_owned()]);
        let mut derived = BTreeSet::new();
        while let Some(name) = wanted.pop() {
            if !records.has_column(&name) || !read.insert(name.clone()) {
                continue;
            }
            if let Some(own) = definitions.derived.iter().find(|own| own.id == name) {
                wanted.extend(own.sql.columns());
                derived.insert(name);
            }
        }
        Columns {
            read: read.into_iter().collect(),
            derived,
        }
    }

    /// One row per candidate: its record, with the candidate's value, and what is derived from it.
    fn changed(
        &self,
        definitions: &Definitions,
        records: &Records,
        candidates: &[Candidate],
    ) -> PolarsResult<DataFrame> {
        let places: Vec<IdxSize> = candidates
            .iter()
            .map(|candidate| candidate.place as IdxSize)
            .collect();
        let places = IdxCa::from_vec("place".into(), places);
        let mut frame = records
            .frame()
            .select(self.read.iter().map(String::as_str))?
            .take(&places)?;
        let changed: BTreeSet<&str> = candidates
            .iter()
            .map(|candidate| candidate.code.as_str())
            .collect();
        for code in changed {
            let own = frame.column(code)?.f64()?;
            let values = own.iter().zip(candidates).map(|(own, candidate)| {
                if candidate.code == code {
                    Some(candidate.value)
                } else {
                    own
                }
            });
            let values = Float64Chunked::from_iter_options(code.into(), values);
            frame.with_column(values.into_column())?;
        }
        let derived = definitions
            .derived
            .iter()
            .filter(|own| self.derived.contains(&own.id));
        with_derived(&RecordColumns::of(definitions), derived, frame)
    }
}
