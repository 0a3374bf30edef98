use super::fixture::{
    aggregated, before, bounds, definitions, edited, index, near, period, record,
};
use crate::aggregate::aggregate;
use crate::evaluate::{Explanation, evaluate, explain};
use crate::tables::ZoneFormRow;

fn with_explanation(indicator: &str, park: Option<&str>, look: impl FnOnce(&Explanation)) {
    let definitions = definitions(&[&index(
        "",
        &["1 - 3 -", "2 - 1 x1", "a 1 1 growth", "b 1 3 number"],
    )]);
    let records = [
        record(
            "A",
            "east",
            [Some(100.0), Some(10.0), None, Some(1.0), None],
        ),
        record("B", "west", [Some(300.0), Some(20.0), None, None, None]),
        record("C", "west", [Some(600.0), Some(20.0), None, None, None]),
    ];
    let previous = [record(
        "C",
        "west",
        [Some(500.0), Some(25.0), None, None, None],
    )];
    let mut current = edited(&records);
    current.zone_form.push(ZoneFormRow {
        indicator: "x1".to_owned(),
        value: Some(3.0),
        cell: "D4".to_owned(),
        ..Default::default()
    });
    let aggregates = aggregate(&definitions, &current, Some(&before(&previous))).unwrap();
    let reference = [bounds("growth", -100.0, 100.0), bounds("number", 0.0, 4.0)];
    let evaluated = evaluate(&definitions, period(), &current, &aggregates, &reference).unwrap();
    let explanation = explain(
        &definitions,
        &current,
        &aggregates,
        &evaluated.scores,
        indicator,
        park,
    )
    .unwrap();
    look(&explanation);
}

#[test]
fn the_formula_comes_with_its_measures_of_both_years() {
    with_explanation("growth", None, |explanation| {
        assert_eq!(explanation.unit, "torch");
        // (1000 / 50) / (500 / 25) − 1 = 0.
        assert!(near(explanation.row.unwrap().value, 0.0));
        let measures: Vec<(&str, Option<f64>, Option<f64>)> = explanation
            .measures
            .iter()
            .map(|measure| (measure.id.as_str(), measure.value, measure.previous))
            .collect();
        assert_eq!(
            measures,
            [
                ("revenue", Some(1000.0), Some(500.0)),
                ("staff", Some(50.0), Some(25.0))
            ]
        );
        assert!(
            explanation
                .measures
                .iter()
                .all(|measure| measure.reads_previous)
        );
        assert_eq!(explanation.measures[0].sql, "f_revenue");
    });
}

#[test]
fn the_enterprises_that_move_it_most_stand_first() {
    with_explanation("growth", None, |explanation| {
        // Without A 900 / 40 = 22.5 (+12.5 %); without B 700 / 30 (+16.7 %); without C 400 / 30 (−33.3 %).
        let movers: Vec<(&str, &str)> = explanation
            .movers
            .iter()
            .map(|mover| (mover.credit_code.as_str(), mover.name.as_str()))
            .collect();
        assert_eq!(movers, [("C", "企业C"), ("B", "企业B"), ("A", "企业A")]);
        assert!(near(explanation.movers[0].contribution, 100.0 / 3.0));
        assert!(near(explanation.movers[2].contribution, -12.5));
        assert_eq!(explanation.movers[0].rate, None, "the whole is 0");
        assert_eq!(explanation.movers[0].measures, [Some(600.0), Some(20.0)]);
    });
}

#[test]
fn its_place_in_the_index_says_what_it_weighs() {
    with_explanation("number", None, |explanation| {
        let [placement] = explanation.placements.as_slice() else {
            panic!("one placement: {:?}", explanation.placements);
        };
        // x1 has no scale: dimension 1 is all of the total, and `number` three quarters of it.
        assert_eq!(
            (placement.index.as_str(), placement.node.as_str()),
            ("test", "b")
        );
        assert!(near(Some(placement.weight), 0.75));
        assert!(near(placement.row.score, 25.0));
    });
}

#[test]
fn a_park_is_explained_by_its_own_enterprises() {
    with_explanation("density", Some("西园"), |explanation| {
        assert_eq!(
            (explanation.unit, explanation.unit_label.en.as_str()),
            ("west", "West")
        );
        assert!(near(explanation.row.unwrap().value, 150.0));
        let area = explanation.measures.last().unwrap();
        assert_eq!((area.id.as_str(), area.value), ("area_km2", Some(6.0)));
        let movers: Vec<(&str, f64)> = explanation
            .movers
            .iter()
            .map(|mover| (mover.credit_code.as_str(), mover.contribution.unwrap()))
            .collect();
        assert_eq!(movers, [("C", 100.0), ("B", 50.0)]);
        assert!(explanation.placements.is_empty());
    });
}

#[test]
fn an_indicator_of_the_zone_form_shows_its_cell() {
    with_explanation("x1", None, |explanation| {
        assert_eq!(explanation.zone_form[0].cell, "D4");
        assert!(explanation.movers.is_empty() && explanation.measures.is_empty());
        assert_eq!(explanation.row.unwrap().value, Some(3.0));
    });
}

#[test]
fn who_does_not_move_it_is_not_named() {
    with_explanation("number", None, |explanation| {
        let movers: Vec<&str> = explanation
            .movers
            .iter()
            .map(|mover| mover.credit_code.as_str())
            .collect();
        assert_eq!(movers, ["A"]);
    });
}

#[test]
fn an_unknown_park_is_refused_with_the_known_ones() {
    let definitions = definitions(&[]);
    let current = edited(&[]);
    let aggregates = aggregated(&definitions, &[], &[]);
    let error = explain(
        &definitions,
        &current,
        &aggregates,
        &[],
        "number",
        Some("北"),
    )
    .unwrap_err()
    .to_string();
    assert_eq!(
        error,
        "`北` is no park of the zone: its parks are east, west"
    );
}
