//! The quarters of a year, side by side.

use super::column::table;
use super::keywords::Level;

table! {
    /// A headline indicator of a park or the zone in one quarter of the year, up to the quarter of the run.
    QuarterRow in "quarters" {
        /// Period of the run.
        period: String,
        /// Level.
        level: Level,
        /// Park id or zone id.
        unit: String,
        /// Indicator id.
        indicator: String,
        /// Name in Chinese.
        label: String,
        /// Name in English.
        label_en: String,
        /// Unit of measure.
        uom: String,
        /// The quarter, 1 to 4.
        quarter: i64,
        /// Value from January to the end of the quarter.
        cumulative: Option<f64>,
        /// Its growth against the same quarter a year before, in per cent.
        cumulative_growth: Option<f64>,
        /// Its change against it, in its unit.
        cumulative_change: Option<f64>,
        /// Value of the quarter alone: the formula over the measures by difference, stocks as they stand.
        single: Option<f64>,
        /// Its growth against the same quarter a year before, in per cent.
        single_growth: Option<f64>,
        /// Its change against it, in its unit.
        single_change: Option<f64>,
        /// Last year's value to the end of the same quarter as a share of its annual value, 0–1; only of an
        /// indicator that adds up through the year.
        season_share: Option<f64>,
        /// The zone's goal for the year.
        target: Option<f64>,
        /// What the season lets expect of the goal by the end of the quarter; the goal itself for what does not
        /// add up.
        expected: Option<f64>,
        /// cumulative / expected × 100.
        pace: Option<f64>,
    }
}
