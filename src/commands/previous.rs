//! An earlier period: from the store where it is still true to its inputs, else from the input folder.

use anyhow::Result;

use super::keys;
use super::session::Session;
use super::steps::Steps;
use crate::aggregate::Aggregated;
use crate::assess::{Background, earlier_periods};
use crate::definitions::seen::Stage;
use crate::evaluate::LastYear;
use crate::ingest::{self, Ingested};
use crate::period::Period;
use crate::store::{EditedRecords, Store};
use crate::tables::{
    Edited, FindingRow, IndicatorRow, ReferenceRow, Table, ValueRow, Values, ZoneFormRow,
};
use crate::validate::{self, Validated};

/// Reads a period into the store where its inputs are there and have changed. Says whether the store has it.
pub(super) fn refresh(
    session: &Session,
    store: &Store,
    steps: &Steps<'_>,
    period: Period,
) -> Result<bool> {
    let folder = session.input.join(period.to_string()).join("submissions");
    if !folder.is_dir() {
        return Ok(store.made(period, Stage::Ingest).is_some());
    }
    let key = keys::of_inputs(session, store, period)?;
    let read = steps.take(period, &key, || {
        let definitions = session.definitions_of(period)?;
        let bar = session.progress(&format!("reading {period}"));
        let read = ingest::ingest_with(&session.reader, &definitions, period, &session.input, &bar);
        bar.finish_and_clear();
        Ok(read?.0)
    });
    let unread = |error: &anyhow::Error| error.is::<ingest::IngestError>();
    match read {
        Ok(_) => Ok(true),
        // An earlier period that cannot be read is no reason to fail: what is compared with it stays blank, and
        // the log says why.
        Err(error) if unread(&error) => {
            tracing::warn!(
                "the period {period} cannot be read, what is compared with it stays blank: {error}"
            );
            Ok(false)
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
    period: Period,
) -> Result<()> {
    let key = keys::of_stage(session, store, (period, Stage::Edit), &[])?;
    steps.take(period, &key, || {
        let definitions = session.definitions_of(period)?;
        let ingested: Ingested = store.load(period)?;
        let validated = validate::validate(&definitions, period, &ingested, None)?;
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
