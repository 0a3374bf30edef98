//! Values as people type them: what has one meaning is read, what has none or two is a finding with its cell.

use rust_xlsxwriter::{Format, Formula};

use crate::record::asked;
use crate::zone::{Look, Put, Zone, credit_code, form, workbook};

/// Reads texts as values of money fields (千元), one field each; the fields stand from row 7 on in column D.
fn read(typed: &[&str]) -> (Look, String, Vec<String>) {
    let zone = Zone::of_one();
    let code = credit_code(1);
    let fields: Vec<String> = asked(zone.definitions(), "GQ-002")
        .into_iter()
        .filter(|field| field.unit == "千元")
        .map(|field| field.code.clone())
        .take(typed.len())
        .collect();
    assert_eq!(fields.len(), typed.len(), "too few fields of money");
    let values: Vec<(&str, Put)> = fields
        .iter()
        .zip(typed)
        .map(|(field, text)| (field.as_str(), Put::from(*text)))
        .collect();
    zone.submit(
        "a.xlsx",
        workbook(vec![("表", form("GQ-002", &code, values))]),
    );
    (zone.ingest(), code, fields)
}

#[test]
fn numbers_with_one_meaning_are_read() {
    let cases = [
        ("１２，３４５．６", 12345.6),
        ("1 234", 1234.0),
        ("1\u{a0}234", 1234.0),
        ("\u{200b}12\u{200b}", 12.0),
        ("12.", 12.0),
        ("12。", 12.0),
        ("(1,234)", -1234.0),
        ("（１２）", -12.0),
        ("－7", -7.0),
        ("1.2亿", 120_000.0),
        ("1.2亿元", 120_000.0),
        ("3万", 30.0),
        ("100（万元）", 1000.0),
        ("人民币100万元", 1000.0),
        ("5000元", 5.0),
        ("12\n万元", 120.0),
        ("1.5E3", 1500.0),
        ("'88", 88.0),
        ("0.0", 0.0),
        ("0", 0.0),
    ];
    let (look, code, fields) = read(&cases.map(|(text, _)| text));
    for ((text, expected), field) in cases.iter().zip(&fields) {
        assert_eq!(look.number(&code, field), Some(*expected), "{text:?}");
    }
    assert!(look.notices("unreadable-value").is_empty());
}

#[test]
fn blanks_are_blank_and_no_zero() {
    let (look, code, fields) = read(&["无", "—", "－", "/", "／", "——"]);
    for field in &fields {
        assert_eq!(look.number(&code, field), None);
    }
    assert!(look.checks().is_empty(), "{:?}", look.checks());
}

#[test]
fn what_has_no_or_two_meanings_is_a_finding_with_its_cell() {
    let cases = [
        "约300",
        "300左右",
        "300余",
        "300+",
        "近300",
        ">300",
        "△123",
        "▲5",
        "12,34",
        "0,123",
        "1.234,5",
        "1.234.567",
        "12 34",
        "12\n34",
        "100-200",
        "100~200",
        "5²",
        "①200",
        "½",
        "三百",
        "1OO",
        "#REF!",
        "#DIV/0!",
        "N/A",
        "没有",
        "=1+2",
        "30人",
        "50%",
        "1、234",
        "1万2000元",
        "¥1200",
        "见附件",
    ];
    let (look, code, fields) = read(&cases);
    let unreadable = look.notices("unreadable-value");
    for (at, (text, field)) in cases.iter().zip(&fields).enumerate() {
        assert_eq!(look.number(&code, field), None, "{text:?}");
        let notice = unreadable.iter().find(|notice| notice.code == *field);
        let cell = notice.map(|notice| (notice.sheet.as_str(), notice.cell.as_str()));
        let expected = format!("D{}", at + 7);
        assert_eq!(cell, Some(("表", expected.as_str())), "{text:?}");
    }
    assert_eq!(unreadable.len(), cases.len());
}

