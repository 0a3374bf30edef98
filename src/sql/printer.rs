//! Expressions in SQL: the tree that polars evaluates, with blanks already treated, printed node by node, so that
//! every engine evaluates the same. What cannot be printed exactly is refused.

use polars::prelude::*;

use super::functions;
use super::names::{self, LARGEST};

/// What an expression gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Boolean,
    /// A whole number.
    Integer,
    /// A whole number that polars holds without a sign: nothing may be taken from it.
    Count,
    Double,
    Text,
    /// NULL.
    Blank,
}

impl Kind {
    /// The kind of a column.
    pub(super) fn of(dtype: &DataType) -> Result<Kind, String> {
        Ok(match dtype {
            DataType::Boolean => Kind::Boolean,
            DataType::String => Kind::Text,
            DataType::Null => Kind::Blank,
            dtype if dtype.is_float() => Kind::Double,
            dtype if dtype.is_unsigned_integer() => Kind::Count,
            dtype if dtype.is_integer() => Kind::Integer,
            other => {
                return Err(format!(
                    "values of the type {other}, which have no counterpart"
                ));
            }
        })
    }

    /// Its name in SQL.
    pub(super) fn sql(self) -> &'static str {
        match self {
            Kind::Boolean => "BOOLEAN",
            Kind::Integer | Kind::Count => "BIGINT",
            Kind::Double | Kind::Blank => "DOUBLE",
            Kind::Text => "STRING",
        }
    }

    pub(super) fn is_number(self) -> bool {
        matches!(self, Kind::Integer | Kind::Count | Kind::Double)
    }

    /// The kind that holds both.
    pub(super) fn common(self, other: Kind) -> Result<Kind, String> {
        Ok(match (self, other) {
            (one, two) if one == two => one,
            (Kind::Blank, kind) | (kind, Kind::Blank) => kind,
            (Kind::Double, number) | (number, Kind::Double) if number.is_number() => Kind::Double,
            (Kind::Integer, Kind::Count) | (Kind::Count, Kind::Integer) => Kind::Integer,
            (one, two) => {
                return Err(format!(
                    "a {} beside a {}",
                    one.sql().to_lowercase(),
                    two.sql().to_lowercase()
                ));
            }
        })
    }
}

/// How strongly a printed expression holds together: brackets are needed around what binds less than its place wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Binding {
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Whole,
}

/// A printed expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Printed {
    pub(super) text: String,
    pub(super) kind: Kind,
    binding: Binding,
}

impl Printed {
    /// A call, a literal, a column: never in need of brackets.
    pub(super) fn whole(text: String, kind: Kind) -> Printed {
        Printed {
            text,
            kind,
            binding: Binding::Whole,
        }
    }

    pub(super) fn bound(text: String, kind: Kind, binding: Binding) -> Printed {
        Printed {
            text,
            kind,
            binding,
        }
    }

    /// The text where at least this binding is needed.
    pub(super) fn within(&self, place: Binding) -> String {
        if self.binding < place {
            format!("({})", self.text)
        } else {
            self.text.clone()
        }
    }
}

/// Prints an expression over the columns of a schema.
///
/// # Errors
/// A part of a sentence that says what has no exact counterpart.
pub(super) fn print(expr: &Expr, schema: &Schema) -> Result<Printed, String> {
    match expr {
        Expr::Column(name) => {
            let dtype = schema
                .get(name)
                .ok_or_else(|| format!("the column `{name}`, which is none here"))?;
            Ok(Printed::whole(names::column(name), Kind::of(dtype)?))
        }
        Expr::Literal(value) => literal(value),
        Expr::BinaryExpr { left, op, right } => {
            binary(&print(left, schema)?, *op, &print(right, schema)?)
        }
        Expr::Cast { expr, dtype, .. } => {
            let dtype = dtype
                .as_literal()
                .ok_or("a change of type that depends on the data")?;
            cast(print(expr, schema)?, dtype)
        }
        Expr::Ternary {
            predicate,
            truthy,
            falsy,
        } => ternary(expr, predicate, truthy, falsy, schema),
        Expr::Function { input, function } => functions::print(input, function, schema),
        other => Err(format!("`{other:?}`")),
    }
}

