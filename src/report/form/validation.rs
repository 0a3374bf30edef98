//! Data validation of the cells that a respondent fills in.

use std::collections::HashMap;
use std::fmt;

use rust_xlsxwriter::{
    ColNum, DataValidation, DataValidationErrorStyle, DataValidationRule, RowNum, Worksheet,
    XlsxError,
};

use super::Drawing;
use super::words::Words;
use crate::definitions::{CodeList, FieldDefinition, FieldType, Language, Survey};
use crate::period::Period;

/// Most characters of a list, and of a message, that a workbook holds.
const LIMIT: usize = 255;
/// Beyond this no amount of the survey goes.
const LARGEST: f64 = 1e15;

/// The validations of a survey's fields, made once for all workbooks that have its forms.
#[derive(Clone)]
pub struct Validations {
    by_field: HashMap<String, DataValidation>,
}

impl fmt::Debug for Validations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Validations").finish_non_exhaustive()
    }
}

impl Validations {
    /// What the fields of a survey accept in a period; `lists` are its code lists.
    ///
    /// # Errors
    /// When a message is longer than a workbook allows, which the definitions should not let happen.
    pub fn of(
        survey: &Survey,
        period: Period,
        lists: &[CodeList],
        language: Language,
    ) -> Result<Validations, XlsxError> {
        let words = Words::of(language);
        let printed = survey.printed_forms();
        let forms = survey.forms.iter().chain(printed.iter());
        let mut by_field = HashMap::new();
        for field in forms.flat_map(|form| &form.fields) {
            let id = field.codes.as_ref();
            let list = id.and_then(|id| lists.iter().find(|list| list.id == *id));
            if let Some(validation) = validation(&words, language, period, field, list)? {
                by_field.insert(field.code.clone(), validation);
            }
        }
        Ok(Validations { by_field })
    }
}

/// Adds the validation of a field to a column of cells; none where the drawing has none.
pub(super) fn add_validation(
    drawing: &Drawing,
    field: &FieldDefinition,
    sheet: &mut Worksheet,
    first: RowNum,
    last: RowNum,
    column: ColNum,
) -> Result<(), XlsxError> {
    let all = drawing.style.validation;
    if let Some(validation) = all.and_then(|all| all.by_field.get(&field.code)) {
        sheet.add_data_validation(first, column, last, column, validation)?;
    }
    Ok(())
}

fn validation(
    words: &Words,
    language: Language,
    period: Period,
    field: &FieldDefinition,
    list: Option<&CodeList>,
) -> Result<Option<DataValidation>, XlsxError> {
    let year = period.year;
    let new = DataValidation::new;
    Ok(match field.kind {
        FieldType::Number | FieldType::Integer => {
            let least = if field.negative { -LARGEST } else { 0.0 };
            let message = if field.negative {
                words.number_only
            } else {
                words.not_negative
            };
            let mut rule = new()
                .allow_decimal_number(DataValidationRule::Between(least, LARGEST))
                .set_error_message(message)?;
            if !field.unit.is_empty() {
                rule = rule.set_input_message(format!("{}{}", words.unit_is, field.unit))?;
            }
            Some(rule)
        }
        FieldType::Bool => Some(
            new()
                .allow_list_strings(&["1", "2"])?
                .set_input_message(words.yes_no)?
                .set_error_message(words.yes_no)?,
        ),
        FieldType::Date => {
            // The unit of a field that asks for the year only is printed as one.
            let message = if field.unit == "年" {
                format!("{} {year}", words.year_like)
            } else {
                format!("{} {year}-12-05, {year}-12", words.date_like)
            };
            Some(new().allow_any_value().set_input_message(message)?)
        }
        FieldType::Code => match list {
            Some(list) => code_validation(words, language, list)?,
            None => None,
        },
        FieldType::Text => None,
    })
}

/// A drop-down of codes where the list is short enough for one; a hint where it is not.
fn code_validation(
    words: &Words,
    language: Language,
    list: &CodeList,
) -> Result<Option<DataValidation>, XlsxError> {
    if list.entries.is_empty() {
        return Ok(None);
    }
    let codes: Vec<&str> = list
        .entries
        .iter()
        .map(|entry| entry.code.as_str())
        .collect();
    // Codes and the commas between them.
    let length: usize = codes.iter().map(|code| code.chars().count() + 1).sum();
    if length > LIMIT + 1 {
        let message = format!("{}：{}", words.code_of_list, list.label.get(language));
        let message: String = message.chars().take(LIMIT).collect();
        return Ok(Some(
            DataValidation::new()
                .allow_any_value()
                .set_input_message(message)?,
        ));
    }
    let style = if list.open {
        DataValidationErrorStyle::Warning
    } else {
        DataValidationErrorStyle::Stop
    };
    Ok(Some(
        DataValidation::new()
            .allow_list_strings(&codes)?
            .set_error_style(style)
            .set_input_message(meanings(list, language))?
            .set_error_message(words.code_of_list)?,
    ))
}

/// The codes and what they mean, as far as a message holds.
fn meanings(list: &CodeList, language: Language) -> String {
    let mut text = String::new();
    let mut length = 0;
    for entry in &list.entries {
        let name = match language {
            Language::En if !entry.en.is_empty() => &entry.en,
            _ => &entry.zh,
        };
        let line = format!("{} {name}\n", entry.code);
        let more = line.chars().count();
        if length + more > LIMIT - 1 {
            text.push('…');
            break;
        }
        length += more;
        text.push_str(&line);
    }
    text.trim_end().to_owned()
}
