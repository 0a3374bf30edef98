//! A remark in both languages.

use serde::{Deserialize, Serialize};

/// A remark of the reader, in Chinese and English.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Note {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Note {
    /// A remark.
    pub(crate) fn new(zh: impl Into<String>, en: impl Into<String>) -> Note {
        Note {
            zh: zh.into(),
            en: en.into(),
        }
    }
}

/// The remarks as one text, a line each: in Chinese, then in English. [`crate::tables::FileRow::reason_in`] takes it
/// apart again.
pub(crate) fn joined(notes: &[Note]) -> String {
    let both = |note: &Note| format!("{} / {}", note.zh, note.en);
    notes.iter().map(both).collect::<Vec<_>>().join("\n")
}

/// Adds a remark to a text that [`joined`] made.
pub(crate) fn add_to(text: &mut String, note: &Note) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(&joined(std::slice::from_ref(note)));
}
