//! Report: tables → workbooks.
//!
//! [`report`] is the door. `style` and `sheet` are the one look of all workbooks; each workbook has a
//! file or folder of its own.

mod carried;
mod charts;
mod evaluation;
mod findings;
#[cfg(test)]
mod fixture;
mod goal_words;
mod growth;
mod last_year;
mod left_out;
mod park;
mod quarters;
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

pub(crate) use evaluation::{estimate_word, plan_gap_word, quantity_words};
pub(crate) use left_out::reason_word;
pub(crate) use reference_source::lent;
pub use template::Respondent;
pub(crate) use view::{basis_word, unit_words};

use std::path::Path;

use anyhow::{Context, Result};
use rayon::prelude::*;

use crate::aggregate::Aggregated;
use crate::assess::Assessed;
use crate::definitions::{Definitions, Language};
use crate::evaluate::Evaluated;
use crate::ingest::Ingested;
use crate::tables::{Edited, FileKind, FindingRow};
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

impl Results<'_> {
    /// The period whose reference stands in for the period's own, which has none.
    pub(crate) fn lent_reference(&self) -> Option<&str> {
        let own = self.current.period.to_string();
        self.ingested
            .files
            .iter()
            .find(|file| file.kind == FileKind::Reference && file.period != own)
            .map(|file| file.period.as_str())
    }
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
        let view = &view;
        writers.push(Box::new(move || {
            park::write_park(view, park, &path)
                .with_context(|| format!("cannot write `{}`", path.display()))
        }));
    }
    let (workbooks, returns) = rayon::join(
        || writers.par_iter().try_for_each(|write| write()),
        || returns::write_returns(results, language, &returns_folder),
    );
    workbooks.and(returns)
}

/// Writes the workbook of one park.
///
/// # Errors
/// When there is no such park, or the workbook cannot be written.
pub fn write_park(results: &Results, language: Language, park: &str, path: &Path) -> Result<()> {
    let pipeline = &results.definitions.pipeline;
    let park = pipeline.park_named(park).with_context(|| {
        let ids: Vec<&str> = pipeline.parks.iter().map(|park| park.id.as_str()).collect();
        format!("there is no park `{park}`: the zone has {}", ids.join(", "))
    })?;
    let view = View::of(results, language)?;
    park::write_park(&view, park, path)
        .with_context(|| format!("cannot write `{}`", path.display()))
}

/// Writes an empty form workbook. For a respondent, what the register knows of it is filled in, and last year's
/// values stand beside the cells; without one, the respondent fills in last year's values.
///
/// # Errors
/// When the workbook cannot be written.
pub fn write_template(
    definitions: &Definitions,
    period: crate::period::Period,
    respondent: Option<&Respondent>,
    language: Language,
    path: &Path,
) -> Result<()> {
    template::write_template(definitions, period, respondent, language, path)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use calamine::Data;

    use super::*;

    /// Paths below a folder with their bytes.
    fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
        walkdir::WalkDir::new(folder)
            .into_iter()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                let path = entry.path().strip_prefix(folder).unwrap();
                let name = path.to_string_lossy().replace('\\', "/");
                (name, std::fs::read(entry.path()).unwrap())
            })
            .collect()
    }

    #[test]
    fn a_report_is_a_workbook_for_each_reader_and_the_same_each_time() {
        let fixture = fixture::fixture();
        let [first, second] = [(), ()].map(|()| {
            let folder = tempfile::tempdir().unwrap();
            report(&fixture.results(), Language::Zh, folder.path()).unwrap();
            files(folder.path())
        });
        let names: Vec<&str> = first
            .keys()
            .map(String::as_str)
            .filter(|name| !name.starts_with("returns/"))
            .collect();
        assert_eq!(
            names,
            [
                "evaluation.xlsx",
                "findings.xlsx",
                "parks/east.xlsx",
                "parks/west.xlsx",
                "submission.xlsx",
                "zone.xlsx",
            ]
        );
        assert_eq!(first, second);
    }

    #[test]
    fn without_a_year_before_a_reference_or_any_record_the_workbooks_show_blanks() {
        let fixture = fixture::empty();
        let folder = tempfile::tempdir().unwrap();
        for language in [Language::Zh, Language::En] {
            report(&fixture.results(), language, folder.path()).unwrap();
        }
        let overview = fixture::sheet(&folder.path().join("zone.xlsx"), "Overview");
        let goal = fixture::row_of(&overview, "Revenue above 2.5");
        assert_eq!(goal[3], Data::String("—".into()));
        assert_eq!(goal[6], Data::String("no value".into()));
        let evaluation = fixture::sheet(&folder.path().join("evaluation.xlsx"), "Overview");
        assert_eq!(
            evaluation.get_value((2, 0)),
            Some(&Data::String(
                "There is no reference: nothing can be normalised or ranked.".into()
            ))
        );
    }
}
