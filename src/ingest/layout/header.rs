//! The header of a form's table: which columns hold codes, labels, units, this year's and last year's values.

use std::ops::Range;
use std::sync::Arc;

use super::said::Said;
use super::vocabulary::Vocabulary;
use crate::ingest::values::date::arabic;
use crate::ingest::values::text::{bracketed, says_last_year};
use crate::ingest::values::unit::Unit;
use crate::ingest::workbook::{CellValue, Sheet, in_column};

const CODE_HEADERS: [&str; 8] = [
    "代码",
    "指标代码",
    "编码",
    "指标编码",
    "代号",
    "指标代号",
    "栏码",
    "code",
];
const LABEL_HEADERS: [&str; 8] = [
    "指标名称",
    "指标",
    "项目",
    "名称",
    "项目名称",
    "指标项目",
    "填报项目",
    "indicator",
];
const UNIT_HEADERS: [&str; 4] = ["计量单位", "单位", "unit", "计量"];
const VALUE_WORDS: [&str; 18] = [
    "数量", "本年", "本期", "数值", "金额", "人数", "内容", "选项", "当年", "实际", "填报", "期末",
    "年末", "本季", "本月", "value", "取值", "值",
];
const REMARK_WORDS: [&str; 12] = [
    "备注",
    "说明",
    "审核",
    "校验",
    "公式",
    "关系",
    "来源",
    "增减",
    "增速",
    "增长",
    "同比",
    "比上年",
];

/// A column of values.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ValueColumn {
    /// Column.
    pub col: u32,
    /// The unit that its header prints.
    pub unit: Option<Unit>,
    /// The year that its header prints, if it is another than the period's.
    pub another_year: Option<String>,
}

/// A block of a form's table: one column of codes with what belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Block {
    /// Row of the header.
    pub header: u32,
    /// Row after the last one of the block.
    pub end: u32,
    /// The columns that belong to the block.
    pub columns: Range<u32>,
    /// Column of codes; none where the table has labels only.
    pub code: Option<u32>,
    /// Column of labels.
    pub label: Option<u32>,
    /// Column of units.
    pub unit: Option<u32>,
    /// Columns of this year's values: a row's value is the first that is not blank.
    pub values: Vec<ValueColumn>,
    /// Columns of last year's values.
    pub last_year: Vec<ValueColumn>,
}

/// What a header says of its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Label,
    Unit,
    LastYear,
    Remark,
    Code,
    /// A value; the greater number is the better one. 1 for a header that says nothing known.
    Value(u8),
    Nothing,
}

/// The four-digit years of a text.
fn years(squeezed: &str) -> Vec<i32> {
    arabic(squeezed)
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| digits.len() == 4)
        .filter_map(|digits| digits.parse().ok())
        .filter(|year| (1990..2100).contains(year))
        .collect()
}

/// What a text says as the header of a column in a form of a year.
pub(super) fn role(said: &Said, year: i32) -> Role {
    let squeezed = said.squeezed.as_str();
    if squeezed.is_empty() {
        return Role::Nothing;
    }
    if said.is_one_of(&CODE_HEADERS) {
        return Role::Code;
    }
    if said.is_one_of(&LABEL_HEADERS) {
        return Role::Label;
    }
    if said.is_one_of(&UNIT_HEADERS) {
        return Role::Unit;
    }
    if REMARK_WORDS.iter().any(|word| squeezed.contains(word)) {
        return Role::Remark;
    }
    let printed = years(squeezed);
    if says_last_year(squeezed)
        || (!printed.is_empty() && printed.iter().all(|printed| *printed == year - 1))
    {
        return Role::LastYear;
    }
    if squeezed.contains("累计") {
        return Role::Value(4);
    }
    if printed.contains(&year) {
        return Role::Value(3);
    }
    if VALUE_WORDS.iter().any(|word| squeezed.contains(word)) || squeezed == "数" {
        return Role::Value(2);
    }
    Role::Value(1)
}

/// The unit that a squeezed header prints: `金额（万元）`, `数量 单位：千元`.
pub(super) fn printed_unit(squeezed: &str) -> Option<Unit> {
    let inside = bracketed(squeezed);
    inside
        .iter()
        .rev()
        .map(|text| text.rsplit(':').next().unwrap_or(text))
        .chain(squeezed.split("单位:").skip(1))
        .filter_map(Unit::named)
        .find(Unit::is_known)
}

/// Whether a header on the sheet names a column of codes.
pub(super) fn has_codes(vocabulary: &Vocabulary<'_>, sheet: &Sheet) -> bool {
    !code_headers(vocabulary, sheet).is_empty()
}

