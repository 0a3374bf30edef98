//! Money typed in another unit than the form asks for: yuan for thousands of yuan, ten thousands for thousands.
//!
//! Against last year: where many money fields of a form changed by about the same power of ten (10 to 100,000, up
//! or down), or one large field by a thousand or more. For an enterprise without last year's values, against its
//! peers: where the money fields of a form are larger by a great factor than the enterprise's other fields (its
//! staff, its patents) suggest.
//!
//! Parameters of the check: a ratio is about a power of ten if it is off by at most the factor `slack`; "many" are
//! at least `least_fields` fields and the share `least_share` of those that can be compared; a single field is
//! looked at where its greater value reaches `least_value`; peers need `peer_records` records with a value, and the
//! factor is `peer_factor`.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::messages::{Words, number};
use super::own_checks::{OwnChecks, Remark, threshold};
use super::records::Records;
use crate::definitions::{FieldDefinition, OwnCheck};
use crate::period::Period;
use crate::tables::FindingRow;

/// A suspicion: the record, the fields, and what is said of them.
struct Suspicion<'d> {
    place: usize,
    fields: Vec<&'d str>,
    detail: Words,
}

/// One finding per record and form (or single field) whose unit is suspect, and which fields of which records
/// they cover.
pub(super) fn findings<'d>(
    checks: &OwnChecks<'d>,
    period: Period,
    records: &Records,
) -> Result<(Vec<FindingRow>, BTreeSet<(usize, &'d str)>)> {
    let check = checks.settings("unit-suspect")?;
    let settings = Settings::of(check);
    let survey = &checks.definitions.survey;
    let forms: Vec<Vec<&FieldDefinition>> = survey
        .forms
        .iter()
        .filter(|form| !form.list)
        .map(|form| {
            let fields = form.fields.iter();
            fields
                .filter(|field| field.kind.is_number() && field.in_year(period.year))
                .collect()
        })
        .collect();
    let mut suspicions = Vec::new();
    let mut comparable = vec![false; records.len()];
    for fields in &forms {
        let money: Vec<&FieldDefinition> = fields.iter().copied().filter(is_money).collect();
        for (place, ratios) in ratios(records, &money).into_iter().enumerate() {
            comparable[place] |= ratios.len() >= settings.least_fields;
            suspicions.extend(settings.against_last_year(place, &ratios));
        }
    }
    let peers = Peers::of(records, forms.iter().flatten().copied(), &settings);
    for fields in &forms {
        for (place, _) in comparable.iter().enumerate().filter(|(_, known)| !**known) {
            suspicions.extend(peers.suspicion(place, fields, &settings));
        }
    }

    let mut findings = Vec::new();
    let mut covered = BTreeSet::new();
    for suspicion in suspicions {
        let first = suspicion.fields.first().copied().unwrap_or_default();
        let at = |name: &str| {
            records
                .numbers(name)
                .and_then(|all| all.get(suspicion.place))
        };
        let mut finding = FindingRow {
            codes: suspicion.fields.join(","),
            value: at(first),
            expected: at(&format!("prev_{first}")),
            ..records.finding(suspicion.place, &check.id)
        };
        let remark = Remark {
            detail: suspicion.detail,
            ..Remark::default()
        };
        checks.word(check, &remark, &mut finding);
        findings.push(finding);
        covered.extend(
            suspicion
                .fields
                .into_iter()
                .map(|field| (suspicion.place, field)),
        );
    }
    Ok((findings, covered))
}

/// Money is counted in yuan (元, 千元, 万元, 亿元) of whatever country.
fn is_money(field: &&FieldDefinition) -> bool {
    field.unit.ends_with('元')
}

/// A field of a record against last year's.
struct Ratio<'d> {
    code: &'d str,
    value: f64,
    before: f64,
}

impl Ratio<'_> {
    /// The power of ten that the ratio is about, if it is about one.
    fn power(&self, slack: f64) -> Option<i32> {
        let ratio = (self.value / self.before).abs();
        [-5, -4, -3, -2, -1, 1, 2, 3, 4, 5]
            .into_iter()
            .find(|power| {
                let factor = 10_f64.powi(*power);
                (factor / slack..=factor * slack).contains(&ratio)
            })
    }
}

/// For each record, the fields with a value in both periods.
fn ratios<'d>(records: &Records, fields: &[&'d FieldDefinition]) -> Vec<Vec<Ratio<'d>>> {
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

struct Settings {
    slack: f64,
    least_fields: usize,
    least_share: f64,
    least_value: f64,
    peer_records: usize,
    peer_factor: f64,
}

impl Settings {
    fn of(check: &OwnCheck) -> Settings {
        // A parameter is a number; a count of fields is a whole one, and not below one.
        let count = |name, default| threshold(check, name, default).max(1.0) as usize;
        Settings {
            slack: threshold(check, "slack", 2.0),
            least_fields: count("least_fields", 3.0),
            least_share: threshold(check, "least_share", 0.6),
            least_value: threshold(check, "least_value", 10_000.0),
            peer_records: count("peer_records", 10.0),
            peer_factor: threshold(check, "peer_factor", 300.0),
        }
    }

