//! Hashes of the code: what the store keeps is true only to the code that made it. Of a file that was read, only the
//! code that reads counts.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

fn main() -> std::io::Result<()> {
    println!("cargo:rerun-if-changed=src");
    println!("cargo:rerun-if-changed=Cargo.lock");
    let reading = hash(&["src/ingest", "src/definitions"])?;
    println!("cargo:rustc-env=HUOJU_READING_CODE={reading:016x}");
    println!("cargo:rustc-env=HUOJU_CODE={:016x}", hash(&["src"])?);
    Ok(())
}

/// A hash of the files below folders, and of the libraries' versions.
fn hash(folders: &[&str]) -> std::io::Result<u64> {
    // The lock file does not come along where the crate is used as a library.
    let mut files = vec![PathBuf::from("Cargo.lock")];
    for folder in folders {
        gather(Path::new(folder), &mut files)?;
    }
    files.sort();
    let mut hash = DefaultHasher::new();
    for file in files {
        std::fs::read(file).unwrap_or_default().hash(&mut hash);
    }
    Ok(hash.finish())
}

/// The files below a folder.
fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
