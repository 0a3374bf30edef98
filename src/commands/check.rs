//! `huoju check`: lints the definitions, and writes the rule book.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::Status;
use crate::cli::Options;
use crate::definitions::lint::{self, Unverified};
use crate::definitions::{Definitions, Pipeline, rule_book};
use crate::period::Period;

/// Loads the definitions and prints what is doubtful in them; writes the rule book where one is asked for.
pub(super) fn check(
    file: &Path,
    period: Option<Period>,
    verbose: bool,
    book: Option<&Path>,
    options: &Options,
) -> Result<Status> {
    let worked_on = period.or_else(|| latest_goal(file));
    let period = worked_on.unwrap_or(Period {
        year: 9999,
        quarter: None,
    });
    let definitions = Definitions::load(file, period)?;
    let mut remarks = lint::lint(&definitions);
    if let Some(period) = worked_on {
        remarks
            .warnings
            .extend(lint::expired_waivers(&definitions, period));
    }
    if !options.quiet {
        for warning in &remarks.warnings {
            println!("warning: {warning}");
        }
        if verbose {
            for unverified in &remarks.unverified {
                println!("not verified: {}", unverified.what);
            }
        } else {
            for (file, number) in by_file(&remarks.unverified) {
                println!("not verified: {number} parameters of {}", file.display());
            }
        }
        for share in &remarks.highlighted {
            println!("{share}");
        }
        println!(
            "{}: {} fields, {} rules, {} measures, {} indicators, {} indexes, {} profiles; {} warnings, {} parameters not verified",
            file.display(),
            definitions
                .survey
                .forms
                .iter()
                .map(|form| form.fields.len())
                .sum::<usize>(),
            definitions.rules.len(),
            definitions.measures.len(),
            definitions.indicators.len(),
            definitions.indexes.len(),
            definitions.profiles.len(),
            remarks.warnings.len(),
            remarks.unverified.len(),
        );
        if !verbose && !remarks.unverified.is_empty() {
            println!("`--verbose` names every parameter that is not verified");
        }
    }
    if let Some(path) = book {
        std::fs::write(path, rule_book::rule_book(&definitions))
            .with_context(|| format!("the rule book cannot be written to {}", path.display()))?;
    }
    Ok(Status::Done)
}

/// How many parameters of each file are not verified, in the order of the paths.
fn by_file(unverified: &[Unverified]) -> BTreeMap<&Path, usize> {
    let mut numbers = BTreeMap::new();
    for parameter in unverified {
        *numbers.entry(parameter.file.as_path()).or_insert(0) += 1;
    }
    numbers
}

/// The period of the latest goal, the most likely one that somebody works on.
fn latest_goal(file: &Path) -> Option<Period> {
    let text = std::fs::read_to_string(file).ok()?;
    let pipeline: Pipeline = toml::from_str(&text).ok()?;
    pipeline
        .goals
        .iter()
        .filter_map(|goal| goal.period.parse::<Period>().ok())
        .filter(|period| period.quarter.is_none())
        .max()
}
