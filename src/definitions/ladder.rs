//! The ladder of enterprises (gradient cultivation) and innovation points.

use std::collections::{BTreeMap, BTreeSet};

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
    #[serde(default)]
    pub stages: Vec<Stage>,
    #[serde(default)]
    pub schemes: Vec<Scheme>,
}

/// A rung: a kind of enterprise that the zone cultivates. A column of the ladder table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rung {
    /// Name of the column.
    pub id: String,
    /// Its name.
    pub label: Label,
    /// For a rung that somebody else grants: holds where the enterprise has the certificate. The conditions then say
    /// who could apply, and whose certificate is in danger.
    #[serde(default)]
    pub held: Option<Expression>,
    /// All of these must hold.
    pub conditions: Vec<Condition>,
    /// What the rule demands beside and the survey does not ask: it is not judged, and the workbook says so.
    #[serde(default)]
    pub not_judged: Vec<Label>,
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
    /// How far the record is inside the condition (below 0: outside), a number over the record's columns, in the
    /// measure that `close` is given in. Left out, only whether the condition holds is known.
    #[serde(default)]
    pub margin: Option<Expression>,
    /// From this margin down a condition that holds is close to being lost; down to as much below 0 one that does not
    /// hold is close to being met.
    #[serde(default = "ten")]
    pub close: f64,
}

fn ten() -> f64 {
    10.0
}

/// A stage of an enterprise's life, by which its points are weighted and ranked; the first that holds counts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Id.
    pub id: String,
    /// Its name.
    pub label: Label,
    /// The condition over the record's columns; unknown counts as not met.
    pub sql: Expression,
    /// Document that the limits come from.
    #[serde(default)]
    pub source: Label,
    /// Whether the limits are confirmed.
    #[serde(default)]
    pub verified: bool,
}

/// A scheme of innovation points other than the zone's own: a second table beside it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// Id, by which abilities name it.
    pub id: String,
    /// Its name.
    pub label: Label,
    /// The document that it comes from.
    #[serde(default)]
    pub source: Label,
    /// What is certain and what is not, in words.
    #[serde(default)]
    pub certainty: Label,
    /// Whether its weights are known.
    #[serde(default)]
    pub verified: bool,
}

/// An ability of enterprises that innovation points measure (basic, input, management, output, ecological).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ability {
    /// Id.
    pub id: String,
    /// Its name.
    pub label: Label,
    /// The scheme that it belongs to; empty for the zone's own, whose points are those of the ladder.
    #[serde(default)]
    pub scheme: String,
    /// Points that the ability can give at each stage: the points of its items are scaled to them. Left out, they
    /// count as they are.
    #[serde(default)]
    pub maximum: BTreeMap<String, f64>,
    /// What gives points.
    pub items: Vec<PointItem>,
}

impl Ability {
    /// The points of the best bands of its items.
    pub fn best(&self) -> f64 {
        self.items.iter().map(PointItem::best).sum()
    }

    /// What an item's points are multiplied by at a stage.
    pub fn factor(&self, stage: Option<&str>) -> f64 {
        let best = self.best();
        match stage.and_then(|stage| self.maximum.get(stage)) {
            Some(maximum) if best > 0.0 => maximum / best,
            _ => 1.0,
        }
    }
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
    /// Points by value: the band with the greatest `min` not above the value counts. None where the scheme's weights
    /// are not known: the value is shown without points.
    #[serde(default)]
    pub bands: Vec<Band>,
    /// Whether the table is confirmed.
    #[serde(default)]
    pub verified: bool,
    /// Document that the table comes from.
    #[serde(default)]
    pub source: String,
}

impl PointItem {
    /// The points of the best band.
    pub fn best(&self) -> f64 {
        self.bands
            .iter()
            .map(|band| band.points)
            .fold(0.0, f64::max)
    }
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
pub(super) fn id_problems(
    rungs: &[Rung],
    abilities: &[Ability],
    stages: &[Stage],
    schemes: &[Scheme],
) -> Vec<(String, String)> {
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
        if !ability.scheme.is_empty() && schemes.iter().all(|scheme| scheme.id != ability.scheme) {
            problems.push((
                format!("abilities.{}.scheme", ability.id),
                format!("`{}` is none of the schemes", ability.scheme),
            ));
        }
        for (stage, points) in &ability.maximum {
            if stages.iter().all(|known| known.id != *stage) || !points.is_finite() || *points < 0.0
            {
                problems.push((
                    format!("abilities.{}.maximum.{stage}", ability.id),
                    "expected points of 0 or more for one of the stages".to_owned(),
                ));
            }
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
        let places: Vec<String> =
            id_problems(&file.rungs, &file.abilities, &file.stages, &file.schemes)
                .into_iter()
                .map(|(place, _)| place)
                .collect();
        assert_eq!(places, ["rungs.park", "rungs.gazelle", "abilities.input.a"]);
    }
}
