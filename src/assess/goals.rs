//! The zone's goals: how far they are reached, and for a quarter whether that is on track.

use super::figures::Figures;
use crate::aggregate::season_share;
use crate::definitions::{Definitions, Direction, Goal};
use crate::period::Period;
use crate::tables::{Basis, GoalRow, IndicatorRow};

/// The last quarter of a year: what it leaves of a goal is missed.
const LAST_QUARTER: u8 = 4;

/// The goals of the period, and for a quarter those of its year, in the order of the pipeline.
pub(super) fn goals(definitions: &Definitions, period: Period, figures: &Figures) -> Vec<GoalRow> {
    definitions
        .pipeline
        .goals
        .iter()
        .filter_map(|goal| {
            let of_period = goal.period == period.to_string();
            let of_year = period.quarter.is_some() && goal.period == period.year.to_string();
            (of_period || of_year).then_some((goal, of_period))
        })
        .filter_map(|(goal, whole)| row(definitions, period, goal, whole, figures))
        .collect()
}

fn row(
    definitions: &Definitions,
    period: Period,
    goal: &Goal,
    whole: bool,
    figures: &Figures,
) -> Option<GoalRow> {
    let indicator = definitions.indicator(&goal.indicator)?;
    let now = figures.zone(&goal.indicator);
    let value = now.and_then(|row| row.value);
    let basis = now.map_or(Basis::default(), |row| row.basis);
    // What is carried from the last annual survey is no progress of this period.
    let moved = value.filter(|_| basis != Basis::Carried);
    let achieved = moved
        .map(|value| match indicator.direction {
            Direction::More => 100.0 * value / goal.target,
            Direction::Less => 100.0 * goal.target / value,
        })
        .filter(|achieved| achieved.is_finite());
    // A goal says "more than": a value that only equals the target has not reached it.
    let reached = moved.map(|value| match indicator.direction {
        Direction::More => value > goal.target,
        Direction::Less => value < goal.target,
    });
    let (expected, pace) = if whole {
        (Some(100.0), "year")
    } else if goal.stock || indicator.direction == Direction::Less {
        (None, "stock")
    } else if basis == Basis::Carried {
        (None, "carried")
    } else {
        now.and_then(season)
            .map(|share| (Some(share), "season"))
            .unwrap_or((
                period.quarter.map(|quarter| 25.0 * f64::from(quarter)),
                "linear",
            ))
    };
    let at_the_end = whole || period.quarter == Some(LAST_QUARTER);
    let verdict = match (reached, goal.comparison) {
        (None, _) if value.is_some() => "carried",
        (None, _) => "unknown",
        (_, true) => "comparison",
        (Some(true), _) => "reached",
        (Some(false), _) if at_the_end => "missed",
        (Some(false), _) => match achieved.zip(expected) {
            Some((achieved, expected)) if achieved >= expected - 1e-9 => "on-track",
            Some(_) => "behind",
            // What does not build up over the year can still be reached at its end.
            None => "open",
        },
    };
    Some(GoalRow {
        period: period.to_string(),
        indicator: goal.indicator.clone(),
        label: goal.label.zh.clone(),
        label_en: goal.label.en.clone(),
        target: goal.target,
        value,
        achieved,
        expected,
        pace: pace.to_owned(),
        verdict: verdict.to_owned(),
        basis,
    })
}

/// The share of last year's total that the same quarter of last year had, in per cent: the season that the single
/// quarters go by, too.
fn season(now: &IndicatorRow) -> Option<f64> {
    Some(100.0 * season_share(now.previous?, now.last_annual?)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{aggregated, definitions};

    /// The goals of a period, with a change of the zone's income first.
    fn judged(period: &str, change: impl Fn(&mut IndicatorRow)) -> Vec<GoalRow> {
        let (definitions, mut aggregated) = (definitions(), aggregated());
        let of_zone = |row: &&mut IndicatorRow| row.unit == "zone" && row.indicator == "income";
        aggregated
            .indicators
            .iter_mut()
            .filter(of_zone)
            .for_each(change);
        let figures = Figures::of(&definitions, &aggregated);
        goals(&definitions, period.parse().unwrap(), &figures)
    }

    #[test]
    fn a_years_goal_is_reached_or_missed_and_a_comparison_has_no_verdict() {
        let rows = judged("2023", |_| ());
        let found: Vec<_> = rows
            .iter()
            .map(|row| (row.indicator.as_str(), row.achieved, row.verdict.as_str()))
            .collect();
        // Income 351 of 390; incubators 5 of 5, and a goal says "more than"; intensity 5 for comparison.
        assert_eq!(
            found,
            [
                ("income", Some(90.0), "missed"),
                ("incubators", Some(100.0), "missed"),
                ("intensity", Some(125.0), "comparison"),
            ]
        );
    }

    #[test]
    fn a_quarter_is_on_track_by_last_years_season_or_else_by_the_calendar() {
        // No last year: half the year should have brought half of the goal, and 90 per cent are there.
        let linear = judged("2023Q2", |_| ());
        assert_eq!(linear[0].expected, Some(50.0));
        assert_eq!(
            (linear[0].pace.as_str(), linear[0].verdict.as_str()),
            ("linear", "on-track")
        );
        assert_eq!(linear[1].verdict, "open");
        // Last year the first half had 300 of 320: 93.75 per cent.
        let season = judged("2023Q2", |row| row.last_annual = Some(320.0));
        assert_eq!(season[0].expected, Some(93.75));
        assert_eq!(
            (season[0].pace.as_str(), season[0].verdict.as_str()),
            ("season", "behind")
        );
    }

    #[test]
    fn at_the_end_of_the_year_a_goal_is_reached_or_missed() {
        let fourth = judged("2023Q4", |_| ());
        let verdicts: Vec<&str> = fourth.iter().map(|row| row.verdict.as_str()).collect();
        // Income 351 of 390, incubators 5 where more than 5 are wanted.
        assert_eq!(verdicts, ["missed", "missed", "comparison"]);
    }

    #[test]
    fn what_is_carried_from_last_year_is_not_judged() {
        let carried = judged("2023Q2", |row| row.basis = Basis::Carried);
        let income = &carried[0];
        assert_eq!(income.value, Some(351.0));
        assert_eq!((income.achieved, income.expected), (None, None));
        assert_eq!(
            (income.pace.as_str(), income.verdict.as_str()),
            ("carried", "carried")
        );
    }
}
