//! The zone's goals: how far they are reached, and for a quarter whether that is on track.

use super::Background;
use super::figures::Figures;
use crate::definitions::{Definitions, Direction, Goal};
use crate::period::Period;
use crate::tables::{GoalRow, IndicatorRow};

/// The goals of the period, and for a quarter those of its year, in the order of the pipeline.
pub(super) fn goals(
    definitions: &Definitions,
    period: Period,
    figures: &Figures,
    background: &Background,
) -> Vec<GoalRow> {
    definitions
        .pipeline
        .goals
        .iter()
        .filter_map(|goal| {
            let of_period = goal.period == period.to_string();
            let of_year = period.quarter.is_some() && goal.period == period.year.to_string();
            (of_period || of_year).then_some((goal, of_period))
        })
        .filter_map(|(goal, whole)| row(definitions, period, goal, whole, figures, background))
        .collect()
}

fn row(
    definitions: &Definitions,
    period: Period,
    goal: &Goal,
    whole: bool,
    figures: &Figures,
    background: &Background,
) -> Option<GoalRow> {
    let indicator = definitions.indicator(&goal.indicator)?;
    let now = figures.zone(&goal.indicator);
    let value = now.and_then(|row| row.value);
    let achieved = value
        .map(|value| match indicator.direction {
            Direction::More => 100.0 * value / goal.target,
            Direction::Less => 100.0 * goal.target / value,
        })
        .filter(|achieved| achieved.is_finite());
    // A goal says "more than": a value that only equals the target has not reached it.
    let reached = value.map(|value| match indicator.direction {
        Direction::More => value > goal.target,
        Direction::Less => value < goal.target,
    });
    let (expected, pace) = if whole {
        (Some(100.0), "year")
    } else if goal.stock || indicator.direction == Direction::Less {
        (None, "stock")
    } else {
        season(definitions, now, background)
            .map(|share| (Some(share), "season"))
            .unwrap_or((
                period.quarter.map(|quarter| 25.0 * f64::from(quarter)),
                "linear",
            ))
    };
    let verdict = match (reached, goal.comparison) {
        (None, _) => "unknown",
        (_, true) => "comparison",
        (Some(true), _) => "reached",
        (Some(false), _) if whole => "missed",
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
    })
}

/// The share of last year's total that the same quarter of last year had, in per cent.
fn season(
    definitions: &Definitions,
    now: Option<&IndicatorRow>,
    background: &Background,
) -> Option<f64> {
    let now = now?;
    let whole = background
        .last_year?
        .iter()
        .find(|row| row.unit == definitions.pipeline.id && row.indicator == now.indicator)?
        .value?;
    let share = 100.0 * now.previous? / whole;
    (share > 0.0 && share <= 100.0).then_some(share)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{aggregated, definitions};

    fn judged(period: &str, background: &Background) -> Vec<GoalRow> {
        let (definitions, aggregated) = (definitions(), aggregated());
        let figures = Figures::of(&definitions, &aggregated);
        goals(&definitions, period.parse().unwrap(), &figures, background)
    }

    #[test]
    fn a_years_goal_is_reached_or_missed_and_a_comparison_has_no_verdict() {
        let rows = judged("2023", &Background::default());
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
        let linear = judged("2023Q2", &Background::default());
        assert_eq!(linear[0].expected, Some(50.0));
        assert_eq!(
            (linear[0].pace.as_str(), linear[0].verdict.as_str()),
            ("linear", "on-track")
        );
        assert_eq!(linear[1].verdict, "open");
        // Last year the first half had 300 of 320: 93.75 per cent.
        let whole = [IndicatorRow {
            unit: "zone".to_owned(),
            indicator: "income".to_owned(),
            value: Some(320.0),
            ..IndicatorRow::default()
        }];
        let season = judged(
            "2023Q2",
            &Background {
                last_year: Some(&whole),
                ..Background::default()
            },
        );
        assert_eq!(season[0].expected, Some(93.75));
        assert_eq!(
            (season[0].pace.as_str(), season[0].verdict.as_str()),
            ("season", "behind")
        );
    }
}
