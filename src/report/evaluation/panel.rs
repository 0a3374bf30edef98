//! The rank list of zones.

use std::collections::BTreeMap;

use anyhow::Result;
use rust_xlsxwriter::{ChartType, Workbook};

use super::scored_index::ScoredIndex;
use crate::definitions::{Node, ROOT};
use crate::report::charts::{Look, Series, add, chart};
use crate::report::reference_source::write_source;
use crate::report::sheet::{Cell, Column};
use crate::report::style::{ACCENT, SERIES, Tone};
use crate::tables::ScoreRow;

/// Zones in the chart.
const SHOWN: usize = 26;

pub(super) fn write(index: &ScoredIndex, workbook: &mut Workbook) -> Result<()> {
    if !index.has_panel() {
        return Ok(());
    }
    let view = index.view;
    let mut sheet = super::add_sheet(
        index,
        workbook,
        view.say("排名表", "Rank list"),
        view.say("排名表", "Rank list"),
    )?;
    write_source(index.view, &mut sheet);
    let first_level: Vec<&Node> = index.definition.children(ROOT).collect();
    let mut columns = vec![
        Column::number(view.say("名次", "Rank")),
        Column::text(view.say("园区", "Zone")),
        Column::number(view.say("综合得分", "Total")),
    ];
    for node in &first_level {
        columns.push(Column::number(index.label(node)).most(18.0));
    }
    columns.push(Column::number(view.say("覆盖率", "Coverage")));
    let mut units: Vec<_> = index.units().iter().collect();
    units.sort_by(|(a, a_rows), (b, b_rows)| {
        let rank = |rows: &BTreeMap<&str, &ScoreRow>| {
            rows.get(ROOT).and_then(|row| row.rank).unwrap_or(i64::MAX)
        };
        rank(a_rows).cmp(&rank(b_rows)).then(a.cmp(b))
    });
    let rows: Vec<Vec<Cell>> = units
        .iter()
        .map(|(unit, nodes)| {
            let own = *unit == view.zone_id();
            let total = nodes.get(ROOT);
            let name = if own { view.zone_name() } else { unit };
            let mut row = vec![
                Cell::whole(total.and_then(|row| row.rank)),
                Cell::text(name),
                Cell::number(total.and_then(|row| row.score), 2),
            ];
            for node in &first_level {
                row.push(Cell::number(
                    nodes.get(node.id.as_str()).and_then(|row| row.score),
                    2,
                ));
            }
            row.push(Cell::percent(total.map(|row| row.coverage * 100.0), 1));
            let tone = if own { Tone::Accent } else { Tone::Plain };
            row.into_iter().map(|cell| cell.tone(tone)).collect()
        })
        .collect();
    let area = sheet.main_table(&columns, &rows, 2)?;
    let shown = rows.len().min(SHOWN);
    sheet.skip(1);
    // Less than this for a zone, and programs leave out every other name.
    let height = 110 + 22 * u32::try_from(shown)?;
    let mut bars = chart(&Look {
        kind: ChartType::Bar,
        title: view.say("综合得分", "Total score"),
        categories: "",
        values: view.say("得分（0—100）", "Score (0–100)"),
        size: (760, height),
        legend: false,
    });
    bars.value_axis().set_min(0);
    let last = u32::try_from(shown)?.saturating_sub(1);
    let place = units
        .iter()
        .take(shown)
        .position(|(unit, _)| *unit == view.zone_id());
    add(
        &mut bars,
        &Series {
            name: &area.header(2),
            categories: &area.part(1, 0, last),
            values: &area.part(2, 0, last),
            colour: SERIES[4],
            labels: Some("0.0"),
            point_out: place.map(|place| (shown, place, ACCENT)),
        },
    );
    sheet.chart(&bars, 0, height)?;
    sheet.finish()
}
