//! Which hand puts an enterprise's records on paper, and where the file lies.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use huoju::definitions::Survey;
use huoju::period::Period;
use huoju::report::form::{FormStyle, FormValues, LastYear, draw};
use rust_xlsxwriter::Workbook;

use super::Files;
use super::biff::xls;
use super::cast::{Enterprise, district};
use super::defects;
use super::export::{ExportRow, export};
use super::grid::{csv, properties, xlsx};
use super::identity::filling_date;
use super::plain::{Hand, Identity, lay_out};

/// Writes every submission of a year.
pub(crate) fn submissions(
    survey: &Survey,
    year: i32,
    histories: &[(&Enterprise, BTreeMap<i32, FormValues>)],
    files: &mut Files,
) -> Result<()> {
    let mut exported = Vec::new();
    for (enterprise, history) in histories {
        if !enterprise.reports(year) {
            continue;
        }
        let values = history
            .get(&year)
            .context("every enterprise has both years")?;
        match layout(enterprise, year) {
            "missing" => {}
            "export" => exported.push((*enterprise, values.clone())),
            hand => {
                let mut values = values.clone();
                if year == 2023 {
                    defects::spoil_values(enterprise, &mut values);
                }
                let park = defects::folder(enterprise, year);
                let path = format!("{year}/submissions/{park}/{}", enterprise.name);
                put_on_paper(survey, year, enterprise, &values, hand, &path, files)?;
                if year == 2023 {
                    defects::further_submission(survey, enterprise, &values, files)?;
                }
            }
        }
    }
    let rows: Vec<ExportRow> = exported
        .iter()
        .map(|(enterprise, values)| ExportRow {
            credit_code: &enterprise.credit_code,
            name: enterprise.name,
            district: district(enterprise.park),
            withdrawn: year == 2023 && defects::is_withdrawn(enterprise),
            submitted: format!(
                "{} 10:{:02}:00",
                filling_date(enterprise, year),
                enterprise.number % 60
            ),
            values,
        })
        .collect();
    let last = format!("{}-03-10", year + 1);
    let path = format!("{year}/submissions/系统导出/{year}年度企业数据导出.xlsx");
    files.insert(path, xlsx(&export(survey, year, &rows), &last)?);
    Ok(())
}

/// The hand of a year. In 2022 most records come from an export: the sample stays small.
fn layout(enterprise: &Enterprise, year: i32) -> &'static str {
    match enterprise.layout {
        "missing" if year < 2023 => "export",
        layout if year >= 2023 => layout,
        "official" | "last_year" if enterprise.number.is_multiple_of(3) => "official",
        _ => "export",
    }
}

/// Writes the forms of an enterprise as a hand lays them out.
pub(crate) fn put_on_paper(
    survey: &Survey,
    year: i32,
    enterprise: &Enterprise,
    values: &FormValues,
    hand: &str,
    path: &str,
    files: &mut Files,
) -> Result<()> {
    let date = filling_date(enterprise, year);
    let usual = Hand {
        identity: Identity::Right,
        ten_thousands: false,
        side_by_side: false,
        last_year: false,
        units: true,
        value: "本年",
        capitals: false,
    };
    let side_by_side = Hand {
        side_by_side: true,
        value: "本期",
        capitals: true,
        ..usual
    };
    let ten_thousands = Hand {
        identity: Identity::Below,
        ten_thousands: true,
        units: false,
        value: "数值",
        ..usual
    };
    match hand {
        "side_by_side" => {
            files.insert(
                format!("{path}.xlsx"),
                xlsx(&lay_out(survey, year, values, side_by_side)?, &date)?,
            );
        }
        "wan" => {
            files.insert(
                format!("{path}.xlsx"),
                xlsx(&lay_out(survey, year, values, ten_thousands)?, &date)?,
            );
        }
        "xls" => {
            let hand = Hand {
                last_year: true,
                ..usual
            };
            files.insert(
                format!("{path}.xls"),
                xls(&lay_out(survey, year, values, hand)?)?,
            );
        }
        "csv" => {
            let hand = Hand {
                identity: Identity::AfterColon,
                value: "数量",
                ..usual
            };
            for grid in lay_out(survey, year, values, hand)? {
                files.insert(format!("{path}/{}.csv", grid.name), csv(&grid)?);
            }
        }
        _ => {
            let last_year = hand == "last_year";
            files.insert(
                format!("{path}.xlsx"),
                official(survey, year, values, last_year, &date)?,
            );
        }
    }
    Ok(())
}

/// A workbook of official forms, drawn by the program's own form module.
pub(crate) fn official(
    survey: &Survey,
    year: i32,
    values: &FormValues,
    last_year: bool,
    date: &str,
) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(date)?);
    let style = FormStyle {
        last_year: if last_year {
            LastYear::Printed
        } else {
            LastYear::None
        },
        ..FormStyle::default()
    };
    draw(
        &mut workbook,
        survey,
        Period {
            year,
            quarter: None,
        },
        values,
        &style,
    )?;
    Ok(workbook.save_to_buffer()?)
}
