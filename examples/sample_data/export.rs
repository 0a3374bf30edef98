//! An export of the survey system: many enterprises a sheet, and their projects on a second one.

use huoju::definitions::{FieldDefinition, Survey};
use huoju::report::form::FormValues;

use super::grid::Grid;

/// One enterprise of an export.
pub(crate) struct ExportRow<'a> {
    pub credit_code: &'a str,
    pub name: &'a str,
    pub district: &'a str,
    pub withdrawn: bool,
    pub submitted: String,
    pub values: &'a FormValues,
}

const MANAGEMENT: [(&str, &str); 8] = [
    ("序号", "sid"),
    ("账号", "susername"),
    ("企业名称", "sname"),
    ("数据状态", "sstate"),
    ("所属地域", "sbelongwhere"),
    ("数据年份", "syear"),
    ("管理员审核状态", "smancheck"),
    ("数据提交时间", "ssubmittime"),
];

/// The two sheets of an export: a row of labels, a row of codes, then one row per enterprise.
pub(crate) fn export(survey: &Survey, year: i32, rows: &[ExportRow]) -> Vec<Grid> {
    vec![enterprises(survey, year, rows), projects(survey, rows)]
}

fn enterprises(survey: &Survey, year: i32, rows: &[ExportRow]) -> Grid {
    let mut grid = Grid::named("企业数据");
    let fields: Vec<&FieldDefinition> = survey
        .record_fields()
        .filter(|field| field.in_year(year) && !field.personal)
        .collect();
    for (column, (label, code)) in (0u16..).zip(MANAGEMENT) {
        grid.text(0, column, label);
        grid.text(1, column, code);
    }
    let first = MANAGEMENT.len() as u16;
    for (column, field) in (first..).zip(&fields) {
        grid.text(0, column, &field.zh);
        grid.text(1, column, &field.code);
    }
    for ((row, number), entry) in (2u32..).zip(1u32..).zip(rows) {
        grid.number(row, 0, f64::from(number));
        grid.text(row, 1, entry.credit_code);
        grid.text(row, 2, entry.name);
        grid.text(row, 3, if entry.withdrawn { "dis" } else { "sub" });
        grid.text(row, 4, entry.district);
        grid.text(row, 5, &year.to_string());
        grid.text(row, 6, "已审核");
        grid.text(row, 7, &entry.submitted);
        for (column, field) in (first..).zip(&fields) {
            grid.value(row, column, entry.values.record.get(&field.code));
        }
    }
    grid
}

fn projects(survey: &Survey, rows: &[ExportRow]) -> Grid {
    let mut grid = Grid::named("项目数据");
    let Some(form) = survey.list_forms().next() else {
        return grid;
    };
    grid.text(0, 0, "账号");
    grid.text(1, 0, "susername");
    for (column, field) in (1u16..).zip(&form.fields) {
        grid.text(0, column, &field.zh);
        grid.text(1, column, &field.code);
    }
    let items = rows
        .iter()
        .filter(|entry| !entry.withdrawn)
        .flat_map(|entry| {
            let items = entry
                .values
                .items
                .get(&form.number)
                .map(Vec::as_slice)
                .unwrap_or_default();
            items.iter().map(|item| (entry.credit_code, item))
        });
    for (row, (credit_code, item)) in (2u32..).zip(items) {
        grid.text(row, 0, credit_code);
        for (column, field) in (1u16..).zip(&form.fields) {
            grid.value(row, column, item.get(&field.code));
        }
    }
    grid
}
