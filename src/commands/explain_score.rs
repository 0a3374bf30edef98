//! What an indicator does in an index: weight, points, change, gap to the goal, plan, and who moved it.

use super::figures::{figure, optional, signed_optional};
use super::session::Session;
use crate::definitions::Language;
use crate::evaluate::{Evaluated, Placement};
use crate::report::{plan_gap_word, quantity_words};
use crate::tables::{ChangeMoverRow, Presence, Variation};

/// Enterprises that lifted it most, and as many that lowered it most.
const SHOWN: usize = 3;

/// The lines about a leaf of an index.
pub(super) fn placement(
    session: &Session,
    place: &Placement,
    evaluated: &Evaluated,
) -> Vec<String> {
    let language = session.language;
    let row = &place.row;
    let index = session
        .definitions
        .indexes
        .iter()
        .find(|index| index.id == place.index);
    let name = index.map_or(place.index.as_str(), |index| index.label.get(language));
    let points = row.normalised.map(|n| place.weight * n * 100.0);
    let lost = row.normalised.map(|n| place.weight * (1.0 - n) * 100.0);
    let whole = |rank: Option<i64>| rank.map_or("—".to_owned(), |rank| rank.to_string());
    let mut lines = vec![format!("  {name}（{}）", place.index)];
    let mut say = |zh: String, en: String| {
        lines.push(format!(
            "    {}",
            match language {
                Language::Zh => zh,
                Language::En => en,
            }
        ));
    };
    let weight = figure(place.weight * 100.0);
    let (min, max) = (optional(row.min), optional(row.max));
    let normalised = optional(row.normalised);
    say(
        format!("占总分权重 {weight}%；下限 {min}，上限 {max}；标准化值 {normalised}"),
        format!("weight in the total {weight} %; bounds {min} to {max}; normalised {normalised}"),
    );
    let (won, lost, rank) = (optional(points), optional(lost), whole(row.rank));
    say(
        format!("得分 {won}，失分 {lost}；排名 {rank} / {}", row.units),
        format!(
            "points {won}, points lost {lost}; rank {rank} / {}",
            row.units
        ),
    );
    weights(place, evaluated, &mut say);
    change(place, evaluated, &mut say);
    if let Some(row) = evaluated
        .improvements
        .iter()
        .find(|row| row.index == place.index && row.node == place.node)
    {
        let (best, points, rank) = (
            optional(row.best),
            optional(row.points),
            whole(row.best_rank),
        );
        say(
            format!("提到最好值 {best}：增加 {points} 分，名次 {rank}"),
            format!("at the best value {best}: {points} more points, rank {rank}"),
        );
        if let (Some(goal), Some(needed)) = (row.goal, row.needed) {
            let needed = figure(needed);
            say(
                format!("进入前 {goal} 名所需的值：{needed}"),
                format!("value that brings rank {goal}: {needed}"),
            );
        }
    }
    gap(session, place, evaluated, &mut say);
    plan(session, place, evaluated, &mut say);
    moved(session, place, evaluated, &mut say);
    lines
}

/// How far the total moves if the weight, where it is not verified, takes the other values.
fn weights(place: &Placement, evaluated: &Evaluated, say: &mut impl FnMut(String, String)) {
    for row in evaluated.sensitivity.iter().filter(|row| {
        row.index == place.index
            && row.node == place.node
            && row.variation == Variation::Weight
            && row.alternative != Some(row.weight)
    }) {
        let (weight, other) = (figure(row.weight), optional(row.alternative));
        let change = signed_optional(row.change);
        say(
            format!("权重未核实：由 {weight} 改为 {other}，总分变化 {change}"),
            format!("weight not verified: {other} instead of {weight} moves the total by {change}"),
        );
    }
}

/// The change of its points since the period before.
fn change(place: &Placement, evaluated: &Evaluated, say: &mut impl FnMut(String, String)) {
    let mut rows = evaluated.score_changes.iter();
    let found = rows.find(|row| row.index == place.index && row.node == place.node);
    let Some(row) = found else {
        return;
    };
    let parts = [row.change, row.own, row.others, row.weights].map(signed_optional);
    let [change, own, others, weights] = parts;
    say(
        format!("得分变动 {change}：本区变动 {own}，他区变动 {others}，权重与覆盖 {weights}"),
        format!("change of points {change}: own {own}, others {others}, weights {weights}"),
    );
}

