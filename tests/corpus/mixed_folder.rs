//! Many mixed workbooks, some of them broken: the run goes to its end and every file is accounted for.

use std::collections::BTreeMap;

use crate::random::Random;
use crate::zone::{Put, Zone, credit_code, form, workbook};

/// How many files: 2,000 where `HUOJU_FILES` asks for them.
fn size() -> usize {
    let asked = std::env::var("HUOJU_FILES").ok();
    asked.and_then(|size| size.parse().ok()).unwrap_or(2000)
}

/// What a broken file is like.
fn broken(random: &mut Random, whole: &[u8], at: usize) -> (&'static str, Vec<u8>) {
    match random.below(6) {
        0 => ("xlsx", whole[..whole.len() / 2].to_vec()),
        1 => (
            "xlsx",
            format!("no workbook at all but text {at}").into_bytes(),
        ),
        2 => ("xlsx", vec![0; at]),
        3 => {
            let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
            bytes.resize(8 + at, 1);
            ("xls", bytes)
        }
        4 => {
            let mut bytes = whole.to_vec();
            let middle = bytes.len() / 3;
            for byte in bytes.iter_mut().skip(middle).take(200) {
                *byte ^= 0x5a;
            }
            ("xlsx", bytes)
        }
        _ => ("pdf", format!("%PDF-1.7 a scan of form {at}").into_bytes()),
    }
}

#[test]
fn two_thousand_mixed_workbooks_run_to_the_end_and_each_is_accounted_for() {
    let files = size();
    let mut random = Random::new(5);
    let register: Vec<Vec<Put>> = (0..files)
        .map(|at| {
            vec![
                credit_code(at).into(),
                format!("第{at}公司").into(),
                "浑南".into(),
            ]
        })
        .collect();
    let zone = Zone::new(register);
    let mut expected: BTreeMap<&str, usize> = BTreeMap::new();
    let mut count = |status: &'static str| *expected.entry(status).or_default() += 1;
    for at in 0..files {
        let code = credit_code(at);
        let values = |number: usize| vec![("qc05_0", Put::from(number as f64)), ("qc02", 7.into())];
        let mut book = workbook(vec![("表", form("GQ-002", &code, values(at)))]);
        let path = |extension: &str| format!("{:02}/{at:05}.{extension}", at % 20);
        match at % 100 {
            // Five in a hundred are broken.
            3 | 23 | 43 | 63 | 83 => {
                let whole = book.save_to_buffer().unwrap();
                let (extension, bytes) = broken(&mut random, &whole, at);
                zone.submit_bytes(&path(extension), &bytes);
                count("broken");
            }
            10 => {
                let bytes = book.save_to_buffer().unwrap();
                zone.submit_bytes(&path("xlsx"), &bytes);
                zone.submit_bytes(&format!("copies/{at:05}.xlsx"), &bytes);
                count("read");
                count("identical");
            }
            20 => {
                zone.submit(&path("xlsx"), book);
                let again = workbook(vec![("表", form("GQ-002", &code, values(at + 1)))]);
                zone.submit(&format!("zz/{at:05}.xlsx"), again);
                count("superseded");
                count("read");
            }
            30 => {
                zone.submit_bytes(&path("tmp"), format!("left over {at}").as_bytes());
                zone.submit_bytes(&format!("{:02}/~${at:05}.xlsx", at % 20), b"lock");
                count("broken");
                count("skipped");
            }
            40..60 => {
                let csv = format!("susername,sname,qc05_0\n{code},某公司,{at}\n");
                zone.submit_bytes(&path("csv"), csv.as_bytes());
                count("read");
            }
            _ => {
                zone.submit(&path("xlsx"), book);
                count("read");
            }
        }
    }
    let look = zone.ingest();
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    let submitted: Vec<_> = look
        .0
        .files
        .iter()
        .filter(|file| file.path.contains("submissions/"))
        .collect();
    for file in &submitted {
        let status = match file.status.word() {
            "refused" => "broken",
            // What is no spreadsheet by its content is skipped; a lock file by its name.
            "skipped" if !file.path.contains("~$") => "broken",
            other => other,
        };
        *found.entry(status).or_default() += 1;
        if file.status.word() != "read" {
            assert!(!file.reason.is_empty(), "{} has no reason", file.path);
        }
    }
    assert_eq!(found, expected);
    assert_eq!(submitted.len(), expected.values().sum::<usize>());
    // Every respondent has its record, whoever else's file was broken.
    let accepted = look
        .0
        .enterprises
        .column("status")
        .unwrap()
        .str()
        .unwrap()
        .iter()
        .filter(|status| *status == Some("accepted"))
        .count();
    assert_eq!(accepted, expected["read"]);
    for at in [0, 45, 99] {
        assert_eq!(look.number(&credit_code(at), "qc05_0"), Some(at as f64));
    }
    assert_eq!(look.number(&credit_code(20), "qc05_0"), Some(21.0));
}
