//! Outliers within an industry: ratios of related fields that lie far from what is usual.
//!
//! Compared are the logarithms of the ratios that the pipeline names (`ratios`), by median and median absolute
//! deviation. The group of a record is the division of its industry code (its first `division_digits` digits) where it has
//! `least_records` records with the ratio, else the section, else all records. An outlier has a score of at least
//! `score` and is off the median by at least `factor`: in an industry where all are alike, a small difference is
//! none.

use std::collections::BTreeMap;

use anyhow::Result;

use super::medians::Usual;
use super::messages::{Words, number};
use super::own_checks::{OwnChecks, Remark, count, threshold};
use super::records::Records;
use crate::definitions::{Language, OwnCheck, RatioOfFields, section_of};
use crate::tables::FindingRow;

/// One finding per record and ratio that is an outlier.
pub(super) fn findings(checks: &OwnChecks<'_>, records: &Records) -> Result<Vec<FindingRow>> {
    let check = checks.settings("industry-outlier")?;
    if check.ratios.is_empty() {
        return Ok(Vec::new());
    }
    let industries = Industries::of(checks, check, records);
    let limits = Limits {
        records: count(check, "least_records", 12.0),
        score: threshold(check, "score", 3.5),
        log_factor: threshold(check, "factor", 5.0).max(1.0).ln(),
    };
    let mut findings = Vec::new();
    for ratio in &check.ratios {
        let logs = logarithms(records, ratio);
        for outlier in outliers(&logs, &industries, &limits) {
            let mut finding = FindingRow {
                codes: format!("{},{}", ratio.numerator, ratio.denominator),
                value: Some(outlier.log.exp()),
                expected: Some(outlier.usual.exp()),
                ..records.finding(outlier.place, &check.id)
            };
            let remark = Remark {
                detail: outlier.words(ratio),
                ..Remark::default()
            };
            checks.word(check, &remark, &mut finding);
            findings.push(finding);
        }
    }
    Ok(findings)
}

/// When a group is large enough, and a ratio far enough off.
struct Limits {
    records: usize,
    score: f64,
    log_factor: f64,
}

/// Division and section of every record, where known.
struct Industries {
    divisions: Vec<Option<String>>,
    sections: Vec<Option<String>>,
}

impl Industries {
    fn of(checks: &OwnChecks<'_>, check: &OwnCheck, records: &Records) -> Industries {
        let survey = &checks.definitions.survey;
        let digits = count(check, "division_digits", 2.0);
        let list = survey
            .field(&survey.identity.industry)
            .and_then(|(_, field)| checks.definitions.list(field.codes.as_deref()?));
        let sections = list.map(|list| list.sections()).unwrap_or_default();
        let codes: Vec<Option<&str>> = match records.texts(&survey.identity.industry) {
            Some(codes) => codes.iter().collect(),
            None => vec![None; records.len()],
        };
        Industries {
            divisions: codes
                .iter()
                .map(|code| Some(code.as_ref()?.get(..digits)?.to_owned()))
                .collect(),
            sections: codes
                .iter()
                .map(|code| section_of(&sections, code.as_ref()?).map(str::to_owned))
                .collect(),
        }
    }
}

/// The logarithm of a ratio for every record that has it; signs and zeros have none.
fn logarithms(records: &Records, ratio: &RatioOfFields) -> Vec<Option<f64>> {
    let columns = (
        records.numbers(&ratio.numerator),
        records.numbers(&ratio.denominator),
    );
    let (Some(above), Some(below)) = columns else {
        return vec![None; records.len()];
    };
    above
        .iter()
        .zip(below.iter())
        .map(|(above, below)| {
            let ratio = above? / below.filter(|below| *below > 0.0)?;
            (ratio > 0.0).then(|| ratio.ln())
        })
        .collect()
}

/// A record whose ratio is far from its group's.
#[derive(Debug, PartialEq)]
struct Outlier {
    place: usize,
    log: f64,
    /// The group's median.
    usual: f64,
    /// Number of records in the group.
    records: usize,
    level: Level,
}

/// Which records a record was compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Division,
    Section,
    All,
}

fn outliers(logs: &[Option<f64>], industries: &Industries, limits: &Limits) -> Vec<Outlier> {
    let divisions = Groups::of(logs, &industries.divisions);
    let sections = Groups::of(logs, &industries.sections);
    let everyone = vec![Some(String::new()); logs.len()];
    let all = Groups::of(logs, &everyone);
    let levels = [
        (Level::Division, &divisions, &industries.divisions),
        (Level::Section, &sections, &industries.sections),
        (Level::All, &all, &everyone),
    ];
    let mut outliers = Vec::new();
    for (place, log) in logs.iter().enumerate() {
        let Some(log) = *log else { continue };
        let group = levels.iter().find_map(|(level, groups, keys)| {
            let group = groups.by_key.get(keys.get(place)?.as_deref()?)?;
            (group.records >= limits.records).then_some((*level, group))
        });
        let Some((level, group)) = group else {
            continue;
        };
        if let Some(usual) = group.usual
            && usual.score(log).abs() >= limits.score
            && (log - usual.median).abs() >= limits.log_factor
        {
            outliers.push(Outlier {
                place,
                log,
                usual: usual.median,
                records: group.records,
                level,
            });
        }
    }
    outliers
}

