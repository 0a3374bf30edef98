//! Records → findings and statuses, on a small zone with outcomes that were worked out by hand.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod small_zone;

use std::path::Path;

use huoju::definitions::{Definitions, Severity};
use huoju::ingest::{Ingested, ingest};
use huoju::tables::{Edited, ExplanationRow, FindingRow, NoticeRow, Outcome, State, ValueRow};
use huoju::validate::{Validated, validate};
use indicatif::ProgressBar;
use polars::prelude::{DataFrame, IntoLazy, col, lit};
use small_zone::{
    Record, definitions, definitions_with, edited, flags, ingested, of_rule, period, texts,
};

fn validated(definitions: &Definitions, records: &[Record]) -> Validated {
    let ingested = ingested(definitions, records);
    validate(definitions, period(), &ingested, None).unwrap()
}

/// The findings without those of the year-on-year rule, which is unknown without a previous period.
fn findings(definitions: &Definitions, records: &[Record]) -> Vec<FindingRow> {
    let mut findings = validated(definitions, records).findings;
    findings.retain(|finding| finding.rule != "STOCK");
    findings
}

/// The rules that did not pass, with `?` for unknown ones.
fn outcomes(findings: &[FindingRow]) -> Vec<String> {
    findings
        .iter()
        .map(|finding| match finding.outcome {
            Outcome::Failed => finding.rule.clone(),
            Outcome::Unknown => format!("{}?", finding.rule),
        })
        .collect()
}

#[test]
fn a_clean_record_has_no_findings() {
    let found = findings(&definitions(), &[Record::clean("A", "east")]);
    assert_eq!(found, []);
}

#[test]
fn a_failed_sum_tells_both_sides_and_all_cells() {
    let record = Record::clean("A", "east").with(&[("part_b", 401.5)]);
    let found = findings(&definitions(), &[record]);
    assert_eq!(outcomes(&found), ["SUM"]);
    let finding = &found[0];
    assert_eq!(finding.value, Some(1000.0));
    assert_eq!(finding.expected, Some(1001.5));
    assert_eq!(finding.difference, Some(-1.5));
    assert_eq!(finding.severity, Severity::Error);
    assert_eq!(
        finding.message,
        "营业收入1,000，两部分之和1,001.5，相差-1.5"
    );
    assert_eq!(
        finding.message_en,
        "Revenue 1,000, parts 1,001.5, off by -1.5"
    );
    assert_eq!(finding.codes, "rev,part_a,part_b");
    assert_eq!(finding.file, "2023/submissions/A.xlsx");
    assert_eq!(
        (finding.sheet.as_str(), finding.cell.as_str()),
        ("F-1", "D5")
    );
    // part_b was set last: it stands below the others.
    assert_eq!(finding.cells, "rev=F-1!D5;part_a=F-1!D6;part_b=F-1!D12");
    assert_eq!(
        (finding.name.as_str(), finding.park.as_deref()),
        ("企业A", Some("east"))
    );
    assert_eq!(finding.state, State::Open);
}

#[test]
fn an_equality_may_be_off_by_the_tolerance_and_not_by_more() {
    // max(1, 0.001 × 1,000.9) = 1.0009.
    for (part_b, passes) in [
        (401.0, true),
        (401.0005, true),
        (401.01, false),
        (399.0, true),
        (398.9, false),
    ] {
        let record = Record::clean("A", "east").with(&[("part_b", part_b)]);
        let found = findings(&definitions(), &[record]);
        assert_eq!(found.is_empty(), passes, "{part_b}");
    }
}

#[test]
fn an_inequality_has_no_tolerance() {
    let record = Record::clean("A", "east").with(&[("rnd", 1000.5)]);
    assert_eq!(outcomes(&findings(&definitions(), &[record])), ["RND"]);
}

