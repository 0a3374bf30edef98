//! How the parks complement each other: structure, similarity, chains, the park's part in the national score.

use anyhow::Result;
use rust_xlsxwriter::{ChartType, Workbook};

use super::facts::Facts;
use crate::definitions::Language;
use crate::report::charts::{Look, Series, add, chart};
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::{ACCENT, SERIES, Tone};
use crate::tables::ParkPairRow;

/// Indicators of the national score that are shown of those that the park carries most, and least.
const CARRIED: usize = 8;

pub(super) fn write(facts: &Facts, workbook: &mut Workbook) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        facts.say("协同互补", "Complements"),
        &facts.sheet_title("与各园区的协同互补", "how the parks complement each other"),
        facts.language(),
    )?;
    sheet.note(&facts.view.outside_note());
    for sentence in said(facts) {
        sheet.banner(&sentence);
    }
    structure(facts, &mut sheet)?;
    pairs(facts, &mut sheet)?;
    chains(facts, &mut sheet)?;
    national(facts, &mut sheet)?;
    sheet.finish()
}

fn own_pairs<'a>(facts: &Facts<'a>) -> impl Iterator<Item = &'a ParkPairRow> {
    let park = facts.park.id.as_str();
    let pairs = &facts.view.results.assessed.pairs;
    pairs.iter().filter(move |row| row.park == park)
}

/// Names of industries, as the table joins them.
fn industries(facts: &Facts, joined: &str) -> String {
    joined
        .split('、')
        .filter(|name| !name.is_empty())
        .map(|name| facts.industry_name(name))
        .collect::<Vec<_>>()
        .join(facts.say("、", ", "))
}

/// Whom to work with and where to agree, in sentences.
fn said(facts: &Facts) -> Vec<String> {
    let zh = facts.language() == Language::Zh;
    let mut said = Vec::new();
    for pair in own_pairs(facts) {
        let other = facts.view.park_name(Some(&pair.other));
        if !pair.complementing.is_empty() {
            let with = industries(facts, &pair.complementing);
            said.push(if zh {
                format!("可与{other}配套：本园区主导的{with}，{other}也有企业")
            } else {
                format!(
                    "{other} could supply: it has enterprises of {with}, in which this park leads"
                )
            });
        }
        if !pair.competing.is_empty() {
            let with = industries(facts, &pair.competing);
            said.push(if zh {
                format!("与{other}错位：两园都以{with}为重点，应分工")
            } else {
                format!("Agree with {other}: both claim {with}")
            });
        }
    }
    said
}

fn structure(facts: &Facts, sheet: &mut SheetWriter) -> Result<()> {
    sheet.heading(facts.say("产业结构", "Structure"));
    sheet.note(facts.say(
        "集中度（赫芬达尔指数，HHI）= 各主导产业份额（%）的平方和，最高 10,000；定位产业占比 = 本园区评价方案所列产业的份额；专业化（克鲁格曼指数）= 与其余园区份额之差的绝对值之和，0 为相同，2 为完全不同。",
        "Concentration (Herfindahl–Hirschman) = the sum of squared shares in per cent, 10,000 at most. Leading = share of the industries that the park's own profile names. Specialisation (Krugman) = the sum of absolute differences of shares from the other parks, 0 alike, 2 nothing in common.",
    ));
    let columns = [
        Column::text(facts.say("园区", "Park")),
        Column::number(facts.say("主导产业数", "Industries")),
        Column::text(facts.say("集中度（HHI）", "Concentration")),
        Column::number(facts.say("定位产业占比", "Leading industries")),
        Column::number(facts.say("专业化（0—2）", "Specialisation")),
    ];
    let rows: Vec<Vec<Cell>> = facts
        .view
        .results
        .assessed
        .structures
        .iter()
        .map(|row| {
            let tone = if row.park == facts.park.id {
                Tone::Accent
            } else {
                Tone::Plain
            };
            vec![
                Cell::text(facts.view.park_name(Some(&row.park))).tone(tone),
                Cell::whole(row.industries),
                concentration(facts, row.concentration),
                if facts.view.published.hides_leading_share(None, &row.park) {
                    facts.view.suppressed()
                } else {
                    // Rounded, so that nothing behind it can be worked out to the last digit.
                    Cell::percent(row.leading_share.map(f64::round), 0)
                },
                Cell::number(
                    row.specialisation
                        .map(|value| (value * 10.0).round() / 10.0),
                    1,
                ),
            ]
        })
        .collect();
    let area = sheet.table(&columns, &rows)?;
    let parks = facts.view.parks();
    let published = &facts.view.published;
    let some_hidden = parks
        .iter()
        .any(|(park, _)| published.hides_leading_share(None, park));
    if rows.is_empty() || some_hidden {
        return Ok(());
    }
    sheet.skip(1);
    let mut bars = chart(&Look {
        kind: ChartType::Column,
        title: facts.say(
            "定位产业占比（%）",
            "Share of the park's leading industries (%)",
        ),
        categories: "",
        values: "",
        size: (560, 240),
        legend: false,
    });
    bars.value_axis().set_min(0).set_max(100);
    let own = parks.iter().position(|(park, _)| *park == facts.park.id);
    add(
        &mut bars,
        &Series {
            name: &area.header(3),
            categories: &area.column(0),
            values: &area.column(3),
            colour: SERIES[4],
            labels: Some("0\"%\""),
            point_out: own.map(|own| (parks.len(), own, ACCENT)),
        },
    );
    sheet.chart(&bars, 0, 240)
}

