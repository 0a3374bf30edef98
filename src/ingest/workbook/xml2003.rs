//! XML Spreadsheet 2003, which many web systems export under the name of an .xls.

use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::escape::{resolve_xml_entity, unescape};
use quick_xml::events::{BytesStart, Event};

use super::delimited::decode;
use super::gather::{Gatherer, MERGES};
use super::{Cell, CellValue, Merge, Sheet, Workbook, number, unreadable};
use crate::definitions::Limits;
use crate::ingest::note::Note;

/// Reads a workbook.
pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Workbook, Note> {
    let text = decode(bytes)?;
    let mut xml = Reader::from_str(&text);
    xml.config_mut().expand_empty_elements = true;
    let mut reading = Reading {
        gatherer: Gatherer::new(limits),
        percents: BTreeSet::new(),
        style: String::new(),
        workbook: Workbook::default(),
        sheet: None,
        cell: None,
        text: String::new(),
    };
    loop {
        match xml.read_event().map_err(|error| unreadable(&error))? {
            Event::Start(element) => reading.begin(&element),
            Event::End(element) => reading.end(element.local_name().as_ref())?,
            Event::Text(part) => reading.text.push_str(&part.xml10_content()),
            Event::CData(part) => reading.text.push_str(&part.xml10_content()),
            Event::GeneralRef(entity) => {
                if let Ok(Some(c)) = entity.resolve_char_ref() {
                    reading.text.push(c);
                } else if let Some(known) = resolve_xml_entity(&entity) {
                    reading.text.push_str(known);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if reading.sheet.is_some() {
        return Err(unreadable(&"the file ends inside a sheet"));
    }
    let mut workbook = reading.workbook;
    workbook.notes = reading.gatherer.notes();
    Ok(workbook)
}

/// An attribute by its name without the prefix.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element
        .attributes()
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .and_then(|attribute| {
            unescape(&attribute.value)
                .ok()
                .map(|value| value.into_owned())
        })
}

fn count(element: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(element, name)?.trim().parse().ok()
}

/// A sheet that has begun; rows and columns are those of the next row and cell.
#[derive(Default)]
struct OpenSheet {
    name: String,
    hidden: bool,
    row: u32,
    col: u32,
    row_style: Option<String>,
    cells: Vec<Cell>,
    merges: Vec<Merge>,
}

/// A cell that has begun.
struct OpenCell {
    percent: bool,
    formula: Option<String>,
    kind: Option<String>,
    value: Option<CellValue>,
    across: u32,
}

struct Reading<'a> {
    gatherer: Gatherer<'a>,
    /// Ids of the styles that show per cents.
    percents: BTreeSet<String>,
    style: String,
    workbook: Workbook,
    sheet: Option<OpenSheet>,
    cell: Option<OpenCell>,
    /// The text since the last tag that matters.
    text: String,
}

impl Reading<'_> {
    fn begin(&mut self, element: &BytesStart<'_>) {
        match element.local_name().as_ref() {
            "Style" => self.style = attribute(element, "ID").unwrap_or_default(),
            "NumberFormat" => {
                let format = attribute(element, "Format").unwrap_or_default();
                if format.contains('%') || format == "Percent" {
                    self.percents.insert(self.style.clone());
                }
            }
            "Worksheet" => {
                self.sheet = Some(OpenSheet {
                    name: attribute(element, "Name").unwrap_or_default(),
                    ..OpenSheet::default()
                });
            }
            "Row" => {
                if let Some(sheet) = &mut self.sheet {
                    // Indexes count from 1; rows in between are empty.
                    if let Some(index) = count(element, "Index") {
                        sheet.row = index.saturating_sub(1);
                    }
                    sheet.col = 0;
                    sheet.row_style = attribute(element, "StyleID");
                }
            }
            "Cell" => {
                if let Some(sheet) = &mut self.sheet {
                    sheet.begin_cell(element);
                    let style = attribute(element, "StyleID").or_else(|| sheet.row_style.clone());
                    self.cell = Some(OpenCell {
                        percent: style.is_some_and(|style| self.percents.contains(&style)),
                        formula: attribute(element, "Formula"),
                        kind: None,
                        value: None,
                        across: count(element, "MergeAcross").unwrap_or(0),
                    });
                }
            }
            "Data" => {
                if let Some(cell) = &mut self.cell {
                    cell.kind = attribute(element, "Type");
                }
                self.text.clear();
            }
            "Comment" | "Visible" | "LastSaved" => self.text.clear(),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) -> Result<(), Note> {
        match name {
            "Data" => {
                let text = std::mem::take(&mut self.text);
                // The data of a comment has no type.
                if let Some(cell) = &mut self.cell
                    && cell.kind.is_some()
                {
                    cell.take(text);
                }
            }
            "Cell" => {
                if let (Some(sheet), Some(cell)) = (&mut self.sheet, self.cell.take()) {
                    sheet.end_cell(cell, &mut self.gatherer)?;
                }
            }
            "Row" => {
                if let Some(sheet) = &mut self.sheet {
                    sheet.row = sheet.row.saturating_add(1);
                }
            }
            "Visible" => {
                if let Some(sheet) = &mut self.sheet {
                    sheet.hidden = self.text.contains("Hidden");
                }
            }
            "LastSaved" => self.workbook.modified = Some(self.text.trim().to_owned()),
            "Worksheet" => {
                if let Some(sheet) = self.sheet.take() {
                    self.workbook.sheets.push(Sheet::new(
                        sheet.name,
                        !sheet.hidden,
                        sheet.cells,
                        sheet.merges,
                    ));
                }
            }
            _ => {}
        }
        Ok(())
    }
}

impl OpenSheet {
    fn begin_cell(&mut self, element: &BytesStart<'_>) {
        if let Some(index) = count(element, "Index") {
            self.col = index.saturating_sub(1);
        }
        let across = count(element, "MergeAcross").unwrap_or(0);
        let down = count(element, "MergeDown").unwrap_or(0);
        if (across > 0 || down > 0) && self.merges.len() < MERGES {
            self.merges.push(Merge {
                first: (self.row, self.col),
                last: (
                    self.row.saturating_add(down),
                    self.col.saturating_add(across),
                ),
            });
        }
    }

    fn end_cell(&mut self, cell: OpenCell, gatherer: &mut Gatherer<'_>) -> Result<(), Note> {
        let value = match (cell.value, cell.formula) {
            (None, Some(formula)) => Some(CellValue::Uncalculated(formula)),
            (value, _) => value,
        };
        if let Some(value) = value
            && gatherer.accepts(self.row, self.col)?
        {
            self.cells.push(Cell {
                row: self.row,
                col: self.col,
                value,
            });
        }
        self.col = self.col.saturating_add(1).saturating_add(cell.across);
        Ok(())
    }
}

impl OpenCell {
    /// Takes the data of the cell.
    fn take(&mut self, text: String) {
        let trimmed = text.trim();
        self.value = match self.kind.as_deref() {
            _ if trimmed.is_empty() => None,
            Some("Number") => match trimmed.parse() {
                Ok(value) => Some(number(value, self.percent)),
                Err(_) => Some(CellValue::Text(text)),
            },
            Some("Boolean") => Some(CellValue::Bool(trimmed == "1")),
            Some("DateTime") => Some(CellValue::Date(moment(trimmed))),
            Some("Error") => Some(CellValue::Error(text)),
            _ => Some(CellValue::Text(text)),
        };
        self.kind = None;
    }
}

/// `2023-12-05T00:00:00.000` as a day, or with its time.
fn moment(text: &str) -> String {
    match text.split_once('T') {
        Some((day, time)) if time.starts_with("00:00:00") => day.to_owned(),
        Some((day, time)) => {
            let whole = time.split_once('.').map_or(time, |(whole, _)| whole);
            format!("{day} {whole}")
        }
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>\
        <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\
        <DocumentProperties><LastSaved>2024-01-02T03:04:05Z</LastSaved></DocumentProperties>\
        <Styles><Style ss:ID=\"p\"><NumberFormat ss:Format=\"0%\"/></Style></Styles>";

    #[test]
    fn values_places_and_merges_are_read() {
        let text = format!(
            "{HEAD}<Worksheet ss:Name=\"表一\"><Table><Row ss:Index=\"2\">\
             <Cell ss:MergeAcross=\"1\"><Data ss:Type=\"String\">甲&amp;乙</Data><Comment><ss:Data>no</ss:Data></Comment></Cell>\
             <Cell ss:StyleID=\"p\"><Data ss:Type=\"Number\">0.75</Data></Cell>\
             <Cell ss:Index=\"6\"><Data ss:Type=\"DateTime\">2023-12-05T00:00:00.000</Data></Cell>\
             <Cell ss:Formula=\"=RC[-1]\"/></Row>\
             <Row><Cell><Data ss:Type=\"Boolean\">1</Data></Cell><Cell><Data ss:Type=\"Error\">#N/A</Data></Cell></Row>\
             </Table></Worksheet>\
             <Worksheet ss:Name=\"b\"><Table/><WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"
        );
        let workbook = open(text.as_bytes(), &Limits::default()).unwrap();
        let sheet = &workbook.sheets[0];
        let cells: Vec<(u32, u32, String)> = sheet
            .cells()
            .iter()
            .map(|cell| (cell.row, cell.col, cell.value.text()))
            .collect();
        let expected = [
            (1, 0, "甲&乙"),
            (1, 2, "75%"),
            (1, 5, "2023-12-05"),
            (1, 6, "=RC[-1]"),
            (2, 0, "TRUE"),
            (2, 1, "#N/A"),
        ];
        assert_eq!(
            cells,
            expected.map(|(row, col, text)| (row, col, text.to_owned()))
        );
        assert_eq!(
            sheet.shown(1, 1).map(CellValue::text).as_deref(),
            Some("甲&乙")
        );
        assert_eq!((sheet.name.as_str(), sheet.visible), ("表一", true));
        assert!(!workbook.sheets[1].visible);
        assert_eq!(workbook.modified.as_deref(), Some("2024-01-02T03:04:05Z"));
    }

    #[test]
    fn a_file_that_is_cut_off_is_refused() {
        let cut = format!("{HEAD}<Worksheet ss:Name=\"a\"><Table><Row>");
        assert!(open(cut.as_bytes(), &Limits::default()).is_err());
    }
}
