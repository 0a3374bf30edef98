//! Findings about records, and the sums over them. Their columns are the contract with other tools: columns may be added,
//! none is renamed.

use super::column::table;
use super::keywords::{Basis, EstimateBasis, LeftOutReason, Level, Outcome, State};
use crate::definitions::{SURVEY_CHECKS, Severity};

table! {
    /// A rule that did not pass for a record.
    FindingRow in "findings" {
        /// Period.
        period: String,
        /// Credit code; empty where not known.
        credit_code: String,
        /// Name of the enterprise.
        name: String,
        /// Park id.
        park: Option<String>,
        /// Id of the rule or check.
        rule: String,
        /// How serious it is.
        severity: Severity,
        /// How it came out.
        outcome: Outcome,
        /// What the reader is told, in Chinese.
        message: String,
        /// The same in English.
        message_en: String,
        /// Field codes concerned, joined by `,`.
        codes: String,
        /// Left side of the comparison, or the value found.
        value: Option<f64>,
        /// Right side of the comparison, or the value expected.
        expected: Option<f64>,
        /// value − expected.
        difference: Option<f64>,
        /// Row of a list form.
        row: Option<i64>,
        /// File.
        file: String,
        /// Sheet.
        sheet: String,
        /// Cell of the first field concerned that has one.
        cell: String,
        /// All cells concerned, as `code=sheet!cell` joined by `;`.
        cells: String,
        /// Credit codes of other records concerned, joined by `,`: for the office, never for a respondent.
        related: String,
        /// Fields whose correction would mend the most broken rules at the least change, joined by `,`.
        suggested_code: String,
        /// The value that a single such field would need; a bound, where the rules leave more than one.
        suggested_value: Option<f64>,
        /// The suggestion in words, in Chinese; never a correction made by the program.
        suggestion: String,
        /// The same in English.
        suggestion_en: String,
        /// Whether it is settled.
        state: State,
        /// The explanation, or the reason of the waiver.
        explanation: String,
    }
}

impl FindingRow {
    /// Whether the finding is about the survey (a file, the register) and not about a record.
    pub fn is_of_survey(&self) -> bool {
        SURVEY_CHECKS.contains(&self.rule.as_str())
    }
}

table! {
    /// A measure of one enterprise, park or the zone.
    MeasureRow in "measures" {
        /// Period.
        period: String,
        /// Level.
        level: Level,
        /// Credit code, park id or zone id.
        unit: String,
        /// Measure id.
        measure: String,
        /// The sum; none where all fields are blank.
        value: Option<f64>,
    }
}

table! {
    /// How many enterprises a sum lacks for a reason, and how large they were a year before.
    LeftOutRow in "left_out" {
        /// Period.
        period: String,
        /// Park or zone.
        level: Level,
        /// Park id or zone id.
        unit: String,
        /// Why they are left out.
        reason: LeftOutReason,
        /// Enterprises.
        enterprises: i64,
        /// What they had of the pipeline's measure of size (`[overview] size`) in the period before, in its unit;
        /// none where that is not known.
        size: Option<f64>,
        /// Their size as a share of the unit's in the period before, in per cent.
        share: Option<f64>,
    }
}

table! {
    /// An indicator of a park or the zone.
    IndicatorRow in "indicators" {
        /// Period.
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
        /// Value of the period.
        value: Option<f64>,
        /// Value a year before.
        previous: Option<f64>,
        /// value − previous.
        change: Option<f64>,
        /// change / |previous| × 100.
        growth: Option<f64>,
        /// Growth in per cent with the enterprises that are in both periods only.
        matched_growth: Option<f64>,
        /// Its change with them, in its unit.
        matched_change: Option<f64>,
        /// What the value rests on.
        basis: Basis,
        /// In a quarter: what the whole year's value is likely to be, or the last annual value that is carried.
        annual_estimate: Option<f64>,
        /// In a quarter: the value of the last annual survey.
        last_annual: Option<f64>,
        /// What the annual estimate rests on.
        estimate_basis: EstimateBasis,
    }
}
