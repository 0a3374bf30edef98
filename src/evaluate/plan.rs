//! The least relative effort that reaches the score of the goal's rank.
//!
//! With the scales held, the total is straight in every value, so each indicator sells points at one price: the
//! relative change (times its effort) of a point. The cheapest are bought first, each up to what the pipeline
//! allows, until the points are enough: for straight prices that is the least sum of efforts.

use anyhow::Result;

use super::improvements::goal;
use super::rank::rounded;
use super::scored::Scored;
use super::totals::Totals;
use crate::aggregate::Whole;
use crate::definitions::{Definitions, Direction, Indicator, Leeway};
use crate::period::Period;
use crate::tables::PlanRow;

/// An indicator that sells points.
struct Offer<'a> {
    indicator: &'a Indicator,
    /// Its leaves.
    leaves: Vec<usize>,
    value: f64,
    leeway: Leeway,
    /// Points of the total for one unit to the better.
    rate: f64,
    /// Most that it can change, in its unit.
    room: f64,
}

impl Offer<'_> {
    /// Points for one unit of effort.
    fn yield_of_effort(&self) -> f64 {
        self.rate * self.value.abs() / self.leeway.effort
    }

    /// The value after a change to the better.
    fn moved(&self, change: f64) -> f64 {
        match self.indicator.direction {
            Direction::More => self.value + change,
            Direction::Less => self.value - change,
        }
    }
}

/// The plan for an index: empty without bounds in the pipeline, without a goal or a panel, and where the goal is
/// reached.
///
/// # Errors
/// When the formulas cannot be evaluated.
pub(super) fn plan(
    definitions: &Definitions,
    scored: &Scored,
    period: Period,
    zone: &Whole,
) -> Result<Vec<PlanRow>> {
    let pipeline = &definitions.pipeline;
    let (Some(goal), Some(total), Some(rank)) = (
        goal(pipeline, &scored.index.id, period),
        scored.score(0, 0),
        scored.rankings[0].ranks[0],
    ) else {
        return Ok(Vec::new());
    };
    let Some(target) = held_at(scored, goal).filter(|_| rank > goal) else {
        return Ok(Vec::new());
    };
    let mut offers = offers(definitions, scored);
    offers.sort_by(|a, b| b.yield_of_effort().total_cmp(&a.yield_of_effort()));
    let mut totals = Totals::of(scored);
    let mut rows: Vec<PlanRow> = Vec::new();
    let mut score = total;
    for offer in &offers {
        let missing = target - score;
        if rounded(missing) <= 0.0 {
            break;
        }
        let change = offer.room.min(missing / offer.rate);
        let planned = offer.moved(change);
        score += offer.rate * change;
        for &leaf in &offer.leaves {
            totals.set_value(leaf, planned);
        }
        let (score_anew, rank) = totals.total();
        let (measure, measure_change) = quantity(definitions, offer.indicator, zone, planned)?;
        rows.push(PlanRow {
            period: period.to_string(),
            index: scored.index.id.clone(),
            step: rows.len() as i64 + 1,
            indicator: offer.indicator.id.clone(),
            value: offer.value,
            planned,
            change: planned - offer.value,
            relative_change: change / offer.value.abs(),
            max_change: offer.leeway.max_change,
            effort: offer.leeway.effort,
            points: offer.rate * change,
            score,
            score_anew,
            rank,
            goal,
            target,
            reaches: false,
            measure,
            measure_change,
            verified: offer.leeway.verified,
        });
    }
    let reaches = rounded(target - score) <= 0.0;
    for row in &mut rows {
        row.reaches = reaches;
    }
    Ok(rows)
}

/// The score that draws level with a rank: with as many others ahead as may be.
fn held_at(scored: &Scored, rank: i64) -> Option<f64> {
    let mut others: Vec<f64> = (1..scored.units.len())
        .filter_map(|unit| scored.score(0, unit))
        .collect();
    others.sort_by(|a, b| b.total_cmp(a));
    others
        .get(usize::try_from(rank).ok()?.checked_sub(1)?)
        .copied()
}

