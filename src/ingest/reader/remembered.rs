//! What is remembered of files that were read before: `STORE/period=2023/parsed/<key>`.
//!
//! The key is a hash of everything that the result depends on: the file's content, its extension, the code that
//! reads, and the definitions and register that it reads with. So an entry is never out of date; one whose
//! checksum does not hold is ignored. A run keeps the entries that it used and drops the others.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::hash_of;
use crate::definitions::Definitions;
use crate::definitions::seen::Stage;
use crate::period::Period;

/// Length of the checksum before an entry.
const CHECKSUM: usize = 32;

/// How many files were parsed, and how many were remembered; identical copies count once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Read anew.
    pub parsed: usize,
    /// Taken from an earlier run.
    pub remembered: usize,
}

/// A hash of what the result of reading a file depends on besides the file.
pub(in crate::ingest) struct Fingerprint(String);

impl Fingerprint {
    /// The fingerprint of reading with these definitions and this register (its credit codes).
    pub(in crate::ingest) fn of(
        definitions: &Definitions,
        period: Period,
        known: &[String],
    ) -> Fingerprint {
        let mut all = Sha256::new();
        let mut add = |text: &str| {
            all.update((text.len() as u64).to_le_bytes());
            all.update(text);
        };
        add(env!("CARGO_PKG_VERSION"));
        add(env!("HUOJU_READING_CODE"));
        add(&period.to_string());
        add(&definitions.seen_by(Stage::Read));
        for code in known {
            add(code);
        }
        Fingerprint(format!("{:x}", all.finalize()))
    }
}

/// What is remembered of a period's files.
pub(in crate::ingest) struct Remembered {
    folder: Option<PathBuf>,
    fingerprint: String,
    seen: Mutex<Seen>,
}

/// Keys of the files of this run.
#[derive(Default)]
struct Seen {
    parsed: BTreeSet<String>,
    remembered: BTreeSet<String>,
}

impl Remembered {
    pub(super) fn of(
        store: Option<&Path>,
        period: Period,
        fingerprint: &Fingerprint,
    ) -> Remembered {
        Remembered {
            folder: store.map(|store| store.join(format!("period={period}")).join("parsed")),
            fingerprint: fingerprint.0.clone(),
            seen: Mutex::default(),
        }
    }

    fn key(&self, hash: &str, extension: &str) -> String {
        hash_of(format!("{}\n{hash}\n{extension}", self.fingerprint).as_bytes())
    }

    /// What was made of a file by its hash and extension, if that is remembered.
    pub(in crate::ingest) fn recall<T: DeserializeOwned>(
        &self,
        hash: &str,
        extension: &str,
    ) -> Option<T> {
        let key = self.key(hash, extension);
        let bytes = std::fs::read(self.folder.as_ref()?.join(&key)).ok()?;
        let (checksum, entry) = bytes.split_at_checked(CHECKSUM)?;
        if checksum != checksum_of(&key, entry) {
            return None;
        }
        let known = rmp_serde::from_slice(entry).ok()?;
        if let Ok(mut seen) = self.seen.lock() {
            seen.remembered.insert(key);
        }
        Some(known)
    }

    /// Remembers what was made of a file. A store that cannot be written costs the next run time, nothing else.
    pub(in crate::ingest) fn keep(&self, hash: &str, extension: &str, made: &impl Serialize) {
        let key = self.key(hash, extension);
        if let Some(folder) = &self.folder
            && let Ok(entry) = rmp_serde::to_vec(made)
        {
            let bytes = [checksum_of(&key, &entry).as_slice(), &entry].concat();
            if let Err(error) = write(folder, &key, &bytes) {
                tracing::debug!("`{}` cannot be written: {error}", folder.display());
            }
        }
        self.count(key);
    }

    /// Counts a file that was parsed and is not remembered.
    pub(in crate::ingest) fn pass(&self, hash: &str, extension: &str) {
        self.count(self.key(hash, extension));
    }

    fn count(&self, key: String) {
        if let Ok(mut seen) = self.seen.lock() {
            seen.parsed.insert(key);
        }
    }

    /// Forgets the files that are no longer there.
    pub(in crate::ingest) fn finish(self) -> Tally {
        let seen = self
            .seen
            .into_inner()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        let entries = self
            .folder
            .and_then(|folder| std::fs::read_dir(folder).ok());
        for entry in entries.into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if !seen.parsed.contains(&name) && !seen.remembered.contains(&name) {
                let _ = std::fs::remove_file(entry.path());
            }
        }
        Tally {
            parsed: seen.parsed.len(),
            remembered: seen.remembered.difference(&seen.parsed).count(),
        }
    }
}

fn checksum_of(key: &str, entry: &[u8]) -> [u8; CHECKSUM] {
    let mut sum = Sha256::new();
    sum.update(key);
    sum.update(entry);
    sum.finalize().into()
}

/// Writes under a temporary name, then renames: an entry is whole or not there.
fn write(folder: &Path, key: &str, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let thread = rayon::current_thread_index().unwrap_or(0);
    let temporary = folder.join(format!("{key}.{}.{thread}.tmp", std::process::id()));
    std::fs::write(&temporary, bytes)?;
    std::fs::rename(&temporary, folder.join(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn memory(folder: &Path, fingerprint: &str) -> Remembered {
        Remembered::of(
            Some(folder),
            "2023".parse().unwrap(),
            &Fingerprint(fingerprint.to_owned()),
        )
    }

    fn entries(folder: &Path) -> Vec<PathBuf> {
        std::fs::read_dir(folder.join("period=2023/parsed"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect()
    }

    #[test]
    fn a_file_is_remembered_until_it_or_what_it_was_read_with_changes() {
        let folder = tempfile::tempdir().unwrap();
        let first = memory(folder.path(), "a");
        first.keep("hash", "xlsx", &"made");
        assert_eq!(first.finish().parsed, 1);
        let second = memory(folder.path(), "a");
        assert_eq!(
            second.recall::<String>("hash", "xlsx").as_deref(),
            Some("made")
        );
        assert_eq!(second.recall::<String>("hash", "csv"), None);
        assert_eq!(second.recall::<String>("other", "xlsx"), None);
        let tally = second.finish();
        assert_eq!((tally.parsed, tally.remembered), (0, 1));
        let third = memory(folder.path(), "b");
        assert_eq!(third.recall::<String>("hash", "xlsx"), None);
        third.finish();
        assert!(entries(folder.path()).is_empty(), "old entries are dropped");
    }

    #[test]
    fn a_corrupt_or_foreign_entry_is_ignored() {
        let folder = tempfile::tempdir().unwrap();
        let first = memory(folder.path(), "a");
        first.keep("hash", "xlsx", &"made");
        first.keep("other", "xlsx", &"another");
        let [one, two] = entries(folder.path()).try_into().unwrap();
        let whole = std::fs::read(&one).unwrap();
        let recalled = || {
            let again = memory(folder.path(), "a");
            ["hash", "other"].map(|hash| again.recall::<String>(hash, "xlsx").is_some())
        };
        assert_eq!(recalled(), [true, true]);
        for at in 0..whole.len() {
            let mut broken = whole.clone();
            broken[at] ^= 1;
            std::fs::write(&one, broken).unwrap();
            assert_eq!(recalled().iter().filter(|known| **known).count(), 1);
            std::fs::write(&one, &whole[..at]).unwrap();
            assert_eq!(recalled().iter().filter(|known| **known).count(), 1);
        }
        std::fs::copy(&two, &one).unwrap();
        assert_eq!(recalled().iter().filter(|known| **known).count(), 1);
    }
}
