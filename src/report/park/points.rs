//! Innovation points: the enterprises with most of them and why, and the values of other schemes.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use super::facts::Facts;
use crate::definitions::{Ability, Language};
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::Tone;
use crate::report::view::Enterprise;
use crate::tables::{PointsRow, StandingRow};

/// Abilities named as strong, and as weak.
const NAMED: usize = 2;

pub(super) fn write(facts: &Facts, workbook: &mut Workbook) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        facts.say("创新积分", "Points"),
        &facts.sheet_title("创新积分", "innovation points"),
        facts.language(),
    )?;
    sheet.inside();
    sheet.note(facts.say(
        "积分满分 100，按阶段（初创、成长、稳定）加权，在全区和同阶段中排名；分值表和阶段界限为建议值，见“说明”。",
        "100 points at most, weighted by stage (start-up, growth, stable), ranked in the zone and within the stage; the table and the limits of the stages are proposals, see \"Notes\".",
    ));
    let points = Points::of(facts);
    own(facts, &mut sheet, &points)?;
    others(facts, &mut sheet, &points)?;
    sheet.finish()
}

/// The park's enterprises and their points.
struct Points<'a> {
    enterprises: Vec<(&'a Enterprise, &'a StandingRow)>,
    by_item: HashMap<(&'a str, &'a str, &'a str), &'a PointsRow>,
}

impl<'a> Points<'a> {
    fn of(facts: &'a Facts<'a>) -> Points<'a> {
        let assessed = facts.view.results.assessed;
        let own: BTreeMap<&str, &Enterprise> = facts
            .enterprises()
            .filter(|enterprise| enterprise.used)
            .map(|enterprise| (enterprise.credit_code.as_str(), enterprise))
            .collect();
        let mut enterprises: Vec<(&Enterprise, &StandingRow)> = assessed
            .standing
            .iter()
            .filter_map(|row| Some((*own.get(row.credit_code.as_str())?, row)))
            .collect();
        enterprises.sort_by_key(|(_, row)| row.rank);
        Points {
            enterprises,
            by_item: assessed
                .points
                .iter()
                .filter(|row| own.contains_key(row.credit_code.as_str()))
                .map(|row| {
                    (
                        (
                            row.credit_code.as_str(),
                            row.ability.as_str(),
                            row.item.as_str(),
                        ),
                        row,
                    )
                })
                .collect(),
        }
    }

    /// Points won of an ability, and the most that can be won.
    fn ability(&self, code: &str, ability: &Ability) -> (f64, f64) {
        ability
            .items
            .iter()
            .filter_map(|item| self.by_item.get(&(code, &ability.id, &item.id)))
            .fold((0.0, 0.0), |(won, most), row| {
                (won + row.points, most + row.most)
            })
    }
}

fn own(facts: &Facts, sheet: &mut SheetWriter, points: &Points) -> Result<()> {
    let definitions = facts.view.results.definitions;
    let language = facts.language();
    let abilities: Vec<&Ability> = definitions
        .abilities
        .iter()
        .filter(|ability| ability.scheme.is_empty())
        .collect();
    let mut columns = vec![
        Column::text(facts.say("企业", "Enterprise")).most(40.0),
        Column::text(facts.say("阶段", "Stage")),
        Column::number(facts.say("创新积分", "Points")),
        Column::number(facts.say("全区名次", "Rank in the zone")),
        Column::number(facts.say("同阶段名次", "Rank in the stage")),
    ];
    for ability in &abilities {
        columns.push(Column::number(ability.label.get(language)).most(12.0));
    }
    columns.push(Column::text(facts.say("长处与短处", "Strong and weak in")).most(64.0));
    let rows: Vec<Vec<Cell>> = points
        .enterprises
        .iter()
        .map(|(enterprise, standing)| {
            let stage = definitions
                .stages
                .iter()
                .find(|stage| stage.id == standing.stage)
                .map_or("", |stage| stage.label.get(language));
            let mut row = vec![
                Cell::text(&enterprise.name),
                Cell::text(stage),
                Cell::number(standing.points, 1).tone(Tone::Strong),
                Cell::whole(standing.rank),
                Cell::whole(standing.stage_rank),
            ];
            let code = enterprise.credit_code.as_str();
            for ability in &abilities {
                row.push(Cell::number(points.ability(code, ability).0, 1));
            }
            row.push(Cell::text(reasons(facts, points, &abilities, code)));
            row
        })
        .collect();
    let area = sheet.main_table(&columns, &rows, 1)?;
    if !rows.is_empty() {
        sheet.worksheet().add_conditional_format(
            area.first,
            2,
            area.last,
            2,
            &super::scores::bar(),
        )?;
    }
    Ok(())
}

