//! From leaves to the root: the weighted mean of what is there, at every node and for all units at once.

use super::tree::Tree;
use crate::definitions::Aggregation;

/// Normalised values by leaf and unit, one leaf after the other; NaN where there is none.
pub(super) type LeafValues = Vec<f64>;

/// The nodes of all units, rolled up. Reused, for a simulation rolls up many times.
#[derive(Clone, Debug)]
pub(super) struct RolledUp {
    /// Number of units.
    units: usize,
    /// Normalised value by node and unit, 0–1; NaN for a node that is left out.
    values: Vec<f64>,
    /// Sum of weight × term of a node's children that are there; the term of a mean (x, ln x or 1 / x).
    sums: Vec<f64>,
    /// Sum of their weights.
    weights: Vec<f64>,
}

impl RolledUp {
    /// Room for a tree and so many units.
    pub(super) fn new(tree: &Tree, units: usize) -> RolledUp {
        let cells = tree.nodes.len() * units;
        RolledUp {
            units,
            values: vec![f64::NAN; cells],
            sums: vec![0.0; cells],
            weights: vec![0.0; cells],
        }
    }

    /// Rolls up the leaves.
    ///
    /// `weights` are relative to the siblings, one per node; `means` the mean that each node takes of its
    /// children; `closed` says by node and unit where there is no score whatever the children have. A geometric
    /// or harmonic mean with a 0 in it is 0, its limit. A weight of 0 leaves a node out.
    pub(super) fn fill(
        &mut self,
        tree: &Tree,
        weights: &[f64],
        means: &[Aggregation],
        leaves: &[f64],
        closed: &[bool],
    ) {
        let units = self.units;
        self.sums.fill(0.0);
        self.weights.fill(0.0);
        for (place, node) in tree.nodes.iter().enumerate().rev() {
            let row = place * units..(place + 1) * units;
            let values = &mut self.values[row.clone()];
            match node.leaf {
                Some(leaf) => values.copy_from_slice(&leaves[leaf * units..(leaf + 1) * units]),
                None => {
                    let cells = self.sums[row.clone()]
                        .iter()
                        .zip(&self.weights[row.clone()]);
                    for (value, (sum, weight)) in values.iter_mut().zip(cells) {
                        *value = if *weight > 0.0 {
                            mean(means[place], *sum, *weight)
                        } else {
                            f64::NAN
                        };
                    }
                    for (value, closed) in values.iter_mut().zip(&closed[row]) {
                        if *closed {
                            *value = f64::NAN;
                        }
                    }
                }
            }
            let weight = weights[place];
            if place == 0 || weight == 0.0 {
                continue;
            }
            let above = node.parent * units..(node.parent + 1) * units;
            let sums = self.sums[above.clone()].iter_mut();
            let cells = sums.zip(&mut self.weights[above]).zip(values.iter());
            match means[node.parent] {
                Aggregation::Arithmetic => add(cells, weight, |value| value),
                Aggregation::Geometric => add(cells, weight, f64::ln),
                Aggregation::Harmonic => add(cells, weight, f64::recip),
            }
        }
    }

    /// The normalised value of a node for a unit; none where it is left out.
    pub(super) fn value(&self, node: usize, unit: usize) -> Option<f64> {
        Some(self.values[node * self.units + unit]).filter(|value| !value.is_nan())
    }

    /// A node's share of its parent for a unit after spreading: 0 for a node left out, 1 for the root.
    pub(super) fn share(&self, tree: &Tree, weights: &[f64], node: usize, unit: usize) -> f64 {
        let siblings = self.weights[tree.nodes[node].parent * self.units + unit];
        match self.value(node, unit) {
            _ if node == 0 => 1.0,
            Some(_) if siblings > 0.0 => weights[node] / siblings,
            _ => 0.0,
        }
    }
}

fn add<'a>(
    cells: impl Iterator<Item = ((&'a mut f64, &'a mut f64), &'a f64)>,
    weight: f64,
    term: impl Fn(f64) -> f64,
) {
    for ((sum, weights), value) in cells {
        let there = !value.is_nan();
        *sum += if there { weight * term(*value) } else { 0.0 };
        *weights += if there { weight } else { 0.0 };
    }
}

fn mean(of: Aggregation, sum: f64, weight: f64) -> f64 {
    match of {
        Aggregation::Arithmetic => sum / weight,
        Aggregation::Geometric => (sum / weight).exp(),
        Aggregation::Harmonic => weight / sum,
    }
}

/// Share of the nominal weight of all leaves below each node that has a value, for one unit; `has` says it of
/// each leaf.
pub(super) fn coverage(tree: &Tree, has: impl Fn(usize) -> bool) -> Vec<f64> {
    let mut coverage = vec![0.0; tree.nodes.len()];
    for (place, node) in tree.nodes.iter().enumerate().rev() {
        if let Some(leaf) = node.leaf {
            coverage[place] = if has(leaf) { 1.0 } else { 0.0 };
        }
        if place > 0 {
            coverage[node.parent] += node.share * coverage[place];
        }
    }
    // A sum of shares may end a hair above 1.
    for share in &mut coverage {
        *share = share.min(1.0);
    }
    coverage
}
