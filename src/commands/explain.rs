//! `huoju explain`: an indicator's formula, measures, place in the indexes, and who moves it most: what the workbooks
//! show of it, in the same words.

use anyhow::Result;

use super::Status;
use super::explain_score::placement;
use super::figures::{figure, optional, signed, signed_optional};
use super::session::Session;
use crate::aggregate::Aggregated;
use crate::cli::{Options, Target};
use crate::definitions::Indicator;
use crate::evaluate::{self, Evaluated, Explanation};
use crate::report::{basis_word, estimate_word, unit_words};
use crate::store::Store;
use crate::tables::{EstimateBasis, IndicatorRow};

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
    print(&session, &explanation, &evaluated);
    Ok(Status::Done)
}

fn print(session: &Session, explanation: &Explanation, evaluated: &Evaluated) {
    let language = session.language;
    let indicator = explanation.indicator;
    println!(
        "{} {} · {} {}",
        indicator.id,
        indicator.label.get(language),
        explanation.unit_label.get(language),
        session.period
    );
    match explanation.row {
        Some(row) => value(session, indicator, row),
        None => println!(
            "  {}",
            language.choose(
                "没有数值：这项指标不分园区",
                "no value: the indicator is not split by park"
            )
        ),
    }
    definition(session, explanation);
    measures(session, explanation);
    for place in &explanation.placements {
        for line in placement(session, place, evaluated) {
            println!("{line}");
        }
    }
    movers(session, explanation);
}

fn value(session: &Session, indicator: &Indicator, row: &IndicatorRow) {
    let language = session.language;
    let unit = unit_words(&indicator.unit, language);
    let say = |zh, en, text: String| println!("  {}{text}", language.choose(zh, en));
    say(
        "数值：",
        "value: ",
        format!("{} {unit}", optional(row.value)),
    );
    say(
        "上年：",
        "year before: ",
        format!("{} {unit}", optional(row.previous)),
    );
    let change = match (row.change, indicator.unit.as_str()) {
        (Some(change), "%") => format!(
            "{} {}",
            signed(change),
            language.choose("个百分点", "percentage points")
        ),
        (Some(change), _) => format!(
            "{} {unit}{}",
            signed(change),
            row.growth.map_or(String::new(), |growth| format!(
                "{}{} %{}",
                language.choose("（", " ("),
                signed(growth),
                language.choose("）", ")")
            ))
        ),
        (None, _) => "—".to_owned(),
    };
    say("变化：", "change: ", change);
    say(
        "统计依据：",
        "basis: ",
        basis_word(row.basis, language).to_owned(),
    );
    if row.estimate_basis != EstimateBasis::None {
        say(
            "全年推算：",
            "annual estimate: ",
            format!(
                "{} {unit}{}{}{}{} {unit}",
                optional(row.annual_estimate),
                language.choose("（", " ("),
                estimate_word(row.estimate_basis, language),
                language.choose("），上年年报 ", "), last annual value "),
                optional(row.last_annual)
            ),
        );
    }
}

fn definition(session: &Session, explanation: &Explanation) {
    let language = session.language;
    let indicator = explanation.indicator;
    let say = |zh, en, text: &str| println!("  {}{text}", language.choose(zh, en));
    if let Some(definition) = &indicator.definition {
        say("口径：", "definition: ", definition.get(language));
    }
    if indicator.verified {
        let certainty = indicator.certainty.get(language);
        if !certainty.is_empty() {
            say("核实情况：", "certainty: ", certainty);
        }
    } else {
        say(
            "核实情况：未核实：",
            "certainty: not verified: ",
            indicator.certainty.get(language),
        );
    }
    match &indicator.formula {
        Some(formula) => say("计算公式：", "formula: ", formula.text()),
        None => say(
            "计算公式：",
            "formula: ",
            language.choose("由园区综合表填报", "from the zone form"),
        ),
    }
}

fn measures(session: &Session, explanation: &Explanation) {
    let language = session.language;
    for measure in &explanation.measures {
        let previous = if measure.reads_previous {
            format!(
                "{}{}{}",
                language.choose("（上年 ", " (year before "),
                optional(measure.previous),
                language.choose("）", ")")
            )
        } else {
            String::new()
        };
        println!(
            "    {} {} = {} {}{previous}",
            measure.id,
            measure.label.get(language),
            optional(measure.value),
            unit_words(&measure.unit, language)
        );
        if !measure.sql.is_empty() {
            println!(
                "      {}{}",
                language.choose("合计：", "sum of "),
                measure.sql
            );
        }
        if !measure.verified {
            println!("      {}", language.choose("未核实", "not verified"));
        }
    }
    for row in &explanation.zone_form {
        println!(
            "    {}!{} {}: {} {}",
            row.file, row.sheet, row.cell, row.text, row.evidence
        );
    }
}

fn movers(session: &Session, explanation: &Explanation) {
    let language = session.language;
    if explanation.movers.is_empty() {
        return;
    }
    println!(
        "  {}",
        language.choose(
            "影响最大的企业（去掉后的数值；贡献；贡献率）：",
            "the enterprises that move it most (value without it; contribution; rate):"
        )
    );
    for mover in &explanation.movers {
        let park = mover
            .park
            .as_deref()
            .and_then(|id| session.definitions.pipeline.park_named(id));
        println!(
            "    {} {} {}: {}; {}; {} %",
            mover.credit_code,
            mover.name,
            park.map_or("—", |park| park.name.get(language)),
            mover.without.map_or("—".to_owned(), figure),
            signed_optional(mover.contribution),
            signed_optional(mover.rate)
        );
    }
}
