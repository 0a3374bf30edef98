//! The whole command on a quarter: short forms and exports, growth, single quarters, annual estimates.
//!
//! Revenue of the four enterprises (east, east, west, west), cumulative: 2022Q1 100 300 500 100, 2022Q2 250 650 1100 400,
//! 2022 500 1500 2000 1000; 2023Q1 150 350 600 100, 2023Q2 300 780 1300 420. Research is asked in years only: 250 of
//! 5000 in 2022.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod zone;

use std::fs;
use std::path::Path;

use polars::prelude::DataFrame;
use rust_xlsxwriter::Workbook;
use zone::{CODES, Zone, number, read_table, rows, text, write_row};

const QUARTERLY: &str = r#"
id = "little-quarterly"
label = { zh = "小快报", en = "Little express survey" }
based_on = "survey.toml"

[[short_forms]]
number = "K-01"
label = { zh = "季度快报", en = "Express form" }
unit = "千元"
fields = ["employees", "revenue"]
stocks = ["employees"]
"#;

const REVENUE: [(&str, [f64; 4]); 4] = [
    ("2022Q1", [100.0, 300.0, 500.0, 100.0]),
    ("2022Q2", [250.0, 650.0, 1100.0, 400.0]),
    ("2023Q1", [150.0, 350.0, 600.0, 100.0]),
    ("2023Q2", [300.0, 780.0, 1300.0, 420.0]),
];

fn close(found: Option<f64>, expected: f64) {
    let found = found.expect("a value");
    assert!(
        (found - expected).abs() <= 1e-9 * expected.abs().max(1.0),
        "found {found}, expected {expected}"
    );
}

/// A zone that asks the short form in quarters, with the years 2022 and 2023 and no quarter.
fn zone() -> Zone {
    let zone = Zone::new();
    zone.write("pipelines/quarterly.toml", QUARTERLY);
    zone.edit(
        "pipelines/zone.toml",
        r#"surveys = { annual = "survey.toml" }"#,
        r#"surveys = { annual = "survey.toml", quarterly = "quarterly.toml" }"#,
    );
    zone
}

/// The same with the first two quarters of both years and a reference for 2022.
fn zone_with_quarters() -> Zone {
    let zone = zone();
    for (period, revenue) in REVENUE {
        for (code, revenue) in CODES.iter().zip(revenue).take(2) {
            short_form(&zone, period, code, revenue);
        }
        export(&zone, period, &CODES[2..], &revenue[2..]);
    }
    zone.write(
        "input/reference/2022.csv",
        "zone,indicator,value\nA,rd,1\nA,size,1\nB,rd,9\nB,size,11\n",
    );
    zone
}

/// Answers with the short form, found by its number, values by their codes.
fn short_form(zone: &Zone, period: &str, code: &str, revenue: f64) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    write_row(sheet, 0, &["季度快报"]);
    write_row(sheet, 1, &["", "", "", "表    号：K-01"]);
    write_row(sheet, 2, &[&format!("统一社会信用代码：{code}")]);
    write_row(sheet, 3, &["指标名称", "计量单位", "代码", "数量"]);
    write_row(sheet, 4, &["从业人员", "人", "employees"]);
    sheet.write_number(4, 3, 10.0).unwrap();
    write_row(sheet, 5, &["营业收入", "千元", "revenue"]);
    sheet.write_number(5, 3, revenue).unwrap();
    save(zone, &mut workbook, period, code);
}

/// Answers in an export with labels only.
fn export(zone: &Zone, period: &str, codes: &[&str], revenue: &[f64]) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    write_row(
        sheet,
        0,
        &["序号", "susername", "sname", "营业收入", "从业人员"],
    );
    for ((row, code), revenue) in (1..).zip(codes).zip(revenue) {
        write_row(sheet, row, &["", code]);
        sheet.write_number(row, 3, *revenue).unwrap();
        sheet.write_number(row, 4, 10.0).unwrap();
    }
    save(zone, &mut workbook, period, "export");
}

fn save(zone: &Zone, workbook: &mut Workbook, period: &str, name: &str) {
    let path = zone.path(&format!("input/{period}/submissions/{name}.xlsx"));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    workbook.save(path).unwrap();
}

