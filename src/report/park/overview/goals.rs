//! The park's part in the zone's goals, and how sure its figures are.

use std::collections::BTreeSet;

use anyhow::Result;

use super::page::{Page, body, heading, height_of};
use crate::definitions::{Language, Severity};
use crate::report::carried;
use crate::report::growth::{grown, grown_matched};
use crate::report::left_out::left_out_note;
use crate::report::park::facts::Facts;
use crate::report::park::notes::{synthetic_reference, unverified};
use crate::report::park::quality;
use crate::report::response::{response_words, share};
use crate::report::sheet::Cell;
use crate::report::style::{BLANK, MUTED, Shape, Tone, carried as carried_format};
use crate::tables::Basis;
use rust_xlsxwriter::FormatAlign;

/// The park's part in the zone's goals at the left, how sure the figures are at the right.
pub(super) fn goals_and_certainty(facts: &Facts, page: &mut Page) -> Result<()> {
    page.put(
        0,
        6,
        facts.say("对全区目标的贡献", "Part in the zone's goals"),
        &heading(),
    )?;
    page.put(
        8,
        11,
        facts.say("数据有多可靠", "How sure this is"),
        &heading(),
    )?;
    page.end(26.0)?;
    let goals = goals(facts);
    let sure = certainty(facts);
    let small = body(Tone::Plain).set_font_size(10.0);
    let right = small.clone().set_align(FormatAlign::Right);
    let head = right.clone().set_bold().set_font_color(MUTED);
    page.put(
        0,
        1,
        facts.say("目标", "Goal"),
        &head.clone().set_align(FormatAlign::Left),
    )?;
    page.put(2, 2, facts.say("本园区", "Park"), &head)?;
    page.put(3, 3, facts.say("增长", "Growth"), &head)?;
    page.put(4, 4, facts.say("同口径", "Matched"), &head)?;
    page.put(5, 5, facts.say("占全区", "Of zone"), &head)?;
    page.put(6, 6, facts.say("全区完成", "Achieved"), &head)?;
    let rows = goals.len().max(sure.len().saturating_sub(1));
    let mut lines = sure.iter();
    let mut height = 20.0_f64;
    if let Some((words, tone)) = lines.next() {
        page.put(8, 11, words, &body(*tone).set_font_size(10.0))?;
        height = height.max(height_of(words, 4, 10.0));
    }
    page.end(height)?;
    if goals.is_empty() {
        page.put_at(
            page.row,
            0,
            6,
            facts.say("本期没有设定目标", "No goal is set for this period"),
            &body(Tone::Muted).set_font_size(10.0),
        )?;
    }
    for place in 0..rows.max(1) {
        let mut height = 20.0_f64;
        if let Some(goal) = goals.get(place) {
            page.put(0, 1, &goal.name, &small)?;
            height = height.max(height_of(&goal.name, 2, 10.0));
            let code = Shape::Number(goal.decimals)
                .number_format()
                .unwrap_or_default();
            let code = if goal.carried {
                carried_format(&code)
            } else {
                code
            };
            let number = right.clone().set_num_format(code);
            page.number(2, 2, goal.park, &number.clone().set_bold())?;
            for (column, grown) in [(3, &goal.growth), (4, &goal.matched)] {
                let (value, shape) = grown.as_number();
                let code = shape.number_format().unwrap_or_default();
                page.number(column, column, value, &right.clone().set_num_format(code))?;
            }
            page.number(5, 5, goal.share, &right.clone().set_num_format("0.0\"%\""))?;
            page.number(
                6,
                6,
                goal.achieved,
                &right.clone().set_num_format("0.0\"%\""),
            )?;
        }
        if let Some((words, tone)) = lines.next() {
            page.put(8, 11, words, &body(*tone).set_font_size(10.0))?;
            height = height.max(height_of(words, 4, 10.0));
        }
        page.end(height)?;
    }
    Ok(())
}

struct GoalLine {
    name: String,
    park: Option<f64>,
    share: Option<f64>,
    growth: Cell,
    matched: Cell,
    /// Whether the park's value is carried from last year.
    carried: bool,
    /// How far the zone has reached the goal, in per cent.
    achieved: Option<f64>,
    decimals: u8,
}

