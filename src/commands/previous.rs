//! The previous period: from the store where it is still true to its inputs, else from the input folder.

use anyhow::Result;
use sha2::{Digest, Sha256};

use super::session::Session;
use crate::definitions::Definitions;
use crate::ingest::{self, Ingested};
use crate::period::Period;
use crate::store::Store;
use crate::tables::Edited;
use crate::validate;

/// File in the store, beside a period's tables, with the fingerprint of what they were made of.
const FINGERPRINT: &str = "inputs.sha256";

/// Ingests the previous period into the store where its inputs are there and have changed, and edits it.
pub(super) fn refresh(session: &Session, store: &Store) -> Result<Option<Edited>> {
    let period = session.period.previous();
    let folder = session.input.join(period.to_string()).join("submissions");
    if !folder.is_dir() {
        return from_store(session, store);
    }
    let definitions = Definitions::load(&session.definitions.file, period)?;
    let inputs = ingest::input_hashes(&session.input, period)?;
    let fingerprint = fingerprint(&definitions, inputs);
    if store.note(period, FINGERPRINT).as_deref() == Some(fingerprint.as_str()) {
        return from_store(session, store);
    }
    let bar = session.progress(&format!("reading {period}"));
    let read = ingest::ingest_with(&session.reader, &definitions, period, &session.input, &bar);
    let ingested = match read {
        Ok((ingested, _)) => ingested,
        // A year before that cannot be read is no reason to fail: growth stays blank, and the log says why.
        Err(error) => {
            tracing::warn!(
                "the previous period {period} cannot be read, growth stays blank: {error}"
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
        .map(|file| (file.path.clone(), file.hash.clone()))
        .collect();
    let fingerprint = fingerprint(&session.definitions, inputs);
    store.write_note(session.period, FINGERPRINT, &fingerprint)
}

/// The previous period from the store alone.
pub(super) fn from_store(session: &Session, store: &Store) -> Result<Option<Edited>> {
    let period = session.period.previous();
    if !store.has(period, "records") {
        tracing::info!(
            "no data for the previous period {period}, neither in the store nor in the input folder: growth stays blank"
        );
        return Ok(None);
    }
    let definitions = Definitions::load(&session.definitions.file, period)?;
    let ingested: Ingested = store.load(period)?;
    edit(&definitions, period, &ingested).map(Some)
}

/// Edits the previous period like the current one, without a previous of its own: the same records whether
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
