use super::fixture::{definitions, index, near, own, panel, period};
use crate::evaluate::{NodeChange, WhatIf, what_if};

fn ask(settings: &[(&str, f64)]) -> anyhow::Result<WhatIf> {
    let definitions = definitions(&[&index("", &["1 - 1 -", "2 - 1 x2", "a 1 1 x1"])]);
    let reference = panel(&[
        ("零", &[("x1", 0.0), ("x2", 0.0)]),
        ("中", &[("x1", 5.0), ("x2", 5.0)]),
        ("十", &[("x1", 10.0), ("x2", 10.0)]),
    ]);
    let settings: Vec<(String, f64)> = settings
        .iter()
        .map(|(id, value)| ((*id).to_owned(), *value))
        .collect();
    what_if(
        &definitions,
        period(),
        &own(&[("x1", 2.0), ("x2", 6.0)]).indicators,
        &reference,
        &settings,
    )
}

fn node<'a>(answer: &'a WhatIf, id: &str) -> &'a NodeChange {
    answer.nodes.iter().find(|node| node.node == id).unwrap()
}

#[test]
fn another_value_moves_score_and_rank_up_to_the_root() {
    let answer = ask(&[("x1", 8.0)]).unwrap();
    let total = node(&answer, "total");
    assert!(near(total.before.score, 40.0) && near(total.after.score, 70.0));
    assert_eq!((total.before.rank, total.after.rank), (Some(3), Some(2)));
    assert_eq!((total.label.zh.as_str(), total.after.units), ("总分", 4));
    let leaf = node(&answer, "a");
    assert_eq!(
        (leaf.before.value, leaf.after.value),
        (Some(2.0), Some(8.0))
    );
    assert_eq!((leaf.label.zh.as_str(), leaf.depth), ("甲", 2));
    assert_eq!(node(&answer, "1").label.zh, "1");
    assert!(leaf.changed() && total.changed() && !node(&answer, "2").changed());
    assert!(answer.not_scored.is_empty());
}

#[test]
fn a_new_extreme_moves_the_scale() {
    let answer = ask(&[("x1", 20.0)]).unwrap();
    assert!(near(node(&answer, "a").after.score, 100.0));
    assert!(near(node(&answer, "total").after.score, 80.0));
    assert_eq!(node(&answer, "total").after.rank, Some(1), "十 falls to 75");
}

#[test]
fn without_settings_nothing_changes() {
    assert!(ask(&[]).unwrap().nodes.iter().all(|node| !node.changed()));
}

#[test]
fn an_indicator_that_no_index_scores_is_named() {
    assert_eq!(ask(&[("x3", 1.0), ("x1", 3.0)]).unwrap().not_scored, ["x3"]);
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    let error = |settings: &[(&str, f64)]| ask(settings).unwrap_err().to_string();
    assert_eq!(
        error(&[("X1", 1.0)]),
        "no indicator has the id `X1`: did you mean `x1` (甲)?"
    );
    assert!(error(&[("nothing", 1.0)]).contains("see the files of `indicators`"));
    assert!(error(&[("x1", f64::NAN)]).contains("a number is expected"));
    assert!(error(&[("x1", 1.0), ("x1", 2.0)]).contains("set twice"));
}

#[test]
fn what_no_zone_can_have_is_named_and_still_answered() {
    for value in [-1.0, 100.5] {
        let answer = ask(&[("x1", value), ("x2", -5.0)]).unwrap();
        assert_eq!(answer.impossible, [("x1".to_owned(), value)]);
        assert!(node(&answer, "total").after.score.is_some());
    }
    assert!(ask(&[("x1", 100.0)]).unwrap().impossible.is_empty());
}
