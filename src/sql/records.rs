//! The frame of records: fields, tags, item sums, derived fields, and all of these a year before.

use std::collections::HashMap;

use anyhow::Result;
use polars::prelude::DataType;

use super::{Kind, Script, codes, names, selected, table, view};
use crate::definitions::{DerivedField, Use};
use crate::expressions::{Blank, finite};
use crate::tables::RecordStatus;

/// A frame of records to make, by the names of its views.
pub(super) struct Frame<'a> {
    /// Name of the frame.
    pub(super) name: &'a str,
    /// View with the enterprises.
    pub(super) enterprises: &'a str,
    /// Which of them have a record here.
    pub(super) condition: &'a str,
    /// View with the rows of list forms.
    pub(super) projects: &'a str,
    /// The year of the records.
    pub(super) year: i32,
    /// The frame of the period before.
    pub(super) previous: Option<&'a str>,
}

impl Script<'_> {
    /// The views that make a frame: sums over lists, then tags, then derived fields in as many steps as they build
    /// on each other, then last year's columns.
    pub(super) fn frame(&self, frame: &Frame<'_>) -> Result<String> {
        let (mut text, item_views) = self.item_sums(frame)?;
        let base = format!("{}_read", frame.name);
        text.push_str(&view(
            &base,
            "Fields, tags and sums over lists.",
            &self.base(frame, &item_views)?,
        ));
        let mut source = base;
        for (place, step) in self.steps().iter().enumerate() {
            let mut columns = vec!["r.*".to_owned()];
            for derived in step {
                let expr = derived
                    .sql
                    .to_expr(Blank::Unknown, &self.columns.enterprise);
                let what = format!("derived field `{}`", derived.id);
                let printed =
                    self.print_number(&what, &derived.sql, finite(expr), &self.columns.enterprise)?;
                columns.push(format!("{printed} AS {}", names::column(&derived.id)));
            }
            let name = format!("{}_derived_{}", frame.name, place + 1);
            let select = format!("{}\nFROM {source} r", selected(&columns));
            text.push_str(&view(&name, "Derived fields.", &select));
            source = name;
        }
        text.push_str(&table(
            frame.name,
            "The frame of records, last year's columns beside this year's.",
            &self.with_previous(frame, &source)?,
        ));
        Ok(text)
    }

    fn base(&self, frame: &Frame<'_>, item_views: &[(String, String)]) -> Result<String> {
        let mut columns = vec![
            "e.*".to_owned(),
            format!("CAST({} AS BIGINT) AS year", frame.year),
            format!(
                "{} AS in_leading_industry",
                codes::in_leading_industry(&self.definitions.profiles)
            ),
        ];
        for tag in &self.definitions.tags {
            columns.push(format!(
                "{} AS {}",
                codes::tag(self.definitions, tag),
                names::column(&tag.id)
            ));
        }
        let mut joins = String::new();
        for (place, (form, item_view)) in item_views.iter().enumerate() {
            let alias = format!("items_{}", place + 1);
            // An empty list sums to 0, no list to nothing.
            let has_list = format!("POSITION({} IN e.lists) > 0", names::text(form));
            let sums = self.definitions.item_sums.iter();
            for sum in sums.filter(|sum| sum.form == *form) {
                let id = names::column(&sum.id);
                columns.push(format!(
                    "CASE WHEN {has_list} AND {alias}.item_of IS NULL THEN 0.0E0 WHEN {has_list} THEN {alias}.{id} END AS {id}"
                ));
            }
            joins.push_str(&format!(
                "\nLEFT JOIN {item_view} {alias} ON {alias}.item_of = e.credit_code"
            ));
        }
        Ok(format!(
            "{}\nFROM (SELECT * FROM {} WHERE {}) e{joins}",
            selected(&columns),
            frame.enterprises,
            frame.condition
        ))
    }

    /// Derived fields in steps: each builds on those of the steps before alone.
    fn steps(&self) -> Vec<Vec<&DerivedField>> {
        let mut step_of: HashMap<&str, usize> = HashMap::new();
        let mut steps: Vec<Vec<&DerivedField>> = Vec::new();
        for derived in &self.definitions.derived {
            let read = derived.sql.columns();
            let before = read
                .iter()
                .filter_map(|column| step_of.get(column.as_str()));
            let step = before.max().map_or(0, |step| step + 1);
            step_of.insert(&derived.id, step);
            if step == steps.len() {
                steps.push(Vec::new());
            }
            if let Some(fields) = steps.get_mut(step) {
                fields.push(derived);
            }
        }
        steps
    }

    fn with_previous(&self, frame: &Frame<'_>, source: &str) -> Result<String> {
        let mut columns = vec!["r.*".to_owned()];
        for (name, dtype) in self.columns.enterprise.iter() {
            let Some(own) = name.strip_prefix("prev_") else {
                continue;
            };
            let value = match frame.previous {
                Some(_) => format!("p.{}", names::column(own)),
                None => blank(dtype),
            };
            columns.push(format!("{value} AS {}", names::column(name)));
        }
        let join = frame.previous.map_or(String::new(), |previous| {
            format!("\nLEFT JOIN {previous} p ON p.credit_code = r.credit_code")
        });
        Ok(format!("{}\nFROM {source} r{join}", selected(&columns)))
    }

    /// The used records with last year's fields and projects in the place of those for which they stand in.
    pub(super) fn stand_ins(&self) -> String {
        let policy = self.definitions.pipeline.records;
        let statuses = [RecordStatus::Rejected, RecordStatus::Unregistered]
            .into_iter()
            .filter(|status| status.policy(policy) == Use::Previous)
            .map(RecordStatus::word);
        let stands_in = format!("e.status IN ({})", names::texts(statuses));
        let kept = ["period", "credit_code", "name", "park", "status"];
        let mut columns: Vec<String> = kept.iter().map(|name| format!("e.{name}")).collect();
        let fields = self.definitions.survey.record_fields();
        for name in fields.map(|field| field.code.as_str()).chain(["lists"]) {
            let name = names::column(name);
            columns.push(format!(
                "CASE WHEN {stands_in} THEN b.{name} ELSE e.{name} END AS {name}"
            ));
        }
        columns.extend(["leading_industry", "used"].map(|name| format!("e.{name}")));
        let enterprises = format!(
            "{}\nFROM enterprises e\nLEFT JOIN (SELECT * FROM previous_enterprises WHERE used) b ON b.credit_code = e.credit_code\nWHERE e.used",
            selected(&columns)
        );
        let items = self.definitions.survey.list_forms();
        let columns: Vec<String> = ["credit_code", "row"]
            .into_iter()
            .chain(items.flat_map(|form| form.fields.iter().map(|field| field.code.as_str())))
            .map(|name| format!("p.{}", names::column(name)))
            .collect();
        let stood_in =
            format!("SELECT e.credit_code FROM enterprises e WHERE e.used AND {stands_in}");
        let projects = format!(
            "{columns}\nFROM projects p\nWHERE p.credit_code NOT IN ({stood_in})\nUNION ALL\n{columns}\nFROM previous_projects p\nWHERE p.credit_code IN ({stood_in})",
            columns = selected(&columns)
        );
        let mut text = view(
            "counted_enterprises",
            "The records that count in sums: last year's stand in where the pipeline says so.",
            &enterprises,
        );
        text.push_str(&view("counted_projects", "Their projects.", &projects));
        text
    }
}

/// A blank of a column's type.
fn blank(dtype: &DataType) -> String {
    let kind = Kind::of(dtype).map_or("DOUBLE", Kind::sql);
    format!("CAST(NULL AS {kind})")
}
