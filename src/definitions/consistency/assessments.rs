//! Checks of what parks and enterprises are assessed by: profiles, ladders, chains, secrecy.

use std::collections::BTreeSet;

use polars::prelude::Schema;

use super::Examination;
use crate::definitions::assessment::{Method, REJECTED_RATE, RESPONSE_RATE};
use crate::definitions::ladder::id_problems;
use crate::expressions::Kind;

impl Examination<'_> {
    /// Rungs, points, stages and chains: their ids, and the expressions over the columns of a record.
    pub(super) fn ladders(&mut self, columns: &Schema) {
        let definitions = self.definitions;
        let origins = self.origins;
        for (place, message) in id_problems(
            &definitions.rungs,
            &definitions.abilities,
            &definitions.stages,
            &definitions.schemes,
        ) {
            self.problem(&definitions.file, place, message);
        }
        for (rung, file) in definitions.rungs.iter().zip(&origins.rungs) {
            if let Some(held) = &rung.held {
                let place = format!("rungs.{}.held", rung.id);
                self.expression(file, place, held, columns, Kind::Boolean);
            }
            for (number, condition) in rung.conditions.iter().enumerate() {
                let place = format!("rungs.{}.conditions[{number}]", rung.id);
                let sql = format!("{place}.sql");
                self.expression(file, sql, &condition.sql, columns, Kind::Boolean);
                if let Some(margin) = &condition.margin {
                    self.expression(
                        file,
                        format!("{place}.margin"),
                        margin,
                        columns,
                        Kind::Number,
                    );
                }
                if !condition.close.is_finite() || condition.close < 0.0 {
                    self.problem(
                        file,
                        format!("{place}.close"),
                        "expected a number of 0 or more",
                    );
                }
            }
        }
        for (ability, file) in definitions.abilities.iter().zip(&origins.abilities) {
            for item in &ability.items {
                let place = format!("abilities.{}.{}.sql", ability.id, item.id);
                self.expression(file, place, &item.sql, columns, Kind::Number);
            }
        }
        for (stage, file) in definitions.stages.iter().zip(&origins.stages) {
            let place = format!("stages.{}.sql", stage.id);
            self.expression(file, place, &stage.sql, columns, Kind::Boolean);
        }
        let mut chains = BTreeSet::new();
        for (chain, file) in definitions.chains.iter().zip(&origins.chains) {
            if !chains.insert(&chain.id) {
                self.problem(
                    file,
                    format!("chains.{}", chain.id),
                    "this chain id is used twice",
                );
            }
            let mut links = BTreeSet::new();
            for link in &chain.links {
                let place = format!("chains.{}.{}", chain.id, link.id);
                if !links.insert(&link.id) {
                    self.problem(file, &place, "this link stands twice in the chain");
                }
                self.expression(
                    file,
                    format!("{place}.sql"),
                    &link.sql,
                    columns,
                    Kind::Boolean,
                );
            }
        }
    }

    /// Settings of statistical secrecy.
    pub(super) fn secrecy(&mut self) {
        let definitions = self.definitions;
        for problem in definitions
            .pipeline
            .secrecy
            .iter()
            .flat_map(|secrecy| secrecy.problems())
        {
            self.problem(&definitions.file, "secrecy", problem);
        }
    }

    /// Profiles: one a park, weights of 100, methods with what they need.
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
                if let Some(rung) = &indicator.rung
                    && definitions.rungs.iter().all(|known| known.id != *rung)
                {
                    self.problem(file, &place, format!("there is no rung `{rung}`"));
                }
                if indicator
                    .step
                    .is_some_and(|step| step.is_nan() || step <= 0.0)
                {
                    self.problem(file, &place, "`step` is a number above 0");
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
            for adjustment in &profile.adjustments {
                let place = format!("adjustments.{}", adjustment.id);
                let known = [RESPONSE_RATE, REJECTED_RATE].contains(&adjustment.of.as_str())
                    || definitions.indicator(&adjustment.of).is_some();
                if !known {
                    self.problem(
                        file,
                        &place,
                        format!(
                            "`{}` is no indicator, nor `{RESPONSE_RATE}` or `{REJECTED_RATE}`",
                            adjustment.of
                        ),
                    );
                }
                if adjustment.above.is_none() && adjustment.below.is_none() {
                    self.problem(
                        file,
                        &place,
                        "a bonus or deduction needs `above` or `below`",
                    );
                }
                if !adjustment.points.is_finite() || adjustment.points == 0.0 {
                    self.problem(
                        file,
                        &place,
                        "`points` are above 0 for a bonus, below 0 for a deduction",
                    );
                }
            }
            if !(profile.steps.level > 0.0 && profile.steps.growth > 0.0) {
                self.problem(file, "steps", "a yearly step is a number above 0");
            }
            if profile.grades.is_empty() || !profile.grades.is_sorted_by(|a, b| a.min > b.min) {
                self.problem(file, "grades", "expected at least one grade, best first, each with a lower `min` than the one before");
            }
        }
    }
}
