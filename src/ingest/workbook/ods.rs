//! .ods, cell by cell.
//!
//! calamine makes a dense grid of an .ods and does not say which cells show per cents or are merged, so the
//! content is read here.

use std::collections::BTreeMap;
use std::io::{BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::escape::{resolve_xml_entity, unescape};
use quick_xml::events::{BytesStart, Event};

use super::gather::{Gatherer, MERGES};
use super::{Cell, CellValue, Merge, Sheet, Workbook, archive, number, password, unreadable};
use crate::definitions::Limits;
use crate::ingest::note::Note;

/// The cells of a row, by column.
type Line = Vec<(u32, CellValue)>;
/// Merged regions that begin in a row: column, rows, columns.
type Regions = Vec<(u32, u32, u32)>;
type Xml<'a> = Reader<BufReader<&'a mut dyn Read>>;

/// Reads a workbook.
pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Workbook, Note> {
    archive::inspect(bytes, limits)?;
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    let mut manifest = String::new();
    if let Ok(mut part) = zip.by_name("META-INF/manifest.xml") {
        part.read_to_string(&mut manifest)
            .map_err(|error| unreadable(&error))?;
    }
    if manifest.contains("encryption-data") {
        return Err(password());
    }
    let mut meta = String::new();
    if let Ok(mut part) = zip.by_name("meta.xml") {
        // The properties do not matter enough to refuse a file for them.
        let _ = part.read_to_string(&mut meta);
    }
    let mut content = zip
        .by_name("content.xml")
        .map_err(|error| unreadable(&error))?;
    let mut workbook = Content::new(limits).read(&mut content)?;
    workbook.modified = between(&meta, "<dc:date>", "</dc:date>");
    Ok(workbook)
}

fn between(text: &str, start: &str, end: &str) -> Option<String> {
    let (_, rest) = text.split_once(start)?;
    rest.split_once(end)
        .map(|(inside, _)| inside.trim().to_owned())
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element
        .attributes()
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.0 == name)
        .and_then(|attribute| {
            unescape(&attribute.value)
                .ok()
                .map(|value| value.into_owned())
        })
}

fn count(element: &BytesStart<'_>, name: &str) -> u32 {
    attribute(element, name)
        .and_then(|count| count.parse().ok())
        .unwrap_or(1)
        .max(1)
}

struct Content<'a> {
    gatherer: Gatherer<'a>,
    limits: &'a Limits,
    hidden_styles: BTreeMap<String, bool>,
    workbook: Workbook,
}

impl<'a> Content<'a> {
    fn new(limits: &'a Limits) -> Self {
        Content {
            gatherer: Gatherer::new(limits),
            limits,
            hidden_styles: BTreeMap::new(),
            workbook: Workbook::default(),
        }
    }

