//! Official forms of a survey, drawn into a workbook from the survey's definition.
//!
//! [`draw`] is the door. It writes the cover and one sheet per form, as they are printed, and says where the
//! cell of every value is, so that a caller can colour it, add a note or link to it. What a respondent typed is
//! always written as a string, never as a formula.

mod code_lists;
mod formats;
mod head;
mod list;
mod place;
mod table;
mod validation;
mod values;
mod words;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use rust_xlsxwriter::{ProtectionOptions, Workbook, Worksheet, XlsxError};

pub use code_lists::draw_code_lists;
pub use place::{DrawnForms, ValueCell};
pub use validation::Validations;
pub use values::{CellValue, FormValues};

use crate::definitions::{FieldDefinition, Form, Language, Survey};
use crate::period::Period;
use formats::Formats;
use words::Words;

/// How forms are drawn.
#[derive(Clone, Debug, Default)]
pub struct FormStyle<'a> {
    /// Language of labels and printed words.
    pub language: Language,
    /// The column for last year's value beside this year's.
    pub last_year: LastYear,
    /// Whether the sheets are protected: value cells stay open, all else is locked.
    pub protect: bool,
    /// What the cells accept; anything where this is `None`.
    pub validation: Option<&'a Validations>,
    /// Empty rows below the items of a list form.
    pub spare_rows: u32,
    /// Numbers of the forms to draw (`""` is the cover); all where this is `None`.
    pub forms: Option<&'a [&'a str]>,
    /// Whether the whole forms are drawn where the survey asks short ones.
    pub whole: bool,
}

/// The column for last year's value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LastYear {
    /// There is none.
    #[default]
    None,
    /// It holds what was reported last year, locked.
    Printed,
    /// The respondent fills it in.
    Asked,
}

/// What is common to the sheets of one workbook.
struct Drawing<'a> {
    survey: &'a Survey,
    period: Period,
    values: &'a FormValues,
    style: &'a FormStyle<'a>,
    words: Words,
    formats: Formats,
}

/// Draws the forms of a survey as further sheets of a workbook.
///
/// # Errors
/// When a text or a sheet name is longer than a workbook allows, which the definitions should not let happen.
pub fn draw(
    workbook: &mut Workbook,
    survey: &Survey,
    period: Period,
    values: &FormValues,
    style: &FormStyle,
) -> Result<DrawnForms, XlsxError> {
    let drawing = Drawing {
        survey,
        period,
        values,
        style,
        words: Words::of(style.language),
        formats: Formats::new(style.language),
    };
    let mut drawn = DrawnForms::default();
    let forms = if style.whole {
        Cow::Borrowed(survey.forms.as_slice())
    } else {
        survey.printed_forms()
    };
    for form in forms.iter() {
        if style
            .forms
            .is_some_and(|wanted| !wanted.contains(&form.number.as_str()))
        {
            continue;
        }
        let sheet = workbook.add_worksheet();
        let name = drawing.sheet_name(form);
        sheet.set_name(&name)?;
        drawing.set_up(sheet);
        if form.list {
            list::draw_list(&drawing, form, &name, sheet, &mut drawn)?;
        } else {
            table::draw_table(&drawing, form, &name, sheet, &mut drawn)?;
        }
    }
    Ok(drawn)
}

impl Drawing<'_> {
    /// The sheet's name: the form number and the title, so that a form is known by its name too.
    fn sheet_name(&self, form: &Form) -> String {
        let name = if form.cover {
            self.words.cover.to_owned()
        } else {
            format!("{} {}", form.number, form.label.get(self.style.language))
        };
        name.chars()
            .filter(|c| !"[]:*?/\\'".contains(*c))
            .take(31)
            .collect::<String>()
            .trim()
            .to_owned()
    }

    /// Paper, margins and protection of a sheet.
    fn set_up(&self, sheet: &mut Worksheet) {
        sheet
            .set_paper_size(9) // A4
            .set_margins(0.6, 0.6, 0.6, 0.6, 0.3, 0.3)
            .set_print_center_horizontally(true)
            .set_print_fit_to_pages(1, 0)
            .set_screen_gridlines(false);
        if self.style.protect {
            sheet.protect_with_options(&ProtectionOptions {
                format_cells: true,
                format_columns: true,
                format_rows: true,
                ..ProtectionOptions::new()
            });
        }
    }

    /// The fields of a form that are asked in the period's year.
    fn fields<'f>(&self, form: &'f Form) -> impl Iterator<Item = &'f FieldDefinition> {
        let year = self.period.year;
        form.fields.iter().filter(move |field| field.in_year(year))
    }

    /// The year as it is printed on a form.
    fn printed_period(&self) -> String {
        match self.period.quarter {
            None => format!("{}年", self.period.year),
            Some(quarter) => format!("{}年第{quarter}季度", self.period.year),
        }
    }
}
