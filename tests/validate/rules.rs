//! Edit rules: outcomes, sides, cells and words.

use huoju::definitions::Severity;
use huoju::tables::{Outcome, State};
use huoju::validate::validate;

use super::small_zone::{Record, definitions, edited, ingested, of_rule, period};
use super::{findings, outcomes};

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
        // Whether the rule is for the record is not known: it cannot be said to pass.
        (None, Some(50.0), 1000.0, Some(Outcome::Unknown)),
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
