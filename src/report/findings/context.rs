//! What every list of findings looks up: the returns, the sizes of enterprises, the files that values stand in.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::report::returns::returned;
use crate::report::sheet::Cell;
use crate::report::view::View;
use crate::tables::{FindingRow, Value};

/// The results by name, and what lists of findings need beside them.
pub(super) struct Context<'v> {
    /// The results by name.
    pub(super) view: &'v View<'v>,
    /// Credit codes that have a return.
    returns: BTreeSet<&'v str>,
    /// By credit code, field and row: the file of a value, of the enterprises whose record comes from several.
    files: BTreeMap<(&'v str, &'v str, Option<i64>), &'v str>,
}

impl<'v> Context<'v> {
    pub(super) fn of(view: &'v View<'v>) -> Context<'v> {
        let values = &view.results.ingested.values;
        let used = || values.iter().filter(|value| value.used);
        let mut of_enterprise: HashMap<&str, &str> = HashMap::new();
        let mut several: HashSet<&str> = HashSet::new();
        // The values of a file stand together.
        let mut last = None;
        for value in used() {
            if last.replace((value.credit_code, value.file))
                == Some((value.credit_code, value.file))
            {
                continue;
            }
            let first = of_enterprise.entry(value.credit_code).or_insert(value.file);
            if *first != value.file {
                several.insert(value.credit_code);
            }
        }
        let key = |value: Value<'v>| (value.credit_code, value.code, value.row);
        Context {
            returns: returned(view.results).into_keys().collect(),
            files: used()
                .filter(|value| several.contains(value.credit_code))
                .map(|value| (key(value), value.file))
                .collect(),
            view,
        }
    }

    /// An enterprise's size in the period before; 0 where it is not known.
    pub(super) fn size_before(&self, credit_code: &str) -> f64 {
        self.view
            .size()
            .and_then(|size| self.view.previous_measure(credit_code, &size.id))
            .unwrap_or(0.0)
    }

    /// A link to an enterprise's return, where it has one.
    pub(super) fn return_cell(&self, credit_code: &str) -> Cell {
        if self.returns.contains(credit_code) {
            Cell::link(
                self.view.say("打开", "open"),
                format!("returns/{credit_code}.xlsx"),
            )
        } else {
            Cell::blank()
        }
    }

    /// The cells of a finding beyond the first, one a line, each with its file where that is another one.
    pub(super) fn further_cells(&self, finding: &FindingRow) -> String {
        let lines = finding.cells.split(';').skip(1).filter_map(|cell| {
            let (code, place) = cell.split_once('=')?;
            let file = self
                .files
                .get(&(finding.credit_code.as_str(), code, finding.row))
                .filter(|file| **file != finding.file);
            Some(match file {
                Some(file) => format!("{code}: {place} ({file})"),
                None => format!("{code}: {place}"),
            })
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}
