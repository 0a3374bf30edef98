//! Corrections of a single field that would make a failed rule hold.

use std::collections::{BTreeSet, HashMap};

use polars::prelude::Schema;

use super::super::records::Records;
use crate::definitions::{Definitions, FieldDefinition, FieldType, Rule};
use crate::expressions::{Linear, LinearParts, Operation};

/// The fields of a kind of record that a correction may change, and the linear comparisons of its rules.
pub(super) struct Fields<'d> {
    by_code: HashMap<&'d str, (usize, &'d FieldDefinition)>,
    comparisons: Vec<Vec<Linear>>,
    /// Whether each rule is nothing but its comparisons, for all records.
    plain: Vec<bool>,
}

/// One field of one record with another value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Candidate {
    /// Place of the record.
    pub(super) place: usize,
    /// The field's code.
    pub(super) code: String,
    /// The field's place in the order of the forms.
    pub(super) order: usize,
    /// What was reported.
    pub(super) old: Option<f64>,
    /// What would make a rule hold.
    pub(super) value: f64,
    /// Which values on the side of `value` would do as well.
    pub(super) bound: Bound,
}

/// Whether a value is the only one, or the nearest of many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// An equality leaves one value.
    Exact,
    /// This, or more.
    AtLeast,
    /// This, or less.
    AtMost,
}

impl<'d> Fields<'d> {
    pub(super) fn of(
        definitions: &'d Definitions,
        rules: &[&Rule],
        records: &Records,
        schema: &Schema,
    ) -> Fields<'d> {
        let fields = definitions
            .survey
            .forms
            .iter()
            .flat_map(|form| &form.fields);
        let parts: Vec<LinearParts> = rules
            .iter()
            .map(|rule| rule.check.linear_parts(schema))
            .collect();
        Fields {
            plain: rules
                .iter()
                .zip(&parts)
                .map(|(rule, parts)| rule.when.is_none() && parts.complete)
                .collect(),
            by_code: fields
                .enumerate()
                .filter(|(_, field)| field.kind.is_number() && field.in_year(records.year()))
                .map(|(order, field)| (field.code.as_str(), (order, field)))
                .collect(),
            comparisons: parts.into_iter().map(|parts| parts.comparisons).collect(),
        }
    }

    /// Whether a rule is nothing but linear comparisons, for all records.
    pub(super) fn is_plain(&self, rule: usize) -> bool {
        self.plain.get(rule).copied().unwrap_or(false)
    }

    /// The linear comparisons of a rule.
    pub(super) fn comparisons_of(&self, rule: usize) -> &[Linear] {
        self.comparisons.get(rule).map_or(&[], Vec::as_slice)
    }

    /// The fields in the comparisons of a rule that a correction may change.
    pub(super) fn changeable(&self, rule: usize) -> BTreeSet<&str> {
        self.comparisons_of(rule)
            .iter()
            .flat_map(|comparison| comparison.terms.keys())
            .filter_map(|column| Some(*self.by_code.get_key_value(column.as_str())?.0))
            .collect()
    }

    /// The place of a field in the order of the forms.
    pub(super) fn order(&self, code: &str) -> usize {
        self.by_code
            .get(code)
            .map_or(usize::MAX, |(order, _)| *order)
    }

    /// Those of the fields that may not be below zero.
    pub(super) fn not_negative(&self, codes: &[&str]) -> BTreeSet<String> {
        codes
            .iter()
            .filter(|code| {
                self.by_code
                    .get(*code)
                    .is_some_and(|(_, field)| !field.negative)
            })
            .map(|code| (*code).to_owned())
            .collect()
    }
}

/// The candidates that the failed rules of a record give, each once.
pub(super) fn of_record(
    fields: &Fields<'_>,
    records: &Records,
    place: usize,
    failed: &[usize],
) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = Vec::new();
    let value_of = |column: &str| records.numbers(column).and_then(|values| values.get(place));
    let comparisons = failed
        .iter()
        .filter_map(|rule| fields.comparisons.get(*rule))
        .flatten();
    for comparison in comparisons {
        for column in comparison.terms.keys() {
            let Some((order, field)) = fields.by_code.get(column.as_str()) else {
                continue;
            };
            let Some((value, bound)) = solve(comparison, column, field, value_of) else {
                continue;
            };
            let candidate = Candidate {
                place,
                code: column.clone(),
                order: *order,
                old: value_of(column),
                value,
                bound,
            };
            if candidate.old != Some(value) && !candidates.contains(&candidate) {
                candidates.push(candidate);
            }
        }
    }
    candidates
}

/// The value of a column that makes a comparison hold while all others stay: the one value of an equality, else the
/// bound. Blank columns count as 0, as in a sum. None where no value that the field admits is at hand.
fn solve(
    comparison: &Linear,
    column: &str,
    field: &FieldDefinition,
    value_of: impl Fn(&str) -> Option<f64>,
) -> Option<(f64, Bound)> {
    let factor = *comparison.terms.get(column)?;
    let others: f64 = comparison
        .terms
        .iter()
        .filter(|(name, _)| name.as_str() != column)
        .map(|(name, factor)| factor * value_of(name).unwrap_or(0.0))
        .sum();
    let whole = field.kind == FieldType::Integer;
    let value = without_noise(-(others + comparison.constant) / factor);
    let above = |strict: bool| match (whole, strict) {
        (true, false) => Some(value.ceil()),
        (true, true) => Some(value.floor() + 1.0),
        (false, false) => Some(value),
        // Among numbers, none is the nearest above a bound.
        (false, true) => None,
    };
    let below = |strict: bool| match (whole, strict) {
        (true, false) => Some(value.floor()),
        (true, true) => Some(value.ceil() - 1.0),
        (false, false) => Some(value),
        (false, true) => None,
    };
    // Divided by a negative factor, an inequality turns round.
    let turned = factor < 0.0;
    let (value, bound) = match comparison.operation {
        Operation::Equal if whole && value.fract() != 0.0 => return None,
        Operation::Equal => (value, Bound::Exact),
        Operation::GreaterOrEqual if turned => (below(false)?, Bound::AtMost),
        Operation::GreaterOrEqual => (above(false)?, Bound::AtLeast),
        Operation::LessOrEqual if turned => (above(false)?, Bound::AtLeast),
        Operation::LessOrEqual => (below(false)?, Bound::AtMost),
        Operation::Greater if turned => (below(true)?, Bound::AtMost),
        Operation::Greater => (above(true)?, Bound::AtLeast),
        Operation::Less if turned => (above(true)?, Bound::AtLeast),
        Operation::Less => (below(true)?, Bound::AtMost),
        Operation::NotEqual => return None,
    };
    let admitted = value.is_finite() && (value >= 0.0 || field.negative);
    admitted.then_some((value, bound))
}

/// Sums of decimals carry noise in their last digits: `0.3 - 0.1` is not `0.2`.
fn without_noise(value: f64) -> f64 {
    let rounded = (value * 1e6).round() / 1e6;
    // Beyond this there are no decimals left to round; `+ 0.0` turns -0 into 0.
    if value.abs() < 1e9 {
        rounded + 0.0
    } else {
        value
    }
}
