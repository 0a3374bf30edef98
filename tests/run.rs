//! The whole command on a small zone, with numbers computed by hand.
//!
//! 2023: revenue 1000 + 3000 (east), 4000 + 2000 (west); research 100 + 0, 300 + 100; 2022 is half of it.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod zone;

use std::fs;
use std::path::Path;

use zone::{CODES, Zone, number, rows, text};

fn close(found: Option<f64>, expected: f64) {
    let found = found.expect("a value");
    assert!(
        (found - expected).abs() <= 1e-9 * expected.abs().max(1.0),
        "found {found}, expected {expected}"
    );
}

#[test]
fn measures_and_indicators_equal_the_sums_by_hand() {
    let zone = Zone::new();
    let output = zone.run();
    assert_eq!(output.status.code(), Some(0), "{output:?}");

    let measures = zone.table("measures");
    for (unit, expected) in [("east", 4000.0), ("west", 6000.0), ("littlezone", 10000.0)] {
        close(
            number(
                &measures,
                &[("unit", unit), ("measure", "revenue")],
                "value",
            ),
            expected,
        );
    }
    close(
        number(
            &measures,
            &[("unit", "littlezone"), ("measure", "high_tech")],
            "value",
        ),
        2.0,
    );

    let indicators = zone.table("indicators");
    let of = |unit, id, column| number(&indicators, &[("unit", unit), ("indicator", id)], column);
    close(of("littlezone", "rd", "value"), 5.0);
    close(of("east", "rd", "value"), 2.5);
    close(of("west", "rd", "value"), 400.0 / 60.0);
    close(of("littlezone", "rd", "previous"), 5.0);
    close(of("littlezone", "rd", "change"), 0.0);
    close(of("littlezone", "size", "growth"), 100.0);
    close(of("west", "density", "value"), 150.0);
    close(of("littlezone", "density", "value"), 200.0);
    close(of("littlezone", "added", "value"), 5000.0);
    assert_eq!(of("littlezone", "added", "previous"), None);
}

#[test]
fn scores_ranks_and_contributions_equal_the_computation_by_hand() {
    let zone = Zone::new();
    assert_eq!(zone.run().status.code(), Some(0));

    // rd: panel 1, 9, own 5 → 0.5; size: panel 10, 50, own 10 → 0. Total 0.6 × 50 + 0.4 × 0 = 30.
    let scores = zone.table("scores");
    let of = |unit, node, column| number(&scores, &[("unit", unit), ("node", node)], column);
    close(of("littlezone", "total", "score"), 30.0);
    close(of("littlezone", "1.1", "normalised"), 0.5);
    close(of("littlezone", "1", "weight"), 0.6);
    close(of("A", "total", "score"), 0.0);
    close(of("B", "total", "score"), 100.0);
    close(of("littlezone", "total", "rank"), 2.0);
    close(of("B", "total", "rank"), 1.0);
    close(of("littlezone", "total", "units"), 3.0);

    // Without the third enterprise: research 200, revenue 6000.
    let contributions = zone.table("contributions");
    let third = [("credit_code", CODES[2]), ("indicator", "rd")];
    close(number(&contributions, &third, "with"), 5.0);
    close(
        number(&contributions, &third, "without"),
        100.0 * 200.0 / 6000.0,
    );
    close(
        number(&contributions, &third, "contribution"),
        5.0 - 10.0 / 3.0,
    );
    close(
        number(&contributions, &third, "rate"),
        (5.0 - 10.0 / 3.0) / 5.0 * 100.0,
    );
    close(
        number(&contributions, &third, "score"),
        (5.0 - 10.0 / 3.0) / 8.0 * 60.0,
    );
}

#[test]
fn parks_are_assessed_by_their_own_profiles() {
    let zone = Zone::new();
    assert_eq!(zone.run().status.code(), Some(0));
    let assessments = zone.table("assessments");
    let of = |park, id, column| number(&assessments, &[("park", park), ("indicator", id)], column);
    // East: 2.5 of target 5 → half of 60; 400 of 0–500 → 0.8 of 40.
    close(of("east", "rd", "score"), 30.0);
    close(of("east", "density", "score"), 32.0);
    close(of("east", "rd", "rank"), 2.0);
    // West: first of two → all of 50; growth 100 % of 0–200 → half of 50.
    close(of("west", "rd", "score"), 50.0);
    close(of("west", "size", "score"), 25.0);
    close(of("west", "size", "max_score"), 50.0);

    let ladder = zone.table("ladder");
    let points = |code| number(&ladder, &[("credit_code", code)], "innovation_points");
    close(points(CODES[0]), 10.0);
    close(points(CODES[1]), 1.0);
}

