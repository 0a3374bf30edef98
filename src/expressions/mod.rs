//! The one expression language: SQL, parsed by polars, checked when definitions load.
//!
//! A rule is a boolean expression over the columns of a record, a measure is a row expression that is
//! summed, an indicator is a formula over measures. They differ in how they treat a blank (see [`Blank`]).

mod feasible;
mod formulas;
mod functions;
mod linear;
mod parse;
mod records;
mod rewrite;
mod tolerance;

pub use feasible::feasible;
pub use formulas::{MeasureFrame, indicator_values};
pub use functions::{FUNCTIONS, Function};
pub use linear::{Linear, LinearParts};
pub use parse::{Comparison, Expression, Kind, Operation};
pub use records::{RESERVED, RecordColumns, finite, record_frame, with_derived};
pub use rewrite::Blank;
