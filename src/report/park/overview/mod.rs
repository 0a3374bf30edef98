//! The first sheet, one page: how the park stands, what is strong, what is weak, what to do first, and how
//! sure the figures are.

mod goals;
mod judgement;
mod page;
mod verdict;

use anyhow::{Context, Result};
use rust_xlsxwriter::{FormatAlign, FormatBorder, Workbook};

use super::facts::Facts;
use super::scores::Charted;
use crate::assess::TOTAL;
use crate::definitions::Language;
use crate::report::sheet::inside_note;
use crate::report::style::{ACCENT, BANNER, BLANK, RULE, Tone, display_width, sheet_name, text};
use crate::tables::Mark;
use goals::goals_and_certainty;
use judgement::judgement;
use page::{COLUMN, COLUMNS, Page, body, heading, height_of, muted};
use verdict::verdict;

/// Strengths, weaknesses and things to do that are shown.
const SHOWN: usize = 3;
/// Enterprises named for a thing to do.
const WHOM: usize = 4;

pub(super) fn write(facts: &Facts, workbook: &mut Workbook, charted: &Charted) -> Result<()> {
    let sheet = workbook.add_worksheet();
    let name = sheet_name(facts.say("总览", "Overview"));
    sheet
        .set_name(&name)
        .with_context(|| format!("sheet `{name}`"))?;
    sheet
        .set_screen_gridlines(false)
        .set_portrait()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 1)
        .set_print_center_horizontally(true)
        .set_margins(0.4, 0.4, 0.4, 0.4, 0.2, 0.2)
        .set_header(format!("&R&8{}", facts.say("内部资料", "Internal")))
        .set_active(true);
    for column in 0..COLUMNS {
        sheet.set_column_width_pixels(column, u32::from(COLUMN))?;
    }
    let mut page = Page { sheet, row: 0 };
    head(facts, &mut page)?;
    cards(facts, &mut page)?;
    judgement(facts, &mut page, charted)?;
    first_things(facts, &mut page)?;
    goals_and_certainty(facts, &mut page)
}

fn head(facts: &Facts, page: &mut Page) -> Result<()> {
    let (name, period) = (facts.name(), facts.view.period_words());
    page.put(0, 8, &facts.title(), &text(24.0).set_bold())?;
    let right = muted(12.0).set_align(FormatAlign::Right);
    page.put(
        9,
        11,
        &format!("{} · {period}", facts.view.zone_name()),
        &right,
    )?;
    page.end(40.0)?;
    let role = facts
        .profile
        .map_or("", |profile| profile.role.get(facts.language()));
    let role = match (role, facts.language()) {
        ("", Language::Zh) => format!("{name}没有评价方案：没有评分，只有数据"),
        ("", Language::En) => format!("{name} has no assessment profile: figures only, no scores"),
        (role, Language::Zh) => format!("定位：{role}"),
        (role, Language::En) => format!("Role: {role}"),
    };
    page.put(
        0,
        11,
        &role,
        &text(12.0).set_text_wrap().set_align(FormatAlign::Left),
    )?;
    page.end(height_of(&role, 12, 12.0))?;
    let verdict = verdict(facts);
    if !verdict.is_empty() {
        let format = text(13.0)
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Left);
        page.put(0, 11, &verdict, &format)?;
        page.end(height_of(&verdict, 12, 13.5))?;
    }
    let inside = inside_note(facts.language());
    page.put(0, 11, inside, &muted(9.0))?;
    page.end(18.0)
}

