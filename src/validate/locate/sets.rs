//! The least set of fields that must change so that all linear rules can hold together (Fellegi and Holt's minimum set).
//!
//! Only for a record that no single field mends. Sets of two and three fields are tried in the order of the forms, the
//! smaller first; a set that touches every failed rule is judged by whether the comparisons can hold together when its
//! fields are free and all others stay (Fourier–Motzkin elimination). Rules with a condition or with other than linear
//! comparisons are left out, tolerances too.

use std::collections::BTreeSet;

use super::super::records::Records;
use super::Outcomes;
use super::candidates::Fields;
use crate::expressions::{Linear, feasible};

/// Sets larger than this are no help in finding an error.
const MOST_FIELDS: usize = 3;
/// A record whose failed rules read more fields is broken beyond a suggestion.
const MOST_CONCERNED: usize = 14;

/// The fields of a record that must change at least, in the order of the forms; none where no set of up to three fields does,
/// or one field would.
pub(super) fn least_set(
    fields: &Fields<'_>,
    records: &Records,
    place: usize,
    outcomes: &Outcomes<'_>,
) -> Option<Vec<String>> {
    let outcome = |rule: usize| outcomes.get(rule).and_then(|passed| passed.get(place));
    let failed: Vec<usize> = (0..outcomes.len())
        .filter(|rule| outcome(*rule) == Some(false))
        .collect();
    if failed.iter().any(|rule| !fields.is_plain(*rule)) {
        return None;
    }
    // Rules that are unknown now say nothing; those with a condition are not linear.
    let known: Vec<&Linear> = (0..outcomes.len())
        .filter(|rule| outcome(*rule).is_some() && fields.is_plain(*rule))
        .flat_map(|rule| fields.comparisons_of(rule))
        .collect();
    let broken: Vec<BTreeSet<&str>> = failed.iter().map(|rule| fields.changeable(*rule)).collect();
    let mut concerned: Vec<&str> = broken
        .iter()
        .flatten()
        .copied()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    if concerned.len() > MOST_CONCERNED {
        return None;
    }
    concerned.sort_by_key(|code| fields.order(code));
    let value_of = |column: &str| {
        let values = records.numbers(column)?;
        Some(values.get(place).unwrap_or(0.0))
    };
    let holds = |set: &[&str]| {
        let touches = broken
            .iter()
            .all(|rule| set.iter().any(|code| rule.contains(code)));
        touches && {
            let free: Vec<Linear> = known
                .iter()
                .filter(|comparison| set.iter().any(|code| comparison.terms.contains_key(*code)))
                .map(|comparison| {
                    comparison.with_values(|column| {
                        (!set.contains(&column)).then(|| value_of(column)).flatten()
                    })
                })
                .collect();
            feasible(&free, &fields.not_negative(set))
        }
    };
    for size in 1..=MOST_FIELDS {
        if let Some(set) = first_set(&concerned, size, &mut Vec::new(), &holds) {
            return (size > 1).then(|| set.into_iter().map(str::to_owned).collect());
        }
    }
    None
}

/// The first set of a size that holds, in the order of its fields.
fn first_set<'a>(
    fields: &[&'a str],
    size: usize,
    chosen: &mut Vec<&'a str>,
    holds: &impl Fn(&[&str]) -> bool,
) -> Option<Vec<&'a str>> {
    if chosen.len() == size {
        return holds(chosen).then(|| chosen.clone());
    }
    for (number, field) in fields.iter().enumerate() {
        chosen.push(field);
        let found = first_set(fields.get(number + 1..)?, size, chosen, holds);
        if found.is_some() {
            return found;
        }
        chosen.pop();
    }
    None
}
