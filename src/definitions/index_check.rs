//! Whether a composite index is sound in itself.

use std::collections::BTreeSet;

use super::index::{CompositeIndex, Node, ROOT};
use super::method::{Aggregation, Normalisation};

/// Examines an index. `known` says whether an indicator exists. Each problem found is the key that it stands at
/// and a message.
pub(super) fn problems(
    index: &CompositeIndex,
    known: impl Fn(&str) -> bool,
) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut problem = |place: &str, message: String| found.push((place.to_owned(), message));
    for weight in &index.alternative_weights {
        if !(weight.is_finite() && *weight > 0.0) {
            problem(
                "alternative_weights",
                format!("a weight is {weight}, expected a number above 0"),
            );
        }
    }
    for (place, share) in [
        ("availability", index.availability),
        (
            "alternatives.weights_within",
            index.alternatives.weights_within,
        ),
    ] {
        if !(0.0..=1.0).contains(&share) {
            problem(place, format!("{share} is given, expected 0 to 1"));
        }
    }
    if !(0.0..1.0).contains(&index.floor) {
        problem(
            "floor",
            format!(
                "{} is given, expected 0 or more and less than 1",
                index.floor
            ),
        );
    }
    let efficacy = index.efficacy;
    if !(efficacy.base >= 0.0 && efficacy.span > 0.0 && efficacy.base + efficacy.span <= 100.0) {
        problem(
            "efficacy",
            "expected a `base` of 0 or more and a `span` above 0, together at most 100".to_owned(),
        );
    }
    let outliers = index.outliers;
    if !(outliers.skewness >= 0.0 && outliers.kurtosis.is_finite()) {
        problem(
            "outliers",
            "expected a `skewness` of 0 or more and a `kurtosis`".to_owned(),
        );
    }
    let mut sets = BTreeSet::new();
    for set in &index.weight_sets {
        let place = format!("weight_sets.{}", set.id);
        if !sets.insert(&set.id) || ["given", "equal"].contains(&set.id.as_str()) {
            problem(
                &place,
                "this id is used twice, or has a meaning of its own".to_owned(),
            );
        }
        for (node, weight) in &set.weights {
            if !index.nodes.iter().any(|one| one.id == *node) {
                problem(&place, format!("no node has the id `{node}`"));
            }
            if !(weight.is_finite() && *weight > 0.0) {
                problem(
                    &place,
                    format!("the weight of `{node}` is {weight}, expected a number above 0"),
                );
            }
        }
    }

    let mut nodes = BTreeSet::from([ROOT]);
    for node in &index.nodes {
        let place = format!("nodes.{}", node.id);
        if !nodes.contains(node.parent.as_str()) {
            problem(
                &place,
                format!("parent `{}` is no node before this one", node.parent),
            );
        }
        if !nodes.insert(&node.id) {
            problem(&place, "this node id is used twice".to_owned());
        }
        if !node.weight.is_finite() || node.weight <= 0.0 {
            problem(
                &place,
                format!("the weight is {}, expected a number above 0", node.weight),
            );
        }
        let parent = index.children(&node.id).next().is_some();
        match &node.indicator {
            Some(id) if !known(id) => problem(&place, format!("no indicator has the id `{id}`")),
            Some(_) if parent => problem(
                &place,
                "a node with an indicator is a leaf: it has no children".to_owned(),
            ),
            None if !parent && index.complete => {
                problem(&place, "a node needs an indicator or children".to_owned());
            }
            None if node.label.is_none() => {
                problem(
                    &place,
                    "a node without an indicator needs a label".to_owned(),
                );
            }
            _ => {}
        }
        for message in leaf_problems(index, node) {
            problem(&place, message);
        }
    }
    if index.leaves().next().is_none() {
        problem("nodes", "the index has no indicator".to_owned());
    }
    found
}

/// What the scale of a leaf lacks.
fn leaf_problems(index: &CompositeIndex, node: &Node) -> Vec<String> {
    let mut found = Vec::new();
    if node.indicator.is_none() {
        let scale = node.direction.is_some()
            || node.goalposts.is_some()
            || node.target.is_some()
            || node.normalisation.is_some();
        if scale {
            found.push(
                "`direction`, `goalposts`, `target` and `normalisation` belong to a node with an indicator"
                    .to_owned(),
            );
        }
        return found;
    }
    if node
        .aggregation
        .is_some_and(|mean| mean != Aggregation::Arithmetic)
    {
        found.push("`aggregation` belongs to a node with children".to_owned());
    }
    if let Some([low, high]) = node.goalposts
        && !(low.is_finite() && high.is_finite() && low < high)
    {
        found.push(format!(
            "the goalposts are {low} and {high}, expected the lower one first"
        ));
    }
    let methods = match node.normalisation {
        Some(method) => vec![method],
        None => std::iter::once(index.normalisation)
            .chain(index.alternatives.normalisation.iter().copied())
            .collect(),
    };
    if methods.contains(&Normalisation::Goalposts) && node.goalposts.is_none() {
        found.push("the normalisation needs `goalposts = [low, high]`".to_owned());
    }
    if methods.contains(&Normalisation::DistanceToTarget)
        && !node.target.is_some_and(f64::is_finite)
    {
        found.push("the normalisation needs a `target`".to_owned());
    }
    found
}
