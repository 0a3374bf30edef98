//! The change of the zone's score since the period before, taken apart into what the zone moved, what the others
//! moved, and what the weights did.
//!
//! A leaf's points are weight × normalised value, and its normalised value depends on the zone's own value and on
//! the others' (with the given bounds). Each product and each pair is split at its mid-point, which is Shapley's
//! value for two factors: with w and n before (0) and now (1), and n(v, o) of own value v and others o,
//!
//! - weights = (w₁ − w₀) (n₀ + n₁) / 2
//! - own = (w₀ + w₁) / 2 · [n(v₁, o₀) − n(v₀, o₀) + n(v₁, o₁) − n(v₀, o₁)] / 2
//! - others = (w₀ + w₁) / 2 · [n(v₀, o₁) − n(v₀, o₀) + n(v₁, o₁) − n(v₁, o₀)] / 2
//!
//! which add up to w₁ n₁ − w₀ n₀ exactly. Both periods are scored by this period's index.
//!
//! Where nothing is known of the zone's own values before, but the others' are, its own values are held and only the
//! movement of the others is told.

use anyhow::Result;

use super::panel::Panel;
use super::scored::Scored;
use crate::aggregate::Aggregated;
use crate::definitions::{Definitions, Direction, ROOT};
use crate::period::Period;
use crate::tables::{
    Basis, ChangeBasis, ContributionRow, Enterprise, IndicatorRow, Level, ReferenceRow,
    ScoreChangeRow, ScoreRow,
};

/// A change of the zone's value smaller than this share of it is none: its slope would be rounding dust.
const STILL: f64 = 1e-9;

/// What is known of the period before beyond the column `previous` of the indicators.
#[derive(Clone, Debug, Default)]
pub struct LastYear {
    /// Its reference; empty if there is none.
    pub reference: Vec<ReferenceRow>,
    /// Its indicators, where it had a run of its own: they hold what needs the year before it (growth).
    pub indicators: Vec<IndicatorRow>,
    /// Its scores, where it had a run of its own.
    pub scores: Vec<ScoreRow>,
    /// What its enterprises contributed, where it had a run of its own.
    pub contributions: Vec<ContributionRow>,
    /// Its enterprises: the names of those that have left since.
    pub enterprises: Vec<Enterprise>,
}

/// Takes the change of the zone's score apart, for every index that has a total in both periods.
///
/// The rows are the root's, then the leaves' in the order of the index. Where the total is no sum of points (a
/// mean that is not arithmetic), only the root's row is given, without parts.
///
/// # Errors
/// When an index cannot be scored.
pub fn score_changes(
    definitions: &Definitions,
    period: Period,
    aggregated: &Aggregated,
    reference: &[ReferenceRow],
    last: &LastYear,
) -> Result<Vec<ScoreChangeRow>> {
    let aggregated = aggregated.scored();
    let own = own_before(definitions, &aggregated.indicators, last);
    let (others, basis) = others_before(definitions, reference, last);
    let pipeline = &definitions.pipeline;
    let now = Panel::new(pipeline, period, &aggregated.indicators, reference);
    let before = Panel::new(pipeline, period, &own, &others);
    let held = Panel::new(pipeline, period, &aggregated.indicators, &others);
    let mut rows = Vec::new();
    for index in &definitions.indexes {
        let now = Scored::new(definitions, index, &now)?;
        let before = match Scored::new(definitions, index, &before) {
            Ok(before) => before,
            // A geometric mean that meets a 0 in a year that is over is no reason to give no results for this one.
            Err(error) => {
                tracing::warn!("the change of the score stays blank: the period before: {error}");
                continue;
            }
        };
        if now.score(0, 0).is_none() {
            continue;
        }
        let mut parts = if before.score(0, 0).is_some() {
            take_apart(&before, &now, period, basis)
        } else if basis == ChangeBasis::OwnOnly {
            continue;
        } else {
            others_only(definitions, &now, &held, period)?
        };
        if let Some(root) = parts.first_mut() {
            root.scored_then = scored_then(definitions, last, &now.index.id);
        }
        rows.extend(parts);
    }
    Ok(rows)
}

