//! Gates: conditions of the run that the pipeline file sets.

use std::collections::BTreeSet;

use anyhow::Result;
use serde::Serialize;

use super::Status;
use crate::definitions::{Gates, Severity};
use crate::ingest::Ingested;
use crate::tables::{FileStatus, Outcome, RecordStatus, State};
use crate::validate::Validated;

/// How the run looks in numbers.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(super) struct Counts {
    /// Input files that hold submissions.
    pub files: usize,
    /// Of these, refused.
    pub refused_files: usize,
    /// Enterprises that must report.
    pub expected: usize,
    /// Of these, with a record.
    pub answered: usize,
    /// Records (accepted, rejected, not in the register).
    pub records: usize,
    /// Records without an error.
    pub accepted: usize,
    /// Records with an error.
    pub rejected: usize,
    /// Respondents that are not in the register.
    pub unregistered: usize,
    /// Open errors.
    pub open_errors: usize,
    /// Open queries.
    pub open_queries: usize,
    /// Queries that were explained.
    pub explained: usize,
    /// Hints.
    pub hints: usize,
    /// Records with an open query about the record itself.
    pub records_with_open_query: usize,
}

/// A gate and how it came out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct GateResult {
    /// Its key in the pipeline file.
    pub gate: &'static str,
    /// What the pipeline demands.
    pub limit: f64,
    /// What the run has.
    pub value: f64,
    /// Whether it passed.
    pub passed: bool,
}

/// Counts files, records and findings.
pub(super) fn count(ingested: &Ingested, validated: &Validated) -> Result<Counts> {
    let mut counts = Counts::default();
    for file in ingested
        .files
        .iter()
        .filter(|file| file.status != FileStatus::Skipped)
    {
        counts.files += 1;
        counts.refused_files += usize::from(file.status == FileStatus::Refused);
    }
    let expected: BTreeSet<&str> = ingested
        .register
        .iter()
        .filter(|entry| entry.expected)
        .map(|entry| entry.credit_code.as_str())
        .collect();
    counts.expected = expected.len();
    let codes = validated.enterprises.column("credit_code")?.str()?;
    let statuses = validated.enterprises.column("status")?.str()?;
    let mut records = BTreeSet::new();
    for (code, status) in codes.iter().zip(statuses.iter()) {
        let (Some(code), Some(status)) = (code, status.and_then(RecordStatus::from_word)) else {
            continue;
        };
        match status {
            RecordStatus::Accepted => counts.accepted += 1,
            RecordStatus::Rejected => counts.rejected += 1,
            RecordStatus::Unregistered => counts.unregistered += 1,
            RecordStatus::Missing | RecordStatus::Closed | RecordStatus::Withdrawn => continue,
        }
        records.insert(code);
        counts.answered += usize::from(expected.contains(code));
    }
    counts.records = records.len();
    let mut queried = BTreeSet::new();
    for finding in validated
        .findings
        .iter()
        .filter(|finding| finding.outcome == Outcome::Failed)
    {
        match (finding.severity, finding.state) {
            (Severity::Error, State::Open) => counts.open_errors += 1,
            (Severity::Query, State::Open) => {
                counts.open_queries += 1;
                if !finding.is_of_survey() && records.contains(finding.credit_code.as_str()) {
                    queried.insert(finding.credit_code.as_str());
                }
            }
            (Severity::Query, State::Explained) => counts.explained += 1,
            (Severity::Hint, _) => counts.hints += 1,
            _ => {}
        }
    }
    counts.records_with_open_query = queried.len();
    Ok(counts)
}

/// Tests the gates that the pipeline sets. A share of nothing is 0, except the response rate, which is 1.
pub(super) fn test(gates: &Gates, counts: &Counts) -> Vec<GateResult> {
    let share = |part: usize, whole: usize, of_nothing: f64| {
        if whole == 0 {
            of_nothing
        } else {
            part as f64 / whole as f64
        }
    };
    let at_least = |gate, limit: f64, value: f64| GateResult {
        gate,
        limit,
        value,
        passed: value >= limit,
    };
    let at_most = |gate, limit: f64, value: f64| GateResult {
        gate,
        limit,
        value,
        passed: value <= limit,
    };
    let mut results = Vec::new();
    if let Some(limit) = gates.response_rate {
        let value = share(counts.answered, counts.expected, 1.0);
        results.push(at_least("response_rate", limit, value));
    }
    if let Some(limit) = gates.error_rate {
        let value = share(counts.rejected, counts.records, 0.0);
        results.push(at_most("error_rate", limit, value));
    }
    if let Some(limit) = gates.open_query_rate {
        let value = share(counts.records_with_open_query, counts.records, 0.0);
        results.push(at_most("open_query_rate", limit, value));
    }
    if let Some(limit) = gates.refused_files {
        results.push(at_most(
            "refused_files",
            f64::from(limit),
            counts.refused_files as f64,
        ));
    }
    results
}

/// The status of a run whose gates came out so.
pub(super) fn status(gates: &[GateResult]) -> Status {
    if gates.iter().all(|gate| gate.passed) {
        Status::Done
    } else {
        Status::GateFailed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gate_passes_at_its_limit_and_fails_beyond_it() {
        let counts = Counts {
            expected: 10,
            answered: 9,
            records: 20,
            rejected: 3,
            ..Counts::default()
        };
        let gates = |response, error| Gates {
            response_rate: Some(response),
            error_rate: Some(error),
            ..Gates::default()
        };
        let passed = |gates: &Gates| -> Vec<bool> {
            test(gates, &counts)
                .iter()
                .map(|gate| gate.passed)
                .collect()
        };
        assert_eq!(passed(&gates(0.9, 0.15)), [true, true]);
        assert_eq!(passed(&gates(0.91, 0.14)), [false, false]);
    }

    #[test]
    fn a_gate_that_is_not_set_is_not_tested() {
        assert!(test(&Gates::default(), &Counts::default()).is_empty());
    }
}
