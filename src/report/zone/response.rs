//! Response by park, and the records that are left out of the sums.

use anyhow::Result;
use rust_xlsxwriter::{ChartType, Workbook};

use crate::definitions::Language;
use crate::report::charts::{Look, add_series, chart};
use crate::report::response::{left_out, response_table, share};
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::{ACCENT, SERIES, Tone};
use crate::report::view::View;
use crate::tables::RecordStatus;

pub(super) fn write(view: &View, workbook: &mut Workbook) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("应报与采用", "Response"),
        view.say(
            "应报、已报与采用情况",
            "Response, and what is left out of the sums",
        ),
        view.language,
    )?;
    sheet.note(view.say(
        "应报：名录库中状态为在册的企业；占上年比重：这些企业上年数占全区上年合计的份额，表示缺了多少",
        "Expected: enterprises of the register that must report; shares of last year: what these enterprises reported the year before as a share of the zone's total then, which says how much is missing",
    ));
    let area = response_table(view, &mut sheet)?;
    sheet.skip(1);
    let mut columns = chart(&Look {
        kind: ChartType::ColumnStacked,
        title: view.say("各园区应报企业", "Expected enterprises by park"),
        categories: view.say("园区", "Park"),
        values: view.say("企业（家）", "Enterprises"),
        size: (620, 300),
        legend: true,
    });
    // The last row is the zone, which would dwarf its parks.
    let last = area.last.saturating_sub(area.first).saturating_sub(1);
    for (column, colour) in [(5u16, SERIES[2]), (6, ACCENT), (3, SERIES[4])] {
        add_series(
            &mut columns,
            &area.header(column),
            &area.part(0, 0, last),
            &area.part(column, 0, last),
            colour,
            Some("#,##0;;"),
        );
    }
    sheet.chart(&columns, 0, 300)?;
    left_out_list(view, &mut sheet)?;
    sheet.finish()
}

fn left_out_list(view: &View, sheet: &mut SheetWriter) -> Result<()> {
    let size = view
        .results
        .definitions
        .pipeline
        .overview
        .size
        .as_deref()
        .and_then(|id| view.results.definitions.measure(id));
    let zone = size
        .and_then(|size| view.measure(view.zone_id(), &size.id))
        .unwrap_or(0.0);
    let zone_before = size
        .and_then(|size| view.previous_measure(view.zone_id(), &size.id))
        .unwrap_or(0.0);
    let left_out = left_out(view)?;
    sheet.heading(&match view.language {
        Language::Zh => format!("未计入汇总的企业（{} 家）", left_out.len()),
        Language::En => format!("Enterprises left out of the sums ({})", left_out.len()),
    });
    let size_label = size.map_or_else(String::new, |size| view.measure_with_unit(size));
    let mut columns = vec![
        Column::text(view.say("统一社会信用代码", "Credit code")),
        Column::text(view.say("企业名称", "Name")),
        Column::text(view.say("园区", "Park")),
        Column::text(view.say("原因", "Reason")),
    ];
    if size.is_some() {
        let join = |zh: &str, en: &str| match view.language {
            Language::Zh => format!("{zh}{size_label}"),
            Language::En => format!("{en}: {size_label}"),
        };
        columns.push(Column::number(join("本期填报", "Reported")));
        columns.push(Column::number(
            view.say("相当于全区已采用合计", "Of the zone's sum"),
        ));
        columns.push(Column::number(join("上年", "Year before")));
        columns.push(Column::number(
            view.say("占全区上年合计", "Of the zone's sum then"),
        ));
    }
    let rows: Vec<Vec<Cell>> = left_out
        .iter()
        .map(|left| {
            let enterprise = left.enterprise;
            let tone = match enterprise.status {
                RecordStatus::Rejected => Tone::Error,
                RecordStatus::Missing => Tone::Query,
                _ => Tone::Plain,
            };
            let mut row = vec![
                Cell::text(&enterprise.credit_code),
                Cell::text(&enterprise.name),
                Cell::text(view.park_name(enterprise.park.as_deref())),
                Cell::text(view.status_word(enterprise.status)).tone(tone),
            ];
            if size.is_some() {
                row.push(Cell::number(left.size, 0));
                row.push(Cell::percent(
                    left.size.and_then(|size| share(size, zone)),
                    2,
                ));
                row.push(Cell::number(left.previous_size, 0));
                row.push(Cell::percent(
                    left.previous_size.and_then(|size| share(size, zone_before)),
                    2,
                ));
            }
            row
        })
        .collect();
    sheet.table(&columns, &rows)?;
    Ok(())
}
