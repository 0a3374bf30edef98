//! Assess: indicators + profiles → park scores, strengths, shortfalls; enterprise ladders.
//!
//! [`assess`] is the door. The files, in the order of the work: `figures` looks indicators up, `share` turns a
//! value into a share of its points, `comparison` says how far a park leads the zone, `marks` names strengths
//! and weaknesses with a reason (`wording`), `totals` and `priorities` add up; `ladder`, `industries` and
//! `movers` look at the enterprises.

mod comparison;
mod figures;
mod industries;
mod ladder;
mod marks;
mod movers;
mod priorities;
mod share;
mod totals;
mod wording;

#[cfg(test)]
mod fixture;

use anyhow::{Context, Result};
use polars::prelude::DataFrame;

use crate::aggregate::Aggregated;
use crate::definitions::Definitions;
use crate::tables::{
    AssessmentRow, AssessmentTotalRow, Edited, IndustryRow, MoverRow, NearMissRow, PointsRow,
    PriorityRow,
};

pub use totals::TOTAL;
pub use wording::{Wording, english_unit};

/// The assessment of a period.
#[derive(Clone, Debug, Default)]
pub struct Assessed {
    /// One row per park and indicator of its profile, in the order of the parks and of the profile.
    pub assessments: Vec<AssessmentRow>,
    /// One row per enterprise: `period`, `credit_code`, `park`, a boolean per rung, `innovation_points`.
    pub ladder: DataFrame,
    /// One row per park and group of its profile, and one for the total.
    pub totals: Vec<AssessmentTotalRow>,
    /// What every park should do first: weaknesses before others, the most points to be won before fewer.
    pub priorities: Vec<PriorityRow>,
    /// Enterprises that meet all conditions of a rung but one.
    pub near_misses: Vec<NearMissRow>,
    /// Innovation points by enterprise and item.
    pub points: Vec<PointsRow>,
    /// Leading industries by park and of the zone; none where the pipeline names no measure of size.
    pub industries: Vec<IndustryRow>,
    /// What each park's own enterprises contribute to the indicators of its profile.
    pub movers: Vec<MoverRow>,
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
    let period = current.period.to_string();
    let figures = figures::Figures::of(definitions, aggregated);
    let judged = marks::judge(definitions, &period, &figures)
        .context("the parks cannot be assessed: an indicator formula does not fit the measures")?;
    let totals = totals::totals(definitions, &period, &judged);
    let priorities = priorities::priorities(definitions, &period, &judged, &figures);
    let rungs = ladder::ladder(definitions, current, previous)
        .context("the ladder cannot be built: the table of enterprises does not fit the survey")?;
    let industries = industries::industries(definitions, current, previous, aggregated)
        .context("the industries cannot be summed: the table of enterprises lacks a column")?;
    let movers = movers::movers(definitions, current, aggregated)
        .context("the parks' movers cannot be computed: a measure is missing")?;
    Ok(Assessed {
        assessments: judged,
        ladder: rungs.ladder,
        totals,
        priorities,
        near_misses: rungs.near_misses,
        points: rungs.points,
        industries,
        movers,
    })
}
