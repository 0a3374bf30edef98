//! The parks side by side: scores, common indicators, per square kilometre, per head. No enterprise stands here.

use anyhow::Result;
use rust_xlsxwriter::{ChartRange, ChartType, Workbook};

use super::facts::Facts;
use crate::assess::TOTAL;
use crate::definitions::{Direction, Indicator};
use crate::report::carried;
use crate::report::charts::{Look, Series, add, chart};
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::{self, ACCENT, SERIES, Tone};

/// First column with a park's values.
const FIRST_PARK: u16 = 2;
/// Name of the sheet, in both languages.
const SHEET: (&str, &str) = ("与各园区比较", "Compared");

pub(super) fn write(facts: &Facts, workbook: &mut Workbook) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        facts.say(SHEET.0, SHEET.1),
        &facts.sheet_title("与各园区比较", "compared with the other parks"),
        facts.language(),
    )?;
    sheet.note(facts.say(
        "本园区列以橙色加粗显示。评价方案因园区而异，总分衡量各园区完成自身定位的程度；下方共同指标口径一致，可直接比较。名次 1 为最好。",
        "This park's column is orange and bold. Profiles differ: a total says how well a park fills its own role. The common indicators below are defined alike and can be compared. Rank 1 is best.",
    ));
    sheet.note(&facts.view.outside_note());
    carried::note(facts.view, &mut sheet);
    scores(facts, &mut sheet)?;
    for (part, indicators) in parts(facts) {
        if indicators.is_empty() {
            continue;
        }
        sheet.heading(part);
        let rows: Vec<Vec<Cell>> = indicators
            .into_iter()
            .map(|indicator| indicator_row(facts, indicator))
            .collect();
        sheet.table(&columns(facts, facts.say("全区", "Zone")), &rows)?;
    }
    sheet.finish()
}

/// Columns of every table of the sheet; `all` names the one beside the parks.
fn columns(facts: &Facts, all: &str) -> Vec<Column> {
    let mut columns = vec![
        Column::text(facts.say("指标", "Indicator")).most(52.0),
        Column::text(facts.say("单位", "Unit")).most(24.0),
    ];
    let parks = facts.view.parks();
    columns.extend(parks.iter().map(|(_, name)| Column::number(*name)));
    columns.push(Column::number(all));
    columns.push(Column::number(facts.say("本园区名次", "Rank of this park")));
    columns
}

fn own_column(facts: &Facts, park: &str, cell: Cell) -> Cell {
    cell.tone_if(park == facts.park.id, Tone::Accent)
}

/// Total and groups by park, and a chart of the totals.
fn scores(facts: &Facts, sheet: &mut SheetWriter) -> Result<()> {
    let parks = facts.view.parks();
    let Some(total) = facts.total() else {
        return Ok(());
    };
    sheet.heading(facts.say("得分", "Scores"));
    let mut rows = Vec::new();
    for own in std::iter::once(total).chain(facts.groups()) {
        let label = facts.language().choose(&own.label, &own.label_en);
        let mut row = vec![
            Cell::text(label).tone_if(own.group == TOTAL, Tone::Strong),
            Cell::text(facts.say("满分100", "of 100")),
        ];
        for (park, _) in &parks {
            let score = facts
                .totals_of(park)
                .into_iter()
                .find(|other| other.group == own.group)
                .and_then(|other| other.score);
            // Rounded, so that no value behind it can be worked out to the last digit.
            let cell = match facts.hides_score(park, &own.group) {
                true => facts.view.suppressed(),
                false => Cell::number(score.map(tenths), 1),
            };
            row.push(own_column(facts, park, cell));
        }
        let hidden = parks
            .iter()
            .any(|(park, _)| facts.hides_score(park, &own.group));
        row.push(if hidden {
            facts.view.suppressed()
        } else {
            Cell::number(facts.mean_of(&own.group).map(tenths), 1)
        });
        row.push(Cell::whole(own.rank));
        rows.push(row);
    }
    let columns = columns(facts, facts.say("各园区平均", "Mean of the parks"));
    let area = sheet.table(&columns, &rows)?;
    let name = style::sheet_name(facts.say(SHEET.0, SHEET.1));
    let last = FIRST_PARK + u16::try_from(parks.len().saturating_sub(1))?;
    let across = |row: u32| ChartRange::new_from_range(&name, row, FIRST_PARK, row, last);
    let mut bars = chart(&Look {
        kind: ChartType::Column,
        title: facts.say("各园区总分", "Total scores of the parks"),
        categories: "",
        values: "",
        size: (640, 250),
        legend: false,
    });
    bars.value_axis().set_min(0).set_max(100);
    let own = parks.iter().position(|(park, _)| *park == facts.park.id);
    add(
        &mut bars,
        &Series {
            name: &ChartRange::new_from_range(&name, area.first, 0, area.first, 0),
            categories: &across(area.first - 1),
            values: &across(area.first),
            colour: SERIES[4],
            labels: Some("0.0"),
            point_out: own.map(|own| (parks.len(), own, ACCENT)),
        },
    );
    sheet.skip(1);
    sheet.chart(&bars, 0, 250)
}

