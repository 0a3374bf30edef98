//! What the assessment knows beyond its two periods: other zones, and years further back.

use std::collections::BTreeMap;

use crate::definitions::{Definitions, Direction};
use crate::period::Period;
use crate::tables::{IndicatorRow, ReferenceRow};

/// Other zones and earlier periods, as far as they are at hand.
#[derive(Clone, Copy, Debug, Default)]
pub struct Background<'a> {
    /// The national panel.
    pub reference: &'a [ReferenceRow],
    /// Indicators of earlier periods of the same kind, from two years back, the latest first, without a gap.
    pub earlier: &'a [Vec<IndicatorRow>],
}

/// The periods whose indicators a background may hold, the latest first: two years back and further.
pub fn earlier_periods(period: Period) -> impl Iterator<Item = Period> {
    std::iter::successors(Some(period.previous().previous()), |earlier| {
        Some(earlier.previous())
    })
}

/// The values of the other zones by indicator.
pub(super) struct Panel<'a> {
    values: BTreeMap<&'a str, Vec<f64>>,
}

impl<'a> Panel<'a> {
    pub(super) fn of(definitions: &Definitions, reference: &'a [ReferenceRow]) -> Panel<'a> {
        let mut values: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        for row in reference {
            let zone = row.zone.trim();
            if zone.is_empty() || definitions.pipeline.is_own_zone(zone) {
                continue;
            }
            if let Some(value) = row.value.filter(|value| value.is_finite()) {
                values.entry(&row.indicator).or_default().push(value);
            }
        }
        for of_indicator in values.values_mut() {
            of_indicator.sort_by(f64::total_cmp);
        }
        Panel { values }
    }

    /// The middle value of the other zones.
    pub(super) fn median(&self, indicator: &str) -> Option<f64> {
        let values = self.values.get(indicator)?;
        let middle = values.len() / 2;
        let upper = values.get(middle).copied()?;
        if values.len() % 2 == 1 {
            return Some(upper);
        }
        let lower = values.get(middle.checked_sub(1)?).copied()?;
        Some((lower + upper) / 2.0)
    }

    /// The place that a value would have among them, and how many there are with it.
    pub(super) fn place(
        &self,
        indicator: &str,
        direction: Direction,
        value: f64,
    ) -> Option<(usize, usize)> {
        let values = self.values.get(indicator)?;
        let place = super::figures::rank_among(values, direction, value);
        Some((place, values.len() + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::definitions;

    #[test]
    fn a_value_is_placed_among_the_other_zones_and_beside_their_median() {
        let row = |zone: &str, value| ReferenceRow {
            zone: zone.to_owned(),
            indicator: "intensity".to_owned(),
            value,
            ..ReferenceRow::default()
        };
        let rows = [
            row("甲区", Some(4.0)),
            row("乙区", Some(1.0)),
            row("丙区", Some(3.0)),
            row("丁区", Some(2.0)),
            row("试验区", Some(100.0)),
            row("", Some(50.0)),
            row("戊区", None),
        ];
        let panel = Panel::of(&definitions(), &rows);
        assert_eq!(panel.median("intensity"), Some(2.5));
        assert_eq!(panel.place("intensity", Direction::More, 3.5), Some((2, 5)));
        assert_eq!(panel.place("intensity", Direction::Less, 3.5), Some((4, 5)));
        assert_eq!(panel.median("income"), None);
    }

    #[test]
    fn earlier_periods_begin_two_years_back() {
        let periods: Vec<String> = earlier_periods("2023Q2".parse().unwrap())
            .take(2)
            .map(|period| period.to_string())
            .collect();
        assert_eq!(periods, ["2021Q2", "2020Q2"]);
    }
}
