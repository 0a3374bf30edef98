//! The audit: what was suppressed is tried to be worked out by means that the room does not use itself.

use super::*;
use crate::secrecy::{Cell, is_sensitive};

/// Deterministic numbers, so that a failure can be looked at again.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// A table of industries and parks: for each cell the contributions of its enterprises. Its sums over a row may be
/// suppressed, those over a column are published elsewhere.
fn table(contributions: &[Vec<Vec<f64>>], rule: Secrecy) -> Table {
    let rows = contributions.len();
    let columns = contributions.first().map_or(0, Vec::len);
    let mut cells = Vec::new();
    for (row, line) in contributions.iter().enumerate() {
        for (column, own) in line.iter().enumerate() {
            cells.push(Cell {
                from: row,
                to: rows + 1 + column,
                value: own.iter().sum(),
                sensitive: is_sensitive(own, rule),
                fixed: own.is_empty(),
                owner: Some(column),
            });
        }
        let all: Vec<f64> = line.iter().flatten().copied().collect();
        cells.push(Cell {
            from: rows,
            to: row,
            value: all.iter().sum(),
            sensitive: is_sensitive(&all, rule),
            fixed: all.is_empty(),
            owner: None,
        });
    }
    Table {
        equations: rows + 1 + columns,
        cells,
        signed: false,
    }
}

fn random_table(seed: u64, rule: Secrecy) -> Table {
    let mut numbers = Numbers(seed);
    let (rows, columns) = (3 + numbers.next(8) as usize, 3 + numbers.next(3) as usize);
    let contributions: Vec<Vec<Vec<f64>>> = (0..rows)
        .map(|_| {
            (0..columns)
                .map(|_| {
                    let count = [0, 0, 1, 2, 4, 7][numbers.next(6) as usize];
                    (0..count).map(|_| 1.0 + numbers.next(200) as f64).collect()
                })
                .collect()
        })
        .collect();
    table(&contributions, rule)
}

/// Whether a cell is determined by linear algebra alone: its unit vector lies in the row space of the equations over
/// the unknown cells (Gaussian elimination).
fn is_determined(table: &Table, hidden: &[bool], reader: Option<usize>, place: usize) -> bool {
    let unknown: Vec<usize> = (0..table.cells.len())
        .filter(|cell| table.is_free(hidden, reader, *cell))
        .collect();
    let mut rows: Vec<Vec<f64>> = (0..table.equations)
        .map(|equation| {
            unknown
                .iter()
                .map(|cell| {
                    let cell = &table.cells[*cell];
                    f64::from(u8::from(cell.from == equation))
                        - f64::from(u8::from(cell.to == equation))
                })
                .collect()
        })
        .collect();
    let mut rank = 0;
    let mut pivots = Vec::new();
    for column in 0..unknown.len() {
        let Some(found) = (rank..rows.len()).find(|row| rows[*row][column].abs() > 1e-9) else {
            continue;
        };
        rows.swap(rank, found);
        let scale = rows[rank][column];
        rows[rank].iter_mut().for_each(|value| *value /= scale);
        for row in 0..rows.len() {
            let factor = rows[row][column];
            if row != rank && factor.abs() > 1e-12 {
                let pivot = rows[rank].clone();
                for (value, pivot) in rows[row].iter_mut().zip(&pivot) {
                    *value -= factor * pivot;
                }
            }
        }
        pivots.push(column);
        rank += 1;
    }
    // Reduced: the cell is determined if it is a pivot and nothing else stands in its row.
    let Some(column) = unknown.iter().position(|cell| *cell == place) else {
        return true;
    };
    pivots
        .iter()
        .position(|pivot| *pivot == column)
        .is_some_and(|row| rows[row].iter().filter(|value| value.abs() > 1e-9).count() == 1)
}

