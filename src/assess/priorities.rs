//! What a park should do first: where points are to be won by a step that a year allows, and what it takes.

use super::figures::Figures;
use super::marks::profiles;
use super::share::{Judged, share};
use super::wording::Wording;
use crate::definitions::{
    Definitions, Direction, Indicator, Language, Method, Profile, ProfileIndicator,
};
use crate::tables::{AssessmentRow, Basis, Mark, PriorityRow};

/// Points below this are none.
const NO_POINTS: f64 = 1e-9;

/// Every judged indicator with points to be won, by park: the most points that a realistic step wins first; of equal
/// ones weaknesses first, then in the order of the profile.
pub(super) fn priorities(
    definitions: &Definitions,
    period: &str,
    judged: &[AssessmentRow],
    figures: &Figures,
) -> Vec<PriorityRow> {
    let mut priorities = Vec::new();
    for profile in profiles(definitions) {
        let mut open: Vec<PriorityRow> = judged
            .iter()
            .filter(|row| row.park == profile.park)
            .filter_map(|row| {
                let indicator = definitions.indicator(&row.indicator)?;
                let judged = profile
                    .indicators
                    .iter()
                    .find(|judged| judged.indicator == row.indicator)?;
                priority(period, profile, indicator, judged, row, figures)
            })
            .collect();
        open.sort_by(|a, b| {
            let weak = |row: &PriorityRow| row.mark == Mark::Weakness;
            // Points that read alike are alike.
            let points = |row: &PriorityRow| (row.points * 1e6).round();
            points(b)
                .total_cmp(&points(a))
                .then_with(|| weak(b).cmp(&weak(a)))
        });
        for (row, place) in open.iter_mut().zip(1..) {
            row.place = place;
        }
        priorities.extend(open);
    }
    priorities
}

/// Where the next step leads.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    /// The value becomes this.
    Level(f64, &'static str),
    /// Its growth becomes this, in per cent.
    Growth(f64),
}

fn priority(
    period: &str,
    profile: &Profile,
    indicator: &Indicator,
    judged: &ProfileIndicator,
    row: &AssessmentRow,
    figures: &Figures,
) -> Option<PriorityRow> {
    let (value, won) = (row.value?, row.score?);
    let own = figures.park(&row.park, &indicator.id);
    let growth = own.and_then(|own| own.growth);
    let carried = own.is_some_and(|own| own.basis == Basis::Carried);
    let rank = usize::try_from(row.rank?).ok()?;
    let parks = figures.ranked(&indicator.id);
    let mut best: Option<(Step, f64)> = None;
    for step in steps(profile, indicator, judged, value, growth, figures) {
        let (value, growth, rank) = match step {
            // Who draws level with the park next ahead shares its rank.
            Step::Level(goal, _) => {
                let rank = figures
                    .rank(&indicator.id, indicator.direction, goal)
                    .min(rank);
                (goal, growth, rank)
            }
            Step::Growth(growth) => (value, Some(growth), rank),
        };
        let after = share(
            judged,
            Judged {
                value: Some(value),
                growth,
                rank: Some((rank, parks)),
                direction: indicator.direction,
            },
        )?;
        let points = after * judged.weight - won;
        if points > best.map_or(NO_POINTS, |(_, points)| points) {
            best = Some((step, points));
        }
    }
    let (step, points) = best?;
    let text = |language| {
        let wording = Wording::of(language);
        match step {
            Step::Level(goal, basis) => wording.should_become(
                indicator,
                (value, carried),
                goal,
                wording.step(basis),
                points,
            ),
            Step::Growth(wanted) => {
                wording.should_grow(indicator, growth.unwrap_or_default(), wanted, points)
            }
        }
    };
    let (goal, basis) = match step {
        Step::Level(goal, basis) => (goal, basis),
        Step::Growth(growth) => (growth, "growth"),
    };
    Some(PriorityRow {
        period: period.to_owned(),
        park: row.park.clone(),
        place: 0,
        indicator: row.indicator.clone(),
        points,
        most: (row.max_score - won).max(0.0),
        goal: Some(goal),
        basis: basis.to_owned(),
        mark: row.mark,
        text: text(Language::Zh),
        text_en: text(Language::En),
    })
}

