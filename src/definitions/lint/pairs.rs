//! Pairs of edit rules that contradict each other, or of which one follows from the other.
//!
//! Linear rules are tried exactly, by whether their comparisons can hold together; others on made-up records that both
//! are for.

use std::collections::BTreeSet;

use super::rules::{given, schema_of};
use super::trial;
use crate::definitions::{Definitions, Label, Rule};
use crate::expressions::{Linear, RecordColumns, feasible};

/// A rule with what its pairs are tried by.
struct Candidate<'d> {
    rule: &'d Rule,
    columns: BTreeSet<String>,
    /// The comparisons of `check`, where it is nothing but these.
    check: Option<Vec<Linear>>,
    /// The same of `when`; empty where there is none.
    when: Option<Vec<Linear>>,
}

pub(super) fn lint(definitions: &Definitions, warnings: &mut Vec<Label>) {
    let columns = RecordColumns::of(definitions);
    let given = given(definitions);
    let not_negative: BTreeSet<String> = definitions
        .survey
        .forms
        .iter()
        .flat_map(|form| &form.fields)
        .filter(|field| field.kind.is_number() && !field.negative)
        .flat_map(|field| [field.code.clone(), format!("prev_{}", field.code)])
        .collect();
    let candidates: Vec<Candidate<'_>> = definitions
        .rules
        .iter()
        .filter_map(|rule| Candidate::of(rule, &columns))
        .collect();
    for (number, a) in candidates.iter().enumerate() {
        for b in candidates.iter().skip(number + 1) {
            let related =
                a.rule.rows == b.rule.rows && a.columns.intersection(&b.columns).next().is_some();
            if !related {
                continue;
            }
            if a.contradicts(b, &not_negative).unwrap_or_else(|| {
                schema_of(&columns, a.rule).is_some_and(|schema| {
                    trial::contradict(a.rule, b.rule, schema, &given).unwrap_or(false)
                })
            }) {
                let (a, b) = (&a.rule.id, &b.rule.id);
                warnings.push(Label::new(
                    format!("规则 {a} 与 {b} 互相矛盾：两者都适用的记录不可能都通过"),
                    format!(
                        "rules {a} and {b} contradict each other: no record that both are for can pass both"
                    ),
                ));
                continue;
            }
            for (one, other) in [(a, b), (b, a)] {
                if one.rule.severity <= other.rule.severity && one.implies(other, &not_negative) {
                    let (other, one) = (&other.rule.id, &one.rule.id);
                    warnings.push(Label::new(
                        format!("规则 {other} 可由同样严重的 {one} 推出：可以删去"),
                        format!(
                            "rule {other} follows from {one}, which is as serious: leave it out"
                        ),
                    ));
                }
            }
        }
    }
}

impl<'d> Candidate<'d> {
    fn of(rule: &'d Rule, columns: &RecordColumns) -> Option<Candidate<'d>> {
        let schema = schema_of(columns, rule)?;
        let check = rule.check.linear_parts(schema);
        let when = match &rule.when {
            Some(when) => {
                let parts = when.linear_parts(schema);
                parts.complete.then_some(parts.comparisons)
            }
            None => Some(Vec::new()),
        };
        Some(Candidate {
            rule,
            columns: rule.check.columns(),
            check: check.complete.then_some(check.comparisons),
            when,
        })
    }

    /// Whether no record can pass both; none where the rules are not linear. Rules that no record can both be for
    /// do not contradict each other.
    fn contradicts(&self, other: &Candidate<'_>, not_negative: &BTreeSet<String>) -> Option<bool> {
        let conditions: Vec<&Linear> = self.when.iter().chain(&other.when).flatten().collect();
        if self.when.is_none() || other.when.is_none() {
            return None;
        }
        let checks = self.check.as_ref()?.iter().chain(other.check.as_ref()?);
        let both_apply = feasible(conditions.iter().copied(), not_negative);
        Some(both_apply && !feasible(conditions.into_iter().chain(checks), not_negative))
    }

    /// Whether each record that passes this rule passes the other.
    fn implies(&self, other: &Candidate<'_>, not_negative: &BTreeSet<String>) -> bool {
        let (Some(own), Some(others)) = (&self.check, &other.check) else {
            return false;
        };
        if self.rule.when.is_some() || other.rule.when.is_some() || others.is_empty() {
            return false;
        }
        others.iter().all(|demanded| match demanded.negated() {
            Some(negated) => !feasible(own.iter().chain([&negated]), not_negative),
            None => false,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use polars::prelude::{DataType, Field, Schema};

    use super::*;

    fn rule(check: &str, when: Option<&str>) -> Rule {
        let when = when.map_or(String::new(), |when| format!("when = \"{when}\"\n"));
        toml::from_str(&format!(
            "id = \"T\"\nlabel = {{ zh = \"\", en = \"\" }}\nseverity = \"query\"\nscope = \"in-form\"\n{when}check = \"{check}\"\n"
        ))
        .unwrap()
    }

    fn columns() -> RecordColumns {
        let numbers = ["a", "b", "c"].map(|name| Field::new(name.into(), DataType::Float64));
        let schema: Schema = numbers
            .into_iter()
            .chain([Field::new("t".into(), DataType::String)])
            .collect();
        RecordColumns {
            enterprise: Arc::new(schema),
            items: BTreeMap::new(),
        }
    }

    fn contradict(a: (&str, Option<&str>), b: (&str, Option<&str>)) -> bool {
        let columns = columns();
        let (a, b) = (rule(a.0, a.1), rule(b.0, b.1));
        let of = |rule| Candidate::of(rule, &columns).unwrap();
        of(&a)
            .contradicts(&of(&b), &BTreeSet::new())
            .unwrap_or_else(|| {
                trial::contradict(&a, &b, &columns.enterprise, &trial::Given::default()).unwrap()
            })
    }

    #[test]
    fn rules_that_no_record_can_pass_together_contradict_each_other() {
        assert!(contradict(("a > b", None), ("b > a", None)));
        assert!(contradict(
            ("a >= 10", Some("c > 1")),
            ("a < 10", Some("c > 5"))
        ));
        assert!(contradict(("t = '1'", None), ("t = '2'", None)));
        assert!(contradict(
            ("a > 5", Some("t = '1'")),
            ("a < 3", Some("t IS NOT NULL"))
        ));
    }

    #[test]
    fn rules_for_different_records_do_not() {
        assert!(!contradict(
            ("a >= 10", Some("c > 5")),
            ("a < 10", Some("c < 1"))
        ));
        assert!(!contradict(
            ("a > 5", Some("t = '1'")),
            ("a < 3", Some("t = '2'"))
        ));
        assert!(!contradict(("a >= b", None), ("b >= a", None)));
        assert!(!contradict(("t <> '1'", None), ("t <> '2'", None)));
    }

    #[test]
    fn a_rule_follows_from_a_stricter_one() {
        let columns = columns();
        let not_negative = BTreeSet::from(["a", "b", "c"].map(str::to_owned));
        let implies = |a: &str, b: &str| {
            let (a, b) = (rule(a, None), rule(b, None));
            let of = |rule| Candidate::of(rule, &columns).unwrap();
            of(&a).implies(&of(&b), &not_negative)
        };
        assert!(implies("a = b + c", "a >= b"));
        assert!(!implies("a >= b", "a = b + c"));
        assert!(!implies("a >= b", "a >= b + c"));
    }
}
