//! What a run prints at its end: enough to know whether it went well and where to look.

use std::path::Path;

use super::figures::figure;
use super::gates::{Counts, GateResult};
use super::session::Session;
use crate::assess::TOTAL;
use crate::definitions::ROOT;
use crate::ingest::Tally;
use crate::report::Results;
use crate::tables::Level;

/// Prints the summary on standard output.
pub(super) fn print(
    session: &Session,
    counts: &Counts,
    tally: Option<Tally>,
    gates: &[GateResult],
    results: &Results,
    folder: &Path,
) {
    let definitions = &session.definitions;
    let zone = &definitions.pipeline.name;
    session.say(&format!("{} {} {}", zone.zh, zone.en, session.period));
    let how = tally.map_or_else(String::new, |tally| {
        format!(
            " ({} parsed, {} remembered)",
            tally.parsed, tally.remembered
        )
    });
    session.say(&format!(
        "  files      {} read, {} refused{how}",
        counts.files - counts.refused_files,
        counts.refused_files
    ));
    session.say(&format!(
        "  response   {} of {} expected enterprises answered",
        counts.answered, counts.expected
    ));
    session.say(&format!(
        "  records    {}: {} accepted, {} rejected, {} not in the register",
        counts.records, counts.accepted, counts.rejected, counts.unregistered
    ));
    session.say(&format!(
        "  findings   {} open errors, {} open queries, {} explained, {} waived, {} hints",
        counts.open_errors, counts.open_queries, counts.explained, counts.waived, counts.hints
    ));
    session.say(&format!(
        "  left out   {}",
        left_out(session, counts, results)
    ));
    print_expired_waivers(session);
    for index in &definitions.indexes {
        let root = results.evaluated.scores.iter().find(|score| {
            score.index == index.id && score.node == ROOT && score.unit == definitions.pipeline.id
        });
        let Some(root) = root else { continue };
        let score = root
            .score
            .map_or("no score".to_owned(), |score| format!("{score:.2} points"));
        let rank = match (root.rank, root.rank_low, root.rank_high) {
            (Some(rank), Some(low), Some(high)) => {
                format!(", rank {rank} of {} (5–95 %: {low} to {high})", root.units)
            }
            (Some(rank), ..) => format!(", rank {rank} of {}", root.units),
            _ => ", no rank (no panel)".to_owned(),
        };
        session.say(&format!(
            "  evaluation {}: {score}{rank}, {:.0} % of the weight has a value",
            index.id,
            root.coverage * 100.0
        ));
    }
    let totals = results.assessed.totals.iter();
    for total in totals.filter(|row| row.group == TOTAL) {
        let score = total.score.map_or("no score".to_owned(), |score| {
            format!("{score:.1} of 100 points")
        });
        let left_out = if total.judged < total.weight {
            format!(", {:.0} of {:.0} points judged", total.judged, total.weight)
        } else {
            String::new()
        };
        session.say(&format!("  park       {}: {score}{left_out}", total.park));
    }
    for gate in gates {
        session.say(&format!(
            "  gate       {} {}: {} (limit {})",
            gate.gate,
            if gate.passed { "passed" } else { "FAILED" },
            figure(gate.value),
            figure(gate.limit)
        ));
    }
    session.say(&format!("  workbooks  {}", folder.display()));
}

/// What the sums lack: enterprises, and their share of last year's size.
fn left_out(session: &Session, counts: &Counts, results: &Results) -> String {
    let definitions = &session.definitions;
    let mut text = format!("{} enterprises", counts.left_out);
    let size = definitions
        .pipeline
        .overview
        .size
        .as_deref()
        .and_then(|id| definitions.measure(id));
    if let (Some(size), Some(share)) = (size, counts.left_out_share) {
        text.push_str(&format!(
            ", {:.2} % of last year's {}",
            share * 100.0,
            size.label.en.to_lowercase()
        ));
    }
    let reasons: Vec<String> = results
        .aggregated
        .left_out
        .iter()
        .filter(|row| row.level == Level::Zone)
        .map(|row| {
            let share = row
                .share
                .map_or(String::new(), |share| format!(" ({share:.2} %)"));
            format!("{} {}{share}", row.reason.word(), row.enterprises)
        })
        .collect();
    if !reasons.is_empty() {
        text.push_str(&format!(": {}", reasons.join(", ")));
    }
    for (count, how) in [
        (counts.stands_in, "have last year's record standing in"),
        (counts.as_reported, "count as reported, not corrected"),
    ] {
        if count > 0 {
            text.push_str(&format!("; {count} more {how}"));
        }
    }
    text
}

/// Says which waivers have expired and do nothing any more.
pub(super) fn print_expired_waivers(session: &Session) {
    for waiver in &session.definitions.pipeline.waivers {
        if !waiver.holds_in(session.period) {
            session.say(&format!(
                "  waiver     {} of {} expired after {}: it does nothing",
                waiver.rule, waiver.enterprise, waiver.until
            ));
        }
    }
}
