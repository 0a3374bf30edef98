//! The zone form, the reference and explanations.

use crate::rows;
use crate::zone::{Zone, credit_code, form, workbook};

fn zone() -> Zone {
    let zone = Zone::of_one();
    zone.submit(
        "a.xlsx",
        workbook(vec![(
            "表",
            form("GQ-002", &credit_code(1), vec![("qc05_0", 1.into())]),
        )]),
    );
    zone
}

#[test]
fn the_zone_form_gives_indicators_to_parks_and_zone() {
    let zone = zone();
    zone.save(
        "2023/zone.xlsx",
        workbook(vec![(
            "zone",
            rows![
                ["沈阳高新区 2023 年"],
                ["指标编号", "指标名称", "园区", "数值", "计量单位", "依据"],
                ["1.1", "", "", 3.5, "", "文件一"],
                ["1.1", "", "浑南", "不详", "", ""],
                ["9.9", "", "", 1, "", ""],
            ],
        )]),
    );
    let look = zone.ingest();
    let rows = &look.0.zone_form;
    assert_eq!(rows.len(), 2);
    assert_eq!(
        (
            rows[0].indicator.as_str(),
            rows[0].park.as_deref(),
            rows[0].value,
            rows[0].cell.as_str()
        ),
        ("1.1", None, Some(3.5), "D3")
    );
    assert_eq!(
        (rows[1].park.as_deref(), rows[1].value),
        (Some("hunnan"), None)
    );
    assert_eq!(look.notice("unreadable-value").cell, "D4");
    assert!(look.file("zone.xlsx").reason.contains("9.9"));
}

#[test]
fn the_reference_holds_values_and_bounds() {
    let zone = zone();
    std::fs::write(
        zone.path("reference/2023.csv"),
        "zone,indicator,value,min,max,source\n甲高新区,1.2,3.5,,,synthetic\n,1.3,,0,10,\n",
    )
    .unwrap();
    let look = zone.ingest();
    let rows = &look.0.reference;
    assert_eq!(
        (
            rows[0].zone.as_str(),
            rows[0].value,
            rows[0].source.as_str()
        ),
        ("甲高新区", Some(3.5), "synthetic")
    );
    assert_eq!(
        (rows[1].zone.as_str(), rows[1].min, rows[1].max),
        ("", Some(0.0), Some(10.0))
    );
}

#[test]
fn explanations_come_in_their_workbook_or_with_a_submission() {
    let zone = zone();
    let code = credit_code(1);
    zone.save(
        "2023/explanations.xlsx",
        workbook(vec![(
            "说明",
            rows![
                ["统一社会信用代码", "规则", "说明"],
                [code.clone(), "S01", "研发投入集中在下半年"]
            ],
        )]),
    );
    zone.submit(
        "b.xlsx",
        workbook(vec![
            (
                "审核意见",
                rows![
                    ["统一社会信用代码", code.clone()],
                    ["规则", "内容", "说明"],
                    ["S02", "某某", "确认无误"],
                    ["S03", "某某", ""]
                ],
            ),
            ("人员", form("GQ-003", &code, vec![("qd01", 1.into())])),
        ]),
    );
    let look = zone.ingest();
    let seen: Vec<(&str, &str, &str)> = look
        .0
        .explanations
        .iter()
        .map(|row| {
            (
                row.credit_code.as_str(),
                row.rule.as_str(),
                row.text.as_str(),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            (code.as_str(), "S01", "研发投入集中在下半年"),
            (code.as_str(), "S02", "确认无误")
        ]
    );
    assert_eq!(look.number(&code, "qd01"), Some(1.0));
}
