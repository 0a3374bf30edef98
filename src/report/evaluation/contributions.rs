//! What enterprises contribute to the total score (leave-one-out).

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use rust_xlsxwriter::{ChartType, Workbook};

use super::scored_index::ScoredIndex;
use crate::definitions::Language;
use crate::report::charts::{Look, add_series, chart};
use crate::report::reference_source::write_source;
use crate::report::sheet::{Area, Cell, Column, SheetWriter};
use crate::report::style::{ACCENT, SERIES, Tone};
use crate::tables::ContributionRow;

/// Enterprises in each of the two lists.
const SHOWN: usize = 20;

/// An enterprise's contributions, by indicator.
pub(super) struct Contributor<'a> {
    credit_code: &'a str,
    park: Option<&'a str>,
    /// Sum over the indicators, in the order of the table.
    total: f64,
    by_indicator: BTreeMap<&'a str, f64>,
}

/// The enterprises by what they contribute, most first.
pub(super) fn contributors<'a>(index: &ScoredIndex<'a>) -> Vec<Contributor<'a>> {
    let mut contributors: Vec<Contributor> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let rows: &[ContributionRow] = &index.view.results.evaluated.contributions;
    for row in rows.iter().filter(|row| row.index == index.definition.id) {
        let place = *places.entry(row.credit_code.as_str()).or_insert_with(|| {
            contributors.push(Contributor {
                credit_code: &row.credit_code,
                park: row.park.as_deref(),
                total: 0.0,
                by_indicator: BTreeMap::new(),
            });
            contributors.len() - 1
        });
        if let (Some(contributor), Some(score)) = (contributors.get_mut(place), row.score) {
            contributor.total += score;
            contributor.by_indicator.insert(&row.indicator, score);
        }
    }
    // Most first; ties by credit code.
    contributors.sort_by(|a, b| {
        b.total
            .total_cmp(&a.total)
            .then(a.credit_code.cmp(b.credit_code))
    });
    contributors
}

fn names<'a>(index: &ScoredIndex<'a>) -> BTreeMap<&'a str, &'a str> {
    index
        .view
        .enterprises
        .iter()
        .map(|enterprise| (enterprise.credit_code.as_str(), enterprise.name.as_str()))
        .collect()
}

fn explanation(index: &ScoredIndex) -> String {
    let view = index.view;
    view.say(
        "贡献 = 全区得分 − 去掉该企业后的得分（上年合计、上下限与权重不变，与高新区现用工具一致：对增长和净增类指标，等于该企业的全部规模），折算为总分的分数，不封顶；负值表示拉低得分。",
        "Contribution = the zone's score − its score without the enterprise (last year's totals, bounds and weights unchanged, as the zones' own tools count: in an indicator of growth or net increase it is the enterprise's whole size), in points of the total, not clipped; below 0 it pulls the score down.",
    )
    .to_owned()
}

/// Those that add most and those that take most.
pub(super) fn write(
    index: &ScoredIndex,
    contributors: &[Contributor],
    workbook: &mut Workbook,
) -> Result<()> {
    let view = index.view;
    let mut sheet = super::add_sheet(
        index,
        workbook,
        view.say("企业贡献", "Contributions"),
        view.say("企业对得分的贡献", "What enterprises contribute"),
    )?;
    write_source(index.view, &mut sheet);
    sheet.note(&explanation(index));
    let names = names(index);
    let top: Vec<&Contributor> = contributors
        .iter()
        .filter(|contributor| contributor.total > 0.0)
        .take(SHOWN)
        .collect();
    let bottom: Vec<&Contributor> = contributors
        .iter()
        .rev()
        .filter(|contributor| contributor.total < 0.0)
        .take(SHOWN)
        .collect();
    sheet.heading(&match view.language {
        Language::Zh => format!("贡献最大的 {} 家企业", top.len()),
        Language::En => format!("The {} enterprises that add most", top.len()),
    });
    let area = list(index, &mut sheet, &top, &names)?;
    bars(
        index,
        &mut sheet,
        &area,
        top.len(),
        view.say("贡献最大的企业", "Enterprises that add most"),
        ACCENT,
    )?;
    sheet.heading(&match view.language {
        Language::Zh => format!("拉低得分最多的 {} 家企业", bottom.len()),
        Language::En => format!("The {} enterprises that take most", bottom.len()),
    });
    let area = list(index, &mut sheet, &bottom, &names)?;
    bars(
        index,
        &mut sheet,
        &area,
        bottom.len(),
        view.say("拉低得分最多的企业", "Enterprises that take most"),
        SERIES[1],
    )?;
    sheet.finish()
}

