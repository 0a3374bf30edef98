//! Every indicator of the profile: value, standard, points, mark and why.

use anyhow::Result;
use rust_xlsxwriter::{
    ChartRange, ChartType, Color, ConditionalFormatDataBar, ConditionalFormatType, Workbook,
};

use super::facts::Facts;
use crate::assess::TOTAL;
use crate::definitions::{Direction, Indicator, Language, Method, ProfileIndicator};
use crate::report::charts::{Look, add_series, chart};
use crate::report::sheet::{Area, Cell, Column, SheetWriter};
use crate::report::style::{ACCENT, SERIES, Tone};
use crate::tables::AssessmentRow;

/// Per cent of the target at which a bar is cut: one indicator far beyond would hide all others.
const LONGEST_BAR: u32 = 200;

/// Where the chart of groups finds its cells.
pub(super) struct Charted {
    pub(super) groups: ChartRange,
    pub(super) own: (ChartRange, ChartRange),
    pub(super) mean: (ChartRange, ChartRange),
    pub(super) count: usize,
}

pub(super) fn write(facts: &Facts, workbook: &mut Workbook) -> Result<Charted> {
    let mut sheet = SheetWriter::add(
        workbook,
        facts.say("指标评分", "Scores"),
        &facts.sheet_title("指标评分", "scores by indicator"),
        facts.language(),
    )?;
    sheet.note(facts.say(
        "★ 为本园区特色指标。得分率 = 得分 ÷ 分值；强项：得分率高且领先全区；弱项：得分率低且落后全区；门槛与算法见“说明”。园区名次中 1 为最好。",
        "★ is characteristic of this park. Achieved = points won / points. A strength wins most of its points and leads the zone, a weakness wins few and trails it: thresholds and methods stand on the sheet \"Notes\". Rank 1 is the best park.",
    ));
    if facts.rows.is_empty() {
        sheet.banner(facts.say(
            "本园区没有评价方案，因此没有评分",
            "The park has no assessment profile, so there are no scores",
        ));
    }
    indicators(facts, &mut sheet)?;
    let groups = groups(facts, &mut sheet)?;
    targets(facts, &mut sheet)?;
    sheet.finish()?;
    Ok(Charted {
        groups: groups.column(0),
        own: (groups.header(4), groups.column(4)),
        mean: (groups.header(5), groups.column(5)),
        count: facts.groups().len(),
    })
}

fn indicators(facts: &Facts, sheet: &mut SheetWriter) -> Result<()> {
    let columns = [
        Column::text(facts.say("分组", "Group")).most(18.0),
        Column::text(facts.say("指标", "Indicator")).most(38.0),
        Column::number(facts.say("本期值", "Value")),
        Column::number(facts.say("上年", "Last year")),
        Column::number(facts.say("变化", "Change")),
        Column::text(facts.say("评判标准", "Standard")).most(22.0),
        Column::number(facts.say("得分率", "Achieved")),
        Column::number(facts.say("全区", "Zone")),
        Column::number(facts.say("园区名次", "Rank")),
        Column::number(facts.say("得分", "Points won")),
        Column::number(facts.say("分值", "Points")),
        Column::text(facts.say("标记", "Mark")),
        Column::text(facts.say("依据", "Why")).most(58.0),
    ];
    let mut rows = Vec::new();
    for row in &facts.rows {
        let (Some(indicator), Some(judged)) = (
            facts.indicator(&row.indicator),
            facts.judged(&row.indicator),
        ) else {
            continue;
        };
        rows.push(cells(facts, row, indicator, judged));
    }
    let area = sheet.main_table(&columns, &rows, 2)?;
    if !rows.is_empty() {
        sheet
            .worksheet()
            .add_conditional_format(area.first, 6, area.last, 6, &bar())?;
    }
    if let Some(total) = facts.total() {
        let wording = facts.wording();
        let score = total
            .score
            .map_or_else(String::new, |score| wording.number(score, 1));
        let (won, judged) = (
            wording.number(total.won, 1),
            wording.number(total.judged, 1),
        );
        sheet.note(&match facts.language() {
            Language::Zh => format!(
                "总分 {score}：可评 {judged} 分中得 {won} 分，折算为百分制；没有数据的指标不计入。"
            ),
            Language::En => format!(
                "Total {score}: {won} of the {judged} points that could be judged, on a scale of 100; indicators without a value do not count."
            ),
        });
    }
    Ok(())
}

