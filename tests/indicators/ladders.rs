//! The ladder of enterprises and the points table.

use huoju::expressions::{Blank, RecordColumns, record_frame};
use polars::prelude::*;

use crate::records::{Row, annual, definitions, edited, numbers};

/// Rungs on which the one enterprise stands.
fn rungs(now: Row, before: Option<Row>) -> Vec<String> {
    missing(now, before)
        .into_iter()
        .filter(|(_, missing)| *missing == 0)
        .map(|(rung, _)| rung)
        .collect()
}

/// For each rung how many of its conditions the one enterprise does not meet.
fn missing(now: Row, before: Option<Row>) -> Vec<(String, usize)> {
    let definitions = definitions();
    let schema = RecordColumns::of(definitions).enterprise;
    let frame_of = |year, row: Row, previous: Option<&DataFrame>| {
        let records = edited(definitions, year, &[row], &[]);
        record_frame(
            definitions,
            annual(year),
            &records.enterprises,
            &records.projects,
            previous,
        )
        .unwrap()
    };
    let previous = before.map(|row| frame_of(2022, row, None));
    let frame = frame_of(2023, now, previous.as_ref());
    let holds = |sql: &huoju::expressions::Expression| {
        let held = frame
            .clone()
            .lazy()
            .select([sql.to_expr(Blank::Unknown, &schema).alias("held")])
            .collect()
            .unwrap();
        held.column("held").unwrap().bool().unwrap().get(0) == Some(true)
    };
    definitions
        .rungs
        .iter()
        .map(|rung| {
            let missing = rung.conditions.iter().filter(|c| !holds(&c.sql)).count();
            (rung.id.clone(), missing)
        })
        .collect()
}

/// Rungs that the one enterprise misses by a single condition.
fn nearly(now: Row, before: Option<Row>) -> Vec<String> {
    let conditions = |id: &str| {
        let rung = definitions().rungs.iter().find(|rung| rung.id == id);
        rung.unwrap().conditions.len()
    };
    missing(now, before)
        .into_iter()
        .filter(|(rung, missing)| *missing == 1 && conditions(rung) > 1)
        .map(|(rung, _)| rung)
        .collect()
}

fn enterprise() -> Row {
    Row::enterprise("A", "hunnan")
}

/// 25 % technical staff (16), R&D 6 % of revenue (50), no rights: 66.
fn small() -> Row {
    enterprise().numbers([
        ("qd01", 40),
        ("qj09", 10),
        ("qc05_0", 10_000),
        ("qj20", 600),
        ("qc24", 8_000),
    ])
}

#[test]
fn a_technology_sme_scores_60_or_passes_directly() {
    assert_eq!(rungs(small(), None), ["technology_sme"]);
    // 5.9 % of revenue: 40, in all 56.
    assert!(rungs(small().with("qj20", 590), None).is_empty());
    // The same with a right of class Ⅱ: 62.
    let righted = small().with("qj20", 590).with("qj85", 1);
    assert_eq!(rungs(righted, None), ["technology_sme"]);
    // R&D is 30 % of costs: 50 all the same.
    let costs = small().with("qj20", 300).with("qc220", 1_000);
    assert_eq!(rungs(costs, None), ["technology_sme"]);
    let large = small().with("qd01", 501).with("qj09", 300);
    assert!(rungs(large, None).is_empty());
    assert!(rungs(small().with("qc24", 200_001), None).is_empty());
    let certified = small().with("qj20", 0).with("qb11", "1");
    assert_eq!(
        rungs(certified, None),
        ["technology_sme", "innovative_sme", "high_tech_enterprise"]
    );
}

#[test]
fn an_innovative_sme_needs_each_ability_and_60_in_all() {
    // Innovation 15 + 15, growth 10 + 10, specialisation 5 + 20: 75.
    let good = || {
        enterprise().with("qj88_1", "1").numbers([
            ("qd01", 600),
            ("qj73", 2),
            ("qc05_0", 100_000),
            ("qc55", 90_000),
            ("qj20", 3_000),
            ("qc24", 300_000),
            ("qc31", 150_000),
        ])
    };
    let before = |main: i32| Some(enterprise().with("qc55", main));
    assert_eq!(rungs(good(), before(85_000)), ["innovative_sme"]);
    // Main revenue fell: 10 for growth.
    assert!(rungs(good(), before(95_000)).is_empty());
    // Without last year's main revenue growth is not known.
    assert!(rungs(good(), None).is_empty());
    // No rights: 15 for innovation.
    assert!(rungs(good().with("qj73", 0), before(85_000)).is_empty());
}

