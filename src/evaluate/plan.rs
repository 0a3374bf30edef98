//! The least relative effort that reaches the score of the goal's rank.
//!
//! With the scales held, the total is straight in every value, so each indicator sells points at one price: the
//! relative change (times its effort) of a point. The cheapest are bought first, each up to what the pipeline
//! allows, until the points are enough: for straight prices that is the least sum of efforts.

use anyhow::Result;

use super::improvements::goal;
use super::quantities::{Quantity, quantities};
use super::rank::{estimate, published_score, rounded};
use super::scored::Scored;
use super::totals::Totals;
use crate::aggregate::Whole;
use crate::definitions::{Definitions, Direction, Indicator, Leeway};
use crate::period::Period;
use crate::tables::{PlanGap, PlanLeftOutRow, PlanRow, RankBasis};

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

/// The plan for an index, and the indicators that it does not ask. Both are empty without bounds in the pipeline,
/// without a goal, where nothing says which score holds it, and where the goal is reached.
///
/// # Errors
/// When the formulas cannot be evaluated.
pub(super) fn plan(
    definitions: &Definitions,
    scored: &Scored,
    period: Period,
    zone: &Whole,
) -> Result<(Vec<PlanRow>, Vec<PlanLeftOutRow>)> {
    let Some((goal, target, target_basis)) = wanted(definitions, scored, period) else {
        return Ok((Vec::new(), Vec::new()));
    };
    let Some(total) = scored.score(0, 0) else {
        return Ok((Vec::new(), Vec::new()));
    };
    let Some((mut offers, mut left_out)) = offers(definitions, scored) else {
        return Ok((Vec::new(), Vec::new()));
    };
    offers.sort_by(|a, b| b.yield_of_effort().total_cmp(&a.yield_of_effort()));
    let mut totals = Totals::of(scored);
    let mut rows: Vec<PlanRow> = Vec::new();
    let mut asked: Vec<(&Indicator, f64)> = Vec::new();
    let mut score = total;
    for offer in &offers {
        let missing = target - score;
        if rounded(missing) <= 0.0 {
            left_out.extend(offer.leaves.iter().map(|&leaf| (leaf, PlanGap::NotNeeded)));
            continue;
        }
        let change = offer.room.min(missing / offer.rate);
        let planned = offer.moved(change);
        score += offer.rate * change;
        for &leaf in &offer.leaves {
            totals.set_value(leaf, planned);
        }
        let (score_anew, rank) = totals.total();
        asked.push((offer.indicator, planned));
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
            rank: rank.or_else(|| estimate(&scored.published, score_anew?)),
            goal,
            target,
            target_basis,
            reaches: false,
            measure: None,
            measure_change: None,
            verified: offer.leeway.verified,
        });
    }
    let reaches = rounded(target - score) <= 0.0;
    let found = quantities(definitions, zone, &asked)?;
    for (row, Quantity { measure, change }) in rows.iter_mut().zip(found) {
        row.reaches = reaches;
        row.measure = measure;
        row.measure_change = change;
    }
    left_out.sort_by_key(|(leaf, _)| *leaf);
    let left_out = left_out
        .into_iter()
        .map(|(number, reason)| {
            let leaf = &scored.tree.leaves[number];
            PlanLeftOutRow {
                period: period.to_string(),
                index: scored.index.id.clone(),
                node: scored.tree.nodes[leaf.node].id.clone(),
                indicator: leaf.indicator.clone(),
                value: scored.columns[number].values[0],
                reason,
            }
        })
        .collect();
    Ok((rows, left_out))
}

/// The goal's rank that is not reached yet, the score that holds it, and where that comes from: the panel, else
/// published pairs of rank and score.
fn wanted(
    definitions: &Definitions,
    scored: &Scored,
    period: Period,
) -> Option<(i64, f64, RankBasis)> {
    let goal = goal(&definitions.pipeline, &scored.index.id, period)?;
    if let Some(rank) = scored.rankings[0].ranks[0] {
        let target = held_at(scored, goal).filter(|_| rank > goal)?;
        return Some((goal, target, RankBasis::Panel));
    }
    let target = published_score(&scored.published, goal)?;
    let missing = target - scored.score(0, 0)?;
    (rounded(missing) > 0.0).then_some((goal, target, RankBasis::Published))
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

/// What can be asked, and the leaves that cannot with the reason.
type Offers<'a> = (Vec<Offer<'a>>, Vec<(usize, PlanGap)>);

/// The indicators that can win points, in the order of the index, and those that cannot; none without bounds in the
/// pipeline file.
fn offers<'a>(definitions: &'a Definitions, scored: &Scored) -> Option<Offers<'a>> {
    let bounds = definitions.pipeline.plan.as_ref()?;
    let mut offers: Vec<Offer> = Vec::new();
    let mut left_out = Vec::new();
    for (number, leaf) in scored.tree.leaves.iter().enumerate() {
        let Some(indicator) = definitions.indicator(&leaf.indicator) else {
            continue;
        };
        let one = match offer(scored, number, indicator, bounds.of(indicator)) {
            Ok(offer) => offer,
            Err(reason) => {
                left_out.push((number, reason));
                continue;
            }
        };
        match offers
            .iter_mut()
            .find(|offer| offer.indicator.id == indicator.id)
        {
            // An indicator that stands in two places wins in both, as far as both scales go.
            Some(offer) => {
                offer.leaves.push(number);
                offer.rate += one.rate;
                offer.room = offer.room.min(one.room);
            }
            None => offers.push(one),
        }
    }
    Some((offers, left_out))
}

/// What a leaf can win, or why it cannot.
fn offer<'a>(
    scored: &Scored,
    number: usize,
    indicator: &'a Indicator,
    leeway: Leeway,
) -> Result<Offer<'a>, PlanGap> {
    let column = &scored.columns[number];
    let leaf = &scored.leaves[number];
    let node = scored.tree.leaves[number].node;
    let value = column.values[0].ok_or(PlanGap::Missing)?;
    let (Some(reach), Some(ends)) = (leaf.reach(), leaf.bounds()) else {
        return Err(PlanGap::NoScale);
    };
    let direction = column.rule.direction;
    if !scored.adds_up(node) || direction != indicator.direction {
        return Err(PlanGap::NotAdditive);
    }
    if value == 0.0 {
        return Err(PlanGap::Zero);
    }
    let (worse, better) = match direction {
        Direction::More => (value - ends.min, ends.max - value),
        Direction::Less => (ends.max - value, value - ends.min),
    };
    let possible = match direction {
        Direction::More => indicator.most.map(|most| most - value),
        Direction::Less => indicator.least.map(|least| value - least),
    };
    let possible = possible.unwrap_or(f64::INFINITY);
    let allowed = leeway.max_change * value.abs();
    let rate = scored.effective_weight(node) * 100.0 / reach;
    if worse < 0.0 {
        return Err(PlanGap::BeyondWorse);
    }
    if better <= 0.0 || rate <= 0.0 {
        return Err(PlanGap::AtBest);
    }
    if possible <= 0.0 {
        return Err(PlanGap::AtLimit);
    }
    if allowed <= 0.0 {
        return Err(PlanGap::NoStep);
    }
    Ok(Offer {
        indicator,
        leaves: vec![number],
        value,
        leeway,
        rate,
        room: allowed.min(better).min(possible),
    })
}
