//! An index over a plain table of units and indicators: no pipeline, no zone of its own.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};

use super::Evaluated;
use super::choices::Choices;
use super::panel::Panel;
use super::scored::Scored;
use super::uncertainty::{DRAWS, RankIntervals};
use super::{reversal, robustness, sensitivity, sobol};
use crate::definitions::{CompositeIndex, Direction};
use crate::tables::PlainTable;

/// A unit of a table that is looked at closely.
#[derive(Clone, Copy, Debug)]
pub struct Chosen<'a> {
    /// Its name in the table.
    pub unit: &'a str,
    /// The rank that it wants.
    pub goal: Option<i64>,
}

/// Scores every unit of a table: the tables of scores and treated values; for a chosen unit also how sure its rank is
/// (robustness, Sobol indices, rank reversals) and how its score moves with other weights and without each indicator.
/// The other tables are about a zone of one's own and stay empty.
///
/// `previous` holds the values of the period before. More is better where a leaf does not say otherwise.
///
/// # Errors
/// When the table lacks an indicator of the index or the chosen unit, or a geometric or harmonic mean meets a 0.
pub fn evaluate_table(
    index: &CompositeIndex,
    table: &PlainTable,
    previous: Option<&PlainTable>,
    period: &str,
    chosen: Option<Chosen>,
) -> Result<Evaluated> {
    let mut panel = Panel::of_units(table.units.clone(), table.groups.clone());
    let places: BTreeMap<&str, usize> = table
        .units
        .iter()
        .enumerate()
        .map(|(place, unit)| (unit.as_str(), place))
        .collect();
    for (indicator, values) in &table.columns {
        for (unit, value) in values.iter().enumerate() {
            panel.set(unit, indicator, *value);
        }
    }
    if let Some(before) = previous {
        for (indicator, values) in &before.columns {
            for (unit, value) in before.units.iter().zip(values) {
                if let Some(place) = places.get(unit.as_str()) {
                    panel.set_previous(*place, indicator, *value);
                }
            }
        }
    }
    for (node, indicator) in index.leaves() {
        if !table.columns.iter().any(|(name, _)| name == indicator) {
            let names: Vec<&str> = table
                .columns
                .iter()
                .map(|(name, _)| name.as_str())
                .collect();
            bail!(
                "node `{}`: the table has no column `{indicator}`; it has {}",
                node.id,
                names.join(", ")
            );
        }
    }
    let scored = Scored::with_directions(index, &panel, |_| Some(Direction::More))
        .context("the index cannot be scored")?;
    let intervals = RankIntervals::simulate(&Choices::of(&scored), DRAWS);
    let mut evaluated = Evaluated {
        scores: scored.rows(period, &intervals),
        treated: scored.treated_rows(period),
        ..Evaluated::default()
    };
    if let Some(chosen) = chosen {
        look_closely(&scored, chosen, period, &mut evaluated)?;
    }
    Ok(evaluated)
}

/// Adds the tables about one unit. They are about the unit that stands first, so it is put there.
fn look_closely(
    scored: &Scored,
    chosen: Chosen,
    period: &str,
    evaluated: &mut Evaluated,
) -> Result<()> {
    let Some(place) = scored.units.iter().position(|unit| unit == chosen.unit) else {
        bail!(
            "the table has no unit `{}`; it has {}",
            chosen.unit,
            some_of(&scored.units)
        );
    };
    let mut order = vec![place];
    order.extend((0..scored.units.len()).filter(|&unit| unit != place));
    let first = scored.only(&order)?;
    let choices = Choices::of(&first);
    let intervals = RankIntervals::simulate(&choices, DRAWS);
    let reversals = reversal::reversals(&first, period)?;
    evaluated.sensitivity = sensitivity::sensitivity(&first, period);
    evaluated.robustness.push(robustness::robustness(
        &first,
        period,
        &intervals,
        &reversals,
        chosen.goal,
    ));
    evaluated.sobol = sobol::sobol(&choices, period);
    evaluated.rank_reversals = reversals.rows;
    Ok(())
}

/// The first names, and how many there are.
fn some_of(units: &[String]) -> String {
    let named: Vec<&str> = units.iter().take(10).map(String::as_str).collect();
    match units.len() {
        0..=10 => named.join(", "),
        count => format!("{}, … ({count} units)", named.join(", ")),
    }
}
