//! Measures: a row expression for every used enterprise, and its sums over parks and the zone.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use polars::prelude::{DataFrame, DataType, Expr, IntoLazy, PolarsResult};

use super::held::held;
use crate::definitions::Definitions;
use crate::expressions::{Blank, RecordColumns};
use crate::period::Period;
use crate::tables::{Level, MeasureRow};

/// The measures of a period's used enterprises, in the order of the enterprises table.
pub(super) struct RecordMeasures {
    /// Credit code and park of each enterprise.
    units: Vec<(String, Option<String>)>,
    /// For each measure, in the order of the definitions, one value per enterprise.
    values: Vec<Vec<Option<f64>>>,
}

impl RecordMeasures {
    /// Evaluates every measure on a frame of used records; one that a short survey does not hold has no values.
    pub(super) fn of(definitions: &Definitions, records: &DataFrame) -> Result<RecordMeasures> {
        let evaluated = || evaluate(definitions, records);
        let mut measures = evaluated().context("the measures cannot be evaluated")?;
        for (column, held) in measures.values.iter_mut().zip(held(definitions, records)?) {
            if !held {
                column.fill(None);
            }
        }
        Ok(measures)
    }

    /// The enterprises that are in both periods, as they are here; they count to the park that they have in
    /// `current`, so that both sides of a growth cover the same enterprises.
    pub(super) fn matched(
        &self,
        current: &RecordMeasures,
        other: &RecordMeasures,
    ) -> RecordMeasures {
        let parks: BTreeMap<&str, &Option<String>> = current
            .units
            .iter()
            .map(|(code, park)| (code.as_str(), park))
            .collect();
        let others: BTreeMap<&str, ()> = other
            .units
            .iter()
            .map(|(code, _)| (code.as_str(), ()))
            .collect();
        let kept: Vec<(usize, (String, Option<String>))> = self
            .units
            .iter()
            .enumerate()
            .filter(|(_, (code, _))| others.contains_key(code.as_str()))
            .filter_map(|(place, (code, _))| {
                let park = parks.get(code.as_str())?;
                Some((place, (code.clone(), (*park).clone())))
            })
            .collect();
        RecordMeasures {
            values: self
                .values
                .iter()
                .map(|column| kept.iter().map(|(place, _)| column[*place]).collect())
                .collect(),
            units: kept.into_iter().map(|(_, unit)| unit).collect(),
        }
    }

    /// One row per enterprise and measure.
    pub(super) fn enterprise_rows(
        &self,
        definitions: &Definitions,
        period: Period,
    ) -> Vec<MeasureRow> {
        let period = period.to_string();
        let mut rows = Vec::with_capacity(self.units.len() * self.values.len());
        for (place, (code, _)) in self.units.iter().enumerate() {
            for (measure, column) in definitions.measures.iter().zip(&self.values) {
                rows.push(MeasureRow {
                    period: period.clone(),
                    level: Level::Enterprise,
                    unit: code.clone(),
                    measure: measure.id.clone(),
                    value: column[place],
                });
            }
        }
        rows
    }

    /// One row per park and measure, then one per measure for the zone. Each sum runs over the enterprises in
    /// the order of the table, blanks passed over; it is blank where nobody gave a value. An enterprise without a
    /// park counts in the zone only.
    pub(super) fn sum_rows(&self, definitions: &Definitions, period: Period) -> Vec<MeasureRow> {
        let zone = &definitions.pipeline;
        let parks = zone
            .parks
            .iter()
            .map(|park| (Level::Park, park.id.as_str()));
        let mut rows = Vec::new();
        for (level, unit) in parks.chain([(Level::Zone, zone.id.as_str())]) {
            for (measure, column) in definitions.measures.iter().zip(&self.values) {
                let value = self
                    .units
                    .iter()
                    .zip(column)
                    .filter(|((_, park), _)| level == Level::Zone || park.as_deref() == Some(unit))
                    .filter_map(|(_, value)| *value)
                    .reduce(|sum, value| sum + value)
                    .filter(|sum| {
                        if !sum.is_finite() {
                            tracing::warn!(
                                "measure `{}` of {unit}: the sum is beyond what a number holds, so that there is no value: look for a wrong unit among the records",
                                measure.id
                            );
                        }
                        sum.is_finite()
                    });
                rows.push(MeasureRow {
                    period: period.to_string(),
                    level,
                    unit: unit.to_owned(),
                    measure: measure.id.clone(),
                    value,
                });
            }
        }
        rows
    }
}

fn evaluate(definitions: &Definitions, records: &DataFrame) -> PolarsResult<RecordMeasures> {
    let columns = RecordColumns::of(definitions);
    let text = |name: &str| -> PolarsResult<Vec<Option<String>>> {
        let texts = records.column(name)?.str()?;
        Ok(texts.iter().map(|value| value.map(str::to_owned)).collect())
    };
    let units = text("credit_code")?
        .into_iter()
        .map(Option::unwrap_or_default)
        .zip(text("park")?)
        .collect();
    let formulas: Vec<Expr> = definitions
        .measures
        .iter()
        .map(|measure| {
            measure
                .sql
                .to_expr(Blank::Zero, &columns.enterprise)
                .cast(DataType::Float64)
                .alias(measure.id.as_str())
        })
        .collect();
    // All at once and beside the record's own columns: a measure may have the name of a field that another
    // measure reads, and a constant takes the height of the frame.
    let evaluated = records.clone().lazy().with_columns(formulas).collect()?;
    let values = definitions
        .measures
        .iter()
        .map(|measure| {
            let column = evaluated.column(&measure.id)?.f64()?;
            // The square root of a negative number and the like: no value, rather than one that spoils the sum.
            Ok(column
                .iter()
                .map(|value| value.filter(|value| value.is_finite()))
                .collect())
        })
        .collect::<PolarsResult<_>>()?;
    Ok(RecordMeasures { units, values })
}
