//! `huoju explain`: an indicator's formula, measures, place in the indexes, and who moves it most.

use anyhow::Result;

use super::Status;
use super::figures::{figure, optional, signed};
use super::session::Session;
use crate::aggregate::Aggregated;
use crate::cli::{Options, Target};
use crate::evaluate::{self, Evaluated, Explanation};
use crate::store::Store;
use crate::tables::EstimateBasis;

/// Explains an indicator of the zone or a park, from the store.
pub(super) fn explain(
    target: &Target,
    indicator: &str,
    park: Option<&str>,
    options: &Options,
) -> Result<Status> {
    let session = Session::open(target, options)?;
    let store = Store::read_only(&session.store);
    let current = super::stages::edited(&session, &store)?;
    let aggregated: Aggregated = store.load(session.period)?;
    let evaluated: Evaluated = store.load(session.period)?;
    let explanation = evaluate::explain(
        &session.definitions,
        &current,
        &aggregated,
        &evaluated.scores,
        indicator,
        park,
    )?;
    print(&session, &explanation);
    Ok(Status::Done)
}

fn print(session: &Session, explanation: &Explanation) {
    let language = session.language;
    let indicator = explanation.indicator;
    println!(
        "{} {}, {} {}",
        indicator.id,
        indicator.label.get(language),
        explanation.unit_label.get(language),
        session.period
    );
    if let Some(row) = explanation.row {
        println!("  value     {} {}", optional(row.value), indicator.unit);
        println!(
            "  last year {} (change {}, growth {} %)",
            optional(row.previous),
            row.change.map_or("—".to_owned(), signed),
            row.growth.map_or("—".to_owned(), signed)
        );
        println!("  basis     {}", row.basis.word());
        if row.estimate_basis != EstimateBasis::None {
            println!(
                "  estimate  {} for the whole year ({}); last annual value {}",
                optional(row.annual_estimate),
                row.estimate_basis.word(),
                optional(row.last_annual)
            );
        }
    } else {
        println!("  value     none: the indicator is not split by park");
    }
    if let Some(definition) = &indicator.definition {
        println!("  defined   {}", definition.get(language));
    }
    if !indicator.verified {
        println!(
            "  certainty not verified: {}",
            indicator.certainty.get(language)
        );
    }
    match &indicator.formula {
        Some(formula) => println!("  formula   {formula}"),
        None => println!("  formula   none: the zone itself reports it"),
    }
    for measure in &explanation.measures {
        let previous = if measure.reads_previous {
            format!(" (last year {})", optional(measure.previous))
        } else {
            String::new()
        };
        println!(
            "    {} {} = {} {}{previous}",
            measure.id,
            measure.label.get(language),
            optional(measure.value),
            measure.unit
        );
        if !measure.sql.is_empty() {
            println!("      sum of {}", measure.sql);
        }
    }
    for row in &explanation.zone_form {
        println!(
            "    {} [{}] {}: {} {}",
            row.file, row.sheet, row.cell, row.text, row.evidence
        );
    }
    for placement in &explanation.placements {
        let row = &placement.row;
        println!(
            "  in {}   {:.2} % of the total score; from {} to {}; normalised {}; rank {} of {}",
            placement.index,
            placement.weight * 100.0,
            optional(row.min),
            optional(row.max),
            optional(row.normalised),
            row.rank.map_or("—".to_owned(), |rank| rank.to_string()),
            row.units
        );
    }
    if !explanation.movers.is_empty() {
        println!("  the enterprises that move it most (value without it; contribution; rate)");
    }
    for mover in &explanation.movers {
        println!(
            "    {} {} {}: {}; {}; {} %",
            mover.credit_code,
            mover.name,
            mover.park.as_deref().unwrap_or("—"),
            mover.without.map_or("—".to_owned(), figure),
            mover.contribution.map_or("—".to_owned(), signed),
            mover.rate.map_or("—".to_owned(), signed)
        );
    }
}
