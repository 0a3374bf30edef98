//! The park's enterprises on the ladder: how many stand on each rung, who moved, who is one condition away, who is
//! about to lose a rung, and all of them.

mod list;
mod near;
mod risk;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use super::facts::Facts;
use crate::definitions::Language;
use crate::report::sheet::{Area, Cell, Column, SheetWriter};
use crate::report::style::Tone;
use crate::report::view::Enterprise;
use crate::tables::NearMissRow;

/// Column with the number of enterprises on a rung.
pub(super) const NUMBER: u16 = 3;

/// Names shown of those on a rung.
const NAMES: usize = 3;

/// The ladder by enterprise.
struct Rungs {
    /// By rung, the credit codes on it; of the whole zone.
    on: BTreeMap<String, BTreeSet<String>>,
    /// Innovation points by credit code.
    points: BTreeMap<String, f64>,
}

/// Writes the ladder and the list of enterprises; returns where the numbers by rung stand, for a chart.
pub(super) fn write(facts: &Facts, workbook: &mut Workbook) -> Result<Area> {
    let rungs = rungs(facts)?;
    let mut sheet = SheetWriter::add(
        workbook,
        facts.say("企业梯度", "Ladder"),
        &facts.sheet_title("企业梯度", "ladder of enterprises"),
        facts.language(),
    )?;
    sheet.note(facts.say(
        "各级条件以报表数据自动判断，未填视为不满足；结果是候选名单，不替代认定。标“待核实”的级别，其条件尚未由正式文件确认。",
        "Conditions are tested on the survey's data, a blank is not met: these are candidates, not recognitions. Where a rung is to be confirmed, no official document confirms its conditions yet.",
    ));
    sheet.inside();
    let area = counts(facts, &mut sheet, &rungs)?;
    risk::moved(facts, &mut sheet)?;
    near::near(facts, &mut sheet, &rungs)?;
    risk::at_risk(facts, &mut sheet)?;
    not_judged(facts, &mut sheet)?;
    sheet.finish()?;
    list::all(facts, workbook, &rungs)?;
    Ok(area)
}

fn rungs(facts: &Facts) -> Result<Rungs> {
    let ladder = &facts.view.results.assessed.ladder;
    let mut rungs = Rungs {
        on: BTreeMap::new(),
        points: BTreeMap::new(),
    };
    if ladder.height() == 0 {
        return Ok(rungs);
    }
    let codes: Vec<String> = ladder
        .column("credit_code")?
        .str()?
        .iter()
        .map(|code| code.unwrap_or_default().to_owned())
        .collect();
    for rung in &facts.view.results.definitions.rungs {
        let met = ladder.column(&rung.id)?.bool()?;
        let on = codes
            .iter()
            .zip(met.iter())
            .filter(|(_, met)| *met == Some(true))
            .map(|(code, _)| code.clone())
            .collect();
        rungs.on.insert(rung.id.clone(), on);
    }
    let points = ladder.column("innovation_points")?.f64()?;
    rungs.points = codes
        .into_iter()
        .zip(points.iter())
        .filter_map(|(code, points)| Some((code, points?)))
        .collect();
    Ok(rungs)
}

fn used<'f>(facts: &'f Facts) -> BTreeMap<&'f str, &'f Enterprise> {
    facts
        .enterprises()
        .filter(|enterprise| enterprise.used)
        .map(|enterprise| (enterprise.credit_code.as_str(), enterprise))
        .collect()
}

/// Those of the park that could climb: who is too large or too old for the rung could not.
fn near_misses<'a>(facts: &Facts<'a>, rung: &str) -> Vec<&'a NearMissRow> {
    facts
        .view
        .results
        .assessed
        .near_misses
        .iter()
        .filter(|row| {
            row.rung == rung && !row.limit && row.park.as_deref() == Some(facts.park.id.as_str())
        })
        .collect()
}

