//! Tables of a web page, as many web systems export them under the name of an .xls.
//!
//! As in a spreadsheet program, the tables of the page stand one below the other on one sheet. Pages are seldom
//! well-formed: what no table needs is taken out first, and ends that are left out are made up for.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::delimited::decode;
use super::gather::{Gatherer, MERGES};
use super::{Cell, CellValue, Merge, Sheet, Workbook, number, unreadable};
use crate::definitions::Limits;
use crate::ingest::note::Note;

/// Entities of pages that XML does not know.
const ENTITIES: [(&str, &str); 8] = [
    ("nbsp", " "),
    ("ensp", " "),
    ("emsp", " "),
    ("middot", "·"),
    ("mdash", "—"),
    ("ndash", "–"),
    ("yen", "¥"),
    ("times", "×"),
];

/// Reads the tables of a page.
pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Workbook, Note> {
    let text = decode(bytes)?;
    let page = tags_and_text(&text);
    let mut xml = Reader::from_str(&page);
    let config = xml.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut tables = Tables::new(limits);
    loop {
        match xml.read_event().map_err(|error| unreadable(&error))? {
            Event::Start(element) => tables.begin(&element)?,
            Event::Empty(element) => tables.begin(&element)?,
            Event::End(element) => tables.end(&element.name().0.to_ascii_lowercase())?,
            Event::Text(part) => tables.text(&part.xml10_content()),
            Event::GeneralRef(entity) => tables.entity(&entity),
            Event::Eof => break,
            _ => {}
        }
    }
    tables.finish(sheet_name(&text))
}

/// The name that a spreadsheet program left for the sheet.
fn sheet_name(text: &str) -> String {
    let name = text
        .split_once("<x:Name>")
        .and_then(|(_, rest)| rest.split_once("</x:Name>"));
    name.map_or_else(String::new, |(name, _)| name.trim().to_owned())
}

/// The page without comments, declarations, scripts and style sheets; a `<` that begins no tag is written as text.
fn tags_and_text(text: &str) -> String {
    let mut page = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        page.push_str(before);
        let starts = |word: &str| {
            tag.get(..word.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(word))
        };
        let skipped = if starts("<!--") {
            Some(after(tag, "-->"))
        } else if starts("<!") || starts("<?") {
            Some(after(tag, ">"))
        } else if starts("<script") {
            Some(after(tag, "</script>"))
        } else if starts("<style") {
            Some(after(tag, "</style>"))
        } else {
            None
        };
        let next = tag.chars().nth(1);
        match skipped {
            Some(left) => rest = left,
            None if next.is_some_and(|c| c.is_ascii_alphabetic() || c == '/') => {
                page.push('<');
                rest = tag.get(1..).unwrap_or_default();
            }
            None => {
                page.push_str("&lt;");
                rest = tag.get(1..).unwrap_or_default();
            }
        }
    }
    page.push_str(rest);
    page
}

/// What follows the first end mark (in lower case); nothing if there is none.
fn after<'t>(text: &'t str, end: &str) -> &'t str {
    let at = text
        .as_bytes()
        .windows(end.len())
        .position(|window| window.eq_ignore_ascii_case(end.as_bytes()));
    at.and_then(|at| text.get(at + end.len()..))
        .unwrap_or_default()
}

/// A cell that has begun.
struct Open {
    text: String,
    number: Option<f64>,
    rows: u32,
    cols: u32,
}

/// The tables, one below the other.
struct Tables<'a> {
    limits: &'a Limits,
    gatherer: Gatherer<'a>,
    any: bool,
    row: u32,
    col: u32,
    in_row: bool,
    open: Option<Open>,
    /// Columns that a cell above still takes, with the number of rows.
    taken: BTreeMap<u32, u32>,
    cells: Vec<Cell>,
    merges: Vec<Merge>,
}

impl<'a> Tables<'a> {
    fn new(limits: &'a Limits) -> Self {
        Tables {
            limits,
            gatherer: Gatherer::new(limits),
            any: false,
            row: 0,
            col: 0,
            in_row: false,
            open: None,
            taken: BTreeMap::new(),
            cells: Vec::new(),
            merges: Vec::new(),
        }
    }

