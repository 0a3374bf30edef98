//! The rows of the assessment: points, ranks, and what is marked a strength or a weakness and why.

use polars::prelude::PolarsResult;

use super::Background;
use super::background::Panel;
use super::comparison::{Comparer, Comparison};
use super::figures::Figures;
use super::share::{Judged, share};
use super::wording::Wording;
use crate::definitions::{
    Definitions, Direction, Indicator, Language, MarkRules, Method, Profile, ProfileIndicator,
};
use crate::tables::{AssessmentRow, Basis, IndicatorRow, Mark};

/// Leads are compared after this much rounding error is forgiven.
const ROUNDING: f64 = 1e-9;

/// Judges every park that has a profile, in the order of the parks.
///
/// # Errors
/// When a formula does not fit the measures.
pub(super) fn judge(
    definitions: &Definitions,
    period: &str,
    figures: &Figures,
    background: &Background,
) -> PolarsResult<Vec<AssessmentRow>> {
    let judge = Judge {
        figures,
        comparer: Comparer::of(definitions, figures)?,
        panel: Panel::of(definitions, background.reference),
        background,
    };
    let mut rows = Vec::new();
    for profile in profiles(definitions) {
        for judged in &profile.indicators {
            let Some(indicator) = definitions.indicator(&judged.indicator) else {
                continue;
            };
            rows.push(judge.row(period, profile, judged, indicator));
        }
    }
    Ok(rows)
}

/// The profiles in the order of the parks.
pub(super) fn profiles(definitions: &Definitions) -> impl Iterator<Item = &Profile> {
    definitions.pipeline.parks.iter().filter_map(|park| {
        definitions
            .profiles
            .iter()
            .find(|profile| profile.park == park.id)
    })
}

/// What a value is compared with.
struct Judge<'a> {
    figures: &'a Figures<'a>,
    comparer: Comparer<'a>,
    panel: Panel<'a>,
    background: &'a Background<'a>,
}

