//! `huoju what-if`: the score and rank if indicators had other values.

use anyhow::Result;

use super::Status;
use super::figures::{optional, signed};
use super::session::Session;
use crate::aggregate::Aggregated;
use crate::cli::{Options, Target};
use crate::evaluate::{self, NodeChange};
use crate::ingest::Ingested;
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
    for (indicator, value) in settings {
        println!("if {indicator} were {value}:");
    }
    for (id, value) in &answer.impossible {
        let indicator = session.definitions.indicator(id);
        let limit = |limit: Option<f64>| limit.map_or("—".to_owned(), |limit| limit.to_string());
        println!(
            "  warning: {id} cannot be {value}: it lies between {} and {}",
            limit(indicator.and_then(|indicator| indicator.least)),
            limit(indicator.and_then(|indicator| indicator.most))
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
            "  {indicator} has no score: no index uses it, or the reference does not tell the zones apart on it"
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
    println!(
        "  {} {} {}: score {} → {} ({change}), rank {} → {} of {}",
        node.index,
        node.node,
        node.label.get(session.language),
        optional(node.before.score),
        optional(node.after.score),
        rank(node.before.rank),
        rank(node.after.rank),
        node.after.units
    );
}
