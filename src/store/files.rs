//! Files and folders that are whole or not there.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use polars::prelude::{DataFrame, ParquetCompression, ParquetReader, ParquetWriter, SerReader};
use sha2::{Digest, Sha256};

/// SHA-256 of bytes, hexadecimal.
pub fn hash_of(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

/// SHA-256 of a file's content, hexadecimal.
///
/// # Errors
/// When it cannot be read.
pub fn hash_of_file(path: &Path) -> std::io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    std::io::copy(&mut file, &mut hash)?;
    Ok(format!("{:x}", hash.finalize()))
}

/// The name under which a file or folder is made before it is renamed: hidden, and with the process in it.
pub fn unfinished(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.tmp", std::process::id()))
}

/// Whether a name is one that [`unfinished`] gave.
pub fn is_unfinished(name: &str) -> bool {
    name.starts_with('.') && name.ends_with(".tmp")
}

/// Writes a file under a temporary name, to the disk, then renames it.
///
/// # Errors
/// When the folder cannot be written; nothing is left behind then.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let temporary = unfinished(path);
    let written = (|| {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut file = File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&temporary, path)
    })();
    if written.is_err() {
        let _ = std::fs::remove_file(&temporary);
    }
    written.with_context(|| format!("cannot write `{}`", path.display()))
}

/// Rows of a row group, at most.
const GROUP: usize = 1 << 18;

/// Rows of a table that is written or read piece by piece.
pub const PIECE: usize = 1 << 16;

fn writer<W: Write>(to: W) -> ParquetWriter<W> {
    ParquetWriter::new(to)
        .with_compression(ParquetCompression::Zstd(None))
        .with_row_group_size(Some(GROUP))
}

/// A frame as Parquet: the same frame gives the same bytes.
///
/// # Errors
/// When the frame has a type that Parquet lacks.
pub(super) fn parquet(frame: &DataFrame) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut frame = frame.clone();
    frame.rechunk_mut();
    writer(&mut bytes).finish(&mut frame)?;
    Ok(bytes)
}

/// The frames of a table's pieces as one Parquet, each with a row group of its own: the table is never whole in memory.
/// There is at least one piece, which may be empty.
///
/// # Errors
/// When a piece cannot be made, or has a type that Parquet lacks.
pub fn parquet_of_pieces(pieces: impl IntoIterator<Item = Result<DataFrame>>) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut pieces = pieces.into_iter();
    let first = pieces.next().context("a table without a piece")??;
    let mut writing = writer(&mut bytes).batched(first.schema())?;
    for piece in std::iter::once(Ok(first)).chain(pieces) {
        let mut piece = piece?;
        piece.rechunk_mut();
        writing.write_batch(&piece)?;
    }
    writing.finish()?;
    drop(writing);
    Ok(bytes)
}

/// Writes a frame as Parquet under a temporary name, then renames it.
///
/// # Errors
/// When the folder cannot be written.
pub fn write_parquet(path: &Path, frame: &DataFrame) -> Result<()> {
    let bytes = parquet(frame).with_context(|| format!("cannot write `{}`", path.display()))?;
    write_whole(path, &bytes)
}

