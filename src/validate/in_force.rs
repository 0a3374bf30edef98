//! What a short survey does not ask is neither missing nor wrong where it is blank.
//!
//! A rule that needs a field that the period did not ask the respondent for is not judged: it would be unknown,
//! or fail for a part of a sum that counts as 0. A respondent that sent the whole form is judged as in a year.

use std::collections::{BTreeSet, HashMap};

use anyhow::{Context as _, Result};
use polars::prelude::{BooleanChunked, DataFrame, IntoColumn};

use super::records::Records;
use crate::definitions::{Definitions, Rule};
use crate::tables::FindingRow;

/// The fields that are not in force, by respondent; nothing for a survey without short forms.
#[derive(Default)]
pub(super) struct InForce<'d> {
    missing: HashMap<String, BTreeSet<&'d str>>,
}

impl<'d> InForce<'d> {
    /// Looks at what every enterprise gave.
    pub(super) fn of(definitions: &'d Definitions, enterprises: &Records) -> InForce<'d> {
        let survey = &definitions.survey;
        if !survey.is_short() {
            return InForce::default();
        }
        let lists: HashMap<&str, &str> = survey
            .list_forms()
            .flat_map(|form| {
                let fields = form.fields.iter();
                fields.map(|field| (field.code.as_str(), form.number.as_str()))
            })
            .collect();
        let missing = (0..enterprises.len())
            .map(|place| {
                let fields = survey.not_in_force(|field| match lists.get(field.code.as_str()) {
                    Some(form) => enterprises.has_list(form, place),
                    None => !enterprises.is_blank(&field.code, place),
                });
                (enterprises.credit_code(place).to_owned(), fields)
            })
            .collect();
        InForce { missing }
    }

    /// Whether the field of a finding was not asked of the respondent.
    pub(super) fn leaves_out(&self, finding: &FindingRow) -> bool {
        self.missing
            .get(&finding.credit_code)
            .is_some_and(|fields| fields.contains(finding.codes.as_str()))
    }

    /// The results of rules (columns `<number>:passed`), with those passed that are not judged.
    pub(super) fn pass_unjudged(
        &self,
        definitions: &Definitions,
        rules: &[&Rule],
        records: &Records,
        mut results: DataFrame,
    ) -> Result<DataFrame> {
        if self.missing.is_empty() {
            return Ok(results);
        }
        for (number, rule) in rules.iter().enumerate() {
            let when = rule.when.iter().flat_map(|when| when.columns());
            let read = definitions.fields_behind(rule.check.columns().into_iter().chain(when));
            let forms: BTreeSet<&str> = read
                .iter()
                .filter_map(|code| definitions.survey.field(code))
                .flat_map(|(form, _)| &form.fields)
                .map(|field| field.code.as_str())
                .collect();
            let is_judged = |place: usize| {
                let Some(missing) = self.missing.get(records.credit_code(place)) else {
                    return true;
                };
                // A rule for whole years is judged on forms that were sent whole only.
                let of_year = rule.annual && forms.iter().any(|code| missing.contains(code));
                !of_year && !read.iter().any(|code| missing.contains(code.as_str()))
            };
            let name = format!("{number}:passed");
            let passed = results.column(&name)?.bool()?;
            if passed.len() != records.len() {
                continue;
            }
            let passed: BooleanChunked = passed
                .iter()
                .enumerate()
                .map(|(place, passed)| match passed {
                    Some(true) => Some(true),
                    other if is_judged(place) => other,
                    _ => Some(true),
                })
                .collect();
            results
                .with_column(passed.with_name(name.as_str().into()).into_column())
                .context("the results of the rules cannot be put together")?;
        }
        Ok(results)
    }
}
