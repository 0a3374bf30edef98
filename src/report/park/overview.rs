//! The first sheet, one landscape page: how the park stands, what is strong, what is weak, what to do first, and how
//! sure the figures are.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use rust_xlsxwriter::{ChartType, Format, FormatAlign, FormatBorder, Workbook, Worksheet};

use super::facts::Facts;
use super::notes::{synthetic_reference, unverified};
use super::quality;
use super::scores::Charted;
use crate::assess::TOTAL;
use crate::definitions::{Language, Severity};
use crate::report::charts::{Look, add_series, chart};
use crate::report::response::share;
use crate::report::style::{
    ACCENT, BANNER, BLANK, MUTED, RULE, SERIES, Shape, Tone, display_width, sheet_name, text,
};
use crate::tables::{AssessmentRow, Mark};

/// Columns of the page, all of one width.
const COLUMNS: u16 = 12;
/// Width of a column in pixels.
const COLUMN: u16 = 92;
/// Strengths, weaknesses and things to do that are shown.
const SHOWN: usize = 3;

/// The page, written from top to bottom.
struct Page<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
}

impl Page<'_> {
    /// A text over columns of the current row.
    fn put(&mut self, from: u16, to: u16, words: &str, format: &Format) -> Result<()> {
        self.put_at(self.row, from, to, words, format)
    }

    fn put_at(&mut self, row: u32, from: u16, to: u16, words: &str, format: &Format) -> Result<()> {
        if from == to {
            self.sheet
                .write_string_with_format(row, from, words, format)?;
        } else {
            self.sheet.merge_range(row, from, row, to, words, format)?;
        }
        Ok(())
    }

    fn number(&mut self, from: u16, to: u16, value: Option<f64>, format: &Format) -> Result<()> {
        match value.filter(|value| value.is_finite()) {
            Some(value) => {
                if from < to {
                    self.sheet
                        .merge_range(self.row, from, self.row, to, "", format)?;
                }
                self.sheet
                    .write_number_with_format(self.row, from, value, format)?;
            }
            None => self.put(from, to, BLANK, format)?,
        }
        Ok(())
    }

    /// Ends the row, which is this high, in points.
    fn end(&mut self, height: f64) -> Result<()> {
        self.sheet.set_row_height(self.row, height)?;
        self.row += 1;
        Ok(())
    }
}

pub(super) fn write(facts: &Facts, workbook: &mut Workbook, charted: &Charted) -> Result<()> {
    let sheet = workbook.add_worksheet();
    let name = sheet_name(facts.say("总览", "Overview"));
    sheet
        .set_name(&name)
        .with_context(|| format!("sheet `{name}`"))?;
    sheet
        .set_screen_gridlines(false)
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 1)
        .set_print_center_horizontally(true)
        .set_margins(0.4, 0.4, 0.4, 0.4, 0.2, 0.2)
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

fn muted(size: f64) -> Format {
    text(size)
        .set_font_color(MUTED)
        .set_text_wrap()
        .set_align(FormatAlign::Left)
}

fn heading() -> Format {
    text(13.0)
        .set_bold()
        .set_font_color(ACCENT)
        .set_border_bottom(FormatBorder::Medium)
        .set_border_bottom_color(ACCENT)
}

fn body(tone: Tone) -> Format {
    let (ink, ground) = tone.colours();
    let format = text(11.0)
        .set_font_color(ink)
        .set_text_wrap()
        .set_align(FormatAlign::Left)
        .set_border_bottom(FormatBorder::Thin)
        .set_border_bottom_color(RULE);
    match ground {
        Some(ground) => format.set_background_color(ground),
        None => format,
    }
}

/// Height of a text in points over columns at a size in points.
fn height_of(words: &str, columns: u16, size: f64) -> f64 {
    // A column of the fixed-width measure is about 0.68 of the size wide, in pixels.
    let width = f64::from(columns) * f64::from(COLUMN) - 12.0;
    let lines = (display_width(words) as f64 * size * 0.70 * 1.04 / width).ceil();
    lines.max(1.0) * size * 1.5 + 6.0
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
    page.end(8.0)
}

