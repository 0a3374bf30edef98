use super::fixture::{bounds, evaluate_values, index, near, panel, row};
use crate::evaluate::Evaluated;
use crate::tables::{Choice, RankBasis, ReferenceRow};

/// Two zones, each best in one indicator, and one that is worst in both; the weight of the first may be 0.5 or 2.
/// The goal of the fixture is rank 2.
fn contest(head: &str, weight: &str) -> Evaluated {
    let index = index(head, &[&format!("a - {weight} x1"), "b - 1 x2"]);
    let reference = panel(&[
        ("甲", &[("x1", 0.0), ("x2", 10.0)]),
        ("末", &[("x1", 0.0), ("x2", 0.0)]),
    ]);
    evaluate_values(&index, &[("x1", 10.0), ("x2", 0.0)], &reference)
}

#[test]
fn the_goal_is_reached_in_as_many_draws_as_choices_allow() {
    let evaluated = contest("alternative_weights = [0.5, 0.4, 0.3, 2.0]", "1.1?");
    let robustness = &evaluated.robustness[0];
    assert_eq!((robustness.rank, robustness.goal), (Some(1), Some(2)));
    assert_eq!(
        robustness.probability,
        Some(1.0),
        "first or second in every draw"
    );
    assert_eq!(
        (robustness.rank_median, robustness.draws),
        (Some(2), 10_000)
    );
    // Second in three quarters of the draws: a mean of 1.75.
    assert!((robustness.rank_mean.unwrap() - 1.75).abs() < 0.02);
    let certain = contest("", "1.1");
    assert_eq!(certain.robustness[0].draws, 1);
    assert_eq!(certain.robustness[0].probability, Some(1.0));
}

#[test]
fn the_only_choice_explains_all_of_the_variance() {
    let evaluated = contest("alternative_weights = [0.5, 2.0]", "1.1?");
    let [row] = evaluated.sobol.as_slice() else {
        panic!("{:?}", evaluated.sobol)
    };
    assert_eq!((row.choice, row.node.as_str()), (Choice::Weights, "a"));
    assert!((row.first.unwrap() - 1.0).abs() < 0.05 && (row.total.unwrap() - 1.0).abs() < 0.05);
    // A rank of 1 or 2, each in half of the draws.
    assert!((row.variance - 0.25).abs() < 0.01);
    assert!(contest("", "1.1?").sobol.is_empty());
}

#[test]
fn listed_normalisations_and_policies_are_choices_of_their_own() {
    let head = "[alternatives]\nnormalisation = [\"min-max\", \"percentile-rank\", \"z-score\"]\nmissing = [\"spread\", \"zero\", \"group-mean\"]\naggregation = [\"arithmetic\", \"geometric\"]\nweights_within = 0.25\n";
    let index = index(head, &["a - 1 x1", "b - 1 x2", "c - 1 x3"]);
    let reference = panel(&[
        ("甲", &[("x1", 1.0), ("x2", 9.0), ("x3", 2.0)]),
        ("乙", &[("x1", 9.0), ("x2", 2.0)]),
        ("丙", &[("x1", 3.0), ("x2", 3.0), ("x3", 9.0)]),
        ("丁", &[("x1", 8.0), ("x2", 7.0), ("x3", 1.0)]),
    ]);
    let evaluated = evaluate_values(&index, &[("x1", 5.0), ("x2", 5.0), ("x3", 5.0)], &reference);
    let choices: Vec<(Choice, &str)> = evaluated
        .sobol
        .iter()
        .map(|row| (row.choice, row.node.as_str()))
        .collect();
    assert_eq!(
        choices,
        [
            (Choice::Weights, "a"),
            (Choice::Weights, "b"),
            (Choice::Weights, "c"),
            (Choice::Normalisation, ""),
            (Choice::Missing, ""),
            (Choice::Aggregation, ""),
        ]
    );
    for row in &evaluated.sobol {
        let (first, total) = (row.first.unwrap(), row.total.unwrap());
        assert!(
            first < total + 0.1 && (-0.1..1.1).contains(&total),
            "{row:?}"
        );
    }
    let total = row(&evaluated, "torch", "total");
    assert!(total.rank_low < total.rank_high);
}

#[test]
fn another_unit_may_turn_the_order_of_the_zone_and_a_neighbour() {
    // With 远, x1 reaches to 100: torch 0.1 + 0.8 = 0.9 against 甲 0.0 + 1.0. Without it torch has 1 + 0.8.
    let index = index("", &["a - 1 x1", "b - 1 x2"]);
    let reference = panel(&[
        ("甲", &[("x1", 0.0), ("x2", 10.0)]),
        ("远", &[("x1", 100.0), ("x2", 5.0)]),
        ("零", &[("x1", 0.0), ("x2", 0.0)]),
    ]);
    let evaluated = evaluate_values(&index, &[("x1", 10.0), ("x2", 8.0)], &reference);
    let [turned] = evaluated.rank_reversals.as_slice() else {
        panic!("{:?}", evaluated.rank_reversals)
    };
    assert_eq!(
        (turned.removed.as_str(), turned.neighbour.as_str()),
        ("远", "甲")
    );
    assert!(near(turned.score_without, 90.0) && near(turned.neighbour_score_without, 50.0));
    assert_eq!(turned.rank_without, Some(1));
    let robustness = &evaluated.robustness[0];
    assert_eq!((robustness.removals, robustness.reversals), (3, 1));
}

#[test]
fn with_bounds_only_the_rank_is_not_invented_but_may_be_estimated() {
    let index = index("", &["a - 1 x1", "b - 1 x2"]);
    let mut reference = vec![bounds("x1", 0.0, 10.0), bounds("x2", 0.0, 10.0)];
    let own = [("x1", 8.0), ("x2", 4.0)];
    let evaluated = evaluate_values(&index, &own, &reference);
    let total = row(&evaluated, "torch", "total");
    assert!(near(total.score, 60.0));
    assert_eq!((total.rank, total.units, total.rank_low), (None, 1, None));
    assert_eq!(
        (total.rank_estimate, total.rank_basis),
        (None, RankBasis::None)
    );
    assert_eq!(evaluated.robustness[0].probability, None);

    for (index, rank, score) in [("", 10, 70.0), ("test", 30, 50.0), ("other", 1, 60.0)] {
        reference.push(ReferenceRow {
            index: index.to_owned(),
            rank: Some(rank),
            score: Some(score),
            ..Default::default()
        });
    }
    let evaluated = evaluate_values(&index, &own, &reference);
    let total = row(&evaluated, "torch", "total");
    assert_eq!((total.rank, total.rank_estimate), (None, Some(20)));
    assert_eq!(total.rank_basis, RankBasis::Published);
    assert_eq!(row(&evaluated, "torch", "a").rank_estimate, None);
}

#[test]
fn the_group_of_a_zone_comes_from_the_reference() {
    let index = index("", &["a - 1 x1"]);
    let mut reference = panel(&[
        ("甲", &[("x1", 9.0)]),
        ("乙", &[("x1", 1.0)]),
        ("火炬", &[("x1", 0.0)]),
    ]);
    for (row, group) in reference.iter_mut().zip(["东部", "东北", "东北"]) {
        row.group = group.to_owned();
    }
    let evaluated = evaluate_values(&index, &[("x1", 5.0)], &reference);
    let total = row(&evaluated, "torch", "total");
    assert_eq!((total.rank, total.group_rank), (Some(2), Some(1)));
    assert_eq!(total.group.as_deref(), Some("东北"));
    assert_eq!(row(&evaluated, "甲", "total").group_rank, None, "alone");
}
