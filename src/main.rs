//! The `huoju` command: arguments in, exit code out.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use huoju::cli::Cli;
use huoju::commands;
use mimalloc::MiMalloc;

/// Reading is for a great part making small texts, in several threads.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    commands::keep_from_others();
    end_quietly_without_a_reader();
    let cli = Cli::parse();
    match commands::execute(&cli) {
        Ok(status) => status.into(),
        Err(error) => {
            commands::print_error(&cli, &error);
            commands::Status::Failed.into()
        }
    }
}

/// Exit code of a program whose output nobody reads any more (128 + SIGPIPE).
const NO_READER: i32 = 141;

/// Printing panics where the output cannot be written. When its reader has gone (`huoju runs | head`) there is nothing
/// to tell; when its disk is full there is.
fn end_quietly_without_a_reader() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let said = panic.payload().downcast_ref::<String>();
        match said.filter(|said| said.starts_with("failed printing to std")) {
            Some(said) if said.contains("Broken pipe") => std::process::exit(NO_READER),
            Some(said) => {
                // Standard error may be where it failed.
                let _ = writeln!(std::io::stderr(), "error: {said}");
                std::process::exit(2);
            }
            None => usual(panic),
        }
    }));
}
