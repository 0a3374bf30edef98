//! Target: the recogniser of layouts, on sheets whose cells were moved, dropped, doubled and replaced.

use std::path::Path;

use fastrand::Rng;

use super::corpus::seeds;
use super::fuzz;
use super::mutate::{awkward, finite};
use crate::definitions::{Definitions, Limits};
use crate::ingest::layout::{self, Content, Vocabulary};
use crate::ingest::workbook::{self, Cell, CellValue, Merge, Sheet, Workbook};

fn value(sheets: &[Sheet], random: &mut Rng) -> CellValue {
    let known = random
        .choice(sheets)
        .and_then(|sheet| random.choice(sheet.cells()))
        .map(|cell| cell.value.clone());
    match (random.u8(..8), known) {
        (0, _) => CellValue::Number {
            value: finite(random),
            percent: random.bool(),
        },
        (1, _) => CellValue::Uncalculated(awkward(random).to_owned()),
        (2, _) => CellValue::Date(awkward(random).to_owned()),
        (3, _) | (_, None) => CellValue::Text(awkward(random).to_owned()),
        (_, Some(value)) => value,
    }
}

fn changed(sheet: &Sheet, all: &[Sheet], random: &mut Rng) -> Sheet {
    let mut cells = sheet.cells().to_vec();
    let mut merges = Vec::new();
    for _ in 0..random.usize(1..20) {
        let at = random.usize(..cells.len().max(1));
        let far = if random.u8(..20) == 0 { 200_000 } else { 40 };
        match random.u8(..8) {
            0 if at < cells.len() => {
                cells.remove(at);
            }
            1 if at < cells.len() => {
                let row = cells[at].row;
                cells.retain(|cell| cell.row != row);
            }
            2 if at < cells.len() => {
                let from = cells[at].row;
                let by = random.u32(1..5);
                for cell in cells.iter_mut().filter(|cell| cell.row >= from) {
                    cell.row += by;
                }
            }
            3 if at < cells.len() => cells[at].value = value(all, random),
            4 if at < cells.len() => {
                let other = random.usize(..cells.len());
                let value = cells[at].value.clone();
                cells[at].value = std::mem::replace(&mut cells[other].value, value);
            }
            5 => {
                let first = (random.u32(..far), random.u32(..40));
                merges.push(Merge {
                    first,
                    last: (first.0 + random.u32(..far), first.1 + random.u32(..40)),
                });
            }
            _ => cells.push(Cell {
                row: random.u32(..far),
                col: random.u32(..far.min(2_000)),
                value: value(all, random),
            }),
        }
    }
    let name = if random.u8(..10) == 0 {
        awkward(random).to_owned()
    } else {
        sheet.name.clone()
    };
    Sheet::new(name, random.u8(..10) > 0, cells, merges)
}

#[test]
fn no_sheet_breaks_the_recogniser_of_layouts() {
    let pipeline = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/shenyang.toml");
    let period = "2023".parse().unwrap();
    let definitions = Definitions::load(&pipeline, period).unwrap();
    let vocabulary = Vocabulary::of(&definitions, period.year);
    let workbooks: Vec<Workbook> = seeds()
        .iter()
        .filter_map(|(extension, content)| {
            workbook::read(content, extension, &Limits::default()).ok()
        })
        .collect();
    let sheets: Vec<Sheet> = workbooks
        .iter()
        .flat_map(|workbook| workbook.sheets.clone())
        .collect();
    let known = ["912101000000001000".to_owned()];
    fuzz(
        "sheets",
        |random| {
            let mut workbook = workbooks[random.usize(..workbooks.len())].clone();
            for sheet in &mut workbook.sheets {
                if random.bool() {
                    *sheet = changed(sheet, &sheets, random);
                }
            }
            if random.u8(..4) == 0 {
                workbook.sheets.extend(random.choice(&sheets).cloned());
            }
            workbook
        },
        |workbook| {
            let content = layout::read(&vocabulary, period, &known, workbook);
            // What is remembered is what was read.
            let bytes = rmp_serde::to_vec(&content).unwrap();
            let remembered: Content = rmp_serde::from_slice(&bytes).unwrap();
            assert_eq!(rmp_serde::to_vec(&remembered).unwrap(), bytes);
        },
        |workbook| format!("{workbook:#?}").into_bytes(),
    );
}
