//! The zone form: indicators that the zone itself reports.

use super::layout::{Place, Remark};
use super::note::Note;
use super::register::park_of;
use super::table::{Row, Table};
use super::values::number::{Typed, number};
use super::values::text::{is_blank, label_key, squeeze, tidy};
use super::values::unit::Unit;
use super::workbook::{CellValue, Workbook, address};
use crate::definitions::{Definitions, Indicator};
use crate::tables::ZoneFormRow;

const INDICATOR: [&str; 4] = ["指标编号", "指标代码", "编号", "indicator"];
const NAME: [&str; 2] = ["指标名称", "指标"];
const PARK: [&str; 3] = ["园区", "所属园区", "park"];
const VALUE: [&str; 5] = ["数值", "数量", "指标值", "本年", "value"];
const UNIT: [&str; 3] = ["计量单位", "单位", "unit"];
const EVIDENCE: [&str; 4] = ["依据", "数据来源", "来源", "evidence"];

/// What was read of the zone form.
#[derive(Default)]
pub(super) struct ZoneForm {
    /// Its values.
    pub rows: Vec<ZoneFormRow>,
    /// What was left out.
    pub notes: Vec<Note>,
    /// Values that could not be read.
    pub remarks: Vec<Remark>,
}

/// Reads the zone form.
pub(super) fn read(definitions: &Definitions, file: &str, workbook: &Workbook) -> ZoneForm {
    let mut form = ZoneForm::default();
    let head_rows = definitions.pipeline.limits.head_rows;
    let mut found = false;
    for (sheet_index, sheet) in workbook
        .sheets
        .iter()
        .enumerate()
        .filter(|(_, sheet)| sheet.visible)
    {
        let Some(table) = Table::find(sheet, head_rows, &[&INDICATOR, &VALUE]) else {
            continue;
        };
        found = true;
        let value_column = table.column(&VALUE);
        for row in table.rows() {
            let Some(indicator) = indicator(definitions, &table, &row, &mut form.notes) else {
                continue;
            };
            let park_text = tidy(&row.text(table.column(&PARK)));
            let whole_zone = is_blank(&park_text)
                || definitions.pipeline.is_own_zone(&park_text)
                || ["全区", "合计", "总计", "全高新区"].contains(&squeeze(&park_text).as_str());
            let park = if whole_zone {
                None
            } else {
                park_of(definitions, &park_text)
            };
            if !whole_zone && park.is_none() {
                form.notes.push(Note::new(
                    format!("第 {} 行的园区“{park_text}”不属于本区，未读取", row.row + 1),
                    format!(
                        "row {}: `{park_text}` is no park of the zone; the row is not read",
                        row.row + 1
                    ),
                ));
                continue;
            }
            let place = Place {
                sheet_index,
                sheet: sheet.name.clone(),
                row: row.row,
                col: value_column.unwrap_or_default(),
            };
            let text = tidy(&row.text(value_column));
            let value = value(
                indicator,
                row.get(value_column),
                &row.text(table.column(&UNIT)),
            );
            if let Err(detail) = &value {
                form.remarks.push(Remark {
                    check: "unreadable-value",
                    code: String::new(),
                    item: None,
                    text: text.clone(),
                    detail: detail.clone(),
                    numbers: (None, None),
                    place: Some(place.clone()),
                });
            }
            form.rows.push(ZoneFormRow {
                indicator: indicator.id.clone(),
                park,
                value: value.ok().flatten(),
                text,
                evidence: tidy(&row.text(table.column(&EVIDENCE))),
                file: file.to_owned(),
                sheet: place.sheet.clone(),
                cell: address(place.row, place.col),
            });
        }
    }
    if !found {
        form.notes.push(Note::new(
            "没有表头（指标编号、数值），未读取",
            "it has no header row with 指标编号 and 数值 and is not read",
        ));
    }
    form
}

/// The indicator of a row. A number such as 2.1 may be the indicator 2.10: then its name decides.
fn indicator<'d>(
    definitions: &'d Definitions,
    table: &Table<'_>,
    row: &Row<'_>,
    notes: &mut Vec<Note>,
) -> Option<&'d Indicator> {
    let typed = tidy(&row.text(table.column(&INDICATOR)));
    let name = label_key(&row.text(table.column(&NAME)));
    if is_blank(&typed) {
        return None;
    }
    let named = |indicator: &&Indicator| !name.is_empty() && label_key(&indicator.label.zh) == name;
    let id = squeeze(&typed);
    let exact = definitions
        .indicators
        .iter()
        .find(|indicator| squeeze(&indicator.id) == id);
    let is_number = matches!(
        row.get(table.column(&INDICATOR)),
        Some(CellValue::Number { .. })
    );
    // Zeros at the end are lost where the number of an indicator is typed as a number.
    let longer = || {
        definitions.indicators.iter().filter(|indicator| {
            is_number && indicator.id.trim_end_matches('0') == id && indicator.id != id
        })
    };
    let found = match exact {
        Some(indicator) if !is_number || named(&indicator) => Some(indicator),
        exact => longer()
            .find(named)
            .or(exact.filter(|indicator| indicator.from_zone_form()))
            .or_else(|| longer().find(|indicator| indicator.from_zone_form()))
            .or(exact),
    };
    if found.is_none() {
        notes.push(Note::new(
            format!("第 {} 行的指标编号“{typed}”没有定义，未读取", row.row + 1),
            format!(
                "row {}: no indicator `{typed}` is defined; the row is not read",
                row.row + 1
            ),
        ));
    }
    found
}

/// The value in the indicator's unit.
fn value(
    indicator: &Indicator,
    cell: Option<&CellValue>,
    printed: &str,
) -> Result<Option<f64>, Note> {
    let (value, behind) = match cell {
        None => return Ok(None),
        Some(CellValue::Number {
            value,
            percent: false,
        }) => (*value, String::new()),
        Some(CellValue::Number {
            value,
            percent: true,
        }) => (super::values::field::percent(*value), "%".to_owned()),
        Some(CellValue::Text(text)) => match number(text) {
            Typed::Blank => return Ok(None),
            Typed::Number(value, unit) => (value, unit),
            Typed::Unreadable => return Err(Note::new("数字", "a number")),
        },
        Some(_) => return Err(Note::new("数字", "a number")),
    };
    let own = Unit::named(&indicator.unit);
    let found = if behind.is_empty() {
        Unit::named(printed)
    } else {
        Unit::named(&behind)
    };
    match (found, own) {
        (Some(found), Some(own)) if found.fits(&own) => Ok(found.convert(value, &own)),
        (Some(found), Some(_)) if !behind.is_empty() => Err(Note::new(
            format!(
                "以{}为单位的数字（“{}”不是其单位）",
                indicator.unit, found.text
            ),
            format!(
                "a number in {} (`{}` is no such unit)",
                indicator.unit, found.text
            ),
        )),
        // Printed units differ in wording; what cannot be converted is taken to be the indicator's own.
        _ => Ok(Some(value)),
    }
}
