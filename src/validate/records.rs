//! The records that are edited: a frame with one row per enterprise, or per row of a list form.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use polars::prelude::{
    AnyValue, Column, DataFrame, DataType, Float64Chunked, IntoLazy, PolarsResult, StringChunked,
    col, lit,
};

use crate::definitions::{Definitions, Language};
use crate::expressions::{Blank, RecordColumns, record_frame};
use crate::ingest::Ingested;
use crate::period::Period;
use crate::tables::{Edited, FindingRow, RecordStatus};

use super::messages;

/// Records with the columns that rules may read.
pub(super) struct Records {
    frame: DataFrame,
    columns: HashMap<String, usize>,
    /// Credit code, name and park of each record.
    respondents: Vec<(String, String, Option<String>)>,
    /// Row of each record in the list form; none for enterprises.
    rows: Vec<Option<i64>>,
    /// Last year's value of the pipeline's measure of size, by credit code.
    sizes_before: HashMap<String, f64>,
    period: Period,
}

impl Records {
    /// The enterprises that have a record, with tags, sums, derived fields and the previous period's used
    /// records as `prev_…`.
    pub(super) fn of_enterprises(
        definitions: &Definitions,
        period: Period,
        ingested: &Ingested,
        previous: Option<&Edited>,
    ) -> Result<Records> {
        let frame = || -> PolarsResult<(DataFrame, HashMap<String, f64>)> {
            let has_record = ingested
                .enterprises
                .column("status")?
                .str()?
                .iter()
                .map(|status| {
                    status
                        .and_then(RecordStatus::from_word)
                        .is_some_and(has_record)
                })
                .collect();
            let before = match previous {
                Some(previous) => Some(record_frame(
                    definitions,
                    previous.period,
                    &previous.used_enterprises()?,
                    &previous.projects,
                    None,
                )?),
                None => None,
            };
            let sizes = match &before {
                Some(before) => sizes(definitions, before)?,
                None => HashMap::new(),
            };
            let frame = record_frame(
                definitions,
                period,
                &ingested.enterprises.filter(&has_record)?,
                &ingested.projects,
                before.as_ref(),
            )?;
            Ok((frame, sizes))
        };
        let (frame, sizes) =
            frame().with_context(|| format!("the records of {period} cannot be built"))?;
        let mut records = Records::of(frame, period, |_| None)?;
        records.sizes_before = sizes;
        Ok(records)
    }

    /// The rows of the list forms, each with its respondent.
    pub(super) fn of_items(
        period: Period,
        ingested: &Ingested,
        enterprises: &Records,
    ) -> Result<Records> {
        let respondents: HashMap<&str, &(String, String, Option<String>)> = enterprises
            .respondents
            .iter()
            .map(|respondent| (respondent.0.as_str(), respondent))
            .collect();
        let frame = || -> PolarsResult<DataFrame> {
            let of_a_record = ingested
                .projects
                .column("credit_code")?
                .str()?
                .iter()
                .map(|code| code.is_some_and(|code| respondents.contains_key(code)))
                .collect();
            ingested
                .projects
                .filter(&of_a_record)?
                .lazy()
                .with_column(lit(i64::from(period.year)).alias("year"))
                .collect()
        };
        let frame = frame().with_context(|| format!("the projects of {period} cannot be read"))?;
        Records::of(frame, period, |code| respondents.get(code).copied())
    }