struct Group {
    records: usize,
    usual: Option<Usual>,
}

struct Groups<'a> {
    by_key: BTreeMap<&'a str, Group>,
}

impl<'a> Groups<'a> {
    fn of(logs: &[Option<f64>], keys: &'a [Option<String>]) -> Groups<'a> {
        let mut values: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        for (log, key) in logs.iter().zip(keys) {
            if let (Some(log), Some(key)) = (log, key) {
                values.entry(key).or_default().push(*log);
            }
        }
        let group = |values: Vec<f64>| Group {
            records: values.len(),
            usual: Usual::of(&values),
        };
        Groups {
            by_key: values
                .into_iter()
                .map(|(key, values)| (key, group(values)))
                .collect(),
        }
    }
}

impl Outlier {
    fn words(&self, ratio: &RatioOfFields) -> Words {
        let (value, usual) = (self.log.exp(), self.usual.exp());
        let times = three_digits((self.log - self.usual).abs().exp());
        let above = self.log > self.usual;
        Words::each(|language| {
            let label = ratio.label.get(language);
            let group = match (self.level, language) {
                (Level::Division, Language::Zh) => "同行业大类",
                (Level::Section, Language::Zh) => "同行业门类",
                (Level::All, Language::Zh) => "全部",
                (Level::Division, Language::En) => "of the same division",
                (Level::Section, Language::En) => "of the same section",
                (Level::All, Language::En) => "in all",
            };
            let (value, usual) = (three_digits(value), three_digits(usual));
            let records = self.records;
            match language {
                Language::Zh => {
                    let than = if above {
                        format!("为其{times}倍")
                    } else {
                        format!("仅为其{times}分之一")
                    };
                    format!("{label}为{value}，{group}{records}家企业的中位数为{usual}，{than}")
                }
                Language::En => {
                    let than = if above {
                        format!("{times} times as much")
                    } else {
                        format!("less by a factor of {times}")
                    };
                    format!(
                        "{label} is {value}, the median of the {records} enterprises {group} is {usual}, {than}"
                    )
                }
            }
        })
    }
}

/// A number to three digits: more are of no use beside a median.
fn three_digits(value: f64) -> String {
    let magnitude = 10_f64.powf(value.abs().log10().floor() - 2.0);
    number((value / magnitude).round() * magnitude)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        records: 5,
        score: 3.5,
        log_factor: 1.0,
    };

    fn industries(divisions: &[&str]) -> Industries {
        Industries {
            divisions: divisions
                .iter()
                .map(|code| Some((*code).to_owned()))
                .collect(),
            sections: vec![Some("C".to_owned()); divisions.len()],
        }
    }

    fn logs(ratios: &[f64]) -> Vec<Option<f64>> {
        ratios.iter().map(|ratio| Some(ratio.ln())).collect()
    }

    #[test]
    fn a_record_is_compared_with_its_division_where_that_is_large_enough() {
        // Six of division 39 around 100 and one at 5,000; the two of division 40 are too few and go with the section.
        let ratios = [90.0, 95.0, 100.0, 105.0, 110.0, 5000.0, 100.0, 0.5];
        let divisions = ["39", "39", "39", "39", "39", "39", "40", "40"];
        let found = outliers(&logs(&ratios), &industries(&divisions), &LIMITS);
        let seen: Vec<(usize, Level, usize)> = found
            .iter()
            .map(|outlier| (outlier.place, outlier.level, outlier.records))
            .collect();
        assert_eq!(seen, [(5, Level::Division, 6), (7, Level::Section, 8)]);
        // The median of 39 lies between 100 and 105.
        assert!((found[0].usual - f64::midpoint(100_f64.ln(), 105_f64.ln())).abs() < 1e-12);
    }

    #[test]
    fn too_few_records_and_small_differences_are_no_outliers() {
        let few = outliers(
            &logs(&[1.0, 1.0, 1.1, 900.0]),
            &industries(&["39"; 4]),
            &LIMITS,
        );
        assert_eq!(few, []);
        // Far by its score, but less than the factor e off.
        let near = [100.0, 100.1, 99.9, 100.2, 99.8, 130.0];
        let near = outliers(&logs(&near), &industries(&["39"; 6]), &LIMITS);
        assert_eq!(near, []);
    }

    #[test]
    fn numbers_beside_a_median_have_three_digits() {
        assert_eq!(three_digits(123_456.0), "123,000");
        assert_eq!(three_digits(0.012_345), "0.0123");
        assert_eq!(three_digits(2.0), "2");
    }
}
