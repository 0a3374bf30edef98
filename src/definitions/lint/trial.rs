//! A rule on trial: many made-up records, to see whether it can fail and pass at all.
//!
//! Values are drawn around the constants that the rule itself names, so that thresholds are hit from both
//! sides. The draw is seeded: the same rule gets the same records each time.

use std::collections::BTreeSet;

use polars::prelude::*;

use crate::definitions::Rule;
use crate::expressions::Blank;
use crate::random::SplitMix64;

/// Records that a rule is tried on.
const RECORDS: usize = 4_000;

/// What every record has, and what none can have.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    /// Columns that are never blank.
    pub(super) always: BTreeSet<String>,
    /// Columns that are always blank.
    pub(super) never: BTreeSet<String>,
}

/// How a rule came out on made-up records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    /// It is for some record.
    pub can_apply: bool,
    /// Some record fails it.
    pub can_fail: bool,
    /// Some record passes it where it applies.
    pub can_pass: bool,
}

/// Tries a rule on records with the columns of `schema`.
pub(super) fn try_rule(rule: &Rule, schema: &Schema, given: &Given) -> PolarsResult<Verdict> {
    let records = made_up_records(&[rule], schema, given)?;
    let (applies, holds) = conditions(rule, schema);
    let outcome = records
        .lazy()
        .select([
            applies.clone().any(true).alias("applies"),
            applies
                .clone()
                .and(holds.clone().not())
                .any(true)
                .alias("fails"),
            applies.and(holds).any(true).alias("passes"),
        ])
        .collect()?;
    let some = |name: &str| -> PolarsResult<bool> {
        Ok(outcome.column(name)?.bool()?.get(0).unwrap_or(false))
    };
    Ok(Verdict {
        can_apply: some("applies")?,
        can_fail: some("fails")?,
        can_pass: some("passes")?,
    })
}

/// Both rules must be known for so many records before something is said against them.
const LEAST_TOGETHER: u32 = 20;

/// Whether each of two rules passes on some made-up records that both are for, but both together on none.
pub(super) fn contradict(a: &Rule, b: &Rule, schema: &Schema, given: &Given) -> PolarsResult<bool> {
    let records = made_up_records(&[a, b], schema, given)?;
    let ((for_a, a), (for_b, b)) = (conditions(a, schema), conditions(b, schema));
    let known = for_a
        .and(for_b)
        .and(a.clone().is_not_null())
        .and(b.clone().is_not_null());
    let count = |expr: Expr, name: &str| expr.fill_null(lit(false)).sum().alias(name);
    let outcome = records
        .lazy()
        .select([
            count(known.clone(), "known"),
            count(known.clone().and(a.clone()), "a"),
            count(known.clone().and(b.clone()), "b"),
            count(known.and(a).and(b), "both"),
        ])
        .collect()?;
    let number =
        |name: &str| -> PolarsResult<u32> { Ok(outcome.column(name)?.u32()?.get(0).unwrap_or(0)) };
    // A rule that is hardly ever met by chance proves nothing.
    let often = number("known")? / 20;
    Ok(number("known")? >= LEAST_TOGETHER
        && number("a")? > often
        && number("b")? > often
        && number("both")? == 0)
}

/// When a rule applies, and when it holds.
fn conditions(rule: &Rule, schema: &Schema) -> (Expr, Expr) {
    let applies = match &rule.when {
        Some(when) => when.to_expr(Blank::Unknown, schema),
        None => lit(true),
    };
    (applies, rule.check.to_expr(Blank::Unknown, schema))
}

