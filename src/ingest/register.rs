//! The register (名录库): the enterprises that must report.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::IngestError;
use super::layout::{Place, Remark};
use super::note::Note;
use super::table::Table;
use super::values::code::{code, yes_or_no};
use super::values::credit_code::{Judged, judge, judge_number};
use super::values::text::{is_blank, squeeze, tidy};
use super::workbook::{CellValue, Workbook, column_name};
use crate::definitions::{Definitions, Pipeline};
use crate::tables::RegisterRow;

const INDUSTRY: [&str; 5] = [
    "行业代码",
    "行业代码2017",
    "国民经济行业代码",
    "行业",
    "行业类别",
];
const HIGH_TECH: [&str; 4] = [
    "是否高新技术企业",
    "是否为高新技术企业",
    "高新技术企业",
    "是否高企",
];
const LEADING: [&str; 3] = ["主导产业", "所属主导产业", "产业"];
const STATUS: [&str; 4] = ["状态", "企业状态", "在册状态", "登记状态"];
const CODE: [&str; 2] = ["统一社会信用代码", "信用代码"];
const NAME: [&str; 2] = ["企业名称", "单位名称"];
const PARK: [&str; 2] = ["园区", "所属园区"];
/// Words of a status that ends the duty to report.
const ENDED: [&str; 3] = ["注销", "迁出", "吊销"];

fn names<'a>(own: &'a [&'a str], defined: &'a [String]) -> Vec<&'a str> {
    own.iter()
        .copied()
        .chain(defined.iter().map(String::as_str))
        .collect()
}

/// The rows of a register, notes on them, and remarks on entries that contradict each other.
type Read = (Vec<RegisterRow>, Vec<Note>, Vec<Remark>);

/// Reads the register: its rows, notes on them, and remarks on entries that contradict each other. Of several rows
/// with the same credit code the first counts.
///
/// # Errors
/// When no sheet has its header.
pub(super) fn read(
    definitions: &Definitions,
    file: &str,
    workbook: &Workbook,
) -> Result<Read, IngestError> {
    let identity = &definitions.survey.identity;
    let code_names = names(&CODE, &identity.credit_code_labels);
    let name_names = names(&NAME, &identity.name_labels);
    let park_names = names(&PARK, &identity.park_labels);
    let head_rows = definitions.pipeline.limits.head_rows;
    let table = workbook
        .sheets
        .iter()
        .enumerate()
        .filter(|(_, sheet)| sheet.visible)
        .find_map(|(index, sheet)| {
            Table::find(sheet, head_rows, &[&code_names, &name_names, &park_names])
                .map(|table| (index, sheet, table))
        });
    let Some((sheet_index, sheet, table)) = table else {
        return Err(IngestError::Input {
            path: file.to_owned(),
            problem: "has no header row with 统一社会信用代码, 企业名称 and 园区: the register needs these columns, \
                      and may have 行业代码, 是否高新技术企业, 主导产业 and 状态"
                .to_owned(),
        });
    };
    let code_column = table.column(&code_names);
    let name_column = table.column(&name_names);
    let park_column = table.column(&park_names);
    let industry_column = table.column(&INDUSTRY);
    let high_tech_column = table.column(&HIGH_TECH);
    let leading_column = table.column(&LEADING);
    let status_column = table.column(&STATUS);
    let known = [
        code_column,
        name_column,
        park_column,
        industry_column,
        high_tech_column,
        leading_column,
        status_column,
    ];
    let list = definitions
        .survey
        .field(&identity.industry)
        .and_then(|(_, field)| field.codes.as_deref())
        .and_then(|id| definitions.list(id));
    let letters = |column: Option<u32>| column.map(column_name).unwrap_or_default();
    let mut rows: Vec<RegisterRow> = Vec::new();
    let mut notes = Vec::new();
    let mut remarks = Vec::new();
    for row in table.rows() {
        let given = |column: Option<u32>| {
            let text = tidy(&row.text(column));
            (!is_blank(&text)).then_some(text)
        };
        let line = i64::from(row.row) + 1;
        let Some(typed) = given(code_column) else {
            if let Some(name) = given(name_column) {
                notes.push(Note::new(
                    format!("第 {line} 行“{name}”没有统一社会信用代码，未读取"),
                    format!("row {line} (“{name}”) has no credit code and is not read"),
                ));
            }
            continue;
        };
        let judged = match row.get(code_column) {
            Some(CellValue::Number { value, .. }) => judge_number(*value, std::iter::empty()),
            _ => judge(&typed),
        };
        match &judged {
            Judged::Good(_) => {}
            Judged::Corrected { code, typed } => notes.push(Note::new(
                format!("第 {line} 行的统一社会信用代码 {typed} 更正为 {code}"),
                format!("row {line}: the credit code {typed} is corrected to {code}"),
            )),
            Judged::Wrong(code) => notes.push(Note::new(
                format!("第 {line} 行的统一社会信用代码 {code} 校验不符"),
                format!("row {line}: the credit code {code} fails its check"),
            )),
        }
        let credit_code = judged.code().to_owned();
        if let Some(first) = rows.iter().find(|row| row.credit_code == credit_code) {
            notes.push(Note::new(
                format!(
                    "第 {line} 行与第 {} 行的统一社会信用代码相同（{credit_code}），未读取",
                    first.line
                ),
                format!(
                    "row {line} repeats the credit code of row {} ({credit_code}) and is not read",
                    first.line
                ),
            ));
            let differs: Vec<String> = [
                (park_column, &first.park_text),
                (name_column, &first.name),
                (status_column, &first.status),
            ]
            .into_iter()
            .filter_map(|(column, kept)| {
                let other = given(column).unwrap_or_default();
                (squeeze(&other) != squeeze(kept)).then(|| format!("{kept} ≠ {other}"))
            })
            .collect();
            if !differs.is_empty() {
                let differs = differs.join("; ");
                remarks.push(Remark {
                    check: "register-duplicate",
                    code: String::new(),
                    item: None,
                    text: credit_code,
                    detail: Note::new(
                        format!("第 {} 行与第 {line} 行（{differs}）", first.line),
                        format!("rows {} and {line} ({differs})", first.line),
                    ),
                    numbers: (None, None),
                    place: Some(Place {
                        sheet_index,
                        sheet: sheet.name.clone(),
                        row: row.row,
                        col: code_column.unwrap_or_default(),
                    }),
                });
            }
            continue;
        }
        let park_text = given(park_column).unwrap_or_default();
        let status = given(status_column).unwrap_or_default();
        let further: Vec<String> = table
            .headers()
            .filter(|(column, _)| !known.contains(&Some(*column)))
            .filter_map(|(column, header)| {
                Some(format!("{}={}", tidy(&header), given(Some(column))?))
            })
            .collect();
        rows.push(RegisterRow {
            credit_code,
            name: given(name_column).unwrap_or_default(),
            park: park_of(&definitions.pipeline, &park_text),
            park_text,
            industry: given(industry_column).map(|text| code(&text, list)),
            high_tech: given(high_tech_column).and_then(|text| yes_or_no(&text).map(str::to_owned)),
            leading_industry: given(leading_column),
            expected: !ENDED.iter().any(|word| squeeze(&status).contains(word)),
            status,
            file: file.to_owned(),
            sheet: sheet.name.clone(),
            line,
            columns: format!("{},{}", letters(industry_column), letters(high_tech_column)),
            further: further.join("\t"),
        });
    }
    if rows.is_empty() {
        return Err(IngestError::Input {
            path: file.to_owned(),
            problem: "has no enterprise under its header: the register must name the enterprises that report".to_owned(),
        });
    }
    rows.sort_by(|a, b| a.credit_code.cmp(&b.credit_code));
    Ok((rows, notes, remarks))
}

