//! One stage alone: from the store, back to the store, its tables also to the output folder.

use anyhow::Result;

use super::earlier::{self, Earlier};
use super::outputs::Outputs;
use super::run::{self, Work};
use super::session::Session;
use super::steps::{Made, Steps, name_indicators};
use super::{Status, gates, keys, summary};
use crate::aggregate;
use crate::cli::{Options, Target};
use crate::definitions::seen::Stage;
use crate::ingest::{self, Ingested};
use crate::store::{NamedFrame, StageResult, Store};
use crate::tables::Edited;

/// What one stage works with.
struct Alone {
    session: Session,
    store: Store,
    outputs: Outputs,
}

impl Alone {
    /// Takes store and outputs. The store must have the tables of the stage before, if there is one.
    fn open(target: &Target, options: &Options) -> Result<Alone> {
        let session = Session::open(target, options)?;
        let store = Store::open(&session.store)?;
        let outputs = Outputs::take(&session)?;
        Ok(Alone {
            session,
            store,
            outputs,
        })
    }

    /// Does the work of a stage and keeps its tables, all at once.
    fn work<R: StageResult>(
        &self,
        stage: impl FnOnce(&Work<'_, '_>) -> Result<Made<R>>,
    ) -> Result<R> {
        let steps = Steps::of(&self.session, &self.store);
        let earlier = Earlier::of_store(&self.session, &self.store, &steps)?;
        let made = stage(&Work {
            session: &self.session,
            store: &self.store,
            steps: &steps,
            earlier: &earlier,
        })?;
        self.store.commit()?;
        made.take(&self.store)
    }

    /// Writes tables of the stage into the output folder, all at once.
    fn write(&self, frames: &[NamedFrame]) -> Result<()> {
        let new = self.outputs.begin_with_last()?;
        new.tables(self.session.period, frames)?;
        new.finish()
    }

    fn stored<R: StageResult>(&self) -> Made<R> {
        Made::in_store(self.session.period)
    }
}

/// The records as validate left them in the store.
pub(super) fn edited(session: &Session, store: &Store) -> Result<Edited> {
    Ok(run::edited(
        session,
        &store.load(session.period)?,
        &store.load(session.period)?,
    ))
}

/// `huoju ingest`: reads the period and, where needed, the one before.
pub(super) fn ingest(target: &Target, options: &Options) -> Result<Status> {
    let alone = Alone::open(target, options)?;
    let (session, store) = (&alone.session, &alone.store);
    let steps = Steps::of(session, store);
    let ((mut ingested, tally), _) = Earlier::beside(session, store, &steps, || {
        let bar = session.progress(&format!("reading {}", session.period));
        let (ingested, tally) = ingest::ingest_with(
            &session.reader,
            &session.definitions,
            session.period,
            &session.input,
            &bar,
        )?;
        bar.finish_and_clear();
        let key = keys::of_inputs(session, store, session.period)?;
        store.put(session.period, &key, &ingested)?;
        Ok((ingested, tally))
    })?;
    store.commit()?;
    earlier::lend_reference(session, store, &mut ingested)?;
    let new = alone.outputs.begin_with_last()?;
    new.kept_tables(session.period, &store.files(session.period, Stage::Ingest))?;
    new.tables(session.period, &ingested.lent_frames()?)?;
    new.finish()?;
    session.say(&format!(
        "{}: {} files ({} parsed, {} remembered), {} values, {} enterprises",
        session.period,
        ingested.files.len(),
        tally.parsed,
        tally.remembered,
        ingested.values.len(),
        ingested.enterprises.height()
    ));
    Ok(Status::Done)
}

/// `huoju validate`
pub(super) fn validate(target: &Target, options: &Options) -> Result<Status> {
    let alone = Alone::open(target, options)?;
    let (session, store) = (&alone.session, &alone.store);
    let ingested: Made<Ingested> = alone.stored();
    let mut before = Vec::new();
    let mut sizes = aggregate::sizes_of_records(&session.definitions, None)?;
    let validated = alone.work(|work| {
        if let Some(previous) = work.earlier.previous()? {
            before = previous.statuses()?;
            sizes = aggregate::sizes_of_records(&session.definitions, Some(previous))?;
        }
        work.validate(&ingested)
    })?;
    alone.write(&validated.frames()?)?;
    let ingested = ingested.take(store)?;
    let responses = aggregate::responses(
        &session.definitions,
        &ingested.register,
        &run::edited(session, &ingested, &validated).statuses()?,
        &before,
        &sizes,
    );
    let counts = gates::count(&ingested, &validated, &responses)?;
    let results = gates::test(&session.definitions.pipeline.gates, &counts);
    session.say(&format!(
        "{}: {} records, {} accepted, {} rejected, {} open errors, {} open queries",
        session.period,
        counts.records,
        counts.accepted,
        counts.rejected,
        counts.open_errors,
        counts.open_queries
    ));
    summary::print_expired_waivers(session);
    Ok(gates::status(&results))
}

/// `huoju aggregate`
pub(super) fn aggregate(target: &Target, options: &Options) -> Result<Status> {
    let alone = Alone::open(target, options)?;
    let session = &alone.session;
    let mut aggregated = alone.work(|work| work.aggregate(&alone.stored(), &alone.stored()))?;
    name_indicators(&session.definitions, &mut aggregated);
    alone.write(&aggregated.frames()?)?;
    session.say(&format!(
        "{}: {} measures, {} indicators",
        session.period,
        aggregated.measures.len(),
        aggregated.indicators.len()
    ));
    Ok(Status::Done)
}

/// `huoju evaluate`
pub(super) fn evaluate(target: &Target, options: &Options) -> Result<Status> {
    let alone = Alone::open(target, options)?;
    let session = &alone.session;
    let evaluated =
        alone.work(|work| work.evaluate(&alone.stored(), &alone.stored(), &alone.stored()))?;
    alone.write(&evaluated.frames()?)?;
    session.say(&format!(
        "{}: {} scores, {} contributions",
        session.period,
        evaluated.scores.len(),
        evaluated.contributions.len()
    ));
    Ok(Status::Done)
}

/// `huoju assess`
pub(super) fn assess(target: &Target, options: &Options) -> Result<Status> {
    let alone = Alone::open(target, options)?;
    let session = &alone.session;
    let assessed =
        alone.work(|work| work.assess(&alone.stored(), &alone.stored(), &mut alone.stored()))?;
    alone.write(&assessed.frames()?)?;
    session.say(&format!(
        "{}: {} assessed indicators, {} enterprises on the ladder",
        session.period,
        assessed.assessments.len(),
        assessed.ladder.height()
    ));
    Ok(Status::Done)
}
