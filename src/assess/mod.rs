//! Assess: indicators + profiles → park scores, strengths, shortfalls; enterprise ladders.
//!
//! [`assess`] is the door. The files, in the order of the work: `figures` looks indicators up (`background`: other
//! zones, earlier years), `share` turns a value into a share of its points, `comparison` says how far a park leads the
//! zone, `marks` names strengths and weaknesses with a reason (`wording`), `adjustments` and `totals` add up, `goals`
//! are those of the zone; `ladder`, `industries` and `movers` look at the enterprises; `priorities` says what to do
//! first and `visits` whom to see; `structure` how the parks complement each other.

mod adjustments;
mod background;
mod comparison;
mod figures;
mod goals;
mod industries;
mod ladder;
mod marks;
mod movers;
mod priorities;
mod share;
mod structure;
mod totals;
mod visits;
mod wording;

#[cfg(test)]
mod fixture;

use anyhow::{Context, Result};
use polars::prelude::DataFrame;

use crate::aggregate::{Aggregated, used_records, used_records_with};
use crate::definitions::Definitions;
use crate::tables::{
    AdjustmentRow, AssessmentRow, AssessmentTotalRow, ChainLinkRow, Edited, GoalRow, IndustryRow,
    MoverRow, NearMissRow, ParkPairRow, ParkStructureRow, PointsRow, PriorityRow, RiskRow,
    RungMoveRow, StandingRow, VisitRow,
};

pub use background::{Background, earlier_periods};
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
    /// What every park should do first: the most points that a realistic step wins first.
    pub priorities: Vec<PriorityRow>,
    /// Enterprises that meet all conditions of a rung but one.
    pub near_misses: Vec<NearMissRow>,
    /// Innovation points by enterprise and item.
    pub points: Vec<PointsRow>,
    /// Leading industries by park and of the zone; none where the pipeline names no measure of size.
    pub industries: Vec<IndustryRow>,
    /// What each park's own enterprises contribute to the indicators of its profile.
    pub movers: Vec<MoverRow>,
    /// The enterprises to see first for what a park should do first.
    pub visits: Vec<VisitRow>,
    /// Bonuses and deductions by park.
    pub adjustments: Vec<AdjustmentRow>,
    /// Conditions that enterprises on a rung are about to lose.
    pub at_risk: Vec<RiskRow>,
    /// Rungs reached or left since last year.
    pub moves: Vec<RungMoveRow>,
    /// Stage and rank of every enterprise.
    pub standing: Vec<StandingRow>,
    /// The zone's goals.
    pub goals: Vec<GoalRow>,
    /// The parks' structures by leading industry.
    pub structures: Vec<ParkStructureRow>,
    /// Every pair of parks, in both directions.
    pub pairs: Vec<ParkPairRow>,
    /// The links of the chains by park.
    pub chain_links: Vec<ChainLinkRow>,
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
    background: &Background,
) -> Result<Assessed> {
    let period = current.period.to_string();
    let figures = figures::Figures::of(definitions, aggregated);
    let judged = marks::judge(definitions, &period, &figures, background)
        .context("the parks cannot be assessed: an indicator formula does not fit the measures")?;
    let adjustments = adjustments::adjustments(definitions, current, &figures)
        .context("bonuses and deductions: the table of enterprises lacks a column")?;
    let totals = totals::totals(definitions, &period, &judged, &adjustments);
    let priorities = priorities::priorities(definitions, &period, &judged, &figures);
    let goals = goals::goals(definitions, current.period, &figures);
    let before = match previous {
        Some(previous) => Some(used_records(definitions, previous, None)?),
        None => None,
    };
    let records = used_records_with(definitions, current, previous.zip(before.as_ref()))?;
    let rungs = ladder::ladder(definitions, current, before.as_ref(), &records)
        .context("the ladder cannot be built: the table of enterprises does not fit the survey")?;
    let industries = industries::industries(definitions, current, previous, aggregated)
        .context("the industries cannot be summed: the table of enterprises lacks a column")?;
    let (structures, pairs) = structure::structures(definitions, &period, &industries);
    let chain_links = structure::chain_links(definitions, &period, &records, aggregated)
        .context("the chains cannot be built: the table of enterprises does not fit the survey")?;
    let measures = (&*aggregated.measures, &*aggregated.previous_measures);
    let movers = movers::movers(definitions, current, measures)
        .context("the parks' movers cannot be computed: a measure is missing")?;
    let visits = visits::visits(
        definitions,
        &priorities,
        &movers,
        &movers_before(definitions, previous, aggregated)?,
        &rungs.near_misses,
    );
    Ok(Assessed {
        assessments: judged,
        ladder: rungs.ladder,
        totals,
        priorities,
        near_misses: rungs.near_misses,
        points: rungs.points,
        industries,
        movers,
        visits,
        adjustments,
        at_risk: rungs.at_risk,
        moves: rungs.moves,
        standing: rungs.standing,
        goals,
        structures,
        pairs,
        chain_links,
    })
}

/// What the enterprises of last year contributed then.
fn movers_before(
    definitions: &Definitions,
    previous: Option<&Edited>,
    aggregated: &Aggregated,
) -> Result<Vec<MoverRow>> {
    let Some(previous) = previous else {
        return Ok(Vec::new());
    };
    movers::movers(definitions, previous, (&aggregated.previous_measures, &[]))
        .context("last year's movers cannot be computed: a measure is missing")
}
