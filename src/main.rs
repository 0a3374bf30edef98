//! The `huoju` command: arguments in, exit code out.

use std::process::ExitCode;

use clap::Parser;
use huoju::cli::Cli;
use huoju::commands;

fn main() -> ExitCode {
    commands::keep_from_others();
    let cli = Cli::parse();
    match commands::execute(&cli) {
        Ok(status) => status.into(),
        Err(error) => {
            commands::print_error(&cli, &error);
            commands::Status::Failed.into()
        }
    }
}
