//! The reference: values of other zones, or national bounds, in long form; and published pairs of rank and score.

use std::collections::{BTreeMap, BTreeSet};

use super::layout::{Place, Remark};
use super::note::Note;
use super::table::{Line, conflict, each_line, repeats};
use super::values::number::{Typed, number};
use super::values::text::tidy;
use super::workbook::{CellValue, Workbook};
use crate::definitions::Definitions;
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

/// Reads the reference. A row that says again what another one says is noted; values or bounds that contradict each
/// other do not count, and it is said where they stand.
pub(super) fn read(definitions: &Definitions, workbook: &Workbook) -> Reference {
    let mut reference = Reference::default();
    let mut has_values = false;
    let mut unknown = BTreeSet::new();
    let mut values: BTreeMap<(String, String), Given> = BTreeMap::new();
    let mut bounds: BTreeMap<String, Given> = BTreeMap::new();
    let head_rows = definitions.pipeline.limits.head_rows;
    let heads: [&[&[&str]]; 2] = [&[&INDICATOR], &[&RANK, &SCORE]];
    each_line(workbook, head_rows, &heads, |line| {
        let has = |names: &[&str]| line.table.column(names).is_some();
        if has(&RANK) && has(&SCORE) {
            has_values = true;
            reference
                .rows
                .extend(published(&line, &mut reference.remarks));
            return;
        }
        let has_bounds = has(&MIN) || has(&MAX);
        let of_zones = has(&ZONE) && has(&VALUE);
        if !has_bounds && !of_zones {
            return;
        }
        has_values = true;
        let Some(indicator) = line.given(&INDICATOR) else {
            return;
        };
        let mut read = |names: &[&str]| number_of(&line, names, &mut reference.remarks);
        let value = if has(&ZONE) { read(&VALUE) } else { None };
        let (min, max) = (read(&MIN), read(&MAX));
        let previous = read(&PREVIOUS);
        if value.is_none() && min.is_none() && max.is_none() && previous.is_none() {
            return;
        }
        if definitions.indicator(&indicator).is_none() {
            unknown.insert(indicator.clone());
        }
        let zone = line.given(&ZONE).unwrap_or_default();
        let row = reference.rows.len();
        let mut again = true;
        if let Some(value) = value {
            let key = (zone.clone(), indicator.clone());
            let what = format!("{indicator} {zone}");
            let same = values.entry(key).or_insert_with(|| Given::of(what));
            again &= same.add(row, value.to_string(), line.place(&VALUE));
        }
        if min.is_some() || max.is_some() {
            let what = format!("{indicator} min, max");
            let same = bounds
                .entry(indicator.clone())
                .or_insert_with(|| Given::of(what));
            let shown = |bound: Option<f64>| bound.map_or_else(String::new, |b| b.to_string());
            let text = format!("{}–{}", shown(min), shown(max));
            let place = line.place(if has(&MIN) { &MIN } else { &MAX });
            // Bounds may stand again in the row of every zone.
            let repeated = same.add(row, text, place);
            again &= repeated && value.is_none();
        }
        // Rows that hold nothing but the value of the period before are kept as they are.
        let tells = value.is_some() || min.is_some() || max.is_some();
        if again && tells {
            let first = match value {
                Some(_) => values.get(&(zone, indicator.clone())),
                None => bounds.get(&indicator),
            };
            let first = first.map_or(0, Given::first_line);
            reference
                .notes
                .push(repeats(&indicator, line.number(), first));
            return;
        }
        reference.rows.push(ReferenceRow {
            zone,
            indicator,
            value,
            min,
            max,
            previous,
            group: line.given(&GROUP).unwrap_or_default(),
            source: line.given(&SOURCE).unwrap_or_default(),
            ..ReferenceRow::default()
        });
    });
    for given in values.values() {
        if let Some(remark) = given.conflict() {
            reference.remarks.push(remark);
            for row in given.rows() {
                if let Some(row) = reference.rows.get_mut(row) {
                    row.value = None;
                }
            }
        }
    }
    for given in bounds.values() {
        if let Some(remark) = given.conflict() {
            reference.remarks.push(remark);
            for row in given.rows() {
                if let Some(row) = reference.rows.get_mut(row) {
                    (row.min, row.max) = (None, None);
                }
            }
        }
    }
    reference.rows.retain(|row| {
        row.value.is_some()
            || row.min.is_some()
            || row.max.is_some()
            || row.previous.is_some()
            || row.score.is_some()
    });
    if !unknown.is_empty() {
        let ids: Vec<String> = unknown.into_iter().collect();
        reference.notes.push(Note::new(
            format!("没有定义的指标：{}", ids.join("、")),
            format!("indicators that are not defined: {}", ids.join(", ")),
        ));
    }
    if !has_values {
        reference.notes.push(Note::new(
            "没有表头（zone、indicator、value，或 indicator、min、max，或 rank、score），未读取",
            "it has no header row `zone,indicator,value`, `indicator,min,max` or `rank,score` and is not read",
        ));
    }
    reference
}

/// A published pair of rank and score; none where either is no such number.
fn published(line: &Line<'_, '_>, remarks: &mut Vec<Remark>) -> Option<ReferenceRow> {
    let rank = number_of(line, &RANK, remarks)
        .filter(|rank| rank.fract() == 0.0 && *rank >= 1.0 && *rank <= f64::from(u32::MAX))?;
    Some(ReferenceRow {
        index: line.given(&INDEX).unwrap_or_default(),
        rank: Some(rank as i64),
        score: Some(number_of(line, &SCORE, remarks)?),
        source: line.given(&SOURCE).unwrap_or_default(),
        ..ReferenceRow::default()
    })
}

/// The different values that rows give for one thing, with the rows that keep them.
struct Given {
    what: String,
    found: Vec<(usize, String, Place)>,
}

impl Given {
    fn of(what: String) -> Given {
        Given {
            what,
            found: Vec::new(),
        }
    }

    /// Adds the value of a row; whether another one gave the same.
    fn add(&mut self, row: usize, text: String, place: Place) -> bool {
        let known = self.found.iter().any(|(_, other, _)| *other == text);
        if !known {
            self.found.push((row, text, place));
        }
        known
    }

    fn rows(&self) -> impl Iterator<Item = usize> {
        self.found.iter().map(|(row, ..)| *row)
    }

    fn first_line(&self) -> u32 {
        self.found.first().map_or(0, |(_, _, place)| place.row + 1)
    }

    fn conflict(&self) -> Option<Remark> {
        match self.found.as_slice() {
            [(_, one, at), (_, other, other_at), ..] => {
                Some(conflict(&self.what, (one, at), (other, other_at)))
            }
            _ => None,
        }
    }
}

/// The number under a header; what is none is remarked on.
fn number_of(line: &Line<'_, '_>, names: &[&str], remarks: &mut Vec<Remark>) -> Option<f64> {
    let text = match line.get(names)? {
        CellValue::Number { value, .. } => return Some(*value),
        cell => cell.text(),
    };
    match number(&text) {
        Typed::Number(value, unit) if unit.is_empty() || unit == "%" => Some(value),
        Typed::Blank => None,
        _ => {
            remarks.push(Remark {
                check: "unreadable-value",
                code: String::new(),
                item: None,
                text: tidy(&text),
                detail: Note::new("数字", "a number"),
                numbers: (None, None),
                place: Some(line.place(names)),
            });
            None
        }
    }
}
