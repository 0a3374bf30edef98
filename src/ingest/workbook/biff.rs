//! A look through the records of an .xls before it is opened.
//!
//! The reader makes a dense grid of every sheet, by sizes that the file declares. Here the places of the cells
//! are summed up first, so that a file whose grid would not fit is refused. On the way it is seen which numbers
//! are shown as per cent and which formulas were never calculated: the reader tells neither.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use super::unreadable;
use crate::definitions::Limits;
use crate::ingest::note::Note;

/// What the records say. Places are sheet (in the order of the workbook), row, column.
#[derive(Clone, Debug, Default)]
pub(super) struct Looked {
    /// Cells shown as per cent.
    pub percents: BTreeSet<(usize, u32, u32)>,
    /// Formulas that were never calculated.
    pub uncalculated: BTreeSet<(usize, u32, u32)>,
}

mod record {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const END: u16 = 0x000A;
    pub(super) const BOUND_SHEET: u16 = 0x0085;
    pub(super) const MULTIPLE_RK: u16 = 0x00BD;
    pub(super) const RICH_STRING: u16 = 0x00D6;
    pub(super) const STYLE: u16 = 0x00E0;
    pub(super) const SHARED_LABEL: u16 = 0x00FD;
    pub(super) const DIMENSIONS: u16 = 0x0200;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const BOOL_OR_ERROR: u16 = 0x0205;
    pub(super) const RK: u16 = 0x027E;
    pub(super) const FORMAT: u16 = 0x041E;
    pub(super) const BEGIN: u16 = 0x0809;
}

fn broken() -> Note {
    Note::new(
        "OLE 文件结构已损坏，请用 Excel 打开并另存后重新报送",
        "its OLE structure is broken: open it in Excel, save it anew and submit it again",
    )
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    let bytes = data.get(at..at + 2)?;
    Some(u16::from_le_bytes([bytes[0], bytes[1]]))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    let bytes = data.get(at..at + 4)?;
    Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

/// The records of a stream: type and data.
fn records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream;
    std::iter::from_fn(move || {
        let kind = u16_at(rest, 0)?;
        let length = usize::from(u16_at(rest, 2)?);
        let data = rest.get(4..4 + length)?;
        rest = rest.get(4 + length..)?;
        Some((kind, data))
    })
}

/// Looks through the records of a workbook.
pub(super) fn look_through(bytes: &[u8], limits: &Limits) -> Result<Looked, Note> {
    let (stream, summary) = workbook_stream(bytes)?;
    let mut sheets = Vec::new();
    let mut styles = Vec::new();
    let mut percent_formats = BTreeMap::from([(9, true), (10, true)]);
    for (kind, data) in records(&stream) {
        match kind {
            record::BOUND_SHEET => sheets.extend(u32_at(data, 0)),
            record::STYLE => styles.extend(u16_at(data, 2)),
            record::FORMAT => {
                if let Some(id) = u16_at(data, 0) {
                    percent_formats
                        .insert(id, data.get(2..).is_some_and(|text| text.contains(&b'%')));
                }
            }
            record::END => break,
            _ => {}
        }
    }
    let percent: Vec<bool> = styles
        .iter()
        .map(|format| percent_formats.get(format).copied().unwrap_or(false))
        .collect();
    let mut looked = Looked::default();
    let mut grid = 0_u64;
    for (index, start) in sheets.iter().enumerate() {
        let start = usize::try_from(*start).map_err(|_| broken())?;
        let sheet = stream.get(start..).ok_or_else(broken)?;
        grid += look_at_sheet(sheet, index, &percent, summary, &mut looked)?;
        if grid > limits.cells {
            return Err(Note::new(
                "工作表范围过大，请删除远离数据的多余单元格后重新报送",
                format!(
                    "its sheets span more than {} cells, the limit `limits.cells` of the pipeline: delete stray cells far from the data and submit it again",
                    limits.cells
                ),
            ));
        }
    }
    Ok(looked)
}

