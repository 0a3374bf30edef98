//! An index scored as it is defined: for every unit and node the normalised value, weight, score and rank.

use anyhow::{Context, Result, bail};

use super::leaves::{LeafColumn, NormalisedLeaf, table};
use super::panel::Panel;
use super::rank::{Ranking, estimate, rank, rank_in_groups};
use super::roll_up::{LeafValues, RolledUp, coverage};
use super::tree::Tree;
use super::uncertainty::RankIntervals;
use crate::definitions::{Aggregation, CompositeIndex, Definitions, Direction, MissingPolicy};
use crate::tables::{RankBasis, ScoreRow, ScoreState, TreatedRow};

/// A scored index. Vectors are by what the name says first.
#[derive(Clone, Debug)]
pub(super) struct Scored<'a> {
    /// The index.
    pub index: &'a CompositeIndex,
    /// Its tree.
    pub tree: Tree,
    /// Names of the units, the zone first.
    pub units: Vec<String>,
    /// The group of each unit.
    pub groups: Vec<Option<String>>,
    /// The leaves with their values.
    pub columns: Vec<LeafColumn>,
    /// The leaves, normalised.
    pub leaves: Vec<NormalisedLeaf>,
    /// The normalised values as they are rolled up, with what stands in for missing ones.
    pub table: LeafValues,
    /// Where there is no score whatever the children have, by node and unit.
    pub closed: Vec<bool>,
    /// The mean that each node takes.
    pub means: Vec<Aggregation>,
    /// Coverage by unit and node.
    pub coverage: Vec<Vec<f64>>,
    /// Ranks by node.
    pub rankings: Vec<Ranking>,
    rolled: RolledUp,
    weights: Vec<f64>,
    /// Published pairs of rank and score; they count only where no panel ranks the zone.
    pub published: Vec<(i64, f64)>,
    /// The zone's rank by published scores.
    pub estimate: Option<i64>,
}

/// The score of a normalised value.
pub(super) fn score(normalised: Option<f64>) -> Option<f64> {
    normalised.map(|value| 100.0 * value)
}

