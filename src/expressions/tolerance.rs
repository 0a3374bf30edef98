//! Comparisons of an edit rule: an equality may be off by the rule's tolerance, wherever it stands in the rule.

use polars::prelude::*;

use super::parse::type_of;
use super::rewrite::{Blank, map_children, reads_a_column, rewrite};
use crate::definitions::Tolerance;

/// What floating-point sums are off by at most, as a share: `0.1 + 0.2 <= 0.3` holds.
const SLACK: f64 = 1e-9;

/// The condition with blanks unknown, and with room in its numeric comparisons: `=` between two computed sides
/// holds within the tolerance; `>=`, `<=` and an equality with a constant (`x = 0`) have room for
/// floating-point noise only. `<>`, `<` and `>` are exact.
pub(super) fn tolerant(expr: Expr, schema: &Schema, tolerance: Tolerance) -> Expr {
    match expr {
        Expr::BinaryExpr {
            left,
            op: op @ (Operator::Eq | Operator::GtEq | Operator::LtEq),
            right,
        } if is_number(&left, schema) && is_number(&right, schema) => {
            let computed = reads_a_column(&left) && reads_a_column(&right);
            let side = |expr: &Expr| rewrite(expr, Blank::Unknown, schema).cast(DataType::Float64);
            let (left, right) = (side(&left), side(&right));
            // Near equality both sides are of one size: noise may be measured by either.
            let noise = right.clone().abs() * lit(SLACK);
            match op {
                Operator::GtEq => left.gt_eq(right - noise),
                Operator::LtEq => left.lt_eq(right + noise),
                _ if computed => within(left, right, tolerance),
                _ => (left - right).abs().lt_eq(noise),
            }
        }
        // Conditions may stand inside these; anything else is a value.
        Expr::BinaryExpr { op, .. } if !is_arithmetic(op) => {
            map_children(expr, |child| tolerant(child, schema, tolerance))
        }
        Expr::Ternary { .. } | Expr::Function { .. } => {
            map_children(expr, |child| tolerant(child, schema, tolerance))
        }
        // NOT is parsed as a cast to a condition; any other cast gives a value.
        Expr::Cast { ref dtype, .. } if dtype.as_literal() == Some(&DataType::Boolean) => {
            map_children(expr, |child| tolerant(child, schema, tolerance))
        }
        other => rewrite(&other, Blank::Unknown, schema),
    }
}

/// Whether two sides are as near as the tolerance demands: the greater of its absolute part and its share of the
/// larger side.
fn within(left: Expr, right: Expr, tolerance: Tolerance) -> Expr {
    let share = tolerance.relative.max(SLACK);
    let distance = (left.clone() - right.clone()).abs();
    let near_enough = |room: Expr| distance.clone().lt_eq(room);
    near_enough(lit(tolerance.absolute))
        .or(near_enough(left.abs() * lit(share)))
        .or(near_enough(right.abs() * lit(share)))
}

fn is_arithmetic(op: Operator) -> bool {
    matches!(
        op,
        Operator::Plus
            | Operator::Minus
            | Operator::Multiply
            | Operator::RustDivide
            | Operator::TrueDivide
            | Operator::FloorDivide
            | Operator::Modulus
    )
}

/// Whether an expression gives a number. The common shapes are answered without asking the engine.
pub(super) fn is_number(expr: &Expr, schema: &Schema) -> bool {
    match expr {
        Expr::Column(name) => schema.get(name).is_some_and(DataType::is_primitive_numeric),
        Expr::BinaryExpr { left, op, right } => {
            is_arithmetic(*op) && is_number(left, schema) && is_number(right, schema)
        }
        other => type_of(other, schema).is_ok_and(|dtype| dtype.is_primitive_numeric()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse::{Expression, schema_of};
    use super::*;

    /// Evaluates a check on one record with a = 100, b = 60, c = 40.5, n = 1, z = 0, u blank.
    fn holds(check: &str, absolute: f64, relative: f64) -> Option<bool> {
        let names = ["a", "b", "c", "n", "z", "u"];
        let schema = schema_of(
            names
                .map(|name| (name, DataType::Float64))
                .into_iter()
                .chain([("t", DataType::String)]),
        );
        let frame = df![
            "a" => [100.0],
            "b" => [60.0],
            "c" => [40.5],
            "n" => [1.0],
            "z" => [0.0],
            "u" => [None::<f64>],
            "t" => ["1"],
        ]
        .unwrap();
        let tolerance = Tolerance { absolute, relative };
        let expr = Expression::try_from(check.to_owned())
            .unwrap()
            .to_check(&schema, tolerance);
        let result = frame
            .lazy()
            .select([expr.alias("holds")])
            .collect()
            .unwrap();
        result.column("holds").unwrap().bool().unwrap().get(0)
    }

    #[test]
    fn an_equality_holds_up_to_the_edge_of_its_tolerance() {
        assert_eq!(holds("a = b + c", 0.0, 0.0), Some(false));
        assert_eq!(holds("a = b + c", 0.5, 0.0), Some(true));
        assert_eq!(holds("a = b + c", 0.499, 0.0), Some(false));
        // 0.5 of the larger side, 100.5.
        assert_eq!(holds("a = b + c", 0.0, 0.5 / 100.5), Some(true));
        assert_eq!(holds("a = b + c", 0.0, 0.49 / 100.5), Some(false));
    }

    #[test]
    fn an_inequality_has_no_tolerance_but_room_for_floating_point() {
        assert_eq!(holds("a >= b + c", 1.0, 0.1), Some(false));
        assert_eq!(holds("b + c <= a", 1.0, 0.1), Some(false));
        assert_eq!(holds("0.1 * n + 0.2 * n <= 0.3 * n", 0.0, 0.0), Some(true));
        assert_eq!(holds("a > a", 1.0, 0.1), Some(false));
    }

    #[test]
    fn a_constant_is_met_exactly() {
        assert_eq!(holds("n = 0", 1.0, 0.0), Some(false));
        assert_eq!(holds("z = 0", 1.0, 0.0), Some(true));
        assert_eq!(holds("(n = 0) = (z = 0)", 1.0, 0.0), Some(false));
    }

    #[test]
    fn an_equality_inside_a_condition_carries_the_tolerance() {
        assert_eq!(holds("t = '1' AND a = b + c", 0.5, 0.0), Some(true));
        assert_eq!(holds("t = '1' AND a = b + c", 0.4, 0.0), Some(false));
        assert_eq!(holds("NOT (a = b + c)", 0.5, 0.0), Some(false));
        assert_eq!(holds("u IS NOT NULL OR a = b + c", 0.5, 0.0), Some(true));
    }

    #[test]
    fn blanks_stay_unknown() {
        assert_eq!(holds("a = u", 1.0, 0.1), None);
        assert_eq!(holds("a = b + u", 50.0, 0.0), Some(true));
        assert_eq!(holds("a - u = b", 1.0, 0.0), None);
        assert_eq!(holds("a / z = b", 1.0, 0.0), None);
        assert_eq!(holds("a / z >= b", 1.0, 0.0), None);
    }
}
