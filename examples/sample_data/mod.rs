//! The sample zone: a small input folder that is made up, the same bytes every time.
//!
//! [`write()`] is the door. `enterprises.tsv` is the cast; each enterprise becomes two years of coherent books
//! (`history`), which different hands put on paper (`layouts`), and the quarters on the way (`quarters`); `defects` spoils some of them on purpose, as
//! `README.md` of the sample lists. [`write_many`] makes a zone of any size for measuring (`many`). Nothing in it is real.

mod biff;
mod books;
mod cast;
mod credit_code;
mod defects;
mod export;
mod grid;
mod history;
mod identity;
mod kinds;
mod layouts;
mod many;
mod people;
mod plain;
mod projects;
mod quarters;
mod random;
mod record;
mod research;
mod tables;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use huoju::definitions::Survey;

pub(crate) use many::write_many;

/// Files by path below the sample's folder, with `/`.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Makes the sample and writes it into a folder, which is created where it does not exist. Other files in it stay.
pub(crate) fn write(folder: &Path) -> Result<()> {
    write_files(folder, files()?)
}

fn write_files(folder: &Path, files: Files) -> Result<()> {
    for (path, bytes) in files {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)
                .with_context(|| format!("cannot create `{}`", parent.display()))?;
        }
        std::fs::write(&path, bytes)
            .with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    Ok(())
}

/// The survey that the forms are drawn from.
fn survey() -> Result<Survey> {
    let survey = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/surveys/torch-annual.toml");
    let survey = std::fs::read_to_string(&survey)
        .with_context(|| format!("cannot read `{}`", survey.display()))?;
    Ok(toml::from_str(&survey)?)
}

/// Makes the sample.
fn files() -> Result<Files> {
    let survey = survey()?;
    let enterprises = cast::enterprises()?;
    let mut files = Files::new();
    files.insert("README.md".into(), include_bytes!("README.md").to_vec());
    files.insert("register.xlsx".into(), tables::register(&enterprises)?);
    let histories = enterprises
        .iter()
        .map(|enterprise| Ok((enterprise, history::history(&survey, enterprise)?)))
        .collect::<Result<Vec<_>>>()?;
    for year in history::YEARS {
        layouts::submissions(&survey, year, &histories, &mut files)?;
        files.insert(format!("{year}/zone.xlsx"), tables::zone_form(year)?);
        files.insert(format!("reference/{year}.csv"), tables::reference(year)?);
    }
    files.insert(
        "2023/explanations.xlsx".into(),
        tables::explanations(&enterprises)?,
    );
    quarters::quarters(&histories, &mut files)?;
    defects::spoil_files(&mut files)?;
    Ok(files)
}

/// A record that was not spoiled: what the reader must find.
#[cfg(test)]
pub(crate) struct CleanRecord {
    pub credit_code: String,
    pub name: &'static str,
    pub values: huoju::report::form::FormValues,
    /// Fields that its layout does not hold.
    pub left_out: &'static [&'static str],
}

/// The records of a year that were submitted as they were made up.
#[cfg(test)]
pub(crate) fn clean_records(year: i32) -> Result<Vec<CleanRecord>> {
    let survey = survey()?;
    let mut records = Vec::new();
    for enterprise in cast::enterprises()? {
        let Some(values) = history::history(&survey, &enterprise)?.remove(&year) else {
            continue;
        };
        if enterprise.reports(year) && !defects::is_spoiled(&enterprise, &values, year) {
            records.push(CleanRecord {
                credit_code: enterprise.credit_code,
                name: enterprise.name,
                values,
                // An export leaves personal data out, and has its time of submission for the date of filling.
                left_out: &["qa11", "qa12"],
            });
        }
    }
    Ok(records)
}