/// The park in one or two sentences: its part of the zone, and where it is best and worst.
fn verdict(facts: &Facts) -> String {
    let wording = facts.wording();
    let zh = facts.language() == Language::Zh;
    let view = &facts.view;
    let mut sentences = Vec::new();
    if let Some(size) = facts.size(true) {
        let id = &size.measure.id;
        let label = size.measure.label.get(facts.language());
        let of_zone = view
            .measure(&facts.park.id, id)
            .zip(view.measure(view.zone_id(), id))
            .and_then(|(park, zone)| share(park, zone));
        let growth = |unit: &str| {
            let (now, before) = (view.measure(unit, id)?, view.previous_measure(unit, id)?);
            share(now - before, before.abs())
        };
        if let Some(of_zone) = of_zone {
            let of_zone = wording.number(of_zone, 1);
            let growths = growth(&facts.park.id).zip(growth(view.zone_id()));
            sentences.push(match (growths, zh) {
                (Some((own, zone)), true) => format!(
                    "{label}占全区 {of_zone}%，比上年{}（全区{}）",
                    wording.grown(own),
                    wording.grown(zone)
                ),
                (None, true) => format!("{label}占全区 {of_zone}%"),
                (Some((own, zone)), false) => format!(
                    "{of_zone}% of the zone's {}, {} on last year (zone {})",
                    label.to_lowercase(),
                    wording.grown(own),
                    wording.grown(zone)
                ),
                (None, false) => format!("{of_zone}% of the zone's {}", label.to_lowercase()),
            });
        }
    }
    let mut ahead: Vec<(&str, f64, f64)> = facts
        .groups()
        .into_iter()
        .filter_map(|row| {
            let score = row.score?;
            let label = facts.language().choose(&row.label, &row.label_en);
            Some((label, score, score - facts.mean_of(&row.group)?))
        })
        .collect();
    ahead.sort_by(|a, b| b.2.total_cmp(&a.2));
    if let (Some(best), Some(worst)) = (ahead.first(), ahead.last())
        && ahead.len() > 1
    {
        let group = |place: &(&str, f64, f64)| {
            let (score, gap) = (wording.number(place.1, 0), wording.number(place.2.abs(), 0));
            match (place.2 >= 0.0, zh) {
                (true, true) => format!("{}（得分率 {score}，比各园区平均高 {gap}）", place.0),
                (false, true) => format!("{}（得分率 {score}，比各园区平均低 {gap}）", place.0),
                (true, false) => format!("{} ({score}, {gap} above the parks' mean)", place.0),
                (false, false) => format!("{} ({score}, {gap} below the parks' mean)", place.0),
            }
        };
        let (ahead, behind) = (group(best), group(worst));
        sentences.push(match (best.2 >= 0.0, worst.2 >= 0.0, zh) {
            (true, false, true) => format!("长处在{ahead}，短处在{behind}"),
            (true, true, true) => format!("各组都不低于平均，长处在{ahead}"),
            (false, _, true) => format!("各组都低于平均，差距最大的是{behind}"),
            (true, false, false) => format!("Ahead in {ahead}, behind in {behind}"),
            (true, true, false) => format!("Nowhere below the mean, ahead most in {ahead}"),
            (false, _, false) => format!("Below the mean everywhere, most in {behind}"),
        });
    }
    sentences.join(facts.say("；", ". "))
}

