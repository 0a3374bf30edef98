//! Matched growth: growth of the enterprises that are in both periods, beside the growth of totals, which
//! moves with every enterprise that joins or leaves the survey.

use std::collections::BTreeMap;

use anyhow::Result;

use super::indicators::{change, from_measures, growth};
use super::measures::RecordMeasures;
use crate::definitions::Definitions;
use crate::period::Period;

/// How an indicator has moved with the enterprises that are used in both periods only.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Matched {
    /// In per cent; none from a zero.
    pub(super) growth: Option<f64>,
    /// In the indicator's unit.
    pub(super) change: Option<f64>,
}

/// The matched growth of every formula indicator, by unit and indicator.
pub(super) fn matched_growth(
    definitions: &Definitions,
    period: Period,
    current: &RecordMeasures,
    previous: &RecordMeasures,
) -> Result<BTreeMap<(String, String), Matched>> {
    let here = current
        .matched(current, previous)
        .sum_rows(definitions, period);
    let before = previous
        .matched(current, current)
        .sum_rows(definitions, period.previous());
    let values = from_measures(definitions, &here, &before)?;
    let earlier = from_measures(definitions, &before, &[])?;
    Ok(values
        .into_iter()
        .map(|(key, value)| {
            let (now, then) = (Some(value), earlier.get(&key).copied());
            let matched = Matched {
                growth: growth(now, then),
                change: change(now, then),
            };
            (key, matched)
        })
        .collect())
}
