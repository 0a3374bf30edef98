//! Exports: many enterprises a sheet.

use crate::rows;
use crate::zone::{Zone, credit_code, workbook};

fn zone_of_two() -> Zone {
    Zone::new(rows![
        [credit_code(1), "甲公司", "浑南"],
        [credit_code(2), "乙公司", "和平"],
    ])
}

#[test]
fn labels_codes_and_units_may_stand_above_the_rows() {
    let zone = zone_of_two();
    let (one, two) = (credit_code(1), credit_code(2));
    zone.submit(
        "export.xlsx",
        workbook(vec![(
            "年报",
            rows![
                ["2023年年报导出"],
                [
                    "序号",
                    "账号",
                    "企业名称",
                    "数据状态",
                    "营业收入",
                    "从业人员期末人数",
                    "错误数量"
                ],
                [
                    "sid",
                    "susername",
                    "sname",
                    "sstate",
                    "qc05_0",
                    "qd01",
                    "serror"
                ],
                ["", "", "", "", "万元", "人", ""],
                [1, one.clone(), "甲公司", "ok", 12.5, 30, 7],
                [2, two.clone(), "乙公司", "ok", "无", "４０人", 0],
                ["合计", "", "", "", 12.5, 70, 7],
            ],
        )]),
    );
    let look = zone.ingest();
    assert_eq!(look.number(&one, "qc05_0"), Some(125.0));
    assert_eq!(look.number(&one, "qd01"), Some(30.0));
    assert_eq!(look.number(&two, "qc05_0"), None);
    assert_eq!(look.number(&two, "qd01"), Some(40.0));
    assert_eq!(look.text(&one, "qa03"), Some(one.clone()));
    let file = look.file("export.xlsx");
    assert_eq!((file.layout.word(), file.submissions), ("export", 2));
    assert_eq!(look.values("qc05_0")[0].cell, "E5");
    assert!(look.0.notices.is_empty(), "{:?}", look.0.notices);
}

#[test]
fn labels_that_stand_twice_are_resolved_by_the_label_before() {
    let zone = zone_of_two();
    let one = credit_code(1);
    zone.submit(
        "export.xlsx",
        workbook(vec![(
            "年报",
            rows![
                [
                    "统一社会信用代码",
                    "单位名称",
                    "地址",
                    "实际上缴税费总额",
                    "其中：增值税",
                    "所得税",
                    "减免税总额",
                    "其中：增值税",
                    "所得税"
                ],
                [one.clone(), "甲公司", "某街", 9, 4, 5, 7, 3, 2],
            ],
        )]),
    );
    let look = zone.ingest();
    for (field, expected) in [
        ("qc13", 9.0),
        ("qc14", 4.0),
        ("qc16", 5.0),
        ("qc17", 7.0),
        ("qc18", 3.0),
        ("qc20", 2.0),
    ] {
        assert_eq!(look.number(&one, field), Some(expected), "{field}");
    }
}

#[test]
fn a_withdrawn_row_withdraws_only_itself() {
    let zone = zone_of_two();
    let (one, two) = (credit_code(1), credit_code(2));
    zone.submit(
        "export.xlsx",
        workbook(vec![(
            "年报",
            rows![
                ["susername", "sname", "sstate", "数据提交时间", "qc05_0"],
                [one.clone(), "甲公司", "DIS", "2024-02-01 10:00:00", 1],
                [one.clone(), "甲公司", "ok", "2024-01-01 10:00:00", 2],
                [two.clone(), "乙公司", "dis", "2024-01-01 10:00:00", 3],
            ],
        )]),
    );
    let look = zone.ingest();
    assert_eq!(
        (look.status(&one).as_str(), look.number(&one, "qc05_0")),
        ("accepted", Some(2.0))
    );
    assert_eq!(
        (look.status(&two).as_str(), look.number(&two, "qc05_0")),
        ("withdrawn", None)
    );
    let withdrawn = look.notices("withdrawn");
    assert_eq!(
        withdrawn
            .iter()
            .map(|notice| notice.cell.as_str())
            .collect::<Vec<_>>()
            .len(),
        2
    );
    assert!(look.notices("non-respondent").is_empty());
    assert_eq!(
        look.values("qc05_0")
            .iter()
            .filter(|value| value.used)
            .count(),
        1
    );
}

