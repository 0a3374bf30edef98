//! From a value to the share of an indicator's points that it wins.

use crate::definitions::{Direction, Method, ProfileIndicator};

/// What is known of a park's indicator when it is judged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judged {
    /// The value of the period.
    pub value: Option<f64>,
    /// Growth against last year in per cent.
    pub growth: Option<f64>,
    /// Rank among the parks, and the number of parks that have a value.
    pub rank: Option<(usize, usize)>,
    /// Which way is better.
    pub direction: Direction,
}

/// The share of the points that an indicator wins; none where what it is judged by is missing.
///
/// The level (by the profile's method) is held between floor and ceiling, then the growth share is mixed in, and
/// the mix is held between floor and ceiling again: growth cannot be paid for with an excess of the level. Where
/// last year's value is missing, the level alone is judged.
pub(super) fn share(profile: &ProfileIndicator, judged: Judged) -> Option<f64> {
    let value = judged.value?;
    let level = match profile.method {
        Method::Target => achievement(value, profile.target?, judged.direction),
        Method::Bounds => between(value, profile.low?, profile.high?, judged.direction),
        Method::Growth => between(
            judged.growth?,
            profile.low?,
            profile.high?,
            judged.direction,
        ),
        Method::Rank => {
            let (rank, parks) = judged.rank?;
            if parks > 1 {
                (parks - rank) as f64 / (parks - 1) as f64
            } else {
                1.0
            }
        }
    };
    let level = held(level, profile);
    let growth = judged
        .growth
        .zip(profile.growth_target)
        .filter(|_| profile.growth_share > 0.0)
        .map(|(growth, target)| growth_part(growth, target, judged.direction));
    let mixed = match growth {
        Some(growth) => (1.0 - profile.growth_share) * level + profile.growth_share * growth,
        None => level,
    };
    Some(held(mixed, profile))
}

fn held(share: f64, profile: &ProfileIndicator) -> f64 {
    share.min(profile.ceiling).max(profile.floor)
}

/// value / target, or target / value where less is better. Where a ratio says nothing (a target that is not above
/// 0, or nothing left of what should be little) it only counts whether the target is reached.
fn achievement(value: f64, target: f64, direction: Direction) -> f64 {
    match direction {
        Direction::More if target > 0.0 => value / target,
        Direction::Less if target > 0.0 && value > 0.0 => target / value,
        // Nothing left of what should be little is better than any ratio: the ceiling holds it.
        Direction::Less if target > 0.0 => f64::INFINITY,
        Direction::More => f64::from(u8::from(value >= target)),
        Direction::Less => f64::from(u8::from(value <= target)),
    }
}

fn between(value: f64, low: f64, high: f64, direction: Direction) -> f64 {
    match direction {
        Direction::More => (value - low) / (high - low),
        Direction::Less => (high - value) / (high - low),
    }
}

