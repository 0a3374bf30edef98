//! Last year's column of a form against last year's record, through the whole command.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod zone;

use rust_xlsxwriter::Workbook;
use zone::{CODES, Zone, number, rows, text, write_row};

/// Replaces the first enterprise's form of 2023 by one with a column for last year: 500 thousand yuan of revenue and
/// 5 employees were reported then.
fn with_last_year(unit: &str, values: &[[&str; 3]]) -> Zone {
    let zone = Zone::new();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("F-01").unwrap();
    write_row(sheet, 0, &["表号：F-01", &format!("单位：{unit}")]);
    write_row(sheet, 1, &["统一社会信用代码", CODES[0]]);
    write_row(sheet, 2, &["代码", "本年", "上年"]);
    for (row, cells) in values.iter().enumerate() {
        write_row(sheet, row as u32 + 3, cells);
    }
    let path = format!("input/2023/submissions/{}.xlsx", CODES[0]);
    workbook.save(zone.path(&path)).unwrap();
    assert_eq!(zone.run().status.code(), Some(0));
    zone
}

#[test]
fn a_value_that_differs_is_a_query_with_both_values_and_both_cells() {
    let zone = with_last_year(
        "千元",
        &[["revenue", "1000", "520"], ["employees", "10", "5"]],
    );
    let findings = zone.table("findings");
    let which = [("rule", "last-year-difference")];
    assert_eq!(rows(&findings, &which).height(), 1);
    let of = |column: &str| text(&findings, &which, column).unwrap();
    assert_eq!(of("credit_code"), CODES[0]);
    assert_eq!(of("codes"), "revenue");
    assert_eq!(of("severity"), "query");
    assert_eq!(number(&findings, &which, "value"), Some(520.0));
    assert_eq!(number(&findings, &which, "expected"), Some(500.0));
    assert_eq!(
        (of("sheet"), of("cell")),
        ("F-01".to_owned(), "C4".to_owned())
    );
    assert!(of("file").starts_with("2023/submissions/"));
    // Last year's form has the value in row 7 of its table.
    let before = format!("2022/submissions/{}.xlsx F-01 D7", CODES[0]);
    assert!(of("message").contains(&before), "{}", of("message"));
    assert!(of("message_en").contains(&before));
    // It is kept as a value of the previous period, and used nowhere.
    let values = zone.stored(2023, "values");
    let last = [("period", "2022"), ("code", "revenue")];
    assert_eq!(number(&values, &last, "number"), Some(520.0));
    assert_eq!(text(&values, &last, "cell").as_deref(), Some("C4"));
    assert_eq!(number(&values, &last, "used"), Some(0.0));
}

#[test]
fn rounding_in_the_unit_of_the_form_is_no_difference() {
    // 500 thousand yuan are 0.05 million: written as 0.1 they are 1,000.
    for (unit, last, differs) in [
        ("万元", "50", false),
        ("百万元", "0.5", false),
        ("百万元", "1", false),
        ("百万元", "0.6", true),
        ("万元", "51", true),
        ("千元", "500.4", false),
        ("千元", "501", true),
    ] {
        let this = match unit {
            "万元" => "100",
            "百万元" => "1",
            _ => "1000",
        };
        let zone = with_last_year(unit, &[["revenue", this, last], ["employees", "10", ""]]);
        let found = rows(&zone.table("findings"), &[("rule", "last-year-difference")]).height();
        assert_eq!(found > 0, differs, "{last} {unit}");
    }
}

#[test]
fn without_a_record_of_last_year_nothing_is_compared() {
    let zone = Zone::new();
    std::fs::remove_dir_all(zone.path("input/2022")).unwrap();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    write_row(sheet, 0, &["表号：F-01"]);
    write_row(sheet, 1, &["统一社会信用代码", CODES[0]]);
    write_row(sheet, 2, &["代码", "本年", "上年"]);
    write_row(sheet, 3, &["revenue", "1000", "520"]);
    let path = format!("input/2023/submissions/{}.xlsx", CODES[0]);
    workbook.save(zone.path(&path)).unwrap();
    zone.run();
    let findings = rows(&zone.table("findings"), &[("rule", "last-year-difference")]);
    assert_eq!(findings.height(), 0);
}
