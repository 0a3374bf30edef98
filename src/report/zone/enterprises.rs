//! Every enterprise with what became of its record.

use std::collections::BTreeMap;

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use crate::definitions::Severity;
use crate::report::growth::growth_cell;
use crate::report::response::share;
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::Tone;
use crate::report::view::View;
use crate::tables::State;

pub(super) fn write(view: &View, workbook: &mut Workbook) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("企业名单", "Enterprises"),
        view.say("企业名单", "Enterprises"),
        view.language,
    )?;
    sheet.inside();
    let size = view.size();
    let mut columns = view.identity_columns();
    columns.extend([
        Column::text(view.say("主导产业", "Leading industry")),
        Column::text(view.say("状态", "Status")),
        Column::text(view.say("计入汇总", "In sums")),
        Column::number(view.say("待改错误", "Open errors")),
        Column::number(view.say("待答疑问", "Open queries")),
    ]);
    if let Some(size) = size {
        columns.push(Column::number(view.measure_with_unit(size)));
        columns.push(Column::number(view.say("上年", "Year before")));
        columns.push(Column::number(view.say("增长", "Growth")));
    }
    let mut open: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for finding in view
        .results
        .findings
        .iter()
        .filter(|finding| finding.state == State::Open)
    {
        let counts = open.entry(finding.credit_code.as_str()).or_default();
        match finding.severity {
            Severity::Error => counts.0 += 1,
            Severity::Query => counts.1 += 1,
            Severity::Hint => {}
        }
    }
    let rows: Vec<Vec<Cell>> = view
        .enterprises
        .iter()
        .map(|enterprise| {
            let code = enterprise.credit_code.as_str();
            let (errors, queries) = open.get(code).copied().unwrap_or_default();
            let mut row = view.identity_cells(enterprise);
            row.extend([
                Cell::text(view.industry_name(&enterprise.leading_industry)),
                view.status_cell(enterprise),
                view.counts_cell(enterprise),
                Cell::count(errors).tone_if(errors > 0, Tone::Error),
                Cell::count(queries).tone_if(queries > 0, Tone::Query),
            ]);
            if let Some(size) = size {
                let now = view.measure(code, &size.id);
                let before = view.previous_measure(code, &size.id);
                row.push(Cell::number(now, 0));
                row.push(Cell::number(before, 0));
                row.push(growth_cell(
                    now.zip(before)
                        .and_then(|(now, before)| share(now - before, before.abs())),
                ));
            }
            row
        })
        .collect();
    sheet.main_table(&columns, &rows, 2)?;
    sheet.finish()
}
