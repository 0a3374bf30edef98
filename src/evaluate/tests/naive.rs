//! The engine against a naive second opinion: recursion from the root, ranks by counting, on random indexes.

use std::collections::BTreeMap;

use super::fixture::{definitions, edited, index, near, own, period};
use crate::definitions::{CompositeIndex, Direction, MissingPolicy};
use crate::evaluate::evaluate;
use crate::random::SplitMix64;
use crate::tables::ReferenceRow;

const INDICATORS: [&str; 7] = ["x1", "x2", "x3", "x4", "x5", "x6", "less"];

/// Values by unit and indicator.
type Values = BTreeMap<(String, String), f64>;

/// Score of a node, 0–100: leaves by the definition of min–max, inner nodes as a weighted mean of what is there.
fn naive_score(index: &CompositeIndex, values: &Values, unit: &str, node: &str) -> Option<f64> {
    let leaf = index.nodes.iter().find(|one| one.id == node);
    if let Some(indicator) = leaf.and_then(|leaf| leaf.indicator.as_ref()) {
        let column: Vec<f64> = values
            .iter()
            .filter(|((_, id), _)| id == indicator)
            .map(|(_, value)| *value)
            .collect();
        let min = column.iter().copied().fold(f64::INFINITY, f64::min);
        let max = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let value = values.get(&(unit.to_owned(), indicator.clone()));
        let scored = value.filter(|_| max > min).map(|value| {
            let share = (value - min) / (max - min);
            100.0
                * if indicator == "less" {
                    1.0 - share
                } else {
                    share
                }
        });
        return match index.missing {
            MissingPolicy::Zero => scored.or(Some(0.0)),
            _ => scored,
        };
    }
    let children: Vec<(f64, f64)> = index
        .children(node)
        .filter_map(|child| Some((child.weight, naive_score(index, values, unit, &child.id)?)))
        .collect();
    if children.is_empty() {
        return None;
    }
    let total: f64 = children.iter().map(|(weight, _)| weight).sum();
    Some(
        children
            .iter()
            .map(|(weight, score)| weight / total * score)
            .sum(),
    )
}

#[test]
fn random_indexes_score_as_a_naive_recursion_says() {
    for case in 0..60 {
        let mut random = SplitMix64::of_draw(7, case);
        // A random tree: some dimensions, one of them with a level more, and the indicators under any of them.
        let mut nodes = vec![
            "A - 2 -".to_owned(),
            "B - 0.5 -".to_owned(),
            "C A 1.5 -".to_owned(),
        ];
        for (number, indicator) in INDICATORS.iter().enumerate() {
            // No dimension stays empty.
            let parent = if number < 3 { number } else { random.below(4) };
            let weight = [0.8, 1.0, 1.2, 3.0][random.below(4)];
            let parent = ["A", "B", "C", "-"][parent];
            nodes.push(format!("{indicator}! {parent} {weight} {indicator}"));
        }
        let lines: Vec<&str> = nodes.iter().map(String::as_str).collect();
        let head = if case % 3 == 0 {
            "missing = \"zero\""
        } else {
            ""
        };
        let definitions = definitions(&[&index(head, &lines)]);
        assert_eq!(
            definitions.indicator("less").unwrap().direction,
            Direction::Less
        );

        let mut values = Values::new();
        let units: Vec<String> = (0..2 + random.below(8))
            .map(|number| {
                if number == 0 {
                    "torch".to_owned()
                } else {
                    format!("区{number}")
                }
            })
            .collect();
        for unit in &units {
            for indicator in INDICATORS {
                // One in five is missing; few different values make ties and constant columns.
                if random.below(5) > 0 {
                    let value = random.below(4) as f64 * 0.1 - 0.1;
                    values.insert((unit.clone(), indicator.to_owned()), value);
                }
            }
        }
        let own_values: Vec<(&str, f64)> = values
            .iter()
            .filter(|((unit, _), _)| unit == "torch")
            .map(|((_, indicator), value)| (indicator.as_str(), *value))
            .collect();
        let reference: Vec<ReferenceRow> = units
            .iter()
            .skip(1)
            .flat_map(|unit| INDICATORS.iter().map(move |indicator| (unit, *indicator)))
            .map(|(unit, indicator)| ReferenceRow {
                zone: unit.clone(),
                indicator: indicator.to_owned(),
                value: values.get(&(unit.clone(), indicator.to_owned())).copied(),
                ..Default::default()
            })
            .collect();
        let evaluated = evaluate(
            &definitions,
            period(),
            &edited(&[]),
            &own(&own_values),
            &reference,
        )
        .unwrap();

        let index = &definitions.indexes[0];
        assert_eq!(
            evaluated.scores.len(),
            units.len() * (index.nodes.len() + 1)
        );
        for row in &evaluated.scores {
            let of = |unit: &str| {
                let any = evaluated
                    .scores
                    .iter()
                    .any(|row| row.unit == unit && row.node == "total" && row.coverage > 0.0);
                naive_score(index, &values, unit, &row.node).filter(|_| any)
            };
            let expected = of(&row.unit);
            match expected {
                Some(expected) => assert!(near(row.score, expected), "case {case}: {row:?}"),
                None => assert_eq!(row.score, None, "case {case}: {row:?}"),
            }
            let scores: Vec<f64> = units.iter().filter_map(|unit| of(unit)).collect();
            assert_eq!(row.units, scores.len() as i64);
            let rank = expected
                .filter(|_| scores.len() > 1)
                .map(|own| 1 + scores.iter().filter(|other| **other > own + 1e-7).count() as i64);
            assert_eq!(row.rank, rank, "case {case}: {row:?}");
            if let (Some(rank), Some(low), Some(high)) = (row.rank, row.rank_low, row.rank_high) {
                assert!(low <= rank && rank <= high && high <= row.units);
            }
            assert_eq!(row.rank.is_some(), row.rank_low.is_some());
            if row.depth > 0 && row.weight > 0.0 {
                let siblings: f64 = evaluated
                    .scores
                    .iter()
                    .filter(|other| other.unit == row.unit && other.parent == row.parent)
                    .map(|other| other.weight)
                    .sum();
                assert!(near(Some(siblings), 1.0));
            }
        }
    }
}
