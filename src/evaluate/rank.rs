//! Ranks: descending, minimum rank for ties, after rounding.

use std::collections::BTreeSet;

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

/// Ranks the scores of the units within their groups; a unit without a group, or alone in it, has none.
pub(super) fn rank_in_groups(scores: &[Option<f64>], groups: &[Option<String>]) -> Ranking {
    let names: BTreeSet<&String> = groups.iter().flatten().collect();
    let mut ranks = vec![None; scores.len()];
    for name in &names {
        let inside: Vec<Option<f64>> = scores
            .iter()
            .zip(groups)
            .map(|(score, group)| score.filter(|_| group.as_ref() == Some(*name)))
            .collect();
        for (own, rank) in ranks.iter_mut().zip(rank(&inside).ranks) {
            *own = own.or(rank);
        }
    }
    Ranking {
        ranks,
        units: names.len() as i64,
    }
}

/// The rank that a score would have by published pairs of rank and score: a straight line between the two
/// neighbours, rounded to the worse rank. None outside the published range, and where a better rank goes with a
/// lower score.
pub(super) fn estimate(published: &[(i64, f64)], score: f64) -> Option<i64> {
    let pairs = in_order(published)?;
    let score = rounded(score);
    if let Some((1, best)) = pairs.first()
        && score >= *best
    {
        return Some(1);
    }
    if let Some((rank, _)) = pairs.iter().find(|(_, other)| rounded(*other) == score) {
        return Some(*rank);
    }
    pairs
        .windows(2)
        .find_map(|pair| match pair {
            [(better, high), (worse, low)] if *high > score && score > *low => {
                let share = (high - score) / (high - low);
                Some(*better as f64 + share * (worse - better) as f64)
            }
            _ => None,
        })
        .map(|rank| (rank - 1e-9).ceil() as i64)
}

/// The score that holds a rank by published pairs: the pair's own, else on a straight line between the two neighbours.
/// None outside the published range, and where a better rank goes with a lower score.
pub(super) fn published_score(published: &[(i64, f64)], rank: i64) -> Option<f64> {
    let pairs = in_order(published)?;
    // Of two that share a rank the lower score is enough.
    if let Some((_, score)) = pairs.iter().rev().find(|(other, _)| *other == rank) {
        return Some(*score);
    }
    pairs.windows(2).find_map(|pair| match pair {
        [(better, high), (worse, low)] if *better < rank && rank < *worse => {
            let share = (rank - better) as f64 / (worse - better) as f64;
            Some(high - share * (high - low))
        }
        _ => None,
    })
}

/// Published pairs by rank; none where a better rank goes with a lower score.
fn in_order(published: &[(i64, f64)]) -> Option<Vec<(i64, f64)>> {
    let mut pairs = published.to_vec();
    pairs.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    pairs.is_sorted_by(|a, b| a.1 >= b.1).then_some(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_rank_has_a_score_between_its_neighbours() {
        let published = [(30, 50.0), (10, 70.0), (20, 60.0), (20, 61.0)];
        assert_eq!(published_score(&published, 20), Some(60.0));
        assert_eq!(published_score(&published, 25), Some(55.0));
        assert_eq!(published_score(&published, 12), Some(68.2));
        assert_eq!(published_score(&published, 9), None, "better than all");
        assert_eq!(published_score(&published, 31), None, "worse than all");
        assert_eq!(published_score(&[(1, 50.0), (2, 60.0)], 1), None);
    }

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

    #[test]
    fn ranks_within_groups_leave_other_groups_out() {
        let group = |name: &str| Some(name.to_owned());
        let groups = [
            group("甲"),
            group("乙"),
            group("甲"),
            None,
            group("乙"),
            group("丙"),
        ];
        let scores = [Some(5.0), Some(9.0), Some(7.0), Some(8.0), None, Some(1.0)];
        let ranking = rank_in_groups(&scores, &groups);
        assert_eq!(ranking.ranks, [Some(2), None, Some(1), None, None, None]);
        assert_eq!(ranking.units, 3);
    }

    #[test]
    fn a_rank_between_published_ones_is_rounded_to_the_worse() {
        let published = [(30, 50.0), (10, 70.0), (20, 60.0), (1, 90.0)];
        assert_eq!(estimate(&published, 60.0), Some(20));
        assert_eq!(estimate(&published, 64.0), Some(16));
        assert_eq!(estimate(&published, 63.9), Some(17));
        assert_eq!(estimate(&published, 95.0), Some(1));
        assert_eq!(estimate(&published, 49.0), None, "below all of them");
        assert_eq!(
            estimate(&published[..3], 71.0),
            None,
            "above all, and not the first"
        );
        assert_eq!(
            estimate(&[(1, 50.0), (2, 60.0)], 55.0),
            None,
            "not in order"
        );
        assert_eq!(estimate(&[], 55.0), None);
    }
}
