//! `huoju trace`: from a field of an enterprise to its cells.

use anyhow::{Result, bail};

use super::Status;
use super::session::Session;
use crate::cli::{Options, Target};
use crate::ingest::Ingested;
use crate::store::Store;
use crate::tables::{FileStatus, ValueRow};

/// Prints every cell that a field's value was read from, used or not.
pub(super) fn trace(
    target: &Target,
    enterprise: &str,
    field: Option<&str>,
    options: &Options,
) -> Result<Status> {
    let session = Session::open(target, options)?;
    let ingested: Ingested = Store::read_only(&session.store).load(session.period)?;
    let code = enterprise.trim().to_uppercase();
    let known = ingested
        .values
        .iter()
        .any(|value| value.credit_code == code)
        || ingested
            .register
            .iter()
            .any(|entry| entry.credit_code == code);
    if !known {
        bail!(
            "{} has no enterprise with the credit code `{enterprise}`, neither in the register nor among the respondents",
            session.period
        );
    }
    let wanted = field.map(|field| field.trim().to_lowercase());
    if let Some(wanted) = &wanted
        && session.definitions.survey.field(wanted).is_none()
    {
        bail!("the survey has no field `{wanted}`");
    }
    let period = session.period.to_string();
    let name = ingested
        .register
        .iter()
        .find(|entry| entry.credit_code == code)
        .map_or("(not in the register)", |entry| entry.name.as_str());
    println!("{code} {name}, {period}");
    let mut printed = 0;
    for value in ingested.values.iter().filter(|value| {
        value.credit_code == code && wanted.as_ref().is_none_or(|wanted| value.code == *wanted)
    }) {
        print_value(&session, &ingested, value);
        printed += 1;
    }
    if printed == 0 {
        println!("  no cell holds a value: the respondent left it blank or did not answer");
    }
    Ok(Status::Done)
}

/// One value: its field, number, cell, text, unit, and what became of it.
fn print_value(session: &Session, ingested: &Ingested, value: &ValueRow) {
    let label = session
        .definitions
        .survey
        .field(&value.code)
        .map_or("", |(_, field)| field.label(session.language));
    let unit = session
        .definitions
        .survey
        .field(&value.code)
        .map_or("", |(_, field)| field.unit.as_str());
    let row = value.row.map_or(String::new(), |row| format!(" row {row}"));
    let result = match (value.number, &value.coded) {
        (Some(number), _) => format!("{number} {unit}"),
        (None, Some(text)) => text.clone(),
        (None, None) => "blank".to_owned(),
    };
    println!("{}{row} {label} = {}", value.code, result.trim_end());
    let place = if value.sheet.is_empty() {
        format!("{} {}", value.file, value.cell)
    } else {
        format!("{} [{}] {}", value.file, value.sheet, value.cell)
    };
    println!("  cell      {place}");
    println!("  as typed  {:?}", value.text);
    if !value.unit.is_empty() && value.unit != unit {
        println!("  unit      {} → {unit}", value.unit);
    }
    if value.period != session.period.to_string() {
        println!("  period    {} (last year's column)", value.period);
    }
    if value.used {
        println!("  in the record");
    } else {
        let file = ingested.files.iter().find(|file| file.path == value.file);
        let reason = match file {
            Some(file) if file.status == FileStatus::Superseded => file.reason.as_str(),
            _ => "another value of the same field stands in the record, or none does",
        };
        println!("  not used: {reason}");
    }
}
