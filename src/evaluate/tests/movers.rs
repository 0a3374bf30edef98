//! Who moved the score, against adding everything up again without the enterprise in each of the years.

use super::fixture::{
    FORMULAS, Record, aggregated, before, bounds, definitions, edited, index, near, period, record,
};
use crate::aggregate::Aggregated;
use crate::evaluate::{LastYear, change_movers, evaluate, score_changes};
use crate::random::SplitMix64;
use crate::tables::{ChangeMoverRow, Level, Presence, ReferenceRow, ScoreChangeRow};

/// Indicators whose value of a year needs that year alone.
const OF_ONE_YEAR: [&str; 6] = [
    "intensity",
    "export_share",
    "number",
    "energy_use",
    "density",
    "intensive_share",
];

fn records(seed: u64, codes: impl Iterator<Item = usize>) -> Vec<Record> {
    let mut random = SplitMix64::of_draw(29, seed);
    codes
        .map(|code| {
            let mut value = || match random.below(7) {
                0 => None,
                _ => Some(random.below(100_000) as f64 / 100.0 + 1.0),
            };
            let values = [value(), value(), value(), value(), value()];
            let mut record = record(&format!("{code:04}"), "east", values);
            record.used = random.below(9) > 0;
            if !record.used {
                record.status = "rejected";
            }
            record
        })
        .collect()
}

fn all(index_of: &[&str]) -> String {
    let nodes: Vec<String> = index_of
        .iter()
        .map(|indicator| format!("{indicator}! - 1 {indicator}"))
        .collect();
    let nodes: Vec<&str> = nodes.iter().map(String::as_str).collect();
    index("", &nodes)
}

fn reference() -> Vec<ReferenceRow> {
    let wide = FORMULAS.iter().filter(|id| **id != "intensity");
    let mut rows: Vec<ReferenceRow> = wide.map(|id| bounds(id, -1e4, 1e6)).collect();
    rows.push(bounds("intensity", 0.0, 400.0));
    rows
}

fn told(
    index: &str,
    now: &[Record],
    then: &[Record],
    last: &LastYear,
) -> (Vec<ScoreChangeRow>, Vec<ChangeMoverRow>) {
    let definitions = definitions(&[index]);
    let whole = aggregated(&definitions, now, then);
    let changes = score_changes(&definitions, period(), &whole, &reference(), last).unwrap();
    let current = edited(now);
    let movers = change_movers(&definitions, period(), &current, &whole, &changes, last).unwrap();
    (changes, movers)
}

fn zone(aggregated: &Aggregated, indicator: &str) -> (Option<f64>, Option<f64>) {
    let row = aggregated
        .indicators
        .iter()
        .find(|row| row.level == Level::Zone && row.indicator == indicator)
        .unwrap();
    (row.value, row.previous)
}

#[test]
fn what_an_enterprise_moved_is_what_adding_up_again_without_it_says_of_both_years() {
    for case in 0..3 {
        // The first three have left since, the last three are new.
        let then = records(2 * case, 0..14);
        let now = records(2 * case + 1, 3..17);
        let index = all(&OF_ONE_YEAR);
        let definitions = definitions(&[&index]);
        let (changes, movers) = told(&index, &now, &then, &LastYear::default());
        let whole = aggregated(&definitions, &now, &then);
        let mut compared = 0;
        for row in movers.iter().filter(|row| row.credit_code.is_some()) {
            let Some(indicator) = row.indicator.as_deref() else {
                continue;
            };
            let sign = if indicator == "energy_use" { -1.0 } else { 1.0 };
            let code = row.credit_code.as_deref().unwrap();
            let rest = |records: &[Record]| -> Vec<Record> {
                let mut rest = records.to_vec();
                rest.retain(|record| record.code != code);
                rest
            };
            let counts = |records: &[Record]| {
                records
                    .iter()
                    .any(|record| record.code == code && record.used)
            };
            let again = aggregated(&definitions, &rest(&now), &rest(&then));
            let ((v1, v0), (without1, without0)) =
                (zone(&whole, indicator), zone(&again, indicator));
            let effect = |with: Option<f64>, without: Option<f64>| {
                with.zip(without)
                    .map(|(with, without)| sign * (with - without))
            };
            let expected = effect(v1, without1)
                .zip(effect(v0, without0))
                .map(|(a, b)| a - b);
            match expected {
                Some(expected) => {
                    assert!(near(row.moved, expected), "case {case}: {row:?} {expected}")
                }
                None => assert_eq!(row.moved, None, "case {case}: {row:?}"),
            }
            let presence = match (counts(&now), counts(&then)) {
                (true, true) => Presence::Stayed,
                (true, false) => Presence::Newcomer,
                (false, _) => Presence::Leaver,
            };
            assert_eq!(row.presence, presence, "{row:?}");
            compared += 1;
        }
        assert!(compared > 60, "{compared}");
        // Enterprises and remainder add up to what the zone moved, in its unit and in points.
        for change in changes.iter().filter(|row| row.indicator.is_some()) {
            let of = |row: &&ChangeMoverRow| row.indicator == change.indicator;
            let points: f64 = movers.iter().filter(of).filter_map(|row| row.points).sum();
            assert!(near(change.own, points), "case {case}: {change:?} {points}");
            let moved: f64 = movers.iter().filter(of).filter_map(|row| row.moved).sum();
            let way = change.value.unwrap() - change.previous.unwrap();
            assert!(
                near(Some(moved.abs()), way.abs()),
                "case {case}: {change:?} {moved}"
            );
        }
        let total: f64 = movers
            .iter()
            .filter(|row| row.indicator.is_none())
            .filter_map(|row| row.points)
            .sum();
        assert!(near(changes[0].own, total), "case {case}: {total}");
    }
}

