//! What may not be shown of the tables of a run that may go outside: industries by park, and the parks' indicators.
//!
//! One pattern holds for every workbook of the run: a cell that is suppressed in one stands in no other, and follows
//! from none of the sums of all of them. A park's own workbook shows the park its own cells, which it knows; the others
//! are safe from a reader who has them.

use std::collections::BTreeSet;

use polars::prelude::PolarsResult;

use super::contributions::{Contributions, Side};
use super::{Cell, Table, is_sensitive, protect};
use crate::aggregate::Aggregated;
use crate::definitions::{Definitions, Secrecy};
use crate::expressions::Expression;
use crate::tables::Edited;

/// Which cells are suppressed.
#[derive(Clone, Debug, Default)]
pub struct Published {
    rule: Option<Secrecy>,
    /// Unit (a park or the zone) and leading industry.
    industries: BTreeSet<(String, String)>,
    /// Unit and indicator.
    indicators: BTreeSet<(String, String)>,
    /// Units whose share of leading industries is suppressed.
    leading: BTreeSet<String>,
    /// Number of cells that are sensitive and follow from what is published elsewhere, whatever is suppressed.
    unprotected: usize,
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
        let mut sides = vec![Side::of(current, &aggregated.measures)?];
        if let Some(previous) = previous {
            sides.push(Side::of(previous, &aggregated.previous_measures)?);
        }
        let mut published = Published {
            rule: Some(rule),
            ..Published::default()
        };
        published.hide_industries(definitions, rule, &sides);
        published.hide_indicators(definitions, rule, &sides);
        published.hide_leading(definitions, rule, &sides);
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

    /// Whether the share that a park's leading industries have of it is suppressed, for a reader who knows the figures of
    /// one park.
    pub fn hides_leading_share(&self, reader: Option<&str>, unit: &str) -> bool {
        reader != Some(unit) && self.leading.contains(unit)
    }

    /// Number of suppressed cells of the table of industries, and of the tables of indicators.
    pub fn counts(&self) -> (usize, usize) {
        (self.industries.len(), self.indicators.len())
    }

    fn hide_industries(&mut self, definitions: &Definitions, rule: Secrecy, sides: &[Side]) {
        let Some(size) = definitions.pipeline.overview.size.as_deref() else {
            return;
        };
        let industries: BTreeSet<&str> = sides.iter().flat_map(Side::industries).collect();
        let industries: Vec<&str> = industries.into_iter().collect();
        let parks = columns(definitions);
        // The sum of a park's leading industries is published beside the sum of all: each has an equation of its own.
        let leading = |park, industry: &str| is_leading(definitions, park, industry);
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
            let sums: Vec<Sums> = sides
                .iter()
                .map(|side| Sums::of(&side.in_parks(id), &parks, rule))
                .collect();
            let hidden_units = self.protected(sums, everywhere.contains(id), rule);
            for (unit, is_hidden) in units.iter().zip(hidden_units) {
                // A cut by the register's industries would give away a suppressed industry.
                let by_industry = measure.sql.columns().contains("leading_industry")
                    && self.industries.iter().any(|(of, _)| of == unit);
                if is_hidden || by_industry {
                    hidden.insert((unit, id));
                }
            }
        }
        let remainders = self.remainders(definitions, rule, sides, &everywhere);
        // The part is found in other indicators, too: beside a whole that is shown it gives the same rest away.
        for (unit, part, whole) in &remainders {
            let shown = everywhere.contains(whole) || sides.iter().all(|side| side.counts(whole));
            if let (true, Some(measure)) = (shown, definitions.measure(part))
                && let Some(unit) = units.iter().find(|known| *known == unit)
            {
                hidden.insert((unit, measure.id.as_str()));
            }
        }
        for indicator in &definitions.indicators {
            let Some(formula) = &indicator.formula else {
                continue;
            };
            let measures = measures_of(formula);
            for unit in &units {
                let reads_hidden = measures
                    .iter()
                    .any(|measure| hidden.contains(&(unit, measure)));
                let gives_rest_away = remainders.iter().any(|(of, part, whole)| {
                    of == unit && measures.contains(part) && measures.contains(whole)
                });
                if reads_hidden || gives_rest_away {
                    self.indicators
                        .insert(((*unit).to_owned(), indicator.id.clone()));
                }
            }
        }
    }
}

