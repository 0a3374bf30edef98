//! The zone's goals in the park's workbook: how far they are reached, whether that is on track, and the park's part.

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use super::facts::Facts;
use crate::definitions::Indicator;
use crate::report::carried;
use crate::report::goal_words::{pace, verdict};
use crate::report::growth::{grown, grown_matched};
use crate::report::response::share;
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::Tone;
use crate::tables::{Basis, GoalRow};

pub(super) fn write(facts: &Facts, workbook: &mut Workbook) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        facts.say("目标", "Goals"),
        &facts.sheet_title("对全区目标的贡献", "part in the zone's goals"),
        facts.language(),
    )?;
    sheet.note(&facts.view.outside_note());
    sheet.note(facts.say(
        "完成率 = 全区值 ÷ 目标值。应完成：全年为 100%；季度按上年同季占全年的比重，上年全年不详时按每季 25%；时点数（企业数等）不按进度要求；到四季度末，目标只有达到和未达到。“超过”目标值才算达到。",
        "Achieved = the zone's value / target. Due: 100% at the end of the year; in a quarter the share that last year had by then, or 25% a quarter where last year is not known; numbers at a day have no pace; at the end of the fourth quarter a goal is reached or not. A goal is reached above its target.",
    ));
    carried::note(facts.view, &mut sheet);
    let goals = &facts.view.results.assessed.goals;
    if goals.is_empty() {
        sheet.banner(facts.say("本期没有设定目标", "No goal is set for this period"));
        return sheet.finish();
    }
    let columns = [
        Column::text(facts.say("目标", "Goal")).most(44.0),
        Column::text(facts.say("单位", "Unit")),
        Column::number(facts.say("目标值", "Target")),
        Column::number(facts.say("全区", "Zone")),
        Column::number(facts.say("完成率", "Achieved")),
        Column::number(facts.say("应完成", "Due")),
        Column::text(facts.say("进度依据", "Pace by")),
        Column::text(facts.say("结论", "Result")),
        Column::number(facts.say("本园区", "This park")),
        Column::number(facts.say("占全区", "Of the zone")),
        Column::number(facts.say("本园区增长", "Growth here")),
        Column::number(facts.say("同口径增长", "Matched growth")),
    ];
    let rows: Vec<Vec<Cell>> = goals
        .iter()
        .filter_map(|goal| Some(line(facts, goal, facts.indicator(&goal.indicator)?)))
        .collect();
    let area = sheet.main_table(&columns, &rows, 1)?;
    if !rows.is_empty() {
        sheet.worksheet().add_conditional_format(
            area.first,
            4,
            area.last,
            4,
            &super::scores::bar(),
        )?;
    }
    sheet.finish()
}

fn line(facts: &Facts, goal: &GoalRow, indicator: &Indicator) -> Vec<Cell> {
    let view = &facts.view;
    let own = view.indicator(&facts.park.id, &goal.indicator);
    let value = own.and_then(|row| row.value);
    let part = value
        .zip(goal.value)
        .filter(|_| view.adds_up(&goal.indicator))
        .and_then(|(park, zone)| share(park, zone));
    let of_zone = goal.basis == Basis::Carried;
    let of_park = carried::is_carried(own);
    // The sheet may go outside: what is confidential there is so for the park's own figures, too.
    let hidden = view
        .published
        .hides_indicator(None, &facts.park.id, &goal.indicator);
    let own_cell = |cell: Cell| if hidden { view.suppressed() } else { cell };
    vec![
        Cell::text(format!(
            "{}{}",
            facts.language().choose(&goal.label, &goal.label_en),
            carried::suffix(facts.language(), of_zone || of_park)
        )),
        Cell::text(facts.unit(&indicator.unit)),
        Cell::number(goal.target, 0),
        Cell::number(goal.value, indicator.decimals).carried_if(of_zone),
        Cell::percent(goal.achieved, 1),
        Cell::percent(goal.expected, 1),
        Cell::text(pace(view, &goal.pace)),
        verdict(view, &goal.verdict),
        own_cell(
            Cell::number(value, indicator.decimals)
                .tone(Tone::Strong)
                .carried_if(of_park),
        ),
        own_cell(Cell::percent(part, 1)),
        own_cell(grown(view, indicator, own)),
        own_cell(grown_matched(view, indicator, own)),
    ]
}
