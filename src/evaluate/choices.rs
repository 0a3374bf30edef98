//! The choices that stand behind a score and could have been made otherwise: weights that are not verified,
//! normalisation, what stands in for missing values, the mean. A draw makes each of them by chance.

use super::leaves::{NormalisedLeaf, table};
use super::rank::rounded;
use super::roll_up::{LeafValues, RolledUp};
use super::scored::{Scored, score};
use crate::definitions::{Aggregation, MissingPolicy};
use crate::random::SplitMix64;

/// Where the sequences of the draws start; fixed, for a run is repeatable.
const SEED: u64 = 0x6875_6F6A_7531;

/// A group of choices that are made together.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Factor {
    /// The weights below a node of the first level, its own among them: these nodes.
    Weights {
        /// The node of the first level.
        node: usize,
        /// The nodes whose weight is drawn.
        drawn: Vec<usize>,
    },
    /// How values are normalised.
    Normalisation,
    /// What stands in for missing values.
    Missing,
    /// Which mean is taken.
    Aggregation,
}

/// The choices of an index, with everything prepared that does not depend on a draw.
pub(super) struct Choices<'a> {
    pub scored: &'a Scored<'a>,
    /// What can vary.
    pub factors: Vec<Factor>,
    /// The leaves under each normalisation and policy, one policy after the other.
    tables: Vec<LeafValues>,
    normalisations: usize,
    policies: usize,
    means: Vec<Vec<Aggregation>>,
}

/// What a draw chose, and room to roll it up; used again for the next.
pub(super) struct Draw {
    weights: Vec<f64>,
    normalisation: usize,
    policy: usize,
    mean: usize,
    pub rolled: RolledUp,
}

impl<'a> Choices<'a> {
    /// Of a scored index.
    ///
    /// An indicator that does not tell the units apart is nobody's missing value: it stays as the index treats it.
    pub(super) fn of(scored: &'a Scored<'a>) -> Choices<'a> {
        let index = scored.index;
        let alternatives = &index.alternatives;
        let normalisations = match alternatives.normalisation.as_slice() {
            [] => vec![index.normalisation],
            some => some.to_vec(),
        };
        let gaps = scored
            .columns
            .iter()
            .zip(&scored.leaves)
            .any(|(column, leaf)| leaf.scale.is_some() && column.values.contains(&None));
        let policies = match alternatives.missing.as_slice() {
            _ if !gaps => vec![index.missing],
            [] => vec![MissingPolicy::Spread, MissingPolicy::Zero],
            some => some.to_vec(),
        };
        let means = match alternatives.aggregation.as_slice() {
            [] => vec![scored.means.clone()],
            some => some
                .iter()
                .map(|mean| vec![*mean; scored.means.len()])
                .collect(),
        };
        let mut tables = Vec::with_capacity(policies.len() * normalisations.len());
        for policy in &policies {
            for method in &normalisations {
                let leaves: Vec<NormalisedLeaf> = scored
                    .columns
                    .iter()
                    .map(|column| column.under(*method).normalise(*policy, &scored.groups))
                    .collect();
                let zero: Vec<bool> = leaves
                    .iter()
                    .map(|leaf| match leaf.scale {
                        Some(_) => *policy == MissingPolicy::Zero,
                        None => index.missing == MissingPolicy::Zero,
                    })
                    .collect();
                tables.push(table(&leaves, scored.units.len(), &zero));
            }
        }
        let mut factors = weight_factors(scored);
        if normalisations.len() > 1 {
            factors.push(Factor::Normalisation);
        }
        if policies.len() > 1 {
            factors.push(Factor::Missing);
        }
        if means.len() > 1 {
            factors.push(Factor::Aggregation);
        }
        Choices {
            scored,
            factors,
            tables,
            normalisations: normalisations.len(),
            policies: policies.len(),
            means,
        }
    }

    /// Room for draws.
    pub(super) fn draw(&self) -> Draw {
        Draw {
            weights: self.scored.tree.weights(),
            normalisation: 0,
            policy: 0,
            mean: 0,
            rolled: RolledUp::new(&self.scored.tree, self.scored.units.len()),
        }
    }

    /// Makes the choices of a factor. Every factor and draw has a sequence of its own, so that one factor can be
    /// drawn again while the others stay.
    pub(super) fn choose(&self, draw: &mut Draw, factor: usize, number: u64) {
        let seed = SEED.wrapping_add(factor as u64);
        let mut random = SplitMix64::of_draw(seed, number);
        let index = self.scored.index;
        match self.factors.get(factor) {
            Some(Factor::Weights { drawn, .. }) => {
                let alternatives = &index.alternative_weights;
                let within = index.alternatives.weights_within;
                for &node in drawn {
                    let place = &self.scored.tree.nodes[node];
                    let mut weight = place.weight;
                    if !place.verified && !alternatives.is_empty() {
                        weight = alternatives[random.below(alternatives.len())];
                    }
                    if within > 0.0 {
                        weight *= 1.0 - within + 2.0 * within * random.share();
                    }
                    draw.weights[node] = weight;
                }
            }
            Some(Factor::Normalisation) => draw.normalisation = random.below(self.normalisations),
            Some(Factor::Missing) => draw.policy = random.below(self.policies),
            Some(Factor::Aggregation) => draw.mean = random.below(self.means.len()),
            None => {}
        }
    }

    /// Rolls up what a draw chose.
    pub(super) fn roll_up(&self, draw: &mut Draw) {
        draw.rolled.fill(
            &self.scored.tree,
            &draw.weights,
            &self.means[draw.mean],
            &self.tables[draw.policy * self.normalisations + draw.normalisation],
            &self.scored.closed,
        );
    }
}

impl Draw {
    /// The rounded score of a node as ranks see it. What is evaluated for lack of any value as 0, and left out in
    /// this draw, comes last.
    pub(super) fn ranked(&self, node: usize, unit: usize) -> f64 {
        score(self.rolled.value(node, unit)).map_or(-1.0, rounded)
    }
}

/// For every node of the first level, the nodes of its branch whose weight is drawn.
fn weight_factors(scored: &Scored) -> Vec<Factor> {
    let nodes = &scored.tree.nodes;
    let index = scored.index;
    let mut branches: Vec<(usize, Vec<usize>)> = Vec::new();
    for node in 1..nodes.len() {
        let unverified = !nodes[node].verified && !index.alternative_weights.is_empty();
        if !unverified && index.alternatives.weights_within == 0.0 {
            continue;
        }
        let mut top = node;
        while nodes[top].parent > 0 {
            top = nodes[top].parent;
        }
        match branches.iter_mut().find(|(branch, _)| *branch == top) {
            Some((_, drawn)) => drawn.push(node),
            None => branches.push((top, vec![node])),
        }
    }
    branches
        .into_iter()
        .map(|(node, drawn)| Factor::Weights { node, drawn })
        .collect()
}
