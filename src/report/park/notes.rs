//! How the workbook is made: methods, standards, definitions, sources, and what nobody has confirmed yet.

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use super::facts::Facts;
use super::scores::standard;
use crate::definitions::{Language, MarkRules};
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::Tone;

pub(super) fn write(facts: &Facts, workbook: &mut Workbook) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        facts.say("说明", "Notes"),
        &facts.sheet_title("说明", "notes"),
        facts.language(),
    )?;
    let marks = facts
        .profile
        .map_or_else(MarkRules::default, |profile| profile.marks);
    for text in methods(facts, marks) {
        sheet.note(&text);
    }
    sheet.note(&facts.view.outside_note());
    standards(facts, &mut sheet)?;
    grades(facts, &mut sheet)?;
    points(facts, &mut sheet)?;
    sheet.finish()
}

/// Number of the profile's parameters that the zone has not confirmed.
pub(super) fn unverified(facts: &Facts) -> usize {
    let Some(profile) = facts.profile else {
        return 0;
    };
    profile
        .indicators
        .iter()
        .filter(|judged| {
            !judged.verified
                || facts
                    .indicator(&judged.indicator)
                    .is_some_and(|indicator| !indicator.verified)
        })
        .count()
        + usize::from(!profile.verified)
}

/// Whether the reference says of itself that it is made up.
pub(super) fn synthetic_reference(facts: &Facts) -> bool {
    facts
        .view
        .results
        .ingested
        .reference
        .iter()
        .any(|row| row.source.to_lowercase().contains("synthetic") || row.source.contains("合成"))
}

fn methods(facts: &Facts, marks: MarkRules) -> Vec<String> {
    let wording = facts.wording();
    let per_cent = |share: f64| wording.number(100.0 * share, 0);
    let (strength, weakness, lead) = (
        per_cent(marks.strength_share),
        per_cent(marks.weakness_share),
        per_cent(marks.lead),
    );
    let mut texts = match facts.language() {
        Language::Zh => vec![
            "得分 = 得分率 × 分值，分值合计 100。目标法：本期值 ÷ 目标（越低越好的指标为目标 ÷ 本期值）；区间法：在下限与上限之间的位置；增速法：增速在下限与上限之间的位置；名次法：第一名满分，末名零分，其间均匀。得分率限制在评价方案的下限与上限之间，上限高于 100% 时超额可得加分。".to_owned(),
            "部分指标的一部分分值按增长评：零增长得一半，达到满分增速得全部；没有上年数据时全部按水平评。没有数据的指标不计入，总分按可评分值折算为百分制。".to_owned(),
            format!("强项：得分率不低于 {strength}% 、领先全区 {lead}% 以上且居园区前半；弱项：得分率不高于 {weakness}%、落后全区 {lead}% 以上且居园区后半。比率类指标与全区的值比；总量类指标（全区为各园区之和）把本园区占全区的份额与其规模份额相比，或把增速与全区增速相比。各园区都相同的指标不标记。"),
            "先做三件事：按一年可及的一步能再得的分数从多到少（水平提高其值的 10%，增速提高 5 个百分点，名次追上前一位园区，评价方案可另定），不按满分计。先看的企业：差一项条件的、作用比上年减少的、拉低指标的、支撑指标的。".to_owned(),
            "与上年比：增速没有上年，用本年评价方案只按水平评两年，在两年都有数据的指标上相比。加分、减分按评价方案，加在总分上。".to_owned(),
            "影响（为什么）：去掉一家企业两年的数据后重新计算指标。".to_owned(),
        ],
        Language::En => vec![
            "Points won = share × points; the points add up to 100. Target: value / target (target / value where less is better). Scale: the place between its lower and upper end. Growth: the place of the growth between the ends. Rank: the first park wins all, the last none, evenly between. The share is held between the profile's floor and ceiling; a ceiling above 100% is a bonus.".to_owned(),
            "Part of the points of some indicators is given for growth: none wins half, the growth target the whole; without last year's value all points are for the level. Indicators without a value do not count: the total is scaled to the points that could be judged.".to_owned(),
            format!("A strength wins at least {strength}% of its points leads the zone by {lead}% or more, and stands in the better half of the parks; a weakness wins at most {weakness}%, trails the zone by {lead}% or more, and stands in the other half. A ratio is compared with the zone's; of a total, which is the sum of the parks', the park's share is compared with its share in size, or its growth with the zone's. What all parks share is not marked."),
            "What to do first: where a step that a year allows wins most points (a level by 10% of its value, growth by 5 points, a rank by drawing level with the park next ahead; the profile may set others), not up to full marks. Whom to see: who is one condition short, who does less than last year, who drags the indicator down, who carries it.".to_owned(),
            "Against last year: both years' levels by this year's profile, over the indicators that have both; growth has no year before. Bonuses and deductions of the profile are added to the total.".to_owned(),
            "Effects (Why): the indicator is computed again without one enterprise's figures of both years.".to_owned(),
        ],
    };
    if unverified(facts) > 0 {
        texts.push(
            facts
                .say(
                    "标“待核实”的分值、目标和口径是建议值，没有文件规定，须由高新区确认或替换（pipelines/assessments/）。",
                    "Weights, targets and formulas to be confirmed are proposals that no document sets: the zone confirms or replaces them (pipelines/assessments/).",
                )
                .to_owned(),
        );
    }
    if synthetic_reference(facts) {
        texts.push(
            facts
                .say(
                    "参照数据（其他高新区）含合成数据，只用于演示全国评价的算法；本工作簿的得分不使用参照数据。",
                    "The reference (other zones) holds synthetic data, which only show how the national evaluation works; the scores of this workbook do not use it.",
                )
                .to_owned(),
        );
    }
    texts
}

