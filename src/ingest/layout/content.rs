//! What a file holds: submissions, each with the values of its forms and where they stand.

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::readings::Readings;
use crate::definitions::{OWN_CHECKS, SURVEY_CHECKS};
use crate::ingest::note::Note;
use crate::ingest::values::credit_code::Judged;
use crate::ingest::values::field;
use crate::tables::Layout;

/// A cell of a sheet, for tracing.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Place {
    /// Index of the sheet in the workbook.
    pub sheet_index: usize,
    /// Name of the sheet.
    pub sheet: String,
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub col: u32,
}

/// What the reader remarked on a cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Remark {
    /// Id of the check.
    #[serde(deserialize_with = "check_id")]
    pub check: CheckId,
    /// Code of the field; empty where none is concerned.
    pub code: String,
    /// Row of a list form.
    pub item: Option<i64>,
    /// The text found.
    pub text: String,
    /// More about it; what was expected, where that is a text.
    pub detail: Note,
    /// The numbers found and expected, where they are numbers.
    pub numbers: (Option<f64>, Option<f64>),
    /// Where.
    pub place: Option<Place>,
}

/// The id of a check. (Spelt as a reference, it would be taken for one into what is being deserialised.)
pub(crate) type CheckId = &'static str;

/// The id of a check, from a remark that was remembered.
fn check_id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<CheckId, D::Error> {
    let text = String::deserialize(deserializer)?;
    OWN_CHECKS
        .iter()
        .chain(&SURVEY_CHECKS)
        .find(|check| **check == text)
        .copied()
        .ok_or_else(|| D::Error::custom(format!("`{text}` is no check")))
}

/// One form of a submission.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Part {
    /// Its values.
    pub readings: Readings,
    /// What was remarked on them.
    pub remarks: Vec<Remark>,
    /// Number of rows of a list form.
    pub items: i64,
}

impl Part {
    /// Whether it holds any value of the period; an empty list holds none.
    pub(crate) fn is_blank(&self) -> bool {
        self.remarks.is_empty()
            && self
                .readings
                .iter()
                .all(|reading| reading.last_year || reading.content == field::Content::None)
    }
}

/// A text of the identity and its cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Stated {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// What one enterprise submitted in one file, or in one row of an export.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Submission {
    /// Its credit code, judged.
    pub credit_code: Judged,
    /// Where the code stands.
    pub place: Place,
    /// The name that it gives.
    pub name: String,
    /// The park that it names.
    pub park: Option<Stated>,
    /// When it was filled in, ISO text.
    pub filled: Option<String>,
    /// Whether it is a row of an export.
    pub export: bool,
    /// Whether the row is withdrawn.
    pub withdrawn: bool,
    /// Its forms, by index.
    pub parts: BTreeMap<usize, Part>,
    /// Remarks on the submission as a whole.
    pub remarks: Vec<Remark>,
}

/// An explanation found among the submissions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Explained {
    /// Credit code.
    pub credit_code: String,
    /// Rule.
    pub rule: String,
    /// Field codes that it is about, as typed; empty where it does not say.
    pub codes: String,
    /// Row of a list form that it is about.
    pub row: Option<i64>,
    /// What the enterprise says.
    pub text: String,
}

/// Everything that was read from a file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Content {
    /// How it is laid out.
    pub layout: Layout,
    /// The submissions.
    pub submissions: Vec<Submission>,
    /// Explanations that came along.
    pub explanations: Vec<Explained>,
    /// Whether it has a sheet for explanations: it is a returned workbook.
    pub answers: bool,
    /// What was left out, and why.
    pub notes: Vec<Note>,
    /// Rows that could not be given to an enterprise.
    pub remarks: Vec<Remark>,
    /// Why nothing could be made of it.
    pub refused: Option<Note>,
}
