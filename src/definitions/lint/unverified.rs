//! Parameters that no source confirms.

use std::path::{Path, PathBuf};

use crate::definitions::Definitions;

/// A parameter that no source confirms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unverified {
    /// The definition file.
    pub file: PathBuf,
    /// The parameter, and what is known of its source.
    pub what: String,
}

/// Everything that a definition file calls not verified, in the order of the definitions.
pub(super) fn all(definitions: &Definitions) -> Vec<Unverified> {
    let origins = &definitions.origins;
    let mut found = Vec::new();
    let mut add = |verified: bool, file: &Path, what: String| {
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
            format!("field {}: {}", field.code, field.note),
        );
    }
    for (list, file) in definitions.lists.iter().zip(&origins.lists) {
        add(list.verified, file, format!("code list {}", list.id));
    }
    for (tag, file) in definitions.tags.iter().zip(&origins.tags) {
        add(
            tag.verified,
            file,
            format!("tag {}: {}", tag.id, tag.source),
        );
    }
    for (rule, file) in definitions.rules.iter().zip(&origins.rules) {
        add(
            rule.verified,
            file,
            format!("rule {}: {}", rule.id, rule.reference),
        );
    }
    for (check, file) in definitions.checks.iter().zip(&origins.checks) {
        add(check.verified, file, format!("check {}", check.id));
    }
    for (sum, file) in definitions.item_sums.iter().zip(&origins.item_sums) {
        add(
            sum.verified,
            file,
            format!("item sum {}: {}", sum.id, sum.source),
        );
    }
    for (derived, file) in definitions.derived.iter().zip(&origins.derived) {
        add(
            derived.verified,
            file,
            format!("derived field {}: {}", derived.id, derived.source),
        );
    }
    for (measure, file) in definitions.measures.iter().zip(&origins.measures) {
        add(
            measure.verified,
            file,
            format!("measure {}: {}", measure.id, measure.source),
        );
    }
    for (indicator, file) in definitions.indicators.iter().zip(&origins.indicators) {
        add(
            indicator.verified,
            file,
            format!("indicator {}: {}", indicator.id, indicator.certainty.en),
        );
    }
    for (draft, file) in definitions.drafts.iter().zip(&origins.drafts) {
        for (node, indicator) in draft.leaves() {
            add(
                definitions.indicator(indicator).is_some(),
                file,
                format!(
                    "index {}: node {}: indicator {indicator} is not defined yet",
                    draft.id, node.id
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
                format!("index {}: weights {}: {}", index.id, set.id, set.source),
            );
        }
        for node in &index.nodes {
            add(
                node.verified,
                file,
                format!(
                    "index {}: weight {} of {}: {}",
                    index.id, node.weight, node.id, node.certainty.en
                ),
            );
        }
    }
    for (profile, file) in definitions.profiles.iter().zip(&origins.profiles) {
        add(
            profile.verified,
            file,
            format!("profile {}: weights and targets", profile.park),
        );
    }
    for (stage, file) in definitions.stages.iter().zip(&origins.stages) {
        add(
            stage.verified,
            file,
            format!("stage {}: {}", stage.id, stage.source.en),
        );
    }
    for scheme in &definitions.schemes {
        add(
            scheme.verified,
            &definitions.file,
            format!("scheme of points {}: {}", scheme.id, scheme.certainty.en),
        );
    }
    for (chain, file) in definitions.chains.iter().zip(&origins.chains) {
        add(
            chain.verified,
            file,
            format!("chain {}: its links", chain.id),
        );
    }
    for (rung, file) in definitions.rungs.iter().zip(&origins.rungs) {
        add(
            rung.verified,
            file,
            format!("rung {}: {}", rung.id, rung.source.en),
        );
    }
    for (ability, file) in definitions.abilities.iter().zip(&origins.abilities) {
        for item in &ability.items {
            add(
                item.verified,
                file,
                format!("points of {}: {}", item.id, item.source),
            );
        }
    }
    found
}