/// Runs a period and returns its tables by name.
fn run<'z>(zone: &'z Zone, period: &'z str) -> impl Fn(&str) -> DataFrame + use<'z> {
    let output = zone.huoju(&["run", "pipelines/zone.toml", "--period", period]);
    assert!(
        output.status.code().is_some_and(|code| code < 2),
        "{output:?}"
    );
    move |name| read_table(&zone.path(&format!("out/{period}/tables")), name)
}

fn findings_of(frame: &DataFrame, rule: &str) -> usize {
    rows(frame, &[("rule", rule)]).height()
}

#[test]
fn short_forms_and_exports_are_summed_and_compared_with_the_quarter_a_year_before() {
    let zone = zone_with_quarters();
    let table = run(&zone, "2023Q2");
    let measures = table("measures");
    for (unit, expected) in [("east", 1080.0), ("west", 1720.0), ("littlezone", 2800.0)] {
        let of = [("unit", unit), ("measure", "revenue")];
        close(number(&measures, &of, "value"), expected);
    }
    let indicators = table("indicators");
    let size = [("unit", "littlezone"), ("indicator", "size")];
    close(number(&indicators, &size, "value"), 2.8);
    close(number(&indicators, &size, "previous"), 2.4);
    close(number(&indicators, &size, "growth"), 100.0 * 400.0 / 2400.0);
    assert_eq!(
        text(&indicators, &size, "basis").as_deref(),
        Some("quarterly")
    );
}

#[test]
fn what_the_quarter_holds_is_annualised_by_the_season_and_the_rest_is_carried() {
    let zone = zone_with_quarters();
    let table = run(&zone, "2023Q2");
    let indicators = table("indicators");
    let of = |unit: &str, id: &str, column: &str| {
        number(&indicators, &[("unit", unit), ("indicator", id)], column)
    };
    let word = |unit: &str, id: &str, column: &str| {
        text(&indicators, &[("unit", unit), ("indicator", id)], column).unwrap()
    };
    // Each by its own season: 2400 of 5000, 900 of 2000, 1500 of 3000.
    close(
        of("littlezone", "size", "annual_estimate"),
        2.8 * 5000.0 / 2400.0,
    );
    close(of("east", "size", "annual_estimate"), 1.08 * 2000.0 / 900.0);
    close(
        of("west", "size", "annual_estimate"),
        1.72 * 3000.0 / 1500.0,
    );
    assert_eq!(word("littlezone", "size", "estimate_basis"), "annualised");
    // The year before of an estimate is last year's annual survey.
    close(of("littlezone", "added", "value"), 400.0);
    close(
        of("littlezone", "added", "annual_estimate"),
        2800.0 * 5000.0 / 2400.0 - 5000.0,
    );
    // Research is not asked: 250 / 5000 of 2022 stays.
    close(of("littlezone", "rd", "value"), 5.0);
    close(of("littlezone", "rd", "annual_estimate"), 5.0);
    close(of("west", "rd", "value"), 100.0 * 200.0 / 3000.0);
    assert_eq!(word("littlezone", "rd", "basis"), "carried");
    assert_eq!(word("littlezone", "rd", "estimate_basis"), "carried");
    assert_eq!(of("littlezone", "rd", "growth"), None);

    // The estimates are scored, against the reference of the last annual survey.
    let scores = table("scores");
    let of = |node: &str, column: &str| {
        number(&scores, &[("unit", "littlezone"), ("node", node)], column)
    };
    let size = 2.8 * 5000.0 / 2400.0;
    close(of("2.1", "value"), size);
    close(of("1.1", "normalised"), 0.5);
    close(
        of("total", "score"),
        60.0 * 0.5 + 40.0 * (size - 1.0) / 10.0,
    );

    // An enterprise weighs on the estimate as it weighs on the quarter.
    let contributions = table("contributions");
    let first = [("credit_code", CODES[0]), ("indicator", "size")];
    close(number(&contributions, &first, "with"), size);
    close(
        number(&contributions, &first, "without"),
        2.5 * 5000.0 / 2400.0,
    );
}

