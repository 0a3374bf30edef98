//! The quarterly express survey of the sample: what the annual records of an enterprise looked like on the way.
//!
//! Flows are a rising part of the year's value, by a season that is the enterprise's own and differs a little from
//! year to year; the fourth quarter is near the annual value, which is edited after it. Stocks move from one year's
//! end to the next. Most enterprises come in one export a quarter, some with the short form.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use huoju::definitions::{Definitions, FieldDefinition, FieldType, Survey};
use huoju::period::Period;
use huoju::report::form::{CellValue, FormStyle, FormValues, draw};
use rust_xlsxwriter::Workbook;

use super::Files;
use super::cast::{Enterprise, district};
use super::grid::{Grid, properties, xlsx};
use super::history::YEARS;
use super::random::Random;
use super::record::number;

/// An enterprise with its annual records.
type History<'a> = (&'a Enterprise, BTreeMap<i32, FormValues>);

/// Silent in the quarters of 2023 from this one on.
const SILENT: [(&str, u8); 2] = [("示例网络文化有限公司", 1), ("示例仪表成套有限公司", 3)];
/// Its revenue of the third quarter is that of the third quarter alone, below the half-year's.
const NOT_CUMULATIVE: (&str, u8) = ("示例电机有限公司", 3);
/// Its R&D expense of the fourth quarter is a word.
const UNREADABLE: (&str, u8) = ("示例起重设备有限公司", 4);
/// It received twice the venture capital of last year, and says why.
const EXPLAINED: (&str, &str, &str) = (
    "示例支付科技有限公司",
    "year-on-year",
    "当年完成第二轮股权融资，金额高于上年第一轮。",
);

/// Writes the quarters of both years.
pub(crate) fn quarters(histories: &[History], files: &mut Files) -> Result<()> {
    let pipeline = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/shenyang.toml");
    for year in YEARS {
        for quarter in 1..=4 {
            let period = Period {
                year,
                quarter: Some(quarter),
            };
            let survey = Definitions::load(&pipeline, period)?.survey;
            write_quarter(&survey, period, quarter, histories, files)
                .with_context(|| format!("the sample of {period}"))?;
        }
    }
    Ok(())
}

fn write_quarter(
    survey: &Survey,
    period: Period,
    quarter: u8,
    histories: &[History],
    files: &mut Files,
) -> Result<()> {
    let year = period.year;
    let date = filled(year, quarter);
    let mut exported = Vec::new();
    for (enterprise, history) in histories {
        let silent = SILENT
            .iter()
            .any(|(name, from)| enterprise.name == *name && year >= 2023 && quarter >= *from);
        let absent = ["closed", "moved", "unregistered"].map(|flag| enterprise.has(flag));
        if !enterprise.reports(year) || silent || absent.contains(&true) {
            continue;
        }
        let annual = history
            .get(&year)
            .context("every enterprise has both years")?;
        let mut values = on_the_way(
            survey,
            enterprise,
            annual,
            history.get(&(year - 1)),
            (year, quarter),
        );
        spoil(enterprise, year, quarter, &mut values);
        if year >= 2023 && fills_the_form(enterprise) {
            let identity = &survey.identity;
            let mut identify = |code: &String, text: &str| {
                values.record.insert(code.clone(), CellValue::from(text));
            };
            identify(&identity.credit_code, &enterprise.credit_code);
            identify(&identity.name, enterprise.name);
            identify(&identity.filled, &date);
            let path = format!(
                "{period}/submissions/{}/{}.xlsx",
                enterprise.park, enterprise.name
            );
            files.insert(path, short_form(survey, period, &values, &date)?);
        } else {
            exported.push((*enterprise, values));
        }
    }
    if year >= 2023 {
        let explained = explanations(histories)?;
        let path = format!("{period}/explanations.xlsx");
        files.insert(path, xlsx(&[explained], &date)?);
    }
    let grid = export(survey, period, &date, &exported);
    let path = format!("{period}/submissions/系统导出/{period}季度快报导出.xlsx");
    files.insert(path, xlsx(&[grid], &date)?);
    Ok(())
}

/// Whether an enterprise fills the short form; the others are in the export.
fn fills_the_form(enterprise: &Enterprise) -> bool {
    enterprise.number.is_multiple_of(14) || enterprise.name == UNREADABLE.0
}

/// The day on which the quarter's forms were filled: in the second week after it.
fn filled(year: i32, quarter: u8) -> String {
    match quarter {
        4 => format!("{}-01-12", year + 1),
        quarter => format!("{year}-{:02}-12", quarter * 3 + 1),
    }
}

/// The part of a year's flows that an enterprise has by the end of a quarter.
fn part_of_year(enterprise: &Enterprise, year: i32, quarter: u8) -> f64 {
    let usual = match quarter {
        1 => enterprise.habit("season 1", 0.19, 0.24),
        2 => enterprise.habit("season 2", 0.45, 0.5),
        3 => enterprise.habit("season 3", 0.7, 0.76),
        _ => 0.998,
    };
    let mut of_year = Random::of(&format!("{} {year}Q{quarter}", enterprise.name));
    usual * of_year.about(1.0, 0.012)
}

