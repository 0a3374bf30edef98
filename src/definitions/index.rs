//! Composite indexes (evaluation systems): a weighted tree over indicators.

use serde::Deserialize;

use super::Label;
use super::classification::yes;
use super::indicators::Direction;
use super::method::{
    Aggregation, Alternatives, Efficacy, MissingPolicy, Normalisation, Outliers, WeightSet,
};

/// A composite index, as one file of `indexes/` describes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompositeIndex {
    /// Id (`national-2021`).
    pub id: String,
    /// Its name.
    pub label: Label,
    /// The document that defines it.
    #[serde(default)]
    pub reference: String,
    /// What happens to the weight of a missing indicator.
    #[serde(default)]
    pub missing: MissingPolicy,
    /// Least share of the nominal weight below a node that must have a value, 0–1; a unit with less has no score
    /// there.
    #[serde(default)]
    pub availability: f64,
    /// What is done with outliers before normalisation.
    #[serde(default)]
    pub outliers: Outliers,
    /// How values are brought to 0–1.
    #[serde(default)]
    pub normalisation: Normalisation,
    /// Base and span of the efficacy coefficient.
    #[serde(default)]
    pub efficacy: Efficacy,
    /// Lowest normalised value, 0–1: normalised values are drawn together to `floor`–1, so that a geometric or
    /// harmonic mean can be taken.
    #[serde(default)]
    pub floor: f64,
    /// The mean that a node takes of its children, by depth: the root's first; the last one holds for all levels
    /// below. Arithmetic, if left out.
    #[serde(default)]
    pub aggregation: Vec<Aggregation>,
    /// The weights in use: `given` (those of the nodes), `equal`, or the id of one of `weight_sets`.
    #[serde(default = "given")]
    pub weights: String,
    /// Other sets of weights.
    #[serde(default)]
    pub weight_sets: Vec<WeightSet>,
    /// Whether the whole tree is known. Of an index that is not complete no total is computed.
    #[serde(default = "yes")]
    pub complete: bool,
    /// Values that a weight which is not verified may take; the evaluation says how far the score moves.
    #[serde(default)]
    pub alternative_weights: Vec<f64>,
    /// Other choices that could have been made; the evaluation says how the ranks depend on them.
    #[serde(default)]
    pub alternatives: Alternatives,
    /// Label of the root.
    pub root: Label,
    /// Nodes below the root, parents before children.
    pub nodes: Vec<Node>,
}

/// A node of the tree: a dimension, or a leaf that stands for an indicator.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// Id, unique in the index: `1`, `1.2`.
    pub id: String,
    /// Id of the parent; `total`, the root, if left out.
    #[serde(default = "root")]
    pub parent: String,
    /// Name of a dimension; a leaf has its indicator's.
    #[serde(default)]
    pub label: Option<Label>,
    /// The indicator of a leaf.
    #[serde(default)]
    pub indicator: Option<String>,
    /// Which way is better, for a leaf; its indicator's, if left out.
    #[serde(default)]
    pub direction: Option<Direction>,
    /// The values that stand for 0 and 1 (1 and 0, where less is better), for a leaf: lower first.
    #[serde(default)]
    pub goalposts: Option<[f64; 2]>,
    /// The value to reach, for a leaf.
    #[serde(default)]
    pub target: Option<f64>,
    /// How the leaf's values are brought to 0–1, where it differs from the index.
    #[serde(default)]
    pub normalisation: Option<Normalisation>,
    /// The mean that is taken of the children, where it differs from its level.
    #[serde(default)]
    pub aggregation: Option<Aggregation>,
    /// Weight relative to its siblings.
    pub weight: f64,
    /// Whether a source confirms the weight.
    #[serde(default = "yes")]
    pub verified: bool,
    /// What is certain and what is not, in words.
    #[serde(default)]
    pub certainty: Label,
}

/// The weights of the nodes themselves.
const GIVEN: &str = "given";

/// The same weight for all siblings.
const EQUAL: &str = "equal";

/// Id of the root of every index.
pub const ROOT: &str = "total";

fn given() -> String {
    GIVEN.to_owned()
}

fn root() -> String {
    ROOT.to_owned()
}

impl CompositeIndex {
    /// Direct children of a node, in the order of the file.
    pub fn children(&self, parent: &str) -> impl Iterator<Item = &Node> {
        let parent = parent.to_owned();
        self.nodes.iter().filter(move |node| node.parent == parent)
    }

    /// The leaves, in the order of the file.
    pub fn leaves(&self) -> impl Iterator<Item = (&Node, &str)> {
        self.nodes
            .iter()
            .filter_map(|node| node.indicator.as_deref().map(|indicator| (node, indicator)))
    }

    /// Puts the weights in use in the place of the nodes' own.
    ///
    /// # Errors
    /// What is wrong with `weights`, or with the set that it names.
    pub fn choose_weights(&mut self) -> Result<(), String> {
        match self.weights.as_str() {
            GIVEN => {}
            EQUAL => self.nodes.iter_mut().for_each(|node| node.weight = 1.0),
            id => {
                let Some(set) = self.weight_sets.iter().find(|set| set.id == id) else {
                    return Err(format!(
                        "`{id}` is neither `{GIVEN}`, `{EQUAL}` nor the id of one of `weight_sets`"
                    ));
                };
                for node in &mut self.nodes {
                    if let Some(weight) = set.weights.get(&node.id) {
                        node.weight = *weight;
                        node.verified = set.verified;
                    }
                }
            }
        }
        Ok(())
    }

    /// The mean that a node at a depth takes of its children; the root has depth 0.
    pub fn aggregation_at(&self, depth: usize) -> Aggregation {
        self.aggregation
            .get(depth)
            .or(self.aggregation.last())
            .copied()
            .unwrap_or_default()
    }

    /// The node's share of its parent's weight.
    pub fn nominal_share(&self, node: &Node) -> f64 {
        let siblings: f64 = self
            .children(&node.parent)
            .map(|sibling| sibling.weight)
            .sum();
        node.weight / siblings
    }
}
