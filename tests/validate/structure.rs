//! Checks that follow from the structure of the forms, and those that compare enterprises.

use huoju::definitions::{Definitions, Label, RatioOfFields, Severity};
use huoju::tables::FindingRow;
use huoju::validate::validate;

use super::small_zone::{Record, definitions, edited, ingested, of_rule, period, texts};
use super::{findings, validated};

/// The field of the main form with a code.
fn field<'d>(
    definitions: &'d mut Definitions,
    code: &str,
) -> &'d mut huoju::definitions::FieldDefinition {
    let fields = &mut definitions.survey.forms[0].fields;
    fields.iter_mut().find(|field| field.code == code).unwrap()
}

#[test]
fn a_part_is_not_above_its_whole_unless_a_rule_compares_them() {
    let mut definitions = definitions();
    // The sum rule holds revenue and its parts against each other; trade marks become a part of the patents.
    field(&mut definitions, "marks").parent = Some("patents".to_owned());
    let record = Record::clean("A", "east").with(&[
        ("rev", 500.0),
        ("part_a", 600.0),
        ("patents", 3.0),
        ("marks", 4.0),
    ]);
    let found = findings(&definitions, std::slice::from_ref(&record));
    let parts = of_rule(&found, "part-whole");
    assert_eq!(parts.len(), 1);
    assert_eq!(parts[0].codes, "marks,patents");
    assert_eq!((parts[0].value, parts[0].expected), (Some(4.0), Some(3.0)));
    assert_eq!(parts[0].severity, Severity::Query);
    // A contra item stands under its parent in print only.
    field(&mut definitions, "marks").contra = true;
    let found = findings(&definitions, &[record]);
    assert!(of_rule(&found, "part-whole").is_empty());
}

#[test]
fn persons_and_pieces_are_whole() {
    let record = Record::clean("A", "east").with(&[("patents", 3.5), ("profit", 0.5)]);
    let found = findings(&definitions(), &[record]);
    let fractions: Vec<&str> = of_rule(&found, "whole-number")
        .iter()
        .map(|finding| finding.codes.as_str())
        .collect();
    assert_eq!(fractions, ["patents"]);
}

#[test]
fn an_opening_stock_is_last_years_closing_stock() {
    let mut definitions = definitions();
    definitions.rules.retain(|rule| rule.id != "STOCK");
    field(&mut definitions, "patents").added = Some("marks".to_owned());
    let before = |patents| Record::clean("A", "east").with(&[("patents", patents)]);
    let now = before(20.0).with(&[("marks", 5.0)]);
    // 20 less 5 is 15.
    for (closing, said) in [
        (15.0, None),
        (14.0, None),
        (10.0, Some(5.0)),
        (30.0, Some(-15.0)),
    ] {
        let previous = edited(&definitions, "2022", &[before(closing)]);
        let ingested = ingested(&definitions, std::slice::from_ref(&now));
        let found = validate(&definitions, period(), &ingested, Some(&previous))
            .unwrap()
            .findings;
        let difference: Option<f64> = of_rule(&found, "opening-stock")
            .first()
            .and_then(|finding| finding.difference);
        assert_eq!(difference, said, "{closing}");
    }
}

fn copied(code: &'static str) -> Record {
    Record::clean(code, "east").with(&[
        ("rev", 12_345.0),
        ("part_a", 7_301.0),
        ("part_b", 5_044.0),
        ("profit", 1_717.0),
        ("rnd", 1_003.0),
    ])
}

#[test]
fn a_copied_form_is_found_in_both_records_and_names_the_other_for_the_office_only() {
    let records = [
        copied("A"),
        Record::clean("B", "east"),
        copied("C").with(&[("staff", 11.0)]),
        copied("D").with(&[("rnd", 1_004.0)]),
    ];
    let found = findings(&definitions(), &records);
    let copies: Vec<(&str, &str)> = of_rule(&found, "duplicate-values")
        .iter()
        .map(|finding| (finding.credit_code.as_str(), finding.related.as_str()))
        .collect();
    // D shares four values only; what is round says nothing of B.
    assert_eq!(copies, [("A", "C"), ("C", "A")]);
    for finding in of_rule(&found, "duplicate-values") {
        assert_eq!(finding.codes, "rev,part_a,part_b,profit,rnd");
        assert!(!finding.message.contains("企业C") && !finding.message_en.contains('C'));
    }
}

/// Thirteen enterprises of one division with about 100 of revenue a person, and one with 5,000.
fn of_a_division() -> Vec<Record> {
    let codes = [
        "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N",
    ];
    codes
        .into_iter()
        .enumerate()
        .map(|(number, code)| {
            let revenue = if number == 5 {
                50_000.0
            } else {
                980.0 + 4.0 * number as f64
            };
            Record::clean(code, "east")
                .with(&[("rev", revenue), ("part_a", revenue), ("part_b", 0.0)])
                .saying("industry", "3921")
        })
        .collect()
}

fn outliers(found: &[FindingRow]) -> Vec<(&str, f64)> {
    of_rule(found, "industry-outlier")
        .iter()
        .map(|finding| (finding.credit_code.as_str(), finding.value.unwrap().round()))
        .collect()
}

#[test]
fn an_outlier_within_its_industry_is_asked_about() {
    let mut definitions = definitions();
    let check = definitions
        .checks
        .iter_mut()
        .find(|check| check.id == "industry-outlier")
        .unwrap();
    check.ratios.push(RatioOfFields {
        label: Label {
            zh: "人均收入".to_owned(),
            en: "Revenue per person".to_owned(),
        },
        numerator: "rev".to_owned(),
        denominator: "staff".to_owned(),
    });
    let found = findings(&definitions, &of_a_division());
    assert_eq!(outliers(&found), [("F", 5000.0)]);
    let message = &of_rule(&found, "industry-outlier")[0].message_en;
    assert!(
        message.contains("Revenue per person is 5,000, the median of the 14 enterprises of the same division is 101"),
        "{message}"
    );
    // Too few to say what is usual.
    let found = findings(&definitions, &of_a_division()[..11]);
    assert!(outliers(&found).is_empty());
}

#[test]
fn who_was_there_last_year_and_is_not_now_is_listed() {
    let definitions = definitions();
    let previous = edited(
        &definitions,
        "2022",
        &[
            Record::clean("A", "east"),
            Record::clean("B", "west"),
            Record::clean("C", "west").status("rejected"),
        ],
    );
    let records = [
        Record::clean("A", "east"),
        Record::clean("B", "west")
            .without(&["rev", "staff"])
            .status("missing"),
    ];
    let ingested = ingested(&definitions, &records);
    let validated = validate(&definitions, period(), &ingested, Some(&previous)).unwrap();
    let found = of_rule(&validated.findings, "absent-since-last-year");
    let absent: Vec<&str> = found
        .iter()
        .map(|finding| finding.credit_code.as_str())
        .collect();
    assert_eq!(absent, ["B"]);
    assert!(found[0].is_of_survey());
    assert_eq!(
        texts(&validated.enterprises, "status"),
        ["accepted", "missing"]
    );
    // Without a previous period nothing is known of it.
    let alone = self::validated(&definitions, &records).findings;
    assert!(of_rule(&alone, "absent-since-last-year").is_empty());
}
