//! What is up to date is not done again, and what changed is: the whole command.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use crate::zone::{CODES, Zone, number, text};

/// Runs with further options and returns what it printed.
fn run(zone: &Zone, options: &[&str]) -> String {
    let language: &[&str] = match options {
        ["--lang", ..] => &[],
        _ => &["--lang", "en"],
    };
    let run = ["run", "pipelines/zone.toml", "--period", "2023"];
    let arguments = [&run, language, options].concat();
    let output = zone.huoju(&arguments);
    assert!(
        output.status.code().is_some_and(|code| code < 2),
        "{output:?}"
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The steps that a run says it did, or that it found up to date.
fn steps<'s>(said: &'s str, title: &str) -> Vec<&'s str> {
    let line = said
        .lines()
        .find_map(|line| line.strip_prefix(title))
        .unwrap_or_else(|| panic!("no `{title}` in {said}"));
    line.trim().split(", ").collect()
}

fn done(said: &str) -> Vec<&str> {
    steps(said, "  done ")
}

fn nothing_was_done(said: &str) -> bool {
    said.contains("nothing has changed since the run 0")
}

/// Every file below a folder with its content and time.
fn contents(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(contents(&path));
        } else {
            let time = fs::metadata(&path).unwrap().modified().unwrap();
            all.insert(path.clone(), (fs::read(&path).unwrap(), time));
        }
    }
    all
}

#[test]
fn a_second_run_with_nothing_changed_writes_nothing_says_so_and_is_quick() {
    let zone = Zone::new();
    let first = run(&zone, &[]);
    assert_eq!(done(&first).last(), Some(&"report"));
    let before = (contents(&zone.path("out")), contents(&zone.path("store")));
    let started = Instant::now();
    let said = run(&zone, &[]);
    let taken = started.elapsed();
    assert!(nothing_was_done(&said), "{said}");
    assert_eq!(
        before,
        (contents(&zone.path("out")), contents(&zone.path("store")))
    );
    // Alone it takes some hundredths of a second; other tests run beside it.
    assert!(taken < Duration::from_secs(5), "{taken:?}");
    assert_eq!(run(&zone, &["--quiet"]), "");
    // A summary that is asked for is written all the same.
    run(&zone, &["--summary", "summary.md"]);
    assert!(
        fs::read_to_string(zone.path("summary.md"))
            .unwrap()
            .starts_with("# ")
    );
}

#[test]
fn a_run_whose_gate_failed_fails_again_when_nothing_has_changed() {
    let zone = Zone::new();
    for code in &CODES[..2] {
        fs::remove_file(zone.path(&format!("input/2023/submissions/{code}.xlsx"))).unwrap();
    }
    let run = [
        "run",
        "pipelines/zone.toml",
        "--period",
        "2023",
        "--lang",
        "en",
    ];
    assert_eq!(zone.huoju(&run).status.code(), Some(1));
    let again = zone.huoju(&run);
    assert_eq!(again.status.code(), Some(1));
    let said = String::from_utf8(again.stdout).unwrap();
    assert!(nothing_was_done(&said), "{said}");
    assert!(said.contains("gate FAILED"), "{said}");
}

#[test]
fn an_input_of_the_same_size_and_time_but_another_content_is_seen() {
    let zone = Zone::new();
    zone.reference("zone,indicator,value\nA,rd,1\nA,size,10\nB,rd,9\nB,size,50\n");
    run(&zone, &[]);
    let path = zone.path("input/reference/2023.csv");
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    zone.reference("zone,indicator,value\nA,rd,2\nA,size,10\nB,rd,9\nB,size,50\n");
    fs::File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_modified(time)
        .unwrap();
    // Records are edited again, for files are among what they are edited from; they come out as they were.
    assert_eq!(
        done(&run(&zone, &[])),
        ["ingest", "validate", "evaluate", "assess", "report"]
    );
}

