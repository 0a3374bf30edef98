//! The layout of forms.

use rust_xlsxwriter::{Format, Workbook};

use crate::rows;
use crate::zone::{Put, Zone, credit_code, fill, form, workbook};

#[test]
fn a_printed_form_gives_each_field_its_value_unit_and_cell() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    zone.submit(
        "a.xlsx",
        workbook(vec![(
            "GQ-002 经济概况",
            rows![
                ["", "", "经济概况"],
                ["", "", "", "", "表　　号：ＧＱ－００２"],
                [
                    "统一社会信用代码：",
                    code.clone(),
                    "",
                    "",
                    "制定机关：科学技术部"
                ],
                ["企业名称：甲公司", "", "2023年", "", "计量单位：千元"],
                ["指标名称", "计量单位", "代码", "数量", "上年"],
                ["甲", "乙", "丙", "1", "2"],
                ["工业总产值（当年价格）", "千元", "qc02", 1234.5, 1000],
                ["营业收入", "千元", " QC05_0 ", "１，２００", 900],
                [
                    "规模以上工业企业综合能源消费量",
                    "吨标准煤",
                    "qc41",
                    "35",
                    ""
                ],
                ["净利润", "千元", "qc12", "－7", "无"],
            ],
        )]),
    );
    let look = zone.ingest();
    assert_eq!(look.status(&code), "accepted");
    assert_eq!(look.number(&code, "qc02"), Some(1234.5));
    assert_eq!(look.number(&code, "qc05_0"), Some(1200.0));
    assert_eq!(look.number(&code, "qc41"), Some(35.0));
    assert_eq!(look.number(&code, "qc12"), Some(-7.0));
    let value = &look.values("qc05_0")[0];
    assert_eq!(
        (
            value.file.as_str(),
            value.sheet.as_str(),
            value.cell.as_str()
        ),
        ("2023/submissions/a.xlsx", "GQ-002 经济概况", "D8")
    );
    assert_eq!(
        (value.text.as_str(), value.unit.as_str(), value.used),
        ("１，２００", "千元", true)
    );
    let last_year = &look.values("qc02")[1];
    assert_eq!(
        (last_year.period.as_str(), last_year.number, last_year.used),
        ("2022", Some(1000.0), false)
    );
    assert!(look.0.notices.is_empty(), "{:?}", look.0.notices);
}

#[test]
fn blocks_side_by_side_and_continued_are_all_read() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    zone.submit(
        "a.xlsx",
        workbook(vec![(
            "Sheet1",
            rows![
                ["表号", "GQ-002"],
                ["统一社会信用代码", code.clone()],
                ["指标名称", "代码", "数量", "指标名称", "代码", "数量"],
                ["甲", "乙", 1, "甲", "乙", 1],
                ["工业总产值", "qc02", 10, "营业成本", "qc220", 6],
                ["营业收入", "qc05_0", 20, "税金及附加", "qc221", 1],
                ["续表"],
                ["指标名称", "计量单位", "代码", "本年", "上年"],
                ["利润总额", "千元", "qc234", 3, 99],
                ["净利润", "千元", "qc12", "", 88],
            ],
        )]),
    );
    let look = zone.ingest();
    for (field, expected) in [
        ("qc02", Some(10.0)),
        ("qc220", Some(6.0)),
        ("qc05_0", Some(20.0)),
        ("qc221", Some(1.0)),
        ("qc234", Some(3.0)),
        ("qc12", None),
    ] {
        assert_eq!(look.number(&code, field), expected, "{field}");
    }
}

#[test]
fn headers_of_two_rows_and_merged_cells_are_read() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    sheet.set_name("经济").unwrap();
    fill(
        sheet,
        rows![
            ["", "", "", "表号：GQ-002"],
            ["法人单位统一社会信用代码"],
            [],
            [],
            ["", "", "", "上年", "本年"],
            ["工业总产值", "qc02", "", 5, 6],
            ["营业收入", "qc05_0", "", 7, 8],
        ],
    );
    sheet.merge_range(1, 1, 1, 4, &code, &plain).unwrap();
    sheet.merge_range(3, 0, 4, 0, "指标名称", &plain).unwrap();
    sheet.merge_range(3, 1, 4, 1, "代码", &plain).unwrap();
    sheet.merge_range(3, 2, 4, 2, "计量单位", &plain).unwrap();
    sheet.merge_range(3, 3, 3, 4, "数量", &plain).unwrap();
    sheet.merge_range(5, 2, 6, 2, "万元", &plain).unwrap();
    zone.submit("a.xlsx", book);
    let look = zone.ingest();
    assert_eq!(look.number(&code, "qc02"), Some(60.0));
    assert_eq!(look.number(&code, "qc05_0"), Some(80.0));
    assert_eq!(
        look.values("qc02")
            .iter()
            .filter(|value| value.used)
            .count(),
        1
    );
}

