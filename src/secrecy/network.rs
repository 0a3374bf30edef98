//! What a reader can work out about a suppressed cell from the sums that stay: exact bounds, by flows.
//!
//! A table of sums is a network. Its nodes are the equations (a row: its cells add up to its total), its arcs are the
//! cells: a cell is a flow from the equation of its row to that of its column, a total flows back into its row. What
//! is published is fixed, what is suppressed may be any flow that keeps every equation. How far a suppressed cell can
//! rise or fall is then a maximum flow through the other suppressed cells.

use std::collections::VecDeque;

/// Rounding error that is forgiven, relative to the largest value of the table.
const ROUNDING: f64 = 1e-9;

/// A cell of a table: a value between two equations.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The equation that it flows out of.
    pub from: usize,
    /// The equation that it flows into.
    pub to: usize,
    /// Its value.
    pub value: f64,
    /// Sensitive: it must not be worked out.
    pub sensitive: bool,
    /// Stands elsewhere too, or is an empty cell that everybody knows to be 0: it cannot be suppressed.
    pub fixed: bool,
    /// Who knows it anyway: a park knows the cells of its own column. A sum over columns has none.
    pub owner: Option<usize>,
}

/// A table of sums.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Number of equations.
    pub equations: usize,
    /// Its cells.
    pub cells: Vec<Cell>,
    /// Whether values may lie below 0; if not, nobody takes a cell to be less.
    pub signed: bool,
}

/// One of the two ways in which flow may pass a cell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// The cell.
    pub cell: usize,
    /// Where the step leads.
    pub to: usize,
    forward: bool,
}

/// How much every cell can still rise and fall.
pub(super) struct Residual {
    rise: Vec<f64>,
    fall: Vec<f64>,
}

impl Residual {
    /// How much flow may pass a step.
    pub(super) fn room(&self, step: Step) -> f64 {
        let side = if step.forward { &self.rise } else { &self.fall };
        side.get(step.cell).copied().unwrap_or_default()
    }

    fn push(&mut self, step: Step, flow: f64) {
        let (with, against) = if step.forward {
            (&mut self.rise, &mut self.fall)
        } else {
            (&mut self.fall, &mut self.rise)
        };
        if let Some(room) = with.get_mut(step.cell) {
            *room -= flow;
        }
        if let Some(room) = against.get_mut(step.cell) {
            *room += flow;
        }
    }
}

impl Table {
    /// Flow below this is nothing.
    pub(super) fn nothing(&self) -> f64 {
        ROUNDING
            * self
                .cells
                .iter()
                .map(|cell| cell.value.abs())
                .fold(f64::MIN_POSITIVE, f64::max)
    }

    /// How much a cell may fall before it would be less than anybody takes it to be.
    pub(super) fn depth(&self, cell: &Cell) -> f64 {
        if self.signed {
            f64::INFINITY
        } else {
            cell.value.max(0.0)
        }
    }

    /// The bounds that a reader can compute for a cell. `hidden` says which cells are suppressed; the reader knows those
    /// of the owner `reader` all the same.
    pub fn bounds(&self, hidden: &[bool], reader: Option<usize>, cell: usize) -> (f64, f64) {
        let Some(own) = self.cells.get(cell) else {
            return (f64::NEG_INFINITY, f64::INFINITY);
        };
        if !self.is_free(hidden, reader, cell) {
            return (own.value, own.value);
        }
        let (rise, _) = self.flow(hidden, reader, cell, true);
        let (fall, _) = self.flow(hidden, reader, cell, false);
        (own.value - fall, own.value + rise)
    }

    /// Whether a cell is unknown to the reader.
    pub(super) fn is_free(&self, hidden: &[bool], reader: Option<usize>, cell: usize) -> bool {
        hidden.get(cell) == Some(&true)
            && self
                .cells
                .get(cell)
                .is_some_and(|cell| reader.is_none() || cell.owner != reader)
    }

