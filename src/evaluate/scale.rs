//! Bringing an indicator's values to 0–1.

use crate::definitions::{Direction, Efficacy, Normalisation};

/// What 0 and 1 stand for on an indicator's scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bounds {
    /// The lower bound.
    pub min: f64,
    /// The upper bound.
    pub max: f64,
}

/// A range this small beside its values is rounding dust of a computed value, not a difference between zones.
const DUST: f64 = 1e-12;

/// Standard deviations from the mean to either end of a scale of z-scores.
const DEVIATIONS: f64 = 5.0;

impl Bounds {
    /// The bounds of an indicator: the given ones, else the extremes over all units. None where they do not tell
    /// the units apart: all values the same, or one unit only.
    pub(super) fn of(values: &[Option<f64>], given: Option<Bounds>) -> Option<Bounds> {
        given.or_else(|| extremes(values))?.informative()
    }

    fn informative(self) -> Option<Bounds> {
        let range = self.range();
        let informs = range.is_finite() && range > DUST * self.min.abs().max(self.max.abs());
        informs.then_some(self)
    }

    /// max − min, in the indicator's unit.
    pub(super) fn range(self) -> f64 {
        self.max - self.min
    }

    /// A value on the scale, 0–1, 1 being best; values outside given bounds are clipped.
    pub(super) fn normalise(self, value: f64, direction: Direction) -> f64 {
        let distance = match direction {
            Direction::More => value - self.min,
            Direction::Less => self.max - value,
        };
        (distance / self.range()).clamp(0.0, 1.0)
    }
}

/// The least and the greatest value.
fn extremes(values: &[Option<f64>]) -> Option<Bounds> {
    values
        .iter()
        .flatten()
        .fold(None, |bounds: Option<Bounds>, &value| {
            Some(bounds.map_or(
                Bounds {
                    min: value,
                    max: value,
                },
                |bounds| Bounds {
                    min: bounds.min.min(value),
                    max: bounds.max.max(value),
                },
            ))
        })
}

/// How an indicator is to be normalised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ScaleRule {
    /// The method.
    pub method: Normalisation,
    /// Which way is better.
    pub direction: Direction,
    /// Bounds that the reference gives.
    pub given: Option<Bounds>,
    /// Goalposts of the leaf.
    pub goalposts: Option<Bounds>,
    /// Target of the leaf.
    pub target: Option<f64>,
    /// Base and span of the efficacy coefficient.
    pub efficacy: Efficacy,
    /// Lowest normalised value.
    pub floor: f64,
}

/// A scale that tells the units apart.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scale {
    shape: Shape,
    direction: Direction,
    /// Lowest normalised value and what lies between it and the highest; none for 0 and 1.
    lift: Option<(f64, f64)>,
}

#[derive(Clone, Debug, PartialEq)]
enum Shape {
    /// A straight line between two bounds.
    Line(Bounds),
    /// The share of the best value.
    Ratio { best: f64 },
    /// The place among these values, in ascending order.
    Places { sorted: Vec<f64>, ties: Ties },
}

/// The place of values that are alike.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ties {
    Mean,
    Best,
}

impl Scale {
    /// The scale over these values, one per unit. None where it does not tell the units apart.
    pub(super) fn fit(rule: &ScaleRule, values: &[Option<f64>]) -> Option<Scale> {
        let shape = match rule.method {
            Normalisation::MinMax | Normalisation::Efficacy => {
                Shape::Line(Bounds::of(values, rule.given)?)
            }
            Normalisation::Goalposts => Shape::Line(rule.goalposts?.informative()?),
            Normalisation::ZScore => Shape::Line(deviations(values)?),
            Normalisation::DistanceToTarget => {
                let data = rule.given.or_else(|| extremes(values))?;
                let bounds = match rule.direction {
                    Direction::More => Bounds {
                        min: data.min,
                        max: rule.target?,
                    },
                    Direction::Less => Bounds {
                        min: rule.target?,
                        max: data.max,
                    },
                };
                Shape::Line(bounds.informative()?)
            }
            Normalisation::DistanceToBest => {
                let data = Bounds::of(values, rule.given)?;
                let best = match rule.direction {
                    Direction::More => data.max,
                    Direction::Less => data.min,
                };
                Shape::Ratio {
                    best: Some(best).filter(|best| *best > 0.0)?,
                }
            }
            Normalisation::PercentileRank | Normalisation::Rank => {
                Bounds::of(values, None)?;
                let mut sorted: Vec<f64> = values.iter().flatten().copied().collect();
                sorted.sort_unstable_by(f64::total_cmp);
                let ties = match rule.method {
                    Normalisation::Rank => Ties::Best,
                    _ => Ties::Mean,
                };
                Shape::Places { sorted, ties }
            }
        };
        let lift = match rule.method {
            Normalisation::Efficacy => {
                Some((rule.efficacy.base / 100.0, rule.efficacy.span / 100.0))
            }
            _ if rule.floor > 0.0 => Some((rule.floor, 1.0 - rule.floor)),
            _ => None,
        };
        Some(Scale {
            shape,
            direction: rule.direction,
            lift,
        })
    }

