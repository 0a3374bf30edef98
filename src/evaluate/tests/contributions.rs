use super::fixture::{
    Record, aggregated, bounds, definitions, edited, index, near, panel, period, record,
};
use crate::evaluate::{Evaluated, evaluate};
use crate::tables::{ContributionRow, ReferenceRow};

fn evaluated(
    index: &str,
    records: &[Record],
    previous: &[Record],
    reference: &[ReferenceRow],
) -> Evaluated {
    let definitions = definitions(&[index]);
    let aggregates = aggregated(&definitions, records, previous);
    evaluate(
        &definitions,
        period(),
        &edited(records),
        &aggregates,
        reference,
    )
    .unwrap()
}

fn of<'a>(evaluated: &'a Evaluated, code: &str, indicator: &str) -> &'a ContributionRow {
    evaluated
        .contributions
        .iter()
        .find(|row| row.credit_code == code && row.indicator == indicator)
        .unwrap()
}

fn three() -> Vec<Record> {
    vec![
        record(
            "A",
            "east",
            [Some(100.0), Some(10.0), Some(10.0), Some(0.0), Some(5.0)],
        ),
        record(
            "B",
            "east",
            [Some(300.0), Some(20.0), Some(6.0), Some(0.0), Some(30.0)],
        ),
        record(
            "C",
            "west",
            [Some(600.0), Some(20.0), None, Some(0.3), Some(5.0)],
        ),
    ]
}

#[test]
fn a_contribution_is_the_value_with_less_the_value_without() {
    let index = index(
        "",
        &[
            "1 - 3 -",
            "2 - 1 number",
            "a 1 1 intensity",
            "b 1 1 energy_use",
        ],
    );
    let reference = [
        bounds("intensity", 0.0, 10.0),
        bounds("energy_use", 0.0, 0.2),
        bounds("number", 0.0, 4.0),
    ];
    let evaluated = evaluated(&index, &three(), &[], &reference);
    // with: 16 / 1000 = 1.6 %; without A: 6 / 900 = 2/3 %; worth (1.6 − 2/3) / 10 × 3/8 × 100 points.
    let a = of(&evaluated, "A", "intensity");
    assert!(near(a.with, 1.6) && near(a.without, 2.0 / 3.0));
    assert!(near(a.contribution, 1.6 - 2.0 / 3.0));
    assert!(near(a.rate, (1.6 - 2.0 / 3.0) / 1.6 * 100.0));
    assert!(near(a.score, (1.6 - 2.0 / 3.0) / 10.0 * 0.375 * 100.0));
    assert_eq!(
        (a.park.as_deref(), a.index.as_str()),
        (Some("east"), "test")
    );
    // Less is better: B uses 30 of 40 tonnes; with 0.04, without 10 / 700. It makes the zone worse.
    let b = of(&evaluated, "B", "energy_use");
    assert!(near(b.contribution, 10.0 / 700.0 - 0.04));
    assert!(near(b.score, (10.0 / 700.0 - 0.04) / 0.2 * 0.375 * 100.0));
    // C reports no R&D: a blank is 0 taken out, but its revenue counts. 16 / 400 = 4 %.
    let c = of(&evaluated, "C", "intensity");
    assert!(near(c.without, 4.0) && near(c.contribution, -2.4));
    assert!(near(
        of(&evaluated, "C", "number").score,
        1.0 / 4.0 * 0.25 * 100.0
    ));
}

#[test]
fn rows_stand_by_index_enterprise_and_leaf_and_leave_the_zone_form_out() {
    let index = index("", &["b - 1 number", "x - 1 x1", "a - 1 intensity"]);
    let evaluated = evaluated(&index, &three(), &[], &[]);
    let order: Vec<(&str, &str)> = evaluated
        .contributions
        .iter()
        .map(|row| (row.credit_code.as_str(), row.indicator.as_str()))
        .collect();
    let expected: Vec<(&str, &str)> = ["A", "B", "C"]
        .into_iter()
        .flat_map(|code| ["number", "intensity"].map(|indicator| (code, indicator)))
        .collect();
    assert_eq!(order, expected);
    assert!(
        evaluated
            .contributions
            .iter()
            .all(|row| row.score.is_none()),
        "without a scale nothing is worth points"
    );
}