#[test]
fn a_touched_file_of_the_same_content_changes_nothing() {
    let zone = Zone::new();
    run(&zone, &[]);
    for file in [
        "pipelines/rules.toml",
        "pipelines/zone.toml",
        "input/register.xlsx",
        "out/2023/zone.xlsx",
    ] {
        let bytes = fs::read(zone.path(file)).unwrap();
        fs::write(zone.path(file), bytes).unwrap();
    }
    assert!(nothing_was_done(&run(&zone, &[])));
}

#[test]
fn a_changed_rule_reads_no_workbook_and_does_again_only_what_comes_of_it() {
    let zone = Zone::new();
    run(&zone, &[]);
    // The threshold is moved, and no record is on the other side of it.
    zone.edit("pipelines/rules.toml", ">= 0.09", ">= 0.08");
    let said = run(&zone, &[]);
    assert!(
        said.contains("(read before, nothing of them changed)"),
        "{said}"
    );
    assert_eq!(done(&said), ["edit 2022", "validate", "report"]);
    // Now a record is rejected that was accepted: all that is computed from it is computed again.
    zone.edit(
        "pipelines/rules.toml",
        "check = \"research <= revenue\"",
        "check = \"research <= 200\"",
    );
    let said = run(&zone, &[]);
    assert!(
        said.contains("(read before, nothing of them changed)"),
        "{said}"
    );
    assert_eq!(
        done(&said),
        [
            "edit 2022",
            "validate",
            "aggregate",
            "evaluate",
            "assess",
            "report"
        ]
    );
    let rejected = [("credit_code", CODES[2])];
    assert_eq!(
        text(&zone.table("enterprises"), &rejected, "status").as_deref(),
        Some("rejected")
    );
}

#[test]
fn another_language_writes_the_reports_only() {
    let zone = Zone::new();
    zone.run();
    let said = run(&zone, &["--lang", "en"]);
    assert_eq!(done(&said), ["report"]);
    assert_eq!(
        steps(&said, "  up to date"),
        [
            "ingest",
            "ingest 2022",
            "edit 2022",
            "validate",
            "aggregate",
            "evaluate",
            "assess"
        ]
    );
}

#[test]
fn a_changed_label_of_an_index_or_a_form_writes_the_reports_only() {
    let zone = Zone::new();
    run(&zone, &[]);
    zone.edit(
        "pipelines/index.toml",
        "en = \"Little index\"",
        "en = \"Small index\"",
    );
    assert_eq!(done(&run(&zone, &[])), ["report"]);
    zone.edit(
        "pipelines/zone.toml",
        "[gates]",
        "[returns]\ncontact = \"024\"\n\n[gates]",
    );
    assert_eq!(done(&run(&zone, &[])), ["report"]);
}

#[test]
fn a_renamed_indicator_is_not_computed_again_and_has_its_new_name_everywhere() {
    let zone = Zone::new();
    run(&zone, &[]);
    zone.edit("pipelines/indicators.toml", "研发强度", "研发投入强度");
    // The words of an assessment name the indicator.
    assert_eq!(done(&run(&zone, &[])), ["assess", "report"]);
    let size = [("unit", "littlezone"), ("indicator", "rd")];
    let indicators = zone.table("indicators");
    assert_eq!(
        text(&indicators, &size, "label").as_deref(),
        Some("研发投入强度")
    );
    assert_eq!(number(&indicators, &size, "value"), Some(5.0));
    let renamed = contents(&zone.path("out/2023/tables"));
    run(&zone, &["--force"]);
    let anew = contents(&zone.path("out/2023/tables"));
    for (path, (bytes, _)) in &anew {
        assert!(renamed[path].0 == *bytes, "{} differs", path.display());
    }
}

#[test]
fn an_explanation_leaves_sums_and_scores_as_they_are() {
    let zone = Zone::new();
    run(&zone, &[]);
    zone.write(
        "input/2023/explanations.csv",
        &format!(
            "统一社会信用代码,规则,说明\n{},R2,设备于年内到货\n",
            CODES[2]
        ),
    );
    assert_eq!(done(&run(&zone, &[])), ["ingest", "validate", "report"]);
}

