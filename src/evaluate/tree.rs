//! The weighted tree of a composite index, as arrays: the root first, then the nodes in the order of the file.

use std::collections::BTreeMap;

use anyhow::{Result, bail};

use crate::definitions::{Aggregation, CompositeIndex, ROOT};

/// A node of the tree.
#[derive(Clone, Debug)]
pub(super) struct TreeNode {
    /// Id, `total` for the root.
    pub id: String,
    /// Place of the parent; the root is its own.
    pub parent: usize,
    /// Depth, 0 for the root.
    pub depth: i64,
    /// Weight relative to the siblings, as defined.
    pub weight: f64,
    /// Share of the parent before spreading; 1 for the root.
    pub share: f64,
    /// Whether a source confirms the weight.
    pub verified: bool,
    /// The mean that it takes of its children.
    pub mean: Aggregation,
    /// Number of the leaf, for a leaf.
    pub leaf: Option<usize>,
}

/// A leaf: it stands for an indicator.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    /// Place of its node.
    pub node: usize,
    /// Id of its indicator.
    pub indicator: String,
}

/// The tree. Parents stand before their children, so a walk from the end sees children first.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    /// The nodes, the root at 0.
    pub nodes: Vec<TreeNode>,
    /// The leaves, in the order of the file.
    pub leaves: Vec<Leaf>,
}

impl Tree {
    /// Builds the tree of an index.
    ///
    /// # Errors
    /// When a parent does not stand before its child.
    pub(super) fn of(index: &CompositeIndex) -> Result<Tree> {
        let mut nodes = vec![TreeNode {
            id: ROOT.to_owned(),
            parent: 0,
            depth: 0,
            weight: 1.0,
            share: 1.0,
            verified: true,
            mean: index.aggregation_at(0),
            leaf: None,
        }];
        let mut leaves = Vec::new();
        let mut places = BTreeMap::from([(ROOT, 0)]);
        for node in &index.nodes {
            let Some(&parent) = places.get(node.parent.as_str()) else {
                bail!(
                    "index `{}`, node `{}`: parent `{}` is no node before this one",
                    index.id,
                    node.id,
                    node.parent
                );
            };
            let place = nodes.len();
            places.insert(&node.id, place);
            let leaf = node.indicator.as_ref().map(|indicator| {
                leaves.push(Leaf {
                    node: place,
                    indicator: indicator.clone(),
                });
                leaves.len() - 1
            });
            let depth = nodes
                .get(parent)
                .map_or(1, |above: &TreeNode| above.depth + 1);
            nodes.push(TreeNode {
                id: node.id.clone(),
                parent,
                depth,
                weight: node.weight,
                share: index.nominal_share(node),
                verified: node.verified,
                mean: node.aggregation.unwrap_or_else(|| {
                    index.aggregation_at(usize::try_from(depth).unwrap_or_default())
                }),
                leaf,
            });
        }
        Ok(Tree { nodes, leaves })
    }

    /// The weights of the nodes as defined, relative to their siblings.
    pub(super) fn weights(&self) -> Vec<f64> {
        self.nodes.iter().map(|node| node.weight).collect()
    }
}
