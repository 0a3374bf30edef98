//! What a park should do first: where points are to be won, and what it takes.

use super::figures::Figures;
use super::marks::profiles;
use super::wording::Wording;
use crate::definitions::{Definitions, Indicator, Language, Method, ProfileIndicator};
use crate::tables::{AssessmentRow, Mark, PriorityRow};

/// Every judged indicator with points to be won, by park: weaknesses first, then the most points first; ties in
/// the order of the profile.
pub(super) fn priorities(
    definitions: &Definitions,
    period: &str,
    judged: &[AssessmentRow],
    figures: &Figures,
) -> Vec<PriorityRow> {
    let mut priorities = Vec::new();
    for profile in profiles(definitions) {
        let mut open: Vec<(&AssessmentRow, f64)> = judged
            .iter()
            .filter(|row| row.park == profile.park)
            .filter_map(|row| Some((row, row.max_score - row.score?)))
            .filter(|(_, points)| *points > 1e-9)
            .collect();
        open.sort_by(|(a, a_points), (b, b_points)| {
            let weak = |row: &AssessmentRow| row.mark == Mark::Weakness;
            weak(b)
                .cmp(&weak(a))
                .then_with(|| b_points.total_cmp(a_points))
        });
        for ((row, points), place) in open.into_iter().zip(1..) {
            let (Some(indicator), Some(judged)) = (
                definitions.indicator(&row.indicator),
                profile
                    .indicators
                    .iter()
                    .find(|judged| judged.indicator == row.indicator),
            ) else {
                continue;
            };
            let text = |language| {
                let wording = Wording::of(language);
                what_it_takes(wording, indicator, judged, row, figures, points)
            };
            priorities.push(PriorityRow {
                period: period.to_owned(),
                park: row.park.clone(),
                place,
                indicator: row.indicator.clone(),
                points,
                mark: row.mark,
                text: text(Language::Zh),
                text_en: text(Language::En),
            });
        }
    }
    priorities
}

fn what_it_takes(
    wording: Wording,
    indicator: &Indicator,
    judged: &ProfileIndicator,
    row: &AssessmentRow,
    figures: &Figures,
    points: f64,
) -> String {
    use crate::definitions::Direction;
    let growth = figures
        .park(&row.park, &indicator.id)
        .and_then(|own| own.growth);
    let value = row.value.unwrap_or_default();
    let goal = match judged.method {
        Method::Target => judged.target,
        Method::Bounds => match indicator.direction {
            Direction::More => judged.high,
            Direction::Less => judged.low,
        },
        Method::Rank => figures.best(&indicator.id, indicator.direction),
        Method::Growth => None,
    };
    let reached = |goal: f64| match indicator.direction {
        Direction::More => value >= goal,
        Direction::Less => value <= goal,
    };
    let wanted_growth = match (judged.method, indicator.direction) {
        (Method::Growth, Direction::More) => judged.high,
        (Method::Growth, Direction::Less) => judged.low,
        (_, Direction::More) => judged.growth_target,
        (_, Direction::Less) => judged.growth_target.map(|target| -target),
    };
    match (goal, wanted_growth, growth) {
        (Some(goal), ..) if !reached(goal) => wording.must_become(
            indicator,
            value,
            goal,
            judged.method == Method::Rank,
            points,
        ),
        (_, Some(wanted), Some(growth)) => wording.must_grow(indicator, growth, wanted, points),
        _ => wording.points_to_win(indicator, points),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{aggregated, definitions};
    use crate::assess::marks::judge;

    #[test]
    fn weaknesses_come_first_then_the_most_points() {
        let definitions = definitions();
        let aggregated = aggregated();
        let figures = Figures::of(&definitions, &aggregated);
        let rows = judge(&definitions, "2023", &figures).unwrap();
        let priorities = priorities(&definitions, "2023", &rows, &figures);
        let west: Vec<_> = priorities
            .iter()
            .filter(|row| row.park == "west")
            .map(|row| (row.place, row.indicator.as_str(), row.points))
            .collect();
        assert_eq!(west, [(1, "income", 30.0), (2, "intensity", 20.0)]);
        assert!(priorities.iter().all(|row| row.park != "east"));
        assert_eq!(
            priorities[0].text,
            "营业收入增速由5.0%提高到20.0%，可再得30.0分"
        );
        assert_eq!(
            priorities[1].text,
            "研发投入强度由2.0%提高到4.0%（还差2.0个百分点），可再得20.0分"
        );
        assert_eq!(
            priorities[1].text_en,
            "R&D intensity: raise from 2.0% to 4.0% (2.0 percentage points to go), up to 20.0 points"
        );
    }
}
