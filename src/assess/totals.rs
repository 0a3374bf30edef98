//! What a park wins in each group of its profile and in all, its rank and its grade.

use super::figures::rank_among;
use super::marks::profiles;
use crate::definitions::{Definitions, Direction, Profile};
use crate::tables::{AdjustmentRow, AssessmentRow, AssessmentTotalRow};

/// What stands for all groups in [`AssessmentTotalRow::group`].
pub const TOTAL: &str = "total";

/// Totals by group and of all, in the order of the parks and of the profile's groups, the total first.
///
/// A total counts the indicators that could be judged only: points won over the points of those, × 100. Bonuses and
/// deductions are added to it, but nothing falls below 0.
pub(super) fn totals(
    definitions: &Definitions,
    period: &str,
    judged: &[AssessmentRow],
    adjustments: &[AdjustmentRow],
) -> Vec<AssessmentTotalRow> {
    let mut totals: Vec<AssessmentTotalRow> = Vec::new();
    for profile in profiles(definitions) {
        let own: Vec<&AssessmentRow> = judged
            .iter()
            .filter(|row| row.park == profile.park)
            .collect();
        let mut total = sum(period, profile, TOTAL, own.iter().copied());
        total.adjusted = adjustments
            .iter()
            .filter(|row| row.park == profile.park)
            .map(|row| row.points)
            .sum();
        total.score = total.score.map(|score| (score + total.adjusted).max(0.0));
        total.label = "总分".to_owned();
        total.label_en = "Total".to_owned();
        if let Some(grade) = total.score.and_then(|score| {
            profile
                .grades
                .iter()
                .find(|grade| score >= grade.min - 1e-9)
        }) {
            total.grade.clone_from(&grade.label.zh);
            total.grade_en.clone_from(&grade.label.en);
        }
        totals.push(total);
        for group in &profile.groups {
            let rows = own.iter().copied().filter(|row| row.group == group.id);
            let mut row = sum(period, profile, &group.id, rows);
            row.label.clone_from(&group.label.zh);
            row.label_en.clone_from(&group.label.en);
            totals.push(row);
        }
    }
    let scores: Vec<(String, Option<f64>)> = totals
        .iter()
        .map(|row| (row.group.clone(), row.score))
        .collect();
    for row in &mut totals {
        let group: Vec<f64> = scores
            .iter()
            .filter(|(group, _)| *group == row.group)
            .filter_map(|(_, score)| *score)
            .collect();
        row.parks = i64::try_from(group.len()).unwrap_or(i64::MAX);
        row.rank = row
            .score
            .and_then(|score| i64::try_from(rank_among(&group, Direction::More, score)).ok());
    }
    totals
}

fn sum<'a>(
    period: &str,
    profile: &Profile,
    group: &str,
    rows: impl Iterator<Item = &'a AssessmentRow>,
) -> AssessmentTotalRow {
    let mut total = AssessmentTotalRow {
        period: period.to_owned(),
        park: profile.park.clone(),
        group: group.to_owned(),
        ..AssessmentTotalRow::default()
    };
    let (mut now, mut before, mut compared) = (0.0, 0.0, 0.0);
    for row in rows {
        if let (Some(level), Some(previous)) = (row.level_score, row.previous_score) {
            now += level;
            before += previous;
            compared += row.max_score;
        }
        total.weight += row.max_score;
        if let Some(score) = row.score {
            total.judged += row.max_score;
            total.won += score;
        }
    }
    if compared > 0.0 {
        total.change = Some(100.0 * (now - before) / compared);
    }
    if total.judged > 0.0 {
        total.score = Some(100.0 * total.won / total.judged);
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::Background;
    use crate::assess::figures::Figures;
    use crate::assess::fixture::{aggregated, definitions};
    use crate::assess::marks::judge;

    #[test]
    fn a_total_is_scaled_to_the_points_that_could_be_judged() {
        let definitions = definitions();
        let aggregated = aggregated();
        let figures = Figures::of(&definitions, &aggregated);
        let rows = judge(&definitions, "2023", &figures, &Background::default()).unwrap();
        let totals = totals(&definitions, "2023", &rows, &[]);
        let of = |park: &str, group: &str| {
            totals
                .iter()
                .find(|row| row.park == park && row.group == group)
                .unwrap()
        };
        // east: growth 23 % of 0..20 wins all 30, intensity 50 of 50, satisfaction (20) has no value.
        let east = of("east", TOTAL);
        assert_eq!((east.weight, east.judged, east.won), (100.0, 80.0, 80.0));
        assert_eq!(east.score, Some(100.0));
        assert_eq!((east.rank, east.parks), (Some(1), 2));
        assert_eq!(east.grade_en, "excellent");
        // west: growth 10 of 40, intensity 20 of 40, incubators by rank 20 of 20
        let west = of("west", TOTAL);
        assert_eq!(
            (west.judged, west.won, west.score),
            (100.0, 50.0, Some(50.0))
        );
        assert_eq!((west.rank, west.grade.as_str()), (Some(2), "一般"));
        // Like for like only intensity has both years: 6 of 5 after 5.5 of 5, and 2 of 4 after 2 of 4.
        assert_eq!((east.change, west.change), (Some(0.0), Some(0.0)));
        // The group of satisfaction alone could not be judged.
        let quality = of("east", "quality");
        assert_eq!((quality.score, quality.rank), (None, None));
        let quality = of("west", "quality");
        assert_eq!((quality.score, quality.rank), (Some(100.0), Some(1)));
        assert_eq!(quality.parks, 1);
    }

    #[test]
    fn bonuses_and_deductions_are_added_to_the_total_and_it_does_not_fall_below_0() {
        let definitions = definitions();
        let aggregated = aggregated();
        let figures = Figures::of(&definitions, &aggregated);
        let rows = judge(&definitions, "2023", &figures, &Background::default()).unwrap();
        let given = |points| AdjustmentRow {
            park: "west".to_owned(),
            points,
            ..AdjustmentRow::default()
        };
        let west = |given: &[AdjustmentRow]| {
            let totals = totals(&definitions, "2023", &rows, given);
            let west = totals
                .iter()
                .find(|row| row.park == "west" && row.group == TOTAL);
            (west.unwrap().score, west.unwrap().adjusted)
        };
        assert_eq!(west(&[given(-2.0), given(1.5)]), (Some(49.5), -0.5));
        assert_eq!(west(&[given(-80.0)]), (Some(0.0), -80.0));
    }
}
