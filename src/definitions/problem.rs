//! What is wrong with a definition, and where.

use std::fmt;
use std::path::{Path, PathBuf};

/// One thing that is wrong in a definition file.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The definition file.
    pub file: PathBuf,
    /// The key or id inside it, such as `rules.D001.check`; empty for the whole file.
    pub place: String,
    /// What is wrong, what was expected, and what to do.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.file.display())?;
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        f.write_str(&self.message)
    }
}

/// All problems found while definitions were loaded: a run stops before anything is written.
#[derive(Debug, thiserror::Error)]
pub struct DefinitionErrors(pub Vec<Problem>);

impl fmt::Display for DefinitionErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_slice() {
            [one] => one.fmt(f),
            many => {
                writeln!(f, "{} problems in the definitions", many.len())?;
                for problem in many {
                    writeln!(f, "  {problem}")?;
                }
                Ok(())
            }
        }
    }
}

/// Collects problems while one file is checked.
pub(super) struct Problems<'a> {
    file: &'a Path,
    found: &'a mut Vec<Problem>,
}

impl<'a> Problems<'a> {
    pub(super) fn of(file: &'a Path, found: &'a mut Vec<Problem>) -> Self {
        Problems { file, found }
    }

    pub(super) fn add(&mut self, place: impl Into<String>, message: impl Into<String>) {
        self.found.push(Problem {
            file: self.file.to_path_buf(),
            place: place.into(),
            message: message.into(),
        });
    }
}
