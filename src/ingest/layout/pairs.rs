//! Labels and their values, wherever a sheet puts them: after a colon in the cell, in the next cell to the right
//! (merged cells count as one), or below.

use super::content::Place;
use super::labels::{Key, Labels};
use super::vocabulary::Vocabulary;
use crate::ingest::values::text::{half_width, label_key, squeeze, tidy};
use crate::ingest::workbook::{Cell, CellValue, Sheet};

/// Splits a cell's text at its colons into labels and what stands behind each.
///
/// `统一社会信用代码：9121…　企业名称：某公司` gives two pairs. A colon between digits belongs to a time.
pub(crate) fn pairs(text: &str, words: &[String]) -> Vec<(String, String)> {
    let text = half_width(text);
    let mut pieces: Vec<String> = Vec::new();
    for piece in text.split(':') {
        match pieces.last_mut() {
            Some(last)
                if last.ends_with(|c: char| c.is_ascii_digit())
                    && piece.starts_with(|c: char| c.is_ascii_digit()) =>
            {
                last.push(':');
                last.push_str(piece);
            }
            _ => pieces.push(piece.to_owned()),
        }
    }
    let mut pairs = Vec::new();
    let mut label = pieces
        .first()
        .map(|piece| label_key(piece))
        .unwrap_or_default();
    let last = pieces.len().saturating_sub(1);
    for (at, piece) in pieces.iter().enumerate().skip(1) {
        let (value, next) = if at == last {
            (tidy(piece), String::new())
        } else {
            before_label(piece, words)
        };
        pairs.push((std::mem::replace(&mut label, next), value));
    }
    pairs
}

/// Cuts the label of the next pair off the end of a value.
fn before_label(piece: &str, words: &[String]) -> (String, String) {
    let squeezed = squeeze(piece);
    let word = words
        .iter()
        .filter(|word| squeezed.ends_with(word.as_str()))
        .max_by_key(|word| word.len());
    if let Some(word) = word {
        // Cut as many visible characters off the typed text.
        let mut cut = word.chars().count();
        let mut value = piece.trim_end();
        while cut > 0
            && let Some(c) = value.chars().next_back()
        {
            value = &value[..value.len() - c.len_utf8()];
            cut -= usize::from(!c.is_whitespace());
        }
        return (tidy(value), word.clone());
    }
    match piece.trim_end().rsplit_once(' ') {
        Some((value, label)) => (tidy(value), label_key(label)),
        None => (String::new(), label_key(piece)),
    }
}

/// Whether a text is a label with a colon: short, without digits before the colon.
pub(crate) fn is_colon_label(text: &str) -> bool {
    let text = squeeze(text);
    text.split_once(':').is_some_and(|(label, _)| {
        let length = label.chars().count();
        (1..=24).contains(&length) && !label.contains(|c: char| c.is_ascii_digit())
    })
}

/// The cells that stand for the value of a label at a cell: to the right, then below.
pub(crate) fn beside<'s>(
    vocabulary: &Vocabulary<'_>,
    sheet: &'s Sheet,
    label: &Cell,
) -> Vec<&'s Cell> {
    let edge = sheet.merge(label.row, label.col).copied();
    let right = edge.map_or(label.col, |merge| merge.last.1);
    let bottom = edge.map_or(label.row, |merge| merge.last.0);
    let is_label = |cell: &Cell| {
        cell.value
            .as_text()
            .is_some_and(|text| is_colon_label(text) || vocabulary.said(text).is_word())
    };
    let is_code = |cell: &Cell| {
        cell.value
            .as_text()
            .is_some_and(|text| vocabulary.code(text).is_some())
    };
    let mut found = Vec::new();
    let mut in_row = sheet
        .row(label.row)
        .iter()
        .filter(|cell| cell.col > right)
        .skip_while(|cell| is_code(cell));
    if let Some(next) = in_row.next()
        && !is_label(next)
    {
        found.push(next);
    }
    let below = sheet
        .rows()
        .skip_while(|(row, _)| *row <= bottom)
        .take_while(|(row, _)| *row <= bottom + 2)
        .find_map(|(_, cells)| {
            cells
                .iter()
                .find(|cell| (label.col..=right).contains(&cell.col))
        });
    if let Some(below) = below
        && !is_label(below)
    {
        found.push(below);
    }
    found
}

/// Characters that stand one to a cell, as in the boxes of a printed form, joined from a cell to the right.
pub(crate) fn boxes(sheet: &Sheet, first: &Cell) -> String {
    let single = |cell: &Cell| squeeze(&cell.value.text()).chars().count() == 1;
    if !single(first) {
        return first.value.text();
    }
    let mut col = first.col;
    let mut joined = String::new();
    for cell in sheet
        .row(first.row)
        .iter()
        .skip_while(|cell| cell.col < first.col)
    {
        if cell.col > col + 2 || !single(cell) {
            break;
        }
        col = cell.col;
        joined.push_str(&squeeze(&cell.value.text()));
    }
    joined
}

