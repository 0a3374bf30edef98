//! Whether a finding is settled: waived by the pipeline, or explained by the enterprise. Nothing else settles one.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization as _;

use crate::definitions::{Definitions, Severity, Waiver};
use crate::period::Period;
use crate::tables::{ExplanationRow, FindingRow, State};

/// Sets state and explanation of every finding. A waiver closes any finding, an explanation a query only: an error
/// must be corrected.
pub(super) fn settle(
    findings: &mut [FindingRow],
    definitions: &Definitions,
    explanations: &[ExplanationRow],
    period: Period,
) {
    let waivers = &definitions.pipeline.waivers;
    let mut in_force: BTreeMap<Key, Vec<&Waiver>> = BTreeMap::new();
    for waiver in waivers.iter().filter(|waiver| waiver.holds_in(period)) {
        in_force
            .entry(key(&waiver.enterprise, &waiver.rule))
            .or_default()
            .push(waiver);
    }
    let empty = EmptyWords::of(definitions);
    let mut given: BTreeMap<Key, Vec<&ExplanationRow>> = BTreeMap::new();
    for explanation in explanations {
        if empty.explains(&explanation.text) {
            given
                .entry(key(&explanation.credit_code, &explanation.rule))
                .or_default()
                .push(explanation);
        }
    }
    for finding in findings.iter_mut() {
        let key = key(&finding.credit_code, &finding.rule);
        let waiver = in_force
            .get(&key)
            .into_iter()
            .flatten()
            .find(|waiver| waiver.row.is_none() || waiver.row == finding.row);
        if let Some(waiver) = waiver {
            finding.state = State::Waived;
            waiver.reason.trim().clone_into(&mut finding.explanation);
            continue;
        }
        let mut texts: Vec<&str> = Vec::new();
        for explanation in given.get(&key).into_iter().flatten() {
            let text = explanation.text.trim();
            if is_about(explanation, finding) && !texts.contains(&text) {
                texts.push(text);
            }
        }
        if !texts.is_empty() {
            // The explanation of an error is kept for who examines it, but settles nothing.
            finding.explanation = texts.join("；");
            if finding.severity == Severity::Query {
                finding.state = State::Explained;
            }
        }
    }
}

/// Whether an explanation is about a finding of its rule: it is, unless it names other fields or another row.
fn is_about(explanation: &ExplanationRow, finding: &FindingRow) -> bool {
    let fields = explanation.codes.is_empty()
        || finding.codes.is_empty()
        || explanation
            .codes
            .split(',')
            .any(|code| finding.codes.split(',').any(|own| own == code));
    let row = explanation.row.is_none() || finding.row.is_none() || explanation.row == finding.row;
    fields && row
}

/// Credit code and rule.
type Key = (String, String);

/// Codes and ids are typed by people, in either case.
fn key(credit_code: &str, rule: &str) -> Key {
    let plain = |text: &str| text.trim().to_ascii_uppercase();
    (plain(credit_code), plain(rule))
}

/// Texts that explain nothing, without spaces, punctuation and case.
struct EmptyWords(BTreeSet<String>);

impl EmptyWords {
    /// What the pipeline refuses, and what only repeats a label of the rules, the checks or the forms.
    fn of(definitions: &Definitions) -> EmptyWords {
        let rules = definitions.rules.iter().map(|rule| (&rule.id, &rule.label));
        let checks = definitions
            .checks
            .iter()
            .map(|check| (&check.id, &check.label));
        let named = rules
            .chain(checks)
            .flat_map(|(id, label)| [id, &label.zh, &label.en]);
        let fields = definitions
            .survey
            .forms
            .iter()
            .flat_map(|form| &form.fields)
            .flat_map(|field| [&field.code, &field.zh, &field.en]);
        let refused = &definitions.pipeline.explanations.refused;
        let headers = HEADERS.iter().map(|header| bare(header));
        let texts = named.chain(fields).chain(refused).map(|text| bare(text));
        EmptyWords(texts.chain(headers).collect())
    }

    /// Whether a text says anything: at least two letters or digits, and no mere label.
    fn explains(&self, text: &str) -> bool {
        let bare = bare(text);
        bare.chars().nth(1).is_some() && !self.0.contains(&bare)
    }
}

/// What is printed on a return around the cell of an explanation.
const HEADERS: [&str; 6] = [
    "说明",
    "企业说明",
    "情况说明",
    "解释",
    "explanation",
    "none",
];

