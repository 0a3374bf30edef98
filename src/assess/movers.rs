//! What each park's own enterprises contribute to the indicators of its profile: leave-one-out within the park,
//! this year and last.

use anyhow::Result;

use super::marks::profiles;
use crate::aggregate::{Difference, Members, Whole, Years};
use crate::definitions::{Definitions, Indicator};
use crate::tables::{Edited, MeasureRow, MoverRow};

/// Measures of the enterprises, the parks and the zone are wanted of a period and of the one before. Rows come in the order of the parks, their profiles and the table of enterprises. An enterprise without which the
/// indicator has no value has no contribution.
///
/// # Errors
/// When the tables do not fit the definitions.
pub(super) fn movers(
    definitions: &Definitions,
    current: &Edited,
    (measures, previous_measures): (&[MeasureRow], &[MeasureRow]),
) -> Result<Vec<MoverRow>> {
    let members = Members::of(definitions, current, measures, previous_measures)?;
    let period = current.period.to_string();
    let mut rows = Vec::new();
    for profile in profiles(definitions) {
        let park = Whole::of(
            definitions,
            measures,
            previous_measures,
            Some(&profile.park),
        );
        let whole = park.indicators(definitions)?;
        let places = members.places(Some(&profile.park));
        // A director asks who grew: an enterprise goes out of both years.
        let without = members.all_but_one(definitions, &park, &places, Years::Both)?;
        for judged in &profile.indicators {
            // No enterprise stands behind a value of the zone form.
            let Some(indicator) = definitions
                .indicator(&judged.indicator)
                .filter(|indicator| !indicator.from_zone_form())
            else {
                continue;
            };
            let with = whole.value(&indicator.id, 0);
            for (number, &place) in places.iter().enumerate() {
                let code = &members.members[place].credit_code;
                let without = without.value(&indicator.id, number);
                rows.push(row(&period, &profile.park, indicator, code, with, without));
            }
        }
    }
    Ok(rows)
}

fn row(
    period: &str,
    park: &str,
    indicator: &Indicator,
    code: &str,
    with: Option<f64>,
    without: Option<f64>,
) -> MoverRow {
    let difference = Difference::between(with, without, indicator.direction);
    MoverRow {
        period: period.to_owned(),
        park: park.to_owned(),
        indicator: indicator.id.clone(),
        credit_code: code.to_owned(),
        with,
        without,
        contribution: difference.contribution,
        rate: difference.rate,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{aggregated, current, definitions};

    #[test]
    fn an_enterprise_contributes_the_value_with_it_less_the_value_without() {
        let aggregated = aggregated();
        let measures = (
            aggregated.measures.as_slice(),
            aggregated.previous_measures.as_slice(),
        );
        let rows = movers(&definitions(), &current(), measures).unwrap();
        let of = |code: &str, indicator: &str| {
            rows.iter()
                .find(|row| row.credit_code == code && row.indicator == indicator)
                .unwrap()
        };
        // East: A has 7.38 R&D in 123 of revenue, C none in 123. With both 3 %, without C 6 %, without A 0 %.
        let a = of("A", "intensity");
        assert!((a.with.unwrap() - 3.0).abs() < 1e-9);
        assert!((a.contribution.unwrap() - 3.0).abs() < 1e-9);
        assert!((a.rate.unwrap() - 100.0).abs() < 1e-9);
        assert!((of("C", "intensity").contribution.unwrap() + 3.0).abs() < 1e-9);
        // West without B has no revenue: no intensity, no contribution.
        assert_eq!(of("B", "intensity").contribution, None);
        assert!(rows.iter().all(|row| row.indicator != "satisfaction"));
    }
}
