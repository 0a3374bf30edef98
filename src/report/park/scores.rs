//! Every indicator of the profile: value, standard, points, mark and why.

use anyhow::Result;
use rust_xlsxwriter::utility::{row_col_to_cell, row_col_to_cell_absolute};
use rust_xlsxwriter::{
    ChartRange, Color, ConditionalFormatDataBar, ConditionalFormatType, Workbook,
};

use super::facts::Facts;
use crate::assess::TOTAL;
use crate::definitions::{Direction, Indicator, Language, Method, ProfileIndicator};
use crate::report::carried;
use crate::report::growth::changed;
use crate::report::sheet::{Area, Cell, Column, SheetWriter};
use crate::report::style::{Shape, Tone};
use crate::tables::AssessmentRow;

/// Columns of the table of indicators that formulas read: points, share of them, won, lost.
const WEIGHT: u16 = 3;
const ACHIEVED: u16 = 7;
const WON: u16 = 10;
const LOST: u16 = 11;
/// Column of the total in the table below.
const TOTAL_VALUE: u16 = 3;

/// Where the chart of groups finds its cells.
pub(super) struct Charted {
    /// Name of the sheet.
    pub(super) sheet: &'static str,
    /// Cell of the total score.
    pub(super) total: Option<String>,
    /// Cells of the table of indicators.
    pub(super) table: String,
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
    carried::note(facts.view, &mut sheet);
    if facts.rows.is_empty() {
        sheet.banner(facts.say(
            "本园区没有评价方案，因此没有评分",
            "The park has no assessment profile, so there are no scores",
        ));
    }
    sheet.inside();
    let table = indicators(facts, &mut sheet)?;
    let total = total(facts, &mut sheet, &table)?;
    let groups = groups(facts, &mut sheet, &table)?;
    sheet.finish()?;
    let last = row_col_to_cell_absolute(table.last, 13);
    Ok(Charted {
        sheet: facts.say("指标评分", "Scores"),
        total: total.map(|row| row_col_to_cell_absolute(row, TOTAL_VALUE)),
        table: format!("{}:{last}", row_col_to_cell_absolute(table.first - 1, 0)),
        groups: groups.column(0),
        own: (groups.header(4), groups.column(4)),
        mean: (groups.header(5), groups.column(5)),
        count: facts.groups().len(),
    })
}

fn indicators(facts: &Facts, sheet: &mut SheetWriter) -> Result<Area> {
    let columns = [
        Column::text(facts.say("分组", "Group")).most(16.0),
        Column::text(facts.say("指标", "Indicator")).most(38.0),
        Column::text(facts.say("单位", "Unit")).most(20.0),
        Column::number(facts.say("分值", "Points")),
        Column::number(facts.say("本期值", "Value")),
        Column::number(facts.say("目标", "Target")),
        Column::text(facts.say("评判标准", "Standard")).most(22.0),
        Column::number(facts.say("得分率", "Achieved")),
        Column::number(facts.say("上年", "Last year")),
        Column::number(facts.say("变化", "Change")),
        Column::number(facts.say("得分", "Points won")),
        Column::number(facts.say("失分", "Points lost")),
        Column::text(facts.say("标记", "Mark")),
        Column::number(facts.say("园区名次", "Rank")),
    ];
    let first = sheet.row() + 1;
    let mut rows = Vec::new();
    for row in &facts.rows {
        let (Some(indicator), Some(judged)) = (
            facts.indicator(&row.indicator),
            facts.judged(&row.indicator),
        ) else {
            continue;
        };
        let place = first + u32::try_from(rows.len())?;
        rows.push(cells(facts, row, indicator, judged, place));
    }
    let area = sheet.main_table(&columns, &rows, 2)?;
    if !rows.is_empty() {
        sheet.worksheet().add_conditional_format(
            area.first,
            ACHIEVED,
            area.last,
            ACHIEVED,
            &bar(),
        )?;
        sheet
            .worksheet()
            .add_conditional_format(area.first, LOST, area.last, LOST, &lost_bar())?;
    }
    Ok(area)
}

