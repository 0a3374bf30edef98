use super::fixture::{bounds, definitions, evaluate_values, index, near, own, panel, period};
use crate::evaluate::what_if;
use crate::tables::ImprovementRow;

fn of<'a>(rows: &'a [ImprovementRow], node: &str) -> &'a ImprovementRow {
    rows.iter().find(|row| row.node == node).unwrap()
}

#[test]
fn an_indicator_alone_brings_so_many_points_and_needs_so_much_for_the_goal() {
    let index = index("", &["a - 1 x1", "b - 1 x2", "c - 2 less"]);
    let reference = panel(&[
        ("零", &[("x1", 0.0), ("x2", 0.0), ("less", 10.0)]),
        ("中", &[("x1", 6.0), ("x2", 6.0), ("less", 4.0)]),
        ("十", &[("x1", 10.0), ("x2", 10.0), ("less", 0.0)]),
    ]);
    // The zone: (0.2 + 0.4 + 2 × 0.3) / 4 = 0.3, third behind 中 (0.6). The goal of 2022, second, still holds.
    let values = [("x1", 2.0), ("x2", 4.0), ("less", 7.0)];
    let evaluated = evaluate_values(&index, &values, &reference);
    let rows = &evaluated.improvements;
    assert_eq!(rows.len(), 3);
    let a = of(rows, "a");
    assert!(
        near(a.points, 20.0),
        "from 0.2 to 1 with a quarter of the weight"
    );
    assert_eq!((a.value, a.best, a.goal), (Some(2.0), Some(10.0), Some(2)));
    assert_eq!((a.best_rank, a.needed), (Some(3), None), "50 is not enough");
    // c: 0.15 + n / 2 = 0.6 at n = 0.9, a value of 1.
    let c = of(rows, "c");
    assert!(near(c.points, 35.0));
    assert_eq!((c.best, c.best_rank), (Some(0.0), Some(2)));
    assert!(near(c.needed, 1.0) && near(c.change, -6.0));

    let definitions = definitions(&[&index]);
    let answer = what_if(
        &definitions,
        period(),
        &own(&values).indicators,
        &reference,
        &[("less".to_owned(), c.needed.unwrap())],
    )
    .unwrap();
    assert_eq!(answer.nodes[0].after.rank, Some(2), "as what-if says");
}

#[test]
fn who_has_reached_the_goal_needs_nothing() {
    let index = index("", &["a - 1 x1"]);
    let reference = panel(&[("零", &[("x1", 0.0)]), ("十", &[("x1", 10.0)])]);
    let evaluated = evaluate_values(&index, &[("x1", 7.0)], &reference);
    let a = of(&evaluated.improvements, "a");
    assert!(near(a.points, 30.0));
    assert_eq!((a.best_rank, a.goal, a.needed), (Some(1), Some(2), None));
}

#[test]
fn without_a_panel_there_are_points_but_no_rank() {
    let index = index("", &["a - 1 x1", "b - 1 x2", "none - 1 x3"]);
    let reference = [
        bounds("x1", 0.0, 10.0),
        bounds("x2", 0.0, 1.0),
        bounds("x3", 0.0, 1.0),
    ];
    let evaluated = evaluate_values(&index, &[("x1", 2.0), ("x2", 3.0)], &reference);
    let rows = &evaluated.improvements;
    assert_eq!(rows.len(), 2, "what is missing has no value to improve");
    assert!(near(of(rows, "a").points, 40.0));
    assert!(near(of(rows, "b").points, 0.0), "beyond the given bound");
    assert_eq!(
        (of(rows, "a").best_rank, of(rows, "a").needed),
        (None, None)
    );
}
