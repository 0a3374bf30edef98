//! Medians: what is usual among many records, unmoved by a few that are wildly wrong.

/// The median; of an even number of values it lies between the middle two.
pub(super) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    if values.len().is_multiple_of(2) {
        Some(f64::midpoint(*values.get(middle.checked_sub(1)?)?, upper))
    } else {
        Some(upper)
    }
}

/// Where values lie, and how far from there they usually are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Usual {
    /// The median.
    pub(super) median: f64,
    /// A robust stand-in for the standard deviation.
    spread: f64,
}

/// Makes the median absolute deviation of a normal distribution its standard deviation: 1 / 0.6745.
const OF_MEDIAN_DEVIATION: f64 = 1.0 / 0.6745;
/// The same for the mean absolute deviation from the median: √(π/2).
const OF_MEAN_DEVIATION: f64 = 1.253_314;

impl Usual {
    /// What is usual among values. Where more than half of them are alike, their mean absolute deviation stands for
    /// the median one (Iglewicz and Hoaglin, 1993); none where all are alike, or there are none.
    pub(super) fn of(values: &[f64]) -> Option<Usual> {
        let middle = median(values.to_vec())?;
        let deviations: Vec<f64> = values.iter().map(|value| (value - middle).abs()).collect();
        let mean = deviations.iter().sum::<f64>() / deviations.len() as f64;
        let spread = match median(deviations)? {
            0.0 => mean * OF_MEAN_DEVIATION,
            deviation => deviation * OF_MEDIAN_DEVIATION,
        };
        (spread > 0.0).then_some(Usual {
            median: middle,
            spread,
        })
    }

    /// How many spreads a value is off the median, with its sign.
    pub(super) fn score(self, value: f64) -> f64 {
        (value - self.median) / self.spread
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_of_values_lies_between_the_middle_two() {
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), Some(2.5));
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(Vec::new()), None);
    }

    #[test]
    fn one_wild_value_moves_neither_median_nor_spread() {
        // Median 3, deviations 2, 1, 0, 1, 997: their median is 1.
        let usual = Usual::of(&[1.0, 2.0, 3.0, 4.0, 1000.0]).unwrap();
        assert_eq!(usual.median, 3.0);
        assert!((usual.score(1000.0) - 997.0 * 0.6745).abs() < 1e-9);
        assert!((usual.score(2.0) + 0.6745).abs() < 1e-9);
    }

    #[test]
    fn where_most_values_are_alike_the_mean_deviation_counts() {
        // Median 5, mean deviation 10 / 5 = 2.
        let usual = Usual::of(&[5.0, 5.0, 5.0, 5.0, 15.0]).unwrap();
        assert!((usual.score(15.0) - 10.0 / (2.0 * 1.253_314)).abs() < 1e-9);
        assert_eq!(Usual::of(&[5.0, 5.0]), None);
        assert_eq!(Usual::of(&[]), None);
    }
}
