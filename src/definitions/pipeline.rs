//! The pipeline file: the zone, its parks, and which definitions it uses.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Label, Language, PlanBounds, Secrecy, SubmissionRules};
use crate::period::Period;

/// A zone, as its pipeline file describes it. Paths are relative to that file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pipeline {
    /// Id of the zone: `unit` at level zone.
    pub id: String,
    /// Its name.
    pub name: Label,
    /// Other names under which a reference panel may list it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Folder with the inputs.
    pub input: PathBuf,
    /// Folder that outputs are written to.
    pub output: PathBuf,
    /// Folder that keeps tables between the stages.
    pub store: PathBuf,
    /// Surveys by kind of period.
    pub surveys: SurveyFiles,
    /// Files of edit rules.
    #[serde(default)]
    pub rules: Vec<PathBuf>,
    /// Files of derived fields, measures and indicators, in the order in which they build on each other.
    #[serde(default)]
    pub indicators: Vec<PathBuf>,
    /// Files of composite indexes.
    #[serde(default)]
    pub indexes: Vec<PathBuf>,
    /// Files of composite indexes that are checked and not evaluated: too little is known of them.
    #[serde(default)]
    pub drafts: Vec<PathBuf>,
    /// Files of assessment profiles.
    #[serde(default)]
    pub assessments: Vec<PathBuf>,
    /// Files of ladders and points.
    #[serde(default)]
    pub ladders: Vec<PathBuf>,
    /// Files of chains of industry that cross parks.
    #[serde(default)]
    pub chains: Vec<PathBuf>,
    /// Files of code lists and tags.
    #[serde(default)]
    pub classifications: Vec<PathBuf>,
    /// The parks.
    pub parks: Vec<Park>,
    /// Names of the parks' attributes, with their units, by attribute: an attribute without one goes by its id.
    #[serde(default)]
    pub attributes: BTreeMap<String, Label>,
    /// Goals of the zone, shown in its workbook.
    #[serde(default)]
    pub goals: Vec<Goal>,
    /// Ranks that the zone wants to reach in its indexes.
    #[serde(default)]
    pub rank_goals: Vec<RankGoal>,
    /// What a plan to such a rank may ask for; left out, no plan is made.
    #[serde(default)]
    pub plan: Option<PlanBounds>,
    /// What the ranking submission asks of the office.
    #[serde(default)]
    pub submission: SubmissionRules,
    /// What the zone's workbook shows first.
    #[serde(default)]
    pub overview: Overview,
    /// What is done with records that are not clean.
    #[serde(default)]
    pub records: RecordPolicy,
    /// Statistical secrecy of the tables that may go outside; left out, nothing is suppressed.
    #[serde(default)]
    pub secrecy: Option<Secrecy>,
    /// Conditions of the run: one that fails makes the exit code 1.
    #[serde(default)]
    pub gates: Gates,
    /// Findings that are waived.
    #[serde(default)]
    pub waivers: Vec<Waiver>,
    /// What counts as an explanation.
    #[serde(default)]
    pub explanations: ExplanationPolicy,
    /// What the workbooks that go back to respondents say.
    #[serde(default)]
    pub returns: Returns,
    /// Limits of what the reader accepts.
    #[serde(default)]
    pub limits: Limits,
}

/// The folders of a zone, as they are before its definitions are checked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Folders {
    /// Folder with the inputs.
    pub input: PathBuf,
    /// Folder that outputs are written to.
    pub output: PathBuf,
    /// Folder that keeps tables between the stages.
    pub store: PathBuf,
}

/// Survey definition for each kind of period.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SurveyFiles {
    /// The survey of a year.
    pub annual: PathBuf,
    /// The survey of a quarter.
    #[serde(default)]
    pub quarterly: Option<PathBuf>,
}

/// A park of the zone.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Park {
    /// Id: `unit` at level park.
    pub id: String,
    /// Its name.
    pub name: Label,
    /// Other names in the register and in folder names.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Additive quantities of the park itself, usable in indicator formulas (`area_km2`). The zone's is their sum.
    #[serde(default)]
    pub attributes: BTreeMap<String, f64>,
}

/// A goal of the zone.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// The period it is set for.
    pub period: String,
    /// The indicator that measures it.
    pub indicator: String,
    /// What is to be reached, in the indicator's unit.
    pub target: f64,
    /// A stock at a day (a number of enterprises), which does not build up over the year: no pace is expected of it.
    #[serde(default)]
    pub stock: bool,
    /// Stands beside a goal as another reading of it: it is shown without a verdict.
    #[serde(default)]
    pub comparison: bool,
    /// What the goal says.
    pub label: Label,
    /// The document that sets it.
    #[serde(default)]
    pub source: String,
}

/// A rank that the zone wants to reach.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankGoal {
    /// The period it is set for; it holds on until a later goal for the same index.
    pub period: String,
    /// Id of the index.
    pub index: String,
    /// The worst rank that reaches the goal.
    pub rank: u32,
    /// What the goal says.
    pub label: Label,
    /// The document that sets it.
    #[serde(default)]
    pub source: String,
}

/// What the zone's workbook shows first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Overview {
    /// Indicators shown first and compared between the parks, in this order; those of the goals, if left out.
    pub headline: Vec<String>,
    /// The measure that stands for an enterprise's size: what share of the zone is missing or left out.
    pub size: Option<String>,
}

/// What is done with records that are not clean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RecordPolicy {
    /// Enterprises that are not in the register.
    pub unregistered: Use,
    /// Records with an error.
    pub rejected: Use,
}