/// The steps that a year allows: the level towards full marks, the growth towards what wins all of its part.
fn steps(
    profile: &Profile,
    indicator: &Indicator,
    judged: &ProfileIndicator,
    value: f64,
    growth: Option<f64>,
    figures: &Figures,
) -> Vec<Step> {
    let direction = indicator.direction;
    let more = direction == Direction::More;
    let full = match judged.method {
        Method::Target => judged.target,
        Method::Bounds if more => judged.high,
        Method::Bounds => judged.low,
        Method::Rank => {
            return figures
                .next_ahead(&indicator.id, direction, value)
                .map(|goal| Step::Level(goal, "next-park"))
                .into_iter()
                .collect();
        }
        Method::Growth => None,
    };
    let by = judged
        .step
        .unwrap_or(profile.steps.level / 100.0 * value.abs());
    let mut steps = Vec::new();
    if let Some(full) = full {
        let next = if more { value + by } else { value - by };
        let there = if more { value >= full } else { value <= full };
        let beyond = if more { next >= full } else { next <= full };
        if !there && beyond {
            steps.push(Step::Level(full, "full"));
        } else if !there && by > 0.0 {
            steps.push(Step::Level(next, "step"));
        }
    }
    let wanted = match (judged.method, more) {
        (Method::Growth, true) => judged.high,
        (Method::Growth, false) => judged.low,
        (_, true) => judged.growth_target,
        (_, false) => judged.growth_target.map(|target| -target),
    };
    // A level that has arrived can still win what is given for growth.
    if steps.is_empty()
        && let (Some(wanted), Some(growth)) = (wanted, growth)
    {
        let step = profile.steps.growth;
        if more && growth < wanted {
            steps.push(Step::Growth((growth + step).min(wanted)));
        } else if !more && growth > wanted {
            steps.push(Step::Growth((growth - step).max(wanted)));
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::Background;
    use crate::assess::fixture::{aggregated, definitions};
    use crate::assess::marks::judge;

    #[test]
    fn the_most_points_by_a_step_of_a_year_come_first() {
        let definitions = definitions();
        let aggregated = aggregated();
        let figures = Figures::of(&definitions, &aggregated);
        let rows = judge(&definitions, "2023", &figures, &Background::default()).unwrap();
        let priorities = priorities(&definitions, "2023", &rows, &figures);
        let west: Vec<_> = priorities
            .iter()
            .filter(|row| row.park == "west")
            .map(|row| {
                let points = (row.points * 1e9).round() / 1e9;
                (row.place, row.indicator.as_str(), points, row.most)
            })
            .collect();
        // Income: growth of 5 + 5 on 0..20 wins a quarter of 40 more. Intensity: 2.0 + 10 % of a target of 4.
        assert_eq!(
            west,
            [(1, "income", 10.0, 30.0), (2, "intensity", 2.0, 20.0)]
        );
        assert!(priorities.iter().all(|row| row.park != "east"));
        assert_eq!(
            priorities[0].text,
            "营业收入增速由5.0%提高到10.0%（一年一步），可再得10.0分"
        );
        assert_eq!(
            priorities[1].text,
            "研发投入强度由2.0%提高到2.2%（一年一步，增加0.2个百分点），可再得2.0分"
        );
        assert_eq!(
            priorities[1].text_en,
            "R&D intensity: raise from 2.0% to 2.2% (a year's step, 0.2 percentage points), wins 2.0 points"
        );
    }

    #[test]
    fn a_rank_is_won_by_drawing_level_with_the_park_next_ahead() {
        let definitions = definitions();
        let aggregated = aggregated();
        let figures = Figures::of(&definitions, &aggregated);
        assert_eq!(
            figures.next_ahead("incubators", Direction::More, 1.0),
            Some(4.0)
        );
        assert_eq!(figures.next_ahead("incubators", Direction::More, 4.0), None);
        assert_eq!(
            figures.next_ahead("incubators", Direction::Less, 4.0),
            Some(1.0)
        );
    }
}
