//! Large changes against last year, in the fields that matter: those that an indicator uses, and required ones.
//!
//! A field may grow or shrink by a factor: the larger the enterprise, the smaller the factor. Size is last year's
//! value of the pipeline's measure of size (`overview.size`), or of the field itself where the pipeline names none.
//! Parameters of the check: `factor_large` from the size `large_from` on, `factor_medium` from `medium_from` on,
//! `factor_small` below; `least`, or `least_<unit>` (`least_人`) for fields of a unit: where neither year's value
//! reaches it, the field is not judged; `material`: a change below this share of the enterprise's size is not
//! judged either, where the field has the unit of the measure of size.

use anyhow::Result;

use super::messages::{Words, number};
use super::own_checks::{OwnChecks, Remark, threshold};
use super::records::Records;
use super::unit_suspect::Covered;
use crate::definitions::{FieldDefinition, OwnCheck};
use crate::period::Period;
use crate::tables::FindingRow;

/// One finding per record and field that changed too much. Fields in `covered` have a better explanation.
pub(super) fn findings(
    checks: &OwnChecks<'_>,
    period: Period,
    records: &Records,
    covered: &Covered<'_>,
) -> Result<Vec<FindingRow>> {
    let check = checks.settings("year-on-year")?;
    let thresholds = Thresholds::of(check);
    let material = threshold(check, "material", 0.0);
    let measure = checks.definitions.pipeline.overview.size.as_deref();
    let measure = measure.and_then(|id| checks.definitions.measure(id));
    let mut findings = Vec::new();
    for field in watched(checks, period) {
        let comparable = measure.is_some_and(|measure| measure.unit == field.unit);
        let least = threshold(check, "least", 1000.0);
        let least = threshold(check, &format!("least_{}", field.unit), least);
        let (Some(values), Some(before)) = (
            records.numbers(&field.code),
            records.numbers(&format!("prev_{}", field.code)),
        ) else {
            continue;
        };
        for (place, pair) in values.iter().zip(before.iter()).enumerate() {
            let (Some(value), Some(before)) = pair else {
                continue;
            };
            let size = if measure.is_some() {
                records.size_before(place).unwrap_or(0.0)
            } else {
                before.abs()
            };
            let immaterial = comparable && (value - before).abs() < material * size;
            if immaterial
                || !thresholds.exceeded(value, before, size, least)
                || covered.contains(&(place, field.code.as_str()))
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
                detail: change(value, before),
                ..Remark::default()
            };
            checks.word(check, &remark, &mut finding);
            findings.push(finding);
        }
    }
    Ok(findings)
}

/// The number fields that are compared with last year's.
fn watched<'d>(
    checks: &OwnChecks<'d>,
    period: Period,
) -> impl Iterator<Item = &'d FieldDefinition> {
    let fields = checks.definitions.survey.record_fields();
    fields.filter(move |field| {
        field.kind.is_number()
            && field.in_year(period.year)
            && (field.required || checks.in_indicators(&field.code))
    })
}

/// The change in words, to a tenth of a per cent.
fn change(value: f64, before: f64) -> Words {
    let words = |zh: &str, en: &str| Words {
        zh: zh.to_owned(),
        en: en.to_owned(),
    };
    if before == 0.0 {
        return words("从无到有", "from nothing");
    }
    if value == 0.0 {
        return words("从有到无", "to nothing");
    }
    if value * before < 0.0 {
        return words("正负号改变", "the sign changed");
    }
    let per_cent = (value - before) / before.abs() * 100.0;
    let amount = number((per_cent.abs() * 10.0).round() / 10.0);
    if per_cent > 0.0 {
        words(&format!("增长{amount}%"), &format!("up {amount}%"))
    } else {
        words(&format!("下降{amount}%"), &format!("down {amount}%"))
    }
}

/// From what on a change needs a reason.
struct Thresholds {
    large_from: f64,
    factor_large: f64,
    medium_from: f64,
    factor_medium: f64,
    factor_small: f64,
}

impl Thresholds {
    fn of(check: &OwnCheck) -> Thresholds {
        Thresholds {
            large_from: threshold(check, "large_from", 400_000.0),
            factor_large: threshold(check, "factor_large", 2.0),
            medium_from: threshold(check, "medium_from", 20_000.0),
            factor_medium: threshold(check, "factor_medium", 3.0),
            factor_small: threshold(check, "factor_small", 5.0),
        }
    }

    /// From nothing to something, from something to nothing and from a profit to a loss no factor leads: such a
    /// change is a large one whatever the size.
    fn exceeded(&self, value: f64, before: f64, size: f64, least: f64) -> bool {
        let (smaller, larger) = if value.abs() < before.abs() {
            (value.abs(), before.abs())
        } else {
            (before.abs(), value.abs())
        };
        if larger < least {
            return false;
        }
        if value * before < 0.0 {
            return smaller >= least;
        }
        let factor = if size >= self.large_from {
            self.factor_large
        } else if size >= self.medium_from {
            self.factor_medium
        } else {
            self.factor_small
        };
        larger > factor * smaller
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_larger_the_enterprise_the_smaller_the_change_that_needs_a_reason() {
        let thresholds = Thresholds {
            large_from: 400_000.0,
            factor_large: 2.0,
            medium_from: 20_000.0,
            factor_medium: 3.0,
            factor_small: 5.0,
        };
        let exceeded = |value, before, size| thresholds.exceeded(value, before, size, 1000.0);
        assert!(!exceeded(20_000.0, 10_000.0, 400_000.0));
        assert!(exceeded(20_001.0, 10_000.0, 400_000.0));
        assert!(exceeded(4999.0, 10_000.0, 400_000.0));
        assert!(!exceeded(30_000.0, 10_000.0, 399_999.0));
        assert!(exceeded(30_001.0, 10_000.0, 20_000.0));
        assert!(!exceeded(50_000.0, 10_000.0, 19_999.0));
        assert!(exceeded(1999.0, 10_000.0, 0.0));
        // Too small to matter.
        assert!(!exceeded(999.0, 1.0, 400_000.0));
        // From nothing, to nothing, and a loss after a profit.
        assert!(exceeded(1000.0, 0.0, 0.0));
        assert!(exceeded(0.0, 1000.0, 0.0));
        assert!(exceeded(-5000.0, 5000.0, 0.0));
        assert!(!exceeded(-5000.0, 500.0, 0.0));
        assert!(!exceeded(0.0, 0.0, 0.0));
    }

    #[test]
    fn a_change_is_told_in_per_cent() {
        assert_eq!(change(145.17, 100.0).zh, "增长45.2%");
        assert_eq!(change(50.0, 100.0).en, "down 50%");
        assert_eq!(change(-50.0, -100.0).en, "up 50%");
        assert_eq!(change(5.0, 0.0).zh, "从无到有");
        assert_eq!(change(0.0, 5.0).en, "to nothing");
        assert_eq!(change(-5.0, 5.0).en, "the sign changed");
    }
}
