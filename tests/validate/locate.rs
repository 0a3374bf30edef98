//! Which field a suggestion names, against all corrections tried one by one.

use huoju::definitions::Definitions;
use huoju::tables::FindingRow;

use super::small_zone::{Record, definitions, definitions_with, of_rule};
use super::{findings, validated};

#[test]
fn a_failed_sum_names_the_field_that_mends_the_most() {
    // Revenue 1,000 is the sum of 600 and 400; reported are 100 and R&D of 1,001 = revenue + 1 … only revenue
    // mends both rules.
    let record = Record::clean("A", "east").with(&[("rev", 40.0)]);
    let found = findings(&definitions(), &[record]);
    let sum = of_rule(&found, "SUM")[0];
    assert_eq!(sum.suggested_code, "rev");
    assert_eq!(sum.suggested_value, Some(1000.0));
    assert_eq!(
        sum.suggestion,
        "建议先核对营业收入（rev）：所填为40，如为1,000，则SUM、RND可通过"
    );
    assert_eq!(
        sum.suggestion_en,
        "Check Revenue (rev) first: with 1,000 instead of 40, SUM, RND would hold"
    );
    assert_eq!(of_rule(&found, "RND")[0].suggested_code, "rev");
}

#[test]
fn a_well_known_slip_is_named() {
    let swapped = Record::clean("A", "east").with(&[("part_b", 4100.0), ("part_a", 690.0)]);
    // 690 + 4,100 against 4,970: 960 would do, and so would 4,280 or 4,790; the smallest change is part B's.
    let swapped = swapped.with(&[("rev", 4970.0)]);
    let found = findings(&definitions(), &[swapped]);
    let sum = of_rule(&found, "SUM")[0];
    assert_eq!(
        (sum.suggested_code.as_str(), sum.suggested_value),
        ("rev", Some(4790.0))
    );
    assert!(
        sum.suggestion.contains("两位数字颠倒"),
        "{}",
        sum.suggestion
    );
}

#[test]
fn a_suggestion_breaks_no_rule_that_passed() {
    // R&D 300 is within revenue 300: the sum of 900 cannot be mended by less revenue.
    let definitions = definitions_with(
        "",
        "[[rules]]\nid = \"FLOOR\"\nlabel = { zh = \"x\", en = \"x\" }\nseverity = \"hint\"\nscope = \"in-form\"\ncheck = \"part_a >= 600\"\n[[rules]]\nid = \"FLOOR2\"\nlabel = { zh = \"x\", en = \"x\" }\nseverity = \"hint\"\nscope = \"in-form\"\ncheck = \"part_b >= 400\"\n[[rules]]\nid = \"CEILING\"\nlabel = { zh = \"x\", en = \"x\" }\nseverity = \"hint\"\nscope = \"in-form\"\ncheck = \"rev <= 900\"\n",
    );
    let record = Record::clean("A", "east").with(&[("rev", 900.0)]);
    let found = findings(&definitions, &[record]);
    let sum = of_rule(&found, "SUM")[0];
    assert_eq!(
        (sum.suggested_code.as_str(), sum.suggested_value),
        ("", None)
    );
}

#[test]
fn a_blank_part_may_be_what_is_missing() {
    let record = Record::clean("A", "east").without(&["part_b"]);
    let found = findings(&definitions(), &[record]);
    // Less change than filling the blank: revenue or part A.
    assert_eq!(of_rule(&found, "SUM")[0].suggested_code, "rev");
}

#[test]
fn where_no_single_field_mends_all_the_least_set_is_named() {
    // Two sums without a field in common.
    let rule = "[[rules]]\nid = \"COUNTS\"\nlabel = { zh = \"x\", en = \"x\" }\nseverity = \"query\"\nscope = \"in-form\"\ntolerance = { absolute = 0.0, relative = 0.0 }\ncheck = \"patents = marks + staff\"\n";
    let mut definitions = definitions_with("", rule);
    definitions
        .rules
        .retain(|rule| ["SUM", "COUNTS"].contains(&rule.id.as_str()));
    let record = Record::clean("A", "east").with(&[
        ("rev", 1100.0),
        ("patents", 20.0),
        ("marks", 5.0),
        ("staff", 10.0),
    ]);
    let found = validated(&definitions, &[record]).findings;
    let sum = of_rule(&found, "SUM")[0];
    assert_eq!(
        (sum.suggested_code.as_str(), sum.suggested_value),
        ("rev", Some(1000.0))
    );
    assert!(
        sum.suggestion_en.ends_with(
            "for all rules to hold, at least 2 fields must change: Revenue (rev), Staff (staff)"
        ),
        "{}",
        sum.suggestion_en
    );
}

const FIELDS: [&str; 5] = ["rev", "part_a", "part_b", "rnd", "staff"];

/// A made-up rule: factors of the fields, a constant, and `=` (0), `>=` (1) or `<=` (2) zero.
#[derive(Debug)]
struct Made {
    factors: [i64; 5],
    constant: i64,
    operation: u64,
}

