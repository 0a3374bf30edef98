//! The indicators of a zone or park without one of its enterprises, for all enterprises at once.
//!
//! Measures are sums, so "all but one" needs no second pass over the records: a frame with one row per
//! enterprise, each row the sums of the others, goes through the same formulas as everything else.

use std::collections::{BTreeMap, HashMap, HashSet};

use anyhow::{Context, Result, anyhow};
use polars::prelude::{Column, DataFrame, IntoColumn, NamedFrom, Series};

use crate::definitions::{Definitions, Direction};
use crate::expressions::{MeasureFrame, indicator_values};
use crate::tables::{Edited, Level, MeasureRow, RecordStatus};

/// An enterprise whose record counts in sums.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Credit code.
    pub credit_code: String,
    /// Name.
    pub name: String,
    /// Park id.
    pub park: Option<String>,
    /// Status of its record: others than accepted count only where the pipeline says so.
    pub status: RecordStatus,
}

/// The used enterprises, in the order of the table, and their own measures.
#[derive(Clone, Debug)]
pub struct Members {
    /// The enterprises.
    pub members: Vec<Member>,
    /// Their measures, by measure (in the order of the definitions) and enterprise.
    own: Vec<Vec<Option<f64>>>,
    /// The same of the period before.
    own_before: Vec<Vec<Option<f64>>>,
}

/// The periods that an enterprise is taken out of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Years {
    /// The period only; sums of the one before stay. An enterprise is worth its whole size in an indicator of
    /// growth: the practice of the national evaluation.
    This,
    /// The period and the one before: the indicator as if the enterprise had never been there. Growth then asks
    /// who grew.
    Both,
}

impl Members {
    /// Reads the enterprises and their measures of the period, and of the one before.
    ///
    /// # Errors
    /// When the table of enterprises lacks a column.
    pub fn of(
        definitions: &Definitions,
        current: &Edited,
        measures: &[MeasureRow],
        previous: &[MeasureRow],
    ) -> Result<Members> {
        let used = current
            .used_enterprises()
            .context("the table `enterprises` has no column `used` of true and false")?;
        let texts = |name: &str| -> Result<Vec<Option<String>>> {
            let column = used
                .column(name)
                .and_then(Column::str)
                .with_context(|| format!("the table `enterprises` has no texts `{name}`"))?;
            Ok(column.iter().map(|text| text.map(str::to_owned)).collect())
        };
        let codes = texts("credit_code")?;
        let names = texts("name")?;
        let parks = texts("park")?;
        let statuses = texts("status")?;
        let members: Vec<Member> = codes
            .into_iter()
            .zip(names)
            .zip(parks)
            .zip(statuses)
            .map(|(((code, name), park), status)| {
                let status = status.unwrap_or_default();
                Ok(Member {
                    credit_code: code.unwrap_or_default(),
                    name: name.unwrap_or_default(),
                    park,
                    status: RecordStatus::from_word(&status).ok_or_else(|| {
                        anyhow!("the table `enterprises` has the status `{status}`, which is none")
                    })?,
                })
            })
            .collect::<Result<_>>()?;

        Ok(Members {
            own: own_measures(definitions, &members, measures),
            own_before: own_measures(definitions, &members, previous),
            members,
        })
    }

    /// The enterprises of a period that is over, in the order of its measures, which is all that is left of it: names
    /// and parks stay blank, the status is that of a record that counts.
    pub fn of_measures(definitions: &Definitions, measures: &[MeasureRow]) -> Members {
        let mut members: Vec<Member> = Vec::new();
        let mut seen = HashSet::new();
        for row in measures.iter().filter(|row| row.level == Level::Enterprise) {
            if seen.insert(row.unit.as_str()) {
                members.push(Member {
                    credit_code: row.unit.clone(),
                    name: String::new(),
                    park: None,
                    status: RecordStatus::Accepted,
                });
            }
        }
        let own = own_measures(definitions, &members, measures);
        Members {
            own_before: vec![vec![None; members.len()]; own.len()],
            members,
            own,
        }
    }

    /// An enterprise's own measure, by place of the measure and of the enterprise.
    pub fn own(&self, measure: usize, place: usize) -> Option<f64> {
        self.own.get(measure)?.get(place).copied().flatten()
    }

    /// The places of a park's enterprises; of all, for no park.
    pub fn places(&self, park: Option<&str>) -> Vec<usize> {
        (0..self.members.len())
            .filter(|&place| park.is_none() || self.members[place].park.as_deref() == park)
            .collect()
    }

