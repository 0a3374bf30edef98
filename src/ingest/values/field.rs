//! The value of a field from a cell: by the field's type, and by the units printed around the cell.

use serde::{Deserialize, Serialize};

use super::number::{Typed, number, plain};
use super::text::{half_width, is_blank, tidy};
use super::unit::Unit;
use super::{code, date};
use crate::definitions::{CodeList, FieldDefinition, FieldType};
use crate::ingest::note::Note;
use crate::ingest::workbook::CellValue;

/// What a cell says, in the field's own terms.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Content<T = String> {
    /// Nothing that counts: blank, or it could not be read.
    None,
    /// A number in the field's unit.
    Number(f64),
    /// A code, date or text, normalised.
    Coded(T),
}

/// A value read from a cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Value {
    /// What it says.
    pub content: Content,
    /// As typed.
    pub text: String,
    /// The unit found with it; empty if none.
    pub unit: String,
}

/// Why a cell gives no value although something stands in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Trouble {
    /// It cannot be read as the field's type.
    Unreadable(Note),
    /// A formula that was never calculated.
    Uncalculated,
}

/// The field's unit, and those printed around a cell, nearest first.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Units<'a> {
    /// The field's own.
    pub own: Option<&'a Unit>,
    /// In the row (计量单位).
    pub row: Option<&'a Unit>,
    /// In the header of the column.
    pub column: Option<&'a Unit>,
    /// In the head of the sheet.
    pub head: &'a [Unit],
}

/// Reads a cell as a field; none where nothing stands in it.
pub(crate) fn read(
    field: &FieldDefinition,
    list: Option<&CodeList>,
    cell: &CellValue,
    printed: Units<'_>,
) -> Option<(Value, Option<Trouble>)> {
    let text = tidy(&cell.text());
    let value = |content: Content, unit: &str| Value {
        content,
        text: text.clone(),
        unit: unit.to_owned(),
    };
    match cell {
        CellValue::Uncalculated(_) => {
            return Some((value(Content::None, ""), Some(Trouble::Uncalculated)));
        }
        CellValue::Error(_) => {
            return Some((
                value(Content::None, ""),
                Some(Trouble::Unreadable(Note::new(
                    "数值（公式结果为错误）",
                    "a value (the formula ends in an error)",
                ))),
            ));
        }
        _ if text.is_empty() => return None,
        CellValue::Text(typed) if is_blank(typed) => return Some((value(Content::None, ""), None)),
        _ => {}
    }
    let coded = |coded: Option<String>, zh: &str, en: &str| match coded {
        Some(coded) => (value(Content::Coded(coded), ""), None),
        None => (
            value(Content::None, ""),
            Some(Trouble::Unreadable(Note::new(zh, en))),
        ),
    };
    Some(match field.kind {
        FieldType::Number | FieldType::Integer => {
            let (content, unit, trouble) = read_number(field, cell, printed);
            match content {
                // In the field's unit it is beyond every number.
                Content::Number(number) if !number.is_finite() => {
                    let trouble = Note::new("大小合理的数字", "a number of a sensible size");
                    (value(Content::None, ""), Some(Trouble::Unreadable(trouble)))
                }
                content => (value(content, &unit), trouble),
            }
        }
        FieldType::Text => (value(Content::Coded(text.clone()), ""), None),
        FieldType::Code => (value(Content::Coded(code::code(&text, list)), ""), None),
        FieldType::Bool => coded(
            match cell {
                CellValue::Bool(true) => Some("1".to_owned()),
                CellValue::Bool(false) => Some("2".to_owned()),
                _ => code::yes_or_no(&text).map(str::to_owned),
            },
            "“是”或“否”",
            "yes or no",
        ),
        FieldType::Date => coded(read_date(cell, &text), "日期", "a date"),
    })
}

/// A cell as a date, ISO text.
pub(crate) fn read_date(cell: &CellValue, text: &str) -> Option<String> {
    match cell {
        CellValue::Date(iso) => date::date(iso),
        CellValue::Number { value, .. } => date::date_of_number(*value, false),
        _ => date::date(text).or_else(|| match number(text) {
            // A spreadsheet's day that was turned into text.
            Typed::Number(value, unit) if unit.is_empty() => date::date_of_number(value, false),
            _ => None,
        }),
    }
}

