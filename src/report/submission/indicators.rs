//! The indicators of an evaluation system in its order, with everything that the value rests on.

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use super::{change, words};
use crate::definitions::{CompositeIndex, Indicator, Language, Node};
use crate::report::left_out::left_out_note;
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::Tone;
use crate::report::view::View;
use crate::tables::{Basis, EstimateBasis, IndicatorRow, ZoneFormRow};

pub(super) fn write(view: &View, index: &CompositeIndex, workbook: &mut Workbook) -> Result<()> {
    let name = view.say("指标表", "Indicators");
    let name = if view.results.definitions.indexes.len() > 1 {
        format!("{name} {}", index.id)
    } else {
        name.to_owned()
    };
    let leaves: Vec<(&Node, &Indicator)> = index
        .leaves()
        .filter_map(|(node, id)| Some((node, view.results.definitions.indicator(id)?)))
        .collect();
    let title = match view.language {
        Language::Zh => format!(
            "{} {} {}",
            view.zone_name(),
            index.label.zh,
            view.period_words()
        ),
        Language::En => format!(
            "{}: {} {}",
            view.zone_name(),
            index.label.en,
            view.period_words()
        ),
    };
    let mut sheet = SheetWriter::add(workbook, &name, &title, view.language)?;
    let quarter = view.period().quarter.is_some();
    if quarter {
        sheet.banner(super::not_to_be_sent(view));
    }
    let (text, complete) = counts(view, &leaves);
    if complete {
        sheet.note(&text);
    } else {
        sheet.banner(&text);
    }
    if quarter && view.results.aggregated.has_estimates() {
        sheet.note(view.say(
            "全年推算：累计流量 ÷ 上年同季累计占上年全年的比重，期末存量按季末数；季报不含的指标沿用上年年报。各园区按各自的季节推算，各园区之和不等于全区。",
            "Annual estimates: cumulative flows ÷ the same quarter's share of last year's total, stocks as they stand; what the quarterly survey does not hold stays at the last annual value. Each park follows its own season: parks do not add up to the zone.",
        ));
    }
    sheet.note(&left_out_note(view, None));
    let mut columns = vec![
        Column::text(view.say("编号", "No.")),
        Column::text(view.say("一级指标", "Dimension")).most(18.0),
        Column::text(view.say("指标名称", "Indicator")).most(32.0),
        Column::text(view.say("计量单位", "Unit")),
    ];
    columns.extend(if quarter {
        vec![
            Column::number(view.say("本季累计", "Cumulative")),
            Column::number(view.say("上年同季累计", "Same quarter last year")),
            Column::text(view.say("变化", "Change")).most(20.0),
            Column::number(view.say("上年年报", "Last annual value")),
            Column::number(view.say("全年推算", "Annual estimate")),
        ]
    } else {
        vec![
            Column::number(view.say("数值", "Value")),
            Column::number(view.say("上年", "Year before")),
            Column::text(view.say("变化", "Change")).most(20.0),
        ]
    });
    columns.extend([
        Column::text(view.say("状态", "State")),
        Column::text(view.say("计算公式", "Formula")).most(40.0),
        Column::text(view.say("所用数据（全区）", "What it is computed from (zone)")).most(36.0),
        Column::text(view.say("数据来源", "Source")).most(34.0),
        Column::text(view.say("统计依据", "Basis")),
        Column::text(view.say("变动原因", "Reason for the change")).most(24.0),
    ]);
    let rows: Vec<Vec<Cell>> = leaves
        .iter()
        .map(|(node, indicator)| row_of(view, index, node, indicator))
        .collect();
    sheet.main_table(&columns, &rows, 3)?;
    sheet.finish()
}

