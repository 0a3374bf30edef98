//! A minimal .xls: one BIFF8 workbook stream in an OLE container.
//!
//! Only what readers need: fonts, cell formats, the sheets, shared strings, labels, numbers and merged cells.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::time::{Duration, UNIX_EPOCH};

use anyhow::{Context, Result};
use huoju::report::form::CellValue;

use super::grid::Grid;

/// Most bytes of a record's data.
const LIMIT: usize = 8224;

/// The bytes of an .xls.
pub(crate) fn xls(grids: &[Grid]) -> Result<Vec<u8>> {
    let stream = workbook(grids)?;
    let mut file =
        cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new()))?;
    // The library would put its own times in: a fixed one keeps the bytes the same.
    let time = UNIX_EPOCH + Duration::from_secs(1_706_745_600);
    file.create_stream("/Workbook")?.write_all(&stream)?;
    file.set_created_time("/", time)?;
    file.set_modified_time("/", time)?;
    file.flush()?;
    Ok(file.into_inner().into_inner())
}

fn record(stream: &mut Vec<u8>, kind: u16, data: &[u8]) {
    stream.extend(kind.to_le_bytes());
    stream.extend((data.len() as u16).to_le_bytes());
    stream.extend(data);
}

/// A string of 16-bit characters: its length, the flag for 16 bit, the characters.
fn string(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut bytes = (units.len() as u16).to_le_bytes().to_vec();
    bytes.push(1);
    bytes.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
    bytes
}

fn workbook(grids: &[Grid]) -> Result<Vec<u8>> {
    let mut texts: Vec<&str> = Vec::new();
    let mut index: BTreeMap<&str, u32> = BTreeMap::new();
    let mut uses = 0u32;
    for value in grids.iter().flat_map(|grid| grid.cells.values()) {
        if let CellValue::Text(text) = value {
            uses += 1;
            index.entry(text).or_insert_with(|| {
                texts.push(text);
                texts.len() as u32 - 1
            });
        }
    }
    let sheets: Vec<Vec<u8>> = grids.iter().map(|grid| sheet(grid, &index)).collect();

    // Everything before the sheets is the same length whatever their offsets, so it is built twice.
    let length = globals(grids, &texts, uses, &vec![0; sheets.len()]).len();
    let mut offset = length;
    let mut offsets = Vec::new();
    for sheet in &sheets {
        offsets.push(u32::try_from(offset).context("the workbook is too long for an .xls")?);
        offset += sheet.len();
    }
    let mut stream = globals(grids, &texts, uses, &offsets);
    for sheet in sheets {
        stream.extend(sheet);
    }
    Ok(stream)
}

/// Begin of a stream: BIFF8, globals (5) or sheet (0x10).
fn begin(stream: &mut Vec<u8>, kind: u16) {
    let mut data = Vec::new();
    for word in [0x0600u16, kind, 0x0dbb, 0x07cc] {
        data.extend(word.to_le_bytes());
    }
    data.extend(0x0000_0041u32.to_le_bytes());
    data.extend(0x0000_0006u32.to_le_bytes());
    record(stream, 0x0809, &data);
}

fn globals(grids: &[Grid], texts: &[&str], uses: u32, offsets: &[u32]) -> Vec<u8> {
    let mut stream = Vec::new();
    begin(&mut stream, 0x0005);
    record(&mut stream, 0x0042, &1200u16.to_le_bytes()); // code page: UTF-16
    let mut window = Vec::new();
    for word in [0u16, 0, 0x4000, 0x2000, 0x0038, 0, 0, 1, 600] {
        window.extend(word.to_le_bytes());
    }
    record(&mut stream, 0x003d, &window);
    record(&mut stream, 0x0022, &[0, 0]); // dates count from 1900
    for _ in 0..5 {
        record(&mut stream, 0x0031, &font());
    }
    for cell in 0..16u16 {
        record(&mut stream, 0x00e0, &cell_format(cell < 15));
    }
    record(&mut stream, 0x0293, &[0x00, 0x80, 0x00, 0xff]); // the style 常规 on format 0
    for (grid, offset) in grids.iter().zip(offsets) {
        let mut data = offset.to_le_bytes().to_vec();
        data.extend([0, 0]); // visible, worksheet
        let name: Vec<u16> = grid.name.encode_utf16().collect();
        data.push(name.len() as u8);
        data.push(1);
        data.extend(name.iter().flat_map(|unit| unit.to_le_bytes()));
        record(&mut stream, 0x0085, &data);
    }
    shared_strings(&mut stream, texts, uses);
    record(&mut stream, 0x000a, &[]);
    stream
}

