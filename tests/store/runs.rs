//! Runs are remembered, compared, and done again by the definitions of their time: the whole command.

use std::fs;

use crate::zone::{CODES, Zone, number, text};

fn said(zone: &Zone, arguments: &[&str]) -> String {
    let output = zone.huoju(arguments);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Runs, and returns the id that it says it has.
fn run(zone: &Zone, options: &[&str]) -> String {
    let arguments = [&["run", "pipelines/zone.toml", "--period", "2023"], options].concat();
    let said = said(zone, &arguments);
    let of_line = |line: &str| {
        let heading = ["  批次", "  run "]
            .iter()
            .find_map(|heading| line.strip_prefix(heading));
        heading.map(|id| id.trim().to_owned())
    };
    let id = said.lines().find_map(of_line);
    let id = id.unwrap_or_else(|| panic!("no run in {said}"));
    id.split([',', '，']).next().unwrap().to_owned()
}

/// The lines of a section of what `diff` prints.
fn section<'s>(diff: &'s str, title: &str) -> Vec<&'s str> {
    diff.lines()
        .skip_while(|line| !line.starts_with(title))
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .map(str::trim)
        .collect()
}

fn correct(zone: &Zone) {
    let mut answer = zone.answers(2023)[0];
    answer.values[0] = 2000.0;
    zone.submit(2023, &format!("{}.xlsx", answer.code), &answer);
}

#[test]
fn runs_are_listed_the_newest_first_with_how_they_came_out() {
    let zone = Zone::new();
    assert!(said(&zone, &["runs", "pipelines/zone.toml"]).contains("no run"));
    let first = run(&zone, &[]);
    assert!(first.starts_with("0001-"), "{first}");
    // Nothing to do is no run.
    zone.run();
    correct(&zone);
    let second = run(&zone, &[]);
    assert!(second.starts_with("0002-"), "{second}");
    let listed = said(&zone, &["runs", "pipelines/zone.toml"]);
    let lines: Vec<&str> = listed.lines().collect();
    assert_eq!(lines.len(), 2, "{listed}");
    assert!(lines[0].starts_with(&second) && lines[1].starts_with(&first));
    assert!(lines[1].contains("2023"));
    assert!(
        lines[1].contains("passed  4 records, 0 open errors"),
        "{listed}"
    );
    assert!(
        lines[1].contains("little-index: 30.00 points, rank 2 of 3"),
        "{listed}"
    );
}

#[test]
fn the_same_inputs_and_definitions_are_the_same_run_in_another_store() {
    let zone = Zone::new();
    let here = run(&zone, &[]);
    let there = run(&zone, &["--store", "other", "--out", "elsewhere"]);
    assert_eq!(here, there);
}

#[test]
fn a_difference_names_the_file_the_record_and_what_came_of_it() {
    let zone = Zone::new();
    run(&zone, &[]);
    correct(&zone);
    run(&zone, &[]);
    let diff = said(&zone, &["diff", "pipelines/zone.toml", "1", "2"]);
    assert!(diff.contains("why: no change"), "{diff}");
    let file = format!("2023/submissions/{}.xlsx", CODES[0]);
    assert_eq!(
        section(&diff, "input files"),
        [format!("{file}: changed (enterprise {})", CODES[0])]
    );
    assert_eq!(
        section(&diff, "records"),
        [format!("{}: revenue 1000 → 2000 (from {file})", CODES[0])]
    );
    let indicators = section(&diff, "indicators");
    // 500 of 10,000, then of 11,000.
    assert!(
        indicators.contains(&"zone littlezone rd: value 5 → 4.545455, growth 0 → -9.090909"),
        "{diff}"
    );
    assert!(!indicators.iter().any(|line| line.starts_with("park west")));
    let scores = section(&diff, "scores");
    // rd 4.545… of 1 to 9 is 0.443…, size 11 of 10 to 50 is 0.025: 60 × 0.443182 + 40 × 0.025.
    assert!(
        scores
            .iter()
            .any(|line| line.starts_with("little-index littlezone total: score 30 → 27.590909")),
        "{diff}"
    );
    assert!(
        section(&diff, "parks' totals")
            .iter()
            .any(|line| line.starts_with("east total: score"))
    );
}

#[test]
fn a_difference_names_the_definitions_that_changed() {
    let zone = Zone::new();
    run(&zone, &[]);
    zone.edit(
        "pipelines/rules.toml",
        "research <= revenue",
        "research <= 200",
    );
    run(&zone, &["--lang", "en"]);
    let diff = said(&zone, &["diff", "pipelines/zone.toml", "1", "2", "--all"]);
    assert_eq!(
        section(&diff, "why"),
        ["language: zh → en", "definitions rules.toml: changed"]
    );
    assert!(diff.contains("input files: no change"), "{diff}");
    let record = format!("{}: status accepted → rejected", CODES[2]);
    assert!(section(&diff, "records")[0].starts_with(&record), "{diff}");
    assert!(
        section(&diff, "counts").contains(&"rejected: 0 → 1"),
        "{diff}"
    );
}