#[test]
fn a_record_with_an_error_is_rejected_and_left_out_of_the_sums() {
    let zone = Zone::new();
    let mut wrong = zone.answers(2023)[3];
    wrong.values[2] = 5000.0;
    zone.submit(2023, &format!("{}.xlsx", wrong.code), &wrong);
    let output = zone.run();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let enterprises = zone.table("enterprises");
    assert_eq!(
        text(&enterprises, &[("credit_code", CODES[3])], "status").as_deref(),
        Some("rejected")
    );
    close(
        number(
            &zone.table("measures"),
            &[("unit", "littlezone"), ("measure", "revenue")],
            "value",
        ),
        8000.0,
    );
    let finding = [("rule", "R1"), ("outcome", "failed")];
    let findings = zone.table("findings");
    close(number(&findings, &finding, "difference"), 3000.0);
    assert_eq!(text(&findings, &finding, "cell").as_deref(), Some("D7"));
    assert_eq!(
        text(&findings, &finding, "cells").as_deref(),
        Some("revenue=F-01!D7;research=F-01!D9")
    );
    assert_eq!(
        text(&findings, &finding, "message").as_deref(),
        Some("研发费用5,000大于营业收入2,000")
    );
}

#[test]
fn the_same_code_twice_with_different_values_rejects_the_record_and_leaves_the_value_blank() {
    let zone = Zone::new();
    let answer = zone.answers(2023)[0];
    let file = format!("{}.xlsx", answer.code);
    zone.submit_with(2023, &file, &answer, &[("research", "7")]);
    assert_eq!(zone.run().status.code(), Some(0));
    let record = [("credit_code", CODES[0])];
    let enterprises = zone.table("enterprises");
    assert_eq!(
        text(&enterprises, &record, "status").as_deref(),
        Some("rejected")
    );
    assert_eq!(number(&enterprises, &record, "research"), None);
    let conflict = [("rule", "conflicting-values"), ("severity", "error")];
    assert_eq!(
        text(&zone.table("findings"), &conflict, "codes").as_deref(),
        Some("research")
    );
}

#[test]
fn an_unreadable_value_that_a_later_submission_corrected_is_no_finding() {
    let zone = Zone::new();
    let answer = zone.answers(2023)[0];
    fs::remove_file(zone.path(&format!("input/2023/submissions/{}.xlsx", answer.code))).unwrap();
    zone.submit_with(2023, "a.xlsx", &answer, &[("research", "约一百")]);
    assert_eq!(zone.run().status.code(), Some(0));
    let unreadable = [("rule", "unreadable-value")];
    assert_eq!(rows(&zone.table("findings"), &unreadable).height(), 1);
    // Of two undated form workbooks the later path wins.
    zone.submit(2023, "b.xlsx", &answer);
    assert_eq!(zone.run().status.code(), Some(0));
    assert_eq!(rows(&zone.table("findings"), &unreadable).height(), 0);
    let superseded = [("rule", "superseded")];
    assert_eq!(rows(&zone.table("findings"), &superseded).height(), 1);
}

#[test]
fn an_unreadable_workbook_is_a_row_in_files_and_the_run_goes_on() {
    let zone = Zone::new();
    zone.write("input/2023/submissions/broken.xlsx", "PK\u{3}\u{4} no zip");
    assert_eq!(zone.run().status.code(), Some(0));
    let file = [("path", "2023/submissions/broken.xlsx")];
    let files = zone.table("files");
    assert_eq!(text(&files, &file, "status").as_deref(), Some("refused"));
    assert!(!text(&files, &file, "reason").unwrap().is_empty());
    let findings = rows(&zone.table("findings"), &[("rule", "unreadable-file")]);
    assert_eq!(findings.height(), 1);
}

#[test]
fn a_gate_that_fails_makes_the_exit_code_1_and_the_outputs_are_there() {
    let zone = Zone::new();
    for code in &CODES[..2] {
        fs::remove_file(zone.path(&format!("input/2023/submissions/{code}.xlsx"))).unwrap();
    }
    let output = zone.run();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains("response_rate 未通过：0.5（限值 0.7）"),
        "{said}"
    );
    let record = fs::read_to_string(zone.path("out/2023/run.json")).unwrap();
    assert!(record.contains("\"passed\": false"));
    let missing = rows(&zone.table("enterprises"), &[("status", "missing")]);
    assert_eq!(missing.height(), 2);
}