/// A place on a sheet.
pub(crate) fn place(sheet: &Sheet, sheet_index: usize, row: u32, col: u32) -> Place {
    Place {
        sheet_index,
        sheet: sheet.name.clone(),
        row,
        col,
    }
}

/// A value of a label, with the cell it stands in.
pub(crate) struct Found {
    /// What was found.
    pub value: CellValue,
    /// Row.
    pub row: u32,
    /// Column.
    pub col: u32,
}

/// A cell that holds a label of the identity.
pub(crate) struct LabelCell<'s> {
    cell: &'s Cell,
    /// The labels in the cell, with what stands behind their colons; none for a label without a colon.
    labels: Vec<(Key, Option<String>)>,
}

/// The cells of the first rows of a sheet that hold a label of the identity.
pub(crate) fn label_cells<'s>(
    vocabulary: &Vocabulary<'_>,
    sheet: &'s Sheet,
    rows: u32,
) -> Vec<LabelCell<'s>> {
    let mut found = Vec::new();
    for cell in sheet.cells().iter().take_while(|cell| cell.row < rows) {
        let Some(text) = cell.value.as_text() else {
            continue;
        };
        let mut labels: Vec<(Key, Option<String>)> = if text.contains([':', '：', '﹕', '︰']) {
            let inline = pairs(text, &vocabulary.identity.words);
            let last = inline.len().saturating_sub(1);
            // Only behind the last colon the value may stand in another cell.
            inline
                .into_iter()
                .enumerate()
                .filter(|(at, (_, value))| *at == last || !value.is_empty())
                .map(|(_, (label, value))| (Key::of(&label), Some(value)))
                .collect()
        } else {
            let said = vocabulary.said(text);
            let own = said.is_identity.then(|| (said.key.clone(), None));
            own.into_iter().collect()
        };
        labels.retain(|(label, _)| vocabulary.identity.has(label));
        if !labels.is_empty() {
            found.push(LabelCell { cell, labels });
        }
    }
    found
}

/// Every value that stands with one of some labels, in reading order, if it is accepted.
pub(crate) fn find(
    vocabulary: &Vocabulary<'_>,
    sheet: &Sheet,
    cells: &[LabelCell<'_>],
    labels: &Labels,
    accepts: &dyn Fn(&CellValue) -> bool,
) -> Vec<Found> {
    let mut found = Vec::new();
    for LabelCell { cell, labels: own } in cells {
        for (_, behind) in own.iter().filter(|(label, _)| labels.has(label)) {
            match behind.as_deref() {
                None | Some("") => {
                    found.extend(value_beside(vocabulary, sheet, cell, accepts));
                }
                Some(behind) => {
                    let value = CellValue::Text(behind.to_owned());
                    if accepts(&value) {
                        found.push(Found {
                            value,
                            row: cell.row,
                            col: cell.col,
                        });
                    }
                }
            }
        }
    }
    found
}

/// The first value right of or below a label that is accepted.
fn value_beside(
    vocabulary: &Vocabulary<'_>,
    sheet: &Sheet,
    label: &Cell,
    accepts: &dyn Fn(&CellValue) -> bool,
) -> Option<Found> {
    beside(vocabulary, sheet, label)
        .into_iter()
        .map(|candidate| {
            let joined = boxes(sheet, candidate);
            let value = match &candidate.value {
                CellValue::Text(_) => CellValue::Text(joined),
                // Boxes of digits typed as numbers.
                CellValue::Number { .. }
                    if joined.len() > 1 && joined != candidate.value.text() =>
                {
                    CellValue::Text(joined)
                }
                other => other.clone(),
            };
            Found {
                value,
                row: candidate.row,
                col: candidate.col,
            }
        })
        .find(|found| accepts(&found.value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_values_are_taken_apart() {
        let words = ["企业名称".to_owned(), "填报时间".to_owned()];
        assert_eq!(
            pairs(
                "统一社会信用代码：91330100799655058B　 企业名称： 甲 公司",
                &words
            ),
            [
                (
                    "统一社会信用代码".to_owned(),
                    "91330100799655058B".to_owned()
                ),
                ("企业名称".to_owned(), "甲 公司".to_owned())
            ]
        );
        assert_eq!(
            pairs("企业名称：甲公司填报时间：2024-01-05 09:30:00", &words),
            [
                ("企业名称".to_owned(), "甲公司".to_owned()),
                ("填报时间".to_owned(), "2024-01-05 09:30:00".to_owned())
            ]
        );
        assert_eq!(
            pairs("单位 ：", &words),
            [("单位".to_owned(), String::new())]
        );
    }

    #[test]
    fn only_short_texts_before_a_colon_are_labels() {
        assert!(is_colon_label("制定机关：科学技术部"));
        assert!(!is_colon_label("2024-01-05 09:30"));
        assert!(!is_colon_label("甲公司"));
    }
}
