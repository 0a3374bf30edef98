//! The enterprises that moved the score since the period before.

use std::collections::BTreeMap;

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use super::scored_index::ScoredIndex;
use crate::definitions::{Language, ROOT};
use crate::report::reference_source::write_source;
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::Tone;
use crate::report::view::View;
use crate::tables::{ChangeMoverRow, Presence, RecordStatus};

/// Enterprises in each of the two lists of the total.
const SHOWN: usize = 15;
/// Enterprises that lift an indicator most, and as many that lower it most.
const OF_INDICATOR: usize = 3;

pub(super) fn write(index: &ScoredIndex, workbook: &mut Workbook) -> Result<()> {
    let view = index.view;
    let rows: Vec<&ChangeMoverRow> = view
        .results
        .evaluated
        .change_movers
        .iter()
        .filter(|row| row.index == index.definition.id)
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let mut sheet = super::add_sheet(
        index,
        workbook,
        view.say("企业变动", "Movers"),
        view.say(
            "企业变动：哪些企业带动了得分变化",
            "Movers: the enterprises that moved the score",
        ),
    )?;
    write_source(view, &mut sheet);
    sheet.note(view.say(
        "带动 = 企业今年的影响 − 去年的影响；影响 = 全区值 − 去掉该企业后的全区值（越小越好的指标取相反数）。新进企业去年的影响为 0，退出企业今年的影响为 0。折分 = 带动 × 该指标每单位本区变动的分数，与“得分变动”的“本区变动”同一口径。",
        "Moved = the enterprise's effect now − its effect last year; effect = the zone's value − its value without the enterprise (the sign reversed where less is better). A newcomer had no effect last year, one that has left has none now. Points = moved × the points of one unit of the zone's own move, as in “Own” of the sheet Change.",
    ));
    sheet.note(view.say(
        "占比、人均、增速类指标不可加：逐家去掉的影响之和不等于全区变化，差额单列为“不可分的余数”。增速和净增类指标按现行口径计企业的全部规模，需有上年评价结果才能分解到企业。",
        "Shares, ratios and growth do not add up: the effects of enterprises taken out one at a time do not sum to the zone's change; what is left is the remainder. In growth and net increase an enterprise counts with its whole size, as everywhere; they are told by enterprise only where last year was evaluated too.",
    ));
    sums(index, &mut sheet, &rows)?;
    for (heading, top) in [
        (
            view.say(
                "带动得分上升最多的企业",
                "Enterprises that lifted the score most",
            ),
            true,
        ),
        (
            view.say(
                "带动得分下降最多的企业",
                "Enterprises that lowered the score most",
            ),
            false,
        ),
    ] {
        sheet.heading(heading);
        of_total(index, &mut sheet, &rows, top)?;
    }
    sheet.heading(view.say("分指标", "By indicator"));
    of_indicators(index, &mut sheet, &rows)?;
    sheet.finish()
}

/// The word for an enterprise's presence; for one that is not counted now, with what became of its record.
fn presence_word(view: &View, row: &ChangeMoverRow) -> String {
    match row.presence {
        Presence::Stayed => view.say("两年都计入", "both years").to_owned(),
        Presence::Newcomer => view.say("本年新进", "newcomer").to_owned(),
        Presence::Leaver => {
            let left = view.say("本年未计入", "no longer counted");
            match RecordStatus::from_word(&row.status) {
                Some(status) => match view.language {
                    Language::Zh => format!("{left}（{}）", view.status_word(status)),
                    Language::En => format!("{left} ({})", view.status_word(status)),
                },
                None => left.to_owned(),
            }
        }
        Presence::Remainder => view.say("不可分的余数", "remainder").to_owned(),
    }
}

