//! The season: which part of a year's value the first quarters bring, and how far that is on the way to a goal.

use crate::tables::{EstimateBasis, IndicatorRow};

/// Last year's value to the end of a quarter as a share of its annual value: what the same quarter is taken to
/// bring this year.
///
/// None unless both are above zero: a share of a loss tells nothing. It may be a little above 1, for the annual
/// survey is edited anew.
pub fn season_share(cumulative_before: f64, annual_before: f64) -> Option<f64> {
    let share = cumulative_before / annual_before;
    (cumulative_before > 0.0 && annual_before > 0.0 && share.is_finite()).then_some(share)
}

/// How far a value is on its way to a goal for the whole year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// What the season lets expect of the goal by now, in the indicator's unit.
    pub expected: f64,
    /// The value as a ratio of what is expected: 1 is on pace, for an indicator where more is better.
    pub ratio: f64,
    /// What the value is likely to be at the end of the year.
    pub estimate: f64,
}

/// The pace of a quarter's indicator towards a goal for the whole year, in the indicator's unit.
///
/// The goal is spread over the year as last year's season spread the indicator: expected by now is goal × value /
/// annual estimate. For stocks and ratios, whose estimate is near the value, that is near the goal itself. None
/// for a year, without an annual survey of the year before, and for an indicator that is carried: nothing of it
/// moved.
pub fn pace(row: &IndicatorRow, target: f64) -> Option<Pace> {
    if row.estimate_basis != EstimateBasis::Annualised {
        return None;
    }
    let (value, estimate) = (row.value?, row.annual_estimate?);
    let expected = target * value / estimate;
    let ratio = estimate / target;
    (expected.is_finite() && ratio.is_finite()).then_some(Pace {
        expected,
        ratio,
        estimate,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_needs_two_values_above_zero() {
        assert_eq!(season_share(45.0, 180.0), Some(0.25));
        assert_eq!(season_share(-45.0, -180.0), None);
        assert_eq!(season_share(0.0, 180.0), None);
        assert_eq!(season_share(45.0, 0.0), None);
    }

    #[test]
    fn a_goal_is_spread_over_the_year_by_last_years_season() {
        // A quarter of last year's value came in the first quarter: 60 now lets expect 240.
        let row = IndicatorRow {
            value: Some(60.0),
            annual_estimate: Some(240.0),
            estimate_basis: EstimateBasis::Annualised,
            ..IndicatorRow::default()
        };
        let towards = pace(&row, 300.0).unwrap();
        assert_eq!(towards.expected, 75.0);
        assert_eq!(towards.ratio, 0.8);
        assert_eq!(towards.estimate, 240.0);
        let carried = IndicatorRow {
            estimate_basis: EstimateBasis::Carried,
            ..row
        };
        assert_eq!(pace(&carried, 300.0), None);
    }
}
