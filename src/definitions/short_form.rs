//! Short forms: what a survey of a quarter asks of the fields of the annual survey.
//!
//! A short survey is based on a whole one: identity, export layout, fields and record columns are the whole
//! survey's, so that both can be compared. Its short forms say which fields are asked, and print them. A
//! respondent that sends a whole form all the same has answered it: then all its fields are in force for it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Label;
use super::problem::{Problem, Problems};
use super::survey::{FieldDefinition, Form, Survey};

/// A form that asks fields of one or more forms of the whole survey.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShortForm {
    /// Form number, printed and recognised like that of any form.
    pub number: String,
    /// Printed title.
    pub label: Label,
    /// Unit printed in the head; empty if none.
    #[serde(default)]
    pub unit: String,
    /// Codes of the fields that are asked, in print order.
    pub fields: Vec<String>,
    /// Those among them that stand at the end of the period (persons, assets, patents in force); the values of
    /// all others are cumulative from January.
    #[serde(default)]
    pub stocks: Vec<String>,
}

impl ShortForm {
    /// A field as the short form prints it: a part whose whole is not asked stands alone.
    fn printed(&self, field: &FieldDefinition) -> FieldDefinition {
        let mut printed = field.clone();
        if field
            .parent
            .as_ref()
            .is_some_and(|whole| !self.fields.contains(whole))
        {
            printed.level = 1;
            let alone =
                |label: &str, part: &str| label.strip_prefix(part).unwrap_or(label).to_owned();
            printed.zh = alone(&field.zh, "其中：");
            printed.en = alone(&field.en, "of which: ");
        }
        printed
    }
}

/// A file of `surveys/` that is based on another one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ShortSurvey {
    /// Id of the survey.
    pub id: String,
    /// Its name.
    pub label: Label,
    /// The edition of the forms, as printed on them.
    #[serde(default)]
    pub edition: String,
    /// Lines printed at the right of every form's head.
    #[serde(default)]
    pub head: Vec<String>,
    /// File of the whole survey, relative to this one.
    pub based_on: PathBuf,
    /// What it asks.
    pub short_forms: Vec<ShortForm>,
}

impl ShortSurvey {
    /// The whole survey, with the fields of the short forms asked and all others not.
    pub(super) fn on(self, whole: Survey) -> Survey {
        let mut survey = Survey {
            id: self.id,
            label: self.label,
            edition: self.edition,
            head: self.head,
            short_forms: self.short_forms,
            ..whole
        };
        let asked: BTreeSet<String> = survey
            .short_forms
            .iter()
            .flat_map(|form| form.fields.iter().cloned())
            .collect();
        for field in survey.forms.iter_mut().flat_map(|form| &mut form.fields) {
            field.asked = asked.contains(&field.code);
        }
        survey
    }
}

impl Survey {
    /// Whether the survey asks short forms.
    pub fn is_short(&self) -> bool {
        !self.short_forms.is_empty()
    }

    /// The forms as they are printed for respondents: the short forms if the survey has any, else its forms.
    pub fn printed_forms(&self) -> Cow<'_, [Form]> {
        if !self.is_short() {
            return Cow::Borrowed(&self.forms);
        }
        let printed = self.short_forms.iter().map(|short| Form {
            number: short.number.clone(),
            label: short.label.clone(),
            cover: false,
            list: false,
            unit: short.unit.clone(),
            continues_after: None,
            item: None,
            fields: short
                .fields
                .iter()
                .filter_map(|code| Some(short.printed(self.field(code)?.1)))
                .collect(),
        });
        Cow::Owned(printed.collect())
    }

    /// Whether a field's values add up from January, so that they cannot fall from one quarter to the next. Only
    /// short forms say so; a field that may be negative (a profit) may fall all the same.
    pub fn is_cumulative(&self, field: &FieldDefinition) -> bool {
        field.kind.is_number()
            && !field.negative
            && self.short_forms.iter().any(|short| {
                short.fields.contains(&field.code) && !short.stocks.contains(&field.code)
            })
    }

    /// Codes of the fields that are not in force for a respondent who gave the fields that `given` says: those
    /// that the period does not ask, on forms that the respondent did not send whole. None, where the survey has
    /// no short forms. What the register fills is always in force.
    pub fn not_in_force(&self, given: impl Fn(&FieldDefinition) -> bool) -> BTreeSet<&str> {
        let forms = self.forms.iter().filter(|_| self.is_short());
        forms
            .filter(|form| !self.is_sent_whole(form, &given))
            .flat_map(|form| &form.fields)
            .filter(|field| !field.asked && !self.is_known_otherwise(&field.code))
            .map(|field| field.code.as_str())
            .collect()
    }

    /// Whether a respondent sent a form whole: it gave a field of it that is not asked, the identity and what the
    /// register fills apart.
    pub fn is_sent_whole(&self, form: &Form, given: impl Fn(&FieldDefinition) -> bool) -> bool {
        let identity = &self.identity;
        let identity = [&identity.credit_code, &identity.name, &identity.filled];
        form.fields.iter().any(|field| {
            !field.asked
                && !self.is_known_otherwise(&field.code)
                && !identity.contains(&&field.code)
                && given(field)
        })
    }

    /// Whether the register fills a field, asked or not.
    fn is_known_otherwise(&self, code: &str) -> bool {
        self.register_fills.contains_key(code)
    }
}

