//! `huoju check`: lints the definitions.

use std::path::Path;

use anyhow::Result;

use super::Status;
use crate::cli::Options;
use crate::definitions::{Definitions, Pipeline, lint};
use crate::period::Period;

/// Loads the definitions and prints what is doubtful in them.
pub(super) fn check(file: &Path, period: Option<Period>, options: &Options) -> Result<Status> {
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
        for unverified in &remarks.unverified {
            println!("not verified: {unverified}");
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
    }
    Ok(Status::Done)
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
