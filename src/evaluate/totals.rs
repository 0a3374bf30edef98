//! The zone's total score and rank when one thing is different and everything else stays.

use super::leaves::NormalisedLeaf;
use super::rank::rank;
use super::roll_up::{LeafValues, RolledUp};
use super::scored::{Scored, score};
use crate::definitions::MissingPolicy;

/// The zone's total score (0–100) and its rank.
pub(super) type Total = (Option<f64>, Option<i64>);

/// A scored index, ready to be scored again.
pub(super) struct Totals<'a> {
    scored: &'a Scored<'a>,
    weights: Vec<f64>,
    table: LeafValues,
    rolled: RolledUp,
}

impl<'a> Totals<'a> {
    /// Of a scored index.
    pub(super) fn of(scored: &'a Scored<'a>) -> Totals<'a> {
        Totals {
            scored,
            weights: scored.tree.weights(),
            table: scored.table.clone(),
            rolled: RolledUp::new(&scored.tree, scored.units.len()),
        }
    }

    /// When a node has this weight. A weight of 0 leaves the node out.
    pub(super) fn with_weight(&mut self, node: usize, weight: f64) -> Total {
        let nominal = std::mem::replace(&mut self.weights[node], weight);
        let total = self.total();
        self.weights[node] = nominal;
        total
    }

    /// When the zone has this value of a leaf's indicator. Bounds that are not given move with it.
    pub(super) fn with_value(&mut self, leaf: usize, value: f64) -> Total {
        let total = {
            self.set_value(leaf, value);
            self.total()
        };
        let units = self.scored.units.len();
        let row = leaf * units..(leaf + 1) * units;
        self.table[row.clone()].copy_from_slice(&self.scored.table[row]);
        total
    }

    /// Lets the zone keep this value of a leaf's indicator.
    pub(super) fn set_value(&mut self, leaf: usize, value: f64) {
        let scored = self.scored;
        let units = scored.units.len();
        let again: NormalisedLeaf = scored.columns[leaf]
            .with_value(0, Some(value))
            .normalise(scored.index.missing, &scored.groups);
        let zero = scored.index.missing == MissingPolicy::Zero;
        let row = leaf * units..(leaf + 1) * units;
        for (unit, cell) in self.table[row].iter_mut().enumerate() {
            // A unit without any value has no score; the zone has one now.
            let alive = unit == 0 || scored.leaves.iter().any(|l| l.normalised[unit].is_some());
            let stand_in = if zero && alive { 0.0 } else { f64::NAN };
            *cell = again.normalised[unit].unwrap_or(stand_in);
        }
    }

    /// The zone's total and rank as things stand.
    pub(super) fn total(&mut self) -> Total {
        let scored = self.scored;
        self.rolled.fill(
            &scored.tree,
            &self.weights,
            &scored.means,
            &self.table,
            &scored.closed,
        );
        let scores: Vec<Option<f64>> = (0..scored.units.len())
            .map(|unit| score(self.rolled.value(0, unit)))
            .collect();
        let ranking = rank(&scores);
        (scores[0], ranking.ranks[0])
    }
}
