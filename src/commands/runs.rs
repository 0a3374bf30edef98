//! `huoju runs`: the runs that the store remembers.

use std::path::Path;

use anyhow::Result;

use super::Status;
use crate::cli::Options;
use crate::definitions::Folders;
use crate::store::{RunRecord, Runs};

/// The runs of the store of a pipeline.
pub(super) fn of(pipeline: &Path, options: &Options) -> Result<Runs> {
    let store = match &options.store {
        Some(store) => store.clone(),
        None => Folders::of(pipeline)?.store,
    };
    Ok(Runs::of(&store))
}

/// Lists them, the newest first.
pub(super) fn runs(pipeline: &Path, options: &Options) -> Result<Status> {
    let runs = of(pipeline, options)?.all();
    if runs.is_empty() {
        println!("no run is remembered yet");
    }
    for run in &runs {
        println!("{}", line(run));
    }
    Ok(Status::Done)
}

/// A run in a line: what a reader needs to tell it from the others.
fn line(run: &RunRecord) -> String {
    let count = |name: &str| {
        run.counts
            .get(name)
            .and_then(serde_json::Value::as_u64)
            .map_or("—".to_owned(), |count| count.to_string())
    };
    let mut line = format!(
        "{}  {:<7} {}  {}  {} records, {} open errors, {} open queries",
        run.id,
        run.period,
        run.when,
        if run.passed { "passed" } else { "FAILED" },
        count("records"),
        count("open_errors"),
        count("open_queries"),
    );
    for result in &run.scores {
        let score = result
            .score
            .map_or("no score".to_owned(), |score| format!("{score:.2} points"));
        line.push_str(&format!("; {}: {score}", result.index));
        if let Some(rank) = result.rank {
            line.push_str(&format!(", rank {rank} of {}", result.units));
        }
    }
    if let Some(as_of) = &run.as_of {
        line.push_str(&format!("; definitions of {as_of}"));
    }
    line
}