fn read_number(
    field: &FieldDefinition,
    cell: &CellValue,
    printed: Units<'_>,
) -> (Content, String, Option<Trouble>) {
    let unreadable = |zh: String, en: String| {
        (
            Content::None,
            String::new(),
            Some(Trouble::Unreadable(Note::new(zh, en))),
        )
    };
    let (value, behind) = match cell {
        CellValue::Number {
            value,
            percent: false,
        } => (*value, String::new()),
        CellValue::Number {
            value,
            percent: true,
        } => (percent(*value), "%".to_owned()),
        CellValue::Text(typed) => match number(typed) {
            Typed::Number(value, unit) => (value, unit),
            Typed::Blank => return (Content::None, String::new(), None),
            Typed::Unreadable => {
                return unreadable("数字".to_owned(), "a number".to_owned());
            }
        },
        _ => return unreadable("数字".to_owned(), "a number".to_owned()),
    };
    let own = printed.own;
    if !behind.is_empty() {
        let unit = Unit::named(&behind);
        let converted = match (&unit, own) {
            (Some(unit), Some(own)) if unit.is_known() || *unit == *own => unit.convert(value, own),
            // A bare multiple needs no unit of the field.
            (Some(unit), None) if unit.is_known() => {
                Unit::named("个").and_then(|one| unit.convert(value, &one))
            }
            _ => None,
        };
        return match converted {
            Some(converted) => (Content::Number(converted), behind, None),
            None => unreadable(
                format!("以{}为单位的数字", field.unit),
                format!("a number in {}", field.unit),
            ),
        };
    }
    let Some(own) = own else {
        return (Content::Number(value), String::new(), None);
    };
    let head = || {
        printed
            .head
            .iter()
            .find(|unit| unit.is_money() == own.is_money() && unit.fits(own))
    };
    let found = printed
        .row
        .filter(|unit| unit.fits(own))
        .or_else(|| printed.column.filter(|unit| unit.fits(own)))
        .or_else(head);
    match found.and_then(|unit| unit.convert(value, own).map(|value| (value, unit))) {
        Some((converted, unit)) => (Content::Number(converted), half_width(&unit.text), None),
        None => {
            // A printed unit that cannot be the field's is kept as found; the number is the field's own.
            let printed = printed.row.or(printed.column);
            let unit = printed
                .map(|unit| half_width(&unit.text))
                .unwrap_or_default();
            (Content::Number(value), unit, None)
        }
    }
}

/// Half of the last digit of a typed number, in the field's unit: what rounding may have taken away. `text` is as
/// typed, `unit` as it was found with it.
pub(crate) fn rounding(text: &str, unit: &str, own: &str) -> f64 {
    let folded = half_width(text);
    let decimals = folded.split_once('.').map_or(0, |(_, rest)| {
        rest.bytes().take_while(u8::is_ascii_digit).count()
    });
    let decimals = i32::try_from(decimals).unwrap_or(i32::MAX);
    0.5 * 10_f64.powi(-decimals) * unit_factor(unit, own).unwrap_or(1.0)
}

/// How many of the field's unit one of a unit is, as both are printed; none where it is no unit of the field.
pub(crate) fn unit_factor(unit: &str, own: &str) -> Option<f64> {
    let own = Unit::named(own).or_else(|| Unit::named("个"))?;
    Unit::named(unit)?.convert(1.0, &own)
}

