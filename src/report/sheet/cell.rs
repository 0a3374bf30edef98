//! What stands in a table: cells, columns, and where the rows of a table lie.

use rust_xlsxwriter::ChartRange;

use crate::definitions::{Language, Severity};
use crate::report::style::{self, Shape, Tone, display_width};

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Content {
    Blank,
    Text(String),
    Number(f64),
    /// A formula and its result, which programs that do not compute show.
    Formula(String, f64),
    /// A link to a sheet of the workbook.
    SheetLink {
        sheet: String,
        text: String,
    },
    /// A text that leads to another file, by its path from the workbook's folder.
    Link {
        text: String,
        path: String,
    },
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Cell {
    pub(super) content: Content,
    pub(super) shape: Shape,
    pub(super) tone: Tone,
    pub(super) indent: u8,
    /// Whether the number is marked as none of the period.
    pub(super) carried: bool,
}

impl Cell {
    /// A text; an empty one shows as a blank.
    pub(in crate::report) fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        Cell {
            content: if text.is_empty() {
                Content::Blank
            } else {
                Content::Text(text)
            },
            shape: Shape::Text,
            tone: Tone::Plain,
            indent: 0,
            carried: false,
        }
    }

    /// A text that leads to another file: `path` is relative to the workbook's folder, with `/`.
    pub(in crate::report) fn link(text: impl Into<String>, path: impl Into<String>) -> Cell {
        Cell {
            content: Content::Link {
                text: text.into(),
                path: path.into(),
            },
            shape: Shape::Text,
            tone: Tone::Plain,
            indent: 0,
            carried: false,
        }
    }

    /// A short text in the middle of its cell.
    pub(in crate::report) fn centred(text: impl Into<String>) -> Cell {
        let mut cell = Cell::text(text);
        cell.shape = Shape::Centre;
        cell
    }

    /// A number in a shape; none, and what is not finite, shows as a blank.
    pub(in crate::report) fn shaped(value: impl Into<Option<f64>>, shape: Shape) -> Cell {
        Cell {
            content: match value.into().filter(|number| number.is_finite()) {
                Some(number) => Content::Number(number),
                None => Content::Blank,
            },
            shape,
            tone: Tone::Plain,
            indent: 0,
            carried: false,
        }
    }

    /// A formula with its result, where the reader wants to see how a number comes about; without a result a blank.
    pub(in crate::report) fn formula(
        formula: String,
        result: impl Into<Option<f64>>,
        shape: Shape,
    ) -> Cell {
        let mut cell = Cell::shaped(result, shape);
        if let Content::Number(result) = cell.content {
            cell.content = Content::Formula(formula, result);
        }
        cell
    }

    /// A link to a sheet of the workbook.
    pub(in crate::report) fn to_sheet(sheet: impl Into<String>, text: impl Into<String>) -> Cell {
        let mut cell = Cell::text("");
        cell.content = Content::SheetLink {
            sheet: sheet.into(),
            text: text.into(),
        };
        cell
    }

    /// A number with decimals.
    pub(in crate::report) fn number(value: impl Into<Option<f64>>, decimals: u8) -> Cell {
        Cell::shaped(value, Shape::Number(decimals))
    }

    /// A number with its sign: a change, growth.
    pub(in crate::report) fn signed(value: impl Into<Option<f64>>, decimals: u8) -> Cell {
        Cell::shaped(value, Shape::Signed(decimals))
    }

    /// A value that is in per cent already, with the sign behind it.
    pub(in crate::report) fn percent(value: impl Into<Option<f64>>, decimals: u8) -> Cell {
        Cell::shaped(value, Shape::Percent(decimals))
    }

    /// A count of things.
    pub(in crate::report) fn count(count: usize) -> Cell {
        // Exact up to 2^53, more than any table holds.
        Cell::number(count as f64, 0)
    }

    /// A rank or another whole number that may be missing.
    pub(in crate::report) fn whole(value: impl Into<Option<i64>>) -> Cell {
        Cell::number(value.into().map(|number| number as f64), 0)
    }

    /// A severity, as a word on its colour.
    pub(in crate::report) fn severity(severity: Severity, language: Language) -> Cell {
        let mut cell =
            Cell::text(style::severity_word(severity, language)).tone(Tone::of(severity));
        cell.shape = Shape::Centre;
        cell
    }

    /// A blank.
    pub(in crate::report) fn blank() -> Cell {
        Cell::text("")
    }

    /// The cell in another tone.
    pub(in crate::report) fn tone(mut self, tone: Tone) -> Cell {
        self.tone = tone;
        self
    }

    /// The cell in another tone where a condition holds.
    pub(in crate::report) fn tone_if(self, condition: bool, tone: Tone) -> Cell {
        if condition { self.tone(tone) } else { self }
    }

    /// The cell indented by steps.
    pub(in crate::report) fn indent(mut self, steps: u8) -> Cell {
        self.indent = steps;
        self
    }

    /// The cell with a mark behind its number where it is carried from another period: see [`style::CARRIED`].
    pub(in crate::report) fn carried_if(mut self, carried: bool) -> Cell {
        self.carried = carried;
        self
    }

    /// The number and its shape, for a page that sets its cells itself; none for a blank.
    pub(in crate::report) fn as_number(&self) -> (Option<f64>, Shape) {
        let number = match self.content {
            Content::Number(number) | Content::Formula(_, number) => Some(number),
            _ => None,
        };
        (number, self.shape)
    }

    /// Width of what is shown, in columns of [`display_width`].
    pub(super) fn width(&self) -> f64 {
        let inner = match &self.content {
            Content::Blank => 2.0,
            // Capitals are wider than other letters: a credit code must not be wrapped.
            Content::Text(text) | Content::Link { text, .. } | Content::SheetLink { text, .. } => {
                text.lines()
                    .map(|line| {
                        let capitals = line.chars().filter(char::is_ascii_uppercase).count();
                        display_width(line) as f64 + capitals as f64 * 0.25
                    })
                    .fold(0.0, f64::max)
            }
            Content::Number(number) | Content::Formula(_, number) => {
                let decimals = match self.shape {
                    Shape::Number(d)
                    | Shape::Signed(d)
                    | Shape::Percent(d)
                    | Shape::Points(d, _) => usize::from(d),
                    Shape::Growth => 1,
                    Shape::Text | Shape::Centre => 2,
                };
                let digits = format!("{:.0}", number.abs()).len();
                let signed = matches!(
                    self.shape,
                    Shape::Signed(_) | Shape::Growth | Shape::Points(..)
                );
                let unit = match self.shape {
                    Shape::Percent(_) | Shape::Growth => 1,
                    Shape::Points(_, Language::Zh) => 7,
                    Shape::Points(_, Language::En) => 3,
                    _ => 0,
                };
                let signs = usize::from(*number < 0.0 || signed) + unit + usize::from(self.carried);
                (digits
                    + digits.saturating_sub(1) / 3
                    + signs
                    + decimals
                    + usize::from(decimals > 0)) as f64
            }
        };
        let bold = matches!(self.tone, Tone::Strong | Tone::Accent);
        inner * if bold { 1.08 } else { 1.0 } + f64::from(self.indent) * 1.6
    }
}

