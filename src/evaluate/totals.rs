//! The zone's total score and rank when one thing is different and everything else stays.

use super::normalise::Bounds;
use super::rank::rank;
use super::roll_up::RolledUp;
use super::scored::{Scored, score, zeroed};

/// The zone's total score (0–100) and its rank.
pub(super) type Total = (Option<f64>, Option<i64>);

/// A scored index, ready to be scored again.
pub(super) struct Totals<'a> {
    scored: &'a Scored<'a>,
    weights: Vec<f64>,
    zero: Vec<bool>,
    leaves: Vec<Vec<Option<f64>>>,
    rolled: RolledUp,
}

impl<'a> Totals<'a> {
    /// Of a scored index.
    pub(super) fn of(scored: &'a Scored<'a>) -> Totals<'a> {
        Totals {
            scored,
            weights: scored.tree.weights(),
            zero: zeroed(scored.index, &scored.tree),
            leaves: scored.leaves.clone(),
            rolled: RolledUp::new(&scored.tree),
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
        let scored = self.scored;
        let mut column = scored.values[leaf].clone();
        if let Some(own) = column.first_mut() {
            *own = Some(value);
        }
        let bounds = Bounds::of(&column, scored.given[leaf]);
        for (leaves, value) in self.leaves.iter_mut().zip(&column) {
            leaves[leaf] = bounds
                .zip(*value)
                .map(|(bounds, value)| bounds.normalise(value, scored.directions[leaf]));
        }
        let total = self.total();
        for (leaves, nominal) in self.leaves.iter_mut().zip(&scored.leaves) {
            leaves[leaf] = nominal[leaf];
        }
        total
    }

    fn total(&mut self) -> Total {
        let scores: Vec<Option<f64>> = self
            .leaves
            .iter()
            .map(|leaves| {
                self.rolled
                    .fill(&self.scored.tree, &self.weights, leaves, &self.zero);
                score(self.rolled.normalised[0])
            })
            .collect();
        let ranking = rank(&scores);
        (scores[0], ranking.ranks[0])
    }
}