#[test]
fn rows_without_codes_are_found_by_label_and_by_what_stands_before() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    zone.submit(
        "a.xlsx",
        workbook(vec![(
            "经济",
            rows![
                ["表号：GQ-002"],
                ["统一社会信用代码", code.clone()],
                ["指标名称", "数量"],
                ["营业收入", 100],
                ["实际上缴税费总额", 9],
                ["  其中：增值税", 4],
                ["  所得税", 5],
                ["减免税总额", 7],
                ["  其中：增值税", 3],
                ["  所得税", 2],
            ],
        )]),
    );
    let look = zone.ingest();
    for (field, expected) in [
        ("qc05_0", 100.0),
        ("qc14", 4.0),
        ("qc16", 5.0),
        ("qc18", 3.0),
        ("qc20", 2.0),
    ] {
        assert_eq!(look.number(&code, field), Some(expected), "{field}");
    }
    assert!(look.notices("ambiguous-label").is_empty());
}

#[test]
fn a_label_that_stands_alone_and_may_mean_two_fields_is_reported() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    zone.submit(
        "a.xlsx",
        workbook(vec![(
            "经济",
            rows![
                ["表号：GQ-002"],
                ["统一社会信用代码", code.clone()],
                ["指标名称", "数量"],
                ["所得税", 5],
                ["营业收入", 100],
            ],
        )]),
    );
    let look = zone.ingest();
    assert_eq!(look.number(&code, "qc16"), None);
    let notice = look.notice("ambiguous-label");
    assert_eq!(
        (notice.text.as_str(), notice.cell.as_str()),
        ("所得税", "A4")
    );
    assert_eq!(notice.detail_en, "qc16, qc20");
}

#[test]
fn a_cover_is_known_by_its_name_or_its_fields_and_personal_data_stay_out() {
    let code = credit_code(1);
    for name in ["封面", "Sheet1"] {
        let zone = Zone::of_one();
        zone.submit(
            "a.xlsx",
            workbook(vec![(
                name,
                rows![
                    ["高新技术企业统计年报"],
                    [
                        "统一社会信用代码（或企业组织机构代码）",
                        "qa03",
                        code.clone()
                    ],
                    ["企业（单位）详细名称", "qa04", "甲公司"],
                    [
                        "法人性质",
                        "qa15",
                        "1.企业法人",
                        "联系电话",
                        "qa09",
                        "13800000000"
                    ],
                    ["企业负责人", "qa08", "张三"],
                    ["填报时间", "qa12", "2024年1月15日"],
                ],
            )]),
        );
        let look = zone.ingest();
        assert_eq!(
            look.text(&code, "qa03").as_deref(),
            Some(code.as_str()),
            "{name}"
        );
        assert_eq!(look.text(&code, "qa04").as_deref(), Some("甲公司"));
        assert_eq!(look.text(&code, "qa15").as_deref(), Some("1"));
        assert_eq!(look.text(&code, "qa12").as_deref(), Some("2024-01-15"));
        assert_eq!(look.text(&code, "qa09"), None);
        assert_eq!(look.text(&code, "qa08"), None);
        assert!(look.values("qa09").is_empty() && look.values("qa08").is_empty());
    }
}

