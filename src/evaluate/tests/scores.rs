use super::fixture::{bounds, evaluate_values, index, near, panel, row};

#[test]
fn a_flat_index_is_the_weighted_mean_of_its_normalised_indicators() {
    let index = index("", &["a - 1 x1", "b - 3 less"]);
    let reference = panel(&[
        ("北", &[("x1", 0.0), ("less", 10.0)]),
        ("南", &[("x1", 10.0), ("less", 2.0)]),
    ]);
    // a: (4 − 0) / 10 = 0.4; b: (10 − 8) / 8 = 0.25; total: (0.4 + 3 × 0.25) / 4 = 0.2875.
    let evaluated = evaluate_values(&index, &[("x1", 4.0), ("less", 8.0)], &reference);
    let a = row(&evaluated, "torch", "a");
    assert_eq!((a.min, a.max, a.value), (Some(0.0), Some(10.0), Some(4.0)));
    assert_eq!((a.depth, a.parent.as_str()), (1, "total"));
    assert!(near(a.normalised, 0.4) && near(a.score, 40.0));
    assert_eq!((a.weight, a.nominal_weight, a.coverage), (0.25, 0.25, 1.0));
    assert!(near(row(&evaluated, "torch", "b").score, 25.0));
    let total = row(&evaluated, "torch", "total");
    assert!(near(total.score, 28.75) && near(total.normalised, 0.2875));
    assert_eq!((total.depth, total.parent.as_str()), (0, ""));
    assert_eq!((total.weight, total.nominal_weight), (1.0, 1.0));
    assert_eq!((total.value, total.min, total.max), (None, None, None));
    // 北: (0 + 3 × 0) / 4; 南: (1 + 3 × 1) / 4.
    assert!(near(row(&evaluated, "北", "total").score, 0.0));
    assert!(near(row(&evaluated, "南", "total").score, 100.0));
    let ranks: Vec<_> = ["torch", "北", "南"]
        .map(|unit| row(&evaluated, unit, "total").rank)
        .into();
    assert_eq!(ranks, [Some(2), Some(3), Some(1)]);
    assert_eq!(total.units, 3);
}

#[test]
fn rows_stand_by_index_unit_and_node() {
    let index = index("", &["1 - 1 -", "2 - 1 x2", "1.1 1 1 x1"]);
    let reference = panel(&[("乙", &[("x1", 1.0)]), ("甲", &[("x2", 1.0)])]);
    let evaluated = evaluate_values(&index, &[("x1", 2.0), ("x2", 2.0)], &reference);
    let order: Vec<(&str, &str)> = evaluated
        .scores
        .iter()
        .map(|row| (row.unit.as_str(), row.node.as_str()))
        .collect();
    let expected: Vec<(&str, &str)> = ["torch", "乙", "甲"]
        .into_iter()
        .flat_map(|unit| ["total", "1", "2", "1.1"].map(|node| (unit, node)))
        .collect();
    assert_eq!(order, expected);
}