    /// How far a suppressed cell can rise or fall, and what room the other cells have left then.
    pub(super) fn flow(
        &self,
        hidden: &[bool],
        reader: Option<usize>,
        cell: usize,
        rise: bool,
    ) -> (f64, Residual) {
        let free = |place: usize| place != cell && self.is_free(hidden, reader, place);
        let side = |room: &dyn Fn(&Cell) -> f64| {
            self.cells
                .iter()
                .enumerate()
                .map(|(place, cell)| if free(place) { room(cell) } else { 0.0 })
                .collect()
        };
        let mut residual = Residual {
            rise: side(&|_| f64::INFINITY),
            fall: side(&|cell| self.depth(cell)),
        };
        let Some(own) = self.cells.get(cell) else {
            return (0.0, residual);
        };
        // What flows more through the cell must flow back to where it came from.
        let (start, end) = if rise {
            (own.to, own.from)
        } else {
            (own.from, own.to)
        };
        let most = if rise { f64::INFINITY } else { self.depth(own) };
        let mut total = 0.0;
        while total < most {
            let path = self.shortest_path(start, end, |step| residual.room(step) > self.nothing());
            let Some(path) = path else { break };
            let flow = path
                .iter()
                .map(|step| residual.room(*step))
                .fold(most - total, f64::min);
            if flow.is_infinite() {
                return (f64::INFINITY, residual);
            }
            for step in path {
                residual.push(step, flow);
            }
            total += flow;
        }
        (total, residual)
    }

    /// The steps that lead out of an equation.
    pub(super) fn steps(&self, from: usize) -> impl Iterator<Item = Step> {
        self.cells
            .iter()
            .enumerate()
            .flat_map(move |(place, cell)| {
                let step = |to, forward| Step {
                    cell: place,
                    to,
                    forward,
                };
                let forward = (cell.from == from).then(|| step(cell.to, true));
                let backward = (cell.to == from).then(|| step(cell.from, false));
                [forward, backward].into_iter().flatten()
            })
    }

    /// The path of fewest steps from one equation to another.
    fn shortest_path(
        &self,
        start: usize,
        end: usize,
        open: impl Fn(Step) -> bool,
    ) -> Option<Vec<Step>> {
        let mut came: Vec<Option<(usize, Step)>> = vec![None; self.equations];
        let mut queue = VecDeque::from([start]);
        while let Some(node) = queue.pop_front() {
            for step in self.steps(node).filter(|step| open(*step)) {
                let fresh = step.to != start && came.get(step.to).is_some_and(Option::is_none);
                if !fresh {
                    continue;
                }
                if let Some(place) = came.get_mut(step.to) {
                    *place = Some((node, step));
                }
                if step.to == end {
                    return walked(&came, start, end);
                }
                queue.push_back(step.to);
            }
        }
        None
    }
}

/// The steps from `start` to `end`, followed back.
pub(super) fn walked(
    came: &[Option<(usize, Step)>],
    start: usize,
    end: usize,
) -> Option<Vec<Step>> {
    let mut path = Vec::new();
    let mut node = end;
    while node != start {
        let (before, step) = came.get(node).copied().flatten()?;
        path.push(step);
        node = before;
    }
    path.reverse();
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row of cells and its total (the last cell).
    fn row(values: &[f64]) -> Table {
        let cell = |from, to, value, owner| Cell {
            from,
            to,
            value,
            sensitive: false,
            fixed: false,
            owner,
        };
        let mut cells: Vec<Cell> = values
            .iter()
            .enumerate()
            .map(|(place, value)| cell(0, 1, *value, Some(place)))
            .collect();
        cells.push(cell(1, 0, values.iter().sum(), None));
        Table {
            equations: 2,
            cells,
            signed: false,
        }
    }

    #[test]
    fn a_single_suppressed_cell_is_found_by_subtraction() {
        let table = row(&[5.0, 7.0, 8.0]);
        let hidden = [true, false, false, false];
        assert_eq!(table.bounds(&hidden, None, 0), (5.0, 5.0));
    }

    #[test]
    fn two_suppressed_cells_share_what_is_left_of_the_total() {
        let table = row(&[5.0, 7.0, 8.0]);
        let hidden = [true, true, false, false];
        assert_eq!(table.bounds(&hidden, None, 0), (0.0, 12.0));
        assert_eq!(table.bounds(&hidden, None, 1), (0.0, 12.0));
        // The owner of the second knows it, and so the first.
        assert_eq!(table.bounds(&hidden, Some(1), 0), (5.0, 5.0));
    }

    #[test]
    fn without_the_total_a_cell_may_be_anything() {
        let table = row(&[5.0, 7.0, 8.0]);
        let hidden = [true, false, false, true];
        assert_eq!(table.bounds(&hidden, None, 0), (0.0, f64::INFINITY));
        let signed = Table {
            signed: true,
            ..table
        };
        let hidden = [true, true, false, false];
        assert_eq!(
            signed.bounds(&hidden, None, 0),
            (f64::NEG_INFINITY, f64::INFINITY)
        );
    }
}
