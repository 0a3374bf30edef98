//! `huoju template`: an empty form workbook for respondents.

use anyhow::{Context, Result};

use super::session::Session;
use super::{Status, previous};
use crate::cli::{Options, Target};
use crate::ingest::Ingested;
use crate::report::{self, Respondent};
use crate::store::Store;
use crate::tables::RegisterRow;

/// Writes the template and says where it is.
pub(super) fn template(
    target: &Target,
    enterprise: Option<&str>,
    options: &Options,
) -> Result<Status> {
    let session = Session::open(target, options)?;
    let folder = session.output.join("templates");
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot create `{}`", folder.display()))?;
    let store = Store::read_only(&session.store);
    let (name, entry, previous) = match enterprise {
        None => (session.period.to_string(), None, None),
        Some(code) => {
            let entry = register_entry(&session, &store, code)?;
            let name = format!("{}-{}", session.period, entry.credit_code);
            let previous = previous::from_store(&session, &store, session.period.previous())?;
            (name, Some(entry), previous)
        }
    };
    let respondent = entry.as_ref().map(|entry| Respondent {
        entry,
        previous: previous.as_ref(),
    });
    let path = folder.join(format!("{name}.xlsx"));
    report::write_template(
        &session.definitions,
        session.period,
        respondent.as_ref(),
        session.language,
        &path,
    )?;
    println!("{}", path.display());
    Ok(Status::Done)
}

/// The entry of an enterprise in the register that the store knows.
fn register_entry(session: &Session, store: &Store, code: &str) -> Result<RegisterRow> {
    let ingested: Ingested = store.load(session.period).with_context(|| {
        format!(
            "the register of {} is not in the store: run `huoju ingest` first",
            session.period
        )
    })?;
    ingested
        .register
        .into_iter()
        .find(|entry| entry.credit_code.eq_ignore_ascii_case(code.trim()))
        .with_context(|| format!("the register has no enterprise with the credit code `{code}`"))
}
