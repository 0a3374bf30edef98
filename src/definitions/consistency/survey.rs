//! The survey: forms, fields, code lists, and the tags looked up from codes.

use std::collections::BTreeSet;

use super::Examination;
use crate::expressions::RESERVED;

impl Examination<'_> {
    pub(super) fn survey(&mut self) {
        let definitions = self.definitions;
        let survey = &definitions.survey;
        let file = self.origins.survey.as_path();
        let mut codes = BTreeSet::new();
        let fields = survey
            .forms
            .iter()
            .flat_map(|form| form.fields.iter().map(move |field| (form, field)));
        for (form, field) in fields {
            let place = format!("forms.{}.{}", form.number, field.code);
            if !codes.insert(field.code.as_str()) {
                self.problem(file, &place, "this field code is used twice in the survey");
            }
            if field.code.starts_with("prev_") || field.code != field.code.to_lowercase() {
                self.problem(
                    file,
                    &place,
                    "a field code is lower case and does not begin with `prev_`",
                );
            }
            if RESERVED.contains(&field.code.as_str()) {
                self.problem(
                    file,
                    &place,
                    "every record has a column of this name already: use another code",
                );
            }
            if let Some(parent) = &field.parent
                && !form.fields.iter().any(|other| other.code == *parent)
            {
                self.problem(
                    file,
                    &place,
                    format!("parent `{parent}` is no field of this form"),
                );
            }
            if let Some(added) = &field.added
                && !form
                    .fields
                    .iter()
                    .any(|other| other.code == *added && other.kind.is_number())
            {
                self.problem(
                    file,
                    &place,
                    format!("added: `{added}` is no number field of this form"),
                );
            }
            if let Some(list) = &field.codes
                && definitions.list(list).is_none()
            {
                self.problem(
                    file,
                    &place,
                    format!("no classification file has a list `{list}`"),
                );
            }
        }
        for form in &survey.forms {
            let place = format!("forms.{}", form.number);
            if form.cover != form.number.is_empty() {
                self.problem(file, &place, "a form has a number, and the cover has none");
            }
            let names = form.continues_after.iter().chain(&form.item);
            for code in names {
                if !form.fields.iter().any(|field| field.code == *code) {
                    self.problem(file, &place, format!("`{code}` is no field of this form"));
                }
            }
            if form.list != form.item.is_some() {
                self.problem(file, &place, "`item` names the field that names a row: a list form needs it, others have none");
            }
        }
        let identity = &survey.identity;
        let named = [
            &identity.credit_code,
            &identity.name,
            &identity.filled,
            &identity.industry,
        ];
        for code in named.into_iter().chain(survey.register_fills.keys()) {
            if !survey.record_fields().any(|field| field.code == *code) {
                self.problem(
                    file,
                    "identity",
                    format!("`{code}` is no field of the survey"),
                );
            }
        }
        for list in &definitions.lists {
            let mut seen = BTreeSet::new();
            for entry in &list.entries {
                if !seen.insert(entry.code.as_str()) {
                    self.problem(
                        &definitions.file,
                        format!("classifications: {}", list.id),
                        format!("code `{}` stands twice", entry.code),
                    );
                }
            }
        }
    }

    pub(super) fn tags(&mut self) {
        let definitions = self.definitions;
        let file = definitions.file.as_path();
        for tag in &definitions.tags {
            let place = format!("classifications: tags.{}", tag.id);
            let text_field = definitions
                .survey
                .record_fields()
                .any(|field| field.code == tag.field && !field.kind.is_number());
            if !text_field {
                self.problem(
                    file,
                    &place,
                    format!("`{}` is no field of codes in the survey", tag.field),
                );
            }
            match &tag.section_of {
                Some(list) if definitions.list(list).is_none() => {
                    self.problem(
                        file,
                        &place,
                        format!("no classification file has a list `{list}`"),
                    );
                }
                Some(_) if !tag.prefixes.is_empty() => {
                    self.problem(
                        file,
                        &place,
                        "give either `prefixes` or `section_of`, not both",
                    );
                }
                None if tag.prefixes.is_empty() => {
                    self.problem(file, &place, "give `prefixes` or `section_of`");
                }
                _ => {}
            }
        }
    }
}
