//! What the parks contribute to the total score (leave one park out).

use anyhow::Result;
use rust_xlsxwriter::{ChartType, Workbook};

use super::scored_index::ScoredIndex;
use crate::definitions::Language;
use crate::report::charts::{Look, add_series, chart};
use crate::report::reference_source::write_source;
use crate::report::sheet::{Cell, Column};
use crate::report::style::{ACCENT, SERIES, Tone};
use crate::tables::ParkContributionRow;

/// Bars in the chart: as many as a printed page can hold.
const SHOWN_BARS: usize = 40;

pub(super) fn write(index: &ScoredIndex, workbook: &mut Workbook) -> Result<()> {
    let view = index.view;
    let mut sheet = super::add_sheet(
        index,
        workbook,
        view.say("园区贡献", "Parks"),
        view.say("园区对得分的贡献", "What the parks contribute"),
    )?;
    write_source(index.view, &mut sheet);
    sheet.note(view.say(
        "贡献 = 全区得分 − 去掉该园区后的得分（两年都去掉，连同面积等属性），折算为总分的分数；正值表示该园区拉高这项指标。",
        "Contribution = the zone's score − the score of the zone without the park (in both years, with its attributes), in points of the total; above 0 the park pulls the indicator up.",
    ));
    if view.results.aggregated.has_estimates() {
        sheet.note(view.say(
            "季度中各园区按各自的季节推算全年，各园区之和不等于全区的估计数。",
            "In a quarter each park's year is estimated by its own season: the parks do not add up to the zone's estimate.",
        ));
    }
    let contributions: Vec<&ParkContributionRow> = view
        .results
        .evaluated
        .park_contributions
        .iter()
        .filter(|row| row.index == index.definition.id)
        .collect();
    let parks = view.parks();
    let of = |park: &str, indicator: &str| {
        contributions
            .iter()
            .find(|row| row.park == park && row.indicator == indicator)
            .and_then(|row| row.score)
    };
    let sum = |park: &str| {
        let scores: Vec<f64> = contributions
            .iter()
            .filter(|row| row.park == park)
            .filter_map(|row| row.score)
            .collect();
        (!scores.is_empty()).then(|| scores.iter().sum::<f64>())
    };
    let mut columns = vec![
        Column::text(view.say("指标", "Indicator")).most(46.0),
        Column::text(view.say("计量单位", "Unit")),
        Column::number(view.say("全区值", "Zone")),
    ];
    columns.extend(parks.iter().map(|(_, name)| Column::number(*name)));
    let signed = |value: Option<f64>| {
        Cell::signed(value, 3).tone(match value {
            Some(value) if value > 0.0 => Tone::Good,
            Some(value) if value < 0.0 => Tone::Bad,
            _ => Tone::Plain,
        })
    };
    let mut leaves: Vec<_> = index
        .definition
        .leaves()
        .filter(|(_, id)| parks.iter().any(|(park, _)| of(park, id).is_some()))
        .collect();
    // Where the parks are furthest apart comes first: it is what the chart shows.
    let spread = |id: &str| {
        let scores = parks.iter().filter_map(|(park, _)| of(park, id));
        let (low, high) = scores.fold((0.0_f64, 0.0_f64), |(low, high), score| {
            (low.min(score), high.max(score))
        });
        high - low
    };
    leaves.sort_by(|a, b| spread(b.1).total_cmp(&spread(a.1)));
    let mut rows: Vec<Vec<Cell>> = leaves
        .into_iter()
        .map(|(node, id)| {
            let indicator = view.results.definitions.indicator(id);
            let mut row = vec![
                Cell::text(format!("{} {}", node.id, index.label(node))),
                Cell::text(view.unit(indicator.map_or("", |indicator| &indicator.unit))),
                Cell::number(view.value(view.zone_id(), id), view.decimals(id)),
            ];
            row.extend(parks.iter().map(|(park, _)| signed(of(park, id))));
            row
        })
        .collect();
    let counted = rows.len();
    let mut total = vec![
        Cell::text(view.say("合计", "Sum")).tone(Tone::Strong),
        Cell::blank(),
        Cell::blank(),
    ];
    total.extend(
        parks
            .iter()
            .map(|(park, _)| Cell::signed(sum(park), 3).tone(Tone::Strong)),
    );
    rows.push(total);
    let area = sheet.main_table(&columns, &rows, 1)?;
    if counted > 0 {
        sheet.skip(1);
        let shown = counted.min(SHOWN_BARS / parks.len().max(1)).max(1);
        let height = 150 + 12 * u32::try_from(shown * parks.len())?;
        let mut bars = chart(&Look {
            kind: ChartType::Bar,
            title: &match view.language {
                Language::Zh => format!("各园区贡献差别最大的 {shown} 项指标"),
                Language::En => format!("The {shown} indicators in which the parks differ most"),
            },
            categories: "",
            values: view.say("总分的分数", "Points of the total"),
            size: (960, height),
            legend: true,
        });
        bars.category_axis()
            .set_label_position(rust_xlsxwriter::ChartAxisLabelPosition::Low);
        let last = u32::try_from(shown)? - 1;
        for (position, _) in parks.iter().enumerate() {
            let column = u16::try_from(3 + position)?;
            add_series(
                &mut bars,
                &area.header(column),
                &area.part(0, 0, last),
                &area.part(column, 0, last),
                SERIES
                    .get(position % SERIES.len())
                    .copied()
                    .unwrap_or(ACCENT),
                None,
            );
        }
        sheet.chart(&bars, 0, height)?;
    }
    sheet.finish()
}
