//! `run.json`: what went in, by which definitions, and how it came out. No clock and no machine's paths: the
//! same inputs give the same bytes.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;

use super::gates::{Counts, GateResult};
use super::session::Session;
use crate::ingest::Ingested;
use crate::tables::{Edited, LeftOutRow};

#[derive(Serialize)]
struct RunRecord<'a> {
    huoju: &'static str,
    pipeline: &'a str,
    period: String,
    previous: Option<String>,
    /// The run whose definitions were used, if they are not today's.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<&'a str>,
    definitions: Vec<DefinitionFile>,
    inputs: Vec<InputFile<'a>>,
    counts: &'a Counts,
    left_out: Vec<LeftOut<'a>>,
    gates: &'a [GateResult],
    passed: bool,
}

#[derive(Serialize)]
struct DefinitionFile {
    path: String,
    sha256: String,
}

#[derive(Serialize)]
struct InputFile<'a> {
    path: &'a str,
    bytes: i64,
    sha256: &'a str,
    kind: &'static str,
    status: &'static str,
    reason: &'a str,
}

/// What the sums of a park or the zone lack, for one reason.
#[derive(Serialize)]
struct LeftOut<'a> {
    level: &'static str,
    unit: &'a str,
    reason: &'static str,
    enterprises: i64,
    /// Size in the period before, in the unit of the pipeline's measure of size.
    size: Option<f64>,
    /// Share of the unit's size in the period before, in per cent.
    share: Option<f64>,
}

/// Writes `run.json` into the output folder.
pub(super) fn write(
    folder: &Path,
    session: &Session,
    previous: Option<&Edited>,
    ingested: &Ingested,
    left_out: &[LeftOutRow],
    counts: &Counts,
    gates: &[GateResult],
) -> Result<()> {
    let definitions = &session.definitions;
    let record = RunRecord {
        huoju: env!("CARGO_PKG_VERSION"),
        pipeline: &definitions.pipeline.id,
        period: session.period.to_string(),
        previous: previous.map(|previous| previous.period.to_string()),
        as_of: session.as_of.as_deref(),
        definitions: definitions
            .files
            .iter()
            .map(|file| DefinitionFile {
                path: session.definition_name(&file.path),
                sha256: file.sha256.clone(),
            })
            .collect(),
        inputs: ingested
            .files
            .iter()
            .map(|file| InputFile {
                path: &file.path,
                bytes: file.bytes,
                sha256: &file.hash,
                kind: file.kind.word(),
                status: file.status.word(),
                reason: &file.reason,
            })
            .collect(),
        counts,
        left_out: left_out
            .iter()
            .map(|row| LeftOut {
                level: row.level.word(),
                unit: &row.unit,
                reason: row.reason.word(),
                enterprises: row.enterprises,
                size: row.size,
                share: row.share,
            })
            .collect(),
        gates,
        passed: gates.iter().all(|gate| gate.passed),
    };
    let path = folder.join("run.json");
    let mut text = serde_json::to_string_pretty(&record)?;
    text.push('\n');
    std::fs::write(&path, text).with_context(|| format!("cannot write `{}`", path.display()))
}
