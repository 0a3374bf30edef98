//! Which of the park's own enterprises move its indicators, and whose size changed most.

use std::collections::BTreeMap;

use anyhow::Result;
use rust_xlsxwriter::{ChartType, Workbook};

use super::facts::{Facts, Size};
use crate::definitions::{Direction, Indicator, Language, is_percentage};
use crate::report::charts::{Look, add_series, chart};
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::{ACCENT, Shape, Tone};
use crate::report::view::Enterprise;
use crate::tables::{AssessmentRow, Mark, MoverRow};

/// Indicators that are explained: all with a mark, and those with the greatest weights up to this number.
const INDICATORS: usize = 7;
/// Enterprises shown that raise an indicator, and as many that lower it.
const MOVERS: usize = 4;
/// Enterprises shown that grew most, and as many that shrank most.
const CHANGES: usize = 8;

pub(super) fn write(facts: &Facts, workbook: &mut Workbook) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        facts.say("为什么", "Why"),
        &facts.sheet_title(
            "为什么：哪些企业在起作用",
            "why: the enterprises behind the figures",
        ),
        facts.language(),
    )?;
    sheet.note(facts.say(
        "影响 = 园区现值 − 去掉该企业两年数据后的值；越低越好的指标符号相反。正数表示该企业使指标变好。",
        "Effect = the park's value less its value without the enterprise's figures of both years; the sign is reversed where less is better. Above 0 the enterprise makes the indicator better.",
    ));
    sheet.inside();
    if let Some(size) = facts.size(false) {
        changes(facts, &mut sheet, &size)?;
    }
    movers(facts, &mut sheet)?;
    sheet.finish()
}

fn movers(facts: &Facts, sheet: &mut SheetWriter) -> Result<()> {
    let columns = [
        Column::text(facts.say("作用", "Effect is")),
        Column::text(facts.say("企业", "Enterprise")).most(40.0),
        Column::text(facts.say("主导产业", "Leading industry")).most(34.0),
        Column::code(facts.say("统一社会信用代码", "Credit code")),
        Column::number(facts.say("园区值", "Park")),
        Column::number(facts.say("没有该企业", "Without it")),
        Column::number(facts.say("影响", "Effect")),
        Column::number(facts.say("影响率（%）", "Effect in %")),
    ];
    let own = facts.by_code();
    let mut by_indicator: BTreeMap<&str, Vec<&MoverRow>> = BTreeMap::new();
    for row in &facts.view.results.assessed.movers {
        if row.park == facts.park.id && own.contains_key(row.credit_code.as_str()) {
            by_indicator.entry(&row.indicator).or_default().push(row);
        }
    }
    for assessed in explained(facts) {
        let (Some(indicator), Some(moved)) = (
            facts.indicator(&assessed.indicator),
            by_indicator.get(assessed.indicator.as_str()),
        ) else {
            continue;
        };
        // A count has no decimals.
        let decimals = match indicator.decimals {
            0 => 0,
            decimals => decimals.saturating_add(1),
        };
        let (up, down) = strongest(moved);
        let ups = up.into_iter().map(|row| (row, true));
        let rows: Vec<Vec<Cell>> = ups
            .chain(down.into_iter().map(|row| (row, false)))
            .filter_map(|(row, raises)| Some((row, raises, own.get(row.credit_code.as_str())?)))
            .map(|(row, raises, enterprise)| {
                vec![
                    effect_cell(facts, indicator, raises),
                    Cell::text(&enterprise.name),
                    Cell::text(facts.industry_name(&enterprise.leading_industry)),
                    Cell::text(&row.credit_code),
                    Cell::number(row.with, decimals),
                    Cell::number(row.without, decimals),
                    effect_size(facts, indicator, row.contribution, decimals),
                    Cell::signed(row.rate, 1),
                ]
            })
            .collect();
        // Where all enterprises are alike, none moves it.
        if rows.is_empty() {
            continue;
        }
        sheet.heading(&said(facts, assessed, indicator));
        sheet.table(&columns, &rows)?;
    }
    Ok(())
}

