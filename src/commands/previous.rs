//! An earlier period: from the store where it is still true to its inputs, else from the input folder.

use anyhow::Result;
use sha2::{Digest, Sha256};

use super::session::Session;
use crate::aggregate::Aggregated;
use crate::assess::{Background, earlier_periods};
use crate::definitions::Definitions;
use crate::evaluate::LastYear;
use crate::ingest::{self, Ingested};
use crate::period::Period;
use crate::store::Store;
use crate::tables::{Edited, FindingRow, IndicatorRow, ReferenceRow, Table, ValueRow};
use crate::validate::{self, Validated};

/// File in the store, beside a period's tables, with the fingerprint of what they were made of.
const FINGERPRINT: &str = "inputs.sha256";

/// Ingests a period into the store where its inputs are there and have changed, and edits it.
pub(super) fn refresh(session: &Session, store: &Store, period: Period) -> Result<Option<Edited>> {
    let folder = session.input.join(period.to_string()).join("submissions");
    if !folder.is_dir() {
        return from_store(session, store, period);
    }
    let definitions = Definitions::load(&session.definitions.file, period)?;
    let inputs = ingest::input_hashes(&session.input, period)?;
    let fingerprint = fingerprint(&definitions, inputs);
    if store.note(period, FINGERPRINT).as_deref() == Some(fingerprint.as_str()) {
        return from_store(session, store, period);
    }
    let bar = session.progress(&format!("reading {period}"));
    let read = ingest::ingest_with(&session.reader, &definitions, period, &session.input, &bar);
    let ingested = match read {
        Ok((ingested, _)) => ingested,
        // An earlier period that cannot be read is no reason to fail: what is compared with it stays blank, and
        // the log says why.
        Err(error) => {
            tracing::warn!(
                "the period {period} cannot be read, what is compared with it stays blank: {error}"
            );
            return Ok(None);
        }
    };
    bar.finish_and_clear();
    store.save(period, &ingested)?;
    store.write_note(period, FINGERPRINT, &fingerprint)?;
    edit(&definitions, period, &ingested).map(Some)
}

/// Remembers what a period's tables were made of, so that the next period's run need not read it again.
pub(super) fn remember(session: &Session, store: &Store, ingested: &Ingested) -> Result<()> {
    let inputs = ingested
        .files
        .iter()
        // A reference that was lent by another period is none of this one's inputs.
        .filter(|file| file.period == session.period.to_string())
        .map(|file| (file.path.clone(), file.hash.clone()))
        .collect();
    let fingerprint = fingerprint(&session.definitions, inputs);
    store.write_note(session.period, FINGERPRINT, &fingerprint)
}

/// An earlier period from the store alone.
pub(super) fn from_store(
    session: &Session,
    store: &Store,
    period: Period,
) -> Result<Option<Edited>> {
    if !store.has(period, "records") {
        return Ok(None);
    }
    let definitions = Definitions::load(&session.definitions.file, period)?;
    let ingested: Ingested = store.load(period)?;
    edit(&definitions, period, &ingested).map(Some)
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
        let definitions = Definitions::load(&session.definitions.file, year)?;
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
    let values = ValueRow::from_frame(&store.read_frame(period, ValueRow::NAME)?)?;
    validate::point_at_previous(&session.definitions, validated, &values);
    Ok(())
}

/// Edits an earlier period like the current one, without a previous of its own: the same records whether
/// it had a run of its own or not.
fn edit(definitions: &Definitions, period: Period, ingested: &Ingested) -> Result<Edited> {
    let validated = validate::validate(definitions, period, ingested, None)?;
    Ok(Edited {
        period,
        enterprises: validated.enterprises,
        projects: ingested.projects.clone(),
        zone_form: ingested.zone_form.clone(),
    })
}

/// SHA-256 over everything that a period's tables depend on: the program, the definitions, the register and the
/// period's files, by path and content.
fn fingerprint(definitions: &Definitions, mut inputs: Vec<(String, String)>) -> String {
    let mut all = Sha256::new();
    all.update(env!("CARGO_PKG_VERSION"));
    all.update(env!("HUOJU_READING_CODE"));
    for (_, hash) in &definitions.files {
        all.update(hash);
    }
    inputs.sort();
    for (path, hash) in inputs {
        all.update(path);
        all.update([0]);
        all.update(hash);
        all.update([0]);
    }
    format!("{:x}", all.finalize())
}
