//! The ladder: which rungs an enterprise stands on, which it misses by one condition, which it is about to lose, what
//! has changed since last year, and its innovation points.
//!
//! [`ladder`] is the door; `rungs` tests the conditions, `points` counts the points and ranks them.

mod points;
mod rungs;

use anyhow::Result;
use polars::prelude::*;

use crate::definitions::Definitions;
use crate::expressions::RecordColumns;
use crate::tables::{Edited, NearMissRow, PointsRow, RiskRow, RungMoveRow, StandingRow};

/// Name of the column with the sum of the points.
const INNOVATION_POINTS: &str = "innovation_points";

/// The enterprises on the ladder.
#[derive(Debug, Default)]
pub(super) struct Ladder {
    pub ladder: DataFrame,
    pub near_misses: Vec<NearMissRow>,
    pub at_risk: Vec<RiskRow>,
    pub moves: Vec<RungMoveRow>,
    pub points: Vec<PointsRow>,
    pub standing: Vec<StandingRow>,
}

/// Who a row of the records is.
struct Who {
    period: String,
    codes: Vec<String>,
    parks: Vec<Option<String>>,
}

impl Who {
    fn code(&self, row: usize) -> String {
        self.codes.get(row).cloned().unwrap_or_default()
    }

    fn park(&self, row: usize) -> Option<String> {
        self.parks.get(row).cloned().flatten()
    }
}

/// Puts the used enterprises of a period on the ladder, in the order of the table of enterprises. `records` are those of
/// the period with last year's, `before` last year's own, as `used_records` gives them.
///
/// # Errors
/// When the tables do not fit the definitions.
pub(super) fn ladder(
    definitions: &Definitions,
    current: &Edited,
    before: Option<&DataFrame>,
    records: &DataFrame,
) -> Result<Ladder> {
    let schema = RecordColumns::of(definitions).enterprise;
    let who = Who {
        period: current.period.to_string(),
        codes: texts(records, "credit_code")?
            .into_iter()
            .map(Option::unwrap_or_default)
            .collect(),
        parks: texts(records, "park")?,
    };
    let height = records.height();
    let now = rungs::judge(definitions, records, &schema)?;
    let mut ladder = Ladder::default();
    rungs::near_and_at_risk(definitions, &who, &now, &mut ladder);
    if let Some(before) = before {
        let codes = texts(before, "credit_code")?;
        let then = rungs::judge(definitions, before, &schema)?;
        ladder.moves = rungs::moves(definitions, &who, &now, &codes, &then);
    }
    let sums = points::count(definitions, &who, records, &schema, &mut ladder)?;
    points::rank(
        definitions,
        &who,
        records,
        &schema,
        &now,
        &sums,
        &mut ladder,
    )?;

    let mut columns = vec![
        StringChunked::full("period".into(), &who.period, height).into_column(),
        records.column("credit_code")?.clone(),
        records.column("park")?.clone(),
    ];
    for (rung, judged) in definitions.rungs.iter().zip(&now) {
        let on: BooleanChunked = (0..height).map(|row| judged.is_on(row)).collect();
        columns.push(on.with_name(rung.id.as_str().into()).into_column());
    }
    columns.push(Float64Chunked::from_vec(INNOVATION_POINTS.into(), sums).into_column());
    ladder.ladder = DataFrame::new(height, columns)?;
    Ok(ladder)
}

fn texts(frame: &DataFrame, column: &str) -> PolarsResult<Vec<Option<String>>> {
    Ok(frame
        .column(column)?
        .str()?
        .iter()
        .map(|text| text.map(str::to_owned))
        .collect())
}

/// Boolean expressions for every record; one without columns stands for all of them.
fn booleans(records: &DataFrame, expression: Expr) -> PolarsResult<Vec<Option<bool>>> {
    Ok(evaluated(records, expression)?.bool()?.iter().collect())
}

/// Numbers for every record, blank where they are not finite.
fn numbers(records: &DataFrame, expression: Expr) -> PolarsResult<Vec<Option<f64>>> {
    let column = evaluated(records, expression)?.cast(&DataType::Float64)?;
    let numbers = column.f64()?;
    Ok(numbers
        .iter()
        .map(|number| number.filter(|number| number.is_finite()))
        .collect())
}

fn evaluated(records: &DataFrame, expression: Expr) -> PolarsResult<Column> {
    // The code gives an expression without columns its height.
    let frame = records
        .clone()
        .lazy()
        .select([col("credit_code"), expression.alias("evaluated")])
        .collect()?;
    frame.column("evaluated").cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::used_records;
    use crate::assess::fixture::{current, definitions, previous};

    fn placed() -> Ladder {
        let definitions = definitions();
        let before = used_records(&definitions, &previous(), None).unwrap();
        let records = used_records(&definitions, &current(), Some(&previous())).unwrap();
        ladder(&definitions, &current(), Some(&before), &records).unwrap()
    }

    #[test]
    fn a_rung_needs_all_its_conditions_and_unknown_is_not_met() {
        let ladder = placed().ladder;
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
                "guarded",
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
        let near = placed().near_misses;
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
        // B grew by 5 of 20 per cent; C has the revenue for the certificate, and could apply for it.
        assert_eq!(
            near,
            [
                ("B", "gazelle", "growth of 20%", false),
                ("C", "guarded", "meets the conditions: apply", false)
            ]
        );
    }

    #[test]
    fn a_certificate_is_in_danger_where_a_condition_fails_or_is_close_to() {
        let at_risk = placed().at_risk;
        let found: Vec<_> = at_risk
            .iter()
            .map(|row| {
                (
                    row.credit_code.as_str(),
                    row.rung.as_str(),
                    row.margin,
                    row.failed,
                )
            })
            .collect();
        // Growth of 20 per cent: A has 23. Revenue of 100 for the certificate: A is 23 above, B 5.
        assert_eq!(
            found,
            [
                ("A", "gazelle", Some(3.0), false),
                ("B", "guarded", Some(5.0), false)
            ]
        );
    }

    #[test]
    fn a_rung_is_reached_or_left_only_where_last_year_is_known() {
        let moves = placed().moves;
        // B had no certificate last year; growth of last year is not known, C was not there.
        let found: Vec<_> = moves
            .iter()
            .map(|row| (row.credit_code.as_str(), row.rung.as_str(), row.up))
            .collect();
        assert_eq!(found, [("B", "certified", true), ("B", "guarded", true)]);
    }

    #[test]
    fn points_are_ranked_in_the_zone_and_among_the_enterprises_of_a_stage() {
        let standing = placed().standing;
        let found: Vec<_> = standing
            .iter()
            .map(|row| {
                let (rank, stage_rank) = (row.rank, (row.stage_rank, row.stage_ranked));
                (
                    row.credit_code.as_str(),
                    row.rung.as_str(),
                    row.stage.as_str(),
                    rank,
                    stage_rank,
                )
            })
            .collect();
        // Large from 120 on: A and C; the rest is small.
        assert_eq!(
            found,
            [
                ("A", "guarded", "large", 1, (1, 2)),
                ("B", "guarded", "small", 2, (1, 1)),
                ("C", "", "large", 3, (2, 2)),
            ]
        );
    }

    #[test]
    fn innovation_points_add_up_the_bands_and_a_blank_wins_nothing() {
        let ladder = placed();
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
