//! The ladder: which rungs an enterprise stands on, which it misses by one condition, and its innovation points.

use anyhow::Result;
use polars::prelude::*;

use crate::aggregate::used_records;
use crate::definitions::{Band, Definitions};
use crate::expressions::{Blank, RecordColumns};
use crate::tables::{Edited, NearMissRow, PointsRow};

/// Name of the column with the sum of the points.
const INNOVATION_POINTS: &str = "innovation_points";

/// The enterprises on the ladder.
pub(super) struct Ladder {
    pub ladder: DataFrame,
    pub near_misses: Vec<NearMissRow>,
    pub points: Vec<PointsRow>,
}

/// Puts the used enterprises of a period on the ladder, in the order of the table of enterprises.
///
/// # Errors
/// When the tables do not fit the definitions.
pub(super) fn ladder(
    definitions: &Definitions,
    current: &Edited,
    previous: Option<&Edited>,
) -> Result<Ladder> {
    let records = used_records(definitions, current, previous)?;
    let schema = RecordColumns::of(definitions).enterprise;
    let period = current.period.to_string();
    let codes = texts(&records, "credit_code")?;
    let parks = texts(&records, "park")?;
    let height = records.height();

    let mut columns = vec![
        StringChunked::full("period".into(), &period, height).into_column(),
        records.column("credit_code")?.clone(),
        records.column("park")?.clone(),
    ];
    let mut near_misses = Vec::new();
    for rung in &definitions.rungs {
        let mut met: Vec<Vec<Option<bool>>> = Vec::new();
        for condition in &rung.conditions {
            let column = evaluated(&records, condition.sql.to_expr(Blank::Unknown, &schema))?;
            met.push(column.bool()?.iter().collect());
        }
        let holds = |row: usize| {
            met.iter()
                .all(|condition| condition.get(row) == Some(&Some(true)))
        };
        let on_rung: BooleanChunked = (0..height).map(holds).collect();
        columns.push(on_rung.with_name(rung.id.as_str().into()).into_column());
        // With one condition only, every enterprise but those on the rung would be near.
        if rung.conditions.len() < 2 {
            continue;
        }
        for row in 0..height {
            let mut failing = rung
                .conditions
                .iter()
                .zip(&met)
                .filter(|(_, met)| met.get(row) != Some(&Some(true)));
            let (Some((condition, met)), None) = (failing.next(), failing.next()) else {
                continue;
            };
            near_misses.push(NearMissRow {
                period: period.clone(),
                credit_code: codes[row].clone().unwrap_or_default(),
                park: parks[row].clone(),
                rung: rung.id.clone(),
                condition: condition.label.zh.clone(),
                condition_en: condition.label.en.clone(),
                unknown: met.get(row) == Some(&None),
                limit: condition.limit,
            });
        }
    }

    let mut sums = vec![0.0; height];
    let mut points: Vec<PointsRow> = Vec::new();
    for ability in &definitions.abilities {
        for item in &ability.items {
            let column = evaluated(&records, item.sql.to_expr(Blank::Unknown, &schema))?
                .cast(&DataType::Float64)?;
            for (row, value) in column.f64()?.iter().enumerate() {
                let value = value.filter(|value| value.is_finite());
                let won = value.map_or(0.0, |value| points_of(&item.bands, value));
                sums[row] += won;
                points.push(PointsRow {
                    period: period.clone(),
                    credit_code: codes[row].clone().unwrap_or_default(),
                    ability: ability.id.clone(),
                    item: item.id.clone(),
                    value,
                    points: won,
                });
            }
        }
    }
    columns.push(Float64Chunked::from_vec(INNOVATION_POINTS.into(), sums).into_column());
    Ok(Ladder {
        ladder: DataFrame::new(height, columns)?,
        near_misses,
        points,
    })
}

fn texts(frame: &DataFrame, column: &str) -> PolarsResult<Vec<Option<String>>> {
    Ok(frame
        .column(column)?
        .str()?
        .iter()
        .map(|text| text.map(str::to_owned))
        .collect())
}

/// The expression for every record; one without columns stands for all of them.
fn evaluated(records: &DataFrame, expression: Expr) -> PolarsResult<Column> {
    let frame = records
        .clone()
        .lazy()
        .with_column(expression.alias("evaluated"))
        .collect()?;
    frame.column("evaluated").cloned()
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
    use crate::assess::fixture::{current, definitions, previous};

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

    #[test]
    fn a_rung_needs_all_its_conditions_and_unknown_is_not_met() {
        let ladder = ladder(&definitions(), &current(), Some(&previous()))
            .unwrap()
            .ladder;
        let names: Vec<_> = ladder
            .get_column_names()
            .into_iter()
            .map(|name| name.as_str())
            .collect();
        assert_eq!(
            names,
            [
                "period",
                "credit_code",
                "park",
                "certified",
                "gazelle",
                "innovation_points"
            ]
        );
        let column = |name: &str| -> Vec<Option<bool>> {
            ladder
                .column(name)
                .unwrap()
                .bool()
                .unwrap()
                .iter()
                .collect()
        };
        // A grew from 100 to 123 with certificate, B from 100 to 105 with one, C is new (no last year), D is not used.
        assert_eq!(column("certified"), [Some(true), Some(true), Some(false)]);
        assert_eq!(column("gazelle"), [Some(true), Some(false), Some(false)]);
        let codes: Vec<_> = ladder
            .column("credit_code")
            .unwrap()
            .str()
            .unwrap()
            .iter()
            .collect();
        assert_eq!(codes, [Some("A"), Some("B"), Some("C")]);
    }

    #[test]
    fn an_enterprise_that_misses_one_condition_is_near() {
        let near = ladder(&definitions(), &current(), Some(&previous()))
            .unwrap()
            .near_misses;
        let near: Vec<_> = near
            .iter()
            .map(|row| {
                (
                    row.credit_code.as_str(),
                    row.rung.as_str(),
                    row.condition_en.as_str(),
                    row.unknown,
                )
            })
            .collect();
        // C has neither the certificate nor a last year: two conditions are missing.
        assert_eq!(near, [("B", "gazelle", "growth of 20%", false)]);
    }

    #[test]
    fn innovation_points_add_up_the_bands_and_a_blank_wins_nothing() {
        let ladder = ladder(&definitions(), &current(), Some(&previous())).unwrap();
        let sums: Vec<_> = ladder
            .ladder
            .column("innovation_points")
            .unwrap()
            .f64()
            .unwrap()
            .iter()
            .collect();
        // A: 7.38 / 123 = 6 % wins 20, revenue of 123 wins 5; B: 2 % wins 10 and 5; C has no R&D: 0 and 5.
        assert_eq!(sums, [Some(25.0), Some(15.0), Some(5.0)]);
        assert_eq!(ladder.points.len(), 6);
        let blank = ladder
            .points
            .iter()
            .find(|row| row.value.is_none())
            .unwrap();
        assert_eq!((blank.credit_code.as_str(), blank.points), ("C", 0.0));
    }
}
