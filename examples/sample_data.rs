//! Writes the sample zone: `cargo run --example sample_data [-- FOLDER]` (default `sample_data`). With
//! `--enterprises N` it writes a zone of N enterprises for measuring instead, with `--exports` without forms.

#[path = "sample_data/mod.rs"]
mod sample_data;

use std::path::PathBuf;

use clap::Parser;

#[derive(Parser)]
struct Options {
    /// Folder to write into
    #[arg(default_value = "sample_data")]
    folder: PathBuf,
    /// Number of enterprises; without it, the sample
    #[arg(long)]
    enterprises: Option<usize>,
    /// This year's records in export sheets, too
    #[arg(long, requires = "enterprises")]
    exports: bool,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    match options.enterprises {
        Some(number) => sample_data::write_many(&options.folder, number, options.exports),
        None => sample_data::write(&options.folder),
    }
}