/// How concentrated a park is, in a word: from the exact index the share of a dominant industry follows.
fn concentration(facts: &Facts, concentration: Option<f64>) -> Cell {
    match concentration {
        Some(high) if high > 2_500.0 => Cell::text(facts.say("高（>2,500）", "high (above 2,500)")),
        Some(middle) if middle >= 1_500.0 => {
            Cell::text(facts.say("中（1,500—2,500）", "middle (1,500 to 2,500)"))
        }
        Some(_) => Cell::text(facts.say("低（<1,500）", "low (below 1,500)")),
        None => Cell::blank(),
    }
}

/// How alike two parks are, in a word: the exact index could give a confidential share away.
fn likeness(facts: &Facts, similarity: Option<f64>) -> Cell {
    match similarity {
        Some(high) if high >= 0.6 => Cell::text(facts.say("高（≥0.6）", "high (0.6 or more)")),
        Some(middle) if middle >= 0.3 => {
            Cell::text(facts.say("中（0.3—0.6）", "middle (0.3 to 0.6)"))
        }
        Some(_) => Cell::text(facts.say("低（<0.3）", "low (below 0.3)")),
        None => Cell::blank(),
    }
}

fn pairs(facts: &Facts, sheet: &mut SheetWriter) -> Result<()> {
    sheet.heading(facts.say("与其他园区", "With the other parks"));
    sheet.note(facts.say(
        "相似度（芬格—克雷宁指数）= 两园各产业份额中较小者之和，1 为相同。重叠：两园都列为定位产业，或都在此集聚（区位商大于 1 且占园区 5% 以上）。可配套：本园区的定位产业，对方也有企业而未列为重点。",
        "Similarity (Finger–Kreinin) = the sum of the lesser shares, 1 alike. Overlap: both name the industry as leading, or it gathers in both (quotient above 1, 5% of the park). Complement: a leading industry here of which the other has enterprises without claiming it.",
    ));
    let columns = [
        Column::text(facts.say("园区", "Park")),
        Column::text(facts.say("相似度", "Similarity")),
        Column::text(facts.say("重叠（宜错位）", "Overlap: to be agreed")).most(40.0),
        Column::text(facts.say("可配套（宜合作）", "Complement: to be joined")).most(40.0),
    ];
    let rows: Vec<Vec<Cell>> = own_pairs(facts)
        .map(|row| {
            vec![
                Cell::text(facts.view.park_name(Some(&row.other))),
                likeness(facts, row.similarity),
                Cell::text(industries(facts, &row.competing)),
                Cell::text(industries(facts, &row.complementing)),
            ]
        })
        .collect();
    sheet.table(&columns, &rows)?;
    Ok(())
}