impl<'a> Scored<'a> {
    /// Scores an index for the units of the panel, the indicators' directions as the definitions say.
    ///
    /// # Errors
    /// When a leaf names an indicator that is not defined, the tree is broken, or a geometric or harmonic mean
    /// meets a 0.
    pub(super) fn new(
        definitions: &Definitions,
        index: &'a CompositeIndex,
        panel: &Panel,
    ) -> Result<Scored<'a>> {
        Self::with_directions(index, panel, |id| {
            definitions.indicator(id).map(|found| found.direction)
        })
    }

    /// Scores an index; `direction` is that of an indicator, none for one that is not defined.
    ///
    /// # Errors
    /// As [`Scored::new`].
    pub(super) fn with_directions(
        index: &'a CompositeIndex,
        panel: &Panel,
        direction: impl Fn(&str) -> Option<Direction>,
    ) -> Result<Scored<'a>> {
        let mut columns = Vec::new();
        for (node, indicator) in index.leaves() {
            let direction = direction(indicator).with_context(|| {
                format!(
                    "index `{}`: no indicator has the id `{indicator}`",
                    index.id
                )
            })?;
            columns.push(LeafColumn::of(index, node, indicator, direction, panel));
        }
        let mut scored = Self::of(index, panel.units.clone(), panel.groups.clone(), columns)?;
        scored.check_means()?;
        if scored.rankings[0].ranks[0].is_none() {
            scored.published = panel.published(&index.id);
            let total = scored.score(0, 0);
            scored.estimate = total.and_then(|score| estimate(&scored.published, score));
        }
        Ok(scored)
    }

    /// Scores an index for these units.
    ///
    /// # Errors
    /// When the tree is broken.
    pub(super) fn of(
        index: &'a CompositeIndex,
        units: Vec<String>,
        groups: Vec<Option<String>>,
        columns: Vec<LeafColumn>,
    ) -> Result<Scored<'a>> {
        let tree = Tree::of(index)?;
        let count = units.len();
        let leaves: Vec<NormalisedLeaf> = columns
            .iter()
            .map(|column| column.normalise(index.missing, &groups))
            .collect();
        let zero = vec![index.missing == MissingPolicy::Zero; leaves.len()];
        let table = table(&leaves, count, &zero);
        let coverage: Vec<Vec<f64>> = (0..count)
            .map(|unit| {
                coverage(&tree, |leaf| {
                    leaves[leaf].scale.is_some() && columns[leaf].values[unit].is_some()
                })
            })
            .collect();
        let means: Vec<Aggregation> = tree.nodes.iter().map(|node| node.mean).collect();
        let closed: Vec<bool> = (0..tree.nodes.len())
            .flat_map(|node| {
                let unknown = node == 0 && !index.complete;
                let inner = tree.nodes[node].leaf.is_none();
                coverage
                    .iter()
                    .map(move |unit| unknown || (inner && unit[node] < index.availability))
            })
            .collect();
        let weights = tree.weights();
        let mut rolled = RolledUp::new(&tree, count);
        rolled.fill(&tree, &weights, &means, &table, &closed);
        let rankings = (0..tree.nodes.len())
            .map(|node| {
                let scores: Vec<Option<f64>> = (0..count)
                    .map(|unit| score(rolled.value(node, unit)))
                    .collect();
                rank(&scores)
            })
            .collect();
        Ok(Scored {
            index,
            tree,
            units,
            groups,
            columns,
            leaves,
            table,
            closed,
            means,
            coverage,
            rankings,
            rolled,
            weights,
            published: Vec::new(),
            estimate: None,
        })
    }

    /// The same index over some of the units, everything taken over them alone.
    ///
    /// # Errors
    /// When the tree is broken.
    pub(super) fn only(&self, kept: &[usize]) -> Result<Scored<'a>> {
        Self::of(
            self.index,
            kept.iter().map(|&unit| self.units[unit].clone()).collect(),
            kept.iter().map(|&unit| self.groups[unit].clone()).collect(),
            self.columns
                .iter()
                .map(|column| column.only(kept))
                .collect(),
        )
    }

    /// The normalised value of a node for a unit.
    pub(super) fn normalised(&self, node: usize, unit: usize) -> Option<f64> {
        self.rolled.value(node, unit)
    }

    /// The score of a node for a unit.
    pub(super) fn score(&self, node: usize, unit: usize) -> Option<f64> {
        score(self.normalised(node, unit))
    }

    /// Whether every mean on the way from a node to the root is arithmetic, so that points add up.
    pub(super) fn adds_up(&self, node: usize) -> bool {
        let mut place = node;
        while place > 0 {
            place = self.tree.nodes[place].parent;
            if self.means[place] != Aggregation::Arithmetic {
                return false;
            }
        }
        true
    }

    /// A node's share of the zone's total after spreading, 0–1: the product of the shares on the way to the root.
    pub(super) fn effective_weight(&self, node: usize) -> f64 {
        let mut weight = 1.0;
        let mut place = node;
        while place > 0 {
            weight *= self.share(place, 0);
            place = self.tree.nodes[place].parent;
        }
        weight
    }

    fn share(&self, node: usize, unit: usize) -> f64 {
        self.rolled.share(&self.tree, &self.weights, node, unit)
    }

    /// Refuses a geometric or harmonic mean of a 0: it would be 0 whatever else the unit has.
    fn check_means(&self) -> Result<()> {
        for (place, node) in self.tree.nodes.iter().enumerate().skip(1) {
            let mean = self.means[node.parent];
            if mean == Aggregation::Arithmetic {
                continue;
            }
            for (unit, name) in self.units.iter().enumerate() {
                if self
                    .normalised(place, unit)
                    .is_some_and(|value| value <= 0.0)
                {
                    let what = match node.leaf {
                        Some(leaf) => format!("indicator `{}`", self.tree.leaves[leaf].indicator),
                        None => format!("node `{}`", node.id),
                    };
                    bail!(
                        "index `{}`, node `{}`: a {} mean needs values above 0, but {what} of `{name}` is 0 after normalisation: set `floor` (such as 0.01) or goalposts, or take the arithmetic mean",
                        self.index.id,
                        self.tree.nodes[node.parent].id,
                        mean.word()
                    );
                }
            }
        }
        Ok(())
    }

    fn state(&self, node: usize, unit: usize) -> ScoreState {
        let scored = self.normalised(node, unit).is_some();
        match self.tree.nodes[node].leaf {
            Some(leaf) if self.columns[leaf].values[unit].is_none() && scored => {
                ScoreState::Imputed
            }
            Some(leaf) if !scored && self.leaves[leaf].scale.is_none() => ScoreState::Uninformative,
            None if node == 0 && !self.index.complete => ScoreState::Incomplete,
            None if self.closed[node * self.units.len() + unit] => ScoreState::BelowThreshold,
            _ if scored => ScoreState::Scored,
            _ => ScoreState::Missing,
        }
    }

    /// The rows of the table: the zone first, then the panel in its order; the root first, then the file's order.
    pub(super) fn rows(&self, period: &str, intervals: &RankIntervals) -> Vec<ScoreRow> {
        let in_groups: Vec<Ranking> = (0..self.tree.nodes.len())
            .map(|node| {
                let scores: Vec<Option<f64>> = (0..self.units.len())
                    .map(|unit| self.score(node, unit))
                    .collect();
                rank_in_groups(&scores, &self.groups)
            })
            .collect();
        let mut rows = Vec::with_capacity(self.units.len() * self.tree.nodes.len());
        for (unit, name) in self.units.iter().enumerate() {
            for (place, node) in self.tree.nodes.iter().enumerate() {
                let ranking = &self.rankings[place];
                let interval = intervals.of(place, unit);
                let bounds = node.leaf.and_then(|leaf| self.leaves[leaf].bounds());
                let rank_estimate = self.estimate.filter(|_| place == 0 && unit == 0);
                rows.push(ScoreRow {
                    period: period.to_owned(),
                    index: self.index.id.clone(),
                    unit: name.clone(),
                    node: node.id.clone(),
                    parent: if place == 0 {
                        String::new()
                    } else {
                        self.tree.nodes[node.parent].id.clone()
                    },
                    depth: node.depth,
                    value: node.leaf.and_then(|leaf| self.columns[leaf].values[unit]),
                    normalised: self.normalised(place, unit),
                    nominal_weight: node.share,
                    weight: self.share(place, unit),
                    score: self.score(place, unit),
                    rank: ranking.ranks[unit],
                    units: ranking.units,
                    rank_low: interval.map(|(low, _)| low),
                    rank_high: interval.map(|(_, high)| high),
                    min: bounds.map(|bounds| bounds.min),
                    max: bounds.map(|bounds| bounds.max),
                    coverage: self.coverage[unit][place],
                    state: self.state(place, unit),
                    group: self.groups[unit].clone(),
                    group_rank: in_groups[place].ranks[unit],
                    rank_estimate,
                    rank_basis: match (ranking.ranks[unit], rank_estimate) {
                        (Some(_), _) => RankBasis::Panel,
                        (None, Some(_)) => RankBasis::Published,
                        (None, None) => RankBasis::None,
                    },
                });
            }
        }
        rows
    }

    /// The values that treatment of outliers changed, by leaf and unit.
    pub(super) fn treated_rows(&self, period: &str) -> Vec<TreatedRow> {
        let mut rows = Vec::new();
        let leaves = self.tree.leaves.iter().zip(&self.columns).zip(&self.leaves);
        for ((leaf, column), normalised) in leaves {
            for &(unit, treatment) in &normalised.treated.changes {
                rows.push(TreatedRow {
                    period: period.to_owned(),
                    index: self.index.id.clone(),
                    unit: self.units[unit].clone(),
                    node: self.tree.nodes[leaf.node].id.clone(),
                    indicator: leaf.indicator.clone(),
                    treatment,
                    value: column.values[unit],
                    treated: normalised.treated.values[unit],
                    skewness: normalised.treated.skewness,
                    kurtosis: normalised.treated.kurtosis,
                });
            }
        }
        rows
    }
}
