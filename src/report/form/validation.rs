//! Data validation of the cells that a respondent fills in.

use rust_xlsxwriter::{
    ColNum, DataValidation, DataValidationErrorStyle, DataValidationRule, RowNum, Worksheet,
    XlsxError,
};

use super::Drawing;
use super::words::Words;
use crate::definitions::{CodeList, FieldDefinition, FieldType, Language};

/// Most characters of a list, and of a message, that a workbook holds.
const LIMIT: usize = 255;
/// Beyond this no amount of the survey goes.
const LARGEST: f64 = 1e15;

/// Adds the validation of a field to a column of cells; none where the drawing has none.
pub(super) fn add_validation(
    drawing: &Drawing,
    field: &FieldDefinition,
    sheet: &mut Worksheet,
    first: RowNum,
    last: RowNum,
    column: ColNum,
) -> Result<(), XlsxError> {
    let Some(lists) = drawing.style.validation else {
        return Ok(());
    };
    let list = field
        .codes
        .as_ref()
        .and_then(|id| lists.iter().find(|list| list.id == *id));
    if let Some(validation) = validation(drawing, field, list)? {
        sheet.add_data_validation(first, column, last, column, &validation)?;
    }
    Ok(())
}

fn validation(
    drawing: &Drawing,
    field: &FieldDefinition,
    list: Option<&CodeList>,
) -> Result<Option<DataValidation>, XlsxError> {
    let words = &drawing.words;
    let year = drawing.period.year;
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
            Some(list) => code_validation(words, drawing.style.language, list)?,
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
