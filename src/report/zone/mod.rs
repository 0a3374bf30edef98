//! `zone.xlsx`: the zone at a glance, its parks side by side, response, industries, indicators, measures,
//! enterprises.

mod enterprises;
mod indicators;
mod industries;
mod measures;
mod overview;
mod parks;
mod response;

use std::path::Path;

use anyhow::Result;

use super::style::new_workbook;
use super::view::View;
use crate::definitions::Language;

/// Writes the workbook.
///
/// # Errors
/// When it cannot be written.
pub(super) fn write_zone(view: &View, path: &Path) -> Result<()> {
    let mut workbook = new_workbook(&title(view), view.period())?;
    overview::write(view, &mut workbook)?;
    parks::write(view, &mut workbook)?;
    response::write(view, &mut workbook)?;
    industries::write(view, &mut workbook)?;
    indicators::write(view, &mut workbook)?;
    indicators::write_details(view, &mut workbook)?;
    measures::write(view, &mut workbook)?;
    enterprises::write(view, &mut workbook)?;
    workbook.save(path)?;
    Ok(())
}

fn title(view: &View) -> String {
    match view.language {
        Language::Zh => format!("{}火炬统计总览 {}", view.zone_name(), view.period_words()),
        Language::En => format!(
            "{}: Torch statistics {}",
            view.zone_name(),
            view.period_words()
        ),
    }
}
