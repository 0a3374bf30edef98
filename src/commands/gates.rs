//! Gates: conditions of the run that the pipeline file sets.

use std::collections::BTreeSet;

use anyhow::Result;
use serde::Serialize;

use super::Status;
use crate::aggregate::Responses;
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
    /// Queries about records, settled or not.
    pub record_queries: usize,
    /// Of these, open: neither explained nor waived.
    pub unexplained: usize,
    /// Findings that the pipeline waives.
    pub waived: usize,
    /// Enterprises that do not count in sums.
    pub left_out: usize,
    /// Their size in the period before as a share of the zone's, 0–1; none where that is not known.
    pub left_out_share: Option<f64>,
    /// Enterprises for which the record of the period before stands in.
    pub stands_in: usize,
    /// Records that count as reported though they have errors or are not in the register.
    pub as_reported: usize,
    /// Share that the enterprises that answered had of the size of all expected ones in the period before, 0–1.
    pub answered_share: Option<f64>,
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

/// Counts files, records and findings; `responses` says who answered and what the sums lack.
pub(super) fn count(
    ingested: &Ingested,
    validated: &Validated,
    responses: &Responses,
) -> Result<Counts> {
    let zone = &responses.zone;
    let left_out = zone.left_out.total();
    let size_of = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
    let mut counts = Counts {
        expected: zone.expected.enterprises,
        answered: zone.answered.enterprises,
        left_out: left_out.enterprises,
        stands_in: zone.left_out.stands_in.enterprises,
        as_reported: zone.left_out.as_reported.enterprises,
        left_out_share: size_of(left_out.size, zone.left_out.size),
        answered_share: size_of(zone.answered.size, zone.expected.size),
        ..Counts::default()
    };
    for file in ingested
        .files
        .iter()
        .filter(|file| file.status != FileStatus::Skipped)
    {
        counts.files += 1;
        counts.refused_files += usize::from(file.status == FileStatus::Refused);
    }
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
    }
    counts.records = records.len();
    let mut queried = BTreeSet::new();
    for finding in validated
        .findings
        .iter()
        .filter(|finding| finding.outcome == Outcome::Failed)
    {
        counts.waived += usize::from(finding.state == State::Waived);
        let of_record = !finding.is_of_survey() && records.contains(finding.credit_code.as_str());
        if of_record && finding.severity == Severity::Query {
            counts.record_queries += 1;
            counts.unexplained += usize::from(finding.state == State::Open);
        }
        match (finding.severity, finding.state) {
            (Severity::Error, State::Open) => counts.open_errors += 1,
            (Severity::Query, State::Open) => {
                counts.open_queries += 1;
                if of_record {
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
    // What is not known of last year cannot fail: without a year before there is nothing to compare with.
    if let (Some(limit), Some(value)) = (gates.response_rate_by_size, counts.answered_share) {
        results.push(at_least("response_rate_by_size", limit, value));
    }
    if let (Some(limit), Some(value)) = (gates.left_out_by_size, counts.left_out_share) {
        results.push(at_most("left_out_by_size", limit, value));
    }
    if let Some(limit) = gates.error_rate {
        let value = share(counts.rejected, counts.records, 0.0);
        results.push(at_most("error_rate", limit, value));
    }
    if let Some(limit) = gates.open_query_rate {
        let value = share(counts.records_with_open_query, counts.records, 0.0);
        results.push(at_most("open_query_rate", limit, value));
    }
    if let Some(limit) = gates.unexplained_rate {
        let value = share(counts.unexplained, counts.record_queries, 0.0);
        results.push(at_most("unexplained_rate", limit, value));
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
    fn shares_of_size_and_of_queries_are_tested_where_they_are_known() {
        let counts = Counts {
            record_queries: 8,
            unexplained: 2,
            left_out_share: Some(0.1),
            answered_share: Some(0.9),
            ..Counts::default()
        };
        let gates = Gates {
            unexplained_rate: Some(0.2),
            left_out_by_size: Some(0.1),
            response_rate_by_size: Some(0.95),
            ..Gates::default()
        };
        let results = test(&gates, &counts);
        let told: Vec<(&str, f64, bool)> = results
            .iter()
            .map(|gate| (gate.gate, gate.value, gate.passed))
            .collect();
        assert_eq!(
            told,
            [
                ("response_rate_by_size", 0.9, false),
                ("left_out_by_size", 0.1, true),
                ("unexplained_rate", 0.25, false),
            ]
        );
        assert_eq!(status(&results), Status::GateFailed);
        // Without a year before there are no shares of size.
        let unknown = Counts {
            left_out_share: None,
            answered_share: None,
            ..counts
        };
        assert_eq!(test(&gates, &unknown).len(), 1);
    }

    #[test]
    fn a_gate_that_is_not_set_is_not_tested() {
        assert!(test(&Gates::default(), &Counts::default()).is_empty());
    }
}
