//! Every edit rule of the annual survey has a record that passes it and one that violates it: the SQL says what the
//! Chinese says.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod book;
mod cases;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use huoju::definitions::Definitions;
use huoju::expressions::{Blank, RecordColumns, record_frame};
use polars::prelude::*;

use cases::{
    ACROSS_FORMS, AGAINST_LAST_YEAR, CANNOT_FAIL, Case, ECONOMY, HIGH_TECH_AND_PLAUSIBILITY,
    IDENTITY, MORE, NEVER_UNKNOWN, PERSONNEL, PRINTED_CONDITIONS, PROJECTS, RESEARCH, UNTIL_2018,
};

/// Records as the tables hold them, with the columns that expressions may read.
struct Records {
    enterprises: DataFrame,
    items: DataFrame,
}

fn load(period: &str) -> Definitions {
    Definitions::load(
        Path::new("pipelines/shenyang.toml"),
        period.parse().unwrap(),
    )
    .unwrap_or_else(|errors| panic!("{errors}"))
}

fn words(text: &str) -> BTreeMap<&str, &str> {
    text.split_whitespace()
        .map(|word| word.split_once('=').expect("code=value"))
        .collect()
}

/// A frame with one row per record, all columns of the schema, blank where a record gives nothing.
fn frame(schema: &Schema, records: &[BTreeMap<&str, &str>]) -> DataFrame {
    let given: BTreeSet<&str> = records
        .iter()
        .flat_map(|record| record.keys().copied())
        .collect();
    for code in given {
        assert!(schema.contains(code), "`{code}` is no column");
    }
    let columns = schema
        .iter()
        .map(|(name, dtype)| {
            let texts = records
                .iter()
                .map(|record| record.get(name.as_str()).copied());
            match dtype {
                DataType::Float64 => Float64Chunked::from_iter_options(
                    name.clone(),
                    texts.map(|text| text.map(|text| text.parse().expect("a number"))),
                )
                .into_column(),
                _ => StringChunked::from_iter_options(name.clone(), texts).into_column(),
            }
        })
        .collect();
    DataFrame::new(records.len(), columns).unwrap()
}

/// The tables of the given records: one enterprise each, its projects, and itself a year before.
fn records(definitions: &Definitions, period: &str, cases: &[&str]) -> Records {
    let fields =
        |names: &[&str], list: bool| -> Schema {
            let dtype = |number| {
                if number {
                    DataType::Float64
                } else {
                    DataType::String
                }
            };
            let forms = definitions
                .survey
                .forms
                .iter()
                .filter(|form| form.list == list);
            let fields = forms.flat_map(|form| &form.fields);
            names
                .iter()
                .map(|name| Field::new((*name).into(), DataType::String))
                .chain(fields.map(|field| {
                    Field::new(field.code.as_str().into(), dtype(field.kind.is_number()))
                }))
                .collect()
        };
    let head = [
        "period",
        "credit_code",
        "name",
        "park",
        "status",
        "leading_industry",
        "lists",
    ];
    let codes: Vec<String> = (0..cases.len()).map(|at| format!("E{at:04}")).collect();
    let mut now = Vec::new();
    let mut before = Vec::new();
    let mut projects = Vec::new();
    for (case, code) in cases.iter().zip(&codes) {
        let mut parts = case.split('/');
        let mut record = words(parts.next().unwrap_or_default());
        let credit_code = *record.entry("credit_code").or_insert(code);
        if case.contains('/') {
            record.insert("lists", "GQ-004");
        }
        let mut last_year: BTreeMap<&str, &str> = record
            .iter()
            .filter_map(|(code, value)| Some((code.strip_prefix("prev_")?, *value)))
            .collect();
        record.retain(|code, _| !code.starts_with("prev_"));
        last_year.insert("credit_code", credit_code);
        now.push(record);
        before.push(last_year);
        for project in parts.filter(|part| !part.trim().is_empty()) {
            let mut project = words(project);
            project.insert("credit_code", credit_code);
            projects.push(project);
        }
    }
    let period: huoju::period::Period = period.parse().unwrap();
    let projects = frame(&fields(&["credit_code"], true), &projects);
    let last_year = record_frame(
        definitions,
        period,
        &frame(&fields(&head, false), &before),
        &projects.head(Some(0)),
        None,
    )
    .unwrap();
    let enterprises = record_frame(
        definitions,
        period,
        &frame(&fields(&head, false), &now),
        &projects,
        Some(&last_year),
    )
    .unwrap();
    Records {
        enterprises,
        items: projects,
    }
}

