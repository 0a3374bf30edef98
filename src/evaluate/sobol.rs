//! Which choice the zone's rank depends on most: first-order and total Sobol indices of each group of choices.
//!
//! Two independent draws A and B of all choices, and for each factor the draw AB that has that factor from B and
//! the rest from A (Saltelli et al. 2010, table 2); the estimators are Jansen's (1999).

use rayon::prelude::*;

use super::choices::{Choices, Draw, Factor};
use super::scored::Scored;
use crate::tables::{Choice, SobolRow};

/// Number of pairs of draws: (factors + 2) times as many scores are computed.
const PAIRS: u32 = 2_048;

/// The indices of one factor.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Indices {
    first: f64,
    total: f64,
}

/// Jansen's estimators: `a`, `b` and `ab` are the results for A, B and AB. None where nothing varies.
fn jansen(a: &[f64], b: &[f64], ab: &[f64]) -> Option<Indices> {
    let count = a.len() as f64;
    let variance = variance(a, b);
    let half_distance = |one: &[f64]| {
        one.iter()
            .zip(ab)
            .map(|(one, ab)| (one - ab).powi(2))
            .sum::<f64>()
            / (2.0 * count)
    };
    (variance > 0.0).then(|| Indices {
        first: 1.0 - half_distance(b) / variance,
        total: half_distance(a) / variance,
    })
}

/// The variance over both draws.
fn variance(a: &[f64], b: &[f64]) -> f64 {
    let count = (a.len() + b.len()) as f64;
    let all = || a.iter().chain(b);
    let mean = all().sum::<f64>() / count;
    all().map(|value| (value - mean).powi(2)).sum::<f64>() / count
}

/// One row for every factor; none where the zone has no rank or nothing varies.
pub(super) fn sobol(choices: &Choices, period: &str) -> Vec<SobolRow> {
    let scored = choices.scored;
    if scored.rankings[0].ranks[0].is_none() || choices.factors.is_empty() {
        return Vec::new();
    }
    let factors = choices.factors.len();
    // By pair: A, B, then AB for every factor.
    let ranks: Vec<Vec<f64>> = (0..PAIRS)
        .into_par_iter()
        .with_min_len(64)
        .map_init(
            || choices.draw(),
            |draw, pair| {
                let a = 2 * u64::from(pair);
                let b = a + 1;
                let mut ranks = Vec::with_capacity(factors + 2);
                for number in [a, b] {
                    ranks.push(rank_of(choices, draw, |_| number));
                }
                for other in 0..factors {
                    ranks.push(rank_of(
                        choices,
                        draw,
                        |factor| {
                            if factor == other { b } else { a }
                        },
                    ));
                }
                ranks
            },
        )
        .collect();
    let column = |place: usize| -> Vec<f64> { ranks.iter().map(|pair| pair[place]).collect() };
    let (a, b) = (column(0), column(1));
    let variance = variance(&a, &b);
    choices
        .factors
        .iter()
        .enumerate()
        .map(|(number, factor)| {
            let indices = jansen(&a, &b, &column(number + 2));
            let (choice, node) = match factor {
                Factor::Weights { node, .. } => {
                    (Choice::Weights, scored.tree.nodes[*node].id.clone())
                }
                Factor::Normalisation => (Choice::Normalisation, String::new()),
                Factor::Missing => (Choice::Missing, String::new()),
                Factor::Aggregation => (Choice::Aggregation, String::new()),
            };
            SobolRow {
                period: period.to_owned(),
                index: scored.index.id.clone(),
                choice,
                node,
                first: indices.map(|indices| indices.first),
                total: indices.map(|indices| indices.total),
                variance,
                pairs: i64::from(PAIRS),
            }
        })
        .collect()
}

/// The zone's rank when the choices of each factor come from the draw that `number` names.
fn rank_of(choices: &Choices, draw: &mut Draw, number: impl Fn(usize) -> u64) -> f64 {
    for factor in 0..choices.factors.len() {
        choices.choose(draw, factor, number(factor));
    }
    choices.roll_up(draw);
    let scored: &Scored = choices.scored;
    let own = draw.ranked(0, 0);
    let ranks = &scored.rankings[0].ranks;
    let before = (1..scored.units.len())
        .filter(|&unit| ranks[unit].is_some() && draw.ranked(0, unit) > own)
        .count();
    1.0 + before as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SplitMix64;
    use std::f64::consts::PI;

    /// Ishigami and Homma's function (1990), whose indices are known.
    fn ishigami(x: [f64; 3]) -> f64 {
        x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin()
    }

    #[test]
    fn the_estimators_find_the_known_indices_of_ishigamis_function() {
        let point = |seed: u64, draw: u64| {
            let mut random = SplitMix64::of_draw(seed, draw);
            [0; 3].map(|_| PI * (2.0 * random.share() - 1.0))
        };
        let (mut a, mut b) = (Vec::new(), Vec::new());
        let mut ab = [Vec::new(), Vec::new(), Vec::new()];
        for draw in 0..40_000 {
            let (one, two) = (point(1, draw), point(2, draw));
            a.push(ishigami(one));
            b.push(ishigami(two));
            for (factor, values) in ab.iter_mut().enumerate() {
                let mut mixed = one;
                mixed[factor] = two[factor];
                values.push(ishigami(mixed));
            }
        }
        let expected = [(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)];
        for (ab, (first, total)) in ab.iter().zip(expected) {
            let found = jansen(&a, &b, ab).unwrap();
            assert!((found.first - first).abs() < 0.02, "{found:?} {first}");
            assert!((found.total - total).abs() < 0.02, "{found:?} {total}");
        }
    }

    #[test]
    fn what_does_not_vary_has_no_indices() {
        assert_eq!(jansen(&[3.0; 4], &[3.0; 4], &[3.0; 4]), None);
    }
}
