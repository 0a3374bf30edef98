//! Validate: records → findings, and the records that may be used.
//!
//! [`validate`] is the door. What the reader remarked gets its words and severity; huoju's own checks and the edit
//! rules look at every record; a broken rule is traced to the field that would mend the most; explanations and waivers settle what they can; open errors reject.

mod absent;
mod cells;
mod cumulative;
mod duplicates;
mod in_force;
mod last_year;
mod locate;
mod medians;
mod messages;
mod notices;
mod outliers;
mod own_checks;
mod record_checks;
mod records;
mod rules;
mod settle;
mod status;
mod structure;
mod unit_suspect;
mod year_on_year;

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use polars::prelude::DataFrame;

use crate::definitions::{Definitions, Severity};
use crate::ingest::Ingested;
use crate::period::Period;
use crate::tables::{Edited, FindingRow, Values};

use cells::Cells;
use in_force::InForce;
use own_checks::OwnChecks;
use record_checks::Blame;
use records::Records;
use structure::Compared;

pub use rules::passes;

/// What validation found, and the records with their statuses.
#[derive(Clone, Debug)]
pub struct Validated {
    /// The table `enterprises` with final statuses and `used`.
    pub enterprises: DataFrame,
    /// The findings, in a stable order.
    pub findings: Vec<FindingRow>,
}

/// Applies huoju's own checks and the edit rules to the records of a period, as [`validate_quarter`] does without a
/// quarter before.
///
/// # Errors
/// When the tables do not fit the definitions.
pub fn validate(
    definitions: &Definitions,
    period: Period,
    ingested: &Ingested,
    previous: Option<&Edited>,
) -> Result<Validated> {
    validate_quarter(definitions, period, ingested, previous, None)
}

/// Applies huoju's own checks and the edit rules to the records of a period. `previous` is the same period a year
/// before, `quarter_before` the quarter before in the same year: cumulative values do not fall from one to the next.
///
/// Findings stand in the order of credit codes, then checks and rules in the order of their definitions, then rows
/// of list forms, then cells in reading order. The table keeps its columns and rows; only `status` and `used` change.
///
/// # Errors
/// When the tables do not fit the definitions.
pub fn validate_quarter(
    definitions: &Definitions,
    period: Period,
    ingested: &Ingested,
    previous: Option<&Edited>,
    quarter_before: Option<&Edited>,
) -> Result<Validated> {
    let checks = OwnChecks::of(definitions);
    let cells = Cells::of(&ingested.values, &ingested.files);
    let enterprises = Records::of_enterprises(definitions, period, ingested, previous)?;
    let items = Records::of_items(period, ingested, &enterprises)?;

    let mut findings = notices::findings(&checks, definitions, ingested, &cells)?;
    let in_force = InForce::of(definitions, &enterprises);
    let of_records = own_findings(
        &checks,
        period,
        (&enterprises, &items),
        quarter_before,
        &in_force,
        &findings,
    )?;
    findings.extend(of_records);
    findings.extend(absent::findings(
        &checks,
        period,
        ingested,
        &enterprises,
        previous,
    )?);
    findings.extend(last_year::findings(
        &checks,
        period,
        ingested,
        &enterprises,
        &cells,
    )?);
    findings.extend(rules::findings(
        definitions,
        &enterprises,
        &items,
        &in_force,
    )?);

    findings.sort_by(|a, b| a.credit_code.cmp(&b.credit_code));
    for of_enterprise in
        findings.chunk_by_mut(|a: &FindingRow, b: &FindingRow| a.credit_code == b.credit_code)
    {
        let credit_code = match of_enterprise.first() {
            Some(first) => first.credit_code.clone(),
            None => continue,
        };
        cells.locate(definitions, &credit_code, of_enterprise.iter_mut());
    }
    let mut findings = sorted(definitions, findings);
    settle::settle(&mut findings, definitions, &ingested.explanations, period);
    let enterprises = status::settle_statuses(
        &ingested.enterprises,
        &findings,
        definitions.pipeline.records,
        previous,
    )
    .with_context(|| format!("the statuses of {period} cannot be settled"))?;
    Ok(Validated {
        enterprises,
        findings,
    })
}

