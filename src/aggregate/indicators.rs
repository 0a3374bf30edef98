//! Indicators of the parks and the zone: formulas over measures, and what the zone itself reports.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};

use super::measure_frame;
use crate::definitions::{Definitions, Indicator};
use crate::expressions::indicator_values;
use crate::tables::{Level, MeasureRow, ZoneFormRow};

/// Values by unit and indicator id.
pub(super) type Values = BTreeMap<(String, String), f64>;

/// The units that have indicators: the parks in the order of the pipeline, then the zone.
pub(super) fn units(definitions: &Definitions) -> impl Iterator<Item = (Level, &str)> {
    let zone = &definitions.pipeline;
    let parks = zone
        .parks
        .iter()
        .map(|park| (Level::Park, park.id.as_str()));
    parks.chain([(Level::Zone, zone.id.as_str())])
}

/// Whether an indicator has a row at a level.
pub(super) fn stands_at(indicator: &Indicator, level: Level) -> bool {
    level == Level::Zone || indicator.parks
}

/// Values of all formula indicators for parks and zone, from measures and those of the period before.
pub(super) fn from_measures(
    definitions: &Definitions,
    measures: &[MeasureRow],
    previous: &[MeasureRow],
) -> Result<Values> {
    let mut values = Values::new();
    for level in [Level::Park, Level::Zone] {
        let (units, frame) = measure_frame(definitions, measures, previous, level)?;
        let evaluated =
            indicator_values(definitions, &frame).context("the indicators cannot be evaluated")?;
        for column in evaluated.columns() {
            let numbers = column
                .f64()
                .with_context(|| format!("indicator `{}` gives no numbers", column.name()))?;
            for (unit, value) in units.iter().zip(numbers.iter()) {
                if let Some(value) = value {
                    values.insert((unit.clone(), column.name().to_string()), value);
                }
            }
        }
    }
    Ok(values)
}

/// Values of the zone-form indicators for parks and zone. The zone's value is the one given for the whole zone;
/// where it is not given and the indicator is additive, it is the sum of those parks that have one.
pub(super) fn from_zone_form(definitions: &Definitions, form: &[ZoneFormRow]) -> Values {
    let mut values = Values::new();
    let indicators = definitions
        .indicators
        .iter()
        .filter(|indicator| indicator.from_zone_form());
    for indicator in indicators {
        let parks: Vec<(&str, f64)> = definitions
            .pipeline
            .parks
            .iter()
            .filter_map(|park| {
                let value = given(form, &indicator.id, Some(&park.id))?;
                Some((park.id.as_str(), value))
            })
            .collect();
        let zone = given(form, &indicator.id, None).or_else(|| {
            let sum = parks.iter().map(|(_, value)| *value).reduce(|a, b| a + b);
            sum.filter(|_| indicator.additive)
        });
        let zone = zone.map(|value| (definitions.pipeline.id.as_str(), value));
        for (unit, value) in parks.into_iter().chain(zone) {
            values.insert((unit.to_owned(), indicator.id.clone()), value);
        }
    }
    values
}

/// The value that a zone form gives: none where it gives two different ones, for either may be the wrong one.
fn given(form: &[ZoneFormRow], indicator: &str, park: Option<&str>) -> Option<f64> {
    let mut values = form
        .iter()
        .filter(|row| row.indicator == indicator && row.park.as_deref() == park)
        .filter_map(|row| row.value);
    let first = values.next()?;
    if let Some(other) = values.find(|other| *other != first) {
        tracing::warn!(
            "the zone form gives {first} and {other} for indicator `{indicator}` of {}: neither is used, keep one of them",
            park.unwrap_or("the whole zone")
        );
        return None;
    }
    Some(first)
}

/// How far a value has moved, in its unit; none from a blank.
pub(super) fn change(value: Option<f64>, previous: Option<f64>) -> Option<f64> {
    value.zip(previous).map(|(value, before)| value - before)
}

/// Growth in per cent; none from a zero or a blank.
pub(super) fn growth(value: Option<f64>, previous: Option<f64>) -> Option<f64> {
    let (value, previous) = (value?, previous?);
    let growth = (value - previous) / previous.abs() * 100.0;
    growth.is_finite().then_some(growth)
}
