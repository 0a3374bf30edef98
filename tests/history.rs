//! Forms that changed between years: what was asked under other codes is compared all the same, and what was not asked is
//! unknown.
//!
//! In 2022 the form asks `turnover` (in 万元), `staff_a` and `staff_b`, and `costs`; since 2023 it asks `revenue` (in 千元),
//! `employees`, and `wages` and `rent` apart, and `patents` for the first time. `old_tax` was dropped.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod zone;

use std::fs;

use polars::prelude::DataFrame;
use rust_xlsxwriter::Workbook;
use zone::{CODES, Zone, number, write_row};

const FIELDS: &str = r#"
  { code = "turnover", zh = "销售额", en = "Turnover", unit = "万元", type = "number", to = 2022 },
  { code = "staff_a", zh = "甲类人员", en = "Staff A", unit = "人", type = "integer", to = 2022 },
  { code = "staff_b", zh = "乙类人员", en = "Staff B", unit = "人", type = "integer", to = 2022 },
  { code = "costs", zh = "费用", en = "Costs", unit = "千元", type = "number", to = 2022 },
  { code = "old_tax", zh = "营业税", en = "Business tax", unit = "千元", type = "number", to = 2022 },
  { code = "wages", zh = "薪酬", en = "Wages", unit = "千元", type = "number", from = 2023 },
  { code = "rent", zh = "租金", en = "Rent", unit = "千元", type = "number", from = 2023 },
  { code = "patents", zh = "专利", en = "Patents", unit = "件", type = "integer", from = 2023 },
]
"#;

const HISTORY: &str = r#"
[[history]]
from = 2023
field = "revenue"
was = "turnover"
factor = 10
note = "万元 before"

[[history]]
from = 2023
field = "employees"
sql = "staff_a + staff_b"

[[history]]
from = 2023
field = "all_costs"
was = "costs"
"#;

const MEASURES: &str = r#"
[[derived]]
id = "all_costs"
label = { zh = "费用合计", en = "All costs" }
unit = "千元"
sql = "wages + rent"

[[measures]]
id = "employees"
label = { zh = "人员", en = "Employees" }
unit = "人"
sql = "employees"

[[measures]]
id = "costs_all"
label = { zh = "费用", en = "Costs" }
unit = "千元"
sql = "all_costs"

[[measures]]
id = "wages"
label = { zh = "薪酬", en = "Wages" }
unit = "千元"
sql = "wages"

[[measures]]
id = "patents"
label = { zh = "专利", en = "Patents" }
unit = "件"
sql = "patents"

[[measures]]
id = "taxes"
label = { zh = "税", en = "Taxes" }
unit = "千元"
sql = "old_tax + research"

[[indicators]]
id = "staff"
label = { zh = "人员", en = "Employees" }
unit = "人"
formula = "employees"

[[indicators]]
id = "costs"
label = { zh = "费用", en = "Costs" }
unit = "千元"
formula = "costs_all"

[[indicators]]
id = "pay"
label = { zh = "薪酬", en = "Wages" }
unit = "千元"
formula = "wages"

[[indicators]]
id = "patents_granted"
label = { zh = "专利", en = "Patents" }
unit = "件"
formula = "patents"

[[indicators]]
id = "tax"
label = { zh = "税", en = "Taxes" }
unit = "千元"
formula = "taxes"
"#;

/// Codes and values of each enterprise's form of 2022.
const OLD: [[(&str, f64); 6]; 4] = [
    [
        ("turnover", 50.0),
        ("staff_a", 3.0),
        ("staff_b", 2.0),
        ("costs", 100.0),
        ("old_tax", 5.0),
        ("research", 50.0),
    ],
    [
        ("turnover", 150.0),
        ("staff_a", 6.0),
        ("staff_b", 4.0),
        ("costs", 200.0),
        ("old_tax", 5.0),
        ("research", 0.0),
    ],
    [
        ("turnover", 200.0),
        ("staff_a", 20.0),
        ("staff_b", 0.0),
        ("costs", 300.0),
        ("old_tax", 5.0),
        ("research", 150.0),
    ],
    [
        ("turnover", 100.0),
        ("staff_a", 5.0),
        ("staff_b", 10.0),
        ("costs", 400.0),
        ("old_tax", 5.0),
        ("research", 50.0),
    ],
];

