//! A pool of child processes that read workbooks. They live on from file to file; one that dies costs its file.

use std::io::{BufReader, BufWriter, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::Opened;
use super::child::{Request, TOO_LONG};
use crate::definitions::Limits;
use crate::ingest::note::Note;
use crate::ingest::workbook::{Unread, Workbook};

/// The children that wait for a file. As many are started as files are read at once.
pub(super) struct Children {
    program: PathBuf,
    idle: Mutex<Vec<Worker>>,
    /// No child could be started, and that was said.
    failed: AtomicBool,
}

/// How a child ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Death {
    /// The file took too long.
    Time,
    /// It asked for more memory than it may take.
    Memory,
    /// Any other way.
    Other,
}

impl Children {
    /// Children of a program; none is started yet.
    pub(super) fn of(program: PathBuf) -> Children {
        Children {
            program,
            idle: Mutex::default(),
            failed: AtomicBool::new(false),
        }
    }

    /// Reads a file in a child; none if no child can be started.
    pub(super) fn read(&self, content: &[u8], extension: &str, limits: &Limits) -> Option<Opened> {
        if self.failed.load(Ordering::Relaxed) {
            return None;
        }
        let mut death = Death::Other;
        // A child that others killed, or that earlier files left with little memory, says nothing about this
        // file: a new one gets a second try.
        for attempt in 0..2 {
            let mut worker = match self.worker(limits, attempt > 0) {
                Ok(worker) => worker,
                Err(error) => {
                    if !self.failed.swap(true, Ordering::Relaxed) {
                        tracing::warn!(
                            "no child process can be started to read files in, they are read in this one: `{}`: {error}",
                            self.program.display()
                        );
                    }
                    return None;
                }
            };
            match worker.read(content, extension) {
                Some(workbook) => {
                    if let Ok(mut idle) = self.idle.lock() {
                        idle.push(worker);
                    }
                    return Some(Opened {
                        workbook,
                        certain: true,
                    });
                }
                None => death = worker.autopsy(),
            }
            if death == Death::Time {
                break;
            }
        }
        Some(Opened {
            workbook: Err(Unread::Refused(reason(death, limits))),
            certain: false,
        })
    }

    fn worker(&self, limits: &Limits, fresh: bool) -> std::io::Result<Worker> {
        let idle = match self.idle.lock() {
            Ok(mut idle) if !fresh => idle.pop(),
            _ => None,
        };
        match idle {
            Some(worker) if worker.limits == *limits => Ok(worker),
            _ => Worker::start(&self.program, limits),
        }
    }
}

fn reason(death: Death, limits: &Limits) -> Note {
    match death {
        Death::Time => Note::new(
            format!(
                "读取超过 {} 秒，已放弃，请用 Excel 打开并另存后重新报送",
                limits.seconds
            ),
            format!(
                "reading it took more than {} seconds, the limit `limits.seconds` of the pipeline: open it in Excel, save it anew and submit it again",
                limits.seconds
            ),
        ),
        Death::Memory => Note::new(
            format!(
                "读取所需内存超过上限 {} MB，文件可能已损坏，请用 Excel 打开并另存后重新报送",
                limits.memory_bytes >> 20
            ),
            format!(
                "reading it takes more than {} MB of memory, the limit `limits.memory_bytes` of the pipeline (it may be corrupt): open it in Excel, save it anew and submit it again",
                limits.memory_bytes >> 20
            ),
        ),
        Death::Other => Note::new(
            "读取进程在处理该文件时异常终止，文件可能已损坏，请用 Excel 打开并另存后重新报送",
            "the process that read it ended before its time, the file may be corrupt: open it in Excel, save it anew and submit it again",
        ),
    }
}

/// A child process that reads one file after another.
struct Worker {
    limits: Limits,
    process: Child,
    requests: Option<BufWriter<ChildStdin>>,
    answers: BufReader<ChildStdout>,
    /// The answer in hand.
    answer: Vec<u8>,
}

impl Worker {
    fn start(program: &PathBuf, limits: &Limits) -> std::io::Result<Worker> {
        let mut process = Command::new(program)
            .arg("read-workbooks")
            // The allocator would reserve address space of a gibibyte at once, which counts against the limit.
            .env("MIMALLOC_ARENA_RESERVE", "32MiB")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (Some(requests), Some(answers)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(std::io::Error::other("it has no pipes"));
        };
        let mut worker = Worker {
            limits: *limits,
            process,
            requests: Some(BufWriter::new(requests)),
            answers: BufReader::with_capacity(1 << 16, answers),
            answer: Vec::new(),
        };
        // A child that dies at once is noticed when the first file gets no answer.
        let _ = worker.send(limits);
        Ok(worker)
    }

    fn send(&mut self, message: &impl serde::Serialize) -> Option<()> {
        rmp_serde::encode::write(self.requests.as_mut()?, message).ok()
    }

    /// What the child says of a file; none when it died.
    fn read(&mut self, content: &[u8], extension: &str) -> Option<Result<Workbook, Unread>> {
        self.send(&Request {
            extension: extension.to_owned(),
            length: content.len() as u64,
        })?;
        let requests = self.requests.as_mut()?;
        requests.write_all(content).ok()?;
        requests.flush().ok()?;
        let mut length = [0; 8];
        self.answers.read_exact(&mut length).ok()?;
        let length = u64::from_le_bytes(length);
        // No room is made for a length that is merely said.
        self.answer.clear();
        let read = (&mut self.answers)
            .take(length)
            .read_to_end(&mut self.answer)
            .ok()?;
        (read as u64 == length).then(|| rmp_serde::from_slice(&self.answer).ok())?
    }

    /// Ends a child that gave no answer and says how it died.
    fn autopsy(&mut self) -> Death {
        let status = self.end();
        let mut said = Vec::new();
        if let Some(stderr) = self.process.stderr.take() {
            let _ = stderr.take(1 << 16).read_to_end(&mut said);
        }
        match status {
            Ok(status) if status.code() == Some(TOO_LONG) => Death::Time,
            Ok(_) if String::from_utf8_lossy(&said).contains("memory allocation of") => {
                Death::Memory
            }
            _ => Death::Other,
        }
    }

    /// Waits for a child whose input has ended; one that does not end is killed.
    fn end(&mut self) -> std::io::Result<ExitStatus> {
        self.requests = None;
        let mut pause = Duration::from_millis(1);
        while pause < Duration::from_secs(2) {
            if let Some(status) = self.process.try_wait()? {
                return Ok(status);
            }
            std::thread::sleep(pause);
            pause *= 2;
        }
        self.process.kill()?;
        self.process.wait()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.end();
    }
}
