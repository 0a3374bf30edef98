//! `submission.xlsx`: what the zone submits for the ranking: the indicators with what they rest on, the totals of
//! the survey, and which enterprises are included.

mod certainty;
mod change;
mod enterprises;
mod fields;
mod indicators;
mod sign_off;
mod words;

use std::path::Path;

use anyhow::Result;

use super::style::new_workbook;
use super::view::View;
use crate::definitions::Language;

/// Writes the workbook.
///
/// # Errors
/// When it cannot be written.
pub(super) fn write_submission(view: &View, path: &Path) -> Result<()> {
    let title = match view.language {
        Language::Zh => format!(
            "{}综合评价申报材料 {}",
            view.zone_name(),
            view.period_words()
        ),
        Language::En => format!(
            "{}: submission for the ranking {}",
            view.zone_name(),
            view.period_words()
        ),
    };
    let mut workbook = new_workbook(&title, view.period())?;
    for index in &view.results.definitions.indexes {
        indicators::write(view, index, &mut workbook)?;
    }
    sign_off::write(view, &mut workbook)?;
    fields::write(view, &mut workbook)?;
    // What follows is for the office itself.
    certainty::write(view, &mut workbook)?;
    enterprises::write_included(view, &mut workbook)?;
    enterprises::write_left_out(view, &mut workbook)?;
    workbook.save(path)?;
    Ok(())
}

/// What a quarter's workbook says first.
fn not_to_be_sent(view: &View) -> &'static str {
    view.language.choose(
        "不得报送：这是季度估计，不是年度统计结果，只供内部研判。",
        "Not to be sent: a quarter's estimate, no result of an annual survey, for internal use only.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::{fixture, number, row_of, sheet};
    use calamine::Data;

    fn written(test: impl FnOnce(&Path)) {
        let fixture = fixture();
        let results = fixture.results();
        let view = View::of(&results, Language::Zh).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("submission.xlsx");
        write_submission(&view, &path).unwrap();
        test(&path);
    }

    fn text(cell: &Data) -> &str {
        match cell {
            Data::String(text) => text,
            other => panic!("expected a text, found {other:?}"),
        }
    }

    #[test]
    fn an_indicator_says_what_it_is_computed_from() {
        written(|path| {
            let range = sheet(path, "指标表");
            let row = row_of(&range, "1.1");
            assert_eq!(text(&row[1]), "创新能力");
            // (60 + 10 + 24) / (30 + 20 + 50)
            assert!((number(&row[4]) - 0.94).abs() < 1e-12);
            // A year before: 84 / 119.
            assert!((number(&row[5]) - 84.0 / 119.0).abs() < 1e-12);
            assert_eq!(text(&row[6]), "+0.23（+33.2%）");
            assert_eq!(
                text(&row[8]),
                "研究开发费用/年末从业人员\n计算：研究开发费用 ÷ 年末从业人员"
            );
            assert_eq!(text(&row[9]), "研究开发费用 94 千元\n年末从业人员 100 人");
            assert_eq!(text(&row[10]), "企业报表 GQ-002 qd01、qj20");
        });
    }

    #[test]
    fn a_missing_indicator_is_marked() {
        written(|path| {
            let range = sheet(path, "指标表");
            let row = row_of(&range, "1.2");
            assert_eq!(text(&row[4]), "—");
            assert_eq!(text(&row[7]), "缺");
            assert_eq!(text(&row[10]), "园区综合表（未填）");
            // How certain it is stands apart from what is sent.
            let certainty = sheet(path, "核实情况");
            let row = row_of(&certainty, "1.2");
            assert_eq!(
                (text(&row[2]), text(&row[3])),
                ("未核实", "名称可信，口径未见")
            );
            assert!(
                certainty
                    .get_value((1, 0))
                    .unwrap()
                    .to_string()
                    .starts_with("内部资料")
            );
            assert_eq!(
                range.get_value((1, 0)),
                Some(&Data::String("共 3 项指标，已有 2 项，缺 1 项".into()))
            );
        });
    }

    #[test]
    fn fields_are_totalled_over_used_records_only() {
        written(|path| {
            let range = sheet(path, "汇总表");
            let field = |code: &str| {
                range
                    .rows()
                    .find(|row| row[1] == Data::String(code.into()))
                    .unwrap()
                    .to_vec()
            };
            let revenue = field("qc05_0");
            let numbers: Vec<f64> = revenue[4..7].iter().map(number).collect();
            assert_eq!(numbers, [3.0, 2000.0, 2500.0]);
            assert_eq!(number(&revenue[8]), 800.0);
            assert_eq!(number(&revenue[9]), 1200.0);
            // A2 left technology income blank: two records give it.
            let technology = field("qc06");
            assert_eq!(number(&technology[4]), 2.0);
            assert_eq!(number(&technology[5]), 150.0);
            // B2's project does not count: its record is rejected.
            let projects = field("qh51");
            assert_eq!(number(&projects[5]), 42.5);
            assert_eq!(projects[9], Data::String("—".into()));
        });
    }

    #[test]
    fn enterprises_left_out_have_a_reason() {
        written(|path| {
            let included = sheet(path, "纳入企业");
            let codes: Vec<String> = included
                .rows()
                .filter(|row| matches!(row[0], Data::Float(_)))
                .map(|row| row[1].to_string())
                .collect();
            assert_eq!(codes, ["A1", "A2", "B1"]);
            let left_out = sheet(path, "未纳入企业");
            let rejected = row_of(&left_out, "B2");
            assert_eq!(text(&rejected[3]), "退回（有错误）");
            assert_eq!(text(&rejected[4]), "B2 的 D001（D001）");
            assert!((number(&rejected[6]) - 10.0).abs() < 1e-9);
            assert_eq!(text(&row_of(&left_out, "B3")[3]), "未报");
            assert_eq!(text(&row_of(&left_out, "C1")[3]), "不在名录库");
        });
    }
}
