//! huoju's own checks of records, and what the reader remarked.

use huoju::definitions::{Definitions, Severity};
use huoju::ingest::Ingested;
use huoju::tables::{FileRow, NoticeRow, Outcome};
use huoju::validate::validate;

use super::small_zone::{Record, definitions, edited, flags, ingested, of_rule, period, texts};
use super::{findings, outcomes};

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
    let mut old = ingested.values.get(0).unwrap().to_row();
    old.used = false;
    old.file = "2023/submissions/old.xlsx".to_owned();
    ingested.notices[0].file.clone_from(&old.file);
    ingested.values.push(old.as_value());
    ingested.files = vec![FileRow {
        path: "2023/submissions/A.xlsx".to_owned(),
        ..FileRow::default()
    }];
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
