//! Evaluate: indicators + reference → normalised, weighted, ranked, explained.
//!
//! [`evaluate`] is the door. [`what_if`] asks how the score would be with other values, [`explain`] where a value
//! comes from and who moves it, [`evaluate_table`] scores the units of a plain table.

mod change;
mod choices;
mod contributions;
mod distances;
mod explain;
mod improvements;
mod leaves;
mod movers;
mod outliers;
mod panel;
mod plain;
mod plan;
mod quantities;
mod rank;
mod reversal;
mod robustness;
mod roll_up;
mod scale;
mod scored;
mod sensitivity;
mod sobol;
mod totals;
mod tree;
mod uncertainty;
mod what_if;

#[cfg(test)]
mod tests;

use anyhow::Result;

use self::choices::Choices;
use self::panel::Panel;
use self::scored::Scored;
use self::uncertainty::{DRAWS, RankIntervals};
use crate::aggregate::{Aggregated, Members, Whole, Years};
use crate::definitions::Definitions;
use crate::period::Period;
use crate::tables::{
    ChangeMoverRow, ContributionRow, Edited, GoalDistanceRow, ImprovementRow, ParkContributionRow,
    PlanLeftOutRow, PlanRow, RankReversalRow, ReferenceRow, RobustnessRow, ScoreChangeRow,
    ScoreRow, SensitivityRow, SobolRow, TreatedRow,
};

pub use change::{LastYear, score_changes};
pub use explain::{Explanation, MeasureValue, Mover, Placement, explain};
pub use movers::change_movers;
pub use plain::{Chosen, evaluate_table};
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
    /// Values that were changed as outliers.
    pub treated: Vec<TreatedRow>,
    /// How sure the zone's rank is, one row per index.
    pub robustness: Vec<RobustnessRow>,
    /// Which choice the zone's rank depends on most.
    pub sobol: Vec<SobolRow>,
    /// Units without which the order of the zone and a neighbour is turned.
    pub rank_reversals: Vec<RankReversalRow>,
    /// The change of the zone's scores since the period before, by [`score_changes`].
    pub score_changes: Vec<ScoreChangeRow>,
    /// The enterprises that moved them, by [`change_movers`].
    pub change_movers: Vec<ChangeMoverRow>,
    /// What reaches the rank goal at the least effort.
    pub plan: Vec<PlanRow>,
    /// What the plan does not ask, and why.
    pub plan_left_out: Vec<PlanLeftOutRow>,
    /// How far the zone is from the zones ranked around the goal.
    pub goal_distances: Vec<GoalDistanceRow>,
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
    // In a quarter the zone's annual estimates stand beside the other zones' values of a year.
    let aggregated = &aggregated.scored();
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
    let period_word = period.to_string();
    for scored in &indexes {
        let choices = Choices::of(scored);
        let intervals = RankIntervals::simulate(&choices, DRAWS);
        let reversals = reversal::reversals(scored, &period_word)?;
        let goal = improvements::goal(&definitions.pipeline, &scored.index.id, period);
        evaluated
            .scores
            .extend(scored.rows(&period_word, &intervals));
        evaluated.treated.extend(scored.treated_rows(&period_word));
        evaluated
            .sensitivity
            .extend(sensitivity::sensitivity(scored, &period_word));
        evaluated.improvements.extend(improvements::improvements(
            &definitions.pipeline,
            scored,
            period,
        ));
        evaluated.robustness.push(robustness::robustness(
            scored,
            &period_word,
            &intervals,
            &reversals,
            goal,
        ));
        evaluated.sobol.extend(sobol::sobol(&choices, &period_word));
        evaluated.rank_reversals.extend(reversals.rows);
    }

    let members = Members::of(definitions, current, &aggregated.measures, &[])?;
    let zone = Whole::of(
        definitions,
        &aggregated.measures,
        &aggregated.previous_measures,
        None,
    );
    for scored in &indexes {
        let (plan, left_out) = plan::plan(definitions, scored, period, &zone)?;
        evaluated.plan.extend(plan);
        evaluated.plan_left_out.extend(left_out);
        let distances = distances::distances(definitions, scored, period, &zone)?;
        evaluated.goal_distances.extend(distances);
    }
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
