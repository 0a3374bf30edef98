//! Leave-one-out against adding everything up again without the enterprise.

use super::fixture::{
    FORMULAS, Record, aggregated, bounds, definitions, edited, index, near, period, record,
};
use crate::aggregate::Aggregated;
use crate::evaluate::{Evaluated, evaluate, explain};
use crate::random::SplitMix64;
use crate::tables::Level;

/// An index over every formula indicator.
fn all_formulas() -> String {
    let nodes: Vec<String> = FORMULAS
        .iter()
        .map(|indicator| format!("{indicator}! - 1 {indicator}"))
        .collect();
    let nodes: Vec<&str> = nodes.iter().map(String::as_str).collect();
    index("", &nodes)
}

/// Random records; one value in six is blank, some are 0, some parks are unknown, some records are not used.
fn random_records(random: &mut SplitMix64, count: usize) -> Vec<Record> {
    (0..count)
        .map(|number| {
            let mut value = |scale: f64| match random.below(6) {
                0 => None,
                1 => Some(0.0),
                _ => Some((random.below(1_000_000) as f64 / 100.0 - 500.0 * scale) * 1.7),
            };
            let values = [value(0.0), value(0.0), value(0.0), value(1.0), value(0.0)];
            let mut record = record(&format!("{number:04}"), "east", values);
            record.park = [Some("east"), Some("west"), Some("west"), None][random.below(4)];
            record.used = random.below(8) > 0;
            if random.below(6) == 0 {
                record.status = "rejected";
            }
            record
        })
        .collect()
}

fn evaluated(records: &[Record], previous: &[Record]) -> Evaluated {
    let definitions = definitions(&[&all_formulas()]);
    let reference: Vec<_> = FORMULAS
        .iter()
        .map(|id| bounds(id, -100.0, 400.0))
        .collect();
    evaluate(
        &definitions,
        period(),
        &edited(records),
        &aggregated(&definitions, records, previous),
        &reference,
    )
    .unwrap()
}

#[test]
fn a_contribution_is_what_adding_up_again_without_the_enterprise_says() {
    let definitions = definitions(&[&all_formulas()]);
    for case in 0..4 {
        let mut random = SplitMix64::of_draw(11, case);
        let count = 3 + random.below(15);
        let records = random_records(&mut random, count);
        let previous = random_records(&mut random, count);
        let evaluated = evaluated(&records, &previous);
        let accepted = records
            .iter()
            .filter(|record| record.used && record.status == "accepted");
        assert_eq!(
            evaluated.contributions.len(),
            FORMULAS.len() * accepted.count()
        );
        let whole = aggregated(&definitions, &records, &previous);
        // Rows of an enterprise stand together: adding up again once is enough for all of them.
        for rows in evaluated
            .contributions
            .chunk_by(|a, b| a.credit_code == b.credit_code)
        {
            let mut others = records.clone();
            others.retain(|record| record.code != rows[0].credit_code);
            let again = aggregated(&definitions, &others, &previous);
            for row in rows {
                let value = |aggregated: &Aggregated| {
                    aggregated
                        .indicators
                        .iter()
                        .find(|one| one.level == Level::Zone && one.indicator == row.indicator)
                        .and_then(|one| one.value)
                };
                assert_eq!(row.with, value(&whole));
                match value(&again) {
                    Some(expected) => assert!(near(row.without, expected), "case {case}: {row:?}"),
                    None => assert_eq!(row.without, None, "case {case}: {row:?}"),
                }
            }
        }
    }
}

#[test]
fn a_park_is_taken_out_of_both_periods() {
    let definitions = definitions(&[&all_formulas()]);
    let mut random = SplitMix64::of_draw(13, 0);
    let mut records = random_records(&mut random, 30);
    let mut previous = random_records(&mut random, 30);
    for (record, before) in records.iter_mut().zip(&mut previous) {
        record.park = record.park.or(Some("west"));
        before.park = before.park.or(Some("west"));
    }
    let evaluated = evaluated(&records, &previous);
    assert_eq!(evaluated.park_contributions.len(), 2 * FORMULAS.len());
    for row in &evaluated.park_contributions {
        let only = |records: &[Record]| -> Vec<Record> {
            let mut rest = records.to_vec();
            rest.retain(|record| record.park != Some(row.park.as_str()));
            rest
        };
        // With two parks, the zone without one is the other park.
        let again = aggregated(&definitions, &only(&records), &only(&previous));
        let other = if row.park == "east" { "west" } else { "east" };
        let expected = again
            .indicators
            .iter()
            .find(|one| one.unit == other && one.indicator == row.indicator)
            .and_then(|one| one.value)
            .unwrap();
        assert!(near(row.without, expected), "{row:?} {expected}");
    }
}

#[test]
fn a_parks_enterprises_are_explained_against_the_parks_own_value() {
    let definitions = definitions(&[&all_formulas()]);
    let mut random = SplitMix64::of_draw(17, 0);
    let records = random_records(&mut random, 30);
    let previous = random_records(&mut random, 30);
    let current = edited(&records);
    let aggregates = aggregated(&definitions, &records, &previous);
    for indicator in FORMULAS {
        let explanation = explain(
            &definitions,
            &current,
            &aggregates,
            &[],
            indicator,
            Some("西园"),
        )
        .unwrap();
        assert!(!explanation.movers.is_empty(), "{indicator}");
        for mover in &explanation.movers {
            assert_eq!(mover.park.as_deref(), Some("west"));
            let mut others = records.clone();
            others.retain(|record| record.code != mover.credit_code);
            let again = aggregated(&definitions, &others, &previous);
            let expected = again
                .indicators
                .iter()
                .find(|one| one.unit == "west" && one.indicator == indicator)
                .and_then(|one| one.value)
                .unwrap();
            assert!(near(mover.without, expected), "{indicator}: {mover:?}");
        }
        let sizes: Vec<f64> = explanation
            .movers
            .iter()
            .map(|mover| mover.contribution.unwrap().abs())
            .collect();
        assert!(sizes.is_sorted_by(|a, b| a >= &(b - 1e-9)), "{sizes:?}");
    }
}
