//! Leave-one-out on the sample zone against computing everything again, one enterprise or one indicator less.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::path::{Path, PathBuf};

use huoju::aggregate::{Aggregated, aggregate};
use huoju::definitions::{Definitions, MissingPolicy};
use huoju::evaluate::{Evaluated, evaluate};
use huoju::ingest::{Ingested, ingest};
use huoju::period::Period;
use huoju::tables::{Edited, Level, Variation};
use huoju::validate::validate;
use indicatif::ProgressBar;
use polars::prelude::*;

const PERIOD: Period = Period {
    year: 2023,
    quarter: None,
};

struct Zone {
    definitions: Definitions,
    ingested: Ingested,
    current: Edited,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// The sample zone without a previous period. Nothing varies, so that no time is spent on simulation.
fn zone() -> Zone {
    let mut definitions =
        Definitions::load(&root().join("pipelines/shenyang.toml"), PERIOD).unwrap();
    for index in &mut definitions.indexes {
        index.alternative_weights.clear();
        index.alternatives.missing = vec![MissingPolicy::Spread];
    }
    let input = root().join("sample_data");
    let ingested = ingest(&definitions, PERIOD, &input, &ProgressBar::hidden()).unwrap();
    let validated = validate(&definitions, PERIOD, &ingested, None).unwrap();
    let current = Edited {
        period: PERIOD,
        enterprises: validated.enterprises,
        projects: ingested.projects.clone(),
        zone_form: ingested.zone_form.clone(),
    };
    Zone {
        definitions,
        ingested,
        current,
    }
}

impl Zone {
    fn aggregated(&self, current: &Edited) -> Aggregated {
        aggregate(&self.definitions, current, None).unwrap()
    }

    fn evaluated(&self, definitions: &Definitions, aggregated: &Aggregated) -> Evaluated {
        evaluate(
            definitions,
            PERIOD,
            &self.current,
            aggregated,
            &self.ingested.reference,
        )
        .unwrap()
    }
}

fn near(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-9 * expected.abs().max(1.0)
}

#[test]
fn every_contribution_is_what_adding_up_again_without_the_enterprise_says() {
    let zone = zone();
    let whole = zone.aggregated(&zone.current);
    let evaluated = zone.evaluated(&zone.definitions, &whole);
    let mut compared = 0;
    for rows in evaluated
        .contributions
        .chunk_by(|a, b| a.credit_code == b.credit_code)
    {
        let mut others = zone.current.clone();
        others.enterprises = others
            .enterprises
            .lazy()
            .filter(col("credit_code").neq(lit(rows[0].credit_code.as_str())))
            .collect()
            .unwrap();
        let again = zone.aggregated(&others);
        for row in rows {
            let expected = again
                .indicators
                .iter()
                .find(|one| one.level == Level::Zone && one.indicator == row.indicator)
                .and_then(|one| one.value);
            match (row.without, expected) {
                (Some(found), Some(expected)) => {
                    assert!(near(found, expected), "{row:?} {expected}");
                    compared += 1;
                }
                (found, expected) => assert_eq!(found, expected, "{row:?}"),
            }
        }
    }
    assert!(compared > 1000, "{compared}");
}

#[test]
fn an_indicator_left_out_scores_as_the_index_without_it() {
    let zone = zone();
    let aggregated = zone.aggregated(&zone.current);
    let evaluated = zone.evaluated(&zone.definitions, &aggregated);
    let mut compared = 0;
    for row in &evaluated.sensitivity {
        if row.variation != Variation::LeftOut {
            continue;
        }
        let mut definitions = zone.definitions.clone();
        for index in &mut definitions.indexes {
            index.nodes.retain(|node| node.id != row.node);
        }
        let again = zone.evaluated(&definitions, &aggregated);
        let total = again
            .scores
            .iter()
            .find(|score| score.unit == "shenyang" && score.node == "total")
            .unwrap();
        assert!(near(row.score.unwrap(), total.score.unwrap()), "{row:?}");
        assert_eq!(row.rank, total.rank, "{row:?}");
        compared += 1;
    }
    assert!(compared >= 40, "{compared}");
}
