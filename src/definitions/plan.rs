//! How much the zone can change within a year: what a plan to a rank may ask for.

use serde::Deserialize;

use super::indicators::Indicator;

/// Bounds of the plan that reaches a rank goal. Left out of the pipeline file, no plan is made.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanBounds {
    /// Most that an indicator can change, as a share of its value: 0.2 is 20 %.
    pub max_change: f64,
    /// The same for experts' scores; `max_change`, if left out.
    #[serde(default)]
    pub qualitative: Option<f64>,
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
    pub fn of(&self, indicator: &Indicator) -> Leeway {
        let qualitative = self.qualitative.filter(|_| indicator.qualitative);
        let usual = qualitative.unwrap_or(self.max_change);
        let mut own = self.indicators.iter();
        match own.find(|own| own.indicator == indicator.id) {
            Some(own) => Leeway {
                max_change: own.max_change.unwrap_or(usual),
                effort: own.effort,
                verified: own.verified,
            },
            None => Leeway {
                max_change: usual,
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
        if self.qualitative.is_some_and(|change| !share(change)) {
            problems.push(("qualitative".to_owned(), "a share of 0 or more is expected"));
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

#[cfg(test)]
mod tests {
    use super::*;

    fn indicator(id: &str, qualitative: bool) -> Indicator {
        let text = format!(
            "id = \"{id}\"\nlabel = {{ zh = \"\", en = \"\" }}\nunit = \"\"\nqualitative = {qualitative}"
        );
        toml::from_str(&text).unwrap()
    }

    fn bounds(text: &str) -> PlanBounds {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn an_indicators_own_leeway_stands_before_that_of_its_kind() {
        let plan = bounds(
            "max_change = 0.2\nqualitative = 0.0\nindicators = [{ indicator = \"a\", effort = 2.0 }, { indicator = \"c\", max_change = 0.1 }]",
        );
        let of = |id, qualitative| {
            let leeway = plan.of(&indicator(id, qualitative));
            (leeway.max_change, leeway.effort, leeway.verified)
        };
        assert_eq!(of("a", false), (0.2, 2.0, false));
        assert_eq!(of("b", false), (0.2, 1.0, false));
        assert_eq!(of("b", true), (0.0, 1.0, false));
        assert_eq!(of("c", true), (0.1, 1.0, false));
    }

    #[test]
    fn what_cannot_be_meant_is_named() {
        let plan = bounds(
            "max_change = -1.0\nqualitative = nan\nindicators = [{ indicator = \"a\", effort = 0.0 }, { indicator = \"a\" }, { indicator = \"z\", max_change = inf }]",
        );
        let keys: Vec<String> = plan
            .problems(|id| id == "a")
            .into_iter()
            .map(|(key, _)| key)
            .collect();
        assert_eq!(keys, ["max_change", "qualitative", "a", "a", "z", "z"]);
    }
}
