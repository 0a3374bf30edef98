//! Response by park: who was expected, who answered, and how much of last year's zone is missing.

use anyhow::Result;

use super::sheet::{Area, Cell, Column, SheetWriter};
use super::style::Tone;
use super::view::View;
use crate::aggregate::Response;
use crate::definitions::Language;
use crate::tables::RecordStatus;

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

/// Whose records a sum holds, so that its parts add up: those of the enterprises that had to report, and those of
/// others. One sentence for every workbook.
pub(super) fn response_words(view: &View, park: Option<&str>) -> String {
    let response = view.responses.of(park);
    let (expected, answered) = (response.expected.enterprises, response.answered.enterprises);
    let (missing, rejected) = (response.missing.enterprises, response.rejected.enterprises);
    let withdrawn = withdrawn(view, park);
    let beyond = used_beyond(view, park);
    let used = response.accepted + beyond;
    let mut text = match view.language {
        Language::Zh => format!("应报 {expected} 家，已报 {answered} 家，未报 {missing} 家"),
        Language::En => {
            format!("{expected} expected, {answered} answered, {missing} did not")
        }
    };
    if withdrawn > 0 {
        text.push_str(&match view.language {
            Language::Zh => format!("（含撤回 {withdrawn} 家）"),
            Language::En => format!(" ({withdrawn} withdrawn)"),
        });
    }
    text.push_str(&match view.language {
        Language::Zh => format!("；已报中退回 {rejected} 家，采用 {} 家", response.accepted),
        Language::En => format!(
            "; of the answers {rejected} rejected, {} used",
            response.accepted
        ),
    });
    if beyond > 0 {
        text.push_str(&match view.language {
            Language::Zh => {
                format!("，另采用不要求上报而报来的 {beyond} 家，共采用 {used} 家")
            }
            Language::En => {
                format!(", with {beyond} that did not have to report {used} used in all")
            }
        });
    }
    text
}

/// Whether a park is asked for, or all.
fn is_of(park: Option<&str>, of: Option<&str>) -> bool {
    park.is_none_or(|park| of == Some(park))
}

/// Enterprises that had to report and took back what they had sent: they are among those that did not answer.
fn withdrawn(view: &View, park: Option<&str>) -> usize {
    let expected = &view.results.ingested.register;
    view.enterprises
        .iter()
        .filter(|enterprise| is_of(park, enterprise.park.as_deref()))
        .filter(|enterprise| enterprise.status == RecordStatus::Withdrawn)
        .filter(|enterprise| {
            expected
                .iter()
                .any(|entry| entry.expected && entry.credit_code == enterprise.credit_code)
        })
        .count()
}

/// Records that are used of enterprises that did not have to report: closed, moved out, or not in the register.
fn used_beyond(view: &View, park: Option<&str>) -> usize {
    let used = view
        .enterprises
        .iter()
        .filter(|enterprise| enterprise.used && is_of(park, enterprise.park.as_deref()))
        .count();
    used.saturating_sub(view.responses.of(park).accepted)
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
        Column::number(view.say("未报（含撤回）", "No answer (withdrawn too)")),
        Column::number(view.say("应报率", "Response rate")),
        Column::number(view.say("已报中采用", "Used of these")),
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
    columns.push(Column::number(
        view.say("另采用（不要求上报）", "Used beside, not expected"),
    ));
    columns.push(Column::number(view.say("共采用", "Used in all")));
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
            // Enterprises without a park are used by none.
            let beyond = match (zone, response.park.as_deref()) {
                (true, _) => used_beyond(view, None),
                (false, Some(park)) => used_beyond(view, Some(park)),
                (false, None) => 0,
            };
            cells.push(Cell::count(beyond));
            cells.push(Cell::count(response.accepted + beyond));
            let tone = if zone { Tone::Strong } else { Tone::Plain };
            cells.into_iter().map(|cell| cell.tone(tone)).collect()
        })
        .collect();
    sheet.table(&columns, &rows)
}
