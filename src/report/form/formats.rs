//! Fonts, borders and alignments of official forms.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::definitions::{FieldDefinition, FieldType, Language};

/// Colour of cells that a respondent fills in.
const INPUT: u32 = 0xFFFDF0;
/// Colour of a header row.
const HEADER: u32 = 0xEDEDED;

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
    label: Format,
    value: Format,
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
            label: ruled.clone().set_align(FormatAlign::Left).set_text_wrap(),
            value: ruled.set_background_color(INPUT).set_unlocked(),
        }
    }

    /// A label, indented by its level.
    pub(super) fn label(&self, level: u8) -> Format {
        self.label
            .clone()
            .set_indent(level.saturating_sub(1).saturating_mul(2).min(15))
    }

    /// The value cell of a field. Codes, texts and dates are formatted as text, or a workbook program would turn
    /// an 18-digit code or `2023-12` into a number.
    pub(super) fn value(&self, field: &FieldDefinition) -> Format {
        match field.kind {
            FieldType::Number => self
                .value
                .clone()
                .set_align(FormatAlign::Right)
                .set_num_format("General"),
            FieldType::Integer => self
                .value
                .clone()
                .set_align(FormatAlign::Right)
                .set_num_format("0"),
            FieldType::Text => self
                .value
                .clone()
                .set_align(FormatAlign::Left)
                .set_text_wrap()
                .set_num_format("@"),
            FieldType::Code | FieldType::Bool | FieldType::Date => self
                .value
                .clone()
                .set_align(FormatAlign::Center)
                .set_num_format("@"),
        }
    }

    /// The cell of last year's value where it is known: printed, not to be filled in.
    pub(super) fn last_year(&self, field: &FieldDefinition) -> Format {
        self.value(field)
            .set_locked()
            .set_background_color(Color::White)
    }
}
