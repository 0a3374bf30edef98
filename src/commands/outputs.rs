//! The output folder: everything is written beside it and swapped in when whole, so that a reader never sees
//! half a run and a failed run leaves the last one in place.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use polars::prelude::{DataFrame, IntoLazy, col, lit};
use rayon::prelude::*;

use super::session::Session;
use crate::period::Period;
use crate::store::{
    INTERNAL, Lock, NamedFrame, bring_back, hash_of_file, is_unfinished, parquet_of_pieces,
    parquet_pieces, put_in_place, read_parquet, remove_with_folder, unfinished, write_parquet,
    write_whole,
};

/// The output folder of a period while this process writes it.
pub(super) struct Outputs {
    /// The folder that holds.
    folder: PathBuf,
    /// The lock of the folder above it, and whether this process made that folder.
    lock: PathBuf,
    is_new: bool,
    _held: Lock,
}

impl Outputs {
    /// Takes the output folder for writing, before anything is computed in vain, and clears away what a killed run
    /// left in it.
    ///
    /// # Errors
    /// When it cannot be written, or another process writes it.
    pub(super) fn take(session: &Session) -> Result<Outputs> {
        let root = &session.output;
        let folder = root.join(session.period.to_string());
        let cannot = || {
            format!(
                "the output folder `{}` cannot be written: give the user who runs huoju the right to write there, or name another folder with `--out`",
                root.display()
            )
        };
        let is_new = !root.exists();
        std::fs::create_dir_all(root).with_context(cannot)?;
        let what = format!("the output folder `{}`", root.display());
        let lock = root.join(".huoju.lock");
        let held = Lock::take(&lock, &what)?;
        bring_back(&folder).with_context(cannot)?;
        for place in [root.as_path(), &folder, &folder.join("parks")] {
            clear_unfinished(place);
        }
        // A folder that can be made can be filled, but for the room on the disk.
        let trial = unfinished(&folder);
        std::fs::create_dir(&trial).with_context(cannot)?;
        std::fs::remove_dir(&trial).with_context(cannot)?;
        let outputs = Outputs {
            folder,
            lock,
            is_new,
            _held: held,
        };
        outputs.tell_what_is_open();
        Ok(outputs)
    }

    /// Names the workbooks that an office program has open, by its lock files: they are replaced all the same.
    fn tell_what_is_open(&self) {
        for open in open_workbooks(&self.folder) {
            tracing::warn!(
                "`{}` is open in another program, which goes on showing the old one: close it there and open it anew",
                open.display()
            );
        }
    }

    /// The folder that holds.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Begins a new folder, empty.
    pub(super) fn begin(&self) -> Result<NewOutputs<'_>> {
        let folder = unfinished(&self.folder);
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("cannot create the output folder `{}`", folder.display()))?;
        Ok(NewOutputs {
            outputs: self,
            folder,
        })
    }

    /// Begins a new folder with everything that the one that holds has.
    pub(super) fn begin_with_last(&self) -> Result<NewOutputs<'_>> {
        let new = self.begin()?;
        if self.folder.is_dir() {
            copy(&self.folder, &new.folder)
                .with_context(|| format!("cannot copy `{}`", self.folder.display()))?;
        }
        Ok(new)
    }

    /// SHA-256 of each file in the folder that holds, by its path in it; files of office programs left out.
    pub(super) fn hashes(&self) -> BTreeMap<String, String> {
        hashes(&self.folder)
    }
}

impl Drop for Outputs {
    fn drop(&mut self) {
        // A run that could not be done leaves no output folder behind where there was none.
        if self.is_new && !self.folder.exists() {
            remove_with_folder(&self.lock);
        }
    }
}

/// A new output folder of a period that is being filled. Where it is not finished, nothing is left of it.
pub(super) struct NewOutputs<'o> {
    outputs: &'o Outputs,
    folder: PathBuf,
}

impl NewOutputs<'_> {
    /// The folder to write into.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes tables into `tables/`.
    pub(super) fn tables(&self, period: Period, frames: &[NamedFrame]) -> Result<()> {
        for (name, frame) in frames {
            if !INTERNAL.contains(name) {
                let path = self.folder.join("tables").join(format!("{name}.parquet"));
                write_parquet(&path, &own_period(frame, period)?)?;
            }
        }
        Ok(())
    }

    /// Copies tables that the store keeps into `tables/`; what has rows of other periods is written without them.
    pub(super) fn kept_tables(&self, period: Period, tables: &[(String, PathBuf)]) -> Result<()> {
        let folder = self.folder.join("tables");
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("cannot create the folder `{}`", folder.display()))?;
        tables
            .par_iter()
            .filter(|(name, _)| !INTERNAL.contains(&name.as_str()))
            .try_for_each(|(name, kept)| {
                let path = folder.join(format!("{name}.parquet"));
                let cannot = || format!("`{}` cannot be taken from the store", kept.display());
                if is_of(kept, period).with_context(cannot)? {
                    // A new file has the rights of an output, which may be other than those of the store.
                    let copied = File::open(kept)
                        .and_then(|mut kept| std::io::copy(&mut kept, &mut File::create(&path)?));
                    return copied.map(|_| ()).with_context(cannot);
                }
                let pieces = parquet_pieces(kept).with_context(cannot)?;
                let own = pieces.map(|piece| own_period(&piece?, period));
                write_whole(&path, &parquet_of_pieces(own).with_context(cannot)?)
            })
    }

    /// Puts the new folder in the place of the old one.
    pub(super) fn finish(self) -> Result<()> {
        let place = &self.outputs.folder;
        put_in_place(&self.folder, place).with_context(|| {
            format!(
                "cannot put `{}` in place, the last run's outputs stay: close the workbooks that are open and run again",
                place.display()
            )
        })
    }
}