    fn against_last_year<'d>(&self, place: usize, ratios: &[Ratio<'d>]) -> Vec<Suspicion<'d>> {
        let mut by_power: BTreeMap<i32, Vec<&'d str>> = BTreeMap::new();
        for ratio in ratios {
            if let Some(power) = ratio.power(self.slack) {
                by_power.entry(power).or_default().push(ratio.code);
            }
        }
        let many = |fields: &&Vec<&str>| {
            fields.len() >= self.least_fields
                && fields.len() as f64 >= self.least_share * ratios.len() as f64
        };
        let most = by_power
            .iter()
            .max_by_key(|(_, fields)| fields.len())
            .filter(|(_, fields)| many(fields));
        if let Some((power, fields)) = most {
            let fields = fields.clone();
            return vec![Suspicion {
                place,
                detail: about_times(*power, fields.len()),
                fields,
            }];
        }
        ratios
            .iter()
            .filter(|ratio| ratio.value.abs().max(ratio.before.abs()) >= self.least_value)
            .filter_map(|ratio| {
                let power = ratio.power(self.slack).filter(|power| power.abs() >= 3)?;
                Some(Suspicion {
                    place,
                    fields: vec![ratio.code],
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

/// How large every record's fields are beside the median of all records, in powers of ten.
struct Peers<'d> {
    sizes: BTreeMap<&'d str, Vec<Option<f64>>>,
    /// Median size of each record's fields that are no money.
    expected: Vec<Option<f64>>,
}

impl<'d> Peers<'d> {
    fn of(
        records: &Records,
        fields: impl Iterator<Item = &'d FieldDefinition>,
        settings: &Settings,
    ) -> Peers<'d> {
        let mut sizes = BTreeMap::new();
        let mut others: Vec<Vec<f64>> = vec![Vec::new(); records.len()];
        for field in fields {
            let Some(values) = records.numbers(&field.code) else {
                continue;
            };
            let logs: Vec<Option<f64>> = values
                .iter()
                .map(|value| value.filter(|value| *value > 0.0).map(f64::log10))
                .collect();
            let given: Vec<f64> = logs.iter().copied().flatten().collect();
            if given.len() < settings.peer_records {
                continue;
            }
            let Some(usual) = median(given) else {
                continue;
            };
            let of_field: Vec<Option<f64>> =
                logs.iter().map(|log| log.map(|log| log - usual)).collect();
            if is_money(&field) {
                sizes.insert(field.code.as_str(), of_field);
            } else {
                for (of_record, size) in others.iter_mut().zip(&of_field) {
                    of_record.extend(*size);
                }
            }
        }
        let expected = others
            .into_iter()
            .map(|sizes| {
                if sizes.len() < settings.least_fields {
                    None
                } else {
                    median(sizes)
                }
            })
            .collect();
        Peers { sizes, expected }
    }

    fn suspicion(
        &self,
        place: usize,
        fields: &[&'d FieldDefinition],
        settings: &Settings,
    ) -> Option<Suspicion<'d>> {
        let expected = self.expected.get(place).copied().flatten()?;
        let (fields, sizes): (Vec<&'d str>, Vec<f64>) = fields
            .iter()
            .filter_map(|field| {
                let size = self.sizes.get(field.code.as_str())?.get(place);
                Some((field.code.as_str(), size.copied().flatten()?))
            })
            .unzip();
        if sizes.len() < settings.least_fields {
            return None;
        }
        let excess = 10_f64.powf(median(sizes)? - expected);
        if excess < settings.peer_factor {
            return None;
        }
        // One digit is all that such an estimate is worth.
        let magnitude = 10_f64.powf(excess.log10().floor());
        let factor = number((excess / magnitude).round() * magnitude);
        Some(Suspicion {
            place,
            detail: Words {
                zh: format!(
                    "{}个金额指标与人员等其他指标相比，约为其他企业的{factor}倍",
                    fields.len()
                ),
                en: format!(
                    "{} money fields, beside staff and other fields, are about {factor} times those of other enterprises",
                    fields.len()
                ),
            },
            fields,
        })
    }
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    if values.len().is_multiple_of(2) {
        Some(f64::midpoint(*values.get(middle.checked_sub(1)?)?, upper))
    } else {
        Some(upper)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: Settings = Settings {
        slack: 2.0,
        least_fields: 3,
        least_share: 0.6,
        least_value: 10_000.0,
        peer_records: 10,
        peer_factor: 300.0,
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

    #[test]
    fn the_median_of_an_even_number_of_values_lies_between_the_middle_two() {
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), Some(2.5));
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(Vec::new()), None);
    }
}
