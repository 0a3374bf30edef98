//! A quarter's values beside the annual estimates that are scored, and what each estimate rests on.

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use crate::definitions::{Indicator, Language};
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::Tone;
use crate::report::view::View;
use crate::tables::{Basis, EstimateBasis};

/// Writes the sheet; `view` shows the quarter's own values.
pub(super) fn write(view: &View, workbook: &mut Workbook) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("全年推算", "Annual estimates"),
        view.say(
            "全年推算：季报累计数与用于评分的全年估计数",
            "Annual estimates: the quarter's cumulative values and what is scored",
        ),
        view.language,
    )?;
    sheet.inside();
    sheet.banner(view.say(
        "全年数是推算的估计数，不是统计结果，不能作为年报数使用。",
        "Values of the whole year are estimates, not results: they must not be used as annual figures.",
    ));
    sheet.note(view.say(
        "推算方法：累计流量 ÷ 上年同季累计占上年全年的比重；期末存量按季末数。上年各指标取上年年报。季报不含的指标沿用上年年报数。假定今年各季的节奏与上年相同，两年填报的企业大体一致。",
        "Method: cumulative flows ÷ the same quarter's share of last year's total; stocks as they stand. The year before is last year's annual survey. What the quarterly survey does not hold stays at the last annual value. It is assumed that this year's season is last year's and that much the same enterprises answered.",
    ));
    sheet.note(view.say(
        "这里是全区的推算；各园区按各自的季节推算，各园区之和不等于全区。",
        "These are the zone's estimates; each park follows its own season, so that the parks do not add up to the zone.",
    ));
    let columns = [
        Column::text(view.say("指标", "Indicator")).most(52.0),
        Column::text(view.say("计量单位", "Unit")),
        Column::number(view.say("本季累计", "Cumulative")),
        Column::number(view.say("上年同季累计", "Same quarter last year")),
        Column::number(view.say("上年年报", "Last annual value")),
        Column::number(view.say("全年推算", "Annual estimate")),
        Column::text(view.say("依据", "Basis")),
    ];
    let rows: Vec<Vec<Cell>> = scored_indicators(view)
        .into_iter()
        .filter_map(|(name, indicator)| {
            let row = view.indicator(view.zone_id(), &indicator.id)?;
            let own = |value: Option<f64>| value.filter(|_| row.basis != Basis::Carried);
            let estimated = row.estimate_basis == EstimateBasis::Annualised;
            Some(vec![
                Cell::text(name),
                Cell::text(view.unit(&indicator.unit)),
                Cell::number(own(row.value), indicator.decimals),
                Cell::number(own(row.previous), indicator.decimals),
                Cell::number(row.last_annual, indicator.decimals),
                Cell::number(row.annual_estimate, indicator.decimals)
                    .tone_if(estimated, Tone::Strong),
                Cell::text(estimate_word(row.estimate_basis, view.language))
                    .tone_if(!estimated, Tone::Muted),
            ])
        })
        .collect();
    sheet.main_table(&columns, &rows, 1)?;
    sheet.finish()
}

/// The indicators of all indexes, each once, with the place in the tree where it stands first.
fn scored_indicators<'a>(view: &View<'a>) -> Vec<(String, &'a Indicator)> {
    let definitions = view.results.definitions;
    let mut found: Vec<(String, &Indicator)> = Vec::new();
    for (node, id) in definitions.indexes.iter().flat_map(|index| index.leaves()) {
        let known = found.iter().any(|(_, indicator)| indicator.id == id);
        if let Some(indicator) = definitions.indicator(id).filter(|_| !known) {
            let name = format!("{} {}", node.id, indicator.label.get(view.language));
            found.push((name, indicator));
        }
    }
    found
}

/// The word for what an annual estimate rests on.
pub(crate) fn estimate_word(basis: EstimateBasis, language: Language) -> &'static str {
    let (zh, en) = match basis {
        EstimateBasis::None => ("", ""),
        EstimateBasis::Annualised => ("季报推算", "quarterly survey, annualised"),
        EstimateBasis::ZoneForm => ("园区综合表", "zone form"),
        EstimateBasis::Carried => ("沿用上年年报", "last annual value carried"),
        EstimateBasis::SeasonUnknown => (
            "沿用上年年报（上年同季不详）",
            "last annual value carried (last year's season is not known)",
        ),
    };
    language.choose(zh, en)
}
