//! Derived fields, measures and indicators.

use serde::Deserialize;

use super::Label;
use super::classification::yes;
use crate::expressions::Expression;

/// A file of `indicators/`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IndicatorFile {
    #[serde(default)]
    pub item_sums: Vec<ItemSum>,
    #[serde(default)]
    pub derived: Vec<DerivedField>,
    #[serde(default)]
    pub measures: Vec<Measure>,
    #[serde(default)]
    pub indicators: Vec<Indicator>,
}

/// A sum over the rows of a list form (projects): a column of the enterprise.
///
/// Blank without any list, 0 with an empty one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemSum {
    /// Name of the column.
    pub id: String,
    /// What it is.
    pub label: Label,
    /// Unit of the sum.
    #[serde(default)]
    pub unit: String,
    /// Number of the list form.
    pub form: String,
    /// What is summed, an expression of one row; a blank counts as 0.
    pub sum: Expression,
    /// Which rows count; all, if left out. A row for which it is unknown does not count.
    #[serde(default, rename = "where")]
    pub filter: Option<Expression>,
    /// Whether a source confirms it.
    #[serde(default = "yes")]
    pub verified: bool,
    /// Where it comes from.
    #[serde(default)]
    pub source: String,
}

/// A field computed from other fields of the same record. A blank makes it blank, except in sums.
///
/// Derived fields may read fields, tags, item sums and derived fields that stand before them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DerivedField {
    /// Name of the column.
    pub id: String,
    /// What it is.
    pub label: Label,
    /// Unit of the value.
    #[serde(default)]
    pub unit: String,
    /// The formula: a number.
    pub sql: Expression,
    /// Whether a source confirms it.
    #[serde(default = "yes")]
    pub verified: bool,
    /// Where it comes from.
    #[serde(default)]
    pub source: String,
}

/// An additive quantity: a row expression that is summed over enterprises.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Name, usable in indicator formulas.
    pub id: String,
    /// What it is.
    pub label: Label,
    /// Unit of the sum.
    pub unit: String,
    /// The row expression; a blank counts as 0, unless all its fields are blank.
    pub sql: Expression,
    /// How the sum behaves within a year.
    #[serde(default)]
    pub kind: MeasureKind,
    /// Whether a source confirms it.
    #[serde(default = "yes")]
    pub verified: bool,
    /// Where it comes from.
    #[serde(default)]
    pub source: String,
}

/// How a measure behaves within a year: what a quarter tells of the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MeasureKind {
    /// It adds up from January to December (revenue, events of the year).
    #[default]
    Flow,
    /// It stands at the end of the period (persons, patents in force, enterprises in a state).
    Stock,
    /// Only the whole year's records tell it (a condition with a threshold on a year's amount).
    Annual,
}

/// Which way is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// More is better.
    #[default]
    More,
    /// Less is better.
    Less,
}

/// Whether a unit makes a value a percentage: such values differ by percentage points, everything else grows by per cent.
pub fn is_percentage(unit: &str) -> bool {
    unit == "%"
}

/// A figure of a park or the zone: a formula over measures, or a value of the zone form.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Id: the number of the national evaluation (`1.2`), or a name.
    pub id: String,
    /// Its name.
    pub label: Label,
    /// Unit of measure.
    pub unit: String,
    /// Which way is better.
    #[serde(default)]
    pub direction: Direction,
    /// The formula over measures (`prev_` before a measure: its value a year before) and park attributes
    /// (`area_km2`); left out for an indicator of the zone form.
    #[serde(default)]
    pub formula: Option<Expression>,
    /// For the zone form: whether the zone's value is the sum of its parks'.
    #[serde(default)]
    pub additive: bool,
    /// The least value that is possible, where there is one: 0 for a count.
    #[serde(default)]
    pub least: Option<f64>,
    /// The greatest value that is possible, where there is one: 100 for a share in per cent.
    #[serde(default)]
    pub most: Option<f64>,
    /// The official definition in words.
    #[serde(default)]
    pub definition: Option<Label>,
    /// Whether the zone's value may be split by park. Indicators of the zone only (its rank) say false.
    #[serde(default = "yes")]
    pub parks: bool,
    /// An expert score, not a statistic.
    #[serde(default)]
    pub qualitative: bool,
    /// Decimals that workbooks show.
    #[serde(default = "two")]
    pub decimals: u8,
    /// Whether a source confirms name and formula.
    #[serde(default = "yes")]
    pub verified: bool,
    /// What is certain and what is not, in words.
    #[serde(default)]
    pub certainty: Label,
}

impl Indicator {
    /// Whether the zone itself reports it.
    pub fn from_zone_form(&self) -> bool {
        self.formula.is_none()
    }

    /// Whether the indicator can have a value at all.
    pub fn is_possible(&self, value: f64) -> bool {
        self.least.is_none_or(|least| value >= least) && self.most.is_none_or(|most| value <= most)
    }
}

fn two() -> u8 {
    2
}
