//! What the stages after validation need of a period.

use polars::prelude::*;

use super::keywords::RecordStatus;
use super::rows::ZoneFormRow;
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

impl Edited {
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
