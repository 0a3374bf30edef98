//! What is computed for a record: item sums, derived fields, measures.

use std::collections::BTreeMap;

use polars::prelude::{DataType, Schema};

use super::Examination;
use crate::expressions::{Kind, RESERVED, RecordColumns};

impl Examination<'_> {
    pub(super) fn record_expressions(&mut self, columns: &RecordColumns) {
        let definitions = self.definitions;
        let origins = self.origins;
        let mut ids = BTreeMap::new();
        let tags = definitions.tags.iter().map(|tag| (&tag.id, "tag"));
        let sums = definitions
            .item_sums
            .iter()
            .map(|sum| (&sum.id, "item sum"));
        let derived = definitions
            .derived
            .iter()
            .map(|derived| (&derived.id, "derived field"));
        for (id, kind) in tags.chain(sums).chain(derived) {
            let taken = definitions
                .survey
                .field(id)
                .map(|_| "field")
                .or_else(|| {
                    RESERVED
                        .contains(&id.as_str())
                        .then_some("column that every record has")
                })
                .or_else(|| ids.insert(id, kind));
            if let Some(taken) = taken {
                self.problem(
                    &definitions.file,
                    id,
                    format!("the {kind} `{id}` has the name of a {taken}"),
                );
            }
        }
        for (sum, file) in definitions.item_sums.iter().zip(&origins.item_sums) {
            let place = format!("item_sums.{}", sum.id);
            let Some(schema) = columns.items.get(&sum.form) else {
                self.problem(
                    file,
                    &place,
                    format!("`{}` is no list form of the survey", sum.form),
                );
                continue;
            };
            self.expression(file, format!("{place}.sum"), &sum.sum, schema, Kind::Number);
            if let Some(filter) = &sum.filter {
                self.expression(
                    file,
                    format!("{place}.where"),
                    filter,
                    schema,
                    Kind::Boolean,
                );
            }
        }
        // A derived field may read only what stands before it, and nothing of the year before.
        let mut known: Schema = columns
            .enterprise
            .iter()
            .filter(|(name, _)| {
                !name.starts_with("prev_")
                    && !definitions
                        .derived
                        .iter()
                        .any(|derived| derived.id == name.as_str())
            })
            .map(|(name, dtype)| polars::prelude::Field::new(name.clone(), dtype.clone()))
            .collect();
        for (derived, file) in definitions.derived.iter().zip(&origins.derived) {
            self.expression(
                file,
                format!("derived.{}.sql", derived.id),
                &derived.sql,
                &known,
                Kind::Number,
            );
            known.with_column(derived.id.as_str().into(), DataType::Float64);
        }
        for (measure, file) in definitions.measures.iter().zip(&origins.measures) {
            self.expression(
                file,
                format!("measures.{}.sql", measure.id),
                &measure.sql,
                &columns.enterprise,
                Kind::Number,
            );
        }
    }
}