#[test]
fn a_count_has_no_remainder_and_newcomers_and_leavers_are_told_apart() {
    let exporter = |code: &str, exports: f64| {
        record(
            code,
            "east",
            [Some(10.0), Some(1.0), None, Some(exports), None],
        )
    };
    let then = [exporter("A", 1.0), exporter("B", 1.0), exporter("C", 0.0)];
    let mut now = [exporter("A", 1.0), exporter("B", 1.0), exporter("D", 5.0)];
    now[1].used = false;
    now[1].status = "rejected";
    let (changes, movers) = told(&all(&["number"]), &now, &then, &LastYear::default());
    // Two exporters then and now: B is out, D is in. A moved nothing.
    let of_number: Vec<_> = movers
        .iter()
        .filter(|row| row.indicator.is_some())
        .map(|row| {
            (
                row.credit_code.as_deref(),
                row.presence,
                row.moved,
                row.status.as_str(),
            )
        })
        .collect();
    assert_eq!(
        of_number,
        [
            (Some("A"), Presence::Stayed, Some(0.0), "accepted"),
            (Some("B"), Presence::Leaver, Some(-1.0), "rejected"),
            (Some("D"), Presence::Newcomer, Some(1.0), "accepted"),
        ]
    );
    // The value stands still: what the two moved is worth its points all the same, 1 of 1,010,000.
    assert_eq!(changes[0].own, Some(0.0));
    let points = movers.iter().find(|row| row.presence == Presence::Newcomer);
    assert!(near(points.unwrap().points, 100.0 / 1_010_000.0));
}

#[test]
fn growth_is_told_by_enterprise_only_where_last_year_was_evaluated() {
    let now = records(91, 0..8);
    let then = records(92, 0..8);
    let long_ago = records(93, 0..8);
    let index = all(&["growth"]);
    let nothing = told(&index, &now, &then, &LastYear::default()).1;
    assert!(nothing.is_empty(), "{nothing:?}");
    let definitions = definitions(&[&index]);
    let whole_then = aggregated(&definitions, &then, &long_ago);
    let evaluated = evaluate(
        &definitions,
        period(),
        &before(&then),
        &whole_then,
        &reference(),
    )
    .unwrap();
    let last = LastYear {
        indicators: whole_then.indicators.clone(),
        contributions: evaluated.contributions,
        ..LastYear::default()
    };
    let (changes, movers) = told(&index, &now, &then, &last);
    let stayed = movers
        .iter()
        .find(|row| {
            row.presence == Presence::Stayed && row.moved.is_some() && row.indicator.is_some()
        })
        .unwrap();
    let code = stayed.credit_code.as_deref().unwrap();
    let rest = |records: &[Record]| -> Vec<Record> {
        let mut rest = records.to_vec();
        rest.retain(|record| record.code != code);
        rest
    };
    let value = |aggregated: &Aggregated| zone(aggregated, "growth").0.unwrap();
    let effect = |now: &[Record], then: &[Record]| {
        value(&aggregated(&definitions, now, then))
            - value(&aggregated(&definitions, &rest(now), then))
    };
    assert!(near(
        stayed.moved,
        effect(&now, &then) - effect(&then, &long_ago)
    ));
    let total: f64 = movers
        .iter()
        .filter(|row| row.indicator.is_none())
        .filter_map(|row| row.points)
        .sum();
    assert!(near(changes[0].own, total));
}
