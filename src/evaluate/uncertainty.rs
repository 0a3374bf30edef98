//! How firm a rank is: its 5–95 % interval over weights that are not verified and over what is put in the place
//! of missing values.

use rayon::prelude::*;

use super::rank::{each_rank, rounded};
use super::roll_up::RolledUp;
use super::scored::{Scored, score, zeroed};
use crate::random::SplitMix64;

/// Number of draws.
const DRAWS: u32 = 2_000;
/// Where the sequences of the draws start; fixed, for a run is repeatable.
const SEED: u64 = 0x6875_6F6A_7531;

/// Rank intervals of every node and unit.
#[derive(Clone, Debug)]
pub(super) struct RankIntervals {
    units: usize,
    intervals: Vec<Option<(i64, i64)>>,
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
    /// A draw gives every weight that is not verified one of the index's alternative weights, and lets missing
    /// values either count as 0 or have their weight spread, the same for all units. An indicator that does not
    /// tell the units apart is nobody's missing value: it stays as the index treats it. The interval is widened
    /// where it does not hold the rank as evaluated.
    pub(super) fn simulate(scored: &Scored) -> RankIntervals {
        Self::with_draws(scored, DRAWS)
    }

    fn with_draws(scored: &Scored, draws: u32) -> RankIntervals {
        let units = scored.units.len();
        let mut intervals = RankIntervals {
            units,
            intervals: scored
                .rankings
                .iter()
                .flat_map(|ranking| ranking.ranks.iter().map(|rank| rank.map(|r| (r, r))))
                .collect(),
        };
        let simulation = Simulation::of(scored);
        if simulation.varies() {
            let counts = simulation.run(draws);
            intervals.widen(&simulation, &counts, draws);
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
                // Nearest rank: the smallest rank with at least that share of the draws at or above it.
                let quantile = |per_cent: u64| {
                    let mut seen = 0;
                    histogram
                        .iter()
                        .position(|&count| {
                            seen += u64::from(count);
                            seen * 100 >= u64::from(draws) * per_cent
                        })
                        .map(|place| place as i64 + 1)
                };
                *low = quantile(5).map_or(*low, |rank| rank.min(*low));
                *high = quantile(95).map_or(*high, |rank| rank.max(*high));
            }
        }
    }
}

/// What varies, and what is counted.
struct Simulation<'a> {
    scored: &'a Scored<'a>,
    /// Nodes whose weight is drawn.
    drawn: Vec<usize>,
    /// Leaves with a missing value on a scale that tells units apart.
    gaps: Vec<bool>,
    /// Nodes whose ranks can move: those that are no leaves.
    inner: Vec<usize>,
    /// Units with a rank, by inner node.
    ranked: Vec<Vec<usize>>,
}

impl<'a> Simulation<'a> {
    fn of(scored: &'a Scored<'a>) -> Simulation<'a> {
        let nodes = &scored.tree.nodes;
        let drawn = if scored.index.alternative_weights.is_empty() {
            Vec::new()
        } else {
            (1..nodes.len())
                .filter(|&node| !nodes[node].verified)
                .collect()
        };
        let gaps = (0..scored.tree.leaves.len())
            .map(|leaf| {
                scored.bounds[leaf].is_some() && scored.values[leaf].iter().any(Option::is_none)
            })
            .collect();
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
            scored,
            drawn,
            gaps,
            inner,
            ranked,
        }
    }

    fn varies(&self) -> bool {
        let anything = !self.drawn.is_empty() || self.gaps.contains(&true);
        anything && self.ranked.iter().any(|units| !units.is_empty())
    }

    /// How often each rank came up, by inner node, unit and rank. Counts are whole numbers: their sum does not
    /// depend on the order in which threads finish.
    fn run(&self, draws: u32) -> Vec<u32> {
        let units = self.scored.units.len();
        let cells = self.inner.len() * units * units;
        (0..draws)
            .into_par_iter()
            .with_min_len(64)
            .fold(
                || (vec![0; cells], Draw::new(self)),
                |(mut counts, mut draw), number| {
                    draw.count(self, number, &mut counts);
                    (counts, draw)
                },
            )
            .map(|(counts, _)| counts)
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
}

/// Room for one draw, used again for the next.
struct Draw {
    weights: Vec<f64>,
    zero: Vec<bool>,
    rolled: RolledUp,
    /// Rounded scores by inner node and unit.
    scores: Vec<f64>,
    order: Vec<(f64, usize)>,
}

impl Draw {
    fn new(simulation: &Simulation) -> Draw {
        let tree = &simulation.scored.tree;
        let units = simulation.scored.units.len();
        Draw {
            weights: tree.weights(),
            zero: zeroed(simulation.scored.index, tree),
            rolled: RolledUp::new(tree),
            scores: vec![0.0; simulation.inner.len() * units],
            order: Vec::with_capacity(units),
        }
    }

    fn count(&mut self, simulation: &Simulation, number: u32, counts: &mut [u32]) {
        let scored = simulation.scored;
        let units = scored.units.len();
        let mut random = SplitMix64::of_draw(SEED, u64::from(number));
        let alternatives = &scored.index.alternative_weights;
        for &node in &simulation.drawn {
            self.weights[node] = alternatives[random.below(alternatives.len())];
        }
        let zero = random.below(2) == 1;
        for (leaf, gap) in simulation.gaps.iter().enumerate() {
            if *gap {
                self.zero[leaf] = zero;
            }
        }
        for (unit, leaves) in scored.leaves.iter().enumerate() {
            self.rolled
                .fill(&scored.tree, &self.weights, leaves, &self.zero);
            for (place, &node) in simulation.inner.iter().enumerate() {
                // What is evaluated as 0 for lack of any value, and left out in this draw, comes last.
                self.scores[place * units + unit] =
                    score(self.rolled.normalised[node]).map_or(-1.0, rounded);
            }
        }
        for (place, ranked) in simulation.ranked.iter().enumerate() {
            let scores = &self.scores[place * units..(place + 1) * units];
            self.order.clear();
            self.order
                .extend(ranked.iter().map(|&unit| (scores[unit], unit)));
            each_rank(&mut self.order, |unit, rank| {
                counts[(place * units + unit) * units + rank - 1] += 1;
            });
        }
    }
}
