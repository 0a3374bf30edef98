//! Statistical secrecy: which cells of a table may not go outside, so that no enterprise can be made out.
//!
//! [`protect`] is the door for any table of sums, [`Published`] says what it means for the tables of a run. A cell is
//! *sensitive* (primary suppression) by the rules of `sensitive`; others are suppressed with it (secondary) until
//! nobody can work it out from what stays: neither a reader from outside, nor a park that knows its own column.
//! `network` computes exactly what a reader can work out, `pattern` chooses what else to suppress.

mod contributions;
mod network;
mod pattern;
mod published;
mod sensitive;

pub use network::{Cell, Table};
pub use pattern::{Pattern, protect};
pub use published::Published;
pub use sensitive::is_sensitive;
