//! Edit rules, and the settings of huoju's own checks.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Label;
use super::classification::yes;
use crate::expressions::Expression;

/// A file of `rules/`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleFile {
    /// Tolerance of equalities that name none.
    #[serde(default)]
    pub tolerance: Tolerance,
    /// What the reader is asked to do about a failure, by severity.
    #[serde(default)]
    pub actions: BTreeMap<Severity, Label>,
    /// Who keeps the rules that name nobody.
    #[serde(default)]
    pub owner: String,
    /// When the rules that tell nothing of it were written down.
    #[serde(default)]
    pub created: String,
    #[serde(default)]
    pub rules: Vec<Rule>,
    #[serde(default)]
    pub checks: Vec<OwnCheck>,
    #[serde(default)]
    pub delegated: Vec<DelegatedRule>,
}

/// A rule of the collected catalogue that is no condition on the values of one record: who sees to it instead.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DelegatedRule {
    /// Stable id, as collected.
    pub id: String,
    /// What the rule demands.
    pub label: Label,
    /// Group by which rules are listed.
    pub scope: String,
    /// huoju's own checks that see to it; none where it is a step of the work.
    #[serde(default)]
    pub by: Vec<String>,
    /// Why it is no rule of a record, and what is done instead.
    pub reason: Label,
    /// Where the rule comes from.
    #[serde(default)]
    pub reference: String,
}

/// How serious it is that a rule fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Rejects the record until it is corrected.
    Error,
    /// Must be explained; does not reject.
    Query,
    /// Only informs.
    #[default]
    Hint,
}

/// How far an equality may be off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tolerance {
    /// In the unit of the compared values.
    pub absolute: f64,
    /// As a share of the larger side.
    pub relative: f64,
}

/// An edit rule: a condition that a record should meet.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Stable id (`D001`).
    pub id: String,
    /// What the rule demands.
    pub label: Label,
    /// What the respondent reads; `{qc05_0}` is replaced by the value, `{value}`, `{expected}` and
    /// `{difference}` by the two sides and their difference, `{value%}` and the like in per cent. The label, if
    /// left out.
    #[serde(default)]
    pub message: Option<Label>,
    /// What the reader is asked to do, behind the message; the file's for the severity, if left out.
    #[serde(default)]
    pub action: Option<Label>,
    /// How serious a failure is.
    pub severity: Severity,
    /// Group by which rules are listed: in-form, cross-form, year-on-year.
    pub scope: String,
    /// Number of the list form whose rows are the records; the enterprise, if left out.
    #[serde(default)]
    pub rows: Option<String>,
    /// The rule applies only where this holds.
    #[serde(default)]
    pub when: Option<Expression>,
    /// What must hold.
    pub check: Expression,
    /// How far an equality may be off; the file's, if left out.
    #[serde(default)]
    pub tolerance: Option<Tolerance>,
    /// Fields whose cells are marked; those that `check` reads, if left out.
    #[serde(default)]
    pub marks: Vec<String>,
    /// Whether only a whole year's values can be judged (pay per head, a threshold on a year's amount): in a
    /// quarter the rule is not applied to short forms.
    #[serde(default)]
    pub annual: bool,
    /// First and last year of the rule.
    #[serde(default)]
    pub from: Option<i32>,
    /// Last year of the rule.
    #[serde(default)]
    pub to: Option<i32>,
    /// Where the rule comes from.
    #[serde(default)]
    pub reference: String,
    /// Whether an official source confirms the rule and its severity.
    #[serde(default)]
    pub verified: bool,
    /// Who keeps the rule; the file's, if left out.
    #[serde(default)]
    pub owner: String,
    /// When it was written down; the file's, if left out.
    #[serde(default)]
    pub created: String,
}

impl Rule {
    /// Fills what the rule leaves to its file.
    pub(super) fn take_defaults(&mut self, file: &RuleFile) {
        self.tolerance.get_or_insert(file.tolerance);
        if self.action.is_none() {
            self.action = file.actions.get(&self.severity).cloned();
        }
        for (own, of_file) in [
            (&mut self.owner, &file.owner),
            (&mut self.created, &file.created),
        ] {
            if own.is_empty() {
                own.clone_from(of_file);
            }
        }
    }

    /// Whether the rule is in force in a year.
    pub fn in_year(&self, year: i32) -> bool {
        self.from.is_none_or(|from| from <= year) && self.to.is_none_or(|to| year <= to)
    }
}

/// Settings of a check that huoju itself performs (`negative`, `superseded` …): its words and severity.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnCheck {
    /// One of the ids that the program knows.
    pub id: String,
    /// What it looks for.
    pub label: Label,
    /// What the reader is told; `{field}`, `{text}`, `{value}`, `{expected}`, `{detail}` are replaced.
    pub message: Label,
    /// How serious it is.
    pub severity: Severity,
    /// Severity in a field that an indicator uses, where it differs.
    #[serde(default)]
    pub severity_in_indicators: Option<Severity>,
    /// Thresholds, by name.
    #[serde(default)]
    pub parameters: BTreeMap<String, f64>,
    /// Related fields whose ratio is compared among enterprises, for the checks that compare.
    #[serde(default)]
    pub ratios: Vec<RatioOfFields>,
    /// Whether a source confirms thresholds and severity.
    #[serde(default = "yes")]
    pub verified: bool,
}

/// Two related fields: revenue per person, R&D expenses per yuan of revenue.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RatioOfFields {
    /// What the ratio is called.
    pub label: Label,
    /// Column above: a field or derived field.
    pub numerator: String,
    /// Column below.
    pub denominator: String,
}

/// Ids of the checks that huoju performs itself.
pub const OWN_CHECKS: [&str; 29] = [
    "unreadable-value",
    "formula-without-value",
    "conflicting-values",
    "negative",
    "code-list",
    "required",
    "credit-code",
    "wrong-period",
    "unit-suspect",
    "year-on-year",
    "cumulative-decrease",
    "register-difference",
    "last-year-difference",
    "closed-respondent",
    "wrong-park",
    "not-in-register",
    "register-duplicate",
    "non-respondent",
    "superseded",
    "identical-copy",
    "withdrawn",
    "unreadable-file",
    "ambiguous-label",
    "whole-number",
    "part-whole",
    "opening-stock",
    "duplicate-values",
    "industry-outlier",
    "absent-since-last-year",
];

/// Those among them that look at the survey (its files, its register) and not at a record: an enterprise can
/// neither correct nor explain them.
pub const SURVEY_CHECKS: [&str; 9] = [
    "not-in-register",
    "register-duplicate",
    "non-respondent",
    "superseded",
    "identical-copy",
    "withdrawn",
    "wrong-park",
    "unreadable-file",
    "absent-since-last-year",
];
