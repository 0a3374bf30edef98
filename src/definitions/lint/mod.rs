//! What is doubtful in definitions that load: for `huoju check`.

mod trial;

use std::collections::{BTreeMap, BTreeSet};

use super::index::ROOT;
use super::load::Definitions;
use crate::expressions::{Expression, RecordColumns};
use crate::period::Period;

/// Remarks on definitions that are sound but doubtful.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Remarks {
    /// What should be mended.
    pub warnings: Vec<String>,
    /// Parameters that no source confirms.
    pub unverified: Vec<String>,
}

/// Looks for rules that can never fail, weights that do not add up, definitions that nothing uses, and
/// parameters that are not verified.
pub fn lint(definitions: &Definitions) -> Remarks {
    let mut remarks = Remarks::default();
    rules_that_never_fail(definitions, &mut remarks);
    weights(definitions, &mut remarks);
    unused(definitions, &mut remarks);
    unverified(definitions, &mut remarks);
    remarks
}

/// Says which waivers have expired in a period and do nothing any more.
pub fn expired_waivers(definitions: &Definitions, period: Period) -> Vec<String> {
    definitions
        .pipeline
        .waivers
        .iter()
        .filter(|waiver| !waiver.holds_in(period))
        .map(|waiver| {
            format!(
                "waiver of {} for {}: it expired after {} and does nothing in {period}",
                waiver.rule, waiver.enterprise, waiver.until
            )
        })
        .collect()
}

fn rules_that_never_fail(definitions: &Definitions, remarks: &mut Remarks) {
    let columns = RecordColumns::of(definitions);
    for rule in &definitions.rules {
        let schema = match &rule.rows {
            Some(form) => columns.items.get(form),
            None => Some(&columns.enterprise),
        };
        let Some(Ok(verdict)) = schema.map(|schema| trial::try_rule(rule, schema)) else {
            continue;
        };
        if !verdict.can_fail {
            remarks.warnings.push(format!(
                "rule {}: `{}` failed on none of many made-up records: it can probably never fail",
                rule.id, rule.check
            ));
        }
        if !verdict.can_pass {
            remarks.warnings.push(format!(
                "rule {}: `{}` held on none of many made-up records that it applies to: it can probably never pass",
                rule.id, rule.check
            ));
        }
    }
    let mut seen = BTreeMap::new();
    for rule in &definitions.rules {
        let text = |expression: &Expression| expression.text().to_owned();
        let key = (
            rule.when.as_ref().map(text),
            text(&rule.check),
            rule.rows.clone(),
        );
        if let Some(other) = seen.insert(key, &rule.id) {
            remarks.warnings.push(format!(
                "rules {other} and {} demand the same: leave one out",
                rule.id
            ));
        }
    }
}

fn weights(definitions: &Definitions, remarks: &mut Remarks) {
    for index in definitions.indexes.iter().chain(&definitions.drafts) {
        let total: f64 = index.children(ROOT).map(|node| node.weight).sum();
        if (total - 100.0).abs() > 1e-9 && (total - 1.0).abs() > 1e-9 {
            remarks.warnings.push(format!(
                "index {}: the weights of the first level add up to {total}, expected 100",
                index.id
            ));
        }
    }
    for profile in &definitions.profiles {
        let highlighted: f64 = profile
            .indicators
            .iter()
            .filter(|indicator| {
                profile
                    .groups
                    .iter()
                    .any(|group| group.id == indicator.group && group.highlighted)
            })
            .map(|indicator| indicator.weight)
            .sum();
        if profile.groups.iter().any(|group| group.highlighted) && highlighted < 50.0 {
            remarks.warnings.push(format!(
                "profile {}: the highlighted groups carry {highlighted} of 100, less than half",
                profile.park
            ));
        }
    }
    let judged: BTreeSet<&str> = definitions
        .profiles
        .iter()
        .map(|profile| profile.park.as_str())
        .collect();
    for park in &definitions.pipeline.parks {
        if !judged.contains(park.id.as_str()) {
            remarks
                .warnings
                .push(format!("park {} has no assessment profile", park.id));
        }
    }
}

fn unused(definitions: &Definitions, remarks: &mut Remarks) {
    let read: BTreeSet<String> = definitions
        .indicators
        .iter()
        .filter_map(|indicator| indicator.formula.as_ref())
        .flat_map(Expression::columns)
        .map(|name| {
            name.strip_prefix("prev_")
                .map_or(name.clone(), str::to_owned)
        })
        .collect();
    for measure in &definitions.measures {
        if !read.contains(&measure.id) {
            remarks
                .warnings
                .push(format!("measure {}: no indicator uses it", measure.id));
        }
    }
}

fn unverified(definitions: &Definitions, remarks: &mut Remarks) {
    let mut add = |verified: bool, what: String| {
        if !verified {
            remarks.unverified.push(what);
        }
    };
    for field in definitions
        .survey
        .forms
        .iter()
        .flat_map(|form| &form.fields)
    {
        add(
            field.verified,
            format!("field {}: {}", field.code, field.note),
        );
    }
    for list in &definitions.lists {
        add(list.verified, format!("code list {}", list.id));
    }
    for tag in &definitions.tags {
        add(tag.verified, format!("tag {}: {}", tag.id, tag.source));
    }
    for rule in &definitions.rules {
        add(
            rule.verified,
            format!("rule {}: {}", rule.id, rule.reference),
        );
    }
    for check in &definitions.checks {
        add(check.verified, format!("check {}", check.id));
    }
    for sum in &definitions.item_sums {
        add(sum.verified, format!("item sum {}: {}", sum.id, sum.source));
    }
    for derived in &definitions.derived {
        add(
            derived.verified,
            format!("derived field {}: {}", derived.id, derived.source),
        );
    }
    for measure in &definitions.measures {
        add(
            measure.verified,
            format!("measure {}: {}", measure.id, measure.source),
        );
    }
    for indicator in &definitions.indicators {
        add(
            indicator.verified,
            format!("indicator {}: {}", indicator.id, indicator.certainty.en),
        );
    }
    for draft in &definitions.drafts {
        for (node, indicator) in draft.leaves() {
            add(
                definitions.indicator(indicator).is_some(),
                format!(
                    "index {}: node {}: indicator {indicator} is not defined yet",
                    draft.id, node.id
                ),
            );
        }
    }
    for index in definitions.indexes.iter().chain(&definitions.drafts) {
        for set in &index.weight_sets {
            add(
                set.verified,
                format!("index {}: weights {}: {}", index.id, set.id, set.source),
            );
        }
        for node in &index.nodes {
            add(
                node.verified,
                format!(
                    "index {}: weight {} of {}: {}",
                    index.id, node.weight, node.id, node.certainty.en
                ),
            );
        }
    }
    for profile in &definitions.profiles {
        add(
            profile.verified,
            format!("profile {}: weights and targets", profile.park),
        );
    }
    for rung in &definitions.rungs {
        add(
            rung.verified,
            format!("rung {}: {}", rung.id, rung.source.en),
        );
    }
    for item in definitions
        .abilities
        .iter()
        .flat_map(|ability| &ability.items)
    {
        add(
            item.verified,
            format!("points of {}: {}", item.id, item.source),
        );
    }
}
