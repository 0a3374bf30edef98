use super::fixture::{evaluate_values, index, near, panel};
use crate::tables::Variation;

#[test]
fn each_alternative_of_each_uncertain_weight_moves_the_total_by_so_much() {
    let index = index(
        "alternative_weights = [0.5, 3.0]",
        &["1 - 3 -", "2 - 1 x3", "a 1 1? x1", "b 1 1 x2"],
    );
    let reference = panel(&[
        ("零", &[("x1", 0.0), ("x2", 0.0), ("x3", 0.0)]),
        ("中", &[("x1", 5.0), ("x2", 5.0), ("x3", 5.0)]),
        ("十", &[("x1", 10.0), ("x2", 10.0), ("x3", 10.0)]),
    ]);
    // As evaluated: 0.75 × (1 + 0.2) / 2 + 0.25 × 0.1 = 0.475, third.
    let evaluated = evaluate_values(
        &index,
        &[("x1", 10.0), ("x2", 2.0), ("x3", 1.0)],
        &reference,
    );
    let rows = &evaluated.sensitivity;
    let kinds: Vec<(Variation, &str, Option<f64>)> = rows
        .iter()
        .map(|row| (row.variation, row.node.as_str(), row.alternative))
        .collect();
    assert_eq!(
        kinds,
        [
            (Variation::Weight, "a", Some(0.5)),
            (Variation::Weight, "a", Some(3.0)),
            (Variation::LeftOut, "2", None),
            (Variation::LeftOut, "a", None),
            (Variation::LeftOut, "b", None),
        ]
    );
    // a at 0.5: 0.75 × (0.5 + 0.2) / 1.5 + 0.025 = 0.375.
    assert!(near(rows[0].score, 37.5) && near(rows[0].change, -10.0));
    assert_eq!((rows[0].rank, rows[0].rank_change), (Some(3), Some(0)));
    assert_eq!(
        (rows[0].weight, rows[0].indicator.as_deref()),
        (1.0, Some("x1"))
    );
    // a at 3: 0.75 × (3 + 0.2) / 4 + 0.025 = 0.625: past 中.
    assert!(near(rows[1].score, 62.5) && near(rows[1].change, 15.0));
    assert_eq!((rows[1].rank, rows[1].rank_change), (Some(2), Some(-1)));
    // Without dimension 2: 0.6; without a: 0.75 × 0.2 + 0.025; without b: 0.75 + 0.025.
    assert!(near(rows[2].score, 60.0));
    assert!(near(rows[3].score, 17.5));
    assert!(near(rows[4].score, 77.5));
}

#[test]
fn without_a_panel_the_score_moves_but_there_is_no_rank() {
    let index = index("alternative_weights = [2.0]", &["a - 1? x1", "b - 1 x2"]);
    let reference = [
        super::fixture::bounds("x1", 0.0, 10.0),
        super::fixture::bounds("x2", 0.0, 10.0),
    ];
    let evaluated = evaluate_values(&index, &[("x1", 8.0), ("x2", 2.0)], &reference);
    let row = &evaluated.sensitivity[0];
    assert!(near(row.score, 60.0) && near(row.change, 10.0));
    assert_eq!((row.rank, row.rank_change), (None, None));
}
