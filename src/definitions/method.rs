//! How a composite index is computed: the choices that its definition makes.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Label;
use super::classification::yes;

/// What stands in for a missing value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MissingPolicy {
    /// Nothing: the indicator is left out and its weight spread over its siblings in proportion to theirs.
    #[default]
    Spread,
    /// It counts as 0 after normalisation.
    Zero,
    /// The mean of the unit's group, or of all units where nobody has a group; where the group has none, spread.
    GroupMean,
    /// The unit's value of the period before; where there is none, spread.
    Previous,
}

/// How values are brought to 0–1. Where less is better, the scale is turned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Normalisation {
    /// (value − min) / (max − min), clipped to 0–1; min and max over the panel and the zone, or given.
    #[default]
    MinMax,
    /// As min–max, between the two goalposts of the leaf.
    Goalposts,
    /// z = (value − mean) / standard deviation (n − 1), stored as 0.5 + z / 10, clipped to 0–1: a score of
    /// 50 + 10 z.
    ZScore,
    /// (rank from below − 1) / (n − 1), the mean rank for ties.
    PercentileRank,
    /// (n − rank) / (n − 1), the best rank for ties.
    Rank,
    /// (value − min) / (target − min), clipped to 0–1; max instead of min where less is better.
    DistanceToTarget,
    /// value / best; best / value where less is better. For values above 0 only.
    DistanceToBest,
    /// The efficacy coefficient (功效系数法): base + span × min–max, in points of 100.
    Efficacy,
}

/// Base and span of the efficacy coefficient, in points.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Efficacy {
    /// Points of the worst value.
    pub base: f64,
    /// Points between the worst and the best value.
    pub span: f64,
}

impl Default for Efficacy {
    fn default() -> Efficacy {
        Efficacy {
            base: 60.0,
            span: 40.0,
        }
    }
}

/// What is done with outliers before normalisation.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Outliers {
    /// How they are treated.
    pub method: OutlierMethod,
    /// Most values of an indicator that are winsorised; where more would be needed, the logarithm is taken instead.
    pub points: u32,
    /// An indicator is treated where |skewness| is above this …
    pub skewness: f64,
    /// … and kurtosis (excess) above this.
    pub kurtosis: f64,
}

impl Default for Outliers {
    fn default() -> Outliers {
        Outliers {
            method: OutlierMethod::None,
            points: 5,
            skewness: 2.0,
            kurtosis: 3.5,
        }
    }
}

/// How outliers are treated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutlierMethod {
    /// Not at all.
    #[default]
    None,
    /// The practice of the Joint Research Centre: up to `points` values are set to the next one, and where that
    /// does not help the logarithm is taken.
    Winsorise,
}

/// The weighted mean that a node takes of its children.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aggregation {
    /// Σ w x / Σ w
    #[default]
    Arithmetic,
    /// exp(Σ w ln x / Σ w): for values above 0.
    Geometric,
    /// Σ w / Σ (w / x): for values above 0.
    Harmonic,
}

impl Aggregation {
    /// Its name in a message.
    pub fn word(self) -> &'static str {
        match self {
            Aggregation::Arithmetic => "arithmetic",
            Aggregation::Geometric => "geometric",
            Aggregation::Harmonic => "harmonic",
        }
    }
}

/// A named set of weights.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightSet {
    /// Id, for `weights`.
    pub id: String,
    /// Its name.
    pub label: Label,
    /// Where it comes from.
    #[serde(default)]
    pub source: String,
    /// Whether a source confirms it.
    #[serde(default = "yes")]
    pub verified: bool,
    /// Weights by node; a node that is left out keeps its own.
    pub weights: BTreeMap<String, f64>,
}

/// Choices that could have been made otherwise, for the simulation of ranks.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Alternatives {
    /// Normalisations, drawn with equal chance; the index's own, if left out.
    pub normalisation: Vec<Normalisation>,
    /// Policies for missing values; spread and zero, if left out.
    pub missing: Vec<MissingPolicy>,
    /// Means, for all levels at once; as defined, if left out.
    pub aggregation: Vec<Aggregation>,
    /// Every weight is also multiplied by a number between 1 − this and 1 + this.
    pub weights_within: f64,
}
