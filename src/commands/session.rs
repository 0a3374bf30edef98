//! What the options and the pipeline file together say: definitions, folders, language.

use std::path::PathBuf;

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};
use tracing::level_filters::LevelFilter;

use crate::cli::{LogFormat, Options, Target};
use crate::definitions::{Definitions, Language};
use crate::ingest::Reader;
use crate::period::Period;

/// A command's definitions and folders.
pub(super) struct Session {
    pub definitions: Definitions,
    pub period: Period,
    pub input: PathBuf,
    pub output: PathBuf,
    pub store: PathBuf,
    pub language: Language,
    pub quiet: bool,
    /// Where the summary of the run is wanted, too.
    pub summary: Option<PathBuf>,
    /// Reads the inputs, each file in a child of this very program.
    pub reader: Reader,
}

impl Session {
    /// Loads the definitions and settles the folders: an option wins over the pipeline file.
    pub(super) fn open(target: &Target, options: &Options) -> Result<Session> {
        let definitions = Definitions::load(&target.pipeline, target.period)?;
        let folder = |option: &Option<PathBuf>, own: &PathBuf| match option {
            Some(option) => option.clone(),
            None => definitions.resolve(own),
        };
        let store = folder(&options.store, &definitions.pipeline.store);
        let mut reader = Reader::in_process().remembering(&store);
        if let Ok(program) = std::env::current_exe() {
            reader = reader.through(program);
        }
        Ok(Session {
            reader,
            input: folder(&options.input, &definitions.pipeline.input),
            output: folder(&options.out, &definitions.pipeline.output),
            store,
            period: target.period,
            language: options.lang,
            quiet: options.quiet || options.log_format == LogFormat::Json,
            summary: options.summary.clone(),
            definitions,
        })
    }

    /// A bar for work on many items; shown on a terminal only.
    pub(super) fn progress(&self, label: &str) -> ProgressBar {
        if self.quiet {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{msg:<24} {wide_bar} {pos}/{len}") {
            bar.set_style(style);
        }
        bar.set_message(label.to_owned());
        bar
    }

    /// Prints a line for people on standard output.
    pub(super) fn say(&self, line: &str) {
        if !self.quiet {
            println!("{line}");
        }
    }
}

/// Starts the log on standard error.
pub(super) fn start_log(options: &Options) {
    let level = if options.quiet {
        LevelFilter::ERROR
    } else {
        LevelFilter::INFO
    };
    let builder = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(std::io::stderr)
        .with_target(false);
    // A second subscriber in one process (tests) is refused: the first goes on.
    let _ = match options.log_format {
        LogFormat::Text => builder.without_time().try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
}
