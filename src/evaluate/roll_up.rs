//! From leaves to the root: the weight of what is missing is spread over its siblings, or counts as 0.

use super::tree::Tree;

/// The nodes of one unit, rolled up. Reused from unit to unit, for a simulation rolls up many times.
#[derive(Clone, Debug)]
pub(super) struct RolledUp {
    /// Normalised value of every node, 0–1; none for a node that is left out.
    pub normalised: Vec<Option<f64>>,
    /// Sum of weight × value of a node's children that are there.
    sums: Vec<f64>,
    /// Sum of their weights.
    weights: Vec<f64>,
}

impl RolledUp {
    /// Room for a tree.
    pub(super) fn new(tree: &Tree) -> RolledUp {
        RolledUp {
            normalised: vec![None; tree.nodes.len()],
            sums: vec![0.0; tree.nodes.len()],
            weights: vec![0.0; tree.nodes.len()],
        }
    }

    /// Rolls up the leaves of a unit.
    ///
    /// `weights` are relative to the siblings, one per node; `leaves` the normalised values, one per leaf;
    /// `zero` says of each leaf whether it counts as 0 when it is missing. A unit without any value has none in
    /// the root either.
    pub(super) fn fill(
        &mut self,
        tree: &Tree,
        weights: &[f64],
        leaves: &[Option<f64>],
        zero: &[bool],
    ) {
        self.normalised.fill(None);
        self.sums.fill(0.0);
        self.weights.fill(0.0);
        if leaves.iter().all(Option::is_none) {
            return;
        }
        for (place, node) in tree.nodes.iter().enumerate().rev() {
            let value = match node.leaf {
                Some(leaf) => leaves[leaf].or_else(|| zero[leaf].then_some(0.0)),
                None => (self.weights[place] > 0.0).then(|| self.sums[place] / self.weights[place]),
            };
            self.normalised[place] = value;
            if let Some(value) = value
                && place > 0
            {
                self.sums[node.parent] += weights[place] * value;
                self.weights[node.parent] += weights[place];
            }
        }
    }

    /// Every node's share of its parent after spreading: 0 for a node left out, 1 for the root.
    pub(super) fn shares(&self, tree: &Tree, weights: &[f64]) -> Vec<f64> {
        tree.nodes
            .iter()
            .enumerate()
            .map(|(place, node)| match self.normalised[place] {
                _ if place == 0 => 1.0,
                Some(_) if self.weights[node.parent] > 0.0 => {
                    weights[place] / self.weights[node.parent]
                }
                _ => 0.0,
            })
            .collect()
    }
}

/// Share of the nominal weight of all leaves below each node that have a value.
pub(super) fn coverage(tree: &Tree, leaves: &[Option<f64>]) -> Vec<f64> {
    let mut coverage = vec![0.0; tree.nodes.len()];
    for (place, node) in tree.nodes.iter().enumerate().rev() {
        if let Some(leaf) = node.leaf {
            coverage[place] = if leaves[leaf].is_some() { 1.0 } else { 0.0 };
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
