//! The ladder of enterprises (gradient cultivation) and innovation points.

use serde::Deserialize;

use super::Label;
use super::classification::yes;
use crate::expressions::Expression;

/// A file of `ladders/`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LadderFile {
    #[serde(default)]
    pub rungs: Vec<Rung>,
    #[serde(default)]
    pub abilities: Vec<Ability>,
}

/// A rung: a kind of enterprise that the zone cultivates. A column of the ladder table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rung {
    /// Name of the column.
    pub id: String,
    /// Its name.
    pub label: Label,
    /// All of these must hold.
    pub conditions: Vec<Condition>,
    /// Document that the rule comes from.
    #[serde(default)]
    pub source: Label,
    /// Whether the rule is confirmed.
    #[serde(default = "yes")]
    pub verified: bool,
}

/// One condition of a rung.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// What it demands.
    pub label: Label,
    /// The condition over the record's columns; unknown counts as not met.
    pub sql: Expression,
    /// A limit that no help can lift (at most 500 employees): missing it makes nobody a candidate.
    #[serde(default)]
    pub limit: bool,
}

/// An ability of enterprises that innovation points measure (basic, input, management, output, ecological).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ability {
    /// Id.
    pub id: String,
    /// Its name.
    pub label: Label,
    /// What gives points.
    pub items: Vec<PointItem>,
}

/// One item of the points table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PointItem {
    /// Id.
    pub id: String,
    /// What it measures.
    pub label: Label,
    /// The value, a number over the record's columns; a blank wins nothing.
    pub sql: Expression,
    /// Points by value: the band with the greatest `min` not above the value counts.
    pub bands: Vec<Band>,
    /// Whether the table is confirmed.
    #[serde(default)]
    pub verified: bool,
    /// Document that the table comes from.
    #[serde(default)]
    pub source: String,
}

/// Points from a value on.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Least value.
    pub min: f64,
    /// Points.
    pub points: f64,
}
