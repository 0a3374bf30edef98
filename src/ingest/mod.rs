//! Ingest: workbooks → one record per enterprise, each value with its cell.
//!
//! [`ingest`] is the door.

mod columns;
mod discover;
mod explanations;
#[cfg(test)]
mod fuzz;
mod layout;
mod note;
mod notices;
mod plain_table;
mod reader;
mod records;
mod reference;
mod register;
mod resolve;
mod side_files;
mod submissions;
mod table;
mod values;
mod workbook;
mod zone_form;

use std::path::Path;

pub(crate) use values::field::{rounding, unit_factor};

use indicatif::ProgressBar;
use polars::prelude::DataFrame;
use rayon::prelude::*;

use crate::definitions::Definitions;
use crate::period::Period;
use columns::Columns;
use discover::Entry;
use layout::Vocabulary;
use reader::Fingerprint;
use records::Sources;
use register::Namesakes;
use resolve::resolve;
use side_files::SideFiles;
use values::number::Typed;

pub use plain_table::read_plain_table;
pub use reader::{Reader, Tally, serve};

use crate::tables::{
    ExplanationRow, FileRow, NoticeRow, ReferenceRow, RegisterRow, Values, ZoneFormRow,
};

/// Everything that was read for a period.
#[derive(Clone, Debug)]
pub struct Ingested {
    /// One row per input file.
    pub files: Vec<FileRow>,
    /// One row per value.
    pub values: Values,
    /// What the reader remarked.
    pub notices: Vec<NoticeRow>,
    /// The register.
    pub register: Vec<RegisterRow>,
    /// The zone form.
    pub zone_form: Vec<ZoneFormRow>,
    /// The reference panel and bounds.
    pub reference: Vec<ReferenceRow>,
    /// Explanations of queries.
    pub explanations: Vec<ExplanationRow>,
    /// One row per enterprise: `period`, `credit_code`, `name`, `park`, `status`, then one column per field,
    /// then `lists` (numbers of the list forms that came, joined by `,`), `leading_industry` and `used`.
    pub enterprises: DataFrame,
    /// One row per project: `period`, `credit_code`, then the fields of the list form, then `row`.
    pub projects: DataFrame,
}