#[test]
fn single_quarters_come_by_difference_and_goals_are_paced_by_the_season() {
    let zone = zone_with_quarters();
    let quarters = run(&zone, "2023Q2")("quarters");
    let of = |unit: &str, quarter: f64, column: &str| {
        let rows = rows(&quarters, &[("unit", unit), ("indicator", "size")]);
        let place = rows
            .column("quarter")
            .unwrap()
            .i64()
            .unwrap()
            .iter()
            .position(|found| found.map(|found| found as f64) == Some(quarter))
            .unwrap();
        rows.column(column).unwrap().f64().unwrap().get(place)
    };
    close(of("littlezone", 1.0, "single"), 1.2);
    close(of("littlezone", 1.0, "single_growth"), 20.0);
    close(of("littlezone", 2.0, "cumulative"), 2.8);
    close(of("littlezone", 2.0, "single"), 1.6);
    close(
        of("littlezone", 2.0, "single_growth"),
        100.0 * (1600.0 - 1400.0) / 1400.0,
    );
    close(of("east", 2.0, "single"), 0.58);
    // A goal of 20 for the year: 48 % of it are due.
    close(of("littlezone", 2.0, "season_share"), 0.48);
    close(of("littlezone", 2.0, "expected"), 9.6);
    close(of("littlezone", 2.0, "pace"), 100.0 * 2.8 / 9.6);
    assert_eq!(of("east", 2.0, "target"), None);
}

#[test]
fn without_the_same_quarter_of_last_year_the_season_is_not_known() {
    let zone = zone_with_quarters();
    fs::remove_dir_all(zone.path("input/2022Q2")).unwrap();
    let indicators = run(&zone, "2023Q2")("indicators");
    let size = [("unit", "littlezone"), ("indicator", "size")];
    close(number(&indicators, &size, "value"), 2.8);
    close(number(&indicators, &size, "annual_estimate"), 5.0);
    assert_eq!(
        text(&indicators, &size, "estimate_basis").as_deref(),
        Some("season_unknown")
    );
    assert_eq!(
        text(&indicators, &size, "basis").as_deref(),
        Some("quarterly")
    );
}

#[test]
fn what_a_quarter_does_not_ask_is_neither_missing_nor_unknown() {
    let zone = zone_with_quarters();
    zone.edit(
        "pipelines/survey.toml",
        r#"unit = "千元", type = "number" },"#,
        r#"unit = "千元", type = "number", required = true },"#,
    );
    let findings = run(&zone, "2023Q2")("findings");
    for rule in ["R1", "R2", "required"] {
        assert_eq!(findings_of(&findings, rule), 0, "{rule}");
    }
}

#[test]
fn a_cumulative_value_below_the_quarter_before_is_queried() {
    let zone = zone_with_quarters();
    short_form(&zone, "2023Q2", CODES[0], 140.0);
    let findings = run(&zone, "2023Q2")("findings");
    let fallen = rows(&findings, &[("rule", "cumulative-decrease")]);
    assert_eq!(fallen.height(), 1);
    let of = [("rule", "cumulative-decrease"), ("credit_code", CODES[0])];
    close(number(&findings, &of, "value"), 140.0);
    close(number(&findings, &of, "expected"), 150.0);
    assert_eq!(text(&findings, &of, "codes").as_deref(), Some("revenue"));
    assert_eq!(text(&findings, &of, "severity").as_deref(), Some("query"));
}

