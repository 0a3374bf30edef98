//! Who reads workbooks, and what is remembered of those that were read before.
//!
//! [`Reader`] is the door. A workbook can make a library abort, ask for gigabytes or never come to an end; nothing
//! in the process that meets it can prevent that. So the command reads through [`children`] of itself, a bad file
//! costs one of them, and the run goes on. A library user, who has no such program, reads in process.

mod child;
mod children;
mod pack;
mod remembered;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use child::serve;
pub use remembered::Tally;
pub(super) use remembered::{Fingerprint, Remembered};

use super::workbook::{self, Unread, Workbook};
use crate::definitions::Limits;
use crate::period::Period;
use children::Children;

/// What was made of a file, or why nothing could be.
pub(super) struct Opened {
    /// The workbook.
    pub workbook: Result<Workbook, Unread>,
    /// Whether another try would come to the same: a file that took too long or too much memory may be read by a
    /// faster machine.
    pub certain: bool,
}

/// Reads workbooks: in this process or in children of it, with or without a memory of earlier runs.
#[derive(Default)]
pub struct Reader {
    children: Option<Arc<Children>>,
    memory: Option<PathBuf>,
}

impl Reader {
    /// Reads in this process and remembers nothing.
    pub fn in_process() -> Reader {
        Reader::default()
    }

    /// Reads in child processes: `program` is a huoju that serves as one (`huoju read-workbooks`).
    #[must_use]
    pub fn through(mut self, program: PathBuf) -> Reader {
        self.children = Some(Arc::new(Children::of(program)));
        self
    }

    /// Remembers what was made of each file in the store of a pipeline.
    #[must_use]
    pub fn remembering(mut self, store: &Path) -> Reader {
        self.memory = Some(store.to_path_buf());
        self
    }

    /// The same, with the same children, that neither remembers nor recalls.
    #[must_use]
    pub fn without_memory(&self) -> Reader {
        Reader {
            children: self.children.clone(),
            memory: None,
        }
    }

    /// Reads a file's content; `extension` in lower case.
    pub(super) fn open(&self, content: &[u8], extension: &str, limits: &Limits) -> Opened {
        let read_by_child = self
            .children
            .as_ref()
            .and_then(|children| children.read(content, extension, limits));
        read_by_child.unwrap_or_else(|| Opened {
            workbook: workbook::read(content, extension, limits),
            certain: true,
        })
    }

    /// What is remembered of a period's files.
    pub(super) fn remembered(&self, period: Period, fingerprint: &Fingerprint) -> Remembered {
        Remembered::of(self.memory.as_deref(), period, fingerprint)
    }
}
