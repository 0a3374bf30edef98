//! The table `values`: the one that grows with cells and not with enterprises, so it is kept packed.
//!
//! A text that stands in many rows (the file, the sheet, the enterprise, the field) is kept once, an address as two
//! numbers. A row takes 56 bytes and what was typed in its cell, where a [`ValueRow`] takes about 500.

use std::collections::HashMap;
use std::fmt::{self, Display};
use std::sync::Arc;

use polars::prelude::*;

use super::address::{address, cell_at};
use super::column::{Table, TableError};
use super::input::ValueRow;

/// All values that were read, in the order in which they were added.
#[derive(Clone, Debug, Default)]
pub struct Values {
    rows: Vec<Packed>,
    /// What the rows of one sheet of one enterprise share; a source may stand several times.
    sources: Vec<Source>,
    words: Words,
    /// What was typed, row after row.
    typed: String,
}

/// One value: a row of the table. What the fields mean is said at [`ValueRow`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Value<'a> {
    pub period: &'a str,
    pub credit_code: &'a str,
    pub code: &'a str,
    pub row: Option<i64>,
    pub number: Option<f64>,
    pub text: &'a str,
    pub unit: &'a str,
    pub coded: Option<&'a str>,
    pub file: &'a str,
    pub sheet: &'a str,
    pub cell: Address<'a>,
    pub used: bool,
}

/// Where on its sheet a value stands; shown in A1 notation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address<'a> {
    /// Row and column, from 0.
    Cell(u32, u32),
    /// What is no address of a cell; empty for nowhere.
    Other(&'a str),
}

#[derive(Clone, Debug)]
struct Packed {
    /// Where it comes from: one of [`Values::sources`].
    source: u32,
    code: u32,
    unit: u32,
    /// From 1; 0 for none.
    row: u32,
    /// Where the text begins and ends among what was typed.
    text: [u32; 2],
    coded: Coded,
    number: f64,
    has_number: bool,
    used: bool,
    /// Row and column; a word instead of the row where the column is [`NO_COLUMN`].
    cell: [u32; 2],
}

/// Words by number.
#[derive(Clone, Copy, Debug)]
struct Source {
    period: u32,
    credit_code: u32,
    file: u32,
    sheet: u32,
}

/// The normalised text of a value.
#[derive(Clone, Copy, Debug)]
enum Coded {
    None,
    /// The text as typed.
    AsTyped,
    Word(u32),
}

/// No sheet has so many columns.
const NO_COLUMN: u32 = u32::MAX;

impl Values {
    /// Adds a value.
    pub fn push(&mut self, value: Value<'_>) {
        let start = self.typed.len();
        self.typed.push_str(value.text);
        let words = &mut self.words;
        let cell = match value.cell {
            Address::Cell(row, col) => [row, col],
            Address::Other(text) => [words.number(text), NO_COLUMN],
        };
        let coded = match value.coded {
            None => Coded::None,
            Some(coded) if coded == value.text => Coded::AsTyped,
            Some(coded) => Coded::Word(words.number(coded)),
        };
        // Most rows come from where the row before comes from.
        let is_last = |source: &Source| {
            words.word(source.sheet) == value.sheet
                && words.word(source.credit_code) == value.credit_code
                && words.word(source.file) == value.file
                && words.word(source.period) == value.period
        };
        if !self.sources.last().is_some_and(is_last) {
            self.sources.push(Source {
                period: words.number(value.period),
                credit_code: words.number(value.credit_code),
                file: words.number(value.file),
                sheet: words.number(value.sheet),
            });
        }
        let row = Packed {
            source: place(self.sources.len() - 1),
            code: words.number(value.code),
            unit: words.number(value.unit),
            row: value.row.map_or(0, |row| u32::try_from(row).unwrap_or(0)),
            text: [place(start), place(self.typed.len())],
            coded,
            number: value.number.unwrap_or_default(),
            has_number: value.number.is_some(),
            used: value.used,
            cell,
        };
        self.rows.push(row);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All values.
    pub fn iter(&self) -> impl Iterator<Item = Value<'_>> + Clone {
        self.rows.iter().map(|row| self.unpacked(row))
    }

