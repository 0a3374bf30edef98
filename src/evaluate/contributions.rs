//! What every enterprise and every park contributes to the indicators of an index, and what that is worth in
//! points of the total score.

use anyhow::Result;

use super::scored::Scored;
use crate::aggregate::{Aggregated, Difference, Members, Whole, Without};
use crate::definitions::{Definitions, Indicator};
use crate::period::Period;
use crate::tables::{
    Basis, ContributionRow, IndicatorRow, Level, ParkContributionRow, RecordStatus,
};

/// An indicator of an index that comes from enterprise forms.
struct Target<'a> {
    indicator: &'a Indicator,
    /// The zone's value.
    with: Option<f64>,
    /// Points of the total score for one unit of the indicator; none where the zone has no score for it, or where
    /// scale or mean are not straight.
    points: Option<f64>,
}

impl Target<'_> {
    fn difference(&self, without: Option<f64>) -> (Difference, Option<f64>) {
        let difference = Difference::between(self.with, without, self.indicator.direction);
        let score = difference
            .contribution
            .zip(self.points)
            .map(|(contribution, points)| contribution * points);
        (difference, score)
    }
}

/// The zone's row of an indicator, where its value rests on the survey of the period.
pub(super) fn surveyed<'a>(
    rows: &'a [IndicatorRow],
    level: Level,
    unit: &str,
    indicator: &str,
) -> Option<&'a IndicatorRow> {
    rows.iter().find(|row| {
        row.level == level
            && row.unit == unit
            && row.indicator == indicator
            && matches!(row.basis, Basis::Annual | Basis::Quarterly)
    })
}

/// The indicators of an index with a formula, each once, in the order of its leaves.
fn targets<'a>(
    definitions: &'a Definitions,
    aggregated: &Aggregated,
    scored: &Scored,
) -> Vec<Target<'a>> {
    let mut targets: Vec<Target> = Vec::new();
    for (number, leaf) in scored.tree.leaves.iter().enumerate() {
        let Some(indicator) = definitions
            .indicator(&leaf.indicator)
            .filter(|indicator| !indicator.from_zone_form())
        else {
            continue;
        };
        let weight = scored.effective_weight(leaf.node);
        let points = scored.leaves[number]
            .reach()
            .filter(|_| {
                scored.index.complete
                    && scored.normalised(leaf.node, 0).is_some()
                    && scored.adds_up(leaf.node)
            })
            .map(|reach| weight * 100.0 / reach);
        let known = targets
            .iter_mut()
            .find(|target| target.indicator.id == indicator.id);
        match known {
            // An indicator that stands in two places is worth the points of both.
            Some(target) => {
                target.points = match (target.points, points) {
                    (Some(a), Some(b)) => Some(a + b),
                    (a, b) => a.or(b),
                }
            }
            None => targets.push(Target {
                indicator,
                with: surveyed(
                    &aggregated.indicators,
                    Level::Zone,
                    &definitions.pipeline.id,
                    &indicator.id,
                )
                .and_then(|row| row.value),
                points,
            }),
        }
    }
    targets
}

/// The rows of accepted enterprises, by index, enterprise and indicator.
pub(super) fn contributions(
    definitions: &Definitions,
    period: Period,
    aggregated: &Aggregated,
    members: &Members,
    without: &Without,
    indexes: &[Scored],
) -> Vec<ContributionRow> {
    let mut rows = Vec::new();
    for scored in indexes {
        let targets = targets(definitions, aggregated, scored);
        for (place, member) in members.members.iter().enumerate() {
            if member.status != RecordStatus::Accepted {
                continue;
            }
            for target in &targets {
                let value = without.value(&target.indicator.id, place);
                let (difference, score) = target.difference(value);
                rows.push(ContributionRow {
                    period: period.to_string(),
                    index: scored.index.id.clone(),
                    credit_code: member.credit_code.clone(),
                    park: member.park.clone(),
                    indicator: target.indicator.id.clone(),
                    with: target.with,
                    without: value,
                    contribution: difference.contribution,
                    rate: difference.rate,
                    score,
                });
            }
        }
    }
    rows
}

/// The rows of the parks, by index, park (in the order of the pipeline) and indicator.
pub(super) fn park_contributions(
    definitions: &Definitions,
    period: Period,
    aggregated: &Aggregated,
    members: &Members,
    zone: &Whole,
    indexes: &[Scored],
) -> Result<Vec<ParkContributionRow>> {
    let parks = &definitions.pipeline.parks;
    let wholes: Vec<Whole> = parks
        .iter()
        .map(|park| {
            Whole::of(
                definitions,
                &aggregated.measures,
                &aggregated.previous_measures,
                Some(&park.id),
            )
        })
        .collect();
    let without = members.all_but_one_park(definitions, zone, &wholes)?;
    let mut rows = Vec::new();
    for scored in indexes {
        let targets = targets(definitions, aggregated, scored);
        for (place, park) in parks.iter().enumerate() {
            for target in &targets {
                let value = without.value(&target.indicator.id, place);
                let (difference, score) = target.difference(value);
                rows.push(ParkContributionRow {
                    period: period.to_string(),
                    index: scored.index.id.clone(),
                    park: park.id.clone(),
                    indicator: target.indicator.id.clone(),
                    with: target.with,
                    without: value,
                    contribution: difference.contribution,
                    rate: difference.rate,
                    score,
                });
            }
        }
    }
    Ok(rows)
}
