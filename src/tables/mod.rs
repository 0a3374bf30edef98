//! The tables that the stages exchange and write: one struct per row type, each field a column.
//!
//! `enterprises`, `projects` and `ladder` have columns that the definitions name: they are plain data frames.

mod assessed;
mod column;
mod edited;
mod keywords;
mod outlook;
mod plain;
mod quarters;
mod rows;

pub use assessed::{
    AdjustmentRow, AssessmentTotalRow, ChainLinkRow, GoalRow, IndustryRow, MoverRow, NearMissRow,
    ParkPairRow, ParkStructureRow, PointsRow, PriorityRow, RiskRow, RungMoveRow, StandingRow,
    VisitRow,
};
pub use column::{ColumnValue, Table, TableError};
pub use edited::{Edited, Enterprise};
pub use keywords::{
    Basis, ChangeBasis, Choice, EstimateBasis, FileKind, FileStatus, Layout, LeftOutReason, Level,
    Mark, Outcome, PlanGap, Presence, RankBasis, RecordStatus, ScoreState, State, Treatment,
    Variation,
};
pub use outlook::{ChangeMoverRow, GoalDistanceRow, PlanLeftOutRow, PlanRow, ScoreChangeRow};
pub use plain::PlainTable;
pub use quarters::QuarterRow;
pub use rows::{
    AssessmentRow, ContributionRow, ExplanationRow, FileRow, FindingRow, ImprovementRow,
    IndicatorRow, LeftOutRow, MeasureRow, NoticeRow, ParkContributionRow, RankReversalRow,
    ReferenceRow, RegisterRow, RobustnessRow, ScoreRow, SensitivityRow, SobolRow, TreatedRow,
    ValueRow, ZoneFormRow,
};