fn literal(value: &LiteralValue) -> Result<Printed, String> {
    if value.is_null() {
        return Ok(Printed::whole("NULL".to_owned(), Kind::Blank));
    }
    if let Some(text) = value.extract_str() {
        return Ok(Printed::whole(names::text(text), Kind::Text));
    }
    let unknown = || format!("the literal `{value:?}`");
    match value.get_datatype() {
        // Numbers as written, which take the type of what they are computed with.
        DataType::Unknown(UnknownKind::Int(_)) => {
            let number = value.extract_i64().map_err(|_| unknown())?;
            Ok(Printed::whole(
                names::integer(i128::from(number)),
                Kind::Integer,
            ))
        }
        DataType::Unknown(UnknownKind::Float) => {
            let number = value.to_any_value().and_then(|value| value.extract());
            Ok(Printed::whole(
                double(number.ok_or_else(unknown)?)?,
                Kind::Double,
            ))
        }
        _ => any_value(&value.to_any_value().ok_or_else(unknown)?),
    }
}

/// A value as a literal.
pub(super) fn any_value(value: &AnyValue<'_>) -> Result<Printed, String> {
    let (text, kind) = match value {
        AnyValue::Null => ("NULL".to_owned(), Kind::Blank),
        AnyValue::Boolean(true) => ("TRUE".to_owned(), Kind::Boolean),
        AnyValue::Boolean(false) => ("FALSE".to_owned(), Kind::Boolean),
        AnyValue::String(text) => (names::text(text), Kind::Text),
        AnyValue::StringOwned(text) => (names::text(text), Kind::Text),
        AnyValue::Float64(number) => (double(*number)?, Kind::Double),
        other if other.dtype().is_integer() => {
            let number: i128 = other
                .try_extract()
                .map_err(|error| format!("the literal `{other}`: {error}"))?;
            (names::integer(number), Kind::of(&other.dtype())?)
        }
        other => return Err(format!("the literal `{other}`")),
    };
    Ok(Printed::whole(text, kind))
}

fn double(number: f64) -> Result<String, String> {
    if number.is_finite() {
        Ok(names::double(number))
    } else {
        Err(format!("the literal `{number}`"))
    }
}

fn binary(left: &Printed, op: Operator, right: &Printed) -> Result<Printed, String> {
    match op {
        Operator::And | Operator::LogicalAnd => joined(left, "AND", right, Binding::And),
        Operator::Or | Operator::LogicalOr => joined(left, "OR", right, Binding::Or),
        Operator::Xor => {
            let both = joined(left, "<>", right, Binding::Comparison)?;
            Ok(Printed {
                text: format!(
                    "{} <> {}",
                    left.within(Binding::Sum),
                    right.within(Binding::Sum)
                ),
                ..both
            })
        }
        Operator::Eq => compared(left, "=", right),
        Operator::NotEq => compared(left, "<>", right),
        Operator::Lt => compared(left, "<", right),
        Operator::LtEq => compared(left, "<=", right),
        Operator::Gt => compared(left, ">", right),
        Operator::GtEq => compared(left, ">=", right),
        Operator::EqValidity => same(left, right),
        Operator::NotEqValidity => Ok(negated(&same(left, right)?)),
        Operator::Plus if left.kind == Kind::Text && right.kind == Kind::Text => {
            let text = format!(
                "{} || {}",
                left.within(Binding::Sum),
                right.within(Binding::Product)
            );
            Ok(Printed::bound(text, Kind::Text, Binding::Sum))
        }
        Operator::Plus => computed(left, "+", right, Binding::Sum),
        Operator::Minus => computed(left, "-", right, Binding::Sum),
        Operator::Multiply => computed(left, "*", right, Binding::Product),
        Operator::TrueDivide => divided(left, right),
        // Engines differ in where a division of whole numbers and its remainder round to.
        Operator::RustDivide | Operator::FloorDivide => {
            Err("a division of whole numbers (`//`)".to_owned())
        }
        Operator::Modulus => Err("the remainder of a division (`%`)".to_owned()),
    }
}

fn joined(
    left: &Printed,
    word: &str,
    right: &Printed,
    binding: Binding,
) -> Result<Printed, String> {
    let conditions = [Kind::Boolean, Kind::Blank];
    if !conditions.contains(&left.kind) || !conditions.contains(&right.kind) {
        return Err(format!("{word} between what are no conditions"));
    }
    // Three-valued logic does not mind the order: no brackets for a chain of the same word.
    let text = format!("{} {word} {}", left.within(binding), right.within(binding));
    Ok(Printed::bound(text, Kind::Boolean, binding))
}

