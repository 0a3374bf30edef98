//! Writes a sheet from top to bottom: title, notes, large figures, tables, charts.
//!
//! Column widths follow what stands in the columns; titles and notes span them, so they are written last.

use std::collections::BTreeMap;

use super::charts::Drawing;
use anyhow::{Context, Result};
use rust_xlsxwriter::{Chart, ChartRange, Format, Workbook, Worksheet};

use super::style::{self, BLANK, Shape, Tone, display_width};
use crate::definitions::{Language, Severity};

/// Rows that a sheet holds.
const SHEET_ROWS: usize = 1_048_576;
/// UTF-16 units that a cell holds.
const CELL_UNITS: usize = 32_767;
/// Pixels of one column of [`display_width`] at the size of table text.
const PIXELS: f64 = 7.3;
/// Height of a line of text in points.
const LINE: f64 = 16.5;
/// Width that a sheet should have at least, for its notes, in columns of [`display_width`].
const LEAST_WIDTH: f64 = 90.0;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
enum Content {
    Blank,
    Text(String),
    Number(f64),
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cell {
    content: Content,
    shape: Shape,
    tone: Tone,
    indent: u8,
}

impl Cell {
    /// A text; an empty one shows as a blank.
    pub(super) fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        Cell {
            content: if text.is_empty() {
                Content::Blank
            } else {
                Content::Text(text)
            },
            shape: Shape::Text,
            tone: Tone::Plain,
            indent: 0,
        }
    }

    /// A number in a shape; none, and what is not finite, shows as a blank.
    pub(super) fn shaped(value: impl Into<Option<f64>>, shape: Shape) -> Cell {
        Cell {
            content: match value.into().filter(|number| number.is_finite()) {
                Some(number) => Content::Number(number),
                None => Content::Blank,
            },
            shape,
            tone: Tone::Plain,
            indent: 0,
        }
    }

    /// A number with decimals.
    pub(super) fn number(value: impl Into<Option<f64>>, decimals: u8) -> Cell {
        Cell::shaped(value, Shape::Number(decimals))
    }

    /// A number with its sign: a change, growth.
    pub(super) fn signed(value: impl Into<Option<f64>>, decimals: u8) -> Cell {
        Cell::shaped(value, Shape::Signed(decimals))
    }

    /// A value that is in per cent already, with the sign behind it.
    pub(super) fn percent(value: impl Into<Option<f64>>, decimals: u8) -> Cell {
        Cell::shaped(value, Shape::Percent(decimals))
    }

    /// A count of things.
    pub(super) fn count(count: usize) -> Cell {
        // Exact up to 2^53, more than any table holds.
        Cell::number(count as f64, 0)
    }

    /// A rank or another whole number that may be missing.
    pub(super) fn whole(value: impl Into<Option<i64>>) -> Cell {
        Cell::number(value.into().map(|number| number as f64), 0)
    }

    /// A severity, as a word on its colour.
    pub(super) fn severity(severity: Severity, language: Language) -> Cell {
        let mut cell =
            Cell::text(style::severity_word(severity, language)).tone(Tone::of(severity));
        cell.shape = Shape::Centre;
        cell
    }

    /// A blank.
    pub(super) fn blank() -> Cell {
        Cell::text("")
    }

    /// The cell in another tone.
    pub(super) fn tone(mut self, tone: Tone) -> Cell {
        self.tone = tone;
        self
    }

    /// The cell in another tone where a condition holds.
    pub(super) fn tone_if(self, condition: bool, tone: Tone) -> Cell {
        if condition { self.tone(tone) } else { self }
    }

    /// The cell indented by steps.
    pub(super) fn indent(mut self, steps: u8) -> Cell {
        self.indent = steps;
        self
    }

    /// Width of what is shown, in columns of [`display_width`].
    fn width(&self) -> f64 {
        let inner = match &self.content {
            Content::Blank => 2.0,
            Content::Text(text) => text.lines().map(display_width).max().unwrap_or(0) as f64,
            Content::Number(number) => {
                let decimals = match self.shape {
                    Shape::Number(d) | Shape::Signed(d) | Shape::Percent(d) => usize::from(d),
                    Shape::Growth => 1,
                    Shape::Text | Shape::Centre => 2,
                };
                let digits = format!("{:.0}", number.abs()).len();
                let signs =
                    usize::from(
                        *number < 0.0 || matches!(self.shape, Shape::Signed(_) | Shape::Growth),
                    ) + usize::from(matches!(self.shape, Shape::Percent(_) | Shape::Growth));
                (digits
                    + digits.saturating_sub(1) / 3
                    + signs
                    + decimals
                    + usize::from(decimals > 0)) as f64
            }
        };
        let bold = matches!(self.tone, Tone::Strong | Tone::Accent);
        inner * if bold { 1.08 } else { 1.0 } + f64::from(self.indent) * 1.6
    }
}

