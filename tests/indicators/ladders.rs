//! The ladder of enterprises and the points table.

use huoju::aggregate::aggregate;
use huoju::assess::{Assessed, Background, assess};
use huoju::expressions::record_frame;

use crate::records::{Row, annual, definitions, edited, numbers};

/// The one enterprise on the ladder.
fn placed(now: Row, before: Option<Row>) -> Assessed {
    let definitions = definitions();
    let current = edited(definitions, 2023, &[now], &[]);
    let previous = before.map(|row| edited(definitions, 2022, &[row], &[]));
    let aggregated = aggregate(definitions, &current, previous.as_ref()).unwrap();
    let background = Background::default();
    assess(
        definitions,
        &current,
        previous.as_ref(),
        &aggregated,
        &background,
    )
    .unwrap()
}

/// Rungs on which the one enterprise stands.
fn rungs(now: Row, before: Option<Row>) -> Vec<String> {
    let ladder = placed(now, before).ladder;
    definitions()
        .rungs
        .iter()
        .filter(|rung| ladder.column(&rung.id).unwrap().bool().unwrap().get(0) == Some(true))
        .map(|rung| rung.id.clone())
        .collect()
}

/// Rungs that the one enterprise misses by a single condition that help can lift.
fn nearly(now: Row, before: Option<Row>) -> Vec<String> {
    let near = placed(now, before).near_misses;
    let near = near.into_iter().filter(|row| !row.limit);
    near.map(|row| row.rung).collect()
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
        // Industry: medium below 1,000 persons.
        enterprise()
            .with("qb03_1", "3421")
            .with("qj88_1", "1")
            .numbers([
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
fn candidates_for_listing_are_not_listed_earn_enough_and_innovate() {
    // R&D of 6 %, R&D personnel of 12 %, six inventions.
    let earning = |profit: i32| {
        enterprise().with("qb04", "2015").numbers([
            ("qc05_0", 400_000),
            ("qj20", 24_000),
            ("qd01", 500),
            ("qj09", 60),
            ("qj73", 6),
            ("qc12", profit),
            ("qc33", 300_000),
        ])
    };
    assert_eq!(rungs(earning(25_000), None), ["listing_candidate"]);
    assert!(rungs(earning(20_000), None).is_empty());
    assert!(rungs(earning(25_000).with("qc33", 400_000), None).is_empty());
    // Who earns well and does little R&D is none; 4.6 % is close to 5 %.
    let dull = earning(25_000).with("qj20", 18_400);
    assert!(rungs(dull.clone(), None).is_empty());
    // For the certificate only the income from high technology is not known: it can be asked for.
    assert_eq!(
        nearly(dull, None),
        ["high_tech_enterprise", "listing_candidate"]
    );
    assert!(nearly(earning(25_000).with("qj20", 10_000), None).is_empty());
    // 新三板 is no listing.
    assert_eq!(
        rungs(earning(25_000).with("qb15", "11"), None),
        ["listing_candidate"]
    );
    assert_eq!(rungs(earning(25_000).with("qb15", "10"), None), ["listed"]);
}

#[test]
fn a_certificate_counts_and_its_conditions_say_who_could_apply_and_whose_is_in_danger() {
    // Four years old, 15 % technical staff, R&D of 3.2 % of 300 million yuan, 70 % high-tech income, a class Ⅱ right.
    let fit = || {
        enterprise().with("qb04", "2019").numbers([
            ("qd01", 600),
            ("qj09", 90),
            ("qc05_0", 300_000),
            ("qj20", 9_600),
            ("qc06", 210_000),
            ("qj85", 1),
        ])
    };
    let near = placed(fit(), None).near_misses;
    let apply: Vec<_> = near.iter().map(|row| row.rung.as_str()).collect();
    assert_eq!(apply, ["high_tech_enterprise"]);
    assert_eq!(near[0].condition_en, "meets the conditions: apply");
    let certified = placed(fit().with("qb11", "1"), None);
    assert!(
        certified
            .near_misses
            .iter()
            .all(|row| row.rung != "high_tech_enterprise")
    );
    // 0.2 points above the 3 % of R&D, where half a point is close.
    let risks = |assessed: &Assessed| -> Vec<(bool, f64)> {
        assessed
            .at_risk
            .iter()
            .filter(|row| row.rung == "high_tech_enterprise")
            .map(|row| (row.failed, (row.margin.unwrap() * 10.0).round() / 10.0))
            .collect()
    };
    assert_eq!(risks(&certified), [(false, 0.2)]);
    let lost = placed(fit().with("qb11", "1").with("qj20", 6_000), None);
    assert_eq!(risks(&lost), [(true, -1.0)]);
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
    let before = |revenue: i32| Some(enterprise().with("qc05_0", revenue));
    assert_eq!(
        rungs(funded(), before(80_000)),
        [
            "innovative_sme",
            "gazelle_nurturing",
            "gazelle",
            "unicorn_candidate"
        ]
    );
    // Growth of 11 % is not enough, and without last year it is not known.
    assert_eq!(rungs(funded(), before(90_000)), ["innovative_sme"]);
    assert_eq!(rungs(funded(), None), ["innovative_sme"]);
    // R&D of 9 %.
    let dull = funded().with("qj20", 9_000);
    assert!(!rungs(dull, before(80_000)).contains(&"unicorn_candidate".to_owned()));
    assert_eq!(
        rungs(funded().with("qb04", "2012"), None),
        ["innovative_sme"]
    );
}

#[test]
fn size_follows_the_classification_of_the_industry() {
    let sized = |industry: &'static str, staff: i32, revenue: i32| {
        let row = enterprise().with("qb11", "1").with("qb03_1", industry);
        let on = rungs(row.numbers([("qd01", staff), ("qc05_0", revenue)]), None);
        on.contains(&"innovative_sme".to_owned())
    };
    // Industry is large from 1,000 persons and 400 million yuan on, software from 300 and 100 million.
    assert!(sized("3421", 999, 900_000) && sized("3421", 2_000, 399_000));
    assert!(!sized("3421", 1_000, 400_000));
    assert!(sized("6513", 299, 900_000) && !sized("6513", 300, 100_000));
    assert!(sized("7320", 299, 900_000) && !sized("7320", 300, 1_000));
}

#[test]
fn the_best_bands_of_the_points_table_add_up_to_100() {
    let definitions = definitions();
    let own = || {
        let abilities = definitions.abilities.iter();
        abilities.filter(|ability| ability.scheme.is_empty())
    };
    let abilities: Vec<&str> = own().map(|ability| ability.id.as_str()).collect();
    assert_eq!(
        abilities,
        ["basic", "input", "management", "output", "ecological"]
    );
    let mut total = 0.0;
    for item in own().flat_map(|ability| &ability.items) {
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
    for stage in &definitions.stages {
        let total: f64 = own().map(|ability| ability.maximum[&stage.id]).sum();
        assert_eq!(total, 100.0, "{}", stage.id);
    }
    // The weights of the national scheme are not public: none of its items gives points.
    let mut others = definitions
        .abilities
        .iter()
        .filter(|a| !a.scheme.is_empty());
    assert!(others.all(|ability| ability.best() == 0.0));
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