impl Judge<'_> {
    fn row(
        &self,
        period: &str,
        profile: &Profile,
        judged: &ProfileIndicator,
        indicator: &Indicator,
    ) -> AssessmentRow {
        let figures = self.figures;
        let (id, direction) = (indicator.id.as_str(), indicator.direction);
        let own = figures.park(&profile.park, id);
        let value = own.and_then(|row| row.value);
        let rank = value.map(|value| figures.rank(id, direction, value));
        let won = share(
            judged,
            Judged {
                value,
                growth: own.and_then(|row| row.growth),
                rank: rank.map(|rank| (rank, figures.ranked(id))),
                direction,
            },
        );
        // Last year has no growth of its own: the levels of both years can be compared.
        let level = ProfileIndicator {
            growth_share: 0.0,
            ..judged.clone()
        };
        let of_level = |value: Option<f64>, rank: Option<(usize, usize)>| {
            let judged = Judged {
                value,
                growth: None,
                rank,
                direction,
            };
            share(&level, judged).map(|won| won * level.weight)
        };
        let previous = own.and_then(|row| row.previous);
        let rank_before = previous.map(|value| figures.previous_rank(id, direction, value));
        let comparison = self
            .comparer
            .compare(&profile.park, indicator, judged.method);
        // Where growth is compared, the place is that of the growth.
        let place = match comparison {
            Some(Comparison::Growth { park, .. }) => Some(figures.growth_rank(id, direction, park)),
            _ => rank.map(|rank| (rank, figures.ranked(id))),
        };
        let mark = match (won, comparison, place) {
            (Some(won), Some(comparison), Some(place)) if !figures.all_equal(id) => {
                mark(profile.marks, won, comparison.lead(), place)
            }
            _ => Mark::None,
        };
        let years = self.years(&profile.park, indicator);
        let placed = value.and_then(|value| self.panel.place(id, direction, value));
        let reason = |language| match (mark, own, comparison) {
            (Mark::None, ..) | (_, None, _) | (_, _, None) => String::new(),
            (_, Some(own), Some(comparison)) => Reason {
                mark,
                judged,
                indicator,
                own,
                comparison,
                place,
                years,
                panel: placed,
            }
            .sentence(Wording::of(language)),
        };
        let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        AssessmentRow {
            period: period.to_owned(),
            park: profile.park.clone(),
            indicator: indicator.id.clone(),
            weight: judged.weight,
            value,
            target: judged.target,
            previous: own.and_then(|row| row.previous),
            score: won.map(|won| won * judged.weight),
            max_score: judged.weight,
            rank: rank.map(whole),
            mark,
            group: judged.group.clone(),
            zone: figures.zone(id).and_then(|row| row.value),
            level_score: of_level(value, rank.map(|rank| (rank, figures.ranked(id)))),
            previous_score: of_level(previous, rank_before),
            best: figures.best(id, direction),
            panel: self.panel.median(id),
            panel_rank: placed.map(|(rank, _)| whole(rank)),
            panel_units: placed.map_or(0, |(_, units)| whole(units)),
            years: whole(years),
            reason: reason(Language::Zh),
            reason_en: reason(Language::En),
        }
    }

    /// Years in a row in which a park's value became better: this year's change, and further back as far as tables
    /// of earlier periods reach.
    fn years(&self, park: &str, indicator: &Indicator) -> usize {
        let own = self.figures.park(park, &indicator.id);
        let earlier = self.background.earlier.iter().map(|rows| {
            rows.iter()
                .find(|row| row.unit == park && row.indicator == indicator.id)
                .filter(|row| row.basis != Basis::Carried)?
                .value
        });
        let values: Vec<f64> = [
            own.and_then(|row| row.value),
            own.and_then(|row| row.previous),
        ]
        .into_iter()
        .chain(earlier)
        .map_while(|value| value)
        .collect();
        values
            .windows(2)
            .take_while(|pair| match (pair, indicator.direction) {
                ([now, before], Direction::More) => now > before,
                ([now, before], Direction::Less) => now < before,
                _ => false,
            })
            .count()
    }
}

/// A strength stands in the better half of the parks, a weakness in the other: what most of them share is no mark.
fn mark(rules: MarkRules, share: f64, lead: f64, (rank, parks): (usize, usize)) -> Mark {
    let ahead = 2 * rank <= parks + 1;
    let behind = 2 * rank > parks;
    if share >= rules.strength_share - ROUNDING && lead >= rules.lead - ROUNDING && ahead {
        Mark::Strength
    } else if share <= rules.weakness_share + ROUNDING && lead <= ROUNDING - rules.lead && behind {
        Mark::Weakness
    } else {
        Mark::None
    }
}

/// What a mark rests on.
struct Reason<'a> {
    mark: Mark,
    judged: &'a ProfileIndicator,
    indicator: &'a Indicator,
    own: &'a IndicatorRow,
    comparison: Comparison,
    /// Place among the parks that have a value, and how many they are.
    place: Option<(usize, usize)>,
    /// Years in a row in which it became better.
    years: usize,
    /// Place among the zones of the panel, and how many they are with the park.
    panel: Option<(usize, usize)>,
}