    fn begin(&mut self, element: &BytesStart<'_>) -> Result<(), Note> {
        match element.name().0.to_ascii_lowercase().as_str() {
            "table" => {
                self.any = true;
                self.end_row()?;
                self.taken.clear();
            }
            "tr" => {
                self.end_row()?;
                self.in_row = true;
            }
            "td" | "th" => {
                self.end_cell()?;
                self.in_row = true;
                let span = |name: &str, most: u32| {
                    let count =
                        attribute(element, name).and_then(|count| count.trim().parse().ok());
                    count.unwrap_or(1).clamp(1, most.max(1))
                };
                self.open = Some(Open {
                    text: String::new(),
                    number: attribute(element, "x:num").and_then(|number| number.parse().ok()),
                    rows: span("rowspan", self.limits.rows),
                    cols: span("colspan", self.limits.columns),
                });
            }
            "br" | "p" | "div" => self.text_as_is("\n"),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Note> {
        match name {
            "td" | "th" => self.end_cell(),
            "tr" | "table" => self.end_row(),
            _ => Ok(()),
        }
    }

    fn text(&mut self, text: &str) {
        // Line breaks of the source are spaces.
        self.text_as_is(&text.replace(['\n', '\r', '\t'], " "));
    }

    fn text_as_is(&mut self, text: &str) {
        if let Some(open) = &mut self.open {
            open.text.push_str(text);
        }
    }

    fn entity(&mut self, entity: &BytesRef<'_>) {
        if let Ok(Some(c)) = entity.resolve_char_ref() {
            self.text_as_is(c.encode_utf8(&mut [0; 4]));
            return;
        }
        let name: &str = entity;
        let known = resolve_xml_entity(name).or_else(|| {
            let found = ENTITIES.iter().find(|(known, _)| *known == name);
            found.map(|(_, text)| *text)
        });
        match known {
            Some(text) => self.text_as_is(text),
            None => self.text_as_is(&format!("&{name};")),
        }
    }

    fn end_cell(&mut self) -> Result<(), Note> {
        let Some(open) = self.open.take() else {
            return Ok(());
        };
        while self.taken.contains_key(&self.col) {
            self.col = self.col.saturating_add(1);
        }
        let (row, col) = (self.row, self.col);
        let text = plain(&open.text);
        let value = match open.number {
            Some(stored) => Some(number(stored, text.ends_with(['%', '％']))),
            None if text.is_empty() => None,
            None => Some(CellValue::Text(text)),
        };
        if let Some(value) = value
            && self.gatherer.accepts(row, col)?
        {
            self.cells.push(Cell { row, col, value });
        }
        if open.rows > 1 || open.cols > 1 {
            if self.merges.len() < MERGES {
                self.merges.push(Merge {
                    first: (row, col),
                    last: (
                        row.saturating_add(open.rows - 1),
                        col.saturating_add(open.cols - 1),
                    ),
                });
            }
            if open.rows > 1 && col < self.limits.columns {
                let last = col.saturating_add(open.cols).min(self.limits.columns);
                self.taken.extend((col..last).map(|col| (col, open.rows)));
            }
        }
        self.col = col.saturating_add(open.cols);
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Note> {
        self.end_cell()?;
        if self.in_row {
            self.row = self.row.saturating_add(1);
            self.col = 0;
            self.in_row = false;
            self.taken.retain(|_, rows| {
                *rows -= 1;
                *rows > 0
            });
        }
        Ok(())
    }

    fn finish(mut self, name: String) -> Result<Workbook, Note> {
        self.end_row()?;
        if !self.any {
            return Err(Note::new(
                "这是 HTML 网页，其中没有表格，请用 Excel 打开并另存为 .xlsx 后重新报送",
                "it is an HTML page without a table: open it in Excel, save it as .xlsx and submit it again",
            ));
        }
        Ok(Workbook {
            notes: self.gatherer.notes(),
            sheets: vec![Sheet::new(name, true, self.cells, self.merges)],
            modified: None,
        })
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element
        .html_attributes()
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.0.eq_ignore_ascii_case(name))
        .map(|attribute| attribute.value.to_string())
}

/// A cell's text: several spaces are one, lines without text are none.
fn plain(text: &str) -> String {
    let lines = text.split('\n').map(|line| {
        line.split([' ', '\u{a0}'])
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    });
    lines
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(page: &str) -> Sheet {
        open(page.as_bytes(), &Limits::default())
            .unwrap()
            .sheets
            .remove(0)
    }

    #[test]
    fn a_sloppy_page_is_read_as_a_browser_would() {
        let sheet = read(
            "<!DOCTYPE html><html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><meta charset=utf-8>\
             <style>td { color: red } <!-- x > y --></style><script>if (a<b) { document.write('<td>no</td>') }</script>\
             <!--[if gte mso 9]><xml><x:Name>表一</x:Name></xml><![endif]--></head><body>\
             <table border=1><tr><th colspan=2>企业 &nbsp;名称<th>数量\n<tr><td rowspan='2'>甲&amp;乙<br>公司</td><td nowrap>1,234</td>\
             <td x:num=\"0.75\">75%</td></tr><tr><TD>x < 5 & y</TD><td>&#20013;&unknown;</td></table>\
             <![if !supportEmptyParas]><table><tr><td>下表</td></tr></table>",
        );
        assert_eq!(sheet.name, "表一");
        let texts: Vec<(u32, u32, String)> = sheet
            .cells()
            .iter()
            .map(|cell| (cell.row, cell.col, cell.value.text()))
            .collect();
        let expected = [
            (0, 0, "企业 名称"),
            (0, 2, "数量"),
            (1, 0, "甲&乙\n公司"),
            (1, 1, "1,234"),
            (1, 2, "75%"),
            (2, 1, "x < 5 & y"),
            (2, 2, "中&unknown;"),
            (3, 0, "下表"),
        ];
        assert_eq!(
            texts,
            expected.map(|(row, col, text)| (row, col, text.to_owned()))
        );
        assert_eq!(
            sheet.shown(2, 0).map(CellValue::text).as_deref(),
            Some("甲&乙\n公司")
        );
    }

    #[test]
    fn a_page_without_a_table_is_refused() {
        let refused = open(b"<html><frameset></frameset></html>", &Limits::default());
        assert!(
            refused
                .unwrap_err()
                .en
                .contains("HTML page without a table")
        );
    }

    #[test]
    fn spans_do_not_fill_memory() {
        let sheet = read(
            "<table><tr><td rowspan=4294967295 colspan=4294967295>a</td><td>b</td></tr></table>",
        );
        assert_eq!(sheet.cells().len(), 1);
    }
}
