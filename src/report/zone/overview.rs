//! First sheet: the figures that are asked for first, and how far the goals are reached.

use anyhow::Result;
use rust_xlsxwriter::{ChartType, Workbook};

use crate::definitions::{Direction, Language, ROOT};
use crate::report::carried::{self, is_carried};
use crate::report::charts::{Look, add_series, chart};
use crate::report::goal_words::{pace, verdict};
use crate::report::growth::{changed, grown, grown_matched, grown_words};
use crate::report::left_out::left_out_note;
use crate::report::reference_source::write_source;
use crate::report::response::{response_words, share};
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::{ACCENT, SERIES, Tone};
use crate::report::view::View;
use crate::tables::Basis;

/// Large figures in the first row.
const FIGURES: usize = 6;

pub(super) fn write(view: &View, workbook: &mut Workbook) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("总览", "Overview"),
        &super::title(view),
        view.language,
    )?;
    sheet.note(&basis_note(view));
    sheet.note(&left_out_note(view, None));
    carried::note(view, &mut sheet);
    sheet.inside();
    sheet.skip(1);
    sheet.figures(&figures(view));
    goals(view, &mut sheet)?;
    rank_goals(view, &mut sheet)?;
    headline(view, &mut sheet)?;
    sheet.finish()
}

/// On how many records the figures rest.
fn basis_note(view: &View) -> String {
    let response = response_words(view, None);
    let before = match (view.results.previous, view.language) {
        (Some(previous), Language::Zh) => format!("上年为{}", previous.period),
        (Some(previous), Language::En) => format!("The year before is {}", previous.period),
        (None, Language::Zh) => "没有上年数据，不计算增长".to_owned(),
        (None, Language::En) => "There is no period before, so no growth".to_owned(),
    };
    match view.language {
        Language::Zh => format!("{response}。{before}。同口径增长只比较两年都采用的企业。"),
        Language::En => format!(
            "{response}. {before}. Matched growth compares the enterprises that are used in both years."
        ),
    }
}

fn figures(view: &View) -> Vec<(String, Cell, String)> {
    view.headline()
        .into_iter()
        .take(FIGURES)
        .map(|indicator| {
            let row = view.indicator(view.zone_id(), &indicator.id);
            let carried = is_carried(row);
            let growth = row
                .filter(|_| !carried)
                .and_then(|row| grown_words(view.language, indicator, row))
                .unwrap_or_else(|| {
                    if carried {
                        view.say(
                            "沿用上年年报，不是本期数",
                            "carried from the last annual survey",
                        )
                    } else {
                        view.say("无上年数据", "no year before")
                    }
                    .to_owned()
                });
            let shown = if indicator.decimals > 1 {
                1
            } else {
                indicator.decimals
            };
            (
                view.label_with_unit(indicator),
                Cell::number(row.and_then(|row| row.value), shown).carried_if(carried),
                growth,
            )
        })
        .collect()
}

fn goals(view: &View, sheet: &mut SheetWriter) -> Result<()> {
    let definitions = view.results.definitions;
    let goals = &view.results.assessed.goals;
    sheet.heading(view.say("目标完成情况", "Goals"));
    if goals.is_empty() {
        sheet.note(view.say("本期没有设定目标", "No goal is set for this period"));
        return Ok(());
    }
    let parks = view.parks();
    let mut columns = vec![
        Column::text(view.say("目标", "Goal")).most(50.0),
        Column::text(view.say("计量单位", "Unit")),
        Column::number(view.say("目标值", "Target")),
        Column::number(view.say("实际值", "Value")),
        Column::number(view.say("完成率", "Achieved")),
        Column::number(view.say("差额", "Missing")),
        Column::text(view.say("结论", "Result")),
    ];
    for (_, park) in &parks {
        columns.push(Column::number(match view.language {
            Language::Zh => format!("{park}占比"),
            Language::En => format!("Share of {park}"),
        }));
    }
    let mut rows = Vec::new();
    for goal in goals {
        let Some(indicator) = definitions.indicator(&goal.indicator) else {
            continue;
        };
        let value = goal.value;
        let carried = goal.basis == Basis::Carried;
        let missing = value
            .filter(|_| !carried)
            .map(|value| match indicator.direction {
                Direction::More => (goal.target - value).max(0.0),
                Direction::Less => (value - goal.target).max(0.0),
            });
        let mut row = vec![
            Cell::text(format!(
                "{}{}",
                view.language.choose(&goal.label, &goal.label_en),
                carried::suffix(view.language, carried)
            )),
            Cell::text(view.unit(&indicator.unit)),
            Cell::number(goal.target, indicator.decimals),
            Cell::number(value, indicator.decimals)
                .tone(Tone::Strong)
                .carried_if(carried),
            Cell::percent(goal.achieved, 1),
            Cell::number(missing, indicator.decimals),
            verdict(view, &goal.verdict),
        ];
        let additive = view.adds_up(&goal.indicator);
        for (park, _) in &parks {
            let part = view
                .value(park, &goal.indicator)
                .zip(value)
                .filter(|_| additive)
                .and_then(|(part, whole)| share(part, whole));
            let hidden = view.published.hides_indicator(None, park, &goal.indicator);
            row.push(if hidden {
                view.suppressed()
            } else {
                Cell::percent(part, 1)
            });
        }
        rows.push(row);
    }
    let area = sheet.table(&columns, &rows)?;
    if view.period().quarter.is_some() {
        let due: Vec<String> = goals
            .iter()
            .filter_map(|goal| {
                let due = goal.expected?;
                let label = view.label(&goal.indicator);
                Some(format!("{label} {due:.1}%（{}）", pace(view, &goal.pace)))
            })
            .collect();
        sheet.note(&format!(
            "{}{}",
            view.say("本季末应完成：", "Due at the end of the quarter: "),
            due.join(view.say("；", "; "))
        ));
    }
    let set = definitions.pipeline.goals.iter().filter(|goal| {
        goals
            .iter()
            .any(|row| row.indicator == goal.indicator && row.label == goal.label.zh)
    });
    let sources: Vec<&str> = set.fold(Vec::new(), |mut sources, goal| {
        if !goal.source.is_empty() && !sources.contains(&goal.source.as_str()) {
            sources.push(&goal.source);
        }
        sources
    });
    if !sources.is_empty() {
        sheet.note(&format!(
            "{}{}",
            view.say("来源：", "Source: "),
            sources.join("；")
        ));
    }
    if rows.is_empty() {
        return Ok(());
    }
    sheet.skip(1);
    let height = 140 + 44 * u32::try_from(rows.len())?;
    let row = sheet.row();
    let mut bars = chart(&Look {
        kind: ChartType::Bar,
        title: view.say("目标完成率", "Goals achieved"),
        categories: "",
        values: view.say("完成率（%）", "Achieved (%)"),
        size: (620, height),
        legend: false,
    });
    bars.value_axis().set_min(0);
    add_series(
        &mut bars,
        &area.header(4),
        &area.column(0),
        &area.column(4),
        ACCENT,
        Some("0.0\"%\""),
    );
    sheet.chart_at(&bars, row, 0)?;
    let mut shares = chart(&Look {
        kind: ChartType::BarStacked,
        title: view.say("各园区在全区中的占比", "The parks' shares of the zone"),
        categories: "",
        values: view.say("占比（%）", "Share (%)"),
        size: (620, height),
        legend: true,
    });
    shares.value_axis().set_min(0).set_max(100);
    for (position, _) in parks.iter().enumerate() {
        let column = u16::try_from(7 + position)?;
        add_series(
            &mut shares,
            &area.header(column),
            &area.column(0),
            &area.column(column),
            SERIES
                .get(position % SERIES.len())
                .copied()
                .unwrap_or(ACCENT),
            Some("0\"%\";;"),
        );
    }
    sheet.chart_beside(&shares, row, 660, height)?;
    Ok(())
}

