use super::fixture::{evaluate_values, index, panel, row};
use crate::evaluate::Evaluated;

fn interval(evaluated: &Evaluated, unit: &str, node: &str) -> (i64, i64, i64) {
    let row = row(evaluated, unit, node);
    (
        row.rank.unwrap(),
        row.rank_low.unwrap(),
        row.rank_high.unwrap(),
    )
}

/// Two zones, each best in one indicator, and one that is worst in both.
fn contest(head: &str, weight: &str) -> Evaluated {
    let index = index(head, &[&format!("a - {weight} x1"), "b - 1 x2"]);
    let reference = panel(&[
        ("甲", &[("x1", 0.0), ("x2", 10.0)]),
        ("末", &[("x1", 0.0), ("x2", 0.0)]),
    ]);
    evaluate_values(&index, &[("x1", 10.0), ("x2", 0.0)], &reference)
}

#[test]
fn a_weight_that_is_not_verified_widens_the_ranks_that_it_decides() {
    // With 0.5 甲 is first, with 2 the zone: each in about half of the draws.
    let evaluated = contest("alternative_weights = [0.5, 2.0]", "1.1?");
    assert_eq!(interval(&evaluated, "torch", "total"), (1, 1, 2));
    assert_eq!(interval(&evaluated, "甲", "total"), (2, 1, 2));
    assert_eq!(interval(&evaluated, "末", "total"), (3, 3, 3));
    assert_eq!(
        interval(&evaluated, "torch", "a"),
        (1, 1, 1),
        "a leaf has no weights below"
    );
}

#[test]
fn what_happens_in_less_than_one_draw_in_twenty_is_outside_the_interval() {
    // One alternative in 41 turns the order.
    let many = format!("alternative_weights = [0.5{}]", ", 2.0".repeat(40));
    let evaluated = contest(&many, "1.1?");
    assert_eq!(interval(&evaluated, "torch", "total"), (1, 1, 1));
    assert_eq!(interval(&evaluated, "甲", "total"), (2, 2, 2));
}

#[test]
fn without_anything_uncertain_the_interval_is_the_rank() {
    for evaluated in [
        contest("alternative_weights = [0.5, 2.0]", "1.1"),
        contest("", "1.1?"),
    ] {
        assert_eq!(interval(&evaluated, "torch", "total"), (1, 1, 1));
        assert_eq!(interval(&evaluated, "甲", "total"), (2, 2, 2));
    }
}

#[test]
fn a_missing_value_may_count_as_nothing() {
    // The zone has 1 on what it has: first if the weight is spread, behind 甲 (0.9, 0.9) if it counts as 0.
    let index = index("", &["a - 1 x1", "b - 1 x2", "none - 1 x3"]);
    let reference = panel(&[
        ("甲", &[("x1", 9.0), ("x2", 9.0)]),
        ("十", &[("x1", 0.0), ("x2", 10.0)]),
        ("末", &[("x1", 0.0), ("x2", 0.0)]),
    ]);
    let evaluated = evaluate_values(&index, &[("x1", 10.0)], &reference);
    assert_eq!(interval(&evaluated, "torch", "total"), (1, 1, 2));
    assert_eq!(interval(&evaluated, "甲", "total"), (2, 1, 2));
    assert_eq!(interval(&evaluated, "末", "total"), (4, 4, 4));
}

#[test]
fn the_interval_holds_the_rank_even_where_no_draw_gives_it() {
    let evaluated = contest("alternative_weights = [2.0]", "0.5?");
    assert_eq!(interval(&evaluated, "torch", "total"), (2, 1, 2));
}

#[test]
fn threads_make_no_difference() {
    let on = |threads: usize| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap()
            .install(|| {
                let index = index(
                    "alternative_weights = [0.8, 1.0, 1.2]",
                    &["a - 1? x1", "b - 1? x2", "c - 1? x3", "d - 1? x4"],
                );
                let names: Vec<String> = (0..12).map(|number| format!("区{number}")).collect();
                let values: Vec<Vec<(&str, f64)>> = (0..12)
                    .map(|zone| {
                        ["x1", "x2", "x3", "x4"]
                            .iter()
                            .enumerate()
                            .filter(|(column, _)| (zone + column) % 7 > 0)
                            .map(|(column, id)| (*id, ((zone * 5 + column * 7) % 13) as f64))
                            .collect()
                    })
                    .collect();
                let zones: Vec<(&str, &[(&str, f64)])> = names
                    .iter()
                    .zip(&values)
                    .map(|(name, values)| (name.as_str(), values.as_slice()))
                    .collect();
                evaluate_values(
                    &index,
                    &[("x1", 6.0), ("x2", 5.0), ("x3", 8.0)],
                    &panel(&zones),
                )
            })
    };
    let (one, four) = (on(1), on(4));
    assert_eq!(one.scores, four.scores);
    assert!(
        one.scores
            .iter()
            .any(|row| row.node == "total" && row.rank_low < row.rank_high)
    );
}