fn compared(left: &Printed, operator: &str, right: &Printed) -> Result<Printed, String> {
    left.kind.common(right.kind)?;
    let text = format!(
        "{} {operator} {}",
        left.within(Binding::Sum),
        right.within(Binding::Sum)
    );
    Ok(Printed::bound(text, Kind::Boolean, Binding::Comparison))
}

/// Equal, or both blank: never unknown.
fn same(left: &Printed, right: &Printed) -> Result<Printed, String> {
    let equal = compared(left, "=", right)?;
    let text = format!(
        "COALESCE({}, {} IS NULL AND {} IS NULL)",
        equal.text,
        left.within(Binding::Sum),
        right.within(Binding::Sum)
    );
    Ok(Printed::whole(text, Kind::Boolean))
}

fn computed(
    left: &Printed,
    operator: &str,
    right: &Printed,
    binding: Binding,
) -> Result<Printed, String> {
    let kind = left.kind.common(right.kind)?;
    if !kind.is_number() && kind != Kind::Blank {
        return Err(format!("`{operator}` with what is no number"));
    }
    if operator == "-" && [left.kind, right.kind].contains(&Kind::Count) && kind != Kind::Double {
        return Err("a difference of counts, which polars cannot take below zero".to_owned());
    }
    // Sums of floating-point numbers depend on their order: brackets at the right stay.
    let further = match binding {
        Binding::Sum => Binding::Product,
        _ => Binding::Whole,
    };
    let text = format!(
        "{} {operator} {}",
        left.within(binding),
        right.within(further)
    );
    Ok(Printed::bound(text, kind, binding))
}

fn divided(left: &Printed, right: &Printed) -> Result<Printed, String> {
    let kind = left.kind.common(right.kind)?;
    let whole_numbers = matches!(kind, Kind::Integer | Kind::Count);
    // Some engines divide whole numbers without a remainder.
    let left = if whole_numbers {
        cast(left.clone(), &DataType::Float64)?
    } else {
        left.clone()
    };
    let quotient = computed(&left, "/", right, Binding::Product)?;
    Ok(Printed {
        kind: Kind::Double,
        ..quotient
    })
}

/// The opposite of a condition.
pub(super) fn negated(condition: &Printed) -> Printed {
    let text = format!("NOT {}", condition.within(Binding::Whole));
    Printed::bound(text, Kind::Boolean, Binding::Not)
}

fn cast(value: Printed, dtype: &DataType) -> Result<Printed, String> {
    let wanted = Kind::of(dtype)?;
    let called = |text: &str| format!("CAST({text} AS {})", wanted.sql());
    let text = match (value.kind, wanted) {
        (own, wanted) if own == wanted => return Ok(value),
        (Kind::Count, Kind::Integer) => {
            return Ok(Printed {
                kind: Kind::Integer,
                ..value
            });
        }
        (Kind::Integer | Kind::Count, Kind::Double) => match value.text.parse::<i32>() {
            Ok(number) => names::double(f64::from(number)),
            Err(_) => called(&value.text),
        },
        (Kind::Blank, _) => called("NULL"),
        (Kind::Integer | Kind::Count | Kind::Double, Kind::Boolean) => {
            let text = format!("{} <> 0", value.within(Binding::Sum));
            return Ok(Printed::bound(text, Kind::Boolean, Binding::Comparison));
        }
        (Kind::Text, Kind::Integer) => read_as(&value.text, WHOLE_NUMBER, "BIGINT"),
        (Kind::Text, Kind::Double) => read_as(&value.text, NUMBER, "DOUBLE"),
        (own, wanted) => {
            return Err(format!(
                "a {} turned into a {}, which engines do differently",
                own.sql().to_lowercase(),
                wanted.sql().to_lowercase()
            ));
        }
    };
    Ok(Printed::whole(text, wanted))
}

/// The texts that polars reads as whole numbers; engines also read ` 1`, `1.5` or `1e3`, each in its own way.
const WHOLE_NUMBER: &str = r"\A[+\x{2D}]?[0-9]+\z";
/// The texts that polars reads as numbers; `inf` and the like are blank in expressions.
const NUMBER: &str = r"\A[+\x{2D}]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+\x{2D}]?[0-9]+)?\z";

fn read_as(text: &str, pattern: &str, kind: &str) -> String {
    format!(
        "CASE WHEN REGEXP_LIKE({text}, {}) THEN TRY_CAST({text} AS {kind}) END",
        names::text(pattern)
    )
}

