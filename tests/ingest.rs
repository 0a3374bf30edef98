//! Ingest, as the commands call it: workbooks in an input folder → files, values, records and notices.
//!
//! Expected numbers are computed by hand.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "ingest/zone.rs"]
mod zone;

#[path = "ingest/exports.rs"]
mod exports;
#[path = "ingest/files.rs"]
mod files;
#[path = "ingest/forms.rs"]
mod forms;
#[path = "ingest/lists.rs"]
mod lists;
#[path = "ingest/records.rs"]
mod records;
#[path = "ingest/side_files.rs"]
mod side_files;
#[path = "ingest/values.rs"]
mod values;
