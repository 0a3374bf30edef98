//! Assess: indicators + profiles → park scores, strengths, shortfalls; enterprise ladders.
//!
//! [`assess`] is the door.

use anyhow::Result;
use polars::prelude::DataFrame;

use crate::aggregate::Aggregated;
use crate::definitions::Definitions;
use crate::tables::{AssessmentRow, Edited};

/// The assessment of a period.
#[derive(Clone, Debug)]
pub struct Assessed {
    /// One row per park and indicator of its profile.
    pub assessments: Vec<AssessmentRow>,
    /// One row per enterprise: `period`, `credit_code`, `park`, a boolean per rung, `innovation_points`.
    pub ladder: DataFrame,
}

/// Judges every park by its profile, and puts every enterprise on the ladder.
///
/// # Errors
/// When the tables do not fit the definitions.
pub fn assess(
    definitions: &Definitions,
    current: &Edited,
    previous: Option<&Edited>,
    aggregated: &Aggregated,
) -> Result<Assessed> {
    let _ = (definitions, current, previous, aggregated);
    Ok(Assessed {
        assessments: Vec::new(),
        ladder: DataFrame::empty(),
    })
}
