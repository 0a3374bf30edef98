//! The definitions of a run, laid out as they were, so that they can be loaded again.

use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::super::files::{hash_of, hash_of_file, write_whole};
use super::{RunRecord, Runs};

impl Runs {
    /// Lays out the definitions of a run below `runs/as-of/` and returns the pipeline file among them. `today` is
    /// today's pipeline file.
    ///
    /// # Errors
    /// When the run is of another pipeline, or one of its definitions is not kept or damaged.
    pub fn lay_out(&self, run: &RunRecord, today: &Path) -> Result<PathBuf> {
        let name = today.file_name().unwrap_or_default().to_string_lossy();
        if run.pipeline_file != name {
            bail!(
                "it is a run of `{}`, not of `{name}`: give the pipeline file that it was run with",
                run.pipeline_file
            );
        }
        // A definition may lie above the pipeline file (`../shared/lists.toml`).
        let deepest = run.definitions.iter().map(|file| ups(&file.name)).max();
        let mut base = self.folder.join("as-of").join(&run.id);
        for _ in 0..deepest.unwrap_or(0) {
            base.push("below");
        }
        for file in &run.definitions {
            if Path::new(&file.name).is_absolute() {
                let now = hash_of_file(Path::new(&file.name)).unwrap_or_default();
                if now != file.sha256 {
                    bail!(
                        "`{}` has changed since, and is named by its place on this machine: name it from the pipeline file's folder",
                        file.name
                    );
                }
                continue;
            }
            let kept = self.folder.join("definitions").join(&file.sha256);
            let bytes = std::fs::read(&kept)
                .with_context(|| format!("`{}` is not kept (`{}`)", file.name, kept.display()))?;
            if hash_of(&bytes) != file.sha256 {
                bail!(
                    "what is kept of `{}` is damaged (`{}`)",
                    file.name,
                    kept.display()
                );
            }
            let place = plain(&base.join(&file.name));
            if hash_of_file(&place).ok().as_deref() != Some(file.sha256.as_str()) {
                write_whole(&place, &bytes)?;
            }
        }
        Ok(base.join(&run.pipeline_file))
    }
}

/// How many folders above its beginning a path leads.
fn ups(path: &str) -> usize {
    let mut depth = 0i64;
    let mut highest = 0i64;
    for part in Path::new(path).components() {
        match part {
            Component::ParentDir => depth -= 1,
            Component::Normal(_) => depth += 1,
            _ => {}
        }
        highest = highest.min(depth);
    }
    usize::try_from(-highest).unwrap_or(0)
}

/// A path without `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        if part == Component::ParentDir {
            plain.pop();
        } else {
            plain.push(part);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leads_above_its_folder_is_seen() {
        assert_eq!(ups("a/b.toml"), 0);
        assert_eq!(ups("a/../b.toml"), 0);
        assert_eq!(ups("../b.toml"), 1);
        assert_eq!(ups("a/../../../b.toml"), 2);
    }
}
