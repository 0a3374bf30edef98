//! Measures: of every used record, and their sums over parks and the zone.

use anyhow::{Result, bail};

use super::{Script, names, selected, table, values, view};
use crate::expressions::Blank;

/// Columns of the views beside the measures.
const BESIDE: [&str; 5] = ["basis", "level", "unit", "credit_code", "park"];

impl Script<'_> {
    /// The views up to `measures`.
    pub(super) fn measures(&self) -> Result<String> {
        let measures = &self.definitions.measures;
        if measures.is_empty() {
            bail!("the definitions have no measures: there is nothing to sum");
        }
        if let Some(measure) = measures.iter().find(|m| BESIDE.contains(&m.id.as_str())) {
            bail!(
                "the measure `{}` has the name of a column that the script needs: give it another id",
                measure.id
            );
        }
        let counted = if self.stands_in() {
            "counted_records"
        } else {
            "records"
        };
        let mut text = self.of_records("record_measures", counted)?;
        if self.has_previous {
            text.push_str(&self.of_records("previous_record_measures", "previous_records")?);
        }
        text.push_str(&view(
            "counted_measures",
            "Who counts on which basis: matched are the enterprises that are in both periods, by today's park.",
            &self.counted(),
        ));
        text.push_str(&table(
            "measure_sums",
            "Sums over parks and the zone, blank where nobody gave a value.",
            &self.sums(),
        ));
        text.push_str(&view(
            "measures",
            "Measures by level, unit and measure.",
            &self.long(),
        ));
        Ok(text)
    }

    /// The ids as columns, each with a prefix.
    fn measure_columns(&self, prefix: &str) -> Vec<String> {
        let ids = self.definitions.measures.iter();
        ids.map(|measure| format!("{prefix}{}", names::column(&measure.id)))
            .collect()
    }

    fn of_records(&self, name: &str, source: &str) -> Result<String> {
        let mut text = String::new();
        let mut held = String::new();
        if self.is_short() {
            text.push_str(&self.sent_forms(source));
            text.push_str(&self.held_forms(source, "r.used"));
            held = format!("\nCROSS JOIN {source}_held h");
        }
        let mut inner = vec!["credit_code".to_owned(), "park".to_owned()];
        let mut outer = inner.clone();
        for measure in &self.definitions.measures {
            let expr = measure.sql.to_expr(Blank::Zero, &self.columns.enterprise);
            let what = format!("measure `{}`", measure.id);
            let mut printed =
                self.print_number(&what, &measure.sql, expr, &self.columns.enterprise)?;
            if self.is_short() {
                printed = self.where_held(printed, measure.sql.columns());
            }
            let id = names::column(&measure.id);
            inner.push(format!("{printed} AS {id}"));
            outer.push(format!("{} AS {id}", names::finite(&id)));
        }
        let select = format!(
            "{}\nFROM (\n{}\nFROM {source} r{held}\nWHERE r.used\n) m",
            selected(&outer),
            selected(&inner)
        );
        let remark =
            "Measures of every record that counts in sums. A number that is infinite is none.";
        text.push_str(&table(name, remark, &select));
        Ok(text)
    }

    fn counted(&self) -> String {
        let part = |basis: &str, columns: &[String], source: &str| {
            let mut all = vec![format!("'{basis}' AS basis")];
            all.extend_from_slice(columns);
            format!("SELECT {}\nFROM {source}", all.join(", "))
        };
        let own = |prefix: &str, park: &str| {
            let mut columns = vec![format!("{prefix}credit_code"), format!("{park}park")];
            columns.extend(self.measure_columns(prefix));
            columns
        };
        let mut parts = vec![part("current", &own("", ""), "record_measures")];
        if self.has_previous {
            let both = "record_measures c\nJOIN previous_record_measures p ON p.credit_code = c.credit_code";
            parts.push(part("previous", &own("", ""), "previous_record_measures"));
            parts.push(part("matched", &own("c.", "c."), both));
            parts.push(part("matched_previous", &own("p.", "c."), both));
        }
        parts.join("\nUNION ALL\n")
    }

    /// Every unit has a row on every basis, a park without enterprises too.
    fn sums(&self) -> String {
        let bases: &[&str] = if self.has_previous {
            &["current", "previous", "matched", "matched_previous"]
        } else {
            &["current"]
        };
        let bases: Vec<String> = bases.iter().map(|basis| format!("('{basis}')")).collect();
        let units: Vec<String> = self
            .units()
            .map(|(level, unit)| format!("('{level}', {})", names::text(unit)))
            .collect();
        let zone = names::text(&self.definitions.pipeline.id);
        let columns = self.measure_columns("").join(", ");
        let keys = ["basis", "level", "unit"];
        let mut inner: Vec<String> = keys.iter().map(|key| format!("u.{key}")).collect();
        let mut outer: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        for id in self.measure_columns("") {
            inner.push(format!("SUM(m.{id}) AS {id}"));
            outer.push(format!("{} AS {id}", names::finite(&id)));
        }
        format!(
            "{outer}\nFROM (\n{inner}\nFROM (\nSELECT basis, level, unit\nFROM {bases}\nCROSS JOIN {units}\n) u\n\
             LEFT JOIN (\n\
             SELECT basis, 'park' AS level, park AS unit, {columns}\nFROM counted_measures\n\
             UNION ALL\n\
             SELECT basis, 'zone' AS level, {zone} AS unit, {columns}\nFROM counted_measures\n\
             ) m ON m.basis = u.basis AND m.level = u.level AND m.unit = u.unit\n\
             GROUP BY u.basis, u.level, u.unit\n) s",
            outer = selected(&outer),
            inner = selected(&inner),
            bases = values(&bases, "b(basis)"),
            units = values(&units, "n(level, unit)"),
        )
    }

    fn long(&self) -> String {
        let period = names::text(&self.period.to_string());
        let ids: Vec<String> = self
            .definitions
            .measures
            .iter()
            .map(|measure| format!("({})", names::text(&measure.id)))
            .collect();
        let ids = values(&ids, "i(measure)");
        let cases: Vec<String> = self
            .definitions
            .measures
            .iter()
            .map(|measure| {
                format!(
                    "WHEN {} THEN {}",
                    names::text(&measure.id),
                    names::column(&measure.id)
                )
            })
            .collect();
        let value = format!("CASE measure\n    {}\nEND AS value", cases.join("\n    "));
        format!(
            "SELECT {period} AS period, 'enterprise' AS level, credit_code AS unit, measure, {value}\n\
             FROM record_measures\nCROSS JOIN {ids}\n\
             UNION ALL\n\
             SELECT {period} AS period, level, unit, measure, {value}\n\
             FROM (SELECT * FROM measure_sums WHERE basis = 'current') s\nCROSS JOIN {ids}"
        )
    }

    /// Level and unit of the parks, then the zone.
    pub(super) fn units(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let zone = &self.definitions.pipeline;
        let parks = zone.parks.iter().map(|park| ("park", park.id.as_str()));
        parks.chain([("zone", zone.id.as_str())])
    }
}
