//! How a blank is treated. SQL's own rule (a blank makes everything blank) is right for almost nothing in a
//! survey: respondents leave the parts of a sum empty that are zero.

use std::sync::Arc;

use polars::prelude::*;

/// How an expression treats a blank field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blank {
    /// Rules and derived fields: a blank makes the result unknown, except that a blank part of a sum counts
    /// as 0 when another part is given. A sum is a chain of terms with at least one `+`; a plain difference
    /// needs both its terms.
    Unknown,
    /// Measures: a blank number counts as 0, unless all fields that the expression reads are blank.
    Zero,
    /// Indicator formulas: a blank measure makes the result blank.
    Propagate,
}

/// The expression with blanks treated as asked. In every mode `x / 0` gives no value: SQL engines answer
/// infinity, and `x / 0 > 1` would be true.
pub(super) fn rewrite(expr: &Expr, blank: Blank, schema: &Schema) -> Expr {
    match blank {
        Blank::Propagate => safe_division(expr.clone()),
        Blank::Unknown => safe_division(partial_sums(expr.clone())),
        Blank::Zero => zero_for_blank(expr.clone(), schema),
    }
}

/// `a / b` becomes blank where b is 0, and so does a text that is read as infinity or no number (`inf`, `NaN`).
fn safe_division(expr: Expr) -> Expr {
    expr.map_expr(|node| match node {
        cast @ Expr::Cast { .. } if casts_to_float(&cast) => when(cast.clone().is_finite())
            .then(cast)
            .otherwise(lit(NULL)),
        Expr::BinaryExpr {
            left,
            op:
                op @ (Operator::TrueDivide
                | Operator::RustDivide
                | Operator::FloorDivide
                | Operator::Modulus),
            right,
        } => {
            let divisor = Arc::unwrap_or_clone(right);
            Expr::BinaryExpr {
                left,
                op,
                right: Arc::new(
                    when(divisor.clone().neq(lit(0)))
                        .then(divisor)
                        .otherwise(lit(NULL)),
                ),
            }
        }
        other => other,
    })
}

fn casts_to_float(expr: &Expr) -> bool {
    match expr {
        Expr::Cast { dtype, .. } => dtype.as_literal().is_some_and(DataType::is_float),
        _ => false,
    }
}

/// A signed term of a sum.
struct Term {
    negative: bool,
    expr: Expr,
}

/// Rewrites each chain of `+` and `-` that holds a `+`: blank terms count as 0 where another term is given.
fn partial_sums(expr: Expr) -> Expr {
    if let Expr::BinaryExpr {
        op: Operator::Plus | Operator::Minus,
        ..
    } = &expr
    {
        let mut terms = Vec::new();
        flatten(expr, false, &mut terms);
        let terms: Vec<Term> = terms
            .into_iter()
            .map(|term| Term {
                expr: partial_sums(term.expr),
                ..term
            })
            .collect();
        return if terms.iter().filter(|term| !term.negative).count() > 1 {
            sum_of_given(terms)
        } else {
            plain_chain(terms)
        };
    }
    map_children(expr, partial_sums)
}

/// The terms of a chain with their signs, in the order written.
fn flatten(expr: Expr, negative: bool, terms: &mut Vec<Term>) {
    match expr {
        Expr::BinaryExpr {
            left,
            op: op @ (Operator::Plus | Operator::Minus),
            right,
        } => {
            flatten(Arc::unwrap_or_clone(left), negative, terms);
            flatten(
                Arc::unwrap_or_clone(right),
                negative != (op == Operator::Minus),
                terms,
            );
        }
        other => terms.push(Term {
            negative,
            expr: other,
        }),
    }
}

fn sum_of_given(terms: Vec<Term>) -> Expr {
    // Constants are always given: they must not make an otherwise empty sum known.
    let given = terms
        .iter()
        .filter(|term| reads_a_column(&term.expr))
        .map(|term| term.expr.clone().is_not_null())
        .reduce(|a, b| a.or(b));
    let sum = plain_chain(
        terms
            .into_iter()
            .map(|term| Term {
                expr: term.expr.fill_null(lit(0)),
                ..term
            })
            .collect(),
    );
    match given {
        Some(given) => when(given).then(sum).otherwise(lit(NULL)),
        None => sum,
    }
}

fn plain_chain(terms: Vec<Term>) -> Expr {
    terms
        .into_iter()
        .fold(None, |chain, term| {
            Some(match (chain, term.negative) {
                (None, false) => term.expr,
                (None, true) => lit(0) - term.expr,
                (Some(chain), false) => chain + term.expr,
                (Some(chain), true) => chain - term.expr,
            })
        })
        .unwrap_or_else(|| lit(0))
}

pub(super) fn reads_a_column(expr: &Expr) -> bool {
    expr.into_iter().any(|node| matches!(node, Expr::Column(_)))
}

