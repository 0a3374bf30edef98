//! How the parks complement each other: their structure by leading industry, how alike two parks are, where they
//! compete, and which link of a chain each of them holds.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{DataFrame, IntoLazy, PolarsResult, col};

use crate::aggregate::Aggregated;
use crate::definitions::{Definitions, Profile};
use crate::expressions::{Blank, RecordColumns};
use crate::tables::{ChainLinkRow, IndustryRow, Level, ParkPairRow, ParkStructureRow};

/// From this share of a park on (per cent) an industry counts as one of its own.
const LARGE: f64 = 5.0;

/// Shares of a park's size by industry, 0–1; enterprises without a leading industry are one of them.
type Shares<'a> = BTreeMap<&'a str, f64>;

/// The structure of every park, and of every pair of parks in both directions, in the order of the parks.
pub(super) fn structures(
    definitions: &Definitions,
    period: &str,
    industries: &[IndustryRow],
) -> (Vec<ParkStructureRow>, Vec<ParkPairRow>) {
    let parks: Vec<&str> = definitions
        .pipeline
        .parks
        .iter()
        .map(|park| park.id.as_str())
        .collect();
    let shares: BTreeMap<&str, Shares> = parks
        .iter()
        .map(|park| (*park, shares(industries, &[park])))
        .collect();
    let mut structures = Vec::new();
    let mut pairs = Vec::new();
    for park in &parks {
        let own = &shares[park];
        let others: Vec<&str> = parks
            .iter()
            .copied()
            .filter(|other| other != park)
            .collect();
        let rest = self::shares(industries, &others);
        let rows: Vec<&IndustryRow> = industries.iter().filter(|row| row.unit == *park).collect();
        structures.push(ParkStructureRow {
            period: period.to_owned(),
            park: (*park).to_owned(),
            industries: count(
                rows.iter()
                    .filter(|row| !row.industry.is_empty() && row.enterprises > 0),
            ),
            concentration: (!own.is_empty())
                .then(|| own.values().map(|share| (100.0 * share).powi(2)).sum()),
            leading_share: (!own.is_empty()).then(|| {
                rows.iter()
                    .filter(|row| row.leading)
                    .filter_map(|row| row.share)
                    .sum()
            }),
            specialisation: krugman(own, &rest),
        });
        for other in others {
            let theirs = &shares[other];
            pairs.push(ParkPairRow {
                period: period.to_owned(),
                park: (*park).to_owned(),
                other: other.to_owned(),
                krugman: krugman(own, theirs),
                similarity: similarity(own, theirs),
                competing: competing(definitions, industries, park, other).join("、"),
                complementing: complementing(definitions, industries, park, other).join("、"),
            });
        }
    }
    (structures, pairs)
}

fn count<T>(items: impl Iterator<Item = T>) -> i64 {
    i64::try_from(items.count()).unwrap_or(i64::MAX)
}

/// The shares of some parks together.
fn shares<'a>(industries: &'a [IndustryRow], parks: &[&str]) -> Shares<'a> {
    let mut sizes = Shares::new();
    for row in industries {
        if parks.contains(&row.unit.as_str())
            && let Some(value) = row.value
        {
            *sizes.entry(&row.industry).or_default() += value;
        }
    }
    let total: f64 = sizes.values().sum();
    if total <= 0.0 {
        return Shares::new();
    }
    sizes.values_mut().for_each(|size| *size /= total);
    sizes
}

fn of_both<'a>(a: &'a Shares, b: &'a Shares) -> Option<impl Iterator<Item = (f64, f64)>> {
    if a.is_empty() || b.is_empty() {
        return None;
    }
    let industries: BTreeSet<&str> = a.keys().chain(b.keys()).copied().collect();
    let share = |of: &Shares, industry: &str| of.get(industry).copied().unwrap_or_default();
    Some(
        industries
            .into_iter()
            .map(move |industry| (share(a, industry), share(b, industry))),
    )
}

/// Krugman (1991): Σ |aᵢ − bᵢ|, 0 for parks that are alike, 2 for parks without a common industry.
fn krugman(a: &Shares, b: &Shares) -> Option<f64> {
    Some(of_both(a, b)?.map(|(a, b)| (a - b).abs()).sum())
}

/// Finger and Kreinin (1979): Σ min(aᵢ, bᵢ), 0 to 1.
fn similarity(a: &Shares, b: &Shares) -> Option<f64> {
    Some(of_both(a, b)?.map(|(a, b)| a.min(b)).sum())
}

fn profile<'a>(definitions: &'a Definitions, park: &str) -> Option<&'a Profile> {
    definitions
        .profiles
        .iter()
        .find(|profile| profile.park == park)
}

fn names(profile: Option<&Profile>, industry: &str) -> bool {
    profile.is_some_and(|profile| profile.leads(industry))
}

/// Industries that both parks claim: both name them as leading, or both are specialised in them.
fn competing<'a>(
    definitions: &Definitions,
    industries: &'a [IndustryRow],
    park: &str,
    other: &str,
) -> Vec<&'a str> {
    let (own, theirs) = (profile(definitions, park), profile(definitions, other));
    let claims = |row: &IndustryRow, of: Option<&Profile>| {
        row.enterprises > 0
            && (names(of, &row.industry)
                || (row.share.is_some_and(|share| share >= LARGE)
                    && row.location_quotient.is_some_and(|quotient| quotient > 1.0)))
    };
    industries
        .iter()
        .filter(|row| row.unit == park && !row.industry.is_empty() && claims(row, own))
        .filter(|row| {
            industries
                .iter()
                .any(|at| at.unit == other && at.industry == row.industry && claims(at, theirs))
        })
        .map(|row| row.industry.as_str())
        .collect()
}

