//! Values that add up from January and fall from one quarter to the next.
//!
//! Parameters of the check: a fall is judged from `absolute` (in the field's unit) and from the share `relative` of the
//! earlier value on, for respondents round.

use std::collections::HashMap;

use anyhow::{Context as _, Result};

use super::own_checks::{OwnChecks, Remark, threshold};
use super::records::Records;
use super::unit_suspect::Covered;
use crate::tables::{Edited, FindingRow};

/// One finding per record and field that is below the value of the quarter before. Fields in `covered` have a better
/// explanation.
pub(super) fn findings(
    checks: &OwnChecks<'_>,
    records: &Records,
    quarter_before: &Edited,
    covered: &Covered<'_>,
) -> Result<Vec<FindingRow>> {
    let check = checks.settings("cumulative-decrease")?;
    let absolute = threshold(check, "absolute", 1.0);
    let relative = threshold(check, "relative", 0.001);
    let survey = &checks.definitions.survey;
    let frame = quarter_before
        .used_enterprises()
        .context("the records of the quarter before cannot be read")?;
    let places: HashMap<&str, usize> = frame
        .column("credit_code")?
        .str()?
        .iter()
        .enumerate()
        .filter_map(|(place, code)| Some((code?, place)))
        .collect();
    let mut findings = Vec::new();
    for field in survey
        .record_fields()
        .filter(|field| survey.is_cumulative(field))
    {
        let (Some(values), Ok(before)) = (records.numbers(&field.code), frame.column(&field.code))
        else {
            continue;
        };
        let before = before.f64()?;
        for (place, value) in values.iter().enumerate() {
            let earlier = places
                .get(records.credit_code(place))
                .and_then(|place| before.get(*place));
            let (Some(value), Some(earlier)) = (value, earlier) else {
                continue;
            };
            let fall = earlier - value;
            if fall <= absolute || fall <= relative * earlier.abs() {
                continue;
            }
            if covered.contains(&(place, field.code.as_str())) {
                continue;
            }
            let mut finding = FindingRow {
                codes: field.code.clone(),
                value: Some(value),
                expected: Some(earlier),
                ..records.finding(place, &check.id)
            };
            let mut remark = Remark::default();
            let quarter = quarter_before.period.to_string();
            remark.detail.zh.clone_from(&quarter);
            remark.detail.en = quarter;
            checks.word(check, &remark, &mut finding);
            findings.push(finding);
        }
    }
    Ok(findings)
}
