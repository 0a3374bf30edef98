//! A zipped workbook whose parts are unpacked once, for a reader that goes over them several times.
//!
//! The reader opens each sheet once for its cells and once for its merged regions, which stand behind the cells, so
//! that it passes over all of them again. Here the parts lie in memory as they are, and the regions stand before the
//! cells. Nothing else of a part changes; a part of which that cannot be said for certain is left alone.

use std::io::{Cursor, Write};

use memchr::memmem;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// A workbook, unpacked.
pub(super) struct Unpacked {
    /// The archive, its smaller parts stored as they are.
    pub archive: Vec<u8>,
    /// No sheet has a formula. Where a part is too large to look at, this is false.
    pub no_formulas: bool,
}

/// Unpacks a workbook; `parts` by their index in the archive, none of those that stay packed. None where the archive
/// cannot be written as another one (two parts of one name).
pub(super) fn unpack(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    parts: &[Option<Vec<u8>>],
) -> Option<Unpacked> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let room: usize = parts.iter().flatten().map(|part| part.len() + 512).sum();
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(room)));
    let mut no_formulas = true;
    for (index, part) in parts.iter().enumerate() {
        let packed = archive.by_index_raw(index).ok()?;
        let Some(part) = part else {
            no_formulas = false;
            writer.raw_copy_file(packed).ok()?;
            continue;
        };
        writer.start_file(packed.name().ok()?, options).ok()?;
        if occurrences(part, SHEET_DATA).next().is_some() {
            no_formulas &= has_no_formulas(part);
        }
        match regions_first(part) {
            Some(pieces) => pieces.iter().try_for_each(|piece| writer.write_all(piece)),
            None => writer.write_all(part),
        }
        .ok()?;
    }
    Some(Unpacked {
        archive: writer.finish().ok()?.into_inner(),
        no_formulas,
    })
}

const SHEET_DATA: &str = "sheetData";
const MERGE_CELLS: &str = "mergeCells";

fn occurrences<'b>(bytes: &'b [u8], text: &'static str) -> impl Iterator<Item = usize> + 'b {
    memmem::find_iter(bytes, text)
}

/// Whether nothing in a sheet can be the element of a formula, `f`, with a prefix or without. What only looks like one
/// costs time, nothing else.
fn has_no_formulas(sheet: &[u8]) -> bool {
    let is_element = |at: usize| {
        sheet
            .get(at + 2)
            .is_none_or(|next| matches!(next, b'>' | b'/') || next.is_ascii_whitespace())
    };
    // Sixteen bits a character: no byte pattern says anything.
    memchr::memchr(0, sheet).is_none()
        && !occurrences(sheet, "<f").any(is_element)
        && !occurrences(sheet, ":f").any(is_element)
}

/// The pieces of a sheet with its merged regions before its cells, or with an empty list of them where it has none.
/// None where it has not just one list of cells, and behind it at most one of regions, both written plainly, or where
/// anything before or behind the cells is more than tags and texts: a `<` or `>` elsewhere, comments, instructions.
fn regions_first(sheet: &[u8]) -> Option<[&[u8]; 5]> {
    let (start, end) = element(sheet, SHEET_DATA)?;
    let (head, rest) = sheet.split_at_checked(start)?;
    let (cells, tail) = rest.split_at_checked(end - start)?;
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let prolog = match text.strip_prefix(b"<?xml") {
        Some(declaration) => declaration.get(memmem::find(declaration, b"?>")? + 2..)?,
        None => text,
    };
    if memchr::memchr(0, sheet).is_some()
        || memmem::find(sheet, b"<!").is_some()
        || !is_tags_and_texts(prolog)
        || !is_tags_and_texts(tail)
    {
        return None;
    }
    if occurrences(sheet, MERGE_CELLS).next().is_none() {
        return Some([head, b"<mergeCells></mergeCells>", cells, tail, b""]);
    }
    let (start, end) = element(sheet, MERGE_CELLS)?;
    let before = head.len() + cells.len();
    let (between, rest) = tail.split_at_checked(start.checked_sub(before)?)?;
    let (regions, behind) = rest.split_at_checked(end - start)?;
    if !is_plain(regions) {
        return None;
    }
    Some([head, regions, cells, between, behind])
}

