//! The command line. One definition of the flags: help, man pages and completions come from it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::definitions::Language;
use crate::period::Period;
use crate::sql::Engine;

/// From enterprises' Torch statistics workbooks to sums, an evaluation score and park assessments.
///
/// Exit codes: 0 done and every gate passed; 1 done, but a gate failed; 2 the run could not be done.
#[derive(Debug, Parser)]
#[command(name = "huoju", version, help_expected = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// Options that every command takes.
    #[command(flatten)]
    pub options: Options,
}

/// Options that every command takes.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// Folder with the inputs, instead of the pipeline's own
    #[arg(long, global = true, value_name = "DIR")]
    pub input: Option<PathBuf>,

    /// Folder for the outputs, instead of the pipeline's own
    #[arg(long, global = true, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Folder that keeps tables between the stages, instead of the pipeline's own
    #[arg(long, global = true, value_name = "DIR")]
    pub store: Option<PathBuf>,

    /// Use the definitions of an earlier run, on today's inputs: its id, or the number that it begins with
    #[arg(long, global = true, value_name = "RUN")]
    pub as_of: Option<String>,

    /// Do everything anew, whatever is up to date
    #[arg(long, global = true)]
    pub force: bool,

    /// Language of workbooks and of what is printed
    #[arg(long, global = true, value_enum, default_value_t)]
    pub lang: Language,

    /// Print errors only: nothing at all when all is well
    #[arg(long, short, global = true)]
    pub quiet: bool,

    /// Write a summary that fits an e-mail, in Markdown, to this file; of `run` and `report`, also when they fail
    #[arg(long, global = true, value_name = "FILE")]
    pub summary: Option<PathBuf>,

    /// Format of the log on standard error
    #[arg(long, global = true, value_enum, default_value_t)]
    pub log_format: LogFormat,
}

/// Format of the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object a line, for machines.
    Json,
}

/// A pipeline and a period.
#[derive(Clone, Debug, Args)]
pub struct Target {
    /// The zone's pipeline file, such as `pipelines/shenyang.toml`
    pub pipeline: PathBuf,

    /// A year (`2023`) or a quarter (`2023Q4`)
    #[arg(long, value_name = "PERIOD")]
    pub period: Period,
}

/// A pipeline and a period, or a plain table and an index.
#[derive(Clone, Debug, Args)]
pub struct EvaluateArgs {
    /// The zone's pipeline file
    #[arg(required_unless_present = "table", conflicts_with = "table")]
    pub pipeline: Option<PathBuf>,

    /// A year (`2023`) or a quarter (`2023Q4`)
    #[arg(long, value_name = "PERIOD", required_unless_present = "table")]
    pub period: Option<Period>,

    /// A table (CSV or workbook) of units and indicators: the first column names the unit, `group` its group
    #[arg(long, value_name = "FILE", requires = "index")]
    pub table: Option<PathBuf>,

    /// The index file that scores the table
    #[arg(long, value_name = "FILE", requires = "table")]
    pub index: Option<PathBuf>,

    /// A unit of the table: how sure its rank is (tables robustness, sobol, rank_reversals), and how far its score moves
    /// with other weights and without each indicator (sensitivity), written beside the scores
    #[arg(long, value_name = "NAME", requires = "table")]
    pub unit: Option<String>,

    /// The rank that the unit wants: robustness then has the share of draws that reach it
    #[arg(long, value_name = "RANK", requires = "unit", value_parser = clap::value_parser!(u32).range(1..))]
    pub goal: Option<u32>,

    /// The same table of the period before, for `missing = "previous"`
    #[arg(long, value_name = "FILE", requires = "table")]
    pub previous_table: Option<PathBuf>,
}

impl EvaluateArgs {
    /// The pipeline and period, where both are given.
    pub fn target(&self) -> Option<Target> {
        Some(Target {
            pipeline: self.pipeline.clone()?,
            period: self.period?,
        })
    }
}

/// A pipeline and a period, where their tables lie, and who will read them.
#[derive(Clone, Debug, Args)]
pub struct SqlArgs {
    /// Pipeline and period
    #[command(flatten)]
    pub target: Target,

    /// Folder, or address of an object store, with the period's tables, instead of the store's
    #[arg(long, value_name = "FOLDER")]
    pub tables: Option<String>,

