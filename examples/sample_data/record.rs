//! The values of one enterprise and year while they are made up.

use huoju::definitions::Survey;
use huoju::report::form::{CellValue, FormValues};

/// Values by field code, with the accounts' whole numbers in mind.
#[derive(Default)]
pub(crate) struct Record {
    pub values: FormValues,
}

impl Record {
    /// Sets a whole number; returns it, for the next line of the accounts.
    pub(crate) fn whole(&mut self, code: &str, number: f64) -> f64 {
        // Never a negative zero: it would be printed with its sign.
        let number = number.round() + 0.0;
        self.values
            .record
            .insert(code.to_owned(), CellValue::Number(number));
        number
    }

    /// Sets a number with one decimal, as some respondents give amounts.
    pub(crate) fn tenth(&mut self, code: &str, number: f64) -> f64 {
        let number = (number * 10.0).round() / 10.0 + 0.0;
        self.values
            .record
            .insert(code.to_owned(), CellValue::Number(number));
        number
    }

    /// Sets a text, code or date.
    pub(crate) fn text(&mut self, code: &str, text: impl Into<String>) {
        self.values
            .record
            .insert(code.to_owned(), CellValue::Text(text.into()));
    }

    /// A number that was set; 0 if it was not.
    pub(crate) fn get(&self, code: &str) -> f64 {
        number(&self.values, code)
    }

    /// Fills the numbers that were not set with 0, as most respondents do, but for those that must stay blank.
    pub(crate) fn fill(&mut self, survey: &Survey, year: i32) {
        for field in survey.record_fields() {
            if field.kind.is_number()
                && field.in_year(year)
                && !["qb06_2", "qb04_0"].contains(&field.code.as_str())
            {
                self.values
                    .record
                    .entry(field.code.clone())
                    .or_insert(CellValue::Number(0.0));
            }
        }
    }
}

/// A number of a record; 0 if it is blank or a text.
pub(crate) fn number(values: &FormValues, code: &str) -> f64 {
    match values.record.get(code) {
        Some(CellValue::Number(number)) => *number,
        _ => 0.0,
    }
}
