//! Every form of an expression, evaluated by polars and by DuckDB on the same rows.

use huoju::expressions::{Blank, Expression, FUNCTIONS};
use huoju::sql::expression;
use polars::prelude::*;
use serde_json::{Value, json};

use super::engine;

/// Rows with blanks, zeros, texts that are no numbers, and conditions.
fn rows() -> DataFrame {
    df![
        "k" => [1_i64, 2, 3, 4, 5, 6, 7],
        "a" => [Some(7.5), Some(0.0), None, Some(-3.0), Some(6.0), Some(1e15), Some(0.1)],
        "b" => [Some(-2.0), Some(0.0), Some(4.0), None, Some(6.0), Some(10.0), Some(0.2)],
        "u" => [None, None, None, None, Some(2.0), None, Some(0.3)],
        "t" => [Some(" Ab12"), Some("12"), None, Some(""), Some("1.5"), Some("浑南%高新_区"), Some("\t技改 ")],
        "s" => [Some("12"), Some("-7"), Some("+3"), Some("007"), Some(" 8"), Some("1e3"), Some("99999999999999999999")],
        "f" => [Some(true), Some(false), None, Some(true), Some(false), None, Some(true)],
    ]
    .unwrap()
}

/// Expressions beside the examples of the functions.
const FORMS: &[&str] = &[
    "a + b",
    "a + b - u",
    "a - b",
    "a - (b - u)",
    "a - b - u",
    "a * b",
    "a / b",
    "b / a",
    "(a + b) / (b - a)",
    "a * 10",
    "10 - a",
    "-a",
    "a / 4",
    "0.1 + a",
    "1 / 3",
    "7 / 2 * a",
    "a = b",
    "a <> b",
    "a < b",
    "a <= b",
    "a > b",
    "a >= b",
    "a = 6",
    "a BETWEEN 0 AND 7",
    "a NOT BETWEEN 0 AND 7",
    "a IN (6.0, 7.5)",
    "a NOT IN (6, 0)",
    "t IN ('12', '')",
    "t NOT IN ('12')",
    "a IS NULL",
    "t IS NOT NULL",
    "a = b AND u = 2",
    "a = b OR u = 2",
    "NOT (a = b)",
    "NOT f",
    "f AND a > 0",
    "f OR a > 0",
    "f XOR (a > 0)",
    "(a > 0) = (b > 0)",
    "f IS TRUE",
    "a IS DISTINCT FROM b",
    "a IS NOT DISTINCT FROM b",
    "CASE WHEN a > 0 THEN a WHEN b > 0 THEN b ELSE 0 END",
    "CASE WHEN f THEN 1 ELSE 0 END",
    "CASE WHEN u IS NOT NULL THEN a END",
    "CASE WHEN a > 0 THEN 'x' ELSE t END",
    "CASE a WHEN 6 THEN 1 WHEN 0 THEN 2 ELSE 3 END",
    "t LIKE '%12'",
    "t LIKE '浑_%'",
    "t NOT LIKE '1%'",
    "t ILIKE '%AB%'",
    "t LIKE '12'",
    "t LIKE ''",
    "t LIKE '%.%'",
    "t ~ '[0-9]{2}'",
    "t !~ '技改|生产'",
    "t ~ '(\\p{Han}\\P{Han}*){5}'",
    "t ~ '^[^a-z]*$'",
    "t ~ '^.\\D+$'",
    "t ~ '^\\s'",
    "TRY_CAST(s AS BIGINT)",
    "TRY_CAST(t AS BIGINT)",
    "TRY_CAST(s AS DOUBLE)",
    "TRY_CAST(t AS DOUBLE)",
    "TRY_CAST(LEFT(s, 1) AS BIGINT) IN (1, 9)",
    "TRY_CAST(s AS BIGINT) - 1",
    "LEFT(t, 2)",
    "RIGHT(t, 2)",
    "RIGHT(t, 4)",
    "LEFT(t, LENGTH(s))",
    "SUBSTR(t, 2)",
    "SUBSTR(t, 3, 2)",
    "LENGTH(t) = 2",
    "LENGTH(REPLACE(t, ' ', ''))",
    "UPPER(t) = 'X'",
    "t || s",
    "CONCAT(t, s, '!')",
    "LTRIM(t)",
    "RTRIM(t)",
    "STARTS_WITH(t, ' ')",
    "ENDS_WITH(t, '区')",
    "t < s",
    "LEFT(t, LENGTH(s)) <= LEFT(s, LENGTH(t))",
    "COALESCE(u, a, 0)",
    "COALESCE(t, 'none')",
    "IFNULL(u, b)",
    "NULLIF(a, b)",
    "GREATEST(a, b, u)",
    "LEAST(a, b)",
    "ABS(b)",
    "FLOOR(a + 0.5)",
    "CEIL(b / 4)",
    "FLOOR(a) / 2",
    "ABS(a + b) > 1",
    "a = 'it''s'",
];

