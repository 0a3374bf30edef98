//! Tables of a few enterprises, written by hand.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use huoju::definitions::{Definitions, Form};
use huoju::period::Period;
use huoju::tables::Edited;
use polars::prelude::*;

/// The definitions that the project ships; loaded once, for the checks of every expression take their time.
pub(crate) fn definitions() -> &'static Definitions {
    static SHIPPED: OnceLock<Definitions> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/shenyang.toml");
        Definitions::load(&file, annual(2023)).unwrap_or_else(|problems| panic!("{problems}"))
    })
}

pub(crate) fn annual(year: i32) -> Period {
    Period {
        year,
        quarter: None,
    }
}

/// What an enterprise has written into a field.
#[derive(Clone, Copy)]
pub(crate) enum Typed {
    Number(f64),
    Text(&'static str),
}

impl From<i32> for Typed {
    fn from(number: i32) -> Self {
        Typed::Number(f64::from(number))
    }
}

impl From<&'static str> for Typed {
    fn from(text: &'static str) -> Self {
        Typed::Text(text)
    }
}

/// One enterprise, or one project of an enterprise.
#[derive(Clone)]
pub(crate) struct Row {
    code: String,
    park: &'static str,
    industry: Option<&'static str>,
    lists: &'static str,
    fields: BTreeMap<&'static str, Typed>,
}

impl Row {
    /// An enterprise that came with the list of projects.
    pub(crate) fn enterprise(code: impl Into<String>, park: &'static str) -> Row {
        Row {
            code: code.into(),
            park,
            industry: None,
            lists: "GQ-004",
            fields: BTreeMap::new(),
        }
    }

    pub(crate) fn project(code: impl Into<String>) -> Row {
        Row::enterprise(code, "")
    }

    /// The same row of another enterprise.
    pub(crate) fn of(mut self, code: impl Into<String>) -> Row {
        self.code = code.into();
        self
    }

    pub(crate) fn without_project_list(mut self) -> Row {
        self.lists = "";
        self
    }

    pub(crate) fn leading_industry(mut self, industry: &'static str) -> Row {
        self.industry = Some(industry);
        self
    }

    pub(crate) fn with(mut self, code: &'static str, typed: impl Into<Typed>) -> Row {
        self.fields.insert(code, typed.into());
        self
    }

    /// Numbers of many fields.
    pub(crate) fn numbers<const N: usize>(mut self, numbers: [(&'static str, i32); N]) -> Row {
        for (code, number) in numbers {
            self.fields.insert(code, number.into());
        }
        self
    }

    fn number(&self, code: &str) -> Option<f64> {
        match self.fields.get(code) {
            Some(Typed::Number(number)) => Some(*number),
            Some(Typed::Text(_)) => panic!("{code} is a number"),
            None => None,
        }
    }

    fn text(&self, code: &str) -> Option<&'static str> {
        match self.fields.get(code) {
            Some(Typed::Text(text)) => Some(*text),
            Some(Typed::Number(_)) => panic!("{code} is no number"),
            None => None,
        }
    }
}

/// The edited records of a period.
pub(crate) fn edited(
    definitions: &Definitions,
    year: i32,
    enterprises: &[Row],
    projects: &[Row],
) -> Edited {
    for row in enterprises.iter().chain(projects) {
        for code in row.fields.keys() {
            assert!(definitions.survey.field(code).is_some(), "no field {code}");
        }
    }
    let list = definitions.survey.form("GQ-004").unwrap();
    Edited {
        period: annual(year),
        enterprises: enterprise_table(definitions, year, enterprises),
        projects: project_table(list, year, projects),
        zone_form: Vec::new(),
    }
}

fn enterprise_table(definitions: &Definitions, year: i32, rows: &[Row]) -> DataFrame {
    let mut columns = vec![
        texts("period", rows, |_| Some(period_text(year))),
        texts("credit_code", rows, |row| Some(row.code.clone())),
        texts("name", rows, |row| Some(format!("{}公司", row.code))),
        texts("park", rows, |row| Some(row.park.to_owned())),
        texts("status", rows, |_| Some("accepted".to_owned())),
    ];
    columns.extend(
        definitions
            .survey
            .record_fields()
            .map(|field| field_column(&field.code, field.kind.is_number(), rows)),
    );
    columns.push(texts("lists", rows, |row| Some(row.lists.to_owned())));
    columns.push(texts("leading_industry", rows, |row| {
        row.industry.map(str::to_owned)
    }));
    columns.push(Column::new("used".into(), vec![true; rows.len()]));
    DataFrame::new(rows.len(), columns).unwrap()
}

fn project_table(form: &Form, year: i32, rows: &[Row]) -> DataFrame {
    let mut columns = vec![
        texts("period", rows, |_| Some(period_text(year))),
        texts("credit_code", rows, |row| Some(row.code.clone())),
    ];
    columns.extend(
        form.fields
            .iter()
            .map(|field| field_column(&field.code, field.kind.is_number(), rows)),
    );
    let numbers: Vec<i64> = (1..).take(rows.len()).collect();
    columns.push(Column::new("row".into(), numbers));
    DataFrame::new(rows.len(), columns).unwrap()
}

fn period_text(year: i32) -> String {
    annual(year).to_string()
}

fn texts(name: &str, rows: &[Row], text: impl Fn(&Row) -> Option<String>) -> Column {
    Column::new(name.into(), rows.iter().map(text).collect::<Vec<_>>())
}

fn field_column(code: &str, number: bool, rows: &[Row]) -> Column {
    if number {
        let numbers: Vec<Option<f64>> = rows.iter().map(|row| row.number(code)).collect();
        Column::new(code.into(), numbers)
    } else {
        texts(code, rows, |row| row.text(code).map(str::to_owned))
    }
}

/// A column of a frame as numbers.
pub(crate) fn numbers(frame: &DataFrame, column: &str) -> Vec<Option<f64>> {
    frame
        .column(column)
        .unwrap()
        .f64()
        .unwrap()
        .iter()
        .collect()
}
