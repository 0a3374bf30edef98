//! The commands: each takes typed options, calls the stages, and prints. One file per command.

mod check;
mod diff;
mod earlier;
mod evaluate_table;
mod explain;
mod explain_score;
mod figures;
mod gates;
mod keys;
mod manual;
mod outputs;
mod previous;
mod privacy;
mod remember;
mod run;
mod run_record;
mod runs;
mod session;
mod sql;
mod stages;
mod steps;
mod summary;
mod template;
mod trace;
mod up_to_date;
mod what_if;

use std::process::ExitCode;

use anyhow::Result;

use crate::cli::{Cli, Command, LogFormat};
use crate::ingest;

pub use privacy::keep_from_others;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Done, and every gate passed.
    Done,
    /// Done, but a gate failed.
    GateFailed,
    /// The run could not be done.
    Failed,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(match status {
            Status::Done => 0,
            Status::GateFailed => 1,
            Status::Failed => 2,
        })
    }
}

/// Carries out a command.
///
/// # Errors
/// When it could not be done: bad definitions, an unreadable input folder, a locked store.
pub fn execute(cli: &Cli) -> Result<Status> {
    session::start_log(&cli.options);
    summary::refuse_elsewhere(cli)?;
    match &cli.command {
        Command::Run(target) => {
            summary::with_failure(target, &cli.options, || run::run(target, &cli.options))
        }
        Command::Ingest(target) => stages::ingest(target, &cli.options),
        Command::Validate(target) => stages::validate(target, &cli.options),
        Command::Aggregate(target) => stages::aggregate(target, &cli.options),
        Command::Evaluate(args) => match (&args.table, args.target()) {
            (Some(table), _) => evaluate_table::evaluate(args, table, args.period, &cli.options),
            (None, Some(target)) => stages::evaluate(&target, &cli.options),
            (None, None) => anyhow::bail!(
                "give a pipeline file and `--period`, or a table with `--table` and `--index`"
            ),
        },
        Command::Assess(target) => stages::assess(target, &cli.options),
        Command::Report { target, park } => summary::with_failure(target, &cli.options, || {
            run::report(target, park.as_deref(), &cli.options)
        }),
        Command::Runs { pipeline } => runs::runs(pipeline, &cli.options),
        Command::Diff {
            pipeline,
            before,
            after,
            all,
        } => diff::diff(pipeline, (before, after), *all, &cli.options),
        Command::Check {
            pipeline,
            period,
            verbose,
            rule_book,
        } => check::check(
            pipeline,
            *period,
            *verbose,
            rule_book.as_deref(),
            &cli.options,
        ),
        Command::Trace {
            target,
            enterprise,
            field,
        } => trace::trace(target, enterprise, field.as_deref(), &cli.options),
        Command::Explain {
            target,
            indicator,
            park,
        } => explain::explain(target, indicator, park.as_deref(), &cli.options),
        Command::WhatIf { target, set } => what_if::what_if(target, set, &cli.options),
        Command::Sql(args) => sql::sql(args, &cli.options),
        Command::ReadWorkbooks => {
            ingest::serve(std::io::stdin().lock(), std::io::stdout().lock())?;
            Ok(Status::Done)
        }
        Command::Template { target, enterprise } => {
            template::template(target, enterprise.as_deref(), &cli.options)
        }
        Command::Completions { shell } => manual::completions(*shell),
        Command::Man { dir } => manual::man(dir.as_deref()),
    }
}

/// Prints why a command could not be done: the whole chain, on standard error.
pub fn print_error(cli: &Cli, error: &anyhow::Error) {
    match cli.options.log_format {
        LogFormat::Text => eprintln!("error: {error:#}"),
        LogFormat::Json => tracing::error!("{error:#}"),
    }
}
