//! Matched growth: growth of the enterprises that are in both periods, beside the growth of totals, which
//! moves with every enterprise that joins or leaves the survey.

use anyhow::Result;

use super::indicators::{Values, from_measures, growth};
use super::measures::RecordMeasures;
use crate::definitions::Definitions;
use crate::period::Period;

/// Growth in per cent of every formula indicator, with the enterprises that are used in both periods only.
pub(super) fn matched_growth(
    definitions: &Definitions,
    period: Period,
    current: &RecordMeasures,
    previous: &RecordMeasures,
) -> Result<Values> {
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
        .filter_map(|(key, value)| {
            let growth = growth(Some(value), earlier.get(&key).copied())?;
            Some((key, growth))
        })
        .collect())
}
