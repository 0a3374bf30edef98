//! Code lists (classifications) and the tags that are looked up from a code.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Label;

/// A file of `classifications/`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClassificationFile {
    #[serde(default)]
    pub lists: Vec<CodeList>,
    #[serde(default)]
    pub tags: Vec<Tag>,
}

/// A list of the codes that a field may hold.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeList {
    /// Id by which fields name the list.
    pub id: String,
    /// What it classifies.
    pub label: Label,
    /// An open list is not known to be complete: a code outside it is no finding.
    #[serde(default)]
    pub open: bool,
    /// Whether a source confirms the list.
    #[serde(default = "yes")]
    pub verified: bool,
    /// The entries, in the order of the official list.
    #[serde(default)]
    pub entries: Vec<CodeEntry>,
    /// A tab-separated file beside this one with the columns `code`, `level`, `name`, `section`, for long
    /// lists. Its entries are added to `entries`.
    #[serde(default)]
    pub entries_from: Option<String>,
}

/// One code of a list.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeEntry {
    /// The code as text: `1`, `173`, `3921`.
    pub code: String,
    /// Chinese name.
    pub zh: String,
    /// English name; empty where none is given.
    #[serde(default)]
    pub en: String,
    /// Level in a hierarchical list, 1 = top; 0 where the list is flat.
    #[serde(default)]
    pub level: u8,
    /// Section (top-level code) that the code belongs to; empty where the list is flat.
    #[serde(default)]
    pub section: String,
}

impl CodeList {
    /// The entry of a code.
    pub fn entry(&self, code: &str) -> Option<&CodeEntry> {
        self.entries.iter().find(|entry| entry.code == code)
    }

    /// Section of every code of the list that has one.
    pub fn sections(&self) -> BTreeMap<&str, &str> {
        self.entries
            .iter()
            .filter(|entry| !entry.section.is_empty())
            .map(|entry| (entry.code.as_str(), entry.section.as_str()))
            .collect()
    }
}

/// The section of a code: its own, or that of its longest prefix that the list has.
pub(crate) fn section_of<'a>(sections: &BTreeMap<&str, &'a str>, code: &str) -> Option<&'a str> {
    (1..=code.len())
        .rev()
        .filter_map(|end| code.get(..end))
        .find_map(|prefix| sections.get(prefix).copied())
}

/// A column that is looked up from the code in a field: true or false by prefix, or the code's section.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tag {
    /// Name of the column, usable in every record expression.
    pub id: String,
    /// What it says.
    pub label: Label,
    /// The field whose code is looked up.
    pub field: String,
    /// A code that begins with one of these has the tag: the column is boolean.
    #[serde(default)]
    pub prefixes: Vec<String>,
    /// Or: the column is the section of the code in this list, as text.
    #[serde(default)]
    pub section_of: Option<String>,
    /// Whether a source confirms the codes.
    #[serde(default = "yes")]
    pub verified: bool,
    /// Where the codes come from.
    #[serde(default)]
    pub source: String,
}

pub(super) fn yes() -> bool {
    true
}
