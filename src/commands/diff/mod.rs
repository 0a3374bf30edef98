//! `huoju diff`: what changed between two runs, and why.
//!
//! Why comes first: the program, the options, the definitions, the input files. Then what came of it: records with the
//! fields that changed, indicators, scores and ranks, the parks' totals.

mod changes;
mod print;

use std::path::Path;

use anyhow::{Result, bail};

use super::{Status, runs};
use crate::cli::Options;
use crate::store::{NamedHash, RunRecord};
use changes::{Change, named};
use print::Printer;

/// Prints what changed from one run to another.
///
/// # Errors
/// When there is no such run, or they are of different periods.
pub(super) fn diff(
    pipeline: &Path,
    (before, after): (&str, &str),
    all: bool,
    options: &Options,
) -> Result<Status> {
    let runs = runs::of(pipeline, options)?;
    let (before, after) = (runs.find(before)?, runs.find(after)?);
    if before.period != after.period {
        bail!(
            "the run {} is of {}, the run {} of {}: two runs of one period are compared",
            before.id,
            before.period,
            after.id,
            after.period
        );
    }
    let printer = Printer { all };
    println!("{} → {}  {}", before.id, after.id, after.period);
    let causes = causes(&before, &after);
    let files = input_changes(&before, &after);
    printer.section("why", &causes);
    printer.section("input files", &files);

    let table = |run: &RunRecord, name: &str| runs.table(run, name);
    let pair = |name: &str| -> Result<_> { Ok((table(&before, name)?, table(&after, name)?)) };
    let records = changes::records(&pair("enterprises")?, &before, &after)?;
    let indicators = changes::values(
        &pair("indicators")?,
        &["level", "unit", "indicator"],
        &["value", "previous", "growth"],
    )?;
    let scores = changes::values(
        &pair("scores")?,
        &["index", "unit", "node"],
        &["score", "rank", "value"],
    )?;
    let parks = changes::values(&pair("assessment_totals")?, &["park", "group"], &["score"])?;
    printer.section("counts and gates", &counts(&before, &after));
    printer.section("records", &records);
    printer.section("indicators", &indicators);
    printer.section("scores and ranks", &scores);
    printer.section("parks' totals", &parks);
    if causes.is_empty() && files.is_empty() {
        println!("  nothing went in that was another: what differs was not in the inputs");
    }
    Ok(Status::Done)
}

/// What was another, but for the input files.
fn causes(before: &RunRecord, after: &RunRecord) -> Vec<String> {
    let mut causes = Vec::new();
    let mut differs = |what: &str, before: &str, after: &str| {
        if before != after {
            causes.push(format!("{what}: {before} → {after}"));
        }
    };
    differs("version of huoju", &before.huoju, &after.huoju);
    differs("code of huoju", &before.code, &after.code);
    differs("language", &before.language, &after.language);
    let none = "—".to_owned();
    let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| none.clone());
    differs(
        "definitions of the run",
        &or_none(&before.as_of),
        &or_none(&after.as_of),
    );
    differs(
        "period compared with",
        &or_none(&before.previous),
        &or_none(&after.previous),
    );
    for (name, change) in named(&hashes(&before.definitions), &hashes(&after.definitions)) {
        causes.push(format!("definitions {name}: {}", change.word()));
    }
    causes
}

fn hashes(files: &[NamedHash]) -> Vec<(&str, &str)> {
    files
        .iter()
        .map(|file| (file.name.as_str(), file.sha256.as_str()))
        .collect()
}

/// Input files that changed, with the enterprises whose values they hold.
fn input_changes(before: &RunRecord, after: &RunRecord) -> Vec<String> {
    let (old, new) = (contents(before), contents(after));
    named(&old, &new)
        .into_iter()
        .map(|(path, change)| {
            let run = if change == Change::Gone {
                before
            } else {
                after
            };
            let holds = run.inputs.iter().find(|input| input.path == path);
            let codes = holds.map_or(&[][..], |input| input.enterprises.as_slice());
            let of = match codes {
                [] => String::new(),
                [one] => format!(" (enterprise {one})"),
                [first, ..] => format!(" ({} enterprises, {first} …)", codes.len()),
            };
            format!("{path}: {}{of}", change.word())
        })
        .collect()
}

fn contents(run: &RunRecord) -> Vec<(&str, &str)> {
    run.inputs
        .iter()
        .map(|input| (input.path.as_str(), input.sha256.as_str()))
        .collect()
}

/// Counts that differ, and the verdict of the gates.
fn counts(before: &RunRecord, after: &RunRecord) -> Vec<String> {
    let mut lines = Vec::new();
    let fields = after.counts.as_object().into_iter().flatten();
    for (name, now) in fields {
        let then = before.counts.get(name).unwrap_or(&serde_json::Value::Null);
        if then != now {
            lines.push(format!("{name}: {then} → {now}"));
        }
    }
    let verdict = |passed: bool| if passed { "passed" } else { "FAILED" };
    if before.passed != after.passed {
        lines.push(format!(
            "gates: {} → {}",
            verdict(before.passed),
            verdict(after.passed)
        ));
    }
    lines
}