fn ternary(
    expr: &Expr,
    predicate: &Expr,
    truthy: &Expr,
    falsy: &Expr,
    schema: &Schema,
) -> Result<Printed, String> {
    if let Some(printed) = guarded(predicate, truthy, falsy, schema)? {
        return Ok(printed);
    }
    // A chain of WHEN is nested in the last branch.
    let mut kind = Kind::Blank;
    let mut text = "CASE".to_owned();
    let mut rest = expr;
    while let Expr::Ternary {
        predicate,
        truthy,
        falsy,
    } = rest
    {
        if guarded(predicate, truthy, falsy, schema)?.is_some() {
            break;
        }
        let condition = print(predicate, schema)?;
        if !matches!(condition.kind, Kind::Boolean | Kind::Blank) {
            return Err("CASE WHEN with what is no condition".to_owned());
        }
        let value = print(truthy, schema)?;
        kind = kind.common(value.kind)?;
        text.push_str(&format!(" WHEN {} THEN {}", condition.text, value.text));
        rest = falsy;
    }
    let value = print(rest, schema)?;
    kind = kind.common(value.kind)?;
    if value.kind != Kind::Blank {
        text.push_str(&format!(" ELSE {}", value.text));
    }
    text.push_str(" END");
    Ok(Printed::whole(text, kind))
}

/// The two guards that the treatment of blanks puts in: a divisor that is not 0, and a number that is finite.
fn guarded(
    predicate: &Expr,
    truthy: &Expr,
    falsy: &Expr,
    schema: &Schema,
) -> Result<Option<Printed>, String> {
    if !matches!(falsy, Expr::Literal(value) if value.is_null()) {
        return Ok(None);
    }
    match predicate {
        Expr::BinaryExpr {
            left,
            op: Operator::NotEq,
            right,
        } if left.as_ref() == truthy && is_zero(right) => {
            let value = print(truthy, schema)?;
            if !value.kind.is_number() {
                return Ok(None);
            }
            if matches!(truthy, Expr::Literal(_)) && !is_zero(truthy) {
                return Ok(Some(value));
            }
            let text = format!("NULLIF({}, 0)", value.text);
            Ok(Some(Printed::whole(text, value.kind)))
        }
        Expr::Function {
            input,
            function: FunctionExpr::Boolean(BooleanFunction::IsFinite),
        } if matches!(input.as_slice(), [number] if number == truthy) => {
            let value = print(truthy, schema)?;
            let literal = value.text.trim_matches(['(', ')']).parse::<f64>().is_ok();
            if literal || value.kind != Kind::Double {
                return Ok(Some(value));
            }
            let text = names::finite(&value.text);
            Ok(Some(Printed::whole(text, Kind::Double)))
        }
        _ => Ok(None),
    }
}

fn is_zero(expr: &Expr) -> bool {
    matches!(expr, Expr::Literal(value)
        if value.to_any_value().and_then(|value| value.extract::<f64>()) == Some(0.0))
}

/// Whether a number is finite; unknown where it is blank.
pub(super) fn is_finite(value: &Printed) -> Printed {
    let text = format!("ABS({}) <= {LARGEST}", value.text);
    Printed::bound(text, Kind::Boolean, Binding::Comparison)
}

#[cfg(test)]
mod tests {
    use super::super::expression;
    use super::*;
    use crate::expressions::{Blank, Expression};

    fn schema() -> Schema {
        [
            ("a", DataType::Float64),
            ("b", DataType::Float64),
            ("n", DataType::Int64),
            ("t", DataType::String),
            ("f", DataType::Boolean),
        ]
        .into_iter()
        .map(|(name, dtype)| Field::new(name.into(), dtype))
        .collect()
    }

    fn said(text: &str, blank: Blank) -> Result<String, String> {
        expression(
            &Expression::try_from(text.to_owned()).unwrap(),
            blank,
            &schema(),
        )
    }

    /// Each pair is an expression and what is printed of it where a blank makes it blank.
    fn all_print(pairs: &[(&str, &str)]) {
        for (text, expected) in pairs {
            assert_eq!(said(text, Blank::Propagate).as_deref(), Ok(*expected));
        }
    }

