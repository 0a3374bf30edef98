//! The forms back to respondents that must correct or explain, cells marked.
//!
//! [`write_returns`] is the door. A workbook cannot be edited in place, so each one is built anew: a sheet that
//! lists what was found, then the forms with the respondent's own values.

mod list;
mod looks;
mod marks;
mod own_values;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use rayon::prelude::*;

use super::Results;
use super::form::{FormStyle, LastYear, Validations, draw, draw_code_lists};
use super::style::new_workbook;
use crate::definitions::{Definitions, Language, Severity};
use crate::tables::{FindingRow, Outcome, State};
use looks::Looks;
use own_values::OwnValues;

/// Empty rows below the items of a list form, for those that were forgotten.
const SPARE_ROWS: u32 = 10;
/// Returns that may wait for their sheets while every core writes one.
const WAITING: usize = 4;

/// Writes `<credit code>.xlsx` for every respondent with an error or a query that is open.
///
/// # Errors
/// When a workbook cannot be written.
pub(super) fn write_returns(results: &Results, language: Language, folder: &Path) -> Result<()> {
    let definitions = results.definitions;
    let (survey, lists) = (&definitions.survey, &definitions.lists);
    let common = Common {
        results,
        language,
        values: OwnValues::of(results),
        validations: Validations::of(survey, results.current.period, lists, language)?,
        looks: Looks::new(),
    };
    let respondents: Vec<(&str, Vec<&FindingRow>)> = returned(results).into_iter().collect();
    let write = |(credit_code, findings): &(&str, Vec<&FindingRow>)| {
        let path = folder.join(format!("{credit_code}.xlsx"));
        write_return(&common, credit_code, findings, &path)
            .with_context(|| format!("cannot write `{}`", path.display()))
    };
    // A workbook that is saved starts a thread for each of its sheets and waits for them: others are written meanwhile.
    let threads =
        rayon::ThreadPoolBuilder::new().num_threads(rayon::current_num_threads() + WAITING);
    match threads.build() {
        Ok(threads) => threads.install(|| respondents.par_iter().try_for_each(write)),
        Err(_) => respondents.par_iter().try_for_each(write),
    }
}

/// The respondents that must correct or explain, by credit code, with all findings about their records.
pub(super) fn returned<'r>(results: &Results<'r>) -> BTreeMap<&'r str, Vec<&'r FindingRow>> {
    let mut respondents: BTreeMap<&str, Vec<&FindingRow>> = BTreeMap::new();
    for finding in results.findings {
        // What concerns the survey (a file, the register) is the office's to settle, not the respondent's.
        if is_file_name(&finding.credit_code) && !finding.is_of_survey() {
            respondents
                .entry(&finding.credit_code)
                .or_default()
                .push(finding);
        }
    }
    respondents.retain(|_, findings| findings.iter().any(|finding| must_answer(finding)));
    respondents
}

/// Whether a respondent must correct or explain a finding.
fn must_answer(finding: &FindingRow) -> bool {
    finding.outcome == Outcome::Failed
        && finding.state == State::Open
        && finding.severity != Severity::Hint
        && !finding.is_of_survey()
}

/// Whether a finding is about a code of a list, which the respondent must look up.
fn asks_for_code(definitions: &Definitions, finding: &FindingRow) -> bool {
    must_answer(finding)
        && finding.codes.split(',').any(|code| {
            definitions
                .survey
                .field(code)
                .is_some_and(|(_, field)| field.codes.is_some())
        })
}

/// Whether a credit code may name a file: it comes from a cell, where anything may stand.
fn is_file_name(credit_code: &str) -> bool {
    (1..=32).contains(&credit_code.len()) && credit_code.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// What all returns have in common.
struct Common<'a> {
    results: &'a Results<'a>,
    language: Language,
    values: OwnValues<'a>,
    validations: Validations,
    looks: Looks,
}

fn write_return(
    common: &Common,
    credit_code: &str,
    findings: &[&FindingRow],
    path: &Path,
) -> Result<()> {
    let (results, language) = (common.results, common.language);
    let definitions = results.definitions;
    let survey = &definitions.survey;
    let name = findings
        .iter()
        .map(|finding| finding.name.as_str())
        .find(|name| !name.is_empty());
    let values = common.values.forms(credit_code, name.unwrap_or_default());
    let style = FormStyle {
        language,
        last_year: if values.last_year.is_empty() {
            LastYear::None
        } else {
            LastYear::Printed
        },
        protect: true,
        validation: Some(&common.validations),
        spare_rows: SPARE_ROWS,
        forms: None,
        whole: values.of_whole_forms(survey),
    };
    let mut workbook = new_workbook(survey.label.get(language), results.current.period)?;
    let listed = list::sheet_name(language);
    workbook.add_worksheet().set_name(listed)?;
    let drawn = draw(
        &mut workbook,
        survey,
        results.current.period,
        &values,
        &style,
    )?;
    marks::mark_cells(&mut workbook, definitions, &drawn, findings, language)?;
    if findings
        .iter()
        .any(|finding| asks_for_code(definitions, finding))
    {
        let (lists, period) = (&definitions.lists, results.current.period);
        draw_code_lists(&mut workbook, survey, lists, period, language)?;
    }
    let heading = list::Heading {
        credit_code,
        name: name.unwrap_or_default(),
        period: results.current.period,
    };
    let sheet = workbook.worksheet_from_name(listed)?;
    list::write_list(
        sheet,
        definitions,
        (&heading, &common.looks),
        findings,
        &drawn,
        language,
    )?;
    // All at once: saved to a file it would be written in a hundred small pieces.
    std::fs::write(path, workbook.save_to_buffer()?)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_letters_and_digits_name_a_file() {
        assert!(is_file_name("91210112XXXXX0014K"));
        for text in [
            "",
            "../../etc",
            "91/2",
            "91 2",
            "示例",
            "a.xlsx",
            &"1".repeat(33),
        ] {
            assert!(!is_file_name(text), "{text}");
        }
    }
}
