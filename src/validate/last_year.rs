//! Last year's values as this year's forms give them, held against last year's record.
//!
//! A form prints a column for the year before (上年). What stands there belongs to the previous period, is never used
//! in a record, and should be what was reported then: a difference beyond rounding is a query. Rounding is half of
//! the last digit of either value.

use std::collections::{BTreeSet, HashMap};

use anyhow::Result;

use super::cells::Cells;
use super::own_checks::{OwnChecks, Remark};
use super::records::Records;
use crate::definitions::Definitions;
use crate::ingest::{Ingested, rounding};
use crate::period::Period;
use crate::tables::{FindingRow, Value, Values};

const CHECK: &str = "last-year-difference";

/// One finding per record and field whose last-year column differs from last year's record in use, with the cell of
/// the column.
pub(super) fn findings(
    checks: &OwnChecks<'_>,
    period: Period,
    ingested: &Ingested,
    records: &Records,
    cells: &Cells<'_>,
) -> Result<Vec<FindingRow>> {
    let check = checks.settings(CHECK)?;
    let definitions = checks.definitions;
    let previous = period.previous().to_string();
    let places = records.places();
    let mut seen = BTreeSet::new();
    let mut findings = Vec::new();
    for value in ingested
        .values
        .iter()
        .filter(|value| value.period == previous)
    {
        let found = || -> Option<FindingRow> {
            let (_, field) = definitions.survey.field(value.code)?;
            let given = value.number?;
            let place = *places.get(value.credit_code)?;
            let before = records
                .numbers(&format!("prev_{}", field.code))?
                .get(place)?;
            // Half a digit allows more than this: nothing else need be known where there is no difference.
            let inexact = 1e-9 * before.abs();
            if (given - before).abs() <= inexact {
                return None;
            }
            let typed = rounding(value.text, value.unit, &field.unit);
            let reported = rounding(&before.to_string(), &field.unit, &field.unit);
            // A little more, for neither value is exact in binary.
            let allowed = typed.max(reported) + inexact;
            ((given - before).abs() > allowed).then(|| FindingRow {
                codes: field.code.clone(),
                value: Some(given),
                expected: Some(before),
                file: value.file.to_owned(),
                sheet: value.sheet.to_owned(),
                cell: value.cell.to_string(),
                cells: format!("{}={}!{}", field.code, value.sheet, value.cell),
                ..records.finding(place, CHECK)
            })
        };
        let replaced =
            || cells.is_superseded(definitions, value.credit_code, value.code, value.file);
        if let Some(mut finding) = found()
            && !replaced()
            && seen.insert((value.credit_code, value.code))
        {
            checks.word(check, &Remark::default(), &mut finding);
            findings.push(finding);
        }
    }
    Ok(findings)
}

/// Adds to the findings where the value of last year's record stands: `values` are those of the previous period.
pub(super) fn point_at_previous(
    definitions: &Definitions,
    findings: &mut [FindingRow],
    values: &Values,
) {
    let wanted: BTreeSet<(String, String)> = findings
        .iter()
        .filter(|finding| finding.rule == CHECK)
        .map(|finding| (finding.credit_code.clone(), finding.codes.clone()))
        .collect();
    let cells: HashMap<(&str, &str), Value> = values
        .iter()
        .filter(|value| value.used && definitions.survey.field(value.code).is_some())
        .filter(|value| wanted.contains(&(value.credit_code.to_owned(), value.code.to_owned())))
        .map(|value| ((value.credit_code, value.code), value))
        .collect();
    for finding in findings.iter_mut().filter(|finding| finding.rule == CHECK) {
        let key = (finding.credit_code.as_str(), finding.codes.as_str());
        let Some(value) = cells.get(&key) else {
            continue;
        };
        let place = [value.file, value.sheet, &value.cell.to_string()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        finding.message.push_str(&format!("（{place}）"));
        finding.message_en.push_str(&format!(" ({place})"));
    }
}
