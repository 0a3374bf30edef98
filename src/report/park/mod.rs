//! The differentiated assessment workbook of one park: what its director opens for two minutes.
//!
//! Only the park's own enterprises stand in it; other parks appear with their sums.

mod compared;
mod facts;
mod industries;
mod ladder;
mod notes;
mod overview;
mod quality;
mod scores;
mod why;

use std::path::Path;

use anyhow::{Context, Result};

use super::style;
use super::view::View;
use crate::definitions::Park;
use facts::Facts;

/// Writes the workbook of a park.
///
/// # Errors
/// When the workbook cannot be written.
pub(super) fn write_park(view: &View, park: &Park, path: &Path) -> Result<()> {
    let facts = Facts::of(view, park);
    let mut workbook = style::new_workbook(&facts.title(), view.period())?;
    let charted = scores::write(&facts, &mut workbook)?;
    compared::write(&facts, &mut workbook)?;
    why::write(&facts, &mut workbook)?;
    industries::write(&facts, &mut workbook)?;
    ladder::write(&facts, &mut workbook)?;
    quality::write(&facts, &mut workbook)?;
    notes::write(&facts, &mut workbook)?;
    overview::write(&facts, &mut workbook, &charted)?;
    // The overview draws its chart from the scores, so it is written last and shown first.
    workbook.worksheets_mut().rotate_right(1);
    workbook
        .save(path)
        .with_context(|| format!("cannot save `{}`", path.display()))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use calamine::{Data, Reader, Xlsx, open_workbook};

    use super::super::fixture::{Fixture, empty, fixture, number, row_of, sheet};
    use super::*;
    use crate::definitions::Language;

    fn written(fixture: &Fixture, park: &str, language: Language, look: impl FnOnce(&Path)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("park.xlsx");
        let results = fixture.results();
        let view = View::of(&results, language).unwrap();
        let park = results.definitions.pipeline.park(park).unwrap();
        write_park(&view, park, &path).unwrap();
        look(&path);
    }

    /// Every text of every sheet.
    fn texts(path: &Path) -> Vec<String> {
        let mut workbook: Xlsx<_> = open_workbook(path).unwrap();
        let mut texts = workbook.sheet_names();
        for name in texts.clone() {
            let range = workbook.worksheet_range(&name).unwrap();
            texts.extend(range.used_cells().filter_map(|(_, _, cell)| match cell {
                Data::String(text) => Some(text.clone()),
                _ => None,
            }));
        }
        texts
    }

    /// Every byte of the workbook's parts, charts and their caches included.
    fn parts(path: &Path) -> String {
        let mut zip = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
        (0..zip.len())
            .map(|place| std::io::read_to_string(zip.by_index(place).unwrap()).unwrap())
            .collect()
    }

    #[test]
    fn a_workbook_holds_no_enterprise_of_another_park() {
        let fixture = fixture();
        let east = ["东一公司", "东二公司"];
        let west = ["西一公司", "西二公司", "西三公司"];
        let holds = |park, own: &[&str], others: &[&str], codes: &[&str]| {
            for language in [Language::Zh, Language::En] {
                written(&fixture, park, language, |path| {
                    let texts = texts(path);
                    let all = texts.join("\n") + &parts(path);
                    for name in own {
                        assert!(all.contains(name), "{name} is missing in {park}");
                    }
                    // The unregistered enterprise belongs to no park.
                    for name in others.iter().chain(&["外来公司"]) {
                        assert!(
                            !all.contains(name),
                            "{name} stands in the workbook of {park}"
                        );
                    }
                    assert!(texts.iter().all(|text| !codes.contains(&text.as_str())));
                });
            }
        };
        holds("east", &east, &west, &["B1", "B2", "B3", "B9", "C1"]);
        holds("west", &west, &east, &["A1", "A2", "C1"]);
    }

    #[test]
    fn the_overview_comes_first_and_names_score_grade_and_reasons() {
        written(&fixture(), "east", Language::Zh, |path| {
            let workbook: Xlsx<_> = open_workbook(path).unwrap();
            assert_eq!(
                workbook.sheet_names(),
                [
                    "总览",
                    "指标评分",
                    "与各园区比较",
                    "为什么",
                    "产业",
                    "企业梯度",
                    "企业名单",
                    "数据质量",
                    "说明"
                ]
            );
            let overview = sheet(path, "总览");
            // East: R&D expense of 70 in revenue of 800 is 8.75 %, of a target of 7 %: all 60 points. Revenue grew by
            // 50 / 750 = 6.67 % on 0..20 %: a third of 40 points.
            let total = overview
                .used_cells()
                .find_map(|(_, _, cell)| match cell {
                    Data::Float(number) => Some(*number),
                    _ => None,
                })
                .unwrap();
            assert!((total - (60.0 + 40.0 / 3.0)).abs() < 1e-9);
            let all = texts(path);
            assert!(all.iter().any(|text| text == "良好"));
            assert!(all.iter().any(|text| text
                == "▲ 研发费用占营业收入比例8.75%，高于全区4.05个百分点（全区4.70%），比上年提高2.08个百分点，在2个园区中居第1位"));
        });
    }

    #[test]
    fn scores_movers_and_ladder_stand_in_their_sheets() {
        written(&fixture(), "east", Language::Zh, |path| {
            let scores = sheet(path, "指标评分");
            let intensity = row_of(&scores, "研发");
            assert_eq!(number(&intensity[2]), 8.75);
            assert_eq!(number(&intensity[9]), 60.0);
            let list = sheet(path, "企业名单");
            // A1: R&D of 10 % wins 20 points.
            let a1 = row_of(&list, "东一公司");
            assert!(a1.contains(&Data::Float(20.0)));
            assert!(a1.contains(&Data::String("●".into())));
            let quality = sheet(path, "数据质量");
            assert_eq!(number(&row_of(&quality, "应报企业")[1]), 2.0);
        });
    }

    #[test]
    fn the_west_says_who_has_not_answered_and_who_is_rejected() {
        written(&fixture(), "west", Language::Zh, |path| {
            let quality = sheet(path, "数据质量");
            assert_eq!(number(&row_of(&quality, "未报")[1]), 1.0);
            // B3 had 500 of last year's 1,750.
            let missing = number(&row_of(&quality, "未报企业占上年规模")[1]);
            assert!((missing - 100.0 * 500.0 / 1750.0).abs() < 1e-9);
            assert_eq!(row_of(&quality, "西三公司")[2], Data::String("B3".into()));
            assert!(texts(path).iter().any(|text| text.contains("B2 的 D001")));
        });
    }

    #[test]
    fn a_zone_without_records_still_has_workbooks() {
        for language in [Language::Zh, Language::En] {
            written(&empty(), "east", language, |path| {
                assert!(!texts(path).is_empty());
            });
        }
    }

    #[test]
    fn the_same_results_give_the_same_bytes() {
        let bytes = || {
            let mut bytes = Vec::new();
            written(&fixture(), "west", Language::En, |path| {
                bytes = std::fs::read(path).unwrap();
            });
            bytes
        };
        assert_eq!(bytes(), bytes());
    }
}
