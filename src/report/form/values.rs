//! What stands in the value cells of one respondent's forms.

use std::collections::BTreeMap;

use crate::definitions::{Form, Survey};

/// A value as it is written into a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum CellValue {
    /// A number; one that is not finite is left out.
    Number(f64),
    /// A text, written as a string whatever it looks like.
    Text(String),
}

impl From<f64> for CellValue {
    fn from(number: f64) -> Self {
        CellValue::Number(number)
    }
}

impl From<&str> for CellValue {
    fn from(text: &str) -> Self {
        CellValue::Text(text.to_owned())
    }
}

impl From<String> for CellValue {
    fn from(text: String) -> Self {
        CellValue::Text(text)
    }
}

/// The values of one respondent: empty for a blank form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FormValues {
    /// Values of the forms with one value per field, by field code.
    pub record: BTreeMap<String, CellValue>,
    /// Values of the year before, by field code, for the last-year column.
    pub last_year: BTreeMap<String, CellValue>,
    /// Rows of the list forms, by form number.
    pub items: BTreeMap<String, Vec<BTreeMap<String, CellValue>>>,
}

impl FormValues {
    /// Whether they hold a form that was sent whole where the survey asks a short one.
    pub fn of_whole_forms(&self, survey: &Survey) -> bool {
        let given = |form: &Form, code: &str| {
            self.record.contains_key(code)
                || self
                    .items
                    .get(&form.number)
                    .is_some_and(|rows| rows.iter().any(|row| row.contains_key(code)))
        };
        survey.is_short()
            && survey
                .forms
                .iter()
                .any(|form| survey.is_sent_whole(form, |field| given(form, &field.code)))
    }

    /// A field's value as text: what is printed after `统一社会信用代码：` and the like; empty if there is none.
    pub(super) fn text(&self, code: &str) -> String {
        match self.record.get(code) {
            Some(CellValue::Text(text)) => text.clone(),
            Some(CellValue::Number(number)) => number.to_string(),
            None => String::new(),
        }
    }
}
