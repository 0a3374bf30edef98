//! The summary form: every field of the survey, totalled over the records used.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use polars::prelude::{DataFrame, IntoColumn, NewChunkedArray, StringChunked};
use rust_xlsxwriter::Workbook;

use crate::aggregate::{used_projects, used_records, used_records_with};
use crate::definitions::{FieldDefinition, FieldType, Form, Language};
use crate::report::left_out::left_out_note;
use crate::report::response::share;
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::{Shape, Tone};
use crate::report::view::View;

/// Total of a field: over the zone, and over each park.
#[derive(Clone, Debug, PartialEq)]
struct Total {
    /// Records that give the field.
    given: usize,
    /// The sum; for a yes-no field the number that say yes; none for texts and codes, and where nobody gave it.
    zone: Option<f64>,
    parks: Vec<Option<f64>>,
}

pub(super) fn write(view: &View, workbook: &mut Workbook) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("汇总表", "Totals"),
        view.say(
            "汇总表：采用企业各指标合计",
            "Totals of every field over the records used",
        ),
        view.language,
    )?;
    // A park's sum may be one enterprise's.
    sheet.inside();
    sheet.note(view.say(
        "数值指标为合计，是/否指标为选“是”的企业数，文本与代码只列填报企业数。空白不算零。",
        "Numbers are summed, yes-no fields count the yes, texts and codes show only how many gave them. A blank is not zero.",
    ));
    sheet.note(&left_out_note(view, None));
    let definitions = view.results.definitions;
    let parks: Vec<&str> = view.parks().into_iter().map(|(id, _)| id).collect();
    let (edited, previous) = (view.results.current, view.results.previous);
    let (before, projects_before) = match previous {
        Some(previous) => (
            Some(used_records(definitions, previous, None)?),
            Some(used_projects(definitions, previous, None)?),
        ),
        None => (None, None),
    };
    let current = used_records_with(definitions, edited, previous.zip(before.as_ref()))?;
    let projects = used_projects(definitions, edited, previous)?;
    let mut columns = vec![
        Column::text(view.say("表号", "Form")),
        Column::text(view.say("代码", "Code")),
        Column::text(view.say("指标名称", "Field")).most(48.0),
        Column::text(view.say("计量单位", "Unit")),
        Column::number(view.say("填报企业数", "Records that give it")),
        Column::number(view.say("合计", "Total")),
        Column::number(view.say("上年合计", "Year before")),
        Column::number(view.say("增长", "Growth")),
    ];
    columns.extend(view.parks().iter().map(|(_, name)| Column::number(*name)));
    let mut rows = Vec::new();
    for form in &definitions.survey.forms {
        let (frame, before) = if form.list {
            (
                items(&projects, &current)?,
                match (&projects_before, &before) {
                    (Some(projects), Some(records)) => Some(items(projects, records)?),
                    _ => None,
                },
            )
        } else {
            (current.clone(), before.clone())
        };
        if form.list {
            rows.push(items_row(view, form, &frame, before.as_ref(), &parks)?);
        }
        for field in form
            .fields
            .iter()
            .filter(|field| field.in_year(view.period().year))
        {
            let now = total(&frame, field, &parks)?;
            if !field.asked && now.given == 0 {
                continue;
            }
            let last = match &before {
                Some(before) => total(before, field, &parks)?.zone,
                None => None,
            };
            rows.push(row_of(view, form, field, &now, last));
        }
    }
    sheet.main_table(&columns, &rows, 3)?;
    sheet.finish()
}

/// The rows of a list form that belong to used records, with their enterprise's park.
fn items(projects: &DataFrame, records: &DataFrame) -> Result<DataFrame> {
    let read = || -> Result<DataFrame> {
        let codes = records.column("credit_code")?.str()?;
        let parks = records.column("park")?.str()?;
        let park_of: BTreeMap<&str, Option<&str>> = codes
            .iter()
            .zip(parks.iter())
            .filter_map(|(code, park)| Some((code?, park)))
            .collect();
        let own = projects.column("credit_code")?.str()?;
        let used = own
            .iter()
            .map(|code| code.is_some_and(|code| park_of.contains_key(code)))
            .collect();
        let mut items = projects.filter(&used)?;
        let parks = StringChunked::from_iter_options(
            "park".into(),
            items
                .column("credit_code")?
                .str()?
                .iter()
                .map(|code| code.and_then(|code| park_of.get(code).copied().flatten())),
        );
        items.with_column(parks.into_column())?;
        Ok(items)
    };
    read().context("the rows of the list forms")
}

