//! What a run says of itself at its end: lines for people on standard output, a page in Markdown that fits an e-mail, and
//! an event for a machine that reads the log.
//!
//! The page stands as `summary.md` among the outputs, the same for the same inputs; `--summary FILE` gets a copy that also
//! says where the outputs are. It names no enterprise: an e-mail leaves the office.

mod actions;
mod mailed;
mod page;
mod printed;
mod words;

use std::path::Path;

use anyhow::{Context, Result};

use super::gates::{Counts, GateResult};
use super::session::Session;
use super::steps::Step;
use crate::definitions::{CompositeIndex, ROOT};
use crate::ingest::Tally;
use crate::report::Results;
use crate::tables::{RobustnessRow, ScoreRow};

pub(super) use mailed::{copy, refuse_elsewhere, with_failure};
pub(super) use printed::print_expired_waivers;

/// Name of the page in the output folder.
const PAGE: &str = "summary.md";

/// What a summary is made of.
pub(super) struct Summary<'a> {
    /// The run.
    pub(super) session: &'a Session,
    /// The run in numbers.
    pub(super) counts: &'a Counts,
    /// How the gates came out.
    pub(super) gates: &'a [GateResult],
    /// What the stages found.
    pub(super) results: &'a Results<'a>,
}

impl Summary<'_> {
    /// Writes the page into the new output folder.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let path = folder.join(PAGE);
        std::fs::write(&path, page::page(self))
            .with_context(|| format!("cannot write `{}`", path.display()))
    }

    /// Prints the summary, and puts the page where `--summary` asks for it. `tally` says how files were read, if they
    /// were; `folder` is where the outputs now are; `run` is the run's id with its steps.
    ///
    /// # Errors
    /// When the page cannot be written.
    pub(super) fn tell(
        &self,
        tally: Option<Tally>,
        folder: &Path,
        run: (&str, &[Step]),
    ) -> Result<()> {
        printed::print(self, tally, folder);
        printed::print_steps(self.session, run);
        if self.session.quiet {
            self.log();
        }
        mailed::copy(
            self.session.summary.as_deref(),
            self.session.language,
            folder,
        )
    }

    /// Tells a machine, or the log of a quiet run, how it ended: a gate that failed is an error, all else is not told
    /// where only errors are asked for.
    fn log(&self) {
        let counts = self.counts;
        tracing::info!(
            period = %self.session.period,
            files = counts.files,
            refused_files = counts.refused_files,
            expected = counts.expected,
            answered = counts.answered,
            accepted = counts.accepted,
            rejected = counts.rejected,
            open_errors = counts.open_errors,
            open_queries = counts.open_queries,
            left_out = counts.left_out,
            "run done"
        );
        for gate in self.gates.iter().filter(|gate| !gate.passed) {
            tracing::error!(
                gate = gate.gate,
                value = gate.value,
                limit = gate.limit,
                "gate failed"
            );
        }
    }

    /// Every index that the zone was scored by, with its total and how sure its rank is.
    fn scores(&self) -> Vec<(&CompositeIndex, &ScoreRow, Option<&RobustnessRow>)> {
        let definitions = &self.session.definitions;
        let evaluated = self.results.evaluated;
        let indexes = definitions.indexes.iter();
        let scored = indexes.filter_map(|index| {
            let root = evaluated.scores.iter().find(|score| {
                score.index == index.id
                    && score.node == ROOT
                    && score.unit == definitions.pipeline.id
            })?;
            let sure = evaluated
                .robustness
                .iter()
                .find(|row| row.index == index.id);
            Some((index, root, sure))
        });
        scored.collect()
    }
}