/// Where an element begins and ends, if its name stands in the bytes just twice: in its start, without a prefix, and
/// in its end.
fn element(bytes: &[u8], name: &'static str) -> Option<(usize, usize)> {
    let mut at = occurrences(bytes, name);
    let (Some(start), Some(end), None) = (at.next(), at.next(), at.next()) else {
        return None;
    };
    let behind_start = *bytes.get(start + name.len())?;
    let opens = bytes.get(..start)?.ends_with(b"<")
        && (behind_start == b'>' || behind_start.is_ascii_whitespace());
    let closes = bytes.get(..end)?.ends_with(b"</") && *bytes.get(end + name.len())? == b'>';
    (opens && closes).then_some((start - 1, end + name.len() + 1))
}

/// Whether a reader comes through some tags without an error, whatever they say: damage behind the cells must not
/// become damage before them.
fn is_plain(tags: &[u8]) -> bool {
    let quotes = |tag: &[u8]| tag.iter().filter(|byte| **byte == b'"').count();
    tags.is_ascii()
        && !tags.contains(&b'\'')
        && tags
            .split(|byte| *byte == b'>')
            .all(|tag| quotes(tag) % 2 == 0)
}

/// Whether every `<` is followed by a `>` before the next one, and no tag is an instruction or empty: then each pair of
/// them is a tag, and no attribute holds what looks like one.
fn is_tags_and_texts(bytes: &[u8]) -> bool {
    let mut open = None;
    for at in memchr::memchr2_iter(b'<', b'>', bytes) {
        open = match (bytes.get(at), open) {
            (Some(b'<'), None) if bytes.get(at + 1) != Some(&b'?') => Some(at),
            (Some(b'>'), Some(start)) if at > start + 1 => None,
            _ => return false,
        };
    }
    open.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definitions::Limits;
    use crate::ingest::workbook::{open_xlsx, open_xlsx_as_it_is};

    const WORKBOOK: &str = "<workbook xmlns:r=\"r\"><sheets><sheet name=\"s\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
    const PACKAGE: &str = "<Relationships><Relationship Id=\"rId1\" Target=\"xl/workbook.xml\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\"/></Relationships>";
    const RELATIONS: &str = "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\"/></Relationships>";
    const STYLES: &str = "<styleSheet><numFmts count=\"1\"><numFmt numFmtId=\"170\" formatCode=\"0.0%\"/></numFmts><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"170\"/></cellXfs></styleSheet>";
    const CELLS: &str = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>甲</v></c><c r=\"B1\" s=\"1\"><v>0.07</v></c></row></sheetData>";
    const REGIONS: &str = "<mergeCells count=\"1\"><mergeCell ref=\"A1:A2\"/></mergeCells>";

    fn workbook(sheet: &str) -> Vec<u8> {
        let parts = [
            ("_rels/.rels", PACKAGE),
            ("xl/workbook.xml", WORKBOOK),
            ("xl/_rels/workbook.xml.rels", RELATIONS),
            ("xl/styles.xml", STYLES),
            ("xl/worksheets/sheet1.xml", sheet),
        ];
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer
                .start_file(name, SimpleFileOptions::default())
                .unwrap();
            writer.write_all(content.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn plain() -> String {
        format!(
            "<?xml version=\"1.0\"?>\n<worksheet><dimension ref=\"A1\"/>{CELLS}<a/>{REGIONS}<b/></worksheet>"
        )
    }

    #[test]
    fn regions_move_before_the_cells_and_nothing_else_changes() {
        let sheet = plain();
        let pieces = regions_first(sheet.as_bytes()).unwrap().concat();
        let expected = format!(
            "<?xml version=\"1.0\"?>\n<worksheet><dimension ref=\"A1\"/>{REGIONS}{CELLS}<a/><b/></worksheet>"
        );
        assert_eq!(String::from_utf8(pieces).unwrap(), expected);
        let without = format!("<worksheet>{CELLS}</worksheet>");
        let pieces = regions_first(without.as_bytes()).unwrap().concat();
        let expected = format!("<worksheet><mergeCells></mergeCells>{CELLS}</worksheet>");
        assert_eq!(String::from_utf8(pieces).unwrap(), expected);
    }

    #[test]
    fn a_sheet_is_read_the_same_whatever_it_holds() {
        let plain = plain();
        let with = |from: &str, to: &str| {
            assert!(plain.contains(from), "{from}");
            plain.replace(from, to)
        };
        let sheets = [
            plain.clone(),
            format!("\u{feff}{plain}"),
            format!("<worksheet>{CELLS}</worksheet>"),
            with("<a/>", "<!-- <mergeCells> -->"),
            with("<a/>", "<a x=\"<mergeCells>\"/>"),
            with("<a/>", "<a x='</sheetData>'/>"),
            with("<a/>", "<a><![CDATA[<mergeCells>]]></a>"),
            with("<a/>", "<?mergeCells <mergeCells>?>"),
            with("<a/>", "<mergeCells/>"),
            with(
                "<a/>",
                "<mergeCells><mergeCell ref=\"C1:D1\"/></mergeCells>",
            ),
            with("<a/>", "a > b"),
            with("<a/>", "</>"),
            with(REGIONS, "<mergeCells/>"),
            with(
                REGIONS,
                "<x:mergeCells><x:mergeCell ref=\"A1:A2\"/></x:mergeCells>",
            ),
            with(
                REGIONS,
                "<mergeCells><mergeCell ref=\"A1\"/><mergeCell ref=\"?\"/></mergeCells>",
            ),
            with("ref=\"A1:A2\"", "ref=\"A1:A2"),
            with("ref=\"A1:A2\"", "ref='A1:A2'"),
            with("A1:A2", "甲"),
            with("</mergeCells>", ""),
            with("<mergeCells count=\"1\">", ""),
            with("<sheetData>", "<sheetData >"),
            with("<sheetData>", "<sheetData/><sheetData>"),
            with("<sheetData>", &format!("{REGIONS}<sheetData>")),
            with(
                "<sheetData>",
                &format!("<x a=\"<sheetData>\"/>{REGIONS}<y>"),
            ),
            with("</sheetData>", ""),
            with("<v>甲</v>", "<v>mergeCells</v>"),
            with("<v>甲</v>", &format!("{REGIONS}<v>甲</v>")),
            with("<v>甲</v>", "<f>1+1</f><v>2</v>"),
            with("<v>甲</v>", "<f/>"),
            with("<v>甲</v>", "<x:f>1+1</x:f><v>2</v>"),
            with("r=\"B1\"", "r=\"B1"),
            plain.replace("sheetData", "x:sheetData"),
            plain.replace("mergeCell", "x:mergeCell"),
        ];
        let limits = Limits::default();
        for sheet in sheets {
            let bytes = workbook(&sheet);
            assert_eq!(
                open_xlsx(&bytes, &limits),
                open_xlsx_as_it_is(&bytes, &limits),
                "{sheet}"
            );
        }
        let read = open_xlsx(&workbook(&plain), &limits).unwrap();
        let sheet = read.sheets.first().unwrap();
        assert_eq!(
            (sheet.text(0, 1).as_str(), sheet.merge(1, 0).is_some()),
            ("7%", true)
        );
    }

    #[test]
    fn formulas_are_seen_with_a_prefix_and_without() {
        for (sheet, none) in [
            ("<c><v>1</v></c>", true),
            ("<c><font>1</font></c>", true),
            ("<c><f>1</f></c>", false),
            ("<c><f t=\"shared\"/></c>", false),
            ("<c><f\n/></c>", false),
            ("<x:c><x:f/></x:c>", false),
            ("<\0f\0>\0", false),
        ] {
            assert_eq!(has_no_formulas(sheet.as_bytes()), none, "{sheet}");
        }
    }
}
