//! One composite index with the zone's scores and the panel's.

use std::collections::{BTreeMap, BTreeSet};

use crate::definitions::{CompositeIndex, Language, Node, ROOT};
use crate::report::sheet::SheetWriter;
use crate::report::view::View;
use crate::tables::ScoreRow;

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

    /// The rank that a total score would have, the others' unchanged; none without a panel.
    pub(super) fn rank_of(&self, total: f64) -> Option<i64> {
        if !self.has_panel() {
            return None;
        }
        let rounded = |score: f64| (score * 1e9).round();
        let better = self
            .other_totals()
            .iter()
            .filter(|score| rounded(**score) > rounded(total))
            .count();
        i64::try_from(better + 1).ok()
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

    /// Says at the top of a sheet where the other zones' figures come from.
    pub(super) fn write_source(&self, sheet: &mut SheetWriter) {
        let view = self.view;
        let sources: BTreeSet<&str> = view
            .results
            .ingested
            .reference
            .iter()
            .map(|row| row.source.trim())
            .collect();
        if sources.is_empty() {
            sheet.banner(view.say(
                "没有参照数据：不能标准化，也没有排名",
                "There is no reference: nothing can be normalised or ranked",
            ));
            return;
        }
        let invented = sources
            .iter()
            .any(|source| source.to_lowercase().contains("synthetic") || source.contains("合成"));
        let named: Vec<&str> = sources
            .iter()
            .filter(|source| !source.is_empty())
            .copied()
            .collect();
        let panel = self.units.len().saturating_sub(1);
        let text = match (view.language, invented, named.is_empty()) {
            (Language::Zh, true, _) => format!(
                "参照数据是合成的演示数据（{}），不是其他高新区的真实数据：得分与排名只说明算法，不能对外引用。参照园区 {panel} 个。",
                named.join("；")
            ),
            (Language::Zh, false, false) => {
                format!("参照数据来源：{}。参照园区 {panel} 个。", named.join("；"))
            }
            (Language::Zh, false, true) => {
                format!("参照文件没有写明数据来源，引用得分与排名前请核实。参照园区 {panel} 个。")
            }
            (Language::En, true, _) => format!(
                "The reference is synthetic ({}): made up for demonstration, no other zone's real figures. Scores and ranks show the method only and must not be quoted. {panel} other zones.",
                named.join("; ")
            ),
            (Language::En, false, false) => {
                format!(
                    "Source of the reference: {}. {panel} other zones.",
                    named.join("; ")
                )
            }
            (Language::En, false, true) => {
                format!(
                    "The reference file names no source: check before scores and ranks are quoted. {panel} other zones."
                )
            }
        };
        sheet.banner(&text);
    }
}
