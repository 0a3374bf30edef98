use super::fixture::{
    aggregated, bounds, definitions, edited, evaluate_values, index, near, panel, period, record,
};
use crate::evaluate::evaluate;
use crate::tables::{PlanGap, PlanRow, RankBasis, ReferenceRow};

const VALUES: [(&str, f64); 3] = [("x1", 2.0), ("x2", 4.0), ("x3", 5.0)];

/// Zones with 0, with `middle` (who holds the goal's rank, the second), and with 10 everywhere.
fn zones(middle: f64) -> Vec<ReferenceRow> {
    let all = |value: f64| [("x1", value), ("x2", value), ("x3", value)];
    panel(&[("零", &all(0.0)), ("中", &all(middle)), ("十", &all(10.0))])
}

fn plan(middle: f64) -> Vec<PlanRow> {
    let index = index("", &["a - 3 x1", "b - 2 x2", "c - 1 x3"]);
    evaluate_values(&index, &VALUES, &zones(middle)).plan
}

#[test]
fn the_cheapest_points_are_taken_first_as_far_as_each_can_go() {
    // 31.67 now, 40 wanted. Points for the whole value: x1 10, x3 8.3, x2 13.3 at twice the effort. x1 may move by half,
    // 5 points; x3 by a tenth, 0.83; the other 2.5 come from x2, 0.75 of it.
    let rows = plan(4.0);
    let order: Vec<&str> = rows.iter().map(|row| row.indicator.as_str()).collect();
    assert_eq!(order, ["x1", "x3", "x2"]);
    for (row, planned, points) in [
        (&rows[0], 3.0, 5.0),
        (&rows[1], 5.5, 5.0 / 6.0),
        (&rows[2], 4.75, 2.5),
    ] {
        assert!(
            near(Some(row.planned), planned) && near(Some(row.points), points),
            "{row:?}"
        );
        assert!(
            near(row.score_anew, row.score),
            "the ends of the scale do not move"
        );
    }
    assert_eq!((rows[1].rank, rows[2].rank), (Some(3), Some(2)));
    assert!(rows.iter().all(|row| row.reaches && row.goal == 2));
    assert!(near(Some(rows[2].score), 40.0) && near(Some(rows[2].target), 40.0));
    assert_eq!((rows[0].verified, rows[1].verified), (false, true));
}

#[test]
fn no_other_mix_on_a_fine_grid_takes_less_effort() {
    let rows = plan(4.0);
    let effort: f64 = rows
        .iter()
        .map(|row| row.relative_change * row.effort)
        .sum();
    assert!(near(Some(effort), 0.5 + 0.1 + 0.375));
    let steps = 200;
    let mut least = f64::INFINITY;
    for first in 0..=steps {
        for third in 0..=steps {
            let x1 = 0.5 * first as f64 / steps as f64;
            let x3 = 0.1 * third as f64 / steps as f64;
            let missing =
                40.0 - (3.0 * 0.2 * (1.0 + x1) + 2.0 * 0.4 + 0.5 * (1.0 + x3)) / 6.0 * 100.0;
            let x2 = (missing / (2.0 * 0.4 / 6.0 * 100.0)).max(0.0);
            if x2 <= 0.5 {
                least = least.min(x1 + x3 + 2.0 * x2);
            }
        }
    }
    assert!((least - effort).abs() < 1e-9, "{least}, {effort}");
}

#[test]
fn a_goal_out_of_reach_shows_how_far_one_comes() {
    let rows = plan(6.0);
    assert!(rows.iter().all(|row| !row.reaches));
    // 5 + 0.83 + 6.67 points.
    assert!(near(Some(rows[2].score), 190.0 / 6.0 + 12.5));
    assert_eq!(rows[2].rank, Some(3));
}

#[test]
fn who_is_there_needs_no_plan() {
    assert!(plan(3.0).is_empty());
}