fn row_of(view: &View, index: &CompositeIndex, node: &Node, indicator: &Indicator) -> Vec<Cell> {
    let zone = view.indicator(view.zone_id(), &indicator.id);
    let value = zone.and_then(|row| row.value);
    let parent = index
        .nodes
        .iter()
        .find(|other| other.id == node.parent)
        .and_then(|parent| parent.label.as_ref())
        .map_or("", |label| label.get(view.language));
    let carried = zone.is_some_and(|row| row.basis == Basis::Carried);
    let state = if carried && value.is_some() {
        Cell::text(view.say("沿用", "carried")).tone(Tone::Query)
    } else if value.is_some() {
        Cell::text(view.say("已有", "has a value")).tone(Tone::Good)
    } else {
        Cell::text(view.say("缺", "missing")).tone(Tone::Bad)
    };
    // A value that is carried forward is last year's: it is no value of this quarter.
    let value = value.filter(|_| !carried);
    let previous = zone.and_then(|row| row.previous);
    let mut row = vec![
        Cell::text(&node.id),
        Cell::text(parent),
        Cell::text(indicator.label.get(view.language)),
        Cell::text(view.unit(&indicator.unit)),
        Cell::number(value, indicator.decimals).tone(Tone::Strong),
        Cell::number(previous, indicator.decimals),
        change::change(view, indicator, value, previous),
    ];
    if view.period().quarter.is_some() {
        let number = |value: Option<f64>| Cell::number(value, indicator.decimals);
        row.push(number(zone.and_then(|row| row.last_annual)));
        row.push(number(zone.and_then(|row| row.annual_estimate)).tone(Tone::Strong));
    }
    row.extend([
        state,
        Cell::text(formula(view, indicator)),
        Cell::text(inputs(view, indicator)),
        Cell::text(source(view, indicator)),
        Cell::text(zone.map_or("", |row| view.basis_word(row.basis))),
        change::reason(view, value, previous),
    ]);
    row
}

/// How many indicators have a value, and in a quarter of what kind; whether all of them have one of the period.
fn counts(view: &View, leaves: &[(&Node, &Indicator)]) -> (String, bool) {
    let rows: Vec<_> = leaves
        .iter()
        .map(|(_, indicator)| view.indicator(view.zone_id(), &indicator.id))
        .collect();
    let count = |test: &dyn Fn(&IndicatorRow) -> bool| {
        rows.iter().flatten().filter(|row| test(row)).count()
    };
    let all = leaves.len();
    let carried = count(&|row| row.value.is_some() && row.basis == Basis::Carried);
    let own = count(&|row| row.value.is_some()) - carried;
    let missing = all - own - carried;
    let estimated = count(&|row| row.estimate_basis == EstimateBasis::Annualised);
    let text = match (view.period().quarter, view.language) {
        (None, Language::Zh) => format!("共 {all} 项指标，已有 {own} 项，缺 {missing} 项"),
        (None, Language::En) => {
            format!("{all} indicators: {own} have a value, {missing} are missing")
        }
        (Some(_), Language::Zh) => format!(
            "共 {all} 项指标：本季有数 {own} 项（其中按季报推算全年 {estimated} 项），沿用上年年报 {carried} 项，缺 {missing} 项"
        ),
        (Some(_), Language::En) => format!(
            "{all} indicators: {own} have a value of this quarter ({estimated} of them with an annual estimate), {carried} are carried from last year's survey, {missing} are missing"
        ),
    };
    (text, own == all)
}

/// The official definition, and the formula in words below it.
fn formula(view: &View, indicator: &Indicator) -> String {
    let mut lines = Vec::new();
    if let Some(definition) = &indicator.definition {
        lines.push(definition.get(view.language).to_owned());
    }
    match &indicator.formula {
        Some(formula) => lines.push(format!(
            "{}{}",
            view.say("计算：", "computed as: "),
            words::in_words(view.results.definitions, formula, view.language)
        )),
        None => lines.push(
            if indicator.qualitative {
                view.say(
                    "定性评分，由园区综合表填报",
                    "an expert score, from the zone form",
                )
            } else {
                view.say("由园区综合表填报", "from the zone form")
            }
            .to_owned(),
        ),
    }
    lines.join("\n")
}

