//! The records of all enterprises by field, as they come: a record of its own for each of them would take several times
//! as much.

use std::collections::BTreeMap;

use polars::prelude::Column;

use super::layout::FieldId;
use super::records::field_column;
use super::values::field::Content;
use crate::definitions::{FieldDefinition, Survey};

/// One column per field that is not on a list form, one row per enterprise.
pub(super) struct Columns<'a> {
    fields: Vec<(FieldId, &'a FieldDefinition)>,
    values: Vec<Vec<Option<Content<&'a str>>>>,
}

impl<'a> Columns<'a> {
    /// Columns for so many enterprises.
    pub(super) fn of(survey: &'a Survey, enterprises: usize) -> Columns<'a> {
        let forms = survey.forms.iter().enumerate();
        let fields: Vec<(FieldId, &FieldDefinition)> = forms
            .filter(|(_, form)| !form.list)
            .flat_map(|(form, definition)| {
                let fields = definition.fields.iter().enumerate();
                fields.map(move |(field, definition)| (FieldId { form, field }, definition))
            })
            .collect();
        let values = fields
            .iter()
            .map(|_| Vec::with_capacity(enterprises))
            .collect();
        Columns { fields, values }
    }

    /// Adds the record of the next enterprise.
    pub(super) fn push(&mut self, record: &BTreeMap<FieldId, Content<&'a str>>) {
        for ((id, _), values) in self.fields.iter().zip(&mut self.values) {
            values.push(record.get(id).copied());
        }
    }

    /// The columns of the table of records.
    pub(super) fn finish(self) -> Vec<Column> {
        let columns = self.fields.into_iter().zip(self.values);
        columns
            .map(|((_, field), values)| field_column(field, values.into_iter()))
            .collect()
    }
}