#[test]
fn no_sensitive_cell_can_be_worked_out_by_linear_algebra_or_bounds() {
    let rule = Secrecy::default();
    let (mut tested, mut suppressed) = (0, 0);
    for seed in 0..120 {
        let table = random_table(seed, rule);
        let pattern = protect(std::slice::from_ref(&table), rule);
        for (place, cell) in table.cells.iter().enumerate() {
            assert!(
                pattern.hidden[place] || !cell.sensitive,
                "seed {seed}: cell {place} is published"
            );
            if !cell.sensitive || pattern.unprotected.contains(&place) {
                continue;
            }
            for reader in readers(&table) {
                if reader.is_some() && (cell.owner == reader || cell.owner.is_none()) {
                    continue;
                }
                assert!(
                    !is_determined(&table, &pattern.hidden, reader, place),
                    "seed {seed}: cell {place} follows from the published sums for {reader:?}"
                );
                let (low, high) = table.bounds(&pattern.hidden, reader, place);
                let wanted = 0.1 * cell.value;
                assert!(
                    low <= cell.value - wanted + 1e-6 && high >= cell.value + wanted - 1e-6,
                    "seed {seed}: cell {place} of {} lies between {low} and {high} for {reader:?}",
                    cell.value
                );
                tested += 1;
            }
        }
        suppressed += pattern.hidden.iter().filter(|hidden| **hidden).count();
    }
    assert!(
        tested > 1_000 && suppressed > 1_000,
        "{tested} {suppressed}"
    );
}

#[test]
fn what_is_suppressed_with_it_cannot_be_worked_out_from_outside_either() {
    let rule = Secrecy::default();
    for seed in 0..80 {
        let table = random_table(seed, rule);
        let pattern = protect(std::slice::from_ref(&table), rule);
        for place in (0..table.cells.len()).filter(|place| pattern.hidden[*place]) {
            if !pattern.unprotected.contains(&place) {
                assert!(
                    !is_determined(&table, &pattern.hidden, None, place),
                    "seed {seed}: cell {place}"
                );
            }
        }
    }
}

#[test]
fn without_secondary_suppression_the_audit_finds_the_cell() {
    let rule = Secrecy::default();
    let table = table(
        &[
            vec![vec![9.0], vec![5.0, 4.0, 6.0], vec![7.0, 8.0, 9.0]],
            vec![
                vec![3.0, 4.0, 5.0],
                vec![5.0, 5.0, 5.0],
                vec![1.0, 1.0, 1.0],
            ],
        ],
        rule,
    );
    let primary: Vec<bool> = table.cells.iter().map(|cell| cell.sensitive).collect();
    assert!(is_determined(&table, &primary, None, 0));
    let pattern = protect(std::slice::from_ref(&table), rule);
    assert!(!is_determined(&table, &pattern.hidden, None, 0));
    // Another cell of its column went with it, for the sum over the column is published.
    assert!(pattern.hidden[4]);
    assert!(pattern.unprotected.is_empty());
}

#[test]
fn a_park_that_knows_its_own_cell_cannot_subtract_it() {
    let rule = Secrecy::default();
    let cell = |from, to, own: &[f64], owner| Cell {
        from,
        to,
        value: own.iter().sum(),
        sensitive: is_sensitive(own, rule),
        fixed: false,
        owner,
    };
    // One row, four parks and their sum.
    let row = Table {
        equations: 2,
        cells: vec![
            cell(0, 1, &[9.0], Some(0)),
            cell(0, 1, &[5.0, 4.0, 6.0], Some(1)),
            cell(0, 1, &[7.0, 8.0, 9.0], Some(2)),
            cell(0, 1, &[30.0, 30.0, 30.0], Some(3)),
            cell(1, 0, &[9.0, 15.0, 24.0, 90.0], None),
        ],
        signed: false,
    };
    let pattern = protect(std::slice::from_ref(&row), rule);
    // With the second park's cell alone that park would know; with the third's as well nobody does.
    assert_eq!(pattern.hidden, [true, true, true, false, false]);
}

#[test]
fn what_cannot_be_protected_is_reported() {
    let rule = Secrecy::default();
    let cell = |value, sensitive, fixed, (from, to)| Cell {
        from,
        to,
        value,
        sensitive,
        fixed,
        owner: None,
    };
    let table = Table {
        equations: 2,
        cells: vec![
            cell(9.0, true, false, (0, 1)),
            cell(20.0, false, true, (0, 1)),
            cell(29.0, false, true, (1, 0)),
        ],
        signed: false,
    };
    assert_eq!(protect(&[table], rule).unprotected, [0]);
}
