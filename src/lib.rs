//! huoju (火炬, "torch"): from the Torch statistics workbooks of a high-tech zone's enterprises to sums, an
//! evaluation score and park assessments.
//!
//! # The rooms
//!
//! A stage is a room with one door: a function from tables to tables. Data flows from the top down.
//!
//! | room | door | what it does |
//! | --- | --- | --- |
//! | [`definitions`] | [`Definitions::load`](definitions::Definitions::load) | `pipelines/*.toml` → checked, typed values: all that is known of a zone |
//! | [`ingest`] | [`ingest::ingest`] | workbooks → one record per enterprise, each value with its cell |
//! | [`validate`] | [`validate::validate`] | records → findings, and the records that may be used |
//! | [`aggregate`] | [`aggregate::aggregate`] | records → measures → indicators, for parks and zone |
//! | [`evaluate`] | [`evaluate::evaluate`] | indicators and reference → scores, ranks, how sure they are, what would move them |
//! | [`assess`] | [`assess::assess`] | indicators and profiles → what each park wins, lacks and does first; the ladder |
//! | [`secrecy`] | [`secrecy::Published`] | which cells may go outside |
//! | [`report`] | [`report::report`] | everything → workbooks |
//! | [`sql`] | [`sql::script`] | measures, indicators and rules → a script for another engine |
//!
//! Under them lie [`tables`] (what the stages exchange: one struct per table, each field a column), [`expressions`] (the one
//! language of rules, measures and formulas: SQL, parsed by polars), [`store`] (tables on disk between the stages) and
//! [`period`]. Above them lie [`cli`] (the one definition of the flags) and [`commands`] (one file per command: calls the
//! stages, prints, writes the outputs at once).
//!
//! # Where to find what
//!
//! - A field, a rule, a weight, a park: in `pipelines/`, never here. `docs/how-to.md` says how to add one.
//! - Why a value was read as it was: [`ingest`], `values/` for what is typed, `layout/` for where it stands.
//! - What a blank does: [`expressions::Blank`].
//! - The columns of a table: [`tables`]; `docs/design.md` §4 says which are promised.
//! - The formula of a normalisation, a weight or a rank: [`evaluate`]; each names its source.
//! - What the parts promise each other: `docs/design.md`. How to build, test and release: `CONTRIBUTING.md`.

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
pub mod sql;
pub mod store;
pub mod tables;
pub mod validate;
