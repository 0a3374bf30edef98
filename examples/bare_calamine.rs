//! The floor that reading is measured against: every sheet of every workbook below a folder through calamine, in as
//! many threads as huoju uses, and nothing else. `cargo run --release --example bare_calamine -- FOLDER`

use std::path::PathBuf;

use anyhow::{Context, Result};
use calamine::{Reader, open_workbook_auto};
use rayon::prelude::*;

fn main() -> Result<()> {
    let folder: PathBuf = std::env::args_os()
        .nth(1)
        .context("expected a folder of workbooks")?
        .into();
    let books: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "xlsx")
        })
        .collect();
    let cells: usize = books
        .par_iter()
        .map(|path| -> Result<usize> {
            let mut book = open_workbook_auto(path)?;
            let sheets = book.worksheets();
            Ok(sheets
                .iter()
                .map(|(_, cells)| cells.used_cells().count())
                .sum())
        })
        .sum::<Result<usize>>()?;
    println!("{} workbooks, {cells} cells", books.len());
    Ok(())
}