impl Reason<'_> {
    fn sentence(&self, wording: Wording) -> String {
        let carried = self.own.basis == Basis::Carried;
        let value = self.own.value.unwrap_or_default();
        let mut parts = vec![wording.stands_at(self.indicator, value, carried)];
        parts.push(self.beside_the_zone(wording));
        if let Some(change) = self.own.change
            && !matches!(self.comparison, Comparison::Growth { .. })
        {
            let growth = self.own.growth;
            parts.extend(wording.change(self.indicator, change, growth));
        }
        if self.years > 1 {
            parts.push(wording.years(self.years));
        }
        if self.mark == Mark::Weakness
            && self.judged.method == Method::Target
            && let Some((target, value)) = self.judged.target.zip(self.own.value)
            && match self.indicator.direction {
                Direction::More => value < target,
                Direction::Less => value > target,
            }
        {
            parts.push(wording.short_of_target(self.indicator, value, target));
        }
        if let Some((rank, parks)) = self.place
            && parks > 1
        {
            let of_growth = matches!(self.comparison, Comparison::Growth { .. });
            parts.push(wording.rank(rank, parks, of_growth));
        }
        if let Some((rank, units)) = self.panel {
            parts.push(wording.panel(rank, units));
        }
        wording.join(&parts)
    }

    fn beside_the_zone(&self, wording: Wording) -> String {
        match self.comparison {
            Comparison::Level { zone, .. } => {
                wording.level(self.indicator, self.own.value.unwrap_or_default(), zone)
            }
            Comparison::Share { share, of_size, .. } => {
                wording.share(100.0 * share, 100.0 * of_size)
            }
            Comparison::Growth { park, zone, .. } => wording.growth(park, zone),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{aggregated, definitions};

    fn rows() -> Vec<AssessmentRow> {
        let definitions = definitions();
        let aggregated = aggregated();
        let figures = Figures::of(&definitions, &aggregated);
        judge(&definitions, "2023", &figures, &Background::default()).unwrap()
    }

    fn find<'a>(rows: &'a [AssessmentRow], park: &str, indicator: &str) -> &'a AssessmentRow {
        rows.iter()
            .find(|row| row.park == park && row.indicator == indicator)
            .unwrap()
    }

    #[test]
    fn rows_stand_in_the_order_of_the_parks_and_their_profiles() {
        let rows = rows();
        let order: Vec<_> = rows
            .iter()
            .map(|row| (row.park.as_str(), row.indicator.as_str()))
            .collect();
        assert_eq!(
            order,
            [
                ("east", "income"),
                ("east", "intensity"),
                ("east", "satisfaction"),
                ("west", "income"),
                ("west", "intensity"),
                ("west", "incubators"),
            ]
        );
    }

    #[test]
    fn a_score_is_the_share_of_the_weight() {
        let rows = rows();
        // intensity: east 6 of a target of 5, west 2 of 4
        let east = find(&rows, "east", "intensity");
        assert_eq!((east.score, east.max_score), (Some(50.0), 50.0));
        let west = find(&rows, "west", "intensity");
        assert_eq!((west.score, west.max_score), (Some(20.0), 40.0));
        // income of west: growth of 5 % on 0..20, a weight of 40
        assert_eq!(find(&rows, "west", "income").score, Some(10.0));
        assert_eq!(find(&rows, "east", "income").rank, Some(1));
        assert_eq!(find(&rows, "west", "income").rank, Some(2));
    }

    #[test]
    fn strengths_and_weaknesses_say_why_with_numbers() {
        let rows = rows();
        let east = find(&rows, "east", "intensity");
        assert_eq!(east.mark, Mark::Strength);
        assert_eq!(
            east.reason,
            "研发投入强度6.0%，高于全区1.0个百分点（全区5.0%），比上年提高0.5个百分点，在2个园区中居第1位"
        );
        assert_eq!(
            east.reason_en,
            "R&D intensity is 6.0%, 1.0 percentage points above the zone's 5.0%, up 0.5 percentage points on last year, rank 1 of 2 parks"
        );
        let west = find(&rows, "west", "intensity");
        assert_eq!(west.mark, Mark::Weakness);
        assert_eq!(
            west.reason,
            "研发投入强度2.0%，低于全区3.0个百分点（全区5.0%），与上年持平，距目标4.0%还差2.0个百分点，在2个园区中居第2位"
        );
    }

    #[test]
    fn growth_is_compared_with_the_growth_of_the_zone() {
        let rows = rows();
        let west = find(&rows, "west", "income");
        // 5 % beside 17 %: (1.05 / 1.17) − 1 = −10.3 %
        assert_eq!(west.mark, Mark::Weakness);
        assert_eq!(
            west.reason,
            "营业收入105.0亿元，增长5.0%，慢于全区12.0个百分点（全区增长17.0%），增速在2个园区中居第2位"
        );
        assert_eq!(
            west.reason_en,
            "Operating revenue is 10.50 billion yuan, up 5.0%, 12.0 percentage points slower than the zone's 17.0%, growth ranks 2 of 2 parks"
        );
    }

    #[test]
    fn a_size_is_compared_with_the_parks_share_of_the_zone() {
        let rows = rows();
        // 4 of 5 incubators beside 105 / 351 of the revenue
        let west = find(&rows, "west", "incubators");
        assert_eq!(west.mark, Mark::Strength);
        assert_eq!(
            west.reason,
            "孵化器4个，占全区80.0%，高于规模占比（29.9%），在2个园区中居第1位"
        );
    }

    #[test]
    fn what_all_parks_share_is_never_marked() {
        let definitions = definitions();
        let mut aggregated = aggregated();
        for row in &mut aggregated.indicators {
            if row.indicator == "intensity" && row.unit != "zone" {
                row.value = Some(1.0);
            }
        }
        let figures = Figures::of(&definitions, &aggregated);
        let rows = judge(&definitions, "2023", &figures, &Background::default()).unwrap();
        assert_eq!(find(&rows, "west", "intensity").mark, Mark::None);
        assert_eq!(find(&rows, "west", "intensity").reason, "");
        assert_eq!(find(&rows, "west", "intensity").rank, Some(1));
    }

    #[test]
    fn a_missing_value_leaves_score_and_rank_blank() {
        let rows = rows();
        let east = find(&rows, "east", "satisfaction");
        assert_eq!((east.score, east.rank, east.mark), (None, None, Mark::None));
        assert_eq!(east.max_score, 20.0);
    }

    #[test]
    fn years_of_improvement_and_the_panel_stand_in_the_reason() {
        let definitions = definitions();
        let aggregated = aggregated();
        let figures = Figures::of(&definitions, &aggregated);
        let of_year = |value| {
            vec![IndicatorRow {
                unit: "east".to_owned(),
                indicator: "intensity".to_owned(),
                value: Some(value),
                ..IndicatorRow::default()
            }]
        };
        // 6.0 after 5.5 after 5.2 after 5.3: two years of growth, then a fall.
        let earlier = [of_year(5.2), of_year(5.3)];
        let zone = |name: &str, value| crate::tables::ReferenceRow {
            zone: name.to_owned(),
            indicator: "intensity".to_owned(),
            value: Some(value),
            ..crate::tables::ReferenceRow::default()
        };
        let reference = [zone("甲区", 7.0), zone("乙区", 3.0)];
        let background = Background {
            reference: &reference,
            earlier: &earlier,
        };
        let rows = judge(&definitions, "2023", &figures, &background).unwrap();
        let east = find(&rows, "east", "intensity");
        assert_eq!(
            (east.years, east.panel, east.panel_rank),
            (2, Some(5.0), Some(2))
        );
        assert_eq!(
            east.reason,
            "研发投入强度6.0%，高于全区1.0个百分点（全区5.0%），比上年提高0.5个百分点，连续2年向好，在2个园区中居第1位，在参照的3个高新区中居第2位"
        );
    }

    #[test]
    fn a_strength_is_in_the_better_half_of_the_parks() {
        let rules = MarkRules::default();
        assert_eq!(mark(rules, 1.0, 0.5, (2, 4)), Mark::Strength);
        assert_eq!(mark(rules, 1.0, 0.5, (3, 4)), Mark::None);
        assert_eq!(mark(rules, 0.1, -0.5, (2, 4)), Mark::None);
        assert_eq!(mark(rules, 0.1, -0.5, (3, 4)), Mark::Weakness);
        assert_eq!(mark(rules, 0.1, -0.5, (2, 3)), Mark::Weakness);
    }
}
