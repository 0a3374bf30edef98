//! One file of many entries, each with its key and checksum: `parsed/files`.
//!
//! An entry is 32 bytes of key, 8 of length (little-endian), 32 of checksum over key and content, then the content.
//! A store of thousands of small files takes longer to write than what is in them takes to read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};

use sha2::{Digest, Sha256};

/// What an entry is found by: a SHA-256.
pub(super) type Key = [u8; 32];

/// Key, length and checksum.
const HEAD: u64 = 32 + 8 + 32;

/// Name of the file in its folder.
const NAME: &str = "files";

/// The entries of earlier runs, and those of this one.
pub(super) struct Pack {
    folder: PathBuf,
    old: Option<Mutex<File>>,
    /// Where the entries of earlier runs begin, heads included, and how long they are without them.
    places: BTreeMap<Key, (u64, u64)>,
    new: Mutex<New>,
}

/// The file of this run; it takes the place of the old one when it is whole.
#[derive(Default)]
struct New {
    file: Option<BufWriter<File>>,
    keys: BTreeSet<Key>,
}

impl Pack {
    /// The pack in a folder; an empty one where there is none, or none that can be read.
    pub(super) fn open(folder: PathBuf) -> Pack {
        let mut pack = Pack {
            old: None,
            places: BTreeMap::new(),
            new: Mutex::default(),
            folder,
        };
        if let Ok(file) = File::open(pack.folder.join(NAME)) {
            // What was found before an error is of use.
            let _ = pack.find(&file);
            pack.old = Some(Mutex::new(file));
        }
        pack
    }

    fn find(&mut self, file: &File) -> std::io::Result<()> {
        let size = file.metadata()?.len();
        let mut heads = BufReader::with_capacity(256, file);
        let mut at = 0;
        while at + HEAD <= size {
            let mut key = Key::default();
            let mut length = [0; 8];
            heads.read_exact(&mut key)?;
            heads.read_exact(&mut length)?;
            let length = u64::from_le_bytes(length);
            let end = length.checked_add(at + HEAD).filter(|end| *end <= size);
            let Some(end) = end else { break };
            self.places.insert(key, (at, length));
            heads.seek(SeekFrom::Start(end))?;
            at = end;
        }
        Ok(())
    }

    /// An entry with its head, as it stands in the file of earlier runs, if its checksum holds.
    fn whole(&self, key: &Key) -> Option<Vec<u8>> {
        let (at, length) = self.places.get(key)?;
        let size = usize::try_from(HEAD + length).ok()?;
        let mut entry = vec![0; size];
        {
            let mut file = unpoisoned(self.old.as_ref()?);
            file.seek(SeekFrom::Start(*at)).ok()?;
            file.read_exact(&mut entry).ok()?;
        }
        let (head, content) = entry.split_at_checked(HEAD as usize)?;
        let holds = head.starts_with(key) && head.ends_with(&checksum(key, content));
        holds.then_some(entry)
    }

    /// The content of an entry of earlier runs.
    pub(super) fn get(&self, key: &Key) -> Option<Vec<u8>> {
        let mut entry = self.whole(key)?;
        entry.drain(..HEAD as usize);
        Some(entry)
    }

    /// Adds an entry.
    pub(super) fn add(&self, key: &Key, content: &[u8]) -> std::io::Result<()> {
        let head = [
            key.as_slice(),
            &(content.len() as u64).to_le_bytes(),
            &checksum(key, content),
        ];
        self.write(key, &[&head.concat(), content])
    }

    fn write(&self, key: &Key, pieces: &[&[u8]]) -> std::io::Result<()> {
        let mut new = unpoisoned(&self.new);
        if !new.keys.insert(*key) {
            return Ok(());
        }
        if new.file.is_none() {
            std::fs::create_dir_all(&self.folder)?;
            let file = File::create(self.unfinished())?;
            new.file = Some(BufWriter::with_capacity(1 << 18, file));
        }
        let file = new.file.as_mut();
        file.map_or(Ok(()), |file| {
            pieces.iter().try_for_each(|piece| file.write_all(piece))
        })
    }

    fn unfinished(&self) -> PathBuf {
        self.folder
            .join(format!(".{NAME}.{}.tmp", std::process::id()))
    }

    /// Keeps the entries of this run and those of earlier ones that it used; all others are gone afterwards.
    pub(super) fn finish(self, used: &BTreeSet<Key>) -> std::io::Result<()> {
        let is_new = !unpoisoned(&self.new).keys.is_empty();
        let all_used = self.places.keys().all(|key| used.contains(key));
        if is_new || !all_used {
            for key in self.places.keys().filter(|key| used.contains(*key)) {
                if let Some(entry) = self.whole(key) {
                    self.write(key, &[&entry])?;
                }
            }
            let place = self.folder.join(NAME);
            match unpoisoned(&self.new).file.take() {
                Some(mut file) => {
                    file.flush()?;
                    drop(file);
                    std::fs::rename(self.unfinished(), place)?;
                }
                None => std::fs::remove_file(place)?,
            }
        }
        remove_others(&self.folder);
        Ok(())
    }
}

/// Removes what is not the pack: what a killed run left, and the entries of older versions.
fn remove_others(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name() != NAME {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

fn checksum(key: &Key, content: &[u8]) -> [u8; 32] {
    let mut sum = Sha256::new();
    sum.update(key);
    sum.update(content);
    sum.finalize().into()
}

/// Nothing is left half done where a thread panics: a seek comes before each read, a write appends.
fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
}
