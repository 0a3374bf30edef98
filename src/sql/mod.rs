//! SQL: the definitions' measures, indicators and rules as one script over the Parquet tables of a period, for an
//! engine that scales out.
//!
//! [`script`] is the door. The script is a chain of views and computed tables: where the tables lie, the frame of
//! records, the measures of records and their sums, the indicators, the outcomes of the rules. Each expression is printed from the tree that huoju
//! itself evaluates, blanks already treated, so that an engine computes the same numbers; what has no exact
//! counterpart is refused and named. Only the first lines differ from engine to engine ([`Engine`]).

mod codes;
mod functions;
mod indicators;
mod items;
mod measures;
mod names;
mod pattern;
mod printer;
mod records;
mod rules;
mod short_forms;
mod tables;

use anyhow::{Result, anyhow};
use polars::prelude::{DataType, Expr, Schema};

use crate::definitions::{Definitions, Use};
use crate::expressions::{Blank, Expression, RecordColumns};
use crate::period::Period;

use printer::{Kind, Printed};
use records::Frame;

pub use tables::{Engine, Places, Tables};

/// The script of a period over `tables`; its last views are `measures`, `indicators` and `rules`. Every statement ends
/// with a semicolon at the end of a line, and no other line does.
///
/// # Errors
/// When an expression has no exact counterpart in SQL: the message names the definition.
pub fn script(definitions: &Definitions, period: Period, tables: &Tables) -> Result<String> {
    let script = Script {
        definitions,
        period,
        columns: RecordColumns::of(definitions),
        has_previous: tables.previous.is_some(),
    };
    let mut text = script.head();
    text.push_str(&tables.statements());
    text.push_str(&script.records()?);
    text.push_str(&script.measures()?);
    text.push_str(&script.indicators()?);
    text.push_str(&script.rules()?);
    Ok(text)
}

/// An expression as the script prints it, over the columns of a schema: what `blank` says of blanks is in it.
///
/// # Errors
/// A part of a sentence that says what has no exact counterpart.
pub fn expression(sql: &Expression, blank: Blank, schema: &Schema) -> Result<String, String> {
    Ok(printer::print(&sql.to_expr(blank, schema), schema)?.text)
}

/// What the parts of the script are made of.
struct Script<'d> {
    definitions: &'d Definitions,
    period: Period,
    columns: RecordColumns,
    /// Whether there are tables of the period before.
    has_previous: bool,
}

impl Script<'_> {
    fn head(&self) -> String {
        let zone = &self.definitions.pipeline.name;
        format!(
            "-- Measures, indicators and edit rules of {}, {}.\n\
             -- Made by huoju from the definitions. Change those, not this script.\n\
             --\n\
             -- The last views are for readers: measures, indicators, rules.\n\n",
            zone.en, self.period
        )
    }

    /// The frames of records: of the period before, of the period, and the records that count in sums.
    fn records(&self) -> Result<String> {
        let mut text = String::new();
        if self.has_previous {
            text.push_str(&self.frame(&Frame {
                name: "previous_records",
                enterprises: "previous_enterprises",
                condition: "used",
                projects: "previous_projects",
                year: self.period.previous().year,
                previous: None,
            })?);
        }
        let previous = self.has_previous.then_some("previous_records");
        text.push_str(&self.frame(&Frame {
            name: "records",
            enterprises: "enterprises",
            condition: "status IN ('accepted', 'rejected', 'unregistered')",
            projects: "projects",
            year: self.period.year,
            previous,
        })?);
        if self.stands_in() {
            text.push_str(&self.stand_ins());
            text.push_str(&self.frame(&Frame {
                name: "counted_records",
                enterprises: "counted_enterprises",
                condition: "used",
                projects: "counted_projects",
                year: self.period.year,
                previous,
            })?);
        }
        Ok(text)
    }

    /// Whether records of the period before may stand in for some of the period.
    fn stands_in(&self) -> bool {
        let policy = self.definitions.pipeline.records;
        self.has_previous && [policy.unregistered, policy.rejected].contains(&Use::Previous)
    }

    /// An expression of a definition, refused by the definition's name.
    fn print(&self, what: &str, text: &str, expr: &Expr, schema: &Schema) -> Result<Printed> {
        printer::print(expr, schema).map_err(|found| {
            anyhow!(
                "{what}: `{text}` cannot be said in SQL that every engine reads alike: it holds {found}"
            )
        })
    }

    /// The same for a number, as a double.
    fn print_number(
        &self,
        what: &str,
        sql: &Expression,
        expr: Expr,
        schema: &Schema,
    ) -> Result<String> {
        let printed = self.print(what, sql.text(), &expr.cast(DataType::Float64), schema)?;
        debug_assert_eq!(printed.kind, Kind::Double);
        Ok(printed.text)
    }
}

/// A statement that makes a view, with a remark above it.
fn view(name: &str, remark: &str, select: &str) -> String {
    format!("-- {remark}\nCREATE OR REPLACE VIEW {name} AS\n{select};\n\n")
}

/// Statements that compute a table once, for what much is built on: as views, engines would compute it again for
/// each of its readers.
fn table(name: &str, remark: &str, select: &str) -> String {
    format!("-- {remark}\nDROP TABLE IF EXISTS {name};\nCREATE TABLE {name} AS\n{select};\n\n")
}

/// A list of what is selected, one a line.
fn selected(columns: &[String]) -> String {
    format!("SELECT\n    {}", columns.join(",\n    "))
}

/// Rows as a table of the script.
fn values(rows: &[String], alias: &str) -> String {
    format!("(VALUES\n    {}\n) AS {alias}", rows.join(",\n    "))
}
