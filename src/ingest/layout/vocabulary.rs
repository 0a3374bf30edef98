//! What a survey calls things: codes, labels and form numbers, ready to be looked up by what a cell says.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::export_headers::ExportHeaders;
use super::labels::{IdentityLabels, Key};
use super::said::{Memory, Said};
use crate::definitions::{CodeList, Definitions, FieldDefinition, Form, Pipeline, Survey};
use crate::ingest::register::park_of;
use crate::ingest::values::text::{half_width, label_key, squeeze, unbracketed};
use crate::ingest::values::unit::Unit;

/// A field, by its place in the survey: orders as the forms print it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct FieldId {
    /// Index of the form.
    pub form: usize,
    /// Index of the field on the form.
    pub field: usize,
}

/// The words of a survey.
pub(crate) struct Vocabulary<'a> {
    /// The survey.
    pub survey: &'a Survey,
    /// The zone.
    pub pipeline: &'a Pipeline,
    /// Year of the period.
    pub year: i32,
    /// The labels of the identity.
    pub identity: IdentityLabels,
    /// The headers of an export that are no fields.
    pub export_headers: ExportHeaders,
    codes: HashMap<String, FieldId>,
    labels: HashMap<String, Vec<FieldId>>,
    numbers: Vec<(String, usize)>,
    lists: BTreeMap<&'a str, &'a CodeList>,
    units: Vec<Vec<Option<Unit>>>,
    memory: Memory<Arc<Said>>,
    parks: Memory<Option<String>>,
}

