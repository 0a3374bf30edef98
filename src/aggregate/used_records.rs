//! The records that count in sums, as the frame that measures and ladders are evaluated on.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use polars::prelude::{
    BooleanChunked, DataFrame, Expr, IntoColumn, IntoLazy, JoinArgs, JoinType, MaintainOrderJoin,
    PolarsResult, col, lit, when,
};

use crate::definitions::{Definitions, Use};
use crate::expressions::record_frame;
use crate::tables::{Edited, RecordStatus};

/// The record frame of the used enterprises of a period, with the previous period's used records joined as
/// `prev_…` (blank without one). Rows keep the order of `enterprises`.
///
/// Where the pipeline says `previous` for rejected or unregistered records, the fields and projects of the
/// enterprise's record of the previous period stand in for them; name, park and status stay the current ones.
///
/// # Errors
/// When the tables do not fit the definitions.
pub fn used_records(
    definitions: &Definitions,
    current: &Edited,
    previous: Option<&Edited>,
) -> Result<DataFrame> {
    let before = match previous {
        Some(previous) => Some((previous, used_records(definitions, previous, None)?)),
        None => None,
    };
    let before = before.as_ref().map(|(previous, frame)| (*previous, frame));
    used_records_with(definitions, current, before)
}

/// The rows of list forms of the used records: the previous period's, where its record stands in.
///
/// # Errors
/// When the tables do not fit the definitions.
pub fn used_projects(
    definitions: &Definitions,
    current: &Edited,
    previous: Option<&Edited>,
) -> Result<DataFrame> {
    let projects = || -> PolarsResult<DataFrame> {
        let used = current.used_enterprises()?;
        let standing_in = stood_in_for(definitions, &used)?;
        let all = match previous {
            Some(previous) if !standing_in.is_empty() => {
                with_previous_projects(current, &standing_in, previous)?
            }
            _ => current.projects.clone(),
        };
        let codes: BTreeSet<String> = used
            .column("credit_code")?
            .str()?
            .iter()
            .flatten()
            .map(str::to_owned)
            .collect();
        all.filter(&is_one_of(&codes, &all)?)
    };
    projects().with_context(|| format!("the projects of {} cannot be put together", current.period))
}

/// [`used_records`] with the previous period's frame as it gave it, for those who need that one, too.
///
/// # Errors
/// When the tables do not fit the definitions.
pub fn used_records_with(
    definitions: &Definitions,
    current: &Edited,
    before: Option<(&Edited, &DataFrame)>,
) -> Result<DataFrame> {
    let records = || -> PolarsResult<DataFrame> {
        let used = current.used_enterprises()?;
        let standing_in = stood_in_for(definitions, &used)?;
        let (enterprises, projects) = match before {
            Some((previous, _)) if !standing_in.is_empty() => (
                with_previous_fields(definitions, &used, &standing_in, previous)?,
                with_previous_projects(current, &standing_in, previous)?,
            ),
            _ => (used, current.projects.clone()),
        };
        record_frame(
            definitions,
            current.period,
            &enterprises,
            &projects,
            before.map(|(_, frame)| frame),
        )
    };
    records().with_context(|| {
        format!(
            "the used records of {} cannot be put together",
            current.period
        )
    })
}

/// Credit codes of the used records for which the previous period's stand in.
fn stood_in_for(definitions: &Definitions, used: &DataFrame) -> PolarsResult<BTreeSet<String>> {
    let codes = used.column("credit_code")?.str()?;
    let statuses = used.column("status")?.str()?;
    Ok(codes
        .iter()
        .zip(statuses.iter())
        .filter_map(|(code, status)| {
            let status = RecordStatus::from_word(status?)?;
            (status.policy(definitions.pipeline.records) == Use::Previous)
                .then_some(code?.to_owned())
        })
        .collect())
}

fn is_one_of(codes: &BTreeSet<String>, frame: &DataFrame) -> PolarsResult<BooleanChunked> {
    Ok(frame
        .column("credit_code")?
        .str()?
        .iter()
        .map(|code| code.is_some_and(|code| codes.contains(code)))
        .collect())
}

fn with_previous_fields(
    definitions: &Definitions,
    used: &DataFrame,
    codes: &BTreeSet<String>,
    previous: &Edited,
) -> PolarsResult<DataFrame> {
    let replaced: Vec<&str> = definitions
        .survey
        .record_fields()
        .map(|field| field.code.as_str())
        .chain(std::iter::once("lists"))
        .collect();
    let before_name = |name: &str| format!("before:{name}");
    let before = previous.used_enterprises()?.lazy().select(
        std::iter::once(col("credit_code"))
            .chain(
                replaced
                    .iter()
                    .map(|name| col(*name).alias(before_name(name))),
            )
            .collect::<Vec<_>>(),
    );
    let mut frame = used.clone();
    let stands_in = is_one_of(codes, used)?.with_name("before:stands_in".into());
    frame.with_column(stands_in.into_column())?;
    let fields: Vec<Expr> = replaced
        .iter()
        .map(|name| {
            when(col("before:stands_in"))
                .then(col(before_name(name)))
                .otherwise(col(*name))
                .alias(*name)
        })
        .collect();
    let order = JoinArgs {
        maintain_order: MaintainOrderJoin::Left,
        ..JoinArgs::new(JoinType::Left)
    };
    frame
        .lazy()
        .join(before, [col("credit_code")], [col("credit_code")], order)
        .with_columns(fields)
        .collect()?
        .select(used.get_column_names_owned())
}

fn with_previous_projects(
    current: &Edited,
    codes: &BTreeSet<String>,
    previous: &Edited,
) -> PolarsResult<DataFrame> {
    let own = current
        .projects
        .filter(&!&is_one_of(codes, &current.projects)?)?;
    let before = previous
        .projects
        .filter(&is_one_of(codes, &previous.projects)?)?
        .lazy()
        .with_column(lit(current.period.to_string()).alias("period"))
        .collect()?
        .select(own.get_column_names_owned())?;
    own.vstack(&before)
}
