//! The parks side by side: scores, common indicators, per square kilometre, per head. No enterprise stands here.

use anyhow::Result;
use rust_xlsxwriter::{ChartRange, ChartType, Workbook};

use super::facts::Facts;
use crate::assess::TOTAL;
use crate::definitions::{Direction, Indicator, Language};
use crate::report::charts::{Look, add_series, chart};
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::{self, ACCENT, Shape, Tone};

/// First column with a park's values.
const FIRST_PARK: u16 = 3;

pub(super) fn write(facts: &Facts, workbook: &mut Workbook) -> Result<()> {
    let name = facts.say("与各园区比较", "Compared");
    let mut sheet = SheetWriter::add(
        workbook,
        name,
        &facts.sheet_title("与各园区比较", "compared with the other parks"),
        facts.language(),
    )?;
    sheet.note(facts.say(
        "本园区列以橙色加粗显示。评价方案因园区而异，总分衡量各园区完成自身定位的程度；下方共同指标口径一致，可直接比较。名次 1 为最好。",
        "This park's column is orange and bold. Profiles differ: a total says how well a park fills its own role. The common indicators below are defined alike and can be compared. Rank 1 is best.",
    ));
    let parks = facts.view.parks();
    let mut columns = vec![
        Column::text(facts.say("类别", "Part")).most(18.0),
        Column::text(facts.say("指标", "Indicator")).most(40.0),
        Column::text(facts.say("单位", "Unit")).most(20.0),
    ];
    columns.extend(parks.iter().map(|(_, name)| Column::number(*name)));
    columns.push(Column::number(facts.say("全区", "Zone")));
    columns.push(Column::number(facts.say("本园区名次", "Rank of this park")));
    let mut rows = Vec::new();
    score_rows(facts, &mut rows);
    for (part, indicators) in parts(facts) {
        for indicator in indicators {
            rows.push(indicator_row(facts, part, indicator));
        }
    }
    let area = sheet.main_table(&columns, &rows, 2)?;
    if facts.total().is_some() && !parks.is_empty() {
        let sheet_name = style::sheet_name(name);
        let last = FIRST_PARK + u16::try_from(parks.len() - 1)?;
        let across = |row: u32| ChartRange::new_from_range(&sheet_name, row, FIRST_PARK, row, last);
        let mut bars = chart(&Look {
            kind: ChartType::Column,
            title: facts.say("各园区总分", "Total scores of the parks"),
            categories: "",
            values: facts.say("分", "points"),
            size: (560, 280),
            legend: false,
        });
        bars.y_axis().set_min(0).set_max(100);
        add_series(
            &mut bars,
            &ChartRange::new_from_range(&sheet_name, area.first, 1, area.first, 1),
            &across(area.first - 1),
            &across(area.first),
            ACCENT,
            Some("0.0"),
        );
        sheet.skip(1);
        sheet.chart(&bars, 1, 280)?;
    }
    sheet.finish()
}

fn own_column(facts: &Facts, park: &str, cell: Cell) -> Cell {
    cell.tone_if(park == facts.park.id, Tone::Accent)
}

fn score_rows(facts: &Facts, rows: &mut Vec<Vec<Cell>>) {
    let parks = facts.view.parks();
    let Some(total) = facts.total() else {
        return;
    };
    for own in std::iter::once(total).chain(facts.groups()) {
        let mut row = vec![
            Cell::text(facts.say("得分", "Scores")),
            Cell::text(facts.language().choose(&own.label, &own.label_en))
                .tone_if(own.group == TOTAL, Tone::Strong),
            Cell::text(if own.group == TOTAL {
                facts.say("分", "points")
            } else {
                "%"
            }),
        ];
        for (park, _) in &parks {
            let score = facts
                .totals_of(park)
                .into_iter()
                .find(|other| other.group == own.group)
                .and_then(|other| other.score);
            row.push(own_column(facts, park, Cell::number(score, 1)));
        }
        row.push(Cell::blank());
        row.push(Cell::whole(own.rank));
        rows.push(row);
    }
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
        (language.choose("规模", "Size"), headline.clone()),
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

fn indicator_row(facts: &Facts, part: &str, indicator: &Indicator) -> Vec<Cell> {
    let parks = facts.view.parks();
    let mut row = vec![
        Cell::text(part),
        Cell::text(match (indicator.direction, facts.language()) {
            (Direction::More, language) => indicator.label.get(language).to_owned(),
            (Direction::Less, Language::Zh) => format!("{}（越低越好）", indicator.label.zh),
            (Direction::Less, Language::En) => format!("{} (less is better)", indicator.label.en),
        }),
        Cell::text(facts.unit(&indicator.unit)),
    ];
    let shape = Shape::Number(indicator.decimals);
    for (park, _) in &parks {
        let cell = Cell::shaped(facts.view.value(park, &indicator.id), shape);
        row.push(own_column(facts, park, cell));
    }
    let zone = facts.view.value(facts.view.zone_id(), &indicator.id);
    row.push(Cell::shaped(zone, shape));
    row.push(Cell::whole(rank(facts, indicator)));
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