fn code_headers(vocabulary: &Vocabulary<'_>, sheet: &Sheet) -> Vec<u32> {
    header_rows(vocabulary, sheet, &|row| {
        row.iter().any(|said| said.is_one_of(&CODE_HEADERS))
    })
}

/// Finds the blocks of a sheet's table, in reading order.
pub(super) fn blocks(vocabulary: &Vocabulary<'_>, sheet: &Sheet) -> Vec<Block> {
    let mut headers = code_headers(vocabulary, sheet);
    if headers.is_empty() {
        headers = header_rows(vocabulary, sheet, &|row| {
            row.iter().any(|said| said.is_one_of(&LABEL_HEADERS))
                && row.iter().any(|said| {
                    matches!(
                        said.role(vocabulary.year),
                        Role::Value(2..) | Role::LastYear
                    )
                })
        });
    }
    let last = sheet.cells().last().map_or(0, |cell| cell.row + 1);
    let mut blocks = Vec::new();
    for (at, row) in headers.iter().enumerate() {
        let end = headers.get(at + 1).copied().unwrap_or(last);
        blocks.extend(blocks_of_row(vocabulary, sheet, *row, end));
    }
    blocks
}

fn header_rows(
    vocabulary: &Vocabulary<'_>,
    sheet: &Sheet,
    test: &dyn Fn(&[Arc<Said>]) -> bool,
) -> Vec<u32> {
    sheet
        .rows()
        .filter(|(_, cells)| {
            let row: Vec<Arc<Said>> = cells
                .iter()
                .filter_map(|cell| cell.value.as_text())
                .map(|text| vocabulary.said(text))
                .collect();
            test(&row)
        })
        .map(|(row, _)| row)
        .collect()
}

/// A column of the header with the text of all its rows.
struct HeaderColumn {
    col: u32,
    said: Arc<Said>,
    role: Role,
}

fn blocks_of_row(vocabulary: &Vocabulary<'_>, sheet: &Sheet, row: u32, end: u32) -> Vec<Block> {
    let columns = header_columns(vocabulary, sheet, row);
    let anchors: Vec<u32> = {
        let of = |test: &dyn Fn(&Role) -> bool| -> Vec<u32> {
            columns
                .iter()
                .filter(|column| test(&column.role) && sheet.get(row, column.col).is_some())
                .map(|column| column.col)
                .collect()
        };
        let codes = of(&|role| matches!(role, Role::Code));
        if codes.is_empty() {
            of(&|role| matches!(role, Role::Label))
        } else {
            codes
        }
    };
    // A block begins at the label that stands before its codes and after those of the block before; at its codes
    // where, as in the first block, the labels stand behind them.
    let labels_first = anchors.first().is_some_and(|first| {
        columns
            .iter()
            .any(|column| column.col < *first && matches!(column.role, Role::Label))
    });
    let starts: Vec<u32> = anchors
        .iter()
        .enumerate()
        .map(|(at, anchor)| {
            let after = at.checked_sub(1).and_then(|at| anchors.get(at)).copied();
            columns
                .iter()
                .filter(|column| {
                    column.col < *anchor && after.is_none_or(|after| column.col > after)
                })
                .filter(|column| labels_first && matches!(column.role, Role::Label))
                .map(|column| column.col)
                .min()
                .unwrap_or(*anchor)
        })
        .collect();
    anchors
        .iter()
        .zip(&starts)
        .enumerate()
        .map(|(at, (anchor, start))| {
            let stop = starts.get(at + 1).copied().unwrap_or(u32::MAX);
            let first = if at == 0 { 0 } else { *start };
            let own: Vec<&HeaderColumn> = columns
                .iter()
                .filter(|column| (first..stop).contains(&column.col))
                .collect();
            Block {
                columns: first..stop,
                ..block(vocabulary, sheet, *anchor, &own, row..end)
            }
        })
        .collect()
}

fn header_columns(vocabulary: &Vocabulary<'_>, sheet: &Sheet, row: u32) -> Vec<HeaderColumn> {
    let year = vocabulary.year;
    let below = row + 1;
    let words_below = sheet.row(below).iter().any(|cell| {
        cell.value.as_text().is_some_and(|text| {
            // A field may be labelled with such a word: 从业人员期末人数.
            let said = vocabulary.said(text);
            matches!(said.role(year), Role::Value(2..) | Role::LastYear) && said.labelled.is_empty()
        })
    });
    let codes_below = sheet.row(below).iter().any(|cell| {
        cell.value
            .as_text()
            .is_some_and(|text| vocabulary.code(text).is_some())
    });
    let deep = words_below && !codes_below;
    let last = sheet
        .row(row)
        .iter()
        .chain(if deep { sheet.row(below) } else { &[] })
        .map(|cell| {
            sheet
                .merge(cell.row, cell.col)
                .map_or(cell.col, |merge| merge.last.1)
        })
        .max()
        .unwrap_or(0);
    let last = last.min(vocabulary.pipeline.limits.columns) + 1;
    (0..=last)
        .map(|col| {
            let own = sheet
                .shown(row, col)
                .map(CellValue::text)
                .unwrap_or_default();
            let text = match sheet.get(below, col) {
                Some(CellValue::Text(more)) if deep => format!("{own}{more}"),
                _ => own,
            };
            let said = vocabulary.said(&text);
            HeaderColumn {
                role: said.role(year),
                said,
                col,
            }
        })
        .collect()
}

