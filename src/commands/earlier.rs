//! The earlier periods that a period is compared with: the same one a year before, and for a quarter the rest of its
//! history.

use std::borrow::Cow;
use std::cell::OnceCell;

use anyhow::{Result, anyhow};

use super::previous::{self, Ahead, Inputs};
use super::session::Session;
use super::steps::{Made, Steps};
use crate::aggregate::{History, Past};
use crate::definitions::seen::Stage;
use crate::ingest::Ingested;
use crate::period::Period;
use crate::store::Store;
use crate::tables::{Edited, FileKind, FileRow, ReferenceRow, Table};

/// The earlier periods that are known: edited, and read from the store when they are needed.
pub(super) struct Earlier<'s> {
    session: &'s Session,
    store: &'s Store,
    known: Vec<(Period, OnceCell<Edited>)>,
}

/// The periods that a period is compared with.
pub(super) fn wanted(period: Period) -> Vec<Period> {
    let mut wanted = History::wanted(period);
    if wanted.is_empty() {
        wanted.push(period.previous());
    }
    wanted
}

impl<'s> Earlier<'s> {
    /// What the store has of them.
    pub(super) fn of_store(
        session: &'s Session,
        store: &'s Store,
        steps: &Steps<'s>,
    ) -> Result<Earlier<'s>> {
        Earlier::of(session, store, steps, |other| {
            Ok(Some(Made::in_store(other)))
        })
    }

    /// Sees to it that the store has each of them edited; `ingested` says whether it is there.
    fn of(
        session: &'s Session,
        store: &'s Store,
        steps: &Steps<'s>,
        mut ingested: impl FnMut(Period) -> Result<Option<Made<Ingested>>>,
    ) -> Result<Earlier<'s>> {
        let mut known = Vec::new();
        for other in wanted(session.period) {
            let there = ingested(other)?;
            let Some(ingested) = there.filter(|_| store.has(other, "records")) else {
                tell_what_is_missing(session.period, other);
                continue;
            };
            previous::edit(session, store, steps, &ingested)?;
            known.push((other, OnceCell::new()));
        }
        Ok(Earlier {
            session,
            store,
            known,
        })
    }

    /// Reads the period by `read` while the year before is read, where its inputs are there and have changed; then the
    /// rest of them. What the input folder has nothing of is taken from the store.
    pub(super) fn beside<R>(
        session: &'s Session,
        store: &'s Store,
        steps: &Steps<'s>,
        read: impl FnOnce() -> Result<R>,
    ) -> Result<(R, Earlier<'s>)> {
        let year_before = Inputs::of(session, store, session.period.previous())?;
        let definitions = year_before.to_be_read(session, store)?;
        std::thread::scope(|scope| {
            let from = (&session.reader, session.input.as_path());
            let start = |definitions| Ahead::start(scope, from, definitions, year_before.period);
            let mut ahead = definitions.as_deref().map(start);
            let read = read()?;
            let earlier = Earlier::of(session, store, steps, |other| {
                if other == year_before.period {
                    return previous::refresh(session, store, steps, &year_before, ahead.take());
                }
                let inputs = Inputs::of(session, store, other)?;
                previous::refresh(session, store, steps, &inputs, None)
            })?;
            Ok((read, earlier))
        })
    }

    /// The periods that are known.
    pub(super) fn periods(&self) -> Vec<Period> {
        self.known.iter().map(|(period, _)| *period).collect()
    }

    fn get(&self, period: Period) -> Result<Option<&Edited>> {
        let Some((_, edited)) = self.known.iter().find(|(known, _)| *known == period) else {
            return Ok(None);
        };
        if edited.get().is_none() {
            let loaded = previous::edited(self.store, period)?;
            return Ok(Some(edited.get_or_init(|| loaded)));
        }
        edited
            .get()
            .map(Some)
            .ok_or_else(|| anyhow!("the records of {period} are lost"))
    }

    /// The same period a year before.
    pub(super) fn previous(&self) -> Result<Option<&Edited>> {
        self.get(self.session.period.previous())
    }

    /// The quarter before in the same year.
    pub(super) fn quarter_before(&self) -> Result<Option<&Edited>> {
        match self.session.period.quarter_before() {
            Some(before) => self.get(before),
            None => Ok(None),
        }
    }

    /// What a quarter is compared with, summed.
    pub(super) fn history(&self) -> Result<History> {
        let mut history = History::default();
        if self.session.period.quarter.is_none() {
            return Ok(history);
        }
        for (period, _) in &self.known {
            if let Some(edited) = self.get(*period)? {
                let definitions = self.session.definitions_of(*period)?;
                history.periods.push(Past::of(&definitions, edited)?);
            }
        }
        Ok(history)
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

/// The reference that a period is scored with: its own, or in a quarter without one that of the last annual survey,
/// with which its estimates can be compared. The store keeps what was read.
pub(super) fn reference<'i>(
    session: &Session,
    store: &Store,
    ingested: &'i Ingested,
) -> Result<Cow<'i, [ReferenceRow]>> {
    Ok(match lent(session, store, ingested)? {
        Some(reference) => Cow::Owned(reference),
        None => Cow::Borrowed(&ingested.reference),
    })
}

/// Puts the reference that a quarter is scored with, and the files that it comes from, among what was read.
pub(super) fn lend_reference(
    session: &Session,
    store: &Store,
    ingested: &mut Ingested,
) -> Result<()> {
    let Some(reference) = lent(session, store, ingested)? else {
        return Ok(());
    };
    ingested.reference = reference;
    let files = store.read_frame(year_before(session), FileRow::NAME)?;
    let lent = FileRow::from_frame(&files)?.into_iter();
    ingested
        .files
        .extend(lent.filter(|file| file.kind == FileKind::Reference));
    ingested.files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(())
}

/// The reference of the year before, where a quarter has none of its own.
fn lent(
    session: &Session,
    store: &Store,
    ingested: &Ingested,
) -> Result<Option<Vec<ReferenceRow>>> {
    let year_before = year_before(session);
    if session.period.quarter.is_none()
        || !ingested.reference.is_empty()
        || store.made(year_before, Stage::Ingest).is_none()
    {
        return Ok(None);
    }
    let reference = store.read_frame(year_before, ReferenceRow::NAME)?;
    let reference = ReferenceRow::from_frame(&reference)?;
    if reference.is_empty() {
        return Ok(None);
    }
    tracing::info!(
        "{} has no reference of its own: its annual estimates are compared with the reference of {year_before}",
        session.period
    );
    Ok(Some(reference))
}

fn year_before(session: &Session) -> Period {
    Period {
        year: session.period.year - 1,
        quarter: None,
    }
}
