//! Writes a sheet from top to bottom: title, notes, large figures, tables, charts.
//!
//! Column widths follow what stands in the columns; titles and notes span them, so they are written last.

mod cell;
mod layout;

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use rust_xlsxwriter::{Chart, Format, FormatUnderline, Formula, Url, Workbook, Worksheet};

use super::charts::Drawing;
use super::style::{self, BLANK, Shape, Tone, display_width};
use crate::definitions::Language;
use cell::Content;

pub(super) use cell::{Area, Cell, Column};

/// Rows that a sheet holds.
const SHEET_ROWS: usize = 1_048_576;
/// UTF-16 units that a cell holds.
const CELL_UNITS: usize = 32_767;
/// Links that a sheet holds; beyond them the text alone is written.
const LINKS: usize = 65_000;
/// Height of a line of text in points.
const LINE: f64 = 16.5;
/// Height of a row in pixels, where it has none of its own.
const ROW: u32 = 22;
/// Lowest row, from 0, whose table still has its header frozen.
const LOWEST_FROZEN: u32 = 12;

/// The columns of a table that is the sheet's own: its header stays in view and on every printed page, and
/// its rows can be filtered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rank {
    Main,
    Part,
}

/// A text that spans the columns of the sheet.
struct Span {
    row: u32,
    text: String,
    format: Format,
    /// Height of a line in points.
    line: f64,
    /// Size of the type, in that of table text.
    scale: f64,
}

/// A large figure: its label, the figure, a note.
type Figure = (String, Cell, String);

/// A chart and where it stands.
struct Placed {
    chart: Chart,
    row: u32,
    column: u16,
    /// Pixels from the column's left edge.
    left: u32,
    /// Height in pixels.
    height: u32,
}

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
    /// Charts are placed when the widths are known.
    charts: Vec<Placed>,
    formats: BTreeMap<(Shape, Tone, u8, bool), Format>,
    /// Links written.
    links: usize,
    /// Rows with the headings of parts, in order.
    headings: Vec<u32>,
    /// Last column that is printed; all of them, if none is left out.
    last_printed: Option<u16>,
    /// Whether it is printed on one page, however high it is.
    one_page: bool,
    /// Whether the sheet says that it is internal.
    inside: bool,
    /// Whether a table of the sheet has a column of credit codes.
    names_enterprises: bool,
    /// Heights of rows that have one of their own, in points.
    heights: BTreeMap<u32, f64>,
    /// How far charts reach to the right, in pixels.
    chart_right: f64,
}

