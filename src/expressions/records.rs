//! The frame of records that rules, measures and ladders are evaluated on: an enterprise's fields, the tags
//! looked up from its codes, sums over its lists, derived fields, and all of these a year before as `prev_…`.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use polars::prelude::*;

use super::rewrite::Blank;
use crate::definitions::{Definitions, DerivedField, Form, Former, Tag, section_of};
use crate::period::Period;

/// Texts of every record that are no fields of the survey.
const FIXED: [&str; 6] = [
    "period",
    "credit_code",
    "name",
    "park",
    "status",
    "leading_industry",
];

/// Whether a record's leading industry is among those that the profile of its park names.
const IN_LEADING_INDUSTRY: &str = "in_leading_industry";

/// Names of columns that a record or a row of a list has of itself: no field, tag or derived field may take one.
pub const RESERVED: [&str; 11] = [
    "period",
    "credit_code",
    "name",
    "park",
    "status",
    "leading_industry",
    IN_LEADING_INDUSTRY,
    "year",
    "lists",
    "used",
    "row",
];

/// Which columns an expression of a record may read, and their types.
pub struct RecordColumns {
    /// Columns of an enterprise, `prev_…` included.
    pub enterprise: Arc<Schema>,
    /// Columns of a row of each list form, by form number.
    pub items: BTreeMap<String, Arc<Schema>>,
}

impl RecordColumns {
    /// The columns that the definitions give a record.
    pub fn of(definitions: &Definitions) -> RecordColumns {
        let mut own = Schema::default();
        for field in definitions.survey.record_fields() {
            own.with_column(
                field.code.as_str().into(),
                field_dtype(field.kind.is_number()),
            );
        }
        for tag in &definitions.tags {
            own.with_column(tag.id.as_str().into(), tag_dtype(tag));
        }
        let numbers = definitions
            .item_sums
            .iter()
            .map(|sum| &sum.id)
            .chain(definitions.derived.iter().map(|derived| &derived.id));
        for id in numbers {
            own.with_column(id.as_str().into(), DataType::Float64);
        }
        let mut enterprise = fixed_schema();
        for (name, dtype) in own.iter() {
            enterprise.with_column(name.clone(), dtype.clone());
        }
        for (name, dtype) in own.iter() {
            enterprise.with_column(format!("prev_{name}").into(), dtype.clone());
        }
        let items = definitions
            .survey
            .list_forms()
            .map(|form| (form.number.clone(), Arc::new(item_schema(form))))
            .collect();
        RecordColumns {
            enterprise: Arc::new(enterprise),
            items,
        }
    }
}

fn fixed_schema() -> Schema {
    let mut schema: Schema = FIXED
        .iter()
        .map(|name| Field::new((*name).into(), DataType::String))
        .collect();
    schema.with_column(IN_LEADING_INDUSTRY.into(), DataType::Boolean);
    schema.with_column("year".into(), DataType::Int64);
    schema
}

fn item_schema(form: &Form) -> Schema {
    let mut schema: Schema = form
        .fields
        .iter()
        .map(|field| {
            Field::new(
                field.code.as_str().into(),
                field_dtype(field.kind.is_number()),
            )
        })
        .collect();
    schema.with_column("credit_code".into(), DataType::String);
    schema.with_column("year".into(), DataType::Int64);
    schema
}

fn field_dtype(number: bool) -> DataType {
    if number {
        DataType::Float64
    } else {
        DataType::String
    }
}

fn tag_dtype(tag: &Tag) -> DataType {
    if tag.section_of.is_some() {
        DataType::String
    } else {
        DataType::Boolean
    }
}

