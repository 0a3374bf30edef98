//! A zone that is not the one this project began with: two parks, forms, weights and names of its own, run from a folder
//! of definitions alone.
//!
//! By hand, in 千元, G rejected and H silent (see `inputs.rs`):
//!
//! | | North Harbour (A B C) | Clear Brook (D E F) | zone |
//! | --- | --- | --- | --- |
//! | revenue 2023 | 8000 + 2000 + 6000 = 16000 | 3000 + 1000 + 5000 = 9000 | 25000 |
//! | revenue 2022 | 15000 | 7000 | 22000 |
//! | research | 400 + 200 + 0 = 600 | 300 + 100 + 250 = 650 | 1250 |
//! | projects | 100 + 150 = 250 | 200 | 450 |

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod hostile;
mod inputs;
#[path = "../zone/mod.rs"]
mod zone;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use calamine::{Data, Reader, open_workbook_auto};
use huoju::definitions::Pipeline;
use polars::prelude::DataFrame;
use tempfile::TempDir;

use inputs::{CODES, Texts};
use zone::{number, read_table, rows, text};

/// The zone's folder: its definitions (a copy, with nothing else beside it) and its inputs.
struct Lanhu {
    folder: TempDir,
}

impl Lanhu {
    fn new() -> Lanhu {
        Lanhu::saying(&Texts::plain())
    }

    /// A zone whose enterprises type these texts.
    fn saying(texts: &Texts) -> Lanhu {
        let folder = tempfile::tempdir().unwrap();
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/second_zone/pipelines");
        let pipelines = folder.path().join("pipelines");
        fs::create_dir(&pipelines).unwrap();
        for entry in fs::read_dir(own).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), pipelines.join(entry.file_name())).unwrap();
        }
        inputs::write(&folder.path().join("input"), texts);
        Lanhu { folder }
    }

    fn huoju(&self, arguments: &[&str]) -> Output {
        let (command, rest) = arguments.split_first().unwrap();
        Command::new(env!("CARGO_BIN_EXE_huoju"))
            .args([command, "pipelines/lanhu.toml"])
            .args(rest)
            .current_dir(self.folder.path())
            .output()
            .unwrap()
    }

    fn run(&self) -> Output {
        let output = self.huoju(&["run", "--period", "2023"]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        output
    }

    fn outputs(&self) -> PathBuf {
        self.folder.path().join("out/2023")
    }

    fn table(&self, name: &str) -> DataFrame {
        read_table(&self.outputs().join("tables"), name)
    }

    /// Every file of the run below its output folder.
    fn files(&self) -> Vec<PathBuf> {
        files_below(&self.outputs())
    }
}

/// Every file below a folder, in order.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn close(found: Option<f64>, expected: f64) {
    let found = found.unwrap();
    assert!(
        (found - expected).abs() <= 1e-9 * expected.abs().max(1.0),
        "found {found}, expected {expected}"
    );
}

#[test]
fn sums_scores_and_assessments_equal_the_computation_by_hand() {
    let lanhu = Lanhu::new();
    lanhu.run();

    let indicators = lanhu.table("indicators");
    let of = |unit, id, column| number(&indicators, &[("unit", unit), ("indicator", id)], column);
    close(of("lanhu", "revenue_total", "value"), 25.0);
    close(of("lanhu", "revenue_total", "previous"), 22.0);
    close(of("qingxi", "revenue_total", "growth"), 100.0 * 2.0 / 7.0);
    close(of("lanhu", "rd_intensity", "value"), 5.0);
    close(of("beigang", "rd_intensity", "value"), 3.75);
    close(of("qingxi", "rd_intensity", "value"), 65.0 / 9.0);
    close(of("lanhu", "project_share", "value"), 36.0);
    close(of("lanhu", "density", "value"), 1250.0);
    close(of("qingxi", "density", "value"), 1125.0);
    close(of("lanhu", "incubators", "value"), 20.0);

    // Research: (3 × (5 − 2) / 6 + 1 × (36 − 20) / 40) / 4; space: 1250 of 2500.
    let scores = lanhu.table("scores");
    let of = |unit, node, column| number(&scores, &[("unit", unit), ("node", node)], column);
    close(of("lanhu", "R.1", "normalised"), 0.5);
    close(of("lanhu", "R.2", "normalised"), 0.4);
    close(of("lanhu", "R", "score"), 47.5);
    close(of("lanhu", "S", "score"), 50.0);
    close(of("lanhu", "total", "score"), 0.7 * 47.5 + 0.3 * 50.0);
    close(of("甲区", "total", "score"), 0.3 * 20.0);
    close(of("乙区", "total", "score"), 70.0 + 0.3 * 80.0);
    close(of("lanhu", "total", "rank"), 2.0);

    let assessments = lanhu.table("assessments");
    let of = |park, id, column| number(&assessments, &[("park", park), ("indicator", id)], column);
    close(of("beigang", "rd_intensity", "score"), 45.0);
    close(of("beigang", "density", "score"), 40.0 / 3.0);
    close(of("qingxi", "rd_intensity", "score"), 50.0);
    close(of("qingxi", "revenue_total", "score"), 200.0 / 7.0);

    let ladder = lanhu.table("ladder");
    let points = |code| number(&ladder, &[("credit_code", code)], "innovation_points");
    close(points(CODES[0]), 10.0);
    close(points(CODES[2]), 1.0);
}

