//! `zone.xlsx`: the zone at a glance, its parks side by side, response, industries, indicators, measures,
//! enterprises.

mod enterprises;
mod indicators;
mod industries;
mod measures;
mod overview;
mod parks;
mod quarters;
mod response;

use std::path::Path;

use anyhow::Result;

use super::style::new_workbook;
use super::view::View;
use crate::definitions::Language;

/// Writes the workbook.
///
/// # Errors
/// When it cannot be written.
pub(super) fn write_zone(view: &View, path: &Path) -> Result<()> {
    let mut workbook = new_workbook(&title(view), view.period())?;
    overview::write(view, &mut workbook)?;
    quarters::write(view, &mut workbook)?;
    parks::write(view, &mut workbook)?;
    response::write(view, &mut workbook)?;
    industries::write(view, &mut workbook)?;
    indicators::write(view, &mut workbook)?;
    indicators::write_details(view, &mut workbook)?;
    measures::write(view, &mut workbook)?;
    enterprises::write(view, &mut workbook)?;
    workbook.save(path)?;
    Ok(())
}

fn title(view: &View) -> String {
    match view.language {
        Language::Zh => format!("{}火炬统计总览 {}", view.zone_name(), view.period_words()),
        Language::En => format!(
            "{}: Torch statistics {}",
            view.zone_name(),
            view.period_words()
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::{fixture, number, row_of, sheet};
    use calamine::Data;

    fn written(language: Language, test: impl FnOnce(&Path)) {
        let fixture = fixture();
        let results = fixture.results();
        let view = View::of(&results, language).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("zone.xlsx");
        write_zone(&view, &path).unwrap();
        if let Some(keep) = std::env::var_os("KEEP_FIXTURE") {
            std::fs::copy(&path, Path::new(&keep).join("zone.xlsx")).unwrap();
        }
        test(&path);
    }

    #[test]
    fn goals_show_what_is_reached_and_what_is_missing() {
        written(Language::Zh, |path| {
            let overview = sheet(path, "总览");
            // 600 + 200 + 1200 = 2000 thousand; 2000 / 1000 = 2.0 of 2.5.
            let goal = row_of(&overview, "营业收入超过2.5亿元");
            assert_eq!(number(&goal[3]), 2.0);
            assert!((number(&goal[4]) - 80.0).abs() < 1e-9);
            assert!((number(&goal[5]) - 0.5).abs() < 1e-9);
            assert_eq!(goal[6], Data::String("未达到".into()));
            assert!((number(&goal[7]) - 40.0).abs() < 1e-9);
            assert!((number(&goal[8]) - 60.0).abs() < 1e-9);
            // Nobody gave the zone form: no value is not zero.
            let blank = row_of(&overview, "研发机构超过10个");
            assert_eq!(blank[3], Data::String("—".into()));
            assert_eq!(blank[6], Data::String("无数据".into()));
        });
    }

    #[test]
    fn matched_growth_stands_beside_growth() {
        written(Language::Zh, |path| {
            let overview = sheet(path, "总览");
            let row = overview
                .rows()
                .find(|row| {
                    row[0] == Data::String("营业收入".into())
                        && row[1] == Data::String("亿元".into())
                })
                .unwrap();
            // 2000 against 2500 last year; the three enterprises of both years had 1750.
            assert!((number(&row[5]) + 20.0).abs() < 1e-9);
            assert!((number(&row[6]) - (250.0 / 1750.0 * 100.0)).abs() < 1e-9);
        });
    }

    #[test]
    fn the_response_table_says_how_much_of_last_year_is_missing() {
        written(Language::Zh, |path| {
            let response = sheet(path, "应报与采用");
            let west = row_of(&response, "西园");
            let numbers: Vec<f64> = west[1..4].iter().map(number).collect();
            assert_eq!(numbers, [3.0, 2.0, 1.0]);
            assert!((number(&west[4]) - 200.0 / 3.0).abs() < 1e-9);
            // B3 had 500 of the west's 1750, B2 (rejected) had 250.
            assert!((number(&west[8]) - 500.0 / 1750.0 * 100.0).abs() < 1e-9);
            assert!((number(&west[9]) - 250.0 / 1750.0 * 100.0).abs() < 1e-9);
            let zone = row_of(&response, "全区合计");
            assert!((number(&zone[4]) - 80.0).abs() < 1e-9);
            assert!((number(&zone[8]) - 20.0).abs() < 1e-9);
            // What is left out: B2 reported 999 beside the 2000 that are used.
            let rejected = row_of(&response, "B2");
            assert_eq!(number(&rejected[5]), 250.0);
            assert!((number(&rejected[6]) - 10.0).abs() < 1e-9);
            assert_eq!(number(&rejected[7]), 999.0);
            assert!((number(&rejected[8]) - 49.95).abs() < 1e-9);
            let missing = row_of(&response, "B3");
            assert_eq!(number(&missing[5]), 500.0);
            assert_eq!(missing[7], Data::String("—".into()));
            // B2 (250), B3 (500) and C1, which was not there: three of the zone, 750 of its 2500.
            assert_eq!(number(&zone[10]), 3.0);
            assert!((number(&zone[11]) - 30.0).abs() < 1e-9);
            let note = sheet(path, "总览")
                .rows()
                .take(4)
                .map(|row| row[0].to_string())
                .collect::<String>();
            assert!(
                note.contains("未计入汇总的企业 3 家，占上年营业收入的 30.00%（退回（有错误） 1 家、10.00%；不在名录库 1 家、0.00%；未报 1 家、20.00%）"),
                "{note}"
            );
        });
    }

    #[test]
    fn industries_are_summed_by_park() {
        written(Language::Zh, |path| {
            let industries = sheet(path, "主导产业");
            let aviation = row_of(&industries, "航空");
            // A1 in the east has 600, B1 in the west 1200; a year before 500 and 1000.
            let numbers: Vec<f64> = aviation[1..4].iter().map(number).collect();
            assert_eq!(numbers, [2.0, 1800.0, 1500.0]);
            assert!((number(&aviation[4]) - 20.0).abs() < 1e-9);
            assert!((number(&aviation[5]) - 90.0).abs() < 1e-9);
            // Of the zone's 2000: 600 and 1200.
            assert!((number(&aviation[6]) - 30.0).abs() < 1e-9);
            assert!((number(&aviation[7]) - 60.0).abs() < 1e-9);
        });
    }

    #[test]
    fn the_workbook_speaks_english() {
        written(Language::En, |path| {
            let parks = sheet(path, "Parks");
            let revenue = row_of(&parks, "Operating revenue");
            assert_eq!(revenue[1], Data::String("100 million yuan".into()));
            assert!((number(&revenue[3]) - 0.8).abs() < 1e-12);
            assert!((number(&revenue[4]) - 1.2).abs() < 1e-12);
        });
    }

    #[test]
    fn the_same_results_give_the_same_bytes() {
        written(Language::Zh, |first| {
            let bytes = std::fs::read(first).unwrap();
            written(Language::Zh, |second| {
                assert_eq!(bytes, std::fs::read(second).unwrap());
            });
        });
    }
}
