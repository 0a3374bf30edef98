//! `huoju sql`: the definitions as a script for another engine.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};

use super::Status;
use super::session::Session;
use crate::cli::{Options, SqlArgs};
use crate::sql::{self, Previous, Tables};
use crate::store::{EDITED, Store};

/// The table of the edited records that a run writes for its own period.
const ENTERPRISES: &str = "enterprises";

/// Prints the script.
pub(super) fn sql(args: &SqlArgs, options: &Options) -> Result<Status> {
    let session = Session::open(&args.target, options)?;
    let script = sql::script(
        &session.definitions,
        session.period,
        &tables(&session, args),
    )?;
    std::io::stdout()
        .write_all(script.as_bytes())
        .context("the script cannot be printed")?;
    Ok(Status::Done)
}

/// Where the tables lie: where the options say, else in the store.
fn tables(session: &Session, args: &SqlArgs) -> Tables {
    let (current, previous) = match &args.tables {
        Some(folder) => (
            folder.clone(),
            args.previous_tables.as_ref().map(|folder| Previous {
                folder: folder.clone(),
                records: records_of(folder).to_owned(),
            }),
        ),
        None => in_store(session),
    };
    Tables {
        current,
        previous,
        engine: args.engine,
    }
}

fn in_store(session: &Session) -> (String, Option<Previous>) {
    let store = Store::read_only(&session.store);
    let period = session.period;
    let folder = |period| store.tables(period).display().to_string();
    if !store.has(period, ENTERPRISES) {
        tracing::warn!(
            "the store `{}` has no table `{ENTERPRISES}` of {period} yet: run `huoju run` before the script",
            session.store.display()
        );
    }
    let before = period.previous();
    let previous = store.has(before, EDITED).then(|| Previous {
        folder: folder(before),
        records: EDITED.to_owned(),
    });
    if previous.is_none() {
        tracing::info!(
            "the store has no edited records of {before}: the script knows no period before, growth stays blank"
        );
    }
    (folder(period), previous)
}

/// The store keeps the records as the period after sees them; an output folder has those of the period's own run.
fn records_of(folder: &str) -> &'static str {
    let has = |table: &str| Path::new(folder).join(format!("{table}.parquet")).is_file();
    if !has(EDITED) && has(ENTERPRISES) {
        ENTERPRISES
    } else {
        EDITED
    }
}
