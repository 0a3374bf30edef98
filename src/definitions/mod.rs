//! Definitions: `pipelines/*.toml` → checked, typed values.
//!
//! [`Definitions::load`] is the door. It reads the pipeline file and every file that it names, parses each
//! expression, and checks that ids are unique, references lead somewhere, and expressions fit their columns.

mod assessment;
mod chain;
mod classification;
mod consistency;
mod history;
mod index;
mod index_check;
mod indicators;
mod label;
pub mod lint;
mod load;
mod method;
mod pipeline;
mod plan;
mod problem;
pub mod rule_book;
mod rules;
mod secrecy;
pub mod seen;
mod short_form;
mod submission;
mod survey;

mod ladder;

pub use assessment::{
    Adjustment, Grade, MarkRules, Method, Profile, ProfileGroup, ProfileIndicator, REJECTED_RATE,
    RESPONSE_RATE, Steps,
};
pub use chain::{Chain, Link};
pub(crate) use classification::section_of;
pub use classification::{CodeEntry, CodeList, Tag};
pub use history::Former;
pub use index::{CompositeIndex, Node, ROOT};
pub use indicators::{
    DerivedField, Direction, Indicator, ItemSum, Measure, MeasureKind, is_percentage,
};
pub use label::{Label, Language};
pub use ladder::{Ability, Band, Condition, PointItem, Rung, Scheme, Stage};
pub use load::{DefinitionFile, Definitions, load_index};
pub use method::{
    Aggregation, Alternatives, Efficacy, MissingPolicy, Normalisation, OutlierMethod, Outliers,
    WeightSet,
};
pub use pipeline::{
    ExplanationPolicy, Folders, Gates, Goal, Limits, Overview, Park, Pipeline, RankGoal,
    RecordPolicy, Returns, Use, Waiver,
};
pub use plan::{Leeway, PlanBounds, PlanIndicator};
pub use problem::{DefinitionErrors, Problem};
pub use rules::{
    DelegatedRule, OWN_CHECKS, OwnCheck, RatioOfFields, Rule, SURVEY_CHECKS, Severity, Tolerance,
};
pub use secrecy::{Dominance, Secrecy};
pub use short_form::ShortForm;
pub use submission::SubmissionRules;
pub use survey::{
    ExportLayout, FieldDefinition, FieldType, Form, Identity, RegisterColumn, Survey,
};