#[test]
fn the_only_exporter_leaves_exactly_nothing_behind() {
    let mut records = three();
    // Sums of these leave dust when one is subtracted from the total.
    for (number, record) in records.iter_mut().enumerate() {
        record.values[0] = Some(0.1 + number as f64 * 1e9);
    }
    let index = index("", &["a - 1 export_share", "b - 1 number"]);
    let evaluated = evaluated(&index, &records, &[], &[]);
    let c = of(&evaluated, "C", "export_share");
    assert_eq!(c.without, Some(0.0));
    assert_eq!(c.contribution, c.with);
    assert!(near(c.rate, 100.0));
    assert_eq!(of(&evaluated, "C", "number").without, Some(0.0));
}

#[test]
fn who_has_none_of_the_measures_contributes_exactly_nothing() {
    let mut records = three();
    records.push(record("D", "west", [None, None, None, None, Some(7.0)]));
    for (number, record) in records.iter_mut().enumerate().take(3) {
        record.values[0] = Some(0.1 + number as f64 * 0.7);
        record.values[2] = Some(0.3 * number as f64);
    }
    let index = index("", &["a - 1 intensity"]);
    let evaluated = evaluated(&index, &records, &[], &[]);
    let d = of(&evaluated, "D", "intensity");
    assert_eq!(d.without, d.with);
    assert_eq!((d.contribution, d.rate), (Some(0.0), Some(0.0)));
}

#[test]
fn totals_of_the_year_before_stay() {
    let previous = [record(
        "A",
        "east",
        [Some(50.0), Some(30.0), None, None, None],
    )];
    let index = index("", &["a - 1 net_staff", "b - 1 growth"]);
    let evaluated = evaluated(&index, &three(), &previous, &[]);
    let a = of(&evaluated, "A", "net_staff");
    assert_eq!(
        (a.with, a.without, a.contribution),
        (Some(20.0), Some(10.0), Some(10.0))
    );
    // (900 / 40) / (50 / 30) − 1
    assert!(near(of(&evaluated, "A", "growth").without, 1250.0));
}

#[test]
fn an_enterprise_alone_has_no_value_without_it_where_the_denominator_goes() {
    let records = [record(
        "A",
        "east",
        [Some(100.0), Some(10.0), Some(10.0), Some(1.0), None],
    )];
    let index = index("", &["a - 1 intensity", "b - 1 number", "c - 1 density"]);
    let evaluated = evaluated(&index, &records, &[], &[]);
    let intensity = of(&evaluated, "A", "intensity");
    assert_eq!((intensity.without, intensity.contribution), (None, None));
    let number = of(&evaluated, "A", "number");
    assert_eq!(
        (number.without, number.contribution),
        (Some(0.0), Some(1.0))
    );
    assert_eq!(of(&evaluated, "A", "density").with, Some(10.0));
}

#[test]
fn others_that_count_are_taken_into_account_but_have_no_rows() {
    let mut records = three();
    records[1].status = "rejected";
    records[2].used = false;
    let index = index("", &["a - 1 intensity"]);
    let evaluated = evaluated(&index, &records, &[], &[]);
    assert_eq!(evaluated.contributions.len(), 1);
    let a = of(&evaluated, "A", "intensity");
    assert!(near(a.with, 4.0) && near(a.without, 2.0));
}

#[test]
fn points_use_weights_after_spreading_and_are_not_clipped() {
    let index = index("", &["a - 1 intensity", "b - 3 x1", "c - 1 number"]);
    // b is missing; the zone is far above the given bounds of a.
    let mut reference = panel(&[("甲", &[("x1", 1.0)]), ("乙", &[("x1", 2.0)])]);
    reference.push(bounds("intensity", 0.0, 0.1));
    reference.push(bounds("number", 0.0, 10.0));
    let evaluated = evaluated(&index, &three(), &[], &reference);
    let a = of(&evaluated, "A", "intensity");
    assert!(near(a.score, (1.6 - 2.0 / 3.0) / 0.1 * 0.5 * 100.0));
}
