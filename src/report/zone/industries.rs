//! Leading industries: scale, growth, and where they are.

use anyhow::Result;
use rust_xlsxwriter::{ChartType, Workbook};

use crate::definitions::{Language, Measure};
use crate::report::charts::{Look, add_series, chart};
use crate::report::growth::growth_cell;
use crate::report::response::share;
use crate::report::sheet::{Area, Cell, Column, SheetWriter};
use crate::report::style::{ACCENT, SERIES, Tone};
use crate::report::view::View;
use crate::tables::IndustryRow;

pub(super) fn write(view: &View, workbook: &mut Workbook) -> Result<()> {
    let rows = &view.results.assessed.industries;
    let Some(measure) = view.size() else {
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
        "产业按名录库的主导产业归类；规模为采用企业之和。区位商 = 该产业在园区的份额 ÷ 在全区的份额，大于 1 表示集聚。",
        "Industries as the register counts the enterprises; scale is the sum of the records used. Location quotient = the industry's share in the park ÷ its share in the zone; above 1 it gathers there.",
    ));
    let mut zone: Vec<&IndustryRow> = rows
        .iter()
        .filter(|row| row.unit == view.zone_id())
        .collect();
    sheet.note(&view.outside_note());
    // Largest first; those without an industry at the end.
    zone.sort_by(|a, b| {
        let size = |row: &IndustryRow| row.value.unwrap_or(0.0);
        a.industry
            .is_empty()
            .cmp(&b.industry.is_empty())
            .then(size(b).total_cmp(&size(a)))
            .then(a.industry.cmp(&b.industry))
    });
    let of = |park: &str, industry: &str| {
        rows.iter()
            .find(|row| row.unit == park && row.industry == industry)
    };
    sheet.heading(view.say("全区规模与增长", "Scale and growth in the zone"));
    let area = scale(view, &mut sheet, measure, &zone, |park, industry| {
        of(park, industry)?.value
    })?;
    bars(view, &mut sheet, &area, zone.len())?;
    sheet.heading(view.say(
        "各园区：规模与区位商",
        "The parks: scale and location quotient",
    ));
    by_park(view, &mut sheet, measure, &zone, |park, industry| {
        of(park, industry)
    })?;
    sheet.finish()
}

/// Whether a reader from outside may not see an industry's figures in a unit.
fn is_hidden(view: &View, unit: &str, industry: &str) -> bool {
    view.published.hides_industry(None, unit, industry)
}

fn name_cell(view: &View, row: &IndustryRow) -> Cell {
    if row.industry.is_empty() {
        Cell::text(view.say("（未归类）", "(none)")).tone(Tone::Muted)
    } else {
        Cell::text(view.industry_name(&row.industry))
    }
}

/// Scale, growth, share of the zone, and how the share is made up of the parks'.
fn scale(
    view: &View,
    sheet: &mut SheetWriter,
    measure: &Measure,
    zone: &[&IndustryRow],
    of: impl Fn(&str, &str) -> Option<f64>,
) -> Result<Area> {
    let mut columns = vec![
        Column::text(view.say("主导产业", "Leading industry")),
        Column::number(view.say("企业数", "Enterprises")),
        Column::number(view.measure_with_unit(measure)),
        Column::number(view.say("上年", "Year before")),
        Column::number(view.say("增长", "Growth")),
        Column::number(view.say("占全区（%）", "Share of the zone (%)")),
    ];
    for (_, park) in view.parks() {
        columns.push(Column::number(match view.language {
            Language::Zh => format!("其中：{park}"),
            Language::En => format!("of which {park}"),
        }));
    }
    let total: f64 = zone.iter().filter_map(|row| row.value).sum();
    let rows: Vec<Vec<Cell>> = zone
        .iter()
        .map(|row| {
            let mut cells = vec![name_cell(view, row)];
            if is_hidden(view, view.zone_id(), &row.industry) {
                cells.extend((0..5).map(|_| view.suppressed()));
            } else {
                cells.extend([
                    Cell::whole(row.enterprises),
                    Cell::number(row.value, 0).tone(Tone::Strong),
                    Cell::number(row.previous, 0),
                    growth_cell(row.growth),
                    Cell::number(row.share, 1),
                ]);
            }
            cells.extend(view.parks().iter().map(|(park, _)| {
                if is_hidden(view, park, &row.industry) {
                    return view.suppressed();
                }
                let part = of(park, &row.industry).and_then(|value| share(value, total));
                Cell::number(part, 1)
            }));
            cells
        })
        .collect();
    sheet.table(&columns, &rows)
}

fn by_park<'r>(
    view: &View,
    sheet: &mut SheetWriter,
    measure: &Measure,
    zone: &[&IndustryRow],
    of: impl Fn(&str, &str) -> Option<&'r IndustryRow>,
) -> Result<()> {
    let mut columns = vec![Column::text(view.say("主导产业", "Leading industry"))];
    for (_, park) in view.parks() {
        columns.push(Column::number(view.with_unit(park, &measure.unit)));
        columns.push(Column::number(view.say("区位商", "Quotient")));
    }
    let rows: Vec<Vec<Cell>> = zone
        .iter()
        .map(|row| {
            let mut cells = vec![name_cell(view, row)];
            for (park, _) in view.parks() {
                if is_hidden(view, park, &row.industry) {
                    cells.extend([view.suppressed(), view.suppressed()]);
                    continue;
                }
                let found = of(park, &row.industry);
                // The quotient would give the industry's size in the zone away.
                let shown = !is_hidden(view, view.zone_id(), &row.industry);
                let quotient = found
                    .filter(|_| shown)
                    .and_then(|found| found.location_quotient);
                let gathers = quotient.is_some_and(|quotient| quotient > 1.0);
                cells.push(Cell::number(found.and_then(|found| found.value), 0));
                cells.push(Cell::number(quotient, 2).tone_if(gathers, Tone::Good));
            }
            cells
        })
        .collect();
    sheet.table(&columns, &rows)?;
    Ok(())
}

fn bars(view: &View, sheet: &mut SheetWriter, area: &Area, industries: usize) -> Result<()> {
    if industries == 0 {
        return Ok(());
    }
    sheet.skip(1);
    let height = 130 + 26 * u32::try_from(industries)?;
    let mut stacked = chart(&Look {
        kind: ChartType::BarStacked,
        title: view.say(
            "主导产业占全区的份额，按园区",
            "Leading industries' shares of the zone, by park",
        ),
        categories: "",
        values: view.say("占全区（%）", "Share of the zone (%)"),
        size: (960, height),
        legend: true,
    });
    stacked.value_axis().set_min(0).set_num_format("0");
    for (position, _) in view.parks().iter().enumerate() {
        let column = u16::try_from(6 + position)?;
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
    sheet.chart(&stacked, 0, height)
}
