//! Aggregate: records → measures → indicators, for park and zone.
//!
//! [`aggregate`] is the door. A measure is evaluated for every used record and summed in the order of the
//! enterprises table; an indicator is a formula over the sums, evaluated by the same code for parks, the zone,
//! the period before, and the enterprises that are in both periods. [`place_in_year`] adds to a quarter what the
//! whole year is likely to bring, and its quarters one by one. [`measure_frame`] and [`used_records`] let other
//! rooms look at the same frames; [`Members`] says how the indicators would be without each of the enterprises,
//! [`responses`] who answered and what the sums lack.

mod held;
mod indicators;
mod leave_one_out;
mod left_out;
mod matched;
mod measure_frame;
mod measures;
mod quarter;
mod used_records;

use std::borrow::Cow;
use std::collections::BTreeMap;

use anyhow::Result;

use crate::definitions::{Definitions, Label};
use crate::tables::{
    Basis, Edited, EstimateBasis, IndicatorRow, LeftOutRow, MeasureRow, QuarterRow,
};

use measures::RecordMeasures;

pub use leave_one_out::{Difference, Member, Members, Whole, Without, Years};
pub use left_out::{
    LeftOut, Part, Response, Responses, Sizes, left_out_rows, reason, responses, sizes,
    sizes_of_records,
};
pub use measure_frame::measure_frame;
pub use quarter::{History, Pace, Past, pace, place_in_year, season_share};
pub use used_records::{used_projects, used_records, used_records_with};

/// Measures and indicators of a period.
#[derive(Clone, Debug, Default)]
pub struct Aggregated {
    /// Measures of every used enterprise, park and the zone.
    pub measures: Vec<MeasureRow>,
    /// The same of the previous period (levels park and zone, and enterprise), for `prev_` in formulas.
    pub previous_measures: Vec<MeasureRow>,
    /// Indicators of every park and the zone.
    pub indicators: Vec<IndicatorRow>,
    /// What the sums of every park and the zone lack.
    pub left_out: Vec<LeftOutRow>,
    /// In a quarter that has been placed in its year: the measures of the whole year as they are likely to be, at
    /// the same levels as `measures`. An enterprise's are scaled as the zone's are.
    pub annual_estimates: Vec<MeasureRow>,
    /// Measures of the last annual survey, at the same levels, that the estimates are compared with.
    pub annual_before: Vec<MeasureRow>,
    /// The quarters of the year so far.
    pub quarters: Vec<QuarterRow>,
}

impl Aggregated {
    /// Gives the indicators the names that `label` tells; none for one that is to have no name.
    pub fn name<'l>(&mut self, label: impl Fn(&str) -> Option<&'l Label>) {
        let named = |indicator: &str| {
            let label = label(indicator).cloned().unwrap_or_default();
            (label.zh, label.en)
        };
        for row in &mut self.indicators {
            (row.label, row.label_en) = named(&row.indicator);
        }
        for row in &mut self.quarters {
            (row.label, row.label_en) = named(&row.indicator);
        }
    }

    /// Whether a quarter has annual estimates.
    pub fn has_estimates(&self) -> bool {
        self.indicators
            .iter()
            .any(|row| row.estimate_basis != EstimateBasis::None)
    }

    /// What an evaluation scores: in a quarter with annual estimates these stand in the place of the cumulative
    /// values, for the zones that it is compared with have values of years.
    pub fn scored(&self) -> Cow<'_, Aggregated> {
        if !self.has_estimates() {
            return Cow::Borrowed(self);
        }
        let mut scored = self.clone();
        for row in &mut scored.indicators {
            row.value = row.annual_estimate;
            row.previous = row.last_annual;
            row.change = indicators::change(row.value, row.previous);
            row.growth = indicators::growth(row.value, row.previous);
            row.matched_growth = None;
            row.matched_change = None;
            row.basis = match row.estimate_basis {
                EstimateBasis::Carried | EstimateBasis::SeasonUnknown => Basis::Carried,
                EstimateBasis::ZoneForm => Basis::ZoneForm,
                EstimateBasis::Annualised | EstimateBasis::None => row.basis,
            };
        }
        scored.measures.clone_from(&self.annual_estimates);
        scored.previous_measures.clone_from(&self.annual_before);
        Cow::Owned(scored)
    }
}

