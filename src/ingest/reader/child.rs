//! The side of the child process: workbooks come in on standard input, what they hold goes out on standard output, each
//! with its length before it.

use std::io::{BufRead, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::definitions::Limits;
use crate::ingest::workbook;

/// Exit code of a child that gave up on a file because of the time it took.
pub(super) const TOO_LONG: i32 = 124;

/// What comes before the bytes of a file.
#[derive(Serialize, Deserialize)]
pub(super) struct Request {
    /// Extension of the file's name, in lower case.
    pub extension: String,
    /// Number of bytes that follow.
    pub length: u64,
}

/// Reads workbooks until the input ends: first come the limits, then for each file a request and its bytes.
///
/// # Errors
/// When the input or output breaks off.
pub fn serve(mut input: impl BufRead, mut output: impl Write) -> Result<()> {
    // What a library says when it panics is of no use: the file is refused with a reason of our own.
    std::panic::set_hook(Box::new(|_| {}));
    let limits: Limits = rmp_serde::from_read(&mut input).context("no limits came in")?;
    confine(&limits);
    let watch = Watch::start(Duration::from_secs(limits.seconds.into()));
    let mut content = Vec::new();
    let mut answer = Vec::new();
    while !input.fill_buf()?.is_empty() {
        let request: Request = rmp_serde::from_read(&mut input).context("a broken request")?;
        watch.begin();
        content.clear();
        input
            .by_ref()
            .take(request.length)
            .read_to_end(&mut content)?;
        let workbook = workbook::read(&content, &request.extension, &limits);
        answer.clear();
        rmp_serde::encode::write(&mut answer, &workbook)?;
        output.write_all(&(answer.len() as u64).to_le_bytes())?;
        output.write_all(&answer)?;
        output.flush()?;
        watch.end();
    }
    Ok(())
}

/// Sets the most memory that this process may take. An allocation beyond it ends the process.
fn confine(limits: &Limits) {
    #[cfg(unix)]
    {
        // Where the system does not know this limit, the others still hold.
        let _ = rlimit::Resource::AS.set(limits.memory_bytes, limits.memory_bytes);
        // A dump of a process that ended on purpose is of no use.
        let _ = rlimit::Resource::CORE.set(0, 0);
    }
    #[cfg(not(unix))]
    let _ = limits;
}

/// Ends the process when a file takes too long: whatever hangs cannot be stopped otherwise.
struct Watch {
    started: Instant,
    /// When the file in hand was begun, in milliseconds after the start, plus one; 0 between files.
    begun: Arc<AtomicU64>,
}

impl Watch {
    fn start(most: Duration) -> Watch {
        let started = Instant::now();
        let begun = Arc::new(AtomicU64::new(0));
        let watched = Arc::clone(&begun);
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(Duration::from_millis(100));
                let begun = watched.load(Ordering::Relaxed);
                let taken = since(started).saturating_sub(begun);
                if begun > 0 && u128::from(taken) > most.as_millis() {
                    std::process::exit(TOO_LONG);
                }
            }
        });
        Watch { started, begun }
    }

    fn begin(&self) {
        self.begun.store(since(self.started) + 1, Ordering::Relaxed);
    }

    fn end(&self) {
        self.begun.store(0, Ordering::Relaxed);
    }
}

fn since(started: Instant) -> u64 {
    u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX)
}
