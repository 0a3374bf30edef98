//! A zone of any number of enterprises, for measuring: the cast over and over under other names, with smaller books.
//!
//! Last year's records come in export sheets, this year's as workbooks of forms in four layouts or, where asked,
//! in export sheets too. Nothing is spoiled.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use huoju::definitions::Survey;
use rayon::prelude::*;

use super::Files;
use super::cast::{self, Enterprise, district};
use super::credit_code::credit_code;
use super::export::{ExportRow, export};
use super::grid::xlsx;
use super::history::{YEARS, history};
use super::identity::filling_date;
use super::layouts::put_on_paper;
use super::random::Random;
use super::{survey, tables, write_files};

/// Enterprises in one export sheet.
const SHEET: usize = 2_000;
/// Layouts in turn: most respondents use the official form.
const HANDS: [&str; 8] = [
    "official",
    "last_year",
    "official",
    "side_by_side",
    "official",
    "last_year",
    "official",
    "wan",
];

/// Makes a zone of so many enterprises and writes it into a folder, part by part: its size is bounded by the disk.
pub(crate) fn write_many(folder: &Path, enterprises: usize, exports: bool) -> Result<()> {
    let survey = survey()?;
    let everybody = crowd(enterprises)?;
    write_files(
        folder,
        Files::from([("register.xlsx".into(), tables::register(&everybody)?)]),
    )?;
    for year in YEARS {
        write_files(
            folder,
            Files::from([
                (format!("{year}/zone.xlsx"), tables::zone_form(year)?),
                (format!("reference/{year}.csv"), tables::reference(year)?),
            ]),
        )?;
        if exports || year != YEARS[YEARS.len() - 1] {
            everybody
                .par_chunks(SHEET)
                .enumerate()
                .try_for_each(|(number, some)| {
                    let path = format!("{year}/submissions/系统导出/{:03}.xlsx", number + 1);
                    let sheet = export_sheet(&survey, year, some)?;
                    write_files(folder, Files::from([(path, sheet)]))
                })?;
        } else {
            everybody.par_iter().try_for_each(|enterprise| {
                write_files(folder, workbook(&survey, year, enterprise)?)
            })?;
        }
    }
    Ok(())
}

/// The enterprises: copies of the cast in turn, each with books of its own.
fn crowd(enterprises: usize) -> Result<Vec<Enterprise>> {
    let cast: Vec<Enterprise> = cast::enterprises()?
        .into_iter()
        .filter(Enterprise::is_ordinary)
        .collect();
    let copies = cast.iter().cycle().zip(1..=enterprises);
    Ok(copies
        .map(|(original, number)| {
            // The cast lives as long as the program, and so do its names.
            let name: &'static str = original
                .name
                .replacen("示例", &format!("示例{number:06}号"), 1)
                .leak();
            let mut random = Random::of(name);
            Enterprise {
                // The first thousand numbers are the sample's.
                number: 1_000 + number,
                credit_code: credit_code(district(original.park), 1_000 + number),
                name,
                revenue: original.revenue * random.between(0.02, 0.4),
                growth: original.growth + random.between(-6.0, 6.0),
                layout: HANDS[number % HANDS.len()],
                ..original.clone()
            }
        })
        .collect())
}

fn workbook(survey: &Survey, year: i32, enterprise: &Enterprise) -> Result<Files> {
    let values = history(survey, enterprise)?
        .remove(&year)
        .context("every enterprise has both years")?;
    // A folder of a hundred thousand files is a burden to every file manager.
    let path = format!(
        "{year}/submissions/{}/{:03}/{}",
        enterprise.park,
        enterprise.number / SHEET,
        enterprise.name
    );
    let mut files = Files::new();
    put_on_paper(
        survey,
        year,
        enterprise,
        &values,
        enterprise.layout,
        &path,
        &mut files,
    )?;
    Ok(files)
}

fn export_sheet(survey: &Survey, year: i32, enterprises: &[Enterprise]) -> Result<Vec<u8>> {
    let records = enterprises
        .iter()
        .map(|enterprise| {
            let mut history: BTreeMap<_, _> = history(survey, enterprise)?;
            let values = history.remove(&year);
            values.context("every enterprise has both years")
        })
        .collect::<Result<Vec<_>>>()?;
    let rows: Vec<ExportRow> = enterprises
        .iter()
        .zip(&records)
        .map(|(enterprise, values)| ExportRow {
            credit_code: &enterprise.credit_code,
            name: enterprise.name,
            district: district(enterprise.park),
            withdrawn: false,
            submitted: format!("{} 10:00:00", filling_date(enterprise, year)),
            values,
        })
        .collect();
    xlsx(&export(survey, year, &rows), &format!("{}-03-10", year + 1))
}
