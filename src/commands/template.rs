//! `huoju template`: an empty form workbook for respondents.

use anyhow::{Context, Result, bail};

use super::Status;
use super::session::Session;
use crate::cli::{Options, Target};
use crate::ingest::Ingested;
use crate::report;
use crate::store::Store;

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
    let (name, respondent) = match enterprise {
        None => (format!("{}.xlsx", session.period), None),
        Some(code) => {
            let entry = register_entry(&session, code)?;
            (format!("{}-{}.xlsx", session.period, entry.0), Some(entry))
        }
    };
    let path = folder.join(name);
    report::write_template(
        &session.definitions,
        session.period,
        respondent
            .as_ref()
            .map(|(code, name)| (code.as_str(), name.as_str())),
        session.language,
        &path,
    )?;
    println!("{}", path.display());
    Ok(Status::Done)
}

/// Credit code and name of an enterprise of the register that the store knows.
fn register_entry(session: &Session, code: &str) -> Result<(String, String)> {
    let store = Store::read_only(&session.store);
    let ingested: Ingested = store.load(session.period).with_context(|| {
        format!(
            "the register of {} is not in the store: run `huoju ingest` first",
            session.period
        )
    })?;
    match ingested
        .register
        .iter()
        .find(|entry| entry.credit_code.eq_ignore_ascii_case(code.trim()))
    {
        Some(entry) => Ok((entry.credit_code.clone(), entry.name.clone())),
        None => bail!("the register has no enterprise with the credit code `{code}`"),
    }
}