fn submit(zone: &Zone, year: i32, code: &str, values: &[(&str, f64)]) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    write_row(sheet, 1, &["", "", "", "表    号：F-01"]);
    write_row(sheet, 2, &[&format!("统一社会信用代码：{code}")]);
    write_row(sheet, 4, &[&format!("{year}年")]);
    write_row(sheet, 5, &["指标名称", "计量单位", "代码", "数量"]);
    for (row, (code, value)) in (6..).zip(values) {
        write_row(sheet, row, &["", "", code]);
        sheet.write_number(row, 3, *value).unwrap();
    }
    let path = zone.path(&format!("input/{year}/submissions/{code}.xlsx"));
    workbook.save(path).unwrap();
}

/// The zone with forms that changed, its history told or not.
fn zone(history: &str) -> Zone {
    let zone = Zone::new();
    let survey = fs::read_to_string(zone.path("pipelines/survey.toml")).unwrap();
    let whole = survey
        .replace(
            "type = \"number\", required = true }",
            "type = \"number\", from = 2023, required = true }",
        )
        .replace(
            "unit = \"人\", type = \"integer\" },",
            "unit = \"人\", type = \"integer\", from = 2023 },",
        );
    let (fields, _) = whole.rsplit_once(']').unwrap();
    zone.write(
        "pipelines/survey.toml",
        &format!("{fields}{FIELDS}{history}"),
    );
    let indicators = fs::read_to_string(zone.path("pipelines/indicators.toml")).unwrap();
    zone.write(
        "pipelines/indicators.toml",
        &format!("{indicators}{MEASURES}"),
    );
    for (code, values) in CODES.iter().zip(OLD) {
        submit(&zone, 2022, code, &values);
    }
    for (answer, wages) in zone.answers(2023).iter().zip([60.0, 120.0, 180.0, 240.0]) {
        let [revenue, employees, research, high_tech] = answer.values;
        submit(
            &zone,
            2023,
            answer.code,
            &[
                ("revenue", revenue),
                ("employees", employees),
                ("research", research),
                ("high_tech", high_tech),
                ("wages", wages),
                ("rent", wages),
                ("patents", 1.0),
            ],
        );
    }
    zone
}

fn run(zone: &Zone, year: &str) -> DataFrame {
    let output = zone.huoju(&["run", "pipelines/zone.toml", "--period", year]);
    assert!(
        output.status.code().is_some_and(|code| code < 2),
        "{output:?}"
    );
    zone::read_table(&zone.path(&format!("out/{year}/tables")), "indicators")
}

fn of(indicators: &DataFrame, unit: &str, id: &str, column: &str) -> Option<f64> {
    number(indicators, &[("unit", unit), ("indicator", id)], column)
}

#[test]
fn growth_is_right_across_a_change_of_the_forms() {
    let zone = zone(HISTORY);
    let indicators = run(&zone, "2023");
    let of = |id: &str, column: &str| of(&indicators, "littlezone", id, column);
    // Renamed, and in another unit: 500 万元 were 5,000 千元.
    assert_eq!(of("size", "value"), Some(10.0));
    assert_eq!(of("size", "previous"), Some(5.0));
    assert_eq!(of("size", "growth"), Some(100.0));
    // Formulas that reach back see it, too.
    assert_eq!(of("added", "value"), Some(5000.0));
    // Merged: 34 and 16 were 50.
    assert_eq!(of("staff", "previous"), Some(50.0));
    assert_eq!(of("staff", "growth"), Some(100.0));
    // Split: the whole is known of 2022, its parts are not.
    assert_eq!(of("costs", "value"), Some(1200.0));
    assert_eq!(of("costs", "previous"), Some(1000.0));
    assert_eq!(of("pay", "value"), Some(600.0));
    assert_eq!(of("pay", "previous"), None);
    // New, without an ancestor.
    assert_eq!(of("patents_granted", "value"), Some(4.0));
    assert_eq!(of("patents_granted", "previous"), None);
    assert_eq!(of("patents_granted", "growth"), None);
    // Dropped: a sum that it belonged to is unknown rather than too small.
    assert_eq!(of("tax", "value"), None);
    assert_eq!(of("tax", "previous"), Some(270.0));
}

