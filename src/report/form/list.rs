//! List forms: one row per item under a row of labels and a row of codes.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_xlsxwriter::{ColNum, RowNum, Worksheet, XlsxError};

use super::Drawing;
use super::head::{draw_foot, draw_head, write_over};
use super::place::{DrawnForms, ValueCell};
use super::table::write_value;
use super::validation::add_validation;
use crate::definitions::{FieldDefinition, Form};

/// Draws a list form.
pub(super) fn draw_list(
    drawing: &Drawing,
    form: &Form,
    name: &str,
    sheet: &mut Worksheet,
    drawn: &mut DrawnForms,
) -> Result<(), XlsxError> {
    let fields: Vec<&FieldDefinition> = drawing.fields(form).collect();
    let last = (fields.len().max(2) - 1) as ColNum;
    sheet.set_landscape();
    for (column, field) in (0..=last).zip(&fields) {
        sheet.set_column_width(column, width(form, field))?;
    }
    drawn.add_sheet(&form.number, name);

    // The right-hand part of the head needs about three columns.
    let middle = last.saturating_sub(2).max(1);
    let header = draw_head(drawing, form, sheet, middle, last)?;
    for (column, field) in (0..=last).zip(&fields) {
        let label = field.label(drawing.style.language);
        sheet.write_string_with_format(header, column, label, &drawing.formats.header)?;
        sheet.write_string_with_format(header + 1, column, &field.code, &drawing.formats.marks)?;
    }
    sheet.set_row_height(header, 32)?;
    let first = header + 2;
    sheet.set_freeze_panes(first, 0)?;

    let name: Arc<str> = name.into();
    let none = Vec::new();
    let items = drawing.values.items.get(&form.number).unwrap_or(&none);
    let rows = items.len() as RowNum + drawing.style.spare_rows;
    let blank = BTreeMap::new();
    for line in 0..rows {
        let item = items.get(line as usize).unwrap_or(&blank);
        sheet.set_row_height(first + line, 16)?;
        for (column, field) in (0..=last).zip(&fields) {
            let format = drawing.formats.value(field);
            write_value(sheet, first + line, column, item.get(&field.code), format)?;
            drawn.add(
                &field.code,
                Some(i64::from(line) + 1),
                ValueCell {
                    sheet: Arc::clone(&name),
                    row: first + line,
                    column,
                    format: Arc::clone(format),
                    margin: None,
                },
            );
        }
    }
    let end = first + rows;
    if rows > 0 {
        for (column, field) in (0..=last).zip(&fields) {
            add_validation(drawing, field, sheet, first, end - 1, column)?;
        }
    }
    let note = drawing.words.list_note;
    write_over(sheet, end, 0, last, note, &drawing.formats.note)?;
    draw_foot(drawing, sheet, end + 1, middle, last)
}

/// Width of a column: the item's name needs room, dates a little, codes hardly any.
fn width(form: &Form, field: &FieldDefinition) -> f64 {
    use crate::definitions::FieldType;
    if form.item.as_deref() == Some(field.code.as_str()) {
        return 40.0;
    }
    match field.kind {
        FieldType::Date | FieldType::Number => 11.0,
        FieldType::Text => 20.0,
        FieldType::Integer | FieldType::Code | FieldType::Bool => 9.0,
    }
}
