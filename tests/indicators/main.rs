//! The shipped definitions compute what they say: measures, indicators, profiles, the index, ladders and points.

mod formulas;
mod ladders;
mod park_profiles;
mod projects;
mod records;
mod small_zone;
mod weights;