    /// The value with an index.
    pub fn get(&self, index: usize) -> Option<Value<'_>> {
        self.rows.get(index).map(|row| self.unpacked(row))
    }

    fn unpacked(&self, row: &Packed) -> Value<'_> {
        let words = &self.words;
        let [start, end] = row.text.map(|place| place as usize);
        let text = self.typed.get(start..end).unwrap_or_default();
        let source = self.source(row);
        let of_source =
            |word: fn(&Source) -> u32| source.map_or("", |source| words.word(word(source)));
        Value {
            period: of_source(|source| source.period),
            credit_code: of_source(|source| source.credit_code),
            code: words.word(row.code),
            row: (row.row > 0).then(|| row.row.into()),
            number: row.has_number.then_some(row.number),
            text,
            unit: words.word(row.unit),
            coded: match row.coded {
                Coded::None => None,
                Coded::AsTyped => Some(text),
                Coded::Word(number) => Some(words.word(number)),
            },
            file: of_source(|source| source.file),
            sheet: of_source(|source| source.sheet),
            cell: match row.cell {
                [word, NO_COLUMN] => Address::Other(words.word(word)),
                [row, col] => Address::Cell(row, col),
            },
            used: row.used,
        }
    }

    /// Makes room for so many more.
    pub fn reserve(&mut self, more: usize) {
        self.rows.reserve_exact(more);
    }

    fn source(&self, row: &Packed) -> Option<&Source> {
        self.sources.get(row.source as usize)
    }

    /// The table as a data frame, with the columns of [`ValueRow`].
    ///
    /// # Errors
    /// When polars cannot build it.
    pub fn to_frame(&self) -> Result<DataFrame, TableError> {
        self.frame_of(&self.rows)
    }

    /// The table in pieces of so many rows, the first one of which may be empty.
    pub fn pieces(
        &self,
        rows: usize,
    ) -> impl Iterator<Item = Result<DataFrame, TableError>> + Send + '_ {
        let starts = (0..self.rows.len().max(1)).step_by(rows.max(1));
        starts.map(move |start| {
            let end = self.rows.len().min(start + rows);
            self.frame_of(self.rows.get(start..end).unwrap_or_default())
        })
    }

    fn frame_of(&self, rows: &[Packed]) -> Result<DataFrame, TableError> {
        self.build(rows).map_err(|source| TableError::Build {
            table: ValueRow::NAME,
            source,
        })
    }

    fn build(&self, rows: &[Packed]) -> PolarsResult<DataFrame> {
        let values = || rows.iter().map(|row| self.unpacked(row));
        let words = StringChunked::from_iter_values("".into(), self.words.all.iter());
        // Rows that say the same share its bytes.
        let column = |name: &str, number: &dyn Fn(&Packed) -> u32| -> PolarsResult<Column> {
            let numbers = IdxCa::from_iter_values(
                "".into(),
                rows.iter().map(|row| IdxSize::from(number(row))),
            );
            Ok(words.take(&numbers)?.with_name(name.into()).into_column())
        };
        let of_source = |name: &str, word: fn(&Source) -> u32| {
            column(name, &|row| self.source(row).map_or(0, word))
        };
        let cells = values().map(|value| value.cell.to_string());
        let columns = vec![
            of_source("period", |source| source.period)?,
            of_source("credit_code", |source| source.credit_code)?,
            column("code", &|row| row.code)?,
            Int64Chunked::from_iter_options("row".into(), values().map(|value| value.row))
                .into_column(),
            Float64Chunked::from_iter_options("number".into(), values().map(|value| value.number))
                .into_column(),
            StringChunked::from_iter_values("text".into(), values().map(|value| value.text))
                .into_column(),
            column("unit", &|row| row.unit)?,
            StringChunked::from_iter_options("coded".into(), values().map(|value| value.coded))
                .into_column(),
            of_source("file", |source| source.file)?,
            of_source("sheet", |source| source.sheet)?,
            StringChunked::from_iter_values("cell".into(), cells).into_column(),
            BooleanChunked::from_iter_values("used".into(), values().map(|value| value.used))
                .into_column(),
        ];
        DataFrame::new(rows.len(), columns)
    }

    /// The table from a data frame.
    ///
    /// # Errors
    /// When a column is missing or has another type.
    pub fn from_frame(frame: &DataFrame) -> Result<Values, TableError> {
        let mut values = Values::default();
        // Piece by piece: unpacked, the rows take many times as much.
        const PIECE: usize = 1 << 13;
        for start in (0..frame.height()).step_by(PIECE) {
            let rows = ValueRow::from_frame(
                &frame.slice(i64::try_from(start).unwrap_or(i64::MAX), PIECE),
            )?;
            rows.iter().for_each(|row| values.push(row.as_value()));
        }
        Ok(values)
    }
}