fn counts(facts: &Facts, sheet: &mut SheetWriter, rungs: &Rungs) -> Result<Area> {
    let own = used(facts);
    let in_zone = facts
        .view
        .enterprises
        .iter()
        .filter(|enterprise| enterprise.used)
        .count();
    let columns = [
        Column::text(facts.say("级别", "Rung")).most(20.0),
        Column::text(facts.say("在列企业", "Enterprises on it")).most(40.0),
        Column::text(facts.say("依据", "Source")).most(48.0),
        Column::number(facts.say("本园区企业数", "Enterprises here")),
        Column::number(facts.say("占本园区", "Share of the park")),
        Column::number(facts.say("全区占比", "Share in the zone")),
        Column::number(facts.say("本年新进", "Reached this year")),
        Column::number(facts.say("本年退出", "Left this year")),
        Column::number(facts.say("差一项条件", "One condition away")),
        Column::number(facts.say("有退出风险", "About to lose")),
    ];
    let per_cent =
        |part: usize, whole: usize| (whole > 0).then(|| 100.0 * part as f64 / whole as f64);
    let rows: Vec<Vec<Cell>> = facts
        .view
        .results
        .definitions
        .rungs
        .iter()
        .map(|rung| {
            let on = rungs.on.get(&rung.id);
            let here = on.map_or(0, |on| {
                on.iter().filter(|c| own.contains_key(c.as_str())).count()
            });
            let share = per_cent(here, own.len());
            let zone = per_cent(on.map_or(0, BTreeSet::len), in_zone);
            let assessed = facts.view.results.assessed;
            let here_too = |park: Option<&str>| park == Some(facts.park.id.as_str());
            let moved = |up: bool| {
                let moves = assessed.moves.iter();
                moves
                    .filter(|row| row.rung == rung.id && row.up == up)
                    .filter(|row| here_too(row.park.as_deref()))
                    .count()
            };
            let endangered: BTreeSet<&str> = assessed
                .at_risk
                .iter()
                .filter(|row| row.rung == rung.id && here_too(row.park.as_deref()))
                .map(|row| row.credit_code.as_str())
                .collect();
            let endangered = endangered.len();
            let ahead = share.zip(zone).is_some_and(|(share, zone)| share > zone);
            let mut source = rung.source.get(facts.language()).to_owned();
            if !rung.verified {
                source = format!("{}{source}", facts.say("待核实：", "To be confirmed: "));
            }
            vec![
                Cell::text(rung.label.get(facts.language())),
                Cell::text(named(facts, &own, on)),
                Cell::text(source).tone(Tone::Muted),
                Cell::count(here).tone(Tone::Strong),
                Cell::percent(share, 1).tone_if(ahead, Tone::Good),
                Cell::percent(zone, 1),
                Cell::count(moved(true)),
                Cell::count(moved(false)),
                Cell::count(near_misses(facts, &rung.id).len()),
                Cell::count(endangered),
            ]
        })
        .collect();
    let area = sheet.table(&columns, &rows)?;
    Ok(area)
}

/// What the rules demand and no form asks.
fn not_judged(facts: &Facts, sheet: &mut SheetWriter) -> Result<()> {
    let rows: Vec<Vec<Cell>> = facts
        .view
        .results
        .definitions
        .rungs
        .iter()
        .filter(|rung| !rung.not_judged.is_empty())
        .map(|rung| {
            let demands: Vec<&str> = rung
                .not_judged
                .iter()
                .map(|label| label.get(facts.language()))
                .collect();
            vec![
                Cell::text(rung.label.get(facts.language())),
                Cell::text(demands.join(facts.say("；", "; "))).tone(Tone::Muted),
            ]
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    sheet.heading(facts.say(
        "报表无法判断、须另行核实的条件",
        "Demanded, but not judged here",
    ));
    sheet.table(
        &[
            Column::text(facts.say("级别", "Rung")).most(20.0),
            Column::text(facts.say("未判断", "Not judged")).most(40.0),
        ],
        &rows,
    )?;
    Ok(())
}

/// The first names on a rung.
fn named(
    facts: &Facts,
    own: &BTreeMap<&str, &Enterprise>,
    on: Option<&BTreeSet<String>>,
) -> String {
    let here: Vec<&str> = on
        .into_iter()
        .flatten()
        .filter_map(|code| own.get(code.as_str()))
        .map(|enterprise| enterprise.name.as_str())
        .collect();
    let mut names = here
        .iter()
        .take(NAMES)
        .copied()
        .collect::<Vec<_>>()
        .join(facts.say("、", ", "));
    if here.len() > NAMES {
        names.push_str(&match facts.language() {
            Language::Zh => format!(" 等{}家", here.len()),
            Language::En => format!(" and {} more", here.len() - NAMES),
        });
    }
    names
}