/// The column among those of a block that holds codes although no header says so.
fn codes_without_header(
    vocabulary: &Vocabulary<'_>,
    sheet: &Sheet,
    columns: &[&HeaderColumn],
    rows: &Range<u32>,
) -> Option<u32> {
    let count = |col: u32| {
        sheet
            .rows()
            .filter(|(row, _)| rows.contains(row))
            .filter_map(|(_, cells)| in_column(cells, col)?.value.as_text())
            .filter(|text| vocabulary.code(text).is_some())
            .count()
    };
    columns
        .iter()
        .map(|column| (count(column.col), column.col))
        .filter(|(count, _)| *count > 0)
        .max_by_key(|(count, col)| (*count, u32::MAX - col))
        .map(|(_, col)| col)
}

fn block(
    vocabulary: &Vocabulary<'_>,
    sheet: &Sheet,
    anchor: u32,
    columns: &[&HeaderColumn],
    rows: Range<u32>,
) -> Block {
    let headed = columns
        .iter()
        .any(|column| column.col == anchor && matches!(column.role, Role::Code));
    let code = if headed {
        Some(anchor)
    } else {
        codes_without_header(vocabulary, sheet, columns, &rows)
    };
    let anchor = code.unwrap_or(anchor);
    let value_column = |column: &&HeaderColumn| {
        let printed = years(&column.said.squeezed);
        ValueColumn {
            col: column.col,
            unit: column.said.printed_unit().cloned(),
            another_year: printed
                .first()
                .filter(|_| !printed.contains(&vocabulary.year))
                .map(|year| year.to_string()),
        }
    };
    let with = |wanted: &dyn Fn(&Role) -> bool| -> Vec<&HeaderColumn> {
        columns
            .iter()
            .copied()
            .filter(|column| wanted(&column.role))
            .collect()
    };
    let best = |columns: &[&HeaderColumn]| -> u8 {
        columns
            .iter()
            .map(|column| match column.role {
                Role::Value(rank) => rank,
                _ => 0,
            })
            .max()
            .unwrap_or(0)
    };
    let right: Vec<&HeaderColumn> = with(&|role| matches!(role, Role::Value(2..)))
        .into_iter()
        .filter(|column| column.col > anchor)
        .collect();
    let named = if right.is_empty() {
        with(&|role| matches!(role, Role::Value(2..)))
    } else {
        right
    };
    let rank = best(&named);
    let values: Vec<ValueColumn> = if named.is_empty() {
        // The first column right of the codes that is not last year's; behind one without any header also the
        // first that has one.
        let right = |column: &&&HeaderColumn| column.col > anchor;
        let first = columns
            .iter()
            .filter(right)
            .find(|column| matches!(column.role, Role::Value(_) | Role::Nothing));
        let headed = columns
            .iter()
            .filter(right)
            .find(|column| matches!(column.role, Role::Value(_)));
        let mut fallback: Vec<ValueColumn> =
            first.into_iter().chain(headed).map(value_column).collect();
        fallback.dedup_by_key(|column| column.col);
        fallback
    } else {
        named
            .iter()
            .filter(|column| matches!(column.role, Role::Value(own) if own == rank))
            .map(value_column)
            .collect()
    };
    let labels = with(&|role| matches!(role, Role::Label));
    let label = if code.is_some() {
        labels
            .iter()
            .rev()
            .find(|column| column.col < anchor)
            .or_else(|| labels.first())
            .map(|column| column.col)
            .or_else(|| {
                anchor
                    .checked_sub(1)
                    .filter(|_| columns.iter().any(|c| c.col + 1 == anchor))
            })
    } else {
        Some(anchor)
    };
    Block {
        header: rows.start,
        end: rows.end,
        columns: 0..u32::MAX,
        code,
        label,
        unit: with(&|role| matches!(role, Role::Unit))
            .first()
            .map(|column| column.col),
        values,
        last_year: with(&|role| matches!(role, Role::LastYear))
            .iter()
            .map(value_column)
            .collect(),
    }
}
