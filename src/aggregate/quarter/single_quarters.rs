//! The quarters of a year one by one: what each brought alone, by difference of cumulative values.
//!
//! The difference is taken of the measures, not of the indicators: so a ratio of a single quarter is the ratio of what
//! that quarter brought, and growth compares single quarters with single quarters.

use std::collections::BTreeMap;

use anyhow::Result;

use super::history::History;
use super::season::season_share;
use crate::aggregate::Aggregated;
use crate::aggregate::indicators::{Values, change, from_measures, growth, stands_at, units};
use crate::definitions::{Definitions, Indicator, MeasureKind};
use crate::period::Period;
use crate::tables::{Level, MeasureRow, QuarterRow};

/// Measures of parks and zone to the end of each quarter of a year, as far as they are known.
struct Year<'a> {
    cumulative: BTreeMap<u8, &'a [MeasureRow]>,
    single: BTreeMap<u8, Vec<MeasureRow>>,
}

impl<'a> Year<'a> {
    fn of(definitions: &Definitions, cumulative: BTreeMap<u8, &'a [MeasureRow]>) -> Year<'a> {
        let single = cumulative
            .iter()
            .filter_map(|(quarter, rows)| {
                let before = match quarter - 1 {
                    0 => &[][..],
                    before => *cumulative.get(&before)?,
                };
                Some((
                    *quarter,
                    difference(definitions, rows, before, *quarter == 1),
                ))
            })
            .collect();
        Year { cumulative, single }
    }

    fn cumulative(&self, quarter: u8) -> &[MeasureRow] {
        self.cumulative.get(&quarter).copied().unwrap_or_default()
    }

    fn single(&self, quarter: u8) -> &[MeasureRow] {
        self.single.get(&quarter).map_or(&[], Vec::as_slice)
    }
}

/// The measures of a single quarter: flows less those to the end of the quarter before, stocks as they stand. What only a
/// whole year tells has no value in a single quarter.
fn difference(
    definitions: &Definitions,
    rows: &[MeasureRow],
    before: &[MeasureRow],
    first: bool,
) -> Vec<MeasureRow> {
    let before: BTreeMap<(&str, &str), Option<f64>> = before
        .iter()
        .map(|row| ((row.unit.as_str(), row.measure.as_str()), row.value))
        .collect();
    let alone = |row: &MeasureRow| {
        let value = row.value?;
        match definitions.measure(&row.measure)?.kind {
            MeasureKind::Stock => Some(value),
            MeasureKind::Annual => None,
            MeasureKind::Flow if first => Some(value),
            MeasureKind::Flow => {
                let key = (row.unit.as_str(), row.measure.as_str());
                Some(value - before.get(&key).copied().flatten()?)
            }
        }
    };
    rows.iter()
        .map(|row| MeasureRow {
            value: alone(row),
            ..row.clone()
        })
        .collect()
}

/// How an indicator follows from the flows of a year.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Course {
    /// It grows with them: twice the flows are twice the indicator.
    AddsUp,
    /// It does not move with them: a stock, or a ratio of flows.
    Level,
    /// Neither, or not known.
    Other,
}