    #[test]
    fn arithmetic_keeps_its_order_and_divides_no_whole_numbers() {
        all_print(&[
            ("a + b - 1", "a + b - 1"),
            ("a - (b - 1)", "a - (b - 1)"),
            ("(a + b) * 2.5", "(a + b) * 2.5E0"),
            ("a * (b * 2)", "a * (b * 2)"),
            ("a / b", "a / NULLIF(b, 0)"),
            ("a / 12", "a / 12"),
            ("n / 4", "CAST(n AS DOUBLE) / 4"),
            ("1 / 3", "1.0E0 / 3"),
            ("-a", "0 - a"),
            ("a > -1", "a > (-1)"),
        ]);
    }

    #[test]
    fn conditions_are_three_valued_and_bracketed_where_needed() {
        all_print(&[
            ("a = b AND (f OR a > 1)", "a = b AND (f OR a > 1)"),
            ("a = b AND f OR a > 1", "a = b AND f OR a > 1"),
            ("NOT (a = b)", "NOT (a = b)"),
            ("a <> b", "NOT (a = b)"),
            ("NOT f", "NOT f"),
            ("f XOR (a > 1)", "f <> (a > 1)"),
            ("(a > 0) = (b > 0)", "(a > 0) = (b > 0)"),
            ("a IS NULL", "a IS NULL"),
            ("a + b IS NOT NULL", "a + b IS NOT NULL"),
            ("a BETWEEN 1 AND b", "a >= 1 AND a <= b"),
            ("t IN ('1', 'x''y')", "t IN ('1', 'x''y')"),
            ("n NOT IN (1, 2)", "NOT (n IN (1, 2))"),
            (
                "a IS NOT DISTINCT FROM b",
                "COALESCE(a = b, a IS NULL AND b IS NULL)",
            ),
        ]);
    }

    #[test]
    fn cases_are_chains_without_a_blank_end() {
        all_print(&[
            (
                "CASE WHEN f THEN 1 WHEN a > 1 THEN b ELSE 0 END",
                "CASE WHEN f THEN 1 WHEN a > 1 THEN b ELSE 0 END",
            ),
            ("CASE WHEN f THEN a END", "CASE WHEN f THEN a END"),
        ]);
    }

    #[test]
    fn texts_are_asked_in_forms_that_engines_agree_on() {
        all_print(&[
            ("t LIKE '65%'", "t LIKE '65%'"),
            ("t ~ '[0-9]'", "REGEXP_LIKE(t, '[0-9]')"),
            ("LEFT(t, 4)", "SUBSTRING(t, 1, 4)"),
            (
                "LENGTH(REPLACE(t, ' ', '')) = 18",
                "CHAR_LENGTH(REPLACE(t, ' ', '')) = 18",
            ),
            ("COALESCE(t, '')", "COALESCE(t, '')"),
            ("STARTS_WITH(t, 'A')", "LEFT(t, CHAR_LENGTH('A')) = 'A'"),
            ("CONCAT(t, '!')", "COALESCE(t, '') || COALESCE('!', '')"),
            ("FLOOR(a)", "CAST(FLOOR(a) AS DOUBLE)"),
            (
                "TRY_CAST(t AS BIGINT)",
                r"CASE WHEN REGEXP_LIKE(t, '\A[+\x{2D}]?[0-9]+\z') THEN TRY_CAST(t AS BIGINT) END",
            ),
        ]);
    }

    #[test]
    fn the_treatment_of_blanks_is_printed() {
        assert_eq!(
            said("a + b", Blank::Unknown).unwrap(),
            "CASE WHEN a IS NOT NULL OR b IS NOT NULL THEN COALESCE(a, 0) + COALESCE(b, 0) END"
        );
        assert_eq!(said("a - b", Blank::Unknown).unwrap(), "a - b");
        assert_eq!(
            said("a", Blank::Zero).unwrap(),
            "CASE WHEN a IS NOT NULL THEN COALESCE(a, 0) END"
        );
    }

    #[test]
    fn what_engines_do_differently_is_refused() {
        for (text, reason) in [
            ("a % 2", "remainder"),
            ("LENGTH(t) - 1", "counts"),
            ("TRY_CAST(a AS BIGINT)", "differently"),
            ("SUBSTR(t, 2, n)", "below zero"),
            ("t ~ '\\bword'", "differently"),
            ("REPLACE(t, '', 'x')", "empty"),
        ] {
            let message = said(text, Blank::Propagate).expect_err(text);
            assert!(message.contains(reason), "{text}: {message}");
        }
    }
}
