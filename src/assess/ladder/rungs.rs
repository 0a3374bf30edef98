//! The conditions of the rungs: who stands on one, who is near it, who is about to lose it, who has moved.

use std::collections::BTreeMap;

use anyhow::Result;
use polars::prelude::*;

use super::{Ladder, Who, booleans, numbers};
use crate::definitions::{Condition, Definitions, Rung};
use crate::expressions::Blank;
use crate::tables::{NearMissRow, RiskRow, RungMoveRow};

/// What is said of an enterprise that meets all that a certificate demands and does not hold it.
const APPLY: (&str, &str) = ("已满足可判断的条件，可申请", "meets the conditions: apply");

/// A rung tested on every record.
pub(super) struct Judged {
    held: Option<Vec<Option<bool>>>,
    met: Vec<Vec<Option<bool>>>,
    margins: Vec<Option<Vec<Option<f64>>>>,
}

impl Judged {
    /// Whether a record stands on the rung; unknown does not.
    pub(super) fn is_on(&self, row: usize) -> bool {
        self.is_known_on(row) == Some(true)
    }

    /// The same, blank where a value that decides it is blank.
    fn is_known_on(&self, row: usize) -> Option<bool> {
        if let Some(held) = &self.held {
            return held.get(row).copied().flatten();
        }
        let conditions = || self.met.iter().map(|met| met.get(row).copied().flatten());
        if conditions().any(|met| met == Some(false)) {
            return Some(false);
        }
        conditions().all(|met| met == Some(true)).then_some(true)
    }

    fn met(&self, condition: usize, row: usize) -> Option<bool> {
        self.met.get(condition)?.get(row).copied().flatten()
    }

    fn margin(&self, condition: usize, row: usize) -> Option<f64> {
        self.margins
            .get(condition)?
            .as_ref()?
            .get(row)
            .copied()
            .flatten()
    }
}

/// Tests every rung on every record.
///
/// # Errors
/// When an expression does not fit the records.
pub(super) fn judge(
    definitions: &Definitions,
    records: &DataFrame,
    schema: &Schema,
) -> Result<Vec<Judged>> {
    definitions
        .rungs
        .iter()
        .map(|rung| {
            let holds = |sql: &crate::expressions::Expression| {
                booleans(records, sql.to_expr(Blank::Unknown, schema))
            };
            Ok(Judged {
                held: rung.held.as_ref().map(holds).transpose()?,
                met: rung
                    .conditions
                    .iter()
                    .map(|condition| holds(&condition.sql))
                    .collect::<PolarsResult<_>>()?,
                margins: rung
                    .conditions
                    .iter()
                    .map(|condition| {
                        condition
                            .margin
                            .as_ref()
                            .map(|margin| numbers(records, margin.to_expr(Blank::Unknown, schema)))
                            .transpose()
                    })
                    .collect::<PolarsResult<_>>()?,
            })
        })
        .collect()
}

/// Lists who is one condition short of a rung, and whose place on it is in danger.
pub(super) fn near_and_at_risk(
    definitions: &Definitions,
    who: &Who,
    judged: &[Judged],
    ladder: &mut Ladder,
) {
    for (rung, judged) in definitions.rungs.iter().zip(judged) {
        for row in 0..who.codes.len() {
            if judged.is_on(row) {
                ladder.at_risk.extend(at_risk(rung, who, judged, row));
            } else {
                ladder.near_misses.extend(near(rung, who, judged, row));
            }
        }
    }
}

fn failing<'r>(
    rung: &'r Rung,
    judged: &'r Judged,
    row: usize,
) -> impl Iterator<Item = (usize, &'r Condition)> {
    rung.conditions
        .iter()
        .enumerate()
        .filter(move |(place, _)| judged.met(*place, row) != Some(true))
}

fn near(rung: &Rung, who: &Who, judged: &Judged, row: usize) -> Option<NearMissRow> {
    let mut failing = failing(rung, judged, row);
    let first = failing.next();
    if failing.next().is_some() {
        return None;
    }
    let miss = |condition: (&str, &str), unknown, limit, margin| NearMissRow {
        period: who.period.clone(),
        credit_code: who.code(row),
        park: who.park(row),
        rung: rung.id.clone(),
        condition: condition.0.to_owned(),
        condition_en: condition.1.to_owned(),
        unknown,
        limit,
        margin,
    };
    let Some((place, condition)) = first else {
        return rung.held.is_some().then(|| miss(APPLY, false, false, None));
    };
    // With one condition only, and no measure of how near it is, every enterprise but those on the rung would be.
    if rung.conditions.len() < 2 && condition.margin.is_none() {
        return None;
    }
    // What is measured is known, though a value that another way to the rung needs may be blank.
    let margin = judged.margin(place, row);
    let unknown = judged.met(place, row).is_none() && margin.is_none();
    // A blank of this year can be asked for, a year before that the enterprise does not have cannot.
    let needs_last_year = || {
        let columns = condition.sql.columns();
        columns.iter().any(|column| column.starts_with("prev_"))
    };
    if margin.is_some_and(|margin| margin < -condition.close) || (unknown && needs_last_year()) {
        return None;
    }
    let label = (condition.label.zh.as_str(), condition.label.en.as_str());
    Some(miss(label, unknown, condition.limit, margin))
}

fn at_risk(rung: &Rung, who: &Who, judged: &Judged, row: usize) -> Vec<RiskRow> {
    rung.conditions
        .iter()
        .enumerate()
        .filter_map(|(place, condition)| {
            let failed = judged.met(place, row) == Some(false);
            let margin = judged.margin(place, row);
            let close = margin.is_some_and(|margin| (0.0..condition.close).contains(&margin));
            (failed || close).then(|| RiskRow {
                period: who.period.clone(),
                credit_code: who.code(row),
                park: who.park(row),
                rung: rung.id.clone(),
                condition: condition.label.zh.clone(),
                condition_en: condition.label.en.clone(),
                margin,
                failed,
            })
        })
        .collect()
}

/// Rungs that were reached or left since last year. What is not known of last year (a growth that needs the year
/// before it) or of this year has not moved; who was not there last year has not either.
pub(super) fn moves(
    definitions: &Definitions,
    who: &Who,
    now: &[Judged],
    codes_before: &[Option<String>],
    then: &[Judged],
) -> Vec<RungMoveRow> {
    let rows_before: BTreeMap<&str, usize> = codes_before
        .iter()
        .enumerate()
        .filter_map(|(row, code)| Some((code.as_deref()?, row)))
        .collect();
    let mut moves = Vec::new();
    for (row, code) in who.codes.iter().enumerate() {
        let Some(row_before) = rows_before.get(code.as_str()) else {
            continue;
        };
        for ((rung, now), then) in definitions.rungs.iter().zip(now).zip(then) {
            let (Some(now), Some(then)) = (now.is_known_on(row), then.is_known_on(*row_before))
            else {
                continue;
            };
            if now != then {
                moves.push(RungMoveRow {
                    period: who.period.clone(),
                    credit_code: code.clone(),
                    park: who.park(row),
                    rung: rung.id.clone(),
                    up: now,
                });
            }
        }
    }
    moves
}