/// A number shown as per cent by its format, in per cent: 0.75 → 75.
pub(crate) fn percent(value: f64) -> f64 {
    // By its decimal digits, so that 0.07 gives 7 and not 7.000000000000001.
    format!("{}e2", plain(value))
        .parse()
        .unwrap_or(value * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(kind: &str, unit: &str) -> FieldDefinition {
        toml::from_str(&format!(
            "code = \"a\"\nzh = \"甲\"\nen = \"A\"\ntype = \"{kind}\"\nunit = \"{unit}\""
        ))
        .unwrap()
    }

    fn read_cell(
        field: &FieldDefinition,
        cell: &CellValue,
        printed: Units<'_>,
    ) -> Option<(Value, Option<Trouble>)> {
        let own = Unit::named(&field.unit);
        let units = Units {
            own: own.as_ref(),
            ..printed
        };
        read(field, None, cell, units)
    }

    fn read_text(
        field: &FieldDefinition,
        text: &str,
        printed: Units<'_>,
    ) -> (Content, String, bool) {
        let (value, trouble) =
            read_cell(field, &CellValue::Text(text.to_owned()), printed).unwrap();
        (value.content, value.unit, trouble.is_some())
    }

    #[test]
    fn the_unit_nearest_to_the_number_wins() {
        let money = field("number", "千元");
        let row = Unit::named("元").unwrap();
        let column = Unit::named("亿元").unwrap();
        let head = [Unit::named("万元").unwrap()];
        let printed = Units {
            row: Some(&row),
            column: Some(&column),
            head: &head,
            ..Units::default()
        };
        assert_eq!(
            read_text(&money, "3万元", printed),
            (Content::Number(30.0), "万元".to_owned(), false)
        );
        assert_eq!(
            read_text(&money, "5000", printed),
            (Content::Number(5.0), "元".to_owned(), false)
        );
        let column_only = Units {
            row: None,
            ..printed
        };
        assert_eq!(
            read_text(&money, "1", column_only),
            (Content::Number(100_000.0), "亿元".to_owned(), false)
        );
        let head_only = Units {
            head: &head,
            ..Units::default()
        };
        assert_eq!(
            read_text(&money, "1", head_only),
            (Content::Number(10.0), "万元".to_owned(), false)
        );
    }

    #[test]
    fn a_money_unit_in_the_head_converts_money_only() {
        let head = [Unit::named("万元").unwrap()];
        let printed = Units {
            head: &head,
            ..Units::default()
        };
        for unit in ["人", "件", "吨标准煤", "%", "人月", ""] {
            let (content, ..) = read_text(&field("number", unit), "12", printed);
            assert_eq!(content, Content::Number(12.0), "{unit}");
        }
    }

    #[test]
    fn a_unit_of_another_kind_behind_the_number_is_unreadable() {
        let (content, _, trouble) = read_text(&field("number", "千元"), "30人", Units::default());
        assert_eq!((content, trouble), (Content::None, true));
        let (content, ..) = read_text(&field("integer", "人"), "30人", Units::default());
        assert_eq!(content, Content::Number(30.0));
        let (content, ..) = read_text(&field("integer", "人"), "1.2万人", Units::default());
        assert_eq!(content, Content::Number(12_000.0));
    }

    #[test]
    fn a_printed_unit_that_cannot_be_the_fields_is_kept_but_not_used() {
        let pieces = Unit::named("项").unwrap();
        let printed = Units {
            row: Some(&pieces),
            ..Units::default()
        };
        assert_eq!(
            read_text(&field("number", "千元"), "12", printed),
            (Content::Number(12.0), "项".to_owned(), false)
        );
    }

    #[test]
    fn a_number_beyond_all_numbers_in_the_fields_unit_is_unreadable() {
        let cell = CellValue::Number {
            value: -6.4e307,
            percent: true,
        };
        let (value, trouble) = read_cell(&field("number", "%"), &cell, Units::default()).unwrap();
        assert_eq!((value.content, trouble.is_some()), (Content::None, true));
    }

    #[test]
    fn per_cents_are_read_from_text_and_from_the_cells_format() {
        let share = field("number", "%");
        let (content, ..) = read_text(&share, "75%", Units::default());
        assert_eq!(content, Content::Number(75.0));
        let cell = CellValue::Number {
            value: 0.07,
            percent: true,
        };
        let (value, _) = read_cell(&share, &cell, Units::default()).unwrap();
        assert_eq!(value.content, Content::Number(7.0));
        assert_eq!(value.text, "7%");
    }

    #[test]
    fn rounding_is_half_of_the_last_digit_typed() {
        for (text, unit, own, expected) in [
            ("1234", "千元", "千元", 0.5),
            ("12.5", "", "千元", 0.05),
            ("１２．３４", "万元", "千元", 0.05),
            ("3亿", "亿", "千元", 50_000.0),
            ("12", "件", "", 0.5),
        ] {
            let found = rounding(text, unit, own);
            assert!((found - expected).abs() < 1e-9, "{text}: {found}");
        }
    }

    #[test]
    fn blanks_are_kept_as_typed_and_have_no_value() {
        let (content, _, trouble) = read_text(&field("number", "千元"), "无", Units::default());
        assert_eq!((content, trouble), (Content::None, false));
        assert!(
            read(
                &field("number", ""),
                None,
                &CellValue::Text(" ".into()),
                Units::default()
            )
            .is_none()
        );
    }
}