#[test]
fn the_old_year_is_read_and_kept_under_its_own_codes_and_summed_in_the_new_terms() {
    let zone = zone(HISTORY);
    let indicators = run(&zone, "2022");
    assert_eq!(of(&indicators, "west", "size", "value"), Some(3.0));
    assert_eq!(of(&indicators, "west", "staff", "value"), Some(35.0));
    assert_eq!(of(&indicators, "west", "pay", "value"), None);
    let enterprises = zone::read_table(&zone.path("out/2022/tables"), "enterprises");
    let first = [("credit_code", CODES[0])];
    assert_eq!(number(&enterprises, &first, "turnover"), Some(50.0));
    assert_eq!(number(&enterprises, &first, "revenue"), None);
}

#[test]
fn without_its_history_a_new_field_has_no_year_before() {
    let zone = zone("");
    let indicators = run(&zone, "2023");
    for id in ["size", "staff", "costs"] {
        assert!(of(&indicators, "littlezone", id, "value").is_some());
        assert_eq!(of(&indicators, "littlezone", id, "previous"), None, "{id}");
        assert_eq!(of(&indicators, "littlezone", id, "growth"), None, "{id}");
    }
}

#[test]
fn a_chain_of_changes_is_followed_back() {
    let zone = zone(
        r#"
[[history]]
from = 2023
field = "revenue"
was = "costs"
factor = 2

[[history]]
from = 2022
field = "costs"
was = "turnover"
factor = 5
"#,
    );
    // A form of 2021 asks turnover; costs are told by it, and revenue by costs: 10 times turnover.
    fs::rename(zone.path("input/2022"), zone.path("input/2021")).unwrap();
    for code in CODES {
        fs::remove_file(zone.path(&format!("input/2021/submissions/{code}.xlsx"))).unwrap();
        submit(&zone, 2021, code, &[("turnover", 10.0)]);
    }
    let indicators = run(&zone, "2021");
    assert_eq!(of(&indicators, "littlezone", "size", "value"), Some(0.4));
}

#[test]
fn a_history_that_does_not_fit_is_refused_or_doubted() {
    for (history, expected) in [
        (
            "from = 2023\nfield = \"none\"\nwas = \"turnover\"",
            "`none` is no field",
        ),
        (
            "from = 2023\nfield = \"revenue\"\nwas = \"none\"",
            "reads `none`",
        ),
        (
            "from = 2023\nfield = \"revenue\"\nwas = \"revenue\"",
            "by itself",
        ),
        (
            "from = 2023\nfield = \"high_tech\"\nsql = \"turnover + 1\"",
            "text",
        ),
        (
            "from = 2023\nfield = \"revenue\"\nfactor = 10",
            "either `was`",
        ),
    ] {
        let zone = zone(&format!("\n[[history]]\n{history}\n"));
        let output = zone.huoju(&["check", "pipelines/zone.toml", "--period", "2023"]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{history}: {error}");
        assert!(error.contains("survey.toml"), "{error}");
        assert!(
            error.to_lowercase().contains(expected),
            "{history}: {error}"
        );
    }
    let doubtful = zone("\n[[history]]\nfrom = 2022\nfield = \"revenue\"\nwas = \"turnover\"\n");
    let output = doubtful.huoju(&[
        "check",
        "pipelines/zone.toml",
        "--period",
        "2023",
        "--lang",
        "en",
    ]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("the field is asked from 2023 on"), "{said}");
    assert!(
        said.contains("turnover, which it was before 2022, is asked in 2022 still"),
        "{said}"
    );
}
