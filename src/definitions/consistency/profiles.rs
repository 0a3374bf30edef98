//! Assessment profiles of the parks.

use std::collections::BTreeSet;

use super::Examination;
use crate::definitions::assessment::Method;

impl Examination<'_> {
    pub(super) fn profiles(&mut self) {
        let definitions = self.definitions;
        let origins = self.origins;
        let mut parks = BTreeSet::new();
        for (profile, file) in definitions.profiles.iter().zip(&origins.profiles) {
            if definitions.pipeline.park(&profile.park).is_none() {
                self.problem(
                    file,
                    "park",
                    format!("`{}` is no park of the zone", profile.park),
                );
            }
            if !parks.insert(&profile.park) {
                self.problem(file, "park", format!("`{}` has two profiles", profile.park));
            }
            let total: f64 = profile
                .indicators
                .iter()
                .map(|indicator| indicator.weight)
                .sum();
            if (total - 100.0).abs() > 1e-6 {
                self.problem(
                    file,
                    "indicators",
                    format!("the weights add up to {total}, expected 100"),
                );
            }
            let mut seen = BTreeSet::new();
            for indicator in &profile.indicators {
                let place = format!("indicators.{}", indicator.indicator);
                if definitions.indicator(&indicator.indicator).is_none() {
                    self.problem(file, &place, "no indicator has this id");
                }
                if !seen.insert(&indicator.indicator) {
                    self.problem(file, &place, "this indicator stands twice in the profile");
                }
                if !profile
                    .groups
                    .iter()
                    .any(|group| group.id == indicator.group)
                {
                    self.problem(
                        file,
                        &place,
                        format!(
                            "group `{}` is not among the profile's groups",
                            indicator.group
                        ),
                    );
                }
                if indicator.weight.is_nan() || indicator.weight <= 0.0 {
                    self.problem(
                        file,
                        &place,
                        format!(
                            "the weight is {}, expected a number above 0",
                            indicator.weight
                        ),
                    );
                }
                let lacks = match indicator.method {
                    Method::Target => indicator.target.is_none().then_some("`target`"),
                    Method::Bounds | Method::Growth => (indicator.low.is_none()
                        || indicator.high.is_none()
                        || indicator.low >= indicator.high)
                        .then_some("`low` and `high`, low below high"),
                    Method::Rank => None,
                };
                if let Some(lacks) = lacks {
                    self.problem(file, &place, format!("this method needs {lacks}"));
                }
                if !(0.0..=1.0).contains(&indicator.growth_share)
                    || (indicator.growth_share > 0.0
                        && indicator.growth_target.is_none_or(|target| target <= 0.0))
                {
                    self.problem(
                        file,
                        &place,
                        "`growth_share` lies between 0 and 1, and needs a `growth_target` above 0",
                    );
                }
            }
            if profile.grades.is_empty() || !profile.grades.is_sorted_by(|a, b| a.min > b.min) {
                self.problem(file, "grades", "expected at least one grade, best first, each with a lower `min` than the one before");
            }
        }
    }
}