/// A form number without what may be typed between its parts: `xx002`.
fn number_key(text: &str) -> String {
    squeeze(text)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// Form numbers, each with the index of its form. A short form stands for the form of its first field: its codes
/// are known on every sheet.
fn numbers(survey: &Survey) -> Vec<(String, usize)> {
    let forms = survey
        .forms
        .iter()
        .enumerate()
        .filter(|(_, form)| !form.number.is_empty())
        .map(|(index, form)| (number_key(&form.number), index));
    let short = survey.short_forms.iter().filter_map(|short| {
        let first = short.fields.first()?;
        let holds = |form: &Form| form.fields.iter().any(|field| field.code == *first);
        Some((
            number_key(&short.number),
            survey.forms.iter().position(holds)?,
        ))
    });
    forms.chain(short).collect()
}

impl<'a> Vocabulary<'a> {
    /// The words of the definitions' survey.
    pub(crate) fn of(definitions: &'a Definitions, year: i32) -> Vocabulary<'a> {
        let survey = &definitions.survey;
        let mut codes = HashMap::new();
        let mut labels: HashMap<String, Vec<FieldId>> = HashMap::new();
        for (form_index, form) in survey.forms.iter().enumerate() {
            for (field_index, field) in form.fields.iter().enumerate() {
                let id = FieldId {
                    form: form_index,
                    field: field_index,
                };
                codes.insert(squeeze(&field.code), id);
                for label in std::iter::once(&field.zh).chain(&field.aliases) {
                    let key = label_key(label);
                    let bare = unbracketed(&key);
                    for key in std::iter::once(key).chain(bare) {
                        let fields = labels.entry(key).or_default();
                        if !fields.contains(&id) {
                            fields.push(id);
                        }
                    }
                }
            }
        }
        Vocabulary {
            survey,
            pipeline: &definitions.pipeline,
            year,
            identity: IdentityLabels::of(survey),
            export_headers: ExportHeaders::of(survey),
            codes,
            labels,
            numbers: numbers(survey),
            lists: definitions
                .lists
                .iter()
                .map(|list| (list.id.as_str(), list))
                .collect(),
            units: survey
                .forms
                .iter()
                .map(|form| form.fields.iter().map(|f| Unit::named(&f.unit)).collect())
                .collect(),
            memory: Memory::default(),
            parks: Memory::default(),
        }
    }

    /// A field's definition.
    pub(crate) fn field(&self, id: FieldId) -> Option<&'a FieldDefinition> {
        self.survey.forms.get(id.form)?.fields.get(id.field)
    }

    /// A field's unit.
    pub(crate) fn unit(&self, id: FieldId) -> Option<&Unit> {
        self.units.get(id.form)?.get(id.field)?.as_ref()
    }

    /// A form's definition.
    pub(crate) fn form(&self, index: usize) -> Option<&'a Form> {
        self.survey.forms.get(index)
    }

    /// Whether a form is a list form.
    pub(crate) fn is_list(&self, form: usize) -> bool {
        self.form(form).is_some_and(|form| form.list)
    }

    /// What a text says.
    pub(crate) fn said(&self, text: &str) -> Arc<Said> {
        self.memory.of(text, || Arc::new(Said::of(self, text)))
    }

    /// The park that a text means.
    pub(crate) fn park(&self, text: &str) -> Option<String> {
        self.parks.of(text, || park_of(self.pipeline, text))
    }

    /// What a text says that will not stand again.
    pub(super) fn said_once(&self, text: &str) -> Said {
        Said::of(self, text)
    }

    /// The field with a code, as a cell gives it.
    pub(crate) fn code(&self, text: &str) -> Option<FieldId> {
        self.said(text).code
    }

    /// The field with a code, by the squeezed text of a cell.
    pub(super) fn find_code(&self, squeezed: &str) -> Option<FieldId> {
        // `qc05_0）`, `（qc05_0）`, `qc05-0`
        let plain = squeezed.trim_matches(|c: char| !c.is_alphanumeric());
        let exact = self.codes.get(plain);
        exact
            .or_else(|| {
                let hyphened = plain.contains('-').then(|| plain.replace('-', "_"))?;
                self.codes.get(&hyphened)
            })
            .copied()
    }

    /// The code list of a field.
    pub(crate) fn list_of(&self, field: &FieldDefinition) -> Option<&'a CodeList> {
        self.lists.get(field.codes.as_deref()?).copied()
    }

    /// The fields that a label may mean, in print order: those of the year if there are any. Labels that differ
    /// only in a bracket are tried when none is equal.
    pub(super) fn find_labelled(&self, key: &Key) -> Vec<FieldId> {
        if key.full().is_empty() {
            return Vec::new();
        }
        // One of last year's keeps its brackets.
        let found = self
            .labels
            .get(key.full())
            .or_else(|| self.labels.get(key.bare()));
        let Some(found) = found else {
            return Vec::new();
        };
        let current: Vec<FieldId> = found
            .iter()
            .copied()
            .filter(|id| {
                self.field(*id)
                    .is_some_and(|field| field.in_year(self.year))
            })
            .collect();
        if current.is_empty() {
            found.clone()
        } else {
            current
        }
    }

    /// The form whose number a text holds.
    pub(crate) fn form_number(&self, text: &str) -> Option<usize> {
        // Each character with whether it follows the one before without a sign between.
        let mut plain: Vec<(char, bool)> = Vec::new();
        let mut joined = false;
        for c in half_width(text).chars().flat_map(char::to_lowercase) {
            if c.is_alphanumeric() {
                plain.push((c, joined));
                joined = true;
            } else {
                joined = false;
            }
        }
        let holds = |number: &str| {
            let number: Vec<char> = number.chars().collect();
            (0..plain.len()).any(|at| {
                let here = plain.get(at..at + number.len()).unwrap_or_default();
                // XX-002 is not XX-0021, but `XX-002 (2)` is a copy of it.
                let goes_on = plain
                    .get(at + number.len())
                    .is_some_and(|(c, joined)| *joined && c.is_ascii_digit());
                !here.is_empty() && here.iter().map(|(c, _)| c).eq(&number) && !goes_on
            })
        };
        self.numbers
            .iter()
            .filter(|(number, _)| holds(number))
            .max_by_key(|(number, _)| number.len())
            .map(|(_, form)| *form)
    }
}

