use super::fixture::{
    aggregated, definitions, edited, evaluate_values, index, near, panel, period, record,
};
use crate::evaluate::evaluate;

#[test]
fn the_zones_around_the_goal_say_how_far_it_is_and_what_it_is_worth() {
    let index = index("", &["a - 3 x1", "b - 1 less", "c - 1 x2"]);
    // Ranks by x1; the goal is rank 2: ranks 1 to 4 are compared, the zone itself (rank 5) and the last are not.
    let zone =
        |name: &'static str, x1: f64, less: f64| panel(&[(name, &[("x1", x1), ("less", less)])]);
    let reference: Vec<_> = [
        zone("甲", 10.0, 0.0),
        zone("乙", 9.0, 2.0),
        zone("丙", 7.0, 4.0),
        zone("丁", 6.0, 6.0),
        zone("末", 0.0, 10.0),
    ]
    .concat();
    let rows = evaluate_values(&index, &[("x1", 4.0), ("less", 5.0)], &reference).goal_distances;
    assert_eq!(rows.len(), 2, "no zone has x2");
    let first = &rows[0];
    assert_eq!((first.rank_from, first.rank_to, first.zones), (1, 4, 4));
    assert_eq!(
        (first.least, first.median, first.greatest),
        (6.0, 8.0, 10.0)
    );
    assert!(near(first.distance, 4.0));
    // 4 of 10, at three quarters of the weight: x2 is spread.
    assert!(near(first.points, 30.0), "{first:?}");
    // Less is better: from 5 to the median of 3.
    assert!(near(rows[1].distance, 2.0) && near(rows[1].points, 5.0));
    assert_eq!(rows[1].measure, None);
    let beyond = evaluate_values(&index, &[("x1", 9.5), ("less", 3.0)], &reference).goal_distances;
    assert!(
        beyond[0].distance.unwrap() <= 0.0 && beyond[0].points.is_none(),
        "{beyond:?}"
    );
}

#[test]
fn a_distance_is_told_in_the_measure_that_people_count() {
    let index = index("", &["a - 1 intensity", "b - 1 energy_use"]);
    let definitions = definitions(&[&index]);
    let records = [record(
        "A",
        "east",
        [Some(1000.0), Some(10.0), Some(50.0), None, Some(500.0)],
    )];
    let reference = panel(&[
        ("零", &[("intensity", 0.0), ("energy_use", 1.0)]),
        ("好", &[("intensity", 20.0), ("energy_use", 0.4)]),
        ("中", &[("intensity", 10.0), ("energy_use", 0.6)]),
    ]);
    let rows = evaluate(
        &definitions,
        period(),
        &edited(&records),
        &aggregated(&definitions, &records, &[]),
        &reference,
    )
    .unwrap()
    .goal_distances;
    // All three are around the goal, rank 2. R&D 5 % of 1000, the median 10 %: 50 more.
    assert_eq!(rows[0].measure.as_deref(), Some("rd"));
    assert!(
        near(rows[0].distance, 5.0) && near(rows[0].measure_change, 50.0),
        "{rows:?}"
    );
    // Energy 0.5 is beyond the median of 0.6.
    assert!(near(rows[1].distance, -0.1));
    assert_eq!((rows[1].points, rows[1].measure_change), (None, None));
}