/// Industries that the park leads in and the other has enterprises of without claiming them: partners for a chain.
fn complementing<'a>(
    definitions: &Definitions,
    industries: &'a [IndustryRow],
    park: &str,
    other: &str,
) -> Vec<&'a str> {
    let (own, theirs) = (profile(definitions, park), profile(definitions, other));
    let taken = competing(definitions, industries, park, other);
    industries
        .iter()
        .filter(|row| row.unit == park && names(own, &row.industry))
        .filter(|row| !names(theirs, &row.industry) && !taken.contains(&row.industry.as_str()))
        .filter(|row| {
            industries
                .iter()
                .any(|at| at.unit == other && at.industry == row.industry && at.enterprises > 0)
        })
        .map(|row| row.industry.as_str())
        .collect()
}

/// Every link of every chain in every park, from the used records.
///
/// # Errors
/// When the records do not fit the definitions.
pub(super) fn chain_links(
    definitions: &Definitions,
    period: &str,
    records: &DataFrame,
    aggregated: &Aggregated,
) -> PolarsResult<Vec<ChainLinkRow>> {
    let schema = RecordColumns::of(definitions).enterprise;
    let size = definitions.pipeline.overview.size.as_deref();
    let sizes: BTreeMap<&str, f64> = aggregated
        .measures
        .iter()
        .filter(|row| row.level == Level::Enterprise && Some(row.measure.as_str()) == size)
        .filter_map(|row| Some((row.unit.as_str(), row.value?)))
        .collect();
    let codes = records.column("credit_code")?.str()?;
    let parks = records.column("park")?.str()?;
    let mut rows = Vec::new();
    for chain in &definitions.chains {
        for link in &chain.links {
            let frame = records
                .clone()
                .lazy()
                .select([
                    col("credit_code"),
                    link.sql.to_expr(Blank::Unknown, &schema).alias("in_link"),
                ])
                .collect()?;
            let inside = frame.column("in_link")?.bool()?;
            let members: Vec<(&str, &str)> = codes
                .iter()
                .zip(parks.iter())
                .zip(inside.iter())
                .filter(|(_, inside)| *inside == Some(true))
                .filter_map(|((code, park), _)| code.zip(park))
                .collect();
            let sum = |park: Option<&str>| -> f64 {
                members
                    .iter()
                    .filter(|(_, of)| park.is_none_or(|park| park == *of))
                    .filter_map(|(code, _)| sizes.get(code))
                    .sum()
            };
            let zone = sum(None);
            for park in &definitions.pipeline.parks {
                let value = sum(Some(&park.id));
                let enterprises = count(members.iter().filter(|(_, of)| *of == park.id));
                rows.push(ChainLinkRow {
                    period: period.to_owned(),
                    chain: chain.id.clone(),
                    link: link.id.clone(),
                    park: park.id.clone(),
                    enterprises,
                    value: (enterprises > 0).then_some(value),
                    share: (zone > 0.0).then(|| 100.0 * value / zone),
                });
            }
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::definitions;

    fn row(unit: &str, industry: &str, value: f64, share: f64, quotient: f64) -> IndustryRow {
        IndustryRow {
            unit: unit.to_owned(),
            industry: industry.to_owned(),
            leading: unit == "east" && industry != "食品",
            enterprises: 1,
            value: Some(value),
            share: Some(share),
            location_quotient: Some(quotient),
            ..IndustryRow::default()
        }
    }

    /// East: 60 robots, 40 software; west: 20 robots, 30 software, 50 food. The profile of east names robots and
    /// software, that of west nothing.
    fn industries() -> Vec<IndustryRow> {
        vec![
            row("east", "机器人", 60.0, 60.0, 1.5),
            row("east", "软件", 40.0, 40.0, 1.14),
            row("west", "食品", 50.0, 50.0, 2.0),
            row("west", "软件", 30.0, 30.0, 0.86),
            row("west", "机器人", 20.0, 20.0, 0.5),
        ]
    }

    #[test]
    fn concentration_specialisation_and_similarity_follow_their_formulas() {
        let (structures, pairs) = structures(&definitions(), "2023", &industries());
        let near =
            |value: Option<f64>, wanted: f64| assert!((value.unwrap() - wanted).abs() < 1e-9);
        // 60² + 40² = 5200; 50² + 30² + 20² = 3800
        near(structures[0].concentration, 5200.0);
        near(structures[1].concentration, 3800.0);
        near(structures[0].leading_share, 100.0);
        assert_eq!(structures[1].industries, 3);
        // |0.6 − 0.2| + |0.4 − 0.3| + |0 − 0.5| = 1.0; min: 0.2 + 0.3 + 0 = 0.5
        near(pairs[0].krugman, 1.0);
        near(pairs[0].similarity, 0.5);
        near(structures[0].specialisation, 1.0);
    }

    #[test]
    fn parks_compete_where_both_claim_and_complement_where_one_has_what_the_other_leads_in() {
        let mut rows = industries();
        let (_, pairs) = structures(&definitions(), "2023", &rows);
        assert_eq!(pairs[0].competing, "");
        assert_eq!(pairs[0].complementing, "机器人、软件");
        rows[3].location_quotient = Some(1.2);
        let (_, pairs) = structures(&definitions(), "2023", &rows);
        assert_eq!(pairs[0].competing, "软件");
        assert_eq!(pairs[0].complementing, "机器人");
        assert_eq!(pairs[1].competing, "软件");
    }
}
