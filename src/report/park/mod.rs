//! The differentiated assessment workbook of one park: what its director opens for two minutes.
//!
//! Only the park's own enterprises stand in it; other parks appear with their sums.

mod charts_page;
mod compared;
mod complement;
mod contents;
mod facts;
mod goals;
mod industries;
mod ladder;
mod notes;
mod overview;
mod points;
mod quality;
mod quarters;
mod scores;
mod strengths;
mod why;

use std::path::Path;

use anyhow::{Context, Result};

use rust_xlsxwriter::Workbook;

use super::style;
use super::view::View;
use crate::definitions::Park;
use contents::Entry;
use facts::Facts;

/// Writes the workbook of a park.
///
/// # Errors
/// When the workbook cannot be written.
pub(super) fn write_park(view: &View, park: &Park, path: &Path) -> Result<()> {
    let facts = Facts::of(view, park);
    let mut workbook = style::new_workbook(&facts.title(), view.period())?;
    let scores = scores::write(&facts, &mut workbook)?;
    strengths::write(&facts, &mut workbook)?;
    goals::write(&facts, &mut workbook)?;
    quarters::write(&facts, &mut workbook)?;
    compared::write(&facts, &mut workbook)?;
    complement::write(&facts, &mut workbook)?;
    why::write(&facts, &mut workbook)?;
    let industries = industries::write(&facts, &mut workbook)?;
    let ladder = ladder::write(&facts, &mut workbook)?;
    points::write(&facts, &mut workbook)?;
    quality::write(&facts, &mut workbook)?;
    notes::write(&facts, &mut workbook)?;
    let ranges = charts_page::Ranges {
        scores,
        industries,
        ladder,
    };
    overview::write(&facts, &mut workbook, &ranges.scores)?;
    contents::write(&facts, &mut workbook, &entries(&facts))?;
    charts_page::write(&facts, &mut workbook, &ranges)?;
    name_cells(&facts, &mut workbook, &ranges.scores)?;
    // Overview and charts are drawn from the other sheets, so they are written last and shown first.
    workbook.worksheets_mut().rotate_right(FIRST);
    workbook
        .save(path)
        .with_context(|| format!("cannot save `{}`", path.display()))
}

/// Sheets that are written last and shown first.
const FIRST: usize = 3;

/// The sheets in the order in which they are shown.
fn entries(facts: &Facts) -> Vec<Entry> {
    let entry = |(zh, en), (about_zh, about_en), outside| Entry {
        sheet: facts.say(zh, en).to_owned(),
        about: facts.say(about_zh, about_en),
        outside,
    };
    let mut entries = vec![
        entry(
            ("总览", "Overview"),
            (
                "一页看懂：总分、等级、名次、长短板、先做三件事、对全区目标的贡献",
                "The park on one page: score, grade, rank, strengths, weaknesses, what to do first, part in the goals",
            ),
            false,
        ),
        entry(
            ("图表", "Charts"),
            (
                "一页图：分组得分、增长、产业、梯度",
                "One page of charts: scores, growth, industries, ladder",
            ),
            false,
        ),
        entry(
            ("指标评分", "Scores"),
            (
                "每项指标：分值、本期值、目标、得分率、得分、失分；总分怎么来的",
                "Every indicator: points, value, target, share, won, lost; how the total comes about",
            ),
            false,
        ),
        entry(
            ("长短板", "Strengths"),
            (
                "与全区、最好园区、上年、目标、全国比，哪里强、哪里弱、为什么",
                "Against the zone, the best park, last year, the target and the nation: strong or weak, and why",
            ),
            false,
        ),
        entry(
            ("目标", "Goals"),
            (
                "全区目标完成多少、进度是否正常、本园区占多少",
                "How far the zone's goals are reached, whether that is on track, and this park's part",
            ),
            true,
        ),
    ];
    if quarters::has_quarters(facts) {
        entries.push(entry(
            ("季度", "Quarters"),
            (
                "各季累计与当季、同比、季节比重，全区目标的进度",
                "The quarters: cumulative and single, growth, season, the zone's pace to its goals",
            ),
            false,
        ));
    }
    entries.extend([
        entry(
            ("与各园区比较", "Compared"),
            (
                "口径一致的指标并排比较，含单位面积、人均",
                "The parks side by side, per square kilometre and per head",
            ),
            true,
        ),
        entry(
            ("协同互补", "Complements"),
            (
                "与谁错位、与谁配套、产业链缺什么、托举了全国评价的哪些指标",
                "Where the parks compete, complement each other, what chains lack, what the park carries of the national score",
            ),
            true,
        ),
        entry(
            ("为什么", "Why"),
            (
                "哪些企业拉高或拉低了指标、哪些企业增减最多",
                "Which enterprises move the indicators, which grew and shrank most",
            ),
            false,
        ),
        entry(
            ("产业", "Industries"),
            (
                "各产业规模、增长、份额、集聚程度",
                "Industries: size, growth, share, how far they gather",
            ),
            false,
        ),
        entry(
            ("企业梯度", "Ladder"),
            (
                "谁在哪一级、谁进谁退、谁差一项、谁有风险",
                "Who stands where, who moved, who is one condition short, who is about to lose",
            ),
            false,
        ),
        entry(
            ("企业名单", "Enterprises"),
            (
                "全部采用企业，可筛选",
                "All enterprises used, to be filtered",
            ),
            false,
        ),
        entry(
            ("创新积分", "Points"),
            (
                "企业创新积分、名次和长短处；国家指引的数值",
                "Innovation points, ranks and reasons; the values of the national guide",
            ),
            false,
        ),
        entry(
            ("数据质量", "Data quality"),
            (
                "上报率、退回、疑问：数据有多可靠",
                "Response, rejections, queries: how sure the figures are",
            ),
            false,
        ),
        entry(
            ("说明", "Notes"),
            (
                "方法、口径、来源、待核实事项",
                "Methods, definitions, sources, what is to be confirmed",
            ),
            true,
        ),
    ]);
    entries
}

/// Names for the cells that other workbooks link to.
fn name_cells(facts: &Facts, workbook: &mut Workbook, scores: &scores::Charted) -> Result<()> {
    let mut name = |zh: &'static str, en: &'static str, cells: &str| -> Result<()> {
        let name = facts.say(zh, en);
        workbook
            .define_name(name, &format!("='{}'!{cells}", scores.sheet))
            .with_context(|| format!("the name `{name}`"))?;
        Ok(())
    };
    if let Some(total) = &scores.total {
        name("总分", "total_score", total)?;
    }
    name("评分表", "scorecard", &scores.table)
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
                    "目录",
                    "图表",
                    "指标评分",
                    "长短板",
                    "目标",
                    "与各园区比较",
                    "协同互补",
                    "为什么",
                    "产业",
                    "企业梯度",
                    "企业名单",
                    "创新积分",
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
            assert_eq!(number(&intensity[4]), 8.75);
            assert_eq!(number(&intensity[10]), 60.0);
            // Formulas come with their results: all of 60 points, none lost.
            assert_eq!(
                (number(&intensity[7]), number(&intensity[11])),
                (100.0, 0.0)
            );
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
