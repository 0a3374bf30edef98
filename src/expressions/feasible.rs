//! Whether linear comparisons can hold together, by Fourier–Motzkin elimination.

use std::collections::{BTreeMap, BTreeSet};

use super::linear::Linear;
use super::parse::Operation;

/// Below this a sum counts as zero.
const NOISE: f64 = 1e-7;
/// Elimination multiplies inequalities. Beyond so many nothing is said against the comparisons.
const MOST_ROWS: usize = 4_000;

/// `Σ factor × column + constant` that is not negative, or positive where strict, or zero where equal.
#[derive(Clone, Debug)]
struct Row {
    terms: BTreeMap<String, f64>,
    constant: f64,
    kind: RowKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RowKind {
    Zero,
    NotNegative,
    Positive,
}

impl Linear {
    /// The same with columns replaced by values; columns without one stay.
    pub fn with_values(&self, value_of: impl Fn(&str) -> Option<f64>) -> Linear {
        let mut rest = Linear {
            terms: BTreeMap::new(),
            ..self.clone()
        };
        for (column, factor) in &self.terms {
            match value_of(column) {
                Some(value) => rest.constant += factor * value,
                None => {
                    rest.terms.insert(column.clone(), *factor);
                }
            }
        }
        rest
    }

    /// The comparison that holds where this one does not; none for an equality, which fails on two sides.
    pub fn negated(&self) -> Option<Linear> {
        let operation = match self.operation {
            Operation::Equal => return None,
            Operation::NotEqual => Operation::Equal,
            Operation::Greater => Operation::LessOrEqual,
            Operation::GreaterOrEqual => Operation::Less,
            Operation::Less => Operation::GreaterOrEqual,
            Operation::LessOrEqual => Operation::Greater,
        };
        Some(Linear {
            operation,
            ..self.clone()
        })
    }

    /// None for `<>`, which excludes next to nothing.
    fn row(&self) -> Option<Row> {
        let (kind, turned) = match self.operation {
            Operation::Equal => (RowKind::Zero, false),
            Operation::GreaterOrEqual => (RowKind::NotNegative, false),
            Operation::Greater => (RowKind::Positive, false),
            Operation::LessOrEqual => (RowKind::NotNegative, true),
            Operation::Less => (RowKind::Positive, true),
            Operation::NotEqual => return None,
        };
        let sign = if turned { -1.0 } else { 1.0 };
        Some(Row {
            terms: self
                .terms
                .iter()
                .map(|(column, factor)| (column.clone(), sign * factor))
                .collect(),
            constant: sign * self.constant,
            kind,
        })
    }
}

/// Whether some values of the columns meet all comparisons; columns in `not_negative` may not be below zero.
pub fn feasible<'a>(
    comparisons: impl IntoIterator<Item = &'a Linear>,
    not_negative: &BTreeSet<String>,
) -> bool {
    let mut rows: Vec<Row> = comparisons.into_iter().filter_map(Linear::row).collect();
    let columns: BTreeSet<String> = rows
        .iter()
        .flat_map(|row| row.terms.keys().cloned())
        .collect();
    rows.extend(columns.intersection(not_negative).map(|column| Row {
        terms: BTreeMap::from([(column.clone(), 1.0)]),
        constant: 0.0,
        kind: RowKind::NotNegative,
    }));
    loop {
        if rows.iter().any(Row::is_broken) {
            return false;
        }
        rows.retain(|row| !row.terms.is_empty());
        if rows.is_empty() || rows.len() > MOST_ROWS {
            return true;
        }
        rows = match rows.iter().position(|row| row.kind == RowKind::Zero) {
            Some(equality) => substituted(rows, equality),
            None => eliminated(rows),
        };
    }
}

impl Row {
    /// Whether nothing can make the row hold.
    fn is_broken(&self) -> bool {
        self.terms.is_empty()
            && match self.kind {
                RowKind::Zero => self.constant.abs() > NOISE,
                RowKind::NotNegative => self.constant < -NOISE,
                RowKind::Positive => self.constant <= NOISE,
            }
    }