#[test]
fn a_second_sheet_may_hold_the_projects() {
    let zone = zone_of_two();
    let (one, two) = (credit_code(1), credit_code(2));
    zone.submit(
        "export.xlsx",
        workbook(vec![
            (
                "企业",
                rows![
                    ["susername", "sname", "qc05_0"],
                    [one.clone(), "甲公司", 1],
                    [two.clone(), "乙公司", 2]
                ],
            ),
            (
                "项目",
                rows![
                    ["susername", "qh00", "xmmc", "qh51"],
                    ["账号", "序号", "项目名称", "经费"],
                    [two.clone(), 1, "新型电池研究", 5],
                    [one.clone(), 1, "高精度机床研制", 6],
                    [two.clone(), 2, "某某系统研究", 7],
                ],
            ),
        ]),
    );
    let look = zone.ingest();
    assert_eq!(look.file("export.xlsx").reason, "");
    assert_eq!(
        look.project_numbers("qh51"),
        [Some(6.0), Some(5.0), Some(7.0)]
    );
    assert_eq!(look.text(&two, "lists").as_deref(), Some("GQ-004"));
    assert_eq!(look.number(&one, "qc05_0"), Some(1.0));
    assert_eq!(look.file("export.xlsx").status.word(), "read");
}

#[test]
fn a_csv_in_gb18030_is_an_export_without_a_sheet_name() {
    let zone = zone_of_two();
    let one = credit_code(1);
    let text = format!("susername,sname,qc05_0,qb06\n{one},甲公司,\"1,234.5\",173\n");
    let (bytes, ..) = encoding_rs::GB18030.encode(&text);
    zone.submit_bytes("export.csv", &bytes);
    let look = zone.ingest();
    assert_eq!(look.number(&one, "qc05_0"), Some(1234.5));
    assert_eq!(look.text(&one, "qb06").as_deref(), Some("173"));
    let value = look.value("qc05_0");
    assert_eq!((value.sheet.as_str(), value.cell.as_str()), ("", "C2"));
}

#[test]
fn a_row_without_a_credit_code_is_reported() {
    let zone = zone_of_two();
    zone.submit(
        "export.xlsx",
        workbook(vec![(
            "年报",
            rows![
                ["susername", "sname", "qc05_0"],
                [credit_code(1), "甲公司", 1],
                ["", "乙公司", 2],
                ["待查", "丙公司", 3],
                ["注：数据截至二月"],
            ],
        )]),
    );
    let look = zone.ingest();
    let cells: Vec<&str> = look
        .notices("credit-code")
        .iter()
        .map(|notice| notice.cell.as_str())
        .collect();
    assert_eq!(cells, ["A3", "A4"]);
    assert_eq!(look.number(&credit_code(1), "qc05_0"), Some(1.0));
}

#[test]
fn a_list_of_projects_by_labels_is_no_form_whatever_its_sheet_is_called() {
    let zone = zone_of_two();
    let one = credit_code(1);
    zone.submit(
        "export.xlsx",
        workbook(vec![(
            "GQ-004",
            rows![
                [
                    "账号",
                    "统一社会信用代码",
                    "企业名称",
                    "序号",
                    "项目名称",
                    "当年成果形式",
                    "经费"
                ],
                ["sid", "susername", "sname", "qh00", "xmmc", "qh21", "qh51"],
                ["admin", one.clone(), "甲公司", 1, "新型电池研究", "01", 7],
            ],
        )]),
    );
    let look = zone.ingest();
    assert_eq!(look.project_numbers("qh51"), [Some(7.0)]);
    assert_eq!(look.text(&one, "lists").as_deref(), Some("GQ-004"));
}

#[test]
fn a_list_without_answers_is_no_submission() {
    let zone = zone_of_two();
    let lists = [
        (
            "register",
            ["企业名称", "行业代码", "是否高新技术企业"],
            ["甲公司", "3562", "是"],
        ),
        (
            "reminders",
            ["企业名称", "联系人", "电话"],
            ["甲公司", "某人", "024-12345678"],
        ),
    ];
    for (name, headers, values) in lists {
        zone.submit(
            &format!("{name}.xlsx"),
            workbook(vec![(
                "名单",
                rows![
                    ["统一社会信用代码", headers[0], headers[1], headers[2]],
                    [credit_code(1), values[0], values[1], values[2]],
                ],
            )]),
        );
    }
    zone.submit_bytes(
        "export.csv",
        format!("susername,sname,qc05_0\n{},乙公司,1\n", credit_code(2)).as_bytes(),
    );
    let look = zone.ingest();
    assert_eq!(look.status(&credit_code(1)), "missing");
    assert_eq!(look.status(&credit_code(2)), "accepted");
    for (name, ..) in lists {
        assert_eq!(look.file(&format!("{name}.xlsx")).status.word(), "refused");
    }
}
