//! Assessment profiles: what each park is judged by, and how.

use serde::Deserialize;

use super::Label;

/// The profile of one park, a file of `assessments/`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Id of the park.
    pub park: String,
    /// The park's role in one sentence.
    pub role: Label,
    /// Leading industries that the policy gives the park, as the register names them.
    #[serde(default)]
    pub industries: Vec<Label>,
    /// Groups of indicators, in the order shown.
    pub groups: Vec<ProfileGroup>,
    /// Grades of the total score, best first.
    pub grades: Vec<Grade>,
    /// The indicators.
    pub indicators: Vec<ProfileIndicator>,
    /// When a difference is large enough for a mark.
    #[serde(default)]
    pub marks: MarkRules,
    /// What can be improved in a year.
    #[serde(default)]
    pub steps: Steps,
    /// Bonuses and deductions, added to the total.
    #[serde(default)]
    pub adjustments: Vec<Adjustment>,
    /// Whether weights and targets are confirmed by the zone.
    #[serde(default)]
    pub verified: bool,
}

impl Profile {
    /// Whether a leading industry, as the register names it, is one of the park's own.
    pub fn leads(&self, industry: &str) -> bool {
        self.industries.iter().any(|label| label.zh == industry)
    }
}

/// A group of indicators in a profile.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileGroup {
    /// Id.
    pub id: String,
    /// Its name.
    pub label: Label,
    /// Highlighted by the policy (R&D, transfer, innovation and entrepreneurship).
    #[serde(default)]
    pub highlighted: bool,
}

/// A grade of the total score.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// Lowest score of the grade, 0–100.
    pub min: f64,
    /// Its name.
    pub label: Label,
}

/// How an indicator's value becomes a share of its points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Achievement: value / target (target / value where less is better), within floor and ceiling.
    Target,
    /// Level: (value − low) / (high − low), reversed where less is better.
    Bounds,
    /// Growth in per cent against last year: (growth − low) / (high − low).
    Growth,
    /// Rank among the parks: 1 for the first, 0 for the last, evenly between.
    Rank,
}

/// One indicator of a profile.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileIndicator {
    /// The indicator.
    pub indicator: String,
    /// The group it stands in.
    pub group: String,
    /// Weight: the points that it can win. Weights of a profile add up to 100.
    pub weight: f64,
    /// How the value is judged.
    pub method: Method,
    /// Share of the points that is given for growth instead of the level, 0–1 (a mix).
    #[serde(default)]
    pub growth_share: f64,
    /// Growth in per cent that wins the whole growth share; 0 growth wins half.
    #[serde(default)]
    pub growth_target: Option<f64>,
    /// Target in the indicator's unit.
    #[serde(default)]
    pub target: Option<f64>,
    /// Lower end of the scale (bounds, growth).
    #[serde(default)]
    pub low: Option<f64>,
    /// Upper end of the scale (bounds, growth).
    #[serde(default)]
    pub high: Option<f64>,
    /// Least share of the points, 0–1.
    #[serde(default)]
    pub floor: f64,
    /// Greatest share of the points; above 1 is a bonus.
    #[serde(default = "whole")]
    pub ceiling: f64,
    /// What a good year changes, in the indicator's unit; left out, the profile's [`Steps`] hold.
    #[serde(default)]
    pub step: Option<f64>,
    /// The rung whose near misses move this indicator: those enterprises are to be seen first.
    #[serde(default)]
    pub rung: Option<String>,
    /// Characteristic of this park, not common to all.
    #[serde(default)]
    pub characteristic: bool,
    /// Whether the target is confirmed by the zone.
    #[serde(default)]
    pub verified: bool,
}

/// When a park's indicator is marked a strength or a weakness.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MarkRules {
    /// A strength wins at least this share of its points and leads the zone by `lead`.
    pub strength_share: f64,
    /// A weakness wins at most this share of its points and trails the zone by `lead`.
    pub weakness_share: f64,
    /// Least relative distance from the zone's value, as a share of it.
    pub lead: f64,
}

impl Default for MarkRules {
    fn default() -> Self {
        MarkRules {
            strength_share: 0.85,
            weakness_share: 0.6,
            lead: 0.1,
        }
    }
}

/// What a park can improve in a year: what it should do first is counted in such steps, not to full points.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Steps {
    /// Change of a level in a good year, in per cent of its value.
    pub level: f64,
    /// Change of a growth rate in a good year, in percentage points.
    pub growth: f64,
}

impl Default for Steps {
    fn default() -> Self {
        Steps {
            level: 10.0,
            growth: 5.0,
        }
    }
}

/// A bonus (points above 0) or a deduction (below 0) that is added to the total where its condition holds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adjustment {
    /// Id.
    pub id: String,
    /// What it is given for.
    pub label: Label,
    /// An indicator's id, or [`RESPONSE_RATE`] or [`REJECTED_RATE`] of the park's enterprises, in per cent.
    pub of: String,
    /// Given where the value is above this.
    #[serde(default)]
    pub above: Option<f64>,
    /// Given where the value is below this.
    #[serde(default)]
    pub below: Option<f64>,
    /// Points.
    pub points: f64,
    /// Whether the zone has confirmed it.
    #[serde(default)]
    pub verified: bool,
}

impl Adjustment {
    /// Whether it is given for a value.
    pub fn applies(&self, value: f64) -> bool {
        self.above.is_none_or(|limit| value > limit) && self.below.is_none_or(|limit| value < limit)
    }
}

/// Share of the enterprises expected to report that have answered, in per cent.
pub const RESPONSE_RATE: &str = "response_rate";
/// Share of the answers that are rejected, in per cent.
pub const REJECTED_RATE: &str = "rejected_rate";

fn whole() -> f64 {
    1.0
}
