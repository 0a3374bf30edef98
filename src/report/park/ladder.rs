//! The park's enterprises on the ladder: how many stand on each rung, who is one condition away, and all of them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use rust_xlsxwriter::{ChartType, Workbook};

use super::facts::Facts;
use crate::definitions::Language;
use crate::report::charts::{Look, add_series, chart};
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::{ACCENT, Shape, Tone};
use crate::report::view::Enterprise;
use crate::tables::NearMissRow;

/// Near misses shown of a rung.
const NEAR: usize = 8;

/// Names shown of those on a rung.
const NAMES: usize = 3;

/// The ladder by enterprise.
struct Rungs {
    /// By rung, the credit codes on it; of the whole zone.
    on: BTreeMap<String, BTreeSet<String>>,
    /// Innovation points by credit code.
    points: BTreeMap<String, f64>,
}

pub(super) fn write(facts: &Facts, workbook: &mut Workbook) -> Result<()> {
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
    counts(facts, &mut sheet, &rungs)?;
    near(facts, &mut sheet, &rungs)?;
    sheet.finish()?;
    all(facts, workbook, &rungs)
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

fn counts(facts: &Facts, sheet: &mut SheetWriter, rungs: &Rungs) -> Result<()> {
    let own = used(facts);
    let in_zone = facts
        .view
        .enterprises
        .iter()
        .filter(|enterprise| enterprise.used)
        .count();
    let columns = [
        Column::text(facts.say("级别", "Rung")).most(34.0),
        Column::number(facts.say("本园区企业数", "Enterprises here")),
        Column::number(facts.say("占本园区（%）", "Share of the park (%)")),
        Column::number(facts.say("全区占比（%）", "Share in the zone (%)")),
        Column::number(facts.say("差一项条件", "One condition away")),
        Column::text(facts.say("在列企业", "Enterprises on it")).most(40.0),
        Column::text(facts.say("依据", "Source")).most(44.0),
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
            let ahead = share.zip(zone).is_some_and(|(share, zone)| share > zone);
            let mut source = rung.source.get(facts.language()).to_owned();
            if !rung.verified {
                source = format!("{}{source}", facts.say("待核实：", "To be confirmed: "));
            }
            vec![
                Cell::text(rung.label.get(facts.language())),
                Cell::count(here).tone(Tone::Strong),
                Cell::number(share, 1).tone_if(ahead, Tone::Good),
                Cell::number(zone, 1),
                Cell::count(near_misses(facts, &rung.id).len()),
                Cell::text(named(facts, &own, on)),
                Cell::text(source).tone(Tone::Muted),
            ]
        })
        .collect();
    let area = sheet.table(&columns, &rows)?;
    if rows.is_empty() {
        return Ok(());
    }
    sheet.skip(1);
    let height = 120 + 30 * u32::try_from(rows.len())?;
    let mut bars = chart(&Look {
        kind: ChartType::Bar,
        title: facts.say("各级企业数", "Enterprises by rung"),
        categories: "",
        values: "",
        size: (700, height),
        legend: false,
    });
    add_series(
        &mut bars,
        &area.header(1),
        &area.column(0),
        &area.column(1),
        ACCENT,
        Some("0"),
    );
    sheet.chart(&bars, 0, height)
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

fn near(facts: &Facts, sheet: &mut SheetWriter, rungs: &Rungs) -> Result<()> {
    sheet.heading(facts.say(
        "只差一项条件的企业：上门服务的名单",
        "One condition away: whom to visit",
    ));
    let own = used(facts);
    let columns = [
        Column::text(facts.say("级别", "Rung")).most(34.0),
        Column::number(facts.say("创新积分", "Innovation points")),
        Column::text(facts.say("情况", "State")),
        Column::text(facts.say("主导产业", "Industry")).most(20.0),
        Column::code(facts.say("统一社会信用代码", "Credit code")),
        Column::text(facts.say("企业", "Enterprise")).most(40.0),
        Column::text(facts.say("所差条件", "What is missing")).most(44.0),
    ];
    let mut rows = Vec::new();
    let mut more = 0;
    for rung in &facts.view.results.definitions.rungs {
        let mut near: Vec<(&NearMissRow, &Enterprise, f64)> = near_misses(facts, &rung.id)
            .into_iter()
            .filter_map(|row| {
                let enterprise = own.get(row.credit_code.as_str())?;
                let points = rungs
                    .points
                    .get(&row.credit_code)
                    .copied()
                    .unwrap_or_default();
                Some((row, *enterprise, points))
            })
            .collect();
        near.sort_by(|a, b| b.2.total_cmp(&a.2));
        more += near.len().saturating_sub(NEAR);
        for (row, enterprise, points) in near.into_iter().take(NEAR) {
            let condition = facts.language().choose(&row.condition, &row.condition_en);
            rows.push(vec![
                Cell::text(rung.label.get(facts.language())),
                Cell::number(points, 1),
                if row.unknown {
                    Cell::text(facts.say("未填，可补报", "blank: ask")).tone(Tone::Query)
                } else {
                    Cell::text(facts.say("未达到", "not met")).tone(Tone::Hint)
                },
                Cell::text(facts.industry_name(&enterprise.leading_industry)),
                Cell::text(&row.credit_code),
                Cell::text(&enterprise.name),
                Cell::text(condition),
            ]);
        }
    }
    sheet.table(&columns, &rows)?;
    if more > 0 {
        sheet.note(&match facts.language() {
            Language::Zh => format!(
                "每级只列创新积分最高的 {NEAR} 家；另有 {more} 家见数据表 ladder_near_misses"
            ),
            Language::En => format!(
                "The {NEAR} with most innovation points of each rung; {more} more stand in the table ladder_near_misses"
            ),
        });
    }
    Ok(())
}

/// The list of all used enterprises, for filtering.
fn all(facts: &Facts, workbook: &mut Workbook, rungs: &Rungs) -> Result<()> {
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
    columns.push(Column::number(facts.say("创新积分", "Innovation points")));
    for ability in &definitions.abilities {
        columns.push(Column::number(ability.label.get(language)).most(12.0));
    }
    for rung in &definitions.rungs {
        columns.push(Column::text(rung.label.get(language)).most(12.0));
    }
    let mut by_ability: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for row in &facts.view.results.assessed.points {
        *by_ability
            .entry((row.credit_code.as_str(), row.ability.as_str()))
            .or_default() += row.points;
    }
    let mut own: Vec<&Enterprise> = used(facts).into_values().collect();
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
            row.push(Cell::number(points(enterprise), 1).tone(Tone::Strong));
            for ability in &definitions.abilities {
                let points = by_ability.get(&(code, ability.id.as_str())).copied();
                row.push(Cell::shaped(points, Shape::Number(1)));
            }
            for rung in &definitions.rungs {
                let on = rungs.on.get(&rung.id).is_some_and(|on| on.contains(code));
                row.push(if on {
                    Cell::text("●").tone(Tone::Good)
                } else {
                    Cell::blank()
                });
            }
            row
        })
        .collect();
    sheet.main_table(&columns, &rows, 1)?;
    sheet.finish()
}
