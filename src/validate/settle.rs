//! Whether a finding is settled: waived by the pipeline, or explained by the enterprise.

use std::collections::BTreeMap;

use crate::definitions::{Severity, Waiver};
use crate::period::Period;
use crate::tables::{ExplanationRow, FindingRow, State};

/// Sets state and explanation of every finding. A waiver closes any finding, an explanation a query only: an error
/// must be corrected.
pub(super) fn settle(
    findings: &mut [FindingRow],
    waivers: &[Waiver],
    explanations: &[ExplanationRow],
    period: Period,
) {
    let mut texts: BTreeMap<(String, String), Vec<&str>> = BTreeMap::new();
    for explanation in explanations {
        let text = explanation.text.trim();
        let texts = texts
            .entry(key(&explanation.credit_code, &explanation.rule))
            .or_default();
        if !text.is_empty() && !texts.contains(&text) {
            texts.push(text);
        }
    }
    let mut in_force: BTreeMap<(String, String), &str> = BTreeMap::new();
    for waiver in waivers.iter().filter(|waiver| holds(waiver, period)) {
        in_force
            .entry(key(&waiver.enterprise, &waiver.rule))
            .or_insert(waiver.reason.trim());
    }
    if texts.is_empty() && in_force.is_empty() {
        return;
    }
    for finding in findings.iter_mut() {
        let key = key(&finding.credit_code, &finding.rule);
        if let Some(reason) = in_force.get(&key) {
            finding.state = State::Waived;
            (*reason).clone_into(&mut finding.explanation);
        } else if let Some(texts) = texts.get(&key).filter(|texts| !texts.is_empty()) {
            // The explanation of an error is kept for who examines it, but settles nothing.
            finding.explanation = texts.join("；");
            if finding.severity == Severity::Query {
                finding.state = State::Explained;
            }
        }
    }
}

/// Codes and ids are typed by people, in either case.
fn key(credit_code: &str, rule: &str) -> (String, String) {
    let plain = |text: &str| text.trim().to_ascii_uppercase();
    (plain(credit_code), plain(rule))
}

/// Whether a waiver is still in force: until the end of its last period, a year's being its fourth quarter.
fn holds(waiver: &Waiver, period: Period) -> bool {
    let end = |period: Period| (period.year, period.quarter.unwrap_or(4));
    waiver
        .until
        .parse::<Period>()
        .is_ok_and(|until| end(until) >= end(period))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(rule: &str, severity: Severity) -> FindingRow {
        FindingRow {
            credit_code: "91A".to_owned(),
            rule: rule.to_owned(),
            severity,
            ..FindingRow::default()
        }
    }

    fn waiver(until: &str) -> Waiver {
        Waiver {
            rule: "R1".to_owned(),
            enterprise: "91A".to_owned(),
            reason: "confirmed by telephone".to_owned(),
            until: until.to_owned(),
        }
    }

    fn explanation(rule: &str, text: &str) -> ExplanationRow {
        ExplanationRow {
            credit_code: "91a".to_owned(),
            rule: rule.to_owned(),
            text: text.to_owned(),
            file: "2023/explanations.xlsx".to_owned(),
        }
    }

    fn period(text: &str) -> Period {
        text.parse().unwrap()
    }

    #[test]
    fn an_explanation_settles_a_query_but_no_error() {
        let mut findings = [
            finding("R1", Severity::Query),
            finding("R2", Severity::Error),
            finding("R3", Severity::Query),
            finding("R4", Severity::Query),
        ];
        let explanations = [
            explanation("r1", " new order "),
            explanation("R2", "rounding"),
            explanation("R4", "  "),
        ];
        settle(&mut findings, &[], &explanations, period("2023"));
        let states = findings.each_ref().map(|finding| finding.state);
        assert_eq!(
            states,
            [State::Explained, State::Open, State::Open, State::Open]
        );
        assert_eq!(findings[0].explanation, "new order");
        assert_eq!(findings[1].explanation, "rounding");
    }

    #[test]
    fn a_waiver_closes_an_error_until_it_expires() {
        for (until, asked, state) in [
            ("2023", "2023", State::Waived),
            ("2023", "2023Q4", State::Waived),
            ("2023Q3", "2023", State::Open),
            ("2023Q4", "2023", State::Waived),
            ("2023Q2", "2023Q3", State::Open),
            ("2022", "2023", State::Open),
            ("2024", "2023", State::Waived),
        ] {
            let mut findings = [finding("R1", Severity::Error)];
            settle(&mut findings, &[waiver(until)], &[], period(asked));
            assert_eq!(findings[0].state, state, "until {until}, asked {asked}");
        }
    }

    #[test]
    fn a_waiver_comes_before_an_explanation() {
        let mut findings = [finding("R1", Severity::Query)];
        let explanations = [explanation("R1", "new order")];
        settle(
            &mut findings,
            &[waiver("2023")],
            &explanations,
            period("2023"),
        );
        assert_eq!(findings[0].state, State::Waived);
        assert_eq!(findings[0].explanation, "confirmed by telephone");
    }
}
