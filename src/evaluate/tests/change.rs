use super::fixture::{definitions, index, near, own, panel, period};
use crate::aggregate::Aggregated;
use crate::evaluate::{LastYear, score_changes};
use crate::tables::{ChangeBasis, ReferenceRow, ScoreChangeRow, ScoreRow};

/// The zone's values now and before.
fn values(values: &[(&str, Option<f64>, f64)]) -> Aggregated {
    let now: Vec<(&str, f64)> = values.iter().map(|(id, _, now)| (*id, *now)).collect();
    let mut aggregated = own(&now);
    for (row, (_, before, _)) in aggregated.indicators.iter_mut().zip(values) {
        row.previous = *before;
    }
    aggregated
}

fn changes(
    index: &str,
    aggregated: &Aggregated,
    now: &[ReferenceRow],
    before: Vec<ReferenceRow>,
) -> Vec<ScoreChangeRow> {
    let last = LastYear {
        reference: before,
        ..LastYear::default()
    };
    score_changes(&definitions(&[index]), period(), aggregated, now, &last).unwrap()
}

fn parts(row: &ScoreChangeRow) -> [f64; 4] {
    [row.change, row.own, row.others, row.weights].map(|part| (part.unwrap() * 1e9).round() / 1e9)
}

#[test]
fn own_moves_the_others_moves_and_weights_are_told_apart() {
    let index = index("", &["a - 1 x1", "b - 1 x2"]);
    let before = panel(&[
        ("零", &[("x1", 0.0), ("x2", 0.0)]),
        ("十", &[("x1", 10.0), ("x2", 10.0)]),
    ]);
    let now = panel(&[
        ("零", &[("x1", 0.0), ("x2", 0.0)]),
        ("十", &[("x1", 20.0), ("x2", 10.0)]),
    ]);
    // x1 from 2 to 8: 0.2 before, 0.4 now; 0.8 with the old others, 0.1 with the new ones. Its weight falls from 1
    // to 0.5, for x2 was missing: 75 × (0.6 + 0.3) / 2, 75 × (−0.1 − 0.4) / 2, −50 × 0.3.
    let zone = values(&[("x1", Some(2.0), 8.0), ("x2", None, 5.0)]);
    let rows = changes(&index, &zone, &now, before.clone());
    assert_eq!(rows.len(), 3);
    assert_eq!(parts(&rows[1]), [0.0, 33.75, -18.75, -15.0]);
    assert_eq!(parts(&rows[2]), [25.0, 0.0, 0.0, 25.0]);
    assert_eq!(parts(&rows[0]), [25.0, 33.75, -18.75, 10.0]);
    assert!(near(rows[0].points_before, 20.0) && near(rows[0].points, 45.0));
    assert_eq!(rows[0].basis, ChangeBasis::Reference);

    // The same from the column of the year before in this year's reference.
    let mut beside = now.clone();
    for (row, old) in beside.iter_mut().zip(&before) {
        row.previous = old.value;
    }
    let again = changes(&index, &zone, &beside, Vec::new());
    assert_eq!(again[0].basis, ChangeBasis::PreviousColumn);
    assert_eq!(parts(&again[0]), parts(&rows[0]));
}

#[test]
fn nothing_known_of_the_others_leaves_the_zones_own_moves() {
    let index = index("", &["a - 1 x1", "b - 1 x2"]);
    let now = panel(&[
        ("零", &[("x1", 0.0), ("x2", 0.0)]),
        ("十", &[("x1", 20.0), ("x2", 10.0)]),
    ]);
    let zone = values(&[("x1", Some(2.0), 8.0), ("x2", Some(6.0), 5.0)]);
    let rows = changes(&index, &zone, &now, Vec::new());
    assert_eq!(rows[0].basis, ChangeBasis::OwnOnly);
    assert_eq!(parts(&rows[1]), [15.0, 15.0, 0.0, 0.0]);
    assert_eq!(parts(&rows[0]), [10.0, 10.0, 0.0, 0.0]);
    let nothing = values(&[("x1", None, 8.0)]);
    assert!(changes(&index, &nothing, &now, Vec::new()).is_empty());
}

#[test]
fn last_years_own_run_gives_what_needs_the_year_before_it() {
    let index = index("", &["a - 1 x1"]);
    let now = panel(&[("零", &[("x1", 0.0)]), ("十", &[("x1", 10.0)])]);
    let last = LastYear {
        reference: now.clone(),
        indicators: own(&[("x1", 3.0)]).indicators,
        ..LastYear::default()
    };
    let zone = values(&[("x1", None, 8.0)]);
    let rows = score_changes(&definitions(&[&index]), period(), &zone, &now, &last).unwrap();
    assert_eq!(parts(&rows[1]), [50.0, 50.0, 0.0, 0.0]);
}

