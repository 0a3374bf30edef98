//! The shipped definitions compute what they say: measures, indicators, profiles, the index, ladders and points.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod formulas;
mod ladders;
mod park_profiles;
mod projects;
mod records;
mod small_zone;
mod weights;
