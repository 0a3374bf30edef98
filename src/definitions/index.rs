//! Composite indexes (evaluation systems): a weighted tree over indicators.

use serde::Deserialize;

use super::Label;
use super::classification::yes;

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
    /// How values are brought to 0–1.
    #[serde(default)]
    pub normalisation: Normalisation,
    /// Values that a weight which is not verified may take; the evaluation says how far the score moves.
    #[serde(default)]
    pub alternative_weights: Vec<f64>,
    /// Label of the root.
    pub root: Label,
    /// Nodes below the root, parents before children.
    pub nodes: Vec<Node>,
}

/// What happens to the weight of a missing indicator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MissingPolicy {
    /// It is left out and its weight spread over its siblings in proportion to theirs.
    #[default]
    Spread,
    /// It counts as the worst value.
    Zero,
}

/// How values are brought to 0–1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Normalisation {
    /// (value − min) / (max − min), clipped to 0–1; min and max over the panel and the zone, or given.
    #[default]
    MinMax,
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
    /// Weight relative to its siblings.
    pub weight: f64,
    /// Whether a source confirms the weight.
    #[serde(default = "yes")]
    pub verified: bool,
    /// What is certain and what is not, in words.
    #[serde(default)]
    pub certainty: Label,
}

/// Id of the root of every index.
pub const ROOT: &str = "total";

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

    /// The node's share of its parent's weight.
    pub fn nominal_share(&self, node: &Node) -> f64 {
        let siblings: f64 = self
            .children(&node.parent)
            .map(|sibling| sibling.weight)
            .sum();
        node.weight / siblings
    }
}
