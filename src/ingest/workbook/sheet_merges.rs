//! The merged regions of an .xlsx, found while its parts are unpacked for their checksums.
//!
//! calamine goes through all cells of a sheet once more to come to them, which takes as long as reading the cells.
//! Whatever is out of the ordinary here is left to it.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::gather::MERGES;
use super::xlsb_parts::targets;
use super::{Merge, column_number};

/// What was seen in the parts of a workbook.
#[derive(Debug, Default)]
pub(super) struct SheetMerges {
    workbook: Vec<u8>,
    relations: Vec<u8>,
    /// By path of the part; none where calamine has to look.
    by_part: BTreeMap<String, Option<Vec<Merge>>>,
}

impl SheetMerges {
    /// Looks at a part; `content` is all of it.
    pub(super) fn see(&mut self, path: &str, content: &[u8]) {
        match path {
            "xl/workbook.xml" => self.workbook = content.to_vec(),
            "xl/_rels/workbook.xml.rels" => self.relations = content.to_vec(),
            path if path.starts_with("xl/worksheets/") => {
                self.by_part.insert(path.to_owned(), merges(content));
            }
            _ => {}
        }
    }

    /// The merged regions by name of the sheet, of those sheets where they are known.
    pub(super) fn by_sheet(mut self) -> BTreeMap<String, Vec<Merge>> {
        let targets = targets(&self.relations);
        let mut by_sheet = BTreeMap::new();
        each_element(&self.workbook, |element| {
            if element.local_name().as_ref() == "sheet"
                && let Some(name) = attribute(element, "name")
                && let Some(id) = attribute(element, "r:id")
                && let Some(path) = targets.get(&id)
                && let Some(Some(merges)) = self.by_part.remove(path)
            {
                by_sheet.insert(name, merges);
            }
            Some(())
        });
        by_sheet
    }
}

/// The merged regions that the end of a sheet's part lists.
fn merges(sheet: &[u8]) -> Option<Vec<Merge>> {
    const LIST: &[u8] = b"mergeCells";
    // The cells stand before them, and are by far the greatest part.
    let end_of_cells = b"sheetData>";
    let behind = sheet
        .windows(end_of_cells.len())
        .rposition(|window| window == end_of_cells)?;
    let rest = sheet.get(behind + end_of_cells.len()..)?;
    let Some(list) = rest.windows(LIST.len()).position(|window| window == LIST) else {
        return Some(Vec::new());
    };
    let start = rest.get(..list)?.iter().rposition(|byte| *byte == b'<')?;
    let mut merges = Vec::new();
    each_element(rest.get(start..)?, |element| {
        if element.local_name().as_ref() == "mergeCell" && merges.len() < MERGES {
            merges.push(region(&attribute(element, "ref")?)?);
        }
        Some(())
    })
    .then_some(merges)
}

/// A region such as `A1:C2`.
fn region(text: &str) -> Option<Merge> {
    let corner = |text: &str| {
        let letters = text.len()
            - text
                .trim_start_matches(|c: char| c.is_ascii_uppercase())
                .len();
        let (column, row) = text.split_at(letters);
        let row: u32 = row.parse().ok()?;
        Some((row.checked_sub(1)?, column_number(column)?))
    };
    let (first, last) = text.split_once(':')?;
    Some(Merge {
        first: corner(first)?,
        last: corner(last)?,
    })
}

/// Goes through the elements of a piece of XML until it ends or `each` gives none; whether all was well.
fn each_element(xml: &[u8], mut each: impl FnMut(&BytesStart<'_>) -> Option<()>) -> bool {
    let Ok(text) = std::str::from_utf8(xml) else {
        return false;
    };
    let mut reader = Reader::from_str(text);
    // A piece from the middle of a part closes what it has not opened.
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                if each(&element).is_none() {
                    return false;
                }
            }
            Ok(Event::Eof) => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element
        .attributes()
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.0 == name)
        .map(|attribute| attribute.value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merge(first: (u32, u32), last: (u32, u32)) -> Merge {
        Merge { first, last }
    }

    #[test]
    fn regions_behind_the_cells_are_found() {
        let of = |xml: &str| merges(xml.as_bytes());
        assert_eq!(
            of(
                r#"<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>mergeCells</t></is></c></row></sheetData><mergeCells count="2"><mergeCell ref="A1:C2"/><mergeCell ref="AA10:AB10"></mergeCell></mergeCells><pageMargins/></worksheet>"#
            ),
            Some(vec![merge((0, 0), (1, 2)), merge((9, 26), (9, 27))])
        );
        assert_eq!(
            of(
                "<x:worksheet><x:sheetData></x:sheetData><x:mergeCells><x:mergeCell ref=\"B2:B3\"/></x:mergeCells></x:worksheet>"
            ),
            Some(vec![merge((1, 1), (2, 1))])
        );
        assert_eq!(
            of("<worksheet><sheetData></sheetData></worksheet>"),
            Some(vec![])
        );
        // What is not in order is not for us.
        assert_eq!(of("<worksheet><sheetData/></worksheet>"), None);
        for region in ["A1", "a1:b2", "A0:B1", "A1:", "1:2", "A1:B2:C3"] {
            let xml = format!(
                "<sheetData></sheetData><mergeCells><mergeCell ref=\"{region}\"/></mergeCells>"
            );
            assert_eq!(of(&xml), None, "{region}");
        }
    }

    #[test]
    fn sheets_are_known_by_name() {
        let mut seen = SheetMerges::default();
        seen.see("xl/workbook.xml", r#"<workbook><sheets><sheet name="表一" sheetId="1" r:id="rId7"/><sheet name="二" r:id="rId8"/></sheets></workbook>"#.as_bytes());
        seen.see("xl/_rels/workbook.xml.rels", br#"<Relationships><Relationship Id="rId7" Target="worksheets/sheet3.xml"/><Relationship Id="rId8" Target="/xl/worksheets/sheet4.xml"/></Relationships>"#);
        seen.see(
            "xl/worksheets/sheet3.xml",
            b"<sheetData></sheetData><mergeCells><mergeCell ref=\"A1:A2\"/></mergeCells>",
        );
        seen.see("xl/worksheets/sheet4.xml", b"broken");
        assert_eq!(
            seen.by_sheet(),
            BTreeMap::from([("表一".to_owned(), vec![merge((0, 0), (1, 0))])])
        );
    }
}