/// The values that a quarter asks, as they stood at its end.
fn on_the_way(
    survey: &Survey,
    enterprise: &Enterprise,
    annual: &FormValues,
    before: Option<&FormValues>,
    (year, quarter): (i32, u8),
) -> FormValues {
    let mut values = FormValues::default();
    let part = part_of_year(enterprise, year, quarter);
    for field in survey.record_fields().filter(|field| field.asked) {
        if let Some(text @ CellValue::Text(_)) = annual.record.get(&field.code) {
            values.record.insert(field.code.clone(), text.clone());
            continue;
        }
        let whole = number(annual, &field.code);
        let value = if is_stock(survey, field) {
            let start = before.map_or(whole * 0.97, |before| number(before, &field.code));
            start + (whole - start) * f64::from(quarter) / 4.0
        } else if field.code == "qc226" {
            // Money comes in one piece, in a quarter of its own.
            let received = enterprise.number % 4 < usize::from(quarter);
            if received { whole } else { 0.0 }
        } else if field.code == "qj80" {
            // Contracts are registered late in the year.
            whole * part * (0.6 + 0.4 * part)
        } else {
            whole * part
        };
        let value = match field.kind {
            FieldType::Integer if is_stock(survey, field) => value.round(),
            FieldType::Integer => value.floor(),
            _ => value.round(),
        };
        values
            .record
            .insert(field.code.clone(), CellValue::Number(value + 0.0));
    }
    values
}

fn is_stock(survey: &Survey, field: &FieldDefinition) -> bool {
    survey
        .short_forms
        .iter()
        .any(|form| form.stocks.contains(&field.code))
}

/// Spoils some quarters on purpose, as `README.md` of the sample says.
fn spoil(enterprise: &Enterprise, year: i32, quarter: u8, values: &mut FormValues) {
    if year < 2023 {
        return;
    }
    if (enterprise.name, quarter) == NOT_CUMULATIVE {
        let revenue = number(values, "qc05_0");
        values.record.insert(
            "qc05_0".to_owned(),
            CellValue::Number((revenue / 3.0).round()),
        );
    }
    if (enterprise.name, quarter) == UNREADABLE {
        values
            .record
            .insert("qj20".to_owned(), CellValue::from("待核"));
    }
}

/// A workbook with the short form, drawn by the program's own form module.
fn short_form(survey: &Survey, period: Period, values: &FormValues, date: &str) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(date)?);
    draw(&mut workbook, survey, period, values, &FormStyle::default())?;
    Ok(workbook.save_to_buffer()?)
}

/// What an enterprise says of a query that comes back every quarter, until its new level is last year's, too.
fn explanations(histories: &[History]) -> Result<Grid> {
    let (name, rule, text) = EXPLAINED;
    let (enterprise, _) = histories
        .iter()
        .find(|(enterprise, _)| enterprise.name == name)
        .with_context(|| format!("`{name}` is not in enterprises.tsv"))?;
    let mut grid = Grid::named("解释说明表");
    let header = ["统一社会信用代码", "规则", "说明"];
    let row = [enterprise.credit_code.as_str(), rule, text];
    for (column, (header, text)) in (0u16..).zip(header.into_iter().zip(row)) {
        grid.text(0, column, header);
        grid.text(1, column, text);
    }
    Ok(grid)
}

/// The export of a quarter: a row of labels, a row of codes, then one row per enterprise.
fn export(survey: &Survey, period: Period, date: &str, rows: &[(&Enterprise, FormValues)]) -> Grid {
    let mut grid = Grid::named("季度快报");
    let management = [
        ("序号", "sid"),
        ("账号", "susername"),
        ("企业名称", "sname"),
        ("数据状态", "sstate"),
        ("所属地域", "sbelongwhere"),
        ("数据年份", "syear"),
        ("数据提交时间", "ssubmittime"),
    ];
    let forms = survey.printed_forms();
    let fields: Vec<&FieldDefinition> = forms.iter().flat_map(|form| &form.fields).collect();
    for (column, (label, code)) in (0u16..).zip(management) {
        grid.text(0, column, label);
        grid.text(1, column, code);
    }
    let first = management.len() as u16;
    for (column, field) in (first..).zip(&fields) {
        grid.text(0, column, &field.zh);
        grid.text(1, column, &field.code);
    }
    for ((row, number), (enterprise, values)) in (2u32..).zip(1u32..).zip(rows) {
        grid.number(row, 0, f64::from(number));
        grid.text(row, 1, &enterprise.credit_code);
        grid.text(row, 2, enterprise.name);
        grid.text(row, 3, "sub");
        grid.text(row, 4, district(enterprise.park));
        grid.text(row, 5, &period.year.to_string());
        grid.text(
            row,
            6,
            &format!("{date} 10:{:02}:00", enterprise.number % 60),
        );
        for (column, field) in (first..).zip(&fields) {
            grid.value(row, column, values.record.get(&field.code));
        }
    }
    grid
}
