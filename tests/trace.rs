//! `huoju trace`, run as a user would: from a field of an enterprise to its cells.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod zone;

use rust_xlsxwriter::Workbook;
use zone::{CODES, Zone, write_row};

/// What a trace prints, with its exit code.
fn trace(zone: &Zone, arguments: &[&str]) -> (String, Option<i32>) {
    let mut all = vec!["trace", "pipelines/zone.toml", "--period", "2023"];
    all.extend(arguments);
    let output = zone.huoju(&all);
    let mut text = String::from_utf8(output.stdout).unwrap();
    text.push_str(&String::from_utf8(output.stderr).unwrap());
    (text, output.status.code())
}

/// Submits rows of code, value and last year's value, with a time, as a workbook of 2023.
fn submit(zone: &Zone, file: &str, credit_code: &str, filled: &str, rows: &[[&str; 3]]) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    write_row(sheet, 0, &["表号：F-01", "单位：万元"]);
    write_row(sheet, 1, &["统一社会信用代码", credit_code]);
    write_row(sheet, 2, &["填报时间", filled]);
    write_row(sheet, 3, &["代码", "本年", "上年"]);
    for (row, cells) in rows.iter().enumerate() {
        write_row(sheet, row as u32 + 4, cells);
    }
    let path = zone.path(&format!("input/2023/submissions/{file}"));
    workbook.save(path).unwrap();
}

fn zone_with_a_resubmission() -> Zone {
    let zone = Zone::new();
    let code = CODES[0];
    let again = zone.path(&format!("input/2023/submissions/{code}.xlsx"));
    std::fs::remove_file(again).unwrap();
    submit(
        &zone,
        "early.xlsx",
        code,
        "2024-01-10",
        &[["revenue", "90", ""]],
    );
    submit(
        &zone,
        "late.xlsx",
        code,
        "2024-01-20",
        &[
            ["revenue", "约", "50"],
            ["research", "10", "7"],
            ["employees", "10", "5"],
            ["high_tech", "1", ""],
        ],
    );
    assert_eq!(zone.run().status.code(), Some(0));
    zone
}

#[test]
fn the_chain_goes_from_the_field_to_cell_text_unit_factor_and_findings() {
    let zone = zone_with_a_resubmission();
    let (text, code) = trace(
        &zone,
        &[
            "--enterprise",
            CODES[0],
            "--field",
            "research",
            "--lang",
            "en",
        ],
    );
    assert_eq!(code, Some(0), "{text}");
    for part in [
        "research Research = 100 千元",
        "2023/submissions/late.xlsx [Sheet1] B6",
        "\"10\"",
        "万元 → 千元 (× 10)",
        "in the record",
        // Last year's column says 70, last year's record 50.
        "2023/submissions/late.xlsx [Sheet1] C6",
        "last year's column",
        "last-year-difference query",
    ] {
        assert!(text.contains(part), "`{part}` is not in\n{text}");
    }
    let (text, _) = trace(&zone, &["--enterprise", CODES[0], "--field", "研发费用"]);
    // The form lacks the revenue, so that the record is rejected: it is one, but no sum contains it.
    for part in [
        "研发费用 = 100 千元",
        "单元格",
        "原文",
        "在记录中，但本企业未计入汇总",
        "上年栏",
    ] {
        assert!(text.contains(part), "`{part}` is not in\n{text}");
    }
}

#[test]
fn what_superseded_a_value_is_said_with_the_times() {
    let zone = zone_with_a_resubmission();
    let (text, _) = trace(
        &zone,
        &[
            "--enterprise",
            "甲公司",
            "--field",
            "revenue",
            "--lang",
            "en",
        ],
    );
    for part in [
        "revenue Revenue = blank",
        "2023/submissions/early.xlsx [Sheet1] B5",
        "900 千元",
        "superseded by 2023/submissions/late.xlsx (filled on 2024-01-20 is later than 2024-01-10)",
        "unreadable-value",
    ] {
        assert!(text.contains(part), "`{part}` is not in\n{text}");
    }
}

#[test]
fn an_indicator_is_expanded_to_measures_and_fields_with_formulas() {
    let zone = zone_with_a_resubmission();
    let (text, code) = trace(
        &zone,
        &["--enterprise", CODES[2], "--field", "rd", "--lang", "en"],
    );
    assert_eq!(code, Some(0), "{text}");
    for part in [
        "rd R&D intensity",
        "100 * research / revenue",
        "research Research = 300 千元",
        "revenue Revenue = 4000 千元",
        "[F-01]",
    ] {
        assert!(text.contains(part), "`{part}` is not in\n{text}");
    }
}

#[test]
fn a_value_of_the_register_and_a_blank_are_told() {
    let zone = Zone::new();
    zone.edit(
        "pipelines/survey.toml",
        "[export]",
        "[register_fills]\nc04 = \"industry\"\n\n[export]",
    );
    assert_eq!(zone.run().status.code(), Some(0));
    let (text, _) = trace(
        &zone,
        &["--enterprise", CODES[1], "--field", "c04", "--lang", "en"],
    );
    assert!(text.contains("register.xlsx [Sheet1] D3"), "{text}");
    assert!(text.contains("filled by the register"), "{text}");
    let (text, _) = trace(&zone, &["--enterprise", CODES[1], "--field", "c03"]);
    assert!(text.contains("没有单元格填有数值"), "{text}");
}

#[test]
fn personal_data_are_said_to_be_dropped() {
    let zone = Zone::new();
    zone.edit(
        "pipelines/survey.toml",
        "unit = \"人\", type = \"integer\"",
        "unit = \"人\", type = \"integer\", personal = true",
    );
    assert_eq!(zone.run().status.code(), Some(0));
    let (text, _) = trace(
        &zone,
        &[
            "--enterprise",
            CODES[1],
            "--field",
            "employees",
            "--lang",
            "en",
        ],
    );
    assert!(text.contains("personal data"), "{text}");
    assert!(!text.contains("as typed"), "{text}");
}

#[test]
fn unknown_enterprises_and_fields_end_with_2_and_near_matches() {
    let zone = Zone::new();
    assert_eq!(zone.run().status.code(), Some(0));
    let typo = CODES[0].replace("1000", "1001");
    let (text, code) = trace(&zone, &["--enterprise", &typo]);
    assert_eq!(code, Some(2));
    assert!(text.contains(CODES[0]) && text.contains("甲公司"), "{text}");
    let (text, code) = trace(&zone, &["--enterprise", CODES[0], "--field", "revneue"]);
    assert_eq!(code, Some(2));
    assert!(text.contains("revenue"), "{text}");
    let (text, code) = trace(&zone, &["--enterprise", "公司"]);
    assert_eq!(code, Some(2));
    assert!(text.contains("may mean 4 enterprises"), "{text}");
}
