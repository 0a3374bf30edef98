//! What a text says to those who look for codes, labels, units and headers.
//!
//! Forms print the same texts on every sheet of thousands of workbooks, and each is looked at many times: what it says
//! is worked out once. The memory of it belongs to a thread, so that threads do not wait for each other.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::OnceLock;

use foldhash::fast::RandomState;
use thread_local::ThreadLocal;

use super::header::{Role, printed_unit, role};
use super::labels::Key;
use super::vocabulary::{FieldId, Vocabulary};
use crate::ingest::values::text::squeeze;
use crate::ingest::values::unit::Unit;

/// Longest text that is remembered, in bytes: what enterprises write is long and stands once.
const LONGEST: usize = 200;
/// Most texts that are remembered; then all are forgotten.
const MOST: usize = 10_000;

/// What a text says.
#[derive(Debug)]
pub(crate) struct Said {
    /// Half-width, lower case, without spaces.
    pub squeezed: String,
    /// As a label.
    pub key: Key,
    /// The field whose code it is.
    pub code: Option<FieldId>,
    /// The fields whose label it may be, in print order: those of the year if there are any.
    pub labelled: Vec<FieldId>,
    /// Whether it is a label of the identity.
    pub is_identity: bool,
    /// Whether it may head the credit codes of an export.
    pub heads_codes: bool,
    role: OnceLock<Role>,
    unit: OnceLock<Option<Unit>>,
    printed_unit: OnceLock<Option<Unit>>,
}

impl Said {
    /// What a text says.
    pub(super) fn of(vocabulary: &Vocabulary<'_>, text: &str) -> Said {
        let squeezed = squeeze(text);
        let key = Key::of(text);
        Said {
            code: vocabulary.find_code(&squeezed),
            labelled: vocabulary.find_labelled(&key),
            is_identity: vocabulary.identity.has(&key),
            heads_codes: vocabulary.export_headers.credit_code.has(&key),
            squeezed,
            key,
            role: OnceLock::new(),
            unit: OnceLock::new(),
            printed_unit: OnceLock::new(),
        }
    }

    /// Whether it is one of some words, brackets left aside.
    pub(super) fn is_one_of(&self, words: &[&str]) -> bool {
        words.contains(&self.key.full()) || words.contains(&self.key.bare())
    }

    /// Whether it is a code or label of any field, or a label of the identity.
    pub(super) fn is_word(&self) -> bool {
        self.code.is_some() || !self.labelled.is_empty() || self.is_identity
    }

    /// As the header of a column in a form of a year.
    pub(super) fn role(&self, year: i32) -> Role {
        *self.role.get_or_init(|| role(self, year))
    }

    /// The unit that it names.
    pub(super) fn unit(&self, text: &str) -> Option<&Unit> {
        self.unit.get_or_init(|| Unit::named(text)).as_ref()
    }

    /// The unit that it prints beside other things: `金额（万元）`, `数量 单位：千元`.
    pub(super) fn printed_unit(&self) -> Option<&Unit> {
        self.printed_unit
            .get_or_init(|| printed_unit(&self.squeezed))
            .as_ref()
    }
}

/// What was worked out of texts, by thread.
pub(super) struct Memory<T: Send>(ThreadLocal<RefCell<HashMap<Box<str>, T, RandomState>>>);

impl<T: Send> Default for Memory<T> {
    fn default() -> Memory<T> {
        Memory(ThreadLocal::new())
    }
}

impl<T: Clone + Send> Memory<T> {
    /// What is known of a text, or else worked out now.
    pub(super) fn of(&self, text: &str, work_out: impl FnOnce() -> T) -> T {
        if text.len() > LONGEST {
            return work_out();
        }
        let memory = self.0.get_or_default();
        if let Some(known) = memory.borrow().get(text) {
            return known.clone();
        }
        let new = work_out();
        let mut memory = memory.borrow_mut();
        if memory.len() >= MOST {
            memory.clear();
        }
        memory.insert(text.into(), new.clone());
        new
    }
}
