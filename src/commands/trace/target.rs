//! What is traced: a field, or something computed from fields.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

use super::nearest::nearest;
use crate::definitions::{
    Definitions, DerivedField, FieldDefinition, Indicator, ItemSum, Label, Language, Measure, Tag,
};
use crate::expressions::Expression;

/// What can be traced.
#[derive(Clone, Copy)]
pub(super) enum Traced<'d> {
    /// A field of the survey.
    Field(&'d FieldDefinition),
    /// A tag, looked up from the code of a field.
    Tag(&'d Tag),
    /// A sum over the rows of a list form.
    ItemSum(&'d ItemSum),
    /// A field computed from others.
    Derived(&'d DerivedField),
    /// A measure.
    Measure(&'d Measure),
    /// An indicator.
    Indicator(&'d Indicator),
}

impl<'d> Traced<'d> {
    /// Everything that can be traced.
    fn all(definitions: &'d Definitions) -> Vec<Traced<'d>> {
        let forms = definitions.survey.forms.iter();
        let mut all: Vec<Traced<'d>> = forms
            .flat_map(|form| &form.fields)
            .map(Traced::Field)
            .collect();
        all.extend(definitions.derived.iter().map(Traced::Derived));
        all.extend(definitions.item_sums.iter().map(Traced::ItemSum));
        all.extend(definitions.tags.iter().map(Traced::Tag));
        all.extend(definitions.measures.iter().map(Traced::Measure));
        all.extend(definitions.indicators.iter().map(Traced::Indicator));
        all
    }

    /// What has an id: fields first, then what is computed.
    pub(super) fn with_id(definitions: &'d Definitions, id: &str) -> Option<Traced<'d>> {
        Traced::all(definitions)
            .into_iter()
            .find(|traced| traced.id().eq_ignore_ascii_case(id))
    }

    /// What a text means: an id, a label, or part of one label only.
    ///
    /// # Errors
    /// When nothing or several can be meant.
    pub(super) fn find(
        definitions: &'d Definitions,
        language: Language,
        text: &str,
    ) -> Result<Traced<'d>> {
        let wanted = text.trim();
        if let Some(traced) = Traced::with_id(definitions, wanted) {
            return Ok(traced);
        }
        let all = Traced::all(definitions);
        let key = key(wanted);
        let having = |test: &dyn Fn(&str) -> bool| -> Vec<Traced<'d>> {
            let labelled = all.iter().copied();
            labelled
                .filter(|traced| traced.labels().iter().any(|label| test(&self::key(label))))
                .collect()
        };
        let exact = having(&|label| label == key);
        let found = if exact.is_empty() && !key.is_empty() {
            having(&|label| label.contains(&key))
        } else {
            exact
        };
        // A measure may be called like the one field that it sums.
        let is_field = |traced: &&Traced<'d>| matches!(traced, Traced::Field(_));
        let found = match found.iter().filter(is_field).count() {
            1 => found
                .into_iter()
                .filter(|traced| is_field(&traced))
                .collect(),
            _ => found,
        };
        let shown = |traced: &Traced<'d>| format!("{} {}", traced.id(), traced.label(language));
        match found.as_slice() {
            [only] => Ok(*only),
            [] => {
                let names = all
                    .iter()
                    .flat_map(|traced| [vec![traced.id()], traced.labels()].concat());
                let near: Vec<String> = nearest(wanted, names)
                    .into_iter()
                    .filter_map(|near| {
                        all.iter()
                            .find(|traced| traced.id() == near || traced.labels().contains(&near))
                    })
                    .map(shown)
                    .collect();
                let hint = if near.is_empty() {
                    String::new()
                } else {
                    format!("; did you mean {}?", near.join(", or "))
                };
                bail!(
                    "no field of the survey, derived field, measure or indicator is called `{wanted}`{hint}"
                )
            }
            several => {
                let first: Vec<String> = several.iter().take(8).map(shown).collect();
                bail!(
                    "`{wanted}` may mean {} things ({}{}): give the code",
                    several.len(),
                    first.join(", "),
                    if several.len() > first.len() {
                        ", …"
                    } else {
                        ""
                    }
                )
            }
        }
    }

    /// Code or id.
    pub(super) fn id(&self) -> &'d str {
        match self {
            Traced::Field(field) => &field.code,
            Traced::Tag(tag) => &tag.id,
            Traced::ItemSum(sum) => &sum.id,
            Traced::Derived(derived) => &derived.id,
            Traced::Measure(measure) => &measure.id,
            Traced::Indicator(indicator) => &indicator.id,
        }
    }

    /// Label in a language.
    pub(super) fn label(&self, language: Language) -> &'d str {
        match self {
            Traced::Field(field) => field.label(language),
            _ => self.own_label().map_or("", |label| label.get(language)),
        }
    }

    fn own_label(&self) -> Option<&'d Label> {
        match self {
            Traced::Field(_) => None,
            Traced::Tag(tag) => Some(&tag.label),
            Traced::ItemSum(sum) => Some(&sum.label),
            Traced::Derived(derived) => Some(&derived.label),
            Traced::Measure(measure) => Some(&measure.label),
            Traced::Indicator(indicator) => Some(&indicator.label),
        }
    }

    fn labels(&self) -> Vec<&'d str> {
        match self {
            Traced::Field(field) => {
                let names = [field.zh.as_str(), field.en.as_str()];
                let aliases = field.aliases.iter().map(String::as_str);
                names.into_iter().chain(aliases).collect()
            }
            _ => self
                .own_label()
                .map(|label| vec![label.zh.as_str(), label.en.as_str()])
                .unwrap_or_default(),
        }
    }

    /// Unit of the value.
    pub(super) fn unit(&self) -> &'d str {
        match self {
            Traced::Field(field) => &field.unit,
            Traced::Tag(_) => "",
            Traced::ItemSum(sum) => &sum.unit,
            Traced::Derived(derived) => &derived.unit,
            Traced::Measure(measure) => &measure.unit,
            Traced::Indicator(indicator) => &indicator.unit,
        }
    }

    /// The formula, in words of the definitions; none for a field or a value of the zone form.
    pub(super) fn formula(&self) -> Option<String> {
        let text = |expression: &Expression| expression.text().to_owned();
        match self {
            Traced::Field(_) => None,
            Traced::Tag(tag) => Some(match &tag.section_of {
                Some(list) => format!("{} → {list}", tag.field),
                None => format!("{} = {}…", tag.field, tag.prefixes.join("…, ")),
            }),
            Traced::ItemSum(sum) => Some(match &sum.filter {
                Some(filter) => format!("SUM({}) WHERE {}", text(&sum.sum), text(filter)),
                None => format!("SUM({})", text(&sum.sum)),
            }),
            Traced::Derived(derived) => Some(text(&derived.sql)),
            Traced::Measure(measure) => Some(text(&measure.sql)),
            Traced::Indicator(indicator) => indicator.formula.as_ref().map(text),
        }
    }

    /// The columns that the formula reads, without `prev_`, sorted.
    pub(super) fn parts(&self) -> BTreeSet<String> {
        let columns = match self {
            Traced::Field(_) => BTreeSet::new(),
            Traced::Tag(tag) => BTreeSet::from([tag.field.clone()]),
            Traced::ItemSum(sum) => {
                let mut columns = sum.sum.columns();
                columns.extend(sum.filter.iter().flat_map(Expression::columns));
                columns
            }
            Traced::Derived(derived) => derived.sql.columns(),
            Traced::Measure(measure) => measure.sql.columns(),
            Traced::Indicator(indicator) => indicator
                .formula
                .as_ref()
                .map(Expression::columns)
                .unwrap_or_default(),
        };
        columns
            .iter()
            .map(|column| column.strip_prefix("prev_").unwrap_or(column).to_owned())
            .collect()
    }
}

/// What labels are compared by: no spaces, no 其中, lower case.
fn key(label: &str) -> String {
    let plain: String = label
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect();
    let plain = plain
        .trim_start_matches("其中：")
        .trim_start_matches("其中:");
    plain.trim_end_matches(['：', ':']).to_owned()
}