/// Records with the columns that the rules read, drawn around the constants that they name.
fn made_up_records(rules: &[&Rule], schema: &Schema, given: &Given) -> PolarsResult<DataFrame> {
    let mut columns = BTreeSet::new();
    let mut text = String::new();
    for rule in rules {
        for expression in rule.when.iter().chain([&rule.check]) {
            columns.extend(expression.columns());
            text.push_str(expression.text());
            text.push(' ');
        }
    }
    let (numbers, mut texts) = constants(&text);
    // A rule on the length of a text names the length.
    let lengths = numbers
        .iter()
        .filter(|number| (1.0..=64.0).contains(*number));
    texts.extend(lengths.map(|length| "1".repeat(*length as usize)));
    let mut draw = SplitMix64::of_draw(0x9E37_79B9_7F4A_7C15, 0);
    let mut frame = Vec::new();
    for name in &columns {
        let Some(dtype) = schema.get(name.as_str()) else {
            continue;
        };
        let column = made_up(name, dtype, &numbers, &texts, &mut draw);
        frame.push(if given.never.contains(name) {
            Column::full_null(name.as_str().into(), RECORDS, dtype)
        } else if given.always.contains(name) {
            column
                .fill_null(FillNullStrategy::Backward(None))?
                .fill_null(FillNullStrategy::Forward(None))?
        } else {
            column
        });
    }
    with_agreement(DataFrame::new(RECORDS, frame)?, given)
}

/// Lets values agree in half of the records, which values drawn one by one do not in several fields at once: every
/// fourth record is as it was last year (`prev_x` is `x`), another fourth says the same in all fields of a type. What
/// is always or never given stays as it is.
fn with_agreement(records: DataFrame, given: &Given) -> PolarsResult<DataFrame> {
    let every_fourth = |first: usize| {
        let chosen = (0..RECORDS).map(|record| record % 4 == first);
        lit(BooleanChunked::from_iter_values("chosen".into(), chosen).into_series())
    };
    let columns: Vec<&Column> = records
        .columns()
        .iter()
        .filter(|column| {
            let name = column.name().as_str();
            !given.always.contains(name) && !given.never.contains(name)
        })
        .collect();
    let agreeing: Vec<Expr> = columns
        .iter()
        .map(|column| {
            let name = column.name();
            let same_type = |other: &&&Column| other.dtype() == column.dtype();
            let last_year = name
                .strip_prefix("prev_")
                .and_then(|own| columns.iter().find(|other| other.name() == own))
                .unwrap_or(column);
            let alike = columns.iter().find(same_type).unwrap_or(column);
            when(every_fourth(0))
                .then(col(last_year.name().clone()))
                .when(every_fourth(1))
                .then(col(alike.name().clone()))
                .otherwise(col(name.clone()))
                .alias(name.clone())
        })
        .collect();
    records.lazy().with_columns(agreeing).collect()
}

/// The numbers and the quoted texts of an SQL text.
fn constants(sql: &str) -> (Vec<f64>, Vec<String>) {
    let mut texts = Vec::new();
    let mut rest = String::new();
    for (position, part) in sql.split('\'').enumerate() {
        if position % 2 == 1 {
            texts.push(part.to_owned());
        } else {
            rest.push_str(part);
            rest.push(' ');
        }
    }
    let numbers = rest
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '_'))
        .filter_map(|word| word.parse::<f64>().ok())
        .collect();
    (numbers, texts)
}