    /// A value on the scale, 0–1, 1 being best.
    pub(super) fn normalise(&self, value: f64) -> f64 {
        let share = match &self.shape {
            Shape::Line(bounds) => bounds.normalise(value, self.direction),
            Shape::Ratio { best } => {
                let share = match self.direction {
                    Direction::More => value / best,
                    Direction::Less => best / value,
                };
                if value > 0.0 {
                    share.clamp(0.0, 1.0)
                } else {
                    0.0
                }
            }
            Shape::Places { sorted, ties } => {
                let (below, above) = match self.direction {
                    Direction::More => (
                        sorted.partition_point(|other| *other < value),
                        sorted.len() - sorted.partition_point(|other| *other <= value),
                    ),
                    Direction::Less => (
                        sorted.len() - sorted.partition_point(|other| *other <= value),
                        sorted.partition_point(|other| *other < value),
                    ),
                };
                let last = (sorted.len() - 1) as f64;
                match ties {
                    Ties::Best => 1.0 - above as f64 / last,
                    // The mean of the places from below that the alike values share, counted from 0.
                    Ties::Mean => (below as f64 + last - above as f64) / 2.0 / last,
                }
            }
        };
        match self.lift {
            Some((base, span)) => base + span * share,
            None => share,
        }
    }

    /// The values at both ends of a straight scale; none for other shapes.
    pub(super) fn bounds(&self) -> Option<Bounds> {
        match self.shape {
            Shape::Line(bounds) => Some(bounds),
            _ => None,
        }
    }

    /// How much of the indicator would be worth the whole of 0–1 on a straight scale; none for other shapes.
    pub(super) fn reach(&self) -> Option<f64> {
        let span = self.lift.map_or(1.0, |(_, span)| span);
        self.bounds().map(|bounds| bounds.range() / span)
    }

    /// The best value that counts: where nothing more is to be gained.
    pub(super) fn best(&self) -> f64 {
        match (&self.shape, self.direction) {
            (Shape::Line(bounds), Direction::More) => bounds.max,
            (Shape::Line(bounds), Direction::Less) => bounds.min,
            (Shape::Ratio { best }, _) => *best,
            (Shape::Places { sorted, .. }, Direction::More) => {
                sorted.last().copied().unwrap_or_default()
            }
            (Shape::Places { sorted, .. }, Direction::Less) => {
                sorted.first().copied().unwrap_or_default()
            }
        }
    }
}

