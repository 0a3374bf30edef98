//! Money fields against last year's.

use std::collections::BTreeMap;

use super::super::messages::{Words, number};
use super::super::records::Records;
use super::{Settings, Suspicion};
use crate::definitions::FieldDefinition;

/// A field of a record against last year's.
pub(super) struct Ratio<'d> {
    code: &'d str,
    value: f64,
    before: f64,
}

impl Ratio<'_> {
    /// The power of ten that the ratio is about, if it is about one; negative where the value shrank.
    fn power(&self, settings: &Settings) -> Option<i32> {
        let ratio = (self.value / self.before).abs();
        let (grown, sign) = if ratio < 1.0 {
            (1.0 / ratio, -1)
        } else {
            (ratio, 1)
        };
        let about = |power: i32| {
            let factor = 10_f64.powi(power);
            match power {
                3 => settings.thousand.0..=settings.thousand.1,
                4 => settings.ten_thousand.0..=settings.ten_thousand.1,
                _ => factor / settings.slack..=factor * settings.slack,
            }
        };
        (1..=5)
            .find(|power| about(*power).contains(&grown))
            .map(|power| sign * power)
    }
}

/// For each record, the fields with a value in both periods.
pub(super) fn ratios<'d>(records: &Records, fields: &[&'d FieldDefinition]) -> Vec<Vec<Ratio<'d>>> {
    let mut ratios: Vec<Vec<Ratio<'d>>> = Vec::new();
    ratios.resize_with(records.len(), Vec::new);
    for field in fields {
        let (Some(values), Some(before)) = (
            records.numbers(&field.code),
            records.numbers(&format!("prev_{}", field.code)),
        ) else {
            continue;
        };
        let pairs = values.iter().zip(before.iter());
        for (of_record, pair) in ratios.iter_mut().zip(pairs) {
            if let (Some(value), Some(before)) = pair
                && value != 0.0
                && before != 0.0
            {
                of_record.push(Ratio {
                    code: &field.code,
                    value,
                    before,
                });
            }
        }
    }
    ratios
}

impl Settings {
    pub(super) fn against_last_year<'d>(
        &self,
        place: usize,
        ratios: &[Ratio<'d>],
    ) -> Vec<Suspicion<'d>> {
        let mut by_power: BTreeMap<i32, Vec<&Ratio<'d>>> = BTreeMap::new();
        for ratio in ratios {
            if let Some(power) = ratio.power(self) {
                by_power.entry(power).or_default().push(ratio);
            }
        }
        let many = |fields: &[&Ratio<'_>]| {
            fields.len() >= self.least_fields
                && fields.len() as f64 >= self.least_share * ratios.len() as f64
        };
        let most = by_power
            .iter()
            .max_by_key(|(_, fields)| fields.len())
            .filter(|(_, fields)| many(fields));
        if let Some((power, fields)) = most {
            return vec![Suspicion {
                place,
                fields: fields.iter().map(|ratio| ratio.code).collect(),
                expected: fields.first().map(|ratio| ratio.before),
                detail: about_times(*power, fields.len()),
            }];
        }
        ratios
            .iter()
            .filter(|ratio| ratio.value.abs().min(ratio.before.abs()) >= self.least)
            .filter_map(|ratio| {
                let power = ratio
                    .power(self)
                    .filter(|power| matches!(power.abs(), 3 | 4))?;
                Some(Suspicion {
                    place,
                    fields: vec![ratio.code],
                    expected: Some(ratio.before),
                    detail: about_times(power, 1),
                })
            })
            .collect()
    }
}

fn about_times(power: i32, fields: usize) -> Words {
    let factor = number(10_f64.powi(power.abs()));
    let (zh, en) = if power > 0 {
        (
            format!("约为上年的{factor}倍"),
            format!("about {factor} times last year's"),
        )
    } else {
        (
            format!("约为上年的{factor}分之一"),
            format!("about one {factor}th of last year's"),
        )
    };
    if fields == 1 {
        return Words { zh, en };
    }
    Words {
        zh: format!("{fields}个金额指标{zh}"),
        en: format!("{fields} money fields are {en}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: Settings = Settings {
        thousand: (500.0, 2000.0),
        ten_thousand: (5000.0, 20_000.0),
        slack: 2.0,
        least_fields: 3,
        least_share: 0.6,
        least: 100.0,
        related_records: 10,
        related_high: 500.0,
    };

    fn suspected(pairs: &[(&'static str, f64, f64)]) -> Vec<(Vec<&'static str>, String)> {
        let ratios: Vec<Ratio<'_>> = pairs
            .iter()
            .map(|&(code, value, before)| Ratio {
                code,
                value,
                before,
            })
            .collect();
        SETTINGS
            .against_last_year(0, &ratios)
            .into_iter()
            .map(|suspicion| (suspicion.fields, suspicion.detail.en))
            .collect()
    }

    #[test]
    fn many_fields_that_moved_by_one_power_of_ten_are_one_suspicion() {
        let found = suspected(&[
            ("a", 1_100_000.0, 1000.0),
            ("b", 450_000.0, 500.0),
            ("c", 8000.0, 10.0),
            ("d", 7.0, 7.0),
        ]);
        assert_eq!(
            found,
            [(
                vec!["a", "b", "c"],
                "3 money fields are about 1,000 times last year's".to_owned()
            )]
        );
    }

    #[test]
    fn fields_that_shrank_to_a_tenth_together_are_suspect() {
        let found = suspected(&[("a", 100.0, 1100.0), ("b", 50.0, 480.0), ("c", 9.0, 100.0)]);
        assert_eq!(found[0].0, ["a", "b", "c"]);
        assert_eq!(
            found[0].1,
            "3 money fields are about one 10th of last year's"
        );
    }

    #[test]
    fn ordinary_growth_is_not_suspect_and_a_single_leap_by_a_thousand_is() {
        assert!(
            suspected(&[("a", 120.0, 100.0), ("b", 400.0, 100.0), ("c", 90.0, 100.0)]).is_empty()
        );
        let found = suspected(&[
            ("a", 120.0, 100.0),
            ("b", 100_000.0, 100.0),
            ("c", 90.0, 100.0),
        ]);
        assert_eq!(found[0].0, ["b"]);
        // A small field moves by a thousand easily.
        assert!(
            suspected(&[("a", 120.0, 100.0), ("b", 2000.0, 2.0), ("c", 90.0, 100.0)]).is_empty()
        );
    }
}
