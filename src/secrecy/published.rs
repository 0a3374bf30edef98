//! What may not be shown of the tables of a run that may go outside: industries by park, and the parks' indicators.
//!
//! One pattern holds for every workbook of the run: a cell that is suppressed in one stands in no other, and follows
//! from none of the sums of all of them. A park's own workbook shows the park its own cells, which it knows; the others
//! are safe from a reader who has them.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::PolarsResult;

use super::{Cell, Table, is_sensitive, protect};
use crate::aggregate::Aggregated;
use crate::definitions::{Definitions, Secrecy};
use crate::tables::{Edited, Level, MeasureRow};

/// Which cells are suppressed.
#[derive(Clone, Debug, Default)]
pub struct Published {
    rule: Option<Secrecy>,
    /// Unit (a park or the zone) and leading industry.
    industries: BTreeSet<(String, String)>,
    /// Unit and indicator.
    indicators: BTreeSet<(String, String)>,
    /// Number of cells that are sensitive and follow from what is published elsewhere, whatever is suppressed.
    unprotected: usize,
}

/// Contributions of enterprises to the cells of a table, by row and park.
type Contributions<'a> = BTreeMap<(&'a str, Option<&'a str>), Vec<f64>>;

/// An enterprise that counts: its park and its leading industry.
#[derive(Clone, Debug)]
struct Member {
    park: Option<String>,
    industry: String,
}

/// What is needed of a period.
struct Side<'a> {
    members: BTreeMap<String, Member>,
    measures: &'a [MeasureRow],
}

impl Published {
    /// Works out what is suppressed; nothing where the pipeline has no rule.
    ///
    /// # Errors
    /// When a table of enterprises lacks a column.
    pub fn of(
        definitions: &Definitions,
        current: &Edited,
        previous: Option<&Edited>,
        aggregated: &Aggregated,
    ) -> PolarsResult<Published> {
        let Some(rule) = definitions.pipeline.secrecy else {
            return Ok(Published::default());
        };
        let mut sides = vec![Side {
            members: members(current)?,
            measures: &aggregated.measures,
        }];
        if let Some(previous) = previous {
            sides.push(Side {
                members: members(previous)?,
                measures: &aggregated.previous_measures,
            });
        }
        let mut published = Published {
            rule: Some(rule),
            ..Published::default()
        };
        published.hide_industries(definitions, rule, &sides);
        published.hide_indicators(definitions, rule, &sides);
        Ok(published)
    }

    /// The rule in force; none where nothing is suppressed.
    pub fn rule(&self) -> Option<Secrecy> {
        self.rule
    }

    /// Number of sensitive cells that no suppression can protect, for their sums are published.
    pub fn unprotected(&self) -> usize {
        self.unprotected
    }

    /// Whether a leading industry's figures in a unit are suppressed, for a reader who knows the figures of one park.
    pub fn hides_industry(&self, reader: Option<&str>, unit: &str, industry: &str) -> bool {
        reader != Some(unit)
            && self
                .industries
                .contains(&(unit.to_owned(), industry.to_owned()))
    }

    /// Whether a unit's value of an indicator is suppressed, for a reader who knows the figures of one park.
    pub fn hides_indicator(&self, reader: Option<&str>, unit: &str, indicator: &str) -> bool {
        reader != Some(unit)
            && self
                .indicators
                .contains(&(unit.to_owned(), indicator.to_owned()))
    }

    /// Number of suppressed cells of the table of industries, and of the tables of indicators.
    pub fn counts(&self) -> (usize, usize) {
        (self.industries.len(), self.indicators.len())
    }

    fn hide_industries(&mut self, definitions: &Definitions, rule: Secrecy, sides: &[Side]) {
        let Some(size) = definitions.pipeline.overview.size.as_deref() else {
            return;
        };
        let industries: BTreeSet<&str> = sides
            .iter()
            .flat_map(|side| side.members.values())
            .map(|member| member.industry.as_str())
            .collect();
        let industries: Vec<&str> = industries.into_iter().collect();
        let parks = columns(definitions);
        // The sum of a park's leading industries is published beside the sum of all: each has an equation of its own.
        let leading = |park: Option<&str>, industry: &str| {
            definitions
                .profiles
                .iter()
                .filter(|profile| Some(profile.park.as_str()) == park)
                .flat_map(|profile| &profile.industries)
                .any(|label| label.zh == industry)
        };
        let rows = industries.len();
        let tables: Vec<Table> = sides
            .iter()
            .map(|side| {
                let own = side.by(size, |member| Some(member.industry.as_str()));
                let mut cells = Vec::new();
                for (row, industry) in industries.iter().enumerate() {
                    for (place, park) in parks.iter().enumerate() {
                        let part = 2 * place + usize::from(leading(*park, industry));
                        cells.push(cell(
                            (row, rows + 1 + part),
                            own.get(&(*industry, *park)),
                            rule,
                            Some(place),
                        ));
                    }
                    let all = in_all(&own, industry);
                    cells.push(cell((rows, row), Some(&all), rule, None));
                }
                table(rows + 1 + 2 * parks.len(), cells)
            })
            .collect();
        let pattern = protect(&tables, rule);
        self.unprotected += pattern.unprotected.len();
        let units: Vec<&str> = units(definitions, &parks);
        let mut hidden = pattern.hidden.into_iter();
        for industry in industries {
            for (unit, hidden) in units.iter().zip(hidden.by_ref()) {
                if hidden {
                    self.industries
                        .insert(((*unit).to_owned(), industry.to_owned()));
                }
            }
        }
    }