/// The measures of the formula with the zone's values, one a line.
fn inputs(view: &View, indicator: &Indicator) -> String {
    let definitions = view.results.definitions;
    let Some(formula) = &indicator.formula else {
        return zone_form(view, indicator)
            .iter()
            .map(|row| {
                let place = match &row.park {
                    Some(park) => view.park_name(Some(park)),
                    None => view.say("全区", "zone").to_owned(),
                };
                format!("{place} {}", row.text)
            })
            .collect::<Vec<_>>()
            .join("\n");
    };
    words::measures_in(definitions, formula)
        .iter()
        .map(|id| {
            let (measure, value) = match id.strip_prefix("prev_") {
                Some(plain) if definitions.measure(id).is_none() => (
                    definitions.measure(plain),
                    view.previous_measure(view.zone_id(), plain),
                ),
                _ => (definitions.measure(id), view.measure(view.zone_id(), id)),
            };
            let unit = view.unit(measure.map_or("", |measure| &measure.unit));
            let shown = match value {
                Some(value) => grouped(value),
                None => view.say("缺", "missing").to_owned(),
            };
            format!(
                "{} {shown} {unit}",
                words::name(definitions, id, view.language)
            )
            .trim_end()
            .to_owned()
        })
        .collect::<Vec<_>>()
        .join("\n")
}

fn zone_form<'v>(view: &'v View, indicator: &Indicator) -> Vec<&'v ZoneFormRow> {
    view.results
        .current
        .zone_form
        .iter()
        .filter(|row| row.indicator == indicator.id)
        .collect()
}

/// The forms and fields, or the cells of the zone form with their evidence.
fn source(view: &View, indicator: &Indicator) -> String {
    let definitions = view.results.definitions;
    let Some(formula) = &indicator.formula else {
        let rows = zone_form(view, indicator);
        if rows.is_empty() {
            return view
                .say("园区综合表（未填）", "zone form (not given)")
                .to_owned();
        }
        return rows
            .iter()
            .map(|row| {
                let place = format!("{} {}!{}", row.file, row.sheet, row.cell);
                if row.evidence.is_empty() {
                    format!("{place}{}", view.say("（没有依据）", " (no evidence)"))
                } else {
                    format!("{}（{place}）", row.evidence)
                }
            })
            .collect::<Vec<_>>()
            .join("\n");
    };
    let codes = definitions.fields_behind(formula.columns());
    let mut forms: Vec<(&str, Vec<&str>)> = Vec::new();
    for form in &definitions.survey.forms {
        let fields: Vec<&str> = form
            .fields
            .iter()
            .filter(|field| codes.contains(&field.code))
            .map(|field| field.code.as_str())
            .collect();
        if !fields.is_empty() {
            let name = if form.number.is_empty() {
                form.label.get(view.language)
            } else {
                form.number.as_str()
            };
            forms.push((name, fields));
        }
    }
    let separator = view.say("、", ", ");
    forms
        .iter()
        .map(|(form, fields)| {
            format!(
                "{}{form} {}",
                view.say("企业报表 ", "form "),
                fields.join(separator)
            )
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// A number with thousands separators, as exact as it is, at most four decimals.
fn grouped(value: f64) -> String {
    let text = format!("{:.4}", value.abs());
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let decimals = decimals.trim_end_matches('0');
    if !decimals.is_empty() {
        grouped.push('.');
        grouped.push_str(decimals);
    }
    if value < 0.0 && grouped != "0" {
        grouped.insert(0, '-');
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_as_exact_as_they_are() {
        assert_eq!(grouped(1_234_567.0), "1,234,567");
        assert_eq!(grouped(-1234.5), "-1,234.5");
        assert_eq!(grouped(999.0), "999");
        assert_eq!(grouped(0.00001), "0");
        assert_eq!(grouped(-0.00001), "0");
    }
}
