//! The tables that the stages exchange and write: one struct per row type, each field a column.
//!
//! `enterprises`, `projects` and `ladder` have columns that the definitions name: they are plain data frames.

pub(crate) mod address;
mod assessed;
mod column;
mod edited;
mod input;
mod keywords;
mod outlook;
mod plain;
mod quarters;
mod scored;
mod sums;
mod values;

pub use assessed::{
    AdjustmentRow, AssessmentRow, AssessmentTotalRow, ChainLinkRow, GoalRow, IndustryRow, MoverRow,
    NearMissRow, ParkPairRow, ParkStructureRow, PointsRow, PriorityRow, RiskRow, RungMoveRow,
    StandingRow, VisitRow,
};
pub use column::{ColumnValue, Table, TableError};
pub use edited::{Edited, Enterprise};
pub use input::{
    ExplanationRow, FileRow, NoticeRow, ReferenceRow, RegisterRow, ValueRow, ZoneFormRow,
};
pub use keywords::{
    Basis, ChangeBasis, Choice, EstimateBasis, FileKind, FileStatus, Layout, LeftOutReason, Level,
    Mark, Outcome, PlanGap, Presence, RankBasis, RecordStatus, ScoreState, State, Treatment,
    Variation,
};
pub use outlook::{ChangeMoverRow, GoalDistanceRow, PlanLeftOutRow, PlanRow, ScoreChangeRow};
pub use plain::PlainTable;
pub use quarters::QuarterRow;
pub use scored::{
    ContributionRow, ImprovementRow, ParkContributionRow, RankReversalRow, RobustnessRow, ScoreRow,
    SensitivityRow, SobolRow, TreatedRow,
};
pub use sums::{FindingRow, IndicatorRow, LeftOutRow, MeasureRow};
pub use values::{Address, Value, Values};
