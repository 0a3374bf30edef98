//! The steps of a run: a step whose tables the store has under its key is not done again. Tables that come out as they
//! were keep the steps after them up to date.

use std::cell::{OnceCell, RefCell};

use anyhow::{Result, anyhow};

use super::session::Session;
use crate::aggregate::Aggregated;
use crate::definitions::Definitions;
use crate::definitions::seen::Stage;
use crate::period::Period;
use crate::store::{StageResult, Store};

/// The steps of a run or of one stage.
pub(super) struct Steps<'s> {
    session: &'s Session,
    store: &'s Store,
    told: RefCell<Vec<Step>>,
}

/// A step that was taken, or need not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// The period whose tables it makes.
    pub period: Period,
    /// The stage.
    pub stage: Stage,
    /// Whether it was done; else it was up to date.
    pub done: bool,
}

/// The result of a step, read from the store when it is needed.
pub(super) struct Made<R> {
    period: Period,
    value: OnceCell<R>,
}

impl<R: StageResult> Made<R> {
    fn now(period: Period, value: R) -> Made<R> {
        Made {
            period,
            value: OnceCell::from(value),
        }
    }

    /// A result that the store has.
    pub(super) fn in_store(period: Period) -> Made<R> {
        Made {
            period,
            value: OnceCell::new(),
        }
    }

    /// The period that it is of.
    pub(super) fn period(&self) -> Period {
        self.period
    }

    /// The result.
    pub(super) fn get(&self, store: &Store) -> Result<&R> {
        if self.value.get().is_none() {
            let value = store.load(self.period)?;
            return Ok(self.value.get_or_init(|| value));
        }
        self.value.get().ok_or_else(|| anyhow!("a result is lost"))
    }

    /// The result, to be changed for those that come after.
    pub(super) fn get_mut(&mut self, store: &Store) -> Result<&mut R> {
        self.get(store)?;
        self.value
            .get_mut()
            .ok_or_else(|| anyhow!("a result is lost"))
    }

    /// The result, out of the store where it is there.
    pub(super) fn take(self, store: &Store) -> Result<R> {
        match self.value.into_inner() {
            Some(value) => Ok(value),
            None => store.load(self.period),
        }
    }
}

impl<'s> Steps<'s> {
    /// The steps of a session.
    pub(super) fn of(session: &'s Session, store: &'s Store) -> Steps<'s> {
        Steps {
            session,
            store,
            told: RefCell::default(),
        }
    }

    /// Takes a step, unless its tables are up to date; they hold when the store commits.
    pub(super) fn take<R: StageResult>(
        &self,
        period: Period,
        key: &str,
        make: impl FnOnce() -> Result<R>,
    ) -> Result<Made<R>> {
        if !self.session.force && self.store.is_up_to_date(period, R::STAGE, key) {
            self.tell(period, R::STAGE, false);
            return Ok(Made::in_store(period));
        }
        let value = make()?;
        self.store.put(period, key, &value)?;
        self.tell(period, R::STAGE, true);
        Ok(Made::now(period, value))
    }

    /// Remembers what became of a step.
    pub(super) fn tell(&self, period: Period, stage: Stage, done: bool) {
        self.told.borrow_mut().push(Step {
            period,
            stage,
            done,
        });
    }

    /// The steps so far.
    pub(super) fn told(&self) -> Vec<Step> {
        self.told.borrow().clone()
    }
}

/// Names the indicators of tables that the store keeps without names.
pub(super) fn name_indicators(definitions: &Definitions, aggregated: &mut Aggregated) {
    aggregated.name(|id| definitions.indicator(id).map(|indicator| &indicator.label));
}