/// A bar from 0 to 100 per cent behind the number.
pub(super) fn bar() -> ConditionalFormatDataBar {
    ConditionalFormatDataBar::new()
        .set_fill_color(Color::RGB(0x00F6_C9A6))
        .set_solid_fill(true)
        .set_border_off(true)
        .set_minimum(ConditionalFormatType::Number, 0)
        .set_maximum(ConditionalFormatType::Number, 100)
}

fn cells(
    facts: &Facts,
    row: &AssessmentRow,
    indicator: &Indicator,
    judged: &ProfileIndicator,
) -> Vec<Cell> {
    let mut label = labelled(facts, indicator);
    if judged.characteristic {
        label.push_str(facts.say(" ★特色", " ★"));
    }
    let change = row.value.zip(row.previous).map(|(now, then)| now - then);
    let why = if row.value.is_none() {
        facts
            .say("没有数据，不计入总分", "No value: not counted in the total")
            .to_owned()
    } else if row.score.is_none() {
        facts
            .say(
                "没有上年数据，无法评判增长",
                "No value last year: growth cannot be judged",
            )
            .to_owned()
    } else {
        facts.reason(row).to_owned()
    };
    let muted = row.score.is_none();
    vec![
        Cell::text(group_name(facts, &row.group)),
        Cell::text(label).tone_if(judged.characteristic, Tone::Strong),
        Facts::value_cell(indicator, row.value).tone(Tone::Strong),
        Facts::value_cell(indicator, row.previous),
        Cell::signed(change, indicator.decimals),
        Cell::text(standard(facts, indicator, judged)),
        Cell::percent(row.score.map(|score| 100.0 * score / row.max_score), 0),
        Facts::value_cell(indicator, row.zone),
        Cell::whole(row.rank),
        Cell::number(row.score, 1).tone(Tone::Strong),
        Cell::number(row.max_score, 1),
        facts.mark_cell(row.mark),
        Cell::text(why).tone_if(muted, Tone::Muted),
    ]
}

fn group_name<'a>(facts: &Facts<'a>, id: &'a str) -> &'a str {
    facts
        .profile
        .and_then(|profile| profile.groups.iter().find(|group| group.id == id))
        .map_or(id, |group| group.label.get(facts.language()))
}

/// An indicator's name; per cents carry their sign in the cell, other units stand with the name.
fn labelled(facts: &Facts, indicator: &Indicator) -> String {
    let label = indicator.label.get(facts.language());
    match (facts.unit(&indicator.unit).as_str(), facts.language()) {
        ("" | "%", _) => label.to_owned(),
        (unit, Language::Zh) => format!("{label}（{unit}）"),
        (unit, Language::En) => format!("{label} ({unit})"),
    }
}

/// What the value is judged by, in a few words.
pub(super) fn standard(facts: &Facts, indicator: &Indicator, judged: &ProfileIndicator) -> String {
    let wording = facts.wording();
    let quantity = |value: Option<f64>| {
        value.map_or_else(String::new, |value| wording.quantity(indicator, value))
    };
    let growth = |value: Option<f64>| {
        value.map_or_else(String::new, |value| {
            format!("{}%", wording.number(value, 1))
        })
    };
    let mut text = match (judged.method, facts.language()) {
        (Method::Target, Language::Zh) => format!("目标 {}", quantity(judged.target)),
        (Method::Target, Language::En) => format!("target {}", quantity(judged.target)),
        (Method::Bounds, Language::Zh) => {
            format!("区间 {} 至 {}", quantity(judged.low), quantity(judged.high))
        }
        (Method::Bounds, Language::En) => {
            format!(
                "scale {} to {}",
                quantity(judged.low),
                quantity(judged.high)
            )
        }
        (Method::Growth, Language::Zh) => {
            format!("增速 {} 至 {}", growth(judged.low), growth(judged.high))
        }
        (Method::Growth, Language::En) => {
            format!("growth {} to {}", growth(judged.low), growth(judged.high))
        }
        (Method::Rank, Language::Zh) => "按园区名次".to_owned(),
        (Method::Rank, Language::En) => "rank among the parks".to_owned(),
    };
    if judged.growth_share > 0.0 {
        let share = wording.number(100.0 * judged.growth_share, 0);
        let target = growth(judged.growth_target);
        text.push_str(&match facts.language() {
            Language::Zh => format!("；增长占 {share}%（满分增速 {target}）"),
            Language::En => format!("; {share}% for growth (all at {target})"),
        });
    }
    if indicator.direction == Direction::Less {
        text.push_str(facts.say("；越低越好", "; less is better"));
    }
    text
}