/// Five standard deviations (n − 1) to either side of the mean: z = 0 is 0.5, and one deviation a tenth.
fn deviations(values: &[Option<f64>]) -> Option<Bounds> {
    Bounds::of(values, None)?;
    let values: Vec<f64> = values.iter().flatten().copied().collect();
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let deviation = (squares / (count - 1.0)).sqrt();
    Bounds {
        min: mean - DEVIATIONS * deviation,
        max: mean + DEVIATIONS * deviation,
    }
    .informative()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(method: Normalisation, direction: Direction) -> ScaleRule {
        ScaleRule {
            method,
            direction,
            given: None,
            goalposts: Some(Bounds { min: 0.0, max: 8.0 }),
            target: Some(5.0),
            efficacy: Efficacy::default(),
            floor: 0.0,
        }
    }

    const VALUES: [Option<f64>; 5] = [Some(1.0), Some(2.0), None, Some(2.0), Some(7.0)];

    fn all(rule: &ScaleRule) -> Vec<f64> {
        let scale = Scale::fit(rule, &VALUES).unwrap();
        VALUES
            .iter()
            .flatten()
            .map(|value| (scale.normalise(*value) * 1e12).round() / 1e12)
            .collect()
    }

    #[test]
    fn every_method_gives_what_its_formula_says() {
        use Direction::{Less, More};
        use Normalisation::*;
        let third = (1e12 / 3.0_f64).round() / 1e12;
        for (method, more, less) in [
            (
                Goalposts,
                [0.125, 0.25, 0.25, 0.875],
                [0.875, 0.75, 0.75, 0.125],
            ),
            // From below 1, 2.5, 2.5, 4, less 1, by 3.
            (PercentileRank, [0.0, 0.5, 0.5, 1.0], [1.0, 0.5, 0.5, 0.0]),
            // Ranks 4, 2, 2, 1 of 4; turned 1, 2, 2, 4.
            (
                Rank,
                [0.0, 1.0 - third, 1.0 - third, 1.0],
                [1.0, 1.0 - third, 1.0 - third, 0.0],
            ),
            // To 5 from 1; from 7.
            (
                DistanceToTarget,
                [0.0, 0.25, 0.25, 1.0],
                [1.0, 1.0, 1.0, 0.0],
            ),
            (
                Efficacy,
                [0.6, 0.666666666667, 0.666666666667, 1.0],
                [1.0, 0.933333333333, 0.933333333333, 0.6],
            ),
        ] {
            assert_eq!(all(&rule(method, More)), more, "{method:?}");
            assert_eq!(all(&rule(method, Less)), less, "{method:?}");
        }
        let ratio = all(&rule(DistanceToBest, Less));
        assert_eq!((ratio[0], ratio[1]), (1.0, 0.5));
    }

    #[test]
    fn a_z_score_of_one_is_a_tenth_above_the_middle() {
        // Mean 3, squares 4 + 1 + 1 + 16 = 22, deviation √(22 / 3).
        let deviation = (22.0_f64 / 3.0).sqrt();
        let found = all(&rule(Normalisation::ZScore, Direction::More));
        for (found, value) in found.iter().zip([1.0, 2.0, 2.0, 7.0]) {
            assert!((found - (0.5 + (value - 3.0) / deviation / 10.0)).abs() < 1e-11);
        }
    }

    #[test]
    fn a_floor_draws_the_scale_together() {
        let rule = ScaleRule {
            floor: 0.1,
            ..rule(Normalisation::MinMax, Direction::More)
        };
        assert_eq!(all(&rule), [0.1, 0.25, 0.25, 1.0]);
        let scale = Scale::fit(&rule, &VALUES).unwrap();
        assert!((scale.reach().unwrap() - 6.0 / 0.9).abs() < 1e-12);
    }

    #[test]
    fn what_does_not_tell_the_units_apart_has_no_scale() {
        use Normalisation::*;
        for method in [
            MinMax,
            ZScore,
            PercentileRank,
            Rank,
            DistanceToBest,
            Efficacy,
        ] {
            let rule = rule(method, Direction::More);
            for values in [
                vec![Some(4.0), Some(4.0)],
                vec![Some(4.0)],
                vec![None],
                vec![],
            ] {
                assert_eq!(Scale::fit(&rule, &values), None, "{method:?} {values:?}");
            }
        }
        let negative = [Some(-4.0), Some(-2.0)];
        let rule = rule(DistanceToBest, Direction::More);
        assert_eq!(Scale::fit(&rule, &negative), None);
    }

    #[test]
    fn bounds_are_the_extremes_over_all_units() {
        let bounds = Bounds::of(&[Some(3.0), None, Some(-1.0), Some(7.0)], None);
        assert_eq!(
            bounds,
            Some(Bounds {
                min: -1.0,
                max: 7.0
            })
        );
    }

    #[test]
    fn given_bounds_stand_before_the_extremes_and_clip() {
        let given = Bounds {
            min: 0.0,
            max: 10.0,
        };
        let bounds = Bounds::of(&[Some(3.0), Some(20.0)], Some(given)).unwrap();
        assert_eq!(bounds, given);
        assert_eq!(bounds.normalise(2.5, Direction::More), 0.25);
        assert_eq!(bounds.normalise(2.5, Direction::Less), 0.75);
        assert_eq!(bounds.normalise(20.0, Direction::More), 1.0);
        assert_eq!(bounds.normalise(20.0, Direction::Less), 0.0);
        assert_eq!(bounds.normalise(-1.0, Direction::More), 0.0);
    }

    #[test]
    fn what_does_not_tell_units_apart_has_no_bounds() {
        assert_eq!(Bounds::of(&[Some(5.0), Some(5.0)], None), None);
        assert_eq!(Bounds::of(&[Some(5.0), None], None), None);
        assert_eq!(Bounds::of(&[None], None), None);
        assert_eq!(
            Bounds::of(&[Some(0.3), Some(0.1 + 0.2)], None),
            None,
            "dust"
        );
        let reversed = Bounds { min: 2.0, max: 1.0 };
        assert_eq!(Bounds::of(&[Some(1.0), Some(2.0)], Some(reversed)), None);
    }
}
