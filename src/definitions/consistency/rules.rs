//! Edit rules, and the settings of huoju's own checks.

use std::collections::BTreeSet;

use super::Examination;
use crate::definitions::Label;
use crate::definitions::rules::OWN_CHECKS;
use crate::expressions::{Kind, RecordColumns};

impl Examination<'_> {
    pub(super) fn own_checks(&mut self) {
        let definitions = self.definitions;
        let file = definitions.file.as_path();
        let mut seen = BTreeSet::new();
        for check in &definitions.checks {
            if !OWN_CHECKS.contains(&check.id.as_str()) {
                self.problem(
                    file,
                    format!("checks.{}", check.id),
                    format!(
                        "huoju has no check with this id; it has {}",
                        OWN_CHECKS.join(", ")
                    ),
                );
            }
            if !seen.insert(check.id.as_str()) {
                self.problem(
                    file,
                    format!("checks.{}", check.id),
                    "this check is set twice",
                );
            }
        }
        for check in &definitions.checks {
            for ratio in &check.ratios {
                for column in [&ratio.numerator, &ratio.denominator] {
                    let number = definitions
                        .survey
                        .record_fields()
                        .any(|field| field.code == *column && field.kind.is_number())
                        || definitions.derived.iter().any(|own| own.id == *column);
                    if !number {
                        self.problem(
                            file,
                            format!("checks.{}.ratios", check.id),
                            format!("`{column}` is no number field and no derived field"),
                        );
                    }
                }
            }
        }
        for missing in OWN_CHECKS.iter().filter(|id| !seen.contains(*id)) {
            self.problem(file, "rules", format!("no rules file has a [[checks]] entry for huoju's own check `{missing}`: add its label, message and severity"));
        }
    }

    pub(super) fn rules(&mut self, columns: &RecordColumns) {
        let definitions = self.definitions;
        let origins = self.origins;
        let mut rule_ids = BTreeSet::new();
        for (rule, file) in definitions.rules.iter().zip(&origins.rules) {
            let place = format!("rules.{}", rule.id);
            if !rule_ids.insert((&rule.id, rule.from)) || OWN_CHECKS.contains(&rule.id.as_str()) {
                self.problem(file, &place, "this rule id is used twice");
            }
            if let (Some(from), Some(to)) = (rule.from, rule.to)
                && from > to
            {
                self.problem(
                    file,
                    &place,
                    format!("from {from} to {to}: the rule would never be in force"),
                );
            }
            let tolerance = rule.tolerance.unwrap_or_default();
            if [tolerance.absolute, tolerance.relative]
                .iter()
                .any(|side| !side.is_finite() || *side < 0.0)
            {
                self.problem(file, &place, "tolerance: a number from 0 is expected");
            }
            let schema = match &rule.rows {
                None => &columns.enterprise,
                Some(form) => match columns.items.get(form) {
                    Some(schema) => schema,
                    None => {
                        self.problem(
                            file,
                            &place,
                            format!("rows: `{form}` is no list form of the survey"),
                        );
                        continue;
                    }
                },
            };
            if let Some(when) = &rule.when {
                self.expression(file, format!("{place}.when"), when, schema, Kind::Boolean);
            }
            self.expression(
                file,
                format!("{place}.check"),
                &rule.check,
                schema,
                Kind::Boolean,
            );
            for placeholder in rule.message.iter().flat_map(placeholders) {
                let name = placeholder.strip_suffix('%').unwrap_or(placeholder);
                if !SIDES.contains(&name) && !schema.contains(placeholder) {
                    self.problem(
                        file,
                        format!("{place}.message"),
                        format!(
                            "`{{{placeholder}}}` is no column here, and none of {}",
                            SIDES.join(", ")
                        ),
                    );
                }
            }
            for mark in &rule.marks {
                if definitions.survey.field(mark).is_none() {
                    self.problem(
                        file,
                        format!("{place}.marks"),
                        format!("`{mark}` is no field of the survey"),
                    );
                }
            }
        }
        for delegated in &definitions.delegated {
            let place = format!("delegated.{}", delegated.id);
            let taken = definitions.rules.iter().any(|rule| rule.id == delegated.id);
            if taken {
                self.problem(&definitions.file, &place, "a rule has this id, too");
            }
            for check in &delegated.by {
                if !OWN_CHECKS.contains(&check.as_str()) {
                    self.problem(
                        &definitions.file,
                        &place,
                        format!("huoju has no check `{check}`"),
                    );
                }
            }
        }
    }
}

/// Placeholders of a message that are no columns.
const SIDES: [&str; 3] = ["value", "expected", "difference"];

/// What stands in braces in a text, in both languages.
fn placeholders(label: &Label) -> Vec<&str> {
    [&label.zh, &label.en]
        .into_iter()
        .flat_map(|text| text.split('{').skip(1))
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
        .collect()
}
