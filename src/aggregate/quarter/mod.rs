//! A quarter in its year: what the whole year is likely to bring, and the quarters one by one.
//!
//! [`place_in_year`] is the door.

mod history;
mod nowcast;
mod season;
mod single_quarters;

use anyhow::Result;

use super::Aggregated;
use crate::definitions::Definitions;
use crate::period::Period;

pub use history::{History, Past};
pub use season::{Pace, pace, season_share};

/// Adds annual estimates and the quarters of the year to the measures and indicators of a quarter. A year stays as
/// it is; so does a quarter without an annual survey of the year before, but for its quarters.
///
/// # Errors
/// When the formulas cannot be evaluated.
pub fn place_in_year(
    definitions: &Definitions,
    period: Period,
    aggregated: &mut Aggregated,
    history: &History,
) -> Result<()> {
    if period.quarter.is_none() {
        return Ok(());
    }
    nowcast::nowcast(definitions, period, aggregated, history)?;
    aggregated.quarters = single_quarters::quarters(definitions, period, aggregated, history)?;
    Ok(())
}
