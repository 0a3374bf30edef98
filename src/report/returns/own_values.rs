//! What a respondent reported, as it is put back into its forms.

use std::collections::{BTreeMap, HashMap};

use crate::definitions::Survey;
use crate::report::Results;
use crate::report::form::{CellValue, FormValues};
use crate::report::last_year::NumbersBefore;
use crate::tables::{Value, Values};

/// The values of all respondents.
pub(super) struct OwnValues<'a> {
    survey: &'a Survey,
    values: &'a Values,
    /// Where among the values those of a respondent stand, by credit code.
    places: HashMap<&'a str, Vec<usize>>,
    last_year: NumbersBefore<'a>,
}

impl<'a> OwnValues<'a> {
    /// The values in use, but for those that the register filled: a form that comes back must not hold them as
    /// the respondent's own.
    pub(super) fn of(results: &Results<'a>) -> OwnValues<'a> {
        let ingested = results.ingested;
        let mut registers: Vec<&str> = ingested
            .register
            .iter()
            .map(|row| row.file.as_str())
            .collect();
        registers.dedup();
        let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
        for (place, value) in ingested.values.iter().enumerate() {
            if value.used && !registers.contains(&value.file) {
                places.entry(value.credit_code).or_default().push(place);
            }
        }
        OwnValues {
            survey: &results.definitions.survey,
            values: &ingested.values,
            places,
            last_year: NumbersBefore::of(&results.definitions.survey, results.previous),
        }
    }

    /// The forms of a respondent. One that has not answered has its identity and last year's values only.
    pub(super) fn forms(&self, credit_code: &str, name: &str) -> FormValues {
        let mut forms = FormValues {
            last_year: self.last_year.numbers(credit_code),
            ..FormValues::default()
        };
        let identity = &self.survey.identity;
        for (code, text) in [(&identity.credit_code, credit_code), (&identity.name, name)] {
            if !text.is_empty() {
                forms.record.insert(code.clone(), CellValue::from(text));
            }
        }
        let mut items: BTreeMap<&str, BTreeMap<i64, BTreeMap<String, CellValue>>> = BTreeMap::new();
        let places = self.places.get(credit_code).into_iter().flatten();
        for value in places.filter_map(|place| self.values.get(*place)) {
            let Some(cell) = cell_value(&value) else {
                continue;
            };
            match value.row {
                None => {
                    forms.record.insert(value.code.to_owned(), cell);
                }
                Some(row) => {
                    let form = self
                        .survey
                        .field(value.code)
                        .map_or("", |(form, _)| &form.number);
                    let item = items.entry(form).or_default().entry(row).or_default();
                    item.insert(value.code.to_owned(), cell);
                }
            }
        }
        for (form, rows) in items {
            let last = rows.keys().next_back().copied().unwrap_or(0);
            // Rows keep their numbers, which findings name.
            let rows = (1..=last).map(|row| rows.get(&row).cloned().unwrap_or_default());
            forms.items.insert(form.to_owned(), rows.collect());
        }
        forms
    }
}

/// A value as it goes back into its cell: in the field's unit where it could be read, as typed where not.
fn cell_value(value: &Value) -> Option<CellValue> {
    match (value.number, value.coded) {
        (Some(number), _) => Some(CellValue::Number(number)),
        (None, Some(coded)) => Some(CellValue::Text(coded.to_owned())),
        (None, None) if value.text.is_empty() => None,
        (None, None) => Some(CellValue::Text(value.text.to_owned())),
    }
}