#[test]
fn a_formula_says_how_much_more_of_its_first_measure_it_takes() {
    let index = index("", &["a - 1 intensity", "b - 1 energy_use"]);
    let definitions = definitions(&[&index]);
    // R&D 50 of 1000: 5 %. Energy 500 for 1000: 0.5, less is better. The score is (0.25 + 0.5) / 2.
    let records = [record(
        "A",
        "east",
        [Some(1000.0), Some(10.0), Some(50.0), None, Some(500.0)],
    )];
    let reference = panel(&[
        ("零", &[("intensity", 0.0), ("energy_use", 1.0)]),
        ("中", &[("intensity", 10.0), ("energy_use", 0.45)]),
        ("好", &[("intensity", 20.0), ("energy_use", 0.0)]),
    ]);
    let rows = evaluate(
        &definitions,
        period(),
        &edited(&records),
        &aggregated(&definitions, &records, &[]),
        &reference,
    )
    .unwrap()
    .plan;
    // 15 points to win. Energy is the cheaper (25 for all of it, against 12.5): half of it brings 12.5.
    assert_eq!(rows[0].measure.as_deref(), Some("energy"));
    assert!(near(Some(rows[0].planned), 0.25) && near(rows[0].measure_change, -250.0));
    // 2.5 are left: one point of intensity, 10 of R&D.
    assert_eq!(rows[1].measure.as_deref(), Some("rd"));
    assert!(near(Some(rows[1].planned), 6.0) && near(rows[1].measure_change, 10.0));
}

#[test]
fn published_ranks_and_scores_give_the_target_where_there_is_no_panel() {
    let index = index("", &["a - 3 x1", "b - 2 x2", "c - 1 x3"]);
    let mut reference: Vec<ReferenceRow> = ["x1", "x2", "x3"]
        .iter()
        .map(|id| bounds(id, 0.0, 10.0))
        .collect();
    reference.extend(
        [(1, 44.0), (3, 36.0), (9, 20.0)].map(|(rank, score)| ReferenceRow {
            rank: Some(rank),
            score: Some(score),
            ..ReferenceRow::default()
        }),
    );
    // Rank 2 lies half way between 44 and 36: the same 40 points as with the panel, and the same plan.
    let rows = evaluate_values(&index, &VALUES, &reference).plan;
    let planned: Vec<f64> = rows.iter().map(|row| row.planned).collect();
    let of_panel: Vec<f64> = plan(4.0).iter().map(|row| row.planned).collect();
    assert_eq!(planned.len(), 3);
    for (found, expected) in planned.iter().zip(of_panel) {
        assert!(near(Some(*found), expected), "{planned:?}");
    }
    assert!(
        rows.iter()
            .all(|row| row.target_basis == RankBasis::Published && row.reaches)
    );
    assert_eq!(rows[2].rank, Some(2));
    // Without a pair beyond the goal there is no target.
    let known = reference.iter().filter(|row| row.rank != Some(1));
    let known: Vec<ReferenceRow> = known.cloned().collect();
    assert!(evaluate_values(&index, &VALUES, &known).plan.is_empty());
}

#[test]
fn every_indicator_is_asked_or_left_out_for_a_reason() {
    let leaves = [
        "a - 1 x1",
        "b - 1 x2",
        "c - 1 x3",
        "d - 1 x4",
        "e - 1 x5",
        "f - 1 x6",
        "g - 1 less",
    ];
    let index = index("", &leaves);
    let all = |value: f64| ["x1", "x2", "x3", "x4", "x5", "less"].map(|id| (id, value));
    let mut zones = panel(&[("零", &all(0.0)), ("中", &all(6.0)), ("十", &all(10.0))]);
    zones.push(bounds("x4", 2.0, 10.0));
    // x2 is 0, x4 below its bounds, x5 at its best, x6 missing in the reference.
    let own = [
        ("x1", 1.0),
        ("x2", 0.0),
        ("x3", 1.0),
        ("x4", 1.0),
        ("x5", 10.0),
        ("x6", 1.0),
        ("less", 9.0),
    ];
    let evaluated = evaluate_values(&index, &own, &zones);
    let reasons: Vec<(&str, PlanGap)> = evaluated
        .plan_left_out
        .iter()
        .map(|row| (row.node.as_str(), row.reason))
        .collect();
    assert_eq!(
        reasons,
        [
            ("b", PlanGap::Zero),
            ("d", PlanGap::BeyondWorse),
            ("e", PlanGap::AtBest),
            ("f", PlanGap::NoScale),
        ]
    );
    let asked: Vec<&str> = evaluated
        .plan
        .iter()
        .map(|row| row.indicator.as_str())
        .collect();
    assert_eq!(asked.len() + reasons.len(), leaves.len());
    assert!(["x1", "x3", "less"].iter().all(|id| asked.contains(id)));
}
