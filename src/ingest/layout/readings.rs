//! The values of a form, kept packed: there are some hundreds of them in each of thousands of workbooks, and all are
//! held until it is known which of them count.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::content::Place;
use super::vocabulary::FieldId;
use crate::ingest::values::field::{Content, Value};

/// A value and its cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Reading<'r> {
    /// The field.
    pub field: FieldId,
    /// Row of a list form, from 1.
    pub item: Option<i64>,
    /// What was read.
    pub content: Content<&'r str>,
    /// As typed.
    pub text: &'r str,
    /// The unit found with it; empty if none.
    pub unit: &'r str,
    /// Index of the sheet in the workbook.
    pub sheet_index: usize,
    /// Name of the sheet.
    pub sheet: &'r str,
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub col: u32,
    /// It is a value of the year before.
    pub last_year: bool,
    /// Another cell of the workbook gives the field another value.
    pub conflicting: bool,
}

impl Reading<'_> {
    /// Its cell.
    pub(crate) fn place(&self) -> Place {
        Place {
            sheet_index: self.sheet_index,
            sheet: self.sheet.to_owned(),
            row: self.row,
            col: self.col,
        }
    }

    /// What places are ordered by.
    pub(crate) fn place_key(&self) -> (usize, &str, u32, u32) {
        (self.sheet_index, self.sheet, self.row, self.col)
    }
}

/// The values of a form, in the order in which they were read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Readings {
    rows: Vec<Packed>,
    /// Names of sheets and units, each once.
    words: Vec<String>,
    /// What was typed, and what it was normalised to where that is something else.
    texts: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Packed {
    /// Form and field.
    field: [u16; 2],
    /// 0 for none.
    item: u32,
    content: Content<[u32; 2]>,
    text: [u32; 2],
    unit: u32,
    sheet: u32,
    sheet_index: u32,
    row: u32,
    col: u32,
    last_year: bool,
    conflicting: bool,
}

impl Readings {
    /// Adds a value that stands on a sheet, given by index and name, in a row and column.
    pub(crate) fn push(
        &mut self,
        field: FieldId,
        item: Option<i64>,
        value: &Value,
        (sheet_index, sheet): (usize, &str),
        (row, col): (u32, u32),
        last_year: bool,
    ) {
        let text = self.keep(&value.text);
        let content = match &value.content {
            Content::None => Content::None,
            Content::Number(number) => Content::Number(*number),
            Content::Coded(coded) if *coded == value.text => Content::Coded(text),
            Content::Coded(coded) => Content::Coded(self.keep(coded)),
        };
        let packed = Packed {
            field: packed(field),
            item: item.and_then(|item| u32::try_from(item).ok()).unwrap_or(0),
            content,
            text,
            unit: self.word(&value.unit),
            sheet: self.word(sheet),
            sheet_index: narrow(sheet_index),
            row,
            col,
            last_year,
            conflicting: false,
        };
        self.rows.push(packed);
    }

    fn keep(&mut self, text: &str) -> [u32; 2] {
        let start = narrow(self.texts.len());
        self.texts.push_str(text);
        [start, narrow(self.texts.len())]
    }

    fn word(&mut self, word: &str) -> u32 {
        // A form has a handful of them.
        let known = self.words.iter().position(|known| known == word);
        narrow(known.unwrap_or_else(|| {
            self.words.push(word.to_owned());
            self.words.len() - 1
        }))
    }

    fn text(&self, [start, end]: [u32; 2]) -> &str {
        let range: Range<usize> = start as usize..end as usize;
        self.texts.get(range).unwrap_or_default()
    }

    fn unpacked(&self, row: &Packed) -> Reading<'_> {
        let word = |at: u32| self.words.get(at as usize).map_or("", String::as_str);
        Reading {
            field: FieldId {
                form: row.field[0].into(),
                field: row.field[1].into(),
            },
            item: (row.item > 0).then(|| row.item.into()),
            content: match row.content {
                Content::None => Content::None,
                Content::Number(number) => Content::Number(number),
                Content::Coded(coded) => Content::Coded(self.text(coded)),
            },
            text: self.text(row.text),
            unit: word(row.unit),
            sheet_index: row.sheet_index as usize,
            sheet: word(row.sheet),
            row: row.row,
            col: row.col,
            last_year: row.last_year,
            conflicting: row.conflicting,
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Takes no more room than is needed: a copy, for an allocator may keep the room of what merely shrinks.
    pub(super) fn shrink(&mut self) {
        *self = self.clone();
    }

    /// All values.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Reading<'_>> {
        self.rows.iter().map(|row| self.unpacked(row))
    }