/// A column of a table.
#[derive(Clone, Debug)]
pub(in crate::report) struct Column {
    pub(super) header: String,
    pub(super) number: bool,
    /// Whether credit codes stand in it.
    pub(super) codes: bool,
    /// Whether it stands on paper, too.
    pub(super) printed: bool,
    pub(super) least: f64,
    pub(super) most: f64,
}

impl Column {
    /// A column of texts.
    pub(in crate::report) fn text(header: impl Into<String>) -> Column {
        Column {
            header: header.into(),
            number: false,
            codes: false,
            printed: true,
            least: 0.0,
            most: 44.0,
        }
    }

    /// A column of numbers.
    pub(in crate::report) fn number(header: impl Into<String>) -> Column {
        Column {
            header: header.into(),
            number: true,
            codes: false,
            printed: true,
            least: 0.0,
            most: 24.0,
        }
    }

    /// A column of credit codes, whose capitals are wider than the measure of `display_width`.
    pub(in crate::report) fn code(header: impl Into<String>) -> Column {
        Column {
            least: 23.0,
            codes: true,
            ..Column::text(header)
        }
    }

    /// A column for the screen. A main table is printed up to the first of them: a page holds only so many.
    pub(in crate::report) fn on_screen(mut self) -> Column {
        self.printed = false;
        self
    }

    /// The greatest width, in columns of a fixed-width typeface; longer text is wrapped.
    pub(in crate::report) fn most(mut self, width: f64) -> Column {
        self.most = width;
        self
    }

    /// The least width: room for what is written by hand.
    pub(in crate::report) fn least(mut self, width: f64) -> Column {
        self.least = width;
        self
    }
}

/// Where the rows of a table stand, for charts.
#[derive(Clone, Debug)]
pub(in crate::report) struct Area {
    pub(super) sheet: String,
    /// First data row, from 0.
    pub(in crate::report) first: u32,
    /// Last data row, from 0.
    pub(in crate::report) last: u32,
}

impl Area {
    /// The cells of a column, for a chart.
    pub(in crate::report) fn column(&self, column: u16) -> ChartRange {
        ChartRange::new_from_range(&self.sheet, self.first, column, self.last, column)
    }

    /// The cells of some rows of a column, counted from the first.
    pub(in crate::report) fn part(&self, column: u16, from: u32, to: u32) -> ChartRange {
        ChartRange::new_from_range(
            &self.sheet,
            self.first + from,
            column,
            self.first + to,
            column,
        )
    }

    /// The header of a column, as the name of a series.
    pub(in crate::report) fn header(&self, column: u16) -> ChartRange {
        let row = self.first.saturating_sub(1);
        ChartRange::new_from_range(&self.sheet, row, column, row, column)
    }
}
