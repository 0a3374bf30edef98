//! How long many records take; run with `cargo test --release --test validate -- --ignored --nocapture`.

use std::path::Path;

use huoju::aggregate::aggregate;
use huoju::definitions::Definitions;
use huoju::ingest::ingest;
use huoju::tables::{Edited, ValueRow};
use huoju::validate::validate;
use indicatif::ProgressBar;
use polars::prelude::{DataFrame, IntoLazy, col, lit};

use super::small_zone::{Record, definitions_with, edited, ingested, period};

#[test]
#[ignore = "measures time"]
fn five_thousand_records_and_a_hundred_and_forty_rules() {
    let rules: String = (0..140)
        .map(|number| {
            format!(
                "[[rules]]\nid = \"X{number}\"\nlabel = {{ zh = \"x\", en = \"x\" }}\nseverity = \"query\"\nscope = \"in-form\"\nwhen = \"flag = '1'\"\ncheck = \"rev + {number} + 150 >= part_a + part_b + rnd - patents\"\n"
            )
        })
        .collect();
    let definitions = definitions_with("", &rules);
    let records: Vec<Record> = (0..5000)
        .map(|number| {
            let code: &'static str = Box::leak(format!("{number:05}").into_boxed_str());
            Record::clean(code, "east").with(&[("rnd", f64::from(number % 155))])
        })
        .collect();
    let previous = edited(&definitions, "2022", &records);
    let ingested = ingested(&definitions, &records);
    let start = std::time::Instant::now();
    let validated = validate(&definitions, period(), &ingested, Some(&previous)).unwrap();
    eprintln!(
        "{:?} for {} findings",
        start.elapsed(),
        validated.findings.len()
    );
    let current = edited(&definitions, "2023", &records);
    let start = std::time::Instant::now();
    let aggregated = aggregate(&definitions, &current, Some(&previous)).unwrap();
    eprintln!(
        "{:?} for {} measures",
        start.elapsed(),
        aggregated.measures.len()
    );
}

/// The sample zone sixty times over, by the shipped definitions.
#[test]
#[ignore = "measures time"]
fn the_sample_zone_sixty_times_over() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = root.join("pipelines/shenyang.toml");
    let mut definitions = Definitions::load(&file, period()).unwrap();
    // A copy has its own credit code, and the original one on its cover.
    definitions
        .rules
        .retain(|rule| !rule.check.columns().contains("credit_code"));
    let input = root.join("sample_data");
    let one = ingest(&definitions, period(), &input, &ProgressBar::hidden()).unwrap();
    let mut many = one.clone();
    for copy in 1..60 {
        let renamed = |frame: &DataFrame| {
            let code = col("credit_code") + lit(format!("-{copy}"));
            frame.clone().lazy().with_column(code).collect().unwrap()
        };
        many.enterprises
            .vstack_mut(&renamed(&one.enterprises))
            .unwrap();
        many.projects.vstack_mut(&renamed(&one.projects)).unwrap();
        for value in one.values.iter() {
            let row = ValueRow {
                credit_code: format!("{}-{copy}", value.credit_code),
                ..value.to_row()
            };
            many.values.push(row.as_value());
        }
    }
    let start = std::time::Instant::now();
    let validated = validate(&definitions, period(), &many, None).unwrap();
    eprintln!(
        "validate: {:?} for {} enterprises, {} values, {} findings",
        start.elapsed(),
        many.enterprises.height(),
        many.values.len(),
        validated.findings.len()
    );
    let current = Edited {
        period: period(),
        enterprises: validated.enterprises,
        projects: many.projects,
        zone_form: Vec::new(),
    };
    let start = std::time::Instant::now();
    let validated = validate(&definitions, period(), &one, Some(&current)).unwrap();
    eprintln!(
        "against last year: {:?}, {} findings",
        start.elapsed(),
        validated.findings.len()
    );
    let start = std::time::Instant::now();
    let aggregated = aggregate(&definitions, &current, Some(&current)).unwrap();
    eprintln!(
        "aggregate: {:?} for {} measures",
        start.elapsed(),
        aggregated.measures.len()
    );
}
