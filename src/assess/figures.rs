//! Indicators by unit, and how a unit ranks on them.

use std::collections::BTreeMap;

use polars::prelude::*;

use crate::aggregate::Aggregated;
use crate::definitions::{Definitions, Direction};
use crate::expressions::{MeasureFrame, indicator_values};
use crate::tables::{IndicatorRow, Level};

/// The indicators of the parks and the zone, ready to be looked up.
pub(super) struct Figures<'a> {
    definitions: &'a Definitions,
    rows: BTreeMap<(&'a str, &'a str), &'a IndicatorRow>,
    size: BTreeMap<&'a str, f64>,
}

impl<'a> Figures<'a> {
    pub(super) fn of(definitions: &'a Definitions, aggregated: &'a Aggregated) -> Figures<'a> {
        let rows = aggregated
            .indicators
            .iter()
            .filter(|row| row.level != Level::Enterprise)
            .map(|row| ((row.unit.as_str(), row.indicator.as_str()), row))
            .collect();
        let size = definitions
            .pipeline
            .overview
            .size
            .iter()
            .flat_map(|size| {
                aggregated
                    .measures
                    .iter()
                    .filter(move |row| row.level != Level::Enterprise && row.measure == *size)
            })
            .filter_map(|row| Some((row.unit.as_str(), row.value?)))
            .collect();
        Figures {
            definitions,
            rows,
            size,
        }
    }

    /// A park's indicator.
    pub(super) fn park(&self, park: &str, indicator: &str) -> Option<&'a IndicatorRow> {
        self.rows.get(&(park, indicator)).copied()
    }

    /// The zone's indicator.
    pub(super) fn zone(&self, indicator: &str) -> Option<&'a IndicatorRow> {
        self.park(&self.definitions.pipeline.id, indicator)
    }

    /// A park's share of the zone in the pipeline's measure of size, 0–1.
    pub(super) fn size_share(&self, park: &str) -> Option<f64> {
        let zone = *self.size.get(self.definitions.pipeline.id.as_str())?;
        let share = self.size.get(park)? / zone;
        share.is_finite().then_some(share)
    }

    /// The values of all parks that have one.
    fn values(&self, indicator: &str) -> Vec<f64> {
        self.definitions
            .pipeline
            .parks
            .iter()
            .filter_map(|park| self.park(&park.id, indicator)?.value)
            .collect()
    }

    /// Number of parks that have a value.
    pub(super) fn ranked(&self, indicator: &str) -> usize {
        self.values(indicator).len()
    }

    /// Rank of a value among the parks' own: 1 is best, ties share the best rank.
    pub(super) fn rank(&self, indicator: &str, direction: Direction, value: f64) -> usize {
        rank_among(&self.values(indicator), direction, value)
    }

    /// Rank that a value had among the parks' of last year, and how many had one.
    pub(super) fn previous_rank(
        &self,
        indicator: &str,
        direction: Direction,
        value: f64,
    ) -> (usize, usize) {
        let before: Vec<f64> = self
            .definitions
            .pipeline
            .parks
            .iter()
            .filter_map(|park| self.park(&park.id, indicator)?.previous)
            .collect();
        (rank_among(&before, direction, value), before.len())
    }

    /// Rank of a growth among the parks', and how many have one.
    pub(super) fn growth_rank(
        &self,
        indicator: &str,
        direction: Direction,
        growth: f64,
    ) -> (usize, usize) {
        let growths: Vec<f64> = self
            .definitions
            .pipeline
            .parks
            .iter()
            .filter_map(|park| self.park(&park.id, indicator)?.growth)
            .collect();
        (rank_among(&growths, direction, growth), growths.len())
    }

    /// The value of the park next ahead.
    pub(super) fn next_ahead(
        &self,
        indicator: &str,
        direction: Direction,
        value: f64,
    ) -> Option<f64> {
        let own = nine_decimals(value);
        self.values(indicator)
            .into_iter()
            .filter(|other| match direction {
                Direction::More => nine_decimals(*other) > own,
                Direction::Less => nine_decimals(*other) < own,
            })
            .reduce(|next, other| match direction {
                Direction::More => next.min(other),
                Direction::Less => next.max(other),
            })
    }

    /// The best value among the parks.
    pub(super) fn best(&self, indicator: &str, direction: Direction) -> Option<f64> {
        self.values(indicator)
            .into_iter()
            .reduce(|best, value| match direction {
                Direction::More => best.max(value),
                Direction::Less => best.min(value),
            })
    }

    /// Whether all parks share one value.
    pub(super) fn all_equal(&self, indicator: &str) -> bool {
        let values = self.values(indicator);
        values
            .iter()
            .all(|value| nine_decimals(*value) == nine_decimals(values[0]))
    }
}

/// Rank of a value among values, after rounding to 9 decimals: 1 is best, ties share the best rank.
pub(super) fn rank_among(values: &[f64], direction: Direction, value: f64) -> usize {
    let own = nine_decimals(value);
    1 + values
        .iter()
        .filter(|other| match direction {
            Direction::More => nine_decimals(**other) > own,
            Direction::Less => nine_decimals(**other) < own,
        })
        .count()
}

/// A value rounded to 9 decimals.
pub(super) fn nine_decimals(value: f64) -> f64 {
    let rounded = (value * 1e9).round() / 1e9;
    // Values too large to be scaled have no decimals to round.
    if rounded.is_finite() { rounded } else { value }
}

/// Which indicators are sizes: the value doubles when every measure and attribute doubles. A park cannot lead the
/// zone in a size, for the zone's is the sum.
///
/// # Errors
/// When a formula does not fit the measures.
pub(super) fn sizes(definitions: &Definitions) -> PolarsResult<BTreeMap<&str, bool>> {
    // Numbers without simple ratios among them, so that no formula gives 0 by chance.
    let columns = MeasureFrame::schema(definitions)
        .iter_names()
        .enumerate()
        .map(|(place, name)| {
            let once = 1.0 + (place as f64 + 1.0).sqrt();
            Float64Chunked::from_slice(name.clone(), &[once, 2.0 * once]).into_column()
        })
        .collect();
    let frame = DataFrame::new(2, columns)?;
    let values = indicator_values(definitions, &frame)?;
    let mut sizes = BTreeMap::new();
    for indicator in &definitions.indicators {
        let size = if indicator.from_zone_form() {
            indicator.additive
        } else {
            let column = values.column(&indicator.id)?.cast(&DataType::Float64)?;
            let pair: Vec<Option<f64>> = column.f64()?.iter().collect();
            matches!(pair.as_slice(), [Some(once), Some(twice)]
                if (twice / once - 2.0).abs() < 1e-6)
        };
        sizes.insert(indicator.id.as_str(), size);
    }
    Ok(sizes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::definitions;

    #[test]
    fn ranks_share_the_best_place_and_follow_the_direction() {
        let values = [3.0, 5.0, 5.0 + 1e-11, 1.0];
        let ranks = |direction| values.map(|value| rank_among(&values, direction, value));
        assert_eq!(ranks(Direction::More), [3, 1, 1, 4]);
        assert_eq!(ranks(Direction::Less), [2, 3, 3, 1]);
    }

    #[test]
    fn an_indicator_that_doubles_with_its_measures_is_a_size() {
        let definitions = definitions();
        let sizes = sizes(&definitions).unwrap();
        assert!(sizes["income"]);
        assert!(!sizes["intensity"]);
        assert!(!sizes["income_growth"]);
        assert!(sizes["incubators"]);
        assert!(!sizes["satisfaction"]);
    }
}
