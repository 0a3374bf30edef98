//! The enterprises that moved the score since the period before.
//!
//! An enterprise's effect on an indicator is the zone's value with it less the value without it (leave-one-out, as in
//! the contributions; the sign reversed where less is better). What it moved is its effect now less its effect then:
//!
//! - moved = (V₁ − V₁ without it) − (V₀ − V₀ without it)
//! - points = moved × the leaf's `own_rate`, the points of one unit on the way that the zone's value went
//!
//! Who is not there in a period has no effect in it: a newcomer moved its effect now, one that has left minus its
//! effect then. Both values without an enterprise come from sums of measures, for all enterprises at once.
//!
//! Effects add up to the zone's value for a count or a sum, not for a share: taking out two enterprises one at a time
//! is not the same as taking out both. What single enterprises leave of the move of the zone's value is the remainder,
//! in a row of its own, so that the column adds up to what the zone moved.

use std::collections::BTreeMap;

use anyhow::Result;

use super::change::LastYear;
use super::contributions::surveyed;
use crate::aggregate::{Aggregated, Difference, Members, Whole, Without, Years};
use crate::definitions::{CompositeIndex, Definitions, Indicator};
use crate::period::Period;
use crate::tables::{ChangeMoverRow, Edited, Enterprise, Level, Presence, ScoreChangeRow};

/// A remainder smaller than this share of the largest part is what rounding left.
const DUST: f64 = 1e-9;

/// Who moved each indicator and the total, for every index whose change is taken apart.
///
/// Rows are those of the total, then of each indicator in the order of the index: enterprises by credit code, then the
/// remainder. Indicators that no enterprise form gives, or whose value then rests on nothing that the enterprises of
/// that time are known for, have none.
///
/// # Errors
/// When the tables do not fit the definitions.
pub fn change_movers(
    definitions: &Definitions,
    period: Period,
    current: &Edited,
    aggregated: &Aggregated,
    changes: &[ScoreChangeRow],
    last: &LastYear,
) -> Result<Vec<ChangeMoverRow>> {
    let aggregated = &aggregated.scored();
    let there = Members::of_measures(definitions, &aggregated.previous_measures);
    if there.members.is_empty() {
        return Ok(Vec::new());
    }
    let here = Members::of(definitions, current, &aggregated.measures, &[])?;
    let zone = Whole::of(
        definitions,
        &aggregated.measures,
        &aggregated.previous_measures,
        None,
    );
    let zone_then = zone.year_before();
    let takers = Takers {
        people: people(current, &here, &there, last)?,
        now: here.all_but_one(definitions, &zone, &here.places(None), Years::This)?,
        then: there.all_but_one(definitions, &zone_then, &there.places(None), Years::This)?,
        value_then: zone_then.indicators(definitions)?,
        told_then: told_then(last),
    };
    let mut rows = Vec::new();
    for index in &definitions.indexes {
        let mut totals = vec![None; takers.people.len() + 1];
        let mut of_indicators = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        for (_, id) in index.leaves() {
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            let Some(indicator) = definitions
                .indicator(id)
                .filter(|one| !one.from_zone_form())
            else {
                continue;
            };
            let with_now = surveyed(
                &aggregated.indicators,
                Level::Zone,
                &definitions.pipeline.id,
                id,
            )
            .and_then(|row| row.value);
            let of_leaves: Vec<&ScoreChangeRow> = changes
                .iter()
                .filter(|row| row.index == index.id && row.indicator.as_deref() == Some(id))
                .collect();
            let value_then = of_leaves.iter().find_map(|row| row.previous);
            let rate = rate(index, indicator, &of_leaves);
            let Some(moves) = takers.moves(indicator, (with_now, value_then), rate) else {
                continue;
            };
            for (total, one) in totals.iter_mut().zip(&moves) {
                if let Some(points) = one.points {
                    *total = Some(total.unwrap_or(0.0) + points);
                }
            }
            let about = |one: &Move, person| takers.row(period, &index.id, Some(id), one, person);
            of_indicators.extend(
                moves
                    .iter()
                    .enumerate()
                    .filter(|(_, one)| !one.is_nothing())
                    .map(|(person, one)| about(one, person)),
            );
        }
        let total = |(person, points): (usize, &Option<f64>)| {
            let one = Move {
                points: Some((*points)?),
                ..Move::default()
            };
            Some(takers.row(period, &index.id, None, &one, person))
        };
        rows.extend(totals.iter().enumerate().filter_map(total));
        rows.extend(of_indicators);
    }
    Ok(rows)
}

/// Points of the total for one unit of an indicator to the better, over the leaves that it stands for; none where the
/// change of one of them is not taken apart.
fn rate(index: &CompositeIndex, indicator: &Indicator, leaves: &[&ScoreChangeRow]) -> Option<f64> {
    let turned = |row: &ScoreChangeRow| {
        let node = index.nodes.iter().find(|node| node.id == row.node);
        node.and_then(|node| node.direction)
            .is_some_and(|direction| direction != indicator.direction)
    };
    let mut rate = None;
    for row in leaves {
        let sign = if turned(row) { -1.0 } else { 1.0 };
        rate = Some(rate.unwrap_or(0.0) + sign * row.own_rate?);
    }
    rate
}

/// An enterprise that counts in one of the periods, and its places among those of each.
struct Person {
    credit_code: String,
    name: String,
    park: Option<String>,
    status: &'static str,
    now: Option<usize>,
    then: Option<usize>,
}