    fn of<'a>(
        mut frame: DataFrame,
        period: Period,
        respondent: impl Fn(&str) -> Option<&'a (String, String, Option<String>)>,
    ) -> Result<Records> {
        frame.rechunk_mut();
        let texts = |name: &str| -> PolarsResult<Vec<Option<String>>> {
            let column = frame.column(name)?.str()?;
            Ok(column.iter().map(|text| text.map(str::to_owned)).collect())
        };
        let codes = texts("credit_code")?
            .into_iter()
            .map(Option::unwrap_or_default);
        let respondents = if frame.column("name").is_ok() && frame.column("park").is_ok() {
            let names = texts("name")?.into_iter().map(Option::unwrap_or_default);
            codes
                .zip(names)
                .zip(texts("park")?)
                .map(|((code, name), park)| (code, name, park))
                .collect()
        } else {
            codes
                .map(|code| match respondent(&code) {
                    Some(respondent) => respondent.clone(),
                    None => (code, String::new(), None),
                })
                .collect()
        };
        let rows = match frame.column("row") {
            Ok(rows) => rows.i64()?.iter().collect(),
            Err(_) => vec![None; frame.height()],
        };
        let columns = frame
            .get_column_names()
            .into_iter()
            .enumerate()
            .map(|(place, name)| (name.to_string(), place))
            .collect();
        Ok(Records {
            frame,
            columns,
            respondents,
            rows,
            sizes_before: HashMap::new(),
            period,
        })
    }

    /// Last year's size of a record's enterprise, by the pipeline's measure of size.
    pub(super) fn size_before(&self, place: usize) -> Option<f64> {
        let (credit_code, ..) = self.respondents.get(place)?;
        self.sizes_before.get(credit_code).copied()
    }

    /// The place of every respondent's record, by credit code.
    pub(super) fn places(&self) -> HashMap<&str, usize> {
        self.respondents
            .iter()
            .enumerate()
            .map(|(place, (credit_code, ..))| (credit_code.as_str(), place))
            .collect()
    }

    /// Whether an enterprise's record came with a list form.
    pub(super) fn has_list(&self, form: &str, place: usize) -> bool {
        self.texts("lists")
            .and_then(|lists| lists.get(place))
            .is_some_and(|lists| lists.split(',').any(|list| list == form))
    }

    /// Number of records.
    pub(super) fn len(&self) -> usize {
        self.frame.height()
    }

    /// The frame, for expressions.
    pub(super) fn frame(&self) -> &DataFrame {
        &self.frame
    }

    /// The year of the records.
    pub(super) fn year(&self) -> i32 {
        self.period.year
    }

    /// Credit code of a record.
    pub(super) fn credit_code(&self, place: usize) -> &str {
        self.respondents
            .get(place)
            .map_or("", |(credit_code, ..)| credit_code)
    }

    /// Whether the frame has a column.
    pub(super) fn has_column(&self, name: &str) -> bool {
        self.columns.contains_key(name)
    }

    fn column(&self, name: &str) -> Option<&Column> {
        self.frame.columns().get(*self.columns.get(name)?)
    }

    /// A column of numbers.
    pub(super) fn numbers(&self, name: &str) -> Option<&Float64Chunked> {
        self.column(name)?.f64().ok()
    }

    /// A column of texts.
    pub(super) fn texts(&self, name: &str) -> Option<&StringChunked> {
        self.column(name)?.str().ok()
    }

    /// Whether a value is blank; an unknown column is not.
    pub(super) fn is_blank(&self, name: &str, place: usize) -> bool {
        self.column(name)
            .is_some_and(|column| matches!(column.get(place), Ok(AnyValue::Null)))
    }

    /// A value as a reader should see it; none for an unknown column.
    pub(super) fn shown(&self, name: &str, place: usize, language: Language) -> Option<String> {
        Some(match self.column(name)?.get(place).ok()? {
            AnyValue::Null => messages::blank(language).to_owned(),
            AnyValue::Float64(value) => messages::number(value),
            AnyValue::String(text) => text.to_owned(),
            AnyValue::StringOwned(text) => text.to_string(),
            AnyValue::Boolean(value) => match (value, language) {
                (true, Language::Zh) => "是".to_owned(),
                (false, Language::Zh) => "否".to_owned(),
                (true, Language::En) => "yes".to_owned(),
                (false, Language::En) => "no".to_owned(),
            },
            other => other.to_string(),
        })
    }

    /// A finding about a record, with everything but what was found.
    pub(super) fn finding(&self, place: usize, rule: &str) -> FindingRow {
        let (credit_code, name, park) = self.respondents[place].clone();
        FindingRow {
            period: self.period.to_string(),
            credit_code,
            name,
            park,
            rule: rule.to_owned(),
            row: self.rows[place],
            ..FindingRow::default()
        }
    }
}

/// Size of every enterprise of a frame that has one.
fn sizes(definitions: &Definitions, frame: &DataFrame) -> PolarsResult<HashMap<String, f64>> {
    let measure = definitions.pipeline.overview.size.as_deref();
    let Some(measure) = measure.and_then(|id| definitions.measure(id)) else {
        return Ok(HashMap::new());
    };
    let columns = RecordColumns::of(definitions);
    let size = measure.sql.to_expr(Blank::Zero, &columns.enterprise);
    let sizes = frame
        .clone()
        .lazy()
        .select([
            col("credit_code"),
            size.cast(DataType::Float64).alias("size"),
        ])
        .collect()?;
    let codes = sizes.column("credit_code")?.str()?;
    Ok(codes
        .iter()
        .zip(sizes.column("size")?.f64()?.iter())
        .filter_map(|(code, size)| Some((code?.to_owned(), size?)))
        .collect())
}

/// Whether a status of the reader means that there is a record to edit.
pub(super) fn has_record(status: RecordStatus) -> bool {
    match status {
        RecordStatus::Accepted | RecordStatus::Rejected | RecordStatus::Unregistered => true,
        RecordStatus::Missing | RecordStatus::Closed | RecordStatus::Withdrawn => false,
    }
}
