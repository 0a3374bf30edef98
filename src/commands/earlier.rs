//! The earlier periods that a period is compared with: the same one a year before, and for a quarter the rest of its
//! history.

use anyhow::Result;

use super::previous;
use super::session::Session;
use crate::aggregate::{History, Past};
use crate::definitions::Definitions;
use crate::ingest::Ingested;
use crate::period::Period;
use crate::store::Store;
use crate::tables::{Edited, FileKind};

/// Where earlier periods may come from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The input folder where they lie there and have changed, else the store.
    Input,
    /// The store alone.
    Store,
}

/// The earlier periods, edited.
pub(super) struct Earlier {
    /// The same period a year before.
    pub previous: Option<Edited>,
    /// The quarter before in the same year.
    pub quarter_before: Option<Edited>,
    /// What a quarter is compared with, summed.
    pub history: History,
}

impl Earlier {
    /// Gathers what is known.
    pub(super) fn of(session: &Session, store: &Store, source: Source) -> Result<Earlier> {
        let period = session.period;
        let mut earlier = Earlier {
            previous: None,
            quarter_before: None,
            history: History::default(),
        };
        let mut wanted = History::wanted(period);
        if wanted.is_empty() {
            wanted.push(period.previous());
        }
        for other in wanted {
            let edited = match source {
                Source::Input => previous::refresh(session, store, other)?,
                Source::Store => previous::from_store(session, store, other)?,
            };
            let Some(edited) = edited else {
                tell_what_is_missing(period, other);
                continue;
            };
            if period.quarter.is_some() {
                let definitions = Definitions::load(&session.definitions.file, other)?;
                earlier
                    .history
                    .periods
                    .push(Past::of(&definitions, &edited)?);
            }
            if other == period.previous() {
                earlier.previous = Some(edited);
            } else if period.quarter_before() == Some(other) {
                earlier.quarter_before = Some(edited);
            }
        }
        Ok(earlier)
    }
}

fn tell_what_is_missing(period: Period, other: Period) {
    let nowhere = "neither in the store nor in the input folder";
    if other == period.previous() {
        tracing::info!("no data for the previous period {other}, {nowhere}: growth stays blank");
    } else if other.quarter.is_none() {
        tracing::info!("no annual survey of {other}, {nowhere}: {period} has no annual estimates");
    }
}

/// In a quarter without a reference of its own: that of the last annual survey, with which its estimates can be
/// compared.
pub(super) fn lend_reference(
    session: &Session,
    store: &Store,
    ingested: &mut Ingested,
) -> Result<()> {
    let year_before = Period {
        year: session.period.year - 1,
        quarter: None,
    };
    if session.period.quarter.is_none()
        || !ingested.reference.is_empty()
        || !store.has(year_before, "records")
    {
        return Ok(());
    }
    let annual: Ingested = store.load(year_before)?;
    if annual.reference.is_empty() {
        return Ok(());
    }
    tracing::info!(
        "{} has no reference of its own: its annual estimates are compared with the reference of {year_before}",
        session.period
    );
    ingested.reference = annual.reference;
    let lent = annual.files.into_iter();
    ingested
        .files
        .extend(lent.filter(|file| file.kind == FileKind::Reference));
    ingested.files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(())
}