/// A column of a table.
#[derive(Clone, Debug)]
pub(super) struct Column {
    header: String,
    number: bool,
    most: f64,
}

impl Column {
    /// A column of texts.
    pub(super) fn text(header: impl Into<String>) -> Column {
        Column {
            header: header.into(),
            number: false,
            most: 44.0,
        }
    }

    /// A column of numbers.
    pub(super) fn number(header: impl Into<String>) -> Column {
        Column {
            header: header.into(),
            number: true,
            most: 24.0,
        }
    }

    /// The greatest width, in columns of a fixed-width typeface; longer text is wrapped.
    pub(super) fn most(mut self, width: f64) -> Column {
        self.most = width;
        self
    }
}

/// The columns of a table that is the sheet's own: its header stays in view and on every printed page, and
/// its rows can be filtered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rank {
    Main,
    Part,
}

/// Where the rows of a table stand, for charts.
#[derive(Clone, Debug)]
pub(super) struct Area {
    sheet: String,
    /// First data row, from 0.
    pub(super) first: u32,
    /// Last data row, from 0.
    pub(super) last: u32,
}

impl Area {
    /// The cells of a column, for a chart.
    pub(super) fn column(&self, column: u16) -> ChartRange {
        ChartRange::new_from_range(&self.sheet, self.first, column, self.last, column)
    }

    /// The cells of some rows of a column, counted from the first.
    pub(super) fn part(&self, column: u16, from: u32, to: u32) -> ChartRange {
        ChartRange::new_from_range(
            &self.sheet,
            self.first + from,
            column,
            self.first + to,
            column,
        )
    }

    /// The header of a column, as the name of a series.
    pub(super) fn header(&self, column: u16) -> ChartRange {
        let row = self.first.saturating_sub(1);
        ChartRange::new_from_range(&self.sheet, row, column, row, column)
    }
}

/// A text that spans the columns of the sheet.
struct Span {
    row: u32,
    text: String,
    format: Format,
    /// Height of a line in points; `None` leaves the row as it is.
    line: f64,
}

/// A large figure: its label, the figure, a note.
type Figure = (String, Cell, String);

/// Writes one sheet, from top to bottom.
pub(super) struct SheetWriter<'a> {
    sheet: &'a mut Worksheet,
    language: Language,
    row: u32,
    widths: Vec<f64>,
    spans: Vec<Span>,
    /// Cells that may need more than one line: row, column, the widths of their lines.
    wrapped: Vec<(u32, u16, Vec<f64>)>,
    /// Rows of large figures. They span as many columns as they need, so they wait for the widths.
    figures: Vec<(u32, Vec<Figure>)>,
    /// Charts with row, column and pixels from the column's left edge. They are placed when the widths are known.
    charts: Vec<(Chart, u32, u16, u32)>,
    formats: BTreeMap<(Shape, Tone, u8), Format>,
    /// Whether the sheet has a main table.
    filtered: bool,
    /// How far charts reach to the right, in pixels.
    chart_right: f64,
}

