//! The ladder of enterprises (gradient cultivation) and innovation points.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::Label;
use super::classification::yes;
use crate::expressions::Expression;

/// A file of `ladders/`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LadderFile {
    #[serde(default)]
    pub rungs: Vec<Rung>,
    #[serde(default)]
    pub abilities: Vec<Ability>,
}

/// A rung: a kind of enterprise that the zone cultivates. A column of the ladder table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rung {
    /// Name of the column.
    pub id: String,
    /// Its name.
    pub label: Label,
    /// All of these must hold.
    pub conditions: Vec<Condition>,
    /// Document that the rule comes from.
    #[serde(default)]
    pub source: Label,
    /// Whether the rule is confirmed.
    #[serde(default = "yes")]
    pub verified: bool,
}

/// One condition of a rung.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// What it demands.
    pub label: Label,
    /// The condition over the record's columns; unknown counts as not met.
    pub sql: Expression,
    /// A limit that no help can lift (at most 500 employees): missing it makes nobody a candidate.
    #[serde(default)]
    pub limit: bool,
}

/// An ability of enterprises that innovation points measure (basic, input, management, output, ecological).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ability {
    /// Id.
    pub id: String,
    /// Its name.
    pub label: Label,
    /// What gives points.
    pub items: Vec<PointItem>,
}

/// One item of the points table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PointItem {
    /// Id.
    pub id: String,
    /// What it measures.
    pub label: Label,
    /// The value, a number over the record's columns; a blank wins nothing.
    pub sql: Expression,
    /// Points by value: the band with the greatest `min` not above the value counts.
    pub bands: Vec<Band>,
    /// Whether the table is confirmed.
    #[serde(default)]
    pub verified: bool,
    /// Document that the table comes from.
    #[serde(default)]
    pub source: String,
}

/// Points from a value on.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Least value.
    pub min: f64,
    /// Points.
    pub points: f64,
}

/// Columns of the ladder table that are no rungs.
const COLUMNS: [&str; 4] = ["period", "credit_code", "park", "innovation_points"];

/// What is wrong with the ids: each rung is a column of the ladder, each ability and item a row of its points.
pub(super) fn id_problems(rungs: &[Rung], abilities: &[Ability]) -> Vec<(String, String)> {
    let mut problems = Vec::new();
    let mut seen: BTreeSet<&str> = COLUMNS.into();
    for rung in rungs {
        if !seen.insert(&rung.id) {
            problems.push((
                format!("rungs.{}", rung.id),
                format!(
                    "a rung's id is unique, and none of the ladder's columns {}",
                    COLUMNS.join(", ")
                ),
            ));
        }
        if rung.conditions.is_empty() {
            problems.push((
                format!("rungs.{}", rung.id),
                "a rung without conditions would hold every enterprise: add one".to_owned(),
            ));
        }
    }
    let mut seen = BTreeSet::new();
    for ability in abilities {
        if !seen.insert(ability.id.as_str()) {
            problems.push((
                format!("abilities.{}", ability.id),
                "this ability id is used twice".to_owned(),
            ));
        }
        let mut items = BTreeSet::new();
        for item in &ability.items {
            if !items.insert(item.id.as_str()) {
                problems.push((
                    format!("abilities.{}.{}", ability.id, item.id),
                    "this item id is used twice in the ability".to_owned(),
                ));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_rungs_are_columns_and_may_not_clash() {
        let file: LadderFile = toml::from_str(
            r#"
            [[rungs]]
            id = "park"
            label = { zh = "园", en = "park" }
            conditions = [{ label = { zh = "大", en = "large" }, sql = "size > 1" }]
            [[rungs]]
            id = "gazelle"
            label = { zh = "瞪羚", en = "gazelle" }
            conditions = []
            [[abilities]]
            id = "input"
            label = { zh = "投入", en = "input" }
            items = [
                { id = "a", label = { zh = "甲", en = "a" }, sql = "size", bands = [] },
                { id = "a", label = { zh = "乙", en = "b" }, sql = "size", bands = [] },
            ]
            "#,
        )
        .unwrap();
        let places: Vec<String> = id_problems(&file.rungs, &file.abilities)
            .into_iter()
            .map(|(place, _)| place)
            .collect();
        assert_eq!(places, ["rungs.park", "rungs.gazelle", "abilities.input.a"]);
    }
}
