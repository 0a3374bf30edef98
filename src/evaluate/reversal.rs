//! Whether the order of the zone and its neighbours depends on a third unit: bounds, means and places are taken
//! over all units, so that another unit may turn an order to which it does not belong.

use anyhow::Result;
use rayon::prelude::*;

use super::rank::rounded;
use super::scored::Scored;
use crate::tables::RankReversalRow;

/// How many units above and below the zone are watched.
const NEIGHBOURS: usize = 3;

/// What taking out other units does to the order around the zone.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Reversals {
    /// How many units were taken out, one at a time.
    pub removals: i64,
    /// How many of them turn an order.
    pub reversals: i64,
    /// Every pair that turns.
    pub rows: Vec<RankReversalRow>,
}

/// Takes out every other unit in turn and looks at the order of the zone and its nearest neighbours.
///
/// # Errors
/// When the tree is broken.
pub(super) fn reversals(scored: &Scored, period: &str) -> Result<Reversals> {
    let Some(own) = scored.rankings[0].ranks[0] else {
        return Ok(Reversals::default());
    };
    let neighbours = neighbours(scored);
    let removed: Vec<usize> = (1..scored.units.len()).collect();
    let found: Vec<Vec<RankReversalRow>> = removed
        .par_iter()
        .map(|&gone| {
            let kept: Vec<usize> = (0..scored.units.len())
                .filter(|unit| *unit != gone)
                .collect();
            let again = scored.only(&kept)?;
            let before = |unit: usize| scored.score(0, unit).map(rounded);
            let after = |unit: usize| {
                let place = kept.iter().position(|kept| *kept == unit)?;
                again.score(0, place).map(rounded)
            };
            let rows = neighbours
                .iter()
                .filter(|unit| **unit != gone)
                .filter_map(|&unit| {
                    let was = before(0)?.total_cmp(&before(unit)?);
                    let is = after(0)?.total_cmp(&after(unit)?);
                    (was != is).then(|| RankReversalRow {
                        period: period.to_owned(),
                        index: scored.index.id.clone(),
                        removed: scored.units[gone].clone(),
                        neighbour: scored.units[unit].clone(),
                        neighbour_rank: scored.rankings[0].ranks[unit],
                        rank: Some(own),
                        rank_without: again.rankings[0].ranks[0],
                        score_without: again.score(0, 0),
                        neighbour_score_without: after(unit),
                    })
                })
                .collect();
            Ok(rows)
        })
        .collect::<Result<_>>()?;
    Ok(Reversals {
        removals: removed.len() as i64,
        reversals: found.iter().filter(|rows| !rows.is_empty()).count() as i64,
        rows: found.into_iter().flatten().collect(),
    })
}

/// The units nearest to the zone in rank, above and below, in the order of the panel.
fn neighbours(scored: &Scored) -> Vec<usize> {
    let mut order: Vec<(f64, usize)> = (0..scored.units.len())
        .filter_map(|unit| Some((rounded(scored.score(0, unit)?), unit)))
        .collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let Some(own) = order.iter().position(|(_, unit)| *unit == 0) else {
        return Vec::new();
    };
    let last = order.len().min(own + NEIGHBOURS + 1);
    let mut near: Vec<usize> = order[own.saturating_sub(NEIGHBOURS)..last]
        .iter()
        .map(|(_, unit)| *unit)
        .filter(|unit| *unit != 0)
        .collect();
    near.sort_unstable();
    near
}
