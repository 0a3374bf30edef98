//! All used enterprises of the park: size, growth, stage, points, rungs; for filtering.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use super::{Rungs, used};
use crate::report::park::facts::Facts;
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::{Shape, Tone};
use crate::report::view::Enterprise;
use crate::tables::StandingRow;

/// The list of all used enterprises, for filtering.
pub(super) fn all(facts: &Facts, workbook: &mut Workbook, rungs: &Rungs) -> Result<()> {
    let definitions = facts.view.results.definitions;
    let language = facts.language();
    let mut sheet = SheetWriter::add(
        workbook,
        facts.say("企业名单", "Enterprises"),
        &facts.sheet_title("企业名单", "enterprises"),
        language,
    )?;
    sheet.note(facts.say(
        "本园区已采用报表的企业，按创新积分从高到低；● 表示符合该级条件。积分按能力分列。",
        "The park's enterprises with a used record, most innovation points first; ● stands on the rung. Points by ability.",
    ));
    sheet.inside();
    let size = facts.size(false);
    let mut columns = vec![
        Column::text(facts.say("企业", "Enterprise")).most(40.0),
        Column::code(facts.say("统一社会信用代码", "Credit code")),
        Column::text(facts.say("主导产业", "Industry")).most(20.0),
    ];
    if let Some(size) = &size {
        columns.push(Column::number(&size.header));
        columns.push(Column::number(facts.say("增速（%）", "Growth (%)")));
    }
    columns.push(Column::text(facts.say("阶段", "Stage")));
    columns.push(Column::number(facts.say("创新积分", "Innovation points")));
    columns.push(Column::text(facts.say("全区名次", "Rank in the zone")));
    columns.push(Column::text(facts.say("同阶段名次", "Rank in the stage")));
    let own_scheme = || {
        let abilities = definitions.abilities.iter();
        abilities.filter(|ability| ability.scheme.is_empty())
    };
    for rung in &definitions.rungs {
        columns.push(Column::text(rung.label.get(language)).most(12.0));
    }
    // On paper the points by ability stand on the sheet of points.
    for ability in own_scheme() {
        let column = Column::number(ability.label.get(language)).most(12.0);
        columns.push(column.on_screen());
    }
    let standing: BTreeMap<&str, &StandingRow> = facts
        .view
        .results
        .assessed
        .standing
        .iter()
        .map(|row| (row.credit_code.as_str(), row))
        .collect();
    let own = used(facts);
    let mut by_ability: HashMap<(&str, &str), f64> = HashMap::new();
    let points = facts.view.results.assessed.points.iter();
    for row in points.filter(|row| own.contains_key(row.credit_code.as_str())) {
        *by_ability
            .entry((row.credit_code.as_str(), row.ability.as_str()))
            .or_default() += row.points;
    }
    let mut own: Vec<&Enterprise> = own.into_values().collect();
    let points = |enterprise: &Enterprise| {
        rungs
            .points
            .get(&enterprise.credit_code)
            .copied()
            .unwrap_or_default()
    };
    own.sort_by(|a, b| points(b).total_cmp(&points(a)));
    let rows: Vec<Vec<Cell>> = own
        .into_iter()
        .map(|enterprise| {
            let code = enterprise.credit_code.as_str();
            let mut row = vec![
                Cell::text(&enterprise.name),
                Cell::text(code),
                Cell::text(facts.industry_name(&enterprise.leading_industry)),
            ];
            if let Some(size) = &size {
                let now = facts.view.measure(code, &size.measure.id);
                let before = facts.view.previous_measure(code, &size.measure.id);
                row.push(size.cell(now));
                let growth = now
                    .zip(before)
                    .map(|(now, before)| 100.0 * (now - before) / before.abs());
                row.push(Cell::signed(growth, 1));
            }
            let standing = standing.get(code);
            let stage = standing.and_then(|row| {
                definitions
                    .stages
                    .iter()
                    .find(|stage| stage.id == row.stage)
            });
            row.push(Cell::text(
                stage.map_or("", |stage| stage.label.get(language)),
            ));
            row.push(Cell::number(points(enterprise), 1).tone(Tone::Strong));
            let place = |rank: i64, of: i64| format!("{rank} / {of}");
            row.push(Cell::text(
                standing.map_or_else(String::new, |row| place(row.rank, row.ranked)),
            ));
            row.push(Cell::text(standing.map_or_else(String::new, |row| {
                place(row.stage_rank, row.stage_ranked)
            })));
            for rung in &definitions.rungs {
                let on = rungs.on.get(&rung.id).is_some_and(|on| on.contains(code));
                row.push(if on {
                    Cell::centred("●").tone(Tone::Good)
                } else {
                    Cell::blank()
                });
            }
            for ability in own_scheme() {
                let points = by_ability.get(&(code, ability.id.as_str())).copied();
                row.push(Cell::shaped(points, Shape::Number(1)));
            }
            row
        })
        .collect();
    sheet.main_table(&columns, &rows, 1)?;
    sheet.finish()
}
