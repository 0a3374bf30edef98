//! Copied forms: two respondents with the same several large values that are not round.
//!
//! Parameters of the check: `least_fields` fields, each with a value of at least `least` that is no multiple of
//! `round`; a value that more than `most_records` enterprises share is no sign of copying. The message names no other
//! enterprise, for it goes back to the respondent; the column `related` does, for the office.

use std::collections::BTreeMap;

use anyhow::Result;

use super::messages::Words;
use super::own_checks::{OwnChecks, Remark, count, threshold};
use super::records::Records;
use crate::period::Period;
use crate::tables::FindingRow;

/// One finding per record that shares values with another, about the one that it shares most with.
pub(super) fn findings(
    checks: &OwnChecks<'_>,
    period: Period,
    records: &Records,
) -> Result<Vec<FindingRow>> {
    let check = checks.settings("duplicate-values")?;
    let least = threshold(check, "least", 1000.0);
    let round = threshold(check, "round", 100.0);
    let most_records = count(check, "most_records", 10.0);
    let least_fields = count(check, "least_fields", 5.0);

    // Fields that each pair of records has the same telling value in.
    let mut shared: BTreeMap<(usize, usize), Vec<&str>> = BTreeMap::new();
    let fields = checks.definitions.survey.record_fields();
    for field in fields.filter(|field| field.kind.is_number() && field.in_year(period.year)) {
        let Some(values) = records.numbers(&field.code) else {
            continue;
        };
        let mut places: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for (place, value) in values.iter().enumerate() {
            if let Some(value) = value.filter(|value| is_telling(*value, least, round)) {
                places.entry(value.to_bits()).or_default().push(place);
            }
        }
        for places in places
            .into_values()
            .filter(|places| places.len() <= most_records)
        {
            for (number, first) in places.iter().enumerate() {
                for second in places.iter().skip(number + 1) {
                    shared
                        .entry((*first, *second))
                        .or_default()
                        .push(&field.code);
                }
            }
        }
    }
    let mut copies: BTreeMap<usize, Vec<(usize, Vec<&str>)>> = BTreeMap::new();
    for ((first, second), fields) in shared {
        if fields.len() >= least_fields {
            copies
                .entry(second)
                .or_default()
                .push((first, fields.clone()));
            copies.entry(first).or_default().push((second, fields));
        }
    }
    let mut findings = Vec::new();
    for (place, others) in copies {
        // Of two with as many, the first in the order of credit codes.
        let Some((_, fields)) = others.iter().reduce(|most, other| {
            if other.1.len() > most.1.len() {
                other
            } else {
                most
            }
        }) else {
            continue;
        };
        let first = fields.first().copied().unwrap_or_default();
        let mut related: Vec<String> = others
            .iter()
            .map(|(other, _)| records.credit_code(*other).to_owned())
            .collect();
        related.sort();
        let mut finding = FindingRow {
            codes: fields.join(","),
            value: records.numbers(first).and_then(|values| values.get(place)),
            related: related.join(","),
            ..records.finding(place, &check.id)
        };
        let remark = Remark {
            detail: Words {
                zh: format!("{}项指标", fields.len()),
                en: format!("{} values", fields.len()),
            },
            ..Remark::default()
        };
        checks.word(check, &remark, &mut finding);
        findings.push(finding);
    }
    Ok(findings)
}

/// Whether a value is unlikely to be the same in two enterprises: large, and not round.
fn is_telling(value: f64, least: f64, round: f64) -> bool {
    value.abs() >= least && (round <= 0.0 || value % round != 0.0)
}

#[cfg(test)]
mod tests {
    use super::is_telling;

    #[test]
    fn large_values_that_are_not_round_tell() {
        assert!(is_telling(1234.0, 1000.0, 100.0));
        assert!(is_telling(-1234.5, 1000.0, 100.0));
        assert!(!is_telling(1200.0, 1000.0, 100.0));
        assert!(!is_telling(999.0, 1000.0, 100.0));
        assert!(is_telling(1200.0, 1000.0, 0.0));
    }
}
