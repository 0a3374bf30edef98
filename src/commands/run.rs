//! `huoju run`: every stage in turn, then the outputs at once.

use anyhow::Result;

use super::outputs::NewOutputs;
use super::session::Session;
use super::{Status, gates, previous, run_record, summary};
use crate::aggregate::{self, Aggregated};
use crate::assess::{self, Assessed};
use crate::cli::{Options, Target};
use crate::evaluate::{self, Evaluated};
use crate::ingest::{self, Ingested, Tally};
use crate::report::{self, Results};
use crate::store::{StageResult, Store};
use crate::tables::Edited;
use crate::validate::{self, Validated};

/// The results of every stage.
struct Run {
    ingested: Ingested,
    validated: Validated,
    aggregated: Aggregated,
    evaluated: Evaluated,
    assessed: Assessed,
    previous: Option<Edited>,
}

/// `huoju run`: the whole pipeline.
pub(super) fn run(target: &Target, options: &Options) -> Result<Status> {
    let session = Session::open(target, options)?;
    let definitions = &session.definitions;
    let period = session.period;

    // Everything is computed before anything of the period is written: a run that cannot be done leaves
    // the last one as it was.
    let bar = session.progress(&format!("reading {period}"));
    let (ingested, tally) =
        ingest::ingest_with(&session.reader, definitions, period, &session.input, &bar)?;
    bar.finish_and_clear();
    let store = Store::open(&session.store)?;
    let previous = previous::refresh(&session, &store)?;

    let steps = session.progress("computing");
    steps.set_length(4);
    let mut validated = validate::validate(definitions, period, &ingested, previous.as_ref())?;
    previous::point_at_cells(&session, &store, &mut validated)?;
    steps.inc(1);
    let current = edited(&session, &ingested, &validated);
    let aggregated = aggregate::aggregate(definitions, &current, previous.as_ref())?;
    steps.inc(1);
    let evaluated = evaluate::evaluate(
        definitions,
        period,
        &current,
        &aggregated,
        &ingested.reference,
    )?;
    steps.inc(1);
    let history = previous::History::of(&session, &store);
    let assessed = assess::assess(
        definitions,
        &current,
        previous.as_ref(),
        &aggregated,
        &history.background(&ingested.reference),
    )?;
    steps.finish_and_clear();

    let run = Run {
        ingested,
        validated,
        aggregated,
        evaluated,
        assessed,
        previous,
    };
    store.save(period, &run.ingested)?;
    store.save(period, &run.validated)?;
    store.save(period, &run.aggregated)?;
    store.save(period, &run.evaluated)?;
    store.save(period, &run.assessed)?;
    previous::remember(&session, &store, &run.ingested)?;
    run.write(&session, Some(tally))
}

/// `huoju report`: every workbook and table, from the store.
pub(super) fn report(target: &Target, options: &Options) -> Result<Status> {
    let session = Session::open(target, options)?;
    let store = Store::open(&session.store)?;
    let period = session.period;
    let run = Run {
        ingested: store.load(period)?,
        validated: store.load(period)?,
        aggregated: store.load(period)?,
        evaluated: store.load(period)?,
        assessed: store.load(period)?,
        previous: previous::from_store(&session, &store)?,
    };
    run.write(&session, None)
}

/// The records as the stages after validation need them.
pub(super) fn edited(session: &Session, ingested: &Ingested, validated: &Validated) -> Edited {
    Edited {
        period: session.period,
        enterprises: validated.enterprises.clone(),
        projects: ingested.projects.clone(),
        zone_form: ingested.zone_form.clone(),
    }
}

impl Run {
    /// Writes the output folder (`tally` says how files were read, if they were), tests the gates and prints the summary.
    fn write(&self, session: &Session, tally: Option<Tally>) -> Result<Status> {
        let period = session.period;
        let definitions = &session.definitions;
        let current = edited(session, &self.ingested, &self.validated);
        let before = match &self.previous {
            Some(previous) => previous.statuses()?,
            None => Vec::new(),
        };
        let responses = aggregate::responses(
            definitions,
            &self.ingested.register,
            &current.statuses()?,
            &before,
            &aggregate::sizes(definitions, &self.aggregated.previous_measures),
        );
        let counts = gates::count(&self.ingested, &self.validated, &responses)?;
        let gates = gates::test(&definitions.pipeline.gates, &counts);
        let results = Results {
            definitions: &session.definitions,
            ingested: &self.ingested,
            findings: &self.validated.findings,
            current: &current,
            previous: self.previous.as_ref(),
            aggregated: &self.aggregated,
            evaluated: &self.evaluated,
            assessed: &self.assessed,
        };
        let bar = session.progress("writing workbooks");
        let outputs = NewOutputs::begin(session)?;
        outputs.tables(period, &self.ingested.frames()?)?;
        outputs.tables(period, &self.validated.frames()?)?;
        outputs.tables(period, &self.aggregated.frames()?)?;
        outputs.tables(period, &self.evaluated.frames()?)?;
        outputs.tables(period, &self.assessed.frames()?)?;
        report::report(&results, session.language, outputs.folder())?;
        let status = gates::status(&gates);
        run_record::write(
            outputs.folder(),
            session,
            self.previous.as_ref(),
            &self.ingested,
            &self.aggregated.left_out,
            &counts,
            &gates,
        )?;
        let folder = outputs.finish()?;
        bar.finish_and_clear();
        summary::print(session, &counts, tally, &gates, &results, &folder);
        Ok(status)
    }
}