#[test]
fn a_new_and_a_missing_workbook_are_told() {
    let zone = Zone::new();
    run(&zone, &[]);
    fs::remove_file(zone.path(&format!("input/2023/submissions/{}.xlsx", CODES[3]))).unwrap();
    run(&zone, &[]);
    let diff = said(&zone, &["diff", "pipelines/zone.toml", "1", "2"]);
    let gone = format!("2023/submissions/{0}.xlsx: gone (enterprise {0})", CODES[3]);
    assert_eq!(section(&diff, "input files"), [gone]);
    assert!(section(&diff, "records")[0].contains("status accepted → missing"));
}

#[test]
fn a_period_is_calculated_again_by_the_definitions_of_an_earlier_run() {
    let zone = Zone::new();
    let first = run(&zone, &[]);
    let by_then = fs::read(zone.path("out/2023/tables/scores.parquet")).unwrap();
    zone.edit(
        "pipelines/rules.toml",
        "research <= revenue",
        "research <= 200",
    );
    zone.edit("pipelines/index.toml", "weight = 60", "weight = 20");
    run(&zone, &[]);
    assert_ne!(
        fs::read(zone.path("out/2023/tables/scores.parquet")).unwrap(),
        by_then
    );

    // Today's inputs, the definitions of the first run.
    let output = zone.huoju(&[
        "run",
        "pipelines/zone.toml",
        "--period",
        "2023",
        "--as-of",
        "1",
    ]);
    let summary = String::from_utf8(output.stdout).unwrap();
    assert!(
        summary.contains(&format!("采用批次 {first} 的定义")),
        "{summary}"
    );
    assert_eq!(
        fs::read(zone.path("out/2023/tables/scores.parquet")).unwrap(),
        by_then
    );
    let record = fs::read_to_string(zone.path("out/2023/run.json")).unwrap();
    assert!(
        record.contains(&format!("\"as_of\": \"{first}\"")),
        "{record}"
    );
    assert!(record.contains("\"path\": \"rules.toml\""), "{record}");

    correct(&zone);
    run(&zone, &["--as-of", &first]);
    let rd = [("unit", "littlezone"), ("indicator", "rd")];
    assert_eq!(
        number(&zone.table("indicators"), &rd, "value"),
        Some(100.0 * 500.0 / 11000.0)
    );
    let third = [("credit_code", CODES[2])];
    let status = text(&zone.table("enterprises"), &third, "status");
    assert_eq!(status.as_deref(), Some("accepted"));
    // One stage alone, too; and today's definitions are today's again.
    said(
        &zone,
        &[
            "validate",
            "pipelines/zone.toml",
            "--period",
            "2023",
            "--as-of",
            "1",
        ],
    );
    run(&zone, &[]);
    let status = text(&zone.table("enterprises"), &third, "status");
    assert_eq!(status.as_deref(), Some("rejected"));
    assert!(
        !fs::read_to_string(zone.path("out/2023/run.json"))
            .unwrap()
            .contains("as_of")
    );
}

#[test]
fn the_definitions_of_a_run_serve_when_todays_are_broken() {
    let zone = Zone::new();
    let first = run(&zone, &[]);
    let before = fs::read(zone.path("out/2023/zone.xlsx")).unwrap();
    fs::remove_file(zone.path("pipelines/survey.toml")).unwrap();
    run(&zone, &["--as-of", &first]);
    assert_eq!(fs::read(zone.path("out/2023/zone.xlsx")).unwrap(), before);
}

#[test]
fn a_run_that_is_not_there_or_damaged_is_told() {
    let zone = Zone::new();
    let fails = |run: &str, texts: &[&str]| {
        let output = zone.huoju(&[
            "run",
            "pipelines/zone.toml",
            "--period",
            "2023",
            "--as-of",
            run,
        ]);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        let error = String::from_utf8(output.stderr).unwrap();
        for text in texts {
            assert!(error.contains(text), "`{text}` is not in: {error}");
        }
    };
    fails("1", &["no run `1`", "none"]);
    let first = run(&zone, &[]);
    fails("7", &["no run `7`", &first]);
    for entry in fs::read_dir(zone.path("store/runs/definitions")).unwrap() {
        fs::write(entry.unwrap().path(), "damaged").unwrap();
    }
    fails("1", &["damaged"]);
}
