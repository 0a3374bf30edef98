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
            fill(check.message.get(language), |name| {
                Some(match name {
                    "field" if field.is_empty() => String::new(),
                    "field" => messages::column_name(self.definitions, field, language),
                    "text" => remark.text.to_owned(),
                    "value" => messages::number_or_blank(finding.value, language),
                    "expected" => messages::number_or_blank(finding.expected, language),
                    "detail" => match language {
                        Language::Zh => remark.detail.zh.clone(),
                        Language::En => remark.detail.en.clone(),
                    },
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