/// Four large figures.
fn cards(facts: &Facts, page: &mut Page) -> Result<()> {
    let total = facts.total();
    let score = total.and_then(|total| total.score);
    let mean = facts.shown_mean_of(TOTAL);
    let wording = facts.wording();
    let label = muted(10.0)
        .set_border_top(FormatBorder::Thick)
        .set_border_top_color(ACCENT)
        .set_background_color(BANNER);
    let figure = text(28.0)
        .set_bold()
        .set_align(FormatAlign::Left)
        .set_background_color(BANNER);
    let note = muted(10.0).set_background_color(BANNER);
    let labels = [
        facts.say("总分（满分100）", "Total score (of 100)"),
        facts.say("等级", "Grade"),
        facts.say("园区名次", "Rank among the parks"),
        facts.say("强项 / 弱项", "Strengths / weaknesses"),
    ];
    for (place, words) in (0u16..).zip(labels) {
        page.put(3 * place, 3 * place + 2, words, &label)?;
    }
    page.end(20.0)?;
    page.number(
        0,
        2,
        score,
        &figure.clone().set_num_format("0.0").set_font_color(ACCENT),
    )?;
    let grade = total.map_or(BLANK, |total| {
        facts.language().choose(&total.grade, &total.grade_en)
    });
    // A long name of a grade must fit into its card.
    let grade_size = if display_width(grade) > 12 {
        18.0
    } else {
        28.0
    };
    page.put(3, 5, grade, &figure.clone().set_font_size(grade_size))?;
    let rank = total
        .and_then(|total| Some(format!("{} / {}", total.rank?, total.parks)))
        .unwrap_or_else(|| BLANK.to_owned());
    page.put(6, 8, &rank, &figure)?;
    let (strong, weak) = (
        facts.marked(Mark::Strength).len(),
        facts.marked(Mark::Weakness).len(),
    );
    page.put(9, 11, &format!("{strong} / {weak}"), &figure)?;
    page.end(42.0)?;
    let judged = total.map_or(0.0, |total| total.judged);
    let zh = facts.language() == Language::Zh;
    let change = total.and_then(|total| total.change);
    let notes = [
        match (change, zh) {
            (Some(change), true) => format!(
                "同口径水平得分比上年{} {} 分；可评 {} 分",
                if change < 0.0 { "低" } else { "高" },
                wording.number(change.abs(), 1),
                wording.number(judged, 0)
            ),
            (None, true) => format!("可评分值 {}，没有可比的上年", wording.number(judged, 0)),
            (Some(change), false) => format!(
                "Levels, like for like: {} points {} last year; {} could be judged",
                wording.number(change.abs(), 1),
                if change < 0.0 { "below" } else { "above" },
                wording.number(judged, 0)
            ),
            (None, false) => format!(
                "{} of 100 points could be judged",
                wording.number(judged, 0)
            ),
        },
        grades(facts),
        match (score.zip(mean), zh) {
            (Some((score, mean)), true) => format!(
                "各园区平均 {}，{} {} 分",
                wording.number(mean, 1),
                if score >= mean { "高" } else { "低" },
                wording.number((score - mean).abs(), 1)
            ),
            (Some((score, mean)), false) => format!(
                "Mean of the parks {}: {} {}",
                wording.number(mean, 1),
                wording.number((score - mean).abs(), 1),
                if score >= mean { "above" } else { "below" }
            ),
            (None, _) => String::new(),
        },
        match zh {
            true => format!("共 {} 项指标", facts.rows.len()),
            false => format!("of {} indicators", facts.rows.len()),
        },
    ];
    let mut height = 20.0_f64;
    for (place, words) in (0u16..).zip(&notes) {
        page.put(3 * place, 3 * place + 2, words, &note)?;
        height = height.max(height_of(words, 3, 10.0));
    }
    page.end(height)?;
    page.end(10.0)
}

fn grades(facts: &Facts) -> String {
    let grades: Vec<String> = facts
        .profile
        .iter()
        .flat_map(|profile| &profile.grades)
        .filter(|grade| grade.min > 0.0)
        .map(|grade| format!("{} ≥{}", grade.label.get(facts.language()), grade.min))
        .collect();
    grades.join(facts.say("，", ", "))
}