#[test]
fn the_weight_of_a_missing_indicator_is_spread_over_its_siblings_at_every_level() {
    // total ─ 1 (60) ─ 1.1 (2) ─ p (1), q (1)
    //       │        └ 1.2 (1, x3)
    //       └ 2 (40) ─ 2.1 (1, x4)
    let index = index(
        "",
        &[
            "1 - 60 -",
            "2 - 40 -",
            "1.1 1 2 -",
            "1.2 1 1 x3",
            "p 1.1 1 x1",
            "q 1.1 1 x2",
            "2.1 2 1 x4",
        ],
    );
    let all: &[(&str, f64)] = &[("x1", 0.0), ("x2", 0.0), ("x3", 0.0), ("x4", 0.0)];
    let full: &[(&str, f64)] = &[("x1", 10.0), ("x2", 10.0), ("x3", 10.0), ("x4", 10.0)];
    let reference = panel(&[
        ("零", all),
        ("十", full),
        ("缺", &[("x1", 5.0), ("x3", 2.0)]),
        ("只", &[("x4", 7.0)]),
        ("无", &[("x5", 7.0)]),
    ]);
    // The zone lacks q: 1.1 = p = 0.8; 1 = (2 × 0.8 + 0.5) / 3 = 0.7; total = 0.6 × 0.7 + 0.4 × 0.1 = 0.46.
    let evaluated = evaluate_values(&index, &[("x1", 8.0), ("x3", 5.0), ("x4", 1.0)], &reference);
    let of = |unit: &str, node: &str| row(&evaluated, unit, node).clone();
    assert!(near(of("torch", "1.1").score, 80.0));
    assert!(near(of("torch", "1").score, 70.0));
    assert!(near(of("torch", "total").score, 46.0));
    assert_eq!(of("torch", "p").weight, 1.0);
    assert_eq!(of("torch", "p").nominal_weight, 0.5);
    let q = of("torch", "q");
    assert_eq!((q.weight, q.coverage), (0.0, 0.0));
    assert_eq!((q.score, q.normalised, q.rank), (None, None, None));
    assert!(near(Some(of("torch", "1.1").coverage), 0.5));
    // 0.6 × (2/3 × 0.5 + 1/3) + 0.4
    assert!(near(Some(of("torch", "total").coverage), 0.8));

    // 缺 has nothing of dimension 2: its weight goes to dimension 1. (2 × 0.5 + 0.2) / 3 = 0.4.
    assert!(near(of("缺", "total").score, 40.0));
    assert_eq!((of("缺", "1").weight, of("缺", "2").weight), (1.0, 0.0));
    assert_eq!((of("缺", "2").score, of("缺", "2").rank), (None, None));
    // 只 has dimension 2 only.
    assert!(near(of("只", "total").score, 70.0));
    assert!(near(Some(of("只", "total").coverage), 0.4));
    assert_eq!(of("只", "1.1").weight, 0.0);
    // 无 has nothing that the index asks for.
    assert_eq!(
        (of("无", "total").score, of("无", "total").rank),
        (None, None)
    );
    assert_eq!(of("无", "total").coverage, 0.0);
    assert_eq!(of("无", "total").units, 5);
    assert_eq!(of("torch", "2").units, 4);
    let ranks = ["torch", "零", "十", "缺", "只"].map(|unit| of(unit, "total").rank);
    assert_eq!(ranks, [Some(3), Some(5), Some(1), Some(4), Some(2)]);
}

#[test]
fn with_the_zero_policy_a_missing_indicator_counts_as_the_worst() {
    let index = index("missing = \"zero\"", &["a - 1 x1", "b - 3 x2"]);
    let reference = panel(&[
        ("零", &[("x1", 0.0), ("x2", 0.0)]),
        ("十", &[("x1", 10.0), ("x2", 10.0)]),
        ("无", &[("x3", 1.0)]),
    ]);
    let evaluated = evaluate_values(&index, &[("x1", 8.0)], &reference);
    let b = row(&evaluated, "torch", "b");
    assert_eq!(
        (b.value, b.normalised, b.score),
        (None, Some(0.0), Some(0.0))
    );
    assert_eq!((b.weight, b.coverage), (0.75, 0.0));
    assert!(near(row(&evaluated, "torch", "total").score, 20.0));
    assert_eq!(row(&evaluated, "torch", "total").coverage, 0.25);
    assert_eq!(row(&evaluated, "无", "total").score, None, "not evaluated");
}

#[test]
fn an_indicator_that_does_not_tell_units_apart_is_left_out_for_all() {
    let index = index("", &["a - 1 x1", "same - 1 x2", "alone - 2 x3"]);
    let reference = panel(&[
        ("零", &[("x1", 0.0), ("x2", 5.0)]),
        ("十", &[("x1", 10.0), ("x2", 5.0)]),
    ]);
    let evaluated = evaluate_values(&index, &[("x1", 4.0), ("x2", 5.0), ("x3", 9.0)], &reference);
    for node in ["same", "alone"] {
        let row = row(&evaluated, "torch", node);
        assert!(row.value.is_some());
        assert_eq!((row.normalised, row.score, row.rank), (None, None, None));
        assert_eq!((row.min, row.max, row.weight), (None, None, 0.0));
    }
    let total = row(&evaluated, "torch", "total");
    assert!(near(total.score, 40.0));
    assert_eq!(total.coverage, 0.25);
}