/// How much better the indicator is with the enterprise: percentages in points.
fn effect_size(facts: &Facts, indicator: &Indicator, effect: Option<f64>, decimals: u8) -> Cell {
    let shape = if is_percentage(&indicator.unit) {
        Shape::Points(decimals, facts.language())
    } else {
        Shape::Signed(decimals)
    };
    Cell::shaped(effect, shape).tone(Tone::Strong)
}

/// What an enterprise does to the indicator: where less is better, the good ones press it down.
fn effect_cell(facts: &Facts, indicator: &Indicator, better: bool) -> Cell {
    let (zh, en) = match (indicator.direction, better) {
        (Direction::More, true) => ("拉高 ▲", "raises it ▲"),
        (Direction::More, false) => ("拉低 ▼", "lowers it ▼"),
        (Direction::Less, true) => ("压低（有利）▲", "lowers it (better) ▲"),
        (Direction::Less, false) => ("推高（不利）▼", "raises it (worse) ▼"),
    };
    let tone = if better { Tone::Good } else { Tone::Bad };
    Cell::text(facts.say(zh, en)).tone(tone)
}

/// An indicator in one line: value, points, mark.
fn said(facts: &Facts, assessed: &AssessmentRow, indicator: &Indicator) -> String {
    let wording = facts.wording();
    let language = facts.language();
    let label = indicator.label.get(language);
    let value = wording.quantity(indicator, assessed.value.unwrap_or_default());
    let won = assessed
        .score
        .map_or_else(|| "—".to_owned(), |score| wording.number(score, 1));
    let all = wording.number(assessed.max_score, 1);
    let mark = match assessed.mark {
        Mark::Strength => facts.say("，强项", ", a strength"),
        Mark::Weakness => facts.say("，弱项", ", a weakness"),
        Mark::None => "",
    };
    match language {
        Language::Zh => format!("{label}：{value}，得 {won} / {all} 分{mark}"),
        Language::En => format!("{label}: {value}, {won} of {all} points{mark}"),
    }
}

/// The indicators that are explained, in the order of the profile.
fn explained<'a>(facts: &Facts<'a>) -> Vec<&'a AssessmentRow> {
    let moved = |id: &str| {
        facts
            .indicator(id)
            .is_some_and(|indicator| !indicator.from_zone_form())
    };
    let mut by_weight: Vec<_> = facts
        .rows
        .iter()
        .filter(|row| row.value.is_some() && moved(&row.indicator))
        .collect();
    by_weight.sort_by(|a, b| {
        (b.mark != Mark::None)
            .cmp(&(a.mark != Mark::None))
            .then_with(|| b.weight.total_cmp(&a.weight))
    });
    let chosen: Vec<&str> = by_weight
        .iter()
        .take(INDICATORS)
        .map(|row| row.indicator.as_str())
        .collect();
    facts
        .rows
        .iter()
        .copied()
        .filter(|row| chosen.contains(&row.indicator.as_str()))
        .collect()
}

/// The enterprises that raise an indicator most, and those that lower it most.
fn strongest<'r>(moved: &[&'r MoverRow]) -> (Vec<&'r MoverRow>, Vec<&'r MoverRow>) {
    let effect = |row: &MoverRow| row.contribution.unwrap_or_default();
    let mut up: Vec<&MoverRow> = moved.iter().copied().filter(|r| effect(r) > 0.0).collect();
    let mut down: Vec<&MoverRow> = moved.iter().copied().filter(|r| effect(r) < 0.0).collect();
    up.sort_by(|a, b| effect(b).total_cmp(&effect(a)));
    down.sort_by(|a, b| effect(a).total_cmp(&effect(b)));
    up.truncate(MOVERS);
    down.truncate(MOVERS);
    (up, down)
}

/// An enterprise whose size is known in one of the two periods.
struct Change<'f> {
    enterprise: &'f Enterprise,
    now: Option<f64>,
    before: Option<f64>,
}