/// The movement of the others alone: the zone is given the values that it has now in both periods.
fn others_only(
    definitions: &Definitions,
    now: &Scored,
    held: &Panel,
    period: Period,
) -> Result<Vec<ScoreChangeRow>> {
    let before = Scored::new(definitions, now.index, held)?;
    let mut rows = take_apart(&before, now, period, ChangeBasis::OthersOnly);
    for row in &mut rows {
        row.previous = None;
        row.points_before = None;
        row.change = None;
        row.own = None;
        row.own_rate = None;
    }
    Ok(rows)
}

/// The total that the run of the period before gave.
fn scored_then(definitions: &Definitions, last: &LastYear, index: &str) -> Option<f64> {
    let own = |row: &&ScoreRow| row.unit == definitions.pipeline.id && row.node == ROOT;
    let mut scores = last.scores.iter().filter(own);
    scores.find(|row| row.index == index)?.score
}

/// The zone's own values of the period before: from its survey, else from a run of its own (indicators, scores), else
/// from what its reference says of the zone itself.
fn own_before(
    definitions: &Definitions,
    indicators: &[IndicatorRow],
    last: &LastYear,
) -> Vec<IndicatorRow> {
    let zone =
        |row: &&IndicatorRow| row.level == Level::Zone && row.unit == definitions.pipeline.id;
    indicators
        .iter()
        .filter(zone)
        .map(|row| IndicatorRow {
            value: row
                .previous
                .or_else(|| then_measured(definitions, last, &row.indicator)),
            previous: None,
            // A value that is carried now was measured then.
            basis: Basis::Annual,
            ..row.clone()
        })
        .collect()
}

/// The zone's value of an indicator as the run or the reference of the period before has it.
fn then_measured(definitions: &Definitions, last: &LastYear, indicator: &str) -> Option<f64> {
    let pipeline = &definitions.pipeline;
    let surveyed = last
        .indicators
        .iter()
        .filter(|row| row.level == Level::Zone && row.unit == pipeline.id)
        .filter(|row| row.basis != Basis::Carried)
        .find(|row| row.indicator == indicator)
        .and_then(|row| row.value);
    let scored = || {
        let mut indexes = definitions.indexes.iter();
        indexes.find_map(|index| {
            let leaf = index.leaves().find(|(_, id)| *id == indicator)?.0;
            let own = |row: &&ScoreRow| row.index == index.id && row.unit == pipeline.id;
            let mut rows = last.scores.iter().filter(own);
            rows.find(|row| row.node == leaf.id)?.value
        })
    };
    let published = || {
        let own = |row: &&ReferenceRow| pipeline.is_own_zone(&row.zone);
        let mut rows = last.reference.iter().filter(own);
        rows.find(|row| row.indicator == indicator)?.value
    };
    surveyed.or_else(scored).or_else(published)
}

/// The reference of the period before, from the best source there is.
fn others_before(
    definitions: &Definitions,
    reference: &[ReferenceRow],
    last: &LastYear,
) -> (Vec<ReferenceRow>, ChangeBasis) {
    let pipeline = &definitions.pipeline;
    if last
        .reference
        .iter()
        .any(|row| row.rank.is_none() && (row.value.is_some() || row.min.is_some()))
    {
        return (last.reference.clone(), ChangeBasis::Reference);
    }
    let known = |row: &ReferenceRow| row.previous.is_some() && !pipeline.is_own_zone(&row.zone);
    if reference.iter().any(known) {
        let before = reference
            .iter()
            .map(|row| {
                let mut row = row.clone();
                row.value = row.previous.take();
                row
            })
            .collect();
        return (before, ChangeBasis::PreviousColumn);
    }
    (reference.to_vec(), ChangeBasis::OwnOnly)
}