fn first_things(facts: &Facts, page: &mut Page) -> Result<()> {
    page.put(
        0,
        11,
        facts.say("先做三件事", "Three things to do first"),
        &heading(),
    )?;
    page.end(26.0)?;
    let big = text(16.0)
        .set_bold()
        .set_font_color(ACCENT)
        .set_align(FormatAlign::Center)
        .set_border_bottom(FormatBorder::Thin)
        .set_border_bottom_color(RULE);
    for row in facts.priorities.iter().take(SHOWN) {
        let words = facts.priority(row);
        page.put(0, 0, &row.place.to_string(), &big)?;
        let whom = whom(facts, row.place);
        let words = if whom.is_empty() {
            words
        } else {
            format!("{words}\n{whom}")
        };
        page.put(1, 9, &words, &body(Tone::Plain).set_font_size(11.0))?;
        let format = match facts.language() {
            Language::Zh => "\"+\"0.0\"分\"",
            Language::En => "\"+\"0.0",
        };
        page.number(
            10,
            11,
            Some(row.points),
            &big.clone().set_num_format(format),
        )?;
        let height: f64 = words
            .lines()
            .map(|line| height_of(line, 9, 11.0) - 4.0)
            .sum();
        page.end(height.max(28.0))?;
    }
    if let Some(next) = next_grade(facts) {
        page.put(0, 11, &next, &body(Tone::Muted).set_font_size(10.0))?;
        page.end(height_of(&next, 12, 10.0))?;
    }
    if facts.priorities.is_empty() {
        page.put(
            0,
            11,
            facts.say("没有还能再得的分数", "No points are left to be won"),
            &body(Tone::Muted),
        )?;
        page.end(26.0)?;
    }
    page.end(8.0)
}

/// The enterprises to see first for one of the things to do, by why they are to be seen.
fn whom(facts: &Facts, place: i64) -> String {
    let own = facts.by_code();
    let (comma, zh) = (facts.say("、", ", "), facts.language() == Language::Zh);
    let visits = facts
        .view
        .results
        .assessed
        .visits
        .iter()
        .filter(|visit| visit.park == facts.park.id && visit.place == place)
        .filter_map(|visit| Some((visit, &own.get(visit.credit_code.as_str())?.name)))
        .take(WHOM);
    let mut groups: Vec<(&str, String)> = Vec::new();
    for (visit, name) in visits {
        let text = facts.language().choose(&visit.text, &visit.text_en);
        let named = if zh {
            format!("{name}（{text}）")
        } else {
            format!("{name} ({text})")
        };
        match groups.last_mut() {
            Some((why, names)) if *why == visit.why => {
                names.push_str(comma);
                names.push_str(&named);
            }
            _ => groups.push((&visit.why, named)),
        }
    }
    let said: Vec<String> = groups
        .into_iter()
        .map(|(why, names)| format!("{}{names}", why_seen(facts, why)))
        .collect();
    if said.is_empty() {
        return String::new();
    }
    let said = said.join(facts.say("；", "; "));
    format!("{}{said}", facts.say("先看 ", "See first "))
}

/// The words for why an enterprise is to be seen.
fn why_seen<'a>(facts: &Facts, why: &str) -> &'a str {
    let (zh, en) = match why {
        "short" => ("差一项的：", "one condition short: "),
        "fell" => ("退步的：", "fell back: "),
        "drags" => ("拖累的：", "drags it: "),
        _ => ("支撑的：", "carries it: "),
    };
    facts.language().choose(zh, en)
}

/// How far the next grade is, and how much of that the three things bring.
fn next_grade(facts: &Facts) -> Option<String> {
    let score = facts.total()?.score?;
    let next = facts
        .profile?
        .grades
        .iter()
        .rev()
        .find(|grade| grade.min > score + 1e-9)?;
    let won: f64 = facts
        .priorities
        .iter()
        .take(SHOWN)
        .map(|row| row.points)
        .sum();
    let wording = facts.wording();
    let (name, min) = (next.label.get(facts.language()), next.min);
    let (gap, won) = (wording.number(next.min - score, 1), wording.number(won, 1));
    Some(match facts.language() {
        Language::Zh => format!(
            "距上一等级“{name}”（{min} 分）还差 {gap} 分；以上三件事按一年可及的一步合计 {won} 分"
        ),
        Language::En => format!(
            "The next grade \"{name}\" begins at {min}: {gap} points to go; the three things bring {won} by the step of a year"
        ),
    })
}
