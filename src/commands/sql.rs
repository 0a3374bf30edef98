//! `huoju sql`: the definitions as a script for another engine.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};

use super::Status;
use super::session::Session;
use crate::cli::{Options, SqlArgs};
use crate::period::Period;
use crate::sql::{self, Places, Tables};
use crate::store::Store;

/// The edited records that a run writes for its own period.
const ENTERPRISES: &str = "enterprises";

/// The records of a period as the period after sees them: edited without a period before.
const EDITED: &str = "edited";

/// Prints the script.
pub(super) fn sql(args: &SqlArgs, options: &Options) -> Result<Status> {
    let session = Session::open(&args.target, options)?;
    let tables = match &args.tables {
        Some(folder) => Tables {
            current: Places::in_folder(folder, ENTERPRISES),
            previous: args
                .previous_tables
                .as_ref()
                .map(|folder| Places::in_folder(folder, records_of(folder))),
            engine: args.engine,
        },
        None => in_store(&session, args)?,
    };
    let script = sql::script(&session.definitions, session.period, &tables)?;
    std::io::stdout()
        .write_all(script.as_bytes())
        .context("the script cannot be printed")?;
    Ok(Status::Done)
}

/// The tables of the last run.
fn in_store(session: &Session, args: &SqlArgs) -> Result<Tables> {
    let store = Store::read_only(&session.store);
    let places = |period: Period, records: &str| {
        let file = |table| Some(store.file(period, table)?.display().to_string());
        Some(Places {
            enterprises: file(records)?,
            projects: file("projects")?,
            zone_form: file("zone_form")?,
        })
    };
    let period = session.period;
    let current = places(period, ENTERPRISES).with_context(|| {
        format!(
            "the store `{}` has no edited records of {period}: run `huoju run` first, or say with `--tables` where they will be",
            session.store.display()
        )
    })?;
    let before = period.previous();
    let previous = places(before, EDITED);
    if previous.is_none() {
        tracing::info!(
            "the store has no edited records of {before}: the script knows no period before, growth stays blank"
        );
    }
    Ok(Tables {
        current,
        previous,
        engine: args.engine,
    })
}

/// Copies of the store's tables have the records as the period after sees them; the folder of a run's outputs has
/// those of the period's own run.
fn records_of(folder: &str) -> &'static str {
    let has = |table: &str| Path::new(folder).join(format!("{table}.parquet")).is_file();
    if !has(EDITED) && has(ENTERPRISES) {
        ENTERPRISES
    } else {
        EDITED
    }
}