/// The enterprises of the register by name.
pub(super) struct Namesakes<'a> {
    register: &'a [RegisterRow],
    by_name: OnceCell<HashMap<String, Vec<usize>>>,
}

impl<'a> Namesakes<'a> {
    /// Of a register.
    pub(super) fn of(register: &'a [RegisterRow]) -> Namesakes<'a> {
        Namesakes {
            register,
            by_name: OnceCell::new(),
        }
    }

    /// The first entry of a name that has another credit code.
    pub(super) fn other(&self, name: &str, credit_code: &str) -> Option<&'a RegisterRow> {
        let by_name = self.by_name.get_or_init(|| {
            let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
            for (index, row) in self.register.iter().enumerate() {
                by_name.entry(squeeze(&row.name)).or_default().push(index);
            }
            by_name
        });
        let name = squeeze(name);
        if name.is_empty() {
            return None;
        }
        by_name
            .get(&name)?
            .iter()
            .filter_map(|index| self.register.get(*index))
            .find(|row| row.credit_code != credit_code)
    }
}

/// The park that a text means: by name, alias or id, or the only one whose name it contains.
pub(super) fn park_of(pipeline: &Pipeline, text: &str) -> Option<String> {
    let plain = squeeze(text);
    if plain.is_empty() {
        return None;
    }
    if let Some(park) = pipeline
        .park_named(text)
        .or_else(|| pipeline.park_named(&plain))
    {
        return Some(park.id.clone());
    }
    let words: Vec<String> = super::values::text::half_width(text)
        .to_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .map(str::to_owned)
        .collect();
    // Of a name inside another (a park's inside a street's) the longer counts.
    let mut found: Vec<(usize, &str)> = Vec::new();
    for park in &pipeline.parks {
        let names = [&park.id, &park.name.zh, &park.name.en]
            .into_iter()
            .chain(&park.aliases);
        let longest = names
            .map(|name| squeeze(name))
            .filter(|name| {
                if name.is_ascii() {
                    words.contains(name)
                } else {
                    name.chars().count() >= 2 && plain.contains(name.as_str())
                }
            })
            .map(|name| name.chars().count())
            .max();
        found.extend(longest.map(|length| (length, park.id.as_str())));
    }
    let most = found.iter().map(|(length, _)| *length).max()?;
    let mut longest = found.iter().filter(|(length, _)| *length == most);
    match (longest.next(), longest.next()) {
        (Some((_, park)), None) => Some((*park).to_owned()),
        _ => None,
    }
}
