//! Tables on disk between the stages, and what every run left to know: `STORE/period=2023/…` and `STORE/runs/…`.
//!
//! The tables of a stage lie in a folder of their own, `period=2023/<stage>-<hash>/<table>.parquet`, that never changes.
//! `period=2023/manifest.json` names the folders that hold and is replaced last, in one step: a reader sees
//! all tables of a run or all of the one before, whenever a writer is killed. One writer at a time holds the lock.

mod files;
mod lock;
mod manifest;
mod runs;
mod stage_results;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use polars::prelude::DataFrame;
use rayon::prelude::*;

use crate::definitions::seen::Stage;
use crate::period::Period;
use manifest::Manifest;

pub use files::{
    PIECE, bring_back, hash_of, hash_of_file, is_unfinished, parquet_of_pieces, parquet_pieces,
    put_in_place, read_parquet, unfinished, write_parquet, write_whole,
};
pub use lock::{Lock, remove_with_folder};
pub use manifest::{Made, Reports};
pub use runs::{
    IndexResult, InputRecord, NamedHash, ParkResult, RunRecord, Runs, StepRecord, TABLES,
};
pub use stage_results::{EditedRecords, INTERNAL, NamedFrame, NamedPieces, StageResult};

/// Name of the lock file.
const LOCK: &str = "lock";

/// The store of one pipeline.
pub struct Store {
    folder: PathBuf,
    /// Held while the store is open for writing.
    lock: Option<Lock>,
    /// Whether this process made the folder, and nothing holds in it yet.
    is_new: Cell<bool>,
    /// What is known of each period, as it will be after [`Store::commit`].
    manifests: RefCell<BTreeMap<Period, Manifest>>,
    /// Periods of which something is new.
    changed: RefCell<BTreeSet<Period>>,
    /// Stages whose tables were found whole.
    whole: RefCell<BTreeSet<(Period, Stage)>>,
}

impl Store {
    /// Opens the store for writing; creates it where it does not exist.
    ///
    /// # Errors
    /// When the folder cannot be created, or another process holds the lock: the message names it.
    pub fn open(folder: &Path) -> Result<Store> {
        let is_new = !folder.exists();
        std::fs::create_dir_all(folder).with_context(|| {
            format!(
                "cannot create the store `{}`: give the user who runs huoju the right to write there, or name another folder with `--store`",
                folder.display()
            )
        })?;
        let what = format!("the store `{}`", folder.display());
        let lock = Lock::take(&folder.join(LOCK), &what)?;
        clear_unfinished(folder);
        Ok(Store {
            folder: folder.to_path_buf(),
            lock: Some(lock),
            is_new: Cell::new(is_new),
            manifests: RefCell::default(),
            changed: RefCell::default(),
            whole: RefCell::default(),
        })
    }

    /// Opens the store for reading only.
    pub fn read_only(folder: &Path) -> Store {
        Store {
            folder: folder.to_path_buf(),
            lock: None,
            is_new: Cell::new(false),
            manifests: RefCell::default(),
            changed: RefCell::default(),
            whole: RefCell::default(),
        }
    }

    fn folder_of(&self, period: Period) -> PathBuf {
        self.folder.join(format!("period={period}"))
    }

    /// Looks at, or changes, what is known of a period.
    fn manifest<T>(&self, period: Period, look: impl FnOnce(&mut Manifest) -> T) -> T {
        let mut manifests = self.manifests.borrow_mut();
        let manifest = manifests
            .entry(period)
            .or_insert_with(|| Manifest::read(&self.folder_of(period)));
        look(manifest)
    }

    /// What the store holds of a stage.
    pub fn made(&self, period: Period, stage: Stage) -> Option<Made> {
        self.manifest(period, |manifest| {
            manifest.stages.get(stage.word()).cloned()
        })
    }