#[test]
fn given_bounds_alone_give_a_score_but_no_rank() {
    let index = index("", &["a - 1 x1", "b - 1 less", "c - 1 x2"]);
    let reference = [
        bounds("x1", 0.0, 20.0),
        bounds("less", 1.0, 5.0),
        bounds("x2", 0.0, 1.0),
    ];
    // a: 0.25; b: (5 − 2) / 4 = 0.75; c: clipped to 1.
    let evaluated = evaluate_values(
        &index,
        &[("x1", 5.0), ("less", 2.0), ("x2", 3.0)],
        &reference,
    );
    assert_eq!(evaluated.scores.len(), 4);
    let total = row(&evaluated, "torch", "total");
    assert!(near(total.score, 200.0 / 3.0));
    assert_eq!(
        (total.rank, total.rank_low, total.rank_high),
        (None, None, None)
    );
    assert_eq!(total.units, 1);
    assert_eq!(row(&evaluated, "torch", "c").normalised, Some(1.0));
}

#[test]
fn given_bounds_stand_before_the_panels_extremes() {
    let index = index("", &["a - 1 x1"]);
    let mut reference = panel(&[("零", &[("x1", -5.0)]), ("十", &[("x1", 10.0)])]);
    reference.push(bounds("x1", 0.0, 20.0));
    let evaluated = evaluate_values(&index, &[("x1", 5.0)], &reference);
    assert!(near(row(&evaluated, "torch", "total").score, 25.0));
    assert_eq!(row(&evaluated, "零", "a").normalised, Some(0.0), "clipped");
    assert!(near(row(&evaluated, "十", "total").score, 50.0));
}

#[test]
fn a_zone_alone_without_reference_has_no_score() {
    let index = index("", &["a - 1 x1", "b - 1 x2"]);
    let evaluated = evaluate_values(&index, &[("x1", 5.0)], &[]);
    for node in ["total", "a", "b"] {
        let row = row(&evaluated, "torch", node);
        assert_eq!((row.score, row.rank, row.units), (None, None, 0));
    }
    assert_eq!(row(&evaluated, "torch", "total").weight, 1.0);
    assert_eq!(row(&evaluated, "torch", "total").coverage, 0.0);
}

#[test]
fn the_zones_own_values_replace_its_row_in_the_panel() {
    let index = index("", &["a - 1 x1", "b - 1 x2"]);
    let reference = panel(&[
        ("零", &[("x1", 0.0), ("x2", 0.0)]),
        ("火炬", &[("x1", 100.0), ("x2", 100.0)]),
        ("Torch zone", &[("x2", 50.0)]),
        ("十", &[("x1", 10.0), ("x2", 10.0)]),
    ]);
    let evaluated = evaluate_values(&index, &[("x1", 5.0)], &reference);
    let units: Vec<&str> = evaluated
        .scores
        .iter()
        .filter(|row| row.node == "total")
        .map(|row| row.unit.as_str())
        .collect();
    assert_eq!(units, ["torch", "零", "十"]);
    // Neither its published values nor the bounds that they would set are used, not even for what is missing.
    assert!(near(row(&evaluated, "torch", "a").score, 50.0));
    assert_eq!(row(&evaluated, "torch", "b").score, None);
    assert_eq!(row(&evaluated, "torch", "a").max, Some(10.0));
}

#[test]
fn ties_share_the_best_rank() {
    let index = index("", &["a - 1 x1", "b - 1 x2"]);
    let reference = panel(&[
        ("零", &[("x1", 0.0), ("x2", 0.0)]),
        ("甲", &[("x1", 3.0), ("x2", 10.0)]),
        ("乙", &[("x1", 10.0), ("x2", 3.0)]),
    ]);
    // torch: (0.6 + 0.7) / 2 = 0.65 = (0.3 + 1) / 2, but for rounding dust.
    let evaluated = evaluate_values(&index, &[("x1", 6.0), ("x2", 7.0)], &reference);
    let ranks = ["torch", "甲", "乙", "零"].map(|unit| row(&evaluated, unit, "total").rank);
    assert_eq!(ranks, [Some(1), Some(1), Some(1), Some(4)]);
    let low_high = ["torch", "零"].map(|unit| {
        let row = row(&evaluated, unit, "total");
        (row.rank_low, row.rank_high)
    });
    assert_eq!(low_high, [(Some(1), Some(1)), (Some(4), Some(4))]);
}
