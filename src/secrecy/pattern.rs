//! Secondary suppression: what else must not be published, so that a sensitive cell cannot be worked out.
//!
//! The heuristic: sensitive cells are protected one after the other, the largest first. As long as a reader can bound
//! one too closely, the cheapest way for it to move (a cycle through cells that may be suppressed, cost = value) is
//! suppressed with it. The cost is not the least over all patterns; that the pattern protects is not left to the
//! heuristic: every sensitive cell is tested against every reader until all hold, and what no pattern can protect is
//! reported.

use super::network::{Table, walked};
use crate::definitions::Secrecy;

/// Which cells of a table are suppressed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pattern {
    /// For each cell, whether it is suppressed.
    pub hidden: Vec<bool>,
    /// Sensitive cells that some reader can work out whatever is suppressed: too much is published elsewhere.
    pub unprotected: Vec<usize>,
}

/// Protects tables that have the same cells (this year's values and last year's): one pattern for all of them.
pub fn protect(tables: &[Table], rule: Secrecy) -> Pattern {
    let count = tables.first().map_or(0, |table| table.cells.len());
    let mut pattern = Pattern {
        hidden: (0..count)
            .map(|place| {
                tables
                    .iter()
                    .filter_map(|table| table.cells.get(place))
                    .any(|cell| cell.sensitive)
            })
            .collect(),
        unprotected: Vec::new(),
    };
    // What one table needs suppressed may open nothing in another, but may be needed there in turn.
    loop {
        let before = pattern.hidden.clone();
        for table in tables {
            protect_one(table, rule, &mut pattern);
        }
        if pattern.hidden == before {
            break;
        }
    }
    pattern.unprotected = (0..count)
        .filter(|place| {
            tables
                .iter()
                .any(|table| is_open(table, rule, &pattern, *place))
        })
        .collect();
    pattern
}

/// The readers that a table must hold against: one from outside, and every owner of cells.
fn readers(table: &Table) -> Vec<Option<usize>> {
    let mut owners: Vec<usize> = table.cells.iter().filter_map(|cell| cell.owner).collect();
    owners.sort_unstable();
    owners.dedup();
    std::iter::once(None)
        .chain(owners.into_iter().map(Some))
        .collect()
}

fn is_open(table: &Table, rule: Secrecy, pattern: &Pattern, place: usize) -> bool {
    readers(table).into_iter().any(|reader| {
        [true, false]
            .into_iter()
            .any(|rise| lacks(table, rule, &pattern.hidden, reader, place, rise))
    })
}

/// Whether a reader can bound a sensitive cell too closely from above (`rise`) or from below.
fn lacks(
    table: &Table,
    rule: Secrecy,
    hidden: &[bool],
    reader: Option<usize>,
    place: usize,
    rise: bool,
) -> bool {
    let Some(cell) = table.cells.get(place).filter(|cell| cell.sensitive) else {
        return false;
    };
    // A sum without an owner, less the reader's own part, is made up of the others' cells, and these are protected.
    if reader.is_some() && (cell.owner == reader || cell.owner.is_none()) {
        return false;
    }
    let wanted = rule.protection / 100.0 * cell.value.abs();
    let (flow, _) = table.flow(hidden, reader, place, rise);
    flow < wanted - table.nothing()
}

fn protect_one(table: &Table, rule: Secrecy, pattern: &mut Pattern) {
    let mut sensitive: Vec<usize> = (0..table.cells.len())
        .filter(|place| table.cells.get(*place).is_some_and(|cell| cell.sensitive))
        .collect();
    let size = |place: &usize| table.cells.get(*place).map_or(0.0, |cell| cell.value.abs());
    sensitive.sort_by(|a, b| size(b).total_cmp(&size(a)));
    for place in sensitive {
        for reader in readers(table) {
            for rise in [true, false] {
                while lacks(table, rule, &pattern.hidden, reader, place, rise) {
                    let cells = cheapest(table, &pattern.hidden, reader, place, rise);
                    if cells.is_empty() {
                        break;
                    }
                    for cell in cells {
                        if let Some(hidden) = pattern.hidden.get_mut(cell) {
                            *hidden = true;
                        }
                    }
                }
            }
        }
    }
}

/// The published cells of least value whose suppression lets a cell move further; none where nothing can.
fn cheapest(
    table: &Table,
    hidden: &[bool],
    reader: Option<usize>,
    place: usize,
    rise: bool,
) -> Vec<usize> {
    let (_, residual) = table.flow(hidden, reader, place, rise);
    let Some(own) = table.cells.get(place) else {
        return Vec::new();
    };
    let (start, end) = if rise {
        (own.to, own.from)
    } else {
        (own.from, own.to)
    };
    let is_published = |cell: usize| hidden.get(cell) != Some(&true);
    let may_be_suppressed = |cell: usize| {
        is_published(cell)
            && table.cells.get(cell).is_some_and(|cell| {
                !cell.fixed
                    && table.depth(cell) > table.nothing()
                    && (reader.is_none() || cell.owner != reader)
            })
    };
    // Dijkstra over a few dozen equations: the nearest is looked for in a list.
    let mut cost = vec![f64::INFINITY; table.equations];
    let mut came = vec![None; table.equations];
    let mut done = vec![false; table.equations];
    if let Some(first) = cost.get_mut(start) {
        *first = 0.0;
    }
    loop {
        let nearest = (0..table.equations)
            .filter(|node| done.get(*node) == Some(&false))
            .filter_map(|node| Some((node, *cost.get(node)?)))
            .filter(|(_, cost)| cost.is_finite())
            .min_by(|a, b| a.1.total_cmp(&b.1));
        let Some((node, so_far)) = nearest else { break };
        if let Some(done) = done.get_mut(node) {
            *done = true;
        }
        for step in table.steps(node) {
            if step.cell == place {
                continue;
            }
            let price = if residual.room(step) > table.nothing() {
                0.0
            } else if may_be_suppressed(step.cell) {
                table
                    .cells
                    .get(step.cell)
                    .map_or(0.0, |cell| cell.value.abs())
            } else {
                continue;
            };
            if let Some(known) = cost.get_mut(step.to)
                && so_far + price < *known
            {
                *known = so_far + price;
                if let Some(came) = came.get_mut(step.to) {
                    *came = Some((node, step));
                }
            }
        }
    }
    walked(&came, start, end)
        .into_iter()
        .flatten()
        .map(|step| step.cell)
        .filter(|cell| is_published(*cell))
        .collect()
}

#[cfg(test)]
mod tests;
