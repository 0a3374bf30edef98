//! The zone: its parks, overview, goals, waivers and gates.

use std::collections::{BTreeMap, BTreeSet};

use super::Examination;
use crate::definitions::rules::OWN_CHECKS;
use crate::period::Period;

impl Examination<'_> {
    pub(super) fn pipeline(&mut self) {
        let definitions = self.definitions;
        let file = definitions.file.as_path();
        let pipeline = &definitions.pipeline;
        if pipeline.parks.is_empty() {
            self.problem(file, "parks", "no park is defined: a zone has at least one");
        }
        let mut ids = BTreeSet::from([pipeline.id.as_str()]);
        let mut called: BTreeMap<String, &str> = BTreeMap::new();
        for park in &pipeline.parks {
            if !ids.insert(&park.id) {
                self.problem(
                    file,
                    format!("parks.{}", park.id),
                    "this id is used twice; the zone and its parks need different ids",
                );
            }
            let names = [&park.id, &park.name.zh, &park.name.en];
            for name in names.into_iter().chain(&park.aliases) {
                let other = called.insert(name.to_lowercase(), &park.id);
                if let Some(other) = other.filter(|other| *other != park.id) {
                    self.problem(
                        file,
                        format!("parks.{}", park.id),
                        format!("`{name}` also means the park `{other}`: a name means one park"),
                    );
                }
            }
            for (attribute, value) in &park.attributes {
                if !value.is_finite() {
                    self.problem(
                        file,
                        format!("parks.{}.attributes.{attribute}", park.id),
                        format!("{value} is no quantity: a number is expected"),
                    );
                }
            }
            if park.id.is_empty()
                || !park
                    .id
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
            {
                self.problem(
                    file,
                    format!("parks.{}", park.id),
                    "an id names files: use letters, digits, `-` and `_` only",
                );
            }
        }
        let attributes = definitions.park_attributes();
        for named in pipeline.attributes.keys() {
            if !attributes.contains(named.as_str()) {
                self.problem(
                    file,
                    format!("attributes.{named}"),
                    "no park has this attribute: name one of those under `attributes` of the parks",
                );
            }
        }
        for indicator in &pipeline.overview.headline {
            if definitions.indicator(indicator).is_none() {
                self.problem(
                    &definitions.file,
                    "overview.headline",
                    format!("there is no indicator `{indicator}`"),
                );
            }
        }
        if let Some(size) = &pipeline.overview.size
            && definitions.measure(size).is_none()
        {
            self.problem(
                &definitions.file,
                "overview.size",
                format!("there is no measure `{size}`"),
            );
        }
        for goal in &pipeline.goals {
            let place = format!("goals.{}", goal.indicator);
            if definitions.indicator(&goal.indicator).is_none() {
                self.problem(file, &place, "no indicator has this id");
            }
            if !goal.target.is_finite() {
                self.problem(file, &place, "target: a number is expected");
            }
            if let Err(error) = goal.period.parse::<Period>() {
                self.problem(file, &place, error);
            }
        }
        for goal in &pipeline.rank_goals {
            let place = format!("rank_goals.{}", goal.index);
            let known = definitions
                .indexes
                .iter()
                .any(|index| index.id == goal.index);
            if !known {
                self.problem(file, &place, "no index has this id");
            }
            if goal.rank == 0 {
                self.problem(file, &place, "ranks begin with 1");
            }
            if let Err(error) = goal.period.parse::<Period>() {
                self.problem(file, &place, error);
            }
        }
        for waiver in &pipeline.waivers {
            let place = format!("waivers.{}.{}", waiver.rule, waiver.enterprise);
            let known = definitions.rules.iter().any(|rule| rule.id == waiver.rule)
                || OWN_CHECKS.contains(&waiver.rule.as_str());
            if !known {
                self.problem(file, &place, "no rule or check has this id");
            }
            let lists = definitions
                .rules
                .iter()
                .all(|rule| rule.id != waiver.rule || rule.rows.is_some());
            if waiver.row.is_some_and(|row| row < 1 || !lists) {
                self.problem(
                    file,
                    &place,
                    "row: this rule looks at records, not at the rows of a list (rows begin with 1): leave `row` out",
                );
            }
            if waiver.enterprise.trim().is_empty() {
                self.problem(
                    file,
                    &place,
                    "a waiver is for one enterprise: give its credit code",
                );
            }
            if !waiver.reason.chars().any(char::is_alphanumeric) {
                self.problem(file, &place, "reason: a waiver needs one, in words");
            }
            if let Err(error) = waiver.until.parse::<Period>() {
                self.problem(file, &place, format!("until: {error}"));
            }
        }
        let gates = &pipeline.gates;
        let shares = [
            ("response_rate", gates.response_rate),
            ("error_rate", gates.error_rate),
            ("open_query_rate", gates.open_query_rate),
            ("unexplained_rate", gates.unexplained_rate),
            ("response_rate_by_size", gates.response_rate_by_size),
            ("left_out_by_size", gates.left_out_by_size),
        ];
        for (name, share) in &shares[4..] {
            if share.is_some() && pipeline.overview.size.is_none() {
                self.problem(
                    file,
                    format!("gates.{name}"),
                    "size is told by a measure: set `size` under [overview]",
                );
            }
        }
        for (name, share) in shares {
            if share.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
                self.problem(
                    file,
                    format!("gates.{name}"),
                    "a share is expected, from 0 to 1",
                );
            }
        }
        if let Some(plan) = &pipeline.plan {
            let known = |id: &str| definitions.indicator(id).is_some();
            for (key, problem) in plan.problems(known) {
                self.problem(file, format!("plan.{key}"), problem);
            }
        }
        for (key, problem) in pipeline.submission.problems() {
            self.problem(file, format!("submission.{key}"), problem);
        }
        for (key, problem) in pipeline.limits.problems() {
            self.problem(file, format!("limits.{key}"), problem);
        }
    }
}
