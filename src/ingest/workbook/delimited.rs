//! CSV and other separated text, in UTF-8 (with or without a mark), UTF-16 or GB18030.

use std::borrow::Cow;

use super::gather::Gatherer;
use super::{Cell, CellValue, Sheet, Workbook, unreadable};
use crate::definitions::Limits;
use crate::ingest::note::Note;

/// Reads separated text as a workbook of one sheet without a name.
pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Workbook, Note> {
    let text = decode(bytes)?;
    let separator = delimiter(&text);
    let mut width = None;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut gatherer = Gatherer::new(limits);
    let mut cells = Vec::new();
    let mut record = csv::StringRecord::new();
    let mut row = 0;
    while reader
        .read_record(&mut record)
        .map_err(|error| unreadable(&error))?
    {
        // The reader leaves out empty lines; cells count as in a sheet, where they are rows.
        let line = record.position().map_or(row, |at| line_of(at, &text, row));
        let width = *width.get_or_insert(record.len());
        if record
            .iter()
            .any(|text| swallows_rows(text, separator, width))
        {
            return Err(unpaired_quote(line));
        }
        for (col, text) in record.iter().enumerate() {
            let col = u32::try_from(col).unwrap_or(u32::MAX);
            if !text.trim().is_empty() && gatherer.accepts(line, col)? {
                cells.push(Cell {
                    row: line,
                    col,
                    value: CellValue::Text(unquoted(text).to_owned()),
                });
            }
        }
        row = line + 1;
    }
    Ok(Workbook {
        sheets: vec![Sheet::new(String::new(), true, cells, Vec::new())],
        modified: None,
        notes: gatherer.notes(),
    })
}

/// Whether a cell holds lines that look like whole rows of the table: a quotation mark was never closed, or closed rows
/// later, and what lies between would be lost without a word.
fn swallows_rows(text: &str, separator: u8, width: usize) -> bool {
    let separator = char::from(separator);
    width >= 3
        && text
            .lines()
            .skip(1)
            .any(|line| line.matches(separator).count() + 1 >= width)
}

fn unpaired_quote(line: u32) -> Note {
    let line = u64::from(line) + 1;
    Note::new(
        format!("第 {line} 行的引号没有配对，其后的行被并入同一单元格，请更正引号后重新报送"),
        format!(
            "a quotation mark in row {line} has no partner and takes the rows after it into one cell: correct the quotation marks and submit it again"
        ),
    )
}

/// The sheet row of a record: the row after the last one, and one more for every empty line that the reader
/// leaves out before it.
fn line_of(position: &csv::Position, text: &str, next: u32) -> u32 {
    let start = usize::try_from(position.byte()).unwrap_or(0);
    let (before, mut ahead) = text.split_at_checked(start).unwrap_or((text, ""));
    if before.ends_with('\r') {
        ahead = ahead.strip_prefix('\n').unwrap_or(ahead);
    }
    let empty = ahead
        .split_inclusive('\n')
        .take_while(|line| line.trim_end_matches(['\r', '\n']).is_empty())
        .count();
    next + u32::try_from(empty).unwrap_or(0)
}

/// Excel's way of keeping leading zeros in a CSV: `="0123"`.
fn unquoted(text: &str) -> &str {
    text.trim()
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(text)
}

/// The text of bytes: by their mark, else UTF-8, else GB18030.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Note> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        return Ok(text);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    let (text, broken) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
    if broken {
        return Err(Note::new(
            "文本编码既不是 UTF-8 也不是 GB18030，请另存为 UTF-8 后重新报送",
            "its text is neither UTF-8 nor GB18030: save it as UTF-8 and submit it again",
        ));
    }
    Ok(text)
}

/// The separator that stands most often outside quotation marks in the first lines.
fn delimiter(text: &str) -> u8 {
    let mut counts = [(b',', 0_usize), (b'\t', 0), (b';', 0)];
    for line in text.lines().filter(|line| !line.trim().is_empty()).take(20) {
        let mut quoted = false;
        for b in line.bytes() {
            if b == b'"' {
                quoted = !quoted;
            } else if !quoted {
                for (separator, count) in &mut counts {
                    *count += usize::from(*separator == b);
                }
            }
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    counts
        .iter()
        .find(|(_, count)| *count == most)
        .map_or(b',', |(separator, _)| *separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Sheet {
        open(bytes, &Limits::default()).unwrap().sheets.remove(0)
    }

    #[test]
    fn every_usual_encoding_is_read() {
        let text = "企业名称,数量\n甲公司,12\n";
        let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
        let (gb, ..) = encoding_rs::GB18030.encode(text);
        let wide: Vec<u8> = [0xFEFF_u16]
            .into_iter()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        for bytes in [text.as_bytes(), &marked, &gb, &wide] {
            let sheet = read(bytes);
            assert_eq!(sheet.text(0, 0), "企业名称");
            assert_eq!(sheet.text(1, 1), "12");
            assert_eq!(sheet.name, "");
        }
        assert!(open(b"\xff\xff\x81", &Limits::default()).is_err());
    }

    #[test]
    fn cells_count_as_in_a_sheet() {
        for bytes in [
            &b"\na,b\n\n\n\"c\nc\",d\ne\n"[..],
            b"\r\na,b\r\n\r\n\r\n\"c\nc\",d\r\ne\r\n",
        ] {
            let sheet = read(bytes);
            assert_eq!(sheet.text(1, 0), "a");
            assert_eq!(sheet.text(4, 1), "d");
            assert_eq!(sheet.text(5, 0), "e");
        }
    }

    #[test]
    fn a_quotation_mark_without_a_partner_swallows_no_rows_in_silence() {
        for bytes in [
            &b"a,b,c,d\nA,\"n,16,1\nB,n,17,1\nC,n\",18,1\nD,n,19,1\n"[..],
            b"a,b,c,d\nA,\"n,16,1\nB,n,17,1\nC,n,18,1\n",
        ] {
            let refused = open(bytes, &Limits::default()).unwrap_err();
            assert!(refused.en.contains("row 2"), "{}", refused.en);
        }
        let lines = read(b"a,b,c\n1,\"one, two\nthree\",3\n");
        assert_eq!(lines.text(1, 1), "one, two\nthree");
    }

    #[test]
    fn separators_and_quotes_are_found() {
        assert_eq!(
            read("代码\t数量\nqa\t1,234\n".as_bytes()).text(1, 1),
            "1,234"
        );
        assert_eq!(read("a;b\n1,5;2\n".as_bytes()).text(1, 0), "1,5");
        assert_eq!(
            read("a,b\n=\"0123\",\"1,234\"\n".as_bytes()).text(1, 0),
            "0123"
        );
    }
}
