//! Response by park, and the records that are left out of the sums.

use anyhow::Result;
use rust_xlsxwriter::{ChartType, Workbook};

use crate::definitions::Language;
use crate::report::charts::{Look, add_series, chart};
use crate::report::left_out::{left_out_note, left_out_table, missed, missed_columns, missed_rows};
use crate::report::response::response_table;
use crate::report::sheet::SheetWriter;
use crate::report::style::{ACCENT, SERIES};
use crate::report::view::View;

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
    sheet.inside();
    sheet.note(view.say(
        "应报：名录库中状态为在册的企业；占上年比重：这些企业上年数占本园区（末行为全区）上年合计的份额，表示缺了多少",
        "Expected: enterprises of the register that must report; shares of last year: what these enterprises reported the year before as a share of their park's total then (in the last row, of the zone's), which says how much is missing",
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
    sheet.heading(view.say(
        "未计入汇总：按园区和原因",
        "Left out of the sums: by park and reason",
    ));
    sheet.note(&left_out_note(view, None));
    left_out_table(view, sheet)?;
    let missed = missed(view);
    sheet.heading(&match view.language {
        Language::Zh => format!("未计入汇总的企业（{} 家）", missed.len()),
        Language::En => format!("Enterprises left out of the sums ({})", missed.len()),
    });
    sheet.table(&missed_columns(view), &missed_rows(view, &missed))?;
    Ok(())
}
