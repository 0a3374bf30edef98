//! A random record, and a value as one respondent types it.

use std::collections::BTreeMap;

use huoju::definitions::{Definitions, FieldDefinition, FieldType};

use crate::random::Random;
use crate::zone::Put;

/// A value that a record should have after reading.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expected {
    Number(f64),
    Text(String),
}

/// Values by field code.
pub(crate) type Record = BTreeMap<String, Expected>;

/// The fields of a form that the year asks and a record keeps.
pub(crate) fn asked<'d>(definitions: &'d Definitions, number: &str) -> Vec<&'d FieldDefinition> {
    let survey = &definitions.survey;
    let form = survey
        .forms
        .iter()
        .find(|form| form.number == number)
        .unwrap();
    form.fields
        .iter()
        .filter(|field| field.in_year(2023) && !field.personal)
        .collect()
}

/// A record with values in most fields of the forms GQ-001, 002, 003 and 005.
pub(crate) fn record(definitions: &Definitions, random: &mut Random) -> Record {
    let mut record = Record::new();
    for number in FORMS {
        for field in asked(definitions, number) {
            if !random.once_in(8) {
                record.insert(field.code.clone(), value(definitions, field, random));
            }
        }
    }
    record
}

/// The forms that records are written on.
pub(crate) const FORMS: [&str; 4] = ["GQ-001", "GQ-002", "GQ-003", "GQ-005"];

fn value(definitions: &Definitions, field: &FieldDefinition, random: &mut Random) -> Expected {
    match field.kind {
        FieldType::Number if field.unit == "%" => {
            Expected::Number(random.below(1001) as f64 / 10.0)
        }
        FieldType::Number => {
            let cents = random.below(100_000_000) as f64;
            let sign = if field.negative && random.once_in(3) {
                -1.0
            } else {
                1.0
            };
            Expected::Number(sign * cents / 100.0)
        }
        FieldType::Integer => Expected::Number(random.below(20_000) as f64),
        FieldType::Text => Expected::Text(format!("某某{}", random.below(1000))),
        FieldType::Bool => Expected::Text(["1", "2"][random.below(2)].to_owned()),
        FieldType::Date => Expected::Text(format!(
            "{}-{:02}",
            1990 + random.below(33),
            1 + random.below(12)
        )),
        FieldType::Code => Expected::Text(match field.codes.as_deref() {
            Some(list) if !definitions.list(list).unwrap().entries.is_empty() => random
                .pick(&definitions.list(list).unwrap().entries)
                .code
                .clone(),
            _ => format!("{:04}", 1000 + random.below(9000)),
        }),
    }
}

/// How a number is multiplied when it is written in a unit: 千元 → 万元 divides by ten.
pub(crate) fn in_unit(number: f64, own: &str, unit: &str) -> f64 {
    number * yuan(own) / yuan(unit)
}

/// Yuan in a unit of money; 0 for another unit.
pub(crate) fn yuan(unit: &str) -> f64 {
    match unit {
        "元" => 1.0,
        "千元" => 1e3,
        "万元" => 1e4,
        "亿元" => 1e8,
        _ => 0.0,
    }
}

/// A number with thousands separators.
fn grouped(number: f64) -> String {
    let text = format!("{number}");
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest.to_owned()),
        None => ("", text),
    };
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if !decimals.is_empty() {
        grouped = format!("{grouped}.{decimals}");
    }
    format!("{sign}{grouped}")
}

fn full_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '0'..='9' => char::from_u32(u32::from(c) - u32::from('0') + 0xff10).unwrap(),
            ',' => '，',
            '.' => '．',
            '-' => '－',
            other => other,
        })
        .collect()
}

/// A number as somebody types it.
pub(crate) fn typed_number(number: f64, random: &mut Random) -> Put {
    match random.below(8) {
        0 => grouped(number).into(),
        1 => full_width(&format!("{number}")).into(),
        2 => format!(" {number}\u{a0}").into(),
        3 if number < 0.0 => format!("({})", grouped(-number)).into(),
        _ => number.into(),
    }
}

/// A value that is no number as somebody types it.
pub(crate) fn typed_text(
    definitions: &Definitions,
    field: &FieldDefinition,
    text: &str,
    random: &mut Random,
) -> Put {
    let Some((year, month)) = text
        .split_once('-')
        .filter(|_| field.kind == FieldType::Date)
    else {
        let ways = match (field.kind, text) {
            (FieldType::Bool, "1") => vec!["是", "√", "1", "1.是", "１", "Y", "☑是 □否"],
            (FieldType::Bool, _) => vec!["否", "2", "2.否", "×", "□是 ☑否"],
            _ => Vec::new(),
        };
        if !ways.is_empty() {
            return (*random.pick(&ways)).into();
        }
        let list = field
            .codes
            .as_deref()
            .and_then(|list| definitions.list(list));
        let entry = list.and_then(|list| list.entries.iter().find(|entry| entry.code == text));
        return match (entry, random.below(4)) {
            (Some(entry), 0) if !entry.zh.is_empty() => format!("{text} {}", entry.zh).into(),
            (Some(entry), 1) if !entry.zh.is_empty() => format!("{text}.{}", entry.zh).into(),
            (Some(_), 2) => full_width(text).into(),
            _ => text.into(),
        };
    };
    let plain: u32 = month.parse().unwrap();
    match random.below(6) {
        0 => format!("{year}年{plain}月").into(),
        1 => format!("{year}.{month}").into(),
        2 => format!("{year}/{plain}").into(),
        3 => Put::Number(format!("{year}{month}").parse().unwrap()),
        4 => full_width(&format!("{year}年{month}月")).into(),
        _ => format!("{year}-{month}").into(),
    }
}