/// Finds the fields of labels one after another: a label that stands twice is resolved by what stands before it.
pub(crate) struct LabelReader<'v, 'a> {
    vocabulary: &'v Vocabulary<'a>,
    /// Only fields of this form, where one is given.
    form: Option<usize>,
    previous: Option<FieldId>,
}

/// What a label means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// No field.
    None,
    /// This field.
    Field(FieldId),
    /// One of several fields, and it cannot be said which.
    Ambiguous(Vec<FieldId>),
}

impl<'v, 'a> LabelReader<'v, 'a> {
    /// A reader of labels, of one form or of all.
    pub(crate) fn new(vocabulary: &'v Vocabulary<'a>, form: Option<usize>) -> Self {
        LabelReader {
            vocabulary,
            form,
            previous: None,
        }
    }

    /// Goes on with the labels of a form; what stood before on another form says nothing about them.
    pub(crate) fn turn_to(&mut self, form: usize) {
        if self.form != Some(form) {
            *self = LabelReader::new(self.vocabulary, Some(form));
        }
    }

    /// Notes that a field stands here by its code.
    pub(crate) fn pass(&mut self, field: FieldId) {
        self.previous = Some(field);
    }

    /// What the next label means.
    pub(crate) fn read(&mut self, label: &str) -> Meaning {
        let (label, occurrence) = without_suffix(label);
        let said = self.vocabulary.said(label);
        let own: Vec<FieldId> = said
            .labelled
            .iter()
            .copied()
            .filter(|id| self.form == Some(id.form))
            .collect();
        // A sheet may hold more than one form; its own form's fields go first.
        let candidates = if own.is_empty() { &said.labelled } else { &own };
        let meaning = match candidates.as_slice() {
            [] => Meaning::None,
            [only] => Meaning::Field(*only),
            several => self
                .by_what_stands_before(several)
                .or_else(|| several.get(occurrence?).copied())
                .map_or_else(|| Meaning::Ambiguous(several.to_vec()), Meaning::Field),
        };
        if let Meaning::Field(field) = meaning {
            self.previous = Some(field);
        }
        meaning
    }

    fn by_what_stands_before(&self, candidates: &[FieldId]) -> Option<FieldId> {
        let previous = self.previous?;
        let vocabulary = self.vocabulary;
        let only = |test: &dyn Fn(&FieldId) -> bool| {
            let mut fitting = candidates.iter().copied().filter(|id| test(id));
            match (fitting.next(), fitting.next()) {
                (Some(field), None) => Some(field),
                _ => None,
            }
        };
        let code_before = vocabulary.field(previous)?.code.as_str();
        let parent = |id: FieldId| {
            vocabulary
                .field(id)
                .and_then(|field| field.parent.as_deref())
        };
        // The whole of the field before, and its whole.
        let mut wholes = Vec::new();
        let mut whole = parent(previous);
        while let Some(code) = whole {
            if wholes.contains(&code) {
                break;
            }
            wholes.push(code);
            whole = vocabulary
                .survey
                .field(code)
                .and_then(|(_, field)| field.parent.as_deref());
        }
        only(&|id| id.form == previous.form && id.field == previous.field + 1)
            .or_else(|| only(&|id| parent(*id) == Some(code_before)))
            .or_else(|| {
                wholes
                    .iter()
                    .find_map(|whole| only(&|id| parent(*id) == Some(*whole) && *id > previous))
            })
    }
}

/// A label without the `.1` that readers append to the second of two equal labels, and which one it is.
fn without_suffix(label: &str) -> (&str, Option<usize>) {
    if let Some((start, digits)) = label.trim_end().rsplit_once('.')
        && !start.is_empty()
        && !start.ends_with(|c: char| c.is_ascii_digit())
        && digits.len() <= 2
        && let Ok(occurrence) = digits.parse()
    {
        return (start, Some(occurrence));
    }
    (label, None)
}