/// What the zone moved by itself, by who moved it.
fn sums(index: &ScoredIndex, sheet: &mut SheetWriter, rows: &[&ChangeMoverRow]) -> Result<()> {
    let view = index.view;
    let sum = |presence: Presence| -> (usize, f64) {
        let of = rows
            .iter()
            .filter(|row| row.indicator.is_none() && row.presence == presence);
        let points: Vec<f64> = of.filter_map(|row| row.points).collect();
        (points.len(), points.iter().sum())
    };
    let own = view
        .results
        .evaluated
        .score_changes
        .iter()
        .find(|row| row.index == index.definition.id && row.node == ROOT)
        .and_then(|row| row.own);
    let mut told = 0.0;
    let mut cells = Vec::new();
    for (word, presence) in [
        (
            view.say("两年都计入的企业", "Enterprises of both years"),
            Presence::Stayed,
        ),
        (view.say("本年新进的企业", "Newcomers"), Presence::Newcomer),
        (
            view.say("本年未计入的企业", "No longer counted"),
            Presence::Leaver,
        ),
        (view.say("不可分的余数", "Remainder"), Presence::Remainder),
    ] {
        let (count, points) = sum(presence);
        told += points;
        cells.push(vec![
            Cell::text(word),
            match presence {
                Presence::Remainder => Cell::blank(),
                _ => Cell::count(count),
            },
            Cell::signed(points, 2),
        ]);
    }
    cells.push(vec![
        Cell::text(view.say(
            "不由企业报表得出或不能分解到企业的指标",
            "Indicators that are not from enterprise forms or cannot be told by enterprise",
        )),
        Cell::blank(),
        Cell::signed(own.map(|own| own - told), 2),
    ]);
    sheet.heading(view.say("本区变动来自谁", "Who moved the zone's own part"));
    sheet.table(
        &[
            Column::text(view.say("来源", "By")).most(44.0),
            Column::number(view.say("企业数", "Enterprises")),
            Column::number(view.say("分", "Points")),
        ],
        &cells,
    )?;
    sheet.row_below(&[
        Cell::text(view.say("本区变动", "Own moves")).tone(Tone::Strong),
        Cell::blank(),
        Cell::signed(own, 2).tone(Tone::Strong),
    ])?;
    Ok(())
}

/// The enterprises that lifted the total most, or lowered it most, each with the indicator through which it did most.
fn of_total(
    index: &ScoredIndex,
    sheet: &mut SheetWriter,
    rows: &[&ChangeMoverRow],
    top: bool,
) -> Result<()> {
    let view = index.view;
    let sign = if top { 1.0 } else { -1.0 };
    let mut by_enterprise: BTreeMap<&str, Vec<&ChangeMoverRow>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.indicator.is_some()) {
        if let Some(code) = &row.credit_code {
            by_enterprise.entry(code).or_default().push(row);
        }
    }
    let mut totals: Vec<(&ChangeMoverRow, f64)> = rows
        .iter()
        .filter(|row| row.indicator.is_none() && row.credit_code.is_some())
        .filter_map(|row| Some((*row, row.points? * sign)))
        .filter(|(_, points)| *points > 0.0)
        .collect();
    totals.sort_by(|a, b| b.1.total_cmp(&a.1));
    let cells: Vec<Vec<Cell>> = totals
        .iter()
        .take(SHOWN)
        .map(|(row, _)| {
            let code = row.credit_code.as_deref().unwrap_or_default();
            let most = by_enterprise.get(code).and_then(|rows| {
                let strength = |row: &&&ChangeMoverRow| row.points.unwrap_or(0.0) * sign;
                rows.iter()
                    .max_by(|a, b| strength(a).total_cmp(&strength(b)))
            });
            let through = most
                .and_then(|row| row.indicator.as_deref())
                .unwrap_or_default();
            vec![
                Cell::text(row.name.as_str()),
                Cell::text(code),
                Cell::text(view.park_name(row.park.as_deref())),
                Cell::text(presence_word(view, row)),
                Cell::signed(row.points, 3).tone(Tone::Strong),
                Cell::text(format!("{through} {}", view.label(through))),
                Cell::signed(most.and_then(|row| row.points), 3),
            ]
        })
        .collect();
    sheet.table(
        &[
            Column::text(view.say("企业名称", "Name")).most(40.0),
            Column::text(view.say("统一社会信用代码", "Credit code")),
            Column::text(view.say("园区", "Park")),
            Column::text(view.say("两年情况", "Presence")).most(28.0),
            Column::number(view.say("带动（分）", "Points")),
            Column::text(view.say("主要通过", "Mostly through")).most(40.0),
            Column::number(view.say("分", "Points")),
        ],
        &cells,
    )?;
    Ok(())
}

