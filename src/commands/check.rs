//! `huoju check`: lints the definitions, and writes the rule book.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::Status;
use crate::cli::Options;
use crate::definitions::lint::{self, Remarks, Unverified};
use crate::definitions::{Definitions, Language, Pipeline, rule_book};
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
        print(&definitions, &remarks, verbose, options.lang);
    }
    if let Some(path) = book {
        std::fs::write(path, rule_book::rule_book(&definitions))
            .with_context(|| format!("the rule book cannot be written to {}", path.display()))?;
    }
    Ok(Status::Done)
}

/// Prints the remarks and the numbers of definitions.
fn print(definitions: &Definitions, remarks: &Remarks, verbose: bool, language: Language) {
    let say = |zh: String, en: String| println!("{}", language.choose(&zh, &en));
    for warning in &remarks.warnings {
        say(
            format!("警告：{}", warning.zh),
            format!("warning: {}", warning.en),
        );
    }
    if verbose {
        for unverified in &remarks.unverified {
            say(
                format!("未核实：{}", unverified.what.zh),
                format!("not verified: {}", unverified.what.en),
            );
        }
    } else {
        for (file, number) in by_file(&remarks.unverified) {
            let file = file.display();
            say(
                format!("未核实：{file} 中 {number} 个参数"),
                format!("not verified: {number} parameters of {file}"),
            );
        }
    }
    for share in &remarks.highlighted {
        say(share.zh.clone(), share.en.clone());
    }
    let file = definitions.file.display();
    let fields: usize = definitions
        .survey
        .forms
        .iter()
        .map(|form| form.fields.len())
        .sum();
    let rules = definitions.rules.len();
    let measures = definitions.measures.len();
    let indicators = definitions.indicators.len();
    let indexes = definitions.indexes.len();
    let profiles = definitions.profiles.len();
    let warnings = remarks.warnings.len();
    let unverified = remarks.unverified.len();
    say(
        format!(
            "{file}：指标项 {fields}，规则 {rules}，汇总量 {measures}，指标 {indicators}，指数 {indexes}，评估方案 {profiles}；警告 {warnings}，未核实的参数 {unverified}"
        ),
        format!(
            "{file}: {fields} fields, {rules} rules, {measures} measures, {indicators} indicators, {indexes} indexes, {profiles} profiles; {warnings} warnings, {unverified} parameters not verified"
        ),
    );
    if !verbose && unverified > 0 {
        say(
            "加 `--verbose` 逐个列出未核实的参数".to_owned(),
            "`--verbose` names every parameter that is not verified".to_owned(),
        );
    }
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