impl Change<'_> {
    fn difference(&self) -> f64 {
        self.now.unwrap_or_default() - self.before.unwrap_or_default()
    }
}

fn changes(facts: &Facts, sheet: &mut SheetWriter, size: &Size) -> Result<()> {
    sheet.heading(&match facts.language() {
        Language::Zh => format!("增减最多的企业：{}", size.header),
        Language::En => format!("Greatest changes: {}", size.header),
    });
    if facts.view.results.previous.is_none() {
        sheet.note(facts.say("没有上年数据", "There is no year before"));
        return Ok(());
    }
    let own = facts.by_code();
    let mut changes: Vec<Change> = own
        .iter()
        .map(|(code, enterprise)| Change {
            enterprise,
            now: facts.view.measure(code, &size.measure.id),
            before: facts.view.previous_measure(code, &size.measure.id),
        })
        .filter(|change| change.difference() != 0.0)
        .collect();
    changes.sort_by(|a, b| b.difference().total_cmp(&a.difference()));
    let grown: Vec<&Change> = changes
        .iter()
        .filter(|change| change.difference() > 0.0)
        .take(CHANGES)
        .collect();
    let shrunk: Vec<&Change> = changes
        .iter()
        .rev()
        .filter(|change| change.difference() < 0.0)
        .take(CHANGES)
        .collect();
    let columns = [
        Column::text(facts.say("增减", "Change is")),
        Column::text(facts.say("企业", "Enterprise")).most(40.0),
        Column::text(facts.say("主导产业", "Leading industry")).most(34.0),
        Column::code(facts.say("统一社会信用代码", "Credit code")),
        Column::number(facts.say("上年", "Last year")),
        Column::number(facts.say("本期", "This period")),
        Column::number(facts.say("增减额", "Change")),
        Column::number(facts.say("增速", "Growth in %")),
        Column::text(facts.say("本期报表", "Record")),
    ];
    let rows: Vec<Vec<Cell>> = grown
        .iter()
        .chain(shrunk.iter().rev())
        .map(|change| {
            let grown = change.difference() > 0.0;
            let growth = change
                .now
                .zip(change.before)
                .map(|(now, before)| 100.0 * (now - before) / before.abs());
            let record = facts.view.status_word(change.enterprise.status);
            vec![
                if grown {
                    Cell::text(facts.say("增加 ▲", "more ▲")).tone(Tone::Good)
                } else {
                    Cell::text(facts.say("减少 ▼", "less ▼")).tone(Tone::Bad)
                },
                Cell::text(&change.enterprise.name),
                Cell::text(facts.industry_name(&change.enterprise.leading_industry)),
                Cell::text(&change.enterprise.credit_code),
                size.cell(change.before),
                size.cell(change.now),
                size.change(Some(change.difference())).tone(Tone::Strong),
                Cell::signed(growth, 1),
                Cell::text(record).tone_if(!change.enterprise.used, Tone::Query),
            ]
        })
        .collect();
    let area = sheet.table(&columns, &rows)?;
    if rows.is_empty() {
        return Ok(());
    }
    sheet.note(facts.say(
        "“未报”“退回”的企业本期按 0 计，不一定是真实减少：先催报、更正，再下结论。",
        "An enterprise without a usable record counts as 0 here, which need not be a real fall: get the record first.",
    ));
    sheet.skip(1);
    let height = 130 + 26 * u32::try_from(rows.len())?;
    let mut bars = chart(&Look {
        kind: ChartType::Bar,
        title: &match facts.language() {
            Language::Zh => format!("增减额：{}", size.header),
            Language::En => format!("Change: {}", size.header),
        },
        categories: "",
        values: "",
        size: (860, height),
        legend: false,
    });
    bars.category_axis()
        .set_label_position(rust_xlsxwriter::ChartAxisLabelPosition::Low);
    add_series(
        &mut bars,
        &area.header(6),
        &area.column(1),
        &area.column(6),
        ACCENT,
        Some("#,##0"),
    );
    sheet.chart(&bars, 0, height)
}
