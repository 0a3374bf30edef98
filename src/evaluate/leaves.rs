//! The leaves of an index: from an indicator's values to normalised ones, with what stands in for missing values
//! and what is done with outliers.

use super::outliers::{Treated, treat};
use super::panel::Panel;
use super::roll_up::LeafValues;
use super::scale::{Bounds, Scale, ScaleRule};
use crate::definitions::{CompositeIndex, Direction, MissingPolicy, Node, Normalisation, Outliers};

/// A leaf of an index with its indicator's values.
#[derive(Clone, Debug)]
pub(super) struct LeafColumn {
    /// How it is normalised.
    pub rule: ScaleRule,
    /// Whether the leaf sets its own normalisation, which no alternative of the index replaces.
    fixed: bool,
    /// What is done with outliers.
    outliers: Outliers,
    /// Values by unit.
    pub values: Vec<Option<f64>>,
    /// Values of the period before, by unit.
    previous: Vec<Option<f64>>,
}

/// A leaf, normalised.
#[derive(Clone, Debug)]
pub(super) struct NormalisedLeaf {
    /// Its scale; none where it does not tell the units apart.
    pub scale: Option<Scale>,
    /// The values after treatment of outliers, and which were changed.
    pub treated: Treated,
    /// Normalised values by unit; none for a missing value that nothing stands in for.
    pub normalised: Vec<Option<f64>>,
}

impl NormalisedLeaf {
    /// The ends of a scale that is straight in the indicator's own unit.
    pub(super) fn bounds(&self) -> Option<Bounds> {
        let scale = self.scale.as_ref().filter(|_| !self.treated.logged());
        scale.and_then(Scale::bounds)
    }

    /// How much of the indicator would be worth the whole of 0–1 on such a scale.
    pub(super) fn reach(&self) -> Option<f64> {
        let scale = self.scale.as_ref().filter(|_| !self.treated.logged());
        scale.and_then(Scale::reach)
    }
}

impl LeafColumn {
    /// The column of a leaf. `direction` is its indicator's; the leaf's own stands before it.
    pub(super) fn of(
        index: &CompositeIndex,
        node: &Node,
        indicator: &str,
        direction: Direction,
        panel: &Panel,
    ) -> LeafColumn {
        LeafColumn {
            rule: ScaleRule {
                method: node.normalisation.unwrap_or(index.normalisation),
                direction: node.direction.unwrap_or(direction),
                given: panel.given(indicator),
                goalposts: node.goalposts.map(|[min, max]| Bounds { min, max }),
                target: node.target,
                efficacy: index.efficacy,
                floor: index.floor,
            },
            fixed: node.normalisation.is_some(),
            outliers: index.outliers,
            values: panel.column(indicator),
            previous: panel.previous(indicator),
        }
    }

    /// The same leaf under another normalisation of the index.
    pub(super) fn under(&self, method: Normalisation) -> LeafColumn {
        let mut column = self.clone();
        if !self.fixed {
            column.rule.method = method;
        }
        column
    }

    /// The same leaf where a unit has another value.
    pub(super) fn with_value(&self, unit: usize, value: Option<f64>) -> LeafColumn {
        let mut column = self.clone();
        if let Some(cell) = column.values.get_mut(unit) {
            *cell = value;
        }
        column
    }

    /// The best value of all units.
    pub(super) fn best_value(&self) -> Option<f64> {
        let values = self.values.iter().flatten().copied();
        match self.rule.direction {
            Direction::More => values.max_by(f64::total_cmp),
            Direction::Less => values.min_by(f64::total_cmp),
        }
    }

    /// The same leaf over some of the units.
    pub(super) fn only(&self, kept: &[usize]) -> LeafColumn {
        let keep = |values: &[Option<f64>]| kept.iter().map(|&unit| values[unit]).collect();
        LeafColumn {
            values: keep(&self.values),
            previous: keep(&self.previous),
            ..self.clone()
        }
    }

    /// The values with what stands in for missing ones before normalisation.
    fn completed(&self, missing: MissingPolicy, groups: &[Option<String>]) -> Vec<Option<f64>> {
        let mean = |group: &Option<String>| {
            let (sum, count) = self
                .values
                .iter()
                .zip(groups)
                .filter(|(_, other)| *other == group)
                .filter_map(|(value, _)| *value)
                .fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
            (count > 0.0).then(|| sum / count)
        };
        self.values
            .iter()
            .enumerate()
            .map(|(unit, value)| {
                value.or_else(|| match missing {
                    MissingPolicy::Spread | MissingPolicy::Zero => None,
                    MissingPolicy::GroupMean => mean(groups.get(unit)?),
                    MissingPolicy::Previous => self.previous.get(unit).copied().flatten(),
                })
            })
            .collect()
    }

    /// Completes, treats and normalises the values.
    ///
    /// An indicator whose ends are given is not treated: they clip what lies beyond.
    pub(super) fn normalise(
        &self,
        missing: MissingPolicy,
        groups: &[Option<String>],
    ) -> NormalisedLeaf {
        let values = self.completed(missing, groups);
        let ends_given = self.rule.given.is_some()
            || matches!(
                self.rule.method,
                Normalisation::Goalposts | Normalisation::DistanceToTarget
            );
        let outliers = if ends_given {
            Outliers::default()
        } else {
            self.outliers
        };
        let treated = treat(&outliers, &values);
        let scale = Scale::fit(&self.rule, &treated.values);
        let normalised = match &scale {
            Some(scale) => treated
                .values
                .iter()
                .map(|value| value.map(|value| scale.normalise(value)))
                .collect(),
            None => vec![None; values.len()],
        };
        NormalisedLeaf {
            scale,
            treated,
            normalised,
        }
    }
}

/// The normalised values of all leaves in one table for rolling up.
///
/// `zero` says of each leaf whether a missing value counts as 0; that of a unit without any value does not.
pub(super) fn table(leaves: &[NormalisedLeaf], units: usize, zero: &[bool]) -> LeafValues {
    let alive: Vec<bool> = (0..units)
        .map(|unit| leaves.iter().any(|leaf| leaf.normalised[unit].is_some()))
        .collect();
    let mut values = Vec::with_capacity(leaves.len() * units);
    for (leaf, zero) in leaves.iter().zip(zero) {
        for (value, alive) in leaf.normalised.iter().zip(&alive) {
            let stand_in = if *zero && *alive { 0.0 } else { f64::NAN };
            values.push(value.unwrap_or(stand_in));
        }
    }
    values
}
