//! What the options and the pipeline file together say: definitions, folders, language.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use tracing::level_filters::LevelFilter;

use crate::cli::{LogFormat, Options, Target};
use crate::definitions::{Definitions, Folders, Language};
use crate::ingest::Reader;
use crate::period::Period;
use crate::store::Runs;

/// A command's definitions and folders.
pub(super) struct Session {
    pub definitions: Rc<Definitions>,
    pub period: Period,
    pub input: PathBuf,
    pub output: PathBuf,
    pub store: PathBuf,
    pub language: Language,
    pub quiet: bool,
    /// Where the summary of the run is wanted, too.
    pub summary: Option<PathBuf>,
    /// Do everything, whatever is up to date.
    pub force: bool,
    /// The run whose definitions these are, if they are not today's.
    pub as_of: Option<String>,
    /// Reads the inputs, each file in a child of this very program.
    pub reader: Reader,
    /// Definitions of other periods, as far as they were needed.
    others: RefCell<BTreeMap<Period, Rc<Definitions>>>,
}

/// Where things are, before any definition is checked: an option wins over the pipeline file.
pub(super) struct Places {
    pub input: PathBuf,
    pub output: PathBuf,
    pub store: PathBuf,
    /// The pipeline file: today's, or that of the run whose definitions are asked for.
    pub pipeline: PathBuf,
    /// The id of that run.
    pub as_of: Option<String>,
}

impl Places {
    /// Settles the folders. The definitions of an earlier run are laid out in the store, the folders are today's.
    pub(super) fn of(target: &Target, options: &Options) -> Result<Places> {
        let own = Folders::of(&target.pipeline)?;
        let choose = |option: &Option<PathBuf>, own: PathBuf| option.clone().unwrap_or(own);
        let mut places = Places {
            input: choose(&options.input, own.input),
            output: choose(&options.out, own.output),
            store: choose(&options.store, own.store),
            pipeline: target.pipeline.clone(),
            as_of: None,
        };
        if let Some(run) = &options.as_of {
            let runs = Runs::of(&places.store);
            let run = runs.find(run)?;
            places.pipeline = runs.lay_out(&run, &target.pipeline).with_context(|| {
                format!("the definitions of the run {} are not to be had", run.id)
            })?;
            places.as_of = Some(run.id);
        }
        Ok(places)
    }
}

impl Session {
    /// Loads the definitions and settles the folders.
    pub(super) fn open(target: &Target, options: &Options) -> Result<Session> {
        Session::at(Places::of(target, options)?, target, options)
    }

    /// Loads the definitions.
    pub(super) fn at(places: Places, target: &Target, options: &Options) -> Result<Session> {
        let definitions = Rc::new(Definitions::load(&places.pipeline, target.period)?);
        let mut reader = Reader::in_process();
        if !options.force {
            reader = reader.remembering(&places.store);
        }
        if let Ok(program) = std::env::current_exe() {
            reader = reader.through(program);
        }
        let others = BTreeMap::from([(target.period, Rc::clone(&definitions))]);
        Ok(Session {
            reader,
            input: places.input,
            output: places.output,
            store: places.store,
            as_of: places.as_of,
            force: options.force,
            period: target.period,
            language: options.lang,
            quiet: options.quiet || options.log_format == LogFormat::Json,
            summary: options.summary.clone(),
            definitions,
            others: RefCell::new(others),
        })
    }

    /// The definitions of another period.
    pub(super) fn definitions_of(&self, period: Period) -> Result<Rc<Definitions>> {
        if let Some(known) = self.others.borrow().get(&period) {
            return Ok(Rc::clone(known));
        }
        let loaded = Rc::new(Definitions::load(&self.definitions.file, period)?);
        self.others.borrow_mut().insert(period, Rc::clone(&loaded));
        Ok(loaded)
    }

    /// Definitions that were read from the same files as those of another period: they may differ in what is in force.
    pub(super) fn definitions_like(&self, period: Period) -> Result<Rc<Definitions>> {
        let like = |known: &Period| known.quarter.is_some() == period.quarter.is_some();
        let known = self.others.borrow().keys().copied().find(like);
        self.definitions_of(known.unwrap_or(period))
    }

    /// All definitions that were loaded, in the order of their periods. Those of the other kind of period are loaded
    /// where the pipeline has them, for whoever wants to know all that it says.
    pub(super) fn loaded(&self) -> Vec<Rc<Definitions>> {
        let quarter = match self.period.quarter {
            Some(_) => None,
            None => Some(4),
        };
        let other = Period {
            quarter,
            ..self.period
        };
        if quarter.is_none() || self.definitions.pipeline.surveys.quarterly.is_some() {
            // A survey that nobody uses yet may be unfinished.
            if let Err(error) = self.definitions_like(other) {
                tracing::debug!("the survey of {other} is not kept with the run: {error}");
            }
        }
        self.others.borrow().values().cloned().collect()
    }

    /// The path of a definition file from the pipeline file's folder.
    pub(super) fn definition_name(&self, path: &Path) -> String {
        let base = self.definitions.file.parent().unwrap_or(Path::new(""));
        path.strip_prefix(base)
            .unwrap_or(path)
            .display()
            .to_string()
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