/// What is refused: a blank text that is joined counts as the number 0.
const REFUSED: &[(&str, Blank)] = &[("t || s", Blank::Unknown)];

fn value(value: &AnyValue<'_>) -> Value {
    match value {
        AnyValue::Null => Value::Null,
        AnyValue::Boolean(value) => json!(value),
        AnyValue::String(text) => json!(text),
        AnyValue::StringOwned(text) => json!(text.as_str()),
        number => json!(number.try_extract::<f64>().unwrap()),
    }
}

fn same(found: &Value, expected: &Value) -> bool {
    match (found.as_f64(), expected.as_f64()) {
        (Some(found), Some(expected)) => (found - expected).abs() <= 1e-12 * expected.abs(),
        _ => found == expected,
    }
}

fn literal(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::String(text) => format!("'{text}'"),
        Value::Number(number) => format!("{:e}", number.as_f64().unwrap()),
        other => other.to_string(),
    }
}

/// The rows as a FROM clause.
fn table(rows: &DataFrame) -> String {
    let lines: Vec<String> = (0..rows.height())
        .map(|place| {
            let cells = rows.columns().iter();
            let cells = cells.map(|column| literal(&value(&column.get(place).unwrap())));
            format!("({})", cells.collect::<Vec<_>>().join(", "))
        })
        .collect();
    let names: Vec<String> = rows
        .get_column_names()
        .iter()
        .map(|n| n.to_string())
        .collect();
    format!("(VALUES {}) AS r({})", lines.join(", "), names.join(", "))
}

#[test]
fn every_form_means_on_duckdb_what_it_means_to_polars() {
    let rows = rows();
    let schema = rows.schema().clone();
    let mut asked = Vec::new();
    for text in FUNCTIONS
        .iter()
        .map(|function| function.example)
        .chain(FORMS.iter().copied())
    {
        for blank in [Blank::Unknown, Blank::Zero, Blank::Propagate] {
            let sql = Expression::try_from(text.to_owned()).unwrap();
            let evaluated = rows
                .clone()
                .lazy()
                .select([col("k"), sql.to_expr(blank, &schema).alias("result")])
                .collect();
            // What polars itself refuses (a number compared with a text) stands in no definition.
            let Ok(evaluated) = evaluated else {
                assert!(expression(&sql, blank, &schema).is_err(), "{text}");
                continue;
            };
            let column = evaluated.column("result").unwrap();
            let expected: Vec<Value> = (0..rows.height())
                .map(|place| value(&column.get(place).unwrap()))
                .collect();
            match expression(&sql, blank, &schema) {
                Ok(printed) => asked.push((text, blank, printed, expected)),
                Err(found) => assert!(
                    REFUSED.contains(&(text, blank)),
                    "{text} ({blank:?}): {found}"
                ),
            }
        }
    }
    let Some(python) = engine::python() else {
        return;
    };
    let input = json!({
        "head": "CREATE MACRO regexp_like(subject, pattern) AS regexp_matches(subject, pattern)",
        "table": table(&rows),
        "expressions": asked.iter().map(|(_, _, printed, _)| printed).collect::<Vec<_>>(),
    });
    let output = engine::script(python, "duckdb_values.py", &[], &input.to_string());
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let found: Vec<Vec<Value>> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found.len(), asked.len());
    let mut wrong = Vec::new();
    for ((text, blank, printed, expected), found) in asked.iter().zip(&found) {
        if found.len() != expected.len()
            || found
                .iter()
                .zip(expected)
                .any(|(one, other)| !same(one, other))
        {
            wrong.push(format!(
                "{text} ({blank:?})\n  {printed}\n  found    {found:?}\n  expected {expected:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
