//! What respondents reported a year before, for the last-year column of their forms.

use std::collections::BTreeMap;

use super::form::CellValue;
use crate::definitions::Survey;
use crate::tables::Edited;

/// The numbers of the year before, by credit code and field: as they were reported, whether the record was used
/// or not.
pub(super) fn last_year(
    survey: &Survey,
    previous: Option<&Edited>,
) -> BTreeMap<String, BTreeMap<String, CellValue>> {
    let mut all = BTreeMap::new();
    let Some(previous) = previous else {
        return all;
    };
    let frame = &previous.enterprises;
    let Ok(codes) = frame.column("credit_code").and_then(|column| column.str()) else {
        return all;
    };
    for field in survey.record_fields() {
        let Ok(numbers) = frame.column(&field.code).and_then(|column| column.f64()) else {
            continue;
        };
        for (credit_code, number) in codes.iter().zip(numbers.iter()) {
            if let (Some(credit_code), Some(number)) = (credit_code, number) {
                let record: &mut BTreeMap<String, CellValue> =
                    all.entry(credit_code.to_owned()).or_default();
                record.insert(field.code.clone(), CellValue::Number(number));
            }
        }
    }
    all
}
