//! The reference: values of other zones, or national bounds, in long form; and published pairs of rank and score.

use super::layout::{Place, Remark};
use super::note::Note;
use super::table::{Row, Table};
use super::values::number::{Typed, number};
use super::values::text::{is_blank, tidy};
use super::workbook::{CellValue, Workbook};
use crate::tables::ReferenceRow;

const INDICATOR: [&str; 3] = ["indicator", "指标编号", "指标"];
const ZONE: [&str; 3] = ["zone", "高新区", "地区"];
const VALUE: [&str; 2] = ["value", "数值"];
const MIN: [&str; 3] = ["min", "最小值", "下限"];
const MAX: [&str; 3] = ["max", "最大值", "上限"];
const PREVIOUS: [&str; 2] = ["previous", "上年"];
const GROUP: [&str; 3] = ["group", "组别", "分组"];
const INDEX: [&str; 2] = ["index", "评价体系"];
const RANK: [&str; 3] = ["rank", "排名", "名次"];
const SCORE: [&str; 2] = ["score", "得分"];
const SOURCE: [&str; 2] = ["source", "来源"];

/// What was read of the reference.
#[derive(Default)]
pub(super) struct Reference {
    /// Its values and bounds.
    pub rows: Vec<ReferenceRow>,
    /// What was left out.
    pub notes: Vec<Note>,
    /// Values that could not be read.
    pub remarks: Vec<Remark>,
}

/// Reads the reference.
pub(super) fn read(head_rows: u32, workbook: &Workbook) -> Reference {
    let mut reference = Reference::default();
    let mut found = false;
    for (sheet_index, sheet) in workbook
        .sheets
        .iter()
        .enumerate()
        .filter(|(_, sheet)| sheet.visible)
    {
        // The uppermost header of either kind.
        let first = [
            Table::find(sheet, head_rows, &[&INDICATOR]),
            Table::find(sheet, head_rows, &[&RANK, &SCORE]),
        ];
        let first = first.into_iter().flatten().min_by_key(|table| table.header);
        let Some(first) = first else {
            continue;
        };
        let mut table = first;
        let rows: Vec<Row<'_>> = table.rows().collect();
        for row in rows {
            // Values of zones and bounds may stand below each other, each under a header of its own.
            let next = table
                .goes_on(&row, &[&INDICATOR])
                .or_else(|| table.goes_on(&row, &[&RANK, &SCORE]));
            if let Some(next) = next {
                table = next;
                continue;
            }
            let (zone, value) = (table.column(&ZONE), table.column(&VALUE));
            let (min, max) = (table.column(&MIN), table.column(&MAX));
            let (rank, score) = (table.column(&RANK), table.column(&SCORE));
            let published = rank.is_some() && score.is_some();
            let values = zone.is_some() && value.is_some();
            if !published && !values && min.is_none() && max.is_none() {
                continue;
            }
            found = true;
            let indicator = tidy(&row.text(table.column(&INDICATOR)));
            if is_blank(&indicator) && !published {
                continue;
            }
            let mut read = |column: Option<u32>| match row.get(column) {
                None => None,
                Some(CellValue::Number { value, .. }) => Some(*value),
                Some(cell) => match number(&cell.text()) {
                    Typed::Number(value, unit) if unit.is_empty() || unit == "%" => Some(value),
                    Typed::Blank => None,
                    _ => {
                        reference.remarks.push(Remark {
                            check: "unreadable-value",
                            code: String::new(),
                            item: None,
                            text: tidy(&cell.text()),
                            detail: Note::new("数字", "a number"),
                            numbers: (None, None),
                            place: Some(Place {
                                sheet_index,
                                sheet: sheet.name.clone(),
                                row: row.row,
                                col: column.unwrap_or_default(),
                            }),
                        });
                        None
                    }
                },
            };
            if published {
                let rank = read(rank).filter(|rank| rank.fract() == 0.0 && *rank >= 1.0);
                if let (Some(rank), Some(score)) = (rank, read(score)) {
                    reference.rows.push(ReferenceRow {
                        index: tidy(&row.text(table.column(&INDEX))),
                        rank: Some(rank as i64),
                        score: Some(score),
                        source: tidy(&row.text(table.column(&SOURCE))),
                        ..ReferenceRow::default()
                    });
                }
                continue;
            }
            let (value, min, max) = (read(value), read(min), read(max));
            let previous = read(table.column(&PREVIOUS));
            if value.is_none() && min.is_none() && max.is_none() && previous.is_none() {
                continue;
            }
            let zone = tidy(&row.text(zone));
            reference.rows.push(ReferenceRow {
                zone: if is_blank(&zone) { String::new() } else { zone },
                indicator,
                value,
                min,
                max,
                source: tidy(&row.text(table.column(&SOURCE))),
                previous,
                group: tidy(&row.text(table.column(&GROUP))),
                ..ReferenceRow::default()
            });
        }
    }
    if !found {
        reference.notes.push(Note::new(
            "没有表头（zone、indicator、value，或 indicator、min、max，或 rank、score），未读取",
            "it has no header row `zone,indicator,value`, `indicator,min,max` or `rank,score` and is not read",
        ));
    }
    reference
}
