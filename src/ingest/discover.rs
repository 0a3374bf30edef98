//! The files of an input folder: what each is for, its bytes and hash, and which are left out.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::note::Note;
use super::workbook::Unread;
use crate::definitions::Limits;

/// Extensions of workbooks, in the order in which one is looked for.
const EXTENSIONS: [&str; 7] = ["xlsx", "xlsm", "xls", "xlsb", "ods", "et", "csv"];

/// A file of the input folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Where it is.
    pub path: PathBuf,
    /// Path relative to the input folder, with `/`.
    pub relative: String,
    /// A symbolic link: it is not followed.
    pub link: bool,
}

impl Entry {
    /// The extension of its name, in lower case.
    pub(super) fn extension(&self) -> String {
        self.path
            .extension()
            .map(|extension| extension.to_string_lossy().to_lowercase())
            .unwrap_or_default()
    }
}

/// A file with its content.
pub(super) struct Loaded {
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256, hexadecimal; empty where it could not be read.
    pub hash: String,
    /// Its content, or why it is not read.
    pub content: Result<Vec<u8>, Unread>,
}

/// Path of a file relative to the input folder, with `/`.
pub(super) fn relative(input: &Path, path: &Path) -> String {
    path.strip_prefix(input)
        .unwrap_or(path)
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join("/")
}

/// Every file below a folder, sorted by path; links are not followed.
pub(super) fn walk(input: &Path, folder: &Path) -> Result<Vec<Entry>, walkdir::Error> {
    let mut entries = Vec::new();
    for entry in walkdir::WalkDir::new(folder).follow_links(false) {
        let entry = entry?;
        if entry.file_type().is_dir() {
            continue;
        }
        entries.push(Entry {
            relative: relative(input, entry.path()),
            link: entry.file_type().is_symlink(),
            path: entry.into_path(),
        });
    }
    entries.sort_by(|a, b| a.relative.cmp(&b.relative));
    Ok(entries)
}

/// The file with a stem in a folder, whatever kind of workbook it is.
pub(super) fn named(input: &Path, folder: &Path, stem: &str) -> Option<Entry> {
    let candidates = EXTENSIONS
        .iter()
        .map(|extension| folder.join(format!("{stem}.{extension}")));
    candidates
        .into_iter()
        .find(|path| path.is_file())
        .map(|path| Entry {
            relative: relative(input, &path),
            link: leads_out(input, &path),
            path,
        })
}

/// Whether a path leads out of the input folder by a symbolic link.
fn leads_out(input: &Path, path: &Path) -> bool {
    match (input.canonicalize(), path.canonicalize()) {
        (Ok(input), Ok(path)) => !path.starts_with(input),
        _ => true,
    }
}

/// The hash of a file, as [`load`] gives it: empty for one that is not read.
pub(super) fn hash(entry: &Entry) -> String {
    if entry.link || !entry.path.is_file() {
        return String::new();
    }
    hash_of(&entry.path).unwrap_or_default()
}

/// Why a file is left out by its name alone: a lock file, a hidden file, a system file.
fn left_out(entry: &Entry) -> Option<Note> {
    let name = entry.path.file_name()?.to_string_lossy().into_owned();
    if entry.link {
        return Some(Note::new(
            "符号链接，不跟随",
            "a symbolic link: it is not followed",
        ));
    }
    if name.starts_with("~$") || name.starts_with(".~lock.") || name.starts_with(".~") {
        return Some(Note::new(
            "办公软件的锁文件",
            "a lock file of an office program",
        ));
    }
    if name.starts_with('.')
        || name.eq_ignore_ascii_case("thumbs.db")
        || name.eq_ignore_ascii_case("desktop.ini")
    {
        return Some(Note::new(
            "隐藏文件或系统文件",
            "a hidden file or a file of the system",
        ));
    }
    None
}

/// Reads a file, unless it is left out or too large.
pub(super) fn load(entry: &Entry, limits: &Limits) -> Loaded {
    if entry.link {
        return Loaded {
            bytes: 0,
            hash: String::new(),
            content: Err(Unread::Skipped(left_out(entry).unwrap_or_default())),
        };
    }
    let refused = |bytes: u64, hash: String, note: Note| Loaded {
        bytes,
        hash,
        content: Err(Unread::Refused(note)),
    };
    let size = match std::fs::metadata(&entry.path) {
        Ok(metadata) if metadata.is_file() => metadata.len(),
        Ok(_) => {
            return Loaded {
                bytes: 0,
                hash: String::new(),
                content: Err(Unread::Skipped(Note::new(
                    "不是普通文件",
                    "it is no regular file",
                ))),
            };
        }
        Err(error) => return refused(0, String::new(), cannot_be_read(&error)),
    };
    if size > limits.file_bytes {
        let note = Note::new(
            format!("文件超过上限 {} MB", limits.file_bytes >> 20),
            format!(
                "it is larger than {} MB, the limit `limits.file_bytes` of the pipeline",
                limits.file_bytes >> 20
            ),
        );
        return match hash_of(&entry.path) {
            Ok(hash) => refused(size, hash, note),
            Err(error) => refused(size, String::new(), cannot_be_read(&error)),
        };
    }
    match std::fs::read(&entry.path) {
        Ok(content) => Loaded {
            bytes: content.len() as u64,
            hash: format!("{:x}", Sha256::digest(&content)),
            content: match left_out(entry) {
                Some(note) => Err(Unread::Skipped(note)),
                None => Ok(content),
            },
        },
        Err(error) => refused(size, String::new(), cannot_be_read(&error)),
    }
}

fn cannot_be_read(error: &std::io::Error) -> Note {
    Note::new(
        format!("无法读取：{error}"),
        format!("it cannot be read: {error}"),
    )
}

fn hash_of(path: &Path) -> std::io::Result<String> {
    let mut file = std::fs::File::open(path)?;
    let mut hash = Sha256::new();
    std::io::copy(&mut file, &mut hash)?;
    Ok(format!("{:x}", hash.finalize()))
}
