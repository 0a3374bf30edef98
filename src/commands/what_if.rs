//! `huoju what-if`: the score and rank if indicators had other values.

use anyhow::Result;

use super::Status;
use super::figures::{optional, signed};
use super::session::Session;
use crate::aggregate::Aggregated;
use crate::cli::{Options, Target};
use crate::definitions::Language;
use crate::evaluate::{self, NodeChange};
use crate::ingest::Ingested;
use crate::report::unit_words;
use crate::store::Store;

/// Prints every node that changes, before and after.
pub(super) fn what_if(
    target: &Target,
    settings: &[(String, f64)],
    options: &Options,
) -> Result<Status> {
    let session = Session::open(target, options)?;
    let store = Store::read_only(&session.store);
    let aggregated: Aggregated = store.load(session.period)?;
    let ingested: Ingested = store.load(session.period)?;
    let answer = evaluate::what_if(
        &session.definitions,
        session.period,
        &aggregated.scored().indicators,
        &ingested.reference,
        settings,
    )?;
    let language = session.language;
    for (id, value) in settings {
        let indicator = session.definitions.indicator(id);
        let name = indicator.map_or("", |indicator| indicator.label.get(language));
        let unit = unit_words(indicator.map_or("", |one| &one.unit), language);
        println!(
            "{}",
            match language {
                Language::Zh => format!("如果 {id} {name} 是 {value} {unit}："),
                Language::En => format!("if {id} {name} were {value} {unit}:"),
            }
        );
    }
    for (id, value) in &answer.impossible {
        let indicator = session.definitions.indicator(id);
        let limit = |limit: Option<f64>| limit.map_or("—".to_owned(), |limit| limit.to_string());
        let least = limit(indicator.and_then(|indicator| indicator.least));
        let most = limit(indicator.and_then(|indicator| indicator.most));
        println!(
            "  {}",
            match language {
                Language::Zh => format!("警告：{id} 不可能是 {value}，应在 {least} 与 {most} 之间"),
                Language::En => {
                    format!("warning: {id} cannot be {value}: it lies between {least} and {most}")
                }
            }
        );
    }
    for node in answer
        .nodes
        .iter()
        .filter(|node| node.depth == 0 || node.changed())
    {
        print(&session, node);
    }
    for indicator in &answer.not_scored {
        println!(
            "  {indicator} {}",
            language.choose(
                "没有得分：没有评价体系用到它，或参照数据在这项上分不出高低",
                "has no score: no index uses it, or the reference does not tell the zones apart on it"
            )
        );
    }
    Ok(Status::Done)
}

fn print(session: &Session, node: &NodeChange) {
    let rank = |rank: Option<i64>| rank.map_or("—".to_owned(), |rank| rank.to_string());
    let change = match (node.before.score, node.after.score) {
        (Some(before), Some(after)) => signed(after - before),
        _ => "—".to_owned(),
    };
    let (index, id) = (&node.index, &node.node);
    let name = node.label.get(session.language);
    let scores = format!(
        "{} → {}",
        optional(node.before.score),
        optional(node.after.score)
    );
    let ranks = format!("{} → {}", rank(node.before.rank), rank(node.after.rank));
    let units = node.after.units;
    println!(
        "  {}",
        match session.language {
            Language::Zh =>
                format!("{index} {id} {name}：得分 {scores}（{change}），排名 {ranks} / {units}"),
            Language::En => {
                format!("{index} {id} {name}: score {scores} ({change}), rank {ranks} of {units}")
            }
        }
    );
}
