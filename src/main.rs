//! The `huoju` command: arguments in, exit code out.

use std::process::ExitCode;

use clap::Parser;
use huoju::cli::Cli;
use huoju::commands;

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

/// `huoju runs | head`: when the reader of the output has gone, printing panics. There is nothing to tell then.
fn end_quietly_without_a_reader() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let said = panic.payload().downcast_ref::<String>();
        if said.is_some_and(|said| said.contains("Broken pipe")) {
            std::process::exit(NO_READER);
        }
        usual(panic);
    }));
}