    /// The indicators with a formula without each of the enterprises at `places`, which together make up
    /// `whole`, taken out of one period or both; attributes stay.
    ///
    /// # Errors
    /// When the formulas cannot be evaluated.
    pub fn all_but_one(
        &self,
        definitions: &Definitions,
        whole: &Whole,
        places: &[usize],
        years: Years,
    ) -> Result<Without> {
        let current = self
            .own
            .iter()
            .zip(&whole.current)
            .map(|(own, &total)| {
                let own: Vec<Option<f64>> = places.iter().map(|&place| own[place]).collect();
                sums_of_others(&own, total)
            })
            .collect();
        let same = |values: &[Option<f64>]| -> Vec<Vec<Option<f64>>> {
            values
                .iter()
                .map(|&value| vec![value; places.len()])
                .collect()
        };
        let previous = match years {
            Years::This => same(&whole.previous),
            // Last year's total also holds enterprises that have left since: it cannot be summed afresh.
            Years::Both => self
                .own_before
                .iter()
                .zip(&whole.previous)
                .map(|(own, &total)| {
                    places
                        .iter()
                        .map(|&place| rest(total, own[place]))
                        .collect()
                })
                .collect(),
        };
        Without::evaluate(
            definitions,
            places.len(),
            current,
            previous,
            same(&whole.attributes),
        )
    }

    /// The indicators of the zone without each of its parks, in the order of the pipeline. A park goes with its
    /// sums of both periods and its attributes.
    ///
    /// # Errors
    /// When the formulas cannot be evaluated.
    pub fn all_but_one_park(
        &self,
        definitions: &Definitions,
        zone: &Whole,
        parks: &[Whole],
    ) -> Result<Without> {
        let ids: Vec<&str> = definitions
            .pipeline
            .parks
            .iter()
            .map(|park| park.id.as_str())
            .collect();
        let current = self
            .own
            .iter()
            .zip(&zone.current)
            .map(|(own, &total)| {
                ids.iter()
                    .map(|id| self.sum_outside(own, id, total))
                    .collect()
            })
            .collect();
        let difference = |whole: &[Option<f64>], part: fn(&Whole) -> &[Option<f64>]| {
            whole
                .iter()
                .enumerate()
                .map(|(column, &whole)| {
                    parks
                        .iter()
                        .map(|park| rest(whole, part(park).get(column).copied().flatten()))
                        .collect()
                })
                .collect()
        };
        Without::evaluate(
            definitions,
            ids.len(),
            current,
            difference(&zone.previous, |park| &park.previous),
            difference(&zone.attributes, |park| &park.attributes),
        )
    }

    /// The sum over the enterprises that are not in a park, in their order.
    fn sum_outside(&self, own: &[Option<f64>], park: &str, total: Option<f64>) -> Option<f64> {
        let inside = |place: usize| self.members[place].park.as_deref() == Some(park);
        let given = |value: Option<f64>| value.unwrap_or(0.0);
        let moves = (0..own.len()).any(|place| inside(place) && given(own[place]) != 0.0);
        if !moves {
            return total;
        }
        Some(
            (0..own.len())
                .filter(|&place| !inside(place))
                .map(|place| given(own[place]))
                .sum(),
        )
    }
}

/// The enterprises' own measures, by measure (in the order of the definitions) and enterprise.
fn own_measures(
    definitions: &Definitions,
    members: &[Member],
    rows: &[MeasureRow],
) -> Vec<Vec<Option<f64>>> {
    let places: HashMap<&str, usize> = members
        .iter()
        .enumerate()
        .map(|(place, member)| (member.credit_code.as_str(), place))
        .collect();
    let columns: HashMap<&str, usize> = definitions
        .measures
        .iter()
        .enumerate()
        .map(|(place, measure)| (measure.id.as_str(), place))
        .collect();
    let mut own = vec![vec![None; members.len()]; definitions.measures.len()];
    for row in rows.iter().filter(|row| row.level == Level::Enterprise) {
        let place = places.get(row.unit.as_str());
        if let (Some(&measure), Some(&member)) = (columns.get(row.measure.as_str()), place) {
            own[measure][member] = row.value;
        }
    }
    own
}

/// The sum of all others, for each value; a blank counts as 0.
///
/// Not `total − own`: what is 0 without the value must be 0, and not what rounding left over. The others are
/// summed from both ends, which is as exact as adding them up afresh. A value that is blank or 0 leaves the
/// total to the last bit, so that its owner contributes exactly nothing.
fn sums_of_others(own: &[Option<f64>], total: Option<f64>) -> Vec<Option<f64>> {
    let mut after = vec![0.0; own.len() + 1];
    for (place, value) in own.iter().enumerate().rev() {
        after[place] = after[place + 1] + value.unwrap_or(0.0);
    }
    let mut before = 0.0;
    own.iter()
        .zip(&after[1..])
        .map(|(value, after)| {
            let value = value.unwrap_or(0.0);
            let others = before + after;
            before += value;
            if value == 0.0 {
                total
            } else {
                Some(others).filter(|others| others.is_finite())
            }
        })
        .collect()
}

/// whole − part, without the dust that is left where the part is all.
fn rest(whole: Option<f64>, part: Option<f64>) -> Option<f64> {
    let whole = whole?;
    let rest = whole - part.unwrap_or(0.0);
    Some(if rest.abs() <= whole.abs() * 1e-12 {
        0.0
    } else {
        rest
    })
}

