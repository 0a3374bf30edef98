//! An SQL expression as it stands in a definition file, and the checks that close the engine's traps.

use std::collections::BTreeSet;
use std::fmt;

use polars::chunked_array::cast::CastOptions;
use polars::prelude::*;
use polars::sql::sql_expr;
use serde::Deserialize;

use super::functions::{advice, unknown_function};
use super::rewrite::{Blank, rewrite};
use super::tolerance::{is_number, tolerant};
use crate::definitions::Tolerance;

/// An SQL expression of a definition file. Deserialising parses it; [`Expression::check`] binds it to columns.
#[derive(Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct Expression {
    text: String,
    expr: Expr,
}

/// What type an expression must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A condition.
    Boolean,
    /// A number.
    Number,
    /// A text.
    Text,
}

/// How the two sides of a rule are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
}

/// A rule that compares two sides: its finding can say by how much it failed.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The left side: the finding's `value`.
    pub left: Expr,
    /// How the sides are compared.
    pub operation: Operation,
    /// The right side: the finding's `expected`.
    pub right: Expr,
}

impl TryFrom<String> for Expression {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let expr = sql_expr(&text).map_err(|error| {
            format!("`{text}` is not an SQL expression that polars understands: {error}")
        })?;
        Ok(Expression { text, expr })
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Expression({})", self.text)
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Expression {
    /// The SQL text as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The parsed expression, as written.
    pub(super) fn tree(&self) -> &Expr {
        &self.expr
    }

    /// The columns that the expression reads, in order of the alphabet.
    pub fn columns(&self) -> BTreeSet<String> {
        (&self.expr)
            .into_iter()
            .filter_map(|e| match e {
                Expr::Column(name) => Some(name.to_string()),
                _ => None,
            })
            .collect()
    }

    /// Checks the expression against the columns it may read and the type it must have.
    ///
    /// # Errors
    /// A sentence that says what is wrong: an unknown column, an aggregate, a type that does not fit.
    pub fn check(&self, schema: &Schema, kind: Kind) -> Result<(), String> {
        let text = &self.text;
        for column in self.columns() {
            if !schema.contains(&column) {
                return Err(format!(
                    "`{text}` reads `{column}`, which is no column here{}",
                    closest(&column, schema)
                ));
            }
        }
        for node in &self.expr {
            match node {
                Expr::Column(_)
                | Expr::Literal(_)
                | Expr::BinaryExpr { .. }
                | Expr::Cast { .. }
                | Expr::Ternary { .. }
                | Expr::Function { .. } => {}
                Expr::Alias(..) => {
                    return Err(format!(
                        "`{text}` gives a name with AS: leave it out, the id is the name"
                    ));
                }
                // The engine writes the list of `x IN (…)` as an imploded literal: no record is mixed.
                Expr::Agg(AggExpr::Implode { input, .. })
                    if matches!(input.as_ref(), Expr::Literal(_)) => {}
                Expr::Agg(_) | Expr::Over { .. } | Expr::Len => {
                    return Err(format!(
                        "`{text}` holds an aggregate or window function, which would silently mix all records: write an expression of one record"
                    ));
                }
                other => {
                    return Err(format!(
                        "`{text}` holds `{other:?}`, which an expression of one record may not"
                    ));
                }
            }
        }
        if let Some(name) = unknown_function(text) {
            return Err(format!(
                "`{text}` calls {name}, which an expression may not: {}",
                advice(&name)
            ));
        }
        for node in &self.expr {
            match node {
                // NOT is parsed as a cast to a condition, too.
                Expr::Cast {
                    options: CastOptions::Strict,
                    dtype,
                    ..
                } if dtype.as_literal() != Some(&DataType::Boolean) => {
                    return Err(format!(
                        "`{text}` holds a CAST, which may not be: {}",
                        advice("CAST")
                    ));
                }
                Expr::BinaryExpr { left, op, right }
                    if operation_of(*op).is_some()
                        && [left, right].into_iter().any(|side| is_null(side)) =>
                {
                    return Err(format!(
                        "`{text}` compares with NULL, which is never true: write IS NULL or IS NOT NULL"
                    ));
                }
                _ => {}
            }
        }
        for node in &self.expr {
            if let Expr::BinaryExpr {
                left,
                op:
                    Operator::And
                    | Operator::Or
                    | Operator::Xor
                    | Operator::LogicalAnd
                    | Operator::LogicalOr,
                right,
            } = node
            {
                for side in [left, right] {
                    let found =
                        type_of(side, schema).map_err(|error| format!("`{text}`: {error}"))?;
                    if !matches!(found, DataType::Boolean | DataType::Null) {
                        return Err(format!(
                            "`{text}`: AND, OR and XOR join conditions, but one side is {found}: compare it with something"
                        ));
                    }
                }
            }
        }
        let found = type_of(&rewrite(&self.expr, Blank::Unknown, schema), schema)
            .map_err(|error| format!("`{text}`: {error}"))?;
        let fits = match kind {
            Kind::Boolean => found == DataType::Boolean,
            Kind::Number => found.is_primitive_numeric(),
            Kind::Text => found == DataType::String,
        };
        if fits {
            Ok(())
        } else {
            let wanted = match kind {
                Kind::Boolean => "a condition",
                Kind::Number => "a number",
                Kind::Text => "a text",
            };
            Err(format!("`{text}` gives {found}, expected {wanted}"))
        }
    }

    /// The polars expression, with blanks treated as asked and `x / 0` giving no value.
    pub fn to_expr(&self, blank: Blank, schema: &Schema) -> Expr {
        rewrite(&self.expr, blank, schema)
    }

    /// The condition of an edit rule: a blank makes it unknown, except as a part of a sum, and an equality of
    /// numbers may be off by the tolerance.
    pub fn to_check(&self, schema: &Schema, tolerance: Tolerance) -> Expr {
        tolerant(self.expr.clone(), schema, tolerance)
    }

    /// The two sides, where the expression compares two numbers at its top.
    pub fn comparison(&self, schema: &Schema) -> Option<Comparison> {
        let Expr::BinaryExpr { left, op, right } = &self.expr else {
            return None;
        };
        let operation = operation_of(*op)?;
        (is_number(left, schema) && is_number(right, schema)).then(|| Comparison {
            left: rewrite(left, Blank::Unknown, schema),
            operation,
            right: rewrite(right, Blank::Unknown, schema),
        })
    }
}

fn is_null(expr: &Expr) -> bool {
    matches!(expr, Expr::Literal(value) if value.is_null())
}

/// The comparison that an operator makes.
pub(super) fn operation_of(op: Operator) -> Option<Operation> {
    Some(match op {
        Operator::Eq => Operation::Equal,
        Operator::NotEq => Operation::NotEqual,
        Operator::Gt => Operation::Greater,
        Operator::GtEq => Operation::GreaterOrEqual,
        Operator::Lt => Operation::Less,
        Operator::LtEq => Operation::LessOrEqual,
        _ => return None,
    })
}

/// The type of an expression over the schema; running it on no rows finds what only fails when executed.
pub(super) fn type_of(expr: &Expr, schema: &Schema) -> Result<DataType, String> {
    // Only the columns that it reads: a record has hundreds, and every expression is typed several times.
    let read: Schema = expr
        .into_iter()
        .filter_map(|node| match node {
            Expr::Column(name) => Some(Field::new(name.clone(), schema.get(name)?.clone())),
            _ => None,
        })
        .collect();
    DataFrame::empty_with_schema(&read)
        .lazy()
        .select([expr.clone().alias("result")])
        .collect()
        .map(|frame| frame.dtypes()[0].clone())
        .map_err(|error| error.to_string())
}

/// A hint with the column whose name differs only in case, the engine's most common trap.
fn closest(column: &str, schema: &Schema) -> String {
    schema
        .iter_names()
        .find(|name| name.eq_ignore_ascii_case(column))
        .map(|name| format!(" (names are case sensitive: did you mean `{name}`?)"))
        .unwrap_or_default()
}

/// A schema of the given columns, for tests.
#[cfg(test)]
pub(super) fn schema_of<'a>(
    columns: impl IntoIterator<Item = (&'a str, DataType)>,
) -> std::sync::Arc<Schema> {
    std::sync::Arc::new(
        columns
            .into_iter()
            .map(|(name, dtype)| Field::new(name.into(), dtype))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(text: &str, kind: Kind) -> Result<(), String> {
        let schema = schema_of([("a", DataType::Float64), ("t", DataType::String)]);
        Expression::try_from(text.to_owned())?.check(&schema, kind)
    }

    #[test]
    fn a_list_of_codes_is_no_aggregate() {
        assert_eq!(checked("t IN ('1', '2')", Kind::Boolean), Ok(()));
        assert_eq!(checked("t NOT IN ('1', '2')", Kind::Boolean), Ok(()));
        assert_eq!(
            checked("CASE WHEN a IN (1, 2) THEN 1 ELSE 0 END", Kind::Number),
            Ok(())
        );
    }

    /// What the check says against a condition.
    fn refused(text: &str) -> String {
        checked(text, Kind::Boolean).expect_err(text)
    }

    #[test]
    fn aggregates_are_refused() {
        for text in [
            "SUM(a) > 3",
            "a > 1 OR MAX(a) > 3",
            "COUNT(*) > 1",
            "a > AVG(a)",
            "SUM(a) OVER () > 3",
            "ROW_NUMBER() OVER (ORDER BY a) = 1",
            "a = MEDIAN(a)",
            "t = FIRST(t)",
        ] {
            let message = refused(text);
            assert!(
                message.contains("aggregate") || message.contains("calls "),
                "{message}"
            );
        }
    }

    #[test]
    fn functions_that_round_to_even_or_reach_infinity_are_refused() {
        assert!(refused("ROUND(a, 0) = 2").contains("halves to even"));
        for text in [
            "LN(a) > 1",
            "SQRT(0 - a) > 1",
            "POWER(a, 2) > 1",
            "EXP(a) > 1",
        ] {
            assert!(refused(text).contains("infinity"), "{text}");
        }
        assert!(refused("SIGN(a) > 0").contains("ABS, CEIL"));
    }

    #[test]
    fn a_cast_that_fails_for_all_records_is_refused() {
        for text in ["CAST(t AS BIGINT) > 1", "t::BIGINT > 1"] {
            assert!(refused(text).contains("TRY_CAST"), "{text}");
        }
        assert_eq!(checked("TRY_CAST(t AS BIGINT) > 1", Kind::Boolean), Ok(()));
    }

    #[test]
    fn integers_joined_by_and_are_refused() {
        for text in ["a AND t = '1'", "TRY_CAST(t AS BIGINT) AND 3", "a OR a"] {
            assert!(
                refused(text).contains("join conditions") || refused(text).contains("cannot"),
                "{}",
                refused(text)
            );
        }
    }

    #[test]
    fn a_comparison_that_can_never_be_known_is_refused() {
        for text in ["a = NULL", "NULL <> t", "a > 1 AND t = NULL"] {
            assert!(refused(text).contains("IS NULL"), "{text}");
        }
        assert_eq!(checked("a IS NULL", Kind::Boolean), Ok(()));
    }

    #[test]
    fn texts_compared_with_numbers_are_refused_when_definitions_load() {
        for text in ["t > 1", "a = '1'", "t IN (1, 2)", "LENGTH(a) = 2"] {
            assert!(checked(text, Kind::Boolean).is_err(), "{text}");
        }
    }

    #[test]
    fn infinity_and_no_number_make_a_condition_unknown() {
        let schema = schema_of([("a", DataType::Float64), ("t", DataType::String)]);
        let frame = df![
            "a" => [Some(1.0), Some(0.0), None, Some(2.0)],
            "t" => ["inf", "NaN", "1", "0"],
        ]
        .unwrap();
        for text in [
            "a / TRY_CAST(t AS DOUBLE) >= 0",
            "TRY_CAST(t AS DOUBLE) / a >= 0",
            "TRY_CAST(t AS DOUBLE) > 100",
        ] {
            let expr = Expression::try_from(text.to_owned())
                .unwrap()
                .to_check(&schema, Tolerance::default());
            let found = frame.clone().lazy().select([expr.alias("r")]);
            let found = found.collect().unwrap();
            let found: Vec<Option<bool>> =
                found.column("r").unwrap().bool().unwrap().iter().collect();
            assert_eq!(found[..2], [None, None], "{text}");
        }
    }

    #[test]
    fn a_list_of_codes_is_looked_up_record_by_record() {
        let schema = schema_of([("t", DataType::String)]);
        let frame = df!["t" => [Some("1"), Some("3"), None, Some("2")]].unwrap();
        let expr = Expression::try_from("t IN ('1', '2')".to_owned())
            .unwrap()
            .to_expr(Blank::Unknown, &schema);
        let found = frame.lazy().select([expr.alias("r")]).collect().unwrap();
        let found: Vec<Option<bool>> = found.column("r").unwrap().bool().unwrap().iter().collect();
        assert_eq!(found, [Some(true), Some(false), None, Some(true)]);
    }
}
