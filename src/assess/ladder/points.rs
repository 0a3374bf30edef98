//! Innovation points: what each item gives, weighted by the enterprise's stage, and the ranks.

use std::collections::BTreeMap;

use anyhow::Result;
use polars::prelude::*;

use super::rungs::Judged;
use super::{Ladder, Who, booleans, numbers};
use crate::assess::figures::nine_decimals;
use crate::definitions::{Band, Definitions};
use crate::expressions::Blank;
use crate::tables::{PointsRow, StandingRow};

/// Counts the points of every scheme; the sums are those of the zone's own.
///
/// # Errors
/// When an expression does not fit the records.
pub(super) fn count(
    definitions: &Definitions,
    who: &Who,
    records: &DataFrame,
    schema: &Schema,
    ladder: &mut Ladder,
) -> Result<Vec<f64>> {
    let stages = stages(definitions, records, schema)?;
    let mut sums = vec![0.0; records.height()];
    for ability in &definitions.abilities {
        let factors: BTreeMap<Option<&str>, f64> = definitions
            .stages
            .iter()
            .map(|stage| Some(stage.id.as_str()))
            .chain([None])
            .map(|stage| (stage, ability.factor(stage)))
            .collect();
        for item in &ability.items {
            let values = numbers(records, item.sql.to_expr(Blank::Unknown, schema))?;
            for (row, value) in values.into_iter().enumerate() {
                let stage = stages.get(row).copied().flatten();
                let factor = factors.get(&stage).copied().unwrap_or(1.0);
                let won = factor * value.map_or(0.0, |value| points_of(&item.bands, value));
                if ability.scheme.is_empty()
                    && let Some(sum) = sums.get_mut(row)
                {
                    *sum += won;
                }
                ladder.points.push(PointsRow {
                    period: who.period.clone(),
                    credit_code: who.code(row),
                    scheme: ability.scheme.clone(),
                    ability: ability.id.clone(),
                    item: item.id.clone(),
                    value,
                    points: won,
                    most: factor * item.best(),
                });
            }
        }
    }
    Ok(sums)
}

/// Ranks the enterprises by their points, in the zone and among those of one stage.
///
/// # Errors
/// When the condition of a stage does not fit the records.
pub(super) fn rank(
    definitions: &Definitions,
    who: &Who,
    records: &DataFrame,
    schema: &Schema,
    rungs: &[Judged],
    sums: &[f64],
    ladder: &mut Ladder,
) -> Result<()> {
    let stages = stages(definitions, records, schema)?;
    let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let all = Ranks::among(sums.iter().copied());
    let mut by_stage: BTreeMap<Option<&str>, Vec<f64>> = BTreeMap::new();
    for (sum, stage) in sums.iter().zip(&stages) {
        by_stage.entry(*stage).or_default().push(*sum);
    }
    let by_stage: BTreeMap<Option<&str>, Ranks> = by_stage
        .into_iter()
        .map(|(stage, sums)| (stage, Ranks::among(sums.into_iter())))
        .collect();
    for (row, own) in sums.iter().enumerate() {
        let stage = stages.get(row).copied().flatten();
        let Some(alike) = by_stage.get(&stage) else {
            continue;
        };
        let highest = definitions
            .rungs
            .iter()
            .zip(rungs)
            .rfind(|(_, judged)| judged.is_on(row))
            .map_or("", |(rung, _)| rung.id.as_str());
        ladder.standing.push(StandingRow {
            period: who.period.clone(),
            credit_code: who.code(row),
            park: who.park(row),
            rung: highest.to_owned(),
            stage: stage.unwrap_or_default().to_owned(),
            points: *own,
            rank: whole(all.rank(*own)),
            ranked: whole(all.0.len()),
            stage_rank: whole(alike.rank(*own)),
            stage_ranked: whole(alike.0.len()),
        });
    }
    Ok(())
}

/// Values to be ranked among, after rounding to 9 decimals, the largest first.
struct Ranks(Vec<f64>);

impl Ranks {
    fn among(values: impl Iterator<Item = f64>) -> Ranks {
        let mut values: Vec<f64> = values.map(nine_decimals).collect();
        values.sort_by(|a, b| b.total_cmp(a));
        Ranks(values)
    }

    /// Rank of a value: 1 is best, ties share the best rank.
    fn rank(&self, value: f64) -> usize {
        let own = nine_decimals(value);
        1 + self.0.partition_point(|other| *other > own)
    }
}

/// The first stage of every record whose condition holds.
fn stages<'a>(
    definitions: &'a Definitions,
    records: &DataFrame,
    schema: &Schema,
) -> Result<Vec<Option<&'a str>>> {
    let mut stages = vec![None; records.height()];
    for stage in &definitions.stages {
        let holds = booleans(records, stage.sql.to_expr(Blank::Unknown, schema))?;
        for (place, holds) in stages.iter_mut().zip(holds) {
            if place.is_none() && holds == Some(true) {
                *place = Some(stage.id.as_str());
            }
        }
    }
    Ok(stages)
}

/// Points of the band with the greatest `min` not above the value; none below all bands.
fn points_of(bands: &[Band], value: f64) -> f64 {
    bands
        .iter()
        .filter(|band| band.min <= value)
        .max_by(|a, b| a.min.total_cmp(&b.min))
        .map_or(0.0, |band| band.points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_points_share_the_best_rank_and_what_rounding_left_does_not_part_them() {
        let ranks = Ranks::among([10.0, 30.0, 0.1 + 0.2, 30.0, 0.3, -5.0].into_iter());
        let rank = |value| ranks.rank(value);
        assert_eq!([rank(30.0), rank(10.0), rank(0.3)], [1, 3, 4]);
        assert_eq!([rank(0.1 + 0.2), rank(-5.0)], [4, 6]);
    }

    #[test]
    fn the_band_with_the_greatest_minimum_not_above_the_value_counts() {
        let band = |min, points| Band { min, points };
        let bands = [band(5.0, 20.0), band(2.0, 10.0), band(3.0, 15.0)];
        assert_eq!(points_of(&bands, 1.9), 0.0);
        assert_eq!(points_of(&bands, 2.0), 10.0);
        assert_eq!(points_of(&bands, 4.9), 15.0);
        assert_eq!(points_of(&bands, 500.0), 20.0);
        assert_eq!(points_of(&[], 1.0), 0.0);
    }
}
