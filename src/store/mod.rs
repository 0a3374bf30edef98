//! Tables on disk between the stages: `STORE/period=2023/<table>.parquet`.
//!
//! A table is written to a temporary name and renamed, so that a reader never sees half of one. One writer at
//! a time holds the lock; the operating system lets it go when the process ends, however it ends.

mod stage_results;

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use polars::prelude::{DataFrame, ParquetCompression, ParquetReader, ParquetWriter, SerReader};

use crate::period::Period;

pub use stage_results::{INTERNAL, NamedFrame, StageResult};

/// The store of one pipeline.
pub struct Store {
    folder: PathBuf,
    /// Held while the store is open for writing.
    _lock: Option<File>,
}

impl Store {
    /// Opens the store for writing; creates it where it does not exist.
    ///
    /// # Errors
    /// When the folder cannot be created, or another process holds the lock: the message names it.
    pub fn open(folder: &Path) -> Result<Store> {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot create the store `{}`", folder.display()))?;
        let path = folder.join("lock");
        let mut lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .with_context(|| format!("cannot open the lock `{}`", path.display()))?;
        if lock.try_lock().is_err() {
            let mut holder = String::new();
            lock.read_to_string(&mut holder).ok();
            bail!(
                "the store `{}` is in use by process {}: wait until it ends",
                folder.display(),
                holder.trim()
            );
        }
        // The holder is named for people only; the lock itself is the system's.
        lock.set_len(0)?;
        lock.rewind()?;
        writeln!(lock, "{}", std::process::id())?;
        Ok(Store {
            folder: folder.to_path_buf(),
            _lock: Some(lock),
        })
    }

    /// Opens the store for reading only.
    pub fn read_only(folder: &Path) -> Store {
        Store {
            folder: folder.to_path_buf(),
            _lock: None,
        }
    }

    fn path(&self, period: Period, table: &str) -> PathBuf {
        self.folder
            .join(format!("period={period}"))
            .join(format!("{table}.parquet"))
    }

    /// Whether the store has a table of a period.
    pub fn has(&self, period: Period, table: &str) -> bool {
        self.path(period, table).is_file()
    }

    /// Keeps the tables of a stage's result.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn save<R: StageResult>(&self, period: Period, result: &R) -> Result<()> {
        for (table, frame) in result.frames()? {
            self.write_frame(period, table, &frame)?;
        }
        Ok(())
    }

    /// Reads a stage's result.
    ///
    /// # Errors
    /// When a table is missing (the stage has not run) or does not fit.
    pub fn load<R: StageResult>(&self, period: Period) -> Result<R> {
        R::from_frames(&|table| self.read_frame(period, table))
    }

    /// Writes a data frame as a table.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn write_frame(&self, period: Period, table: &str, frame: &DataFrame) -> Result<()> {
        write_parquet(&self.path(period, table), frame)
    }

    /// A short text kept beside a period's tables.
    pub fn note(&self, period: Period, name: &str) -> Option<String> {
        std::fs::read_to_string(self.folder.join(format!("period={period}")).join(name)).ok()
    }

    /// Keeps a short text beside a period's tables.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn write_note(&self, period: Period, name: &str, text: &str) -> Result<()> {
        let path = self.folder.join(format!("period={period}")).join(name);
        std::fs::write(&path, text).with_context(|| format!("cannot write `{}`", path.display()))
    }

    /// Reads a table as a data frame.
    ///
    /// # Errors
    /// When the table is missing (the stage that writes it has not run) or cannot be read.
    pub fn read_frame(&self, period: Period, table: &str) -> Result<DataFrame> {
        let path = self.path(period, table);
        let file = File::open(&path).with_context(|| {
            format!(
                "the store has no table `{table}` of {period} (`{}`): run the stages before this one first, or `huoju run`",
                path.display()
            )
        })?;
        ParquetReader::new(file)
            .finish()
            .with_context(|| format!("`{}` cannot be read as Parquet", path.display()))
    }
}

/// Writes a frame as Parquet under a temporary name, then renames it.
///
/// # Errors
/// When the folder cannot be written.
pub fn write_parquet(path: &Path, frame: &DataFrame) -> Result<()> {
    let context = || format!("cannot write `{}`", path.display());
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(context)?;
    }
    let temporary = path.with_extension(format!("parquet.{}.tmp", std::process::id()));
    let mut writer = BufWriter::new(File::create(&temporary).with_context(context)?);
    let mut frame = frame.clone();
    frame.rechunk_mut();
    ParquetWriter::new(&mut writer)
        .with_compression(ParquetCompression::Zstd(None))
        .with_row_group_size(Some(1 << 18))
        .finish(&mut frame)
        .with_context(context)?;
    writer.flush().with_context(context)?;
    drop(writer);
    std::fs::rename(&temporary, path).with_context(context)
}
