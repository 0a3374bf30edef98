//! Changes between two lists of names, and between two tables.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use polars::prelude::{AnyValue, DataFrame};

use crate::store::RunRecord;

/// A table of two runs; none where a run has none.
pub(super) type Pair = (Option<DataFrame>, Option<DataFrame>);

/// What became of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// It is there in the later run only.
    New,
    /// It is there in the earlier run only.
    Gone,
    /// Its content is another.
    Changed,
}

impl Change {
    pub(super) fn word(self) -> &'static str {
        match self {
            Change::New => "new",
            Change::Gone => "gone",
            Change::Changed => "changed",
        }
    }
}

/// What became of each name, in the order of the names.
pub(super) fn named<'n>(
    before: &[(&'n str, &str)],
    after: &[(&'n str, &str)],
) -> Vec<(&'n str, Change)> {
    let before: BTreeMap<_, _> = before.iter().copied().collect();
    let after: BTreeMap<_, _> = after.iter().copied().collect();
    let names: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    names
        .into_iter()
        .filter_map(|name| {
            let change = match (before.get(name), after.get(name)) {
                (None, _) => Change::New,
                (_, None) => Change::Gone,
                (one, other) if one != other => Change::Changed,
                _ => return None,
            };
            Some((name, change))
        })
        .collect()
}

/// The rows of a table by the texts of its key columns, each with the texts of its columns.
struct Rows {
    columns: Vec<String>,
    rows: BTreeMap<Vec<String>, Vec<String>>,
}

impl Rows {
    fn of(frame: Option<&DataFrame>, keys: &[&str]) -> Result<Rows> {
        let mut found = Rows {
            columns: Vec::new(),
            rows: BTreeMap::new(),
        };
        let Some(frame) = frame else {
            return Ok(found);
        };
        found.columns = frame
            .get_column_names()
            .iter()
            .map(|name| name.to_string())
            .collect();
        let columns = frame.columns();
        for row in 0..frame.height() {
            let key = keys
                .iter()
                .map(|key| Ok(shown(frame.column(key)?.get(row)?)))
                .collect::<Result<_>>()?;
            let cells = columns
                .iter()
                .map(|column| Ok(shown(column.get(row)?)))
                .collect::<Result<_>>()?;
            found.rows.insert(key, cells);
        }
        Ok(found)
    }

    fn cell<'r>(&self, row: &'r [String], column: &str) -> Option<&'r str> {
        let at = self.columns.iter().position(|own| own == column)?;
        row.get(at).map(String::as_str)
    }
}

/// A cell as people read it.
fn shown(value: AnyValue<'_>) -> String {
    match value {
        AnyValue::Null => "—".to_owned(),
        AnyValue::String(text) => text.to_owned(),
        AnyValue::StringOwned(text) => text.to_string(),
        // Sums differ in their last digits only where their order does.
        AnyValue::Float64(number) => {
            let rounded = format!("{number:.6}");
            rounded
                .trim_end_matches('0')
                .trim_end_matches('.')
                .to_owned()
        }
        other => other.to_string(),
    }
}

/// Rows of a table whose values differ.
pub(super) fn values(
    (before, after): &Pair,
    keys: &[&str],
    columns: &[&str],
) -> Result<Vec<String>> {
    let before = Rows::of(before.as_ref(), keys)?;
    let after = Rows::of(after.as_ref(), keys)?;
    let names: BTreeSet<&Vec<String>> = before.rows.keys().chain(after.rows.keys()).collect();
    let mut lines = Vec::new();
    for name in names {
        let label = name.join(" ");
        match (before.rows.get(name), after.rows.get(name)) {
            (Some(then), Some(now)) => {
                let changes: Vec<String> = columns
                    .iter()
                    .filter_map(|column| {
                        let then = before.cell(then, column).unwrap_or("—");
                        let now = after.cell(now, column).unwrap_or("—");
                        (then != now).then(|| format!("{column} {then} → {now}"))
                    })
                    .collect();
                if !changes.is_empty() {
                    lines.push(format!("{label}: {}", changes.join(", ")));
                }
            }
            (None, _) => lines.push(format!("{label}: new")),
            (_, None) => lines.push(format!("{label}: gone")),
        }
    }
    Ok(lines)
}

/// Most changed fields that a record's line names.
const FIELDS: usize = 8;

/// Records that differ, each with the fields that changed and the changed files that they stand in.
pub(super) fn records(
    (before, after): &Pair,
    run_before: &RunRecord,
    run_after: &RunRecord,
) -> Result<Vec<String>> {
    let keys = ["credit_code"];
    let before = Rows::of(before.as_ref(), &keys)?;
    let after = Rows::of(after.as_ref(), &keys)?;
    let names: BTreeSet<&Vec<String>> = before.rows.keys().chain(after.rows.keys()).collect();
    let files = changed_files(run_before, run_after);
    let mut lines = Vec::new();
    for name in names {
        let code = name.join("");
        let what = match (before.rows.get(name), after.rows.get(name)) {
            (Some(then), Some(now)) => {
                let changes: Vec<String> = after
                    .columns
                    .iter()
                    .filter_map(|column| {
                        let now = after.cell(now, column)?;
                        let then = before.cell(then, column).unwrap_or("—");
                        (then != now).then(|| format!("{column} {then} → {now}"))
                    })
                    .collect();
                if changes.is_empty() {
                    continue;
                }
                let more = changes.len().saturating_sub(FIELDS);
                let mut text = changes[..changes.len() - more].join(", ");
                if more > 0 {
                    text.push_str(&format!(", {more} more"));
                }
                text
            }
            (None, _) => "new".to_owned(),
            (_, None) => "gone".to_owned(),
        };
        let from = files.get(code.as_str()).map_or(String::new(), |files| {
            format!(" (from {})", files.join(", "))
        });
        lines.push(format!("{code}: {what}{from}"));
    }
    Ok(lines)
}

/// The files that changed, by the credit codes of the enterprises whose values they hold.
fn changed_files<'r>(
    before: &'r RunRecord,
    after: &'r RunRecord,
) -> BTreeMap<&'r str, Vec<&'r str>> {
    let known: BTreeSet<(&str, &str)> = before
        .inputs
        .iter()
        .map(|input| (input.path.as_str(), input.sha256.as_str()))
        .collect();
    let mut files: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for input in &after.inputs {
        if known.contains(&(input.path.as_str(), input.sha256.as_str())) {
            continue;
        }
        for code in &input.enterprises {
            files.entry(code).or_default().push(&input.path);
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::df;

    #[test]
    fn what_is_new_gone_and_changed_is_told_apart() {
        let before = [("a", "1"), ("b", "1"), ("c", "1")];
        let after = [("b", "2"), ("c", "1"), ("d", "1")];
        assert_eq!(
            named(&before, &after),
            [
                ("a", Change::Gone),
                ("b", Change::Changed),
                ("d", Change::New)
            ]
        );
    }

    #[test]
    fn values_that_differ_are_told_with_both_values() {
        let table = |value: f64, rank: Option<i64>| {
            df!("unit" => ["x", "y"], "score" => [1.0, value], "rank" => [Some(1), rank]).unwrap()
        };
        let pair = (Some(table(2.0, Some(2))), Some(table(2.5, None)));
        assert_eq!(
            values(&pair, &["unit"], &["score", "rank"]).unwrap(),
            ["y: score 2 → 2.5, rank 2 → —"]
        );
        let same = (Some(table(2.0, None)), Some(table(2.0 + 1e-12, None)));
        assert!(
            values(&same, &["unit"], &["score", "rank"])
                .unwrap()
                .is_empty()
        );
    }
}
