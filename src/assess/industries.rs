//! Leading industries: how large they are in a park and in the zone, how they grow, and where they gather.

use std::collections::BTreeMap;

use polars::prelude::*;

use crate::aggregate::Aggregated;
use crate::definitions::{Definitions, Label};
use crate::tables::{Edited, IndustryRow, Level, MeasureRow};

/// What is known of an industry in a park or the zone.
#[derive(Clone, Copy, Default)]
struct Sum {
    enterprises: i64,
    value: Option<f64>,
    previous: Option<f64>,
}

/// The zone and every park, by industry.
type Sums = BTreeMap<(String, String), Sum>;

/// Rows by park in the order of the parks, the zone last; in each the largest industry first, enterprises without
/// one last. An industry that the park's profile names has a row even where no enterprise is counted to it.
///
/// # Errors
/// When the table of enterprises lacks a column.
pub(super) fn industries(
    definitions: &Definitions,
    current: &Edited,
    previous: Option<&Edited>,
    aggregated: &Aggregated,
) -> PolarsResult<Vec<IndustryRow>> {
    let Some(size) = &definitions.pipeline.overview.size else {
        return Ok(Vec::new());
    };
    let zone = definitions.pipeline.id.as_str();
    let mut sums = Sums::new();
    let now = by_enterprise(size, &aggregated.measures);
    each(current, zone, |unit, industry, code| {
        let sum = sums.entry((unit, industry)).or_default();
        sum.enterprises += 1;
        add(&mut sum.value, now.get(code).copied());
    })?;
    if let Some(previous) = previous {
        let before = by_enterprise(size, &aggregated.previous_measures);
        each(previous, zone, |unit, industry, code| {
            let sum = sums.entry((unit, industry)).or_default();
            add(&mut sum.previous, before.get(code).copied());
        })?;
    }
    let period = current.period.to_string();
    let units = definitions
        .pipeline
        .parks
        .iter()
        .map(|park| park.id.as_str())
        .chain([zone]);
    Ok(units
        .flat_map(|unit| rows(definitions, &period, unit, &sums))
        .collect())
}

fn rows(definitions: &Definitions, period: &str, unit: &str, sums: &Sums) -> Vec<IndustryRow> {
    let zone = definitions.pipeline.id.as_str();
    let leading: Vec<&Label> = definitions
        .profiles
        .iter()
        .filter(|profile| profile.park == unit || unit == zone)
        .flat_map(|profile| &profile.industries)
        .collect();
    let mut own: BTreeMap<&str, Sum> = sums
        .iter()
        .filter(|((of, _), _)| of == unit)
        .map(|((_, industry), sum)| (industry.as_str(), *sum))
        .collect();
    for label in &leading {
        own.entry(label.zh.as_str()).or_default();
    }
    let total = |of: &str| -> f64 {
        sums.iter()
            .filter(|((unit, _), _)| unit == of)
            .filter_map(|(_, sum)| sum.value)
            .sum()
    };
    let (own_total, zone_total) = (total(unit), total(zone));
    let mut rows: Vec<IndustryRow> = own
        .into_iter()
        .map(|(industry, sum)| {
            let in_zone = sums
                .get(&(zone.to_owned(), industry.to_owned()))
                .and_then(|sum| sum.value);
            let share = ratio(sum.value, Some(own_total));
            IndustryRow {
                period: period.to_owned(),
                unit: unit.to_owned(),
                industry: industry.to_owned(),
                leading: leading.iter().any(|label| label.zh == industry),
                enterprises: sum.enterprises,
                value: sum.value,
                previous: sum.previous,
                growth: growth(sum.value, sum.previous),
                share: share.map(|share| 100.0 * share),
                zone_share: ratio(sum.value, in_zone).map(|share| 100.0 * share),
                location_quotient: ratio(share, ratio(in_zone, Some(zone_total))),
            }
        })
        .collect();
    rows.sort_by(|a, b| {
        a.industry
            .is_empty()
            .cmp(&b.industry.is_empty())
            .then_with(|| {
                let size = |row: &IndustryRow| row.value.unwrap_or(f64::NEG_INFINITY);
                size(b).total_cmp(&size(a))
            })
    });
    rows
}

fn by_enterprise<'a>(size: &str, measures: &'a [MeasureRow]) -> BTreeMap<&'a str, f64> {
    measures
        .iter()
        .filter(|row| row.level == Level::Enterprise && row.measure == size)
        .filter_map(|row| Some((row.unit.as_str(), row.value?)))
        .collect()
}

/// Calls `visit(unit, industry, credit code)` for every used enterprise: once for its park, once for the zone.
fn each(
    edited: &Edited,
    zone: &str,
    mut visit: impl FnMut(String, String, &str),
) -> PolarsResult<()> {
    let used = edited.used_enterprises()?;
    let codes = used.column("credit_code")?.str()?;
    let parks = used.column("park")?.str()?;
    let industries = used.column("leading_industry")?.str()?;
    for ((code, park), industry) in codes.iter().zip(parks.iter()).zip(industries.iter()) {
        let Some(code) = code else { continue };
        let industry = industry.unwrap_or_default().trim();
        for unit in park.into_iter().chain([zone]) {
            visit(unit.to_owned(), industry.to_owned(), code);
        }
    }
    Ok(())
}

fn add(sum: &mut Option<f64>, value: Option<f64>) {
    if let Some(value) = value {
        *sum = Some(sum.unwrap_or_default() + value);
    }
}

fn ratio(part: Option<f64>, whole: Option<f64>) -> Option<f64> {
    let ratio = part? / whole?;
    ratio.is_finite().then_some(ratio)
}

fn growth(value: Option<f64>, previous: Option<f64>) -> Option<f64> {
    let (value, previous) = (value?, previous?);
    let growth = 100.0 * (value - previous) / previous.abs();
    growth.is_finite().then_some(growth)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{aggregated, current, definitions, previous};

    #[test]
    fn industries_are_summed_by_park_and_compared_with_the_zone() {
        let rows =
            industries(&definitions(), &current(), Some(&previous()), &aggregated()).unwrap();
        let of = |unit: &str, industry: &str| {
            rows.iter()
                .find(|row| row.unit == unit && row.industry == industry)
                .unwrap()
        };
        // A (east, robots) 123 after 100; B (west, robots) 105 after 100; C (east, none) 123.
        let robots = of("east", "机器人");
        assert_eq!(
            (robots.enterprises, robots.value, robots.previous),
            (1, Some(123.0), Some(100.0))
        );
        assert!((robots.growth.unwrap() - 23.0).abs() < 1e-9);
        assert_eq!(robots.share, Some(50.0));
        // (123 / 246) / (228 / 351)
        assert!((robots.location_quotient.unwrap() - 0.5 / (228.0 / 351.0)).abs() < 1e-12);
        assert!((robots.zone_share.unwrap() - 100.0 * 123.0 / 228.0).abs() < 1e-9);
        assert!(robots.leading);
        // The profile names software, and nobody is counted to it.
        let software = of("east", "软件");
        assert_eq!((software.enterprises, software.value), (0, None));
        assert!(software.leading);
        assert_eq!(
            rows.iter()
                .rfind(|row| row.unit == "east")
                .unwrap()
                .industry,
            ""
        );
        assert_eq!(of("zone", "机器人").value, Some(228.0));
    }
}