/// For each indicator, most points first: who lifted it most, who lowered it most, the remainder, and the sum.
fn of_indicators(
    index: &ScoredIndex,
    sheet: &mut SheetWriter,
    rows: &[&ChangeMoverRow],
) -> Result<()> {
    let view = index.view;
    let mut groups: Vec<(&str, Vec<&ChangeMoverRow>)> = Vec::new();
    for row in rows {
        let Some(id) = row.indicator.as_deref() else {
            continue;
        };
        match groups.last_mut().filter(|(last, _)| *last == id) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((id, vec![row])),
        }
    }
    let sum = |rows: &[&ChangeMoverRow], part: fn(&ChangeMoverRow) -> Option<f64>| -> Option<f64> {
        let parts: Vec<f64> = rows.iter().filter_map(|row| part(row)).collect();
        (!parts.is_empty()).then(|| parts.iter().sum())
    };
    let size = |rows: &[&ChangeMoverRow]| sum(rows, |row| row.points).unwrap_or(0.0).abs();
    groups.sort_by(|a, b| size(&b.1).total_cmp(&size(&a.1)));
    let mut cells = Vec::new();
    for (id, rows) in &groups {
        let decimals = view.decimals(id).max(2);
        let unit = view
            .results
            .definitions
            .indicator(id)
            .map_or("", |indicator| &indicator.unit);
        let moved = |row: &ChangeMoverRow| row.moved.unwrap_or(0.0);
        let mut known: Vec<&&ChangeMoverRow> = rows
            .iter()
            .filter(|row| row.credit_code.is_some() && row.moved.is_some())
            .collect();
        known.sort_by(|a, b| moved(b).total_cmp(&moved(a)));
        let lifted = known
            .iter()
            .take(OF_INDICATOR)
            .filter(|row| moved(row) > 0.0);
        let lowered = known.iter().rev().take(OF_INDICATOR);
        let lowered: Vec<_> = lowered.filter(|row| moved(row) < 0.0).collect();
        let rest = rows.iter().filter(|row| row.credit_code.is_none());
        cells.push(vec![
            Cell::text(format!("{id} {}", view.label(id))).tone(Tone::Strong),
            Cell::text(view.unit(unit)),
            Cell::text(view.say("全区的变动", "The zone's move")),
            Cell::blank(),
            Cell::blank(),
            Cell::signed(sum(rows, |row| row.moved), decimals).tone(Tone::Strong),
            Cell::signed(sum(rows, |row| row.points), 3).tone(Tone::Strong),
        ]);
        let lines = lifted
            .copied()
            .chain(lowered.into_iter().rev().copied())
            .chain(rest);
        cells.extend(lines.map(|row| {
            vec![
                Cell::text(row.name.as_str()).indent(1),
                Cell::blank(),
                Cell::text(presence_word(view, row)),
                Cell::number(row.before, decimals),
                Cell::number(row.now, decimals),
                Cell::signed(row.moved, decimals),
                Cell::signed(row.points, 3),
            ]
        }));
    }
    sheet.main_table(
        &[
            Column::text(view.say("指标与企业", "Indicator, enterprise")).most(46.0),
            Column::text(view.say("计量单位", "Unit")),
            Column::text(view.say("两年情况", "Presence")).most(28.0),
            Column::number(view.say("去年影响", "Effect then")),
            Column::number(view.say("今年影响", "Effect now")),
            Column::number(view.say("带动", "Moved")),
            Column::number(view.say("折分", "Points")),
        ],
        &cells,
        1,
    )?;
    Ok(())
}
