//! The grid of the page: blocks of text and numbers over columns of one width.

use anyhow::Result;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet};

use crate::report::style::{ACCENT, BLANK, MUTED, RULE, Tone, display_width, text};

/// Columns of the page, all of one width.
pub(super) const COLUMNS: u16 = 12;
/// Width of a column in pixels.
pub(super) const COLUMN: u16 = 92;

/// The page, written from top to bottom.
pub(super) struct Page<'a> {
    pub(super) sheet: &'a mut Worksheet,
    pub(super) row: u32,
}

impl Page<'_> {
    /// A text over columns of the current row.
    pub(super) fn put(&mut self, from: u16, to: u16, words: &str, format: &Format) -> Result<()> {
        self.put_at(self.row, from, to, words, format)
    }

    pub(super) fn put_at(
        &mut self,
        row: u32,
        from: u16,
        to: u16,
        words: &str,
        format: &Format,
    ) -> Result<()> {
        if from == to {
            self.sheet
                .write_string_with_format(row, from, words, format)?;
        } else {
            self.sheet.merge_range(row, from, row, to, words, format)?;
        }
        Ok(())
    }

    pub(super) fn number(
        &mut self,
        from: u16,
        to: u16,
        value: Option<f64>,
        format: &Format,
    ) -> Result<()> {
        match value.filter(|value| value.is_finite()) {
            Some(value) => {
                if from < to {
                    self.sheet
                        .merge_range(self.row, from, self.row, to, "", format)?;
                }
                self.sheet
                    .write_number_with_format(self.row, from, value, format)?;
            }
            None => self.put(from, to, BLANK, format)?,
        }
        Ok(())
    }

    /// Ends the row, which is this high, in points.
    pub(super) fn end(&mut self, height: f64) -> Result<()> {
        self.sheet.set_row_height(self.row, height)?;
        self.row += 1;
        Ok(())
    }
}

pub(super) fn muted(size: f64) -> Format {
    text(size)
        .set_font_color(MUTED)
        .set_text_wrap()
        .set_align(FormatAlign::Left)
}

pub(super) fn heading() -> Format {
    text(13.0)
        .set_bold()
        .set_font_color(ACCENT)
        .set_border_bottom(FormatBorder::Medium)
        .set_border_bottom_color(ACCENT)
}

pub(super) fn body(tone: Tone) -> Format {
    let (ink, ground) = tone.colours();
    let format = text(11.0)
        .set_font_color(ink)
        .set_text_wrap()
        .set_align(FormatAlign::Left)
        .set_border_bottom(FormatBorder::Thin)
        .set_border_bottom_color(RULE);
    match ground {
        Some(ground) => format.set_background_color(ground),
        None => format,
    }
}

/// Height of a text in points over columns at a size in points.
pub(super) fn height_of(words: &str, columns: u16, size: f64) -> f64 {
    // A column of the fixed-width measure is about 0.68 of the size wide, in pixels.
    let width = f64::from(columns) * f64::from(COLUMN) - 12.0;
    let lines = (display_width(words) as f64 * size * 0.70 * 1.04 / width).ceil();
    lines.max(1.0) * size * 1.5 + 6.0
}
