//! Annual estimates in a quarter (nowcast): between two annual surveys an indicator whose fields the quarterly survey
//! holds is brought up to date, the others stay at the last annual value.
//!
//! A flow is annualised by last year's season: cumulative value × annual value of last year / cumulative value of
//! the same quarter of last year. A stock counts as it stands, and the year before (`prev_`) is last year's annual
//! survey. Each park and the zone have seasons of their own, so that the parks' estimates need not add up to the
//! zone's. An estimate assumes that this year's season is last year's and that the same kind of enterprises
//! answered: it is no result.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::history::History;
use super::season::season_share;
use crate::aggregate::Aggregated;
use crate::aggregate::indicators::from_measures;
use crate::definitions::{Definitions, MeasureKind};
use crate::period::Period;
use crate::tables::{Basis, EstimateBasis, IndicatorRow, Level, MeasureRow};

/// Values of measures by unit and measure.
type ByUnit<'a> = BTreeMap<(&'a str, &'a str), f64>;

fn by_unit(rows: &[MeasureRow]) -> ByUnit<'_> {
    rows.iter()
        .filter_map(|row| Some(((row.unit.as_str(), row.measure.as_str()), row.value?)))
        .collect()
}

/// Adds the estimates of measures and indicators, where there is an annual survey of the year before.
pub(super) fn nowcast(
    definitions: &Definitions,
    period: Period,
    aggregated: &mut Aggregated,
    history: &History,
) -> Result<()> {
    let year_before = Period {
        year: period.year - 1,
        quarter: None,
    };
    let Some(annual) = history.get(year_before) else {
        return Ok(());
    };
    let same_quarter = history
        .get(period.previous())
        .map_or(&[][..], |past| &past.measures);
    let estimates = estimates(
        definitions,
        &aggregated.measures,
        &by_unit(same_quarter),
        &by_unit(&annual.measures),
    );
    let estimated = from_measures(definitions, &estimates, &annual.measures)?;
    let mut last_annual = from_measures(definitions, &annual.measures, &[])?;
    last_annual.extend(annual.zone_form.clone());
    let unknown = season_unknown(definitions, &aggregated.measures, &estimates);
    let waits_for_season = |unit: &str, formula: &BTreeSet<String>| {
        formula
            .iter()
            .any(|name| !name.starts_with("prev_") && unknown.contains(&(unit, name.as_str())))
    };

    for row in &mut aggregated.indicators {
        let Some(indicator) = definitions.indicator(&row.indicator) else {
            continue;
        };
        let key = (row.unit.clone(), row.indicator.clone());
        row.last_annual = last_annual.get(&key).copied();
        if let Some(value) = row.value.filter(|_| indicator.from_zone_form()) {
            row.annual_estimate = Some(value);
            row.estimate_basis = EstimateBasis::ZoneForm;
            continue;
        }
        if let Some(estimate) = estimated.get(&key) {
            row.annual_estimate = Some(*estimate);
            row.estimate_basis = EstimateBasis::Annualised;
            continue;
        }
        row.annual_estimate = row.last_annual;
        let formula = indicator.formula.as_ref().map(|formula| formula.columns());
        let waits = formula.is_some_and(|formula| waits_for_season(&row.unit, &formula));
        row.estimate_basis = if waits && row.value.is_some() {
            EstimateBasis::SeasonUnknown
        } else {
            EstimateBasis::Carried
        };
        if row.value.is_none() && row.last_annual.is_some() {
            carry(row);
        }
    }
    aggregated.annual_estimates = estimates;
    aggregated.annual_before.clone_from(&annual.measures);
    Ok(())
}

/// Shows the last annual value in the place of the quarter's, which there is none of.
fn carry(row: &mut IndicatorRow) {
    row.value = row.last_annual;
    row.previous = None;
    row.change = None;
    row.growth = None;
    row.matched_growth = None;
    row.matched_change = None;
    row.basis = Basis::Carried;
}

/// The measures of the whole year, row by row: of parks and zone by their own seasons, of enterprises by the
/// zone's, so that an enterprise's share of the zone stays what it is.
fn estimates(
    definitions: &Definitions,
    measures: &[MeasureRow],
    same_quarter: &ByUnit,
    annual: &ByUnit,
) -> Vec<MeasureRow> {
    let kinds: BTreeMap<&str, MeasureKind> = definitions
        .measures
        .iter()
        .map(|measure| (measure.id.as_str(), measure.kind))
        .collect();
    let zone = definitions.pipeline.id.as_str();
    let estimate = |row: &MeasureRow| {
        let value = row.value?;
        match kinds.get(row.measure.as_str())? {
            MeasureKind::Stock => Some(value),
            MeasureKind::Annual => None,
            MeasureKind::Flow => {
                let unit = match row.level {
                    Level::Enterprise => zone,
                    Level::Park | Level::Zone => row.unit.as_str(),
                };
                let key = (unit, row.measure.as_str());
                let share = season_share(*same_quarter.get(&key)?, *annual.get(&key)?)?;
                Some(value / share)
            }
        }
    };
    measures
        .iter()
        .map(|row| MeasureRow {
            value: estimate(row),
            ..row.clone()
        })
        .collect()
}

/// The flows, by unit, that the quarter has a value of and that cannot be annualised.
fn season_unknown<'a>(
    definitions: &Definitions,
    measures: &'a [MeasureRow],
    estimates: &[MeasureRow],
) -> BTreeSet<(&'a str, &'a str)> {
    measures
        .iter()
        .zip(estimates)
        .filter(|(row, estimate)| {
            row.level != Level::Enterprise
                && row.value.is_some()
                && estimate.value.is_none()
                && definitions
                    .measure(&row.measure)
                    .is_some_and(|measure| measure.kind == MeasureKind::Flow)
        })
        .map(|(row, _)| (row.unit.as_str(), row.measure.as_str()))
        .collect()
}
