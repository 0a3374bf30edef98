//! From submissions to records: the register, resubmissions, identity.

use crate::rows;
use crate::zone::{Put, Zone, credit_code, form, modified, workbook};

fn economy(code: &str, revenue: i32) -> Vec<Vec<Put>> {
    form("GQ-002", code, vec![("qc05_0", revenue.into())])
}

fn filled(code: &str, revenue: i32, day: &str) -> Vec<Vec<Put>> {
    let mut rows = economy(code, revenue);
    rows[1][0] = format!("填报时间：{day}").into();
    rows
}

#[test]
fn every_register_entry_and_respondent_has_one_row() {
    let zone = Zone::new(rows![
        [credit_code(3), "丙公司", "皇姑", "", "", "", "注销"],
        [
            credit_code(1),
            "甲公司",
            "浑南",
            "3921",
            "是",
            "装备",
            "在册",
            "某街"
        ],
        [credit_code(2), "乙公司", "和平"],
        [credit_code(4), "丁公司", "大东", "", "", "", "迁出"],
    ]);
    zone.submit(
        "a.xlsx",
        workbook(vec![("表", economy(&credit_code(1), 1))]),
    );
    zone.submit(
        "d.xlsx",
        workbook(vec![("表", economy(&credit_code(4), 2))]),
    );
    zone.submit(
        "e.xlsx",
        workbook(vec![("表", economy(&credit_code(5), 3))]),
    );
    let look = zone.ingest();
    for (number, status) in [
        (1, "accepted"),
        (2, "missing"),
        (3, "closed"),
        (4, "accepted"),
        (5, "unregistered"),
    ] {
        assert_eq!(look.status(&credit_code(number)), status, "{number}");
    }
    assert_eq!(look.0.enterprises.height(), 5);
    assert_eq!(
        look.text(&credit_code(1), "park").as_deref(),
        Some("hunnan")
    );
    assert_eq!(
        look.text(&credit_code(1), "leading_industry").as_deref(),
        Some("装备")
    );
    assert_eq!(look.notice("closed-respondent").credit_code, credit_code(4));
    assert_eq!(look.notice("non-respondent").credit_code, credit_code(2));
    assert_eq!(look.notice("not-in-register").credit_code, credit_code(5));
    let used = look.0.enterprises.column("used").unwrap().bool().unwrap();
    assert_eq!(
        used.iter().flatten().collect::<Vec<_>>(),
        [true, false, false, true, false]
    );
    let entry = look
        .0
        .register
        .iter()
        .find(|row| row.credit_code == credit_code(1))
        .unwrap();
    assert_eq!(
        (entry.further.as_str(), entry.line, entry.columns.as_str()),
        ("街道=某街", 3, "D,E")
    );
}

#[test]
fn the_register_fills_blanks_and_a_difference_is_noticed() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    zone.submit(
        "a.xlsx",
        workbook(vec![(
            "概况",
            form(
                "GQ-001",
                &code,
                vec![("qb11", "否".into()), ("qb06", 173.into())],
            ),
        )]),
    );
    let look = zone.ingest();
    assert_eq!(look.text(&code, "qb03_1").as_deref(), Some("3921"));
    assert_eq!(look.text(&code, "qb11").as_deref(), Some("2"));
    let filled = look.value("qb03_1");
    assert_eq!(
        (
            filled.file.as_str(),
            filled.sheet.as_str(),
            filled.cell.as_str(),
            filled.used
        ),
        ("register.xlsx", "名录", "D2", true)
    );
    let order: Vec<&str> = look.0.values.iter().map(|value| value.code).collect();
    assert_eq!(order, ["qb03_1", "qb06", "qb11"]);
    let difference = look.notice("register-difference");
    assert_eq!(
        (
            difference.code.as_str(),
            difference.text.as_str(),
            difference.detail.as_str(),
            difference.cell.as_str()
        ),
        ("qb11", "2", "1", "D7")
    );
}