fn font() -> Vec<u8> {
    let mut data = Vec::new();
    for word in [200u16, 0, 0x7fff, 400, 0] {
        data.extend(word.to_le_bytes());
    }
    data.extend([0, 0, 0x86, 0]); // no underline, family unknown, GB 2312
    let name: Vec<u16> = "宋体".encode_utf16().collect();
    data.push(name.len() as u8);
    data.push(1);
    data.extend(name.iter().flat_map(|unit| unit.to_le_bytes()));
    data
}

/// Fifteen style formats come first, then the one of cells.
fn cell_format(style: bool) -> Vec<u8> {
    let mut data = Vec::new();
    data.extend(0u16.to_le_bytes()); // font
    data.extend(0u16.to_le_bytes()); // number format: general
    data.extend(if style { 0xfff5u16 } else { 0x0001 }.to_le_bytes());
    data.extend([0x20, 0, 0, if style { 0xf4 } else { 0 }]);
    data.extend(0u32.to_le_bytes());
    data.extend(0u32.to_le_bytes());
    data.extend(0x20c0u16.to_le_bytes());
    data
}

/// The table of texts. A record that is full goes on in another, between two strings.
fn shared_strings(stream: &mut Vec<u8>, texts: &[&str], uses: u32) {
    let mut data = uses.to_le_bytes().to_vec();
    data.extend((texts.len() as u32).to_le_bytes());
    let mut kind = 0x00fc;
    for text in texts {
        let bytes = string(text);
        if data.len() + bytes.len() > LIMIT {
            record(stream, kind, &data);
            data.clear();
            kind = 0x003c;
        }
        data.extend(bytes);
    }
    record(stream, kind, &data);
}

fn sheet(grid: &Grid, index: &BTreeMap<&str, u32>) -> Vec<u8> {
    let mut stream = Vec::new();
    begin(&mut stream, 0x0010);
    let rows = grid.cells.keys().map(|(row, _)| row + 1).max().unwrap_or(0);
    let columns = grid
        .cells
        .keys()
        .map(|(_, column)| column + 1)
        .max()
        .unwrap_or(0);
    let mut dimensions = 0u32.to_le_bytes().to_vec();
    dimensions.extend(rows.to_le_bytes());
    dimensions.extend(0u16.to_le_bytes());
    dimensions.extend(columns.to_le_bytes());
    dimensions.extend(0u16.to_le_bytes());
    record(&mut stream, 0x0200, &dimensions);
    for (column, width) in &grid.widths {
        let mut data = Vec::new();
        for word in [*column, *column, (width * 256.0) as u16, 15, 0, 0] {
            data.extend(word.to_le_bytes());
        }
        record(&mut stream, 0x007d, &data);
    }
    for ((row, column), value) in &grid.cells {
        let mut data = (*row as u16).to_le_bytes().to_vec();
        data.extend(column.to_le_bytes());
        data.extend(15u16.to_le_bytes());
        match value {
            CellValue::Number(number) => {
                data.extend(number.to_le_bytes());
                record(&mut stream, 0x0203, &data);
            }
            CellValue::Text(text) => {
                let place = index.get(text.as_str()).copied().unwrap_or(0);
                data.extend(place.to_le_bytes());
                record(&mut stream, 0x00fd, &data);
            }
        }
    }
    if !grid.merged.is_empty() {
        let mut data = (grid.merged.len() as u16).to_le_bytes().to_vec();
        for (first_row, first, last_row, last) in &grid.merged {
            for word in [*first_row as u16, *last_row as u16, *first, *last] {
                data.extend(word.to_le_bytes());
            }
        }
        record(&mut stream, 0x00e5, &data);
    }
    let mut window = 0x06b6u16.to_le_bytes().to_vec();
    window.extend([0; 16]);
    record(&mut stream, 0x023e, &window);
    record(&mut stream, 0x000a, &[]);
    stream
}
