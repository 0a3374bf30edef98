//! The output folder: everything is written beside it and swapped in when whole, so that a reader never sees
//! half a run and a failed run leaves the last one in place.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use polars::prelude::{DataFrame, IntoLazy, col, lit};

use super::session::Session;
use crate::period::Period;
use crate::store::{INTERNAL, NamedFrame, write_parquet};

/// A new output folder of a period that is being filled.
pub(super) struct NewOutputs {
    folder: PathBuf,
    target: PathBuf,
}

impl NewOutputs {
    /// Begins a new folder beside the period's own.
    pub(super) fn begin(session: &Session) -> Result<NewOutputs> {
        let name = session.period.to_string();
        let folder = session
            .output
            .join(format!(".{name}.{}.tmp", std::process::id()));
        if folder.exists() {
            std::fs::remove_dir_all(&folder)
                .with_context(|| format!("cannot clear `{}`", folder.display()))?;
        }
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("cannot create the output folder `{}`", folder.display()))?;
        Ok(NewOutputs {
            folder,
            target: session.output.join(name),
        })
    }

    /// The folder to write into.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes tables into `tables/`.
    pub(super) fn tables(&self, period: Period, frames: &[NamedFrame]) -> Result<()> {
        write_tables(&self.folder.join("tables"), period, frames)
    }

    /// Puts the new folder in the place of the old one.
    pub(super) fn finish(self) -> Result<PathBuf> {
        let old = self.folder.with_extension("old");
        let replaces = self.target.exists();
        if replaces {
            std::fs::rename(&self.target, &old).with_context(|| {
                format!(
                    "cannot move the last run's folder `{}` aside: close the workbooks that are open",
                    self.target.display()
                )
            })?;
        }
        std::fs::rename(&self.folder, &self.target)
            .with_context(|| format!("cannot put `{}` in place", self.target.display()))?;
        if replaces {
            std::fs::remove_dir_all(&old).ok();
        }
        Ok(self.target.clone())
    }
}

/// Writes the tables of one stage into the period's folder, each whole or not at all.
pub(super) fn write_stage_tables(session: &Session, frames: &[NamedFrame]) -> Result<()> {
    let folder = session
        .output
        .join(session.period.to_string())
        .join("tables");
    write_tables(&folder, session.period, frames)
}

fn write_tables(folder: &Path, period: Period, frames: &[NamedFrame]) -> Result<()> {
    for (name, frame) in frames {
        if !INTERNAL.contains(name) {
            let path = folder.join(format!("{name}.parquet"));
            write_parquet(&path, &own_period(frame, period)?)?;
        }
    }
    Ok(())
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
