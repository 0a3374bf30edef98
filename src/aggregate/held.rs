//! Which measures the survey of a period holds.
//!
//! A measure over a field that nobody was asked would be the sum of what else it reads: too small, and nobody
//! could see it. It has no value instead.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use polars::prelude::{BooleanChunked, DataFrame, DataType};

use crate::definitions::{Definitions, FieldDefinition, Measure};

/// For each measure, in the order of the definitions, whether the records hold all the fields behind it: fields that
/// were asked in their year, as they are or as their history tells, and, in a short survey, that the survey asks,
/// that the register fills, or of a form that every used record that has it sent whole.
pub(super) fn held(definitions: &Definitions, records: &DataFrame) -> Result<Vec<bool>> {
    let survey = &definitions.survey;
    // Records are of one period; where there are none there is nothing to sum.
    let years = records
        .column("year")
        .and_then(|years| years.cast(&DataType::Int32));
    let years = years.context("the records have no year")?;
    let year = years.i32()?.iter().next().flatten();
    let is_asked =
        |measure: &Measure| year.is_none_or(|year| definitions.is_asked(&measure.id, year));
    if !survey.is_short() {
        return Ok(definitions.measures.iter().map(is_asked).collect());
    }
    let lists = records
        .column("lists")
        .and_then(|column| column.str().cloned())
        .context("the table of records has no texts `lists`")?;
    let given_by: HashMap<&str, BooleanChunked> = survey
        .record_fields()
        .filter_map(|field| {
            let column = records.column(&field.code).ok()?;
            Some((field.code.as_str(), column.is_not_null()))
        })
        .collect();
    // For each form: whether some record gave anything of it, and whether one of these did not send it whole.
    let mut partly = vec![(false, false); survey.forms.len()];
    for place in 0..records.height() {
        for (form, (some, short)) in survey.forms.iter().zip(&mut partly) {
            let has_list = || {
                lists
                    .get(place)
                    .is_some_and(|names| names.split(',').any(|name| name == form.number))
            };
            let given = |field: &FieldDefinition| {
                if form.list {
                    return has_list();
                }
                given_by
                    .get(field.code.as_str())
                    .is_some_and(|given| given.get(place) == Some(true))
            };
            let whole = survey.is_sent_whole(form, given);
            let answered = whole || form.fields.iter().any(|field| field.asked && given(field));
            *some |= answered;
            *short |= answered && !whole;
        }
    }
    let is_held = |code: &str| {
        let place = survey
            .forms
            .iter()
            .position(|form| form.fields.iter().any(|field| field.code == code));
        let asked = survey.field(code).is_some_and(|(_, field)| field.asked);
        asked
            || survey.register_fills.contains_key(code)
            || place
                .and_then(|place| partly.get(place))
                .is_some_and(|(some, short)| *some && !*short)
    };
    Ok(definitions
        .measures
        .iter()
        .map(|measure| {
            is_asked(measure)
                && definitions
                    .fields_behind(measure.sql.columns())
                    .iter()
                    .all(|code| is_held(code))
        })
        .collect())
}