#[test]
fn dates_and_codes_with_one_meaning_are_read_and_others_are_not() {
    let zone = Zone::of_one();
    let code = credit_code(1);
    let dates = [
        ("qb08", Put::from("2023年12月"), Some("2023-12")),
        ("qb04", Put::from(202_312), Some("2023-12")),
        ("qb12", Put::from("2023.12"), Some("2023-12")),
        ("qb14_1", Put::from("2023/12/5"), Some("2023-12-05")),
        ("qb14_2", Put::from(45_265), Some("2023-12-05")),
        ("qb15_2", Put::from("二〇二三年十二月"), Some("2023-12")),
    ];
    let codes = [
        ("qb06", Put::from("173 私营有限责任公司"), Some("173")),
        ("qb18", Put::from("01"), Some("1")),
        ("qb09", Put::from("1、2"), Some("1、2")),
        ("qb11", Put::from("1.是"), Some("1")),
    ];
    let fields: Vec<(&str, Put)> = dates
        .into_iter()
        .chain(codes)
        .map(|(field, put, _)| (field, put))
        .collect();
    zone.submit(
        "a.xlsx",
        workbook(vec![("表", form("GQ-001", &code, fields))]),
    );
    let look = zone.ingest();
    for (field, expected) in [
        ("qb08", Some("2023-12")),
        ("qb04", Some("2023-12")),
        ("qb12", Some("2023-12")),
        ("qb14_1", Some("2023-12-05")),
        ("qb14_2", Some("2023-12-05")),
        ("qb15_2", Some("2023-12")),
        ("qb06", Some("173")),
        ("qb18", Some("1")),
        // Two codes: validation finds no such code in the list.
        ("qb09", Some("1、2")),
        ("qb11", Some("1")),
    ] {
        assert_eq!(look.text(&code, field).as_deref(), expected, "{field}");
    }

    let zone = Zone::of_one();
    let doubtful = vec![
        // As a number it may have been October.
        ("qb08", Put::from(2023.1)),
        ("qb04", Put::from(20_231)),
        ("qb12", Put::from("23年5月")),
        ("qb14_1", Put::from("5/12/2023")),
        ("qb11", Put::from("是否")),
    ];
    zone.submit(
        "a.xlsx",
        workbook(vec![("表", form("GQ-001", &code, doubtful))]),
    );
    let look = zone.ingest();
    let cells: Vec<&str> = look
        .notices("unreadable-value")
        .iter()
        .map(|notice| notice.cell.as_str())
        .collect();
    assert_eq!(cells, ["D8", "D7", "D11", "D9", "D10"]);
}

#[test]
fn a_formula_counts_by_its_stored_result_and_is_reported_without_one() {
    let zone = Zone::of_one();
    let code = credit_code(1);
    let rows = form(
        "GQ-002",
        &code,
        vec![("qc02", "".into()), ("qc05_0", "".into())],
    );
    let mut book = workbook(vec![("表", rows)]);
    let sheet = book.worksheet_from_name("表").unwrap();
    let grouped = Format::new().set_num_format("#,##0");
    let formula = Formula::new("=SUM(1,2)").set_result("3");
    sheet
        .write_formula_with_format(6, 3, formula, &grouped)
        .unwrap();
    sheet.write_formula(7, 3, "=A1*2").unwrap();
    zone.submit("a.xlsx", book);
    let look = zone.ingest();
    assert_eq!(look.number(&code, "qc02"), Some(3.0));
    assert_eq!(look.number(&code, "qc05_0"), None);
    assert_eq!(look.notice("formula-without-value").cell, "D8");
}

#[test]
fn identity_numbers_are_repaired_where_one_alone_can_be_meant() {
    let code = "914403001922038216";
    let zone = Zone::new(rows![[code, "甲公司", "浑南"]]);
    for (name, typed) in [
        ("number.xlsx", Put::Number(914_403_001_922_038_216.0)),
        ("letters.xlsx", Put::from("9I44O3OO1922O382l6")),
        ("spaces.xlsx", Put::from(" 9144 0300 1922 0382 16\u{a0}")),
    ] {
        let zone = Zone::new(rows![[code, "甲公司", "浑南"]]);
        let rows = vec![
            vec!["表号：GQ-002".into()],
            vec!["统一社会信用代码".into(), typed],
            vec!["指标名称".into(), "代码".into(), "数量".into()],
            vec!["营业收入".into(), "qc05_0".into(), 5.into()],
        ];
        zone.submit(name, workbook(vec![("表", rows)]));
        let look = zone.ingest();
        assert_eq!(look.number(code, "qc05_0"), Some(5.0), "{name}");
        assert_eq!(look.status(code), "accepted");
        if name != "spaces.xlsx" {
            assert!(look.file(name).reason.contains("更正"), "{name}");
        }
    }
    // Nobody in the register can be meant.
    let rows = vec![
        vec!["表号：GQ-002".into()],
        vec![
            "统一社会信用代码".into(),
            Put::Number(914_403_001_922_099_999.0),
        ],
        vec!["指标名称".into(), "代码".into(), "数量".into()],
        vec!["营业收入".into(), "qc05_0".into(), 5.into()],
    ];
    zone.submit("a.xlsx", workbook(vec![("表", rows)]));
    let look = zone.ingest();
    assert_eq!(look.notice("credit-code").cell, "B2");
    assert_eq!(look.status(code), "missing");
}
