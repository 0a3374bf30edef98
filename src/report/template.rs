//! An empty form workbook for respondents.

use std::path::Path;

use anyhow::{Context, Result};

use super::form::{CellValue, FormStyle, FormValues, draw};
use super::style::new_workbook;
use crate::definitions::{Definitions, Language};
use crate::period::Period;

/// Empty rows of a list form.
const ROWS: u32 = 40;

/// Writes an empty form workbook: labels locked, value cells open and validated. The identity (credit code, name)
/// of a respondent is filled in if given.
///
/// # Errors
/// When the workbook cannot be written.
pub(super) fn write_template(
    definitions: &Definitions,
    period: Period,
    respondent: Option<(&str, &str)>,
    language: Language,
    path: &Path,
) -> Result<()> {
    let survey = &definitions.survey;
    let mut values = FormValues::default();
    if let Some((credit_code, name)) = respondent {
        let known = [
            (&survey.identity.credit_code, credit_code),
            (&survey.identity.name, name),
        ];
        for (code, text) in known {
            values.record.insert(code.clone(), CellValue::from(text));
        }
    }
    let style = FormStyle {
        language,
        protect: true,
        validation: Some(&definitions.lists),
        spare_rows: ROWS,
        ..FormStyle::default()
    };
    let mut workbook = new_workbook(survey.label.get(language), period)?;
    draw(&mut workbook, survey, period, &values, &style)?;
    workbook
        .save(path)
        .with_context(|| format!("cannot write `{}`", path.display()))
}
