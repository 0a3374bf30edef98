//! How far the zone is from the zones ranked around its goal, indicator by indicator: the distance, the points that it
//! is worth, and what it means in the measure that people count.

use anyhow::Result;

use super::improvements::goal;
use super::quantities::{Quantity, quantities};
use super::scored::Scored;
use super::totals::Totals;
use crate::aggregate::Whole;
use crate::definitions::{Definitions, Direction};
use crate::period::Period;
use crate::tables::GoalDistanceRow;

/// Ranks to either side of the goal's that are compared: one zone alone may be odd.
const AROUND: i64 = 2;

/// A row for every leaf of which one of the zones around the goal's rank has a value; none without a goal or a panel.
///
/// # Errors
/// When the formulas cannot be evaluated.
pub(super) fn distances(
    definitions: &Definitions,
    scored: &Scored,
    period: Period,
    zone: &Whole,
) -> Result<Vec<GoalDistanceRow>> {
    let Some(goal) = goal(&definitions.pipeline, &scored.index.id, period) else {
        return Ok(Vec::new());
    };
    let (from, to) = ((goal - AROUND).max(1), goal + AROUND);
    let around: Vec<usize> = (1..scored.units.len())
        .filter(|&unit| {
            scored.rankings[0].ranks[unit].is_some_and(|rank| (from..=to).contains(&rank))
        })
        .collect();
    let total = scored.score(0, 0);
    let mut totals = Totals::of(scored);
    let mut rows = Vec::new();
    for (number, leaf) in scored.tree.leaves.iter().enumerate() {
        let column = &scored.columns[number];
        let mut values: Vec<f64> = around
            .iter()
            .filter_map(|&unit| column.values[unit])
            .collect();
        values.sort_by(f64::total_cmp);
        let (Some(&least), Some(&greatest)) = (values.first(), values.last()) else {
            continue;
        };
        let median = median(&values);
        let value = column.values[0];
        let distance = value.map(|value| match column.rule.direction {
            Direction::More => median - value,
            Direction::Less => value - median,
        });
        let short = distance.is_some_and(|distance| distance > 0.0);
        let points = if short && scored.normalised(leaf.node, 0).is_some() {
            let then = totals.with_value(number, median).0;
            then.zip(total).map(|(then, total)| then - total)
        } else {
            None
        };
        rows.push(GoalDistanceRow {
            period: period.to_string(),
            index: scored.index.id.clone(),
            node: scored.tree.nodes[leaf.node].id.clone(),
            indicator: leaf.indicator.clone(),
            rank_from: from,
            rank_to: to,
            zones: values.len() as i64,
            value,
            least,
            median,
            greatest,
            distance,
            points,
            measure: None,
            measure_change: None,
        });
    }
    let wanted: Vec<_> = rows
        .iter()
        .enumerate()
        .filter_map(|(place, row)| {
            Some((place, definitions.indicator(&row.indicator)?, row.median))
        })
        .collect();
    let pairs: Vec<_> = wanted
        .iter()
        .map(|(_, indicator, median)| (*indicator, *median))
        .collect();
    let found = quantities(definitions, zone, &pairs)?;
    let places: Vec<usize> = wanted.iter().map(|(place, ..)| *place).collect();
    for (place, Quantity { measure, change }) in places.into_iter().zip(found) {
        let row = &mut rows[place];
        row.measure = measure;
        row.measure_change = change.filter(|_| row.distance.is_some_and(|one| one > 0.0));
    }
    Ok(rows)
}

/// The middle of sorted values: the mean of the two in the middle, where there are two.
fn median(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[middle]
    } else {
        sorted[middle - 1] + (sorted[middle] - sorted[middle - 1]) / 2.0
    }
}
