//! List forms: projects.

use crate::rows;
use crate::zone::{Zone, credit_code, form, workbook};

#[test]
fn projects_are_read_between_header_and_the_first_empty_row() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    zone.submit(
        "a.xlsx",
        workbook(vec![(
            "项目",
            rows![
                ["表号：GQ-004", "", "", "单位：万元"],
                ["统一社会信用代码", code.clone()],
                [
                    "序号",
                    "项目名称",
                    "当年成果形式",
                    "参加人员",
                    "时间",
                    "经费",
                    "其中：政府资金"
                ],
                ["qh00", "xmmc", "qh21", "qh44", "qh40", "qh51", "qh52"],
                ["甲", "乙", 1, 2, 3, 4, 5],
                [1, "新型电池研究", "01", 3, "12人月", 10, 1],
                ["", "小计", "", "", "", 10],
                [2, "高精度机床研制", "4", 5, 24, "300千元", ""],
                [3],
                ["合计", "", "", "", "", 40],
                [],
                ["", "不是项目"],
            ],
        )]),
    );
    let look = zone.ingest();
    assert_eq!(
        look.project_texts("xmmc"),
        [
            Some("新型电池研究".to_owned()),
            Some("高精度机床研制".to_owned())
        ]
    );
    assert_eq!(look.project_numbers("qh51"), [Some(100.0), Some(300.0)]);
    assert_eq!(look.project_numbers("qh52"), [Some(10.0), None]);
    assert_eq!(look.project_numbers("qh40"), [Some(12.0), Some(24.0)]);
    assert_eq!(look.text(&code, "lists").as_deref(), Some("GQ-004"));
    let values = look.values("qh51");
    let cells: Vec<(Option<i64>, &str)> = values
        .iter()
        .map(|value| (value.row, value.cell.as_str()))
        .collect();
    assert_eq!(cells, [(Some(1), "F6"), (Some(2), "F8")]);
}

#[test]
fn an_empty_list_came_and_no_list_did_not() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    let list = rows![
        ["表号：GQ-004"],
        ["统一社会信用代码", code.clone()],
        ["序号", "项目名称", "经费"],
        [1],
        [2],
    ];
    zone.submit("a.xlsx", workbook(vec![("项目", list)]));
    let look = zone.ingest();
    assert_eq!(look.text(&code, "lists").as_deref(), Some("GQ-004"));
    assert_eq!(look.0.projects.height(), 0);

    let zone = Zone::of_one();
    zone.submit(
        "a.xlsx",
        workbook(vec![(
            "经济",
            form("GQ-002", &code, vec![("qc05_0", 1.into())]),
        )]),
    );
    assert_eq!(zone.ingest().text(&code, "lists").as_deref(), Some(""));
}

#[test]
fn several_forms_may_stand_on_one_sheet() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    zone.submit(
        "a.xlsx",
        workbook(vec![(
            "全部",
            rows![
                ["表号：GQ-002"],
                ["统一社会信用代码", code.clone()],
                ["指标名称", "代码", "数量"],
                ["营业收入", "qc05_0", 5],
                [],
                ["表号：GQ-004"],
                ["序号", "项目名称", "经费"],
                [1, "2022年新型电池研究", 7],
                [],
                ["表号：GQ-003"],
                ["指标名称", "代码", "数量"],
                ["从业人员期末人数", "qd01", 9],
            ],
        )]),
    );
    let look = zone.ingest();
    assert_eq!(look.number(&code, "qc05_0"), Some(5.0));
    assert_eq!(look.number(&code, "qd01"), Some(9.0));
    assert_eq!(look.project_numbers("qh51"), [Some(7.0)]);
    assert!(look.0.notices.is_empty(), "{:?}", look.0.notices);
}

#[test]
fn a_year_in_the_name_of_a_project_is_no_period() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    zone.submit(
        "a.xlsx",
        workbook(vec![(
            "项目",
            rows![
                ["表号：GQ-004"],
                ["统一社会信用代码", code.clone(), "2023年"],
                ["项目名称", "经费"],
                ["2021年度新型电池研究", 7],
            ],
        )]),
    );
    let look = zone.ingest();
    assert_eq!(look.project_numbers("qh51"), [Some(7.0)]);
    assert!(look.checks().is_empty());
}
