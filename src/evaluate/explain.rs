//! Where an indicator's value comes from: formula, measures, place in the indexes, and the enterprises that move
//! it most.

use anyhow::{Result, bail};

use super::contributions::surveyed;
use super::rank::rounded;
use crate::aggregate::{Aggregated, Difference, Members, Whole, Years};
use crate::definitions::{Definitions, Indicator, Label};
use crate::tables::{Edited, IndicatorRow, Level, RecordStatus, ScoreRow, ZoneFormRow};

/// How many enterprises are named.
const MOVERS: usize = 10;

/// An indicator of the zone or of a park, explained.
#[derive(Clone, Debug)]
pub struct Explanation<'a> {
    /// Its definition: label, unit, formula, direction, certainty.
    pub indicator: &'a Indicator,
    /// Zone id or park id.
    pub unit: &'a str,
    /// Name of the zone or park.
    pub unit_label: &'a Label,
    /// Its row: value, previous, change, growth, basis. None where the unit has none.
    pub row: Option<&'a IndicatorRow>,
    /// The measures and attributes that the formula reads, in the order of the definitions.
    pub measures: Vec<MeasureValue>,
    /// What the zone form says of it.
    pub zone_form: Vec<&'a ZoneFormRow>,
    /// Where it stands in the indexes; empty for a park, which has no rows there.
    pub placements: Vec<Placement>,
    /// The enterprises that move it most, the largest contribution (of either sign) first, at most ten.
    pub movers: Vec<Mover>,
}

/// A measure that a formula reads.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasureValue {
    /// Measure id, or the name of a park attribute.
    pub id: String,
    /// What it is; the name again for an attribute.
    pub label: Label,
    /// Unit of the sum; empty for an attribute.
    pub unit: String,
    /// The row expression that is summed; empty for an attribute.
    pub sql: String,
    /// Whether a source confirms it.
    pub verified: bool,
    /// The sum of the period.
    pub value: Option<f64>,
    /// The sum a year before.
    pub previous: Option<f64>,
    /// Whether the formula reads the sum a year before.
    pub reads_previous: bool,
}

/// Where an indicator stands in an index.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    /// Index id.
    pub index: String,
    /// Id of the leaf.
    pub node: String,
    /// Id of its indicator.
    pub indicator: String,
    /// Share of the total score after spreading, 0–1.
    pub weight: f64,
    /// The zone's row of the scores table.
    pub row: ScoreRow,
}

/// An enterprise that moves an indicator.
#[derive(Clone, Debug, PartialEq)]
pub struct Mover {
    /// Credit code.
    pub credit_code: String,
    /// Name.
    pub name: String,
    /// Park id.
    pub park: Option<String>,
    /// Status of its record.
    pub status: RecordStatus,
    /// Its own measures of the period, in the order of [`Explanation::measures`]; none for an attribute.
    pub measures: Vec<Option<f64>>,
    /// The unit's value without it; last year's totals stay.
    pub without: Option<f64>,
    /// with − without, the sign reversed where less is better; none where there is no value without it.
    pub contribution: Option<f64>,
    /// contribution / |with| × 100.
    pub rate: Option<f64>,
}

/// The indicator with an id.
///
/// # Errors
/// When there is none: the message names those that come near.
pub(super) fn find_indicator<'a>(definitions: &'a Definitions, id: &str) -> Result<&'a Indicator> {
    if let Some(indicator) = definitions.indicator(id) {
        return Ok(indicator);
    }
    let wanted = id.trim().to_lowercase();
    let near: Vec<String> = definitions
        .indicators
        .iter()
        .filter(|indicator| {
            let texts = [&indicator.id, &indicator.label.zh, &indicator.label.en];
            !wanted.is_empty()
                && texts
                    .iter()
                    .any(|text| text.to_lowercase().contains(&wanted))
        })
        .take(5)
        .map(|indicator| format!("`{}` ({})", indicator.id, indicator.label.zh))
        .collect();
    if near.is_empty() {
        bail!(
            "no indicator has the id `{id}`: see the files of `indicators` in `{}`",
            definitions.file.display()
        );
    }
    bail!(
        "no indicator has the id `{id}`: did you mean {}?",
        near.join(", ")
    );
}

