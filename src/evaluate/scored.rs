//! An index scored as it is defined: for every unit and node the normalised value, weight, score and rank.

use anyhow::{Context, Result};

use super::normalise::Bounds;
use super::panel::Panel;
use super::rank::{Ranking, rank};
use super::roll_up::{RolledUp, coverage};
use super::tree::Tree;
use super::uncertainty::RankIntervals;
use crate::definitions::{CompositeIndex, Definitions, Direction, MissingPolicy};
use crate::period::Period;
use crate::tables::ScoreRow;

/// A scored index. Outer vectors are by what the name says first, inner ones by what it says second.
#[derive(Clone, Debug)]
pub(super) struct Scored<'a> {
    /// The index.
    pub index: &'a CompositeIndex,
    /// Its tree.
    pub tree: Tree,
    /// Names of the units, the zone first.
    pub units: Vec<String>,
    /// Values by leaf and unit.
    pub values: Vec<Vec<Option<f64>>>,
    /// The direction of each leaf's indicator.
    pub directions: Vec<Direction>,
    /// The bounds of each leaf that the reference gives.
    pub given: Vec<Option<Bounds>>,
    /// The scale of each leaf; none where it does not tell the units apart.
    pub bounds: Vec<Option<Bounds>>,
    /// Normalised values by unit and leaf, before anything is put in the place of what is missing.
    pub leaves: Vec<Vec<Option<f64>>>,
    /// Normalised values by unit and node.
    pub normalised: Vec<Vec<Option<f64>>>,
    /// Shares of the parent after spreading, by unit and node.
    pub shares: Vec<Vec<f64>>,
    /// Coverage by unit and node.
    pub coverage: Vec<Vec<f64>>,
    /// Ranks by node.
    pub rankings: Vec<Ranking>,
}

/// The score of a normalised value.
pub(super) fn score(normalised: Option<f64>) -> Option<f64> {
    normalised.map(|value| 100.0 * value)
}

/// For each leaf, whether the index lets it count as 0 when it is missing.
pub(super) fn zeroed(index: &CompositeIndex, tree: &Tree) -> Vec<bool> {
    vec![index.missing == MissingPolicy::Zero; tree.leaves.len()]
}

impl<'a> Scored<'a> {
    /// Scores an index for the units of the panel.
    ///
    /// # Errors
    /// When a leaf names an indicator that is not defined, or the tree is broken.
    pub(super) fn new(
        definitions: &Definitions,
        index: &'a CompositeIndex,
        panel: &Panel,
    ) -> Result<Scored<'a>> {
        let tree = Tree::of(index)?;
        let unit_count = panel.units.len();
        let mut values = Vec::with_capacity(tree.leaves.len());
        let mut directions = Vec::with_capacity(tree.leaves.len());
        let mut given = Vec::with_capacity(tree.leaves.len());
        let mut bounds = Vec::with_capacity(tree.leaves.len());
        let mut leaves = vec![vec![None; tree.leaves.len()]; unit_count];
        for (number, leaf) in tree.leaves.iter().enumerate() {
            let indicator = definitions.indicator(&leaf.indicator).with_context(|| {
                format!(
                    "index `{}`: no indicator has the id `{}`",
                    index.id, leaf.indicator
                )
            })?;
            let column = panel.column(&leaf.indicator);
            let fixed = panel.given(&leaf.indicator);
            let scale = Bounds::of(&column, fixed);
            if let Some(scale) = scale {
                for (unit, value) in column.iter().enumerate() {
                    leaves[unit][number] =
                        value.map(|value| scale.normalise(value, indicator.direction));
                }
            }
            values.push(column);
            directions.push(indicator.direction);
            given.push(fixed);
            bounds.push(scale);
        }

        let weights = tree.weights();
        let zero = zeroed(index, &tree);
        let mut rolled = RolledUp::new(&tree);
        let mut normalised = Vec::with_capacity(unit_count);
        let mut shares = Vec::with_capacity(unit_count);
        let mut coverages = Vec::with_capacity(unit_count);
        for unit in &leaves {
            rolled.fill(&tree, &weights, unit, &zero);
            shares.push(rolled.shares(&tree, &weights));
            coverages.push(coverage(&tree, unit));
            normalised.push(rolled.normalised.clone());
        }
        let rankings = (0..tree.nodes.len())
            .map(|node| {
                let scores: Vec<Option<f64>> =
                    normalised.iter().map(|unit| score(unit[node])).collect();
                rank(&scores)
            })
            .collect();
        Ok(Scored {
            index,
            tree,
            units: panel.units.clone(),
            values,
            directions,
            given,
            bounds,
            leaves,
            normalised,
            shares,
            coverage: coverages,
            rankings,
        })
    }

    /// A node's share of the zone's total after spreading, 0–1: the product of the shares on the way to the root.
    pub(super) fn effective_weight(&self, node: usize) -> f64 {
        let shares = &self.shares[0];
        let mut weight = 1.0;
        let mut place = node;
        while place > 0 {
            weight *= shares[place];
            place = self.tree.nodes[place].parent;
        }
        weight
    }

    /// The rows of the table: the zone first, then the panel in its order; the root first, then the file's order.
    pub(super) fn rows(&self, period: Period, intervals: &RankIntervals) -> Vec<ScoreRow> {
        let mut rows = Vec::with_capacity(self.units.len() * self.tree.nodes.len());
        for (unit, name) in self.units.iter().enumerate() {
            for (place, node) in self.tree.nodes.iter().enumerate() {
                let ranking = &self.rankings[place];
                let interval = intervals.of(place, unit);
                let bounds = node.leaf.and_then(|leaf| self.bounds[leaf]);
                rows.push(ScoreRow {
                    period: period.to_string(),
                    index: self.index.id.clone(),
                    unit: name.clone(),
                    node: node.id.clone(),
                    parent: if place == 0 {
                        String::new()
                    } else {
                        self.tree.nodes[node.parent].id.clone()
                    },
                    depth: node.depth,
                    value: node.leaf.and_then(|leaf| self.values[leaf][unit]),
                    normalised: self.normalised[unit][place],
                    nominal_weight: node.share,
                    weight: self.shares[unit][place],
                    score: score(self.normalised[unit][place]),
                    rank: ranking.ranks[unit],
                    units: ranking.units,
                    rank_low: interval.map(|(low, _)| low),
                    rank_high: interval.map(|(_, high)| high),
                    min: bounds.map(|bounds| bounds.min),
                    max: bounds.map(|bounds| bounds.max),
                    coverage: self.coverage[unit][place],
                });
            }
        }
        rows
    }
}