    /// The value with an index.
    pub(crate) fn get(&self, index: usize) -> Option<Reading<'_>> {
        self.rows.get(index).map(|row| self.unpacked(row))
    }

    /// Adds the values of another sheet of the form, its items numbered on.
    pub(super) fn append(&mut self, more: &Readings, offset: i64) {
        for (row, reading) in more.rows.iter().zip(more.iter()) {
            let text = self.keep(reading.text);
            let content = match (row.content, reading.content) {
                (Content::Coded(coded), _) if coded == row.text => Content::Coded(text),
                (_, Content::Coded(coded)) => Content::Coded(self.keep(coded)),
                (content, _) => content,
            };
            let item = reading.item.map(|item| item + offset);
            let row = Packed {
                item: item.and_then(|item| u32::try_from(item).ok()).unwrap_or(0),
                content,
                text,
                unit: self.word(reading.unit),
                sheet: self.word(reading.sheet),
                ..*row
            };
            self.rows.push(row);
        }
    }

    /// Marks that a field, or an item's field, has conflicting values of the period.
    pub(super) fn mark_conflicting(&mut self, field: FieldId, item: Option<i64>) {
        for row in &mut self.rows {
            let own = (row.item > 0).then(|| i64::from(row.item));
            if row.field == packed(field) && own == item && !row.last_year {
                row.conflicting = true;
            }
        }
    }

    /// Gives the values of a field that say something another content.
    pub(super) fn set_coded(&mut self, field: FieldId, coded: &str) {
        let kept = self.keep(coded);
        for row in &mut self.rows {
            if row.field == packed(field) && !row.last_year && !matches!(row.content, Content::None)
            {
                row.content = Content::Coded(kept);
            }
        }
    }
}

/// A survey has some hundreds of fields.
fn packed(field: FieldId) -> [u16; 2] {
    [field.form, field.field].map(|index| u16::try_from(index).unwrap_or(u16::MAX))
}

/// Indexes and places fit: a part of a form does not reach four gigabytes.
fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELD: FieldId = FieldId { form: 1, field: 2 };

    fn value(content: Content, text: &str, unit: &str) -> Value {
        Value {
            content,
            text: text.to_owned(),
            unit: unit.to_owned(),
        }
    }

    fn readings() -> Readings {
        let sheet = (3, "表一");
        let mut readings = Readings::default();
        let number = value(Content::Number(12.5), "１２．５万元", "万元");
        readings.push(FIELD, None, &number, sheet, (0, 7), false);
        let same = value(Content::Coded("甲".to_owned()), "甲", "");
        readings.push(FIELD, Some(4), &same, sheet, (1, 7), true);
        let other = value(Content::Coded("1".to_owned()), "是", "");
        readings.push(FIELD, Some(5), &other, sheet, (2, 7), false);
        readings.push(
            FIELD,
            Some(5),
            &value(Content::None, "无", ""),
            sheet,
            (3, 7),
            false,
        );
        readings
    }

    #[test]
    fn packing_loses_nothing() {
        let readings = readings();
        let read: Vec<Reading<'_>> = readings.iter().collect();
        assert_eq!(read[0].content, Content::Number(12.5));
        assert_eq!((read[0].text, read[0].unit), ("１２．５万元", "万元"));
        assert_eq!(
            (read[1].content, read[1].item),
            (Content::Coded("甲"), Some(4))
        );
        assert!(read[1].last_year && !read[0].last_year);
        assert_eq!((read[2].content, read[2].text), (Content::Coded("1"), "是"));
        assert_eq!((read[3].content, read[3].unit), (Content::None, ""));
        assert_eq!(read[2].place_key(), (3, "表一", 2, 7));
        assert_eq!(readings.get(3), Some(read[3]));
        assert_eq!(readings.get(4), None);
    }

    #[test]
    fn items_of_another_sheet_are_numbered_on() {
        let mut all = readings();
        all.append(&readings(), 5);
        let more: Vec<Reading<'_>> = all.iter().skip(4).collect();
        let items: Vec<Option<i64>> = more.iter().map(|reading| reading.item).collect();
        assert_eq!(items, [None, Some(9), Some(10), Some(10)]);
        for (own, other) in more.iter().zip(readings().iter()) {
            assert_eq!((own.content, own.text), (other.content, other.text));
            assert_eq!((own.unit, own.place_key()), (other.unit, other.place_key()));
        }
    }

    #[test]
    fn conflicts_and_codes_are_set_where_they_belong() {
        let mut readings = readings();
        readings.mark_conflicting(FIELD, Some(5));
        readings.set_coded(FIELD, "乙");
        let marked: Vec<bool> = readings.iter().map(|reading| reading.conflicting).collect();
        assert_eq!(marked, [false, false, true, true]);
        let contents: Vec<Content<&str>> = readings.iter().map(|reading| reading.content).collect();
        let expected = [
            Content::Coded("乙"),
            Content::Coded("甲"),
            Content::Coded("乙"),
            Content::None,
        ];
        assert_eq!(contents, expected);
    }
}