#[test]
fn a_record_in_error_is_sent_back_and_a_silent_enterprise_is_listed() {
    let lanhu = Lanhu::new();
    lanhu.run();
    let enterprises = lanhu.table("enterprises");
    let status = |code| text(&enterprises, &[("credit_code", code)], "status");
    assert_eq!(status(CODES[6]).as_deref(), Some("rejected"));
    assert_eq!(status(CODES[7]).as_deref(), Some("missing"));
    let findings = lanhu.table("findings");
    assert_eq!(
        text(
            &findings,
            &[("rule", "L1"), ("outcome", "failed")],
            "message"
        )
        .as_deref(),
        Some("研发费用900大于营业收入500；请更正")
    );
    assert_eq!(rows(&findings, &[("rule", "non-respondent")]).height(), 1);
    let returned = lanhu.outputs().join(format!("returns/{}.xlsx", CODES[6]));
    assert!(returned.exists());
}

#[test]
fn every_workbook_opens_and_none_holds_an_error() {
    let lanhu = Lanhu::new();
    lanhu.run();
    let mut opened = Vec::new();
    for file in lanhu.files() {
        if file.extension().is_none_or(|extension| extension != "xlsx") {
            continue;
        }
        let mut workbook = open_workbook_auto(&file).unwrap();
        let mut cells = 0;
        for sheet in workbook.sheet_names() {
            let range = workbook.worksheet_range(&sheet).unwrap();
            for (row, column, cell) in range.used_cells() {
                assert!(
                    !matches!(cell, Data::Error(_)),
                    "{} {sheet} {row} {column}",
                    file.display()
                );
                cells += 1;
            }
        }
        assert!(cells > 0, "{}", file.display());
        opened.push(file.strip_prefix(lanhu.outputs()).unwrap().to_owned());
    }
    let expected = [
        "evaluation.xlsx".to_owned(),
        "findings.xlsx".to_owned(),
        "parks/beigang.xlsx".to_owned(),
        "parks/qingxi.xlsx".to_owned(),
        format!("returns/{}.xlsx", CODES[6]),
        "submission.xlsx".to_owned(),
        "zone.xlsx".to_owned(),
    ];
    assert_eq!(opened, expected.map(PathBuf::from));
}

#[test]
fn no_output_knows_another_zone() {
    let lanhu = Lanhu::new();
    let output = lanhu.run();
    let mut said = String::from_utf8(output.stdout).unwrap();
    said.push_str(&String::from_utf8(output.stderr).unwrap());
    // The run in English leaves its workbooks in a folder of its own, beside those in Chinese.
    for arguments in [
        &["check"][..],
        &["explain", "--period", "2023", "rd_intensity"],
        &["what-if", "--period", "2023", "--set", "rd_intensity=6"],
        &["trace", "--period", "2023", "--enterprise", CODES[0]],
        &["template", "--period", "2023", "--out", "out/2023"],
        &[
            "run",
            "--period",
            "2023",
            "--lang",
            "en",
            "--out",
            "out/2023/en",
        ],
    ] {
        let output = lanhu.huoju(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
        said.push_str(&String::from_utf8(output.stdout).unwrap());
        said.push_str(&String::from_utf8(output.stderr).unwrap());
    }
    let words = words_of_the_first_zone();
    let knows_none = |text: &str, place: &str| {
        let text = text.to_lowercase();
        let known = words.iter().find(|word| text.contains(*word));
        assert_eq!(known, None, "{place}");
    };
    knows_none(&said, "what the commands say");
    for file in lanhu.files() {
        for (place, text) in texts(&file) {
            knows_none(&text, &format!("{}: {place}", file.display()));
        }
    }
}

/// The names of the first zone, of its parks and of its forms, in lower case.
fn words_of_the_first_zone() -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/shenyang.toml");
    let first: Pipeline = toml::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let mut words = vec![first.id, first.name.zh, first.name.en, "GQ-00".to_owned()];
    words.extend(first.aliases);
    for park in first.parks {
        words.extend([park.id, park.name.zh, park.name.en]);
        words.extend(park.aliases);
    }
    words.iter().map(|word| word.to_lowercase()).collect()
}

/// What can be read in a file, with its place: the parts of a workbook, the texts of a table, or the whole.
fn texts(file: &Path) -> Vec<(String, String)> {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("xlsx") => {
            let mut zip = zip::ZipArchive::new(fs::File::open(file).unwrap()).unwrap();
            let parts = 0..zip.len();
            let part = |place| {
                let part = zip.by_index(place).unwrap();
                let name = part.name().unwrap().into_owned();
                (name, std::io::read_to_string(part).unwrap_or_default())
            };
            parts.map(part).collect()
        }
        Some("parquet") => {
            let name = file.file_stem().unwrap().to_str().unwrap();
            let table = read_table(file.parent().unwrap(), name);
            let of_text = |column: &&polars::prelude::Column| column.str().is_ok();
            let texts = table.columns().iter().filter(of_text).map(|column| {
                let values: Vec<&str> = column.str().unwrap().iter().flatten().collect();
                (column.name().to_string(), values.join("\n"))
            });
            texts.collect()
        }
        _ => vec![(String::new(), fs::read_to_string(file).unwrap())],
    }
}