fn list(
    index: &ScoredIndex,
    sheet: &mut SheetWriter,
    contributors: &[&Contributor],
    names: &BTreeMap<&str, &str>,
) -> Result<Area> {
    let view = index.view;
    let columns = [
        Column::text(view.say("企业名称", "Name")).most(40.0),
        Column::code(view.say("统一社会信用代码", "Credit code")),
        Column::text(view.say("园区", "Park")),
        Column::number(view.say("贡献（分）", "Points")),
        Column::text(view.say("最强的指标", "Adds most to")).most(46.0),
        Column::number(view.say("分", "Points")),
        Column::text(view.say("最弱的指标", "Takes most from")).most(46.0),
        Column::number(view.say("分", "Points")),
    ];
    let rows: Vec<Vec<Cell>> = contributors
        .iter()
        .map(|contributor| {
            let mut row = vec![
                Cell::text(
                    names
                        .get(contributor.credit_code)
                        .copied()
                        .unwrap_or_default(),
                ),
                Cell::text(contributor.credit_code),
                Cell::text(view.park_name(contributor.park)),
                Cell::signed(contributor.total, 3).tone(Tone::Strong),
            ];
            row.extend(ends(index, contributor, 3));
            row
        })
        .collect();
    sheet.table(&columns, &rows)
}

/// The indicators that an enterprise adds most to and takes most from, each with its points.
fn ends(index: &ScoredIndex, contributor: &Contributor, decimals: u8) -> [Cell; 4] {
    let mut by_points: Vec<(&str, f64)> = contributor
        .by_indicator
        .iter()
        .map(|(indicator, score)| (*indicator, *score))
        .collect();
    by_points.sort_by(|a, b| b.1.total_cmp(&a.1));
    let strongest = by_points.first().filter(|(_, score)| *score > 0.0);
    let weakest = by_points.last().filter(|(_, score)| *score < 0.0);
    let named = |found: Option<&(&str, f64)>| match found {
        Some((indicator, _)) => Cell::text(format!("{indicator} {}", index.view.label(indicator))),
        None => Cell::blank(),
    };
    [
        named(strongest),
        Cell::signed(strongest.map(|(_, score)| *score), decimals),
        named(weakest),
        Cell::signed(weakest.map(|(_, score)| *score), decimals),
    ]
}

fn bars(
    index: &ScoredIndex,
    sheet: &mut SheetWriter,
    area: &Area,
    count: usize,
    title: &str,
    colour: rust_xlsxwriter::Color,
) -> Result<()> {
    if count == 0 {
        return Ok(());
    }
    sheet.skip(1);
    let height = 130 + 24 * u32::try_from(count)?;
    let mut bars = chart(&Look {
        kind: ChartType::Bar,
        title,
        categories: "",
        values: index.view.say("总分的分数", "Points of the total"),
        size: (960, height),
        legend: false,
    });
    bars.category_axis()
        .set_label_position(rust_xlsxwriter::ChartAxisLabelPosition::Low);
    add_series(
        &mut bars,
        &area.header(3),
        &area.column(0),
        &area.column(3),
        colour,
        Some("+0.000;-0.000"),
    );
    sheet.chart(&bars, 0, height)
}

/// Every enterprise and indicator.
pub(super) fn write_all(
    index: &ScoredIndex,
    contributors: &[Contributor],
    workbook: &mut Workbook,
) -> Result<()> {
    let view = index.view;
    let mut sheet = super::add_sheet(
        index,
        workbook,
        view.say("企业贡献全表", "All contributions"),
        view.say(
            "每家企业对每项指标的贡献（总分的分数）",
            "Every enterprise's points by indicator",
        ),
    )?;
    sheet.note(&explanation(index));
    sheet.note(view.say(
        "打印时只含左边 8 栏；右边是各项指标的分数",
        "Only the first 8 columns are printed; the points by indicator stand to the right",
    ));
    let names = names(index);
    let indicators: Vec<&str> = index
        .definition
        .leaves()
        .map(|(_, indicator)| indicator)
        .filter(|indicator| {
            contributors
                .iter()
                .any(|contributor| contributor.by_indicator.contains_key(indicator))
        })
        .collect();
    let mut columns = vec![
        Column::code(view.say("统一社会信用代码", "Credit code")),
        Column::text(view.say("企业名称", "Name")).most(36.0),
        Column::text(view.say("园区", "Park")),
        Column::number(view.say("合计（分）", "Points")),
        Column::text(view.say("最强的指标", "Adds most to")).most(32.0),
        Column::number(view.say("分", "Points")),
        Column::text(view.say("最弱的指标", "Takes most from")).most(32.0),
        Column::number(view.say("分", "Points")),
    ];
    let printed = u16::try_from(columns.len())? - 1;
    for indicator in &indicators {
        columns.push(Column::number(format!("{indicator} {}", view.label(indicator))).most(26.0));
    }
    let rows: Vec<Vec<Cell>> = contributors
        .iter()
        .map(|contributor| {
            let mut row = vec![
                Cell::text(contributor.credit_code),
                Cell::text(
                    names
                        .get(contributor.credit_code)
                        .copied()
                        .unwrap_or_default(),
                ),
                Cell::text(view.park_name(contributor.park)),
                Cell::signed(contributor.total, 4).tone(Tone::Strong),
            ];
            row.extend(ends(index, contributor, 4));
            row.extend(indicators.iter().map(|indicator| {
                Cell::signed(contributor.by_indicator.get(indicator).copied(), 4)
            }));
            row
        })
        .collect();
    sheet.main_table(&columns, &rows, 2)?;
    let last = sheet.row().saturating_sub(1);
    // All indicators side by side would be too small to read on paper.
    sheet.worksheet().set_print_area(0, 0, last, printed)?;
    sheet.finish()
}
