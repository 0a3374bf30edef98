//! What becomes of a record: its final status, and whether it counts in sums.

use std::collections::BTreeSet;

use polars::prelude::{
    BooleanChunked, DataFrame, IntoColumn, NewChunkedArray, PolarsResult, StringChunked,
};

use super::records::has_record;
use crate::definitions::{RecordPolicy, Severity, Use};
use crate::tables::{Edited, FindingRow, Outcome, RecordStatus, State};

/// The table `enterprises` with final statuses and `used`; columns and rows keep their order.
///
/// A record with an open error is rejected, also one that is not in the register. It counts in sums where it is
/// accepted, or where the pipeline admits its kind; `previous` admits it where the enterprise has a used record in
/// the previous period, whose fields then stand in when the records are summed. An enterprise that is not in the
/// register needs the policy for such, whatever else is found.
pub(super) fn settle_statuses(
    enterprises: &DataFrame,
    findings: &[FindingRow],
    policy: RecordPolicy,
    previous: Option<&Edited>,
) -> PolarsResult<DataFrame> {
    let rejected: BTreeSet<&str> = findings
        .iter()
        .filter(|finding| {
            finding.severity == Severity::Error
                && finding.outcome == Outcome::Failed
                && finding.state == State::Open
        })
        .map(|finding| finding.credit_code.as_str())
        .collect();
    let used_before = match previous {
        Some(previous) => previous.used_enterprises()?,
        None => DataFrame::empty(),
    };
    let used_before: BTreeSet<&str> = match previous {
        Some(_) => used_before
            .column("credit_code")?
            .str()?
            .iter()
            .flatten()
            .collect(),
        None => BTreeSet::new(),
    };

    let codes = enterprises.column("credit_code")?.str()?;
    let words = enterprises.column("status")?.str()?;
    let mut statuses = Vec::with_capacity(enterprises.height());
    let mut used = Vec::with_capacity(enterprises.height());
    for (code, word) in codes.iter().zip(words.iter()) {
        let code = code.unwrap_or_default();
        let Some(read) = word.and_then(RecordStatus::from_word) else {
            statuses.push(word);
            used.push(false);
            continue;
        };
        let status = if has_record(read) && rejected.contains(code) {
            RecordStatus::Rejected
        } else {
            read
        };
        let admitted = |how: Use| match how {
            Use::AsReported => true,
            Use::Previous => used_before.contains(code),
            Use::Exclude => false,
        };
        statuses.push(Some(status.word()));
        used.push(admitted(status.policy(policy)) && admitted(read.policy(policy)));
    }
    let mut enterprises = enterprises.clone();
    let statuses = StringChunked::from_iter_options("status".into(), statuses.into_iter());
    enterprises.with_column(statuses.into_column())?;
    let used = BooleanChunked::from_iter_options("used".into(), used.into_iter().map(Some));
    enterprises.with_column(used.into_column())?;
    Ok(enterprises)
}
