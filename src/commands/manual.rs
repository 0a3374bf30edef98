//! `huoju completions` and `huoju man`: from the one definition of the flags.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use clap::CommandFactory;
use clap_complete::Shell;

use super::Status;
use crate::cli::Cli;

/// Prints the completions of a shell.
pub(super) fn completions(shell: Shell) -> Result<Status> {
    let mut command = Cli::command();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "huoju", &mut script);
    print(&script)?;
    Ok(Status::Done)
}

/// Prints the page of huoju itself, or writes it and the pages of all commands into a folder.
pub(super) fn man(folder: Option<&Path>) -> Result<Status> {
    let Some(folder) = folder else {
        let mut page = Vec::new();
        // As in the folder of pages, where the command `help` has none.
        let command = Cli::command().disable_help_subcommand(true);
        clap_mangen::Man::new(command).render(&mut page)?;
        print(&page)?;
        return Ok(Status::Done);
    };
    std::fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(Cli::command(), folder))
        .with_context(|| {
            format!(
                "the manual pages cannot be written to `{}`: give a folder that can be written",
                folder.display()
            )
        })?;
    Ok(Status::Done)
}

/// Prints to standard output; that a reader such as `head` has seen enough is no error.
fn print(text: &[u8]) -> Result<()> {
    match std::io::stdout().lock().write_all(text) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(error).context("cannot write to standard output")
        }
        _ => Ok(()),
    }
}