impl Drop for NewOutputs<'_> {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

/// Removes files and folders that a killed run did not finish.
fn clear_unfinished(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if !is_unfinished(&entry.file_name().to_string_lossy()) {
            continue;
        }
        let path = entry.path();
        if path.is_dir() {
            std::fs::remove_dir_all(path).ok();
        } else {
            std::fs::remove_file(path).ok();
        }
    }
}

/// The file whose lock file of an office program has this name: LibreOffice's `.~lock.zone.xlsx#`, Excel's `~$zone.xlsx`.
fn locked_by(name: &str) -> Option<&str> {
    let of_libreoffice = name
        .strip_prefix(".~lock.")
        .and_then(|rest| rest.strip_suffix('#'));
    of_libreoffice.or_else(|| name.strip_prefix("~$"))
}

/// Files below a folder that an office program has open.
fn open_workbooks(folder: &Path) -> Vec<PathBuf> {
    let mut open: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            Some(entry.path().with_file_name(locked_by(&name)?))
        })
        .collect();
    open.sort();
    open
}

/// SHA-256 of each file below a folder, by its path in it; files of office programs left out.
pub(super) fn hashes(folder: &Path) -> BTreeMap<String, String> {
    let files: Vec<_> = walkdir::WalkDir::new(folder)
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_type().is_file())
        .filter(|entry| locked_by(&entry.file_name().to_string_lossy()).is_none())
        .collect();
    files
        .par_iter()
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            let name: Vec<_> = name
                .components()
                .map(|part| part.as_os_str().to_string_lossy().into_owned())
                .collect();
            // A file that cannot be read is not the one that was written.
            (
                name.join("/"),
                hash_of_file(entry.path()).unwrap_or_default(),
            )
        })
        .collect()
}

/// Copies a folder with everything below it.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if entry.file_type()?.is_dir() {
            std::fs::create_dir_all(to.join(&name))?;
            copy(&entry.path(), &to.join(&name))?;
        } else if locked_by(&name.to_string_lossy()).is_none() {
            std::fs::copy(entry.path(), to.join(&name))?;
        }
    }
    Ok(())
}

/// Whether a table's rows are all of one period; those of a table without periods are of any.
fn is_of(table: &Path, period: Period) -> Result<bool> {
    let periods = read_parquet(table, Some("period"))?;
    let Ok(periods) = periods.column("period") else {
        return Ok(true);
    };
    let own = period.to_string();
    Ok(periods.str()?.iter().all(|period| period == Some(&own)))
}

/// The rows of the run's own period: last year's columns on a form are kept in the store only.
fn own_period(frame: &DataFrame, period: Period) -> Result<DataFrame> {
    if frame.column("period").is_err() {
        return Ok(frame.clone());
    }
    Ok(frame
        .clone()
        .lazy()
        .filter(col("period").eq(lit(period.to_string())))
        .collect()?)
}

#[cfg(test)]
mod tests {
    use polars::prelude::df;

    use super::{is_of, locked_by, write_parquet};

    #[test]
    fn only_a_table_without_rows_of_another_period_is_taken_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.parquet");
        let period = "2023".parse().unwrap();
        for (frame, expected) in [
            (df!("period" => ["2023", "2023"], "value" => [1, 2]), true),
            (df!("period" => ["2023", "2022"], "value" => [1, 2]), false),
            (
                df!("period" => [Some("2023"), None], "value" => [1, 2]),
                false,
            ),
            (
                df!("period" => Vec::<String>::new(), "value" => Vec::<i64>::new()),
                true,
            ),
            (df!("value" => [1, 2]), true),
        ] {
            write_parquet(&path, &frame.unwrap()).unwrap();
            assert_eq!(is_of(&path, period).unwrap(), expected);
        }
    }

    #[test]
    fn lock_files_of_office_programs_name_what_is_open() {
        assert_eq!(locked_by(".~lock.zone.xlsx#"), Some("zone.xlsx"));
        assert_eq!(locked_by("~$zone.xlsx"), Some("zone.xlsx"));
        assert_eq!(locked_by("zone.xlsx"), None);
    }
}
