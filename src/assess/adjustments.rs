//! Bonuses and deductions: what is added to a park's total beside its indicators.

use std::collections::BTreeMap;

use polars::prelude::PolarsResult;

use super::figures::Figures;
use super::marks::profiles;
use crate::definitions::{Definitions, REJECTED_RATE, RESPONSE_RATE};
use crate::tables::{AdjustmentRow, Edited, RecordStatus};

/// Every bonus and deduction of the profiles, in the order of the parks; those that were not given have 0 points.
///
/// # Errors
/// When the table of enterprises lacks a column.
pub(super) fn adjustments(
    definitions: &Definitions,
    current: &Edited,
    figures: &Figures,
) -> PolarsResult<Vec<AdjustmentRow>> {
    let answers = answers(current)?;
    let period = current.period.to_string();
    let mut rows = Vec::new();
    for profile in profiles(definitions) {
        let own = answers.get(profile.park.as_str()).copied();
        for adjustment in &profile.adjustments {
            let value = match adjustment.of.as_str() {
                RESPONSE_RATE => own.and_then(Answers::response_rate),
                REJECTED_RATE => own.and_then(Answers::rejected_rate),
                indicator => figures
                    .park(&profile.park, indicator)
                    .and_then(|row| row.value),
            };
            let given = value.is_some_and(|value| adjustment.applies(value));
            rows.push(AdjustmentRow {
                period: period.clone(),
                park: profile.park.clone(),
                adjustment: adjustment.id.clone(),
                label: adjustment.label.zh.clone(),
                label_en: adjustment.label.en.clone(),
                value,
                points: if given { adjustment.points } else { 0.0 },
                possible: adjustment.points,
            });
        }
    }
    Ok(rows)
}

/// Who of a park's enterprises has answered.
#[derive(Clone, Copy, Debug, Default)]
struct Answers {
    accepted: u32,
    rejected: u32,
    silent: u32,
}

impl Answers {
    fn response_rate(self) -> Option<f64> {
        let answered = self.accepted + self.rejected;
        per_cent(answered, answered + self.silent)
    }

    fn rejected_rate(self) -> Option<f64> {
        per_cent(self.rejected, self.accepted + self.rejected)
    }
}

fn per_cent(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| 100.0 * f64::from(part) / f64::from(whole))
}

fn answers(current: &Edited) -> PolarsResult<BTreeMap<String, Answers>> {
    let parks = current.enterprises.column("park")?.str()?;
    let statuses = current.enterprises.column("status")?.str()?;
    let mut answers: BTreeMap<String, Answers> = BTreeMap::new();
    for (park, status) in parks.iter().zip(statuses.iter()) {
        let (Some(park), Some(status)) = (park, status.and_then(RecordStatus::from_word)) else {
            continue;
        };
        let own = answers.entry(park.to_owned()).or_default();
        match status {
            RecordStatus::Accepted => own.accepted += 1,
            RecordStatus::Rejected => own.rejected += 1,
            RecordStatus::Missing | RecordStatus::Withdrawn => own.silent += 1,
            RecordStatus::Unregistered | RecordStatus::Closed => {}
        }
    }
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{aggregated, current, definitions};

    #[test]
    fn a_deduction_is_given_where_its_condition_holds() {
        let (definitions, aggregated) = (definitions(), aggregated());
        let figures = Figures::of(&definitions, &aggregated);
        let rows = adjustments(&definitions, &current(), &figures).unwrap();
        let found: Vec<_> = rows
            .iter()
            .map(|row| {
                (
                    row.park.as_str(),
                    row.adjustment.as_str(),
                    row.value,
                    row.points,
                )
            })
            .collect();
        // West: B is accepted, D rejected. Its 4 incubators are above 3.
        assert_eq!(
            found,
            [
                ("west", "rejected", Some(50.0), -2.0),
                ("west", "incubators", Some(4.0), 1.5),
                ("west", "silent", Some(100.0), 0.0),
            ]
        );
    }
}
