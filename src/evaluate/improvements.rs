//! What one indicator alone would bring: points, rank, and the value that reaches the zone's goal.

use super::scored::Scored;
use super::totals::Totals;
use crate::definitions::{Direction, Pipeline};
use crate::period::Period;
use crate::tables::ImprovementRow;

/// How often the interval between the value and the best end is halved: to the last bit of a number.
const HALVINGS: u32 = 60;

/// The rank that is the goal for an index: that of the latest period that is not after this one.
pub(super) fn goal(pipeline: &Pipeline, index: &str, period: Period) -> Option<i64> {
    pipeline
        .rank_goals
        .iter()
        .filter(|goal| goal.index == index)
        .filter_map(|goal| Some((goal.period.parse::<Period>().ok()?, goal.rank)))
        .filter(|(set, _)| set.year <= period.year)
        .max_by_key(|(set, _)| *set)
        .map(|(_, rank)| i64::from(rank))
}

/// One row for every leaf on which the zone has a score, in the order of the tree.
pub(super) fn improvements(
    pipeline: &Pipeline,
    scored: &Scored,
    period: Period,
) -> Vec<ImprovementRow> {
    let goal = goal(pipeline, &scored.index.id, period);
    let total = scored.score(0, 0);
    let rank = scored.rankings[0].ranks[0];
    let mut totals = Totals::of(scored);
    let mut rows = Vec::new();
    for (number, leaf) in scored.tree.leaves.iter().enumerate() {
        let column = &scored.columns[number];
        let (Some(scale), Some(value)) = (&scored.leaves[number].scale, column.values[0]) else {
            continue;
        };
        // After a logarithm the scale has no value of the indicator's own at its end: the best unit's stands there.
        let best = if scored.leaves[number].treated.logged() {
            column.best_value().unwrap_or(value)
        } else {
            scale.best()
        };
        // A value beyond a given bound has nothing to gain, and is not asked to fall back to it.
        let end = match column.rule.direction {
            Direction::More => best.max(value),
            Direction::Less => best.min(value),
        };
        let (best_total, best_rank) = totals.with_value(number, end);
        let reached = |rank: Option<i64>| goal.zip(rank).is_some_and(|(goal, rank)| rank <= goal);
        let needed = (!reached(rank) && reached(best_rank)).then(|| {
            // The rank never gets worse as the value gets better: halving finds where it turns.
            let (mut before, mut after) = (value, end);
            for _ in 0..HALVINGS {
                let middle = before + (after - before) / 2.0;
                if reached(totals.with_value(number, middle).1) {
                    after = middle;
                } else {
                    before = middle;
                }
            }
            after
        });
        rows.push(ImprovementRow {
            period: period.to_string(),
            index: scored.index.id.clone(),
            node: scored.tree.nodes[leaf.node].id.clone(),
            indicator: leaf.indicator.clone(),
            value: Some(value),
            best: Some(best),
            points: best_total.zip(total).map(|(best, total)| best - total),
            best_rank,
            goal,
            needed,
            change: needed.map(|needed| needed - value),
        });
    }
    rows
}
