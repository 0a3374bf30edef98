//! What respondents reported a year before, for the last-year column of their forms.

use std::collections::{BTreeMap, HashMap};

use polars::prelude::Float64Chunked;

use super::form::CellValue;
use crate::definitions::Survey;
use crate::tables::Edited;

/// The numbers of the year before: as they were reported, whether the record was used or not.
#[derive(Default)]
pub(super) struct NumbersBefore<'a> {
    /// Rows of the table by credit code.
    rows: HashMap<&'a str, Vec<usize>>,
    /// Fields that are numbers, each with its column.
    fields: Vec<(&'a str, &'a Float64Chunked)>,
}

impl<'a> NumbersBefore<'a> {
    /// Finds the columns of the survey's fields among the records of the year before, where there are any.
    pub(super) fn of(survey: &'a Survey, previous: Option<&'a Edited>) -> NumbersBefore<'a> {
        let mut last = NumbersBefore::default();
        let Some(previous) = previous else {
            return last;
        };
        let frame = &previous.enterprises;
        let Ok(codes) = frame.column("credit_code").and_then(|column| column.str()) else {
            return last;
        };
        for (row, code) in codes.iter().enumerate() {
            if let Some(code) = code {
                last.rows.entry(code).or_default().push(row);
            }
        }
        last.fields = survey
            .record_fields()
            .filter_map(|field| {
                let numbers = frame.column(&field.code).and_then(|column| column.f64());
                Some((field.code.as_str(), numbers.ok()?))
            })
            .collect();
        last
    }

    /// The numbers of a respondent, by field.
    pub(super) fn numbers(&self, credit_code: &str) -> BTreeMap<String, CellValue> {
        let rows = self.rows.get(credit_code).into_iter().flatten();
        rows.flat_map(|row| {
            self.fields.iter().filter_map(|(field, numbers)| {
                Some(((*field).to_owned(), CellValue::Number(numbers.get(*row)?)))
            })
        })
        .collect()
    }
}