#[test]
fn the_stages_alone_give_the_same_tables_as_the_whole_run() {
    let zone = Zone::new();
    assert_eq!(zone.run().status.code(), Some(0));
    let stages = [
        "ingest",
        "validate",
        "aggregate",
        "evaluate",
        "assess",
        "report",
    ];
    for stage in stages {
        let output = zone.huoju(&[
            stage,
            "pipelines/zone.toml",
            "--period",
            "2023",
            "--out",
            "single",
            "--store",
            "single-store",
        ]);
        assert_eq!(output.status.code(), Some(0), "{stage}: {output:?}");
    }
    let whole = every_file(&zone.path("out/2023"));
    let single = every_file(&zone.path("single/2023"));
    assert_eq!(whole.len(), single.len());
    for ((name, of_run), (other, of_stages)) in whole.iter().zip(&single) {
        assert_eq!(name, other);
        assert!(of_run == of_stages, "{name} differs");
    }
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let zone = Zone::new();
    assert_eq!(zone.run().status.code(), Some(0));
    let first = every_file(&zone.path("out/2023"));
    let again = zone.huoju(&["run", "pipelines/zone.toml", "--period", "2023", "--force"]);
    assert_eq!(again.status.code(), Some(0));
    let second = every_file(&zone.path("out/2023"));
    assert!(
        first.len() > 15,
        "{:?}",
        first.iter().map(|(name, _)| name).collect::<Vec<_>>()
    );
    for ((name, before), (other, after)) in first.iter().zip(&second) {
        assert_eq!(name, other);
        assert!(before == after, "{name} differs");
    }
}

#[test]
fn last_year_comes_from_the_store_when_the_input_folder_no_longer_has_it() {
    let zone = Zone::new();
    assert_eq!(zone.run().status.code(), Some(0));
    fs::remove_dir_all(zone.path("input/2022")).unwrap();
    assert_eq!(zone.run().status.code(), Some(0));
    let growth = [("unit", "littlezone"), ("indicator", "size")];
    close(number(&zone.table("indicators"), &growth, "growth"), 100.0);
}

#[test]
fn a_correction_of_last_year_is_seen_by_the_next_run() {
    let zone = Zone::new();
    assert_eq!(zone.run().status.code(), Some(0));
    let mut corrected = zone.answers(2022)[0];
    corrected.values[0] = 1500.0;
    zone.submit(2022, &format!("{}.xlsx", corrected.code), &corrected);
    assert_eq!(zone.run().status.code(), Some(0));
    let size = [("unit", "littlezone"), ("indicator", "size")];
    close(number(&zone.table("indicators"), &size, "previous"), 6.0);
}

fn every_file(root: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().display().to_string();
                files.push((name, fs::read(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn explain_and_what_if_speak_the_language_of_the_workbooks() {
    let zone = Zone::new();
    assert_eq!(zone.run().status.code(), Some(0));
    let said = |arguments: &[&str]| {
        let output = zone.huoju(arguments);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let of = ["explain", "pipelines/zone.toml", "--period", "2023", "rd"];
    let zh = said(&of);
    for words in [
        "数值：5 %",
        "统计依据：年报",
        "占总分权重",
        "得分变动",
        "失分",
        "贡献率",
    ] {
        assert!(zh.contains(words), "{words}: {zh}");
    }
    let en = said(&[&of[..], &["--lang", "en"]].concat());
    for words in [
        "value: 5 %",
        "basis: annual survey",
        "points lost",
        "change of points",
    ] {
        assert!(en.contains(words), "{words}: {en}");
    }
    let of = [
        "what-if",
        "pipelines/zone.toml",
        "--period",
        "2023",
        "--set",
        "rd=6",
    ];
    let zh = said(&of);
    assert!(
        zh.contains("如果 rd") && zh.contains("得分") && zh.contains("排名"),
        "{zh}"
    );
    let en = said(&[&of[..], &["--lang", "en"]].concat());
    assert!(
        en.contains("if rd") && en.contains("score") && en.contains("rank"),
        "{en}"
    );
}

#[test]
fn a_reference_of_last_year_serves_without_its_survey() {
    let zone = Zone::new();
    fs::remove_dir_all(zone.path("input/2022")).unwrap();
    zone.write(
        "input/reference/2022.csv",
        "zone,indicator,value\nA,rd,1\nA,size,10\nB,rd,5\nB,size,50\n",
    );
    assert_eq!(zone.run().status.code(), Some(0));
    let changes = zone.table("score_changes");
    let of = |column| number(&changes, &[("indicator", "rd")], column);
    // The zone's 5 stands between 1 and 9 now; last year it would have been the best of 1 to 5.
    assert!(of("others").unwrap() < 0.0);
    assert_eq!(of("own"), None);
    assert_eq!(
        text(&changes, &[("indicator", "rd")], "basis").as_deref(),
        Some("others_only")
    );
    assert_eq!(zone.table("change_movers").height(), 0);
}

#[test]
fn the_enterprises_that_moved_an_indicator_add_up_to_its_change() {
    let zone = Zone::new();
    assert_eq!(zone.run().status.code(), Some(0));
    let movers = rows(&zone.table("change_movers"), &[("indicator", "size")]);
    assert!(movers.height() > 2, "{movers}");
    let moved: f64 = movers
        .column("moved")
        .unwrap()
        .f64()
        .unwrap()
        .iter()
        .flatten()
        .sum();
    let change = number(
        &zone.table("indicators"),
        &[("unit", "littlezone"), ("indicator", "size")],
        "change",
    );
    close(change, moved);
}