/// Applies `change` to the direct children. Only the shapes that the check admits need it.
pub(super) fn map_children(expr: Expr, change: impl Fn(Expr) -> Expr + Copy) -> Expr {
    let each = |child: Arc<Expr>| Arc::new(change(Arc::unwrap_or_clone(child)));
    match expr {
        Expr::BinaryExpr { left, op, right } => Expr::BinaryExpr {
            left: each(left),
            op,
            right: each(right),
        },
        Expr::Cast {
            expr,
            dtype,
            options,
        } => Expr::Cast {
            expr: each(expr),
            dtype,
            options,
        },
        Expr::Ternary {
            predicate,
            truthy,
            falsy,
        } => Expr::Ternary {
            predicate: each(predicate),
            truthy: each(truthy),
            falsy: each(falsy),
        },
        Expr::Function { input, function } => Expr::Function {
            input: input.into_iter().map(change).collect(),
            function,
        },
        other => other,
    }
}

fn zero_for_blank(expr: Expr, schema: &Schema) -> Expr {
    let columns: Vec<PlSmallStr> = {
        let mut names: Vec<PlSmallStr> = (&expr)
            .into_iter()
            .filter_map(|node| match node {
                Expr::Column(name) => Some(name.clone()),
                _ => None,
            })
            .collect();
        names.sort();
        names.dedup();
        names
    };
    let filled = expr.map_expr(|node| match node {
        Expr::Column(name)
            if schema
                .get(&name)
                .is_some_and(DataType::is_primitive_numeric) =>
        {
            Expr::Column(name).fill_null(lit(0))
        }
        other => other,
    });
    let value = safe_division(filled);
    let any_given = columns
        .into_iter()
        .map(|name| Expr::Column(name).is_not_null())
        .reduce(|a, b| a.or(b));
    match any_given {
        Some(given) => when(given).then(value).otherwise(lit(NULL)),
        None => value,
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse::{Expression, schema_of};
    use super::*;

    fn evaluate(text: &str, blank: Blank) -> Vec<Option<f64>> {
        let schema = schema_of([
            ("a", DataType::Float64),
            ("b", DataType::Float64),
            ("c", DataType::Float64),
            ("t", DataType::String),
        ]);
        let frame = df![
            "a" => [Some(1.0), Some(1.0), None, None, Some(6.0)],
            "b" => [Some(2.0), None, Some(2.0), None, Some(0.0)],
            "c" => [Some(4.0), Some(4.0), None, None, None],
            "t" => [Some("1"), None, None, None, Some("2")],
        ]
        .unwrap();
        let expr = Expression::try_from(text.to_owned())
            .unwrap()
            .to_expr(blank, &schema);
        let result = frame
            .lazy()
            .select([expr.cast(DataType::Float64).alias("r")])
            .collect()
            .unwrap();
        result.column("r").unwrap().f64().unwrap().iter().collect()
    }

    #[test]
    fn a_blank_part_of_a_sum_counts_as_zero_when_another_is_given() {
        assert_eq!(
            evaluate("a + b", Blank::Unknown),
            [Some(3.0), Some(1.0), Some(2.0), None, Some(6.0)]
        );
        assert_eq!(
            evaluate("a + b - c", Blank::Unknown),
            [Some(-1.0), Some(-3.0), Some(2.0), None, Some(6.0)]
        );
    }

    #[test]
    fn a_difference_needs_both_terms() {
        assert_eq!(
            evaluate("a - b", Blank::Unknown),
            [Some(-1.0), None, None, None, Some(6.0)]
        );
    }

    #[test]
    fn a_comparison_with_a_partial_sum_is_known() {
        assert_eq!(
            evaluate("CASE WHEN c = a + b THEN 1 ELSE 0 END", Blank::Unknown),
            [Some(0.0), Some(0.0), Some(0.0), Some(0.0), Some(0.0)]
        );
        assert_eq!(
            evaluate("c >= a + b", Blank::Unknown),
            [Some(1.0), Some(1.0), None, None, None]
        );
    }

    #[test]
    fn division_by_zero_gives_no_value_in_every_mode() {
        for blank in [Blank::Unknown, Blank::Zero, Blank::Propagate] {
            assert_eq!(evaluate("a / b", blank)[4], None, "{blank:?}");
            assert_eq!(evaluate("a / b", blank)[0], Some(0.5), "{blank:?}");
        }
    }

    #[test]
    fn a_measure_counts_a_blank_as_zero_unless_all_its_fields_are_blank() {
        assert_eq!(
            evaluate("a - b", Blank::Zero),
            [Some(-1.0), Some(1.0), Some(-2.0), None, Some(6.0)]
        );
        assert_eq!(
            evaluate("CASE WHEN t = '1' THEN c ELSE 0 END", Blank::Zero),
            [Some(4.0), Some(0.0), None, None, Some(0.0)]
        );
    }
}
