//! An index over a plain table of units and indicators: no pipeline, no zone of its own.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};

use super::Evaluated;
use super::choices::Choices;
use super::panel::Panel;
use super::scored::Scored;
use super::uncertainty::{DRAWS, RankIntervals};
use crate::definitions::{CompositeIndex, Direction};
use crate::tables::PlainTable;

/// Scores every unit of a table: the tables of scores and treated values; the others are about a zone of one's own
/// and stay empty.
///
/// `previous` holds the values of the period before. More is better where a leaf does not say otherwise.
///
/// # Errors
/// When the table lacks an indicator of the index, or a geometric or harmonic mean meets a 0.
pub fn evaluate_table(
    index: &CompositeIndex,
    table: &PlainTable,
    previous: Option<&PlainTable>,
    period: &str,
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
    Ok(Evaluated {
        scores: scored.rows(period, &intervals),
        treated: scored.treated_rows(period),
        ..Evaluated::default()
    })
}