/// The sums of the zone or a park, in the order of the definitions.
#[derive(Clone, Debug)]
pub struct Whole {
    /// Measures of the period.
    pub current: Vec<Option<f64>>,
    /// Measures of the period before.
    pub previous: Vec<Option<f64>>,
    /// Attributes of the parks, in order of the alphabet.
    pub attributes: Vec<Option<f64>>,
}

impl Whole {
    /// The sums of a park; of the zone, for no park.
    pub fn of(
        definitions: &Definitions,
        measures: &[MeasureRow],
        previous: &[MeasureRow],
        park: Option<&str>,
    ) -> Whole {
        let (level, unit) = match park {
            Some(park) => (Level::Park, park),
            None => (Level::Zone, definitions.pipeline.id.as_str()),
        };
        let column = |rows: &[MeasureRow]| -> Vec<Option<f64>> {
            let values: BTreeMap<&str, Option<f64>> = rows
                .iter()
                .filter(|row| row.level == level && row.unit == unit)
                .map(|row| (row.measure.as_str(), row.value))
                .collect();
            definitions
                .measures
                .iter()
                .map(|measure| values.get(measure.id.as_str()).copied().flatten())
                .collect()
        };
        let attributes = definitions
            .park_attributes()
            .into_iter()
            .map(|name| {
                definitions
                    .pipeline
                    .parks
                    .iter()
                    .filter(|one| park.is_none_or(|park| one.id == park))
                    .filter_map(|one| one.attributes.get(name).copied())
                    .reduce(|sum, value| sum + value)
            })
            .collect();
        Whole {
            current: column(measures),
            previous: column(previous),
            attributes,
        }
    }

    /// The same sums as those of the period before, of which nothing earlier is known.
    pub fn year_before(&self) -> Whole {
        Whole {
            current: self.previous.clone(),
            previous: vec![None; self.previous.len()],
            attributes: self.attributes.clone(),
        }
    }

    /// Its indicators with a formula, nobody taken out: part 0 of the result.
    ///
    /// # Errors
    /// When the formulas cannot be evaluated.
    pub fn indicators(&self, definitions: &Definitions) -> Result<Without> {
        self.with_each(definitions, &[None])
    }

    /// Its indicators with a formula if one measure of the period (by its place) had another sum, once for each of the
    /// changes; nothing is changed where there is none.
    ///
    /// # Errors
    /// When the formulas cannot be evaluated.
    pub fn with_each(
        &self,
        definitions: &Definitions,
        changes: &[Option<(usize, f64)>],
    ) -> Result<Without> {
        let same = |values: &[Option<f64>]| -> Vec<Vec<Option<f64>>> {
            values
                .iter()
                .map(|&value| vec![value; changes.len()])
                .collect()
        };
        let mut current = same(&self.current);
        for (row, change) in changes.iter().enumerate() {
            if let Some((measure, sum)) = change {
                current[*measure][row] = Some(*sum);
            }
        }
        Without::evaluate(
            definitions,
            changes.len(),
            current,
            same(&self.previous),
            same(&self.attributes),
        )
    }
}

/// Indicators without one part, for every part.
#[derive(Clone, Debug)]
pub struct Without {
    values: BTreeMap<String, Vec<Option<f64>>>,
}

impl Without {
    /// The value of an indicator without a part; none for an indicator without a formula.
    pub fn value(&self, indicator: &str, part: usize) -> Option<f64> {
        self.values.get(indicator)?.get(part).copied().flatten()
    }

    fn evaluate(
        definitions: &Definitions,
        height: usize,
        current: Vec<Vec<Option<f64>>>,
        previous: Vec<Vec<Option<f64>>>,
        attributes: Vec<Vec<Option<f64>>>,
    ) -> Result<Without> {
        let columns: Vec<Column> = MeasureFrame::schema(definitions)
            .iter_names()
            .zip(current.into_iter().chain(previous).chain(attributes))
            .map(|(name, cells)| Series::new(name.clone(), cells).into_column())
            .collect();
        let frame =
            DataFrame::new(height, columns).context("the frame of all but one cannot be built")?;
        let values = indicator_values(definitions, &frame)
            .context("the indicators of all but one cannot be evaluated")?;
        let values = values
            .columns()
            .iter()
            .map(|column| {
                let cells = column.f64()?.iter().collect();
                Ok((column.name().to_string(), cells))
            })
            .collect::<Result<_>>()?;
        Ok(Without { values })
    }
}

/// What taking a part out changes: with − without (the sign reversed where less is better), and its share of the
/// whole in per cent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// with − without; none where either is.
    pub contribution: Option<f64>,
    /// contribution / |with| × 100; none where the whole is 0.
    pub rate: Option<f64>,
}

impl Difference {
    /// Of a value with and without the part.
    pub fn between(with: Option<f64>, without: Option<f64>, direction: Direction) -> Difference {
        let contribution = with.zip(without).map(|(with, without)| match direction {
            Direction::More => with - without,
            Direction::Less => without - with,
        });
        let rate = contribution
            .zip(with.filter(|with| *with != 0.0))
            .map(|(contribution, with)| contribution / with.abs() * 100.0);
        Difference { contribution, rate }
    }
}
