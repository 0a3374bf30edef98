//! What becomes of records and findings: rejected, admitted, waived, explained.

use huoju::tables::{ExplanationRow, NoticeRow, Outcome, State};
use huoju::validate::validate;

use super::small_zone::{
    self, Record, definitions, definitions_with, edited, flags, ingested, of_rule, period, texts,
};
use super::validated;

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
        codes: String::new(),
        row: None,
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
fn a_wrong_check_digit_rejects_and_needs_the_policies_for_both() {
    let used = |policy: &str| {
        let definitions = definitions_with(policy, "");
        let mut ingested = ingested(
            &definitions,
            &[Record::clean("A", "east").status("unregistered")],
        );
        ingested.notices.push(NoticeRow {
            period: "2023".to_owned(),
            check: "credit-code".to_owned(),
            credit_code: "A".to_owned(),
            text: "A".to_owned(),
            ..NoticeRow::default()
        });
        let validated = validate(&definitions, period(), &ingested, None).unwrap();
        assert_eq!(texts(&validated.enterprises, "status"), ["rejected"]);
        flags(&validated.enterprises, "used")
    };
    assert_eq!(used(""), [false]);
    assert_eq!(used("[records]\nrejected = \"as_reported\""), [false]);
    assert_eq!(
        used("[records]\nrejected = \"as_reported\"\nunregistered = \"as_reported\""),
        [true]
    );
}