/// The total as the reader can follow it: points won, points that could be judged, bonuses and deductions.
fn total(facts: &Facts, sheet: &mut SheetWriter, table: &Area) -> Result<Option<u32>> {
    let Some(total) = facts.total() else {
        return Ok(None);
    };
    let range = |column: u16| {
        let (first, last) = (
            row_col_to_cell(table.first, column),
            row_col_to_cell(table.last, column),
        );
        format!("{first}:{last}")
    };
    sheet.heading(facts.say("总分的算法", "How the total comes about"));
    let columns = [
        Column::text(facts.say("分组", "Item")).most(16.0),
        Column::text(facts.say("说明", "What it is")).most(38.0),
        Column::text(facts.say("依据值", "Value")).most(20.0),
        Column::number(facts.say("分", "Points")),
    ];
    let line = |name: &str, what: &str, value: Cell, points: Cell| {
        vec![Cell::text(name), Cell::text(what), value, points]
    };
    let first = sheet.row() + 1;
    let points = |column: u16| row_col_to_cell(first + u32::from(column), TOTAL_VALUE);
    let mut rows = vec![
        line(
            facts.say("得分", "Won"),
            facts.say("各指标得分合计", "points won by all indicators"),
            Cell::blank(),
            Cell::formula(format!("=SUM({})", range(WON)), total.won, Shape::Number(1)),
        ),
        line(
            facts.say("可评分值", "Judged"),
            facts.say(
                "有数据的指标的分值合计",
                "points of the indicators with a value",
            ),
            Cell::blank(),
            Cell::formula(
                format!("=SUMIF({},\">=0\",{})", range(WON), range(WEIGHT)),
                total.judged,
                Shape::Number(1),
            ),
        ),
    ];
    for row in facts
        .view
        .results
        .assessed
        .adjustments
        .iter()
        .filter(|row| row.park == facts.park.id)
    {
        let given = row.points != 0.0;
        let value = row
            .value
            .map_or_else(String::new, |value| facts.wording().number(value, 1));
        rows.push(line(
            if row.possible > 0.0 {
                facts.say("加分", "Bonus")
            } else {
                facts.say("减分", "Deduction")
            },
            facts.language().choose(&row.label, &row.label_en),
            Cell::text(value),
            Cell::signed(row.points, 1).tone_if(
                given,
                if row.points > 0.0 {
                    Tone::Good
                } else {
                    Tone::Bad
                },
            ),
        ));
    }
    let adjusted = u16::try_from(rows.len() - 1)?;
    let added = if adjusted > 1 {
        format!("+SUM({}:{})", points(2), points(adjusted))
    } else {
        String::new()
    };
    rows.push(
        line(
            facts.say("总分", "Total"),
            facts.say(
                "得分 ÷ 可评分值 × 100 + 加减分，不低于 0",
                "won / judged × 100 + adjustments, 0 at least",
            ),
            Cell::blank(),
            Cell::formula(
                format!("=MAX(0,{}/{}*100{added})", points(0), points(1)),
                total.score,
                Shape::Number(1),
            ),
        )
        .into_iter()
        .map(|cell| cell.tone(Tone::Strong))
        .collect(),
    );
    let area = sheet.table(&columns, &rows)?;
    sheet.note(facts.say(
        "没有数据的指标不计入；得分率 = 得分 ÷ 分值，失分 = 分值 − 得分，均为公式。",
        "Indicators without a value do not count. Achieved = won / points and lost = points − won are formulas.",
    ));
    Ok(Some(area.last))
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

/// A bar behind what is lost, as long as the points are many.
fn lost_bar() -> ConditionalFormatDataBar {
    ConditionalFormatDataBar::new()
        .set_fill_color(Color::RGB(0x00C9_CFD6))
        .set_solid_fill(true)
        .set_border_off(true)
        .set_minimum(ConditionalFormatType::Number, 0)
}

fn cells(
    facts: &Facts,
    row: &AssessmentRow,
    indicator: &Indicator,
    judged: &ProfileIndicator,
    place: u32,
) -> Vec<Cell> {
    let mut label = indicator.label.get(facts.language()).to_owned();
    if judged.characteristic {
        label.push_str(facts.say(" ★特色", " ★"));
    }
    let own = facts.view.indicator(&row.park, &row.indicator);
    let is_carried = carried::is_carried(own);
    label.push_str(carried::suffix(facts.language(), is_carried));
    let missing = if row.value.is_none() {
        facts.say("没有数据，不计入总分", "no value: not counted")
    } else if row.score.is_none() {
        facts.say(
            "没有上年数据，无法评判增长",
            "no value last year: growth cannot be judged",
        )
    } else {
        ""
    };
    let (won, weight) = (row_col_to_cell(place, WON), row_col_to_cell(place, WEIGHT));
    vec![
        Cell::text(group_name(facts, &row.group)),
        Cell::text(label).tone_if(judged.characteristic, Tone::Strong),
        Cell::text(facts.unit(&indicator.unit)),
        Cell::number(row.max_score, 1),
        Facts::value_cell(indicator, row.value)
            .tone(Tone::Strong)
            .carried_if(is_carried),
        Facts::value_cell(indicator, row.target),
        if missing.is_empty() {
            Cell::text(standard(facts, indicator, judged))
        } else {
            Cell::text(missing).tone(Tone::Muted)
        },
        Cell::formula(
            format!("={won}/{weight}*100"),
            row.score.map(|score| 100.0 * score / row.max_score),
            Shape::Percent(0),
        ),
        Facts::value_cell(indicator, row.previous),
        own.map_or_else(Cell::blank, |own| changed(facts.view, indicator, own)),
        Cell::number(row.score, 1).tone(Tone::Strong),
        Cell::formula(
            format!("={weight}-{won}"),
            row.score.map(|score| row.max_score - score),
            Shape::Number(1),
        ),
        facts.mark_cell(row.mark),
        Cell::whole(row.rank),
    ]
}

fn group_name<'a>(facts: &Facts<'a>, id: &'a str) -> &'a str {
    facts
        .profile
        .and_then(|profile| profile.groups.iter().find(|group| group.id == id))
        .map_or(id, |group| group.label.get(facts.language()))
}

/// An indicator's name; per cents carry their sign in the cell, other units stand with the name.
pub(super) fn labelled(facts: &Facts, indicator: &Indicator) -> String {
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

fn groups(facts: &Facts, sheet: &mut SheetWriter, table: &Area) -> Result<Area> {
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
    let range = |column: u16| {
        let cell = |row| row_col_to_cell_absolute(row, column);
        format!("{}:{}", cell(table.first), cell(table.last))
    };
    // The sum over the rows of the group, which the first cell of the line names.
    let sum = |column: u16, place: u32, result: f64| {
        let name = row_col_to_cell(place, 0);
        let formula = format!("=SUMIF({},{name},{})", range(0), range(column));
        Cell::formula(formula, result, Shape::Number(1))
    };
    let line = |row: &crate::tables::AssessmentTotalRow, tone: Tone, place: Option<u32>| {
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
            place.map_or(Cell::number(row.weight, 1), |place| {
                sum(WEIGHT, place, row.weight)
            }),
            place.map_or(Cell::number(row.won, 1), |place| sum(WON, place, row.won)),
            Cell::percent(row.score, 1),
            Cell::percent(facts.shown_mean_of(&row.group), 1),
            Cell::whole(row.rank),
        ];
        cells
            .map(|cell| cell.tone_if(tone != Tone::Plain, tone))
            .to_vec()
    };
    let groups = facts.groups();
    let first = sheet.row() + 1;
    let rows: Vec<Vec<Cell>> = groups
        .iter()
        .zip(first..)
        .map(|(row, place)| line(row, Tone::Plain, Some(place)))
        .collect();
    let area = sheet.table(&columns, &rows)?;
    if let Some(total) = facts.total() {
        let total = line(total, Tone::Strong, None);
        sheet.row_below(&total)?;
    }
    debug_assert!(facts.groups().iter().all(|row| row.group != TOTAL));
    Ok(area)
}