/// Why nothing could be ingested at all. A bad file is no such reason.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// A folder or file that every run needs is missing or unreadable.
    #[error("`{path}` {problem}")]
    Input {
        /// The folder or file.
        path: String,
        /// What is wrong, what was expected, and what to do.
        problem: String,
    },
    /// The tables could not be built.
    #[error(transparent)]
    Table(#[from] crate::tables::TableError),
    /// The tables could not be built.
    #[error("the tables of the records cannot be built: {0}")]
    Frame(#[from] polars::prelude::PolarsError),
}

/// The files of a period, each with the SHA-256 of its content, as the table of files has them.
///
/// # Errors
/// When the folder of the submissions cannot be read.
pub fn input_hashes(input: &Path, period: Period) -> Result<Vec<(String, String)>, IngestError> {
    let of_period = input.join(period.to_string());
    let submissions = of_period.join("submissions");
    let mut entries = discover::walk(input, &submissions).map_err(|error| IngestError::Input {
        path: submissions.display().to_string(),
        problem: format!("cannot be read: {error}"),
    })?;
    let reference = period.to_string();
    let beside = [
        (input.to_path_buf(), "register"),
        (of_period.clone(), "zone"),
        (of_period, "explanations"),
        (input.join("reference"), reference.as_str()),
    ];
    entries.extend(
        beside
            .iter()
            .filter_map(|(folder, stem)| discover::named(input, folder, stem)),
    );
    let hashed = |entry: Entry| {
        let hash = discover::hash(&entry);
        (entry.relative, hash)
    };
    Ok(entries.into_par_iter().map(hashed).collect())
}

/// SHA-256 of the file with the reference of a period; none where there is none.
pub fn reference_hash(input: &Path, period: Period) -> Option<String> {
    let entry = discover::named(input, &input.join("reference"), &period.to_string())?;
    Some(discover::hash(&entry))
}

/// Reads the reference of a period alone; empty where there is none, or it cannot be read (the log says so).
pub fn reference_of(
    reader: &Reader,
    definitions: &Definitions,
    period: Period,
    input: &Path,
) -> Vec<ReferenceRow> {
    let vocabulary = Vocabulary::of(definitions, period.year);
    let mut side = SideFiles::new(definitions, period, input, reader);
    let sources = Sources {
        definitions,
        vocabulary: &vocabulary,
        period,
        files: &[],
    };
    side.reference(&sources, &mut Vec::new());
    for file in side.files.iter().filter(|file| !file.reason.is_empty()) {
        tracing::info!("{}: {}", file.path, file.reason);
    }
    side.reference_rows
}

/// The number that a typed text says, and what stands behind it (a unit, or nothing); none for a blank and for what
/// has more than one meaning.
pub fn typed_number(text: &str) -> Option<(f64, String)> {
    match values::number::number(text) {
        Typed::Number(number, behind) => Some((number, behind)),
        Typed::Blank | Typed::Unreadable => None,
    }
}

/// Reads the input folder of a period, in this process.
///
/// # Errors
/// When the folder, its submissions or the register are missing or unreadable.
pub fn ingest(
    definitions: &Definitions,
    period: Period,
    input: &Path,
    progress: &ProgressBar,
) -> Result<Ingested, IngestError> {
    let reader = Reader::in_process();
    ingest_with(&reader, definitions, period, input, progress).map(|(ingested, _)| ingested)
}

/// Reads the input folder of a period by a reader, and says how many files it had to parse.
///
/// # Errors
/// When the folder, its submissions or the register are missing or unreadable.
pub fn ingest_with(
    reader: &Reader,
    definitions: &Definitions,
    period: Period,
    input: &Path,
    progress: &ProgressBar,
) -> Result<(Ingested, Tally), IngestError> {
    let vocabulary = Vocabulary::of(definitions, period.year);
    let mut side = SideFiles::new(definitions, period, input, reader);
    let (register, register_file, register_remarks) = side.register()?;
    let known: Vec<String> = register.iter().map(|row| row.credit_code.clone()).collect();
    let remembered = reader.remembered(period, &Fingerprint::of(definitions, period, &known));
    let submitted = submissions::read(
        &vocabulary,
        period,
        &known,
        input,
        (reader, &remembered),
        progress,
    )?;

    let sources = Sources {
        definitions,
        vocabulary: &vocabulary,
        period,
        files: &submitted.read,
    };
    let resolved = resolve(&submitted.read);
    let mut files = submitted.file_rows(&sources, &resolved);
    let mut notices = submitted.notices(&sources);
    notices.extend(register_remarks.iter().map(|remark| NoticeRow {
        credit_code: remark.text.clone(),
        ..sources.of_remark(remark, &register_file.path)
    }));
    let namesakes = Namesakes::of(&register);
    let mut enterprises = sources.enterprises(&register, resolved);
    let mut values = Values::default();
    values.reserve(submitted.values() + register.len());
    let mut columns = Columns::of(&definitions.survey, enterprises.len());
    for enterprise in &mut enterprises {
        sources.fill(enterprise);
        let filled = sources.fill_from_register(enterprise);
        sources.add_values(&mut values, enterprise, &filled);
        notices.extend(sources.of_enterprise(enterprise, &namesakes));
        columns.push(&std::mem::take(&mut enterprise.record));
    }
    side.zone_form(&sources, &mut notices);
    side.explanations(&sources, &submitted, &mut notices);
    side.reference(&sources, &mut notices);
    files.push(register_file);
    files.append(&mut side.files);
    let enterprises_known = enterprises
        .iter()
        .map(|enterprise| enterprise.credit_code.as_str())
        .collect();
    side.note_explanations(&enterprises_known, &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    notices::sort(&mut notices);
    let (records, projects) = (
        sources.enterprises_table(&enterprises, columns)?,
        sources.projects_table(&enterprises)?,
    );
    drop(enterprises);
    let ingested = Ingested {
        files,
        values,
        notices,
        register,
        zone_form: side.zone_form_rows,
        reference: side.reference_rows,
        explanations: side.explanation_rows,
        enterprises: records,
        projects,
    };
    Ok((ingested, remembered.finish()))
}
