//! The sample zone: it is made the same every time, and read as it was meant.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "../examples/sample_data/mod.rs"]
mod sample_data;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use huoju::definitions::Definitions;
use huoju::ingest::{Ingested, ingest};
use huoju::period::Period;
use huoju::report::form::CellValue;
use indicatif::ProgressBar;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder, relative to it.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.path().strip_prefix(folder).unwrap().to_path_buf())
        .collect();
    files.sort();
    files
}

#[test]
fn making_the_sample_again_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    sample_data::write(folder.path()).unwrap();
    let kept = root().join("sample_data");
    assert_eq!(files_below(folder.path()), files_below(&kept));
    for file in files_below(&kept) {
        assert!(
            std::fs::read(folder.path().join(&file)).unwrap()
                == std::fs::read(kept.join(&file)).unwrap(),
            "`{}` differs: run `cargo run --example sample_data`",
            file.display()
        );
    }
}

fn read(year: i32) -> Ingested {
    read_from(&root().join("sample_data"), year)
}

fn read_from(input: &Path, year: i32) -> Ingested {
    let period = Period {
        year,
        quarter: None,
    };
    let definitions = Definitions::load(&root().join("pipelines/shenyang.toml"), period).unwrap();
    ingest(&definitions, period, input, &ProgressBar::hidden()).unwrap()
}

#[test]
fn a_zone_for_measuring_has_every_enterprise_and_nothing_wrong() {
    let folder = tempfile::tempdir().unwrap();
    for exports in [false, true] {
        let input = folder.path().join(exports.to_string());
        sample_data::write_many(&input, 9, exports).unwrap();
        let books = files_below(&input.join("2023/submissions")).len();
        assert_eq!(books, if exports { 1 } else { 9 });
        for year in [2022, 2023] {
            let ingested = read_from(&input, year);
            assert_eq!(ingested.register.len(), 9);
            let statuses = ingested.enterprises.column("status").unwrap();
            assert!(
                statuses
                    .str()
                    .unwrap()
                    .iter()
                    .all(|s| s == Some("accepted"))
            );
            assert_eq!(ingested.notices, []);
        }
    }
}

/// What was read for the records in use: by credit code, field and row.
fn values_read(ingested: &Ingested) -> BTreeMap<(String, String, Option<i64>), CellValue> {
    ingested
        .values
        .iter()
        .filter(|value| value.used)
        .filter_map(|value| {
            let read = match (value.number, &value.coded) {
                (Some(number), _) => CellValue::Number(number),
                (None, Some(coded)) => CellValue::Text(coded.to_string()),
                (None, None) => return None,
            };
            let key = (
                value.credit_code.to_owned(),
                value.code.to_owned(),
                value.row,
            );
            Some((key, read))
        })
        .collect()
}

fn same(read: Option<&CellValue>, meant: &CellValue) -> bool {
    match (read, meant) {
        (Some(CellValue::Number(read)), CellValue::Number(meant)) => (read - meant).abs() < 1e-6,
        (read, meant) => read == Some(meant),
    }
}

#[test]
fn every_value_of_a_clean_record_is_read_as_meant_whatever_the_layout() {
    for year in [2022, 2023] {
        let ingested = read(year);
        let read = values_read(&ingested);
        let mut records = 0;
        for record in sample_data::clean_records(year).unwrap() {
            records += 1;
            for (code, meant) in &record.values.record {
                let found = read.get(&(record.credit_code.clone(), code.clone(), None));
                assert!(
                    same(found, meant) || record.left_out.contains(&code.as_str()),
                    "{year} {} {code}: {found:?} was read, {meant:?} was meant",
                    record.name
                );
            }
            for items in record.values.items.values() {
                for (row, item) in (1..).zip(items) {
                    for (code, meant) in item {
                        let found =
                            read.get(&(record.credit_code.clone(), code.clone(), Some(row)));
                        assert!(
                            same(found, meant),
                            "{year} {} {code} of project {row}: {found:?} was read, {meant:?} was meant",
                            record.name
                        );
                    }
                }
            }
        }
        assert!(records > 60, "only {records} clean records in {year}");
    }
}

#[test]
fn what_is_wrong_on_purpose_is_noticed_and_nothing_else() {
    let ingested = read(2023);
    let mut noticed: BTreeMap<&str, usize> = BTreeMap::new();
    for notice in &ingested.notices {
        *noticed.entry(&notice.check).or_default() += 1;
    }
    let expected = [
        ("closed-respondent", 1),
        ("identical-copy", 1),
        ("non-respondent", 2),
        ("not-in-register", 1),
        ("superseded", 1),
        ("unreadable-file", 1),
        ("unreadable-value", 2),
        ("withdrawn", 1),
        ("wrong-park", 1),
    ];
    assert_eq!(noticed, BTreeMap::from(expected));
}