/// Reads a Parquet file; of its columns one alone where a name is given, none where it has none of that name.
///
/// # Errors
/// When it cannot be read, or is no Parquet.
pub fn read_parquet(path: &Path, only: Option<&str>) -> Result<DataFrame> {
    let file = File::open(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let read = || {
        let mut reader = ParquetReader::new(file);
        if let Some(name) = only {
            let has_it = reader.schema()?.contains(name);
            reader =
                reader.with_columns(Some(has_it.then(|| name.to_owned()).into_iter().collect()));
        }
        reader.finish()
    };
    read().with_context(|| format!("`{}` cannot be read as Parquet", path.display()))
}

/// Reads a Parquet file piece by piece; an empty one is one piece.
///
/// # Errors
/// When it cannot be read, or is no Parquet.
pub fn parquet_pieces(path: &Path) -> Result<impl Iterator<Item = Result<DataFrame>>> {
    let cannot = |path: &Path| format!("`{}` cannot be read as Parquet", path.display());
    let open =
        |path: &Path| File::open(path).with_context(|| format!("cannot read `{}`", path.display()));
    let rows = ParquetReader::new(open(path)?)
        .num_rows()
        .with_context(|| cannot(path))?;
    let path = path.to_owned();
    let starts = (0..rows.max(1)).step_by(PIECE);
    Ok(starts.map(move |start| {
        ParquetReader::new(open(&path)?)
            .with_slice(Some((start, PIECE)))
            .finish()
            .with_context(|| cannot(&path))
    }))
}

/// Puts a folder or file in the place of another one; what was there before is gone afterwards. Where the file
/// system can, both change places in one step, so that the name always leads to one of them.
///
/// # Errors
/// When neither can be done; what was there before is there still.
pub fn put_in_place(new: &Path, place: &Path) -> std::io::Result<()> {
    if !place.exists() {
        return std::fs::rename(new, place);
    }
    if !exchange(new, place) {
        let old = aside(place);
        std::fs::rename(place, &old)?;
        if let Err(error) = std::fs::rename(new, place) {
            std::fs::rename(&old, place)?;
            return Err(error);
        }
        std::fs::remove_dir_all(&old).ok();
        return Ok(());
    }
    // The old one has the temporary name now: the next run clears away what cannot be removed.
    std::fs::remove_dir_all(new).ok();
    Ok(())
}

/// Where the old folder stands for an instant on file systems that cannot exchange two folders.
fn aside(place: &Path) -> PathBuf {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    place.with_file_name(format!(".{name}.old"))
}

/// Brings back a folder that a process left aside when it was killed, and removes it where its place was taken.
///
/// # Errors
/// When it can be neither moved nor removed.
pub fn bring_back(place: &Path) -> std::io::Result<()> {
    let old = aside(place);
    match (old.exists(), place.exists()) {
        (true, false) => std::fs::rename(old, place),
        (true, true) => std::fs::remove_dir_all(old),
        (false, _) => Ok(()),
    }
}

#[cfg(target_os = "linux")]
fn exchange(one: &Path, other: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn exchange(_one: &Path, _other: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(root: &Path, name: &str, text: &str) -> PathBuf {
        let folder = root.join(name);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("file"), text).unwrap();
        folder
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_folder_takes_the_place_of_another_and_nothing_is_left_over() {
        let root = tempfile::tempdir().unwrap();
        let place = folder_with(root.path(), "2023", "old");
        let new = folder_with(root.path(), ".2023.1.tmp", "new");
        put_in_place(&new, &place).unwrap();
        assert_eq!(std::fs::read_to_string(place.join("file")).unwrap(), "new");
        assert_eq!(names(root.path()), ["2023"]);
    }

    #[test]
    fn a_folder_that_was_left_aside_is_brought_back_unless_its_place_is_taken() {
        let root = tempfile::tempdir().unwrap();
        let place = root.path().join("2023");
        folder_with(root.path(), ".2023.old", "old");
        bring_back(&place).unwrap();
        assert_eq!(names(root.path()), ["2023"]);
        folder_with(root.path(), ".2023.old", "older");
        bring_back(&place).unwrap();
        assert_eq!(std::fs::read_to_string(place.join("file")).unwrap(), "old");
        assert_eq!(names(root.path()), ["2023"]);
    }

    #[test]
    fn a_file_that_cannot_be_put_in_place_leaves_nothing_behind() {
        let root = tempfile::tempdir().unwrap();
        folder_with(root.path(), "table", "a folder");
        assert!(write_whole(&root.path().join("table"), b"text").is_err());
        assert_eq!(names(root.path()), ["table"]);
    }
}
