//! What fields were before: the fields must exist, and the expressions fit them.

use std::collections::BTreeSet;

use polars::prelude::{Schema, SchemaExt};

use super::Examination;
use crate::expressions::{Kind, RecordColumns};

impl Examination<'_> {
    pub(super) fn history(&mut self, columns: &RecordColumns) {
        let definitions = self.definitions;
        let survey = &definitions.survey;
        let file = self.origins.survey.as_path();
        // Tags, sums over lists and derived fields are computed from what the history tells.
        let of_record: Schema = survey
            .record_fields()
            .filter_map(|field| columns.enterprise.get_field(&field.code))
            .collect();
        let mut told = BTreeSet::new();
        for former in &survey.history {
            let code = former.field.as_str();
            let place = format!("history.{code}");
            if !told.insert((code, former.from)) {
                self.problem(
                    file,
                    &place,
                    format!("what it was before {} is told twice", former.from),
                );
            }
            if former.sql.columns().contains(code) {
                self.problem(
                    file,
                    &place,
                    "a field cannot be told by itself: name those that it was",
                );
            }
            let is_derived = definitions.derived.iter().any(|own| own.id == code);
            let (schema, is_number) = match survey.field(code) {
                Some((form, field)) => {
                    let of_list = columns.items.get(&form.number).filter(|_| form.list);
                    (
                        of_list.map_or(&of_record, |schema| schema),
                        field.kind.is_number(),
                    )
                }
                None if is_derived => (&of_record, true),
                None => {
                    self.problem(
                        file,
                        &place,
                        format!("`{code}` is no field of the survey and no derived field"),
                    );
                    continue;
                }
            };
            let kind = if is_number { Kind::Number } else { Kind::Text };
            self.expression(file, &place, &former.sql, schema, kind);
        }
    }
}
