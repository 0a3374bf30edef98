//! What is remembered of files that were read before: `STORE/period=2023/parsed`.
//!
//! The key is a hash of everything that the result depends on: the file's content, its extension, the code that
//! reads, and the definitions and register that it reads with. So an entry is never out of date; one whose
//! checksum does not hold is ignored. A run keeps the entries that it used and drops the others.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Mutex;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::pack::{Key, Pack};
use crate::definitions::Definitions;
use crate::definitions::seen::Stage;
use crate::period::Period;

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
    pack: Option<Pack>,
    fingerprint: String,
    seen: Mutex<Seen>,
}

/// Keys of the files of this run.
#[derive(Default)]
struct Seen {
    parsed: BTreeSet<Key>,
    remembered: BTreeSet<Key>,
}

impl Remembered {
    pub(super) fn of(
        store: Option<&Path>,
        period: Period,
        fingerprint: &Fingerprint,
    ) -> Remembered {
        let folder = store.map(|store| store.join(format!("period={period}")).join("parsed"));
        Remembered {
            pack: folder.map(Pack::open),
            fingerprint: fingerprint.0.clone(),
            seen: Mutex::default(),
        }
    }

    fn key(&self, hash: &str, extension: &str) -> Key {
        Sha256::digest(format!("{}\n{hash}\n{extension}", self.fingerprint)).into()
    }

    /// What was made of a file by its hash and extension, if that is remembered.
    pub(in crate::ingest) fn recall<T: DeserializeOwned>(
        &self,
        hash: &str,
        extension: &str,
    ) -> Option<T> {
        let key = self.key(hash, extension);
        let entry = self.pack.as_ref()?.get(&key)?;
        let known = rmp_serde::from_slice(&entry).ok()?;
        if let Ok(mut seen) = self.seen.lock() {
            seen.remembered.insert(key);
        }
        Some(known)
    }

    /// Remembers what was made of a file. A store that cannot be written costs the next run time, nothing else.
    pub(in crate::ingest) fn keep(&self, hash: &str, extension: &str, made: &impl Serialize) {
        let key = self.key(hash, extension);
        if let Some(pack) = &self.pack
            && let Ok(entry) = rmp_serde::to_vec(made)
            && let Err(error) = pack.add(&key, &entry)
        {
            tracing::debug!("what was made of a file cannot be remembered: {error}");
        }
        self.count(key);
    }

    /// Counts a file that was parsed and is not remembered.
    pub(in crate::ingest) fn pass(&self, hash: &str, extension: &str) {
        self.count(self.key(hash, extension));
    }

    fn count(&self, key: Key) {
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
        let used: BTreeSet<Key> = seen.parsed.union(&seen.remembered).copied().collect();
        if let Some(Err(error)) = self.pack.map(|pack| pack.finish(&used)) {
            tracing::debug!("what was made of files cannot be remembered: {error}");
        }
        Tally {
            parsed: seen.parsed.len(),
            remembered: seen.remembered.difference(&seen.parsed).count(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn memory(folder: &Path, fingerprint: &str) -> Remembered {
        Remembered::of(
            Some(folder),
            "2023".parse().unwrap(),
            &Fingerprint(fingerprint.to_owned()),
        )
    }

    fn pack(folder: &Path) -> PathBuf {
        folder.join("period=2023/parsed/files")
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
        assert!(!pack(folder.path()).exists(), "old entries are dropped");
    }

    #[test]
    fn entries_that_no_file_needs_any_more_are_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let first = memory(folder.path(), "a");
        first.keep("one", "xlsx", &"first");
        first.keep("two", "xlsx", &"second");
        first.finish();
        let both = std::fs::read(pack(folder.path())).unwrap().len();
        let second = memory(folder.path(), "a");
        assert_eq!(
            second.recall::<String>("two", "xlsx").as_deref(),
            Some("second")
        );
        second.keep("three", "xlsx", &"third");
        second.finish();
        assert!(std::fs::read(pack(folder.path())).unwrap().len() < both + 72);
        std::fs::write(folder.path().join("period=2023/parsed/foreign"), "x").unwrap();
        let third = memory(folder.path(), "a");
        let recalled = ["one", "two", "three"].map(|hash| third.recall::<String>(hash, "xlsx"));
        assert_eq!(
            recalled,
            [None, Some("second".to_owned()), Some("third".to_owned())]
        );
        third.finish();
        let names = std::fs::read_dir(folder.path().join("period=2023/parsed")).unwrap();
        assert_eq!(names.count(), 1);
    }

    #[test]
    fn a_corrupt_or_foreign_entry_is_ignored() {
        let folder = tempfile::tempdir().unwrap();
        let first = memory(folder.path(), "a");
        first.keep("hash", "xlsx", &"made");
        first.keep("other", "xlsx", &"more");
        first.finish();
        let whole = std::fs::read(pack(folder.path())).unwrap();
        let recalled = |content: &[u8]| {
            std::fs::write(pack(folder.path()), content).unwrap();
            let again = memory(folder.path(), "a");
            ["hash", "other"].map(|hash| again.recall::<String>(hash, "xlsx"))
        };
        let [made, another] = recalled(&whole);
        assert_eq!(made.as_deref(), Some("made"));
        assert_eq!(another.as_deref(), Some("more"));
        for at in 0..whole.len() {
            let mut broken = whole.clone();
            broken[at] ^= 1;
            for damaged in [broken.as_slice(), &whole[..at]] {
                let [first, second] = recalled(damaged);
                assert!(first.is_none() || second.is_none(), "{at}");
                assert!(first.is_none_or(|made| made == "made"), "{at}");
                assert!(second.is_none_or(|made| made == "more"), "{at}");
            }
        }
        // An entry under another one's key.
        let mut moved = whole.clone();
        moved.copy_within(..32, whole.len() / 2);
        assert!(recalled(&moved).iter().flatten().all(|made| made != "more"));
        assert_eq!(recalled(b"foreign"), [None, None]);
    }
}
