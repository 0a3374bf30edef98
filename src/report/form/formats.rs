//! Fonts, borders and alignments of official forms.

use std::sync::Arc;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::definitions::{FieldDefinition, FieldType, Language};

/// Colour of cells that a respondent fills in.
const INPUT: u32 = 0xFFFDF0;
/// Colour of a header row.
const HEADER: u32 = 0xEDEDED;
/// Steps that a label may be indented by.
const MOST_INDENT: u8 = 15;

/// The formats of one workbook.
pub(super) struct Formats {
    pub title: Format,
    pub head_left: Format,
    pub head_right: Format,
    pub head_input: Format,
    pub header: Format,
    pub marks: Format,
    pub continued: Format,
    pub unit: Format,
    pub code: Format,
    /// The heading over a part of a form.
    pub part: Format,
    pub note: Format,
    /// Labels, by how far they are indented.
    labels: Vec<Format>,
    number: ValueFormats,
    integer: ValueFormats,
    text: ValueFormats,
    coded: ValueFormats,
}

/// The formats of the value cells of one type of field: made once for all its cells.
struct ValueFormats {
    /// This year's value.
    own: Arc<Format>,
    /// Last year's value where it is known.
    last_year: Arc<Format>,
}

impl Formats {
    pub(super) fn new(language: Language) -> Formats {
        let body = match language {
            Language::Zh => "宋体",
            Language::En => "Arial",
        };
        let heading = match language {
            Language::Zh => "黑体",
            Language::En => "Arial",
        };
        let plain = Format::new()
            .set_font_name(body)
            .set_font_size(10)
            .set_align(FormatAlign::VerticalCenter);
        let ruled = plain.clone().set_border(FormatBorder::Thin);
        let head = plain.clone().set_align(FormatAlign::Left);
        let label = ruled.clone().set_align(FormatAlign::Left).set_text_wrap();
        let value = ruled.clone().set_background_color(INPUT).set_unlocked();
        // Codes, texts and dates are formatted as text, or a workbook program would turn an 18-digit code or `2023-12`
        // into a number.
        let text = value.clone().set_align(FormatAlign::Left).set_text_wrap();
        let aligned = |align| value.clone().set_align(align);
        Formats {
            title: plain
                .clone()
                .set_font_name(heading)
                .set_font_size(16)
                .set_align(FormatAlign::Center),
            head_left: head.clone(),
            head_right: head.clone(),
            head_input: head.clone().set_unlocked(),
            header: ruled
                .clone()
                .set_font_name(heading)
                .set_background_color(HEADER)
                .set_align(FormatAlign::Center)
                .set_text_wrap(),
            marks: ruled
                .clone()
                .set_font_size(9)
                .set_align(FormatAlign::Center),
            continued: plain.clone().set_align(FormatAlign::Right),
            unit: ruled.clone().set_align(FormatAlign::Center).set_text_wrap(),
            code: ruled.clone().set_align(FormatAlign::Center),
            part: ruled
                .clone()
                .set_font_name(heading)
                .set_align(FormatAlign::Left)
                .set_text_wrap(),
            note: plain.clone().set_font_size(9).set_text_wrap(),
            labels: (0..=MOST_INDENT)
                .map(|indent| label.clone().set_indent(indent))
                .collect(),
            number: ValueFormats::of(aligned(FormatAlign::Right).set_num_format("General")),
            integer: ValueFormats::of(aligned(FormatAlign::Right).set_num_format("0")),
            text: ValueFormats::of(text.set_num_format("@")),
            coded: ValueFormats::of(aligned(FormatAlign::Center).set_num_format("@")),
        }
    }

    /// A label, indented by its level.
    pub(super) fn label(&self, level: u8) -> &Format {
        let indent = level.saturating_sub(1).saturating_mul(2).min(MOST_INDENT);
        self.labels.get(usize::from(indent)).unwrap_or(&self.part)
    }

    /// The value cell of a field.
    pub(super) fn value(&self, field: &FieldDefinition) -> &Arc<Format> {
        &self.of_type(field).own
    }

    /// The cell of last year's value where it is known: printed, not to be filled in.
    pub(super) fn last_year(&self, field: &FieldDefinition) -> &Arc<Format> {
        &self.of_type(field).last_year
    }

    fn of_type(&self, field: &FieldDefinition) -> &ValueFormats {
        match field.kind {
            FieldType::Number => &self.number,
            FieldType::Integer => &self.integer,
            FieldType::Text => &self.text,
            FieldType::Code | FieldType::Bool | FieldType::Date => &self.coded,
        }
    }
}

impl ValueFormats {
    fn of(own: Format) -> ValueFormats {
        let last_year = own.clone().set_locked().set_background_color(Color::White);
        ValueFormats {
            own: Arc::new(own),
            last_year: Arc::new(last_year),
        }
    }
}