impl PartialEq for Values {
    fn eq(&self, other: &Values) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<'a> FromIterator<&'a ValueRow> for Values {
    fn from_iter<I: IntoIterator<Item = &'a ValueRow>>(rows: I) -> Values {
        let mut values = Values::default();
        rows.into_iter().for_each(|row| values.push(row.as_value()));
        values
    }
}

impl ValueRow {
    /// The row as a value.
    pub fn as_value(&self) -> Value<'_> {
        Value {
            period: &self.period,
            credit_code: &self.credit_code,
            code: &self.code,
            row: self.row,
            number: self.number,
            text: &self.text,
            unit: &self.unit,
            coded: self.coded.as_deref(),
            file: &self.file,
            sheet: &self.sheet,
            cell: match cell_at(&self.cell) {
                Some((row, col)) => Address::Cell(row, col),
                None => Address::Other(&self.cell),
            },
            used: self.used,
        }
    }
}

impl Value<'_> {
    /// The value as a row of its own.
    pub fn to_row(&self) -> ValueRow {
        ValueRow {
            period: self.period.to_owned(),
            credit_code: self.credit_code.to_owned(),
            code: self.code.to_owned(),
            row: self.row,
            number: self.number,
            text: self.text.to_owned(),
            unit: self.unit.to_owned(),
            coded: self.coded.map(str::to_owned),
            file: self.file.to_owned(),
            sheet: self.sheet.to_owned(),
            cell: self.cell.to_string(),
            used: self.used,
        }
    }
}

impl Address<'_> {
    /// Whether the value stands nowhere on the sheet.
    pub fn is_empty(self) -> bool {
        self == Address::Other("")
    }
}

impl Display for Address<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Cell(row, col) => f.write_str(&address(*row, *col)),
            Address::Other(text) => f.write_str(text),
        }
    }
}

/// A place in what was typed: four gigabytes of it are more than the limits of files let in.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Texts by number, each once.
#[derive(Clone, Debug, Default)]
struct Words {
    all: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
}

impl Words {
    fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = place(self.all.len());
        let word: Arc<str> = word.into();
        self.all.push(Arc::clone(&word));
        self.numbers.insert(word, number);
        number
    }

    fn word(&self, number: u32) -> &str {
        self.all.get(number as usize).map_or("", |word| word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<ValueRow> {
        let plain = ValueRow {
            period: "2023".to_owned(),
            credit_code: "91210112MA0000000A".to_owned(),
            code: "f1".to_owned(),
            number: Some(0.0),
            text: "0".to_owned(),
            file: "2023/submissions/某.xlsx".to_owned(),
            sheet: "表一".to_owned(),
            cell: "XFD1048576".to_owned(),
            used: true,
            ..ValueRow::default()
        };
        let mut rows = vec![plain.clone()];
        for cell in ["", "12", "A0", "A01", "a1", "AAAA1", "ZZZ9", "B2"] {
            rows.push(ValueRow {
                cell: cell.to_owned(),
                row: Some(7),
                number: None,
                coded: Some("1".to_owned()),
                text: "１".to_owned(),
                ..plain.clone()
            });
        }
        rows.push(ValueRow {
            coded: Some("某".to_owned()),
            text: "某".to_owned(),
            unit: "万元".to_owned(),
            number: None,
            used: false,
            ..plain
        });
        rows.push(ValueRow::default());
        rows
    }

    #[test]
    fn packing_loses_nothing() {
        let rows = rows();
        let values: Values = rows.iter().collect();
        assert_eq!(values.len(), rows.len());
        let unpacked: Vec<ValueRow> = values.iter().map(|value| value.to_row()).collect();
        assert_eq!(unpacked, rows);
        assert_eq!(values.get(1).map(|value| value.cell.is_empty()), Some(true));
    }

    #[test]
    fn its_frame_is_that_of_its_rows() {
        let rows = rows();
        let values: Values = rows.iter().collect();
        let frame = values.to_frame().unwrap();
        assert!(frame.equals_missing(&ValueRow::to_frame(&rows).unwrap()));
        let back = Values::from_frame(&frame).unwrap();
        assert_eq!(back, values);
        assert_eq!(Values::default().to_frame().unwrap().height(), 0);
    }

    #[test]
    fn a_row_is_small() {
        assert!(size_of::<Packed>() <= 56, "{}", size_of::<Packed>());
    }
}
