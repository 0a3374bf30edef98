//! The last step of a sheet: widths, heights, what spans the columns, where pages end.

use std::collections::BTreeMap;

use anyhow::Result;

use super::cell::Content;
use super::{CELL_UNITS, LINE, ROW, SheetWriter};
use crate::definitions::Language;
use crate::report::style::{self, BLANK, display_width};

/// Pixels of one column of [`display_width`] at the size of table text.
const PIXELS: f64 = 7.5;
/// Width and height of what is printed on a page (A4, landscape, without the margins) in pixels.
const PAGE: (f64, f64) = (1045.0, 688.0);
/// How much of a page is sure to hold what is reckoned to fit on it: programs differ in the height of rows.
const CERTAIN: f64 = 0.94;
/// A sheet up to so many pages high is printed on one, a little smaller.
const ONE_PAGE: f64 = 1.3;
/// A part of a sheet up to this share of a page is not torn.
const WHOLE: f64 = 0.6;
/// Rows that stay with the heading of a longer one.
const FIRST_ROWS: f64 = 6.0;
/// Width that the label of a large figure takes at most, in columns of [`display_width`].
const FIGURE_WIDTH: f64 = 30.0;
/// Width that a sheet should have at least, for its notes, in columns of [`display_width`].
const LEAST_WIDTH: f64 = 90.0;

