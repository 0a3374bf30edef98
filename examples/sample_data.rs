//! Writes the sample zone: `cargo run --example sample_data [-- FOLDER]` (default `sample_data`).

#[path = "sample_data/mod.rs"]
mod sample_data;

use std::path::PathBuf;

fn main() -> anyhow::Result<()> {
    let folder = std::env::args_os()
        .nth(1)
        .map_or_else(|| PathBuf::from("sample_data"), PathBuf::from);
    sample_data::write(&folder)
}