/// Everybody who counts in either period, by credit code.
fn people(
    current: &Edited,
    here: &Members,
    there: &Members,
    last: &LastYear,
) -> Result<Vec<Person>> {
    let mut places: BTreeMap<&str, (Option<usize>, Option<usize>)> = BTreeMap::new();
    for (place, member) in here.members.iter().enumerate() {
        places.entry(&member.credit_code).or_default().0 = Some(place);
    }
    for (place, member) in there.members.iter().enumerate() {
        places.entry(&member.credit_code).or_default().1 = Some(place);
    }
    let statuses = current.statuses()?;
    let known = |enterprises: &'_ [Enterprise]| -> BTreeMap<String, usize> {
        let codes = enterprises.iter().enumerate();
        codes
            .map(|(place, one)| (one.credit_code.clone(), place))
            .collect()
    };
    let (of_now, of_then) = (known(&statuses), known(&last.enterprises));
    Ok(places
        .into_iter()
        .map(|(code, (now, then))| {
            let today = of_now.get(code).map(|&place| &statuses[place]);
            let named = today.or_else(|| of_then.get(code).map(|&place| &last.enterprises[place]));
            Person {
                credit_code: code.to_owned(),
                name: named.map_or_else(String::new, |one| one.name.clone()),
                park: named.and_then(|one| one.park.clone()),
                status: today.map_or("", |one| one.status.word()),
                now,
                then,
            }
        })
        .collect())
}

/// Effects that the run of the period before told, by indicator and credit code: they hold what needs the year before
/// it.
fn told_then(last: &LastYear) -> BTreeMap<&str, BTreeMap<&str, Option<f64>>> {
    let mut told: BTreeMap<&str, BTreeMap<&str, Option<f64>>> = BTreeMap::new();
    for row in &last.contributions {
        told.entry(&row.indicator)
            .or_default()
            .insert(&row.credit_code, row.contribution);
    }
    told
}

/// What an enterprise moved.
#[derive(Clone, Copy, Debug, Default)]
struct Move {
    before: Option<f64>,
    now: Option<f64>,
    moved: Option<f64>,
    points: Option<f64>,
}

impl Move {
    /// Whether there is nothing to tell.
    fn is_nothing(&self) -> bool {
        let zero = |value: Option<f64>| value.is_none_or(|value| value == 0.0);
        self.moved == Some(0.0) && zero(self.before) && zero(self.now)
    }
}

/// Everybody taken out of the zone, now and then.
struct Takers<'a> {
    people: Vec<Person>,
    now: Without,
    then: Without,
    value_then: Without,
    told_then: BTreeMap<&'a str, BTreeMap<&'a str, Option<f64>>>,
}

impl Takers<'_> {
    /// What everybody moved of an indicator, and last the remainder; none where the zone has no value in one of the
    /// periods (now, then), or nothing says what enterprises were worth then.
    fn moves(
        &self,
        indicator: &Indicator,
        (now, then): (Option<f64>, Option<f64>),
        rate: Option<f64>,
    ) -> Option<Vec<Move>> {
        let id = indicator.id.as_str();
        let with_now = now?;
        let summed = self.value_then.value(id, 0);
        let told = self.told_then.get(id);
        // Growth then needs the year before: only the run of that time knows it.
        let with_then = summed.or_else(|| then.filter(|_| told.is_some()))?;
        let effect = |with: f64, without: Option<f64>| {
            Difference::between(Some(with), without, indicator.direction).contribution
        };
        let mut moves: Vec<Move> = self
            .people
            .iter()
            .map(|person| {
                let now = person
                    .now
                    .and_then(|place| effect(with_now, self.now.value(id, place)));
                let before = person.then.and_then(|place| match summed {
                    Some(_) => effect(with_then, self.then.value(id, place)),
                    None => *told?.get(person.credit_code.as_str())?,
                });
                // Who is not there has no effect; who is there without one that can be told leaves it open.
                let part = |there: Option<usize>, effect: Option<f64>| match there {
                    Some(_) => effect,
                    None => Some(0.0),
                };
                let moved = part(person.now, now)
                    .zip(part(person.then, before))
                    .map(|(now, before)| now - before);
                Move {
                    before,
                    now,
                    moved,
                    points: moved.zip(rate).map(|(moved, rate)| moved * rate),
                }
            })
            .collect();
        let whole = effect(with_now, Some(with_then)).unwrap_or(0.0);
        let told: f64 = moves.iter().filter_map(|one| one.moved).sum();
        let sizes = moves.iter().filter_map(|one| one.moved.map(f64::abs));
        // Where the parts add up, what rounding leaves over is no remainder.
        let dust = DUST * sizes.fold(whole.abs(), f64::max);
        let rest = Some(whole - told).filter(|rest| rest.abs() > dust);
        moves.push(Move {
            moved: Some(rest.unwrap_or(0.0)),
            points: rate.map(|rate| rest.unwrap_or(0.0) * rate),
            ..Move::default()
        });
        Some(moves)
    }

    /// The row of a person; of the remainder, for the place after the last.
    fn row(
        &self,
        period: Period,
        index: &str,
        indicator: Option<&str>,
        one: &Move,
        person: usize,
    ) -> ChangeMoverRow {
        let row = ChangeMoverRow {
            period: period.to_string(),
            index: index.to_owned(),
            indicator: indicator.map(str::to_owned),
            before: one.before,
            now: one.now,
            moved: one.moved,
            points: one.points,
            presence: Presence::Remainder,
            ..ChangeMoverRow::default()
        };
        let Some(person) = self.people.get(person) else {
            return row;
        };
        ChangeMoverRow {
            credit_code: Some(person.credit_code.clone()),
            name: person.name.clone(),
            park: person.park.clone(),
            status: person.status.to_owned(),
            presence: match (person.now, person.then) {
                (_, None) => Presence::Newcomer,
                (None, Some(_)) => Presence::Leaver,
                (Some(_), Some(_)) => Presence::Stayed,
            },
            ..row
        }
    }
}