/// The rows of the headline indicators for every quarter of the year up to the period.
pub(super) fn quarters(
    definitions: &Definitions,
    period: Period,
    aggregated: &Aggregated,
    history: &History,
) -> Result<Vec<QuarterRow>> {
    let Some(last) = period.quarter else {
        return Ok(Vec::new());
    };
    let own: Vec<MeasureRow> = aggregated
        .measures
        .iter()
        .filter(|row| row.level != Level::Enterprise)
        .cloned()
        .collect();
    let known = |year: i32| -> BTreeMap<u8, &[MeasureRow]> {
        (1..=last)
            .filter_map(|quarter| {
                let of = Period {
                    year,
                    quarter: Some(quarter),
                };
                let rows = if of == period {
                    own.as_slice()
                } else {
                    &history.get(of)?.measures
                };
                Some((quarter, rows))
            })
            .collect()
    };
    let year = Year::of(definitions, known(period.year));
    let before = Year::of(definitions, known(period.year - 1));
    let annual = history.get(Period {
        year: period.year - 1,
        quarter: None,
    });
    let annual = match annual {
        Some(annual) => from_measures(definitions, &annual.measures, &[])?,
        None => Values::new(),
    };
    let twice = from_measures(
        definitions,
        &flows_doubled(definitions, &own),
        &flows_doubled(definitions, before.cumulative(last)),
    )?;
    let once = from_measures(definitions, &own, before.cumulative(last))?;

    let mut found: BTreeMap<(String, String, u8), QuarterRow> = BTreeMap::new();
    for quarter in 1..=last {
        let cumulative = from_measures(
            definitions,
            year.cumulative(quarter),
            before.cumulative(quarter),
        )?;
        let single = from_measures(definitions, year.single(quarter), before.single(quarter))?;
        let cumulative_before = from_measures(definitions, before.cumulative(quarter), &[])?;
        let single_before = from_measures(definitions, before.single(quarter), &[])?;
        for (level, unit) in units(definitions) {
            for indicator in headline(definitions, level) {
                let key = (unit.to_owned(), indicator.id.clone());
                let value = |values: &Values| values.get(&key).copied();
                let Some(now) = value(&cumulative) else {
                    continue;
                };
                let course = course(value(&once), value(&twice));
                let share = value(&cumulative_before)
                    .zip(value(&annual))
                    .and_then(|(before, annual)| season_share(before, annual))
                    .filter(|_| course == Course::AddsUp);
                let target = target(definitions, period.year, level, &indicator.id);
                let expected = match course {
                    Course::AddsUp => target.zip(share).map(|(target, share)| target * share),
                    // What stands at a day, and ratios, are due at the year's end.
                    Course::Level | Course::Other => None,
                };
                let pace = expected
                    .map(|expected| now / expected * 100.0)
                    .filter(|pace| pace.is_finite());
                found.insert(
                    (unit.to_owned(), indicator.id.clone(), quarter),
                    QuarterRow {
                        period: period.to_string(),
                        level,
                        unit: unit.to_owned(),
                        indicator: indicator.id.clone(),
                        label: indicator.label.zh.clone(),
                        label_en: indicator.label.en.clone(),
                        uom: indicator.unit.clone(),
                        quarter: i64::from(quarter),
                        cumulative: Some(now),
                        cumulative_growth: growth(Some(now), value(&cumulative_before)),
                        cumulative_change: change(Some(now), value(&cumulative_before)),
                        single: value(&single),
                        single_growth: growth(value(&single), value(&single_before)),
                        single_change: change(value(&single), value(&single_before)),
                        season_share: share,
                        target,
                        expected,
                        pace,
                    },
                );
            }
        }
    }
    // By unit, then indicator in their own order, then quarter.
    let mut rows = Vec::new();
    for (level, unit) in units(definitions) {
        for indicator in headline(definitions, level) {
            for quarter in 1..=last {
                let key = (unit.to_owned(), indicator.id.clone(), quarter);
                rows.extend(found.remove(&key));
            }
        }
    }
    Ok(rows)
}

/// The indicators that are shown first and come from the survey.
fn headline(definitions: &Definitions, level: Level) -> impl Iterator<Item = &Indicator> {
    let shown_first = definitions.headline().into_iter();
    shown_first.filter(move |indicator| !indicator.from_zone_form() && stands_at(indicator, level))
}

/// The zone's goal for a year; the parks have goals of their own elsewhere.
fn target(definitions: &Definitions, year: i32, level: Level, indicator: &str) -> Option<f64> {
    let of = Period {
        year,
        quarter: None,
    };
    definitions
        .pipeline
        .goals
        .iter()
        .filter(|_| level == Level::Zone)
        .find(|goal| goal.indicator == indicator && goal.period.parse() == Ok(of))
        .map(|goal| goal.target)
}

/// The same measures with all flows doubled.
fn flows_doubled(definitions: &Definitions, rows: &[MeasureRow]) -> Vec<MeasureRow> {
    rows.iter()
        .map(|row| {
            let flow = definitions
                .measure(&row.measure)
                .is_some_and(|measure| measure.kind == MeasureKind::Flow);
            MeasureRow {
                value: row
                    .value
                    .map(|value| if flow { 2.0 * value } else { value }),
                ..row.clone()
            }
        })
        .collect()
}

/// What an indicator does when all flows double.
fn course(once: Option<f64>, twice: Option<f64>) -> Course {
    let (Some(once), Some(twice)) = (once, twice) else {
        return Course::Other;
    };
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * b.abs();
    if once != 0.0 && near(twice, 2.0 * once) {
        Course::AddsUp
    } else if near(twice, once) {
        Course::Level
    } else {
        Course::Other
    }
}
