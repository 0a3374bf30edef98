//! How firm a rank is: its 5–95 % interval over the choices that could have been made otherwise.

use rayon::prelude::*;

use super::choices::{Choices, Draw};
use super::rank::each_rank;
use super::scored::Scored;

/// Number of draws.
pub(super) const DRAWS: u32 = 10_000;

/// Rank intervals of every node and unit, and how often the zone had each rank.
#[derive(Clone, Debug)]
pub(super) struct RankIntervals {
    units: usize,
    intervals: Vec<Option<(i64, i64)>>,
    /// How often the zone's total had each rank, from 1; empty where nothing varies.
    pub own: Vec<u32>,
}

impl RankIntervals {
    /// Best and worst rank of the interval; none where the unit has no rank.
    pub(super) fn of(&self, node: usize, unit: usize) -> Option<(i64, i64)> {
        self.intervals
            .get(node * self.units + unit)
            .copied()
            .flatten()
    }

    /// Simulates the ranks of a scored index.
    ///
    /// A draw makes every choice by chance, the same for all units. The interval is widened where it does not
    /// hold the rank as evaluated.
    pub(super) fn simulate(choices: &Choices, draws: u32) -> RankIntervals {
        let scored = choices.scored;
        let units = scored.units.len();
        let mut intervals = RankIntervals {
            units,
            intervals: scored
                .rankings
                .iter()
                .flat_map(|ranking| ranking.ranks.iter().map(|rank| rank.map(|r| (r, r))))
                .collect(),
            own: Vec::new(),
        };
        let simulation = Simulation::of(choices);
        if simulation.varies() {
            let counts = simulation.run(draws);
            intervals.widen(&simulation, &counts, draws);
            if scored.rankings[0].ranks[0].is_some() {
                intervals.own = counts[..units].to_vec();
            }
        }
        intervals
    }

    fn widen(&mut self, simulation: &Simulation, counts: &[u32], draws: u32) {
        let units = self.units;
        for (number, &node) in simulation.inner.iter().enumerate() {
            for unit in 0..units {
                let Some(Some((low, high))) = self.intervals.get_mut(node * units + unit) else {
                    continue;
                };
                let start = (number * units + unit) * units;
                let histogram = &counts[start..start + units];
                *low = quantile(histogram, draws, 5).map_or(*low, |rank| rank.min(*low));
                *high = quantile(histogram, draws, 95).map_or(*high, |rank| rank.max(*high));
            }
        }
    }
}

/// Nearest rank: the smallest rank with at least that share of the draws at or above it.
pub(super) fn quantile(histogram: &[u32], draws: u32, per_cent: u64) -> Option<i64> {
    let mut seen = 0;
    histogram
        .iter()
        .position(|&count| {
            seen += u64::from(count);
            seen * 100 >= u64::from(draws) * per_cent
        })
        .map(|place| place as i64 + 1)
}

/// What is counted.
struct Simulation<'a> {
    choices: &'a Choices<'a>,
    /// Nodes whose ranks can move, the root first: those that are no leaves.
    inner: Vec<usize>,
    /// Units with a rank, by inner node.
    ranked: Vec<Vec<usize>>,
}

impl<'a> Simulation<'a> {
    fn of(choices: &'a Choices<'a>) -> Simulation<'a> {
        let scored: &Scored = choices.scored;
        let nodes = &scored.tree.nodes;
        let inner: Vec<usize> = (0..nodes.len())
            .filter(|&node| nodes[node].leaf.is_none())
            .collect();
        let ranked = inner
            .iter()
            .map(|&node| {
                let ranks = &scored.rankings[node].ranks;
                (0..ranks.len())
                    .filter(|&unit| ranks[unit].is_some())
                    .collect()
            })
            .collect();
        Simulation {
            choices,
            inner,
            ranked,
        }
    }

    fn varies(&self) -> bool {
        !self.choices.factors.is_empty() && self.ranked.iter().any(|units| !units.is_empty())
    }

    /// How often each rank came up, by inner node, unit and rank. Counts are whole numbers: their sum does not
    /// depend on the order in which threads finish.
    fn run(&self, draws: u32) -> Vec<u32> {
        let units = self.choices.scored.units.len();
        let cells = self.inner.len() * units * units;
        (0..draws)
            .into_par_iter()
            .with_min_len(256)
            .fold(
                || (vec![0; cells], self.choices.draw(), Vec::new()),
                |(mut counts, mut draw, mut order), number| {
                    self.count(&mut draw, &mut order, number, &mut counts);
                    (counts, draw, order)
                },
            )
            .map(|(counts, ..)| counts)
            .reduce(
                || vec![0; cells],
                |mut all, counts| {
                    for (all, count) in all.iter_mut().zip(counts) {
                        *all += count;
                    }
                    all
                },
            )
    }

    fn count(
        &self,
        draw: &mut Draw,
        order: &mut Vec<(f64, usize)>,
        number: u32,
        counts: &mut [u32],
    ) {
        let units = self.choices.scored.units.len();
        for factor in 0..self.choices.factors.len() {
            self.choices.choose(draw, factor, u64::from(number));
        }
        self.choices.roll_up(draw);
        for (place, (&node, ranked)) in self.inner.iter().zip(&self.ranked).enumerate() {
            order.clear();
            order.extend(ranked.iter().map(|&unit| (draw.ranked(node, unit), unit)));
            each_rank(order, |unit, rank| {
                counts[(place * units + unit) * units + rank - 1] += 1;
            });
        }
    }
}
