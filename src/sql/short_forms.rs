//! Short forms: what a quarter does not ask is neither missing nor wrong where it is blank, and a measure over it has
//! no value rather than a part of one.

use std::collections::BTreeSet;

use super::{Script, names, selected, view};
use crate::definitions::{FieldDefinition, Form, Rule};

impl Script<'_> {
    /// Whether the survey of the period asks short forms.
    pub(super) fn is_short(&self) -> bool {
        self.definitions.survey.is_short()
    }

    /// A view with the forms that each record answered, and sent whole: it gave a field that is not asked.
    pub(super) fn sent_forms(&self, records: &str) -> String {
        let mut columns = vec!["credit_code AS sender".to_owned()];
        for form in &self.definitions.survey.forms {
            let whole = any_given(form, |field| self.shows_whole(field));
            let asked = any_given(form, |field| field.asked);
            let form = part(&form.number);
            columns.push(format!("{whole} AS whole_{form}"));
            columns.push(format!("{whole} OR {asked} AS answered_{form}"));
        }
        view(
            &format!("{records}_forms"),
            "Which forms a respondent answered, and which it sent whole.",
            &format!("{}\nFROM {records}", selected(&columns)),
        )
    }

    /// A view of one row that says of which forms a measure may read what is not asked: those that every record
    /// that counts sent whole if it answered them.
    pub(super) fn held_forms(&self, records: &str, condition: &str) -> String {
        let columns: Vec<String> = self
            .definitions
            .survey
            .forms
            .iter()
            .map(|form| {
                let form = part(&form.number);
                format!(
                    "COUNT(CASE WHEN f.answered_{form} THEN 1 END) > 0 AND COUNT(CASE WHEN f.answered_{form} AND NOT f.whole_{form} THEN 1 END) = 0 AS held_{form}"
                )
            })
            .collect();
        view(
            &format!("{records}_held"),
            "Forms that all records that count sent whole.",
            &format!(
                "{}\nFROM {records}_forms f\nJOIN {records} r ON r.credit_code = f.sender\nWHERE {condition}",
                selected(&columns)
            ),
        )
    }

    /// A measure's value where the records hold what it reads.
    pub(super) fn where_held(&self, value: String, columns: BTreeSet<String>) -> String {
        let behind = self.definitions.fields_behind(columns);
        let needed = self.forms_of(&behind, |field| self.may_be_unasked(field));
        if needed.is_empty() {
            return value;
        }
        let held: Vec<String> = needed
            .iter()
            .map(|form| format!("h.held_{}", part(form)))
            .collect();
        format!("CASE WHEN {} THEN {value} END", held.join(" AND "))
    }

    /// A rule's outcome, passed where the respondent was not asked what the rule needs.
    pub(super) fn where_judged(&self, outcome: String, rule: &Rule) -> String {
        let when = rule.when.iter().flat_map(|when| when.columns());
        let read = rule.check.columns().into_iter().chain(when);
        let behind = self.definitions.fields_behind(read);
        let mut needed = self.forms_of(&behind, |field| self.may_be_unasked(field));
        if rule.annual {
            // Judged on forms that were sent whole only, whichever of their fields it reads.
            let forms = self.definitions.survey.forms.iter();
            let read = forms.filter(|form| {
                form.fields.iter().any(|field| behind.contains(&field.code))
                    && form.fields.iter().any(|field| self.may_be_unasked(field))
            });
            needed.extend(read.map(|form| form.number.as_str()));
        }
        let unjudged: String = needed
            .iter()
            .map(|form| format!(" OR NOT w.whole_{}", part(form)))
            .collect();
        if unjudged.is_empty() {
            outcome
        } else {
            format!("({outcome}){unjudged}")
        }
    }

    fn forms_of(
        &self,
        codes: &BTreeSet<String>,
        wanted: impl Fn(&FieldDefinition) -> bool,
    ) -> BTreeSet<&str> {
        codes
            .iter()
            .filter_map(|code| self.definitions.survey.field(code))
            .filter(|(_, field)| wanted(field))
            .map(|(form, _)| form.number.as_str())
            .collect()
    }

    /// Whether a field is neither asked nor filled from the register.
    fn may_be_unasked(&self, field: &FieldDefinition) -> bool {
        let filled = &self.definitions.survey.register_fills;
        !field.asked && !filled.contains_key(&field.code)
    }

    /// Whether who gives the field has sent its form whole.
    fn shows_whole(&self, field: &FieldDefinition) -> bool {
        let identity = &self.definitions.survey.identity;
        let identity = [&identity.credit_code, &identity.name, &identity.filled];
        self.may_be_unasked(field) && !identity.contains(&&field.code)
    }
}

/// A form in the name of a column; the cover has no number.
fn part(form: &str) -> String {
    if form.is_empty() {
        "cover".to_owned()
    } else {
        names::part(form)
    }
}

/// Whether a record gives any of the wanted fields of a form; of a list form, whether it came with the list.
fn any_given(form: &Form, wanted: impl Fn(&FieldDefinition) -> bool) -> String {
    let fields: Vec<&FieldDefinition> = form.fields.iter().filter(|f| wanted(f)).collect();
    if fields.is_empty() {
        return "FALSE".to_owned();
    }
    if form.list {
        let named = names::text(&format!(",{},", form.number));
        return format!("COALESCE(POSITION({named} IN ',' || lists || ',') > 0, FALSE)");
    }
    let given: Vec<String> = fields
        .iter()
        .map(|field| format!("{} IS NOT NULL", names::column(&field.code)))
        .collect();
    format!("({})", given.join(" OR "))
}
