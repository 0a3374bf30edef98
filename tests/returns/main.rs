//! Returned workbooks and templates: what is sent out can be read when it comes back.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod comes_back;
mod edit;
mod left_out;
#[path = "../zone/mod.rs"]
mod zone;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use huoju::definitions::Definitions;
use huoju::ingest::{Ingested, ingest};
use huoju::period::Period;
use indicatif::ProgressBar;
use tempfile::TempDir;

use edit::{column, list};

const PERIOD: Period = Period {
    year: 2023,
    quarter: None,
};
/// R&D expense that does not add up (D049).
const REJECTED: (&str, &str) = ("91210112XXXXX00513", "浑南/示例包装机械有限公司.xlsx");
/// A text where a number belongs (qd33).
const UNREADABLE: (&str, &str) = ("91210104XXXXX0764J", "大东/示例车身模具有限公司.xlsx");
/// Amounts in 万元, nothing wrong.
const CLEAN: (&str, &str) = ("91210112XXXXX02382", "浑南/示例特种合金有限公司.xlsx");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn pipeline() -> PathBuf {
    root().join("pipelines/shenyang.toml")
}

/// An input folder with the sample's register and some of its submissions.
fn input() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let sample = root().join("sample_data");
    std::fs::copy(
        sample.join("register.xlsx"),
        folder.path().join("register.xlsx"),
    )
    .unwrap();
    for (_, file) in [REJECTED, UNREADABLE, CLEAN] {
        let to = folder.path().join("2023/submissions").join(file);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(sample.join("2023/submissions").join(file), to).unwrap();
    }
    folder
}

/// Runs a command on an input folder; everything that it writes lies in the folder `work`.
fn huoju(arguments: &[&str], input: &Path, work: &Path) {
    let output = Command::new(env!("CARGO_BIN_EXE_huoju"))
        .arg(arguments[0])
        .arg(pipeline())
        .args(["--period", "2023", "--quiet"])
        .args(&arguments[1..])
        .arg("--input")
        .arg(input)
        .arg("--out")
        .arg(work.join("out"))
        .arg("--store")
        .arg(work.join("store"))
        .output()
        .unwrap();
    // Few answers: the gate on responses fails, which is no failure of the command.
    assert!(
        matches!(output.status.code(), Some(0 | 1)),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn read(input: &Path) -> Ingested {
    let definitions = Definitions::load(&pipeline(), PERIOD).unwrap();
    ingest(&definitions, PERIOD, input, &ProgressBar::hidden()).unwrap()
}

/// What respondents gave, by credit code, field and row; what the register filled left out.
fn given(ingested: &Ingested) -> BTreeMap<(String, String, Option<i64>), String> {
    ingested
        .values
        .iter()
        .filter(|value| value.used && value.file.contains("submissions"))
        .filter_map(|value| {
            let read = match (value.number, &value.coded) {
                (Some(number), _) => number.to_string(),
                (None, Some(coded)) => coded.to_string(),
                (None, None) if value.text.is_empty() => return None,
                (None, None) => value.text.to_owned(),
            };
            let key = (
                value.credit_code.to_owned(),
                value.code.to_owned(),
                value.row,
            );
            Some((key, read))
        })
        .collect()
}

/// A part of a workbook's archive.
fn part(path: &Path, starts: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut text = String::new();
    let names: Vec<String> = archive
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    for name in names.iter().filter(|name| name.starts_with(starts)) {
        archive
            .by_name(name)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
    }
    text
}

fn files_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_return_lists_what_was_found_marks_the_cells_and_reads_back_equal() {
    let input = input();
    let first = read(input.path());
    for language in ["zh", "en"] {
        let work = tempfile::tempdir().unwrap();
        huoju(&["run", "--lang", language], input.path(), work.path());
        let returns = work.path().join("out/2023/returns");
        let expected = [UNREADABLE, REJECTED].map(|(code, _)| format!("{code}.xlsx"));
        assert_eq!(files_in(&returns), expected, "only those who must answer");

        let path = returns.join(format!("{}.xlsx", REJECTED.0));
        let (header, rows) = list(&path);
        let at = |name: &str| column(&header, name);
        // The error comes first: 61,897 were reported, the eight kinds add up to 57,312.
        let found = &rows[0].1;
        assert_eq!(found[at("统一社会信用代码")], REJECTED.0);
        assert_eq!(found[at("规则")], "D049");
        let value = at(if language == "zh" {
            "填报"
        } else {
            "Reported"
        });
        assert_eq!(found[value..value + 3], ["61897", "57312", "4585"]);
        assert!(!found[at("指标代码")].is_empty());
        assert!(part(&path, "xl/comments").contains("D049"));
        assert!(part(&path, "xl/worksheets/sheet2").contains("<sheetProtection"));
        assert!(part(&path, "xl/worksheets/sheet1.xml").contains("location=\"'GQ-005"));

        // Sent back as they are, the forms hold the same values: 若干 as it was typed, too.
        let again = tempfile::tempdir().unwrap();
        let submissions = again.path().join("2023/submissions");
        std::fs::create_dir_all(&submissions).unwrap();
        std::fs::copy(
            input.path().join("register.xlsx"),
            again.path().join("register.xlsx"),
        )
        .unwrap();
        for name in files_in(&returns) {
            std::fs::copy(returns.join(&name), submissions.join(&name)).unwrap();
        }
        let mut meant = given(&first);
        meant.retain(|(code, _, _), _| code != CLEAN.0);
        assert!(meant.len() > 400);
        let back = given(&read(again.path()));
        for (key, text) in &meant {
            assert_eq!(back.get(key), Some(text), "{language} {key:?}");
        }
        assert_eq!(back.len(), meant.len(), "{language}");
    }
}

#[test]
fn an_empty_template_is_read_as_a_form_without_values() {
    let input = input();
    let work = tempfile::tempdir().unwrap();
    huoju(&["ingest"], input.path(), work.path());
    huoju(
        &["template", "--enterprise", CLEAN.0],
        input.path(),
        work.path(),
    );
    let templates = work.path().join("out/templates");
    let name = files_in(&templates).remove(0);
    let submissions = input.path().join("2023/submissions");
    std::fs::remove_dir_all(&submissions).unwrap();
    std::fs::create_dir_all(&submissions).unwrap();
    std::fs::copy(templates.join(&name), submissions.join(&name)).unwrap();
    let ingested = read(input.path());
    let given = given(&ingested);
    let identity: Vec<&str> = given.keys().map(|(_, field, _)| field.as_str()).collect();
    // The identity, and what the register knows; nothing of the sheet of codes.
    assert_eq!(identity, ["qa03", "qa04", "qb03_1", "qb11"]);
    assert!(
        ingested
            .values
            .iter()
            .all(|value| !value.sheet.contains("代码表"))
    );
    assert!(given.keys().all(|(code, _, _)| code == CLEAN.0));
    // Data validation: a list of codes, and numbers only.
    let validation = part(&templates.join(&name), "xl/worksheets/sheet");
    assert!(validation.contains("type=\"list\"") && validation.contains("type=\"decimal\""));
}
