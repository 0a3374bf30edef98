//! The resolved submissions → the tables `values`, `enterprises` and `projects`.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{Column, DataFrame, PolarsResult};

use super::columns::Columns;
use super::layout::{FieldId, Reading, Vocabulary};
use super::resolve::{ReadFile, Resolved, SubmissionId, submission};
use super::values::field::Content;
use crate::definitions::{Definitions, FieldDefinition, RegisterColumn, Use};
use crate::period::Period;
use crate::tables::{Address, ColumnValue, RecordStatus, RegisterRow, Value, ValueRow, Values};

/// An enterprise with its record.
pub(super) struct Enterprise<'a> {
    /// Credit code.
    pub credit_code: String,
    /// Name: the register's, else the respondent's.
    pub name: String,
    /// Park id.
    pub park: Option<String>,
    /// Status.
    pub status: RecordStatus,
    /// Leading industry.
    pub leading_industry: String,
    /// Its submissions; none for a silent one.
    pub resolved: Option<Resolved>,
    /// Its entry in the register.
    pub entry: Option<&'a RegisterRow>,
    /// Values of the fields, while it is being made.
    pub record: BTreeMap<FieldId, Content<&'a str>>,
    /// Fields that the workbook gives two values.
    pub conflicting: BTreeSet<FieldId>,
    /// List forms that came, by index.
    pub lists: BTreeSet<usize>,
}

/// Everything about records that is read from.
pub(super) struct Sources<'a> {
    pub definitions: &'a Definitions,
    pub vocabulary: &'a Vocabulary<'a>,
    pub period: Period,
    pub files: &'a [ReadFile],
}