/// Four large figures.
fn cards(facts: &Facts, page: &mut Page) -> Result<()> {
    let total = facts.total();
    let score = total.and_then(|total| total.score);
    let mean = facts.mean_of(TOTAL);
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
    let notes = [
        match zh {
            true => format!(
                "可评分值 {}，未评 {}",
                wording.number(judged, 0),
                wording.number(100.0 - judged, 0)
            ),
            false => format!(
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

/// Scores by group at the left, strengths and weaknesses with their reasons at the right.
fn judgement(facts: &Facts, page: &mut Page, charted: &Charted) -> Result<()> {
    let top = page.row;
    let strong = facts.marked(Mark::Strength);
    let weak = facts.marked(Mark::Weakness);
    page.put(0, 5, facts.say("分组得分率", "Scores by group"), &heading())?;
    let mut height = marked(
        facts,
        page,
        facts.say("强项", "Strengths"),
        &strong,
        Tone::Good,
        facts.say(
            "没有既得分高又明显领先全区的指标",
            "No indicator wins most of its points and leads the zone",
        ),
    )?;
    height += marked(
        facts,
        page,
        facts.say("弱项", "Weaknesses"),
        &weak,
        Tone::Bad,
        facts.say(
            "没有既得分低又明显落后全区的指标",
            "No indicator wins few of its points and trails the zone",
        ),
    )?;
    if charted.count > 0 {
        // The heading's row belongs to the block; points are 4/3 of a pixel.
        let pixels = ((height - 26.0) * 4.0 / 3.0 - 10.0).max(180.0) as u32;
        let mut bars = chart(&Look {
            kind: ChartType::Bar,
            title: "",
            categories: "",
            values: "",
            size: (u32::from(COLUMN) * 6 - 16, pixels),
            legend: true,
        });
        bars.title().set_hidden();
        bars.value_axis()
            .set_min(0)
            .set_max(100)
            .set_num_format("0");
        let (name, values) = &charted.own;
        add_series(&mut bars, name, &charted.groups, values, ACCENT, Some("0"));
        let (name, values) = &charted.mean;
        add_series(
            &mut bars,
            name,
            &charted.groups,
            values,
            SERIES[4],
            Some("0"),
        );
        page.sheet
            .insert_chart_with_offset(top + 1, 0, &bars, 2, 6)?;
    }
    page.end(8.0)
}

/// Writes a heading and up to three reasons at the right; returns the height in points.
fn marked(
    facts: &Facts,
    page: &mut Page,
    name: &str,
    rows: &[&AssessmentRow],
    tone: Tone,
    none: &str,
) -> Result<f64> {
    let title = match (rows.len(), facts.language()) {
        (0..=SHOWN, _) => name.to_owned(),
        (all, Language::Zh) => format!("{name}（共{all}项，列前{SHOWN}项）"),
        (all, Language::En) => format!("{name} (the first {SHOWN} of {all})"),
    };
    page.put(6, 11, &title, &heading())?;
    page.end(26.0)?;
    let mut height = 26.0;
    let mut texts: Vec<String> = rows
        .iter()
        .take(SHOWN)
        .map(|row| facts.reason(row).to_owned())
        .collect();
    let tone = if texts.is_empty() { Tone::Muted } else { tone };
    if texts.is_empty() {
        texts.push(none.to_owned());
    }
    let sign = match tone {
        Tone::Good => "▲ ",
        Tone::Bad => "▼ ",
        _ => "",
    };
    for words in texts {
        let words = format!("{sign}{words}");
        page.put(6, 11, &words, &body(tone))?;
        let own = height_of(&words, 6, 11.0).max(30.0);
        page.end(own)?;
        height += own;
    }
    Ok(height)
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
        let words = facts.language().choose(&row.text, &row.text_en);
        page.put(0, 0, &row.place.to_string(), &big)?;
        page.put(1, 9, words, &body(Tone::Plain).set_font_size(12.0))?;
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
        page.end(height_of(words, 9, 12.0).max(28.0))?;
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

/// The park's part in the zone's goals at the left, how sure the figures are at the right.
fn goals_and_certainty(facts: &Facts, page: &mut Page) -> Result<()> {
    page.put(
        0,
        6,
        facts.say("对全区目标的贡献", "Part in the zone's goals"),
        &heading(),
    )?;
    page.put(
        8,
        11,
        facts.say("数据有多可靠", "How sure this is"),
        &heading(),
    )?;
    page.end(26.0)?;
    let goals = goals(facts);
    let sure = certainty(facts);
    let small = body(Tone::Plain).set_font_size(10.0);
    let right = small.clone().set_align(FormatAlign::Right);
    let head = right.clone().set_bold().set_font_color(MUTED);
    page.put(
        0,
        2,
        facts.say("目标", "Goal"),
        &head.clone().set_align(FormatAlign::Left),
    )?;
    page.put(3, 3, facts.say("本园区", "Park"), &head)?;
    page.put(4, 4, facts.say("占全区", "Of zone"), &head)?;
    page.put(5, 5, facts.say("全区", "Zone"), &head)?;
    page.put(6, 6, facts.say("目标值", "Target"), &head)?;
    let rows = goals.len().max(sure.len().saturating_sub(1));
    let mut lines = sure.iter();
    let mut height = 20.0_f64;
    if let Some((words, tone)) = lines.next() {
        page.put(8, 11, words, &body(*tone).set_font_size(10.0))?;
        height = height.max(height_of(words, 4, 10.0));
    }
    page.end(height)?;
    if goals.is_empty() {
        page.put_at(
            page.row,
            0,
            6,
            facts.say("本期没有设定目标", "No goal is set for this period"),
            &body(Tone::Muted).set_font_size(10.0),
        )?;
    }
    for place in 0..rows.max(1) {
        let mut height = 20.0_f64;
        if let Some(goal) = goals.get(place) {
            page.put(0, 2, &goal.name, &small)?;
            height = height.max(height_of(&goal.name, 3, 10.0));
            let code = Shape::Number(goal.decimals)
                .number_format()
                .unwrap_or_default();
            let number = right.clone().set_num_format(code);
            page.number(3, 3, goal.park, &number.clone().set_bold())?;
            page.number(4, 4, goal.share, &right.clone().set_num_format("0.0\"%\""))?;
            page.number(5, 5, goal.zone, &number)?;
            page.number(
                6,
                6,
                Some(goal.target),
                &right.clone().set_num_format("#,##0"),
            )?;
        }
        if let Some((words, tone)) = lines.next() {
            page.put(8, 11, words, &body(*tone).set_font_size(10.0))?;
            height = height.max(height_of(words, 4, 10.0));
        }
        page.end(height)?;
    }
    Ok(())
}

struct GoalLine {
    name: String,
    park: Option<f64>,
    share: Option<f64>,
    zone: Option<f64>,
    target: f64,
    decimals: u8,
}

fn goals(facts: &Facts) -> Vec<GoalLine> {
    let view = &facts.view;
    let period = view.period().to_string();
    let mut seen = Vec::new();
    view.results
        .definitions
        .pipeline
        .goals
        .iter()
        .filter(|goal| goal.period == period)
        .filter_map(|goal| {
            let indicator = facts.indicator(&goal.indicator)?;
            if seen.contains(&indicator.id.as_str()) {
                return None;
            }
            seen.push(indicator.id.as_str());
            let park = view.value(&facts.park.id, &indicator.id);
            let zone = view.value(view.zone_id(), &indicator.id);
            let unit = facts.unit(&indicator.unit);
            let label = indicator.label.get(facts.language());
            Some(GoalLine {
                name: match (unit.as_str(), facts.language()) {
                    ("", _) => label.to_owned(),
                    (unit, Language::Zh) => format!("{label}（{unit}）"),
                    (unit, Language::En) => format!("{label} ({unit})"),
                },
                park,
                share: park
                    .zip(zone)
                    .filter(|_| view.adds_up(&indicator.id))
                    .and_then(|(park, zone)| share(park, zone)),
                zone,
                target: goal.target,
                decimals: indicator.decimals.min(1),
            })
        })
        .collect()
}

fn certainty(facts: &Facts) -> Vec<(String, Tone)> {
    let response = &facts.response;
    let wording = facts.wording();
    let zh = facts.language() == Language::Zh;
    let used = facts
        .enterprises()
        .filter(|enterprise| enterprise.used)
        .count();
    let rate = response.rate().map_or_else(
        || BLANK.to_owned(),
        |rate| format!("{}%", wording.number(rate, 1)),
    );
    let low = response.rate().is_some_and(|rate| rate < 90.0);
    // Enterprises that need not report (closed, moved out) may answer and are used.
    let beyond = used.saturating_sub(response.accepted);
    let mut line = if zh {
        format!(
            "应报 {} 家，已报 {} 家（{rate}），采用 {used} 家",
            response.expected, response.answered
        )
    } else {
        format!(
            "{} expected, {} answered ({rate}), {used} used",
            response.expected, response.answered
        )
    };
    if beyond > 0 {
        line.push_str(&if zh {
            format!("（含不要求上报的 {beyond} 家）")
        } else {
            format!(" ({beyond} not expected)")
        });
    }
    let mut lines = vec![(line, if low { Tone::Query } else { Tone::Plain })];
    if facts.size(true).is_some() && response.size > 0.0 {
        let part = |size: f64| wording.number(share(size, response.size).unwrap_or_default(), 1);
        let (missing, rejected) = (part(response.missing_size), part(response.rejected_size));
        let much = response.missing_size + response.rejected_size > 0.05 * response.size;
        lines.push((
            if zh {
                format!("上年规模中，未报企业占 {missing}%，退回企业占 {rejected}%")
            } else {
                format!("Of last year's size, {missing}% has not answered, {rejected}% is rejected")
            },
            if much { Tone::Query } else { Tone::Plain },
        ));
    }
    let queries = quality::open(facts, Severity::Query);
    if !queries.is_empty() {
        let enterprises: BTreeSet<&str> = queries
            .iter()
            .map(|finding| finding.credit_code.as_str())
            .collect();
        let (queries, enterprises) = (queries.len(), enterprises.len());
        lines.push((
            if zh {
                format!(
                    "{enterprises} 家企业有 {queries} 条疑问待说明；退回 {} 家",
                    response.rejected
                )
            } else {
                format!(
                    "{queries} open queries of {enterprises} enterprises; {} records rejected",
                    response.rejected
                )
            },
            Tone::Plain,
        ));
    }
    let unsure = unverified(facts);
    if unsure > 0 {
        lines.push((
            if zh {
                format!("{unsure} 项分值、目标或口径待高新区核实（见“说明”）")
            } else {
                format!(
                    "{unsure} weights, targets or formulas are to be confirmed (sheet \"Notes\")"
                )
            },
            Tone::Query,
        ));
    }
    if synthetic_reference(facts) {
        lines.push((
            facts
                .say(
                    "参照数据为合成数据，不影响本园区得分",
                    "The reference is synthetic; no score here rests on it",
                )
                .to_owned(),
            Tone::Muted,
        ));
    }
    lines
}