/// Sums the measures and evaluates the indicators.
///
/// Measures come for every used enterprise, then the parks in the order of the pipeline, then the zone; a park
/// without enterprises has blank ones. Indicators come for the parks, then the zone, in the order of the
/// definitions; one that is not split by park has a row for the zone only, one of the zone form that nobody gave
/// has a blank value.
///
/// # Errors
/// When the tables do not fit the definitions.
pub fn aggregate(
    definitions: &Definitions,
    current: &Edited,
    previous: Option<&Edited>,
) -> Result<Aggregated> {
    let period = current.period;
    let before = match previous {
        Some(previous) => Some((previous, used_records(definitions, previous, None)?)),
        None => None,
    };
    let before = before.as_ref().map(|(previous, frame)| (*previous, frame));
    let records = used_records_with(definitions, current, before)?;
    let here = RecordMeasures::of(definitions, &records)?;
    let before = match before {
        Some((_, frame)) => Some(RecordMeasures::of(definitions, frame)?),
        None => None,
    };
    let all_rows = |measures: &RecordMeasures, period| {
        let mut rows = measures.enterprise_rows(definitions, period);
        rows.extend(measures.sum_rows(definitions, period));
        rows
    };
    let measures = all_rows(&here, period);
    let previous_measures = match &before {
        Some(before) => all_rows(before, period.previous()),
        None => Vec::new(),
    };

    let mut values = indicators::from_measures(definitions, &measures, &previous_measures)?;
    values.extend(indicators::from_zone_form(definitions, &current.zone_form));
    let mut earlier = indicators::from_measures(definitions, &previous_measures, &[])?;
    if let Some(previous) = previous {
        earlier.extend(indicators::from_zone_form(definitions, &previous.zone_form));
    }
    let matched = match &before {
        Some(before) => matched::matched_growth(definitions, period, &here, before)?,
        None => BTreeMap::new(),
    };

    let mut rows = Vec::new();
    for (level, unit) in indicators::units(definitions) {
        for indicator in &definitions.indicators {
            if !indicators::stands_at(indicator, level) {
                continue;
            }
            let key = (unit.to_owned(), indicator.id.clone());
            let value = values.get(&key).copied();
            let before = earlier.get(&key).copied();
            let matched = matched.get(&key).copied().unwrap_or_default();
            rows.push(IndicatorRow {
                period: period.to_string(),
                level,
                unit: unit.to_owned(),
                indicator: indicator.id.clone(),
                label: indicator.label.zh.clone(),
                label_en: indicator.label.en.clone(),
                uom: indicator.unit.clone(),
                value,
                previous: before,
                change: indicators::change(value, before),
                growth: indicators::growth(value, before),
                matched_growth: matched.growth,
                matched_change: matched.change,
                basis: match (indicator.from_zone_form(), period.quarter) {
                    (true, _) => Basis::ZoneForm,
                    (false, None) => Basis::Annual,
                    (false, Some(_)) => Basis::Quarterly,
                },
                ..IndicatorRow::default()
            });
        }
    }
    let enterprises_before = match previous {
        Some(previous) => previous.statuses()?,
        None => Vec::new(),
    };
    let left_out = left_out_rows(
        definitions,
        period,
        &current.statuses()?,
        &enterprises_before,
        &sizes(definitions, &previous_measures),
    );
    Ok(Aggregated {
        measures,
        previous_measures,
        indicators: rows,
        left_out,
        ..Aggregated::default()
    })
}
