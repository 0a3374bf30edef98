//! Outliers are treated before normalisation, as the Joint Research Centre does (Becker et al. 2022, COINr): while
//! skewness and kurtosis are both too high, the most extreme value is set to the next one; where that takes more
//! than so many values, the logarithm of the untreated values is taken instead.

use crate::definitions::{OutlierMethod, Outliers};
use crate::tables::Treatment;

/// An indicator after treatment.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Treated {
    /// The values, one per unit.
    pub values: Vec<Option<f64>>,
    /// The values that were changed: place of the unit, and how.
    pub changes: Vec<(usize, Treatment)>,
    /// Skewness before.
    pub skewness: Option<f64>,
    /// Excess kurtosis before.
    pub kurtosis: Option<f64>,
}

impl Treated {
    /// Whether the logarithm was taken, so that the scale is straight no more.
    pub(super) fn logged(&self) -> bool {
        self.changes
            .iter()
            .any(|(_, how)| *how == Treatment::Logarithm)
    }
}

/// Treats the values of an indicator.
pub(super) fn treat(rule: &Outliers, values: &[Option<f64>]) -> Treated {
    let given: Vec<f64> = values.iter().flatten().copied().collect();
    let mut treated = Treated {
        values: values.to_vec(),
        changes: Vec::new(),
        skewness: skewness(&given),
        kurtosis: kurtosis(&given),
    };
    if rule.method == OutlierMethod::None || !extreme(rule, &given) {
        return treated;
    }
    if let Some(winsorised) = winsorise(rule, &given) {
        let places = values
            .iter()
            .enumerate()
            .filter(|(_, value)| value.is_some());
        for ((unit, value), new) in places.zip(winsorised) {
            if *value != Some(new) {
                treated.values[unit] = Some(new);
                treated.changes.push((unit, Treatment::Winsorised));
            }
        }
        return treated;
    }
    let min = given.iter().copied().fold(f64::INFINITY, f64::min);
    let max = given.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // The smallest value must not be the logarithm of 0.
    let shift = 0.01 * (max - min);
    for (unit, value) in values.iter().enumerate() {
        if let Some(value) = value {
            treated.values[unit] = Some((value - min + shift).ln());
            treated.changes.push((unit, Treatment::Logarithm));
        }
    }
    treated
}

/// The values with as few of them set to the next one as needed; none where `points` are not enough.
fn winsorise(rule: &Outliers, given: &[f64]) -> Option<Vec<f64>> {
    let high = skewness(given)? > 0.0;
    let mut order: Vec<f64> = given.to_vec();
    order.sort_unstable_by(f64::total_cmp);
    for count in 1..=(rule.points as usize).min(given.len().saturating_sub(1)) {
        let values: Vec<f64> = if high {
            let limit = order[order.len() - 1 - count];
            given.iter().map(|value| value.min(limit)).collect()
        } else {
            let limit = order[count];
            given.iter().map(|value| value.max(limit)).collect()
        };
        if !extreme(rule, &values) {
            return Some(values);
        }
    }
    None
}

fn extreme(rule: &Outliers, values: &[f64]) -> bool {
    skewness(values).is_some_and(|skewness| skewness.abs() > rule.skewness)
        && kurtosis(values).is_some_and(|kurtosis| kurtosis > rule.kurtosis)
}

/// The second, third and fourth central moment.
fn moments(values: &[f64]) -> (f64, f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let moment = |power: i32| {
        values
            .iter()
            .map(|value| (value - mean).powi(power))
            .sum::<f64>()
            / count
    };
    (moment(2), moment(3), moment(4))
}

/// Skewness of a sample, adjusted: SKEW of spreadsheets. None for fewer than 3 values, or all the same.
fn skewness(values: &[f64]) -> Option<f64> {
    let count = values.len() as f64;
    let (second, third, _) = moments(values);
    let skewness = third / second.powf(1.5) * (count * (count - 1.0)).sqrt() / (count - 2.0);
    (values.len() > 2 && skewness.is_finite()).then_some(skewness)
}

/// Excess kurtosis of a sample, adjusted: KURT of spreadsheets. None for fewer than 4 values, or all the same.
fn kurtosis(values: &[f64]) -> Option<f64> {
    let count = values.len() as f64;
    let (second, _, fourth) = moments(values);
    let excess = fourth / second.powi(2) - 3.0;
    let kurtosis = (count - 1.0) / ((count - 2.0) * (count - 3.0)) * ((count + 1.0) * excess + 6.0);
    (values.len() > 3 && kurtosis.is_finite()).then_some(kurtosis)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(points: u32) -> Outliers {
        Outliers {
            method: OutlierMethod::Winsorise,
            points,
            ..Outliers::default()
        }
    }

    #[test]
    fn skewness_and_kurtosis_are_those_of_spreadsheets() {
        // The example of Excel's manual for SKEW and KURT.
        let values = [3.0, 4.0, 5.0, 2.0, 3.0, 4.0, 5.0, 6.0, 4.0, 7.0];
        assert!((skewness(&values).unwrap() - 0.359_543_071).abs() < 1e-9);
        assert!((kurtosis(&values).unwrap() + 0.151_799_637).abs() < 1e-9);
        assert_eq!(skewness(&[2.0, 2.0, 2.0]), None);
        assert_eq!(kurtosis(&[1.0, 2.0, 3.0]), None);
    }

    #[test]
    fn one_outlier_is_set_to_the_next_value() {
        let mut values: Vec<Option<f64>> = (0..10).map(|n| Some(f64::from(n))).collect();
        values.insert(3, Some(1000.0));
        values.push(None);
        let treated = treat(&rule(5), &values);
        assert_eq!(treated.changes, [(3, Treatment::Winsorised)]);
        assert_eq!(treated.values[3], Some(9.0));
        assert_eq!(treated.values[11], None);
        assert!(!treated.logged());
        // On the low side, too.
        let turned: Vec<Option<f64>> = values.iter().map(|v| v.map(|v| -v)).collect();
        assert_eq!(treat(&rule(5), &turned).values[3], Some(-9.0));
    }

    #[test]
    fn where_winsorising_is_not_enough_the_logarithm_is_taken() {
        let values: Vec<Option<f64>> = (0..24).map(|n| Some(2.0_f64.powi(n))).collect();
        let treated = treat(&rule(1), &values);
        assert!(treated.logged());
        assert_eq!(treated.changes.len(), 24);
        let (min, max) = (1.0, 2.0_f64.powi(23));
        let expected = (4.0 - min + 0.01 * (max - min)).ln();
        assert!((treated.values[2].unwrap() - expected).abs() < 1e-12);
        assert!(treated.values.is_sorted());
    }

    #[test]
    fn without_outliers_or_without_a_method_nothing_changes() {
        let even: Vec<Option<f64>> = (0..20).map(|n| Some(f64::from(n))).collect();
        assert_eq!(treat(&rule(5), &even).values, even);
        let wild = [Some(0.0), Some(0.0), Some(0.0), Some(0.0), Some(9.0)];
        assert_eq!(treat(&Outliers::default(), &wild).values, wild);
        assert!(!treat(&rule(5), &[None, Some(1.0)]).logged());
    }
}