#[test]
fn annual_forms_that_come_in_a_quarter_are_read_as_in_a_year() {
    let zone = zone();
    for answer in zone.answers(2023) {
        zone.submit(2023, "form.xlsx", &answer);
        let form = zone.path("input/2023/submissions/form.xlsx");
        let quarter = zone.path(&format!("input/2023Q4/submissions/{}.xlsx", answer.code));
        fs::create_dir_all(quarter.parent().unwrap()).unwrap();
        fs::rename(form, quarter).unwrap();
    }
    fs::remove_dir_all(zone.path("input/2022")).unwrap();
    zone.write(
        "input/reference/2023Q4.csv",
        "zone,indicator,value\nA,rd,1\nB,rd,9\n",
    );
    let table = run(&zone, "2023Q4");
    let indicators = table("indicators");
    let rd = [("unit", "littlezone"), ("indicator", "rd")];
    close(number(&indicators, &rd, "value"), 5.0);
    assert_eq!(
        text(&indicators, &rd, "basis").as_deref(),
        Some("quarterly")
    );
    assert_eq!(number(&indicators, &rd, "annual_estimate"), None);
    assert_eq!(
        text(&indicators, &rd, "estimate_basis").as_deref(),
        Some("")
    );
    let leaf = [("unit", "littlezone"), ("node", "1.1")];
    close(number(&table("scores"), &leaf, "normalised"), 0.5);
    // Of the two high-tech enterprises one has 100 of 1000, the other 300 of 4000, which is below 9 %: as in the year.
    assert_eq!(findings_of(&table("findings"), "R2"), 1);
}

#[test]
fn a_field_of_a_whole_form_that_is_blank_is_unknown_in_a_quarter_as_in_a_year() {
    let zone = zone();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    write_row(sheet, 0, &["", "", "", "表号：F-01"]);
    write_row(sheet, 1, &[&format!("统一社会信用代码：{}", CODES[0])]);
    write_row(sheet, 2, &["指标名称", "计量单位", "代码", "数量"]);
    write_row(sheet, 3, &["营业收入", "千元", "revenue", "1000"]);
    write_row(sheet, 4, &["研发费用", "千元", "research"]);
    write_row(sheet, 5, &["是否高企", "", "high_tech", "1"]);
    save(&zone, &mut workbook, "2023Q4", CODES[0]);
    let findings = run(&zone, "2023Q4")("findings");
    let of = [("rule", "R1"), ("credit_code", CODES[0])];
    assert_eq!(text(&findings, &of, "outcome").as_deref(), Some("unknown"));
}

