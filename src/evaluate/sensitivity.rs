//! How far the zone's total score moves with one weight at a time.

use super::scored::Scored;
use super::totals::Totals;
use crate::tables::{SensitivityRow, Variation};

/// For every weight that is not verified, each of the index's alternative weights; then, for every indicator
/// that tells the units apart, the index without it. Bounds stay as they are.
pub(super) fn sensitivity(scored: &Scored, period: &str) -> Vec<SensitivityRow> {
    let base = scored.score(0, 0);
    let base_rank = scored.rankings[0].ranks[0];
    let mut totals = Totals::of(scored);
    let mut row = |node: usize, variation: Variation, alternative: Option<f64>| {
        let place = &scored.tree.nodes[node];
        let (score, rank) = totals.with_weight(node, alternative.unwrap_or(0.0));
        SensitivityRow {
            period: period.to_owned(),
            index: scored.index.id.clone(),
            variation,
            node: place.id.clone(),
            indicator: place
                .leaf
                .map(|leaf| scored.tree.leaves[leaf].indicator.clone()),
            weight: place.weight,
            alternative,
            score,
            rank,
            change: score.zip(base).map(|(score, base)| score - base),
            rank_change: rank.zip(base_rank).map(|(rank, base)| rank - base),
        }
    };
    let mut rows = Vec::new();
    for (node, place) in scored.tree.nodes.iter().enumerate() {
        if !place.verified {
            for &alternative in &scored.index.alternative_weights {
                rows.push(row(node, Variation::Weight, Some(alternative)));
            }
        }
    }
    for (leaf, normalised) in scored.tree.leaves.iter().zip(&scored.leaves) {
        if normalised.scale.is_some() {
            rows.push(row(leaf.node, Variation::LeftOut, None));
        }
    }
    rows
}
