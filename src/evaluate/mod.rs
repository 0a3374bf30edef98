//! Evaluate: indicators + reference → normalised, weighted, ranked, explained.
//!
//! [`evaluate`] is the door. [`what_if`] asks how the score would be with other values, [`explain`] where a value
//! comes from and who moves it.

mod contributions;
mod explain;
mod improvements;
mod normalise;
mod panel;
mod rank;
mod roll_up;
mod scored;
mod sensitivity;
mod totals;
mod tree;
mod uncertainty;
mod what_if;

#[cfg(test)]
mod tests;

use anyhow::Result;

use self::panel::Panel;
use self::scored::Scored;
use self::uncertainty::RankIntervals;
use crate::aggregate::{Aggregated, Members, Whole, Years};
use crate::definitions::Definitions;
use crate::period::Period;
use crate::tables::{
    ContributionRow, Edited, ImprovementRow, ParkContributionRow, ReferenceRow, ScoreRow,
    SensitivityRow,
};

pub use explain::{Explanation, MeasureValue, Mover, Placement, explain};
pub use what_if::{NodeChange, Standing, WhatIf, what_if};

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
    /// What each indicator alone would bring, and the value that reaches the zone's goal.
    pub improvements: Vec<ImprovementRow>,
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
    let panel = Panel::new(
        &definitions.pipeline,
        period,
        &aggregated.indicators,
        reference,
    );
    let indexes: Vec<Scored> = definitions
        .indexes
        .iter()
        .map(|index| Scored::new(definitions, index, &panel))
        .collect::<Result<_>>()?;
    let mut evaluated = Evaluated::default();
    for scored in &indexes {
        let intervals = RankIntervals::simulate(scored);
        evaluated.scores.extend(scored.rows(period, &intervals));
        evaluated
            .sensitivity
            .extend(sensitivity::sensitivity(scored, period));
        evaluated.improvements.extend(improvements::improvements(
            &definitions.pipeline,
            scored,
            period,
        ));
    }

    let members = Members::of(definitions, current, &aggregated.measures, &[])?;
    let zone = Whole::of(
        definitions,
        &aggregated.measures,
        &aggregated.previous_measures,
        None,
    );
    let without = members.all_but_one(definitions, &zone, &members.places(None), Years::This)?;
    evaluated.contributions = contributions::contributions(
        definitions,
        period,
        aggregated,
        &members,
        &without,
        &indexes,
    );
    evaluated.park_contributions = contributions::park_contributions(
        definitions,
        period,
        aggregated,
        &members,
        &zone,
        &indexes,
    )?;
    Ok(evaluated)
}