#[test]
fn outputs_that_were_changed_or_removed_are_written_anew() {
    let zone = Zone::new();
    run(&zone, &[]);
    let whole = contents(&zone.path("out/2023"));
    fs::write(zone.path("out/2023/zone.xlsx"), "x").unwrap();
    fs::remove_file(zone.path("out/2023/tables/scores.parquet")).unwrap();
    assert_eq!(done(&run(&zone, &[])), ["report"]);
    let anew = contents(&zone.path("out/2023"));
    for (path, (bytes, _)) in &whole {
        assert!(anew[path].0 == *bytes, "{} differs", path.display());
    }
    assert!(nothing_was_done(&run(&zone, &[])));
}

#[test]
fn reports_of_older_tables_do_not_pass_for_those_of_new_inputs() {
    let zone = Zone::new();
    run(&zone, &[]);
    let mut answer = zone.answers(2023)[0];
    answer.values[0] += 500.0;
    zone.submit(2023, &format!("{}.xlsx", answer.code), &answer);
    let report = [
        "report",
        "pipelines/zone.toml",
        "--period",
        "2023",
        "--lang",
        "en",
    ];
    assert_eq!(zone.huoju(&report).status.code(), Some(0));
    let size = [("unit", "littlezone"), ("indicator", "size")];
    assert_eq!(
        number(&zone.table("indicators"), &size, "value"),
        Some(10.0)
    );
    assert_eq!(done(&run(&zone, &[])).len(), 6);
    assert_eq!(
        number(&zone.table("indicators"), &size, "value"),
        Some(10.5)
    );
    // Reports of tables that are up to date are up to date themselves.
    assert_eq!(zone.huoju(&report).status.code(), Some(0));
    assert!(nothing_was_done(&run(&zone, &[])));
}

#[test]
fn files_of_others_beside_the_outputs_are_theirs() {
    let zone = Zone::new();
    run(&zone, &[]);
    zone.write("out/2023/notes.txt", "by hand");
    assert!(nothing_was_done(&run(&zone, &[])));
    assert!(zone.path("out/2023/notes.txt").exists());
}

#[test]
fn damaged_tables_of_the_store_are_made_anew() {
    let zone = Zone::new();
    run(&zone, &[]);
    let stored = contents(&zone.path("store/period=2023"));
    let table = stored
        .keys()
        .find(|path| path.ends_with("measures.parquet"))
        .unwrap();
    fs::write(table, "half").unwrap();
    // They come out as they were: what was computed from them holds, but for the reports' own check.
    assert_eq!(done(&run(&zone, &[])), ["aggregate", "report"]);
    assert!(nothing_was_done(&run(&zone, &[])));
    fs::write(zone.path("store/period=2023/manifest.json"), "{ half").unwrap();
    assert_eq!(done(&run(&zone, &[])).len(), 6);
}

#[test]
fn force_does_everything_anew() {
    let zone = Zone::new();
    run(&zone, &[]);
    let said = run(&zone, &["--force"]);
    assert!(said.contains("(4 parsed, 0 remembered)"), "{said}");
    assert_eq!(steps(&said, "  up to date"), ["none"]);
    // Nothing came out otherwise: it is the same run.
    assert!(said.contains("  run        0001-"), "{said}");
}

#[test]
fn times_of_files_decide_nothing() {
    let zone = Zone::new();
    run(&zone, &[]);
    let outputs = contents(&zone.path("out/2023"));
    // 1980, 2038 and 2107 are ends of the calendars of file systems and archives.
    for seconds in [315_532_800, 2_147_483_648, 4_354_819_199, 4_386_355_200] {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        for folder in ["input", "pipelines", "store", "out"] {
            for path in contents(&zone.path(folder)).keys() {
                let file = fs::File::options().write(true).open(path).unwrap();
                file.set_modified(time).unwrap();
            }
        }
        assert!(nothing_was_done(&run(&zone, &[])), "{seconds}");
        run(&zone, &["--force"]);
        let anew = contents(&zone.path("out/2023"));
        for (path, (bytes, _)) in &outputs {
            assert!(anew[path].0 == *bytes, "{} differs", path.display());
        }
    }
}