impl<'a> SheetWriter<'a> {
    /// Adds a sheet to a workbook, with its title in the first row.
    ///
    /// # Errors
    /// When the name stands twice.
    pub(super) fn add(
        workbook: &'a mut Workbook,
        name: &str,
        title: &str,
        language: Language,
    ) -> Result<SheetWriter<'a>> {
        let name = style::sheet_name(name);
        let sheet = workbook.add_worksheet();
        sheet
            .set_name(&name)
            .with_context(|| format!("sheet `{name}`"))?;
        sheet.set_screen_gridlines(false);
        sheet.set_landscape();
        sheet.set_paper_size(9);
        sheet.set_print_fit_to_pages(1, 0);
        sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
        sheet.set_footer(format!("&L&8{}&C&8&A&R&8&P / &N", title.replace('&', "&&")));
        let mut writer = SheetWriter {
            sheet,
            language,
            row: 0,
            widths: Vec::new(),
            spans: Vec::new(),
            wrapped: Vec::new(),
            figures: Vec::new(),
            charts: Vec::new(),
            formats: BTreeMap::new(),
            filtered: false,
            chart_right: 0.0,
        };
        writer.span(title, style::title(), 30.0);
        Ok(writer)
    }

    /// The sheet itself, for what has no words of its own here (data bars).
    pub(super) fn worksheet(&mut self) -> &mut Worksheet {
        self.sheet
    }

    /// The row that is written next, from 0.
    pub(super) fn row(&self) -> u32 {
        self.row
    }

    /// The language of the sheet.
    pub(super) fn language(&self) -> Language {
        self.language
    }

    /// Leaves rows empty.
    pub(super) fn skip(&mut self, rows: u32) {
        self.row += rows;
    }

    fn span(&mut self, text: &str, format: Format, line: f64) {
        self.spans.push(Span {
            row: self.row,
            text: style::cut(text, CELL_UNITS),
            format,
            line,
        });
        self.row += 1;
    }

    /// A note in small grey type across the sheet.
    pub(super) fn note(&mut self, text: &str) {
        self.span(text, style::note(), 15.0);
    }

    /// A sentence that must be read first, on a coloured ground.
    pub(super) fn banner(&mut self, text: &str) {
        self.span(text, style::banner(), LINE);
    }

    /// The heading of a part, after an empty row.
    pub(super) fn heading(&mut self, text: &str) {
        if self.row > 1 {
            self.row += 1;
        }
        self.span(text, style::heading(), 22.0);
    }

    /// Large figures side by side, each with a label above and a note below.
    pub(super) fn figures(&mut self, figures: &[Figure]) {
        self.figures.push((self.row, figures.to_vec()));
        self.row += 3;
    }

    fn widen(&mut self, column: u16, width: f64) {
        let column = usize::from(column);
        if self.widths.len() <= column {
            self.widths.resize(column + 1, 8.0);
        }
        if let Some(widest) = self.widths.get_mut(column) {
            *widest = widest.max(width + 2.0);
        }
    }

    /// A table that is a part of the sheet.
    ///
    /// # Errors
    /// When the sheet is full.
    pub(super) fn table(&mut self, columns: &[Column], rows: &[Vec<Cell>]) -> Result<Area> {
        self.write_table(columns, rows, Rank::Part, 0)
    }

    /// The sheet's main table: its header and its first `fixed` columns stay in view, the header is repeated
    /// on every printed page, and its rows can be filtered. One a sheet.
    ///
    /// # Errors
    /// When the sheet is full.
    pub(super) fn main_table(
        &mut self,
        columns: &[Column],
        rows: &[Vec<Cell>],
        fixed: u16,
    ) -> Result<Area> {
        self.write_table(columns, rows, Rank::Main, fixed)
    }

    fn write_table(
        &mut self,
        columns: &[Column],
        rows: &[Vec<Cell>],
        rank: Rank,
        fixed: u16,
    ) -> Result<Area> {
        let header_row = self.row;
        let left = SHEET_ROWS
            .saturating_sub(usize::try_from(header_row)?)
            .saturating_sub(8);
        for (position, column) in columns.iter().enumerate() {
            let index = u16::try_from(position)?;
            self.sheet.write_string_with_format(
                header_row,
                index,
                style::cut(&column.header, CELL_UNITS),
                &style::header(column.number),
            )?;
            // A header may take two lines; the button of the filter needs room.
            let button = if rank == Rank::Main { 3.0 } else { 0.0 };
            let header = display_width(&column.header) as f64 * 1.08;
            let body = rows
                .iter()
                .take(left)
                .filter_map(|row| row.get(position))
                .map(Cell::width)
                .fold(0.0, f64::max);
            let header_part = if header > 20.0 {
                (header / 2.0 + 2.0).max(14.0)
            } else {
                header
            };
            // Numbers are indented at the right.
            let indent = if column.number { 1.5 } else { 0.0 };
            self.widen(
                index,
                body.max(header_part + button).min(column.most) + indent,
            );
            self.wrapped
                .push((header_row, index, vec![header + button]));
        }
        self.row += 1;
        let first = self.row;
        for row in rows.iter().take(left) {
            for (position, cell) in row.iter().enumerate() {
                self.write_cell(self.row, u16::try_from(position)?, cell)?;
            }
            self.row += 1;
        }
        let last = self.row.saturating_sub(1).max(header_row);
        if rank == Rank::Main {
            self.filtered = true;
            let width = u16::try_from(columns.len().saturating_sub(1))?;
            self.sheet.set_freeze_panes(first, fixed)?;
            self.sheet.set_repeat_rows(header_row, header_row)?;
            self.sheet.autofilter(header_row, 0, last, width)?;
        }
        if rows.is_empty() {
            let none = self.language.choose("（无）", "(none)").to_owned();
            self.note(&none);
        }
        if rows.len() > left {
            let more = rows.len() - left;
            let text = match self.language {
                Language::Zh => {
                    format!("工作表已满：另有 {more} 行见 tables/ 文件夹中的同名数据表")
                }
                Language::En => {
                    format!(
                        "The sheet is full: {more} more rows stand in the table of the folder tables/"
                    )
                }
            };
            self.note(&text);
        }
        Ok(Area {
            sheet: self.sheet.name(),
            first,
            last,
        })
    }

    fn write_cell(&mut self, row: u32, column: u16, cell: &Cell) -> Result<()> {
        let tone = match (&cell.content, cell.tone) {
            (Content::Blank, Tone::Plain) => Tone::Muted,
            (_, tone) => tone,
        };
        let format = self
            .formats
            .entry((cell.shape, tone, cell.indent))
            .or_insert_with(|| style::cell(cell.shape, tone, cell.indent));
        match &cell.content {
            Content::Blank => self
                .sheet
                .write_string_with_format(row, column, BLANK, format)?,
            Content::Number(number) => self
                .sheet
                .write_number_with_format(row, column, *number, format)?,
            Content::Text(text) => {
                let lines: Vec<f64> = text.lines().map(|l| display_width(l) as f64).collect();
                if lines.len() > 1 || lines.iter().any(|width| *width > 8.0) {
                    self.wrapped.push((row, column, lines));
                }
                self.sheet.write_string_with_format(
                    row,
                    column,
                    style::cut(text, CELL_UNITS),
                    format,
                )?
            }
        };
        Ok(())
    }

    /// Puts a chart below what is written, at a column, and goes on below it.
    ///
    /// # Errors
    /// When the sheet is full.
    pub(super) fn chart(&mut self, chart: &Drawing, column: u16, height: u32) -> Result<()> {
        let row = self.row;
        self.chart_at(chart, row, column)?;
        if self.filtered && row > 20 {
            self.sheet.set_page_breaks(&[row])?;
        }
        // A row of the default height is 22 pixels.
        self.row += height.div_ceil(22) + 1;
        Ok(())
    }

    /// Puts a chart at a row and column, and goes on where it was.
    ///
    /// # Errors
    /// When the sheet is full.
    pub(super) fn chart_at(&mut self, chart: &Drawing, row: u32, column: u16) -> Result<()> {
        let right = f64::from(chart.width);
        self.charts.push(((**chart).clone(), row, column, 4));
        self.chart_right = self.chart_right.max(right);
        Ok(())
    }

    /// Puts a chart beside another, so many pixels from the left edge, and goes on below the higher of them.
    ///
    /// # Errors
    /// When the sheet is full.
    pub(super) fn chart_beside(
        &mut self,
        chart: &Drawing,
        row: u32,
        left: u32,
        height: u32,
    ) -> Result<()> {
        self.charts.push(((**chart).clone(), row, 0, left));
        self.chart_right = self.chart_right.max(f64::from(left + chart.width));
        self.row = self.row.max(row + height.div_ceil(22) + 1);
        Ok(())
    }

    /// Sets widths and heights, and writes what spans the columns. The last call on a sheet.
    ///
    /// # Errors
    /// When a row or column is out of Excel's limits.
    pub(super) fn finish(mut self) -> Result<()> {
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
                // 409 points is Excel's limit.
                self.sheet
                    .set_row_height(row, (lines * LINE + 4.0).min(409.0))?;
            }
        }
        self.write_spans()?;
        for (chart, row, column, left) in &self.charts {
            self.sheet
                .insert_chart_with_offset(*row, *column, chart, *left, 4)?;
        }
        // A sheet that is little higher than a page is printed on one; a main table runs over pages.
        let width = (self.widths.iter().sum::<f64>() * PIXELS).max(self.chart_right);
        if !self.filtered && f64::from(self.row) * 22.0 < width * 1.2 {
            self.sheet.set_print_fit_to_pages(1, 1);
        }
        Ok(())
    }

    /// Writes the large figures over as many columns as each needs.
    fn write_figures(&mut self) -> Result<()> {
        let rows = std::mem::take(&mut self.figures);
        for (row, figures) in &rows {
            let mut column = 0;
            for (label, cell, note) in figures {
                let needed = (display_width(label) as f64)
                    .max(cell.width() * 2.2)
                    .max((display_width(note) as f64).min(40.0))
                    + 2.0;
                let mut last = column;
                let mut width = self.width_of(column);
                while width < needed {
                    last += 1;
                    width += self.width_of(last);
                }
                self.write_figure(*row, (column, last), (label, cell, note))?;
                column = last + 1;
            }
            self.sheet.set_row_height(row + 1, 34)?;
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
        (label, cell, note): (&str, &Cell, &str),
    ) -> Result<()> {
        let figure = style::figure(cell.shape);
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
            Content::Text(text) => {
                self.sheet
                    .write_string_with_format(row + 1, first, text.as_str(), &figure)?;
            }
            Content::Number(number) => {
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
        for (column, width) in self.widths.iter().enumerate().skip(1) {
            if total + width > 170.0 && total >= LEAST_WIDTH {
                break;
            }
            total += width;
            last = u16::try_from(column)?;
        }
        for span in &self.spans {
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
                .map(|line| lines_of(display_width(line) as f64, total - 2.0))
                .sum();
            self.sheet
                .set_row_height(span.row, (lines.max(1.0) * span.line + 3.0).min(409.0))?;
        }
        Ok(())
    }
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
    use crate::report::style::new_workbook;
    use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
    use std::io::Cursor;

    fn workbook_of(write: impl FnOnce(&mut Workbook)) -> Vec<u8> {
        let mut workbook = new_workbook("试验", "2023".parse().unwrap()).unwrap();
        write(&mut workbook);
        workbook.save_to_buffer().unwrap()
    }

    fn small_table(workbook: &mut Workbook) {
        let mut sheet = SheetWriter::add(workbook, "表", "标题", Language::Zh).unwrap();
        sheet.note("说明");
        sheet
            .main_table(
                &[Column::text("名称"), Column::number("数值")],
                &[
                    vec![Cell::text("甲"), Cell::number(1234.5, 1)],
                    vec![Cell::text("=1+1"), Cell::number(None, 1)],
                    vec![Cell::text("丙"), Cell::number(f64::NAN, 1)],
                ],
                1,
            )
            .unwrap();
        sheet.finish().unwrap();
    }

    #[test]
    fn numbers_stay_numbers_and_blanks_are_dashes() {
        let bytes = workbook_of(small_table);
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
        let range = book.worksheet_range("表").unwrap();
        assert_eq!(range.get_value((0, 0)), Some(&Data::String("标题".into())));
        assert_eq!(range.get_value((3, 1)), Some(&Data::Float(1234.5)));
        // A text that looks like a formula stays a text.
        assert_eq!(range.get_value((4, 0)), Some(&Data::String("=1+1".into())));
        assert_eq!(range.get_value((4, 1)), Some(&Data::String("—".into())));
        assert_eq!(range.get_value((5, 1)), Some(&Data::String("—".into())));
    }

    #[test]
    fn the_same_sheet_gives_the_same_bytes() {
        assert_eq!(workbook_of(small_table), workbook_of(small_table));
    }

    #[test]
    fn a_text_beyond_the_limit_of_a_cell_is_cut() {
        let long = "长".repeat(40_000);
        let bytes = workbook_of(|workbook| {
            let mut sheet = SheetWriter::add(workbook, "表", "标题", Language::Zh).unwrap();
            sheet
                .table(&[Column::text("名称")], &[vec![Cell::text(long)]])
                .unwrap();
            sheet.finish().unwrap();
        });
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
        let range = book.worksheet_range("表").unwrap();
        let Some(Data::String(text)) = range.get_value((2, 0)) else {
            panic!("expected a text")
        };
        assert_eq!(text.chars().count(), 32_767);
        assert!(text.ends_with('…'));
    }
}