/// Explains an indicator of the zone, or of a park given by id, name or alias.
///
/// `scores` are the rows of the scores table of the period; without them the placements are empty.
///
/// # Errors
/// When the indicator or the park is not defined, or the tables do not fit the definitions.
pub fn explain<'a>(
    definitions: &'a Definitions,
    current: &'a Edited,
    aggregated: &'a Aggregated,
    scores: &[ScoreRow],
    indicator: &str,
    park: Option<&str>,
) -> Result<Explanation<'a>> {
    let indicator = find_indicator(definitions, indicator)?;
    let pipeline = &definitions.pipeline;
    let park = match park {
        None => None,
        Some(text) => match pipeline.park_named(text) {
            Some(park) => Some(park),
            None => {
                let ids: Vec<&str> = pipeline.parks.iter().map(|park| park.id.as_str()).collect();
                bail!(
                    "`{text}` is no park of the zone: its parks are {}",
                    ids.join(", ")
                );
            }
        },
    };
    let (level, unit, unit_label) = match park {
        Some(park) => (Level::Park, park.id.as_str(), &park.name),
        None => (Level::Zone, pipeline.id.as_str(), &pipeline.name),
    };
    let park_id = park.map(|park| park.id.as_str());
    let whole = Whole::of(
        definitions,
        &aggregated.measures,
        &aggregated.previous_measures,
        park_id,
    );
    let row = aggregated
        .indicators
        .iter()
        .find(|row| row.level == level && row.unit == unit && row.indicator == indicator.id);
    let measures = measures(definitions, indicator, &whole);
    let movers = match surveyed(&aggregated.indicators, level, unit, &indicator.id) {
        Some(row) if indicator.formula.is_some() && row.value.is_some() => {
            let members = Members::of(definitions, current, &aggregated.measures, &[])?;
            // Attributes of parks are no measures: no enterprise has its own.
            let read: Vec<Option<usize>> = measures
                .iter()
                .map(|read| {
                    definitions
                        .measures
                        .iter()
                        .position(|one| one.id == read.id)
                })
                .collect();
            movers(
                definitions,
                &members,
                &whole,
                indicator,
                row,
                &read,
                park_id,
            )?
        }
        _ => Vec::new(),
    };
    Ok(Explanation {
        indicator,
        unit,
        unit_label,
        row,
        measures,
        zone_form: current
            .zone_form
            .iter()
            .filter(|row| row.indicator == indicator.id)
            .filter(|row| park_id.is_none() || row.park.as_deref() == park_id)
            .collect(),
        placements: if park.is_none() {
            placements(definitions, scores, indicator)
        } else {
            Vec::new()
        },
        movers,
    })
}

fn measures(definitions: &Definitions, indicator: &Indicator, whole: &Whole) -> Vec<MeasureValue> {
    let Some(formula) = &indicator.formula else {
        return Vec::new();
    };
    let columns = formula.columns();
    let sums = definitions
        .measures
        .iter()
        .zip(whole.current.iter().zip(&whole.previous))
        .filter_map(|(measure, (&value, &previous))| {
            let reads_previous = columns.contains(&format!("prev_{}", measure.id));
            (reads_previous || columns.contains(&measure.id)).then(|| MeasureValue {
                id: measure.id.clone(),
                label: measure.label.clone(),
                unit: measure.unit.clone(),
                sql: measure.sql.text().to_owned(),
                verified: measure.verified,
                value,
                previous,
                reads_previous,
            })
        });
    let attributes = definitions
        .park_attributes()
        .into_iter()
        .zip(&whole.attributes)
        .filter(|(name, _)| columns.contains(*name))
        .map(|(name, &value)| MeasureValue {
            id: name.to_owned(),
            label: Label {
                zh: name.to_owned(),
                en: name.to_owned(),
            },
            unit: String::new(),
            sql: String::new(),
            verified: true,
            value,
            previous: value,
            reads_previous: false,
        });
    sums.chain(attributes).collect()
}

/// The zone's rows of the leaves that stand for the indicator.
fn placements(
    definitions: &Definitions,
    scores: &[ScoreRow],
    indicator: &Indicator,
) -> Vec<Placement> {
    let zone = &definitions.pipeline.id;
    let mut placements = Vec::new();
    for index in &definitions.indexes {
        let find = |node: &str| {
            scores
                .iter()
                .find(|row| row.index == index.id && row.unit == *zone && row.node == node)
        };
        for (leaf, id) in index.leaves() {
            let Some(row) = find(&leaf.id).filter(|_| id == indicator.id) else {
                continue;
            };
            let mut weight = row.weight;
            let mut parent = row.parent.as_str();
            while let Some(above) = find(parent).filter(|above| above.depth > 0) {
                weight *= above.weight;
                parent = &above.parent;
            }
            placements.push(Placement {
                index: index.id.clone(),
                node: leaf.id.clone(),
                indicator: indicator.id.clone(),
                weight,
                row: row.clone(),
            });
        }
    }
    placements
}

fn movers(
    definitions: &Definitions,
    members: &Members,
    whole: &Whole,
    indicator: &Indicator,
    row: &IndicatorRow,
    read: &[Option<usize>],
    park: Option<&str>,
) -> Result<Vec<Mover>> {
    let places = members.places(park);
    let without = members.all_but_one(definitions, whole, &places, Years::This)?;
    let mut movers: Vec<Mover> = places
        .iter()
        .enumerate()
        .map(|(number, &place)| {
            let member = &members.members[place];
            let value = without.value(&indicator.id, number);
            let difference = Difference::between(row.value, value, indicator.direction);
            Mover {
                credit_code: member.credit_code.clone(),
                name: member.name.clone(),
                park: member.park.clone(),
                status: member.status,
                measures: read
                    .iter()
                    .map(|measure| measure.and_then(|measure| members.own(measure, place)))
                    .collect(),
                without: value,
                contribution: difference.contribution,
                rate: difference.rate,
            }
        })
        .filter(|mover| mover.contribution != Some(0.0))
        .collect();
    // An enterprise without which there is no value at all moves it most. Equal ones keep the table's order.
    let size = |mover: &Mover| {
        mover
            .contribution
            .map_or(f64::INFINITY, |c| rounded(c.abs()))
    };
    movers.sort_by(|a, b| size(b).total_cmp(&size(a)));
    movers.truncate(MOVERS);
    Ok(movers)
}
