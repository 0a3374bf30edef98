//! Target: the reader of workbooks, on mutated files of every format.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::corpus::{Seed, seeds};
use super::fuzz;
use super::mutate::mutated;
use crate::definitions::Limits;
use crate::ingest::note::Note;
use crate::ingest::workbook::{self, Workbook};

const LIMITS: Limits = Limits {
    file_bytes: 8 << 20,
    uncompressed_bytes: 32 << 20,
    rows: 50_000,
    columns: 500,
    cells: 200_000,
    seconds: 20,
    memory_bytes: 2 << 30,
    head_rows: 30,
};

fn read(case: &Seed) {
    let (extension, content) = case;
    if content.starts_with(b"PK") {
        // The reader of cells may panic: that is a refusal. Why it refuses may depend on what it meets first.
        let read = |open: fn(&[u8], &Limits) -> Result<Workbook, Note>| {
            catch_unwind(AssertUnwindSafe(|| open(content, &LIMITS)))
                .ok()
                .and_then(Result::ok)
        };
        assert_eq!(
            read(workbook::open_xlsx),
            read(workbook::open_xlsx_as_it_is),
            "unpacked first, it is read otherwise"
        );
    }
    let read = workbook::read(content, extension, &LIMITS);
    let bytes = rmp_serde::to_vec(&read).unwrap();
    // What a child hands over is what it read.
    let handed: Result<Workbook, workbook::Unread> = rmp_serde::from_slice(&bytes).unwrap();
    assert_eq!(handed, read);
    let sheets = read.map(|workbook| workbook.sheets).unwrap_or_default();
    let cells = sheets
        .iter()
        .map(|sheet| sheet.cells().len())
        .sum::<usize>();
    assert!(cells as u64 <= LIMITS.cells);
    for sheet in &sheets {
        let place = |cell: &workbook::Cell| (cell.row, cell.col);
        assert!(sheet.cells().is_sorted_by(|a, b| place(a) < place(b)));
        let within = |cell: &workbook::Cell| cell.row < LIMITS.rows && cell.col < LIMITS.columns;
        assert!(sheet.cells().iter().all(within));
    }
}

#[test]
fn no_file_breaks_the_reader_of_workbooks() {
    let seeds = seeds();
    for seed in &seeds {
        read(seed);
    }
    fuzz(
        "workbooks",
        |random| {
            // Small seeds more often: more cases in the same time.
            let at = random.usize(..seeds.len()).min(random.usize(..seeds.len()));
            let (extension, content) = &seeds[at];
            let other = &seeds[random.usize(..seeds.len())].1;
            (extension.clone(), mutated(content, other, random))
        },
        read,
        |case| case.1.clone(),
    );
}
