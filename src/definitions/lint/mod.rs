//! What is doubtful in definitions that load: for `huoju check`.

mod history;
mod pairs;
mod rules;
mod trial;
mod unverified;

use std::collections::BTreeSet;

use super::index::ROOT;
use super::load::Definitions;
use super::{Label, MeasureKind};
use crate::expressions::Expression;
use crate::period::Period;

pub use rules::{RuleDoubts, doubts};
pub use unverified::Unverified;

/// Remarks on definitions that are sound but doubtful.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Remarks {
    /// What should be mended.
    pub warnings: Vec<Label>,
    /// Parameters that no source confirms.
    pub unverified: Vec<Unverified>,
    /// For each profile, what part of its weights the groups carry that the policy highlights.
    pub highlighted: Vec<Label>,
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
pub fn expired_waivers(definitions: &Definitions, period: Period) -> Vec<Label> {
    definitions
        .pipeline
        .waivers
        .iter()
        .filter(|waiver| !waiver.holds_in(period))
        .map(|waiver| {
            let (rule, enterprise, until) = (&waiver.rule, &waiver.enterprise, &waiver.until);
            Label::new(
                format!("{enterprise} 对 {rule} 的豁免：已于 {until} 之后失效，在 {period} 不起作用"),
                format!(
                    "waiver of {rule} for {enterprise}: it expired after {until} and does nothing in {period}"
                ),
            )
        })
        .collect()
}

fn weights(definitions: &Definitions, remarks: &mut Remarks) {
    for index in definitions.indexes.iter().chain(&definitions.drafts) {
        let total: f64 = index.children(ROOT).map(|node| node.weight).sum();
        if (total - 100.0).abs() > 1e-9 && (total - 1.0).abs() > 1e-9 {
            let id = &index.id;
            remarks.warnings.push(Label::new(
                format!("指数 {id}：一级权重之和为 {total}，应为 100"),
                format!(
                    "index {id}: the weights of the first level add up to {total}, expected 100"
                ),
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
        let groups: Vec<Label> = profile
            .groups
            .iter()
            .filter(|group| group.highlighted)
            .map(|group| {
                let own = profile.indicators.iter();
                let own: f64 = own
                    .filter(|indicator| indicator.group == group.id)
                    .map(|indicator| indicator.weight)
                    .sum();
                let label = &group.label;
                Label::new(format!("{} {own}", label.zh), format!("{} {own}", label.en))
            })
            .collect();
        if !groups.is_empty() {
            let park = &profile.park;
            let zh: Vec<&str> = groups.iter().map(|group| group.zh.as_str()).collect();
            let en: Vec<&str> = groups.iter().map(|group| group.en.as_str()).collect();
            remarks.highlighted.push(Label::new(
                format!(
                    "评估方案 {park}：政策突出的内容占 {highlighted} 分，满分 100（{}）",
                    zh.join("、")
                ),
                format!(
                    "profile {park}: {highlighted} of 100 for what the policy highlights ({})",
                    en.join(", ")
                ),
            ));
        }
        if profile.groups.iter().any(|group| group.highlighted) && highlighted < 50.0 {
            let park = &profile.park;
            remarks.warnings.push(Label::new(
                format!("评估方案 {park}：突出的部分只占 {highlighted} 分，不到 100 分的一半"),
                format!(
                    "profile {park}: the highlighted groups carry {highlighted} of 100, less than half"
                ),
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
            remarks.warnings.push(Label::new(
                format!("园区 {} 没有评估方案", park.id),
                format!("park {} has no assessment profile", park.id),
            ));
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
            remarks.warnings.push(Label::new(
                format!("汇总量 {}：没有指标用到它", measure.id),
                format!("measure {}: no indicator uses it", measure.id),
            ));
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
            MeasureKind::Flow if of_stocks == fields.len() => Label::new(
                "定为流量，但只读快报的时点数",
                "a flow, but reads only stocks",
            ),
            MeasureKind::Stock if of_stocks == 0 => Label::new(
                "定为时点数，但只读快报的累计数",
                "a stock, but reads only cumulative values",
            ),
            _ => continue,
        };
        remarks.warnings.push(Label::new(
            format!("汇总量 {}：{}", measure.id, doubt.zh),
            format!(
                "measure {}: it is {} of the short form",
                measure.id, doubt.en
            ),
        ));
    }
}
