//! Heads of forms: units of second pages and of blocks side by side, years in numerals, numbered labels, headers of
//! exports.

use crate::zone::{Zone, credit_code, workbook};

#[test]
fn a_second_page_has_the_unit_of_its_own_head() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    let rows = rows![
        ["表号：GQ-002", "", "计量单位：千元"],
        ["统一社会信用代码", code.clone()],
        ["指标名称", "代码", "数量"],
        ["工业总产值", "qc02", 10],
        ["营业收入", "qc05_0", 20],
        ["续表"],
        ["企业名称：甲公司", "", "计量单位：万元"],
        ["指标名称", "代码", "数量"],
        ["利润总额", "qc234", 3],
        ["续表（二）"],
        ["指标名称", "代码", "数量"],
        ["净利润", "qc12", 4],
    ];
    zone.submit("a.xlsx", workbook(vec![("表", rows)]));
    let look = zone.ingest();
    // The third page prints none: it goes on with the second's.
    for (field, expected) in [
        ("qc02", 10.0),
        ("qc05_0", 20.0),
        ("qc234", 30.0),
        ("qc12", 40.0),
    ] {
        assert_eq!(look.number(&code, field), Some(expected), "{field}");
    }
    assert_eq!(look.value("qc234").unit, "万元");
}

#[test]
fn blocks_side_by_side_have_the_units_printed_over_each() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    let rows = rows![
        ["表号：GQ-002"],
        ["统一社会信用代码", code.clone()],
        ["", "", "单位：元", "", "", "单位：万元"],
        ["指标名称", "代码", "数量", "指标名称", "代码", "数量"],
        ["工业总产值", "qc02", 5000, "利润总额", "qc234", 3],
    ];
    zone.submit("a.xlsx", workbook(vec![("表", rows)]));
    let look = zone.ingest();
    assert_eq!(look.number(&code, "qc02"), Some(5.0));
    assert_eq!(look.number(&code, "qc234"), Some(30.0));
}

#[test]
fn another_form_below_does_not_take_over_the_unit_of_the_first() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    let rows = rows![
        ["表号：GQ-002", "", "计量单位：万元"],
        ["统一社会信用代码", code.clone()],
        ["指标名称", "代码", "数量"],
        ["工业总产值", "qc02", 10],
        [""],
        ["表号：GQ-005"],
        ["指标名称", "代码", "数量"],
        ["研究开发费用合计", "qj20", 7],
    ];
    zone.submit("a.xlsx", workbook(vec![("表", rows)]));
    let look = zone.ingest();
    assert_eq!(look.number(&code, "qc02"), Some(100.0));
    assert_eq!(look.number(&code, "qj20"), Some(7.0));
}

#[test]
fn years_in_chinese_numerals_are_years() {
    let code = credit_code(1);
    for (year, wrong) in [
        ("二〇二三年", false),
        ("二○二三年度", false),
        ("二〇二二年", true),
        ("二零二二年度", true),
        ("报告期：二O二二年", true),
        ("高新技术企业统计年报（二〇二二年）", true),
        ("填报日期：二〇二四年一月五日", false),
    ] {
        let zone = Zone::of_one();
        let rows = rows![
            ["表号：GQ-002", "", year],
            ["统一社会信用代码", code.clone()],
            ["指标名称", "代码", "数量"],
            ["营业收入", "qc05_0", 1],
        ];
        zone.submit("a.xlsx", workbook(vec![("表", rows)]));
        let look = zone.ingest();
        let notices = look.notices("wrong-period");
        assert_eq!(!notices.is_empty(), wrong, "{year}");
        if let [notice] = notices.as_slice() {
            assert_eq!(notice.cell, "C1");
            assert!(year.contains(&notice.text), "{year}: {}", notice.text);
        }
    }
}

#[test]
fn a_column_of_last_year_may_be_headed_in_numerals() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    let rows = rows![
        ["表号：GQ-002"],
        ["统一社会信用代码", code.clone()],
        ["指标名称", "代码", "二〇二二年", "二〇二三年"],
        ["营业收入", "qc05_0", 4, 5],
    ];
    zone.submit("a.xlsx", workbook(vec![("表", rows)]));
    let look = zone.ingest();
    assert_eq!(look.number(&code, "qc05_0"), Some(5.0));
    let last: Vec<_> = look
        .values("qc05_0")
        .into_iter()
        .filter(|value| value.period == "2022")
        .collect();
    assert_eq!(
        (last[0].number, last[0].used, last[0].cell.as_str()),
        (Some(4.0), false, "C4")
    );
    assert!(look.checks().is_empty(), "{:?}", look.checks());
}

#[test]
fn the_first_labels_of_a_second_page_are_resolved_by_the_end_of_the_first() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    let rows = rows![
        ["表号：GQ-002"],
        ["统一社会信用代码", code.clone()],
        ["指标名称", "数量"],
        ["减免税总额", 9],
        ["续表"],
        ["指标名称", "数量"],
        ["其中：增值税", 4],
        ["所得税", 5],
    ];
    zone.submit("a.xlsx", workbook(vec![("表", rows)]));
    let look = zone.ingest();
    assert_eq!(look.number(&code, "qc18"), Some(4.0));
    assert_eq!(look.number(&code, "qc20"), Some(5.0));
}

#[test]
fn identity_labels_may_be_numbered_or_bracketed() {
    let code = credit_code(1);
    for label in [
        "01统一社会信用代码",
        "统一社会信用代码（18位）",
        "101 统一社会信用代码",
        "（01）统一社会信用代码",
        "1、统一社会信用代码：",
    ] {
        for below in [false, true] {
            let zone = Zone::of_one();
            let mut rows = match below {
                false => rows![["表号：GQ-002"], [label, code.clone()]],
                true => rows![
                    ["表号：GQ-002"],
                    [label, "企业名称"],
                    [code.clone(), "甲公司"]
                ],
            };
            rows.extend(rows![
                ["指标名称", "代码", "数量"],
                ["营业收入", "qc05_0", 1]
            ]);
            zone.submit("a.xlsx", workbook(vec![("表", rows)]));
            assert_eq!(
                zone.ingest().number(&code, "qc05_0"),
                Some(1.0),
                "{label} {below}"
            );
        }
    }
}