#[test]
fn a_rule_passes_fails_or_is_unknown() {
    // Flag, R&D, revenue (its parts follow), and what becomes of `when flag = '1' check rnd / rev >= 0.03`.
    type Case = (Option<&'static str>, Option<f64>, f64, Option<Outcome>);
    let cases: [Case; 9] = [
        (Some("1"), Some(50.0), 1000.0, None),
        (Some("1"), Some(30.0), 1000.0, None),
        (Some("1"), Some(29.9), 1000.0, Some(Outcome::Failed)),
        (Some("1"), None, 1000.0, Some(Outcome::Unknown)),
        (Some("1"), Some(0.0), 0.0, Some(Outcome::Unknown)),
        (Some("2"), Some(10.0), 1000.0, None),
        (Some("2"), None, 1000.0, None),
        (None, Some(50.0), 1000.0, None),
        (None, Some(10.0), 1000.0, Some(Outcome::Unknown)),
    ];
    for (flag, rnd, rev, expected) in cases {
        let mut record = Record::clean("A", "east").without(&["flag", "rnd"]).with(&[
            ("rev", rev),
            ("part_a", rev),
            ("part_b", 0.0),
        ]);
        record.texts.extend(flag.map(|flag| ("flag", flag)));
        record.numbers.extend(rnd.map(|rnd| ("rnd", rnd)));
        let found = findings(&definitions(), &[record]);
        let share = of_rule(&found, "SHARE");
        assert_eq!(
            share.first().map(|finding| finding.outcome),
            expected,
            "{flag:?} {rnd:?} {rev}"
        );
    }
}

#[test]
fn an_unknown_rule_says_what_is_missing() {
    let blank = Record::clean("A", "east").without(&["rnd"]);
    let found = findings(&definitions(), &[blank]);
    let share = of_rule(&found, "SHARE")[0];
    assert_eq!(share.message, "无法判断“高企研发占比”：缺少研发费用（rnd）");
    assert_eq!(
        share.message_en,
        "Cannot be judged: R&D share of high-tech enterprises: R&D expense (rnd) missing"
    );
    // The cell of a blank field is not known, the sheet is.
    assert_eq!((share.sheet.as_str(), share.cell.as_str()), ("F-1", ""));
    assert_eq!(share.codes, "rnd");
    let nothing = Record::clean("A", "east").with(&[
        ("rev", 0.0),
        ("part_a", 0.0),
        ("part_b", 0.0),
        ("rnd", 0.0),
    ]);
    let found = findings(&definitions(), &[nothing]);
    assert_eq!(
        of_rule(&found, "SHARE")[0].message,
        "无法判断“高企研发占比”：除数为零"
    );
}

#[test]
fn a_blank_part_of_a_sum_counts_as_zero() {
    let one_part = Record::clean("A", "east")
        .with(&[("part_a", 1000.0)])
        .without(&["part_b"]);
    assert_eq!(findings(&definitions(), &[one_part]), []);
    let no_part = Record::clean("A", "east").without(&["part_a", "part_b"]);
    assert_eq!(outcomes(&findings(&definitions(), &[no_part])), ["SUM?"]);
}

#[test]
fn messages_show_texts_and_say_what_is_blank() {
    let loss = Record::clean("A", "east").with(&[("profit", -1234.5)]);
    let found = findings(&definitions(), &[loss]);
    assert_eq!(outcomes(&found), ["KIND"]);
    assert_eq!(found[0].message, "类型1，利润-1,234.5");
    assert_eq!(found[0].codes, "kind,profit");
    // No comparison at the top: no sides.
    assert_eq!((found[0].value, found[0].expected), (None, None));
}

#[test]
fn last_year_is_joined_from_used_records_only() {
    let definitions = definitions();
    let previous = edited(
        &definitions,
        "2022",
        &[
            Record::clean("A", "east").with(&[("patents", 5.0)]),
            Record::clean("B", "east")
                .with(&[("patents", 5.0)])
                .status("rejected"),
            Record::clean("C", "east"),
        ],
    );
    let records = [
        Record::clean("A", "east"),
        Record::clean("B", "east"),
        Record::clean("C", "east"),
    ];
    let ingested = ingested(&definitions, &records);
    let found = validate(&definitions, period(), &ingested, Some(&previous))
        .unwrap()
        .findings;
    assert_eq!(outcomes(&found), ["STOCK", "STOCK?"]);
    assert_eq!((found[0].value, found[0].expected), (Some(3.0), Some(5.0)));
    assert_eq!(found[0].codes, "patents");
    assert_eq!(found[1].credit_code, "B");
    assert_eq!(
        found[1].message,
        "无法判断“专利不减少”：缺少上年专利（patents）"
    );
}

#[test]
fn a_rule_of_rows_points_at_the_row() {
    let mut record = Record::clean("A", "east");
    record.projects = Some(vec![
        ("甲项目", 10.0, 12.0, 1.0),
        ("乙项目", 10.0, 25.0, 2.0),
    ]);
    let found = findings(&definitions(), &[record]);
    assert_eq!(outcomes(&found), ["MONTHS"]);
    assert_eq!(found[0].row, Some(2));
    assert_eq!(found[0].message, "乙项目：25");
    assert_eq!(
        (found[0].value, found[0].expected),
        (Some(25.0), Some(24.0))
    );
    assert_eq!(found[0].cells, "months=L-1!D4");
    assert_eq!(found[0].name, "企业A");
}

#[test]
fn a_finding_about_a_list_marks_all_its_rows() {
    let mut record = Record::clean("A", "east");
    record.projects = Some(vec![
        ("甲项目", 30.0, 12.0, 1.0),
        ("乙项目", 21.0, 12.0, 1.0),
    ]);
    let found = findings(&definitions(), &[record]);
    assert_eq!(outcomes(&found), ["FUNDS"]);
    assert_eq!(found[0].cells, "fund=L-1!C3;fund=L-1!C4;rnd=F-1!D9");
    assert_eq!(found[0].cell, "C3");
}

#[test]
fn single_values_are_checked() {
    let definitions = definitions();
    let record = Record::clean("A", "east")
        .with(&[("patents", -1.0), ("profit", 0.5)])
        .saying("kind", "9")
        .saying("industry", "0000")
        .saying("flag", "是")
        .without(&["staff"]);
    let found = findings(&definitions, &[record]);
    let own: Vec<(&str, &str)> = found
        .iter()
        .filter(|finding| finding.outcome == Outcome::Failed)
        .map(|finding| (finding.rule.as_str(), finding.codes.as_str()))
        .collect();
    // In the order of the [[checks]]; an open list and an allowed negative are no findings.
    assert_eq!(
        own,
        [
            ("negative", "patents"),
            ("code-list", "kind"),
            ("code-list", "flag"),
            ("required", "staff")
        ]
    );
    assert_eq!(found[0].value, Some(-1.0));
    assert_eq!(found[0].message_en, "Patents (patents): -1, blank,");
    assert_eq!(found[1].message, "类型（kind）：9，类型目录，");
    assert_eq!(
        found[2].message_en,
        "High-tech (flag): 是, 1 (yes) and 2 (no),"
    );
    let zero_in_front = Record::clean("A", "east").saying("kind", "02");
    assert_eq!(findings(&definitions, &[zero_in_front]), []);
}

#[test]
fn a_field_of_another_year_is_not_asked_for() {
    let mut definitions = definitions();
    let fields = &mut definitions.survey.forms[0].fields;
    fields
        .iter_mut()
        .find(|field| field.code == "staff")
        .unwrap()
        .to = Some(2022);
    let record = Record::clean("A", "east").without(&["staff"]);
    assert_eq!(findings(&definitions, &[record]), []);
}

fn notice(check: &str, credit_code: &str, code: &str, cell: &str) -> NoticeRow {
    NoticeRow {
        period: "2023".to_owned(),
        check: check.to_owned(),
        credit_code: credit_code.to_owned(),
        code: code.to_owned(),
        text: "约三百".to_owned(),
        detail: "数字".to_owned(),
        detail_en: "a number".to_owned(),
        file: format!("2023/submissions/{credit_code}.xlsx"),
        sheet: "F-1".to_owned(),
        cell: cell.to_owned(),
        ..NoticeRow::default()
    }
}

fn with_notices(
    definitions: &Definitions,
    records: &[Record],
    notices: Vec<NoticeRow>,
) -> Ingested {
    Ingested {
        notices,
        ..ingested(definitions, records)
    }
}

#[test]
fn a_notice_becomes_a_finding_with_words_and_severity() {
    let definitions = definitions();
    let records = [Record::clean("A", "east")];
    let notices = vec![
        notice("unreadable-value", "A", "profit", "D30"),
        notice("unreadable-value", "A", "rnd", "D31"),
    ];
    let ingested = with_notices(&definitions, &records, notices);
    let validated = validate(&definitions, period(), &ingested, None).unwrap();
    let found = of_rule(&validated.findings, "unreadable-value");
    assert_eq!(found[0].severity, Severity::Query);
    // An indicator uses R&D: an error there, and the record is rejected.
    assert_eq!(found[1].severity, Severity::Error);
    assert_eq!(texts(&validated.enterprises, "status"), ["rejected"]);
    assert_eq!(found[0].message, "利润（profit）：约三百，数字，");
    assert_eq!(found[0].message_en, "Profit (profit): 约三百, a number,");
    assert_eq!(found[0].cells, "profit=F-1!D30");
    assert_eq!(
        (found[0].name.as_str(), found[0].park.as_deref()),
        ("企业A", Some("east"))
    );
}

#[test]
fn a_value_that_could_not_be_read_is_not_asked_for_again() {
    let definitions = definitions();
    let records = [Record::clean("A", "east").without(&["staff"])];
    let notices = vec![notice("unreadable-value", "A", "staff", "D30")];
    let ingested = with_notices(&definitions, &records, notices);
    let validated = validate(&definitions, period(), &ingested, None).unwrap();
    assert!(of_rule(&validated.findings, "required").is_empty());
    assert_eq!(of_rule(&validated.findings, "unreadable-value").len(), 1);
}

#[test]
fn remarks_on_a_form_that_was_replaced_do_not_reject() {
    let definitions = definitions();
    let mut ingested = with_notices(
        &definitions,
        &[Record::clean("A", "east")],
        vec![notice("unreadable-value", "A", "rnd", "D31")],
    );
    let mut old = ingested.values[0].clone();
    old.used = false;
    old.file = "2023/submissions/old.xlsx".to_owned();
    ingested.notices[0].file.clone_from(&old.file);
    ingested.values.push(old);
    let validated = validate(&definitions, period(), &ingested, None).unwrap();
    assert!(of_rule(&validated.findings, "unreadable-value").is_empty());
    assert_eq!(texts(&validated.enterprises, "status"), ["accepted"]);
}

#[test]
fn findings_of_the_survey_need_no_record() {
    let definitions = definitions();
    let mut silent = notice("non-respondent", "B", "", "");
    silent.file = "register.xlsx".to_owned();
    let mut nobody = notice("unreadable-file", "", "", "");
    nobody.file = "2023/submissions/locked.xlsx".to_owned();
    let records = [
        Record::clean("A", "east"),
        Record::clean("B", "west")
            .without(&["rev", "staff"])
            .status("missing"),
    ];
    let ingested = with_notices(&definitions, &records, vec![silent, nobody]);
    let validated = validate(&definitions, period(), &ingested, None).unwrap();
    let found: Vec<(&str, &str, &str)> = validated
        .findings
        .iter()
        .filter(|finding| finding.rule != "STOCK")
        .map(|f| (f.credit_code.as_str(), f.rule.as_str(), f.file.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("", "unreadable-file", "2023/submissions/locked.xlsx"),
            ("B", "non-respondent", "register.xlsx")
        ]
    );
    assert_eq!(
        texts(&validated.enterprises, "status"),
        ["accepted", "missing"]
    );
    assert_eq!(flags(&validated.enterprises, "used"), [true, false]);
}

/// Records in every state: A is clean, B has an error, C a query, D is not in the register, E neither and has an
/// error, F is silent.
fn mixed() -> Vec<Record> {
    let wrong = [("part_b", 500.0)];
    vec![
        Record::clean("A", "east"),
        Record::clean("B", "east").with(&wrong),
        Record::clean("C", "east").with(&[("rnd", 2000.0)]),
        Record::clean("D", "east").status("unregistered"),
        Record::clean("E", "east")
            .with(&wrong)
            .status("unregistered"),
        Record::clean("F", "east")
            .without(&["rev", "staff"])
            .status("missing"),
    ]
}

#[test]
fn open_errors_reject_and_queries_do_not() {
    let definitions = definitions();
    let validated = validated(&definitions, &mixed());
    assert_eq!(
        texts(&validated.enterprises, "status"),
        [
            "accepted",
            "rejected",
            "accepted",
            "unregistered",
            "rejected",
            "missing"
        ]
    );
    assert_eq!(
        flags(&validated.enterprises, "used"),
        [true, false, true, false, false, false]
    );
    let (reported, _) = small_zone::frames(&definitions, &mixed());
    assert_eq!(
        validated.enterprises.get_column_names(),
        reported.get_column_names()
    );
}

#[test]
fn the_pipeline_may_admit_records_that_are_not_clean() {
    let used = |policy: &str| {
        let definitions = definitions_with(&format!("[records]\n{policy}"), "");
        flags(&validated(&definitions, &mixed()).enterprises, "used")
    };
    assert_eq!(
        used("rejected = \"as_reported\""),
        [true, true, true, false, false, false]
    );
    assert_eq!(
        used("unregistered = \"as_reported\""),
        [true, false, true, true, false, false]
    );
    assert_eq!(
        used("unregistered = \"as_reported\"\nrejected = \"as_reported\""),
        [true, true, true, true, true, false]
    );
    // Without a previous period there is nothing that could stand in.
    assert_eq!(
        used("rejected = \"previous\""),
        [true, false, true, false, false, false]
    );
    let definitions = definitions_with("[records]\nrejected = \"previous\"", "");
    let previous = edited(&definitions, "2022", &[Record::clean("B", "east")]);
    let ingested = ingested(&definitions, &mixed());
    let validated = validate(&definitions, period(), &ingested, Some(&previous)).unwrap();
    assert_eq!(
        flags(&validated.enterprises, "used"),
        [true, true, true, false, false, false]
    );
    assert_eq!(texts(&validated.enterprises, "status")[1], "rejected");
}

#[test]
fn a_waived_error_does_not_reject_and_an_explained_one_does() {
    let waiver =
        "[[waivers]]\nrule = \"SUM\"\nenterprise = \"B\"\nreason = \"confirmed\"\nuntil = \"2023\"";
    let definitions = definitions_with(waiver, "");
    let mut ingested = ingested(&definitions, &mixed());
    let explanation = |credit_code: &str, rule: &str| ExplanationRow {
        credit_code: credit_code.to_owned(),
        rule: rule.to_owned(),
        text: "已核实".to_owned(),
        file: "2023/explanations.xlsx".to_owned(),
    };
    ingested.explanations = vec![explanation("C", "RND"), explanation("E", "SUM")];
    let validated = validate(&definitions, period(), &ingested, None).unwrap();
    let of = |rule: &str, code: &str| {
        let found = of_rule(&validated.findings, rule);
        let finding = found
            .into_iter()
            .find(|finding| finding.credit_code == code)
            .unwrap();
        (finding.state, finding.explanation.clone())
    };
    assert_eq!(of("SUM", "B"), (State::Waived, "confirmed".to_owned()));
    assert_eq!(of("RND", "C"), (State::Explained, "已核实".to_owned()));
    assert_eq!(of("SUM", "E").0, State::Open);
    assert_eq!(
        texts(&validated.enterprises, "status"),
        [
            "accepted",
            "accepted",
            "accepted",
            "unregistered",
            "rejected",
            "missing"
        ]
    );
}

#[test]
fn an_unknown_error_does_not_reject() {
    let definitions = definitions();
    let record = Record::clean("A", "east").without(&["part_a", "part_b"]);
    let validated = validated(&definitions, &[record]);
    assert_eq!(
        of_rule(&validated.findings, "SUM")[0].outcome,
        Outcome::Unknown
    );
    assert_eq!(texts(&validated.enterprises, "status"), ["accepted"]);
}

#[test]
fn findings_are_ordered_by_enterprise_then_check_then_rule() {
    let bad = |code| {
        Record::clean(code, "east")
            .with(&[("part_b", 500.0), ("rnd", 2000.0), ("patents", -1.0)])
            .saying("kind", "9")
    };
    let found = findings(&definitions(), &[bad("A"), bad("B")]);
    let keys: Vec<String> = found
        .iter()
        .map(|f| format!("{} {}", f.credit_code, f.rule))
        .collect();
    assert_eq!(
        keys,
        [
            "A negative",
            "A code-list",
            "A SUM",
            "A RND",
            "B negative",
            "B code-list",
            "B SUM",
            "B RND"
        ]
    );
}

#[test]
fn money_in_yuan_is_one_suspicion_and_no_jumps() {
    let definitions = definitions();
    let previous = edited(
        &definitions,
        "2022",
        &[Record::clean("A", "east"), Record::clean("B", "east")],
    );
    let yuan = Record::clean("A", "east").with(&[
        ("rev", 1_100_000.0),
        ("part_a", 700_000.0),
        ("part_b", 400_000.0),
        ("profit", 80_000.0),
        ("rnd", 55_000.0),
    ]);
    // 5,500 after 1,000: a jump, but no other unit.
    let grown =
        Record::clean("B", "east").with(&[("rev", 5500.0), ("part_a", 5100.0), ("rnd", 200.0)]);
    let ingested = ingested(&definitions, &[yuan, grown]);
    let found = validate(&definitions, period(), &ingested, Some(&previous))
        .unwrap()
        .findings;
    assert_eq!(outcomes(&found), ["unit-suspect", "year-on-year"]);
    assert_eq!(found[0].codes, "rev,part_a,part_b,profit,rnd");
    assert_eq!(
        (found[0].value, found[0].expected),
        (Some(1_100_000.0), Some(1000.0))
    );
    assert!(
        found[0].message.ends_with("5个金额指标约为上年的1,000倍"),
        "{}",
        found[0].message
    );
    assert_eq!(
        (found[1].credit_code.as_str(), found[1].codes.as_str()),
        ("B", "rev")
    );
    assert!(
        found[1].message_en.ends_with("up 450%"),
        "{}",
        found[1].message_en
    );
}

#[test]
fn money_in_yuan_is_found_without_last_year_by_the_other_fields() {
    let codes: Vec<&'static str> = vec!["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L"];
    let mut records: Vec<Record> = codes
        .iter()
        .enumerate()
        .map(|(place, code)| {
            let size = (place + 1) as f64;
            Record::clean(code, "east").with(&[
                ("rev", 1000.0 * size),
                ("part_a", 600.0 * size),
                ("part_b", 400.0 * size),
                ("profit", 90.0 * size),
                ("rnd", 50.0 * size),
                ("staff", 10.0 * size),
                ("patents", 3.0 * size),
            ])
        })
        .collect();
    records[4] = records[4].clone().with(&[
        ("rev", 5_000_000.0),
        ("part_a", 3_000_000.0),
        ("part_b", 2_000_000.0),
        ("profit", 450_000.0),
        ("rnd", 250_000.0),
    ]);
    let found = findings(&definitions(), &records);
    assert_eq!(outcomes(&found), ["unit-suspect"]);
    assert_eq!(found[0].credit_code, "E");
    assert_eq!(found[0].codes, "rev,part_a,part_b,profit,rnd");
    let expected = found[0].expected.unwrap();
    assert!((3000.0..=8000.0).contains(&expected), "{expected}");
}

#[test]
fn an_empty_survey_is_no_crash() {
    let definitions = definitions();
    let validated = validated(&definitions, &[]);
    assert_eq!(validated.findings, []);
    assert_eq!(validated.enterprises.height(), 0);
}

/// `cargo test --release --test validate -- --ignored --nocapture`
#[test]
#[ignore = "measures time"]
fn five_thousand_records_and_a_hundred_and_forty_rules() {
    let rules: String = (0..140)
        .map(|number| {
            format!(
                "[[rules]]\nid = \"X{number}\"\nlabel = {{ zh = \"x\", en = \"x\" }}\nseverity = \"query\"\nscope = \"in-form\"\nwhen = \"flag = '1'\"\ncheck = \"rev + {number} + 150 >= part_a + part_b + rnd - patents\"\n"
            )
        })
        .collect();
    let definitions = definitions_with("", &rules);
    let records: Vec<Record> = (0..5000)
        .map(|number| {
            let code: &'static str = Box::leak(format!("{number:05}").into_boxed_str());
            Record::clean(code, "east").with(&[("rnd", f64::from(number % 155))])
        })
        .collect();
    let previous = edited(&definitions, "2022", &records);
    let ingested = ingested(&definitions, &records);
    let start = std::time::Instant::now();
    let validated = validate(&definitions, period(), &ingested, Some(&previous)).unwrap();
    eprintln!(
        "{:?} for {} findings",
        start.elapsed(),
        validated.findings.len()
    );
    let current = edited(&definitions, "2023", &records);
    let start = std::time::Instant::now();
    let aggregated = huoju::aggregate::aggregate(&definitions, &current, Some(&previous)).unwrap();
    eprintln!(
        "{:?} for {} measures",
        start.elapsed(),
        aggregated.measures.len()
    );
}

/// The sample zone sixty times over, by the shipped definitions.
/// `cargo test --release --test validate -- --ignored --nocapture`
#[test]
#[ignore = "measures time"]
fn the_sample_zone_sixty_times_over() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = root.join("pipelines/shenyang.toml");
    let mut definitions = Definitions::load(&file, period()).unwrap();
    // A copy has its own credit code, and the original one on its cover.
    definitions
        .rules
        .retain(|rule| !rule.check.columns().contains("credit_code"));
    let input = root.join("sample_data");
    let one = ingest(&definitions, period(), &input, &ProgressBar::hidden()).unwrap();
    let mut many = one.clone();
    for copy in 1..60 {
        let renamed = |frame: &DataFrame| {
            let code = col("credit_code") + lit(format!("-{copy}"));
            frame.clone().lazy().with_column(code).collect().unwrap()
        };
        many.enterprises
            .vstack_mut(&renamed(&one.enterprises))
            .unwrap();
        many.projects.vstack_mut(&renamed(&one.projects)).unwrap();
        many.values.extend(one.values.iter().map(|value| ValueRow {
            credit_code: format!("{}-{copy}", value.credit_code),
            ..value.clone()
        }));
    }
    let start = std::time::Instant::now();
    let validated = validate(&definitions, period(), &many, None).unwrap();
    eprintln!(
        "validate: {:?} for {} enterprises, {} values, {} findings",
        start.elapsed(),
        many.enterprises.height(),
        many.values.len(),
        validated.findings.len()
    );
    let current = Edited {
        period: period(),
        enterprises: validated.enterprises,
        projects: many.projects,
        zone_form: Vec::new(),
    };
    let start = std::time::Instant::now();
    let validated = validate(&definitions, period(), &one, Some(&current)).unwrap();
    eprintln!(
        "against last year: {:?}, {} findings",
        start.elapsed(),
        validated.findings.len()
    );
    let start = std::time::Instant::now();
    let aggregated = huoju::aggregate::aggregate(&definitions, &current, Some(&current)).unwrap();
    eprintln!(
        "aggregate: {:?} for {} measures",
        start.elapsed(),
        aggregated.measures.len()
    );
}
