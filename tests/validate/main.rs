//! Records → findings and statuses, on a small zone with outcomes that were worked out by hand.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod locate;
mod own_checks;
mod rules;
#[path = "../small_zone/mod.rs"]
mod small_zone;
mod speed;
mod statuses;
mod structure;

use huoju::definitions::Definitions;
use huoju::tables::{FindingRow, Outcome};
use huoju::validate::{Validated, validate};
use small_zone::{Record, definitions, ingested, period};

fn validated(definitions: &Definitions, records: &[Record]) -> Validated {
    let ingested = ingested(definitions, records);
    validate(definitions, period(), &ingested, None).unwrap()
}

/// The findings without those of the year-on-year rule, which is unknown without a previous period.
fn findings(definitions: &Definitions, records: &[Record]) -> Vec<FindingRow> {
    let mut findings = validated(definitions, records).findings;
    findings.retain(|finding| finding.rule != "STOCK");
    findings
}

/// The rules that did not pass, with `?` for unknown ones.
fn outcomes(findings: &[FindingRow]) -> Vec<String> {
    findings
        .iter()
        .map(|finding| match finding.outcome {
            Outcome::Failed => finding.rule.clone(),
            Outcome::Unknown => format!("{}?", finding.rule),
        })
        .collect()
}

#[test]
fn an_empty_survey_is_no_crash() {
    let definitions = definitions();
    let validated = validated(&definitions, &[]);
    assert_eq!(validated.findings, []);
    assert_eq!(validated.enterprises.height(), 0);
}
