//! The enterprises to see first: who carries an indicator, who drags it down, who fell, who is one condition short.

use std::collections::{BTreeMap, BTreeSet};

use super::marks::profiles;
use super::wording::Wording;
use crate::definitions::{Definitions, Indicator, Language};
use crate::tables::{MoverRow, NearMissRow, PriorityRow, VisitRow};

/// Things to do first for which enterprises are named.
const PLACES: i64 = 3;
/// Enterprises named of each kind: one condition short, fell, drags, carries.
const SHORT: usize = 2;
const FELL: usize = 2;
const DRAGS: usize = 2;
const CARRIES: usize = 1;

/// The enterprises for the first things of every park, in the order of the places; each enterprise once a place.
///
/// `movers` are this year's contributions, `movers_before` last year's: who contributes less than last year fell.
pub(super) fn visits(
    definitions: &Definitions,
    priorities: &[PriorityRow],
    movers: &[MoverRow],
    movers_before: &[MoverRow],
    near_misses: &[NearMissRow],
) -> Vec<VisitRow> {
    let before: BTreeMap<(&str, &str, &str), f64> = movers_before
        .iter()
        .filter_map(|row| Some((key(row), row.contribution?)))
        .collect();
    let mut visits = Vec::new();
    for profile in profiles(definitions) {
        for priority in priorities
            .iter()
            .filter(|row| row.park == profile.park && row.place <= PLACES)
        {
            let Some(indicator) = definitions.indicator(&priority.indicator) else {
                continue;
            };
            let rung = profile
                .indicators
                .iter()
                .find(|judged| judged.indicator == priority.indicator)
                .and_then(|judged| judged.rung.as_deref());
            let mut list = List {
                priority,
                indicator,
                seen: BTreeSet::new(),
                visits: &mut visits,
            };
            list.short(near_misses, rung);
            let moved: Vec<(&str, f64, Option<f64>)> = movers
                .iter()
                .filter(|row| row.park == priority.park && row.indicator == priority.indicator)
                .filter_map(|row| {
                    let now = row.contribution?;
                    let change = before.get(&key(row)).map(|before| now - before);
                    Some((row.credit_code.as_str(), now, change))
                })
                .collect();
            list.moved(&moved);
        }
    }
    visits
}

fn key(row: &MoverRow) -> (&str, &str, &str) {
    (&row.park, &row.indicator, &row.credit_code)
}

struct List<'a> {
    priority: &'a PriorityRow,
    indicator: &'a Indicator,
    seen: BTreeSet<String>,
    visits: &'a mut Vec<VisitRow>,
}

impl List<'_> {
    fn add(&mut self, code: &str, why: &str, text: impl Fn(Wording) -> String) {
        if self.seen.insert(code.to_owned()) {
            self.visits.push(VisitRow {
                period: self.priority.period.clone(),
                park: self.priority.park.clone(),
                place: self.priority.place,
                indicator: self.priority.indicator.clone(),
                credit_code: code.to_owned(),
                why: why.to_owned(),
                text: text(Wording::of(Language::Zh)),
                text_en: text(Wording::of(Language::En)),
            });
        }
    }

    fn short(&mut self, near_misses: &[NearMissRow], rung: Option<&str>) {
        let park = self.priority.park.as_str();
        for row in near_misses
            .iter()
            .filter(|row| Some(row.rung.as_str()) == rung && row.park.as_deref() == Some(park))
            .filter(|row| !row.limit)
            .take(SHORT)
        {
            self.add(&row.credit_code, "short", |wording| {
                wording.say(&row.condition, &row.condition_en).to_owned()
            });
        }
    }

    fn moved(&mut self, moved: &[(&str, f64, Option<f64>)]) {
        let indicator = self.indicator;
        let mut fell: Vec<(&str, f64)> = moved
            .iter()
            .filter_map(|(code, _, change)| Some((*code, (*change)?)))
            .filter(|(_, change)| *change < 0.0)
            .collect();
        fell.sort_by(|a, b| a.1.total_cmp(&b.1));
        for (code, change) in fell.into_iter().take(FELL) {
            self.add(code, "fell", |wording| wording.fell(indicator, change));
        }
        let mut by_effect: Vec<(&str, f64)> =
            moved.iter().map(|(code, now, _)| (*code, *now)).collect();
        by_effect.sort_by(|a, b| a.1.total_cmp(&b.1));
        for (code, now) in by_effect.iter().filter(|(_, now)| *now < 0.0).take(DRAGS) {
            self.add(code, "drags", |wording| wording.moves(indicator, *now));
        }
        for (code, now) in by_effect
            .iter()
            .rev()
            .filter(|(_, now)| *now > 0.0)
            .take(CARRIES)
        {
            self.add(code, "carries", |wording| wording.moves(indicator, *now));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::definitions;

    #[test]
    fn an_enterprise_is_named_once_for_what_it_does_to_the_indicator() {
        let priorities = [PriorityRow {
            park: "west".to_owned(),
            place: 1,
            indicator: "intensity".to_owned(),
            ..PriorityRow::default()
        }];
        let mover = |code: &str, contribution| MoverRow {
            park: "west".to_owned(),
            indicator: "intensity".to_owned(),
            credit_code: code.to_owned(),
            contribution: Some(contribution),
            ..MoverRow::default()
        };
        let now = [
            mover("A", 0.5),
            mover("B", -0.4),
            mover("C", -0.1),
            mover("D", 0.2),
        ];
        let before = [mover("A", 0.4), mover("B", -0.1), mover("C", -0.2)];
        let visits = visits(&definitions(), &priorities, &now, &before, &[]);
        let found: Vec<_> = visits
            .iter()
            .map(|row| {
                (
                    row.credit_code.as_str(),
                    row.why.as_str(),
                    row.text.as_str(),
                )
            })
            .collect();
        // B fell by 0.3 and drags most: it is named once. D is new and has not fallen.
        assert_eq!(
            found,
            [
                ("B", "fell", "作用比上年减少0.3个百分点"),
                ("C", "drags", "拉低0.1个百分点"),
                ("A", "carries", "拉高0.5个百分点"),
            ]
        );
    }
}