    fn hide_indicators(&mut self, definitions: &Definitions, rule: Secrecy, sides: &[Side]) {
        let parks = columns(definitions);
        let units = units(definitions, &parks);
        let everywhere = measures_shown_everywhere(definitions);
        let mut hidden: BTreeSet<(&str, &str)> = BTreeSet::new();
        for measure in &definitions.measures {
            let id = measure.id.as_str();
            let tables: Vec<Table> = sides
                .iter()
                .map(|side| {
                    let own = side.by(id, |_| Some(""));
                    let mut cells: Vec<Cell> = parks
                        .iter()
                        .enumerate()
                        .map(|(place, park)| cell((0, 1), own.get(&("", *park)), rule, Some(place)))
                        .collect();
                    let all = in_all(&own, "");
                    let mut total = cell((1, 0), Some(&all), rule, None);
                    total.fixed |= everywhere.contains(id);
                    cells.push(total);
                    table(2, cells)
                })
                .collect();
            let pattern = protect(&tables, rule);
            self.unprotected += pattern.unprotected.len();
            for (unit, is_hidden) in units.iter().zip(pattern.hidden) {
                // A cut by the register's industries would give away a suppressed industry.
                let by_industry = measure.sql.columns().contains("leading_industry")
                    && self.industries.iter().any(|(of, _)| of == unit);
                if is_hidden || by_industry {
                    hidden.insert((unit, id));
                }
            }
        }
        for indicator in &definitions.indicators {
            let Some(formula) = &indicator.formula else {
                continue;
            };
            for unit in &units {
                let reads_hidden = formula.columns().iter().any(|column| {
                    let measure = column.strip_prefix("prev_").unwrap_or(column);
                    hidden.contains(&(unit, measure))
                });
                if reads_hidden {
                    self.indicators
                        .insert(((*unit).to_owned(), indicator.id.clone()));
                }
            }
        }
    }
}

impl Side<'_> {
    /// Contributions to a measure by row and park.
    fn by<'s>(
        &'s self,
        measure: &str,
        row: impl Fn(&'s Member) -> Option<&'s str>,
    ) -> Contributions<'s> {
        let mut contributions = Contributions::new();
        for value in self
            .measures
            .iter()
            .filter(|value| value.level == Level::Enterprise && value.measure == measure)
        {
            if let Some(member) = self.members.get(&value.unit)
                && let Some(row) = row(member)
                && let Some(number) = value.value
            {
                contributions
                    .entry((row, member.park.as_deref()))
                    .or_default()
                    .push(number);
            }
        }
        contributions
    }
}

/// The columns of every table: the parks, and what belongs to none.
fn columns(definitions: &Definitions) -> Vec<Option<&str>> {
    definitions
        .pipeline
        .parks
        .iter()
        .map(|park| Some(park.id.as_str()))
        .chain([None])
        .collect()
}

/// The units of a row: the columns and, last, the zone. What belongs to no park is never shown by itself.
fn units<'a>(definitions: &'a Definitions, parks: &[Option<&'a str>]) -> Vec<&'a str> {
    parks
        .iter()
        .map(|park| park.unwrap_or_default())
        .chain([definitions.pipeline.id.as_str()])
        .collect()
}

/// Measures whose sum over the zone stands on its first sheet: the goals and the headline indicators.
fn measures_shown_everywhere(definitions: &Definitions) -> BTreeSet<String> {
    let pipeline = &definitions.pipeline;
    pipeline
        .overview
        .headline
        .iter()
        .chain(pipeline.goals.iter().map(|goal| &goal.indicator))
        .filter_map(|id| definitions.indicator(id)?.formula.as_ref())
        .flat_map(|formula| formula.columns())
        .map(|column| column.strip_prefix("prev_").unwrap_or(&column).to_owned())
        .collect()
}

fn in_all(own: &Contributions, row: &str) -> Vec<f64> {
    own.iter()
        .filter(|((of, _), _)| *of == row)
        .flat_map(|(_, values)| values)
        .copied()
        .collect()
}

fn cell(
    (from, to): (usize, usize),
    contributions: Option<&Vec<f64>>,
    rule: Secrecy,
    owner: Option<usize>,
) -> Cell {
    let own: &[f64] = contributions.map_or(&[], |own| own);
    Cell {
        from,
        to,
        value: own.iter().sum(),
        sensitive: is_sensitive(own, rule),
        fixed: own.iter().all(|value| *value == 0.0),
        owner,
    }
}

fn table(equations: usize, cells: Vec<Cell>) -> Table {
    Table {
        equations,
        signed: cells.iter().any(|cell| cell.value < 0.0),
        cells,
    }
}

fn members(edited: &Edited) -> PolarsResult<BTreeMap<String, Member>> {
    let used = edited.used_enterprises()?;
    let codes = used.column("credit_code")?.str()?;
    let parks = used.column("park")?.str()?;
    let industries = used.column("leading_industry")?.str()?;
    Ok(codes
        .iter()
        .zip(parks.iter())
        .zip(industries.iter())
        .filter_map(|((code, park), industry)| {
            let member = Member {
                park: park.map(str::to_owned),
                industry: industry.unwrap_or_default().trim().to_owned(),
            };
            Some((code?.to_owned(), member))
        })
        .collect())
}
