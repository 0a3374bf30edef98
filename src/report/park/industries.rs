//! The park's industries: scale, growth, share, and how far they gather here.

use anyhow::Result;
use rust_xlsxwriter::{ChartAxisLabelPosition, ChartType, Workbook};

use super::facts::Facts;
use crate::definitions::Language;
use crate::report::charts::{Look, add_series, chart};
use crate::report::sheet::{Area, Cell, Column, SheetWriter};
use crate::report::style::{ACCENT, SERIES, Tone};
use crate::tables::IndustryRow;

/// Writes the sheet; returns where its rows stand, for a chart.
pub(super) fn write(facts: &Facts, workbook: &mut Workbook) -> Result<Option<Area>> {
    let mut sheet = SheetWriter::add(
        workbook,
        facts.say("产业", "Industries"),
        &facts.sheet_title("产业", "industries"),
        facts.language(),
    )?;
    sheet.note(facts.say(
        "企业按名录库的“主导产业”归类。区位商 = 该产业在本园区的占比 ÷ 在全区的占比：大于 1 说明在此集聚。定位产业由评价方案列出。",
        "Enterprises are counted to the leading industry that the register names. Location quotient = the industry's share here over its share in the zone: above 1 it gathers here. Leading industries are those of the park's profile.",
    ));
    sheet.inside();
    let Some(size) = facts.size(true) else {
        sheet.banner(facts.say(
            "流水线文件没有指定规模指标（overview.size），因此没有产业数据",
            "The pipeline names no measure of size (overview.size), so there are no figures by industry",
        ));
        sheet.finish()?;
        return Ok(None);
    };
    let own: Vec<&IndustryRow> = facts
        .view
        .results
        .assessed
        .industries
        .iter()
        .filter(|row| row.unit == facts.park.id)
        .collect();
    for sentence in said(facts, &own) {
        sheet.banner(&sentence);
    }
    sheet.skip(1);
    let columns = [
        Column::text(facts.say("产业", "Industry")).most(34.0),
        Column::text(facts.say("园区定位", "Leading")),
        Column::number(facts.say("企业数", "Enterprises")),
        Column::number(&size.header),
        Column::number(facts.say("上年", "Last year")),
        Column::number(facts.say("增速（%）", "Growth (%)")),
        Column::number(facts.say("占本园区（%）", "Share of the park (%)")),
        Column::number(facts.say("占全区该产业（%）", "Share of the zone's (%)")),
        Column::number(facts.say("区位商", "Location quotient")),
    ];
    let rows: Vec<Vec<Cell>> = own
        .iter()
        .map(|row| {
            // Both would give the industry's size in the zone away.
            let hidden = facts.hides_industry(facts.view.zone_id(), &row.industry);
            let gathers = row.location_quotient.is_some_and(|quotient| quotient > 1.0);
            vec![
                Cell::text(facts.industry_name(&row.industry))
                    .tone_if(row.leading, Tone::Strong)
                    .tone_if(row.industry.is_empty(), Tone::Muted),
                if row.leading {
                    Cell::text(facts.say("是", "yes")).tone(Tone::Good)
                } else {
                    Cell::blank()
                },
                Cell::whole(row.enterprises),
                size.cell(row.value),
                size.cell(row.previous),
                Cell::signed(row.growth, 1),
                Cell::number(row.share, 1),
                if hidden {
                    facts.view.suppressed()
                } else {
                    Cell::number(row.zone_share, 1)
                },
                if hidden {
                    facts.view.suppressed()
                } else {
                    Cell::number(row.location_quotient, 2)
                        .tone_if(gathers && !row.industry.is_empty(), Tone::Good)
                },
            ]
        })
        .collect();
    let area = sheet.table(&columns, &rows)?;
    if rows.is_empty() {
        sheet.finish()?;
        return Ok(None);
    }
    sheet.skip(1);
    let height = 130 + 36 * u32::try_from(rows.len())?;
    let row = sheet.row();
    let mut bars = chart(&Look {
        kind: ChartType::Bar,
        title: &size.header,
        categories: "",
        values: "",
        size: (560, height),
        legend: true,
    });
    let categories = area.column(0);
    add_series(
        &mut bars,
        &area.header(3),
        &categories,
        &area.column(3),
        ACCENT,
        Some("#,##0.0"),
    );
    add_series(
        &mut bars,
        &area.header(4),
        &categories,
        &area.column(4),
        SERIES[4],
        Some("#,##0.0"),
    );
    sheet.chart_at(&bars, row, 0)?;
    let mut growth = chart(&Look {
        kind: ChartType::Bar,
        title: facts.say("增速（%）", "Growth (%)"),
        categories: "",
        values: "",
        size: (460, height),
        legend: false,
    });
    growth
        .category_axis()
        .set_label_position(ChartAxisLabelPosition::Low);
    add_series(
        &mut growth,
        &area.header(5),
        &categories,
        &area.column(5),
        SERIES[2],
        Some("+0.0;-0.0"),
    );
    sheet.chart(&growth, 5, height)?;
    sheet.finish()?;
    Ok(Some(area))
}

