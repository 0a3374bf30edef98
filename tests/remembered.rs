//! A second run reads what changed and remembers the rest, to the byte: the whole command.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod zone;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use zone::Zone;

/// Runs and says how many files were parsed and remembered; none where reading was up to date.
fn run(zone: &Zone) -> Option<(usize, usize)> {
    let output = zone.run();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    if said.contains("（此前已读") {
        return None;
    }
    let (_, counts) = said.split_once("（新读 ").unwrap();
    let (counts, _) = counts.split_once(" 份）").unwrap();
    let (parsed, remembered) = counts.split_once(" 份，沿用 ").unwrap();
    Some((parsed.parse().unwrap(), remembered.parse().unwrap()))
}

/// Every file below a folder with its content.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(contents(&path));
        } else {
            all.insert(path.clone(), std::fs::read(&path).unwrap());
        }
    }
    all
}

fn outputs(zone: &Zone) -> BTreeMap<PathBuf, Vec<u8>> {
    contents(&zone.path("out/2023"))
}

/// Files of every kind beside the forms: a page, a list of texts, one that no reader reads.
fn further(zone: &Zone) {
    let submissions = "input/2023/submissions";
    zone.write(
        &format!("{submissions}/export.csv"),
        "susername,sname,revenue,employees\n912101000000001013,乙公司,3000,abc\n",
    );
    zone.write(
        &format!("{submissions}/page.xls"),
        "<table><tr><td>你好</td></tr></table>",
    );
    zone.write(&format!("{submissions}/broken.xlsx"), "PK\u{3}\u{4}");
    zone.write(&format!("{submissions}/notes.txt"), "hello");
}

#[test]
fn a_second_run_parses_nothing_and_writes_the_same_bytes() {
    let zone = Zone::new();
    further(&zone);
    // Four forms, an export, a page, a broken file, a note.
    assert_eq!(run(&zone), Some((8, 0)));
    let parsed = outputs(&zone);
    zone.forget(2023);
    assert_eq!(run(&zone), Some((0, 8)));
    let remembered = outputs(&zone);
    assert_eq!(
        parsed.keys().collect::<Vec<_>>(),
        remembered.keys().collect::<Vec<_>>()
    );
    for (path, content) in &parsed {
        assert!(remembered[path] == *content, "{} differs", path.display());
    }
}

#[test]
fn three_late_workbooks_are_three_to_parse() {
    let zone = Zone::new();
    run(&zone);
    for mut answer in zone.answers(2023).into_iter().take(3) {
        answer.values[0] += 500.0;
        zone.submit(2023, &format!("{}.xlsx", answer.code), &answer);
    }
    assert_eq!(run(&zone), Some((3, 1)));
    let remembered = outputs(&zone);
    std::fs::remove_dir_all(zone.path("store")).unwrap();
    assert_eq!(run(&zone), Some((4, 0)));
    assert_eq!(outputs(&zone), remembered);
    let pack = zone.path("store/period=2023/parsed/files");
    let size = std::fs::metadata(&pack).unwrap().len();
    // As large as if nothing had been there before.
    std::fs::remove_dir_all(zone.path("store")).unwrap();
    assert_eq!(run(&zone), Some((4, 0)));
    assert_eq!(std::fs::metadata(&pack).unwrap().len(), size);
}

#[test]
fn what_files_are_read_with_makes_them_be_read_anew_and_nothing_else_does() {
    let zone = Zone::new();
    run(&zone);
    zone.edit("pipelines/rules.toml", "absolute = 1", "absolute = 2");
    assert_eq!(run(&zone), None);
    // A rule more is a rule that explanations may name: the files are looked at again, none is parsed.
    zone.edit("pipelines/rules.toml", "id = \"R2\"", "id = \"R3\"");
    assert_eq!(run(&zone), Some((0, 4)));
    zone.edit(
        "pipelines/zone.toml",
        "response_rate = 0.7",
        "response_rate = 0.6",
    );
    assert_eq!(run(&zone), None);
    zone.edit(
        "pipelines/survey.toml",
        "zh = \"营业收入\"",
        "zh = \"营业总收入\"",
    );
    assert_eq!(run(&zone), Some((4, 0)));
    zone.register(&zone.answers(2023)[..3]);
    assert_eq!(run(&zone), Some((4, 0)));
}

#[test]
fn corrupt_and_foreign_entries_are_ignored() {
    let zone = Zone::new();
    run(&zone);
    let before = outputs(&zone);
    let pack = zone.path("store/period=2023/parsed/files");
    let whole = std::fs::read(&pack).unwrap();
    let middle = whole.len() / 2;
    let mut flipped = whole.clone();
    flipped[middle] ^= 1;
    for damaged in [flipped.as_slice(), &whole[..middle]] {
        std::fs::write(&pack, damaged).unwrap();
        zone.forget(2023);
        let (parsed, remembered) = run(&zone).unwrap();
        assert!(parsed > 0 && remembered > 0, "{parsed} {remembered}");
        assert_eq!(outputs(&zone), before);
    }
    std::fs::write(&pack, "foreign").unwrap();
    zone.write("store/period=2023/parsed/foreign", "x");
    zone.forget(2023);
    assert_eq!(run(&zone), Some((4, 0)));
    assert_eq!(outputs(&zone), before);
    assert!(!zone.path("store/period=2023/parsed/foreign").exists());
    zone.forget(2023);
    assert_eq!(run(&zone), Some((0, 4)));
}
