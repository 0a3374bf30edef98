//! What the stages after validation need of a period.

use polars::prelude::*;

use super::input::ZoneFormRow;
use super::keywords::RecordStatus;
use crate::definitions::{RecordPolicy, Use};
use crate::period::Period;

/// The edited records of a period.
#[derive(Clone, Debug)]
pub struct Edited {
    /// The period.
    pub period: Period,
    /// The table `enterprises` with the statuses that validation gave.
    pub enterprises: DataFrame,
    /// The table `projects`.
    pub projects: DataFrame,
    /// What the zone itself reports.
    pub zone_form: Vec<ZoneFormRow>,
}

/// What became of an enterprise's record: a row of `enterprises` without its fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Enterprise {
    /// Credit code.
    pub credit_code: String,
    /// Name.
    pub name: String,
    /// Park id.
    pub park: Option<String>,
    /// What became of the record.
    pub status: RecordStatus,
    /// Whether it counts in sums.
    pub used: bool,
    /// The leading industry that it is counted to; empty for none.
    pub leading_industry: String,
}

impl Enterprise {
    /// How the enterprise counts in sums, as a pipeline's policy says: [`Use::Exclude`] for one that does not.
    pub fn counts(&self, policy: RecordPolicy) -> Use {
        if self.used {
            self.status.policy(policy)
        } else {
            Use::Exclude
        }
    }
}

impl Edited {
    /// The rows of `enterprises` in their order, without the fields.
    ///
    /// # Errors
    /// When the table lacks a column.
    pub fn statuses(&self) -> PolarsResult<Vec<Enterprise>> {
        let frame = &self.enterprises;
        let texts = |name: &str| frame.column(name)?.str();
        let used = frame.column("used")?.bool()?;
        let rows = texts("credit_code")?
            .iter()
            .zip(texts("name")?.iter())
            .zip(texts("park")?.iter())
            .zip(texts("status")?.iter())
            .zip(texts("leading_industry")?.iter())
            .zip(used.iter());
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        Ok(rows
            .map(
                |(((((code, name), park), status), industry), used)| Enterprise {
                    credit_code: text(code),
                    name: text(name),
                    park: park.map(str::to_owned),
                    status: status.and_then(RecordStatus::from_word).unwrap_or_default(),
                    used: used.unwrap_or(false),
                    leading_industry: text(industry),
                },
            )
            .collect())
    }

    /// The rows of `enterprises` that count in sums (column `used`), in their order, as they were reported: see
    /// [`crate::aggregate::used_records`] for the values that count where last year's record stands in.
    ///
    /// # Errors
    /// When the table has no such column.
    pub fn used_enterprises(&self) -> PolarsResult<DataFrame> {
        self.enterprises
            .filter(self.enterprises.column("used")?.bool()?)
    }
}

impl RecordStatus {
    /// Whether records of this status count in sums, as a pipeline's policy says.
    pub fn policy(self, policy: RecordPolicy) -> Use {
        match self {
            RecordStatus::Accepted => Use::AsReported,
            RecordStatus::Rejected => policy.rejected,
            RecordStatus::Unregistered => policy.unregistered,
            // There is no record.
            RecordStatus::Missing | RecordStatus::Closed | RecordStatus::Withdrawn => Use::Exclude,
        }
    }
}
