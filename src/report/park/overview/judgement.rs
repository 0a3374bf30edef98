//! Scores by group at the left, strengths and weaknesses at the right.

use anyhow::Result;
use rust_xlsxwriter::ChartType;

use super::SHOWN;
use super::page::{COLUMN, Page, body, heading, height_of};
use crate::definitions::Language;
use crate::report::charts::{Look, add_series, chart};
use crate::report::park::facts::Facts;
use crate::report::park::scores::Charted;
use crate::report::style::{ACCENT, SERIES, Tone};
use crate::tables::{AssessmentRow, Mark};

/// Scores by group at the left, strengths and weaknesses with their reasons at the right.
pub(super) fn judgement(facts: &Facts, page: &mut Page, charted: &Charted) -> Result<()> {
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
        .map(|row| facts.reason(row))
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
