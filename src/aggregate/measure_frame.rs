//! From rows of measures to the wide frame that indicator formulas are evaluated on.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use polars::prelude::{Column, DataFrame, IntoColumn, NamedFrom, Series};

use crate::definitions::Definitions;
use crate::expressions::MeasureFrame;
use crate::tables::{Level, MeasureRow};

/// The measures of one level as the wide frame that [`crate::expressions::indicator_values`] wants, one row per
/// unit, with the columns of [`MeasureFrame::schema`].
///
/// `measures` are those of the period, `previous` those of the period before (columns `prev_…`; none of them if
/// empty); rows of other levels are passed over. The first part of the result names the unit of each row: the
/// units of `measures`, in the order of their first row. A unit that `previous` lacks has blank `prev_` columns;
/// one that only `previous` has is left out. Park attributes are filled for parks, and summed for the zone;
/// an enterprise has none.
///
/// # Errors
/// When the frame cannot be built.
pub fn measure_frame(
    definitions: &Definitions,
    measures: &[MeasureRow],
    previous: &[MeasureRow],
    level: Level,
) -> Result<(Vec<String>, DataFrame)> {
    let mut units: Vec<String> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for row in measures.iter().filter(|row| row.level == level) {
        places.entry(row.unit.as_str()).or_insert_with(|| {
            units.push(row.unit.clone());
            units.len() - 1
        });
    }
    let values = |rows: &[MeasureRow]| {
        let mut columns: BTreeMap<String, Vec<Option<f64>>> = definitions
            .measures
            .iter()
            .map(|measure| (measure.id.clone(), vec![None; units.len()]))
            .collect();
        for row in rows.iter().filter(|row| row.level == level) {
            let place = places.get(row.unit.as_str());
            if let (Some(&place), Some(column)) = (place, columns.get_mut(&row.measure)) {
                column[place] = row.value;
            }
        }
        columns
    };
    let own = values(measures);
    let before = values(previous);
    let attribute = |unit: &str, name: &str| match level {
        Level::Enterprise => None,
        Level::Park => definitions
            .pipeline
            .park(unit)
            .and_then(|park| park.attributes.get(name).copied()),
        Level::Zone => definitions
            .pipeline
            .parks
            .iter()
            .filter_map(|park| park.attributes.get(name).copied())
            .reduce(|sum, value| sum + value),
    };
    let columns: Vec<Column> = MeasureFrame::schema(definitions)
        .iter_names()
        .map(|name| {
            let cells: Vec<Option<f64>> = match (
                own.get(name.as_str()),
                name.strip_prefix("prev_").and_then(|id| before.get(id)),
            ) {
                (Some(cells), _) | (None, Some(cells)) => cells.clone(),
                (None, None) => units.iter().map(|unit| attribute(unit, name)).collect(),
            };
            Series::new(name.clone(), cells).into_column()
        })
        .collect();
    let frame =
        DataFrame::new(units.len(), columns).context("the frame of measures cannot be built")?;
    Ok((units, frame))
}
