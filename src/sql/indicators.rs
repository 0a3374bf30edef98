//! Indicators of the parks and the zone: formulas over the sums, and what the zone itself reports.

use anyhow::Result;
use polars::prelude::DataType;

use super::{Script, names, selected, values, view};
use crate::definitions::Indicator;
use crate::expressions::{Blank, MeasureFrame};

impl Script<'_> {
    /// The views up to `indicators`.
    pub(super) fn indicators(&self) -> Result<String> {
        let mut text = view(
            "formula_inputs",
            "What formulas read: sums, those of the period before, and the parks' own quantities.",
            &self.inputs(),
        );
        let mut parts = Vec::new();
        if self.of_formulas().next().is_some() {
            text.push_str(&view(
                "formula_values",
                "Formulas on every basis. A number that is infinite is none.",
                &self.formulas()?,
            ));
            parts.push("SELECT basis, level, unit, indicator, value FROM formula_values");
        }
        if self.of_zone_form().next().is_some() {
            text.push_str(&view(
                "zone_form_given",
                "What the zone form gives: nothing where it contradicts itself.",
                &self.zone_form_given(),
            ));
            text.push_str(&view(
                "zone_form_values",
                "A missing value of the zone is the sum of its parks' where the indicator adds up.",
                &self.zone_form_values(),
            ));
            parts.push("SELECT basis, level, unit, indicator, value FROM zone_form_values");
        }
        text.push_str(&view(
            "indicator_values",
            "Indicators on every basis.",
            &parts.join("\nUNION ALL\n"),
        ));
        text.push_str(&view(
            "indicators",
            "Indicators by level, unit and indicator.",
            &self.rows(),
        ));
        Ok(text)
    }

    fn of_formulas(&self) -> impl Iterator<Item = &Indicator> {
        let indicators = self.definitions.indicators.iter();
        indicators.filter(|indicator| !indicator.from_zone_form())
    }

    fn of_zone_form(&self) -> impl Iterator<Item = &Indicator> {
        let indicators = self.definitions.indicators.iter();
        indicators.filter(|indicator| indicator.from_zone_form())
    }

    fn inputs(&self) -> String {
        let mut columns = vec![
            "c.basis".to_owned(),
            "c.level".to_owned(),
            "c.unit".to_owned(),
        ];
        let attributes = self.definitions.park_attributes();
        for name in MeasureFrame::schema(self.definitions).iter_names() {
            let own = name
                .strip_prefix("prev_")
                .filter(|own| self.definitions.measure(own).is_some());
            let value = match own {
                Some(own) if self.has_previous => format!("p.{}", names::column(own)),
                Some(_) => "CAST(NULL AS DOUBLE)".to_owned(),
                None if attributes.contains(name.as_str()) => {
                    format!("u.{}", names::column(name))
                }
                None => format!("c.{}", names::column(name)),
            };
            columns.push(format!("{value} AS {}", names::column(name)));
        }
        let mut select = format!("{}\nFROM measure_sums c", selected(&columns));
        if self.has_previous {
            select.push_str(
                "\nLEFT JOIN measure_sums p ON p.level = c.level AND p.unit = c.unit AND p.basis = CASE c.basis WHEN 'current' THEN 'previous' WHEN 'matched' THEN 'matched_previous' END",
            );
        }
        if !attributes.is_empty() {
            let mut header = vec!["level".to_owned(), "unit".to_owned()];
            header.extend(attributes.iter().map(|name| names::column(name)));
            let rows: Vec<String> = self
                .units()
                .map(|(level, unit)| {
                    let own = attributes
                        .iter()
                        .map(|name| self.attribute(level, unit, name));
                    let own: Vec<String> = own.collect();
                    format!("('{level}', {}, {})", names::text(unit), own.join(", "))
                })
                .collect();
            let table = values(&rows, &format!("u({})", header.join(", ")));
            select.push_str(&format!(
                "\nJOIN {table} ON u.level = c.level AND u.unit = c.unit"
            ));
        }
        select
    }

    /// A park's own quantity; the zone's is the sum of its parks'.
    fn attribute(&self, level: &str, unit: &str, name: &str) -> String {
        let parks = self.definitions.pipeline.parks.iter();
        parks
            .filter(|park| level == "zone" || park.id == unit)
            .filter_map(|park| park.attributes.get(name).copied())
            .reduce(|sum, value| sum + value)
            .map_or("CAST(NULL AS DOUBLE)".to_owned(), names::double)
    }

    fn formulas(&self) -> Result<String> {
        let schema = MeasureFrame::schema(self.definitions);
        let mut cases = Vec::new();
        let mut ids = Vec::new();
        for indicator in self.of_formulas() {
            let Some(formula) = &indicator.formula else {
                continue;
            };
            let expr = formula
                .to_expr(Blank::Propagate, &schema)
                .cast(DataType::Float64);
            let what = format!("indicator `{}`", indicator.id);
            let printed = self.print_number(&what, formula, expr, &schema)?;
            let id = names::text(&indicator.id);
            cases.push(format!("WHEN {id} THEN {printed}"));
            ids.push(format!("({id})"));
        }
        Ok(format!(
            "SELECT basis, level, unit, indicator, {finite} AS value\n\
             FROM (\nSELECT f.basis, f.level, f.unit, i.indicator,\nCASE i.indicator\n    {cases}\nEND AS value\n\
             FROM formula_inputs f\nCROSS JOIN {ids}\n) v",
            finite = names::finite("value"),
            cases = cases.join("\n    "),
            ids = values(&ids, "i(indicator)"),
        ))
    }

    fn zone_form_given(&self) -> String {
        let given = |basis: &str, table: &str| {
            format!(
                "SELECT '{basis}' AS basis, indicator, park, CASE WHEN MIN(value) = MAX(value) THEN MIN(value) END AS value\n\
                 FROM {table}\nGROUP BY indicator, park"
            )
        };
        let mut parts = vec![given("current", "zone_form")];
        if self.has_previous {
            parts.push(given("previous", "previous_zone_form"));
        }
        parts.join("\nUNION ALL\n")
    }

    fn zone_form_values(&self) -> String {
        let zone = &self.definitions.pipeline;
        let rows: Vec<String> = self
            .of_zone_form()
            .map(|indicator| {
                let additive = if indicator.additive { "TRUE" } else { "FALSE" };
                format!("({}, {additive})", names::text(&indicator.id))
            })
            .collect();
        let known = values(&rows, "i(indicator, additive)");
        let parks = names::texts(zone.parks.iter().map(|park| park.id.as_str()));
        let mut parts = Vec::new();
        if !parks.is_empty() {
            parts.push(format!(
                "SELECT g.basis, 'park' AS level, g.park AS unit, g.indicator, g.value\n\
                 FROM zone_form_given g\nJOIN {known} ON i.indicator = g.indicator\nWHERE g.park IN ({parks})"
            ));
        }
        let sum = if parks.is_empty() {
            "CAST(NULL AS DOUBLE)".to_owned()
        } else {
            format!(
                "CASE WHEN i.additive THEN SUM(CASE WHEN g.park IN ({parks}) THEN g.value END) END"
            )
        };
        parts.push(format!(
            "SELECT g.basis, 'zone' AS level, {} AS unit, g.indicator, COALESCE(MAX(CASE WHEN g.park IS NULL THEN g.value END), {sum}) AS value\n\
             FROM zone_form_given g\nJOIN {known} ON i.indicator = g.indicator\nGROUP BY g.basis, g.indicator, i.additive",
            names::text(&zone.id)
        ));
        parts.join("\nUNION ALL\n")
    }

    /// One row per unit and indicator that stands there, with or without a value.
    fn rows(&self) -> String {
        let own_basis = match self.period.quarter {
            None => "annual",
            Some(_) => "quarterly",
        };
        let mut known = Vec::new();
        for (level, unit) in self.units() {
            let indicators = self.definitions.indicators.iter();
            for indicator in indicators.filter(|indicator| level == "zone" || indicator.parks) {
                let basis = if indicator.from_zone_form() {
                    "zone_form"
                } else {
                    own_basis
                };
                let place = known.len() + 1;
                known.push(format!(
                    "({place}, '{level}', {}, {}, {}, {}, '{basis}')",
                    names::text(unit),
                    names::text(&indicator.id),
                    names::text(&indicator.label.zh),
                    names::text(&indicator.unit)
                ));
            }
        }
        let known = values(
            &known,
            "k(place, level, unit, indicator, label, uom, basis)",
        );
        let growth = |value: &str, before: &str| {
            names::finite(&format!(
                "(({value} - {before}) / NULLIF(ABS({before}), 0) * 100)"
            ))
        };
        let joined = |alias: &str, basis: &str| {
            format!(
                "LEFT JOIN indicator_values {alias} ON {alias}.basis = '{basis}' AND {alias}.level = k.level AND {alias}.unit = k.unit AND {alias}.indicator = k.indicator"
            )
        };
        let (before, joins) = if self.has_previous {
            let joins = [
                joined("v", "current"),
                joined("p", "previous"),
                joined("m", "matched"),
                joined("mp", "matched_previous"),
            ];
            let before = [
                "p.value AS previous".to_owned(),
                "v.value - p.value AS change".to_owned(),
                format!("{} AS growth", growth("v.value", "p.value")),
                format!("{} AS matched_growth", growth("m.value", "mp.value")),
            ];
            (before, joins.join("\n"))
        } else {
            let blank = ["previous", "change", "growth", "matched_growth"];
            let before = blank.map(|name| format!("CAST(NULL AS DOUBLE) AS {name}"));
            (before, joined("v", "current"))
        };
        let mut columns = vec![format!(
            "{} AS period",
            names::text(&self.period.to_string())
        )];
        columns
            .extend(["level", "unit", "indicator", "label", "uom"].map(|name| format!("k.{name}")));
        columns.push("v.value".to_owned());
        columns.extend(before);
        columns.push("k.basis".to_owned());
        format!("{}\nFROM {known}\n{joins}", selected(&columns))
    }
}