    /// The same of the period before; with `--tables` alone the script knows no period before
    #[arg(long, value_name = "FOLDER", requires = "tables")]
    pub previous_tables: Option<String>,

    /// The engine that will run the script: only its first lines differ
    #[arg(long, value_enum, default_value_t)]
    pub engine: Engine,
}

/// The commands.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Run the whole pipeline
    Run(Target),
    /// Read the workbooks into the store
    Ingest(Target),
    /// Edit the records: findings, and the records that may be used
    Validate(Target),
    /// Sum measures and evaluate indicators
    Aggregate(Target),
    /// Score and rank the zone, or the units of a plain table by any composite index
    Evaluate(EvaluateArgs),
    /// Judge the parks, put enterprises on the ladder
    Assess(Target),
    /// Write the workbooks
    Report {
        /// Pipeline and period
        #[command(flatten)]
        target: Target,

        /// Park id: write this park's workbook anew and leave all else as it is
        #[arg(long, value_name = "PARK")]
        park: Option<String>,
    },
    /// List the runs that the store remembers, the newest first
    Runs {
        /// The zone's pipeline file
        pipeline: PathBuf,
    },
    /// Show what changed between two runs, and why
    Diff {
        /// The zone's pipeline file
        pipeline: PathBuf,

        /// Id of the earlier run, or the number that it begins with
        before: String,

        /// Id of the later run, or the number that it begins with
        after: String,

        /// Show every change, instead of the first of each kind
        #[arg(long)]
        all: bool,
    },
    /// Lint the definitions
    Check {
        /// The zone's pipeline file
        pipeline: PathBuf,

        /// The year or quarter whose definitions are checked; the latest goal's, if left out
        #[arg(long, value_name = "PERIOD")]
        period: Option<Period>,

        /// Name every parameter that is not verified, instead of their number in each file
        #[arg(long)]
        verbose: bool,

        /// Write the rule book, in Markdown, to this file
        #[arg(long, value_name = "FILE")]
        rule_book: Option<PathBuf>,
    },
    /// Show where a value came from
    Trace {
        /// Pipeline and period
        #[command(flatten)]
        target: Target,

        /// Credit code of the enterprise
        #[arg(long, value_name = "CODE")]
        enterprise: String,

        /// Field code; every field, if left out
        #[arg(long, value_name = "CODE")]
        field: Option<String>,
    },
    /// Show an indicator's formula, measures, and the enterprises that move it most
    Explain {
        /// Pipeline and period
        #[command(flatten)]
        target: Target,

        /// Indicator id, such as `1.3`
        indicator: String,

        /// Park id; the whole zone, if left out
        #[arg(long, value_name = "PARK")]
        park: Option<String>,
    },
    /// Show the score and rank if indicators had other values
    WhatIf {
        /// Pipeline and period
        #[command(flatten)]
        target: Target,

        /// An indicator and the value to try; may be given several times
        #[arg(long = "set", value_name = "INDICATOR=VALUE", required = true, value_parser = setting)]
        set: Vec<(String, f64)>,
    },
    /// Print measures, indicators and rules as SQL over the Parquet tables, for an engine that scales out
    Sql(SqlArgs),
    /// Read workbooks for another huoju: standard input to standard output
    #[command(hide = true)]
    ReadWorkbooks,
    /// Write an empty form workbook for respondents
    Template {
        /// Pipeline and period
        #[command(flatten)]
        target: Target,

        /// Credit code of the enterprise whose identity is filled in
        #[arg(long, value_name = "CODE")]
        enterprise: Option<String>,
    },
    /// Print the completions of a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page, or write the pages of all commands
    Man {
        /// Folder to write the pages to: one of huoju and one of each command
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
    },
}

/// Parses `INDICATOR=VALUE`.
fn setting(text: &str) -> Result<(String, f64), String> {
    let (indicator, value) = text
        .split_once('=')
        .ok_or_else(|| "expected INDICATOR=VALUE, such as `1.3=5.2`".to_owned())?;
    let value: f64 = value
        .trim()
        .parse()
        .map_err(|_| format!("`{value}` is no number"))?;
    if !value.is_finite() {
        return Err("a finite number is expected".to_owned());
    }
    Ok((indicator.trim().to_owned(), value))
}
