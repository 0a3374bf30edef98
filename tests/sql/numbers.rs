//! The whole command, then the script on DuckDB: measures, indicators and rules must be huoju's own.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::engine;
use super::zone::{CODES, Zone};

const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");

fn huoju(arguments: &[&str], folders: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_huoju"))
        .args(arguments)
        .args(folders)
        .current_dir(REPOSITORY)
        .output()
        .unwrap();
    assert!(
        output.status.code().is_some_and(|code| code < 2),
        "{output:?}"
    );
    String::from_utf8(output.stdout).unwrap()
}

/// Runs a script on DuckDB and holds it against huoju's tables. The counts of what was compared.
fn compared(python: &Path, script: &Path, tables: &Path) -> String {
    let output = engine::script(python, "duckdb_check.py", &[script, tables], "");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{told}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    eprintln!("{told}");
    told
}

/// The sample zone of a period, run and compared.
fn sample(period: &str) -> Option<String> {
    let python = engine::python()?;
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (out, store) = (path("out"), path("store"));
    let target = [
        "pipelines/shenyang.toml",
        "--period",
        period,
        "--store",
        &store,
    ];
    huoju(
        &[&["run"], &target[..]].concat(),
        &["--out", &out, "--quiet"],
    );
    let script = huoju(&[&["sql"], &target[..]].concat(), &["--quiet"]);
    let file = folder.path().join("script.sql");
    fs::write(&file, script).unwrap();
    let tables = folder.path().join("out").join(period).join("tables");
    Some(compared(python, &file, &tables))
}

#[test]
fn the_script_of_the_sample_year_gives_huojus_numbers() {
    let Some(told) = sample("2023") else { return };
    assert!(told.contains("differences 0"), "{told}");
    // Not an empty comparison: the sample has findings of rules, and values on every level.
    for none in ["(0 given)", " 0 failed", " 0 unknown", "findings 0"] {
        assert!(!told.contains(none), "{told}");
    }
}

#[test]
fn the_script_of_a_quarter_with_short_forms_gives_huojus_measures_and_rules() {
    let Some(told) = sample("2023Q4") else { return };
    assert!(told.contains("differences 0"), "{told}");
}

/// The small zone, whose first enterprise answers with more research than revenue: rejected by `R1`.
fn small_zone(policy: &str) -> Option<String> {
    let python = engine::python()?;
    let zone = Zone::new();
    zone.edit(
        "pipelines/zone.toml",
        "[gates]",
        &format!("[records]\nrejected = \"{policy}\"\n\n[gates]"),
    );
    let mut answer = zone.answers(2023)[0];
    answer.values[2] = 5000.0;
    zone.submit(2023, &format!("{}.xlsx", CODES[0]), &answer);
    assert!(zone.run().status.code().is_some_and(|code| code < 2));
    let output = zone.huoju(&["sql", "pipelines/zone.toml", "--period", "2023"]);
    assert!(output.status.success(), "{output:?}");
    let file = zone.path("script.sql");
    // The store is named relative to the zone's folder.
    let script = String::from_utf8(output.stdout).unwrap();
    let here = format!("read_parquet('{}/", zone.folder.path().display());
    fs::write(&file, script.replace("read_parquet('", &here)).unwrap();
    Some(compared(python, &file, &zone.path("out/2023/tables")))
}

#[test]
fn last_years_record_stands_in_where_the_pipeline_says_so() {
    for policy in ["exclude", "as_reported", "previous"] {
        let Some(told) = small_zone(policy) else {
            return;
        };
        assert!(told.contains("differences 0"), "{policy}: {told}");
        assert!(told.contains("2 failed"), "{policy}: {told}");
    }
}
