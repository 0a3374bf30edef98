//! What the parts of an .xlsb say that its reader does not tell: merged regions, per cents, formulas.
//!
//! A part is a sequence of records ([MS-XLSB] 2.1.4): type and length in seven bits a byte, then the data.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;

use super::gather::MERGES;
use super::{Merge, unreadable};
use crate::ingest::note::Note;

mod record {
    pub(super) const ROW: u16 = 0;
    pub(super) const FIRST_CELL: u16 = 1;
    pub(super) const FIRST_FORMULA: u16 = 8;
    pub(super) const LAST_CELL: u16 = 11;
    pub(super) const FORMAT: u16 = 44;
    pub(super) const STYLE: u16 = 47;
    pub(super) const SHEET: u16 = 156;
    pub(super) const CALCULATION: u16 = 157;
    pub(super) const MERGE: u16 = 176;
    pub(super) const BEGIN_CELL_STYLES: u16 = 617;
    pub(super) const END_CELL_STYLES: u16 = 618;
}

/// Number formats built in that show per cents.
const BUILT_IN: [u16; 2] = [9, 10];

/// What is marked on a sheet.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Merged regions.
    pub merges: Vec<Merge>,
    /// Cells shown as per cent.
    pub percents: BTreeSet<(u32, u32)>,
    /// Cells with a formula.
    pub formulas: BTreeSet<(u32, u32)>,
}

/// The parts of a workbook.
pub(super) struct Parts<'a> {
    archive: zip::ZipArchive<Cursor<&'a [u8]>>,
    /// The workbook asks to be calculated when it is opened: its formulas' values are placeholders.
    pub never_calculated: bool,
    /// Path of each sheet's part by the sheet's name.
    sheets: BTreeMap<String, String>,
    /// Whether each cell style shows per cents.
    percent: Vec<bool>,
}

