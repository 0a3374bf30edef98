//! Who has moved since last year, and who is about to lose a rung.

use std::collections::BTreeMap;

use anyhow::Result;

use super::used;
use crate::report::park::facts::Facts;
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::Tone;

fn rung_name<'a>(facts: &Facts<'a>, id: &'a str) -> &'a str {
    let rungs = &facts.view.results.definitions.rungs;
    rungs
        .iter()
        .find(|rung| rung.id == id)
        .map_or(id, |rung| rung.label.get(facts.language()))
}

/// Enterprises that have reached or left a rung since last year.
pub(super) fn moved(facts: &Facts, sheet: &mut SheetWriter) -> Result<()> {
    sheet.heading(facts.say("本年进退", "Moved since last year"));
    if facts.view.results.previous.is_none() {
        sheet.note(facts.say("没有上年数据", "There is no year before"));
        return Ok(());
    }
    sheet.note(facts.say(
        "需要上年增速才能判断的级别（瞪羚、潜在独角兽等），上年是否在列无从得知，不列入进退。",
        "Rungs that need last year's growth (gazelles, unicorn candidates) are not known for last year: nobody is said to have moved there.",
    ));
    let own = used(facts);
    let columns = [
        Column::text(facts.say("级别", "Rung")).most(20.0),
        Column::text(facts.say("企业", "Enterprise")).most(40.0),
        Column::text(facts.say("进退", "Move")).most(48.0),
    ];
    let mut moves: Vec<_> = facts
        .view
        .results
        .assessed
        .moves
        .iter()
        .filter_map(|row| Some((row, own.get(row.credit_code.as_str())?)))
        .collect();
    moves.sort_by_key(|(row, _)| !row.up);
    let rows: Vec<Vec<Cell>> = moves
        .into_iter()
        .map(|(row, enterprise)| {
            vec![
                Cell::text(rung_name(facts, &row.rung)),
                Cell::text(&enterprise.name),
                if row.up {
                    Cell::text(facts.say("新进 ▲", "reached ▲")).tone(Tone::Good)
                } else {
                    Cell::text(facts.say("退出 ▼", "left ▼")).tone(Tone::Bad)
                },
            ]
        })
        .collect();
    sheet.table(&columns, &rows)?;
    Ok(())
}

/// Enterprises on a rung of which a condition has failed or is close to failing.
pub(super) fn at_risk(facts: &Facts, sheet: &mut SheetWriter) -> Result<()> {
    sheet.heading(facts.say("有退出风险的企业", "About to lose a rung"));
    let own = used(facts);
    let columns = [
        Column::text(facts.say("级别", "Rung")).most(20.0),
        Column::text(facts.say("企业", "Enterprise")).most(40.0),
        Column::text(facts.say("哪项条件", "Which condition")).most(48.0),
        Column::number(facts.say("距条件", "Inside by")),
        Column::text(facts.say("情况", "State")),
    ];
    let order: BTreeMap<&str, usize> = facts
        .view
        .results
        .definitions
        .rungs
        .iter()
        .enumerate()
        .map(|(place, rung)| (rung.id.as_str(), place))
        .collect();
    let mut risks: Vec<_> = facts
        .view
        .results
        .assessed
        .at_risk
        .iter()
        .filter_map(|row| Some((row, own.get(row.credit_code.as_str())?)))
        .collect();
    risks.sort_by_key(|(row, _)| (order.get(row.rung.as_str()).copied(), !row.failed));
    let rows: Vec<Vec<Cell>> = risks
        .into_iter()
        .map(|(row, enterprise)| {
            vec![
                Cell::text(rung_name(facts, &row.rung)),
                Cell::text(&enterprise.name),
                Cell::text(facts.language().choose(&row.condition, &row.condition_en)),
                Cell::signed(row.margin, 1),
                if row.failed {
                    Cell::text(facts.say("已不满足", "fails")).tone(Tone::Bad)
                } else {
                    Cell::text(facts.say("临近", "close")).tone(Tone::Query)
                },
            ]
        })
        .collect();
    sheet.table(&columns, &rows)?;
    if !rows.is_empty() {
        sheet.note(facts.say(
            "“距条件”的计量随条件而定：比例类为百分点，人员、收入、资产为占上限的百分比，专利为件数。",
            "The distance is in percentage points for ratios, in per cent of the limit for staff, revenue and assets, in number for patents.",
        ));
    }
    Ok(())
}
