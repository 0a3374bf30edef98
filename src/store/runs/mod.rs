//! The runs: `STORE/runs/<id>.json`, one file for each, with the definitions and tables that it needs to be
//! understood or done again, by content: `runs/definitions/<hash>`, `runs/tables/<hash>.parquet`.
//!
//! Runs are never pruned: a run of a zone of three thousand enterprises keeps a few megabytes, and only what differs
//! from the runs before. Whoever wants the room back removes `STORE/runs`; no run depends on it.

mod layout;
mod record;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use polars::prelude::{DataFrame, ParquetReader, SerReader};

use super::Store;
use super::files::{hash_of, write_whole};
use crate::definitions::DefinitionFile;
use crate::period::Period;
use record::number_of;

pub use record::{IndexResult, InputRecord, NamedHash, ParkResult, RunRecord, StepRecord};

/// Tables that are kept of each run, to compare runs by.
pub const TABLES: [&str; 4] = ["enterprises", "indicators", "scores", "assessment_totals"];

/// The runs of a store.
#[derive(Clone, Debug)]
pub struct Runs {
    folder: PathBuf,
}

impl Runs {
    /// The runs that the store in a folder remembers.
    pub fn of(store: &Path) -> Runs {
        Runs {
            folder: store.join("runs"),
        }
    }

    /// Every run, the newest first. One whose file cannot be read is left out, with a warning.
    pub fn all(&self) -> Vec<RunRecord> {
        let mut runs: Vec<RunRecord> = self.ids().iter().filter_map(|id| self.read(id)).collect();
        runs.sort_by_key(|run| std::cmp::Reverse(run.number()));
        runs
    }

    fn ids(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten();
        entries
            .flatten()
            .filter_map(|entry| {
                let name = entry.file_name().to_string_lossy().into_owned();
                let id = name.strip_suffix(".json")?;
                number_of(id).map(|_| id.to_owned())
            })
            .collect()
    }

    fn read(&self, id: &str) -> Option<RunRecord> {
        let path = self.folder.join(format!("{id}.json"));
        let text = std::fs::read_to_string(&path).ok()?;
        serde_json::from_str(&text)
            .inspect_err(|error| tracing::warn!("`{}` is no run: {error}", path.display()))
            .ok()
    }

    /// The run with an id, or with the number that it begins with.
    ///
    /// # Errors
    /// When there is none: the message says which there are.
    pub fn find(&self, id: &str) -> Result<RunRecord> {
        let id = id.trim();
        let number = if id.bytes().all(|byte| byte.is_ascii_digit()) {
            id.parse::<u32>().ok()
        } else {
            None
        };
        let runs = self.all();
        let is_meant = |run: &&RunRecord| run.id == id || Some(run.number()) == number;
        if let Some(run) = runs.iter().find(is_meant) {
            return Ok(run.clone());
        }
        let known: Vec<&str> = runs.iter().take(5).map(|run| run.id.as_str()).collect();
        if known.is_empty() {
            bail!(
                "there is no run `{id}`: the store remembers none (`{}`)",
                self.folder.display()
            );
        }
        bail!(
            "there is no run `{id}`: the newest are {}; `huoju runs` lists all",
            known.join(", ")
        );
    }

    /// Remembers a run with its definitions and the tables that the store has of it, and gives it its id. A run that
    /// came to the same from the same as the newest one is that one.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn record(
        &self,
        mut run: RunRecord,
        definitions: &[DefinitionFile],
        (store, period): (&Store, Period),
    ) -> Result<String> {
        for file in definitions {
            let path = self.folder.join("definitions").join(&file.sha256);
            if std::fs::read_to_string(&path).is_ok_and(|kept| kept == *file.text) {
                continue;
            }
            write_whole(&path, file.text.as_bytes())?;
        }
        run.tables.clear();
        for table in TABLES {
            let Some((path, sha256)) = store.find(period, table) else {
                continue;
            };
            self.keep_table(&path, &sha256)?;
            run.tables.push(NamedHash {
                name: table.to_owned(),
                sha256,
            });
        }
        let newest = self.all().into_iter().next();
        if let Some(newest) = newest.filter(|newest| newest.content() == run.content()) {
            return Ok(newest.id);
        }
        let number = self.ids().iter().filter_map(|id| number_of(id)).max();
        let content = hash_of(&serde_json::to_vec(&run.content())?);
        run.id = format!("{:04}-{}", number.unwrap_or(0) + 1, &content[..8]);
        let mut text = serde_json::to_string_pretty(&run)?;
        text.push('\n');
        write_whole(
            &self.folder.join(format!("{}.json", run.id)),
            text.as_bytes(),
        )?;
        Ok(run.id)
    }

    fn table_path(&self, sha256: &str) -> PathBuf {
        self.folder.join("tables").join(format!("{sha256}.parquet"))
    }

    /// Keeps a copy of a table of the store.
    fn keep_table(&self, from: &Path, sha256: &str) -> Result<()> {
        let place = self.table_path(sha256);
        if super::hash_of_file(&place).is_ok_and(|kept| kept == sha256) {
            return Ok(());
        }
        let bytes = std::fs::read(from)
            .with_context(|| format!("the store's table `{}` cannot be read", from.display()))?;
        write_whole(&place, &bytes)
    }

    /// A table that was kept of a run; none where it has none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn table(&self, run: &RunRecord, name: &str) -> Result<Option<DataFrame>> {
        let Some(table) = run.tables.iter().find(|table| table.name == name) else {
            return Ok(None);
        };
        let path = self.table_path(&table.sha256);
        let file = std::fs::File::open(&path).with_context(|| {
            format!(
                "the table `{name}` of the run {} is gone (`{}`)",
                run.id,
                path.display()
            )
        })?;
        let frame = ParquetReader::new(file)
            .finish()
            .with_context(|| format!("`{}` cannot be read as Parquet", path.display()))?;
        Ok(Some(frame))
    }
}