    /// The stage that has a table, and the table's file and hash.
    fn find(&self, period: Period, table: &str) -> Option<(PathBuf, String)> {
        let folder = self.folder_of(period);
        self.manifest(period, |manifest| {
            manifest.stages.values().find_map(|made| {
                let hash = made.tables.get(table)?.clone();
                Some((folder.join(&made.folder).join(file_name(table)), hash))
            })
        })
    }

    /// The file of a table as it is now; a run that makes the table anew puts it elsewhere.
    pub fn file(&self, period: Period, table: &str) -> Option<PathBuf> {
        self.find(period, table).map(|(path, _)| path)
    }

    /// The tables of a stage with their files, by name; none where it has not run.
    pub fn files(&self, period: Period, stage: Stage) -> Vec<(String, PathBuf)> {
        let Some(made) = self.made(period, stage) else {
            return Vec::new();
        };
        let folder = self.folder_of(period).join(&made.folder);
        let file = |table: &String| (table.clone(), folder.join(file_name(table)));
        made.tables.keys().map(file).collect()
    }

    /// SHA-256 of a table, which tells whether it is another one; none where the store does not have it.
    pub fn hash(&self, period: Period, table: &str) -> Option<String> {
        self.find(period, table).map(|(_, hash)| hash)
    }

    /// Whether the store has a table of a period, whole.
    pub fn has(&self, period: Period, table: &str) -> bool {
        self.find(period, table)
            .is_some_and(|(path, hash)| hash_of_file(&path).is_ok_and(|found| found == hash))
    }

    /// Whether the tables of a stage are there, whole, and made of what the key tells.
    pub fn is_up_to_date(&self, period: Period, stage: Stage, key: &str) -> bool {
        self.made(period, stage).is_some_and(|made| made.key == key) && self.is_whole(period, stage)
    }

    /// Whether the tables of a stage are there, each as it was written.
    pub fn is_whole(&self, period: Period, stage: Stage) -> bool {
        if self.whole.borrow().contains(&(period, stage)) {
            return true;
        }
        let Some(made) = self.made(period, stage) else {
            return false;
        };
        let whole = holds(&self.folder_of(period).join(&made.folder), &made.tables);
        if whole {
            self.whole.borrow_mut().insert((period, stage));
        } else {
            tracing::warn!(
                "the store's tables of {} {period} are damaged: they are made anew",
                stage.word()
            );
        }
        whole
    }

