//! What each stage keeps in the store, and how it is read back.

use anyhow::Result;
use polars::prelude::DataFrame;

use super::files::PIECE;
use crate::aggregate::Aggregated;
use crate::assess::Assessed;
use crate::definitions::seen::Stage;
use crate::evaluate::Evaluated;
use crate::ingest::Ingested;
use crate::tables::{
    AdjustmentRow, AssessmentRow, AssessmentTotalRow, ChainLinkRow, ChangeMoverRow,
    ContributionRow, ExplanationRow, FileRow, FindingRow, GoalDistanceRow, GoalRow, ImprovementRow,
    IndicatorRow, IndustryRow, LeftOutRow, MeasureRow, MoverRow, NearMissRow, NoticeRow,
    ParkContributionRow, ParkPairRow, ParkStructureRow, PlanLeftOutRow, PlanRow, PointsRow,
    PriorityRow, QuarterRow, RankReversalRow, ReferenceRow, RegisterRow, RiskRow, RobustnessRow,
    RungMoveRow, ScoreChangeRow, ScoreRow, SensitivityRow, SobolRow, StandingRow, Table,
    TreatedRow, ValueRow, Values, VisitRow, ZoneFormRow,
};
use crate::validate::Validated;

/// A table by name.
pub type NamedFrame = (&'static str, DataFrame);

/// A table by name whose pieces are made one after the other.
pub type NamedPieces<'r> = (
    &'static str,
    Box<dyn Iterator<Item = Result<DataFrame>> + Send + 'r>,
);

/// The result of a stage as tables.
pub trait StageResult: Sized {
    /// The stage.
    const STAGE: Stage;

    /// The tables, by name.
    ///
    /// # Errors
    /// When a table cannot be built.
    fn frames(&self) -> Result<Vec<NamedFrame>>;

    /// The tables that are never whole in memory.
    fn pieces(&self) -> Vec<NamedPieces<'_>> {
        Vec::new()
    }

    /// The tables as the store keeps them.
    ///
    /// # Errors
    /// When a table cannot be built.
    fn to_keep(&self) -> Result<Vec<NamedFrame>> {
        self.frames()
    }

    /// The result from its tables.
    ///
    /// # Errors
    /// When a table is missing or does not fit.
    fn from_frames(read: &dyn Fn(&str) -> Result<DataFrame>) -> Result<Self>;
}

fn named<T: Table>(rows: &[T]) -> Result<NamedFrame> {
    Ok((T::NAME, T::to_frame(rows)?))
}

fn rows<T: Table>(read: &dyn Fn(&str) -> Result<DataFrame>) -> Result<Vec<T>> {
    Ok(T::from_frame(&read(T::NAME)?)?)
}

/// The enterprises as ingest leaves them, before validation gives them a final status.
const RECORDS: &str = "records";
const ENTERPRISES: &str = "enterprises";
const EDITED: &str = "edited";
const PROJECTS: &str = "projects";
const PREVIOUS_MEASURES: &str = "previous_measures";
const LADDER: &str = "ladder";
const ANNUAL_ESTIMATES: &str = "annual_estimates";
const ANNUAL_BEFORE: &str = "annual_before";

/// Tables that only the stages themselves need; they are not written to the output folder.
pub const INTERNAL: [&str; 5] = [
    RECORDS,
    NoticeRow::NAME,
    PREVIOUS_MEASURES,
    ANNUAL_ESTIMATES,
    ANNUAL_BEFORE,
];

impl StageResult for Ingested {
    const STAGE: Stage = Stage::Ingest;

    fn frames(&self) -> Result<Vec<NamedFrame>> {
        Ok(vec![
            named::<FileRow>(&self.files)?,
            named::<NoticeRow>(&self.notices)?,
            named::<RegisterRow>(&self.register)?,
            named::<ZoneFormRow>(&self.zone_form)?,
            named::<ReferenceRow>(&self.reference)?,
            named::<ExplanationRow>(&self.explanations)?,
            (RECORDS, self.enterprises.clone()),
            (PROJECTS, self.projects.clone()),
        ])
    }