/// Adds to the findings about last year's column the cell of last year's record; `values` are those of the previous
/// period.
pub fn point_at_previous(definitions: &Definitions, validated: &mut Validated, values: &Values) {
    last_year::point_at_previous(definitions, &mut validated.findings, values);
}

/// The findings of huoju's own checks of records.
fn own_findings(
    checks: &OwnChecks<'_>,
    period: Period,
    (enterprises, items): (&Records, &Records),
    quarter_before: Option<&Edited>,
    in_force: &InForce<'_>,
    noticed: &[FindingRow],
) -> Result<Vec<FindingRow>> {
    let survey = &checks.definitions.survey;
    let errors = noticed
        .iter()
        .filter(|finding| finding.severity == Severity::Error && !finding.codes.is_empty());
    let blame = Blame::of(errors);
    let blamed = |finding: &FindingRow| blame.covers(finding) || in_force.leaves_out(finding);
    let of_record = survey
        .record_fields()
        .filter(|field| field.in_year(period.year));
    let of_row = survey
        .list_forms()
        .flat_map(|form| &form.fields)
        .filter(|field| field.in_year(period.year));
    let mut findings = record_checks::findings(checks, enterprises, of_record, blamed)?;
    findings.extend(record_checks::findings(checks, items, of_row, blamed)?);
    let (suspects, covered) = unit_suspect::findings(checks, period, enterprises)?;
    findings.extend(suspects);
    if let Some(before) = quarter_before {
        findings.extend(cumulative::findings(checks, enterprises, before, &covered)?);
    }
    findings.extend(year_on_year::findings(
        checks,
        period,
        enterprises,
        &covered,
    )?);
    let compared = Compared::by_rules(checks);
    for records in [enterprises, items] {
        findings.extend(structure::parts_above_wholes(
            checks, period, records, &compared,
        )?);
    }
    findings.extend(structure::opening_stocks(
        checks,
        period,
        enterprises,
        &compared,
    )?);
    findings.extend(duplicates::findings(checks, period, enterprises)?);
    findings.extend(outliers::findings(checks, enterprises)?);
    Ok(findings)
}

/// Sorts by credit code, check or rule in the order of the definitions, row, file, sheet and cell; equal ones keep
/// the order in which they were found, that of the forms' fields.
fn sorted(definitions: &Definitions, findings: Vec<FindingRow>) -> Vec<FindingRow> {
    let checks = definitions.checks.iter().map(|check| check.id.as_str());
    let rules = definitions.rules.iter().map(|rule| rule.id.as_str());
    let order: BTreeMap<&str, usize> = checks
        .chain(rules)
        .enumerate()
        .map(|(place, id)| (id, place))
        .collect();
    let mut placed: Vec<(Option<usize>, FindingRow)> = findings
        .into_iter()
        .map(|finding| (order.get(finding.rule.as_str()).copied(), finding))
        .collect();
    placed.sort_by(|(place_a, a), (place_b, b)| {
        a.credit_code
            .cmp(&b.credit_code)
            .then_with(|| (place_a, a.row).cmp(&(place_b, b.row)))
            .then_with(|| a.file.cmp(&b.file))
            .then_with(|| a.sheet.cmp(&b.sheet))
            .then_with(|| reading_order(&a.cell).cmp(&reading_order(&b.cell)))
    });
    placed.into_iter().map(|(_, finding)| finding).collect()
}

/// Row, then column, of a cell in A1 notation; what is none comes first.
fn reading_order(cell: &str) -> (u32, usize, &str) {
    let letters = cell.trim_end_matches(|c: char| c.is_ascii_digit());
    let row = cell.get(letters.len()..).and_then(|row| row.parse().ok());
    (row.unwrap_or(0), letters.len(), letters)
}

#[cfg(test)]
mod tests {
    use super::reading_order;

    #[test]
    fn cells_are_ordered_as_they_are_read() {
        let mut cells = ["B10", "AA9", "", "C9", "B9"];
        cells.sort_by(|a, b| reading_order(a).cmp(&reading_order(b)));
        assert_eq!(cells, ["", "B9", "C9", "AA9", "B10"]);
    }
}
