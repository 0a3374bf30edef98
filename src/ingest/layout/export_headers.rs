//! The headers of an export's columns that are no fields, ready to be compared with what a cell says.

use super::labels::{Key, Labels};
use crate::definitions::Survey;
use crate::ingest::values::text::label_key;

/// Headers of one column, the first one first.
#[derive(Clone, Debug)]
pub(crate) struct Headers(Vec<(String, Labels)>);

impl Headers {
    fn of<'s>(headers: impl IntoIterator<Item = &'s String>) -> Headers {
        let header = |header: &String| (label_key(header), Labels::of([header]));
        Headers(headers.into_iter().map(header).collect())
    }

    /// Whether a key is one of them as it is printed.
    pub(super) fn equal(&self, key: &Key) -> bool {
        !key.full().is_empty() && self.0.iter().any(|(header, _)| header == key.full())
    }

    /// Whether a key is one of them, a bracket or a number left aside.
    pub(super) fn has(&self, key: &Key) -> bool {
        self.0
            .iter()
            .any(|(header, labels)| header == key.full() || labels.has(key))
    }

    /// The places of keys that are one of them, in the order of the headers: an account before a label that may also be
    /// a field's. Headers that are equal come before those that are only without a bracket or a number.
    pub(super) fn places(&self, keys: &[(u32, Key)]) -> Vec<u32> {
        let at = |test: &dyn Fn(&(String, Labels), &Key) -> bool| -> Vec<u32> {
            let of_header = |header| {
                keys.iter()
                    .filter(move |(_, key)| test(header, key))
                    .map(|(place, _)| *place)
            };
            self.0.iter().flat_map(of_header).collect()
        };
        let mut places = at(&|(header, _), key| header == key.full());
        places.extend(at(&|(_, labels), key| labels.has(key)));
        places
    }
}

/// The headers of an export by what stands below them.
#[derive(Clone, Debug)]
pub(crate) struct ExportHeaders {
    /// The credit code: as an export prints it, as a form does, and the field's own code.
    pub credit_code: Headers,
    /// The credit code as an export prints it.
    pub printed_credit_code: Headers,
    /// The name, as an export prints it.
    pub name: Headers,
    /// The name by the field's code.
    pub name_field: Headers,
    /// The state of the row.
    pub state: Headers,
    /// When the row was submitted.
    pub submitted: Headers,
    /// The park.
    pub park: Headers,
    /// The reporting period.
    pub period: Headers,
    management: Headers,
}

impl ExportHeaders {
    /// The headers of a survey.
    pub(super) fn of(survey: &Survey) -> ExportHeaders {
        let (layout, identity) = (&survey.export, &survey.identity);
        let of_code = layout
            .credit_code
            .iter()
            .chain([&identity.credit_code])
            .chain(&identity.credit_code_labels);
        ExportHeaders {
            credit_code: Headers::of(of_code),
            printed_credit_code: Headers::of(&layout.credit_code),
            name: Headers::of(&layout.name),
            name_field: Headers::of([&identity.name]),
            state: Headers::of(&layout.state),
            submitted: Headers::of(&layout.submitted),
            park: Headers::of(&identity.park_labels),
            period: Headers::of(&identity.period_labels),
            management: Headers::of(&layout.management),
        }
    }

    /// Whether a key heads a column that manages the survey.
    pub(super) fn manages(&self, key: &Key) -> bool {
        self.management.equal(key) || self.state.equal(key) || self.submitted.equal(key)
    }
}
