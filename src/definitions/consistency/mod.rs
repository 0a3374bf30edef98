//! Checks that span definitions: unique ids, references that lead somewhere, expressions that fit.
//!
//! [`examine`] is the door. One file for each kind of definition.

mod assessments;
mod history;
mod indexes;
mod indicators;
mod pipeline;
mod records;
mod rules;
mod survey;

use std::fmt::Display;
use std::path::{Path, PathBuf};

use polars::prelude::Schema;

use super::load::Definitions;
use super::problem::{Problem, Problems};
use super::short_form;
use crate::expressions::{Expression, Kind, RecordColumns};

/// The file that each definition came from, in the order of the definitions.
#[derive(Clone, Debug, Default)]
pub(super) struct Origins {
    pub survey: PathBuf,
    pub short_survey: Option<PathBuf>,
    pub lists: Vec<PathBuf>,
    pub tags: Vec<PathBuf>,
    pub checks: Vec<PathBuf>,
    pub rules: Vec<PathBuf>,
    pub item_sums: Vec<PathBuf>,
    pub derived: Vec<PathBuf>,
    pub measures: Vec<PathBuf>,
    pub indicators: Vec<PathBuf>,
    pub indexes: Vec<PathBuf>,
    pub drafts: Vec<PathBuf>,
    pub profiles: Vec<PathBuf>,
    pub rungs: Vec<PathBuf>,
    pub abilities: Vec<PathBuf>,
    pub stages: Vec<PathBuf>,
    pub chains: Vec<PathBuf>,
}

/// Examines everything; each problem found is added to `found`.
pub(super) fn examine(definitions: &Definitions, origins: &Origins, found: &mut Vec<Problem>) {
    let mut examination = Examination {
        definitions,
        origins,
        found,
    };
    examination.pipeline();
    examination.own_checks();
    examination.survey();
    if let Some(file) = &origins.short_survey {
        short_form::examine(&definitions.survey, file, examination.found);
    }
    examination.tags();
    // Expressions are checked against columns: those must be sound first.
    if !examination.found.is_empty() {
        return;
    }
    let columns = RecordColumns::of(definitions);
    examination.record_expressions(&columns);
    examination.history(&columns);
    examination.rules(&columns);
    examination.indicators();
    examination.indexes();
    examination.ladders(&columns.enterprise);
    examination.profiles();
    examination.secrecy();
}

struct Examination<'a> {
    definitions: &'a Definitions,
    origins: &'a Origins,
    found: &'a mut Vec<Problem>,
}

impl Examination<'_> {
    fn problem(&mut self, file: &Path, place: impl Display, message: impl Into<String>) {
        Problems::of(file, self.found).add(place.to_string(), message);
    }

    fn expression(
        &mut self,
        file: &Path,
        place: impl Display,
        expression: &Expression,
        schema: &Schema,
        kind: Kind,
    ) {
        if let Err(message) = expression.check(schema, kind) {
            self.problem(file, place, message);
        }
    }
}