/// Whether a record counts in sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// It is left out.
    #[default]
    Exclude,
    /// It is used as it was reported.
    AsReported,
    /// The enterprise's record of the previous period stands in for it.
    Previous,
}

/// Conditions of the run, as shares 0–1; a gate that is left out is not tested.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Gates {
    /// Least share of expected enterprises that must have answered.
    pub response_rate: Option<f64>,
    /// Least share that the enterprises that answered had of the size of all expected ones in the period before, by
    /// the measure of `overview.size`.
    pub response_rate_by_size: Option<f64>,
    /// Greatest share of records that may be rejected.
    pub error_rate: Option<f64>,
    /// Greatest share that enterprises left out of the sums may have of the zone's size in the period before.
    pub left_out_by_size: Option<f64>,
    /// Greatest share of records that may have an open query.
    pub open_query_rate: Option<f64>,
    /// Greatest share of the queries about records that nobody has explained or waived.
    pub unexplained_rate: Option<f64>,
    /// Greatest number of input files that may be refused.
    pub refused_files: Option<u32>,
}

/// A finding that is waived, with a reason and an expiry.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// Id of the rule or check.
    pub rule: String,
    /// Credit code of the enterprise.
    pub enterprise: String,
    /// In a list form, the row (from 1) that it is for; left out, every row.
    #[serde(default)]
    pub row: Option<i64>,
    /// Why.
    pub reason: String,
    /// Last period for which it holds (`2023`).
    pub until: String,
}

impl Waiver {
    /// Whether it is in force in a period: until the end of its last one, a year's being its fourth quarter.
    pub fn holds_in(&self, period: Period) -> bool {
        let end = |period: Period| (period.year, period.quarter.unwrap_or(4));
        self.until
            .parse::<Period>()
            .is_ok_and(|until| end(until) >= end(period))
    }
}

/// What counts as an explanation of a query.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExplanationPolicy {
    /// Texts that explain nothing, compared without spaces and punctuation. Blanks, dashes, and what repeats the
    /// label of a rule, a field or the form are never explanations.
    pub refused: Vec<String>,
}

/// What the workbooks that go back to respondents say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Returns {
    /// By when they are to come back, as it is printed (`2024-03-15`).
    pub return_by: Option<String>,
    /// Whom to ask.
    pub contact: Option<String>,
}

/// Limits of what the reader accepts from a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Largest file, in bytes.
    pub file_bytes: u64,
    /// Largest uncompressed size of a zipped workbook, in bytes.
    pub uncompressed_bytes: u64,
    /// Most rows of a sheet that are read.
    pub rows: u32,
    /// Most columns of a sheet that are read.
    pub columns: u32,
    /// Most cells of a workbook that are read.
    pub cells: u64,
    /// Longest time that reading one file may take, in seconds; where files are read in child processes.
    pub seconds: u32,
    /// Most memory that a child process which reads files may take, the program itself included, in bytes.
    pub memory_bytes: u64,
    /// How far from the top of a sheet a form's head and an export's header are looked for, in rows.
    pub head_rows: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file_bytes: 64 << 20,
            uncompressed_bytes: 512 << 20,
            rows: 200_000,
            columns: 2_000,
            cells: 10_000_000,
            seconds: 30,
            memory_bytes: 2 << 30,
            head_rows: 30,
        }
    }
}

impl Limits {
    /// Least memory of a process that reads files, in bytes: a debug build alone maps some 200 MB.
    const LEAST_MEMORY: u64 = 256 << 20;

    /// The limits within which no file could be read: key, and what was expected.
    pub(super) fn problems(&self) -> Vec<(&'static str, String)> {
        let mut problems = Vec::new();
        let sizes = [
            ("file_bytes", self.file_bytes),
            ("uncompressed_bytes", self.uncompressed_bytes),
            ("rows", self.rows.into()),
            ("columns", self.columns.into()),
            ("cells", self.cells),
            ("head_rows", self.head_rows.into()),
        ];
        for (key, limit) in sizes {
            if limit == 0 {
                let problem = "at least 1 is expected: within nothing, nothing can be read";
                problems.push((key, problem.to_owned()));
            }
        }
        if self.seconds == 0 {
            problems.push((
                "seconds",
                "at least 1 is expected: no file can be read in no time".to_owned(),
            ));
        }
        if self.memory_bytes < Self::LEAST_MEMORY {
            problems.push((
                "memory_bytes",
                format!(
                    "at least {} is expected: the program alone takes most of that",
                    Self::LEAST_MEMORY
                ),
            ));
        }
        problems
    }
}

impl Pipeline {
    /// What readers call an attribute of the parks.
    pub fn attribute_name<'a>(&'a self, attribute: &'a str, language: Language) -> &'a str {
        self.attributes
            .get(attribute)
            .map_or(attribute, |label| label.get(language))
    }

    /// The park that a name, alias or id means.
    pub fn park_named(&self, text: &str) -> Option<&Park> {
        let text = text.trim();
        self.parks.iter().find(|park| {
            park.id.eq_ignore_ascii_case(text)
                || park.name.zh == text
                || park.name.en.eq_ignore_ascii_case(text)
                || park.aliases.iter().any(|alias| alias == text)
        })
    }

    /// The park with an id.
    pub fn park(&self, id: &str) -> Option<&Park> {
        self.parks.iter().find(|park| park.id == id)
    }

    /// Whether a name in a reference panel means this zone.
    pub fn is_own_zone(&self, text: &str) -> bool {
        let text = text.trim();
        text.eq_ignore_ascii_case(&self.id)
            || text == self.name.zh
            || text.eq_ignore_ascii_case(&self.name.en)
            || self.aliases.iter().any(|alias| alias == text)
    }
}
