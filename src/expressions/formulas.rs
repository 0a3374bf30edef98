//! Indicator formulas over measures: the same code for enterprises, parks, the zone, "all but one", and last year.

use std::sync::Arc;

use polars::prelude::*;

use super::records::finite;
use super::rewrite::Blank;
use crate::definitions::Definitions;

/// Which columns an indicator formula may read: every measure, `prev_` before it, and the parks' attributes.
pub struct MeasureFrame;

impl MeasureFrame {
    /// The columns, all f64, in the order: measures, `prev_` measures, attributes.
    pub fn schema(definitions: &Definitions) -> Arc<Schema> {
        let measures = definitions
            .measures
            .iter()
            .map(|measure| measure.id.clone());
        let previous = definitions
            .measures
            .iter()
            .map(|measure| format!("prev_{}", measure.id));
        let attributes = definitions.park_attributes().into_iter().map(str::to_owned);
        Arc::new(
            measures
                .chain(previous)
                .chain(attributes)
                .map(|name| Field::new(name.into(), DataType::Float64))
                .collect(),
        )
    }
}

/// Evaluates every indicator that has a formula on a frame with the columns of [`MeasureFrame::schema`], one
/// row per unit. The result has one f64 column per such indicator, named by its id, in the order of the
/// definitions; a zero denominator or a blank measure gives no value.
///
/// # Errors
/// When the frame lacks a measure.
pub fn indicator_values(
    definitions: &Definitions,
    measures: &DataFrame,
) -> PolarsResult<DataFrame> {
    let schema = MeasureFrame::schema(definitions);
    let formulas: Vec<Expr> = definitions
        .indicators
        .iter()
        .filter_map(|indicator| {
            let formula = indicator.formula.as_ref()?;
            Some(finite(formula.to_expr(Blank::Propagate, &schema)).alias(indicator.id.as_str()))
        })
        .collect();
    // A formula without columns (a constant) would give one row: the first measure keeps the height.
    let height = measures.height();
    let values = measures.clone().lazy().with_columns(formulas).collect()?;
    let names = definitions
        .indicators
        .iter()
        .filter(|indicator| indicator.formula.is_some())
        .map(|indicator| indicator.id.as_str());
    let values = values.select(names)?;
    debug_assert_eq!(values.height(), height);
    Ok(values)
}
