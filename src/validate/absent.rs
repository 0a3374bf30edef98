//! Who was there last year and is not now: the list of withdrawn enterprises that the survey asks for.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};

use super::messages::Words;
use super::own_checks::{OwnChecks, Remark};
use super::records::Records;
use crate::ingest::Ingested;
use crate::period::Period;
use crate::tables::{Edited, FindingRow, RegisterRow};

/// One finding per enterprise whose record of the previous period was used and that has none now.
pub(super) fn findings(
    checks: &OwnChecks<'_>,
    period: Period,
    ingested: &Ingested,
    records: &Records,
    previous: Option<&Edited>,
) -> Result<Vec<FindingRow>> {
    let check = checks.settings("absent-since-last-year")?;
    let Some(previous) = previous else {
        return Ok(Vec::new());
    };
    let used = previous
        .used_enterprises()
        .context("the records of the previous period cannot be read")?;
    let column = |name: &str| used.column(name)?.str();
    let (codes, names, parks) = (column("credit_code")?, column("name")?, column("park")?);
    let present: BTreeSet<&str> = (0..records.len())
        .map(|place| records.credit_code(place))
        .collect();
    let register: BTreeMap<&str, &RegisterRow> = ingested
        .register
        .iter()
        .map(|row| (row.credit_code.as_str(), row))
        .collect();
    let mut findings = Vec::new();
    for ((code, name), park) in codes.iter().zip(names.iter()).zip(parks.iter()) {
        let Some(code) = code.filter(|code| !present.contains(code)) else {
            continue;
        };
        let known = register.get(code).copied();
        let mut finding = FindingRow {
            period: period.to_string(),
            credit_code: code.to_owned(),
            name: name.unwrap_or_default().to_owned(),
            park: park.map(str::to_owned),
            rule: check.id.clone(),
            file: known.map(|row| row.file.clone()).unwrap_or_default(),
            sheet: known.map(|row| row.sheet.clone()).unwrap_or_default(),
            ..FindingRow::default()
        };
        let status = known.map(|row| row.status.clone());
        let remark = Remark {
            detail: Words {
                zh: status.clone().unwrap_or_else(|| "无此企业".to_owned()),
                en: status.unwrap_or_else(|| "no entry".to_owned()),
            },
            ..Remark::default()
        };
        checks.word(check, &remark, &mut finding);
        findings.push(finding);
    }
    Ok(findings)
}
