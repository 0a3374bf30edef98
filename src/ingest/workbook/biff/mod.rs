//! A look through the records of an .xls before it is opened.
//!
//! The reader makes a dense grid of every sheet, by sizes that the file declares and by its outermost cells. Here
//! the places of the cells are looked at first. A sheet that is nearly empty for its size, for a stray cell far from
//! the data or a false size, is closed up ([`close_up`]); a file whose grids still would not fit is refused.
//! On the way it is seen which numbers are shown as per cent and which formulas were never calculated: the reader
//! tells neither.

mod close_up;
mod record;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use super::unreadable;
use crate::definitions::Limits;
use crate::ingest::note::Note;
use close_up::{Extent, Places, close_up, write_back};
use record::{records, u16_at, u32_at};

/// What the records say. Places are sheet (in the order of the workbook), row, column.
#[derive(Clone, Debug, Default)]
pub(super) struct Looked {
    /// Cells shown as per cent.
    pub percents: BTreeSet<(usize, u32, u32)>,
    /// Formulas that were never calculated.
    pub uncalculated: BTreeSet<(usize, u32, u32)>,
    /// Sheets that were closed up: where their cells stood before.
    pub moved: BTreeMap<usize, Places>,
    /// The file with those sheets closed up, if there are any.
    pub closed_up: Option<Vec<u8>>,
}

fn broken() -> Note {
    Note::new(
        "OLE 文件结构已损坏，请用 Excel 打开并另存后重新报送",
        "its OLE structure is broken: open it in Excel, save it anew and submit it again",
    )
}

/// Looks through the records of a workbook.
pub(super) fn look_through(bytes: &[u8], limits: &Limits) -> Result<Looked, Note> {
    let (name, mut stream, summary) = workbook_stream(bytes)?;
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
    // Two sheets may claim the same records: they are closed up once.
    let mut seen: BTreeMap<usize, (u64, Option<Places>)> = BTreeMap::new();
    for (index, start) in sheets.iter().enumerate() {
        let start = usize::try_from(*start).map_err(|_| broken())?;
        let records = stream.get_mut(start..).ok_or_else(broken)?;
        let again = seen.get(&start).cloned();
        let (size, places) = match again {
            Some(known) => known,
            None => {
                let extent = look_at_sheet(records, index, &percent, summary, &mut looked)?;
                let places = extent.is_sparse().then(|| extent.places());
                if let Some(places) = &places {
                    close_up(records, places);
                }
                (places.as_ref().map_or(extent.grid(), Places::grid), places)
            }
        };
        seen.insert(start, (size, places.clone()));
        looked.moved.extend(places.map(|places| (index, places)));
        grid = grid.saturating_add(size);
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
    if !looked.moved.is_empty() {
        looked.closed_up = Some(write_back(bytes, &name, &stream)?);
    }
    Ok(looked)
}

/// The name of the workbook's stream, the stream, and whether the file has a summary of the document: programs that
/// calculate write one, libraries that leave formulas without a value do not.
fn workbook_stream(bytes: &[u8]) -> Result<(String, Vec<u8>, bool), Note> {
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
    Ok((name, stream, summary))
}

/// Notes the cells of a sheet and where they stand.
fn look_at_sheet(
    sheet: &[u8],
    index: usize,
    percent: &[bool],
    summary: bool,
    looked: &mut Looked,
) -> Result<Extent, Note> {
    let mut extent = Extent::default();
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
            record::DIMENSIONS => extent.declares(declared_grid(data)?),
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
                extent.add(row, first, last);
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
    Ok(extent)
}

/// The grid that a sheet declares: the reader reserves room for it.
fn declared_grid(data: &[u8]) -> Result<u64, Note> {
    let (first, last, left, right) = match data.len() {
        // Some writers add two bytes.
        14 | 16 => (
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
    // The reader takes one from the other.
    let size = |first: u64, last: u64| match last.checked_sub(first) {
        Some(size) => size + 1,
        None if last == 0 => 1,
        None => u64::from(u32::MAX),
    };
    match (first, last, left, right) {
        (Some(first), Some(last), Some(left), Some(right)) => {
            Ok(size(first.into(), last.into()).saturating_mul(size(left.into(), right.into())))
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
        let mut file =
            cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new()))
                .unwrap();
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
            cells: 100_000,
            ..Limits::default()
        };
        let small = file(&[number(0, 0), number(99, 99)]);
        assert!(look_through(&small, &limits).is_ok());
        // A diagonal cannot be closed up.
        let diagonal: Vec<Vec<u8>> = (0..500).map(|at| number(at, at)).collect();
        assert!(
            look_through(&file(&diagonal), &limits)
                .unwrap_err()
                .en
                .contains("limits.cells")
        );
    }

    #[test]
    fn a_stray_cell_and_a_false_size_cost_nothing() {
        let far = file(&[number(0, 0), number(3, 1), number(65_535, 255)]);
        let looked = look_through(&far, &Limits::default()).unwrap();
        let places = &looked.moved[&0];
        assert_eq!(places.grid(), 9);
        assert_eq!(places.original(2, 2), Some((65_535, 255)));
        assert_eq!(places.moved(3, 1), Some((1, 1)));
        let workbook = crate::ingest::workbook::read(&far, "xls", &Limits::default()).unwrap();
        let cells = workbook.sheets[0].cells().iter();
        let shown: Vec<_> = cells
            .map(|cell| (cell.row, cell.col, cell.value.text()))
            .collect();
        let expected = [(0, 0), (3, 1), (65_535, 255)];
        assert_eq!(
            shown,
            expected.map(|(row, col)| (row, col, "150%".to_owned()))
        );
        let closed = look_through(&looked.closed_up.unwrap(), &Limits::default()).unwrap();
        assert!(closed.closed_up.is_none());
        assert_eq!(
            closed.percents.into_iter().collect::<Vec<_>>(),
            [(0, 0, 0), (0, 1, 1), (0, 2, 2)]
        );
        for (first, last) in [(0, u32::MAX), (9, 3)] {
            let mut declared = [u32::to_le_bytes(first), u32::to_le_bytes(last)].concat();
            declared.extend([0, 0, 255, 255, 0, 0]);
            let lying = file(&[record(record::DIMENSIONS, &declared), number(1, 1)]);
            let looked = look_through(&lying, &Limits::default()).unwrap();
            assert_eq!(looked.moved[&0].grid(), 1);
            let closed = look_through(&looked.closed_up.unwrap(), &Limits::default()).unwrap();
            assert!(closed.closed_up.is_none());
        }
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
