//! What is doubtful in definitions that load: for `huoju check`.

mod history;
mod pairs;
mod rules;
mod trial;
mod unverified;

use std::collections::BTreeSet;

use super::MeasureKind;
use super::index::ROOT;
use super::load::Definitions;
use crate::expressions::Expression;
use crate::period::Period;

pub use rules::{RuleDoubts, doubts};
pub use unverified::Unverified;

/// Remarks on definitions that are sound but doubtful.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Remarks {
    /// What should be mended.
    pub warnings: Vec<String>,
    /// Parameters that no source confirms.
    pub unverified: Vec<Unverified>,
    /// For each profile, what part of its weights the groups carry that the policy highlights.
    pub highlighted: Vec<String>,
}

/// Looks for rules that can never fail, pass or apply, pairs of rules that contradict each other, weights that do
/// not add up, definitions that nothing uses, and parameters that are not verified.
pub fn lint(definitions: &Definitions) -> Remarks {
    let mut remarks = Remarks::default();
    rules::lint(definitions, &mut remarks.warnings);
    pairs::lint(definitions, &mut remarks.warnings);
    history::lint(definitions, &mut remarks.warnings);
    weights(definitions, &mut remarks);
    unused(definitions, &mut remarks);
    kinds_of_measures(definitions, &mut remarks);
    remarks.unverified = unverified::all(definitions);
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
        let groups: Vec<String> = profile
            .groups
            .iter()
            .filter(|group| group.highlighted)
            .map(|group| {
                let own = profile.indicators.iter();
                let own: f64 = own
                    .filter(|indicator| indicator.group == group.id)
                    .map(|indicator| indicator.weight)
                    .sum();
                format!("{} {own}", group.label.en)
            })
            .collect();
        if !groups.is_empty() {
            remarks.highlighted.push(format!(
                "profile {}: {highlighted} of 100 for what the policy highlights ({})",
                profile.park,
                groups.join(", ")
            ));
        }
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

/// A measure over stocks that is called a flow would be annualised, and one over flows that is called a stock would
/// not: a short survey says which fields are which.
fn kinds_of_measures(definitions: &Definitions, remarks: &mut Remarks) {
    let survey = &definitions.survey;
    let stocks: BTreeSet<&String> = survey
        .short_forms
        .iter()
        .flat_map(|form| &form.stocks)
        .collect();
    for measure in &definitions.measures {
        let mut fields = definitions.fields_behind(measure.sql.columns());
        fields.retain(|code| {
            survey
                .field(code)
                .is_some_and(|(_, field)| field.asked && field.kind.is_number())
        });
        if !survey.is_short() || fields.is_empty() {
            continue;
        }
        let of_stocks = fields.iter().filter(|code| stocks.contains(code)).count();
        let doubt = match measure.kind {
            MeasureKind::Flow if of_stocks == fields.len() => "a flow, but reads only stocks",
            MeasureKind::Stock if of_stocks == 0 => "a stock, but reads only cumulative values",
            _ => continue,
        };
        remarks.warnings.push(format!(
            "measure {}: it is {doubt} of the short form",
            measure.id
        ));
    }
}
