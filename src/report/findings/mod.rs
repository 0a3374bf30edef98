//! `findings.xlsx`: what was found in the records and in the survey, what to see to first, what the sums lack,
//! what each step takes away, what became of every file, and what settled a finding.

mod context;
mod files;
mod list;
mod priorities;
mod settled;
mod steps;
mod summary;
mod survey;

use std::path::Path;

use anyhow::Result;

use super::style::new_workbook;
use super::view::View;
use crate::definitions::{Language, Severity};
use crate::tables::Outcome;
use context::Context;

/// Writes the workbook.
///
/// # Errors
/// When it cannot be written.
pub(super) fn write_findings(view: &View, path: &Path) -> Result<()> {
    let title = match view.language {
        Language::Zh => format!("{}数据审核 {}", view.zone_name(), view.period_words()),
        Language::En => format!("{}: findings {}", view.zone_name(), view.period_words()),
    };
    let mut workbook = new_workbook(&title, view.period())?;
    let context = Context::of(view);
    summary::write(view, &title, &mut workbook)?;
    priorities::write(&context, &mut workbook)?;
    for severity in [Severity::Error, Severity::Query, Severity::Hint] {
        list::write(&context, list::Chosen::Severity(severity), &mut workbook)?;
    }
    if view
        .results
        .findings
        .iter()
        .any(|finding| finding.outcome == Outcome::Unknown)
    {
        list::write(&context, list::Chosen::Unknown, &mut workbook)?;
    }
    survey::write_response(view, &mut workbook)?;
    survey::write_left_out(view, &mut workbook)?;
    steps::write(view, &mut workbook)?;
    survey::write(&context, &mut workbook)?;
    files::write(view, &mut workbook)?;
    settled::write_waivers(view, &mut workbook)?;
    settled::write_explanations(view, &mut workbook)?;
    workbook.save(path)?;
    Ok(())
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
        let path = folder.path().join("findings.xlsx");
        write_findings(&view, &path).unwrap();
        test(&path);
    }

    fn numbers(row: &[Data]) -> Vec<f64> {
        row.iter()
            .filter(|cell| matches!(cell, Data::Float(_)))
            .map(number)
            .collect()
    }

    #[test]
    fn the_summary_tells_open_from_unknown_explained_and_waived() {
        written(Language::Zh, |path| {
            let summary = sheet(path, "汇总");
            // Open, unknown, explained, waived, enterprises: B2 is open, A1 is waived.
            assert_eq!(
                numbers(&row_of(&summary, "错误")),
                [1.0, 0.0, 0.0, 1.0, 1.0]
            );
            // B1 and B3 are open, A2 is unknown, A1 is explained.
            assert_eq!(
                numbers(&row_of(&summary, "疑问")),
                [2.0, 1.0, 1.0, 0.0, 3.0]
            );
            assert_eq!(
                numbers(&row_of(&summary, "提示")),
                [1.0, 0.0, 0.0, 0.0, 1.0]
            );
            // West: one error, the queries of B1 and B3.
            assert_eq!(numbers(&row_of(&summary, "西园")), [1.0, 2.0, 0.0, 3.0]);
            // By rule, errors first.
            let rule = row_of(&summary, "技术收入不大于营业收入");
            assert_eq!(rule[1], Data::String("D001".into()));
            assert_eq!(numbers(&rule), [1.0, 0.0, 0.0, 1.0, 1.0]);
        });
    }

    #[test]
    fn an_error_shows_values_and_cell() {
        written(Language::Zh, |path| {
            let errors = sheet(path, "错误");
            let row = row_of(&errors, "B2");
            assert_eq!(row[3], Data::String("技术收入不大于营业收入".into()));
            assert_eq!(row[4], Data::String("D001".into()));
            assert_eq!(row[5], Data::String("错误".into()));
            assert_eq!(row[6], Data::String("待处理".into()));
            assert_eq!(row[7], Data::String("B2 的 D001".into()));
            assert_eq!(row[8], Data::String("qc05_0 qc06".into()));
            assert_eq!(row[13], Data::String("打开".into()));
            assert_eq!(numbers(&row), [1200.0, 999.0, 201.0]);
            let place: Vec<String> = row[14..17].iter().map(ToString::to_string).collect();
            assert_eq!(place, ["west/b2.xlsx", "经济概况", "D7"]);
            // What is settled stands below what is open.
            let last = errors.rows().next_back().unwrap();
            assert_eq!(last[0], Data::String("A1".into()));
            assert_eq!(last[6], Data::String("已豁免".into()));
        });
    }

    #[test]
    fn unknown_findings_have_a_sheet_of_their_own() {
        written(Language::En, |path| {
            let unknown = sheet(path, "Unknown");
            assert_eq!(row_of(&unknown, "A2")[7], Data::String("D001 of A2".into()));
            let queries = sheet(path, "Queries");
            assert!(
                !queries
                    .rows()
                    .any(|row| row[0] == Data::String("A2".into()))
            );
        });
    }

    #[test]
    fn the_survey_and_its_files_are_told() {
        written(Language::Zh, |path| {
            let survey = sheet(path, "调查情况");
            assert_eq!(
                row_of(&survey, "B3")[4],
                Data::String("non-respondent".into())
            );
            let files = sheet(path, "文件");
            let broken = row_of(&files, "2023/submissions/broken.xls");
            assert_eq!(broken[3], Data::String("无法读取".into()));
            assert_eq!(broken[4], Data::String("有密码".into()));
            let counts = files.get_value((2, 0)).unwrap().to_string();
            assert!(
                counts.starts_with("共 3 个文件：已读取 2 个；无法读取 1 个。"),
                "{counts}"
            );
            let explanations = sheet(path, "企业说明");
            let row = row_of(&explanations, "A1");
            assert_eq!(row[4], Data::String("新产品投产".into()));
            assert_eq!(row[5], Data::String("已采纳".into()));
        });
    }

    #[test]
    fn what_the_sums_lack_comes_first_by_size_and_by_rule() {
        written(Language::Zh, |path| {
            let first = sheet(path, "先办什么");
            // B3 had 500 of the zone's 2500 a year before, B2 250, C1 nothing.
            let order: Vec<String> = first
                .rows()
                .map(|row| row[0].to_string())
                .filter(|code| ["B2", "B3", "C1"].contains(&code.as_str()))
                .take(3)
                .collect();
            assert_eq!(order, ["B3", "B2", "C1"]);
            let missing = row_of(&first, "B3");
            assert_eq!(number(&missing[4]), 500.0);
            assert!((number(&missing[5]) - 20.0).abs() < 1e-9);
            let rule = row_of(&first, "技术收入不大于营业收入");
            assert_eq!(rule[1], Data::String("D001".into()));
            assert_eq!(numbers(&rule)[..3], [1.0, 1.0, 250.0]);
            assert!((numbers(&rule)[3] - 10.0).abs() < 1e-9);
        });
    }
}
