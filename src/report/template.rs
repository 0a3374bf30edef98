//! An empty form workbook for respondents.

use std::path::Path;

use anyhow::{Context, Result};

use super::form::{CellValue, FormStyle, FormValues, LastYear, Validations, draw, draw_code_lists};
use super::last_year::NumbersBefore;
use super::style::new_workbook;
use crate::definitions::{Definitions, Language, RegisterColumn};
use crate::period::Period;
use crate::tables::{Edited, RegisterRow};

/// Empty rows of a list form.
const ROWS: u32 = 40;

/// Whom a template is for.
#[derive(Clone, Copy, Debug)]
pub struct Respondent<'a> {
    /// Its entry in the register.
    pub entry: &'a RegisterRow,
    /// The records of the year before, where there are any.
    pub previous: Option<&'a Edited>,
}

/// Writes an empty form workbook: labels locked, value cells open and validated, the code lists on a last sheet.
///
/// # Errors
/// When the workbook cannot be written.
pub(super) fn write_template(
    definitions: &Definitions,
    period: Period,
    respondent: Option<&Respondent>,
    language: Language,
    path: &Path,
) -> Result<()> {
    let survey = &definitions.survey;
    let values = respondent.map_or_else(FormValues::default, |respondent| {
        prefilled(definitions, respondent)
    });
    let validations = Validations::of(survey, period, &definitions.lists, language)?;
    let style = FormStyle {
        language,
        last_year: if values.last_year.is_empty() {
            LastYear::Asked
        } else {
            LastYear::Printed
        },
        protect: true,
        validation: Some(&validations),
        spare_rows: ROWS,
        forms: None,
        whole: false,
    };
    let mut workbook = new_workbook(survey.label.get(language), period)?;
    draw(&mut workbook, survey, period, &values, &style)?;
    draw_code_lists(&mut workbook, survey, &definitions.lists, period, language)?;
    workbook
        .save(path)
        .with_context(|| format!("cannot write `{}`", path.display()))
}

/// What is known of a respondent before it answers: its identity, what the register fills, last year's values.
fn prefilled(definitions: &Definitions, respondent: &Respondent) -> FormValues {
    let survey = &definitions.survey;
    let entry = respondent.entry;
    let identity = [
        (
            &survey.identity.credit_code,
            Some(entry.credit_code.as_str()),
        ),
        (&survey.identity.name, Some(entry.name.as_str())),
    ];
    let fills = survey.register_fills.iter().map(|(code, column)| {
        let text = match column {
            RegisterColumn::Industry => entry.industry.as_deref(),
            RegisterColumn::HighTech => entry.high_tech.as_deref(),
        };
        (code, text)
    });
    FormValues {
        record: identity
            .into_iter()
            .chain(fills)
            .filter_map(|(code, text)| Some((code.clone(), CellValue::from(text?))))
            .collect(),
        last_year: NumbersBefore::of(survey, respondent.previous).numbers(&entry.credit_code),
        ..FormValues::default()
    }
}
