//! Evaluate: indicators + reference → normalised, weighted, ranked, explained.
//!
//! [`evaluate`] is the door.

use anyhow::Result;

use crate::aggregate::Aggregated;
use crate::definitions::Definitions;
use crate::period::Period;
use crate::tables::{
    ContributionRow, Edited, ParkContributionRow, ReferenceRow, ScoreRow, SensitivityRow,
};

/// The evaluation of a period.
#[derive(Clone, Debug, Default)]
pub struct Evaluated {
    /// Every node of every index, for the zone and the other zones of the panel.
    pub scores: Vec<ScoreRow>,
    /// What every accepted enterprise contributes to every indicator from enterprise forms.
    pub contributions: Vec<ContributionRow>,
    /// What every park contributes to them.
    pub park_contributions: Vec<ParkContributionRow>,
    /// How far the zone's total score moves with weights that are not verified, and with indicators left out.
    pub sensitivity: Vec<SensitivityRow>,
}

/// Scores the zone by every composite index.
///
/// # Errors
/// When the tables do not fit the definitions.
pub fn evaluate(
    definitions: &Definitions,
    period: Period,
    current: &Edited,
    aggregated: &Aggregated,
    reference: &[ReferenceRow],
) -> Result<Evaluated> {
    let _ = (definitions, period, current, aggregated, reference);
    Ok(Evaluated {
        scores: Vec::new(),
        contributions: Vec::new(),
        park_contributions: Vec::new(),
        sensitivity: Vec::new(),
    })
}