#[test]
fn a_reference_of_last_year_alone_tells_what_the_others_moved() {
    let index = index("", &["a - 1 x1", "b - 1 x2"]);
    let zones = |best: f64| {
        panel(&[
            ("零", &[("x1", 0.0), ("x2", 0.0)]),
            ("好", &[("x1", best), ("x2", 10.0)]),
        ])
    };
    let zone = values(&[("x1", None, 8.0), ("x2", None, 5.0)]);
    let rows = changes(&index, &zone, &zones(20.0), zones(10.0));
    // x1 is 8 of 20 now and would have been 8 of 10: 40 − 80, at half the weight.
    assert_eq!(rows[0].basis, ChangeBasis::OthersOnly);
    assert!(near(rows[1].others, -20.0) && near(rows[0].others, -20.0));
    assert!(near(rows[0].points, 45.0));
    assert_eq!(
        (rows[0].own, rows[0].change, rows[0].points_before),
        (None, None, None)
    );

    // Where that reference names the zone itself, its own values of last year are known.
    let mut with_own = zones(10.0);
    with_own.extend(panel(&[("火炬", &[("x1", 4.0), ("x2", 5.0)])]));
    let rows = changes(&index, &zone, &zones(20.0), with_own);
    assert_eq!(rows[0].basis, ChangeBasis::Reference);
    // 4 of 10 was 40, 8 of 20 is 40: its own move, +40 and +20, against the others' −40 and −20, at half the weight.
    assert_eq!(parts(&rows[1]), [0.0, 15.0, -15.0, 0.0]);
}

#[test]
fn the_scores_of_last_years_run_are_used() {
    let index = index("", &["a - 1 x1"]);
    let now = panel(&[("零", &[("x1", 0.0)]), ("十", &[("x1", 10.0)])]);
    let score = |node: &str, value: Option<f64>, score: f64| ScoreRow {
        index: "test".to_owned(),
        unit: "torch".to_owned(),
        node: node.to_owned(),
        value,
        score: Some(score),
        ..ScoreRow::default()
    };
    let last = LastYear {
        scores: vec![score("total", None, 33.0), score("a", Some(3.0), 33.0)],
        ..LastYear::default()
    };
    let zone = values(&[("x1", None, 8.0)]);
    let rows = score_changes(&definitions(&[&index]), period(), &zone, &now, &last).unwrap();
    assert_eq!(parts(&rows[1]), [50.0, 50.0, 0.0, 0.0]);
    assert_eq!(
        (rows[0].scored_then, rows[1].scored_then),
        (Some(33.0), None)
    );
}

#[test]
fn the_parts_add_up_whatever_the_scale() {
    let mut state = 7_u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 40) as f64 / 1e5
    };
    let names = ["x1", "x2", "x3", "less"];
    for head in [
        "",
        "normalisation = \"z-score\"",
        "normalisation = \"percentile-rank\"",
        "missing = \"zero\"",
        "missing = \"group-mean\"",
        "normalisation = \"efficacy\"",
    ] {
        let index = index(
            head,
            &[
                "1 - 3 -",
                "1.1 1 1 x1",
                "1.2 1 2 x2",
                "2 - 2 -",
                "2.1 2 1 x3",
                "2.2 2 1 less",
            ],
        );
        for round in 0..20 {
            let mut zones = || -> Vec<ReferenceRow> {
                let mut rows = Vec::new();
                for zone in 0..5 {
                    for name in names {
                        rows.extend(panel(&[(&format!("区{zone}"), &[(name, next())])]));
                    }
                }
                rows
            };
            let (before, now) = (zones(), zones());
            let own: Vec<(&str, Option<f64>, f64)> = names
                .iter()
                .enumerate()
                .map(|(place, name)| (*name, Some(next()).filter(|_| round % 4 != place), next()))
                .collect();
            let rows = changes(&index, &values(&own), &now, before);
            let sum = |part: fn(&ScoreChangeRow) -> Option<f64>| -> f64 {
                rows.iter().skip(1).filter_map(part).sum()
            };
            let total = rows[0].points.unwrap() - rows[0].points_before.unwrap();
            let parts = sum(|row| row.own) + sum(|row| row.others) + sum(|row| row.weights);
            assert!(
                (parts - total).abs() < 1e-9,
                "{head}, {round}: {parts}, {total}"
            );
            assert!(
                (sum(|row| row.change) - total).abs() < 1e-9,
                "{head}, {round}"
            );
        }
    }
}