impl<'a> SheetWriter<'a> {
    /// Adds a sheet to a workbook, with its title in the first row.
    ///
    /// # Errors
    /// When Excel's limits are passed.
    pub(super) fn add(
        workbook: &'a mut Workbook,
        name: &str,
        title: &str,
        language: Language,
    ) -> Result<SheetWriter<'a>> {
        let name = free_name(workbook, name);
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
            links: 0,
            headings: Vec::new(),
            last_printed: None,
            one_page: false,
            inside: false,
            names_enterprises: false,
            heights: BTreeMap::new(),
            chart_right: 0.0,
        };
        writer.span(title, style::title(), 30.0, 1.9);
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

    /// Leaves rows empty.
    pub(super) fn skip(&mut self, rows: u32) {
        self.row += rows;
    }

    fn span(&mut self, text: &str, format: Format, line: f64, scale: f64) {
        self.spans.push(Span {
            row: self.row,
            text: style::cut(text, CELL_UNITS),
            format,
            line,
            scale,
        });
        self.row += 1;
    }

    /// Prints the sheet on one page, however high it is.
    pub(super) fn on_one_page(&mut self) {
        self.one_page = true;
    }

    /// A note in small grey type across the sheet.
    pub(super) fn note(&mut self, text: &str) {
        self.span(text, style::note(), 15.0, 0.92);
    }

    /// Says that the sheet is internal: it names enterprises, or shows what identifies them. A sheet with a column of
    /// credit codes that does not say so is marked in its title when it is finished.
    pub(super) fn inside(&mut self) {
        if self.inside {
            return;
        }
        self.inside = true;
        self.note(inside_note(self.language));
    }

    /// A sentence that must be read first, on a coloured ground.
    pub(super) fn banner(&mut self, text: &str) {
        self.span(text, style::banner(), LINE, 1.1);
    }

    /// The heading of a part, after an empty row.
    pub(super) fn heading(&mut self, text: &str) {
        if self.row > 1 {
            self.row += 1;
        }
        self.headings.push(self.row);
        self.span(text, style::heading(), 22.0, 1.3);
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
            self.names_enterprises |= column.codes;
            // A header may take two lines; the button of the filter needs room.
            let button = if rank == Rank::Main { 3.0 } else { 0.0 };
            let header = display_width(&column.header) as f64 * 1.15;
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
            // A number format keeps room at the right.
            let indent = if column.number { 1.5 } else { 0.0 };
            self.widen(
                index,
                body.max(header_part + button)
                    .min(column.most)
                    .max(column.least)
                    + indent,
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
            // What is wanted on screen only stands at the end.
            let printed = columns.iter().take_while(|column| column.printed).count();
            if (1..columns.len()).contains(&printed) {
                self.last_printed = Some(u16::try_from(printed - 1)?);
            }
            let width = u16::try_from(columns.len().saturating_sub(1))?;
            // Below a chart the frozen part would fill the screen and leave the table no room to scroll.
            if header_row <= LOWEST_FROZEN {
                self.sheet.set_freeze_panes(first, fixed)?;
            }
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

    /// A row right below a table, outside of its filter: its sums.
    ///
    /// # Errors
    /// When the sheet is full.
    pub(super) fn row_below(&mut self, cells: &[Cell]) -> Result<u32> {
        for (position, cell) in cells.iter().enumerate() {
            let column = u16::try_from(position)?;
            self.widen(column, cell.width().min(24.0));
            self.write_cell(self.row, column, cell)?;
        }
        self.row += 1;
        Ok(self.row - 1)
    }

    fn write_cell(&mut self, row: u32, column: u16, cell: &Cell) -> Result<()> {
        let tone = match (&cell.content, cell.tone) {
            (Content::Blank, Tone::Plain) => Tone::Muted,
            (_, tone) => tone,
        };
        let format =
            self.formats
                .entry((cell.shape, tone, cell.indent, cell.carried))
                .or_insert_with(|| match cell.shape.number_format() {
                    Some(code) if cell.carried => style::cell(cell.shape, tone, cell.indent)
                        .set_num_format(style::carried(&code)),
                    _ => style::cell(cell.shape, tone, cell.indent),
                });
        match &cell.content {
            Content::Blank => self
                .sheet
                .write_string_with_format(row, column, BLANK, format)?,
            Content::Number(number) => self
                .sheet
                .write_number_with_format(row, column, *number, format)?,
            Content::Formula(formula, result) => self.sheet.write_formula_with_format(
                row,
                column,
                Formula::new(formula).set_result(result.to_string()),
                format,
            )?,
            Content::SheetLink { sheet, text } => {
                let place = format!("internal:'{}'!A1", sheet.replace('\'', "''"));
                self.sheet.write_url_with_format(
                    row,
                    column,
                    Url::new(place).set_text(text),
                    format,
                )?
            }
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
            Content::Link { text, path } if self.links < LINKS => {
                self.links += 1;
                let format = format
                    .clone()
                    .set_font_color(style::LINK)
                    .set_underline(FormatUnderline::Single);
                let link = Url::new(format!("file:///{path}")).set_text(style::cut(text, 255));
                self.sheet
                    .write_url_with_format(row, column, link, &format)?
            }
            Content::Link { text, .. } => self
                .sheet
                .write_string_with_format(row, column, text, format)?,
        };
        Ok(())
    }

    /// Puts a chart below what is written, at a column, and goes on below it.
    ///
    /// # Errors
    /// When the sheet is full.
    pub(super) fn chart(&mut self, chart: &Drawing, column: u16, height: u32) -> Result<()> {
        self.chart_at(chart, self.row, column)?;
        self.row += height.div_ceil(ROW) + 1;
        Ok(())
    }

    /// Puts a chart at a row and column, and goes on where it was.
    ///
    /// # Errors
    /// When the sheet is full.
    pub(super) fn chart_at(&mut self, chart: &Drawing, row: u32, column: u16) -> Result<()> {
        self.place(chart, row, column, 4);
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
        self.place(chart, row, 0, left);
        self.row = self.row.max(row + height.div_ceil(ROW) + 1);
        Ok(())
    }

    fn place(&mut self, chart: &Drawing, row: u32, column: u16, left: u32) {
        let (width, height) = chart.size;
        self.charts.push(Placed {
            chart: (**chart).clone(),
            row,
            column,
            left,
            height,
        });
        self.chart_right = self.chart_right.max(f64::from(left + width));
    }
}

/// What a sheet says that must not go outside.
pub(super) fn inside_note(language: Language) -> &'static str {
    language.choose(
        "内部资料：含企业名称或可识别企业的数据，不得对外提供。",
        "Internal: the sheet names enterprises or shows what identifies them. It must not go outside.",
    )
}

