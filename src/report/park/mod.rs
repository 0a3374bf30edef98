//! The differentiated assessment workbook of one park: what its director opens for two minutes.
//!
//! Only the park's own enterprises stand in it; other parks appear with their sums.

mod compared;
mod facts;
mod industries;
mod ladder;
mod notes;
mod overview;
mod quality;
mod scores;
mod why;

use std::path::Path;

use anyhow::{Context, Result};

use super::Results;
use super::style;
use crate::definitions::{Language, Park};
use facts::Facts;

/// Writes the workbook of a park.
///
/// # Errors
/// When the workbook cannot be written.
pub(super) fn write_park(
    results: &Results,
    park: &Park,
    language: Language,
    path: &Path,
) -> Result<()> {
    let facts = Facts::of(results, park, language)?;
    let mut workbook = style::new_workbook(&facts.title(), results.current.period)?;
    let charted = scores::write(&facts, &mut workbook)?;
    compared::write(&facts, &mut workbook)?;
    why::write(&facts, &mut workbook)?;
    industries::write(&facts, &mut workbook)?;
    ladder::write(&facts, &mut workbook)?;
    quality::write(&facts, &mut workbook)?;
    notes::write(&facts, &mut workbook)?;
    overview::write(&facts, &mut workbook, &charted)?;
    // The overview draws its chart from the scores, so it is written last and shown first.
    workbook.worksheets_mut().rotate_right(1);
    workbook
        .save(path)
        .with_context(|| format!("cannot save `{}`", path.display()))
}
