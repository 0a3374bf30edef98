//! What is remembered of a run when its outputs are in place.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::gates::{Counts, GateResult};
use super::outputs::Outputs;
use super::run::Run;
use super::session::Session;
use super::steps::Steps;
use super::{earlier, keys};
use crate::assess::TOTAL;
use crate::definitions::{DefinitionFile, Language, ROOT};
use crate::ingest;
use crate::store::{
    IndexResult, InputRecord, NamedHash, ParkResult, Reports, RunRecord, Runs, StepRecord, Store,
};

/// Records the run and what the output folder holds now; returns the run's id. `inputs_seen` is the hash of the input
/// folder that the tables were made from; none where they are not of today's inputs.
///
/// # Errors
/// When the store cannot be written.
pub(super) fn remember(
    session: &Session,
    store: &Store,
    outputs: &Outputs,
    run: &Run,
    (counts, gates): (&Counts, &[GateResult]),
    (steps, inputs_seen): (&Steps<'_>, Option<&str>),
) -> Result<String> {
    let passed = gates.iter().all(|gate| gate.passed);
    let definitions = session.definition_files();
    let record = RunRecord {
        id: String::new(),
        when: chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now())
            .format("%Y-%m-%d %H:%M:%S UTC")
            .to_string(),
        huoju: env!("CARGO_PKG_VERSION").to_owned(),
        code: env!("HUOJU_CODE").to_owned(),
        pipeline: session.definitions.pipeline.id.clone(),
        pipeline_file: session.definition_name(&session.definitions.file),
        period: session.period.to_string(),
        previous: run
            .previous
            .as_ref()
            .map(|previous| previous.period.to_string()),
        language: session.language.choose("zh", "en").to_owned(),
        as_of: session.as_of.clone(),
        passed,
        inputs: inputs(session, run),
        definitions: definitions
            .iter()
            .map(|file| NamedHash {
                name: session.definition_name(&file.path),
                sha256: file.sha256.clone(),
            })
            .collect(),
        steps: steps
            .told()
            .iter()
            .map(|step| StepRecord {
                period: step.period.to_string(),
                stage: step.stage.word().to_owned(),
                done: step.done,
            })
            .collect(),
        counts: serde_json::to_value(counts)?,
        gates: serde_json::to_value(gates)?,
        scores: scores(session, run),
        parks: run
            .assessed
            .totals
            .iter()
            .filter(|row| row.group == TOTAL)
            .map(|row| ParkResult {
                park: row.park.clone(),
                score: row.score,
            })
            .collect(),
        tables: Vec::new(),
    };
    let names: BTreeMap<String, String> = record
        .definitions
        .iter()
        .map(|file| (file.name.clone(), file.sha256.clone()))
        .collect();
    let runs = Runs::of(&session.store);
    let id = runs.record(record, &definitions, (store, session.period))?;
    let choices: (Language, Option<&str>) = (session.language, session.as_of.as_deref());
    let key =
        inputs_seen.map(|seen| keys::of_reports(store, session.period, seen, &names, choices));
    store.put_reports(
        session.period,
        Reports {
            // Without a key the next run finds out for itself what is up to date.
            key: key.unwrap_or_default(),
            run: id.clone(),
            passed,
            definitions: names,
            files: outputs.hashes(),
        },
    );
    store.commit()?;
    Ok(id)
}

/// The files of the period with the enterprises whose values they hold, and those of the periods that it is
/// compared with.
fn inputs(session: &Session, run: &Run) -> Vec<InputRecord> {
    let mut enterprises: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    // The values of a file stand together.
    let mut last = None;
    for value in run.ingested.values.iter() {
        let of = (value.file, value.credit_code);
        if last.replace(of) == Some(of) {
            continue;
        }
        enterprises
            .entry(value.file)
            .or_default()
            .insert(value.credit_code);
    }
    let mut inputs: Vec<InputRecord> = run
        .ingested
        .files
        .iter()
        .map(|file| InputRecord {
            path: file.path.clone(),
            bytes: file.bytes,
            sha256: file.hash.clone(),
            status: file.status.word().to_owned(),
            enterprises: enterprises
                .get(file.path.as_str())
                .map(|codes| codes.iter().map(|code| (*code).to_owned()).collect())
                .unwrap_or_default(),
        })
        .collect();
    let known: BTreeSet<String> = inputs.iter().map(|input| input.path.clone()).collect();
    let mut others = BTreeMap::new();
    for period in earlier::wanted(session.period) {
        // A period whose files are gone came from the store.
        others.extend(ingest::input_hashes(&session.input, period).unwrap_or_default());
    }
    inputs.extend(
        others
            .into_iter()
            .filter(|(path, _)| !known.contains(path))
            .map(|(path, sha256)| InputRecord {
                bytes: std::fs::metadata(session.input.join(&path))
                    .map_or(0, |file| i64::try_from(file.len()).unwrap_or(i64::MAX)),
                path,
                sha256,
                ..InputRecord::default()
            }),
    );
    inputs
}

fn scores(session: &Session, run: &Run) -> Vec<IndexResult> {
    let zone = &session.definitions.pipeline.id;
    run.evaluated
        .scores
        .iter()
        .filter(|row| row.node == ROOT && row.unit == *zone)
        .map(|row| IndexResult {
            index: row.index.clone(),
            score: row.score,
            rank: row.rank,
            units: row.units,
        })
        .collect()
}

impl Session {
    /// Every definition file that this session read, by path. The survey of the other kind of period is kept with a
    /// run, so that its definitions serve for quarters and years.
    fn definition_files(&self) -> Vec<DefinitionFile> {
        let mut files = BTreeMap::new();
        for definitions in self.loaded() {
            for file in &definitions.files {
                files.insert(file.path.clone(), file.clone());
            }
        }
        files.into_values().collect()
    }
}
