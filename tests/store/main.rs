//! The store and the outputs: what is up to date, runs that are remembered, faults, the same bytes everywhere.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod faults;
mod runs;
mod same_bytes;
mod up_to_date;
#[path = "../zone/mod.rs"]
mod zone;
