//! What a value of an indicator means in the measure that people count: so many patents, so much R&D expenditure.

use anyhow::Result;

use crate::aggregate::Whole;
use crate::definitions::{Definitions, Indicator};

/// The change of a measure that brings a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Quantity {
    /// The measure that stands first in the formula; none for an indicator of the zone form.
    pub measure: Option<String>,
    /// How much more of it, all else held; none where the formula is not straight in it.
    pub change: Option<f64>,
}

/// For every indicator and value wanted: how much more of the measure that stands first in its formula brings it, with
/// everything else held. The formulas are tried at one other sum each and then at the answer, for all at once: where
/// a formula is not straight between them there is no answer.
///
/// # Errors
/// When the formulas cannot be evaluated.
pub(super) fn quantities(
    definitions: &Definitions,
    zone: &Whole,
    wanted: &[(&Indicator, f64)],
) -> Result<Vec<Quantity>> {
    let measures: Vec<Option<usize>> = wanted
        .iter()
        .map(|(indicator, _)| first_measure(definitions, indicator))
        .collect();
    let sum = |measure: Option<usize>| Some((measure?, zone.current[measure?]?));
    let probe = |sum: f64| (sum.abs() * 0.1).max(1.0);
    let probes: Vec<Option<(usize, f64)>> = measures
        .iter()
        .map(|&measure| sum(measure).map(|(measure, sum)| (measure, sum + probe(sum))))
        .collect();
    let here = zone.indicators(definitions)?;
    let there = zone.with_each(definitions, &probes)?;
    let changes: Vec<Option<f64>> = wanted
        .iter()
        .enumerate()
        .map(|(place, (indicator, planned))| {
            let (_, sum) = sum(measures[place])?;
            let here = here.value(&indicator.id, 0)?;
            let there = there.value(&indicator.id, place)?;
            Some((planned - here) * probe(sum) / (there - here)).filter(|change| change.is_finite())
        })
        .collect();
    let answers: Vec<Option<(usize, f64)>> = measures
        .iter()
        .zip(&changes)
        .map(|(&measure, change)| {
            let (measure, sum) = sum(measure)?;
            Some((measure, sum + (*change)?))
        })
        .collect();
    let arrived = zone.with_each(definitions, &answers)?;
    Ok(wanted
        .iter()
        .enumerate()
        .map(|(place, (indicator, planned))| {
            let arrives = || {
                let value = arrived.value(&indicator.id, place)?;
                let size = planned.abs().max(here.value(&indicator.id, 0)?.abs());
                Some((value - planned).abs() <= 1e-9 * size)
            };
            Quantity {
                measure: measures[place].map(|measure| definitions.measures[measure].id.clone()),
                change: changes[place].filter(|_| arrives() == Some(true)),
            }
        })
        .collect())
}

/// The place of the measure that stands first in an indicator's formula.
fn first_measure(definitions: &Definitions, indicator: &Indicator) -> Option<usize> {
    let text = indicator.formula.as_ref()?.text();
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .find_map(|word| {
            definitions
                .measures
                .iter()
                .position(|measure| measure.id == word)
        })
}
