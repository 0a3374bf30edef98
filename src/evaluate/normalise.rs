//! Bringing an indicator's values to 0–1.

use crate::definitions::Direction;

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

impl Bounds {
    /// The bounds of an indicator: the given ones, else the extremes over all units. None where they do not tell
    /// the units apart: all values the same, or one unit only.
    pub(super) fn of(values: &[Option<f64>], given: Option<Bounds>) -> Option<Bounds> {
        let bounds = given.or_else(|| {
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
        })?;
        let range = bounds.range();
        let informs = range.is_finite() && range > DUST * bounds.min.abs().max(bounds.max.abs());
        informs.then_some(bounds)
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

#[cfg(test)]
mod tests {
    use super::*;

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
