//! DuckDB in an environment of its own, made once from PyPI in the build directory.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

const VERSION: &str = "2.0.1";

/// A Python that has DuckDB; none where it cannot be had, which is said on standard error.
pub(crate) fn python() -> Option<&'static Path> {
    static PYTHON: OnceLock<Option<PathBuf>> = OnceLock::new();
    PYTHON
        .get_or_init(|| {
            environment()
                .inspect_err(|reason| eprintln!("SKIPPED, no DuckDB {VERSION}: {reason}"))
                .ok()
        })
        .as_deref()
}

fn environment() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("duckdb-{VERSION}"));
    let python = folder.join("bin").join("python");
    if has_duckdb(&python) {
        return Ok(python);
    }
    let folder = folder.display().to_string();
    run(Command::new("python3").args(["-m", "venv", "--clear", &folder]))?;
    let package = format!("duckdb=={VERSION}");
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", &package]))?;
    if has_duckdb(&python) {
        Ok(python)
    } else {
        Err("it was installed and cannot be imported".to_owned())
    }
}

fn has_duckdb(python: &Path) -> bool {
    let test = format!("import duckdb; assert duckdb.__version__ == '{VERSION}'");
    run(Command::new(python).args(["-c", &test])).is_ok()
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command
        .output()
        .map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

/// Runs a Python script that stands beside this file.
pub(crate) fn script(python: &Path, name: &str, arguments: &[&Path], input: &str) -> Output {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/sql")
        .join(name);
    let mut child = Command::new(python)
        .arg(path)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}