    fn plus(&self, other: &Row, factor: f64) -> Row {
        let mut sum = self.clone();
        for (column, own) in &other.terms {
            *sum.terms.entry(column.clone()).or_insert(0.0) += factor * own;
        }
        sum.terms.retain(|_, own| own.abs() > NOISE);
        sum.constant += factor * other.constant;
        sum
    }
}

/// The rows without an equality, its first column replaced by what the equality says of it.
fn substituted(mut rows: Vec<Row>, equality: usize) -> Vec<Row> {
    let equality = rows.swap_remove(equality);
    let Some((column, factor)) = equality.terms.first_key_value() else {
        return rows;
    };
    rows.iter()
        .map(|row| match row.terms.get(column) {
            Some(own) => {
                let mut row = row.plus(&equality, -own / factor);
                row.terms.remove(column);
                row
            }
            None => row.clone(),
        })
        .collect()
}

/// The inequalities without the column that multiplies them least: each that bounds it from below joined with each that
/// bounds it from above.
fn eliminated(rows: Vec<Row>) -> Vec<Row> {
    let columns: BTreeSet<&String> = rows.iter().flat_map(|row| row.terms.keys()).collect();
    let bounds = |column: &str| {
        let factor = |row: &Row| row.terms.get(column).copied().unwrap_or(0.0);
        let below = rows.iter().filter(|row| factor(row) > 0.0).count();
        let above = rows.iter().filter(|row| factor(row) < 0.0).count();
        below * above
    };
    let Some(column) = columns
        .into_iter()
        .min_by_key(|column| bounds(column))
        .cloned()
    else {
        return rows;
    };
    let (with, mut rest): (Vec<Row>, Vec<Row>) = rows
        .into_iter()
        .partition(|row| row.terms.contains_key(&column));
    for below in with.iter().filter(|row| row.terms[&column] > 0.0) {
        for above in with.iter().filter(|row| row.terms[&column] < 0.0) {
            let mut joined = below.plus(above, below.terms[&column] / -above.terms[&column]);
            joined.terms.remove(&column);
            if above.kind == RowKind::Positive {
                joined.kind = RowKind::Positive;
            }
            rest.push(joined);
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use polars::prelude::DataType;

    use super::super::parse::{Expression, schema_of};
    use super::*;

    fn hold_together(conditions: &[&str], not_negative: &[&str]) -> bool {
        let schema = schema_of(["a", "b", "c", "d"].map(|name| (name, DataType::Float64)));
        let comparisons: Vec<Linear> = conditions
            .iter()
            .flat_map(|text| {
                Expression::try_from((*text).to_owned())
                    .unwrap()
                    .linear_parts(&schema)
                    .comparisons
            })
            .collect();
        let not_negative = not_negative.iter().map(|name| (*name).to_owned()).collect();
        feasible(&comparisons, &not_negative)
    }

    #[test]
    fn comparisons_that_contradict_each_other_cannot_hold_together() {
        assert!(!hold_together(&["a > b", "b > a"], &[]));
        assert!(!hold_together(&["a > b", "b >= c", "c >= a"], &[]));
        assert!(!hold_together(
            &["a = b + c", "b >= 10", "c >= 10", "a < 20"],
            &[]
        ));
        assert!(!hold_together(&["a = b + 1", "b = a + 1"], &[]));
        assert!(!hold_together(&["a + b <= 0 - 1"], &["a", "b"]));
    }

    #[test]
    fn others_can() {
        assert!(hold_together(&["a >= b", "b >= a"], &[]));
        assert!(hold_together(
            &["a = b + c", "b >= 10", "c >= 10", "a <= 20"],
            &[]
        ));
        assert!(hold_together(&["a + b <= 0 - 1"], &["a"]));
        assert!(hold_together(&[], &[]));
    }
}