    fn pieces(&self) -> Vec<NamedPieces<'_>> {
        let values = self.values.pieces(PIECE).map(|piece| Ok(piece?));
        vec![(ValueRow::NAME, Box::new(values))]
    }

    fn from_frames(read: &dyn Fn(&str) -> Result<DataFrame>) -> Result<Self> {
        Ok(Ingested {
            files: rows(read)?,
            values: Values::from_frame(&read(ValueRow::NAME)?)?,
            notices: rows(read)?,
            register: rows(read)?,
            zone_form: rows(read)?,
            reference: rows(read)?,
            explanations: rows(read)?,
            enterprises: read(RECORDS)?,
            projects: read(PROJECTS)?,
        })
    }
}

/// The records of a period that others are compared with: edited without a period before.
#[derive(Clone, Debug)]
pub struct EditedRecords(pub DataFrame);

impl StageResult for EditedRecords {
    const STAGE: Stage = Stage::Edit;

    fn frames(&self) -> Result<Vec<NamedFrame>> {
        Ok(vec![(EDITED, self.0.clone())])
    }

    fn from_frames(read: &dyn Fn(&str) -> Result<DataFrame>) -> Result<Self> {
        read(EDITED).map(EditedRecords)
    }
}

impl StageResult for Validated {
    const STAGE: Stage = Stage::Validate;

    fn frames(&self) -> Result<Vec<NamedFrame>> {
        Ok(vec![
            (ENTERPRISES, self.enterprises.clone()),
            named::<FindingRow>(&self.findings)?,
        ])
    }

    fn from_frames(read: &dyn Fn(&str) -> Result<DataFrame>) -> Result<Self> {
        Ok(Validated {
            enterprises: read(ENTERPRISES)?,
            findings: rows(read)?,
        })
    }
}

impl StageResult for Aggregated {
    const STAGE: Stage = Stage::Aggregate;

    fn frames(&self) -> Result<Vec<NamedFrame>> {
        self.frames_with(&self.indicators, &self.quarters)
    }

    // Names are put in when the tables are used: an indicator that is renamed is not computed anew.
    fn to_keep(&self) -> Result<Vec<NamedFrame>> {
        let mut nameless = Aggregated {
            indicators: self.indicators.clone(),
            quarters: self.quarters.clone(),
            ..Aggregated::default()
        };
        nameless.name(|_| None);
        self.frames_with(&nameless.indicators, &nameless.quarters)
    }

    fn from_frames(read: &dyn Fn(&str) -> Result<DataFrame>) -> Result<Self> {
        Ok(Aggregated {
            measures: rows(read)?,
            previous_measures: MeasureRow::from_frame(&read(PREVIOUS_MEASURES)?)?,
            indicators: rows(read)?,
            left_out: rows(read)?,
            annual_estimates: MeasureRow::from_frame(&read(ANNUAL_ESTIMATES)?)?,
            annual_before: MeasureRow::from_frame(&read(ANNUAL_BEFORE)?)?,
            quarters: rows(read)?,
        })
    }
}

impl Aggregated {
    fn frames_with(
        &self,
        indicators: &[IndicatorRow],
        quarters: &[QuarterRow],
    ) -> Result<Vec<NamedFrame>> {
        Ok(vec![
            named::<MeasureRow>(&self.measures)?,
            (
                PREVIOUS_MEASURES,
                MeasureRow::to_frame(&self.previous_measures)?,
            ),
            named(indicators)?,
            named::<LeftOutRow>(&self.left_out)?,
            (
                ANNUAL_ESTIMATES,
                MeasureRow::to_frame(&self.annual_estimates)?,
            ),
            (ANNUAL_BEFORE, MeasureRow::to_frame(&self.annual_before)?),
            named(quarters)?,
        ])
    }

    /// The tables that the store keeps without the names of indicators.
    ///
    /// # Errors
    /// When a table cannot be built.
    pub fn named_frames(&self) -> Result<Vec<NamedFrame>> {
        Ok(vec![
            named::<IndicatorRow>(&self.indicators)?,
            named::<QuarterRow>(&self.quarters)?,
        ])
    }
}

