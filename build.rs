//! A hash of the code that reads files: what is remembered of a file is true only to the code that read it.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

fn main() -> std::io::Result<()> {
    let mut files = vec![PathBuf::from("Cargo.lock")];
    for folder in ["src/ingest", "src/definitions"] {
        println!("cargo:rerun-if-changed={folder}");
        gather(Path::new(folder), &mut files)?;
    }
    println!("cargo:rerun-if-changed=Cargo.lock");
    files.sort();
    let mut hash = DefaultHasher::new();
    for file in files {
        // The lock file does not come along where the crate is used as a library.
        std::fs::read(file).unwrap_or_default().hash(&mut hash);
    }
    println!("cargo:rustc-env=HUOJU_READING_CODE={:016x}", hash.finish());
    Ok(())
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
