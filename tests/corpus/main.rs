//! The corpus: what enterprises really send. Records written in every promised layout read back equal, what has no
//! single meaning is a finding with its cell, and every one of many mixed files is accounted for.
//!
//! Everything is made in code; expected values are known before they are written.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[macro_use]
#[path = "../ingest/zone.rs"]
mod zone;

mod as_typed;
mod export_layouts;
mod form_layouts;
mod heads;
mod mixed_folder;
mod random;
mod record;
mod round_trip;
mod side_files;
