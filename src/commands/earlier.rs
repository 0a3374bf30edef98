//! The earlier periods that a period is compared with: the same one a year before, and for a quarter the rest of its
//! history.

use std::cell::OnceCell;

use anyhow::{Result, anyhow};

use super::previous;
use super::session::Session;
use super::steps::Steps;
use crate::aggregate::{History, Past};
use crate::definitions::seen::Stage;
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
    /// Sees to it that the store has what is known of them.
    pub(super) fn of(
        session: &'s Session,
        store: &'s Store,
        steps: &Steps<'s>,
        source: Source,
    ) -> Result<Earlier<'s>> {
        let mut known = Vec::new();
        for other in wanted(session.period) {
            let there = source == Source::Store || previous::refresh(session, store, steps, other)?;
            if !there || !store.has(other, "records") {
                tell_what_is_missing(session.period, other);
                continue;
            }
            previous::edit(session, store, steps, other)?;
            known.push((other, OnceCell::new()));
        }
        Ok(Earlier {
            session,
            store,
            known,
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

/// In a quarter without a reference of its own: that of the last annual survey, with which its estimates can be
/// compared. The store keeps what was read: the reference is lent to those who use it.
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
        || store.made(year_before, Stage::Ingest).is_none()
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
