//! What the reader remarked, as findings with words and severity.

use std::collections::HashMap;

use anyhow::Result;

use super::cells::Cells;
use super::messages::Words;
use super::own_checks::{OwnChecks, Remark};
use crate::definitions::Definitions;
use crate::ingest::Ingested;
use crate::tables::FindingRow;

/// One finding per notice. Remarks on a value that a later submission replaced are dropped: the `superseded`
/// finding tells of it, and an error that was corrected must not reject the record.
pub(super) fn findings(
    checks: &OwnChecks<'_>,
    definitions: &Definitions,
    ingested: &Ingested,
    cells: &Cells<'_>,
) -> Result<Vec<FindingRow>> {
    let respondents = respondents(ingested)?;
    let mut findings = Vec::with_capacity(ingested.notices.len());
    for notice in &ingested.notices {
        let replaced = !notice.code.is_empty()
            && cells.is_superseded(definitions, &notice.credit_code, &notice.code, &notice.file);
        if replaced {
            continue;
        }
        let check = checks.settings(&notice.check)?;
        let known = respondents.get(notice.credit_code.as_str());
        let park = Some(notice.park.as_str()).filter(|park| !park.is_empty());
        let located = !notice.code.is_empty() && !notice.cell.is_empty();
        let mut finding = FindingRow {
            period: notice.period.clone(),
            credit_code: notice.credit_code.clone(),
            name: match known {
                Some((name, _)) if notice.name.is_empty() => (*name).to_owned(),
                _ => notice.name.clone(),
            },
            park: park
                .or_else(|| known.and_then(|(_, park)| *park))
                .map(str::to_owned),
            rule: notice.check.clone(),
            codes: notice.code.clone(),
            value: notice.value,
            expected: notice.expected,
            row: notice.row,
            file: notice.file.clone(),
            sheet: notice.sheet.clone(),
            cell: notice.cell.clone(),
            cells: if located {
                format!("{}={}!{}", notice.code, notice.sheet, notice.cell)
            } else {
                String::new()
            },
            ..FindingRow::default()
        };
        let remark = Remark {
            text: &notice.text,
            detail: Words {
                zh: notice.detail.clone(),
                en: notice.detail_en.clone(),
            },
            ..Remark::default()
        };
        checks.word(check, &remark, &mut finding);
        findings.push(finding);
    }
    Ok(findings)
}

/// Name and park of every enterprise of the table.
fn respondents(ingested: &Ingested) -> Result<HashMap<&str, (&str, Option<&str>)>> {
    let column = |name: &str| ingested.enterprises.column(name)?.str();
    let (codes, names, parks) = (column("credit_code")?, column("name")?, column("park")?);
    Ok(codes
        .iter()
        .zip(names.iter())
        .zip(parks.iter())
        .filter_map(|((code, name), park)| Some((code?, (name.unwrap_or_default(), park))))
        .collect())
}
