//! A plain table of units and indicators: a header row, then one row per unit. The first column names the unit, a
//! column `group` its group; every other column is an indicator.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::values::number::{Typed, number};
use super::values::text::{is_blank, tidy};
use super::workbook::{self, CellValue, Unread, address};
use crate::definitions::Limits;
use crate::tables::PlainTable;

/// Headers of the column of groups.
const GROUP: [&str; 3] = ["group", "组别", "分组"];

/// Reads the first visible sheet of a workbook, or a CSV, as a plain table.
///
/// # Errors
/// When the file cannot be read, has no header and no units, names a unit or an indicator twice, or holds something
/// else than a number where one belongs: the message names the cell.
pub fn read_plain_table(path: &Path) -> Result<PlainTable> {
    let name = path.display();
    let bytes =
        std::fs::read(path).with_context(|| format!("the table `{name}` cannot be read"))?;
    let extension = path
        .extension()
        .map(|extension| extension.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    let workbook = match workbook::read(&bytes, &extension, &Limits::default()) {
        Ok(workbook) => workbook,
        Err(Unread::Skipped(note) | Unread::Refused(note)) => {
            bail!("the table `{name}` cannot be read: {}", note.en)
        }
    };
    let Some(sheet) = workbook.sheets.iter().find(|sheet| sheet.visible) else {
        bail!("the table `{name}` has no sheet");
    };
    let mut rows = sheet.rows();
    let Some((_, header)) = rows.next() else {
        bail!("the table `{name}` is empty: expected a header row, then one row per unit");
    };
    let Some((unit_column, indicators)) = header.split_first() else {
        bail!("the table `{name}` has an empty header row");
    };
    let mut table = PlainTable::default();
    let mut group_column = None;
    let mut columns = Vec::new();
    let mut seen = BTreeSet::new();
    for cell in indicators {
        let header = tidy(&cell.value.text());
        if header.is_empty() {
            continue;
        }
        if !seen.insert(header.clone()) {
            bail!(
                "the table `{name}`, cell {}: the column `{header}` stands twice",
                address(cell.row, cell.col)
            );
        }
        if GROUP.contains(&header.to_lowercase().as_str()) {
            group_column = Some(cell.col);
        } else {
            columns.push(cell.col);
            table.columns.push((header, Vec::new()));
        }
    }
    let mut units = BTreeSet::new();
    for (row, cells) in rows {
        let unit = tidy(&sheet.text(row, unit_column.col));
        if unit.is_empty() {
            if cells.iter().all(|cell| is_blank(&cell.value.text())) {
                continue;
            }
            bail!(
                "the table `{name}`, cell {}: the row has values but no unit",
                address(row, unit_column.col)
            );
        }
        if !units.insert(unit.clone()) {
            bail!(
                "the table `{name}`, cell {}: the unit `{unit}` stands twice",
                address(row, unit_column.col)
            );
        }
        table.units.push(unit);
        let group = group_column.map(|column| tidy(&sheet.text(row, column)));
        table.groups.push(group.filter(|group| !group.is_empty()));
        for ((_, values), column) in table.columns.iter_mut().zip(&columns) {
            let value = match sheet.get(row, *column) {
                None => None,
                Some(CellValue::Number { value, .. }) => Some(*value),
                Some(cell) => match number(&cell.text()) {
                    Typed::Number(value, unit) if unit.is_empty() || unit == "%" => Some(value),
                    // As spreadsheets and statistics programs write what is missing.
                    _ if ["na", "nan", "n/a", "#n/a", "null"]
                        .contains(&cell.text().trim().to_lowercase().as_str()) =>
                    {
                        None
                    }
                    Typed::Blank => None,
                    _ => bail!(
                        "the table `{name}`, cell {}: `{}` is no number: leave the cell empty where there is no value",
                        address(row, *column),
                        cell.text().trim()
                    ),
                },
            };
            values.push(value);
        }
    }
    if table.units.is_empty() {
        bail!("the table `{name}` has no units below its header");
    }
    Ok(table)
}
