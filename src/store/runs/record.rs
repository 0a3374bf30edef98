//! What is remembered of a run.

use serde::{Deserialize, Serialize};

/// A run: what went in, by which definitions, and how it came out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// `0007-3fa9c2d1`: a running number, and the beginning of a hash of everything below but the time and the steps.
    pub id: String,
    /// When it ended, for people only: nothing depends on it.
    pub when: String,
    /// Version of huoju.
    pub huoju: String,
    /// Hash of its code.
    pub code: String,
    /// Id of the zone.
    pub pipeline: String,
    /// Name of the pipeline file.
    pub pipeline_file: String,
    /// The period.
    pub period: String,
    /// The period that it was compared with.
    pub previous: Option<String>,
    /// Language of the workbooks.
    pub language: String,
    /// The run whose definitions were used, if they were not those of the day.
    pub as_of: Option<String>,
    /// Whether every gate passed.
    pub passed: bool,
    /// The files of the period and of the earlier periods that were read for it.
    pub inputs: Vec<InputRecord>,
    /// The definition files, by path from the pipeline file; their contents are kept by hash.
    pub definitions: Vec<NamedHash>,
    /// The steps, and whether they were done or up to date.
    pub steps: Vec<StepRecord>,
    /// Numbers of files, records and findings, as in `run.json`.
    pub counts: serde_json::Value,
    /// The gates, as in `run.json`.
    pub gates: serde_json::Value,
    /// Score and rank in every index.
    pub scores: Vec<IndexResult>,
    /// Totals of the parks' assessments.
    pub parks: Vec<ParkResult>,
    /// Tables that are kept for comparisons, by hash.
    pub tables: Vec<NamedHash>,
}

/// A file that went in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputRecord {
    /// Path in the input folder.
    pub path: String,
    /// Its size.
    pub bytes: i64,
    /// SHA-256 of its content.
    pub sha256: String,
    /// What became of it: read, superseded, identical, refused, skipped; empty for a file of an earlier period.
    pub status: String,
    /// Credit codes of the enterprises whose values stand in it.
    pub enterprises: Vec<String>,
}

/// A name and a hash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedHash {
    /// Path or name.
    pub name: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
}

/// A step of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepRecord {
    /// The period whose tables it makes.
    pub period: String,
    /// The stage.
    pub stage: String,
    /// Whether it was done; else it was up to date.
    pub done: bool,
}

/// How the zone came out in an index.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct IndexResult {
    /// Id of the index.
    pub index: String,
    /// The total score, 0–100.
    pub score: Option<f64>,
    /// The rank.
    pub rank: Option<i64>,
    /// Number of units ranked.
    pub units: i64,
}

/// How a park came out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ParkResult {
    /// Id of the park.
    pub park: String,
    /// Its total, 0–100.
    pub score: Option<f64>,
}

impl RunRecord {
    /// The running number of the id.
    pub fn number(&self) -> u32 {
        number_of(&self.id).unwrap_or(0)
    }

    /// What two runs have in common that came to the same from the same: all but id, time and steps.
    pub(super) fn content(&self) -> RunRecord {
        RunRecord {
            id: String::new(),
            when: String::new(),
            steps: Vec::new(),
            ..self.clone()
        }
    }
}

/// The running number that an id begins with.
pub(super) fn number_of(id: &str) -> Option<u32> {
    id.split('-').next()?.parse().ok()
}
