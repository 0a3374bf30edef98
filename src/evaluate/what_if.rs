//! The score and rank if indicators had other values.

use anyhow::{Result, bail};

use super::panel::Panel;
use super::scored::Scored;
use crate::definitions::{Definitions, Label};
use crate::period::Period;
use crate::tables::{IndicatorRow, ReferenceRow};

/// Where the zone stands at a node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// The indicator's value, for a leaf.
    pub value: Option<f64>,
    /// 0–100 on the node's own scale.
    pub score: Option<f64>,
    /// Rank among the units; none without a panel.
    pub rank: Option<i64>,
    /// Number of units with a score.
    pub units: i64,
}

/// A node of an index before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeChange {
    /// Index id.
    pub index: String,
    /// Node id; `total` for the root.
    pub node: String,
    /// Name of the node; a leaf has its indicator's.
    pub label: Label,
    /// The indicator of a leaf.
    pub indicator: Option<String>,
    /// Depth, 0 for the root.
    pub depth: i64,
    /// As evaluated.
    pub before: Standing,
    /// With the other values.
    pub after: Standing,
}

impl NodeChange {
    /// Whether value, score or rank differ.
    pub fn changed(&self) -> bool {
        self.before != self.after
    }
}

/// The answer to a what-if.
#[derive(Clone, Debug, PartialEq)]
pub struct WhatIf {
    /// Every node of every index, in the order of the scores table.
    pub nodes: Vec<NodeChange>,
    /// Indicators that were set but have no score in any index, because none uses them, or because the
    /// reference does not tell the zones apart on them.
    pub not_scored: Vec<String>,
    /// Settings that no zone can have: below the least or above the greatest value that the indicator's
    /// definition calls possible.
    pub impossible: Vec<(String, f64)>,
}

/// Evaluates the indexes as they are and with other values of the zone's indicators.
///
/// `settings` are indicator ids and values in the indicator's unit. Bounds that come from the panel move with
/// the zone's value where it becomes the extreme, as they would in the real evaluation.
///
/// # Errors
/// When an indicator is not defined, is set twice, or a value is not a finite number.
pub fn what_if(
    definitions: &Definitions,
    period: Period,
    indicators: &[IndicatorRow],
    reference: &[ReferenceRow],
    settings: &[(String, f64)],
) -> Result<WhatIf> {
    let before = Panel::new(&definitions.pipeline, period, indicators, reference);
    let mut after = before.clone();
    let mut impossible = Vec::new();
    for (place, (id, value)) in settings.iter().enumerate() {
        let indicator = super::explain::find_indicator(definitions, id)?;
        if !value.is_finite() {
            bail!("indicator `{id}` cannot be set to {value}: a number is expected");
        }
        if settings
            .iter()
            .skip(place + 1)
            .any(|(other, _)| other == id)
        {
            bail!("indicator `{id}` is set twice: give it one value");
        }
        if !indicator.is_possible(*value) {
            impossible.push((id.clone(), *value));
        }
        after.set_own(id, *value);
    }
    let mut nodes = Vec::new();
    for index in &definitions.indexes {
        let before = Scored::new(definitions, index, &before)?;
        let after = Scored::new(definitions, index, &after)?;
        for (place, node) in before.tree.nodes.iter().enumerate() {
            let indicator = node
                .leaf
                .map(|leaf| before.tree.leaves[leaf].indicator.clone());
            let label = match &indicator {
                Some(id) => definitions
                    .indicator(id)
                    .map(|indicator| indicator.label.clone()),
                None if place == 0 => Some(index.root.clone()),
                None => index
                    .nodes
                    .get(place - 1)
                    .and_then(|node| node.label.clone()),
            };
            nodes.push(NodeChange {
                index: index.id.clone(),
                node: node.id.clone(),
                label: label.unwrap_or_default(),
                indicator,
                depth: node.depth,
                before: standing(&before, place),
                after: standing(&after, place),
            });
        }
    }
    let not_scored = settings
        .iter()
        .map(|(id, _)| id)
        .filter(|id| {
            !nodes
                .iter()
                .any(|node| node.indicator.as_ref() == Some(id) && node.after.score.is_some())
        })
        .cloned()
        .collect();
    Ok(WhatIf {
        nodes,
        not_scored,
        impossible,
    })
}

fn standing(scored: &Scored, node: usize) -> Standing {
    let leaf = scored.tree.nodes[node].leaf;
    Standing {
        value: leaf.and_then(|leaf| scored.columns[leaf].values[0]),
        score: scored.score(node, 0),
        rank: scored.rankings[node].ranks[0],
        units: scored.rankings[node].units,
    }
}