fn goals(facts: &Facts) -> Vec<GoalLine> {
    let view = &facts.view;
    let mut seen = Vec::new();
    view.results
        .assessed
        .goals
        .iter()
        .filter_map(|goal| {
            let indicator = facts.indicator(&goal.indicator)?;
            if seen.contains(&indicator.id.as_str()) {
                return None;
            }
            seen.push(indicator.id.as_str());
            let row = view.indicator(&facts.park.id, &indicator.id);
            let park = row.and_then(|row| row.value);
            let carried = carried::is_carried(row) || goal.basis == Basis::Carried;
            Some(GoalLine {
                name: format!(
                    "{}{}",
                    view.label_with_unit(indicator),
                    carried::suffix(facts.language(), carried)
                ),
                park,
                share: park
                    .zip(goal.value)
                    .filter(|_| view.adds_up(&indicator.id))
                    .and_then(|(park, zone)| share(park, zone)),
                growth: grown(view, indicator, row),
                matched: grown_matched(view, indicator, row),
                carried,
                achieved: goal.achieved,
                decimals: indicator.decimals.min(1),
            })
        })
        .collect()
}

fn certainty(facts: &Facts) -> Vec<(String, Tone)> {
    let response = &facts.response;
    let wording = facts.wording();
    let zh = facts.language() == Language::Zh;
    let rate = response.rate().map_or_else(
        || BLANK.to_owned(),
        |rate| format!("{}%", wording.number(rate, 1)),
    );
    let low = response.rate().is_some_and(|rate| rate < 90.0);
    let line = format!(
        "{}{}{rate}",
        response_words(facts.view, Some(&facts.park.id)),
        facts.say("；应报率 ", "; response rate ")
    );
    let mut lines = vec![(line, if low { Tone::Query } else { Tone::Plain })];
    let left_out = &response.left_out;
    let much = left_out
        .share(left_out.total())
        .is_some_and(|share| share > 5.0);
    lines.push((
        left_out_note(facts.view, Some(&facts.park.id)),
        if much { Tone::Query } else { Tone::Plain },
    ));
    let queries = quality::open(facts, Severity::Query);
    if !queries.is_empty() {
        let enterprises: BTreeSet<&str> = queries
            .iter()
            .map(|finding| finding.credit_code.as_str())
            .collect();
        let (queries, enterprises) = (queries.len(), enterprises.len());
        lines.push((
            if zh {
                format!(
                    "{enterprises} 家企业有 {queries} 条疑问待说明；退回 {} 家",
                    response.rejected.enterprises
                )
            } else {
                format!(
                    "{queries} open queries of {enterprises} enterprises; {} records rejected",
                    response.rejected.enterprises
                )
            },
            Tone::Plain,
        ));
    }
    let carried: f64 = facts
        .rows
        .iter()
        .filter(|row| row.score.is_some())
        .filter(|row| carried::carries(facts.view, &row.park, &row.indicator))
        .map(|row| row.max_score)
        .sum();
    if carried > 0.0 {
        let points = wording.number(carried, 0);
        lines.push((
            if zh {
                format!("{points} 分的指标沿用上年年报数（†），不反映本期")
            } else {
                format!("indicators of {points} points are carried from last year (†) and say nothing of this period")
            },
            Tone::Query,
        ));
    }
    let unsure = unverified(facts);
    if unsure > 0 {
        lines.push((
            if zh {
                format!("{unsure} 项分值、目标或口径待高新区核实（见“说明”）")
            } else {
                format!(
                    "{unsure} weights, targets or formulas are to be confirmed (sheet \"Notes\")"
                )
            },
            Tone::Query,
        ));
    }
    if synthetic_reference(facts) {
        lines.push((
            facts
                .say(
                    "参照数据为合成数据，不影响本园区得分",
                    "The reference is synthetic; no score here rests on it",
                )
                .to_owned(),
            Tone::Muted,
        ));
    }
    lines
}