impl Ingested {
    /// The tables that a reference of another period is lent to.
    ///
    /// # Errors
    /// When a table cannot be built.
    pub fn lent_frames(&self) -> Result<Vec<NamedFrame>> {
        Ok(vec![
            named::<FileRow>(&self.files)?,
            named::<ReferenceRow>(&self.reference)?,
        ])
    }
}

impl StageResult for Evaluated {
    const STAGE: Stage = Stage::Evaluate;

    fn frames(&self) -> Result<Vec<NamedFrame>> {
        Ok(vec![
            named::<ScoreRow>(&self.scores)?,
            named::<ContributionRow>(&self.contributions)?,
            named::<ParkContributionRow>(&self.park_contributions)?,
            named::<SensitivityRow>(&self.sensitivity)?,
            named::<ImprovementRow>(&self.improvements)?,
            named::<TreatedRow>(&self.treated)?,
            named::<RobustnessRow>(&self.robustness)?,
            named::<SobolRow>(&self.sobol)?,
            named::<RankReversalRow>(&self.rank_reversals)?,
            named::<ScoreChangeRow>(&self.score_changes)?,
            named::<ChangeMoverRow>(&self.change_movers)?,
            named::<PlanRow>(&self.plan)?,
            named::<PlanLeftOutRow>(&self.plan_left_out)?,
            named::<GoalDistanceRow>(&self.goal_distances)?,
        ])
    }

    fn from_frames(read: &dyn Fn(&str) -> Result<DataFrame>) -> Result<Self> {
        Ok(Evaluated {
            scores: rows(read)?,
            contributions: rows(read)?,
            park_contributions: rows(read)?,
            sensitivity: rows(read)?,
            improvements: rows(read)?,
            treated: rows(read)?,
            robustness: rows(read)?,
            sobol: rows(read)?,
            rank_reversals: rows(read)?,
            score_changes: rows(read)?,
            change_movers: rows(read)?,
            plan: rows(read)?,
            plan_left_out: rows(read)?,
            goal_distances: rows(read)?,
        })
    }
}

impl StageResult for Assessed {
    const STAGE: Stage = Stage::Assess;

    fn frames(&self) -> Result<Vec<NamedFrame>> {
        Ok(vec![
            named::<AssessmentRow>(&self.assessments)?,
            (LADDER, self.ladder.clone()),
            named::<AssessmentTotalRow>(&self.totals)?,
            named::<PriorityRow>(&self.priorities)?,
            named::<NearMissRow>(&self.near_misses)?,
            named::<PointsRow>(&self.points)?,
            named::<IndustryRow>(&self.industries)?,
            named::<MoverRow>(&self.movers)?,
            named::<VisitRow>(&self.visits)?,
            named::<AdjustmentRow>(&self.adjustments)?,
            named::<RiskRow>(&self.at_risk)?,
            named::<RungMoveRow>(&self.moves)?,
            named::<StandingRow>(&self.standing)?,
            named::<GoalRow>(&self.goals)?,
            named::<ParkStructureRow>(&self.structures)?,
            named::<ParkPairRow>(&self.pairs)?,
            named::<ChainLinkRow>(&self.chain_links)?,
        ])
    }

    fn from_frames(read: &dyn Fn(&str) -> Result<DataFrame>) -> Result<Self> {
        Ok(Assessed {
            assessments: rows(read)?,
            ladder: read(LADDER)?,
            totals: rows(read)?,
            priorities: rows(read)?,
            near_misses: rows(read)?,
            points: rows(read)?,
            industries: rows(read)?,
            movers: rows(read)?,
            visits: rows(read)?,
            adjustments: rows(read)?,
            at_risk: rows(read)?,
            moves: rows(read)?,
            standing: rows(read)?,
            goals: rows(read)?,
            structures: rows(read)?,
            pairs: rows(read)?,
            chain_links: rows(read)?,
        })
    }
}
