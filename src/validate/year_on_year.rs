//! Jumps against last year, in the fields that matter: those that an indicator uses, and required ones.
//!
//! Thresholds are parameters of the check. A field is looked at where the greater of the two values reaches
//! `least` (or `least_<unit>`, such as `least_千元`, for fields of that unit); it may grow or shrink by the factor
//! `factor`, and from `large` times that size on by `factor_large`.

use std::collections::BTreeSet;

use anyhow::Result;

use super::messages::{Words, number};
use super::own_checks::{OwnChecks, Remark, threshold};
use super::records::Records;
use crate::definitions::{Definitions, FieldDefinition, OwnCheck};
use crate::period::Period;
use crate::tables::FindingRow;

/// One finding per record and field that jumped. Fields in `explained` (record, field code) have a better
/// explanation.
pub(super) fn findings(
    checks: &OwnChecks<'_>,
    period: Period,
    records: &Records,
    explained: &BTreeSet<(usize, &str)>,
) -> Result<Vec<FindingRow>> {
    let check = checks.settings("year-on-year")?;
    let mut findings = Vec::new();
    for field in watched(checks, checks.definitions, period) {
        let thresholds = Thresholds::of(check, &field.unit);
        let (Some(values), Some(before)) = (
            records.numbers(&field.code),
            records.numbers(&format!("prev_{}", field.code)),
        ) else {
            continue;
        };
        for (place, (value, before)) in values.iter().zip(before.iter()).enumerate() {
            let (Some(value), Some(before)) = (value, before) else {
                continue;
            };
            if !thresholds.jumped(value, before)
                || explained.contains(&(place, field.code.as_str()))
            {
                continue;
            }
            let mut finding = FindingRow {
                codes: field.code.clone(),
                value: Some(value),
                expected: Some(before),
                ..records.finding(place, &check.id)
            };
            let remark = Remark {
                detail: times(value, before),
                ..Remark::default()
            };
            checks.word(check, &remark, &mut finding);
            findings.push(finding);
        }
    }
    Ok(findings)
}

/// The number fields that jumps are looked for in.
fn watched<'d>(
    checks: &OwnChecks<'_>,
    definitions: &'d Definitions,
    period: Period,
) -> impl Iterator<Item = &'d FieldDefinition> {
    definitions.survey.record_fields().filter(move |field| {
        field.kind.is_number()
            && field.in_year(period.year)
            && (field.required || checks.in_indicators(&field.code))
    })
}

fn times(value: f64, before: f64) -> Words {
    if before == 0.0 {
        return Words {
            zh: "上年为0".to_owned(),
            en: "zero last year".to_owned(),
        };
    }
    let ratio = number((value / before * 100.0).round() / 100.0);
    Words {
        zh: format!("为上年的{ratio}倍"),
        en: format!("{ratio} times last year's"),
    }
}

/// From what on a change is a jump, for fields of one unit.
struct Thresholds {
    least: f64,
    factor: f64,
    large: f64,
    factor_large: f64,
}

impl Thresholds {
    fn of(check: &OwnCheck, unit: &str) -> Thresholds {
        let least = threshold(check, "least", 1000.0);
        Thresholds {
            least: threshold(check, &format!("least_{unit}"), least),
            factor: threshold(check, "factor", 5.0),
            large: threshold(check, "large", 10.0),
            factor_large: threshold(check, "factor_large", 3.0),
        }
    }

    /// A change of sign is no jump that a factor could measure: profits turn into losses.
    fn jumped(&self, value: f64, before: f64) -> bool {
        let size = value.abs().max(before.abs());
        if size < self.least || value * before < 0.0 {
            return false;
        }
        let factor = if size >= self.least * self.large {
            self.factor_large
        } else {
            self.factor
        };
        size > factor * value.abs().min(before.abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_is_measured_by_the_size_of_the_greater_value() {
        let thresholds = Thresholds {
            least: 1000.0,
            factor: 5.0,
            large: 10.0,
            factor_large: 3.0,
        };
        // Too small to matter.
        assert!(!thresholds.jumped(999.0, 1.0));
        // Five times is allowed, more is not, up or down.
        assert!(!thresholds.jumped(1000.0, 200.0));
        assert!(thresholds.jumped(1000.0, 199.0));
        assert!(thresholds.jumped(199.0, 1000.0));
        // From 10,000 on, three times.
        assert!(!thresholds.jumped(10_000.0, 3_400.0));
        assert!(thresholds.jumped(10_000.0, 3_300.0));
        // From nothing, and to nothing.
        assert!(thresholds.jumped(1000.0, 0.0));
        assert!(thresholds.jumped(0.0, 1000.0));
        // A loss after a profit.
        assert!(!thresholds.jumped(-5000.0, 5000.0));
        assert!(thresholds.jumped(-50_000.0, -5000.0));
    }
}
