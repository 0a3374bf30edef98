//! The cover and the forms with one value per field.

use std::sync::Arc;

use rust_xlsxwriter::{ColNum, RowNum, Worksheet, XlsxError};

use super::head::{draw_foot, draw_head, write_over};
use super::place::{DrawnForms, ValueCell};
use super::validation::add_validation;
use super::values::CellValue;
use super::{Drawing, LastYear};
use crate::definitions::{FieldDefinition, Form, Label};
use crate::report::style;
use crate::report::style::display_width;

const LABEL: ColNum = 0;
const UNIT: ColNum = 1;
const CODE: ColNum = 2;
const VALUE: ColNum = 3;
const LAST_YEAR: ColNum = 4;
/// Marks under the header, as on paper: letters for what is printed, numbers for what is filled in.
const MARKS: [&str; 5] = ["甲", "乙", "丙", "1", "2"];

/// Draws a form as a table of fields.
pub(super) fn draw_table(
    drawing: &Drawing,
    form: &Form,
    name: &str,
    sheet: &mut Worksheet,
    drawn: &mut DrawnForms,
) -> Result<(), XlsxError> {
    let numbers = drawing.fields(form).any(|field| field.kind.is_number());
    let mostly_numbers = {
        let count = drawing.fields(form).count();
        drawing
            .fields(form)
            .filter(|field| field.kind.is_number())
            .count()
            * 2
            >= count
    };
    let last_year = drawing.style.last_year != LastYear::None && numbers && !form.cover;
    let last = if last_year { LAST_YEAR } else { VALUE };
    sheet.set_column_width(LABEL, 44)?;
    sheet.set_column_width(UNIT, 11)?;
    sheet.set_column_width(CODE, 11)?;
    sheet.set_column_width(VALUE, if mostly_numbers { 18 } else { 30 })?;
    if last_year {
        sheet.set_column_width(LAST_YEAR, 18)?;
    }
    drawn.add_sheet(&form.number, name);
    let name: Arc<str> = name.into();

    let mut row = draw_head(drawing, form, sheet, CODE, last)?;
    row = draw_header(drawing, sheet, row, last, mostly_numbers)?;
    // The head stays in sight only where it is small beside the form.
    sheet.set_freeze_panes(row, 0)?;
    for field in drawing.fields(form) {
        if let Some(heading) = &field.heading {
            draw_heading(drawing, heading, sheet, row, last)?;
            row += 1;
        }
        draw_field(drawing, field, &name, sheet, row, last_year, drawn)?;
        row += 1;
        let continues = form.continues_after.as_deref() == Some(field.code.as_str());
        if continues {
            let text = drawing.words.continued;
            write_over(sheet, row, LABEL, last, text, &drawing.formats.continued)?;
            sheet.set_page_breaks(&[row])?;
            row = draw_header(drawing, sheet, row + 1, last, mostly_numbers)?;
        }
    }
    draw_foot(drawing, sheet, row, CODE, last)
}

fn draw_header(
    drawing: &Drawing,
    sheet: &mut Worksheet,
    row: RowNum,
    last: ColNum,
    numbers: bool,
) -> Result<RowNum, XlsxError> {
    let words = &drawing.words;
    let value = match (last == LAST_YEAR, numbers) {
        (true, _) => words.this_year,
        (false, true) => words.value,
        (false, false) => words.content,
    };
    let texts = [words.label, words.unit, words.code, value, words.last_year];
    let columns = 0..=last;
    for ((column, text), mark) in columns.zip(texts).zip(MARKS) {
        sheet.write_string_with_format(row, column, text, &drawing.formats.header)?;
        sheet.write_string_with_format(row + 1, column, mark, &drawing.formats.marks)?;
    }
    sheet.set_row_height(row, 20)?;
    Ok(row + 2)
}

/// Draws the heading of a part of the form: a row of its own, with nothing to fill in.
fn draw_heading(
    drawing: &Drawing,
    heading: &Label,
    sheet: &mut Worksheet,
    row: RowNum,
    last: ColNum,
) -> Result<(), XlsxError> {
    let text = heading.get(drawing.style.language);
    let format = &drawing.formats.part;
    sheet.write_string_with_format(row, LABEL, text, format)?;
    for column in UNIT..=last {
        sheet.write_blank(row, column, format)?;
    }
    sheet.set_row_height(row, height(text, 1).max(18.0))?;
    Ok(())
}

fn draw_field(
    drawing: &Drawing,
    field: &FieldDefinition,
    name: &Arc<str>,
    sheet: &mut Worksheet,
    row: RowNum,
    last_year: bool,
    drawn: &mut DrawnForms,
) -> Result<(), XlsxError> {
    let label = field.label(drawing.style.language);
    sheet.write_string_with_format(row, LABEL, label, drawing.formats.label(field.level))?;
    sheet.set_row_height(row, height(label, field.level))?;
    sheet.write_string_with_format(row, UNIT, &field.unit, &drawing.formats.unit)?;
    sheet.write_string_with_format(row, CODE, &field.code, &drawing.formats.code)?;
    let format = drawing.formats.value(field);
    write_value(
        sheet,
        row,
        VALUE,
        drawing.values.record.get(&field.code),
        format,
    )?;
    add_validation(drawing, field, sheet, row, row, VALUE)?;
    if last_year {
        let value = drawing.values.last_year.get(&field.code);
        let format = match drawing.style.last_year {
            LastYear::Asked if field.kind.is_number() => drawing.formats.value(field),
            _ => drawing.formats.last_year(field),
        };
        write_value(sheet, row, LAST_YEAR, value, format)?;
    }
    drawn.add(
        &field.code,
        None,
        ValueCell {
            sheet: Arc::clone(name),
            row,
            column: VALUE,
            format: Arc::clone(format),
            margin: Some(if last_year { LAST_YEAR + 1 } else { VALUE + 1 }),
        },
    );
    Ok(())
}

/// Height of a row: two lines for a label that is longer than its column is wide.
fn height(label: &str, level: u8) -> f64 {
    let room = 44_usize.saturating_sub(2 * usize::from(level));
    if display_width(label) > room {
        27.0
    } else {
        16.0
    }
}

/// Writes a value, or a formatted blank.
pub(super) fn write_value(
    sheet: &mut Worksheet,
    row: RowNum,
    column: ColNum,
    value: Option<&CellValue>,
    format: &rust_xlsxwriter::Format,
) -> Result<(), XlsxError> {
    match value {
        Some(CellValue::Number(number)) if number.is_finite() => {
            sheet.write_number_with_format(row, column, *number, format)?;
        }
        Some(CellValue::Text(text)) if !text.is_empty() => {
            // A cell holds 32,767 characters at most.
            let text = style::cut(text, 32_000);
            if text.starts_with(['=', '+', '-', '@']) {
                // It would become a formula when somebody edits the cell and leaves it as it is.
                let format = format.clone().set_quote_prefix();
                sheet.write_string_with_format(row, column, text, &format)?;
            } else {
                sheet.write_string_with_format(row, column, text, format)?;
            }
        }
        _ => {
            sheet.write_blank(row, column, format)?;
        }
    }
    Ok(())
}
