//! A record written in any promised layout reads back equal.

use std::fmt::Write as _;

use crate::export_layouts;
use crate::form_layouts;
use crate::random::Random;
use crate::record::{Expected, Record, record};
use crate::zone::{Look, Put, Zone, credit_code, workbook};

/// How many records are written on forms; a longer search is asked for by `HUOJU_CORPUS`.
fn size() -> usize {
    let asked = std::env::var("HUOJU_CORPUS").ok();
    asked.and_then(|size| size.parse().ok()).unwrap_or(60)
}

fn seed() -> u64 {
    let asked = std::env::var("HUOJU_SEED").ok();
    asked.and_then(|seed| seed.parse().ok()).unwrap_or(2023)
}

fn register(records: &[(String, Record)]) -> Vec<Vec<Put>> {
    records
        .iter()
        .map(|(code, _)| vec![code.as_str().into(), "某公司".into(), "浑南".into()])
        .collect()
}

/// What differs between the records and what was read, in words.
fn differences(look: &Look, records: &[(String, Record)], fields: &[(String, bool)]) -> String {
    let mut text = String::new();
    for (code, record) in records {
        for (field, is_number) in fields {
            let (expected, found) = (record.get(field), read(look, code, field, *is_number));
            let same = match (expected, &found) {
                (Some(Expected::Number(a)), Some(Expected::Number(b))) => {
                    (a - b).abs() <= 1e-9 * a.abs().max(1.0)
                }
                (expected, found) => expected == found.as_ref(),
            };
            if !same {
                let cells: Vec<String> = look
                    .values(field)
                    .into_iter()
                    .filter(|value| value.credit_code == *code)
                    .map(|v| {
                        format!(
                            "{} {} {} {:?} {:?}",
                            v.file, v.sheet, v.cell, v.text, v.unit
                        )
                    })
                    .collect();
                writeln!(
                    text,
                    "{code} {field}: {expected:?}, read {found:?} from {cells:?}"
                )
                .unwrap();
            }
        }
    }
    text
}

fn read(look: &Look, code: &str, field: &str, is_number: bool) -> Option<Expected> {
    if is_number {
        look.number(code, field).map(Expected::Number)
    } else {
        look.text(code, field).map(Expected::Text)
    }
}

/// The fields that records hold, with whether they are numbers.
fn fields(zone: &Zone) -> Vec<(String, bool)> {
    crate::record::FORMS
        .iter()
        .flat_map(|number| crate::record::asked(zone.definitions(), number))
        .map(|field| (field.code.clone(), field.kind.is_number()))
        .collect()
}

/// Fails with the first differences and what was remarked.
fn assert_read_back(look: &Look, records: &[(String, Record)], fields: &[(String, bool)]) {
    let text = differences(look, records, fields);
    let first: Vec<&str> = text.lines().take(12).collect();
    let remarks: Vec<String> = look
        .0
        .notices
        .iter()
        .take(12)
        .map(|notice| {
            format!(
                "{} {} {} {}",
                notice.check, notice.file, notice.cell, notice.text
            )
        })
        .collect();
    assert!(
        text.is_empty(),
        "{} values differ:\n{}\n{}",
        text.lines().count(),
        first.join("\n"),
        remarks.join("\n")
    );
}

/// A zone with so many random records in its register.
fn zone_of(random: &mut Random) -> (Zone, Vec<(String, Record)>) {
    let definitions = Zone::without_register().definitions();
    let records: Vec<(String, Record)> = (0..size())
        .map(|at| (credit_code(at), record(definitions, random)))
        .collect();
    (Zone::new(register(&records)), records)
}

/// A column of last year's, a hidden copy and unrelated sheets leave no trace in the record.
fn assert_no_trouble(look: &Look) {
    let troubles = [
        "unreadable-value",
        "conflicting-values",
        "ambiguous-label",
        "wrong-period",
    ];
    for check in troubles {
        let found = look.notices(check);
        assert!(found.is_empty(), "{check}: {:?}", found.first());
    }
}

#[test]
fn a_record_on_forms_of_any_arrangement_reads_back_equal() {
    let mut random = Random::new(seed());
    let (zone, records) = zone_of(&mut random);
    for (at, (code, record)) in records.iter().enumerate() {
        let book = form_layouts::workbook(zone.definitions(), code, record, &mut random);
        zone.submit(&format!("{at:04}.xlsx"), book);
    }
    let look = zone.ingest();
    assert_read_back(&look, &records, &fields(&zone));
    assert_no_trouble(&look);
}

#[test]
fn forms_one_below_the_other_in_a_csv_read_back_equal() {
    let mut random = Random::new(seed() + 2);
    let (zone, records) = zone_of(&mut random);
    for (at, (code, record)) in records.iter().enumerate() {
        let text = form_layouts::csv(zone.definitions(), code, record, &mut random);
        zone.submit_bytes(&format!("{at:04}.csv"), text.as_bytes());
    }
    let look = zone.ingest();
    assert_read_back(&look, &records, &fields(&zone));
    assert_no_trouble(&look);
}

#[test]
fn records_of_an_export_read_back_equal_from_workbooks_and_csv() {
    let mut random = Random::new(seed() + 1);
    let (zone, records) = zone_of(&mut random);
    for (at, records) in records.chunks(4).enumerate() {
        let rows = export_layouts::rows(zone.definitions(), records, &mut random);
        if at % 2 == 0 {
            zone.submit(&format!("{at}.xlsx"), workbook(vec![("导出", rows)]));
        } else {
            zone.submit_bytes(&format!("{at}.csv"), csv(&rows).as_bytes());
        }
    }
    let look = zone.ingest();
    assert_read_back(&look, &records, &fields(&zone));
}

fn csv(rows: &[Vec<Put>]) -> String {
    let cell = |put: &Put| match put {
        Put::Text(text) => format!("\"{}\"", text.replace('"', "\"\"")),
        Put::Number(number) => number.to_string(),
    };
    let line = |row: &Vec<Put>| row.iter().map(cell).collect::<Vec<_>>().join(",");
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}
