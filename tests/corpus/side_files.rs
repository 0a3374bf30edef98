//! The register, the zone form, the reference and explanations: what they repeat or contradict.

use crate::zone::{Zone, credit_code, form, workbook};

fn zone() -> Zone {
    let zone = Zone::of_one();
    submit(&zone);
    zone
}

fn submit(zone: &Zone) {
    let rows = form("GQ-002", &credit_code(1), vec![("qc05_0", 1.into())]);
    zone.submit("a.xlsx", workbook(vec![("表", rows)]));
}

#[test]
fn of_an_enterprise_twice_in_the_register_the_first_row_counts() {
    let code = credit_code(1);
    let zone = Zone::new(rows![
        [code.clone(), "甲公司", "浑南"],
        [credit_code(2), "乙公司", "和平"],
        [code.clone(), "甲公司", "大东"],
        [credit_code(2), "乙公司", "和平"],
    ]);
    submit(&zone);
    let look = zone.ingest();
    assert_eq!(look.text(&code, "park").as_deref(), Some("hunnan"));
    // A row that says the same again is only noted.
    let notice = look.notice("register-duplicate");
    assert_eq!(
        (notice.credit_code.as_str(), notice.cell.as_str()),
        (code.as_str(), "A4")
    );
    assert!(notice.detail.contains("浑南") && notice.detail.contains("大东"));
    let reason = &look.file("register.xlsx").reason;
    assert!(
        reason.contains("row 4") && reason.contains("row 5"),
        "{reason}"
    );
}

#[test]
fn rows_of_the_zone_form_that_contradict_each_other_are_a_finding() {
    let zone = zone();
    zone.save(
        "2023/zone.xlsx",
        workbook(vec![(
            "zone",
            rows![
                ["指标编号", "园区", "数值"],
                ["1.1", "", 3.5],
                ["1.1", "", 4],
                ["1.1", "浑南", 2],
                ["1.1", "浑南", 2],
                ["1.4", "", "300左右"],
            ],
        )]),
    );
    let look = zone.ingest();
    let notice = look.notice("conflicting-values");
    assert_eq!(
        (notice.cell.as_str(), notice.text.as_str()),
        ("C2", "1.1 = 3.5")
    );
    assert_eq!(notice.detail, "4（C3）");
    assert_eq!(look.notice("unreadable-value").cell, "C6");
    let park: Vec<_> = look
        .0
        .zone_form
        .iter()
        .filter(|row| row.park.is_some())
        .collect();
    assert_eq!(park.len(), 1);
    assert!(
        look.file("zone.xlsx")
            .reason
            .contains("row 5 repeats row 4")
    );
}

#[test]
fn rows_of_the_reference_that_contradict_each_other_do_not_count() {
    let zone = zone();
    std::fs::write(
        zone.path("reference/2023.csv"),
        "zone,indicator,value\n甲,1.2,1\n甲,1.2,2\n乙,1.2,3\n乙,1.2,3\n丙,9.9,1\n\nindicator,min,max\n1.2,0,10\n1.2,0,20\n1.3,0,5\n",
    )
    .unwrap();
    let look = zone.ingest();
    let seen: Vec<(&str, &str, Option<f64>, Option<f64>)> = look
        .0
        .reference
        .iter()
        .map(|row| {
            (
                row.zone.as_str(),
                row.indicator.as_str(),
                row.value,
                row.max,
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("乙", "1.2", Some(3.0), None),
            ("丙", "9.9", Some(1.0), None),
            ("", "1.3", None, Some(5.0)),
        ]
    );
    let conflicts: Vec<&str> = look
        .notices("conflicting-values")
        .iter()
        .map(|notice| notice.cell.as_str())
        .collect();
    assert_eq!(conflicts, ["B9", "C2"]);
    let reason = &look.file("reference/2023.csv").reason;
    assert!(
        reason.contains("9.9") && reason.contains("row 5 repeats row 4"),
        "{reason}"
    );
}

#[test]
fn explanations_of_nothing_that_exists_are_noted_at_their_file() {
    let zone = zone();
    let (known, stranger) = (credit_code(1), credit_code(9));
    zone.save(
        "2023/explanations.xlsx",
        workbook(vec![(
            "说明",
            rows![
                ["统一社会信用代码", "规则", "说明"],
                [known.clone(), "year-on-year", "新产品投产"],
                [known.clone(), "Z999", "无此规则"],
                [stranger.clone(), "year-on-year", "无此企业"],
            ],
        )]),
    );
    let look = zone.ingest();
    let reason = &look.file("explanations.xlsx").reason;
    assert!(reason.contains("there is no rule Z999"), "{reason}");
    assert!(
        reason.contains(&format!("there is no enterprise {stranger}")),
        "{reason}"
    );
    assert!(
        !reason.contains(&format!("there is no enterprise {known}")),
        "{reason}"
    );
    assert!(
        !reason.contains("there is no rule year-on-year"),
        "{reason}"
    );
}