/// The stream of the workbook, and whether the file has a summary of the document: programs that calculate write
/// one, libraries that leave formulas without a value do not.
fn workbook_stream(bytes: &[u8]) -> Result<(Vec<u8>, bool), Note> {
    let mut file =
        cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    let size = bytes.len() as u64;
    // Stream lengths and table sizes of the header are what the reader allocates by.
    let tables = [u32_at(bytes, 44), u32_at(bytes, 64)];
    if file.walk().any(|entry| entry.len() > size)
        || tables
            .iter()
            .any(|sectors| sectors.is_none_or(|n| u64::from(n) * 512 > size))
    {
        return Err(broken());
    }
    let summary = file
        .read_root_storage()
        .any(|entry| entry.name().contains("SummaryInformation"));
    let name = file
        .read_root_storage()
        .map(|entry| entry.name().to_owned())
        .filter(|name| name.eq_ignore_ascii_case("Workbook") || name.eq_ignore_ascii_case("Book"))
        .max()
        .ok_or_else(broken)?;
    let mut stream = Vec::new();
    file.open_stream(format!("/{name}"))
        .and_then(|opened| opened.take(size).read_to_end(&mut stream))
        .map_err(|error| unreadable(&error))?;
    Ok((stream, summary))
}

/// Notes the cells of a sheet and returns how many cells its grid would have.
fn look_at_sheet(
    sheet: &[u8],
    index: usize,
    percent: &[bool],
    summary: bool,
    looked: &mut Looked,
) -> Result<u64, Note> {
    let mut declared = 0;
    let mut corners: Option<((u16, u16), (u16, u16))> = None;
    let mut depth = 0_u32;
    for (kind, data) in records(sheet) {
        match kind {
            record::BEGIN => depth += 1,
            record::END => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
            _ if depth > 1 => {}
            record::DIMENSIONS => declared = declared_grid(data)?,
            record::FORMULA
            | record::NUMBER
            | record::RK
            | record::MULTIPLE_RK
            | record::SHARED_LABEL
            | record::LABEL
            | record::RICH_STRING
            | record::BOOL_OR_ERROR => {
                let (Some(row), Some(first)) = (u16_at(data, 0), u16_at(data, 2)) else {
                    return Err(broken());
                };
                let last = match kind {
                    record::MULTIPLE_RK => {
                        u16_at(data, data.len().saturating_sub(2)).unwrap_or(first)
                    }
                    _ => first,
                };
                let ((top, left), (bottom, right)) = corners.unwrap_or(((row, first), (row, last)));
                corners = Some((
                    (top.min(row), left.min(first)),
                    (bottom.max(row), right.max(last)),
                ));
                let place = |col: u16| (index, u32::from(row), u32::from(col));
                for (at, col) in (first..=last).enumerate() {
                    let style = u16_at(data, 4 + 6 * at).map(usize::from);
                    if style.and_then(|style| percent.get(style)) == Some(&true) {
                        looked.percents.insert(place(col));
                    }
                }
                // Bit 1 asks for calculation on load; writers without a calculator leave 0.
                let asks = u16_at(data, 14).is_some_and(|flags| flags & 2 != 0);
                let nought = asks && data.get(6..14) == Some(&[0; 8][..]);
                let nothing =
                    !summary && data.get(6..14) == Some(&[3, 0, 0, 0, 0, 0, 0xFF, 0xFF][..]);
                if kind == record::FORMULA && (nought || nothing) {
                    looked.uncalculated.insert(place(first));
                }
            }
            _ => {}
        }
    }
    let spanned = corners.map_or(0, |((top, left), (bottom, right))| {
        (u64::from(bottom - top) + 1) * (u64::from(right) - u64::from(left) + 1)
    });
    Ok(spanned.max(declared))
}

