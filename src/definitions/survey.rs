//! A survey: its forms and their fields, and how its exports look.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Label;
use super::classification::yes;
use super::history::Former;
use super::short_form::ShortForm;

/// A statistical survey, as one file of `surveys/` describes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Survey {
    /// Id of the survey.
    pub id: String,
    /// Its name.
    pub label: Label,
    /// The edition of the forms, as printed on them.
    #[serde(default)]
    pub edition: String,
    /// Lines printed at the right of every form's head (制定机关 …), after the form number.
    #[serde(default)]
    pub head: Vec<String>,
    /// Which fields identify a respondent.
    pub identity: Identity,
    /// Fields that the register fills where the respondent left them blank: field code → register column.
    #[serde(default)]
    pub register_fills: BTreeMap<String, RegisterColumn>,
    /// How an export sheet looks.
    pub export: ExportLayout,
    /// The forms, in print order.
    pub forms: Vec<Form>,
    /// What fields were before a year.
    #[serde(default)]
    pub history: Vec<Former>,
    /// What the survey asks of them, where it is based on a whole survey; empty where it asks everything.
    #[serde(skip)]
    pub short_forms: Vec<ShortForm>,
}

/// The fields by which a respondent is known.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Field with the unified social credit code.
    pub credit_code: String,
    /// Field with the enterprise's name.
    pub name: String,
    /// Field with the date on which the form was filled.
    pub filled: String,
    /// Field with the industry code (GB/T 4754, four digits).
    pub industry: String,
    /// Labels that stand before the credit code on a form.
    pub credit_code_labels: Vec<String>,
    /// Labels that stand before the name.
    pub name_labels: Vec<String>,
    /// Labels that stand before the filling date.
    pub filled_labels: Vec<String>,
    /// Labels that stand before the park, where a form names one.
    #[serde(default)]
    pub park_labels: Vec<String>,
    /// Labels that stand before the reporting period.
    pub period_labels: Vec<String>,
}

/// A column of the register that can fill a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegisterColumn {
    /// 行业代码
    Industry,
    /// 是否高新技术企业
    HighTech,
}

/// How an export (many enterprises a sheet) looks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportLayout {
    /// Headers of the credit code.
    pub credit_code: Vec<String>,
    /// Headers of the name.
    pub name: Vec<String>,
    /// Headers of the row's state.
    pub state: Vec<String>,
    /// The state of a withdrawn row.
    pub withdrawn: String,
    /// Headers of the time at which the row was submitted.
    pub submitted: Vec<String>,
    /// Headers of columns that manage the survey and hold no field.
    pub management: Vec<String>,
}

/// One form (报表) of a survey.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Form number, such as `GQ-002`; empty for the cover.
    #[serde(default)]
    pub number: String,
    /// Printed title.
    pub label: Label,
    /// The cover page: recognised by its name or its fields, for it has no form number.
    #[serde(default)]
    pub cover: bool,
    /// A list form has one row per item (project) under a header.
    #[serde(default)]
    pub list: bool,
    /// Unit printed in the head (`千元`); empty if none.
    #[serde(default)]
    pub unit: String,
    /// Code of the last field of the first page: the form goes on as 续表.
    #[serde(default)]
    pub continues_after: Option<String>,
    /// In a list form, the field whose text names the item.
    #[serde(default)]
    pub item: Option<String>,
    /// The fields, in print order.
    pub fields: Vec<FieldDefinition>,
}

/// One field (指标) of a form.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldDefinition {
    /// Code, lower case: `qc05_0`. Unique in the survey.
    pub code: String,
    /// Printed Chinese label, with 其中：.
    pub zh: String,
    /// English label.
    pub en: String,
    /// Type of the value.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// Heading printed over the field, where a part of the form begins with it (`一、从业人员数`).
    #[serde(default)]
    pub heading: Option<Label>,
    /// Unit of the value, as printed (`千元`, `人`); empty if none.
    #[serde(default)]
    pub unit: String,
    /// Depth of indentation on the form, 1 = main row.
    #[serde(default = "one")]
    pub level: u8,
    /// The field that this is a part of (其中).
    #[serde(default)]
    pub parent: Option<String>,
    /// Printed under its parent, but no part of it (a contra item): it may be larger.
    #[serde(default)]
    pub contra: bool,
    /// In a stock, the field that tells what the year added to it: the stock less this is the opening stock.
    #[serde(default)]
    pub added: Option<String>,
    /// Id of the code list for a field of codes.
    #[serde(default)]
    pub codes: Option<String>,
    /// Whether a value below zero is allowed.
    #[serde(default)]
    pub negative: bool,
    /// Whether every respondent must give it.
    #[serde(default)]
    pub required: bool,
    /// Personal data (a person's name, telephone number).
    #[serde(default)]
    pub personal: bool,
    /// Other labels under which the field has been printed or exported.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// First year of the field; blank for always.
    #[serde(default)]
    pub from: Option<i32>,
    /// Last year of the field; blank for still in use.
    #[serde(default)]
    pub to: Option<i32>,
    /// Whether a source confirms code, label and unit.
    #[serde(default = "yes")]
    pub verified: bool,
    /// What the next reader should know.
    #[serde(default)]
    pub note: String,
    /// Whether the survey asks the field: a short survey leaves most of them out.
    #[serde(skip, default = "yes")]
    pub asked: bool,
}

/// Type of a field's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// A number, with decimals allowed.
    Number,
    /// A whole number.
    Integer,
    /// Free text.
    Text,
    /// A code of a list; kept as text.
    Code,
    /// Yes or no; kept as text, `1` and `2`.
    Bool,
    /// A year, month or day; kept as ISO text as precise as it was given (`2023`, `2023-12`, `2023-12-05`).
    Date,
}

impl FieldType {
    /// Whether values are numbers (f64 in the tables); the others are texts.
    pub fn is_number(self) -> bool {
        matches!(self, FieldType::Number | FieldType::Integer)
    }
}

fn one() -> u8 {
    1
}

impl FieldDefinition {
    /// Whether the field belongs to the forms of a year. A short survey need not ask it: see `asked`.
    pub fn in_year(&self, year: i32) -> bool {
        self.from.is_none_or(|from| from <= year) && self.to.is_none_or(|to| year <= to)
    }

    /// The label in a language.
    pub fn label(&self, language: super::Language) -> &str {
        match language {
            super::Language::Zh => &self.zh,
            super::Language::En => &self.en,
        }
    }
}

impl Survey {
    /// The form with a number (`GQ-002`, any case).
    pub fn form(&self, number: &str) -> Option<&Form> {
        self.forms
            .iter()
            .find(|form| !form.number.is_empty() && form.number.eq_ignore_ascii_case(number))
    }

    /// The cover page.
    pub fn cover(&self) -> Option<&Form> {
        self.forms.iter().find(|form| form.cover)
    }

    /// The form that holds a field, and the field.
    pub fn field(&self, code: &str) -> Option<(&Form, &FieldDefinition)> {
        self.forms.iter().find_map(|form| {
            form.fields
                .iter()
                .find(|field| field.code == code)
                .map(|field| (form, field))
        })
    }

    /// The fields of one value per enterprise, in print order (the list forms' left out).
    pub fn record_fields(&self) -> impl Iterator<Item = &FieldDefinition> {
        self.forms
            .iter()
            .filter(|form| !form.list)
            .flat_map(|form| &form.fields)
    }

    /// The list forms (projects).
    pub fn list_forms(&self) -> impl Iterator<Item = &Form> {
        self.forms.iter().filter(|form| form.list)
    }
}
