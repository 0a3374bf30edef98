//! One writer at a time: a lock of the operating system, which lets it go when the process ends, however it ends.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

/// A lock file that this process holds until it is dropped.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

/// Who holds a lock: for people only, nothing depends on it.
#[derive(Serialize, Deserialize)]
struct Holder {
    process: u32,
    host: String,
    since: String,
}

impl Lock {
    /// Takes the lock file of a folder; `what` names the folder to people.
    ///
    /// # Errors
    /// When it cannot be opened, or another process holds it: the message names process, host and since when.
    pub fn take(path: &Path, what: &str) -> Result<Lock> {
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(path)
            .with_context(|| {
                format!(
                    "{what} cannot be written (its lock `{}`): give the user who runs huoju the right to write there",
                    path.display()
                )
            })?;
        match file.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => {
                let mut text = String::new();
                file.read_to_string(&mut text).ok();
                bail!("{what} is in use by {}: wait until it ends", holder(&text));
            }
            Err(std::fs::TryLockError::Error(error)) => {
                return Err(error).with_context(|| {
                    format!(
                        "{what} cannot be locked (`{}`): keep it on a disk whose file system has locks",
                        path.display()
                    )
                });
            }
        }
        let mut lock = Lock { file };
        lock.name_holder()
            .with_context(|| format!("cannot write `{}`", path.display()))?;
        Ok(lock)
    }

    fn name_holder(&mut self) -> Result<()> {
        let holder = Holder {
            process: std::process::id(),
            host: host(),
            since: chrono::DateTime::<chrono::Utc>::from(SystemTime::now())
                .format("%Y-%m-%d %H:%M:%S UTC")
                .to_string(),
        };
        self.file.set_len(0)?;
        self.file.rewind()?;
        writeln!(self.file, "{}", serde_json::to_string(&holder)?)?;
        Ok(())
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Nobody holds it any more; a name that a killed process leaves is written over by the next holder.
        let _ = self.file.set_len(0);
    }
}

/// Removes a lock file, and its folder if nothing else is in it.
pub fn remove_with_folder(lock: &Path) {
    if std::fs::remove_file(lock).is_ok()
        && let Some(folder) = lock.parent()
    {
        let _ = std::fs::remove_dir(folder);
    }
}

/// Names the holder that a lock file tells of.
fn holder(text: &str) -> String {
    match serde_json::from_str::<Holder>(text.trim()) {
        Ok(holder) => format!(
            "process {} on {} since {}",
            holder.process, holder.host, holder.since
        ),
        Err(_) => "another process".to_owned(),
    }
}

/// The name of this machine.
fn host() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname")
        .ok()
        .or_else(|| std::env::var("HOSTNAME").ok())
        .or_else(|| std::env::var("COMPUTERNAME").ok())
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "this machine".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_holder_is_told_who_holds_the_lock_and_may_have_it_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let first = Lock::take(&path, "the store").unwrap();
        let refused = format!("{:#}", Lock::take(&path, "the store").unwrap_err());
        let process = format!("process {} on {}", std::process::id(), host());
        assert!(refused.contains(&process), "{refused}");
        assert!(refused.contains(" since 2"), "{refused}");
        drop(first);
        Lock::take(&path, "the store").unwrap();
    }

    #[test]
    fn what_a_killed_process_left_in_the_file_holds_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        for left in ["", "12", r#"{"process":1,"host":"a","since":"b"}"#] {
            std::fs::write(&path, left).unwrap();
            Lock::take(&path, "the store").unwrap();
        }
    }
}