/// Builds the frame of records from the tables `enterprises` and `projects`.
///
/// `previous` is the frame of the period before, as this function returned it; its rows are joined by credit
/// code. Rows keep the order of `enterprises`.
///
/// # Errors
/// When a table lacks a column that the definitions name.
pub fn record_frame(
    definitions: &Definitions,
    period: Period,
    enterprises: &DataFrame,
    projects: &DataFrame,
    previous: Option<&DataFrame>,
) -> PolarsResult<DataFrame> {
    let columns = RecordColumns::of(definitions);
    let mut frame = enterprises
        .clone()
        .lazy()
        .with_column(lit(i64::from(period.year)).alias("year"))
        .collect()?;
    let formers = definitions.survey.formers(period.year);
    frame = with_formers(
        &columns.enterprise,
        &formers,
        |code| {
            definitions
                .survey
                .record_fields()
                .any(|field| field.code == code)
        },
        frame,
    )?;
    frame.with_column(in_leading_industry(definitions, &frame)?)?;
    for tag in &definitions.tags {
        let column = tag_column(definitions, tag, frame.column(&tag.field)?.str()?);
        frame.with_column(column)?;
    }
    frame = with_item_sums(definitions, period, &columns, frame, projects)?;
    for derived in &definitions.derived {
        frame = with_derived(&columns, std::iter::once(derived), frame)?;
        // A field that was split has its whole here, for its parts are not known of before.
        frame = with_formers(&columns.enterprise, &formers, |id| id == derived.id, frame)?;
    }
    with_previous(&columns, frame, previous)
}

/// Gives columns that were not asked yet the values that their history tells; what is given stays. `is_here` says
/// which of the former fields have their column by now.
fn with_formers(
    schema: &Schema,
    formers: &[&Former],
    is_here: impl Fn(&str) -> bool,
    mut frame: DataFrame,
) -> PolarsResult<DataFrame> {
    for former in formers.iter().filter(|former| is_here(&former.field)) {
        let name = former.field.as_str();
        let value = former.sql.to_expr(Blank::Unknown, schema);
        let value = match schema.get(name) {
            Some(DataType::String) => value,
            _ => finite(value),
        };
        frame = frame
            .lazy()
            .with_column(coalesce(&[col(name), value]).alias(name))
            .collect()?;
    }
    Ok(frame)
}

/// Computes derived fields, each after those that it builds on; columns of the same names are replaced.
///
/// # Errors
/// When the frame lacks a column that a derived field reads.
pub fn with_derived<'d>(
    columns: &RecordColumns,
    derived: impl Iterator<Item = &'d DerivedField>,
    mut frame: DataFrame,
) -> PolarsResult<DataFrame> {
    for derived in derived {
        let expr = derived.sql.to_expr(Blank::Unknown, &columns.enterprise);
        frame = frame
            .lazy()
            .with_column(finite(expr).alias(derived.id.as_str()))
            .collect()?;
    }
    Ok(frame)
}

/// The number as f64, blank where it is infinite or not a number.
pub fn finite(expr: Expr) -> Expr {
    let number = expr.cast(DataType::Float64);
    when(number.clone().is_finite())
        .then(number)
        .otherwise(lit(NULL))
}

/// True for a leading industry that the profile of the record's park names; false for another, for none, and where
/// no profile names any.
fn in_leading_industry(definitions: &Definitions, frame: &DataFrame) -> PolarsResult<Column> {
    let parks = frame.column("park")?.str()?;
    let industries = frame.column("leading_industry")?.str()?;
    let named = |park: &str, industry: &str| {
        definitions
            .profiles
            .iter()
            .filter(|profile| profile.park == park)
            .flat_map(|profile| &profile.industries)
            .any(|label| label.zh == industry.trim())
    };
    let column: BooleanChunked = parks
        .iter()
        .zip(industries.iter())
        .map(|(park, industry)| Some(park.zip(industry).is_some_and(|(p, i)| named(p, i))))
        .collect();
    Ok(column.with_name(IN_LEADING_INDUSTRY.into()).into_column())
}

fn tag_column(definitions: &Definitions, tag: &Tag, codes: &StringChunked) -> Column {
    let name = PlSmallStr::from_str(&tag.id);
    match tag
        .section_of
        .as_deref()
        .and_then(|id| definitions.list(id))
    {
        Some(list) => {
            let sections = list.sections();
            // A code that the list lacks belongs where its longest known prefix belongs.
            let section = |code: &str| section_of(&sections, code);
            StringChunked::from_iter_options(name, codes.iter().map(|code| code.and_then(section)))
                .into_column()
        }
        None => {
            let tagged = |code: &str| {
                tag.prefixes
                    .iter()
                    .any(|prefix| code.starts_with(prefix.as_str()))
            };
            BooleanChunked::from_iter_options(name, codes.iter().map(|code| code.map(tagged)))
                .into_column()
        }
    }
}