/// The gap to the zones around the goal.
fn gap(
    session: &Session,
    place: &Placement,
    evaluated: &Evaluated,
    say: &mut impl FnMut(String, String),
) {
    let mut rows = evaluated.goal_distances.iter();
    let found = rows.find(|row| row.index == place.index && row.node == place.node);
    let Some(row) = found else {
        return;
    };
    let (from, to) = (row.rank_from, row.rank_to);
    let median = figure(row.median);
    let Some(distance) = row.distance.filter(|distance| *distance > 0.0) else {
        let (zh, en) = match row.distance {
            Some(distance) if distance < 0.0 => ("已超过", "already beyond"),
            Some(_) => ("持平", "level"),
            None => ("本区缺这一项", "the zone has no value"),
        };
        say(
            format!("目标差距：第 {from}—{to} 名中位数 {median}，{zh}"),
            format!("gap to the goal: median of rank {from} to {to} is {median}, {en}"),
        );
        return;
    };
    let (distance, points) = (figure(distance), optional(row.points));
    let means = quantity_words(
        &session.definitions,
        session.language,
        &row.indicator,
        row.measure.as_deref(),
        (
            row.measure_change,
            row.median - row.value.unwrap_or(row.median),
        ),
    );
    let means = if means.is_empty() {
        "—".to_owned()
    } else {
        means
    };
    say(
        format!(
            "目标差距：第 {from}—{to} 名中位数 {median}，差距 {distance}，可得分 {points}，相当于 {means}"
        ),
        format!(
            "gap to the goal: median of rank {from} to {to} is {median}, gap {distance}, points {points}, which means {means}"
        ),
    );
}

/// What the plan asks of it, or why it does not.
fn plan(
    session: &Session,
    place: &Placement,
    evaluated: &Evaluated,
    say: &mut impl FnMut(String, String),
) {
    let mut steps = evaluated.plan.iter();
    let asked = steps.find(|row| row.index == place.index && row.indicator == place.indicator);
    if let Some(row) = asked {
        let (planned, points) = (figure(row.planned), figure(row.points));
        let means = quantity_words(
            &session.definitions,
            session.language,
            &row.indicator,
            row.measure.as_deref(),
            (row.measure_change, row.change),
        );
        say(
            format!(
                "提升方案第 {} 步：应达到 {planned}，增加 {points} 分，相当于 {means}",
                row.step
            ),
            format!(
                "plan, step {}: {planned}, {points} points won, which means {means}",
                row.step
            ),
        );
        return;
    }
    let mut left_out = evaluated.plan_left_out.iter();
    if let Some(row) = left_out.find(|row| row.index == place.index && row.node == place.node) {
        say(
            format!(
                "提升方案没有要求：{}",
                plan_gap_word(Language::Zh, row.reason)
            ),
            format!(
                "not asked by the plan: {}",
                plan_gap_word(Language::En, row.reason)
            ),
        );
    }
}

/// The enterprises that moved it since the period before.
fn moved(
    session: &Session,
    place: &Placement,
    evaluated: &Evaluated,
    say: &mut impl FnMut(String, String),
) {
    let mut rows: Vec<&ChangeMoverRow> = evaluated
        .change_movers
        .iter()
        .filter(|row| row.index == place.index && row.credit_code.is_some())
        .filter(|row| row.indicator.as_deref() == Some(place.indicator.as_str()))
        .filter(|row| row.moved.is_some_and(|moved| moved != 0.0))
        .collect();
    let moved = |row: &ChangeMoverRow| row.moved.unwrap_or(0.0);
    rows.sort_by(|a, b| moved(b).total_cmp(&moved(a)));
    if rows.is_empty() {
        return;
    }
    say(
        "与上期相比带动最大的企业（带动；折分）：".to_owned(),
        "the enterprises that moved it most since last period (moved; points):".to_owned(),
    );
    let lifted = rows.iter().take(SHOWN).filter(|row| moved(row) > 0.0);
    let lowered: Vec<_> = rows.iter().rev().take(SHOWN).collect();
    let lowered = lowered.into_iter().rev().filter(|row| moved(row) < 0.0);
    for row in lifted.chain(lowered) {
        let word = match row.presence {
            Presence::Newcomer => session.language.choose("（本年新进）", " (newcomer)"),
            Presence::Leaver => session
                .language
                .choose("（本年未计入）", " (no longer counted)"),
            Presence::Stayed | Presence::Remainder => "",
        };
        let line = format!(
            "  {} {}{word}: {}; {}",
            row.credit_code.as_deref().unwrap_or_default(),
            row.name,
            signed_optional(row.moved),
            signed_optional(row.points)
        );
        say(line.clone(), line);
    }
}
