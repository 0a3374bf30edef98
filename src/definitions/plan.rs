//! How much the zone can change within a year: what a plan to a rank may ask for.

use serde::Deserialize;

/// Bounds of the plan that reaches a rank goal. Left out of the pipeline file, no plan is made.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanBounds {
    /// Most that an indicator can change, as a share of its value: 0.2 is 20 %.
    pub max_change: f64,
    /// Whether a source confirms it.
    #[serde(default)]
    pub verified: bool,
    /// Indicators for which something else holds.
    #[serde(default)]
    pub indicators: Vec<PlanIndicator>,
}

/// What holds for one indicator.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanIndicator {
    /// Indicator id.
    pub indicator: String,
    /// Most that it can change, as a share of its value; that of the plan, if left out. 0 leaves it as it is.
    #[serde(default)]
    pub max_change: Option<f64>,
    /// What a relative change of it costs beside others: 2 is twice as hard.
    #[serde(default = "one")]
    pub effort: f64,
    /// Whether a source confirms it.
    #[serde(default)]
    pub verified: bool,
}

fn one() -> f64 {
    1.0
}

/// What a plan may ask of an indicator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leeway {
    /// Most that it can change, as a share of its value.
    pub max_change: f64,
    /// What a relative change of it costs.
    pub effort: f64,
    /// Whether a source confirms it.
    pub verified: bool,
}

impl PlanBounds {
    /// What may be asked of an indicator.
    pub fn of(&self, indicator: &str) -> Leeway {
        match self
            .indicators
            .iter()
            .find(|one| one.indicator == indicator)
        {
            Some(own) => Leeway {
                max_change: own.max_change.unwrap_or(self.max_change),
                effort: own.effort,
                verified: own.verified,
            },
            None => Leeway {
                max_change: self.max_change,
                effort: 1.0,
                verified: self.verified,
            },
        }
    }

    /// What is wrong: key, and what was expected. `known` says whether an indicator is defined.
    pub(super) fn problems(&self, known: impl Fn(&str) -> bool) -> Vec<(String, &'static str)> {
        let share = |share: f64| share.is_finite() && share >= 0.0;
        let mut problems = Vec::new();
        if !share(self.max_change) {
            problems.push(("max_change".to_owned(), "a share of 0 or more is expected"));
        }
        for (place, own) in self.indicators.iter().enumerate() {
            let mut problem = |text| problems.push((own.indicator.clone(), text));
            if !known(&own.indicator) {
                problem("no indicator has this id");
            }
            let others = self.indicators.iter().take(place);
            if others
                .into_iter()
                .any(|other| other.indicator == own.indicator)
            {
                problem("this indicator stands here twice");
            }
            if own.max_change.is_some_and(|change| !share(change)) {
                problem("`max_change`: a share of 0 or more is expected");
            }
            if !(own.effort.is_finite() && own.effort > 0.0) {
                problem("`effort`: a number above 0 is expected");
            }
        }
        problems
    }
}
