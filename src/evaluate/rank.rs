//! Ranks: descending, minimum rank for ties, after rounding.

/// The score as ranks see it: rounded to 9 decimals, so that rounding dust makes no difference between units.
pub(super) fn rounded(score: f64) -> f64 {
    (score * 1e9).round() / 1e9
}

/// The ranks of one node.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ranking {
    /// Rank of every unit, 1 = highest; none without a score, or where no other unit has one.
    pub ranks: Vec<Option<i64>>,
    /// Number of units with a score.
    pub units: i64,
}

/// Ranks the scores of the units.
pub(super) fn rank(scores: &[Option<f64>]) -> Ranking {
    let mut order: Vec<(f64, usize)> = scores
        .iter()
        .enumerate()
        .filter_map(|(unit, score)| score.map(|score| (rounded(score), unit)))
        .collect();
    let mut ranks = vec![None; scores.len()];
    let units = order.len() as i64;
    if order.len() > 1 {
        each_rank(&mut order, |unit, rank| ranks[unit] = Some(rank as i64));
    }
    Ranking { ranks, units }
}

/// Sorts (rounded score, unit) and calls back with every unit and its rank, from 1.
pub(super) fn each_rank(order: &mut [(f64, usize)], mut ranked: impl FnMut(usize, usize)) {
    order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut rank = 0;
    let mut last = f64::NAN;
    for (place, &(score, unit)) in order.iter().enumerate() {
        if place == 0 || score < last {
            rank = place + 1;
            last = score;
        }
        ranked(unit, rank);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_the_smallest_rank_and_the_next_is_skipped() {
        let ranking = rank(&[Some(50.0), Some(70.0), None, Some(50.0), Some(10.0)]);
        assert_eq!(ranking.ranks, [Some(2), Some(1), None, Some(2), Some(4)]);
        assert_eq!(ranking.units, 4);
    }

    #[test]
    fn differences_beyond_nine_decimals_are_ties() {
        let ranking = rank(&[Some(50.0), Some(50.000_000_000_1), Some(50.000_000_002)]);
        assert_eq!(ranking.ranks, [Some(2), Some(2), Some(1)]);
    }

    #[test]
    fn zero_and_negative_zero_are_ties() {
        assert_eq!(rank(&[Some(0.0), Some(-0.0)]).ranks, [Some(1), Some(1)]);
    }

    #[test]
    fn a_single_unit_has_no_rank() {
        let ranking = rank(&[Some(50.0), None]);
        assert_eq!(ranking.ranks, [None, None]);
        assert_eq!(ranking.units, 1);
    }
}