fn with_item_sums(
    definitions: &Definitions,
    period: Period,
    columns: &RecordColumns,
    mut frame: DataFrame,
    projects: &DataFrame,
) -> PolarsResult<DataFrame> {
    let formers = definitions.survey.formers(period.year);
    for sum in &definitions.item_sums {
        let schema = &columns.items[&sum.form];
        let is_of_form = |code: &str| {
            let form = definitions.survey.form(&sum.form);
            form.is_some_and(|form| form.fields.iter().any(|field| field.code == code))
        };
        let projects = with_formers(schema, &formers, is_of_form, projects.clone())?;
        let counts = match &sum.filter {
            Some(filter) => filter.to_expr(Blank::Unknown, schema).fill_null(lit(false)),
            None => lit(true),
        };
        let value = finite(sum.sum.to_expr(Blank::Unknown, schema));
        let given = col("item_value").is_not_null().any(true);
        let counted = col("item_counts").any(true);
        // A blank row counts as 0 where another row is given; rows that are all blank tell nothing.
        let total = when(given.or(counted.not()))
            .then(col("item_value").sum())
            .otherwise(lit(NULL));
        let sums = projects
            .lazy()
            .with_column(lit(i64::from(period.year)).alias("year"))
            .with_columns([
                when(counts.clone())
                    .then(value)
                    .otherwise(lit(NULL))
                    .alias("item_value"),
                counts.alias("item_counts"),
            ])
            .group_by_stable([col("credit_code")])
            .agg([total.cast(DataType::Float64).alias(sum.id.as_str())])
            .collect()?;
        let column = item_sum(&frame, &sums, &sum.form, &sum.id)?;
        frame.with_column(column)?;
    }
    Ok(frame)
}

/// The sums over a list form for each record. `lists` names the list forms that the record came with: an empty list
/// sums to 0, no list to nothing.
fn item_sum(frame: &DataFrame, sums: &DataFrame, form: &str, id: &str) -> PolarsResult<Column> {
    let of: HashMap<&str, Option<f64>> = sums
        .column("credit_code")?
        .str()?
        .iter()
        .zip(sums.column(id)?.f64()?.iter())
        .filter_map(|(code, sum)| Some((code?, sum)))
        .collect();
    let codes = frame.column("credit_code")?.str()?;
    let lists = frame.column("lists")?.str()?;
    let column = codes.iter().zip(lists.iter()).map(|(code, lists)| {
        let has_list = lists.is_some_and(|lists| lists.contains(form));
        let sum = code.and_then(|code| of.get(code).copied());
        has_list.then(|| sum.unwrap_or(Some(0.0))).flatten()
    });
    Ok(Float64Chunked::from_iter_options(id.into(), column).into_column())
}

fn with_previous(
    columns: &RecordColumns,
    frame: DataFrame,
    previous: Option<&DataFrame>,
) -> PolarsResult<DataFrame> {
    let names: Vec<PlSmallStr> = columns
        .enterprise
        .iter_names()
        .filter(|name| name.starts_with("prev_"))
        .cloned()
        .collect();
    match previous {
        Some(previous) => {
            let selected: Vec<Expr> = std::iter::once(col("credit_code"))
                .chain(
                    names
                        .iter()
                        .map(|name| col(&name["prev_".len()..]).alias(name.clone())),
                )
                .collect();
            frame
                .lazy()
                .join(
                    previous.clone().lazy().select(selected),
                    [col("credit_code")],
                    [col("credit_code")],
                    left_join(),
                )
                .collect()
        }
        None => {
            let blanks: Vec<Expr> = names
                .iter()
                .map(|name| {
                    lit(NULL)
                        .cast(
                            columns
                                .enterprise
                                .get(name)
                                .cloned()
                                .unwrap_or(DataType::Null),
                        )
                        .alias(name.clone())
                })
                .collect();
            frame.lazy().with_columns(blanks).collect()
        }
    }
}

fn left_join() -> JoinArgs {
    JoinArgs {
        maintain_order: MaintainOrderJoin::Left,
        ..JoinArgs::new(JoinType::Left)
    }
}
