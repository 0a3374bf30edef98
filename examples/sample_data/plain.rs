//! Forms as respondents lay them out themselves: not drawn by the program's own form module, so that the reader
//! is tested on more than one hand.

use anyhow::Result;
use huoju::definitions::{FieldDefinition, Form, Survey};
use huoju::report::form::{CellValue, FormValues};

use super::grid::Grid;

/// Where the identity stands.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Identity {
    /// `统一社会信用代码：91…` in one cell.
    AfterColon,
    /// The value in the cell to the right of its label, both merged over columns.
    Right,
    /// The value in the cell below its label.
    Below,
}

/// How a respondent lays out the forms.
#[derive(Clone, Copy)]
pub(crate) struct Hand {
    pub identity: Identity,
    /// Amounts in 万元, said in the head of the sheet.
    pub ten_thousands: bool,
    /// Two blocks side by side, where a form is long.
    pub side_by_side: bool,
    /// A column with last year's values.
    pub last_year: bool,
    /// Whether a column holds units.
    pub units: bool,
    /// Header of the value column.
    pub value: &'static str,
    /// Codes in capitals, as the printed forms have them.
    pub capitals: bool,
}

/// Lays out the cover and all forms, one grid a sheet.
pub(crate) fn lay_out(
    survey: &Survey,
    year: i32,
    values: &FormValues,
    hand: Hand,
) -> Result<Vec<Grid>> {
    let page = Page {
        survey,
        year,
        values,
        hand,
    };
    Ok(survey.forms.iter().map(|form| page.form(form)).collect())
}

struct Page<'a> {
    survey: &'a Survey,
    year: i32,
    values: &'a FormValues,
    hand: Hand,
}

impl Page<'_> {
    fn form(&self, form: &Form) -> Grid {
        let mut grid = if form.cover {
            Grid::named("封面")
        } else {
            Grid::named(&format!("{}{}", form.label.zh, form.number))
        };
        let start = self.head(form, &mut grid);
        if form.list {
            self.list(form, &mut grid, start);
        } else {
            self.table(form, &mut grid, start);
        }
        grid
    }

    fn text(&self, code: &str) -> &str {
        match self.values.record.get(code) {
            Some(CellValue::Text(text)) => text,
            _ => "",
        }
    }

    fn head(&self, form: &Form, grid: &mut Grid) -> u32 {
        grid.text(0, 0, &form.label.zh);
        grid.merged.push((0, 0, 0, 3));
        if !form.number.is_empty() {
            grid.text(
                1,
                0,
                &format!("表 号：{}", form.number.to_lowercase().to_uppercase()),
            );
        }
        let identity = &self.survey.identity;
        let known = [
            ("统一社会信用代码", self.text(&identity.credit_code)),
            ("企业名称", self.text(&identity.name)),
            ("填报日期", self.text(&identity.filled)),
        ];
        let mut row = 2;
        match self.hand.identity {
            Identity::AfterColon => {
                for (label, value) in known {
                    grid.text(row, 0, &format!("{label}：{value}"));
                    row += 1;
                }
            }
            Identity::Right => {
                for (label, value) in known {
                    grid.text(row, 0, &format!("{label}："));
                    grid.merged.push((row, 0, row, 1));
                    grid.text(row, 2, value);
                    grid.merged.push((row, 2, row, 3));
                    row += 1;
                }
            }
            Identity::Below => {
                for (column, (label, value)) in (0u16..).zip(known) {
                    grid.text(row, column, label);
                    grid.text(row + 1, column, value);
                }
                row += 2;
            }
        }
        grid.text(row, 0, &format!("{}年", self.year));
        let money = form.fields.iter().any(|field| field.unit == "千元");
        if money {
            let unit = if self.hand.ten_thousands {
                "万元"
            } else {
                "千元"
            };
            grid.text(row, 2, &format!("单位：{unit}"));
        }
        row + 1
    }

    fn header(&self, grid: &mut Grid, row: u32, column: u16, last_year: bool) {
        let mut texts = vec!["指标名称"];
        if self.hand.units {
            texts.push("计量单位");
        }
        texts.extend(["代码", self.hand.value]);
        if last_year {
            texts.push("上年");
        }
        for (at, text) in (column..).zip(texts) {
            grid.text(row, at, text);
        }
    }

    fn table(&self, form: &Form, grid: &mut Grid, start: u32) {
        let fields: Vec<&FieldDefinition> = form
            .fields
            .iter()
            .filter(|field| field.in_year(self.year))
            .collect();
        let last_year = self.hand.last_year && !form.cover;
        let width = 3 + u16::from(self.hand.units) + u16::from(last_year);
        let blocks = if self.hand.side_by_side && fields.len() > 30 {
            fields.len().div_ceil(2)
        } else {
            fields.len().max(1)
        };
        for (block, part) in (0u16..).zip(fields.chunks(blocks)) {
            // One empty column between blocks.
            let column = block * (width + 1);
            grid.widths.push((column, 38.0));
            self.header(grid, start, column, last_year);
            for (row, field) in (start + 1..).zip(part) {
                self.field(grid, row, column, field, last_year);
            }
        }
    }

    fn field(
        &self,
        grid: &mut Grid,
        row: u32,
        column: u16,
        field: &FieldDefinition,
        last_year: bool,
    ) {
        let money = field.unit == "千元";
        let label = format!(
            "{}{}",
            "  ".repeat(usize::from(field.level.saturating_sub(1))),
            field.zh
        );
        grid.text(row, column, &label);
        let mut at = column + 1;
        if self.hand.units {
            let unit = if money && self.hand.ten_thousands {
                "万元"
            } else {
                &field.unit
            };
            grid.text(row, at, unit);
            at += 1;
        }
        let code = if self.hand.capitals {
            field.code.to_uppercase()
        } else {
            field.code.clone()
        };
        grid.text(row, at, &code);
        let scale = if money && self.hand.ten_thousands {
            10.0
        } else {
            1.0
        };
        put(
            grid,
            row,
            at + 1,
            self.values.record.get(&field.code),
            scale,
        );
        if last_year && field.kind.is_number() {
            put(
                grid,
                row,
                at + 2,
                self.values.last_year.get(&field.code),
                scale,
            );
        }
    }

    fn list(&self, form: &Form, grid: &mut Grid, start: u32) {
        let scale = if self.hand.ten_thousands { 10.0 } else { 1.0 };
        for (column, field) in (0u16..).zip(&form.fields) {
            grid.text(start, column, &field.zh);
            grid.text(start + 1, column, &field.code);
        }
        let items = self
            .values
            .items
            .get(&form.number)
            .map(Vec::as_slice)
            .unwrap_or_default();
        for (row, item) in (start + 2..).zip(items) {
            for (column, field) in (0u16..).zip(&form.fields) {
                let scale = if field.unit == "千元" { scale } else { 1.0 };
                put(grid, row, column, item.get(&field.code), scale);
            }
        }
        let end = start + 2 + items.len() as u32;
        grid.text(end, 1, "合计");
    }
}

fn put(grid: &mut Grid, row: u32, column: u16, value: Option<&CellValue>, scale: f64) {
    match value {
        Some(CellValue::Number(number)) => grid.number(row, column, number / scale),
        other => grid.value(row, column, other),
    }
}