impl Made {
    fn holds(&self, record: [i64; 5]) -> bool {
        let sum: i64 = self.constant
            + self
                .factors
                .iter()
                .zip(record)
                .map(|(factor, value)| factor * value)
                .sum::<i64>();
        match self.operation {
            0 => sum == 0,
            1 => sum >= 0,
            _ => sum <= 0,
        }
    }

    fn sql(&self) -> String {
        let terms: Vec<String> = self
            .factors
            .iter()
            .zip(FIELDS)
            .filter(|(factor, _)| **factor != 0)
            .map(|(factor, field)| format!("{factor} * {field}"))
            .collect();
        let operation = ["=", ">=", "<="][usize::try_from(self.operation).unwrap()];
        format!("{} {operation} 0 - {}", terms.join(" + "), self.constant)
            .replace("- -", "+ ")
            .replace("-1 * ", "(0 - 1) * ")
    }
}

/// The best correction for a rule by trying every field and every whole number.
fn by_hand(rules: &[Made], record: [i64; 5], rule: usize) -> Option<(usize, i64)> {
    let mut best: Option<(usize, f64, usize, i64)> = None;
    for field in 0..FIELDS.len() {
        for value in 0..200 {
            let mut changed = record;
            changed[field] = value;
            let breaks = rules
                .iter()
                .any(|rule| rule.holds(record) && !rule.holds(changed));
            if breaks || !rules[rule].holds(changed) {
                continue;
            }
            let mended = rules
                .iter()
                .filter(|rule| !rule.holds(record) && rule.holds(changed))
                .count();
            let change = if record[field] == 0 {
                f64::INFINITY
            } else {
                (value - record[field]).abs() as f64 / record[field] as f64
            };
            let better = best.is_none_or(|(most, least, order, smallest)| {
                mended > most
                    || mended == most
                        && (change < least
                            || change == least
                                && (field < order || field == order && value < smallest))
            });
            if better {
                best = Some((mended, change, field, value));
            }
        }
    }
    best.map(|(_, _, field, value)| (field, value))
}

/// The findings of the made-up rules, record by record; a record's credit code is its number.
fn made_up(definitions: &Definitions, records: &[[i64; 5]]) -> Vec<FindingRow> {
    let records: Vec<Record> = records
        .iter()
        .enumerate()
        .map(|(number, record)| {
            let code: &'static str = Box::leak(number.to_string().into_boxed_str());
            let mut clean = Record::clean(code, "east");
            clean.numbers.retain(|(code, _)| !FIELDS.contains(code));
            for (field, value) in FIELDS.into_iter().zip(record) {
                clean.numbers.push((field, *value as f64));
            }
            clean
        })
        .collect();
    let mut found = validated(definitions, &records).findings;
    found.retain(|finding| finding.rule.starts_with('X'));
    found
}

#[test]
fn suggestions_are_the_best_of_all_corrections_tried_one_by_one() {
    let mut state = 7_u64;
    let mut draw = |bound: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) % bound
    };
    let mut compared = 0;
    for _ in 0..12 {
        let rules: Vec<Made> = (0..4)
            .map(|_| Made {
                factors: std::array::from_fn(|_| i64::try_from(draw(3)).unwrap() - 1),
                constant: i64::try_from(draw(7)).unwrap() - 3,
                operation: draw(3),
            })
            .filter(|rule| rule.factors.iter().filter(|factor| **factor != 0).count() > 1)
            .collect();
        let text: String = rules
            .iter()
            .enumerate()
            .map(|(number, rule)| {
                format!(
                    "[[rules]]\nid = \"X{number}\"\nlabel = {{ zh = \"x\", en = \"x\" }}\nseverity = \"query\"\nscope = \"in-form\"\ntolerance = {{ absolute = 0.0, relative = 0.0 }}\ncheck = \"{}\"\n",
                    rule.sql()
                )
            })
            .collect();
        let mut definitions = definitions_with("", &text);
        definitions.rules.retain(|rule| rule.id.starts_with('X'));
        let records: Vec<[i64; 5]> = (0..25)
            .map(|_| std::array::from_fn(|_| i64::try_from(draw(12)).unwrap()))
            .collect();
        let found = made_up(&definitions, &records);
        for (place, record) in records.iter().enumerate() {
            for (number, rule) in rules.iter().enumerate() {
                let finding = found.iter().find(|finding| {
                    finding.rule == format!("X{number}") && finding.credit_code == place.to_string()
                });
                assert_eq!(
                    finding.is_none(),
                    rule.holds(*record),
                    "{rule:?} {record:?}"
                );
                let Some(finding) = finding else { continue };
                let expected = by_hand(&rules, *record, number)
                    .map(|(field, value)| (FIELDS[field].to_owned(), value as f64));
                let suggested = finding
                    .suggested_value
                    .map(|value| (finding.suggested_code.clone(), value));
                assert_eq!(suggested, expected, "X{number} of {rules:?} {record:?}");
                compared += 1;
            }
        }
    }
    assert!(compared > 100, "{compared}");
}