/// How a rule comes out for every record: passed, failed, or unknown.
fn outcomes(definitions: &Definitions, rule: &str, records: &DataFrame) -> Vec<Option<bool>> {
    let rule = definitions
        .rules
        .iter()
        .find(|known| known.id == rule)
        .unwrap_or_else(|| panic!("no rule {rule}"));
    let columns = RecordColumns::of(definitions);
    let schema = match &rule.rows {
        None => &columns.enterprise,
        Some(form) => &columns.items[form],
    };
    let check = rule.check.to_check(schema, rule.tolerance.unwrap());
    let passed = match &rule.when {
        Some(applies) => {
            let applies = applies.to_expr(Blank::Unknown, schema);
            when(applies.clone())
                .then(check)
                .when(applies.not())
                .then(lit(true))
                .otherwise(lit(NULL))
        }
        None => check,
    };
    let result = records
        .clone()
        .lazy()
        .select([passed.alias("passed")])
        .collect()
        .unwrap_or_else(|error| panic!("{}: {error}", rule.id));
    result
        .column("passed")
        .unwrap()
        .bool()
        .unwrap()
        .iter()
        .collect()
}

/// Tries every case; a case about a row of a list form is one project of an enterprise of its own.
fn try_all(period: &str, cases: &[(&str, &str, Option<bool>)]) {
    let definitions = load(period);
    let about_rows = |id: &str| {
        let rule = definitions.rules.iter().find(|rule| rule.id == id);
        rule.is_some_and(|rule| rule.rows.is_some())
    };
    let texts: Vec<String> = cases
        .iter()
        .map(|(id, record, _)| {
            if about_rows(id) {
                format!("/ {record}")
            } else {
                (*record).to_owned()
            }
        })
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let records = records(&definitions, period, &texts);
    let mut found: BTreeMap<&str, Vec<Option<bool>>> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut projects = 0;
    for (place, ((id, record, expected), text)) in cases.iter().zip(&texts).enumerate() {
        let (frame, place) = if about_rows(id) {
            (&records.items, projects)
        } else {
            (&records.enterprises, place)
        };
        projects += text
            .split('/')
            .skip(1)
            .filter(|project| !project.trim().is_empty())
            .count();
        let of_rule = found
            .entry(id)
            .or_insert_with(|| outcomes(&definitions, id, frame));
        if of_rule[place] != *expected {
            wrong.push(format!(
                "{id}: {record}: expected {expected:?}, found {:?}",
                of_rule[place]
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn pairs() -> impl Iterator<Item = &'static Case> {
    [
        HIGH_TECH_AND_PLAUSIBILITY,
        PRINTED_CONDITIONS,
        IDENTITY,
        ECONOMY,
        PERSONNEL,
        PROJECTS,
        RESEARCH,
        ACROSS_FORMS,
        AGAINST_LAST_YEAR,
    ]
    .into_iter()
    .flatten()
}

#[test]
fn every_rule_passes_a_sound_record_and_fails_a_faulty_one() {
    let cases: Vec<(&str, &str, Option<bool>)> = pairs()
        .flat_map(|(id, sound, faulty)| [(*id, *sound, Some(true)), (*id, *faulty, Some(false))])
        .collect();
    try_all("2023", &cases);
}

#[test]
fn rules_that_ended_in_2018_still_hold_for_2018() {
    let cases: Vec<(&str, &str, Option<bool>)> = UNTIL_2018
        .iter()
        .flat_map(|(id, sound, faulty)| [(*id, *sound, Some(true)), (*id, *faulty, Some(false))])
        .collect();
    try_all("2018", &cases);
    let definitions = load("2023");
    for (id, ..) in UNTIL_2018 {
        assert!(definitions.rules.iter().all(|rule| rule.id != *id), "{id}");
    }
}

#[test]
fn blanks_tolerances_and_conditions_are_read_as_the_rules_say() {
    try_all("2023", MORE);
}

/// The record with each of its values taken away in turn; one with a credit code of its own without its last, for no
/// two records have the same.
fn each_value_blank(record: &str) -> Vec<String> {
    let words: Vec<&str> = record.split_whitespace().collect();
    let first = if record.contains("credit_code=") {
        words.len() - 1
    } else {
        0
    };
    (first..words.len())
        .filter(|taken| words[*taken] != "/")
        .map(|taken| {
            let mut rest = words.clone();
            rest.remove(taken);
            rest.join(" ")
        })
        .collect()
}

#[test]
fn every_rule_is_unknown_where_a_value_that_it_needs_is_blank() {
    for (period, cases) in [
        ("2023", pairs().collect::<Vec<_>>()),
        ("2018", UNTIL_2018.iter().collect()),
    ] {
        let definitions = load(period);
        let mut known = Vec::new();
        let (mut texts, mut owners) = (Vec::new(), Vec::new());
        for (id, sound, _) in cases {
            let rule = definitions
                .rules
                .iter()
                .find(|rule| rule.id == *id)
                .unwrap();
            for blank in each_value_blank(sound) {
                texts.push(if rule.rows.is_some() {
                    format!("/ {blank}")
                } else {
                    blank
                });
                owners.push(*id);
            }
        }
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let records = records(&definitions, period, &texts);
        // The number of the first project of each record.
        let mut project = 0;
        let first: Vec<usize> = texts
            .iter()
            .map(|text| {
                let before = project;
                project += text
                    .split('/')
                    .skip(1)
                    .filter(|part| !part.trim().is_empty())
                    .count();
                before
            })
            .collect();
        let ids: BTreeSet<&str> = owners.iter().copied().collect();
        for id in ids {
            let rule = definitions.rules.iter().find(|rule| rule.id == id).unwrap();
            let of_rows = rule.rows.is_some();
            let found = outcomes(
                &definitions,
                id,
                if of_rows {
                    &records.items
                } else {
                    &records.enterprises
                },
            );
            let unknown = owners
                .iter()
                .enumerate()
                .filter(|(_, owner)| **owner == id)
                .any(|(place, _)| {
                    let place = if of_rows { first[place] } else { place };
                    // A row without any value is none.
                    found.get(place).is_some_and(Option::is_none)
                });
            if !unknown {
                known.push(id);
            }
        }
        let expected: Vec<&str> = NEVER_UNKNOWN
            .iter()
            .copied()
            .filter(|id| period == "2023" && !CANNOT_FAIL.contains(id))
            .collect();
        assert_eq!(known, expected, "{period}");
    }
}

/// The catalogue: S01 to S23, A01 to A08, D001 to D109.
fn catalogue() -> BTreeSet<String> {
    let ids = |letter: &'static str, most: usize, digits: usize| {
        (1..=most).map(move |number| format!("{letter}{number:0digits$}"))
    };
    ids("S", 23, 2)
        .chain(ids("A", 8, 2))
        .chain(ids("D", 109, 3))
        .collect()
}

#[test]
fn the_whole_catalogue_is_kept_as_a_rule_or_seen_to_by_something_else() {
    let definitions = load("2023");
    let rules = definitions
        .rules
        .iter()
        .chain(&definitions.rules_of_other_years)
        .map(|rule| rule.id.clone());
    let delegated: Vec<String> = definitions
        .delegated
        .iter()
        .map(|rule| rule.id.clone())
        .collect();
    assert_eq!(delegated, ["S19", "S21", "S22", "S23"]);
    let kept: BTreeSet<String> = rules.chain(delegated).collect();
    assert_eq!(kept, catalogue());
    assert_eq!(kept.len(), 140);
}

#[test]
fn a_rule_is_in_force_from_its_first_to_its_last_year() {
    let in_force = |period: &str, id: &str| load(period).rules.iter().any(|rule| rule.id == id);
    for (id, from) in [("D015", 2019), ("D105", 2020), ("D083", 2019)] {
        assert!(!in_force(&(from - 1).to_string(), id), "{id}");
        assert!(in_force(&from.to_string(), id), "{id}");
    }
    assert!(in_force("2018", "S16") && !in_force("2019", "S16"));
}

#[test]
fn every_message_says_what_to_do_and_shows_shares_in_per_cent() {
    for rule in load("2023").rules {
        let action = rule.action.as_ref().unwrap();
        assert!(
            !action.zh.is_empty() && !action.en.is_empty(),
            "{}",
            rule.id
        );
        let message = rule.message.as_ref().unwrap();
        for text in [&message.zh, &message.en] {
            let share = text.contains("比例为{value}") || text.contains("are {value} of");
            assert!(!share, "{}: {text}", rule.id);
        }
    }
}

#[test]
fn no_rule_is_left_untried() {
    let tried: BTreeSet<&str> = pairs()
        .chain(UNTIL_2018)
        .map(|(id, ..)| *id)
        .chain(CANNOT_FAIL.iter().copied())
        .collect();
    for period in ["2018", "2023"] {
        for rule in load(period).rules {
            assert!(tried.contains(rule.id.as_str()), "{} is not tried", rule.id);
        }
    }
    assert_eq!(tried.len(), 136);
}