#[test]
fn the_later_date_of_filling_wins_form_by_form() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    let full = vec![
        ("表", filled(&code, 1, "2024年2月5日")),
        ("人员", form("GQ-003", &code, vec![("qd01", 10.into())])),
    ];
    zone.submit("z.xlsx", modified(workbook(full), "2024-05-01"));
    zone.submit(
        "a.xlsx",
        modified(
            workbook(vec![("表", filled(&code, 2, "2024-02-06"))]),
            "2024-01-01",
        ),
    );
    let look = zone.ingest();
    assert_eq!(look.number(&code, "qc05_0"), Some(2.0));
    assert_eq!(look.number(&code, "qd01"), Some(10.0));
    let notice = look.notice("superseded");
    assert_eq!(
        (
            notice.text.as_str(),
            notice.detail.as_str(),
            notice.file.as_str()
        ),
        (
            "GQ-002",
            "2023/submissions/a.xlsx（填报时间 2024-02-06 晚于 2024-02-05）",
            "2023/submissions/z.xlsx"
        )
    );
    assert_eq!(look.file("z.xlsx").status.word(), "read");
    let values = look.values("qc05_0");
    let used: Vec<(&str, bool)> = values
        .iter()
        .map(|value| (value.file.as_str(), value.used))
        .collect();
    assert_eq!(
        used,
        [
            ("2023/submissions/a.xlsx", true),
            ("2023/submissions/z.xlsx", false)
        ]
    );
}

#[test]
fn then_the_documents_date_then_the_form_then_the_path_decides() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    zone.submit(
        "z.xlsx",
        modified(workbook(vec![("表", economy(&code, 1))]), "2024-01-01"),
    );
    zone.submit(
        "a.xlsx",
        modified(workbook(vec![("表", economy(&code, 2))]), "2024-01-02"),
    );
    let look = zone.ingest();
    assert_eq!(look.number(&code, "qc05_0"), Some(2.0));
    assert_eq!(look.file("z.xlsx").status.word(), "superseded");

    let zone = Zone::of_one();
    let day = "2024-01-01";
    zone.submit(
        "a.xlsx",
        modified(workbook(vec![("表", economy(&code, 1))]), day),
    );
    zone.submit(
        "z.xlsx",
        modified(
            workbook(vec![(
                "导出",
                rows![
                    ["susername", "sname", "qc05_0"],
                    [code.clone(), "甲公司", 2]
                ],
            )]),
            day,
        ),
    );
    assert_eq!(zone.ingest().number(&code, "qc05_0"), Some(1.0));

    let zone = Zone::of_one();
    zone.submit(
        "a.xlsx",
        modified(workbook(vec![("表", economy(&code, 1))]), day),
    );
    zone.submit(
        "b.xlsx",
        modified(workbook(vec![("表", economy(&code, 2))]), day),
    );
    assert_eq!(zone.ingest().number(&code, "qc05_0"), Some(2.0));
}

#[test]
fn a_form_left_blank_replaces_nothing() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    zone.submit(
        "a.xlsx",
        workbook(vec![
            ("表", filled(&code, 1, "2024-01-01")),
            ("人员", form("GQ-003", &code, vec![("qd01", 10.into())])),
        ]),
    );
    zone.submit(
        "b.xlsx",
        workbook(vec![
            ("表", filled(&code, 2, "2024-02-01")),
            ("人员", form("GQ-003", &code, vec![("qd01", "".into())])),
        ]),
    );
    let look = zone.ingest();
    assert_eq!(look.number(&code, "qc05_0"), Some(2.0));
    assert_eq!(look.number(&code, "qd01"), Some(10.0));
}

#[test]
fn remarks_on_a_replaced_form_are_dropped() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    let mut bad = filled(&code, 1, "2024-01-01");
    bad[6][3] = "不详".into();
    zone.submit("a.xlsx", workbook(vec![("表", bad)]));
    zone.submit(
        "b.xlsx",
        workbook(vec![("表", filled(&code, 2, "2024-02-01"))]),
    );
    assert_eq!(zone.ingest().checks(), ["superseded"]);
}

#[test]
fn a_wrong_check_digit_is_noticed_and_its_namesake_is_still_missing() {
    let code = credit_code(1);
    let last = code.chars().last().unwrap();
    let wrong = format!("{}{}", &code[..17], if last == '0' { '1' } else { '0' });
    let zone = Zone::of_one();
    zone.submit("a.xlsx", workbook(vec![("表", economy(&wrong, 1))]));
    let look = zone.ingest();
    let notice = look.notice("credit-code");
    assert_eq!(
        (notice.credit_code.as_str(), notice.text.as_str()),
        (wrong.as_str(), wrong.as_str())
    );
    assert!(notice.detail.contains(&code));
    assert_eq!(look.notice("non-respondent").credit_code, code);
    assert!(look.notices("not-in-register").is_empty());
}

