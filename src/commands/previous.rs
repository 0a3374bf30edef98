//! An earlier period: from the store where it is still true to its inputs, else from the input folder.

use std::path::Path;
use std::rc::Rc;
use std::thread::{Scope, ScopedJoinHandle};

use anyhow::Result;
use indicatif::ProgressBar;

use super::keys;
use super::session::Session;
use super::steps::{Made, Steps};
use crate::aggregate::Aggregated;
use crate::assess::{Background, earlier_periods};
use crate::definitions::Definitions;
use crate::definitions::seen::Stage;
use crate::evaluate::LastYear;
use crate::ingest::{self, IngestError, Ingested, Reader};
use crate::period::Period;
use crate::store::{EditedRecords, Store};
use crate::tables::{
    Edited, FindingRow, IndicatorRow, ReferenceRow, Table, ValueRow, Values, ZoneFormRow,
};
use crate::validate::{self, Validated};

/// The inputs of an earlier period.
pub(super) struct Inputs {
    /// The period.
    pub period: Period,
    /// The key of reading them; none where the input folder has nothing of the period.
    key: Option<String>,
}

impl Inputs {
    /// Looks at what lies in the input folder.
    pub(super) fn of(session: &Session, store: &Store, period: Period) -> Result<Inputs> {
        let folder = session.input.join(period.to_string()).join("submissions");
        let key = match folder.is_dir() {
            true => Some(keys::of_inputs(session, store, period)?),
            false => None,
        };
        Ok(Inputs { period, key })
    }

    /// The definitions to read them with, where they are there and have changed.
    pub(super) fn to_be_read(
        &self,
        session: &Session,
        store: &Store,
    ) -> Result<Option<Rc<Definitions>>> {
        let has_changed =
            |key: &String| session.force || !store.is_up_to_date(self.period, Stage::Ingest, key);
        match self.key.as_ref().is_some_and(has_changed) {
            true => session.definitions_of(self.period).map(Some),
            false => Ok(None),
        }
    }
}

/// An earlier period that is read while the period itself is: often a single export, which keeps one core busy.
pub(super) struct Ahead<'t>(ScopedJoinHandle<'t, Result<Ingested, IngestError>>);

impl<'t> Ahead<'t> {
    /// Begins to read a period.
    pub(super) fn start<'e>(
        scope: &'t Scope<'t, 'e>,
        (reader, input): (&'e Reader, &'e Path),
        definitions: &'e Definitions,
        period: Period,
    ) -> Ahead<'t> {
        // A run whose own period cannot be read leaves no store behind.
        let reader = reader.without_memory();
        Ahead(scope.spawn(move || {
            let bar = ProgressBar::hidden();
            let read = ingest::ingest_with(&reader, definitions, period, input, &bar)?;
            Ok(read.0)
        }))
    }

    fn read(self) -> Result<Ingested> {
        match self.0.join() {
            Ok(read) => Ok(read?),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }
}

