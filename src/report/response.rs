//! Response by park: who was expected, who answered, and how much of last year's zone is missing.

use anyhow::Result;

use super::sheet::{Area, Cell, Column, SheetWriter};
use super::style::Tone;
use super::view::View;
use crate::aggregate::Response;
use crate::definitions::Language;

/// Part in per cent of a whole; none of nothing.
pub(super) fn share(part: f64, whole: f64) -> Option<f64> {
    (whole != 0.0).then(|| part / whole * 100.0)
}

/// Every row of a table by park with its name: the parks, the enterprises without one, the zone.
pub(super) fn named_responses<'v>(view: &'v View) -> Vec<(String, &'v Response)> {
    let all = &view.responses;
    let parks = all
        .parks
        .iter()
        .map(|response| (view.park_name(response.park.as_deref()), response));
    let without = all
        .without_park
        .iter()
        .map(|response| (view.say("（园区不明）", "(no park)").to_owned(), response));
    let zone = (view.say("全区合计", "Zone").to_owned(), &all.zone);
    parks.chain(without).chain([zone]).collect()
}

/// Writes the table of responses by park; the last row is the zone.
///
/// # Errors
/// When the sheet is full.
pub(super) fn response_table(view: &View, sheet: &mut SheetWriter) -> Result<Area> {
    let size = view.size();
    let mut columns = vec![
        Column::text(view.say("园区", "Park")),
        Column::number(view.say("应报", "Expected")),
        Column::number(view.say("已报", "Answered")),
        Column::number(view.say("未报", "No answer")),
        Column::number(view.say("应报率", "Response rate")),
        Column::number(view.say("采用", "Accepted")),
        Column::number(view.say("退回", "Rejected")),
        Column::number(view.say("退回率", "Rejected share")),
    ];
    if let Some(size) = size {
        let label = size.label.get(view.language);
        let of_last_year = |zh: &str, en: &str| {
            Column::number(match view.language {
                Language::Zh => format!("{zh}占上年{label}"),
                Language::En => format!("{en} share of last year: {label}"),
            })
        };
        columns.push(of_last_year("未报企业", "Non-respondents'"));
        columns.push(of_last_year("退回企业", "Rejected records'"));
    }
    columns.push(Column::number(view.say("未计入汇总", "Left out of sums")));
    if let Some(size) = size {
        let label = size.label.get(view.language);
        columns.push(Column::number(match view.language {
            Language::Zh => format!("未计入占上年{label}"),
            Language::En => format!("Left out, share of last year: {label}"),
        }));
    }
    let all = named_responses(view);
    let rows: Vec<Vec<Cell>> = all
        .iter()
        .enumerate()
        .map(|(position, (name, response))| {
            let left_out = &response.left_out;
            let mut cells = vec![
                Cell::text(name.as_str()),
                Cell::count(response.expected.enterprises),
                Cell::count(response.answered.enterprises),
                Cell::count(response.missing.enterprises),
                Cell::percent(response.rate(), 1),
                Cell::count(response.accepted),
                Cell::count(response.rejected.enterprises),
                Cell::percent(
                    share(
                        response.rejected.enterprises as f64,
                        response.answered.enterprises as f64,
                    ),
                    1,
                ),
            ];
            if size.is_some() {
                cells.push(Cell::percent(left_out.share(response.missing), 2));
                cells.push(Cell::percent(left_out.share(response.rejected), 2));
            }
            cells.push(Cell::count(left_out.total().enterprises));
            if size.is_some() {
                cells.push(Cell::percent(left_out.share(left_out.total()), 2));
            }
            let zone = position + 1 == all.len();
            let tone = if zone { Tone::Strong } else { Tone::Plain };
            cells.into_iter().map(|cell| cell.tone(tone)).collect()
        })
        .collect();
    sheet.table(&columns, &rows)
}