impl SheetWriter<'_> {
    /// Sets widths and heights, and writes what spans the columns. The last call on a sheet.
    ///
    /// # Errors
    /// When a row or column is out of Excel's limits.
    pub(in crate::report) fn finish(mut self) -> Result<()> {
        self.mark_inside();
        while self.widths.iter().sum::<f64>() < LEAST_WIDTH {
            self.widths.push(12.0);
        }
        self.write_figures()?;
        for (column, width) in self.widths.iter().enumerate() {
            // 1,790 pixels is about the widest that Excel allows.
            let pixels = (width * PIXELS).min(1700.0) as u32;
            self.sheet
                .set_column_width_pixels(u16::try_from(column)?, pixels)?;
        }
        let mut lines_of_row: BTreeMap<u32, f64> = BTreeMap::new();
        for (row, column, texts) in &self.wrapped {
            let width = self
                .widths
                .get(usize::from(*column))
                .copied()
                .unwrap_or(8.0)
                - 1.2;
            let lines: f64 = texts.iter().map(|text| lines_of(*text, width)).sum();
            let most = lines_of_row.entry(*row).or_insert(1.0);
            *most = most.max(lines);
        }
        for (row, lines) in lines_of_row {
            if lines > 1.0 {
                self.set_height(row, lines * LINE + 4.0)?;
            }
        }
        self.write_spans()?;
        for placed in &self.charts {
            self.sheet.insert_chart_with_offset(
                placed.row,
                placed.column,
                &placed.chart,
                placed.left,
                4,
            )?;
        }
        self.set_pages()
    }

    /// One rule for all workbooks: a sheet that names enterprises says that it is internal, on screen and on paper.
    fn mark_inside(&mut self) {
        if !self.inside && !self.names_enterprises {
            return;
        }
        let word = self.language.choose("内部资料", "Internal");
        if !self.inside
            && let Some(title) = self.spans.first_mut()
        {
            title.text = match self.language {
                Language::Zh => format!("{}（{word}，不得对外）", title.text),
                Language::En => format!("{} ({word}: not for outside)", title.text),
            };
        }
        self.sheet.set_header(format!("&R&8{word}"));
    }

    /// Sets the height of a row, in points.
    fn set_height(&mut self, row: u32, points: f64) -> Result<()> {
        // 409 points is Excel's limit.
        let points = points.min(409.0);
        self.sheet.set_row_height(row, points)?;
        self.heights.insert(row, points);
        Ok(())
    }

    /// Where the printed part of a row begins, in pixels from the top of the sheet.
    fn top(&self, row: u32) -> f64 {
        let given: f64 = self
            .heights
            .range(..row)
            .map(|(_, points)| points * 96.0 / 72.0 - f64::from(ROW))
            .sum();
        f64::from(row) * f64::from(ROW) + given
    }

    /// Prints a sheet that is little higher than a page on one; on others no chart runs over the end of a page, and no
    /// heading stands at its foot.
    fn set_pages(&mut self) -> Result<()> {
        let printed = usize::from(self.last_printed.unwrap_or(u16::MAX)).saturating_add(1);
        let columns = self.widths.iter().take(printed).sum::<f64>() * PIXELS;
        if let Some(last) = self.last_printed {
            self.sheet
                .set_print_area(0, 0, self.row.saturating_sub(1), last)?;
        }
        let width = columns.max(self.chart_right).max(PAGE.0);
        let page = width * PAGE.1 / PAGE.0 * CERTAIN;
        if self.one_page || self.top(self.row) < page * ONE_PAGE {
            self.sheet.set_print_fit_to_pages(1, 1);
            return Ok(());
        }
        let breaks = page_breaks(&self.blocks(page), page);
        if !breaks.is_empty() {
            self.sheet.set_page_breaks(&breaks)?;
        }
        Ok(())
    }

    /// What should stand on one page: the parts of the sheet below their headings, as far as they fit on one, and the
    /// charts. Each with its first row, where it begins, and how high it is.
    fn blocks(&self, page: f64) -> Vec<Block> {
        let ends = self.headings.iter().skip(1).copied().chain([self.row]);
        let mut blocks: Vec<Block> = self
            .headings
            .iter()
            .zip(ends)
            .map(|(row, end)| {
                let (from, height) = (self.top(*row), self.top(end) - self.top(*row));
                // Of a long table the heading stays with its first rows.
                let together = if height <= page * WHOLE {
                    height
                } else {
                    height.min(f64::from(ROW) * FIRST_ROWS)
                };
                (*row, from, together)
            })
            .chain(self.charts.iter().map(|placed| {
                let height = f64::from(placed.height) + f64::from(ROW);
                (placed.row, self.top(placed.row), height)
            }))
            .collect();
        blocks.sort_by_key(|(row, ..)| *row);
        blocks
    }

    /// Writes the large figures over as many columns as each needs.
    fn write_figures(&mut self) -> Result<()> {
        let rows = std::mem::take(&mut self.figures);
        for (row, figures) in &rows {
            let mut column = 0;
            let mut lines = 1.0_f64;
            for (label, cell, note) in figures {
                // A long label goes on in a second line.
                let needed = (display_width(label) as f64)
                    .min(FIGURE_WIDTH)
                    .max(cell.width() * 2.2)
                    .max((display_width(note) as f64).min(FIGURE_WIDTH))
                    + 2.0;
                let mut last = column;
                let mut width = self.width_of(column);
                while width < needed {
                    last += 1;
                    width += self.width_of(last);
                }
                lines = lines.max(lines_of(display_width(label) as f64, width - 2.0));
                self.write_figure(*row, (column, last), (label, cell, note))?;
                column = last + 1;
            }
            self.set_height(*row, lines * 14.0 + 4.0)?;
            self.set_height(row + 1, 34.0)?;
        }
        Ok(())
    }

    /// Width of a column; columns beyond the last are added.
    fn width_of(&mut self, column: u16) -> f64 {
        let column = usize::from(column);
        if self.widths.len() <= column {
            self.widths.resize(column + 1, 12.0);
        }
        self.widths.get(column).copied().unwrap_or(12.0)
    }

    fn write_figure(
        &mut self,
        row: u32,
        (first, last): (u16, u16),
        (label, cell, note): (&str, &super::Cell, &str),
    ) -> Result<()> {
        let figure = match cell.shape.number_format() {
            Some(code) if cell.carried => {
                style::figure(cell.shape).set_num_format(style::carried(&code))
            }
            _ => style::figure(cell.shape),
        };
        let formats = [style::figure_label(), figure.clone(), style::note()];
        let texts = [label, BLANK, note];
        for ((offset, format), text) in (0u32..).zip(&formats).zip(texts) {
            if first < last {
                self.sheet
                    .merge_range(row + offset, first, row + offset, last, "", format)?;
            }
            self.sheet.write_string_with_format(
                row + offset,
                first,
                style::cut(text, CELL_UNITS),
                format,
            )?;
        }
        match &cell.content {
            Content::Blank => {}
            Content::Text(text) | Content::Link { text, .. } | Content::SheetLink { text, .. } => {
                self.sheet
                    .write_string_with_format(row + 1, first, text.as_str(), &figure)?;
            }
            Content::Number(number) | Content::Formula(_, number) => {
                self.sheet
                    .write_number_with_format(row + 1, first, *number, &figure)?;
            }
        }
        Ok(())
    }

    /// Writes titles and notes over no more columns than a screen is wide.
    fn write_spans(&mut self) -> Result<()> {
        let mut last = 0;
        let mut total = self.widths.first().copied().unwrap_or(0.0);
        let printed = self.last_printed.map_or(usize::MAX, usize::from);
        for (column, width) in self.widths.iter().enumerate().skip(1) {
            if column > printed || total + width > 170.0 && total >= LEAST_WIDTH {
                break;
            }
            total += width;
            last = u16::try_from(column)?;
        }
        for span in std::mem::take(&mut self.spans) {
            if last == 0 {
                self.sheet.write_string_with_format(
                    span.row,
                    0,
                    span.text.as_str(),
                    &span.format,
                )?;
            } else {
                self.sheet
                    .merge_range(span.row, 0, span.row, last, &span.text, &span.format)?;
            }
            let lines: f64 = span
                .text
                .lines()
                .map(|line| lines_of(display_width(line) as f64 * span.scale, total - 2.0))
                .sum();
            self.set_height(span.row, lines.max(1.0) * span.line + 3.0)?;
        }
        Ok(())
    }
}

