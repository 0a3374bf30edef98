//! The parks side by side.

use anyhow::Result;
use rust_xlsxwriter::{ChartType, Workbook};

use crate::definitions::{Indicator, is_percentage};
use crate::report::carried;
use crate::report::charts::{Look, add_series, chart, height_of_bars};
use crate::report::growth::{grown, unit_note};
use crate::report::left_out::left_out_note;
use crate::report::response::share;
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::{ACCENT, SERIES, Tone};
use crate::report::view::View;

pub(super) fn write(view: &View, workbook: &mut Workbook) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("园区对比", "Parks"),
        view.say("园区对比", "The parks side by side"),
        view.language,
    )?;
    sheet.note(&left_out_note(view, None));
    carried::note(view, &mut sheet);
    sheet.note(&view.outside_note());
    let parks = view.parks();
    let hidden = |unit: &str, indicator: &Indicator| {
        view.published.hides_indicator(None, unit, &indicator.id)
    };
    let headline: Vec<&Indicator> = view
        .headline()
        .into_iter()
        .filter(|indicator| indicator.parks)
        .collect();

    sheet.heading(view.say("主要指标：本年值", "Headline indicators: values"));
    let mut columns = vec![
        Column::text(view.say("指标", "Indicator")),
        Column::text(view.say("计量单位", "Unit")),
        Column::number(view.say("全区", "Zone")),
    ];
    columns.extend(parks.iter().map(|(_, name)| Column::number(*name)));
    let rows: Vec<Vec<Cell>> = headline
        .iter()
        .map(|indicator| {
            let mut row = vec![
                Cell::text(carried::name(view, indicator)),
                Cell::text(view.unit(&indicator.unit)),
                carried::value_cell(view, view.zone_id(), indicator).tone(Tone::Strong),
            ];
            row.extend(parks.iter().map(|(park, _)| {
                if hidden(park, indicator) {
                    return view.suppressed();
                }
                carried::value_cell(view, park, indicator)
            }));
            row
        })
        .collect();
    sheet.table(&columns, &rows)?;

    sheet.heading(view.say("主要指标：增长", "Headline indicators: growth"));
    sheet.note(unit_note(view.language));
    // The chart takes the first rows, which grow by per cent.
    let (quantities, percentages): (Vec<&Indicator>, Vec<&Indicator>) = headline
        .iter()
        .partition(|indicator| !is_percentage(&indicator.unit));
    let growth: Vec<Vec<Cell>> = quantities
        .iter()
        .chain(&percentages)
        .map(|indicator| {
            let of = |unit: &str| {
                if hidden(unit, indicator) {
                    return view.suppressed();
                }
                grown(view, indicator, view.indicator(unit, &indicator.id))
            };
            let unit = if is_percentage(&indicator.unit) {
                view.say("百分点", "pp")
            } else {
                "%"
            };
            let mut row = vec![
                Cell::text(indicator.label.get(view.language)),
                Cell::text(unit),
                of(view.zone_id()).tone(Tone::Strong),
            ];
            row.extend(parks.iter().map(|(park, _)| of(park)));
            row
        })
        .collect();
    let growth_area = sheet.table(&columns, &growth)?;

    sheet.heading(view.say(
        "可加指标：各园区占全区的比重（%）",
        "Additive indicators: the parks' shares of the zone (%)",
    ));
    let shares: Vec<Vec<Cell>> = headline
        .iter()
        .filter(|indicator| view.adds_up(&indicator.id))
        .map(|indicator| {
            let zone = view.value(view.zone_id(), &indicator.id);
            let mut row = vec![
                Cell::text(carried::name(view, indicator)),
                Cell::text("%"),
                Cell::number(zone.map(|_| 100.0), 1).tone(Tone::Strong),
            ];
            row.extend(parks.iter().map(|(park, _)| {
                if hidden(park, indicator) {
                    return view.suppressed();
                }
                let part = view.value(park, &indicator.id).zip(zone);
                Cell::number(part.and_then(|(part, whole)| share(part, whole)), 1)
            }));
            row
        })
        .collect();
    let shares_area = sheet.table(&columns, &shares)?;

    sheet.skip(1);
    let top = sheet.row();
    if !shares.is_empty() {
        let height = 150 + 40 * u32::try_from(shares.len())?;
        let mut stacked = chart(&Look {
            kind: ChartType::BarStacked,
            title: view.say("各园区占全区的比重", "The parks' shares of the zone"),
            categories: "",
            values: view.say("比重（%）", "Share (%)"),
            size: (620, height),
            legend: true,
        });
        stacked.value_axis().set_min(0).set_max(100);
        for (position, _) in parks.iter().enumerate() {
            let column = u16::try_from(3 + position)?;
            add_series(
                &mut stacked,
                &shares_area.header(column),
                &shares_area.column(0),
                &shares_area.column(column),
                colour(position),
                Some("0\"%\";;"),
            );
        }
        sheet.chart_at(&stacked, top, 0)?;
        let tall = height_of_bars(quantities.len(), parks.len());
        let mut bars = chart(&Look {
            kind: ChartType::Bar,
            title: view.say("主要指标增长", "Growth of headline indicators"),
            categories: "",
            values: view.say("比上年增长（%）", "Growth on the year before (%)"),
            size: (620, tall),
            legend: true,
        });
        bars.category_axis()
            .set_label_position(rust_xlsxwriter::ChartAxisLabelPosition::Low);
        let last = u32::try_from(quantities.len().saturating_sub(1))?;
        for (position, _) in parks.iter().enumerate() {
            let column = u16::try_from(3 + position)?;
            add_series(
                &mut bars,
                &growth_area.header(column),
                &growth_area.part(0, 0, last),
                &growth_area.part(column, 0, last),
                colour(position),
                Some("+0.0;-0.0;0.0"),
            );
        }
        sheet.chart_beside(&bars, top, 660, tall)?;
    }
    attributes(view, &mut sheet)?;
    sheet.finish()
}

fn colour(position: usize) -> rust_xlsxwriter::Color {
    SERIES
        .get(position % SERIES.len())
        .copied()
        .unwrap_or(ACCENT)
}

/// What the pipeline says of the parks themselves, and their enterprises.
fn attributes(view: &View, sheet: &mut SheetWriter) -> Result<()> {
    let definitions = view.results.definitions;
    sheet.heading(view.say("园区概况", "The parks"));
    let names: Vec<&str> = definitions.park_attributes().into_iter().collect();
    let mut columns = vec![
        Column::text(view.say("园区", "Park")),
        Column::number(view.say("采用企业数", "Enterprises used")),
        Column::number(view.say("上年采用", "Year before")),
    ];
    columns.extend(
        names
            .iter()
            .map(|name| Column::number(definitions.pipeline.attribute_name(name, view.language))),
    );
    let count = |enterprises: &[crate::report::view::Enterprise], park: &str| {
        enterprises
            .iter()
            .filter(|enterprise| enterprise.used && enterprise.park.as_deref() == Some(park))
            .count()
    };
    let rows: Vec<Vec<Cell>> = definitions
        .pipeline
        .parks
        .iter()
        .map(|park| {
            let mut row = vec![
                Cell::text(park.name.get(view.language)),
                Cell::count(count(&view.enterprises, &park.id)),
                Cell::count(count(&view.previous, &park.id)),
            ];
            row.extend(
                names
                    .iter()
                    .map(|name| Cell::number(park.attributes.get(*name).copied(), 0)),
            );
            row
        })
        .collect();
    sheet.table(&columns, &rows)?;
    Ok(())
}