    fn read(mut self, part: &mut dyn Read) -> Result<Workbook, Note> {
        let mut xml: Xml<'_> = Reader::from_reader(BufReader::new(part));
        xml.config_mut().expand_empty_elements = true;
        let mut buffer = Vec::new();
        let mut style = None;
        loop {
            buffer.clear();
            match xml
                .read_event_into(&mut buffer)
                .map_err(|error| unreadable(&error))?
            {
                Event::Start(element) => match element.name().0 {
                    "style:style" => style = attribute(&element, "style:name"),
                    "style:table-properties" => {
                        let hidden = attribute(&element, "table:display")
                            .is_some_and(|shown| shown == "false");
                        if let Some(style) = style.take() {
                            self.hidden_styles.insert(style, hidden);
                        }
                    }
                    "table:table" => {
                        let name = attribute(&element, "table:name").unwrap_or_default();
                        let hidden = attribute(&element, "table:style-name")
                            .and_then(|style| self.hidden_styles.get(&style).copied())
                            .unwrap_or(false);
                        let sheet = self.table(&mut xml, name, !hidden)?;
                        self.workbook.sheets.push(sheet);
                    }
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
        self.workbook.notes = self.gatherer.notes();
        Ok(self.workbook)
    }

    fn table(&mut self, xml: &mut Xml<'_>, name: String, visible: bool) -> Result<Sheet, Note> {
        let mut cells = Vec::new();
        let mut merges = Vec::new();
        let mut row = 0_u32;
        let mut depth = 0_u32;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match xml
                .read_event_into(&mut buffer)
                .map_err(|error| unreadable(&error))?
            {
                // Tables may be nested in shapes: theirs are no rows of the sheet.
                Event::Start(element) if element.name().0 == "table:table" => depth += 1,
                Event::End(element) if element.name().0 == "table:table" => {
                    if depth == 0 {
                        break;
                    }
                    depth -= 1;
                }
                Event::Start(element) if depth == 0 && element.name().0 == "table:table-row" => {
                    let repeated = count(&element, "table:number-rows-repeated");
                    let (line, regions) = self.row(xml)?;
                    merges.extend(regions.iter().map(|(col, rows, cols)| Merge {
                        first: (row, *col),
                        last: (row.saturating_add(rows - 1), col.saturating_add(cols - 1)),
                    }));
                    // A row that is repeated to the end of the sheet is read once at most as often as the limits allow.
                    if !line.is_empty() {
                        let rows = repeated.min(self.limits.rows.saturating_sub(row));
                        self.gatherer
                            .has_room(u64::from(rows) * line.len() as u64)?;
                        for again in 0..repeated {
                            let row = row.saturating_add(again);
                            if row >= self.limits.rows {
                                self.gatherer.beyond = true;
                                break;
                            }
                            for (col, value) in &line {
                                if self.gatherer.accepts(row, *col)? {
                                    cells.push(Cell {
                                        row,
                                        col: *col,
                                        value: value.clone(),
                                    });
                                }
                            }
                        }
                    }
                    row = row.saturating_add(repeated);
                }
                Event::Eof => return Err(unreadable(&"content.xml ends inside a table")),
                _ => {}
            }
        }
        merges.truncate(MERGES);
        Ok(Sheet::new(name, visible, cells, merges))
    }

    /// The cells of a row, and the merged regions that begin in it as column, rows, columns.
    fn row(&mut self, xml: &mut Xml<'_>) -> Result<(Line, Regions), Note> {
        let mut line = Vec::new();
        let mut regions = Vec::new();
        let mut col = 0_u32;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match xml
                .read_event_into(&mut buffer)
                .map_err(|error| unreadable(&error))?
            {
                Event::Start(element) => {
                    let name = element.name().0;
                    if name != "table:table-cell" && name != "table:covered-table-cell" {
                        continue;
                    }
                    let element = element.to_owned();
                    let covered = element.name().0 == "table:covered-table-cell";
                    let repeated = count(&element, "table:number-columns-repeated");
                    let (rows, cols) = (
                        count(&element, "table:number-rows-spanned"),
                        count(&element, "table:number-columns-spanned"),
                    );
                    let text = cell_text(xml, element.name().0)?;
                    if rows > 1 || cols > 1 {
                        regions.push((col, rows, cols));
                    }
                    if let Some(value) = value_of(&element, text)
                        && !covered
                    {
                        for again in 0..repeated {
                            let col = col.saturating_add(again);
                            if col >= self.limits.columns {
                                self.gatherer.beyond = true;
                                break;
                            }
                            line.push((col, value.clone()));
                        }
                    }
                    col = col.saturating_add(repeated);
                }
                Event::End(element) if element.name().0 == "table:table-row" => {
                    return Ok((line, regions));
                }
                Event::Eof => return Err(unreadable(&"content.xml ends inside a row")),
                _ => {}
            }
        }
    }
}

/// What a cell element says.
fn value_of(element: &BytesStart<'_>, text: String) -> Option<CellValue> {
    let formula = attribute(element, "table:formula");
    let kind = attribute(element, "office:value-type").unwrap_or_default();
    let error = attribute(element, "calcext:value-type").is_some_and(|kind| kind == "error");
    let stored = || attribute(element, "office:value").and_then(|value| value.parse::<f64>().ok());
    let value = match kind.as_str() {
        _ if error => Some(CellValue::Error(text)),
        "float" | "currency" => stored().map(|value| number(value, false)),
        "percentage" => stored().map(|value| number(value, true)),
        "date" => attribute(element, "office:date-value").map(CellValue::Date),
        "time" => attribute(element, "office:time-value").map(CellValue::Text),
        "boolean" => {
            attribute(element, "office:boolean-value").map(|value| CellValue::Bool(value == "true"))
        }
        "string" => Some(CellValue::Text(
            attribute(element, "office:string-value").unwrap_or(text),
        )),
        _ if !text.is_empty() => Some(CellValue::Text(text)),
        _ => None,
    };
    match (value, formula) {
        (None, Some(formula)) => Some(CellValue::Uncalculated(formula)),
        (Some(CellValue::Text(text)), None) if text.is_empty() => None,
        (value, _) => value,
    }
}

/// The text of a cell's paragraphs, without its notes.
fn cell_text(xml: &mut Xml<'_>, end: &str) -> Result<String, Note> {
    let mut text = String::new();
    let mut paragraphs = 0;
    let mut depth = 0_u32;
    let mut note = 0_u32;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml
            .read_event_into(&mut buffer)
            .map_err(|error| unreadable(&error))?
        {
            Event::Start(element) => match element.name().0 {
                "office:annotation" => note += 1,
                name if name == end => depth += 1,
                _ if note > 0 => {}
                "text:p" => {
                    if paragraphs > 0 {
                        text.push('\n');
                    }
                    paragraphs += 1;
                }
                "text:s" => {
                    for _ in 0..count(&element, "text:c").min(1000) {
                        text.push(' ');
                    }
                }
                "text:tab" => text.push('\t'),
                "text:line-break" => text.push('\n'),
                _ => {}
            },
            Event::End(element) => match element.name().0 {
                "office:annotation" => note = note.saturating_sub(1),
                name if name == end => {
                    if depth == 0 {
                        return Ok(text);
                    }
                    depth -= 1;
                }
                _ => {}
            },
            Event::Text(part) if note == 0 && paragraphs > 0 => {
                text.push_str(&part.xml10_content())
            }
            Event::CData(part) if note == 0 => text.push_str(&part.xml10_content()),
            Event::GeneralRef(entity) if note == 0 => {
                if let Ok(Some(c)) = entity.resolve_char_ref() {
                    text.push(c);
                } else if let Some(known) = resolve_xml_entity(&entity) {
                    text.push_str(known);
                }
            }
            Event::Eof => return Err(unreadable(&"content.xml ends inside a cell")),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(table: &str, limits: &Limits) -> Workbook {
        let content = format!(
            "<?xml version=\"1.0\"?><office:document-content><office:automatic-styles>\
             <style:style style:name=\"h\"><style:table-properties table:display=\"false\"/></style:style>\
             </office:automatic-styles><office:body><office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>"
        );
        Content::new(limits).read(&mut content.as_bytes()).unwrap()
    }

    #[test]
    fn values_keep_their_kind() {
        let workbook = read(
            "<table:table table:name=\"a\"><table:table-row>\
             <table:table-cell office:value-type=\"string\"><text:p>甲&amp;乙</text:p><office:annotation><text:p>note</text:p></office:annotation></table:table-cell>\
             <table:table-cell office:value-type=\"percentage\" office:value=\"0.75\"><text:p>75%</text:p></table:table-cell>\
             <table:table-cell office:value-type=\"date\" office:date-value=\"2023-12-05\"><text:p>x</text:p></table:table-cell>\
             <table:table-cell table:formula=\"of:=[.A1]\"/>\
             <table:table-cell table:number-columns-spanned=\"2\" office:value-type=\"float\" office:value=\"3\"><text:p>3</text:p></table:table-cell>\
             <table:covered-table-cell/>\
             <table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"/>\
             </table:table-row></table:table>\
             <table:table table:name=\"b\" table:style-name=\"h\"><table:table-row><table:table-cell/></table:table-row></table:table>",
            &Limits::default(),
        );
        let sheet = &workbook.sheets[0];
        let texts: Vec<String> = sheet.cells().iter().map(|cell| cell.value.text()).collect();
        assert_eq!(
            texts,
            ["甲&乙", "75%", "2023-12-05", "=of:=[.A1]", "3", "TRUE"]
        );
        assert_eq!(sheet.shown(0, 5).map(CellValue::text).as_deref(), Some("3"));
        assert_eq!((sheet.visible, workbook.sheets[1].visible), (true, false));
    }

    #[test]
    fn repeated_rows_and_columns_do_not_fill_memory() {
        let limits = Limits {
            rows: 100,
            columns: 50,
            ..Limits::default()
        };
        let workbook = read(
            "<table:table table:name=\"a\"><table:table-row table:number-rows-repeated=\"1048576\">\
             <table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"float\" office:value=\"1\"/>\
             </table:table-row></table:table>",
            &limits,
        );
        assert_eq!(workbook.sheets[0].cells().len(), 5_000);
        assert_eq!(workbook.notes.len(), 1);
    }
}