/// What a director should read before the table.
fn said(facts: &Facts, own: &[&IndustryRow]) -> Vec<String> {
    let wording = facts.wording();
    let mut said = Vec::new();
    let leading: Vec<&&IndustryRow> = own.iter().filter(|row| row.leading).collect();
    let share: f64 = leading.iter().filter_map(|row| row.share).sum();
    if !leading.is_empty() {
        let share = wording.number(share, 1);
        said.push(match facts.language() {
            Language::Zh => format!("定位产业合计占本园区规模的 {share}%"),
            Language::En => format!("The park's leading industries make up {share}% of its size"),
        });
    }
    let quotients: Vec<(&&IndustryRow, f64)> = own
        .iter()
        .filter(|row| !row.industry.is_empty() && row.enterprises > 0)
        .filter(|row| !facts.hides_industry(facts.view.zone_id(), &row.industry))
        .filter_map(|row| Some((row, row.location_quotient?)))
        .collect();
    // Where every industry of the park is found here only, all quotients are the same and tell nothing.
    let least = quotients.iter().map(|(_, quotient)| *quotient);
    let least = least.fold(f64::INFINITY, f64::min);
    let gathered = quotients
        .into_iter()
        .filter(|(_, quotient)| *quotient > least + 0.005)
        .filter(|(row, quotient)| *quotient > 1.0 && row.share.is_some_and(|share| share >= 5.0))
        // The largest of those that gather alike: the rows come by size.
        .reduce(|best, row| if row.1 > best.1 + 0.005 { row } else { best });
    if let Some((row, quotient)) = gathered {
        let name = facts.industry_name(&row.industry);
        let (quotient, growth) = (
            wording.number(quotient, 2),
            row.growth.map(|growth| wording.grown(growth)),
        );
        said.push(match (facts.language(), growth) {
            (Language::Zh, Some(growth)) => {
                format!("集聚度最高的是{name}：区位商 {quotient}，规模比上年{growth}")
            }
            (Language::Zh, None) => format!("集聚度最高的是{name}：区位商 {quotient}"),
            (Language::En, Some(growth)) => {
                format!(
                    "{name} gathers most here: location quotient {quotient}, its size {growth} on last year"
                )
            }
            (Language::En, None) => {
                format!("{name} gathers most here: location quotient {quotient}")
            }
        });
    }
    let empty: Vec<String> = leading
        .iter()
        .filter(|row| row.enterprises == 0)
        .map(|row| facts.industry_name(&row.industry))
        .collect();
    if !empty.is_empty() {
        said.push(match facts.language() {
            Language::Zh => format!("定位产业中还没有企业归入：{}", empty.join("、")),
            Language::En => format!("No enterprise is counted yet to: {}", empty.join(", ")),
        });
    }
    said
}
