//! Leading industries: scale, growth, and where they are.

use std::collections::BTreeMap;

use anyhow::Result;
use rust_xlsxwriter::{ChartType, Workbook};

use super::overview::growth_cell;
use crate::definitions::{Language, Measure};
use crate::report::charts::{Look, add_series, chart};
use crate::report::response::share;
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::{ACCENT, SERIES, Tone};
use crate::report::view::{Enterprise, View};

/// Enterprises and size of an industry in one place.
#[derive(Clone, Debug, Default, PartialEq)]
struct Scale {
    enterprises: usize,
    size: f64,
}

/// Scale by industry and park; the park `None` is the whole zone. Sums run in the order of the enterprises.
fn scales<'v>(
    enterprises: &'v [Enterprise],
    size: impl Fn(&str) -> Option<f64>,
) -> BTreeMap<(&'v str, Option<&'v str>), Scale> {
    let mut scales: BTreeMap<(&str, Option<&str>), Scale> = BTreeMap::new();
    for enterprise in enterprises.iter().filter(|enterprise| enterprise.used) {
        let mut add = |park: Option<&'v str>| {
            let scale = scales
                .entry((enterprise.leading_industry.as_str(), park))
                .or_default();
            scale.enterprises += 1;
            scale.size += size(&enterprise.credit_code).unwrap_or(0.0);
        };
        add(None);
        if let Some(park) = enterprise.park.as_deref() {
            add(Some(park));
        }
    }
    scales
}

pub(super) fn write(view: &View, workbook: &mut Workbook) -> Result<()> {
    let definitions = view.results.definitions;
    let Some(measure) = definitions
        .pipeline
        .overview
        .size
        .as_deref()
        .and_then(|id| definitions.measure(id))
    else {
        return Ok(());
    };
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("主导产业", "Leading industries"),
        view.say(
            "主导产业：规模、增长与分布",
            "Leading industries: scale, growth, and where they are",
        ),
        view.language,
    )?;
    sheet.note(view.say(
        "产业按名录库的主导产业归类；规模为采用企业之和",
        "Industries as the register counts the enterprises; scale is the sum of the records used",
    ));
    let now = scales(&view.enterprises, |code| view.measure(code, &measure.id));
    let before = scales(&view.previous, |code| {
        view.previous_measure(code, &measure.id)
    });
    let mut industries: Vec<&str> = now
        .keys()
        .chain(before.keys())
        .filter(|(_, park)| park.is_none())
        .map(|(industry, _)| *industry)
        .collect();
    industries.sort_unstable();
    industries.dedup();
    let size_of = |industry: &str| now.get(&(industry, None)).map_or(0.0, |scale| scale.size);
    // Largest first; those without an industry at the end.
    industries.sort_by(|a, b| {
        a.is_empty()
            .cmp(&b.is_empty())
            .then(size_of(b).total_cmp(&size_of(a)))
            .then(a.cmp(b))
    });
    let area = scale_table(view, &mut sheet, measure, &industries, &now, &before)?;
    charts(view, &mut sheet, &area, industries.len())?;
    sheet.finish()
}

type Scales<'v> = BTreeMap<(&'v str, Option<&'v str>), Scale>;

fn scale_table(
    view: &View,
    sheet: &mut SheetWriter,
    measure: &Measure,
    industries: &[&str],
    now: &Scales,
    before: &Scales,
) -> Result<crate::report::sheet::Area> {
    let label = measure.label.get(view.language);
    let unit = &measure.unit;
    let mut columns = vec![
        Column::text(view.say("主导产业", "Leading industry")),
        Column::number(view.say("企业数", "Enterprises")),
        Column::number(view.say("上年企业数", "Enterprises the year before")),
        Column::number(match view.language {
            Language::Zh => format!("{label}（{unit}）"),
            Language::En => format!("{label} ({unit})"),
        }),
        Column::number(view.say("上年", "Year before")),
        Column::number(view.say("增长", "Growth")),
        Column::number(view.say("占全区", "Share of the zone")),
    ];
    for (_, park) in view.parks() {
        columns.push(Column::number(park));
    }
    let zone: f64 = industries
        .iter()
        .filter_map(|industry| now.get(&(*industry, None)))
        .map(|scale| scale.size)
        .sum();
    let rows: Vec<Vec<Cell>> = industries
        .iter()
        .map(|industry| {
            let here = now.get(&(*industry, None)).cloned().unwrap_or_default();
            let last = before.get(&(*industry, None)).cloned();
            let name = if industry.is_empty() {
                Cell::text(view.say("（未归类）", "(none)")).tone(Tone::Muted)
            } else {
                Cell::text(*industry)
            };
            let growth = last
                .as_ref()
                .and_then(|last| share(here.size - last.size, last.size.abs()));
            let mut row = vec![
                name,
                Cell::count(here.enterprises),
                match &last {
                    Some(last) => Cell::count(last.enterprises),
                    None => Cell::blank(),
                },
                Cell::number(here.size, 0),
                Cell::number(last.map(|last| last.size), 0),
                growth_cell(growth),
                Cell::percent(share(here.size, zone), 1),
            ];
            for (park, _) in view.parks() {
                row.push(Cell::number(
                    now.get(&(*industry, Some(park))).map(|scale| scale.size),
                    0,
                ));
            }
            row
        })
        .collect();
    sheet.table(&columns, &rows)
}

fn charts(
    view: &View,
    sheet: &mut SheetWriter,
    area: &crate::report::sheet::Area,
    industries: usize,
) -> Result<()> {
    if industries == 0 {
        return Ok(());
    }
    sheet.skip(1);
    let height = 150 + 34 * u32::try_from(industries)?;
    let mut stacked = chart(&Look {
        kind: ChartType::BarStacked,
        title: view.say(
            "主导产业规模，按园区",
            "Scale of leading industries, by park",
        ),
        categories: "",
        values: "",
        size: (900, height),
        legend: true,
    });
    for (position, _) in view.parks().iter().enumerate() {
        let column = u16::try_from(7 + position)?;
        add_series(
            &mut stacked,
            &area.header(column),
            &area.column(0),
            &area.column(column),
            SERIES
                .get(position % SERIES.len())
                .copied()
                .unwrap_or(ACCENT),
            None,
        );
    }
    stacked.y_axis().set_num_format("#,##0");
    sheet.chart(&stacked, 0, height)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn enterprise(code: &str, park: &str, industry: &str, used: bool) -> Enterprise {
        Enterprise {
            credit_code: code.to_owned(),
            name: String::new(),
            park: Some(park.to_owned()),
            status: crate::tables::RecordStatus::Accepted,
            used,
            leading_industry: industry.to_owned(),
        }
    }

    #[test]
    fn used_enterprises_are_summed_by_industry_and_park() {
        let enterprises = [
            enterprise("a", "east", "航空", true),
            enterprise("b", "west", "航空", true),
            enterprise("c", "west", "航空", false),
            enterprise("d", "west", "软件", true),
        ];
        let size = |code: &str| match code {
            "a" => Some(10.0),
            "b" => Some(5.5),
            "c" => Some(100.0),
            _ => None,
        };
        let scales = scales(&enterprises, size);
        let of = |industry, park| scales.get(&(industry, park)).cloned().unwrap();
        assert_eq!(
            of("航空", None),
            Scale {
                enterprises: 2,
                size: 15.5
            }
        );
        assert_eq!(
            of("航空", Some("west")),
            Scale {
                enterprises: 1,
                size: 5.5
            }
        );
        assert_eq!(
            of("软件", None),
            Scale {
                enterprises: 1,
                size: 0.0
            }
        );
    }
}
