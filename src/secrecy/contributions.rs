//! What each enterprise has of the cells of a table, in one period.

use std::collections::{BTreeMap, HashMap};

use polars::prelude::PolarsResult;

use crate::tables::{Edited, Level, MeasureRow};

/// Contributions of enterprises to the cells of a table, by row and park.
pub(super) type Contributions<'a> = BTreeMap<(&'a str, Option<&'a str>), Vec<f64>>;

/// An enterprise that counts: its park and its leading industry.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) park: Option<String>,
    pub(super) industry: String,
    /// The place of the park among those of all members.
    place: usize,
}

/// What is needed of a period.
pub(super) struct Side<'a> {
    /// The enterprises that count, in the order of their credit codes.
    members: Vec<Member>,
    /// The parks of the members, each once.
    parks: Vec<Option<String>>,
    /// What enterprises have of each measure. Enterprises have numbers: the members their places, others come after
    /// them.
    measures: HashMap<&'a str, Figures>,
}

/// What enterprises have of a measure.
struct Figures {
    /// Numbers of enterprises with their values, in the order of the table.
    given: Vec<(usize, f64)>,
    /// The values by the enterprises' numbers.
    by_number: Vec<Option<f64>>,
    /// Whether every enterprise has 1 of it.
    counts: bool,
}

impl<'a> Side<'a> {
    /// The enterprises of a period that count, with their measures.
    ///
    /// # Errors
    /// When the table of enterprises lacks a column.
    pub(super) fn of(edited: &Edited, measures: &'a [MeasureRow]) -> PolarsResult<Side<'a>> {
        let by_code = members(edited)?;
        let mut numbers: HashMap<&str, usize> = by_code
            .keys()
            .enumerate()
            .map(|(number, code)| (code.as_str(), number))
            .collect();
        let mut figures: HashMap<&'a str, Figures> = HashMap::new();
        // The rows of an enterprise stand together.
        let mut last: Option<(&str, usize)> = None;
        for row in measures.iter().filter(|row| row.level == Level::Enterprise) {
            let number = match last {
                Some((unit, number)) if unit == row.unit => number,
                _ => {
                    let next = numbers.len();
                    *numbers.entry(row.unit.as_str()).or_insert(next)
                }
            };
            last = Some((row.unit.as_str(), number));
            let own = figures
                .entry(row.measure.as_str())
                .or_insert_with(|| Figures {
                    given: Vec::new(),
                    by_number: Vec::new(),
                    counts: true,
                });
            own.counts &= row.value == Some(1.0);
            if let Some(value) = row.value {
                own.give(number, value);
            }
        }
        let mut members: Vec<Member> = by_code.into_values().collect();
        let parks = number_parks(&mut members);
        Ok(Side {
            members,
            parks,
            measures: figures,
        })
    }

    /// The leading industries of the members.
    pub(super) fn industries(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|member| member.industry.as_str())
    }

    /// Whether a measure only counts the enterprises: their number stands beside every sum.
    pub(super) fn counts(&self, measure: &str) -> bool {
        self.measures.get(measure).is_none_or(|own| own.counts)
    }

    /// What each enterprise has of the whole beside the part; none where the one is no part of the other.
    pub(super) fn rest(&self, part: &str, whole: &str) -> Option<Contributions<'_>> {
        let given = |measure: &str| {
            self.measures
                .get(measure)
                .filter(|own| !own.given.is_empty())
        };
        let (part, whole) = (given(part)?, given(whole)?);
        let is_part = part
            .values()
            .all(|(number, value)| value >= 0.0 && value <= whole.of(number));
        if !is_part {
            return None;
        }
        let rests = self.members.iter().enumerate();
        Some(
            self.by_park(
                rests.map(|(number, member)| (member, whole.of(number) - part.of(number))),
            ),
        )
    }

    /// Contributions to a measure by park, in one row without a name.
    pub(super) fn in_parks(&self, measure: &str) -> Contributions<'_> {
        self.by_park(self.given(measure))
    }

    /// Contributions to a measure by row and park.
    pub(super) fn by<'s>(
        &'s self,
        measure: &str,
        row: impl Fn(&'s Member) -> Option<&'s str>,
    ) -> Contributions<'s> {
        let mut contributions = Contributions::new();
        for (member, number) in self.given(measure) {
            if let Some(row) = row(member) {
                contributions
                    .entry((row, member.park.as_deref()))
                    .or_default()
                    .push(number);
            }
        }
        contributions
    }

    /// The members that have a value of a measure, in the order of its table.
    fn given<'s>(&'s self, measure: &str) -> impl Iterator<Item = (&'s Member, f64)> {
        self.measures
            .get(measure)
            .into_iter()
            .flat_map(|own| &own.given)
            .filter_map(|(number, value)| Some((self.members.get(*number)?, *value)))
    }

    fn by_park<'s>(&'s self, values: impl Iterator<Item = (&'s Member, f64)>) -> Contributions<'s> {
        let mut parts: Vec<Vec<f64>> = vec![Vec::new(); self.parks.len()];
        for (member, value) in values {
            if let Some(part) = parts.get_mut(member.place) {
                part.push(value);
            }
        }
        self.parks
            .iter()
            .zip(parts)
            .filter(|(_, part)| !part.is_empty())
            .map(|(park, part)| (("", park.as_deref()), part))
            .collect()
    }
}

impl Figures {
    fn give(&mut self, number: usize, value: f64) {
        self.given.push((number, value));
        if self.by_number.len() <= number {
            self.by_number.resize(number + 1, None);
        }
        if let Some(place) = self.by_number.get_mut(number) {
            *place = Some(value);
        }
    }

    /// What an enterprise has; 0 where it gave nothing.
    fn of(&self, number: usize) -> f64 {
        let given = self.by_number.get(number).copied().flatten();
        given.unwrap_or_default()
    }

    fn values(&self) -> impl Iterator<Item = (usize, f64)> {
        let values = self.by_number.iter().enumerate();
        values.filter_map(|(number, value)| Some((number, (*value)?)))
    }
}

/// Gives each member the place of its park among the parks, which are returned.
fn number_parks(members: &mut [Member]) -> Vec<Option<String>> {
    let mut parks: Vec<Option<String>> = members.iter().map(|member| member.park.clone()).collect();
    parks.sort_unstable();
    parks.dedup();
    for member in members {
        member.place = parks.binary_search(&member.park).unwrap_or_default();
    }
    parks
}

fn members(edited: &Edited) -> PolarsResult<BTreeMap<String, Member>> {
    let frame = &edited.enterprises;
    let codes = frame.column("credit_code")?.str()?;
    let parks = frame.column("park")?.str()?;
    let industries = frame.column("leading_industry")?.str()?;
    let used = frame.column("used")?.bool()?;
    Ok(codes
        .iter()
        .zip(parks.iter())
        .zip(industries.iter())
        .zip(used.iter())
        .filter(|(_, used)| *used == Some(true))
        .filter_map(|(((code, park), industry), _)| {
            let member = Member {
                park: park.map(str::to_owned),
                industry: industry.unwrap_or_default().trim().to_owned(),
                place: 0,
            };
            Some((code?.to_owned(), member))
        })
        .collect())
}
