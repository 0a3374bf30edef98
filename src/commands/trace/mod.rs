//! `huoju trace`: from a field of an enterprise to its cells, and what became of each value.
//!
//! [`trace`] is the door. The enterprise is given by its credit code or its name, the field by its code or label; a
//! derived field, measure or indicator is expanded to the fields behind it.

mod chain;
mod nearest;
mod subject;
mod target;
mod words;

use anyhow::{Context, Result};

use super::Status;
use super::session::Session;
use crate::aggregate::Aggregated;
use crate::cli::{Options, Target};
use crate::ingest::Ingested;
use crate::store::Store;
use crate::tables::{FindingRow, MeasureRow, Table};
use chain::Chain;
use subject::Subject;
use target::Traced;
use words::Words;

/// What is known of a period: its values, what was remarked, and what validation found, if it ran.
struct Known {
    ingested: Ingested,
    findings: Vec<FindingRow>,
    measures: Vec<MeasureRow>,
}

impl Known {
    fn load(session: &Session, store: &Store) -> Result<Known> {
        let period = session.period;
        let ingested: Ingested = store.load(period).with_context(|| {
            format!("nothing of {period} is in the store: run `huoju run` or `huoju ingest` first")
        })?;
        let findings = if store.has(period, FindingRow::NAME) {
            FindingRow::from_frame(&store.read_frame(period, FindingRow::NAME)?)?
        } else {
            Vec::new()
        };
        let measures = if store.has(period, MeasureRow::NAME) {
            store.load::<Aggregated>(period)?.measures
        } else {
            Vec::new()
        };
        Ok(Known {
            ingested,
            findings,
            measures,
        })
    }
}

/// Prints the chain from a field, or from every field that holds something, to its cells.
///
/// # Errors
/// When the store has nothing of the period, or enterprise or field are not known: the message names those that
/// are nearest.
pub(super) fn trace(
    target: &Target,
    enterprise: &str,
    field: Option<&str>,
    options: &Options,
) -> Result<Status> {
    let session = Session::open(target, options)?;
    let known = Known::load(&session, &Store::read_only(&session.store))?;
    let subject = Subject::find(&session, &known.ingested, enterprise)?;
    let traced = match field {
        Some(field) => Some(Traced::find(&session.definitions, session.language, field)?),
        None => None,
    };
    let chain = Chain {
        session: &session,
        known: &known,
        subject: &subject,
        words: Words(session.language),
    };
    chain.print(traced.as_ref())?;
    Ok(Status::Done)
}
