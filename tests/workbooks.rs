//! What readers find in the workbooks of the sample zone: read back cell by cell, in both languages, for a year and for the
//! last quarter of one.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use calamine::{Data, Range, Reader, Xlsx, open_workbook};
use polars::prelude::*;

const PARKS: [&str; 4] = ["hunnan", "heping", "huanggu", "dadong"];

struct Run {
    folder: tempfile::TempDir,
}

impl Run {
    /// A run of the sample zone, made once for all tests.
    fn get() -> &'static Run {
        static RUN: OnceLock<Run> = OnceLock::new();
        RUN.get_or_init(|| {
            let run = Run {
                folder: tempfile::tempdir().unwrap(),
            };
            run.huoju("run", "2023", &["--out", "zh"]);
            run.huoju("report", "2023", &["--out", "en", "--lang", "en"]);
            run.huoju("run", "2023Q4", &["--out", "zh"]);
            run
        })
    }

    fn huoju(&self, command: &str, period: &str, options: &[&str]) {
        let output = Command::new(env!("CARGO_BIN_EXE_huoju"))
            .current_dir(self.folder.path())
            .arg(command)
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/shenyang.toml"))
            .args(["--period", period, "--quiet", "--store", "store"])
            .args(options)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The office's workbooks and the parks', without those that go back to respondents.
    fn workbooks(&self, folder: &str) -> Vec<PathBuf> {
        let office = ["zone", "evaluation", "submission", "findings"];
        office
            .iter()
            .map(|name| format!("{folder}/{name}.xlsx"))
            .chain(
                PARKS
                    .iter()
                    .map(|park| format!("{folder}/parks/{park}.xlsx")),
            )
            .map(|name| self.path(&name))
            .collect()
    }

    /// Names and credit codes of the enterprises.
    fn enterprises(&self) -> Vec<String> {
        let path = self.path("zh/2023/tables/enterprises.parquet");
        let frame = ParquetReader::new(std::fs::File::open(path).unwrap())
            .finish()
            .unwrap();
        ["name", "credit_code"]
            .iter()
            .flat_map(|column| {
                let column = frame.column(column).unwrap().str().unwrap().clone();
                column
                    .iter()
                    .flatten()
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            })
            .collect()
    }
}

fn sheets(path: &Path) -> Vec<(String, Range<Data>)> {
    let mut workbook: Xlsx<_> = open_workbook(path).unwrap();
    workbook
        .sheet_names()
        .into_iter()
        .map(|name| {
            let range = workbook.worksheet_range(&name).unwrap();
            (name, range)
        })
        .collect()
}

fn sheet(path: &Path, name: &str) -> Range<Data> {
    let all = sheets(path).into_iter();
    let found = all.into_iter().find(|(found, _)| found == name);
    found.unwrap_or_else(|| panic!("no sheet {name}")).1
}

/// Every text of a sheet, with its row.
fn texts(range: &Range<Data>) -> Vec<(usize, String)> {
    range
        .used_cells()
        .filter_map(|(row, _, cell)| match cell {
            Data::String(text) => Some((row, text.clone())),
            _ => None,
        })
        .collect()
}

/// Whether a cell holds a text.
fn is(cell: &Data, text: &str) -> bool {
    matches!(cell, Data::String(found) if found == text)
}

/// The first row of a sheet that begins with a text.
fn row_of(range: &Range<Data>, begin: &str) -> Vec<Data> {
    let found = range.rows().find(|row| {
        row.iter()
            .take(2)
            .any(|cell| cell.to_string().starts_with(begin))
    });
    found.unwrap_or_else(|| panic!("no row {begin}")).to_vec()
}

