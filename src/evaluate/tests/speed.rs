//! How long the work of a national evaluation takes; run by hand: `cargo test --lib speed -- --ignored --nocapture`.

use std::time::Instant;

use super::fixture::{FORMULAS, aggregated, bounds, definitions, edited, index, period, record};
use crate::definitions::CompositeIndex;
use crate::evaluate::{evaluate, evaluate_table};
use crate::random::SplitMix64;
use crate::tables::PlainTable;

#[test]
#[ignore = "measures time"]
fn ten_thousand_draws_over_178_zones_and_46_indicators() {
    let mut text = "id = \"t\"\nlabel = { zh = \"\", en = \"\" }\nroot = { zh = \"\", en = \"\" }\nalternative_weights = [0.8, 1.0, 1.2]\n".to_owned();
    for dimension in 0..5 {
        text += &format!(
            "[[nodes]]\nid = \"d{dimension}\"\nlabel = {{ zh = \"\", en = \"\" }}\nweight = 20.0\n"
        );
    }
    let mut random = SplitMix64::of_draw(1, 1);
    let mut table = PlainTable {
        units: (0..178).map(|unit| format!("u{unit}")).collect(),
        groups: vec![None; 178],
        columns: Vec::new(),
    };
    for number in 0..46 {
        text += &format!(
            "[[nodes]]\nid = \"i{number}\"\nparent = \"d{}\"\nindicator = \"i{number}\"\nweight = 1.0\nverified = false\n",
            number % 5
        );
        let values = (0..178).map(|_| (random.below(30) > 0).then(|| random.share()));
        table.columns.push((format!("i{number}"), values.collect()));
    }
    let index: CompositeIndex = toml::from_str(&text).unwrap();
    let start = Instant::now();
    let evaluated = evaluate_table(&index, &table, None, "", None).unwrap();
    println!("{} scores: {:?}", evaluated.scores.len(), start.elapsed());
}

#[test]
#[ignore = "measures time"]
fn leave_one_out_for_ten_thousand_enterprises() {
    let nodes: Vec<String> = FORMULAS
        .iter()
        .map(|id| format!("{id}! - 1 {id}"))
        .collect();
    let nodes: Vec<&str> = nodes.iter().map(String::as_str).collect();
    let definitions = definitions(&[&index("", &nodes)]);
    let records: Vec<_> = (0..10_000)
        .map(|number| {
            let value = |scale: u32| Some(f64::from((number * 7919 + scale) % 10_007));
            record(&format!("{number:05}"), "east", [1, 2, 3, 4, 5].map(value))
        })
        .collect();
    let aggregates = aggregated(&definitions, &records, &records);
    let reference: Vec<_> = FORMULAS
        .iter()
        .map(|id| bounds(id, -100.0, 400.0))
        .collect();
    let start = Instant::now();
    let evaluated = evaluate(
        &definitions,
        period(),
        &edited(&records),
        &aggregates,
        &reference,
    );
    println!(
        "{} contributions: {:?}",
        evaluated.unwrap().contributions.len(),
        start.elapsed()
    );
}