#[test]
fn a_template_of_a_quarter_is_the_short_form() {
    let zone = zone();
    let output = zone.huoju(&["template", "pipelines/zone.toml", "--period", "2023Q2"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let mut template: calamine::Xlsx<_> =
        calamine::open_workbook(zone.path("out/templates/2023Q2.xlsx")).unwrap();
    use calamine::Reader;
    let sheets = template.sheet_names();
    assert_eq!(sheets[0], "K-01 季度快报");
    assert!(
        !sheets.iter().any(|name| name.contains("F-01")),
        "{sheets:?}"
    );
    let sheet = template.worksheet_range("K-01 季度快报").unwrap();
    let codes: Vec<String> = sheet
        .rows()
        .map(|row| row[2].to_string())
        .filter(|text| ["revenue", "employees", "research"].contains(&text.as_str()))
        .collect();
    assert_eq!(codes, ["employees", "revenue"]);
}

#[test]
fn a_short_form_that_asks_what_the_survey_lacks_is_refused() {
    let zone = zone();
    zone.edit(
        "pipelines/quarterly.toml",
        r#""revenue"]"#,
        r#""turnover"]"#,
    );
    let output = zone.huoju(&["run", "pipelines/zone.toml", "--period", "2023Q2"]);
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8_lossy(&output.stderr).to_string();
    for word in ["quarterly.toml", "K-01", "turnover"] {
        assert!(error.contains(word), "{error}");
    }
}

#[test]
fn the_evaluation_workbook_shows_the_quarter_beside_the_estimate() {
    let zone = zone_with_quarters();
    let _tables = run(&zone, "2023Q2");
    use calamine::Reader;
    let path = zone.path("out/2023Q2/evaluation.xlsx");
    let mut workbook: calamine::Xlsx<_> = calamine::open_workbook(path).unwrap();
    let sheet = workbook.worksheet_range("全年推算").unwrap();
    let row = |name: &str| {
        let found = sheet
            .rows()
            .find(|row| row[0].to_string().starts_with(name));
        found.unwrap_or_else(|| panic!("{name}")).to_vec()
    };
    let size = row("2.1 ");
    let numbers: Vec<f64> = size[2..6]
        .iter()
        .map(|cell| cell.to_string().parse().unwrap())
        .collect();
    for (found, expected) in numbers.iter().zip([2.8, 2.4, 5.0, 2.8 * 5.0 / 2.4]) {
        close(Some(*found), expected);
    }
    assert_eq!(size[6].to_string(), "季报推算");
    let rd = row("1.1 ");
    assert_eq!(rd[2].to_string(), "—");
    assert_eq!(rd[6].to_string(), "沿用上年年报");

    let path = zone.path("out/2023Q2/zone.xlsx");
    let mut workbook: calamine::Xlsx<_> = calamine::open_workbook(path).unwrap();
    assert!(workbook.worksheet_range("季度").is_ok());
}

#[test]
fn one_park_is_written_anew_and_nothing_else() {
    let zone = Zone::new();
    assert_eq!(zone.run().status.code(), Some(0));
    let east = zone.path("out/2023/parks/east.xlsx");
    let (before, west) = (
        fs::read(&east).unwrap(),
        zone.path("out/2023/parks/west.xlsx"),
    );
    fs::remove_file(&east).unwrap();
    fs::write(&west, "mine").unwrap();
    let report = |park: &str| {
        zone.huoju(&[
            "report",
            "pipelines/zone.toml",
            "--period",
            "2023",
            "--park",
            park,
        ])
    };
    assert_eq!(report("east").status.code(), Some(0));
    assert_eq!(fs::read(&east).unwrap(), before);
    assert_eq!(fs::read(&west).unwrap(), b"mine");
    let unknown = report("north");
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("east, west"));
}

#[test]
fn the_samples_last_quarter_lets_expect_what_the_annual_survey_brings() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let run = |period: &str| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_huoju"))
            .args(["run", "pipelines/shenyang.toml", "--period", period])
            .arg("--out")
            .arg(folder.path().join("out"))
            .arg("--store")
            .arg(folder.path().join("store"))
            .current_dir(root)
            .output()
            .unwrap();
        assert!(
            output.status.code().is_some_and(|code| code < 2),
            "{output:?}"
        );
        read_table(
            &folder.path().join("out").join(period).join("tables"),
            "indicators",
        )
    };
    let (quarter, annual) = (run("2023Q4"), run("2023"));
    let zone = |frame: &DataFrame, id: &str, column: &str| {
        number(frame, &[("unit", "shenyang"), ("indicator", id)], column).expect("a value")
    };
    for id in [
        "operating_revenue",
        "value_added",
        "employees",
        "2.2",
        "2.5",
    ] {
        let estimate = zone(&quarter, id, "annual_estimate");
        let result = zone(&annual, id, "value");
        assert!(
            (estimate / result - 1.0).abs() < 0.08,
            "{id}: {estimate} was expected, {result} came"
        );
    }
}

#[test]
fn a_quarters_submission_says_that_it_is_not_to_be_sent_and_what_is_carried() {
    let zone = zone_with_quarters();
    let _tables = run(&zone, "2023Q2");
    use calamine::Reader;
    let path = zone.path("out/2023Q2/submission.xlsx");
    let mut workbook: calamine::Xlsx<_> = calamine::open_workbook(path).unwrap();
    let name = workbook
        .sheet_names()
        .into_iter()
        .find(|name| name.starts_with("指标表"));
    let sheet = workbook.worksheet_range(&name.unwrap()).unwrap();
    let says = |words: &str| {
        let mut cells = sheet.rows().flatten();
        cells.any(|cell| cell.to_string().contains(words))
    };
    assert!(says("不得报送"));
    assert!(says("沿用上年年报"));
    assert!(says("各园区之和不等于全区"));
    let row = |node: &str| {
        let found = sheet.rows().find(|row| row[0].to_string().as_str() == node);
        found.unwrap_or_else(|| panic!("{node}")).to_vec()
    };
    // The quarter's 2.8, last year's 5.0 and the estimate stand side by side; what is carried has no value of its own.
    let size = row("2.1");
    close(size[4].to_string().parse().ok(), 2.8);
    close(size[7].to_string().parse().ok(), 5.0);
    close(size[8].to_string().parse().ok(), 2.8 * 5.0 / 2.4);
    let rd = row("1.1");
    assert_eq!(
        (rd[4].to_string().as_str(), rd[9].to_string().as_str()),
        ("—", "沿用")
    );
}