#[test]
fn a_gazelle_grows_by_a_fifth_or_is_young_and_large() {
    let revenue = |amount: i32| enterprise().with("qc05_0", amount);
    let grown = rungs(revenue(12_000), Some(revenue(10_000)));
    assert_eq!(grown, ["gazelle_nurturing", "gazelle"]);
    assert!(rungs(revenue(11_900), Some(revenue(10_000))).is_empty());
    // Large enough for the nursery only.
    assert_eq!(
        rungs(revenue(6_000), Some(revenue(5_000))),
        ["gazelle_nurturing"]
    );
    let young = |founded: &'static str| revenue(600_000).with("qb04", founded);
    assert_eq!(rungs(young("2018-05"), Some(revenue(599_000))), ["gazelle"]);
    assert!(rungs(young("2017"), Some(revenue(599_000))).is_empty());
    // Without last year nothing is known about growth.
    assert!(rungs(young("2018"), None).is_empty());
}

#[test]
fn candidates_for_listing_are_not_listed_and_earn_enough() {
    let earning = |profit: i32| {
        enterprise()
            .with("qb04", "2015")
            .with("qc12", profit)
            .with("qc33", 300_000)
    };
    assert_eq!(rungs(earning(25_000), None), ["listing_candidate"]);
    assert!(rungs(earning(20_000), None).is_empty());
    assert!(rungs(earning(25_000).with("qc33", 400_000), None).is_empty());
    // 新三板 is no listing.
    assert_eq!(
        rungs(earning(25_000).with("qb15", "11"), None),
        ["listing_candidate"]
    );
    assert_eq!(rungs(earning(25_000).with("qb15", "10"), None), ["listed"]);
}

#[test]
fn only_who_can_reach_a_rung_is_near_it() {
    let revenue = |amount: i32| enterprise().with("qc05_0", amount);
    let grown = |to: i32| nearly(revenue(to), Some(revenue(100_000)));
    assert_eq!(grown(115_000), ["gazelle_nurturing", "gazelle"]);
    assert!(grown(114_000).is_empty());
    // A large enterprise is no SME, a listed one no candidate, whatever else they have.
    let large = enterprise()
        .with("qb11", "1")
        .numbers([("qd01", 2_000), ("qc05_0", 900_000)]);
    assert!(nearly(large, None).is_empty());
    let listed = enterprise()
        .with("qb04", "2015")
        .with("qb15", "1")
        .numbers([("qc12", 30_000), ("qc33", 100_000)]);
    assert!(nearly(listed, None).is_empty());
}

#[test]
fn a_unicorn_candidate_is_young_unlisted_funded_and_growing() {
    let funded = || {
        enterprise().with("qb04", "2016").numbers([
            ("qc226", 150_000),
            ("qc05_0", 100_000),
            ("qj20", 20_000),
        ])
    };
    assert_eq!(
        rungs(funded(), None),
        ["innovative_sme", "unicorn_candidate"]
    );
    assert_eq!(
        rungs(funded().with("qb04", "2012"), None),
        ["innovative_sme"]
    );
}

#[test]
fn the_best_bands_of_the_points_table_add_up_to_100() {
    let definitions = definitions();
    let abilities: Vec<&str> = definitions
        .abilities
        .iter()
        .map(|ability| ability.id.as_str())
        .collect();
    assert_eq!(
        abilities,
        ["basic", "input", "management", "output", "ecological"]
    );
    let mut total = 0.0;
    for item in definitions
        .abilities
        .iter()
        .flat_map(|ability| &ability.items)
    {
        assert!(!item.verified, "{}", item.id);
        assert!(
            item.bands
                .is_sorted_by(|a, b| a.min < b.min && a.points < b.points),
            "{}",
            item.id
        );
        total += item.bands.last().unwrap().points;
    }
    assert_eq!(total, 100.0);
}

#[test]
fn age_is_counted_from_the_year_of_registration_however_the_date_is_typed() {
    let definitions = definitions();
    let founded = |code, date: &'static str| Row::enterprise(code, "hunnan").with("qb04", date);
    let enterprises = [
        founded("A", "2020"),
        founded("B", "2019-12"),
        founded("C", "2023-01-31"),
        enterprise(),
    ];
    let records = edited(definitions, 2023, &enterprises, &[]);
    let frame = record_frame(
        definitions,
        annual(2023),
        &records.enterprises,
        &records.projects,
        None,
    )
    .unwrap();
    assert_eq!(
        numbers(&frame, "enterprise_age"),
        [Some(3.0), Some(4.0), Some(0.0), None]
    );
}