/// No growth wins half, the growth target the whole, its opposite nothing.
fn growth_part(growth: f64, target: f64, direction: Direction) -> f64 {
    let growth = match direction {
        Direction::More => growth,
        Direction::Less => -growth,
    };
    (0.5 + 0.5 * growth / target).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(method: Method) -> ProfileIndicator {
        ProfileIndicator {
            indicator: "x".to_owned(),
            group: "g".to_owned(),
            weight: 10.0,
            method,
            growth_share: 0.0,
            growth_target: None,
            target: Some(8.0),
            low: Some(2.0),
            high: Some(12.0),
            floor: 0.0,
            ceiling: 1.0,
            step: None,
            rung: None,
            characteristic: false,
            verified: true,
        }
    }

    fn judged(value: f64) -> Judged {
        Judged {
            value: Some(value),
            growth: None,
            rank: Some((2, 4)),
            direction: Direction::More,
        }
    }

    fn less(value: f64) -> Judged {
        Judged {
            direction: Direction::Less,
            ..judged(value)
        }
    }

    #[test]
    fn a_target_wins_the_ratio_of_value_and_target() {
        let target = profile(Method::Target);
        assert_eq!(share(&target, judged(6.0)), Some(0.75));
        assert_eq!(share(&target, judged(9.0)), Some(1.0));
        assert_eq!(share(&target, judged(-1.0)), Some(0.0));
        assert_eq!(share(&target, less(10.0)), Some(0.8));
        assert_eq!(share(&target, less(0.0)), Some(1.0));
        assert_eq!(share(&target, less(-3.0)), Some(1.0));
    }

    #[test]
    fn a_target_that_is_not_above_zero_is_reached_or_not() {
        let target = ProfileIndicator {
            target: Some(-2.0),
            ..profile(Method::Target)
        };
        assert_eq!(share(&target, judged(-1.0)), Some(1.0));
        assert_eq!(share(&target, judged(-3.0)), Some(0.0));
        let none = ProfileIndicator {
            target: Some(0.0),
            ..profile(Method::Target)
        };
        assert_eq!(share(&none, less(0.0)), Some(1.0));
        assert_eq!(share(&none, less(1.0)), Some(0.0));
    }

    #[test]
    fn bounds_win_the_place_between_low_and_high() {
        let bounds = profile(Method::Bounds);
        assert_eq!(share(&bounds, judged(7.0)), Some(0.5));
        assert_eq!(share(&bounds, judged(1.0)), Some(0.0));
        assert_eq!(share(&bounds, judged(99.0)), Some(1.0));
        assert_eq!(share(&bounds, less(4.0)), Some(0.8));
    }

    #[test]
    fn growth_is_placed_between_low_and_high_and_blank_without_last_year() {
        let growth = profile(Method::Growth);
        let grown = |growth| Judged {
            growth,
            ..judged(100.0)
        };
        assert_eq!(share(&growth, grown(Some(4.5))), Some(0.25));
        assert_eq!(share(&growth, grown(None)), None);
        let fallen = Judged {
            direction: Direction::Less,
            ..grown(Some(4.5))
        };
        assert_eq!(share(&growth, fallen), Some(0.75));
    }

    #[test]
    fn ranks_are_spread_evenly_and_a_single_park_wins_all() {
        let rank = profile(Method::Rank);
        let of = |rank, parks| Judged {
            rank: Some((rank, parks)),
            ..judged(1.0)
        };
        assert_eq!(share(&rank, of(1, 4)), Some(1.0));
        assert_eq!(share(&rank, of(2, 4)), Some(2.0 / 3.0));
        assert_eq!(share(&rank, of(4, 4)), Some(0.0));
        assert_eq!(share(&rank, of(1, 1)), Some(1.0));
    }

    #[test]
    fn the_growth_share_is_mixed_into_the_level() {
        let mix = ProfileIndicator {
            growth_share: 0.4,
            growth_target: Some(20.0),
            ..profile(Method::Target)
        };
        let grown = |value, growth| Judged {
            growth,
            ..judged(value)
        };
        // 0.6 × 6/8 + 0.4 × (0.5 + 0.5 × 10/20)
        let half_way = share(&mix, grown(6.0, Some(10.0))).unwrap();
        assert!((half_way - 0.75).abs() < 1e-12);
        // No growth wins half of its share: 0.6 × 0.75 + 0.4 × 0.5
        assert!((share(&mix, grown(6.0, Some(0.0))).unwrap() - 0.65).abs() < 1e-12);
        // An excess of the level does not pay for lost growth: 0.6 × 1 + 0.4 × 0
        assert!((share(&mix, grown(80.0, Some(-50.0))).unwrap() - 0.6).abs() < 1e-12);
        // Without last year the level alone counts.
        assert_eq!(share(&mix, grown(6.0, None)), Some(0.75));
        // Where less is better, a fall is the growth that wins: 0.6 × 0.8 + 0.4 × 1
        let fallen = Judged {
            direction: Direction::Less,
            ..grown(10.0, Some(-20.0))
        };
        assert!((share(&mix, fallen).unwrap() - 0.88).abs() < 1e-12);
    }

    #[test]
    fn floor_and_ceiling_hold_the_share() {
        let held = ProfileIndicator {
            floor: 0.3,
            ceiling: 1.2,
            ..profile(Method::Target)
        };
        assert_eq!(share(&held, judged(1.0)), Some(0.3));
        assert_eq!(share(&held, judged(9.0)), Some(1.125));
        assert_eq!(share(&held, judged(20.0)), Some(1.2));
    }

    #[test]
    fn a_missing_value_wins_no_share() {
        let blank = Judged {
            value: None,
            ..judged(0.0)
        };
        for method in [Method::Target, Method::Bounds, Method::Growth, Method::Rank] {
            assert_eq!(share(&profile(method), blank), None);
        }
    }
}
