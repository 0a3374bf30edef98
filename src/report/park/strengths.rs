//! Every indicator against the zone, the best park, last year, the target and the national panel, with its mark and why.

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use super::facts::Facts;
use super::scores::labelled;
use crate::definitions::{Direction, Indicator, is_percentage};
use crate::report::carried;
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::{Shape, Tone};
use crate::tables::{AssessmentRow, Mark};

pub(super) fn write(facts: &Facts, workbook: &mut Workbook) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        facts.say("长短板", "Strengths"),
        &facts.sheet_title("长板与短板", "strengths and weaknesses"),
        facts.language(),
    )?;
    sheet.inside();
    sheet.note(facts.say(
        "正数表示本园区更好（越低越好的指标已换号）。与目标比只列有目标的指标；全国位次为本园区的值放入参照高新区中的位置，中位为这些高新区的中位数。",
        "Above 0 the park is better (the sign is reversed where less is better). Targets only where the profile sets one. The place in the nation is where the park's value would stand among the zones of the reference.",
    ));
    carried::note(facts.view, &mut sheet);
    if super::notes::synthetic_reference(facts) {
        sheet.note(facts.say(
            "参照高新区的数据含合成数据：全国一栏只作演示。",
            "The reference holds synthetic data: the columns of the nation only show how it works.",
        ));
    }
    let columns = [
        Column::text(facts.say("标记", "Mark")),
        Column::text(facts.say("指标", "Indicator")).most(40.0),
        Column::number(facts.say("本期值", "Value")),
        Column::number(facts.say("与全区比", "Against the zone")),
        Column::number(facts.say("与最好园区比", "Against the best park")),
        Column::number(facts.say("与上年比", "Against last year")),
        Column::number(facts.say("连续向好（年）", "Years of gain")),
        Column::number(facts.say("与目标比", "Against the target")),
        Column::number(facts.say("与全国中位比", "Against the panel's median")),
        Column::text(facts.say("全国位次", "Place in the panel")),
        Column::text(facts.say("为什么", "Why")).most(64.0),
    ];
    let mut rows: Vec<&AssessmentRow> = facts.rows.clone();
    let order = |row: &AssessmentRow| match row.mark {
        Mark::Strength => 0,
        Mark::Weakness => 1,
        Mark::None => 2,
    };
    rows.sort_by_key(|row| order(row));
    let rows: Vec<Vec<Cell>> = rows
        .into_iter()
        .filter_map(|row| Some(line(facts, row, facts.indicator(&row.indicator)?)))
        .collect();
    sheet.main_table(&columns, &rows, 2)?;
    sheet.finish()
}

fn line(facts: &Facts, row: &AssessmentRow, indicator: &Indicator) -> Vec<Cell> {
    let against = |other: Option<f64>| {
        let ahead = row
            .value
            .zip(other)
            .map(|(own, other)| match indicator.direction {
                Direction::More => own - other,
                Direction::Less => other - own,
            });
        let tone = match ahead {
            Some(ahead) if ahead > 1e-9 => Tone::Good,
            Some(ahead) if ahead < -1e-9 => Tone::Bad,
            _ => Tone::Plain,
        };
        let shape = if is_percentage(&indicator.unit) {
            Shape::Points(indicator.decimals, facts.language())
        } else {
            Shape::Signed(indicator.decimals)
        };
        Cell::shaped(ahead, shape).tone(tone)
    };
    let is_carried = carried::carries(facts.view, &row.park, &row.indicator);
    let hidden_zone = facts.hides(facts.view.zone_id(), &row.indicator);
    let hidden_best = facts.hides_some(&row.indicator);
    let place = row
        .panel_rank
        .map_or_else(String::new, |rank| format!("{rank} / {}", row.panel_units));
    vec![
        facts.mark_cell(row.mark),
        Cell::text(format!(
            "{}{}",
            labelled(facts, indicator),
            carried::suffix(facts.language(), is_carried)
        )),
        Facts::value_cell(indicator, row.value)
            .tone(Tone::Strong)
            .carried_if(is_carried),
        if hidden_zone {
            facts.view.suppressed()
        } else {
            against(row.zone)
        },
        if hidden_best {
            facts.view.suppressed()
        } else {
            against(row.best)
        },
        against(row.previous),
        Cell::whole((row.years > 0).then_some(row.years)),
        against(row.target),
        against(row.panel),
        Cell::text(place),
        Cell::text(facts.reason(row)),
    ]
}
