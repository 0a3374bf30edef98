//! Who is one condition short of a rung.

use anyhow::Result;

use super::{Rungs, near_misses, used};
use crate::definitions::Language;
use crate::report::park::facts::Facts;
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::Tone;
use crate::report::view::Enterprise;
use crate::tables::NearMissRow;

/// Near misses shown of a rung.
const NEAR: usize = 8;

pub(super) fn near(facts: &Facts, sheet: &mut SheetWriter, rungs: &Rungs) -> Result<()> {
    sheet.heading(facts.say(
        "只差一项条件的企业：上门服务的名单",
        "One condition away: whom to visit",
    ));
    let own = used(facts);
    let columns = [
        Column::text(facts.say("级别", "Rung")).most(20.0),
        Column::text(facts.say("企业", "Enterprise")).most(40.0),
        Column::text(facts.say("所差条件", "What is missing")).most(48.0),
        Column::number(facts.say("与条件相差", "Short by")),
        Column::number(facts.say("创新积分", "Innovation points")),
        Column::text(facts.say("情况", "State")),
    ];
    let mut rows = Vec::new();
    let mut more = 0;
    for rung in &facts.view.results.definitions.rungs {
        let mut near: Vec<(&NearMissRow, &Enterprise, f64)> = near_misses(facts, &rung.id)
            .into_iter()
            .filter_map(|row| {
                let enterprise = own.get(row.credit_code.as_str())?;
                let points = rungs
                    .points
                    .get(&row.credit_code)
                    .copied()
                    .unwrap_or_default();
                Some((row, *enterprise, points))
            })
            .collect();
        near.sort_by(|a, b| b.2.total_cmp(&a.2));
        more += near.len().saturating_sub(NEAR);
        for (row, enterprise, points) in near.into_iter().take(NEAR) {
            let condition = facts.language().choose(&row.condition, &row.condition_en);
            rows.push(vec![
                Cell::text(rung.label.get(facts.language())),
                Cell::text(&enterprise.name),
                Cell::text(condition),
                Cell::signed(row.margin, 1),
                Cell::number(points, 1),
                if row.unknown {
                    Cell::text(facts.say("未填，可补报", "blank: ask")).tone(Tone::Query)
                } else if row.margin.is_some() {
                    Cell::text(facts.say("接近", "close")).tone(Tone::Good)
                } else {
                    Cell::text(facts.say("未达到", "not met")).tone(Tone::Hint)
                },
            ]);
        }
    }
    sheet.table(&columns, &rows)?;
    if more > 0 {
        sheet.note(&match facts.language() {
            Language::Zh => format!(
                "每级只列创新积分最高的 {NEAR} 家；另有 {more} 家见数据表 ladder_near_misses"
            ),
            Language::En => format!(
                "The {NEAR} with most innovation points of each rung; {more} more stand in the table ladder_near_misses"
            ),
        });
    }
    Ok(())
}
