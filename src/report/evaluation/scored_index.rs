//! One composite index with the zone's scores and the panel's.

use std::collections::BTreeMap;

use crate::definitions::{CompositeIndex, Node, ROOT, RankGoal};
use crate::report::view::View;
use crate::tables::{ImprovementRow, ScoreRow};

/// An index, its definition and its scores.
pub(super) struct ScoredIndex<'a> {
    /// The results.
    pub(super) view: &'a View<'a>,
    /// The definition.
    pub(super) definition: &'a CompositeIndex,
    own: BTreeMap<&'a str, &'a ScoreRow>,
    /// Units of the panel with their rows by node, in the order of their first row; the zone is among them.
    units: Vec<(&'a str, BTreeMap<&'a str, &'a ScoreRow>)>,
}

/// What a leaf costs the total score.
pub(super) struct Shortfall<'a> {
    /// The leaf.
    pub(super) node: &'a Node,
    /// The zone's row.
    pub(super) row: &'a ScoreRow,
    /// Share of the total, weights of missing indicators spread.
    pub(super) weight: f64,
    /// Points of the total score lost against the best value.
    pub(super) lost: f64,
}

impl<'a> ScoredIndex<'a> {
    /// Finds the scores of an index.
    pub(super) fn of(view: &'a View<'a>, definition: &'a CompositeIndex) -> ScoredIndex<'a> {
        let mut units: Vec<(&str, BTreeMap<&str, &ScoreRow>)> = Vec::new();
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for row in &view.results.evaluated.scores {
            if row.index != definition.id {
                continue;
            }
            let place = *places.entry(row.unit.as_str()).or_insert_with(|| {
                units.push((row.unit.as_str(), BTreeMap::new()));
                units.len() - 1
            });
            if let Some((_, rows)) = units.get_mut(place) {
                rows.insert(row.node.as_str(), row);
            }
        }
        let own = units
            .iter()
            .find(|(unit, _)| *unit == view.zone_id())
            .map(|(_, rows)| rows.clone())
            .unwrap_or_default();
        ScoredIndex {
            view,
            definition,
            own,
            units,
        }
    }

    /// The zone's row of a node.
    pub(super) fn own(&self, node: &str) -> Option<&'a ScoreRow> {
        self.own.get(node).copied()
    }

    /// The zone's total score.
    pub(super) fn total(&self) -> Option<&'a ScoreRow> {
        self.own(ROOT)
    }

    /// Units of the panel, the zone among them.
    pub(super) fn units(&self) -> &[(&'a str, BTreeMap<&'a str, &'a ScoreRow>)] {
        &self.units
    }

    /// Whether other zones are scored too.
    pub(super) fn has_panel(&self) -> bool {
        self.units.len() > 1
    }

    /// Scores of a node over all units, highest first.
    pub(super) fn scores(&self, node: &str) -> Vec<f64> {
        let mut scores: Vec<f64> = self
            .units
            .iter()
            .filter_map(|(_, rows)| rows.get(node)?.score)
            .collect();
        scores.sort_by(|a, b| b.total_cmp(a));
        scores
    }

    /// Scores of the root for the other units, highest first.
    pub(super) fn other_totals(&self) -> Vec<f64> {
        let mut scores: Vec<f64> = self
            .units
            .iter()
            .filter(|(unit, _)| *unit != self.view.zone_id())
            .filter_map(|(_, rows)| rows.get(ROOT)?.score)
            .collect();
        scores.sort_by(|a, b| b.total_cmp(a));
        scores
    }

    /// What the improvement of a leaf would bring.
    pub(super) fn improvement(&self, node: &str) -> Option<&'a ImprovementRow> {
        self.view
            .results
            .evaluated
            .improvements
            .iter()
            .find(|row| row.index == self.definition.id && row.node == node)
    }

    /// The rank that the zone wants: the latest goal that is set for this period or before.
    pub(super) fn rank_goal(&self) -> Option<&'a RankGoal> {
        self.view
            .rank_goals()
            .into_iter()
            .find(|goal| goal.index == self.definition.id)
    }

    /// The name of a node.
    pub(super) fn label(&self, node: &Node) -> String {
        match (&node.label, &node.indicator) {
            (Some(label), _) => label.get(self.view.language).to_owned(),
            (None, Some(indicator)) => self.view.label(indicator),
            (None, None) => node.id.clone(),
        }
    }

    /// The node's share of the total after the weights of missing indicators are spread.
    pub(super) fn total_weight(&self, node: &Node) -> Option<f64> {
        self.share_of_total(node, |row| row.weight)
    }

    /// The node's share of the total before.
    pub(super) fn nominal_total_weight(&self, node: &Node) -> Option<f64> {
        self.share_of_total(node, |row| row.nominal_weight)
    }

    fn share_of_total(&self, node: &Node, weight: impl Fn(&ScoreRow) -> f64) -> Option<f64> {
        let mut share = weight(self.own(&node.id)?);
        let mut parent = node.parent.as_str();
        // Parents stand before their children, so the walk ends.
        for _ in 0..self.definition.nodes.len() {
            if parent == ROOT {
                return Some(share);
            }
            share *= weight(self.own(parent)?);
            parent = &self
                .definition
                .nodes
                .iter()
                .find(|other| other.id == parent)?
                .parent;
        }
        None
    }

    /// The leaves that have a value, by the points that they lose, most first; ties in the order of the index.
    pub(super) fn shortfalls(&self) -> Vec<Shortfall<'a>> {
        let mut shortfalls: Vec<Shortfall> = self
            .definition
            .nodes
            .iter()
            .filter(|node| node.indicator.is_some())
            .filter_map(|node| {
                let row = self.own(&node.id)?;
                let weight = self.total_weight(node)?;
                let lost = weight * (1.0 - row.normalised?) * 100.0;
                Some(Shortfall {
                    node,
                    row,
                    weight,
                    lost,
                })
            })
            .collect();
        shortfalls.sort_by(|a, b| b.lost.total_cmp(&a.lost));
        shortfalls
    }
}
