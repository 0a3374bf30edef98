//! How sure the zone's rank is, in one row.

use super::reversal::Reversals;
use super::scored::Scored;
use super::uncertainty::{DRAWS, RankIntervals, quantile};
use crate::tables::RobustnessRow;

/// The zone's rank over all draws, the chance that it reaches the goal, and whether other units turn its order.
/// Where nothing varies, the one rank as evaluated counts as the only draw.
pub(super) fn robustness(
    scored: &Scored,
    period: &str,
    intervals: &RankIntervals,
    reversals: &Reversals,
    goal: Option<i64>,
) -> RobustnessRow {
    let rank = scored.rankings[0].ranks[0];
    let (histogram, draws) = match rank {
        Some(rank) if intervals.own.is_empty() => {
            let mut once = vec![0; scored.units.len()];
            if let Some(count) = once.get_mut(rank as usize - 1) {
                *count = 1;
            }
            (once, 1)
        }
        Some(_) => (intervals.own.clone(), DRAWS),
        None => (Vec::new(), 0),
    };
    let sum = |counts: &[u32]| counts.iter().map(|count| u64::from(*count)).sum::<u64>();
    let share = |part: u64| part as f64 / f64::from(draws);
    let reached = goal.map(|goal| {
        let places = usize::try_from(goal)
            .unwrap_or_default()
            .min(histogram.len());
        sum(&histogram[..places])
    });
    let weighted: u64 = histogram
        .iter()
        .zip(1_u64..)
        .map(|(count, rank)| u64::from(*count) * rank)
        .sum();
    RobustnessRow {
        period: period.to_owned(),
        index: scored.index.id.clone(),
        unit: scored.units[0].clone(),
        rank,
        rank_low: intervals.of(0, 0).map(|(low, _)| low),
        rank_high: intervals.of(0, 0).map(|(_, high)| high),
        rank_median: quantile(&histogram, draws, 50).filter(|_| draws > 0),
        rank_mean: (draws > 0).then(|| share(weighted)),
        goal,
        probability: reached.filter(|_| draws > 0).map(share),
        draws: i64::from(draws),
        removals: reversals.removals,
        reversals: reversals.reversals,
    }
}