fn take_apart(
    before: &Scored,
    now: &Scored,
    period: Period,
    basis: ChangeBasis,
) -> Vec<ScoreChangeRow> {
    let row = |node: &str, points_before: Option<f64>, points: Option<f64>| ScoreChangeRow {
        period: period.to_string(),
        index: now.index.id.clone(),
        node: node.to_owned(),
        points_before,
        points,
        basis,
        ..ScoreChangeRow::default()
    };
    let mut root = row(ROOT, before.score(0, 0), now.score(0, 0));
    root.change = root
        .points
        .zip(root.points_before)
        .map(|(now, before)| now - before);
    if !now.tree.leaves.iter().all(|leaf| now.adds_up(leaf.node)) {
        return vec![root];
    }
    let mut rows = vec![root];
    let mut sums = Parts::default();
    for (number, leaf) in now.tree.leaves.iter().enumerate() {
        let points = |scored: &Scored| {
            let normalised = scored.normalised(leaf.node, 0)?;
            Some(100.0 * scored.effective_weight(leaf.node) * normalised)
        };
        let mut row = row(&now.tree.nodes[leaf.node].id, points(before), points(now));
        let parts = parts(before, now, number);
        sums.own += parts.own;
        sums.others += parts.others;
        sums.weights += parts.weights;
        row.indicator = Some(leaf.indicator.clone());
        row.previous = before.columns[number].values[0];
        row.value = now.columns[number].values[0];
        row.change = Some(row.points.unwrap_or(0.0) - row.points_before.unwrap_or(0.0));
        row.own_rate = own_rate(before, now, number, parts.own);
        set(&mut row, parts);
        rows.push(row);
    }
    set(&mut rows[0], sums);
    rows
}

fn set(row: &mut ScoreChangeRow, parts: Parts) {
    row.own = Some(parts.own);
    row.others = Some(parts.others);
    row.weights = Some(parts.weights);
}

#[derive(Clone, Copy, Debug, Default)]
struct Parts {
    own: f64,
    others: f64,
    weights: f64,
}

/// The parts of a leaf's change, in points of the total.
fn parts(before: &Scored, now: &Scored, number: usize) -> Parts {
    let node = now.tree.leaves[number].node;
    let weighted = |scored: &Scored| {
        let normalised = scored.normalised(node, 0);
        let weight = normalised.map_or(0.0, |_| scored.effective_weight(node));
        (100.0 * weight, normalised.unwrap_or(0.0))
    };
    let (weight_before, n_before) = weighted(before);
    let (weight_now, n_now) = weighted(now);
    let crossed = || {
        let before_value = before.columns[number].values[0]?;
        let now_value = now.columns[number].values[0]?;
        before.normalised(node, 0)?;
        now.normalised(node, 0)?;
        let moved_alone = normalised_with(before, number, now_value)?;
        let others_alone = normalised_with(now, number, before_value)?;
        Some((moved_alone, others_alone))
    };
    let Some((moved_alone, others_alone)) = crossed() else {
        // There in one of the periods only: nothing says what of it the zone moved.
        return Parts {
            weights: weight_now * n_now - weight_before * n_before,
            ..Parts::default()
        };
    };
    let weight = (weight_before + weight_now) / 2.0;
    Parts {
        own: weight * ((moved_alone - n_before) + (n_now - others_alone)) / 2.0,
        others: weight * ((others_alone - n_before) + (n_now - moved_alone)) / 2.0,
        weights: (weight_now - weight_before) * (n_before + n_now) / 2.0,
    }
}

/// Points of the total for one unit of the zone's value to the better: the mean slope over the way that the value went,
/// so that the whole way is worth `own`. Where the value stands still, the mean slope of both periods' scales.
fn own_rate(before: &Scored, now: &Scored, number: usize, own: f64) -> Option<f64> {
    let node = now.tree.leaves[number].node;
    let old = before.columns[number].values[0]?;
    let new = now.columns[number].values[0]?;
    before.normalised(node, 0)?;
    now.normalised(node, 0)?;
    let way = match now.columns[number].rule.direction {
        Direction::More => new - old,
        Direction::Less => old - new,
    };
    if way.abs() > STILL * old.abs().max(new.abs()) {
        return Some(own / way);
    }
    let slope = |scored: &Scored| scored.leaves[number].reach().map(|reach| 1.0 / reach);
    let weight = (before.effective_weight(node) + now.effective_weight(node)) / 2.0;
    Some(100.0 * weight * (slope(before)? + slope(now)?) / 2.0)
}

/// The zone's normalised value of a leaf if it had another value among these others.
fn normalised_with(scored: &Scored, number: usize, value: f64) -> Option<f64> {
    scored.columns[number]
        .with_value(0, Some(value))
        .normalise(scored.index.missing, &scored.groups)
        .normalised
        .first()
        .copied()
        .flatten()
}
