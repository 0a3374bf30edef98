//! A suggestion in words.

use super::super::messages::{self, Words, number, number_or_blank};
use super::candidates::{Bound, Candidate};
use super::trial::Tried;
use crate::definitions::{Definitions, Language, Rule};
use crate::tables::FindingRow;

/// Names at most this many rules.
const NAMED_RULES: usize = 5;

/// Writes the suggestion into the finding.
pub(super) fn write(
    definitions: &Definitions,
    rules: &[&Rule],
    tried: &Tried,
    finding: &mut FindingRow,
) {
    let candidate = &tried.candidate;
    let ids: Vec<String> = tried
        .mends
        .iter()
        .filter_map(|rule| rules.get(*rule).map(|rule| rule.id.clone()))
        .collect();
    let cause = Cause::of(candidate);
    let words = Words::each(|language| {
        let field = messages::column_name(definitions, &candidate.code, language);
        let old = number_or_blank(candidate.old, language);
        let value = number(candidate.value);
        let ids = messages::listed(&ids, NAMED_RULES, language);
        let cause = cause.map_or("", |cause| cause.words(language));
        match language {
            Language::Zh => {
                let value = match candidate.bound {
                    Bound::Exact => value,
                    Bound::AtLeast => format!("{value}或以上"),
                    Bound::AtMost => format!("{value}或以下"),
                };
                format!("建议先核对{field}：所填为{old}，如为{value}{cause}，则{ids}可通过")
            }
            Language::En => {
                let value = match candidate.bound {
                    Bound::Exact => value,
                    Bound::AtLeast => format!("{value} or more"),
                    Bound::AtMost => format!("{value} or less"),
                };
                format!(
                    "Check {field} first: with {value} instead of {old}{cause}, {ids} would hold"
                )
            }
        }
    });
    finding.suggested_code.clone_from(&candidate.code);
    finding.suggested_value = Some(candidate.value);
    finding.suggestion = words.zh;
    finding.suggestion_en = words.en;
}

/// Names the least set of fields that must change, behind what is suggested already.
pub(super) fn write_set(definitions: &Definitions, set: &[String], finding: &mut FindingRow) {
    let names = |language| {
        let names: Vec<String> = set
            .iter()
            .map(|code| messages::column_name(definitions, code, language))
            .collect();
        messages::listed(&names, names.len(), language)
    };
    let join = |text: &mut String, mark: &str, more: String| {
        if !text.is_empty() {
            text.push_str(mark);
        }
        text.push_str(&more);
    };
    let number = set.len();
    join(
        &mut finding.suggestion,
        "；",
        format!(
            "要使各条规则同时成立，至少须更正{number}个指标：{}",
            names(Language::Zh)
        ),
    );
    join(
        &mut finding.suggestion_en,
        "; ",
        format!(
            "for all rules to hold, at least {number} fields must change: {}",
            names(Language::En)
        ),
    );
    if finding.suggested_code.is_empty() {
        finding.suggested_code = set.join(",");
    }
}

/// A well-known slip that leads from the right value to the reported one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    /// Two neighbouring digits changed places.
    Swapped,
    /// 1,000 times too much: yuan instead of thousand yuan.
    ThousandTimes,
    /// 10,000 times too much: yuan instead of ten thousand yuan.
    TenThousandTimes,
    /// A thousandth.
    Thousandth,
    /// A ten thousandth.
    TenThousandth,
    /// The sign is the other one.
    Sign,
}

impl Cause {
    /// The slip that explains a candidate, if one does. A bound explains nothing: many other values would do.
    fn of(candidate: &Candidate) -> Option<Cause> {
        let old = candidate.old.filter(|old| *old != 0.0)?;
        if candidate.bound != Bound::Exact {
            return None;
        }
        let value = candidate.value;
        // A respondent who rounds to the other unit is off by up to half of it.
        let times =
            |factor: f64| (old - value * factor).abs() <= factor / 2.0 && value.abs() >= 10.0;
        let part = |factor: f64| (old * factor - value).abs() <= factor / 2.0 && old.abs() >= 10.0;
        if old == -value {
            Some(Cause::Sign)
        } else if swapped(old, value) {
            Some(Cause::Swapped)
        } else if times(1000.0) {
            Some(Cause::ThousandTimes)
        } else if times(10_000.0) {
            Some(Cause::TenThousandTimes)
        } else if part(1000.0) {
            Some(Cause::Thousandth)
        } else if part(10_000.0) {
            Some(Cause::TenThousandth)
        } else {
            None
        }
    }

    fn words(self, language: Language) -> &'static str {
        let (zh, en) = match self {
            Cause::Swapped => (
                "（疑似相邻两位数字颠倒）",
                " (two digits seem to have changed places)",
            ),
            Cause::ThousandTimes => (
                "（疑似多算1,000倍，如以元填报千元）",
                " (it seems to be 1,000 times too large, as yuan for thousand yuan)",
            ),
            Cause::TenThousandTimes => (
                "（疑似多算10,000倍，如以元填报万元）",
                " (it seems to be 10,000 times too large, as yuan for ten thousand yuan)",
            ),
            Cause::Thousandth => (
                "（疑似少算1,000倍）",
                " (it seems to be 1,000 times too small)",
            ),
            Cause::TenThousandth => (
                "（疑似少算10,000倍）",
                " (it seems to be 10,000 times too small)",
            ),
            Cause::Sign => (
                "（疑似正负号填反）",
                " (the sign seems to be the wrong one)",
            ),
        };
        match language {
            Language::Zh => zh,
            Language::En => en,
        }
    }
}

/// Whether two whole numbers differ by two neighbouring digits that changed places.
fn swapped(a: f64, b: f64) -> bool {
    if a.fract() != 0.0 || b.fract() != 0.0 || a.signum() != b.signum() {
        return false;
    }
    let (a, b) = (format!("{:.0}", a.abs()), format!("{:.0}", b.abs()));
    if a.len() != b.len() {
        return false;
    }
    let differ: Vec<usize> = (0..a.len())
        .filter(|at| a.as_bytes().get(*at) != b.as_bytes().get(*at))
        .collect();
    match differ.as_slice() {
        [first, second] if first + 1 == *second => {
            a.get(*first..=*first) == b.get(*second..=*second)
                && a.get(*second..=*second) == b.get(*first..=*first)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cause(old: f64, value: f64) -> Option<Cause> {
        Cause::of(&Candidate {
            place: 0,
            code: "a".to_owned(),
            order: 0,
            old: Some(old),
            value,
            bound: Bound::Exact,
        })
    }

    #[test]
    fn well_known_slips_are_named() {
        assert_eq!(cause(1324.0, 1234.0), Some(Cause::Swapped));
        assert_eq!(cause(1324.0, 1235.0), None);
        assert_eq!(cause(4231.0, 1234.0), None);
        assert_eq!(cause(1_234_567.0, 1235.0), Some(Cause::ThousandTimes));
        assert_eq!(cause(12_345_678.0, 1235.0), Some(Cause::TenThousandTimes));
        assert_eq!(cause(12.0, 12_345.0), Some(Cause::Thousandth));
        assert_eq!(cause(-50.0, 50.0), Some(Cause::Sign));
        assert_eq!(cause(100.0, 90.0), None);
    }
}