    /// Keeps the tables of a stage's result, made of what `key` tells. They hold after [`Store::commit`]; until then
    /// others see the tables of before.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn put<R: StageResult>(&self, period: Period, key: &str, result: &R) -> Result<()> {
        let stage = R::STAGE;
        let folder = self.folder_of(period);
        let new = unfinished(&folder.join(stage.word()));
        let written = (|| {
            if new.exists() {
                std::fs::remove_dir_all(&new)?;
            }
            std::fs::create_dir_all(&new)?;
            let keep = |table: &str, bytes: Vec<u8>| -> Result<(String, String)> {
                std::fs::write(new.join(file_name(table)), &bytes)?;
                Ok((table.to_owned(), hash_of(&bytes)))
            };
            let mut tables: BTreeMap<String, String> = result
                .to_keep()?
                .into_par_iter()
                .map(|(table, frame)| keep(table, files::parquet(&frame)?))
                .collect::<Result<_>>()?;
            for (table, pieces) in result.pieces() {
                let (table, hash) = keep(table, parquet_of_pieces(pieces)?)?;
                tables.insert(table, hash);
            }
            let all: String = tables.values().map(String::as_str).collect();
            let made = Made {
                key: key.to_owned(),
                folder: format!("{}-{}", stage.word(), &hash_of(all.as_bytes())[..16]),
                tables,
            };
            // The name tells the content: what is there already is the same, or damaged.
            let place = folder.join(&made.folder);
            if holds(&place, &made.tables) {
                std::fs::remove_dir_all(&new)?;
            } else {
                put_in_place(&new, &place)?;
            }
            Ok(made)
        })();
        let made = written.map_err(|error: anyhow::Error| {
            std::fs::remove_dir_all(&new).ok();
            error.context(format!(
                "the store cannot keep the tables of {} {period} in `{}`",
                stage.word(),
                folder.display()
            ))
        })?;
        self.manifest(period, |manifest| {
            manifest.stages.insert(stage.word().to_owned(), made);
        });
        self.whole.borrow_mut().insert((period, stage));
        self.changed.borrow_mut().insert(period);
        Ok(())
    }

    /// The reports that were written last.
    pub fn reports(&self, period: Period) -> Option<Reports> {
        self.manifest(period, |manifest| manifest.reports.clone())
    }

    /// Remembers the reports that were written; holds after [`Store::commit`].
    pub fn put_reports(&self, period: Period, reports: Reports) {
        self.manifest(period, |manifest| manifest.reports = Some(reports));
        self.changed.borrow_mut().insert(period);
    }

    /// Makes what was put hold, each period in one step, and clears away what holds no more.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn commit(&self) -> Result<()> {
        let changed = std::mem::take(&mut *self.changed.borrow_mut());
        for period in changed {
            let folder = self.folder_of(period);
            self.manifest(period, |manifest| {
                manifest.write(&folder)?;
                sweep(&folder, |name| manifest.keeps(name));
                Ok::<_, anyhow::Error>(())
            })?;
            self.is_new.set(false);
        }
        Ok(())
    }

    /// Reads a stage's result.
    ///
    /// # Errors
    /// When a table is missing (the stage has not run) or does not fit.
    pub fn load<R: StageResult>(&self, period: Period) -> Result<R> {
        let read = || R::from_frames(&|table| self.read_frame(period, table));
        let loaded = read();
        // A writer may have put new tables in the place of those that this reader knew of.
        let is_reader = self.lock.is_none();
        let known = self.made(period, R::STAGE);
        if loaded.is_err() && is_reader && known.is_some() {
            self.manifests.borrow_mut().remove(&period);
            if self.made(period, R::STAGE) != known {
                return read();
            }
        }
        loaded
    }

    /// Reads a table as a data frame.
    ///
    /// # Errors
    /// When the table is missing (the stage that writes it has not run) or cannot be read.
    pub fn read_frame(&self, period: Period, table: &str) -> Result<DataFrame> {
        let (path, _) = self.find(period, table).ok_or_else(|| {
            anyhow!(
                "the store has no table `{table}` of {period} (`{}`): run the stages before this one first, or `huoju run`",
                self.folder_of(period).display()
            )
        })?;
        read_parquet(&path, None)
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // A run that could not be done leaves no store behind where there was none.
        if self.is_new.get() {
            lock::remove_with_folder(&self.folder.join(LOCK));
        }
    }
}

fn file_name(table: &str) -> String {
    format!("{table}.parquet")
}

/// Whether a folder holds tables, each with its hash.
fn holds(folder: &Path, tables: &BTreeMap<String, String>) -> bool {
    tables.iter().all(|(table, hash)| {
        hash_of_file(&folder.join(file_name(table))).is_ok_and(|found| found == *hash)
    })
}

/// Removes what killed runs did not finish, in the periods and among the runs.
fn clear_unfinished(store: &Path) {
    for entry in std::fs::read_dir(store).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sweep(&path, |name| !is_unfinished(name));
            for folder in ["definitions", "tables"] {
                sweep(&path.join(folder), |name| !is_unfinished(name));
            }
        }
    }
}

/// Removes what a folder no longer needs; what cannot be removed stays until the next time.
fn sweep(folder: &Path, keeps: impl Fn(&str) -> bool) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if keeps(&entry.file_name().to_string_lossy()) {
            continue;
        }
        let path = entry.path();
        let removed = if path.is_dir() {
            std::fs::remove_dir_all(&path)
        } else {
            std::fs::remove_file(&path)
        };
        if let Err(error) = removed {
            tracing::debug!("`{}` cannot be removed: {error}", path.display());
        }
    }
}

#[cfg(test)]
mod tests;
