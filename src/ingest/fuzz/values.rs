//! Target: the parser of values, on texts as nobody types them.

use std::path::Path;

use fastrand::Rng;

use super::fuzz;
use super::mutate::{awkward, finite};
use crate::definitions::Definitions;
use crate::ingest::layout::Vocabulary;
use crate::ingest::values::credit_code::judge;
use crate::ingest::values::field::{Content, Units, percent, read};
use crate::ingest::values::unit::{Unit, units_of_list};
use crate::ingest::workbook::CellValue;

/// Pieces that values are made of.
const PIECES: [&str; 44] = [
    "1",
    "２",
    "0",
    "345",
    "９９９",
    "1e",
    "E+5",
    ".",
    "．",
    ",",
    "，",
    "、",
    "-",
    "－",
    "—",
    "−",
    "+",
    "(",
    "（",
    ")",
    "）",
    "%",
    "％",
    "‰",
    "万",
    "千元",
    "万元",
    "亿元",
    "美元",
    "人",
    "家",
    "年",
    "月",
    "日",
    "/",
    "无",
    "约",
    "《",
    " ",
    "\u{3000}",
    "\u{200b}",
    "'",
    "=",
    "√",
];

fn text(random: &mut Rng) -> String {
    let mut text = String::new();
    for _ in 0..random.usize(..10) {
        match random.u8(..12) {
            0 => text.push_str(awkward(random)),
            1 => text.push(random.char(..)),
            _ => text.push_str(PIECES[random.usize(..PIECES.len())]),
        }
    }
    text
}

#[test]
fn no_text_breaks_the_parser_of_values() {
    let pipeline = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/shenyang.toml");
    let period = "2023".parse().unwrap();
    let definitions = Definitions::load(&pipeline, period).unwrap();
    let vocabulary = Vocabulary::of(&definitions, period.year);
    let fields: Vec<_> = definitions
        .survey
        .forms
        .iter()
        .flat_map(|form| &form.fields)
        .collect();
    fuzz(
        "values",
        |random| {
            let cell = match random.u8(..6) {
                0 => CellValue::Number {
                    value: finite(random),
                    percent: random.bool(),
                },
                1 => CellValue::Date(text(random)),
                _ => CellValue::Text(text(random)),
            };
            (cell, text(random), random.usize(..fields.len()))
        },
        |(cell, unit, field)| {
            let field = fields[*field];
            let unit = Unit::named(unit);
            let own = Unit::named(&field.unit);
            let printed = Units {
                own: own.as_ref(),
                row: unit.as_ref(),
                ..Units::default()
            };
            let value = read(field, vocabulary.list_of(field), cell, printed);
            if let Some(value) = value.as_ref().map(|(value, _)| value)
                && let Content::Number(number) = value.content
            {
                assert!(number.is_finite(), "{number}");
                assert!(percent(number).is_finite() || number.abs() > 1e300);
            }
            let text = cell.text();
            judge(&text);
            units_of_list(&text);
            vocabulary.said(&text);
        },
        |case| format!("{case:#?}").into_bytes(),
    );
}