/// The items that win most of what they can, and those that leave most points open.
fn reasons(facts: &Facts, points: &Points, abilities: &[&Ability], code: &str) -> String {
    let mut items: Vec<(&str, f64, f64)> = abilities
        .iter()
        .flat_map(|ability| ability.items.iter().map(move |item| (ability, item)))
        .filter_map(|(ability, item)| {
            let row = points.by_item.get(&(code, &ability.id, &item.id))?;
            Some((item.label.get(facts.language()), row.points, row.most))
        })
        .collect();
    let names = |items: &[(&str, f64, f64)]| -> String {
        items
            .iter()
            .take(NAMED)
            .map(|(label, won, most)| format!("{} {won:.1}/{most:.1}", short(label)))
            .collect::<Vec<_>>()
            .join(facts.say("、", ", "))
    };
    items.sort_by(|a, b| b.1.total_cmp(&a.1));
    let strong: Vec<_> = items.iter().copied().filter(|item| item.1 > 0.0).collect();
    items.sort_by(|a, b| (b.2 - b.1).total_cmp(&(a.2 - a.1)));
    let weak: Vec<_> = items
        .iter()
        .copied()
        .filter(|item| item.2 > item.1)
        .collect();
    match facts.language() {
        Language::Zh => format!("长：{}；短：{}", names(&strong), names(&weak)),
        Language::En => format!("strong: {}; weak: {}", names(&strong), names(&weak)),
    }
}

/// A label without the unit in brackets behind it.
fn short(label: &str) -> &str {
    label.split('（').next().unwrap_or(label)
}

/// Values of schemes whose weights are not known: shown, not added up.
fn others(facts: &Facts, sheet: &mut SheetWriter, points: &Points) -> Result<()> {
    let definitions = facts.view.results.definitions;
    let language = facts.language();
    for scheme in &definitions.schemes {
        sheet.heading(scheme.label.get(language));
        let certainty = scheme.certainty.get(language);
        let source = scheme.source.get(language);
        sheet.note(&format!(
            "{}{}{source}",
            facts.say("待核实：", "To be confirmed: "),
            if certainty.is_empty() {
                String::new()
            } else {
                format!("{certainty}{}", facts.say("。来源：", ". Source: "))
            }
        ));
        let abilities: Vec<&Ability> = definitions
            .abilities
            .iter()
            .filter(|ability| ability.scheme == scheme.id)
            .collect();
        let mut columns = vec![Column::text(facts.say("企业", "Enterprise")).most(40.0)];
        for item in abilities.iter().flat_map(|ability| &ability.items) {
            columns.push(Column::number(item.label.get(language)).most(14.0));
        }
        let rows: Vec<Vec<Cell>> = points
            .enterprises
            .iter()
            .map(|(enterprise, _)| {
                let mut row = vec![Cell::text(&enterprise.name)];
                for ability in &abilities {
                    for item in &ability.items {
                        let key = (
                            enterprise.credit_code.as_str(),
                            ability.id.as_str(),
                            item.id.as_str(),
                        );
                        let value = points.by_item.get(&key).and_then(|row| row.value);
                        let decimals = u8::from(value.is_some_and(|value| value.fract() != 0.0));
                        row.push(Cell::number(value, decimals));
                    }
                }
                row
            })
            .collect();
        sheet.table(&columns, &rows)?;
    }
    Ok(())
}