impl Published {
    /// What must be hidden of a row of sums, the parks' and the zone's, in any period.
    fn protected(&mut self, sums: Vec<Sums>, total_is_known: bool, rule: Secrecy) -> Vec<bool> {
        let tables: Vec<Table> = sums
            .into_iter()
            .map(|mut sums| {
                sums.total.fixed |= total_is_known;
                sums.parks.push(sums.total);
                table(2, sums.parks)
            })
            .collect();
        let pattern = protect(&tables, rule);
        self.unprotected += pattern.unprotected.len();
        pattern.hidden
    }

    /// Where one measure is a part of another and both stand in one formula, what is left of the whole follows: a
    /// share of 99 % beside the whole tells the last per cent. Unit, part and whole, where the rest must be hidden.
    fn remainders(
        &mut self,
        definitions: &Definitions,
        rule: Secrecy,
        sides: &[Side],
        everywhere: &BTreeSet<String>,
    ) -> Vec<(String, String, String)> {
        let parks = columns(definitions);
        let mut pairs = BTreeSet::new();
        for formula in definitions
            .indicators
            .iter()
            .filter_map(|indicator| indicator.formula.as_ref())
        {
            let measures = measures_of(formula);
            for part in &measures {
                for whole in &measures {
                    if part != whole {
                        pairs.insert((part.clone(), whole.clone()));
                    }
                }
            }
        }
        let mut found = Vec::new();
        for (part, whole) in pairs {
            let rests: Option<Vec<Sums>> = sides
                .iter()
                .map(|side| {
                    let rest = side.rest(&part, &whole)?;
                    Some(Sums::of(&rest, &parks, rule))
                })
                .collect();
            let Some(rests) = rests else { continue };
            let known = |measure: &str| {
                everywhere.contains(measure) || sides.iter().all(|side| side.counts(measure))
            };
            let hidden = self.protected(rests, known(&part) && known(&whole), rule);
            for (unit, is_hidden) in units(definitions, &parks).into_iter().zip(hidden) {
                if is_hidden {
                    found.push((unit.to_owned(), part.clone(), whole.clone()));
                }
            }
        }
        found
    }

    /// The leading industries of each park, summed, and what is left of it.
    fn hide_leading(&mut self, definitions: &Definitions, rule: Secrecy, sides: &[Side]) {
        let Some(size) = definitions.pipeline.overview.size.as_deref() else {
            return;
        };
        let parks = columns(definitions);
        for leads in [true, false] {
            let sums: Vec<Sums> = sides
                .iter()
                .map(|side| {
                    let own = side.by(size, |member| {
                        let park = member.park.as_deref();
                        (is_leading(definitions, park, &member.industry) == leads).then_some("")
                    });
                    Sums::of(&own, &parks, rule)
                })
                .collect();
            let hidden = self.protected(sums, false, rule);
            for (unit, is_hidden) in units(definitions, &parks).into_iter().zip(hidden) {
                if is_hidden {
                    self.leading.insert(unit.to_owned());
                }
            }
        }
    }
}

/// The sums of one quantity: each park's, and the zone's.
struct Sums {
    parks: Vec<Cell>,
    total: Cell,
}

impl Sums {
    fn of(own: &Contributions, parks: &[Option<&str>], rule: Secrecy) -> Sums {
        Sums {
            parks: parks
                .iter()
                .enumerate()
                .map(|(place, park)| cell((0, 1), own.get(&("", *park)), rule, Some(place)))
                .collect(),
            total: cell((1, 0), Some(&in_all(own, "")), rule, None),
        }
    }
}

/// Whether a park's profile names an industry as one of its own.
fn is_leading(definitions: &Definitions, park: Option<&str>, industry: &str) -> bool {
    definitions
        .profiles
        .iter()
        .filter(|profile| Some(profile.park.as_str()) == park)
        .any(|profile| profile.leads(industry))
}

/// The measures that a formula reads, of this period or the one before.
fn measures_of(formula: &Expression) -> BTreeSet<String> {
    formula
        .columns()
        .iter()
        .map(|column| column.strip_prefix("prev_").unwrap_or(column).to_owned())
        .collect()
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
        .flat_map(measures_of)
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