fn groups(facts: &Facts, sheet: &mut SheetWriter) -> Result<Area> {
    sheet.heading(facts.say("分组得分", "Scores by group"));
    let columns = [
        Column::text(facts.say("分组", "Group")).most(18.0),
        Column::text(facts.say("政策重点", "Highlighted by the policy")),
        Column::number(facts.say("分值", "Points")),
        Column::number(facts.say("得分", "Points won")),
        Column::number(facts.say("本园区得分率", "This park")),
        Column::number(facts.say("各园区平均", "Mean of the parks")),
        Column::number(facts.say("名次", "Rank")),
    ];
    let line = |row: &crate::tables::AssessmentTotalRow, tone: Tone| {
        let highlighted = facts
            .profile
            .and_then(|profile| profile.groups.iter().find(|group| group.id == row.group))
            .is_some_and(|group| group.highlighted);
        let cells = [
            Cell::text(facts.language().choose(&row.label, &row.label_en)),
            Cell::text(if highlighted {
                facts.say("是", "yes")
            } else {
                ""
            }),
            Cell::number(row.weight, 1),
            Cell::number(row.won, 1),
            Cell::percent(row.score, 1),
            Cell::percent(facts.mean_of(&row.group), 1),
            Cell::whole(row.rank),
        ];
        cells
            .map(|cell| cell.tone_if(tone != Tone::Plain, tone))
            .to_vec()
    };
    let groups = facts.groups();
    let rows: Vec<Vec<Cell>> = groups.iter().map(|row| line(row, Tone::Plain)).collect();
    let area = sheet.table(&columns, &rows)?;
    if let Some(total) = facts.total() {
        sheet.skip(1);
        let total = line(total, Tone::Strong);
        let name = Column::text(facts.say("合计", "All groups"));
        let mut header = vec![name];
        header.extend(columns.into_iter().skip(1));
        sheet.table(&header, &[total])?;
    }
    debug_assert!(facts.groups().iter().all(|row| row.group != TOTAL));
    Ok(area)
}

/// Values in per cent of their targets, beside the zone's: one scale for all units.
fn targets(facts: &Facts, sheet: &mut SheetWriter) -> Result<()> {
    let mut rows = Vec::new();
    for row in &facts.rows {
        let (Some(indicator), Some(judged)) = (
            facts.indicator(&row.indicator),
            facts.judged(&row.indicator),
        ) else {
            continue;
        };
        let Some(target) = judged
            .target
            .filter(|target| judged.method == Method::Target && *target > 0.0)
        else {
            continue;
        };
        let reached = |value: Option<f64>| {
            let ratio = match indicator.direction {
                Direction::More => value? / target,
                Direction::Less => target / value?,
            };
            ratio.is_finite().then_some(100.0 * ratio)
        };
        rows.push(vec![
            Cell::text(group_name(facts, &row.group)),
            Cell::text(labelled(facts, indicator)),
            Facts::value_cell(indicator, row.value).tone(Tone::Strong),
            Facts::value_cell(indicator, Some(target)),
            Cell::percent(reached(row.value), 0),
            Cell::percent(reached(row.zone), 0),
        ]);
    }
    if rows.is_empty() {
        return Ok(());
    }
    sheet.heading(facts.say("与目标相比", "Against the targets"));
    let columns = [
        Column::text(facts.say("分组", "Group")).most(18.0),
        Column::text(facts.say("指标", "Indicator")).most(38.0),
        Column::number(facts.say("本期值", "Value")),
        Column::number(facts.say("目标", "Target")),
        Column::number(facts.say("本园区", "This park")),
        Column::number(facts.say("全区", "Zone")),
    ];
    let area = sheet.table(&columns, &rows)?;
    sheet.skip(1);
    let mut bars = chart(&Look {
        kind: ChartType::Bar,
        title: facts.say(
            "完成目标的百分比（100 = 达到目标，超过 200 截断）",
            "Per cent of the target (100 = reached; cut at 200)",
        ),
        categories: "",
        values: "%",
        size: (860, 120 + 44 * u32::try_from(rows.len())?),
        legend: true,
    });
    bars.value_axis().set_min(0).set_max(LONGEST_BAR);
    let labels = Some("0\"%\"");
    let categories = area.column(1);
    add_series(
        &mut bars,
        &area.header(4),
        &categories,
        &area.column(4),
        ACCENT,
        labels,
    );
    add_series(
        &mut bars,
        &area.header(5),
        &categories,
        &area.column(5),
        SERIES[4],
        labels,
    );
    sheet.chart(&bars, 1, 120 + 44 * u32::try_from(rows.len())?)
}
