//! Values: units, codes, dates, and what cannot be read.

use rust_xlsxwriter::{Format, Formula};

use crate::rows;
use crate::zone::{Put, Zone, credit_code, form, workbook};

#[test]
fn the_unit_behind_the_number_beats_row_head_and_field() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    zone.submit(
        "a.xlsx",
        workbook(vec![
            (
                "经济",
                rows![
                    ["表号：GQ-002", "", "", "单位：万元"],
                    ["统一社会信用代码", code.clone()],
                    ["指标名称", "计量单位", "代码", "数量"],
                    ["营业收入", "", "qc05_0", 12.5],
                    ["工业总产值", "元", "qc02", 5000],
                    ["技术收入", "元", "qc06", "3亿元"],
                    ["能耗", "", "qc41", 7],
                ],
            ),
            (
                "人员",
                rows![
                    ["表号：GQ-003", "", "", "单位：万元"],
                    ["指标名称", "代码", "数量"],
                    ["从业人员期末人数", "qd01", "30人"],
                    ["大专", "qd09", 12],
                ],
            ),
        ]),
    );
    let look = zone.ingest();
    assert_eq!(look.number(&code, "qc05_0"), Some(125.0));
    assert_eq!(look.value("qc05_0").unit, "万元");
    assert_eq!(look.number(&code, "qc02"), Some(5.0));
    assert_eq!(look.number(&code, "qc06"), Some(300_000.0));
    assert_eq!(look.number(&code, "qc41"), Some(7.0));
    assert_eq!(look.number(&code, "qd01"), Some(30.0));
    assert_eq!(look.number(&code, "qd09"), Some(12.0));
}

#[test]
fn the_same_code_with_two_values_is_a_conflict_and_stays_blank() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    let one = form(
        "GQ-002",
        &code,
        vec![
            ("qc05_0", 10.into()),
            ("qc02", 5.into()),
            ("qc12", "无".into()),
        ],
    );
    let mut two = form(
        "GQ-002",
        &code,
        vec![
            ("qc05_0", 11.into()),
            ("qc02", 5.into()),
            ("qc12", 1.into()),
        ],
    );
    two.insert(0, vec![Put::from("续表")]);
    zone.submit("a.xlsx", workbook(vec![("一", one), ("二", two)]));
    let look = zone.ingest();
    assert_eq!(look.number(&code, "qc05_0"), None);
    assert_eq!(look.number(&code, "qc02"), Some(5.0));
    assert_eq!(look.number(&code, "qc12"), Some(1.0));
    let notice = look.notice("conflicting-values");
    assert_eq!(
        (notice.code.as_str(), notice.value, notice.expected),
        ("qc05_0", Some(10.0), Some(11.0))
    );
    assert!(look.values("qc05_0").iter().all(|value| !value.used));
}

#[test]
fn unreadable_values_and_formulas_without_value_are_reported_with_their_cell() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    let mut book = workbook(vec![(
        "经济",
        form(
            "GQ-002",
            &code,
            vec![
                ("qc05_0", "约一百".into()),
                ("qc02", "".into()),
                ("qc12", "".into()),
                ("qc06", "30人".into()),
            ],
        ),
    )]);
    let sheet = book.worksheet_from_name("经济").unwrap();
    sheet.write_formula(7, 3, "=1+1").unwrap();
    sheet
        .write_formula(8, 3, Formula::new("=3+4").set_result("7"))
        .unwrap();
    zone.submit("a.xlsx", book);
    let look = zone.ingest();
    assert_eq!(look.number(&code, "qc05_0"), None);
    assert_eq!(look.number(&code, "qc02"), None);
    assert_eq!(look.number(&code, "qc12"), Some(7.0));
    assert_eq!(look.number(&code, "qc06"), None);
    let formula = look.notice("formula-without-value");
    assert_eq!(
        (formula.code.as_str(), formula.cell.as_str()),
        ("qc02", "D8")
    );
    let unreadable = look.notices("unreadable-value");
    let seen: Vec<(&str, &str, &str)> = unreadable
        .iter()
        .map(|notice| {
            (
                notice.code.as_str(),
                notice.text.as_str(),
                notice.cell.as_str(),
            )
        })
        .collect();
    assert_eq!(seen, [("qc05_0", "约一百", "D7"), ("qc06", "30人", "D10")]);
    assert_eq!(
        (look.value("qc05_0").number, look.value("qc05_0").used),
        (None, true)
    );
}

#[test]
fn codes_booleans_and_dates_are_read_as_typed() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    zone.submit(
        "a.xlsx",
        workbook(vec![(
            "概况",
            form(
                "GQ-001",
                &code,
                vec![
                    ("qb06", "173 私营有限责任公司".into()),
                    ("qb11", "√".into()),
                    ("qb12", "2021年11月".into()),
                    ("qb04", 2010.into()),
                    ("qb03_1", 3921.into()),
                    ("qb04_0", "1亿元".into()),
                    ("qb06_2", "75%".into()),
                ],
            ),
        )]),
    );
    let look = zone.ingest();
    assert_eq!(look.text(&code, "qb06").as_deref(), Some("173"));
    assert_eq!(look.text(&code, "qb11").as_deref(), Some("1"));
    assert_eq!(look.text(&code, "qb12").as_deref(), Some("2021-11"));
    assert_eq!(look.text(&code, "qb04").as_deref(), Some("2010"));
    assert_eq!(look.text(&code, "qb03_1").as_deref(), Some("3921"));
    assert_eq!(look.number(&code, "qb04_0"), Some(10_000.0));
    assert_eq!(look.number(&code, "qb06_2"), Some(75.0));
}

#[test]
fn per_cents_by_the_cells_format_are_per_cents() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    let mut book = workbook(vec![(
        "概况",
        form("GQ-001", &code, vec![("qb06_2", "".into())]),
    )]);
    let percent = Format::new().set_num_format("0.0%");
    book.worksheet_from_name("概况")
        .unwrap()
        .write_with_format(6, 3, 0.255, &percent)
        .unwrap();
    zone.submit("a.xlsx", book);
    let look = zone.ingest();
    assert_eq!(look.number(&code, "qb06_2"), Some(25.5));
    assert_eq!(look.value("qb06_2").text, "25.5%");
}