/// The grid that a sheet declares: the reader reserves room for it.
fn declared_grid(data: &[u8]) -> Result<u64, Note> {
    let (first, last, left, right) = match data.len() {
        14 => (
            u32_at(data, 0),
            u32_at(data, 4),
            u16_at(data, 8),
            u16_at(data, 10),
        ),
        10 => (
            u16_at(data, 0).map(u32::from),
            u16_at(data, 2).map(u32::from),
            u16_at(data, 4),
            u16_at(data, 6),
        ),
        _ => return Err(broken()),
    };
    let size = |first: u64, last: u64| last.saturating_sub(first) + 1;
    match (first, last, left, right) {
        (Some(first), Some(last), Some(left), Some(right)) => {
            Ok(size(first.into(), last.into()) * size(left.into(), right.into()))
        }
        _ => Err(broken()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let mut bytes = kind.to_le_bytes().to_vec();
        bytes.extend((data.len() as u16).to_le_bytes());
        bytes.extend(data);
        bytes
    }

    /// An OLE file whose workbook has one sheet of these records; cells have style 0, shown as per cent.
    fn file(sheet: &[Vec<u8>]) -> Vec<u8> {
        let begin = record(record::BEGIN, &[0, 6, 5, 0]);
        let style = record(record::STYLE, &[0, 0, 9, 0]);
        let globals = |start: u32| {
            let mut bound = start.to_le_bytes().to_vec();
            bound.extend([0, 0, 1, 0, b'a']);
            [
                begin.clone(),
                style.clone(),
                record(record::BOUND_SHEET, &bound),
                record(record::END, &[]),
            ]
            .concat()
        };
        let start = globals(0).len() as u32;
        let mut stream = globals(start);
        stream.extend(begin.clone());
        stream.extend(sheet.concat());
        stream.extend(record(record::END, &[]));
        stream.resize(stream.len().max(5000), 0);
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        file.create_stream("/Workbook")
            .unwrap()
            .write_all(&stream)
            .unwrap();
        file.into_inner().into_inner()
    }

    fn number(row: u16, col: u16) -> Vec<u8> {
        let mut data = [row.to_le_bytes(), col.to_le_bytes(), [0, 0]].concat();
        data.extend(1.5_f64.to_le_bytes());
        record(record::NUMBER, &data)
    }

    #[test]
    fn a_sheet_whose_grid_would_not_fit_is_refused_before_it_is_made() {
        let limits = Limits {
            cells: 1_000_000,
            ..Limits::default()
        };
        let small = file(&[number(0, 0), number(99, 99)]);
        assert!(look_through(&small, &limits).is_ok());
        let far = file(&[number(0, 0), number(65_535, 255)]);
        assert!(
            look_through(&far, &limits)
                .unwrap_err()
                .en
                .contains("limits.cells")
        );
        let mut declared = [0_u32.to_le_bytes(), u32::MAX.to_le_bytes()].concat();
        declared.extend([0, 0, 255, 255, 0, 0]);
        let lying = file(&[record(record::DIMENSIONS, &declared)]);
        assert!(
            look_through(&lying, &limits)
                .unwrap_err()
                .en
                .contains("limits.cells")
        );
    }

    #[test]
    fn per_cents_and_formulas_without_a_value_are_seen() {
        let mut formula = vec![2, 0, 3, 0, 0, 0];
        formula.extend([3, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0]);
        let looked = look_through(
            &file(&[number(1, 2), record(record::FORMULA, &formula)]),
            &Limits::default(),
        )
        .unwrap();
        assert!(looked.percents.contains(&(0, 1, 2)));
        assert_eq!(looked.uncalculated.iter().collect::<Vec<_>>(), [&(0, 2, 3)]);
    }

    #[test]
    fn a_broken_file_is_refused() {
        let mut bytes = file(&[number(0, 0)]);
        bytes.truncate(700);
        assert!(look_through(&bytes, &Limits::default()).is_err());
        assert!(look_through(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", &Limits::default()).is_err());
    }
}