/// Examines the short forms of a survey; `file` is the file that defines them.
pub(super) fn examine(survey: &Survey, file: &Path, found: &mut Vec<Problem>) {
    let mut problems = Problems::of(file, found);
    if survey.short_forms.is_empty() {
        problems.add(
            "short_forms",
            "a survey that is based on another one needs at least one short form",
        );
    }
    let mut numbers: BTreeSet<String> = survey
        .forms
        .iter()
        .map(|form| form.number.to_lowercase())
        .collect();
    let mut asked = BTreeSet::new();
    for short in &survey.short_forms {
        let place = format!("short_forms.{}", short.number);
        if short.number.is_empty() || !numbers.insert(short.number.to_lowercase()) {
            problems.add(
                &place,
                "a short form needs a number that no other form has: by it the form is recognised",
            );
        }
        if short.fields.is_empty() {
            problems.add(&place, "a short form asks at least one field");
        }
        for code in &short.fields {
            match survey.field(code) {
                None => problems.add(&place, format!("`{code}` is no field of the survey that this one is based on")),
                Some((form, _)) if form.list => problems.add(
                    &place,
                    format!("`{code}` stands on the list form {}: a short form has one value for each field", form.number),
                ),
                Some(_) if !asked.insert(code.as_str()) => {
                    problems.add(&place, format!("`{code}` is asked twice"));
                }
                Some(_) => {}
            }
        }
        for code in &short.stocks {
            if !short.fields.contains(code) {
                problems.add(
                    &place,
                    format!("stocks: `{code}` is no field of this short form"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey() -> Survey {
        let field = |code: &str| {
            format!(
                r#"{{ code = "{code}", zh = "{code}", en = "{code}", type = "number", unit = "千元" }}"#
            )
        };
        let form = |number: &str, codes: &[&str]| {
            let fields: Vec<String> = codes.iter().map(|code| field(code)).collect();
            format!(
                "[[forms]]\nnumber = \"{number}\"\nlabel = {{ zh = \"{number}\", en = \"{number}\" }}\nfields = [{}]\n",
                fields.join(",")
            )
        };
        let text = format!(
            r#"
id = "whole"
label = {{ zh = "年报", en = "Annual" }}
[identity]
credit_code = "cc"
name = "nm"
filled = "day"
industry = "ind"
credit_code_labels = []
name_labels = []
filled_labels = []
period_labels = []
[register_fills]
ind = "industry"
[export]
credit_code = []
name = []
state = []
withdrawn = ""
submitted = []
management = []
{}{}"#,
            form("F-1", &["cc", "nm", "day", "ind", "revenue", "cost"]),
            form("F-2", &["staff", "women"])
        );
        let short = ShortSurvey {
            id: "short".into(),
            label: Label::default(),
            edition: String::new(),
            head: Vec::new(),
            based_on: "whole.toml".into(),
            short_forms: vec![ShortForm {
                number: "K-1".into(),
                label: Label::default(),
                unit: "千元".into(),
                fields: vec!["staff".into(), "revenue".into()],
                stocks: vec!["staff".into()],
            }],
        };
        short.on(toml::from_str(&text).unwrap())
    }

    #[test]
    fn a_short_form_prints_its_fields_in_its_own_order() {
        let survey = survey();
        let forms = survey.printed_forms();
        let codes: Vec<&str> = forms[0]
            .fields
            .iter()
            .map(|field| field.code.as_str())
            .collect();
        assert_eq!((forms.len(), codes), (1, vec!["staff", "revenue"]));
    }

    #[test]
    fn what_the_quarter_does_not_ask_is_in_force_on_a_form_that_was_sent_whole() {
        let survey = survey();
        let not_in_force = |given: &[&str]| -> Vec<String> {
            survey
                .not_in_force(|field| given.contains(&field.code.as_str()))
                .into_iter()
                .map(str::to_owned)
                .collect()
        };
        let identity = ["cc", "day", "nm"];
        let mut nothing = identity.to_vec();
        nothing.extend(["cost", "women"]);
        nothing.sort_unstable();
        assert_eq!(
            not_in_force(&["cc", "nm", "ind", "revenue", "staff"]),
            nothing
        );
        // F-1 whole: its cost is given, so that none of its fields is left out of force.
        assert_eq!(not_in_force(&["revenue", "cost"]), ["women"]);
    }

    #[test]
    fn only_what_is_no_stock_adds_up() {
        let survey = survey();
        let cumulative = |code: &str| survey.is_cumulative(survey.field(code).unwrap().1);
        assert!(cumulative("revenue"));
        assert!(!cumulative("staff"));
        assert!(!cumulative("cost"));
    }
}