fn standards(facts: &Facts, sheet: &mut SheetWriter) -> Result<()> {
    sheet.heading(facts.say("指标口径与评判标准", "Definitions and standards"));
    let columns = [
        Column::text(facts.say("编号", "Id")),
        Column::text(facts.say("指标", "Indicator")).most(34.0),
        Column::text(facts.say("公式", "Formula")).most(46.0),
        Column::text(facts.say("评判标准", "Standard")).most(34.0),
        Column::number(facts.say("分值", "Points")),
        Column::text(facts.say("标准", "Standard is")),
        Column::text(facts.say("口径", "Formula is")),
        Column::text(facts.say("备注", "Remarks")).most(50.0),
    ];
    let confirmed = |verified: bool| {
        if verified {
            Cell::text(facts.say("有来源", "from a source"))
        } else {
            Cell::text(facts.say("待核实", "to be confirmed")).tone(Tone::Query)
        }
    };
    let rows: Vec<Vec<Cell>> = facts
        .profile
        .iter()
        .flat_map(|profile| &profile.indicators)
        .filter_map(|judged| Some((judged, facts.indicator(&judged.indicator)?)))
        .map(|(judged, indicator)| {
            let formula = indicator.formula.as_ref().map_or_else(
                || facts.say("园区综合表", "zone form").to_owned(),
                |formula| in_words(facts, formula.text()),
            );
            let remarks = match &indicator.definition {
                Some(definition) => definition.get(facts.language()).to_owned(),
                None => indicator.certainty.get(facts.language()).to_owned(),
            };
            vec![
                Cell::text(&indicator.id),
                Cell::text(indicator.label.get(facts.language())),
                Cell::text(formula),
                Cell::text(standard(facts, indicator, judged)),
                Cell::number(judged.weight, 1),
                confirmed(judged.verified),
                confirmed(indicator.verified),
                Cell::text(remarks).tone(Tone::Muted),
            ]
        })
        .collect();
    sheet.table(&columns, &rows)?;
    Ok(())
}

/// A formula with the names of measures and attributes for their ids; `prev_` is last year's.
fn in_words(facts: &Facts, formula: &str) -> String {
    let definitions = facts.view.results.definitions;
    let mut words = String::new();
    let mut id = String::new();
    // A blank ends the last name.
    for c in formula
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .chain([' '])
    {
        if c.is_ascii_alphanumeric() || c == '_' {
            id.push(c);
            continue;
        }
        let (name, before) = match id.strip_prefix("prev_") {
            Some(name) => (name, true),
            None => (id.as_str(), false),
        };
        match definitions.measure(name) {
            Some(measure) => {
                if before {
                    words.push_str(facts.say("上年", "last year's "));
                }
                words.push_str(measure.label.get(facts.language()));
            }
            None => words.push_str(&id),
        }
        id.clear();
        words.push(match c {
            '*' => '×',
            '/' => '÷',
            '-' => '−',
            other => other,
        });
    }
    words.trim_end().to_owned()
}

fn grades(facts: &Facts, sheet: &mut SheetWriter) -> Result<()> {
    let Some(profile) = facts.profile else {
        return Ok(());
    };
    sheet.heading(facts.say("等级", "Grades"));
    let rows: Vec<Vec<Cell>> = profile
        .grades
        .iter()
        .map(|grade| {
            vec![
                Cell::text(grade.label.get(facts.language())),
                Cell::text(match facts.language() {
                    Language::Zh => format!("总分不低于 {}", grade.min),
                    Language::En => format!("a total of {} or more", grade.min),
                }),
            ]
        })
        .collect();
    sheet.table(
        &[
            Column::text(facts.say("等级", "Grade")),
            Column::text(facts.say("条件", "Condition")).most(34.0),
        ],
        &rows,
    )?;
    Ok(())
}

fn points(facts: &Facts, sheet: &mut SheetWriter) -> Result<()> {
    sheet.heading(facts.say("创新积分", "Innovation points"));
    let definitions = facts.view.results.definitions;
    let language = facts.language();
    let own = || {
        let abilities = definitions.abilities.iter();
        abilities.filter(|ability| ability.scheme.is_empty())
    };
    for stage in &definitions.stages {
        let maxima: Vec<String> = own()
            .filter_map(|ability| {
                let most = ability.maximum.get(&stage.id)?;
                Some(format!("{} {most}", ability.label.get(language)))
            })
            .collect();
        sheet.note(&format!(
            "{}{}{}{}{}",
            stage.label.get(language),
            facts.say("：", ": "),
            stage.source.get(language),
            facts.say("；各能力满分 ", "; points at most: "),
            maxima.join(facts.say("、", ", "))
        ));
    }
    let mut rows = Vec::new();
    for ability in own() {
        for item in &ability.items {
            let bands: Vec<String> = item
                .bands
                .iter()
                .map(|band| match facts.language() {
                    Language::Zh => format!("≥{} 得 {} 分", band.min, band.points),
                    Language::En => format!("{} points from {}", band.points, band.min),
                })
                .collect();
            rows.push(vec![
                Cell::text(ability.label.get(facts.language())),
                Cell::text(item.label.get(facts.language())),
                Cell::text(bands.join(facts.say("；", "; "))),
                Cell::text(if item.verified {
                    facts.say("有来源", "from a source")
                } else {
                    facts.say("待核实", "to be confirmed")
                })
                .tone_if(!item.verified, Tone::Query),
            ]);
        }
    }
    sheet.table(
        &[
            Column::text(facts.say("能力", "Ability")),
            Column::text(facts.say("项目", "Item")).most(34.0),
            Column::text(facts.say("分档", "Bands")).most(46.0),
            Column::text(facts.say("分值表", "Table is")),
        ],
        &rows,
    )?;
    Ok(())
}
