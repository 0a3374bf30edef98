//! The reference: values of other zones, or national bounds, in long form.

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
        let Some(first) = Table::find(sheet, head_rows, &[&INDICATOR]) else {
            continue;
        };
        let mut table = first;
        let rows: Vec<Row<'_>> = table.rows().collect();
        for row in rows {
            // Values of zones and bounds may stand below each other, each under a header of its own.
            if let Some(next) = table.goes_on(&row, &[&INDICATOR]) {
                table = next;
                continue;
            }
            let (zone, value) = (table.column(&ZONE), table.column(&VALUE));
            let (min, max) = (table.column(&MIN), table.column(&MAX));
            if (zone.is_none() || value.is_none()) && min.is_none() && max.is_none() {
                continue;
            }
            found = true;
            let indicator = tidy(&row.text(table.column(&INDICATOR)));
            if is_blank(&indicator) {
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
            let (value, min, max) = (read(value), read(min), read(max));
            if value.is_none() && min.is_none() && max.is_none() {
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
            });
        }
    }
    if !found {
        reference.notes.push(Note::new(
            "没有表头（zone、indicator、value 或 indicator、min、max），未读取",
            "it has no header row `zone,indicator,value` or `indicator,min,max` and is not read",
        ));
    }
    reference
}
