//! Parameters that no source confirms.

use std::path::{Path, PathBuf};

use crate::definitions::{Definitions, Label};

/// A parameter that no source confirms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unverified {
    /// The definition file.
    pub file: PathBuf,
    /// The parameter, and what is known of its source.
    pub what: Label,
}

/// Everything that a definition file calls not verified, in the order of the definitions.
pub(super) fn all(definitions: &Definitions) -> Vec<Unverified> {
    let origins = &definitions.origins;
    let mut found = Vec::new();
    let mut add = |verified: bool, file: &Path, what: Label| {
        if !verified {
            found.push(Unverified {
                file: file.to_path_buf(),
                what,
            });
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
            &origins.survey,
            noted(("指标项", "field"), &field.code, &field.note),
        );
    }
    for (list, file) in definitions.lists.iter().zip(&origins.lists) {
        add(
            list.verified,
            file,
            named(("代码目录", "code list"), &list.id),
        );
    }
    for (tag, file) in definitions.tags.iter().zip(&origins.tags) {
        add(
            tag.verified,
            file,
            noted(("标签", "tag"), &tag.id, &tag.source),
        );
    }
    for (rule, file) in definitions.rules.iter().zip(&origins.rules) {
        add(
            rule.verified,
            file,
            noted(("规则", "rule"), &rule.id, &rule.reference),
        );
    }
    for (check, file) in definitions.checks.iter().zip(&origins.checks) {
        add(check.verified, file, named(("检查", "check"), &check.id));
    }
    for (sum, file) in definitions.item_sums.iter().zip(&origins.item_sums) {
        add(
            sum.verified,
            file,
            noted(("项目合计", "item sum"), &sum.id, &sum.source),
        );
    }
    for (derived, file) in definitions.derived.iter().zip(&origins.derived) {
        add(
            derived.verified,
            file,
            noted(("派生项", "derived field"), &derived.id, &derived.source),
        );
    }
    for (measure, file) in definitions.measures.iter().zip(&origins.measures) {
        add(
            measure.verified,
            file,
            noted(("汇总量", "measure"), &measure.id, &measure.source),
        );
    }
    for (indicator, file) in definitions.indicators.iter().zip(&origins.indicators) {
        add(
            indicator.verified,
            file,
            told(("指标", "indicator"), &indicator.id, &indicator.certainty),
        );
    }
    for (draft, file) in definitions.drafts.iter().zip(&origins.drafts) {
        for (node, indicator) in draft.leaves() {
            add(
                definitions.indicator(indicator).is_some(),
                file,
                Label::new(
                    format!(
                        "指数 {}：节点 {}：指标 {indicator} 尚未定义",
                        draft.id, node.id
                    ),
                    format!(
                        "index {}: node {}: indicator {indicator} is not defined yet",
                        draft.id, node.id
                    ),
                ),
            );
        }
    }
    let indexes = definitions.indexes.iter().zip(&origins.indexes);
    let drafts = definitions.drafts.iter().zip(&origins.drafts);
    for (index, file) in indexes.chain(drafts) {
        for set in &index.weight_sets {
            add(
                set.verified,
                file,
                noted(
                    ("权重", "weights"),
                    &format!("{} {}", index.id, set.id),
                    &set.source,
                ),
            );
        }
        for node in &index.nodes {
            add(
                node.verified,
                file,
                Label::new(
                    format!(
                        "指数 {}：{} 的权重 {}：{}",
                        index.id, node.id, node.weight, node.certainty.zh
                    ),
                    format!(
                        "index {}: weight {} of {}: {}",
                        index.id, node.weight, node.id, node.certainty.en
                    ),
                ),
            );
        }
    }
    for (profile, file) in definitions.profiles.iter().zip(&origins.profiles) {
        add(
            profile.verified,
            file,
            told(
                ("评估方案", "profile"),
                &profile.park,
                &Label::new("权重和目标", "weights and targets"),
            ),
        );
    }
    for (stage, file) in definitions.stages.iter().zip(&origins.stages) {
        add(
            stage.verified,
            file,
            told(("阶段", "stage"), &stage.id, &stage.source),
        );
    }
    for scheme in &definitions.schemes {
        add(
            scheme.verified,
            &definitions.file,
            told(
                ("积分办法", "scheme of points"),
                &scheme.id,
                &scheme.certainty,
            ),
        );
    }
    for (chain, file) in definitions.chains.iter().zip(&origins.chains) {
        add(
            chain.verified,
            file,
            told(
                ("产业链", "chain"),
                &chain.id,
                &Label::new("各环节", "its links"),
            ),
        );
    }
    for (rung, file) in definitions.rungs.iter().zip(&origins.rungs) {
        add(
            rung.verified,
            file,
            told(("梯级", "rung"), &rung.id, &rung.source),
        );
    }
    for (ability, file) in definitions.abilities.iter().zip(&origins.abilities) {
        for item in &ability.items {
            add(
                item.verified,
                file,
                noted(("积分", "points of"), &item.id, &item.source),
            );
        }
    }
    let pipeline = &definitions.pipeline;
    if let Some(plan) = &pipeline.plan {
        let bounds = Label::new(
            "[plan]：一年内可改变的幅度",
            "[plan]: how much a year can change",
        );
        add(plan.verified, &definitions.file, bounds);
        for own in &plan.indicators {
            let what = named(("[plan] 指标", "[plan] indicator"), &own.indicator);
            add(own.verified, &definitions.file, what);
        }
    }
    if pipeline.submission.reason_from.is_some() {
        let limit = Label::new(
            "[submission]：从多大变动起需说明原因",
            "[submission]: from which change a reason is asked",
        );
        add(pipeline.submission.verified, &definitions.file, limit);
    }
    found
}

/// A kind of parameter (zh, en) and its id.
fn named((zh, en): (&str, &str), id: &str) -> Label {
    Label::new(format!("{zh} {id}"), format!("{en} {id}"))
}

/// The same with a note, as the definition has it.
fn noted(kind: (&str, &str), id: &str, note: &str) -> Label {
    told(kind, id, &Label::new(note, note))
}

/// The same with a note in both languages.
fn told((zh, en): (&str, &str), id: &str, note: &Label) -> Label {
    Label::new(
        format!("{zh} {id}：{}", note.zh),
        format!("{en} {id}: {}", note.en),
    )
}