#[test]
fn the_identity_is_found_wherever_it_stands() {
    let code = credit_code(1);
    let table = || rows![["指标名称", "代码", "数量"], ["营业收入", "qc05_0", 1]];
    let heads: Vec<Vec<Vec<Put>>> = vec![
        rows![
            ["表号：GQ-002"],
            [format!("统一社会信用代码：{code}　企业名称：甲公司")]
        ],
        rows![["表号：GQ-002"], ["统一社会信用代码", "", code.clone()]],
        rows![
            ["表号：GQ-002"],
            ["统一社会信用代码", "企业名称"],
            [code.clone(), "甲公司"]
        ],
        rows![
            ["表号：GQ-002"],
            ["统一社会信用代码：", "企业名称：甲公司"],
            [code.to_lowercase()]
        ],
        rows![
            ["表　号", "GQ-002"],
            ["社会信用代码", format!(" {} {} ", &code[..8], &code[8..])]
        ],
    ];
    for (at, mut head) in heads.into_iter().enumerate() {
        let zone = Zone::of_one();
        head.extend(table());
        zone.submit("a.xlsx", workbook(vec![("表", head)]));
        let look = zone.ingest();
        assert_eq!(look.number(&code, "qc05_0"), Some(1.0), "{at}");
    }
    let boxes: Vec<Put> = std::iter::once(Put::from("统一社会信用代码"))
        .chain(code.chars().map(|c| Put::from(c.to_string())))
        .collect();
    let zone = Zone::of_one();
    let mut rows = rows![["表号：GQ-002"]];
    rows.push(boxes);
    rows.extend(table());
    zone.submit(
        "a.xlsx",
        workbook(vec![("表", rows), ("别的", rows![["说明"]])]),
    );
    let look = zone.ingest();
    assert_eq!(look.number(&code, "qc05_0"), Some(1.0));
    assert!(look.file("a.xlsx").reason.contains("别的"));
}

#[test]
fn another_year_printed_in_the_form_is_a_wrong_period() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    let mut rows = form("GQ-002", &code, vec![("qc05_0", 1.into())]);
    rows[3] = vec![
        "企业名称：甲公司".into(),
        "2022年".into(),
        "有效期至：2025年2月".into(),
        "填报日期：2024年1月3日".into(),
    ];
    zone.submit("a.xlsx", workbook(vec![("表", rows)]));
    let look = zone.ingest();
    let notice = look.notice("wrong-period");
    assert_eq!(
        (
            notice.text.as_str(),
            notice.detail.as_str(),
            notice.cell.as_str()
        ),
        ("2022年", "2023", "B4")
    );
}

#[test]
fn a_hidden_sheet_counts_only_if_no_visible_sheet_holds_its_form() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    let mut book = workbook(vec![
        ("GQ-002", form("GQ-002", &code, vec![("qc05_0", 1.into())])),
        ("旧", form("GQ-002", &code, vec![("qc05_0", 2.into())])),
        ("人员", form("GQ-003", &code, vec![("qd01", 5.into())])),
    ]);
    for name in ["旧", "人员"] {
        book.worksheet_from_name(name).unwrap().set_hidden(true);
    }
    zone.submit("a.xlsx", book);
    let look = zone.ingest();
    assert_eq!(look.number(&code, "qc05_0"), Some(1.0));
    assert_eq!(look.number(&code, "qd01"), Some(5.0));
    assert!(look.file("a.xlsx").reason.contains("旧"));
    assert!(look.checks().is_empty());
}

#[test]
fn codes_are_found_without_a_header_of_their_own() {
    let code = credit_code(1);
    let heads: Vec<Vec<Vec<Put>>> = vec![
        rows![
            ["指标名称", "计量单位", "", "数量"],
            ["增值税", "万元", "qc18", 3],
            ["所得税", "", "qc20", 2]
        ],
        rows![["增值税", "qc18", "万元", 3], ["所得税", "qc20", "", 2]],
    ];
    for (at, table) in heads.into_iter().enumerate() {
        let zone = Zone::of_one();
        let mut rows = rows![["表号：GQ-002"], ["统一社会信用代码", code.clone()]];
        rows.extend(table);
        zone.submit("a.xlsx", workbook(vec![("表", rows)]));
        let look = zone.ingest();
        assert_eq!(look.number(&code, "qc18"), Some(30.0), "{at}");
        assert_eq!(look.number(&code, "qc20"), Some(2.0), "{at}");
        assert!(look.0.notices.is_empty(), "{:?}", look.0.notices);
    }
}

#[test]
fn the_first_column_right_of_the_codes_is_the_value_where_no_header_says_so() {
    let code = credit_code(1);
    for header in [
        rows![["指标名称", "计量单位", "代码", "去年", ""]],
        rows![["指标名称", "计量单位", "代码", "上年数", "合计"]],
    ] {
        let zone = Zone::of_one();
        let mut rows = rows![["表号：GQ-002"], ["统一社会信用代码", code.clone()]];
        rows.extend(header);
        rows.extend(rows![["营业收入", "千元", "qc05_0", 4, 5]]);
        zone.submit("a.xlsx", workbook(vec![("表", rows)]));
        assert_eq!(zone.ingest().number(&code, "qc05_0"), Some(5.0));
    }
}
