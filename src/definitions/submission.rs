//! What the ranking submission asks of the office.

use serde::Deserialize;

/// Rules of the ranking submission (`submission.xlsx`).
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmissionRules {
    /// The change against the year before, as a share of that value, from which the office gives a reason: 0.2 is 20 %.
    /// Left out, no reason is asked.
    #[serde(default)]
    pub reason_from: Option<f64>,
    /// Whether a source confirms it.
    #[serde(default)]
    pub verified: bool,
}

impl SubmissionRules {
    /// Whether a change needs a reason. From 0 every change does.
    pub fn needs_reason(&self, value: f64, previous: f64) -> bool {
        let change = (value - previous).abs();
        self.reason_from
            .is_some_and(|from| change > 0.0 && change >= from * previous.abs())
    }

    /// What is wrong: key, and what was expected.
    pub(super) fn problems(&self) -> Vec<(&'static str, &'static str)> {
        match self.reason_from {
            Some(from) if !(from.is_finite() && from >= 0.0) => {
                vec![("reason_from", "a share of 0 or more is expected")]
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_as_large_as_the_limit_needs_a_reason_and_any_from_zero() {
        let rules: SubmissionRules = toml::from_str("reason_from = 0.25").unwrap();
        assert!(rules.needs_reason(75.0, 100.0) && rules.needs_reason(125.0, 100.0));
        assert!(!rules.needs_reason(124.0, 100.0) && !rules.needs_reason(0.0, 0.0));
        assert!(rules.needs_reason(1.0, 0.0) && !rules.needs_reason(-80.0, -100.0));
        assert!(!SubmissionRules::default().needs_reason(9.0, 1.0));
        let wrong: SubmissionRules = toml::from_str("reason_from = -0.1").unwrap();
        assert_eq!(wrong.problems().len(), 1);
    }
}
