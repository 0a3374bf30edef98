//! The zone form: indicators that the zone itself reports.

use std::collections::BTreeMap;

use super::layout::{Place, Remark};
use super::note::Note;
use super::register::park_of;
use super::table::{Line, conflict, each_line, repeats};
use super::values::number::{Typed, number};
use super::values::text::{label_key, squeeze};
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

/// The values that rows give for an indicator of the zone or a park, as numbers and as typed, with their cells.
type Given = BTreeMap<(String, Option<String>), Vec<(f64, String, Place)>>;

/// Reads the zone form. Of rows that give the same indicator of the same unit one is kept where they agree; where
/// they do not, none counts and it is said where they stand.
pub(super) fn read(definitions: &Definitions, file: &str, workbook: &Workbook) -> ZoneForm {
    let mut form = ZoneForm::default();
    let head_rows = definitions.pipeline.limits.head_rows;
    let mut given = Given::new();
    let found = each_line(workbook, head_rows, &[&[&INDICATOR, &VALUE]], |line| {
        let Some(indicator) = indicator(definitions, &line, &mut form.notes) else {
            return;
        };
        let Some(park) = unit(definitions, &line, &mut form.notes) else {
            return;
        };
        let place = line.place(&VALUE);
        let text = line.given(&VALUE).unwrap_or_default();
        let printed = line.given(&UNIT).unwrap_or_default();
        let value = match value(indicator, line.get(&VALUE), &printed) {
            Ok(value) => value,
            Err(detail) => {
                form.remarks.push(Remark {
                    check: "unreadable-value",
                    code: String::new(),
                    item: None,
                    text: text.clone(),
                    detail,
                    numbers: (None, None),
                    place: Some(place.clone()),
                });
                None
            }
        };
        if let Some(value) = value {
            let same = given
                .entry((indicator.id.clone(), park.clone()))
                .or_default();
            if let Some((_, _, first)) = same.iter().find(|(other, ..)| *other == value) {
                form.notes
                    .push(repeats(&indicator.id, line.number(), first.row + 1));
                return;
            }
            same.push((value, text.clone(), place.clone()));
        }
        form.rows.push(ZoneFormRow {
            indicator: indicator.id.clone(),
            park,
            value,
            text,
            evidence: line.given(&EVIDENCE).unwrap_or_default(),
            file: file.to_owned(),
            sheet: place.sheet.clone(),
            cell: address(place.row, place.col),
        });
    });
    for ((indicator, park), values) in &given {
        if let [(_, one, at), (_, other, other_at), ..] = values.as_slice() {
            let what = match park {
                Some(park) => format!("{indicator} {park}"),
                None => indicator.clone(),
            };
            form.remarks
                .push(conflict(&what, (one, at), (other, other_at)));
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

/// The park of a row: `Some(None)` is the whole zone; none, with a note, for what is no park of the zone.
fn unit(
    definitions: &Definitions,
    line: &Line<'_, '_>,
    notes: &mut Vec<Note>,
) -> Option<Option<String>> {
    let Some(text) = line.given(&PARK) else {
        return Some(None);
    };
    let whole_zone = definitions.pipeline.is_own_zone(&text)
        || ["全区", "合计", "总计", "全高新区"].contains(&squeeze(&text).as_str());
    if whole_zone {
        return Some(None);
    }
    let park = park_of(&definitions.pipeline, &text);
    if park.is_none() {
        let number = line.number();
        notes.push(Note::new(
            format!("第 {number} 行的园区“{text}”不属于本区，未读取"),
            format!("row {number}: `{text}` is no park of the zone; the row is not read"),
        ));
    }
    park.map(Some)
}

/// The indicator of a row. A number such as 2.1 may be the indicator 2.10: then its name decides.
fn indicator<'d>(
    definitions: &'d Definitions,
    line: &Line<'_, '_>,
    notes: &mut Vec<Note>,
) -> Option<&'d Indicator> {
    let typed = line.given(&INDICATOR)?;
    let name = label_key(&line.given(&NAME).unwrap_or_default());
    let named = |indicator: &&Indicator| !name.is_empty() && label_key(&indicator.label.zh) == name;
    let id = squeeze(&typed);
    let exact = definitions
        .indicators
        .iter()
        .find(|indicator| squeeze(&indicator.id) == id);
    let is_number = matches!(line.get(&INDICATOR), Some(CellValue::Number { .. }));
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
            format!("第 {} 行的指标编号“{typed}”没有定义，未读取", line.number()),
            format!(
                "row {}: no indicator `{typed}` is defined; the row is not read",
                line.number()
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
        (Some(found), None) if !behind.is_empty() && !found.is_known() => {
            Err(Note::new("数字", "a number"))
        }
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