fn made_up(
    name: &str,
    dtype: &DataType,
    numbers: &[f64],
    texts: &[String],
    draw: &mut SplitMix64,
) -> Column {
    match dtype {
        DataType::String => {
            // Rules ask for texts of a given length, too.
            let of_length: Vec<String> = numbers
                .iter()
                .filter(|number| (1.0..=40.0).contains(*number))
                .map(|number| "9".repeat(*number as usize))
                .collect();
            let mut choices: Vec<Option<&str>> = texts
                .iter()
                .chain(&of_length)
                .map(|text| Some(text.as_str()))
                .collect();
            choices.extend([
                None,
                Some("1"),
                Some("2"),
                Some("2023"),
                Some("某个很长的名称文本"),
            ]);
            let values = (0..RECORDS).map(|_| choices[draw.below(choices.len())]);
            StringChunked::from_iter_options(name.into(), values).into_column()
        }
        DataType::Boolean => {
            let values = (0..RECORDS).map(|_| [None, Some(true), Some(false)][draw.below(3)]);
            BooleanChunked::from_iter_options(name.into(), values).into_column()
        }
        DataType::Int64 => {
            let values = (0..RECORDS).map(|_| Some(2015 + draw.below(12) as i64));
            Int64Chunked::from_iter_options(name.into(), values).into_column()
        }
        _ => {
            let mut choices = vec![
                None,
                Some(0.0),
                Some(1.0),
                Some(2.0),
                Some(7.0),
                Some(-3.0),
                Some(1e6),
            ];
            for number in numbers {
                choices.extend([
                    Some(*number),
                    Some(number - 1.0),
                    Some(number + 1.0),
                    Some(number * 10.0),
                ]);
            }
            let values = (0..RECORDS).map(|_| choices[draw.below(choices.len())]);
            Float64Chunked::from_iter_options(name.into(), values).into_column()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(check: &str, when: Option<&str>) -> Verdict {
        let when = when.map_or(String::new(), |when| format!("when = \"{when}\"\n"));
        let rule: Rule = toml::from_str(&format!(
            "id = \"T1\"\nlabel = {{ zh = \"\", en = \"\" }}\nseverity = \"query\"\nscope = \"in-form\"\n{when}check = \"{check}\"\n"
        ))
        .unwrap();
        let schema: Schema = [
            Field::new("a".into(), DataType::Float64),
            Field::new("b".into(), DataType::Float64),
            Field::new("t".into(), DataType::String),
            Field::new("prev_a".into(), DataType::Float64),
            Field::new("prev_b".into(), DataType::Float64),
            Field::new("prev_t".into(), DataType::String),
        ]
        .into_iter()
        .collect();
        try_rule(&rule, &schema, &Given::default()).unwrap()
    }

    #[test]
    fn an_ordinary_rule_can_fail_and_pass() {
        for (check, when) in [
            ("a >= b", None),
            ("a / b >= 0.03", Some("t = '1' AND b > 200000")),
            ("t IS NOT NULL", Some("a > 1000")),
            ("LENGTH(t) = 18", Some("t IS NOT NULL")),
        ] {
            assert_eq!(
                verdict(check, when),
                Verdict {
                    can_apply: true,
                    can_fail: true,
                    can_pass: true
                },
                "{check}"
            );
        }
    }

    #[test]
    fn a_rule_on_the_length_of_a_text_can_fail_and_pass() {
        let expected = Verdict {
            can_apply: true,
            can_fail: true,
            can_pass: true,
        };
        assert_eq!(verdict("LENGTH(t) = 18", None), expected);
    }

    #[test]
    fn a_rule_that_much_is_as_it_was_last_year_can_pass_and_fail() {
        let kept = "a = prev_a AND b = prev_b AND LEFT(t, LENGTH(prev_t)) = LEFT(prev_t, LENGTH(t)) AND a <> b";
        let expected = Verdict {
            can_apply: true,
            can_fail: true,
            can_pass: true,
        };
        assert_eq!(verdict(kept, None), expected);
        assert!(verdict("a = b AND b = prev_a AND prev_a = prev_b", None).can_pass);
    }

    #[test]
    fn a_rule_that_is_always_true_cannot_fail() {
        assert!(!verdict("a >= a", None).can_fail);
        assert!(!verdict("a * a >= 0", None).can_fail);
        assert!(!verdict("a > 1", Some("a > 5")).can_fail);
    }

    #[test]
    fn a_rule_whose_condition_cannot_be_met_never_applies() {
        assert!(!verdict("a > 1", Some("a > 5 AND a < 3")).can_apply);
        assert!(verdict("a > 1", Some("a > 5")).can_apply);
    }

    #[test]
    fn a_rule_that_contradicts_itself_cannot_pass() {
        assert!(!verdict("a < 0", Some("a > 5")).can_pass);
    }
}
