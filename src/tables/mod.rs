//! The tables that the stages exchange and write: one struct per row type, each field a column.
//!
//! `enterprises`, `projects` and `ladder` have columns that the definitions name: they are plain data frames.

mod assessed;
mod column;
mod edited;
mod keywords;
mod rows;

pub use assessed::{
    AssessmentTotalRow, IndustryRow, MoverRow, NearMissRow, PointsRow, PriorityRow,
};
pub use column::{ColumnValue, Table, TableError};
pub use edited::{Edited, Enterprise};
pub use keywords::{
    Basis, FileKind, FileStatus, Layout, LeftOutReason, Level, Mark, Outcome, RecordStatus, State,
    Variation,
};
pub use rows::{
    AssessmentRow, ContributionRow, ExplanationRow, FileRow, FindingRow, ImprovementRow,
    IndicatorRow, LeftOutRow, MeasureRow, NoticeRow, ParkContributionRow, ReferenceRow,
    RegisterRow, ScoreRow, SensitivityRow, ValueRow, ZoneFormRow,
};