/// The letters and digits of a text, in lower case.
fn bare(text: &str) -> String {
    text.nfkc()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
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
            row: None,
            reason: "confirmed by telephone".to_owned(),
            until: until.to_owned(),
        }
    }

    fn explanation(rule: &str, text: &str) -> ExplanationRow {
        ExplanationRow {
            credit_code: "91a".to_owned(),
            rule: rule.to_owned(),
            text: text.to_owned(),
            codes: String::new(),
            row: None,
            file: "2023/explanations.xlsx".to_owned(),
        }
    }

    fn period(text: &str) -> Period {
        text.parse().unwrap()
    }

    /// The definitions that ship with the project, with waivers of a test.
    fn definitions(waivers: &[Waiver]) -> Definitions {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/shenyang.toml");
        let mut definitions = Definitions::load(&file, period("2023")).unwrap();
        definitions.pipeline.waivers = waivers.to_vec();
        definitions
    }

    #[test]
    fn an_explanation_settles_a_query_but_no_error() {
        let mut findings = [
            finding("R1", Severity::Query),
            finding("R2", Severity::Error),
            finding("R3", Severity::Query),
        ];
        let explanations = [
            explanation("r1", " new order "),
            explanation("R2", "rounding"),
        ];
        settle(
            &mut findings,
            &definitions(&[]),
            &explanations,
            period("2023"),
        );
        let states = findings.each_ref().map(|finding| finding.state);
        assert_eq!(states, [State::Explained, State::Open, State::Open]);
        assert_eq!(findings[0].explanation, "new order");
        assert_eq!(findings[1].explanation, "rounding");
    }

    #[test]
    fn a_blank_a_dash_or_a_label_explains_nothing() {
        let definitions = definitions(&[]);
        for text in [
            "",
            "  ",
            "无",
            "—",
            "——",
            "/",
            "。",
            "同上",
            "说明",
            "说明：",
            "Explanation",
            "year-on-year",
            "同比变化较大",
            "营业收入",
            "没有说明。",
            "1",
        ] {
            let mut findings = [finding("R1", Severity::Query)];
            settle(
                &mut findings,
                &definitions,
                &[explanation("R1", text)],
                period("2023"),
            );
            assert_eq!(findings[0].state, State::Open, "{text:?}");
            assert_eq!(findings[0].explanation, "", "{text:?}");
        }
    }

    #[test]
    fn an_explanation_that_names_fields_or_a_row_settles_only_what_is_about_them() {
        let about = |codes: &str, row| FindingRow {
            codes: codes.to_owned(),
            row,
            ..finding("R1", Severity::Query)
        };
        let mut findings = [
            about("qc02", None),
            about("qc05_0,qc06", None),
            about("qh13", Some(2)),
            about("qh13", Some(3)),
        ];
        let explanations = [
            ExplanationRow {
                codes: "qc06".to_owned(),
                ..explanation("R1", "新签订单")
            },
            ExplanationRow {
                codes: "qh13".to_owned(),
                row: Some(3),
                ..explanation("R1", "跨年项目")
            },
        ];
        settle(
            &mut findings,
            &definitions(&[]),
            &explanations,
            period("2023"),
        );
        let states = findings.each_ref().map(|finding| finding.state);
        assert_eq!(
            states,
            [State::Open, State::Explained, State::Open, State::Explained]
        );
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
            settle(
                &mut findings,
                &definitions(&[waiver(until)]),
                &[],
                period(asked),
            );
            assert_eq!(findings[0].state, state, "until {until}, asked {asked}");
        }
    }

    #[test]
    fn a_waiver_of_a_row_closes_that_row_only() {
        let mut findings = [1, 2].map(|row| FindingRow {
            row: Some(row),
            ..finding("R1", Severity::Error)
        });
        let waiver = Waiver {
            row: Some(2),
            ..waiver("2023")
        };
        settle(&mut findings, &definitions(&[waiver]), &[], period("2023"));
        let states = findings.each_ref().map(|finding| finding.state);
        assert_eq!(states, [State::Open, State::Waived]);
    }

    #[test]
    fn a_waiver_comes_before_an_explanation() {
        let mut findings = [finding("R1", Severity::Query)];
        let explanations = [explanation("R1", "new order")];
        settle(
            &mut findings,
            &definitions(&[waiver("2023")]),
            &explanations,
            period("2023"),
        );
        assert_eq!(findings[0].state, State::Waived);
        assert_eq!(findings[0].explanation, "confirmed by telephone");
    }
}