#[test]
fn look_alike_letters_are_corrected_with_a_note() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    zone.submit(
        "a.xlsx",
        workbook(vec![("表", economy(&code.replace('0', "O"), 1))]),
    );
    let look = zone.ingest();
    assert_eq!(look.number(&code, "qc05_0"), Some(1.0));
    assert!(look.file("a.xlsx").reason.contains("corrected"));
    assert!(look.checks().is_empty());
}

#[test]
fn a_park_named_by_a_folder_or_the_form_is_held_against_the_register() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    zone.submit("和平园区/a.xlsx", workbook(vec![("表", economy(&code, 1))]));
    let look = zone.ingest();
    let notice = look.notice("wrong-park");
    assert_eq!(
        (notice.text.as_str(), notice.park.as_str()),
        ("和平园区", "hunnan")
    );
    assert_eq!(look.text(&code, "park").as_deref(), Some("hunnan"));

    let zone = Zone::of_one();
    let mut rows = economy(&code, 1);
    rows[1][0] = "所属园区：大东".into();
    zone.submit("浑南/a.xlsx", workbook(vec![("表", rows)]));
    assert_eq!(zone.ingest().notice("wrong-park").cell, "A2");
}

#[test]
fn several_enterprises_in_one_workbook_are_told_apart_by_their_sheets() {
    let (one, two) = (credit_code(1), credit_code(2));
    let zone = Zone::new(rows![
        [one.clone(), "甲公司", "浑南"],
        [two.clone(), "乙公司", "浑南"]
    ]);
    zone.submit(
        "a.xlsx",
        workbook(vec![("一", economy(&one, 1)), ("二", economy(&two, 2))]),
    );
    let look = zone.ingest();
    assert_eq!(
        (look.number(&one, "qc05_0"), look.number(&two, "qc05_0")),
        (Some(1.0), Some(2.0))
    );
}

#[test]
fn forms_that_disagree_on_the_enterprise_are_refused() {
    let zone = Zone::of_one();
    let people = form("GQ-003", &credit_code(9), vec![("qd01", 1.into())]);
    zone.submit(
        "a.xlsx",
        workbook(vec![("一", economy(&credit_code(8), 1)), ("二", people)]),
    );
    let look = zone.ingest();
    assert_eq!(look.file("a.xlsx").status.word(), "refused");
    assert_eq!(look.notices("credit-code").len(), 1);
    assert_eq!(look.notices("unreadable-file").len(), 1);
}

#[test]
fn values_are_sorted_and_two_runs_are_equal() {
    let zone = Zone::new(rows![
        [credit_code(2), "乙公司", "浑南"],
        [credit_code(1), "甲公司", "浑南"]
    ]);
    for number in [2, 1] {
        let code = credit_code(number);
        zone.submit(
            &format!("{number}.xlsx"),
            workbook(vec![
                (
                    "人员",
                    form(
                        "GQ-003",
                        &code,
                        vec![("qd05", 2.into()), ("qd01", 1.into())],
                    ),
                ),
                ("表", economy(&code, 1)),
            ]),
        );
    }
    let (one, two) = (zone.ingest(), zone.ingest());
    assert_eq!(one.0.values, two.0.values);
    assert_eq!(one.0.notices, two.0.notices);
    assert!(one.0.enterprises.equals_missing(&two.0.enterprises));
    let order: Vec<(String, &str)> = one
        .0
        .values
        .iter()
        .map(|value| (value.credit_code.to_owned(), value.code))
        .collect();
    let expected: Vec<(String, &str)> = [1, 2]
        .into_iter()
        .flat_map(|number| ["qc05_0", "qd01", "qd05"].map(|code| (credit_code(number), code)))
        .collect();
    assert_eq!(order, expected);
}

#[test]
fn the_date_of_filling_may_stand_on_a_sheet_that_is_no_form() {
    let code = credit_code(1);
    let zone = Zone::of_one();
    let note = |day: &str| rows![["填报说明"], ["填报时间", day], ["报告期", "2023年"]];
    let sheets = |revenue, day| vec![("表", economy(&code, revenue)), ("说明", note(day))];
    zone.submit("a.xlsx", workbook(sheets(1, "2024-02-02")));
    zone.submit("b.xlsx", workbook(sheets(2, "2024年2月1日")));
    let look = zone.ingest();
    assert_eq!(look.number(&code, "qc05_0"), Some(1.0));
    assert_eq!(look.checks(), ["superseded"]);
}