fn chains(facts: &Facts, sheet: &mut SheetWriter) -> Result<()> {
    let definitions = facts.view.results.definitions;
    let links = &facts.view.results.assessed.chain_links;
    if definitions.chains.is_empty() {
        return Ok(());
    }
    sheet.heading(facts.say("跨园区产业链", "Chains that cross the parks"));
    sheet.note(facts.say(
        "● 规模最大的园区，○ 有企业，空白为没有；“缺”表示全区都没有。环节按行业代码划分，待高新区核实；谁给谁供货报表没有问。",
        "● the largest in this link, ○ has enterprises, blank has none; a link without any enterprise in the zone is missing. Links follow industry codes, to be confirmed; no form asks who supplies whom.",
    ));
    let parks = facts.view.parks();
    let mut columns = vec![
        Column::text(facts.say("产业链", "Chain")).most(26.0),
        Column::text(facts.say("环节", "Link")).most(34.0),
    ];
    columns.extend(parks.iter().map(|(_, name)| Column::text(*name)));
    columns.push(Column::text(facts.say("提示", "Hint")).most(40.0));
    let mut rows = Vec::new();
    for chain in &definitions.chains {
        for link in &chain.links {
            let of = |park: &str| {
                links
                    .iter()
                    .find(|row| row.chain == chain.id && row.link == link.id && row.park == park)
            };
            let size = |park: &str| of(park).and_then(|row| row.value).unwrap_or_default();
            let has = |park: &str| of(park).is_some_and(|row| row.enterprises > 0);
            let largest = parks
                .iter()
                .filter(|(park, _)| has(park))
                .map(|(park, _)| *park)
                .reduce(|best, park| if size(park) > size(best) { park } else { best });
            let mut row = vec![
                Cell::text(chain.label.get(facts.language())),
                Cell::text(link.label.get(facts.language())),
            ];
            row.extend(parks.iter().map(|(park, _)| {
                let sign = match (Some(*park) == largest, has(park)) {
                    (true, _) => "●",
                    (false, true) => "○",
                    _ => "",
                };
                Cell::centred(sign)
                    .tone_if(*park == facts.park.id && !sign.is_empty(), Tone::Accent)
            }));
            let own = facts.park.id.as_str();
            row.push(match largest {
                None => Cell::text(facts.say("缺：可招引", "missing: to be attracted"))
                    .tone(Tone::Query),
                Some(park) if park == own => {
                    Cell::text(facts.say("本园区牵头", "this park leads")).tone(Tone::Good)
                }
                Some(park) if !has(own) => {
                    let name = facts.view.park_name(Some(park));
                    Cell::text(match facts.language() {
                        Language::Zh => format!("由{name}配套"),
                        Language::En => format!("supplied by {name}"),
                    })
                }
                Some(_) => Cell::blank(),
            });
            rows.push(row);
        }
    }
    sheet.table(&columns, &rows)?;
    Ok(())
}

/// What the park carries of the zone's national score.
fn national(facts: &Facts, sheet: &mut SheetWriter) -> Result<()> {
    let results = facts.view.results;
    let mut own: Vec<_> = results
        .evaluated
        .park_contributions
        .iter()
        .filter(|row| row.park == facts.park.id && row.score.is_some())
        .filter(|row| {
            // The sheet may go outside: what is confidential of this park counts, too.
            let published = &facts.view.published;
            let parks = facts.view.parks();
            !parks
                .iter()
                .any(|(park, _)| published.hides_indicator(None, park, &row.indicator))
        })
        .collect();
    if own.is_empty() {
        return Ok(());
    }
    own.sort_by(|a, b| {
        b.score
            .unwrap_or_default()
            .total_cmp(&a.score.unwrap_or_default())
    });
    let shown = if own.len() > 2 * CARRIED {
        let end = own.len() - CARRIED;
        [&own[..CARRIED], &own[end..]].concat()
    } else {
        own
    };
    sheet.heading(facts.say("对全国评价得分的贡献", "Part in the national score"));
    sheet.note(facts.say(
        "贡献 = 全区得分 − 没有本园区时的得分（去掉两年数据和面积）。正数表示本园区托举全区该指标。“主要由谁托举”为四园区中贡献最大者。",
        "Points = the zone's score less its score without this park (both years and its area taken out). Above 0 the park carries the zone here.",
    ));
    let columns = [
        Column::text(facts.say("编号", "Id")),
        Column::text(facts.say("指标", "Indicator")).most(52.0),
        Column::number(facts.say("本园区贡献（分）", "Points of this park")),
        Column::text(facts.say("主要由谁托举", "Carried most by")),
    ];
    let rows: Vec<Vec<Cell>> = shown
        .into_iter()
        .map(|row| {
            let score = row.score.unwrap_or_default();
            let most = results
                .evaluated
                .park_contributions
                .iter()
                .filter(|other| other.index == row.index && other.indicator == row.indicator)
                .filter_map(|other| Some((other.park.as_str(), other.score?)))
                .reduce(|best, other| if other.1 > best.1 { other } else { best });
            let carrier = most
                .filter(|(_, points)| *points > 0.0)
                .map(|(park, _)| park);
            vec![
                Cell::text(&row.indicator),
                Cell::text(facts.view.label(&row.indicator)),
                Cell::signed(score, 2).tone(if score > 0.0 { Tone::Good } else { Tone::Bad }),
                Cell::text(facts.view.park_name(carrier))
                    .tone_if(carrier == Some(facts.park.id.as_str()), Tone::Strong),
            ]
        })
        .collect();
    sheet.table(&columns, &rows)?;
    Ok(())
}