impl<'a> Parts<'a> {
    /// Looks at the parts of the workbook as a whole.
    pub(super) fn of(bytes: &'a [u8]) -> Result<Parts<'a>, Note> {
        let archive =
            zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
        let mut parts = Parts {
            archive,
            never_calculated: false,
            sheets: BTreeMap::new(),
            percent: Vec::new(),
        };
        let targets = targets(&parts.part("xl/_rels/workbook.bin.rels")?);
        for (kind, data) in records(&parts.part("xl/workbook.bin")?) {
            match kind {
                record::SHEET => {
                    if let Some((id, after)) = wide_string(data, 8)
                        && let Some((name, _)) = wide_string(data, after)
                        && let Some(target) = targets.get(&id)
                    {
                        parts.sheets.insert(name, target.clone());
                    }
                }
                record::CALCULATION => {
                    parts.never_calculated = data.get(24).is_some_and(|flags| flags & 1 != 0);
                }
                _ => {}
            }
        }
        parts.percent = percent_styles(&parts.part("xl/styles.bin")?);
        Ok(parts)
    }

    /// A part's content; empty if there is none.
    fn part(&mut self, path: &str) -> Result<Vec<u8>, Note> {
        let mut content = Vec::new();
        if let Ok(mut part) = self.archive.by_name(path) {
            part.read_to_end(&mut content)
                .map_err(|error| unreadable(&error))?;
        }
        Ok(content)
    }

    /// What is marked on a sheet.
    pub(super) fn marks(&mut self, sheet: &str) -> Result<Marks, Note> {
        let Some(path) = self.sheets.get(sheet).cloned() else {
            return Ok(Marks::default());
        };
        let part = self.part(&path)?;
        let mut marks = Marks::default();
        let mut row = 0;
        for (kind, data) in records(&part) {
            match kind {
                record::ROW => row = u32_at(data, 0).unwrap_or(0),
                record::FIRST_CELL..=record::LAST_CELL => {
                    let (Some(col), Some(style)) = (u32_at(data, 0), u32_at(data, 4)) else {
                        continue;
                    };
                    if self.percent.get((style & 0xFF_FFFF) as usize) == Some(&true) {
                        marks.percents.insert((row, col));
                    }
                    if kind >= record::FIRST_FORMULA {
                        marks.formulas.insert((row, col));
                    }
                }
                record::MERGE if marks.merges.len() < MERGES => {
                    let corners = [0, 4, 8, 12].map(|at| u32_at(data, at));
                    if let [Some(top), Some(bottom), Some(left), Some(right)] = corners {
                        marks.merges.push(Merge {
                            first: (top, left),
                            last: (bottom, right),
                        });
                    }
                }
                _ => {}
            }
        }
        Ok(marks)
    }
}

/// Whether each of the cell styles shows per cents.
fn percent_styles(styles: &[u8]) -> Vec<bool> {
    let mut formats: BTreeSet<u16> = BUILT_IN.into();
    let mut percent = Vec::new();
    let mut of_cells = false;
    for (kind, data) in records(styles) {
        match kind {
            record::FORMAT => {
                if let (Some(id), Some((code, _))) = (u16_at(data, 0), wide_string(data, 2)) {
                    if code.contains('%') {
                        formats.insert(id);
                    } else {
                        formats.remove(&id);
                    }
                }
            }
            record::BEGIN_CELL_STYLES => of_cells = true,
            record::END_CELL_STYLES => of_cells = false,
            record::STYLE if of_cells => {
                percent.push(u16_at(data, 2).is_some_and(|format| formats.contains(&format)));
            }
            _ => {}
        }
    }
    percent
}

/// The parts that relations lead to, by id; a path without a leading `/` is relative to `xl/`.
fn targets(relations: &[u8]) -> BTreeMap<String, String> {
    let mut targets = BTreeMap::new();
    let text = String::from_utf8_lossy(relations);
    let mut xml = Reader::from_str(&text);
    while let Ok(event) = xml.read_event() {
        match event {
            Event::Start(element) | Event::Empty(element) => {
                let attribute = |name: &str| {
                    element
                        .attributes()
                        .filter_map(Result::ok)
                        .find(|attribute| attribute.key.0 == name)
                        .map(|attribute| attribute.value.to_string())
                };
                if let (Some(id), Some(target)) = (attribute("Id"), attribute("Target")) {
                    let path = match target.strip_prefix('/') {
                        Some(path) => path.to_owned(),
                        None => format!("xl/{target}"),
                    };
                    targets.insert(id, path);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    targets
}

/// The records of a part: type and data.
fn records(part: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = part;
    std::iter::from_fn(move || {
        let kind = number(&mut rest, 2)?;
        let length = number(&mut rest, 4)? as usize;
        let data = rest.get(..length)?;
        rest = rest.get(length..)?;
        Some((u16::try_from(kind).ok()?, data))
    })
}

/// A number of at most so many bytes, seven bits each; the eighth says that another follows.
fn number(rest: &mut &[u8], bytes: u32) -> Option<u32> {
    let mut number = 0;
    for at in 0..bytes {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        number |= u32::from(byte & 0x7F) << (7 * at);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some(number)
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(data.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(data.get(at..at + 4)?.try_into().ok()?))
}

/// A text with its length in UTF-16 units before it, and where it ends; a length of −1 is no text.
fn wide_string(data: &[u8], at: usize) -> Option<(String, usize)> {
    let length = match u32_at(data, at)? {
        u32::MAX => 0,
        length => usize::try_from(length).ok()?,
    };
    let end = (at + 4).checked_add(length.checked_mul(2)?)?;
    let units: Vec<u16> = data
        .get(at + 4..end)?
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .collect();
    Some((String::from_utf16_lossy(&units), end))
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;

    use super::*;
    use crate::definitions::Limits;
    use crate::ingest::workbook::CellValue;

    /// A record with its type and length in seven bits a byte.
    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for mut number in [usize::from(kind), data.len()] {
            loop {
                let more = if number > 0x7F { 0x80 } else { 0 };
                bytes.push((number & 0x7F) as u8 | more);
                number >>= 7;
                if number == 0 {
                    break;
                }
            }
        }
        bytes.extend(data);
        bytes
    }

    fn wide(text: &str) -> Vec<u8> {
        let units: Vec<u16> = text.encode_utf16().collect();
        let mut bytes = (units.len() as u32).to_le_bytes().to_vec();
        bytes.extend(units.into_iter().flat_map(u16::to_le_bytes));
        bytes
    }

    fn words(numbers: &[u32]) -> Vec<u8> {
        numbers.iter().flat_map(|n| n.to_le_bytes()).collect()
    }

    /// A workbook of one sheet `表`: A1 merged to B2 with a text, C1 0.75 as per cent, C2 a formula with 0.
    pub(crate) fn workbook(calculate: bool) -> Vec<u8> {
        let sheet_info = [words(&[0, 1]), wide("rId1"), wide("表")].concat();
        let mut calculation = vec![0; 26];
        calculation[24] = u8::from(calculate);
        let style = |format: u16| [[0; 2], format.to_le_bytes()].concat();
        let cell =
            |col: u32, style: u32, value: &[u8]| [words(&[col, style]), value.to_vec()].concat();
        let parts: [(&str, Vec<u8>); 5] = [
            (
                "[Content_Types].xml",
                b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".to_vec(),
            ),
            (
                "xl/_rels/workbook.bin.rels",
                b"<Relationships><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.bin\"/></Relationships>".to_vec(),
            ),
            (
                "xl/workbook.bin",
                [
                    record(131, &[]),
                    record(153, &[0; 12]),
                    record(143, &[]),
                    record(record::SHEET, &sheet_info),
                    record(144, &[]),
                    record(record::CALCULATION, &calculation),
                    record(132, &[]),
                ]
                .concat(),
            ),
            (
                "xl/styles.bin",
                [
                    record(278, &[]),
                    record(record::BEGIN_CELL_STYLES, &words(&[2])),
                    record(record::STYLE, &style(0)),
                    record(record::STYLE, &style(10)),
                    record(record::END_CELL_STYLES, &[]),
                    record(279, &[]),
                ]
                .concat(),
            ),
            (
                "xl/worksheets/sheet1.bin",
                [
                    record(129, &[]),
                    record(148, &words(&[0, 1, 0, 2])),
                    record(145, &[]),
                    record(record::ROW, &words(&[0, 0, 0, 0])),
                    record(6, &cell(0, 0, &wide("甲"))),
                    record(5, &cell(2, 1, &0.75_f64.to_le_bytes())),
                    record(record::ROW, &words(&[1, 0, 0, 0])),
                    record(
                        9,
                        &cell(2, 0, &[0_f64.to_le_bytes().to_vec(), vec![0; 2], words(&[0, 0])].concat()),
                    ),
                    record(146, &[]),
                    record(177, &words(&[1])),
                    record(record::MERGE, &words(&[0, 1, 0, 1])),
                    record(178, &[]),
                    record(130, &[]),
                ]
                .concat(),
            ),
        ];
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer
                .start_file(name, zip::write::SimpleFileOptions::default())
                .unwrap();
            writer.write_all(&content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn merges_per_cents_and_formulas_without_a_value_are_read() {
        for (calculate, formula) in [(true, "="), (false, "0")] {
            let workbook =
                super::super::read(&workbook(calculate), "xlsb", &Limits::default()).unwrap();
            let sheet = &workbook.sheets[0];
            assert_eq!(sheet.name, "表");
            assert_eq!(
                sheet.shown(1, 1).map(CellValue::text).as_deref(),
                Some("甲")
            );
            assert_eq!(sheet.text(0, 2), "75%");
            assert_eq!(sheet.text(1, 2), formula);
        }
    }
}