/// Totals a field over a frame with a column `park`, in the order of its rows.
fn total(frame: &DataFrame, field: &FieldDefinition, parks: &[&str]) -> Result<Total> {
    let read = || -> Result<Total> {
        let column = frame.column(&field.code)?;
        let values: Vec<Option<f64>> = match field.kind {
            FieldType::Number | FieldType::Integer => column.f64()?.iter().collect(),
            FieldType::Bool => column
                .str()?
                .iter()
                .map(|text| text.map(|text| f64::from(u8::from(text == "1"))))
                .collect(),
            FieldType::Text | FieldType::Code | FieldType::Date => {
                return Ok(Total {
                    given: column.len() - column.null_count(),
                    zone: None,
                    parks: vec![None; parks.len()],
                });
            }
        };
        let of: Vec<Option<&str>> = frame.column("park")?.str()?.iter().collect();
        let sum = |wanted: &dyn Fn(Option<&str>) -> bool| {
            values
                .iter()
                .zip(&of)
                .filter(|(_, park)| wanted(**park))
                .filter_map(|(value, _)| *value)
                .reduce(|sum, value| sum + value)
        };
        Ok(Total {
            given: values.iter().flatten().count(),
            zone: sum(&|_| true),
            parks: parks
                .iter()
                .map(|wanted| sum(&|park| park == Some(*wanted)))
                .collect(),
        })
    };
    read().with_context(|| format!("the total of `{}`", field.code))
}

/// How many rows a list form has.
fn items_row(
    view: &View,
    form: &Form,
    items: &DataFrame,
    before: Option<&DataFrame>,
    parks: &[&str],
) -> Result<Vec<Cell>> {
    let of: Vec<Option<&str>> = items.column("park")?.str()?.iter().collect();
    let senders: BTreeSet<&str> = items
        .column("credit_code")?
        .str()?
        .iter()
        .flatten()
        .collect();
    let last = before.map(|before| before.height() as f64);
    let label = match view.language {
        Language::Zh => format!("{}：行数", form.label.zh),
        Language::En => format!("{}: rows", form.label.en),
    };
    let mut row = vec![
        Cell::text(&form.number),
        Cell::blank(),
        Cell::text(label).tone(Tone::Strong),
        Cell::blank(),
        Cell::count(senders.len()),
        Cell::count(items.height()).tone(Tone::Strong),
        Cell::number(last, 0),
        growth(Some(items.height() as f64), last),
    ];
    row.extend(
        parks
            .iter()
            .map(|wanted| Cell::count(of.iter().filter(|park| **park == Some(*wanted)).count())),
    );
    Ok(row)
}

fn growth(now: Option<f64>, last: Option<f64>) -> Cell {
    Cell::shaped(
        now.zip(last)
            .and_then(|(now, last)| share(now - last, last.abs())),
        Shape::Growth,
    )
}

fn row_of(
    view: &View,
    form: &Form,
    field: &FieldDefinition,
    total: &Total,
    last: Option<f64>,
) -> Vec<Cell> {
    let decimals = match field.kind {
        FieldType::Number if total.zone.is_some_and(|sum| sum.fract().abs() > 1e-9) => 2,
        _ => 0,
    };
    let number = if form.number.is_empty() {
        form.label.get(view.language)
    } else {
        &form.number
    };
    let unit = match (field.kind, field.unit.as_str()) {
        (FieldType::Bool, _) => view.say("家（选是）", "yes").to_owned(),
        (_, unit) => view.unit(unit),
    };
    let mut row = vec![
        Cell::text(number),
        Cell::text(&field.code),
        Cell::text(field.label(view.language)).indent(field.level.saturating_sub(1)),
        Cell::text(unit),
        Cell::count(total.given),
        Cell::number(total.zone, decimals).tone(Tone::Strong),
        Cell::number(last, decimals),
        growth(total.zone, last),
    ];
    row.extend(total.parks.iter().map(|sum| Cell::number(*sum, decimals)));
    row
}
