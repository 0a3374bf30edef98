//! huoju (火炬, "torch"): from the Torch statistics workbooks of a high-tech zone's enterprises to sums, an
//! evaluation score and park assessments.
//!
//! The rooms, in the order in which data flows: [`definitions`] says what the zone wants; [`ingest`] reads
//! workbooks; [`validate`] edits records; [`aggregate`] sums them; [`evaluate`] scores the zone; [`assess`]
//! judges the parks; [`secrecy`] says what may not go outside; [`report`] writes workbooks. [`tables`] is what they exchange, [`expressions`] the one
//! language of rules and formulas, [`store`] the tables on disk.

pub mod aggregate;
pub mod assess;
pub mod cli;
pub mod commands;
pub mod definitions;
pub mod evaluate;
pub mod expressions;
pub mod ingest;
pub mod period;
mod random;
pub mod report;
pub mod secrecy;
pub mod store;
pub mod tables;
pub mod validate;
