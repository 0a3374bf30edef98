//! A plain table of units and indicators, for an index that stands alone.

/// Units × indicators.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlainTable {
    /// Names of the units.
    pub units: Vec<String>,
    /// The group of each unit.
    pub groups: Vec<Option<String>>,
    /// The indicators in the order of the columns, each with one value per unit.
    pub columns: Vec<(String, Vec<Option<f64>>)>,
}