/// Reads a period into the store where its inputs are there and have changed; none where the store has nothing of it.
pub(super) fn refresh(
    session: &Session,
    store: &Store,
    steps: &Steps<'_>,
    inputs: &Inputs,
    ahead: Option<Ahead<'_>>,
) -> Result<Option<Made<Ingested>>> {
    let period = inputs.period;
    let Some(key) = &inputs.key else {
        let kept = store.made(period, Stage::Ingest).is_some();
        return Ok(kept.then(|| Made::in_store(period)));
    };
    let read = steps.take(period, key, || {
        if let Some(ahead) = ahead {
            return ahead.read();
        }
        let definitions = session.definitions_of(period)?;
        let bar = session.progress(&format!("reading {period}"));
        let read = ingest::ingest_with(&session.reader, &definitions, period, &session.input, &bar);
        bar.finish_and_clear();
        Ok(read?.0)
    });
    let unread = |error: &anyhow::Error| error.is::<ingest::IngestError>();
    match read {
        Ok(made) => Ok(Some(made)),
        // An earlier period that cannot be read is no reason to fail: what is compared with it stays blank, and
        // the log says why.
        Err(error) if unread(&error) => {
            tracing::warn!(
                "the period {period} cannot be read, what is compared with it stays blank: {error}"
            );
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Edits an earlier period like the current one, without a previous of its own: the same records whether
/// it had a run of its own or not.
pub(super) fn edit(
    session: &Session,
    store: &Store,
    steps: &Steps<'_>,
    ingested: &Made<Ingested>,
) -> Result<()> {
    let period = ingested.period();
    let key = keys::of_stage(session, store, (period, Stage::Edit), &[])?;
    steps.take(period, &key, || {
        let definitions = session.definitions_of(period)?;
        let validated = validate::validate(&definitions, period, ingested.get(store)?, None)?;
        Ok(EditedRecords(validated.enterprises))
    })?;
    Ok(())
}

/// An earlier period from the store alone, for readers: edited here where no run needed it yet.
pub(super) fn from_store(
    session: &Session,
    store: &Store,
    period: Period,
) -> Result<Option<Edited>> {
    if store.made(period, Stage::Edit).is_some() {
        return edited(store, period).map(Some);
    }
    if store.made(period, Stage::Ingest).is_none() {
        return Ok(None);
    }
    let definitions = session.definitions_of(period)?;
    let ingested: Ingested = store.load(period)?;
    let validated = validate::validate(&definitions, period, &ingested, None)?;
    Ok(Some(Edited {
        period,
        enterprises: validated.enterprises,
        projects: ingested.projects,
        zone_form: ingested.zone_form,
    }))
}

/// The edited records of an earlier period, as the store has them.
pub(super) fn edited(store: &Store, period: Period) -> Result<Edited> {
    let EditedRecords(enterprises) = store.load(period)?;
    Ok(Edited {
        period,
        enterprises,
        projects: store.read_frame(period, "projects")?,
        zone_form: ZoneFormRow::from_frame(&store.read_frame(period, ZoneFormRow::NAME)?)?,
    })
}

/// Indicators of periods that had a run of their own and are still in the store: growth over several years.
pub(super) struct History {
    earlier: Vec<Vec<IndicatorRow>>,
}

impl History {
    /// What the store holds of the periods before the previous one.
    pub(super) fn of(session: &Session, store: &Store) -> History {
        let indicators = |period: Period| {
            if !store.has(period, IndicatorRow::NAME) {
                return None;
            }
            let aggregated: Result<Aggregated> = store.load(period);
            aggregated
                .inspect_err(|error| tracing::warn!("{period} is left out of the history: {error}"))
                .ok()
                .map(|aggregated| aggregated.indicators)
        };
        History {
            earlier: earlier_periods(session.period)
                .map_while(indicators)
                .collect(),
        }
    }

    /// The same for the assessment, with the national panel.
    pub(super) fn background<'a>(&'a self, reference: &'a [ReferenceRow]) -> Background<'a> {
        Background {
            reference,
            earlier: &self.earlier,
        }
    }
}

/// What is known of the year before an evaluation: for a quarter too, whose estimates are compared with values of
/// years. The store serves; the reference is read from the input folder where the store has none of that year, which
/// needs no survey of it.
pub(super) fn last_year(session: &Session, store: &Store) -> Result<LastYear> {
    let year = Period {
        quarter: None,
        ..session.period.previous()
    };
    let mut last = LastYear {
        reference: kept(store, year)?,
        indicators: kept(store, year)?,
        scores: kept(store, year)?,
        contributions: kept(store, year)?,
        enterprises: Vec::new(),
    };
    // Without a survey of that year the store cannot tell whether its reference is still that of the folder.
    let surveyed = session.input.join(year.to_string()).join("submissions");
    if last.reference.is_empty() || !surveyed.is_dir() {
        let definitions = session.definitions_of(year)?;
        let read = ingest::reference_of(&session.reader, &definitions, year, &session.input);
        if !read.is_empty() {
            last.reference = read;
        }
    }
    if store.has(year, "records") {
        let records = store.read_frame(year, "records")?;
        let edited = Edited {
            period: year,
            enterprises: records,
            projects: Default::default(),
            zone_form: Vec::new(),
        };
        last.enterprises = edited.statuses()?;
    }
    Ok(last)
}

/// The rows of a table of the store; none where it has no such table.
fn kept<T: Table>(store: &Store, period: Period) -> Result<Vec<T>> {
    if !store.has(period, T::NAME) {
        return Ok(Vec::new());
    }
    Ok(T::from_frame(&store.read_frame(period, T::NAME)?)?)
}

/// Says in the findings about last year's column where last year's record has the value. The previous period's
/// values are read only if there is such a finding.
pub(super) fn point_at_cells(
    session: &Session,
    store: &Store,
    validated: &mut Validated,
) -> Result<()> {
    let period = session.period.previous();
    let speaks_of_it = |finding: &FindingRow| finding.rule == "last-year-difference";
    if !validated.findings.iter().any(speaks_of_it) || !store.has(period, ValueRow::NAME) {
        return Ok(());
    }
    let values = Values::from_frame(&store.read_frame(period, ValueRow::NAME)?)?;
    validate::point_at_previous(&session.definitions, validated, &values);
    Ok(())
}