/// Ranks that the zone wants, and where it stands.
fn rank_goals(view: &View, sheet: &mut SheetWriter) -> Result<()> {
    let goals = view.rank_goals();
    if goals.is_empty() {
        return Ok(());
    }
    sheet.heading(view.say("排名目标", "Rank goals"));
    write_source(view, sheet);
    let rows: Vec<Vec<Cell>> = goals
        .into_iter()
        .map(|goal| {
            let score = view.own_score(&goal.index, ROOT);
            let rank = score.and_then(|score| score.rank);
            let interval = match score.map(|score| (score.rank_low, score.rank_high)) {
                Some((Some(low), Some(high))) => format!("{low}—{high}"),
                _ => String::new(),
            };
            let verdict = match rank {
                Some(rank) if rank <= i64::from(goal.rank) => {
                    Cell::text(view.say("已达到", "reached")).tone(Tone::Good)
                }
                Some(_) => Cell::text(view.say("未达到", "not reached")).tone(Tone::Bad),
                None => Cell::text(view.say("无数据", "no value")).tone(Tone::Query),
            };
            vec![
                Cell::text(goal.label.get(view.language)),
                Cell::text(view.say("名", "rank")),
                Cell::whole(i64::from(goal.rank)),
                Cell::whole(rank).tone(Tone::Strong),
                Cell::text(interval),
                Cell::number(score.and_then(|score| score.score), 2),
                verdict,
            ]
        })
        .collect();
    sheet.table(
        &[
            Column::text(view.say("目标", "Goal")),
            Column::text(view.say("计量单位", "Unit")),
            Column::number(view.say("目标名次", "Rank wanted")),
            Column::number(view.say("现名次", "Rank")),
            Column::text(view.say("名次区间", "Interval")),
            Column::number(view.say("得分", "Score")),
            Column::text(view.say("结论", "Result")),
        ],
        &rows,
    )?;
    Ok(())
}

fn headline(view: &View, sheet: &mut SheetWriter) -> Result<()> {
    sheet.heading(view.say("主要指标", "Headline indicators"));
    let columns = [
        Column::text(view.say("指标", "Indicator")),
        Column::text(view.say("计量单位", "Unit")),
        Column::number(view.say("本年", "Value")),
        Column::number(view.say("上年", "Year before")),
        Column::number(view.say("增减", "Change")),
        Column::number(view.say("增长", "Growth")),
        Column::number(view.say("同口径增长", "Matched growth")),
        Column::text(view.say("依据", "Basis")),
    ];
    let rows: Vec<Vec<Cell>> = view
        .headline()
        .into_iter()
        .map(|indicator| {
            let row = view.indicator(view.zone_id(), &indicator.id);
            let decimals = indicator.decimals;
            vec![
                Cell::text(carried::name(view, indicator)),
                Cell::text(view.unit(&indicator.unit)),
                carried::value_cell(view, view.zone_id(), indicator).tone(Tone::Strong),
                Cell::number(row.and_then(|row| row.previous), decimals),
                row.map_or_else(Cell::blank, |row| changed(view, indicator, row)),
                grown(view, indicator, row),
                grown_matched(view, indicator, row),
                Cell::text(row.map_or("", |row| view.basis_word(row.basis))),
            ]
        })
        .collect();
    sheet.table(&columns, &rows)?;
    Ok(())
}
