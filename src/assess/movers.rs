//! What each park's own enterprises contribute to the indicators of its profile: leave-one-out within the park,
//! this year and last.

use std::collections::BTreeMap;

use anyhow::Result;
use polars::prelude::*;

use super::marks::profiles;
use crate::aggregate::{Aggregated, measure_frame};
use crate::definitions::{Definitions, Direction, Indicator};
use crate::expressions::indicator_values;
use crate::tables::{Edited, Level, MoverRow};

/// Rows in the order of the parks, their profiles and the table of enterprises. An enterprise without which the
/// indicator has no value has no contribution.
///
/// # Errors
/// When a measure is missing.
pub(super) fn movers(
    definitions: &Definitions,
    current: &Edited,
    aggregated: &Aggregated,
) -> Result<Vec<MoverRow>> {
    let (parks, totals) = measure_frame(
        definitions,
        &aggregated.measures,
        &aggregated.previous_measures,
        Level::Park,
    )?;
    let (codes, own) = measure_frame(
        definitions,
        &aggregated.measures,
        &aggregated.previous_measures,
        Level::Enterprise,
    )?;
    let members = members(current)?;
    let period = current.period.to_string();
    let mut rows = Vec::new();
    for profile in profiles(definitions) {
        let Some(place) = parks.iter().position(|park| *park == profile.park) else {
            continue;
        };
        let inside: Vec<usize> = codes
            .iter()
            .enumerate()
            .filter(|(_, code)| members.get(*code) == Some(&profile.park))
            .map(|(place, _)| place)
            .collect();
        let values = indicator_values(
            definitions,
            &all_and_all_but_one(definitions, &totals, place, &own, &inside)?,
        )?;
        for judged in &profile.indicators {
            let Some(indicator) = definitions.indicator(&judged.indicator) else {
                continue;
            };
            let Ok(column) = values.column(&indicator.id) else {
                // A value of the zone form: no enterprise stands behind it.
                continue;
            };
            let column = column.cast(&DataType::Float64)?;
            let mut column = column.f64()?.iter();
            let with = column.next().flatten();
            for (code, without) in inside.iter().map(|place| &codes[*place]).zip(column) {
                rows.push(row(&period, &profile.park, indicator, code, with, without));
            }
        }
    }
    Ok(rows)
}

fn row(
    period: &str,
    park: &str,
    indicator: &Indicator,
    code: &str,
    with: Option<f64>,
    without: Option<f64>,
) -> MoverRow {
    let contribution = with
        .zip(without)
        .map(|(with, without)| match indicator.direction {
            Direction::More => with - without,
            Direction::Less => without - with,
        });
    MoverRow {
        period: period.to_owned(),
        park: park.to_owned(),
        indicator: indicator.id.clone(),
        credit_code: code.to_owned(),
        with,
        without,
        contribution,
        rate: contribution
            .zip(with)
            .map(|(contribution, with)| 100.0 * contribution / with.abs())
            .filter(|rate| rate.is_finite()),
    }
}

/// The park of every used enterprise.
fn members(current: &Edited) -> PolarsResult<BTreeMap<String, String>> {
    let used = current.used_enterprises()?;
    let codes = used.column("credit_code")?.str()?;
    let parks = used.column("park")?.str()?;
    Ok(codes
        .iter()
        .zip(parks.iter())
        .filter_map(|(code, park)| Some((code?.to_owned(), park?.to_owned())))
        .collect())
}

/// The park's row of measures, then one row for each enterprise with its measures of both years taken out; the
/// attributes stay.
///
/// The contributions to the national evaluation leave last year's totals as they are, by that system's practice.
/// There an enterprise is worth its whole size in an indicator of growth; a director asks who grew.
fn all_and_all_but_one(
    definitions: &Definitions,
    totals: &DataFrame,
    park: usize,
    own: &DataFrame,
    inside: &[usize],
) -> PolarsResult<DataFrame> {
    let mut columns = Vec::new();
    for column in totals.columns() {
        let all = column.f64()?.get(park);
        let measure = column.name().strip_prefix("prev_");
        let measure = measure.unwrap_or(column.name());
        let taken = if definitions.measure(measure).is_some() {
            Some(own.column(column.name())?.f64()?)
        } else {
            None
        };
        let without = inside.iter().map(|place| {
            let one = taken.and_then(|taken| taken.get(*place));
            all.map(|all| all - one.unwrap_or_default())
        });
        let cells: Float64Chunked = std::iter::once(all).chain(without).collect();
        columns.push(cells.with_name(column.name().clone()).into_column());
    }
    DataFrame::new(inside.len() + 1, columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{aggregated, current, definitions};

    #[test]
    fn an_enterprise_contributes_the_value_with_it_less_the_value_without() {
        let rows = movers(&definitions(), &current(), &aggregated()).unwrap();
        let of = |code: &str, indicator: &str| {
            rows.iter()
                .find(|row| row.credit_code == code && row.indicator == indicator)
                .unwrap()
        };
        // East: A has 7.38 R&D in 123 of revenue, C none in 123. With both 3 %, without C 6 %, without A 0 %.
        let a = of("A", "intensity");
        assert!((a.with.unwrap() - 3.0).abs() < 1e-9);
        assert!((a.contribution.unwrap() - 3.0).abs() < 1e-9);
        assert!((a.rate.unwrap() - 100.0).abs() < 1e-9);
        assert!((of("C", "intensity").contribution.unwrap() + 3.0).abs() < 1e-9);
        // West without B has no revenue: no intensity, no contribution.
        assert_eq!(of("B", "intensity").contribution, None);
        assert!(rows.iter().all(|row| row.indicator != "satisfaction"));
    }
}
