//! Report: tables → workbooks.
//!
//! [`report`] is the door. [`style`] and [`sheet`] are the one look of all workbooks; each workbook has a
//! file or folder of its own.

mod charts;
mod evaluation;
mod findings;
#[cfg(test)]
mod fixture;
mod park;
mod reference_source;
mod response;
mod returns;
mod sheet;
mod style;
mod submission;
mod template;
mod view;
mod zone;

pub mod form;

use std::path::Path;

use anyhow::{Context, Result};
use rayon::prelude::*;

use crate::aggregate::Aggregated;
use crate::assess::Assessed;
use crate::definitions::{Definitions, Language};
use crate::evaluate::Evaluated;
use crate::ingest::Ingested;
use crate::tables::{Edited, FindingRow};
use view::View;

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

/// Writes one workbook of the zone to a path.
type ViewWriter = fn(&View, &Path) -> Result<()>;

/// Writes one workbook.
type Writer<'a> = Box<dyn Fn() -> Result<()> + Send + Sync + 'a>;

/// Writes every workbook into an empty folder: `zone.xlsx`, `evaluation.xlsx`, `submission.xlsx`,
/// `findings.xlsx`, `parks/<park>.xlsx`, `returns/<credit code>.xlsx`.
///
/// # Errors
/// When a workbook cannot be written.
pub fn report(results: &Results, language: Language, folder: &Path) -> Result<()> {
    let parks = folder.join("parks");
    let returns_folder = folder.join("returns");
    for needed in [&parks, &returns_folder] {
        std::fs::create_dir_all(needed)
            .with_context(|| format!("cannot create the folder `{}`", needed.display()))?;
    }
    let view = View::of(results, language)?;
    let mut writers: Vec<Writer> = Vec::new();
    let workbooks: [(&str, ViewWriter); 4] = [
        ("zone.xlsx", zone::write_zone),
        ("evaluation.xlsx", evaluation::write_evaluation),
        ("submission.xlsx", submission::write_submission),
        ("findings.xlsx", findings::write_findings),
    ];
    for (name, write) in workbooks {
        let path = folder.join(name);
        let view = &view;
        writers.push(Box::new(move || {
            write(view, &path).with_context(|| format!("cannot write `{}`", path.display()))
        }));
    }
    for park in &results.definitions.pipeline.parks {
        let path = parks.join(format!("{}.xlsx", park.id));
        writers.push(Box::new(move || {
            park::write_park(results, park, language, &path)
                .with_context(|| format!("cannot write `{}`", path.display()))
        }));
    }
    writers.push(Box::new(|| {
        returns::write_returns(results, language, &returns_folder)
    }));
    writers.par_iter().try_for_each(|write| write())
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
    template::write_template(definitions, period, respondent, language, path)
}
