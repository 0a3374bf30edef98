//! Values as people type them: texts, numbers, units, dates, codes, and credit codes.

pub(super) mod code;
pub(super) mod credit_code;
pub(super) mod date;
pub(super) mod field;
pub(super) mod number;
pub(super) mod text;
pub(super) mod unit;
