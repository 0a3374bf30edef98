//! The printed head and foot of a form.

use rust_xlsxwriter::{ColNum, Format, RowNum, Worksheet, XlsxError};

use super::Drawing;
use crate::definitions::Form;
use crate::report::style;

/// Writes a text over a row of cells: merged where it is more than one.
pub(super) fn write_over(
    sheet: &mut Worksheet,
    row: RowNum,
    first: ColNum,
    last: ColNum,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    // A name comes from a respondent's cell: with its label before it, it may be longer than a cell holds.
    let text = style::cut(text, 32_000);
    if first == last {
        sheet.write_string_with_format(row, first, text, format)?;
    } else {
        sheet.merge_range(row, first, row, last, &text, format)?;
    }
    Ok(())
}

/// Draws title and head; `middle` is the first column of the right-hand part. Returns the next free row.
pub(super) fn draw_head(
    drawing: &Drawing,
    form: &Form,
    sheet: &mut Worksheet,
    middle: ColNum,
    last: ColNum,
) -> Result<RowNum, XlsxError> {
    let words = &drawing.words;
    let title = form.label.get(drawing.style.language);
    write_over(sheet, 0, 0, last, title, &drawing.formats.title)?;
    sheet.set_row_height(0, 28)?;

    let mut right = Vec::new();
    if !form.number.is_empty() {
        right.push(format!("{}：{}", words.form_number, form.number));
    }
    right.extend(drawing.survey.head.iter().cloned());
    let identity = &drawing.survey.identity;
    let mut left = vec![
        (
            format!(
                "{}：{}",
                words.credit_code,
                drawing.values.text(&identity.credit_code)
            ),
            &drawing.formats.head_input,
        ),
        (
            format!("{}：{}", words.name, drawing.values.text(&identity.name)),
            &drawing.formats.head_input,
        ),
        (drawing.printed_period(), &drawing.formats.head_left),
    ];
    if !form.unit.is_empty() {
        left.push((
            format!("{}：{}", words.unit_head, form.unit),
            &drawing.formats.head_left,
        ));
    }
    // Both sides end on the same line, as on paper.
    let lines = left.len().max(right.len());
    for line in 0..lines {
        let row = 1 + line as RowNum;
        sheet.set_row_height(row, 15)?;
        if let Some(text) = line
            .checked_sub(lines - right.len())
            .and_then(|at| right.get(at))
        {
            write_over(sheet, row, middle, last, text, &drawing.formats.head_right)?;
        }
        if let Some((text, format)) = line
            .checked_sub(lines - left.len())
            .and_then(|at| left.get(at))
        {
            write_over(sheet, row, 0, middle - 1, text, format)?;
        }
    }
    Ok(1 + lines as RowNum)
}

/// Draws the foot: who filled the form, and when.
pub(super) fn draw_foot(
    drawing: &Drawing,
    sheet: &mut Worksheet,
    row: RowNum,
    middle: ColNum,
    last: ColNum,
) -> Result<(), XlsxError> {
    let words = &drawing.words;
    let filled = drawing.values.text(&drawing.survey.identity.filled);
    let format = &drawing.formats.head_input;
    write_over(
        sheet,
        row,
        0,
        middle - 1,
        &format!("{}：", words.filled_by),
        format,
    )?;
    write_over(
        sheet,
        row,
        middle,
        last,
        &format!("{}：{filled}", words.filled_on),
        format,
    )
}