/// A valid name that no sheet of the workbook has yet; names that are cut may be equal.
fn free_name(workbook: &mut Workbook, name: &str) -> String {
    let taken: Vec<String> = workbook
        .worksheets()
        .iter()
        .map(|sheet| sheet.name().to_lowercase())
        .collect();
    let plain = style::sheet_name(name);
    let is_free = |name: &String| !taken.contains(&name.to_lowercase());
    if is_free(&plain) {
        return plain;
    }
    (2..=taken.len() + 2)
        .map(|number| format!("{} {number}", style::cut(&plain, 26)))
        .find(is_free)
        .unwrap_or(plain)
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
    fn a_sheet_with_credit_codes_says_that_it_is_internal() {
        let bytes = workbook_of(|workbook| {
            for (name, says_so) in [("一", false), ("二", true)] {
                let mut sheet = SheetWriter::add(workbook, name, "名单", Language::Zh).unwrap();
                if says_so {
                    sheet.inside();
                }
                let row = vec![Cell::text("91210112XXXXX0019P")];
                sheet.table(&[Column::code("代码")], &[row]).unwrap();
                sheet.finish().unwrap();
            }
            small_table(workbook);
        });
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
        let mut title = |name: &str| book.worksheet_range(name).unwrap().get((0, 0)).cloned();
        assert_eq!(
            title("一"),
            Some(Data::String("名单（内部资料，不得对外）".into()))
        );
        assert_eq!(title("二"), Some(Data::String("名单".into())));
        assert_eq!(title("表"), Some(Data::String("标题".into())));
    }

    #[test]
    fn a_number_that_is_carried_has_a_mark_and_stays_a_number() {
        let bytes = workbook_of(|workbook| {
            let mut sheet = SheetWriter::add(workbook, "表", "标题", Language::Zh).unwrap();
            let row = vec![Cell::number(3.25, 1).carried_if(true)];
            sheet.table(&[Column::number("数值")], &[row]).unwrap();
            sheet.finish().unwrap();
        });
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(&bytes)).unwrap();
        let range = book.worksheet_range("表").unwrap();
        assert_eq!(range.get_value((2, 0)), Some(&Data::Float(3.25)));
        let mut zip = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        let styles = std::io::read_to_string(zip.by_name("xl/styles.xml").unwrap()).unwrap();
        assert!(styles.contains(style::CARRIED), "{styles}");
    }

    #[test]
    fn two_sheets_of_one_name_get_two_names() {
        let mut workbook = new_workbook("试验", "2023".parse().unwrap()).unwrap();
        for _ in 0..3 {
            SheetWriter::add(&mut workbook, "得分树", "标题", Language::Zh)
                .unwrap()
                .finish()
                .unwrap();
        }
        let names: Vec<String> = workbook.worksheets().iter().map(Worksheet::name).collect();
        assert_eq!(names, ["得分树", "得分树 2", "得分树 3"]);
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