#[test]
fn every_sheet_that_names_an_enterprise_says_that_it_is_internal() {
    let run = Run::get();
    let names = run.enterprises();
    let mut named = 0;
    for (folder, word) in [("zh/2023", "内部资料"), ("en/2023", "Internal")] {
        for path in run.workbooks(folder) {
            for (name, range) in sheets(&path) {
                let texts = texts(&range);
                let names_one = texts
                    .iter()
                    .any(|(_, text)| names.iter().any(|name| text.contains(name.as_str())));
                if !names_one {
                    continue;
                }
                named += 1;
                assert!(
                    texts
                        .iter()
                        .any(|(row, text)| *row < 8 && text.contains(word)),
                    "{name} of {} names enterprises and does not say that it is internal",
                    path.display()
                );
            }
        }
    }
    assert!(named > 40, "{named}");
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

/// Sheets of the English workbooks in which Chinese stands for a reason: what respondents typed, names of files, sheets and
/// zones, titles of documents, and expressions over what the register says.
const CHINESE: [(&str, &str); 12] = [
    ("findings", "Errors"),
    ("findings", "Queries"),
    ("findings", "Hints"),
    ("findings", "Unknown"),
    ("findings", "Survey"),
    ("findings", "Files"),
    ("findings", "Explanations"),
    ("evaluation", "Rank list"),
    ("evaluation", "Missing and weights"),
    ("zone", "Measures"),
    ("submission", "Indicators"),
    ("submission", "Totals"),
];

#[test]
fn english_workbooks_speak_english() {
    let run = Run::get();
    let names = run.enterprises();
    let mut chinese = Vec::new();
    for path in run.workbooks("en/2023") {
        let workbook = path.file_stem().unwrap().to_string_lossy().into_owned();
        for (name, range) in sheets(&path) {
            assert!(!name.chars().any(is_chinese), "{name}");
            if CHINESE.contains(&(workbook.as_str(), name.as_str())) {
                continue;
            }
            for (row, mut text) in texts(&range) {
                // A message about a file names it, and the forms in it.
                if text.contains("submissions/") {
                    continue;
                }
                // What a respondent or the register typed stands in quotation marks; documents keep their titles.
                for (open, close) in [
                    ("“", "”"),
                    ("Source: ", ""),
                    ("Defined by: ", ""),
                    ("(合成", ")"),
                ] {
                    while let Some(from) = text.find(open) {
                        let rest = &text[from + open.len()..];
                        let to = match close {
                            "" => text.len(),
                            _ => rest
                                .find(close)
                                .map_or(text.len(), |to| from + open.len() + to + close.len()),
                        };
                        text.replace_range(from..to, "");
                    }
                }
                for name in &names {
                    text = text.replace(name.as_str(), "");
                }
                if text.chars().any(is_chinese) {
                    chinese.push(format!("{workbook} {name} row {}: {text}", row + 1));
                }
            }
        }
    }
    assert!(chinese.is_empty(), "{}", chinese.join("\n"));
}

#[test]
fn chinese_workbooks_give_checks_their_words() {
    let run = Run::get();
    // Ids of huoju's own checks never stand alone, but for the small column of ids beside the words.
    let ids = [
        "opening-stock",
        "unreadable-value",
        "non-respondent",
        "industry-outlier",
    ];
    for path in run.workbooks("zh/2023") {
        for (name, range) in sheets(&path) {
            for row in range.rows() {
                let labelled = row
                    .iter()
                    .any(|cell| cell.to_string().chars().any(is_chinese));
                let bare = row
                    .iter()
                    .any(|cell| ids.contains(&cell.to_string().as_str()));
                assert!(labelled || !bare, "{name}: {row:?}");
            }
            for (_, text) in texts(&range) {
                assert!(!text.contains("it is no spreadsheet"), "{name}: {text}");
            }
        }
    }
}

#[test]
fn the_four_parks_tell_four_stories() {
    let run = Run::get();
    let mut told: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for park in PARKS {
        let overview = sheet(&run.path(&format!("zh/2023/parks/{park}.xlsx")), "总览");
        let texts: Vec<String> = texts(&overview).into_iter().map(|(_, text)| text).collect();
        let verdict = texts.iter().find(|text| text.contains("占全区 ")).unwrap();
        told.entry("verdict").or_default().insert(verdict.clone());
        let marked = |sign: &str| -> String {
            let found: Vec<&str> = texts
                .iter()
                .filter(|text| text.starts_with(sign))
                .map(|text| text.split(|c: char| c.is_ascii_digit()).next().unwrap())
                .collect();
            assert!(!found.is_empty(), "{park} has no {sign}");
            found.join("|")
        };
        told.entry("strengths").or_default().insert(marked("▲"));
        told.entry("weaknesses").or_default().insert(marked("▼"));
        let first: Vec<&str> = texts
            .iter()
            .filter(|text| text.contains("可再得"))
            .map(|text| text.lines().next().unwrap())
            .collect();
        assert!(first.len() >= 3, "{park}: {first:?}");
        told.entry("to do").or_default().insert(first.join("|"));
    }
    for (what, stories) in told {
        assert_eq!(stories.len(), PARKS.len(), "{what}: {stories:?}");
    }
}

#[test]
fn at_the_end_of_the_fourth_quarter_goals_are_reached_or_not_and_paced_by_the_season() {
    let run = Run::get();
    let park = run.path("zh/2023Q4/parks/heping.xlsx");
    let goals = sheet(&park, "目标");
    let all: String = texts(&goals).into_iter().map(|(_, text)| text).collect();
    assert!(
        !all.contains("年末前可达") && !all.contains("按季均分（"),
        "{all}"
    );
    let revenue = row_of(&goals, "营业收入超过");
    assert_eq!(revenue[6].to_string(), "上年同季比重");
    assert_eq!(revenue[7].to_string(), "未达到");
    // The quarters of the zone's workbook go by the same season.
    let quarters = sheet(&run.path("zh/2023Q4/zone.xlsx"), "季度");
    let fourth = quarters
        .rows()
        .find(|row| is(&row[0], "全区") && is(&row[1], "营业收入") && row[3] == Data::Float(4.0))
        .unwrap();
    assert_eq!(revenue[5], fourth[8]);
    // The park has its own quarters.
    let own = sheet(&park, "季度");
    assert_eq!(
        own.rows()
            .filter(|row| is(&row[0], "和平园区") && is(&row[1], "营业收入"))
            .count(),
        4
    );
}

#[test]
fn what_a_quarter_carries_is_marked_and_not_judged_as_progress() {
    let run = Run::get();
    let carried = "企业研发经费内部支出占营业收入比例（沿用上年）";
    let park = run.path("zh/2023Q4/parks/heping.xlsx");
    let zone = run.path("zh/2023Q4/zone.xlsx");
    for (path, name) in [
        (&zone, "总览"),
        (&zone, "园区对比"),
        (&zone, "指标"),
        (&park, "指标评分"),
        (&park, "与各园区比较"),
    ] {
        let range = sheet(path, name);
        row_of(&range, carried);
        assert!(
            texts(&range)
                .iter()
                .any(|(_, text)| text.contains("不是本期数")),
            "{name} does not say what is carried"
        );
    }
    let scores = sheet(&park, "指标评分");
    let row = row_of(&scores, carried);
    let blank = Data::String("—".into());
    assert_eq!((&row[8], &row[9]), (&blank, &blank));
    let goals = sheet(&park, "目标");
    let goal = row_of(
        &goals,
        "研发投入超过100亿元（R&D经费内部支出口径）（沿用上年）",
    );
    assert_eq!(goal[7].to_string(), "沿用上年，不评判");
    assert_eq!((&goal[4], &goal[5]), (&blank, &blank));
}

#[test]
fn percentages_grow_by_points() {
    let run = Run::get();
    let overview = sheet(&run.path("zh/2023/zone.xlsx"), "总览");
    let intensity = overview
        .rows()
        .filter(|row| is(&row[0], "企业研发经费内部支出占营业收入比例"))
        .find(|row| is(&row[1], "%"))
        .unwrap();
    // Growth of the headline is the change itself, in points, and not per cent of a per cent.
    assert_eq!(intensity[4], intensity[5]);
    let parks = sheet(&run.path("zh/2023/zone.xlsx"), "园区对比");
    let units: Vec<String> = parks
        .rows()
        .filter(|row| is(&row[0], "企业研发经费内部支出占营业收入比例"))
        .map(|row| row[1].to_string())
        .collect();
    assert_eq!(units, ["%", "百分点"]);
    assert!(
        texts(&parks)
            .iter()
            .any(|(_, text)| text == "面积（平方公里）"),
        "the area has no name"
    );
}

/// Numbers of a row by column.
fn number(cell: &Data) -> Option<f64> {
    match cell {
        Data::Float(number) => Some(*number),
        _ => None,
    }
}

#[test]
fn the_counts_of_response_add_up() {
    let run = Run::get();
    let response = sheet(&run.path("zh/2023/zone.xlsx"), "应报与采用");
    let zone = row_of(&response, "全区合计");
    let of = |column: usize| number(&zone[column]).unwrap();
    // Expected = answered + silent; answered = used + rejected; used in all = used + those not expected.
    assert_eq!(of(1), of(2) + of(3));
    assert_eq!(of(2), of(5) + of(6));
    assert_eq!(of(13), of(5) + of(12));
    let used: usize = sheet(&run.path("zh/2023/zone.xlsx"), "企业名单")
        .rows()
        .filter(|row| row.iter().any(|cell| is(cell, "按填报数")))
        .count();
    assert_eq!(of(13), used as f64);
    let overview = sheet(&run.path("zh/2023/zone.xlsx"), "总览");
    let said = format!("共采用 {used} 家");
    assert!(
        texts(&overview)
            .iter()
            .any(|(_, text)| text.contains(&said))
    );
}