/// Something that should stand on one page: its first row, where it begins and its height in pixels.
type Block = (u32, f64, f64);

/// The rows before which a page ends, so that no block runs over the end of one. Where a long table ends its pages by
/// itself, nobody knows exactly where: a block must fit with low pages and with high ones.
fn page_breaks(blocks: &[Block], page: f64) -> Vec<u32> {
    let pages = [page, page / CERTAIN * 1.02];
    let mut begins = [0.0; 2];
    let mut breaks = Vec::new();
    for (row, from, height) in blocks {
        let mut over = false;
        for (begin, page) in begins.iter_mut().zip(pages) {
            // Pages that the rows before the block fill by themselves.
            *begin += ((from - *begin) / page).floor().max(0.0) * page;
            over |= from + height > *begin + page && *from > *begin;
        }
        if over {
            if breaks.last() != Some(row) {
                breaks.push(*row);
            }
            begins = [*from; 2];
        }
    }
    breaks
}

/// Lines that a text needs in a column; words and Chinese characters do not break evenly.
fn lines_of(text: f64, width: f64) -> f64 {
    if text <= width {
        1.0
    } else {
        (text * 1.06 / width.max(4.0)).ceil()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_ends_before_a_block_that_would_run_over_its_end() {
        // Pages of 100: the second block would end at 120, the third fits below it.
        let blocks = [(0, 0.0, 70.0), (7, 70.0, 50.0), (12, 120.0, 40.0)];
        assert_eq!(page_breaks(&blocks, 100.0), [7]);
        // The first page ends by itself at 100; a block from 190 would run over the end of the second.
        let blocks = [(0, 0.0, 30.0), (19, 190.0, 30.0)];
        assert_eq!(page_breaks(&blocks, 100.0), [19]);
        // What is higher than a page gets no empty page before it.
        assert_eq!(page_breaks(&[(0, 0.0, 300.0)], 100.0), Vec::<u32>::new());
    }
}