fn tenths(score: f64) -> f64 {
    (score * 10.0).round() / 10.0
}

/// Indicators to compare, by what they are compared for.
fn parts<'a>(facts: &Facts<'a>) -> Vec<(&'a str, Vec<&'a Indicator>)> {
    let definitions = facts.view.results.definitions;
    let attributes = definitions.park_attributes();
    let reads_attribute = |indicator: &Indicator| {
        indicator.formula.as_ref().is_some_and(|formula| {
            formula
                .columns()
                .iter()
                .any(|column| attributes.contains(column.as_str()))
        })
    };
    let per_head = |indicator: &Indicator| indicator.unit.ends_with("/人");
    let profiles_with = |indicator: &Indicator| {
        definitions
            .profiles
            .iter()
            .filter(|profile| {
                profile
                    .indicators
                    .iter()
                    .any(|judged| judged.indicator == indicator.id)
            })
            .count()
    };
    let headline = facts.view.headline();
    let is_headline = |indicator: &Indicator| headline.iter().any(|h| h.id == indicator.id);
    let compared: Vec<&Indicator> = definitions
        .indicators
        .iter()
        .filter(|indicator| indicator.parks)
        .filter(|indicator| {
            facts
                .view
                .parks()
                .iter()
                .any(|(park, _)| facts.view.value(park, &indicator.id).is_some())
        })
        .collect();
    let choose = |wanted: &dyn Fn(&Indicator) -> bool| -> Vec<&Indicator> {
        compared
            .iter()
            .copied()
            .filter(|indicator| wanted(indicator))
            .collect()
    };
    let language = facts.language();
    vec![
        (
            language.choose("主要指标", "Headline indicators"),
            headline.clone(),
        ),
        (
            language.choose("共同指标", "Common indicators"),
            choose(&|i| {
                profiles_with(i) > 1 && !is_headline(i) && !reads_attribute(i) && !per_head(i)
            }),
        ),
        (
            language.choose("本园区特色指标", "Of this park's profile only"),
            choose(&|i| {
                profiles_with(i) == 1
                    && facts.judged(&i.id).is_some()
                    && !is_headline(i)
                    && !reads_attribute(i)
                    && !per_head(i)
            }),
        ),
        (
            language.choose("单位面积", "Per square kilometre"),
            choose(&|i| reads_attribute(i) && !is_headline(i)),
        ),
        (
            language.choose("人均", "Per employee"),
            choose(&|i| per_head(i) && !is_headline(i)),
        ),
    ]
}

fn indicator_row(facts: &Facts, indicator: &Indicator) -> Vec<Cell> {
    let parks = facts.view.parks();
    let mut row = vec![
        Cell::text(match indicator.direction {
            Direction::More => carried::name(facts.view, indicator),
            Direction::Less => format!(
                "{}{}",
                carried::name(facts.view, indicator),
                facts.say("（越低越好）", " (less is better)")
            ),
        }),
        Cell::text(facts.unit(&indicator.unit)),
    ];
    let of = |unit: &str| {
        if facts
            .view
            .published
            .hides_indicator(None, unit, &indicator.id)
        {
            facts.view.suppressed()
        } else {
            carried::value_cell(facts.view, unit, indicator)
        }
    };
    for (park, _) in &parks {
        row.push(own_column(facts, park, of(park)));
    }
    row.push(of(facts.view.zone_id()));
    let some_hidden = parks.iter().any(|(park, _)| {
        facts
            .view
            .published
            .hides_indicator(None, park, &indicator.id)
    });
    row.push(if some_hidden {
        facts.view.suppressed()
    } else {
        Cell::whole(rank(facts, indicator))
    });
    row
}

/// Rank of the park among the parks: 1 is best, ties share the best rank.
fn rank(facts: &Facts, indicator: &Indicator) -> Option<i64> {
    let own = facts.view.value(&facts.park.id, &indicator.id)?;
    let better = facts
        .view
        .parks()
        .iter()
        .filter_map(|(park, _)| facts.view.value(park, &indicator.id))
        .filter(|other| {
            let gap = match indicator.direction {
                Direction::More => other - own,
                Direction::Less => own - other,
            };
            gap > 1e-9
        })
        .count();
    i64::try_from(better + 1).ok()
}
