//! Whether a run has anything to do: found out from hashes alone, before a definition is loaded.

use std::path::Path;

use anyhow::Result;

use super::session::Places;
use super::{Status, keys, outputs, summary};
use crate::cli::{LogFormat, Options, Target};
use crate::definitions::Language;
use crate::definitions::seen::Stage;
use crate::store::{Reports, Store};

/// How a run ends that has nothing to do, which it says; none where it has.
///
/// Inputs, definitions, the program, options, the store's tables and the outputs are compared by content: a file of
/// another time and the same content is the same, one of the same time and another content is another.
pub(super) fn nothing_to_do(
    places: &Places,
    target: &Target,
    options: &Options,
) -> Result<Option<Status>> {
    let store = Store::read_only(&places.store);
    let period = target.period;
    let Some(last) = store.reports(period).filter(|_| !options.force) else {
        return Ok(None);
    };
    let definitions = keys::definitions_now(places, &last.definitions);
    if definitions != last.definitions {
        return Ok(None);
    }
    let choices = (options.lang, places.as_of.as_deref());
    // What cannot be read is for the run itself to say.
    let Ok(inputs) = keys::of_input_folder(&store, &places.input, period) else {
        return Ok(None);
    };
    let key = keys::of_reports(&store, period, &inputs, &definitions, choices);
    let stages = [
        Stage::Ingest,
        Stage::Validate,
        Stage::Aggregate,
        Stage::Evaluate,
        Stage::Assess,
    ];
    let is_whole = |stage: &Stage| store.is_whole(period, *stage);
    if key != last.key || !stages.iter().all(is_whole) {
        return Ok(None);
    }
    let folder = places.output.join(period.to_string());
    let found = outputs::hashes(&folder);
    // What others put beside the outputs is theirs.
    if last
        .files
        .iter()
        .any(|(path, hash)| found.get(path) != Some(hash))
    {
        tracing::info!(
            "`{}` is not as the last run left it: it is written anew",
            folder.display()
        );
        return Ok(None);
    }
    tell(target, options, &last, &folder);
    summary::copy(options.summary.as_deref(), options.lang, &folder)?;
    Ok(Some(if last.passed {
        Status::Done
    } else {
        Status::GateFailed
    }))
}

/// Says that nothing was done, and how the run came out whose outputs stand.
fn tell(target: &Target, options: &Options, last: &Reports, folder: &Path) {
    let (period, run, folder) = (target.period, &last.run, folder.display());
    if options.quiet || options.log_format == LogFormat::Json {
        tracing::info!(period = %period, run, "nothing has changed, nothing was done");
        if !last.passed {
            tracing::error!(run, "a gate failed in the run whose outputs stand");
        }
        return;
    }
    match options.lang {
        Language::Zh => println!(
            "{period}：自批次 {run} 以来没有变化，未做任何工作，`{folder}` 是最新的（`--force` 全部重做）"
        ),
        Language::En => println!(
            "{period}: nothing has changed since the run {run}: nothing was done, `{folder}` is up to date (`--force` does everything anew)"
        ),
    }
    if !last.passed {
        println!(
            "{}",
            options.lang.choose(
                "  门槛       该批次有门槛未通过",
                "  gate       a gate FAILED in that run"
            )
        );
    }
}
