//! What the store holds of a period: `STORE/period=2023/manifest.json`, written after everything that it names.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::files::write_whole;

/// Name of the file in a period's folder.
const NAME: &str = "manifest.json";

/// What the store holds of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// By the word of the stage.
    pub stages: BTreeMap<String, Made>,
    /// The reports that were written last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reports: Option<Reports>,
}

/// The tables of a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// Hash of everything that they were made of.
    pub key: String,
    /// The folder below the period's that they lie in.
    pub folder: String,
    /// SHA-256 of each table's file.
    pub tables: BTreeMap<String, String>,
}

/// The output folder as a run left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reports {
    /// Hash of everything that it was made of.
    pub key: String,
    /// Id of the run.
    pub run: String,
    /// Whether every gate passed.
    pub passed: bool,
    /// SHA-256 of each definition file, by its path from the pipeline file.
    pub definitions: BTreeMap<String, String>,
    /// SHA-256 of each file, by its path in the folder.
    pub files: BTreeMap<String, String>,
}

impl Manifest {
    /// The manifest of a period's folder. One that cannot be read is as good as none: what it named is made anew.
    pub(super) fn read(folder: &Path) -> Manifest {
        let path = folder.join(NAME);
        let Ok(text) = std::fs::read_to_string(&path) else {
            return Manifest::default();
        };
        serde_json::from_str(&text).unwrap_or_else(|error| {
            tracing::warn!("`{}` is not used: {error}", path.display());
            Manifest::default()
        })
    }

    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        write_whole(&folder.join(NAME), text.as_bytes())
    }

    /// Whether a name in the period's folder is still of use.
    pub(super) fn keeps(&self, name: &str) -> bool {
        name == NAME || name == "parsed" || self.stages.values().any(|made| made.folder == name)
    }
}
