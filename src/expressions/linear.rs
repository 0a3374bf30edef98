//! The comparisons of a condition that are linear: sums of multiples of columns on both sides.
//!
//! They can be solved for a column, and sets of them can be tried for contradictions, which the engine's own
//! expressions cannot.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::parse::{Expression, Operation, operation_of};

/// `Σ factor × column + constant`, compared with zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Linear {
    /// Factors by column; none is zero.
    pub terms: BTreeMap<String, f64>,
    /// What stands beside the columns.
    pub constant: f64,
    /// How the sum is compared with zero.
    pub operation: Operation,
    /// Whether it came from a share (`a / b >= 0.03`), multiplied out: it stands for a positive `b`.
    pub share: bool,
}

/// The linear comparisons of a condition.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinearParts {
    /// Those found, in the order written.
    pub comparisons: Vec<Linear>,
    /// Whether the condition is nothing but these, joined by AND.
    pub complete: bool,
}

impl Expression {
    /// The linear comparisons that the condition is made of, joined by AND and OR.
    pub fn linear_parts(&self, schema: &Schema) -> LinearParts {
        let mut comparisons = Vec::new();
        let complete = gather(self.tree(), schema, &mut comparisons);
        LinearParts {
            comparisons,
            complete,
        }
    }
}

/// Gathers comparisons, and says whether the expression is nothing but these, joined by AND.
fn gather(expr: &Expr, schema: &Schema, found: &mut Vec<Linear>) -> bool {
    let Expr::BinaryExpr { left, op, right } = expr else {
        return false;
    };
    match op {
        Operator::And | Operator::LogicalAnd => {
            let left = gather(left, schema, found);
            gather(right, schema, found) && left
        }
        Operator::Or | Operator::LogicalOr => {
            gather(left, schema, found);
            gather(right, schema, found);
            false
        }
        _ => match operation_of(*op).and_then(|op| comparison(left, op, right, schema)) {
            Some(linear) => {
                let complete = !linear.share;
                found.push(linear);
                complete
            }
            None => false,
        },
    }
}

fn comparison(left: &Expr, operation: Operation, right: &Expr, schema: &Schema) -> Option<Linear> {
    let (sum, share) = match (Sum::of(left, schema), Sum::of(right, schema)) {
        (Some(left), Some(right)) => (left.plus(&right, -1.0), false),
        // a / b compared with c: a - c × b compared with 0.
        (None, Some(bound)) if bound.terms.is_empty() => {
            let Expr::BinaryExpr {
                left: above,
                op: Operator::TrueDivide | Operator::RustDivide,
                right: below,
            } = left
            else {
                return None;
            };
            let above = Sum::of(above, schema)?;
            let below = Sum::of(below, schema)?;
            (above.plus(&below, -bound.constant), true)
        }
        _ => return None,
    };
    (!sum.terms.is_empty()).then_some(Linear {
        terms: sum.terms,
        constant: sum.constant,
        operation,
        share,
    })
}

/// A sum of multiples of columns.
struct Sum {
    terms: BTreeMap<String, f64>,
    constant: f64,
}

impl Sum {
    fn of(expr: &Expr, schema: &Schema) -> Option<Sum> {
        match expr {
            Expr::Column(name) => schema
                .get(name)
                .is_some_and(DataType::is_primitive_numeric)
                .then(|| Sum {
                    terms: BTreeMap::from([(name.to_string(), 1.0)]),
                    constant: 0.0,
                }),
            Expr::Literal(value) => Some(Sum {
                terms: BTreeMap::new(),
                constant: number(value)?,
            }),
            Expr::BinaryExpr { left, op, right } => {
                let (left, right) = (Sum::of(left, schema)?, Sum::of(right, schema)?);
                match op {
                    Operator::Plus => Some(left.plus(&right, 1.0)),
                    Operator::Minus => Some(left.plus(&right, -1.0)),
                    Operator::Multiply if right.terms.is_empty() => {
                        Some(left.times(right.constant))
                    }
                    Operator::Multiply if left.terms.is_empty() => Some(right.times(left.constant)),
                    Operator::TrueDivide | Operator::RustDivide
                        if right.terms.is_empty() && right.constant != 0.0 =>
                    {
                        Some(left.times(1.0 / right.constant))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn plus(mut self, other: &Sum, factor: f64) -> Sum {
        for (name, own) in &other.terms {
            *self.terms.entry(name.clone()).or_insert(0.0) += factor * own;
        }
        self.terms.retain(|_, own| *own != 0.0);
        self.constant += factor * other.constant;
        self
    }

    fn times(self, factor: f64) -> Sum {
        Sum {
            terms: self
                .terms
                .into_iter()
                .map(|(name, own)| (name, own * factor))
                .filter(|(_, own)| *own != 0.0)
                .collect(),
            constant: self.constant * factor,
        }
    }
}

fn number(value: &LiteralValue) -> Option<f64> {
    let dtype = value.get_datatype();
    let numeric = dtype.is_primitive_numeric()
        || matches!(
            dtype,
            DataType::Unknown(UnknownKind::Int(_) | UnknownKind::Float)
        );
    numeric.then(|| value.to_any_value()?.extract::<f64>())?
}

#[cfg(test)]
mod tests {
    use super::super::parse::schema_of;
    use super::*;

    fn parts(text: &str) -> LinearParts {
        let schema = schema_of([
            ("a", DataType::Float64),
            ("b", DataType::Float64),
            ("c", DataType::Float64),
            ("t", DataType::String),
        ]);
        Expression::try_from(text.to_owned())
            .unwrap()
            .linear_parts(&schema)
    }

    fn only(text: &str) -> (Vec<(String, f64)>, f64, Operation, bool) {
        let parts = parts(text);
        assert_eq!(parts.comparisons.len(), 1, "{text}");
        let linear = parts.comparisons[0].clone();
        (
            linear.terms.into_iter().collect(),
            linear.constant,
            linear.operation,
            parts.complete,
        )
    }

    #[test]
    fn both_sides_are_brought_to_the_left() {
        let terms = |terms: &[(&str, f64)]| -> Vec<(String, f64)> {
            terms
                .iter()
                .map(|(name, f)| ((*name).to_owned(), *f))
                .collect()
        };
        assert_eq!(
            only("a = b + 2 * c - 3"),
            (
                terms(&[("a", 1.0), ("b", -1.0), ("c", -2.0)]),
                3.0,
                Operation::Equal,
                true
            )
        );
        assert_eq!(
            only("a / 4 <= b - (a - c)"),
            (
                terms(&[("a", 1.25), ("b", -1.0), ("c", -1.0)]),
                0.0,
                Operation::LessOrEqual,
                true
            )
        );
        assert_eq!(
            only("(a + b) / c >= 0.5"),
            (
                terms(&[("a", 1.0), ("b", 1.0), ("c", -0.5)]),
                0.0,
                Operation::GreaterOrEqual,
                false
            )
        );
    }

    #[test]
    fn conditions_that_are_not_linear_are_left_out() {
        assert_eq!(parts("a * b > c").comparisons, []);
        assert_eq!(parts("t = '1'").comparisons, []);
        assert_eq!(parts("a = a").comparisons, []);
        let mixed = parts("a <= b AND t = '1'");
        assert_eq!((mixed.comparisons.len(), mixed.complete), (1, false));
        let either = parts("a = b OR a = b + c");
        assert_eq!((either.comparisons.len(), either.complete), (2, false));
        let both = parts("a <= b AND b <= c");
        assert_eq!((both.comparisons.len(), both.complete), (2, true));
    }
}
