//! What huoju's own checks have in common: severity, words and thresholds come from the `[[checks]]` entries.

use std::collections::BTreeSet;

use anyhow::{Context, Result};

use super::messages::{self, Words, fill};
use crate::definitions::{Definitions, Language, OwnCheck};
use crate::tables::{FindingRow, Outcome};

/// The settings of all own checks, with what is needed to word their findings.
pub(super) struct OwnChecks<'a> {
    pub(super) definitions: &'a Definitions,
    in_indicators: BTreeSet<String>,
}

/// What an own check has to say.
#[derive(Default)]
pub(super) struct Remark<'a> {
    /// The text found.
    pub(super) text: &'a str,
    /// What was expected, where it is no number.
    pub(super) expected: Words,
    /// More about it.
    pub(super) detail: Words,
}

impl<'a> OwnChecks<'a> {
    pub(super) fn of(definitions: &'a Definitions) -> OwnChecks<'a> {
        OwnChecks {
            definitions,
            in_indicators: definitions.fields_in_indicators(),
        }
    }

    /// The settings of a check.
    pub(super) fn settings(&self, id: &str) -> Result<&'a OwnCheck> {
        self.definitions.own_check(id).with_context(|| {
            format!(
                "no rules file has a [[checks]] entry for the check `{id}`: add one, or run the stages again from ingest"
            )
        })
    }

    /// Whether some indicator uses a field.
    pub(super) fn in_indicators(&self, code: &str) -> bool {
        self.in_indicators.contains(code)
    }

    /// Gives a finding its severity, words and difference. Its codes, value and expected value are those that the
    /// message speaks of; a check is as serious as its most serious field.
    pub(super) fn word(&self, check: &OwnCheck, remark: &Remark<'_>, finding: &mut FindingRow) {
        let in_indicators = finding
            .codes
            .split(',')
            .any(|code| self.in_indicators(code));
        finding.severity = match check.severity_in_indicators {
            Some(severity) if in_indicators => severity,
            _ => check.severity,
        };
        finding.outcome = Outcome::Failed;
        finding.difference = finding
            .value
            .zip(finding.expected)
            .map(|(value, expected)| value - expected);
        let field = finding.codes.split(',').next().unwrap_or_default();
        let words = Words::each(|language| {
            let template = check.message.get(language);
            let detail = remark.detail.get(language);
            let stands_for_expected = finding.expected.is_none()
                && remark.expected.get(language).is_empty()
                && template.contains("{expected}");
            fill(template, |name| {
                Some(match name {
                    "field" if field.is_empty() => String::new(),
                    "field" => messages::column_name(self.definitions, field, language),
                    "text" if remark.text.is_empty() => shown(finding.value, "", check, language),
                    "text" => remark.text.to_owned(),
                    "value" => shown(finding.value, remark.text, check, language),
                    // What a check expects may be said in words: a park, a period, a kind of value.
                    "expected" if stands_for_expected => {
                        shown(finding.expected, detail, check, language)
                    }
                    "expected" => {
                        let words = remark.expected.get(language);
                        shown(finding.expected, words, check, language)
                    }
                    "detail" if stands_for_expected => String::new(),
                    "detail" => detail.to_owned(),
                    _ => return None,
                })
            })
        });
        finding.message = without_open_end(&words.zh);
        finding.message_en = without_open_end(&words.en);
    }
}

/// A message that ends in its detail, where there is none: the colon before it says nothing.
fn without_open_end(message: &str) -> String {
    message.trim_end_matches([':', '：', ' ']).to_owned()
}

/// The number, else the text, else the word for a blank.
fn shown(value: Option<f64>, text: &str, check: &OwnCheck, language: Language) -> String {
    match value {
        // A year has no thousands separator.
        Some(value) if check.id == "wrong-period" => value.to_string(),
        Some(value) => messages::number(value),
        None if text.is_empty() => messages::blank(language).to_owned(),
        None => text.to_owned(),
    }
}

/// A threshold of a check that counts something: a whole number, at least 1.
pub(super) fn count(check: &OwnCheck, name: &str, default: f64) -> usize {
    threshold(check, name, default).max(1.0) as usize
}

/// A threshold of a check.
pub(super) fn threshold(check: &OwnCheck, name: &str, default: f64) -> f64 {
    check.parameters.get(name).copied().unwrap_or(default)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_without_its_detail_does_not_end_in_a_colon() {
        assert_eq!(without_open_end("没有报送报表："), "没有报送报表");
        assert_eq!(
            without_open_end("no submission came: "),
            "no submission came"
        );
        assert_eq!(without_open_end("read: twice"), "read: twice");
    }
}