impl<'a> Sources<'a> {
    /// The enterprises of the register and those that answered, sorted by credit code.
    pub(super) fn enterprises(
        &self,
        register: &'a [RegisterRow],
        mut resolved: BTreeMap<String, Resolved>,
    ) -> Vec<Enterprise<'a>> {
        let mut entries: BTreeMap<String, Option<&RegisterRow>> = register
            .iter()
            .map(|row| (row.credit_code.clone(), Some(row)))
            .collect();
        for code in resolved.keys() {
            entries.entry(code.clone()).or_default();
        }
        entries
            .into_iter()
            .map(|(code, entry)| {
                let resolved = resolved.remove(&code);
                self.enterprise(code, entry, resolved)
            })
            .collect()
    }

    fn enterprise(
        &self,
        credit_code: String,
        entry: Option<&'a RegisterRow>,
        resolved: Option<Resolved>,
    ) -> Enterprise<'a> {
        let withdrawn = resolved
            .as_ref()
            .is_some_and(|resolved| resolved.is_withdrawn(self.files));
        let status = match (&entry, &resolved) {
            (_, Some(_)) if withdrawn => RecordStatus::Withdrawn,
            (Some(_), Some(_)) => RecordStatus::Accepted,
            (None, _) => RecordStatus::Unregistered,
            (Some(entry), None) if entry.expected => RecordStatus::Missing,
            (Some(_), None) => RecordStatus::Closed,
        };
        let submissions = || {
            resolved
                .iter()
                .flat_map(|resolved| &resolved.submissions)
                .filter_map(|id| Some((*id, submission(self.files, *id)?)))
        };
        let said_name = submissions()
            .map(|(_, submission)| submission.name.clone())
            .rfind(|name| !name.is_empty())
            .unwrap_or_default();
        let park = match &entry {
            Some(entry) => entry.park.clone(),
            // Who is not in the register is where its form or its folder says.
            None => submissions().find_map(|(id, submission)| {
                let said = submission
                    .park
                    .as_ref()
                    .and_then(|park| self.vocabulary.park(&park.text));
                said.or_else(|| self.park_of_folder(id.0))
            }),
        };
        Enterprise {
            credit_code,
            name: entry
                .map(|entry| entry.name.clone())
                .filter(|name| !name.is_empty())
                .unwrap_or(said_name),
            park,
            status,
            leading_industry: entry
                .and_then(|entry| entry.leading_industry.clone())
                .unwrap_or_default(),
            resolved,
            entry,
            record: BTreeMap::new(),
            conflicting: BTreeSet::new(),
            lists: BTreeSet::new(),
        }
    }

    /// The park that a folder of a file's path names.
    pub(super) fn park_of_folder(&self, file: usize) -> Option<String> {
        let path = &self.files.get(file)?.path;
        let (folders, _) = path.rsplit_once('/')?;
        folders
            .rsplit('/')
            .find_map(|folder| self.vocabulary.park(folder))
    }

    /// Makes the record of an enterprise from its submissions.
    pub(super) fn fill(&self, enterprise: &mut Enterprise<'a>) {
        let Some(resolved) = &enterprise.resolved else {
            return;
        };
        for (form, id) in &resolved.forms {
            let Some(part) =
                submission(self.files, *id).and_then(|submission| submission.parts.get(form))
            else {
                continue;
            };
            if self.vocabulary.is_list(*form) {
                enterprise.lists.insert(*form);
                continue;
            }
            for reading in part.readings.iter().filter(|reading| !reading.last_year) {
                if reading.conflicting {
                    enterprise.conflicting.insert(reading.field);
                } else if reading.content != Content::None {
                    enterprise
                        .record
                        .entry(reading.field)
                        .or_insert(reading.content);
                }
            }
        }
    }

    /// Fields of the record that the register fills, with the register's value.
    pub(super) fn register_values(
        &self,
        entry: &'a RegisterRow,
    ) -> Vec<(FieldId, RegisterColumn, &'a str)> {
        self.definitions
            .survey
            .register_fills
            .iter()
            .filter_map(|(code, column)| {
                let value = match column {
                    RegisterColumn::Industry => entry.industry.as_deref(),
                    RegisterColumn::HighTech => entry.high_tech.as_deref(),
                };
                Some((self.vocabulary.code(code)?, *column, value?))
            })
            .collect()
    }

    /// Fills blanks of a record from the register and returns the values for it.
    pub(super) fn fill_from_register(&self, enterprise: &mut Enterprise<'a>) -> Vec<ValueRow> {
        let Some(entry) = enterprise.entry else {
            return Vec::new();
        };
        if enterprise.status != RecordStatus::Accepted {
            return Vec::new();
        }
        let mut rows = Vec::new();
        for (id, column, value) in self.register_values(entry) {
            let Some(field) = self.vocabulary.field(id) else {
                continue;
            };
            if enterprise.record.contains_key(&id) || enterprise.conflicting.contains(&id) {
                continue;
            }
            let content = match value.parse::<f64>() {
                Ok(number) if field.kind.is_number() => Content::Number(number),
                _ => Content::Coded(value),
            };
            let letters = entry.columns.split(',').nth(match column {
                RegisterColumn::Industry => 0,
                RegisterColumn::HighTech => 1,
            });
            rows.push(ValueRow {
                period: self.period.to_string(),
                credit_code: enterprise.credit_code.clone(),
                code: field.code.clone(),
                row: None,
                number: number(content),
                text: value.to_owned(),
                unit: String::new(),
                coded: coded(content).map(str::to_owned),
                file: entry.file.clone(),
                sheet: entry.sheet.clone(),
                cell: format!("{}{}", letters.unwrap_or_default(), entry.line),
                used: true,
            });
            enterprise.record.insert(id, content);
        }
        rows
    }

    /// Adds the values of an enterprise's submissions, used or not, and those that the register filled, in the order of
    /// the forms.
    pub(super) fn add_values(
        &self,
        values: &mut Values,
        enterprise: &Enterprise,
        filled: &[ValueRow],
    ) {
        let mut readings: Vec<(SubmissionId, Reading<'_>)> = Vec::new();
        let resolved = enterprise.resolved.as_ref();
        for id in resolved.iter().flat_map(|resolved| &resolved.submissions) {
            let parts = submission(self.files, *id)
                .into_iter()
                .flat_map(|submission| submission.parts.values());
            readings.extend(
                parts
                    .flat_map(|part| part.readings.iter())
                    .map(|reading| (*id, reading)),
            );
        }
        readings.sort_by(|(a_id, a), (b_id, b)| {
            let key = |id: &SubmissionId, reading: &Reading<'_>| {
                (reading.field.form, reading.item, reading.field.field, id.0)
            };
            key(a_id, a)
                .cmp(&key(b_id, b))
                .then_with(|| a.place_key().cmp(&b.place_key()))
        });
        let (period, year_before) = (self.period.to_string(), self.period.previous().to_string());
        let read = readings.into_iter().filter_map(|(id, reading)| {
            let field = self.vocabulary.field(reading.field)?;
            let in_use = resolved?.forms.get(&reading.field.form) == Some(&id);
            let of_year_before = reading.last_year;
            let value = Value {
                period: if of_year_before {
                    &year_before
                } else {
                    &period
                },
                credit_code: &enterprise.credit_code,
                code: &field.code,
                row: reading.item,
                number: number(reading.content),
                text: reading.text,
                unit: reading.unit,
                coded: coded(reading.content),
                file: &self.files.get(id.0)?.path,
                sheet: reading.sheet,
                cell: Address::Cell(reading.row, reading.col),
                used: in_use && !of_year_before && !reading.conflicting,
            };
            Some((Some(reading.field), value))
        });
        let filled = filled
            .iter()
            .map(|row| (self.vocabulary.code(&row.code), row.as_value()));
        let mut rows: Vec<(Option<FieldId>, Value<'_>)> = read.chain(filled).collect();
        rows.sort_by_key(|(id, value)| (id.map(|id| id.form), value.row, id.map(|id| id.field)));
        rows.into_iter().for_each(|(_, value)| values.push(value));
    }

    /// The table `enterprises`.
    pub(super) fn enterprises_table(
        &self,
        enterprises: &[Enterprise],
        records: Columns<'_>,
    ) -> PolarsResult<DataFrame> {
        let period = self.period.to_string();
        let policy = self.definitions.pipeline.records;
        let used = |enterprise: &Enterprise| match enterprise.status {
            RecordStatus::Accepted => true,
            RecordStatus::Unregistered => policy.unregistered == Use::AsReported,
            _ => false,
        };
        let mut columns = vec![
            String::column("period", enterprises.iter().map(|_| period.clone())),
            String::column(
                "credit_code",
                enterprises.iter().map(|e| e.credit_code.clone()),
            ),
            String::column("name", enterprises.iter().map(|e| e.name.clone())),
            Option::<String>::column("park", enterprises.iter().map(|e| e.park.clone())),
            RecordStatus::column("status", enterprises.iter().map(|e| e.status)),
        ];
        columns.extend(records.finish());
        let lists = |enterprise: &Enterprise| {
            let numbers = enterprise
                .lists
                .iter()
                .filter_map(|form| self.vocabulary.form(*form));
            numbers
                .map(|form| form.number.clone())
                .collect::<Vec<_>>()
                .join(",")
        };
        columns.push(String::column("lists", enterprises.iter().map(lists)));
        columns.push(String::column(
            "leading_industry",
            enterprises.iter().map(|e| e.leading_industry.clone()),
        ));
        columns.push(bool::column("used", enterprises.iter().map(used)));
        DataFrame::new(enterprises.len(), columns)
    }

    /// The table `projects`: the items of the list forms in use.
    pub(super) fn projects_table(&self, enterprises: &[Enterprise]) -> PolarsResult<DataFrame> {
        type Record<'r> = BTreeMap<FieldId, Content<&'r str>>;
        let mut items: Vec<(&str, i64, Record<'_>)> = Vec::new();
        for enterprise in enterprises {
            for form in &enterprise.lists {
                let part = enterprise
                    .resolved
                    .as_ref()
                    .and_then(|resolved| resolved.forms.get(form))
                    .and_then(|id| submission(self.files, *id))
                    .and_then(|submission| submission.parts.get(form));
                let Some(part) = part else {
                    continue;
                };
                let mut rows: BTreeMap<i64, Record<'_>> = (1..=part.items)
                    .map(|item| (item, BTreeMap::new()))
                    .collect();
                for reading in part.readings.iter() {
                    if let Some(item) = reading.item
                        && !reading.conflicting
                    {
                        rows.entry(item)
                            .or_default()
                            .insert(reading.field, reading.content);
                    }
                }
                items.extend(
                    rows.into_iter()
                        .map(|(row, record)| (enterprise.credit_code.as_str(), row, record)),
                );
            }
        }
        let period = self.period.to_string();
        let mut columns = vec![
            String::column("period", items.iter().map(|_| period.clone())),
            String::column(
                "credit_code",
                items.iter().map(|(code, ..)| (*code).to_owned()),
            ),
        ];
        for (form_index, form) in self
            .definitions
            .survey
            .forms
            .iter()
            .enumerate()
            .filter(|(_, form)| form.list)
        {
            for (field_index, field) in form.fields.iter().enumerate() {
                let id = FieldId {
                    form: form_index,
                    field: field_index,
                };
                columns.push(field_column(
                    field,
                    items.iter().map(|(.., record)| record.get(&id).copied()),
                ));
            }
        }
        columns.push(i64::column("row", items.iter().map(|(_, row, _)| *row)));
        DataFrame::new(items.len(), columns)
    }
}

fn number(content: Content<&str>) -> Option<f64> {
    match content {
        Content::Number(number) => Some(number),
        _ => None,
    }
}

fn coded(content: Content<&str>) -> Option<&str> {
    match content {
        Content::Coded(coded) => Some(coded),
        _ => None,
    }
}

/// A field's column: numbers for numbers, texts for the others.
pub(super) fn field_column<'c>(
    field: &FieldDefinition,
    values: impl Iterator<Item = Option<Content<&'c str>>>,
) -> Column {
    if field.kind.is_number() {
        Option::<f64>::column(&field.code, values.map(|value| value.and_then(number)))
    } else {
        Option::<String>::column(
            &field.code,
            values.map(|value| value.and_then(coded).map(str::to_owned)),
        )
    }
}