/// The indicators that can win points, in the order of the index. Left out are those without a straight scale,
/// those at 0 (no change is relative to it), and those beyond the worse end of given bounds, where the first
/// steps win nothing.
fn offers<'a>(definitions: &'a Definitions, scored: &Scored) -> Vec<Offer<'a>> {
    let Some(bounds) = &definitions.pipeline.plan else {
        return Vec::new();
    };
    let mut offers: Vec<Offer> = Vec::new();
    for (number, leaf) in scored.tree.leaves.iter().enumerate() {
        let column = &scored.columns[number];
        let (Some(indicator), Some(value), Some(reach), Some(ends)) = (
            definitions.indicator(&leaf.indicator),
            column.values[0].filter(|value| *value != 0.0),
            scored.leaves[number].reach(),
            scored.leaves[number].bounds(),
        ) else {
            continue;
        };
        let direction = column.rule.direction;
        let (worst, best) = match direction {
            Direction::More => (value - ends.min, ends.max - value),
            Direction::Less => (ends.max - value, value - ends.min),
        };
        if direction != indicator.direction || worst < 0.0 || !scored.adds_up(leaf.node) {
            continue;
        }
        let possible = match direction {
            Direction::More => indicator.most.map(|most| most - value),
            Direction::Less => indicator.least.map(|least| value - least),
        };
        let leeway = bounds.of(indicator);
        let room = (leeway.max_change * value.abs())
            .min(best)
            .min(possible.unwrap_or(f64::INFINITY));
        let rate = scored.effective_weight(leaf.node) * 100.0 / reach;
        match offers
            .iter_mut()
            .find(|offer| offer.indicator.id == indicator.id)
        {
            // An indicator that stands in two places wins in both, as far as both scales go.
            Some(offer) => {
                offer.leaves.push(number);
                offer.rate += rate;
                offer.room = offer.room.min(room);
            }
            None => offers.push(Offer {
                indicator,
                leaves: vec![number],
                value,
                leeway,
                rate,
                room,
            }),
        }
    }
    offers.retain(|offer| offer.room > 0.0 && offer.rate > 0.0);
    offers
}

/// The measure that stands first in a formula, and how much more of it brings the planned value with everything
/// else held. The formula is tried at two other values: where it is not straight between them there is no answer.
fn quantity(
    definitions: &Definitions,
    indicator: &Indicator,
    zone: &Whole,
    planned: f64,
) -> Result<(Option<String>, Option<f64>)> {
    let Some(place) = first_measure(definitions, indicator) else {
        return Ok((None, None));
    };
    let measure = Some(definitions.measures[place].id.clone());
    let Some(sum) = zone.current[place] else {
        return Ok((measure, None));
    };
    let value_at = |sum: f64| -> Result<Option<f64>> {
        let mut zone = zone.clone();
        zone.current[place] = Some(sum);
        Ok(zone.indicators(definitions)?.value(&indicator.id, 0))
    };
    let probe = (sum.abs() * 0.1).max(1.0);
    let (Some(here), Some(there)) = (value_at(sum)?, value_at(sum + probe)?) else {
        return Ok((measure, None));
    };
    let change = (planned - here) * probe / (there - here);
    if !change.is_finite() {
        return Ok((measure, None));
    }
    let arrives = value_at(sum + change)?
        .is_some_and(|value| (value - planned).abs() <= 1e-9 * planned.abs().max(here.abs()));
    Ok((measure, Some(change).filter(|_| arrives)))
}

/// The place of the measure that stands first in an indicator's formula.
fn first_measure(definitions: &Definitions, indicator: &Indicator) -> Option<usize> {
    let text = indicator.formula.as_ref()?.text();
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .find_map(|word| {
            definitions
                .measures
                .iter()
                .position(|measure| measure.id == word)
        })
}
