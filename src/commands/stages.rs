//! One stage alone: from the store, back to the store, its tables also to the output folder.

use anyhow::Result;

use super::earlier::{self, Earlier, Source};
use super::outputs::write_stage_tables;
use super::session::Session;
use super::{Status, gates, previous, run, summary};
use crate::aggregate::{self, Aggregated};
use crate::assess;
use crate::cli::{Options, Target};
use crate::evaluate;
use crate::ingest::{self, Ingested};
use crate::store::{StageResult, Store};
use crate::tables::Edited;
use crate::validate;

/// Keeps a stage's result in the store and writes its tables to the output folder.
fn keep<R: StageResult>(session: &Session, store: &Store, result: &R) -> Result<()> {
    store.save(session.period, result)?;
    write_stage_tables(session, &result.frames()?)
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
    let session = Session::open(target, options)?;
    let bar = session.progress(&format!("reading {}", session.period));
    let (mut ingested, tally) = ingest::ingest_with(
        &session.reader,
        &session.definitions,
        session.period,
        &session.input,
        &bar,
    )?;
    bar.finish_and_clear();
    let store = Store::open(&session.store)?;
    Earlier::of(&session, &store, Source::Input)?;
    earlier::lend_reference(&session, &store, &mut ingested)?;
    keep(&session, &store, &ingested)?;
    previous::remember(&session, &store, &ingested)?;
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
    let session = Session::open(target, options)?;
    let store = Store::open(&session.store)?;
    let ingested: Ingested = store.load(session.period)?;
    let earlier = Earlier::of(&session, &store, Source::Store)?;
    let mut validated = validate::validate_quarter(
        &session.definitions,
        session.period,
        &ingested,
        earlier.previous.as_ref(),
        earlier.quarter_before.as_ref(),
    )?;
    previous::point_at_cells(&session, &store, &mut validated)?;
    keep(&session, &store, &validated)?;
    let before = match &earlier.previous {
        Some(previous) => previous.statuses()?,
        None => Vec::new(),
    };
    let responses = aggregate::responses(
        &session.definitions,
        &ingested.register,
        &run::edited(&session, &ingested, &validated).statuses()?,
        &before,
        &aggregate::sizes_of_records(&session.definitions, earlier.previous.as_ref())?,
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
    summary::print_expired_waivers(&session);
    Ok(gates::status(&results))
}

/// `huoju aggregate`
pub(super) fn aggregate(target: &Target, options: &Options) -> Result<Status> {
    let session = Session::open(target, options)?;
    let store = Store::open(&session.store)?;
    let current = edited(&session, &store)?;
    let earlier = Earlier::of(&session, &store, Source::Store)?;
    let definitions = &session.definitions;
    let mut aggregated = aggregate::aggregate(definitions, &current, earlier.previous.as_ref())?;
    aggregate::place_in_year(
        definitions,
        session.period,
        &mut aggregated,
        &earlier.history,
    )?;
    keep(&session, &store, &aggregated)?;
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
    let session = Session::open(target, options)?;
    let store = Store::open(&session.store)?;
    let current = edited(&session, &store)?;
    let ingested: Ingested = store.load(session.period)?;
    let aggregated: Aggregated = store.load(session.period)?;
    let mut evaluated = evaluate::evaluate(
        &session.definitions,
        session.period,
        &current,
        &aggregated,
        &ingested.reference,
    )?;
    run::since_last_year(
        &session,
        &store,
        (&current, &aggregated, &ingested),
        &mut evaluated,
    )?;
    keep(&session, &store, &evaluated)?;
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
    let session = Session::open(target, options)?;
    let store = Store::open(&session.store)?;
    let current = edited(&session, &store)?;
    let aggregated: Aggregated = store.load(session.period)?;
    let previous = previous::from_store(&session, &store, session.period.previous())?;
    let ingested: Ingested = store.load(session.period)?;
    let history = previous::History::of(&session, &store);
    let assessed = assess::assess(
        &session.definitions,
        &current,
        previous.as_ref(),
        &aggregated,
        &history.background(&ingested.reference),
    )?;
    keep(&session, &store, &assessed)?;
    session.say(&format!(
        "{}: {} assessed indicators, {} enterprises on the ladder",
        session.period,
        assessed.assessments.len(),
        assessed.ladder.height()
    ));
    Ok(Status::Done)
}
