//! A workbook of forms → the submission of one enterprise, or of several where every sheet says whose it is.

use std::collections::{BTreeMap, BTreeSet};

use super::content::{Content, Part, Place, Remark, Submission};
use super::forms::{SheetReader, find_conflicts};
use super::header::Block;
use super::identity::{self, SheetIdentity, is_another, printed_period};
use super::list::find_columns;
use super::readings::Reading;
use super::vocabulary::{FieldId, Vocabulary};
use super::{head, header, wrong_period};
use crate::ingest::note::Note;
use crate::ingest::values::credit_code::{Judged, judge, judge_number};
use crate::ingest::values::field;
use crate::ingest::workbook::{CellValue, Sheet, Workbook};
use crate::period::Period;

/// What one sheet of a form gave.
struct FormSheet {
    form: usize,
    identity: SheetIdentity,
    codes: Vec<(Judged, Place)>,
    name: String,
    filled: Option<String>,
    another_year: Vec<(String, Place)>,
    parts: BTreeMap<usize, Part>,
}

/// Reads the sheets of forms into submissions.
pub(super) fn read(
    vocabulary: &Vocabulary<'_>,
    period: Period,
    known: &[String],
    workbook: &Workbook,
    forms: &[(usize, usize)],
    exports: &[usize],
    content: &mut Content,
) {
    let mut sheets: Vec<FormSheet> = Vec::new();
    let mut unknown = BTreeSet::new();
    for (index, form) in forms {
        let Some(sheet) = workbook.sheets.get(*index) else {
            continue;
        };
        let blocks = header::blocks(vocabulary, sheet);
        // Several forms may stand on one sheet, one below the other.
        let mut printed = head::forms(vocabulary, sheet);
        if printed.iter().all(|(_, other)| other != form) {
            printed.push((0, *form));
        }
        let lists: Vec<(u32, usize)> = printed
            .iter()
            .copied()
            .filter(|(_, form)| vocabulary.is_list(*form))
            .collect();
        let first = first_row(vocabulary, sheet, &blocks, &lists);
        let identity = identity::of_sheet(vocabulary, sheet, *index, first);
        let above = first.unwrap_or(vocabulary.pipeline.limits.head_rows);
        let units = head::units_over(vocabulary, sheet, &[], above, &(0..u32::MAX));
        let mut reader = SheetReader::new(vocabulary, sheet, *index, units);
        reader.headers = headers(vocabulary, sheet, &blocks, &lists);
        let mut has_list = false;
        let mut read = Vec::new();
        for (row, list) in &lists {
            if !read.contains(list) {
                has_list |= reader.list(*list, *row);
                read.push(*list);
            }
        }
        if printed.len() > lists.len() {
            reader.table(*form, &printed, &blocks);
            if reader.parts.is_empty() {
                reader.loose(Some(*form));
            }
        } else if !has_list {
            content.notes.push(Note::new(
                format!("工作表“{}”没有可识别的表头，未读取", sheet.name),
                format!(
                    "sheet `{}` has no header that is known and is ignored",
                    sheet.name
                ),
            ));
        }
        unknown.extend(std::mem::take(&mut reader.unknown));
        sheets.push(FormSheet {
            form: *form,
            codes: codes_of(vocabulary, known, &identity, &reader.parts),
            name: name_of(vocabulary, &identity, &reader.parts),
            filled: filled_of(vocabulary, &identity, &reader.parts),
            identity,
            another_year: reader.another_year,
            parts: reader.parts,
        });
    }
    if !unknown.is_empty() {
        let codes: Vec<String> = unknown.into_iter().take(10).collect();
        content.notes.push(Note::new(
            format!("未知的指标代码：{}", codes.join("、")),
            format!("codes of no field of the survey: {}", codes.join(", ")),
        ));
    }
    // What the identity lacks may stand on a sheet that is no form, unless there are several enterprises.
    let others: Vec<SheetIdentity> = workbook
        .sheets
        .iter()
        .enumerate()
        .filter(|(index, sheet)| {
            sheet.visible && !exports.contains(index) && forms.iter().all(|(form, _)| form != index)
        })
        .map(|(index, sheet)| identity::of_sheet(vocabulary, sheet, index, Some(0)))
        .collect();
    let groups = group(vocabulary, known, &others, sheets, content);
    let others = if groups.len() == 1 {
        others
    } else {
        Vec::new()
    };
    for (code, place, sheets, remarks) in groups {
        let mut submission = submission(vocabulary, period, (code, place), sheets, &others);
        submission.remarks.extend(remarks);
        content.submissions.push(submission);
    }
}

/// The first row of what a form asks: the header of its table or list, else the first code or label. Above it
/// stands the head.
fn first_row(
    vocabulary: &Vocabulary<'_>,
    sheet: &Sheet,
    blocks: &[Block],
    lists: &[(u32, usize)],
) -> Option<u32> {
    let headed = headers(vocabulary, sheet, blocks, lists).into_iter().min();
    headed.or_else(|| {
        let asks = |text: &str| {
            let said = vocabulary.said(text);
            said.code.is_some() || !said.labelled.is_empty()
        };
        let first = sheet
            .cells()
            .iter()
            .find(|cell| cell.value.as_text().is_some_and(asks));
        first.map(|cell| cell.row)
    })
}

/// The rows of headers on a sheet, of tables and lists.
fn headers(
    vocabulary: &Vocabulary<'_>,
    sheet: &Sheet,
    blocks: &[Block],
    lists: &[(u32, usize)],
) -> Vec<u32> {
    let of_lists = lists
        .iter()
        .filter_map(|(row, form)| find_columns(vocabulary, sheet, *form, *row))
        .map(|columns| columns.header);
    blocks
        .iter()
        .map(|block| block.header)
        .chain(of_lists)
        .collect()
}

/// The field of the identity with a code.
fn identity_reading<'p>(
    vocabulary: &Vocabulary<'_>,
    parts: &'p BTreeMap<usize, Part>,
    code: &str,
) -> Option<Reading<'p>> {
    let id = vocabulary.code(code)?;
    parts
        .get(&id.form)?
        .readings
        .iter()
        .find(|reading| reading.field == id && reading.content != field::Content::None)
}

fn judged(value: &CellValue, known: &[String]) -> Judged {
    match value {
        CellValue::Number { value, .. } => judge_number(*value, known.iter().map(String::as_str)),
        value => judge(&value.text()),
    }
}

fn codes_of(
    vocabulary: &Vocabulary<'_>,
    known: &[String],
    identity: &SheetIdentity,
    parts: &BTreeMap<usize, Part>,
) -> Vec<(Judged, Place)> {
    let mut codes: Vec<(Judged, Place)> = identity
        .codes
        .iter()
        .map(|code| (judged(&code.value, known), code.stated.place.clone()))
        .collect();
    if let Some(reading) =
        identity_reading(vocabulary, parts, &vocabulary.survey.identity.credit_code)
    {
        let text = reading.text;
        let value = match text.parse::<f64>() {
            Ok(number) if text.len() != 18 && text.len() != 9 => CellValue::Number {
                value: number,
                percent: false,
            },
            _ => CellValue::Text(text.to_owned()),
        };
        codes.push((judged(&value, known), reading.place()));
    }
    codes
}

fn name_of(
    vocabulary: &Vocabulary<'_>,
    identity: &SheetIdentity,
    parts: &BTreeMap<usize, Part>,
) -> String {
    identity_reading(vocabulary, parts, &vocabulary.survey.identity.name)
        .map(|reading| reading.text.to_owned())
        .or_else(|| identity.name.as_ref().map(|name| name.text.clone()))
        .unwrap_or_default()
}

fn filled_of(
    vocabulary: &Vocabulary<'_>,
    identity: &SheetIdentity,
    parts: &BTreeMap<usize, Part>,
) -> Option<String> {
    let field = identity_reading(vocabulary, parts, &vocabulary.survey.identity.filled);
    match field.map(|reading| reading.content) {
        Some(field::Content::Coded(date)) => Some(date.to_owned()),
        _ => identity.filled.clone(),
    }
}

type Group = (Judged, Place, Vec<FormSheet>, Vec<Remark>);

/// Gives the sheets to enterprises by their credit codes.
fn group(
    vocabulary: &Vocabulary<'_>,
    known: &[String],
    others: &[SheetIdentity],
    sheets: Vec<FormSheet>,
    content: &mut Content,
) -> Vec<Group> {
    let mut codes: Vec<(Judged, Place)> = sheets
        .iter()
        .flat_map(|sheet| sheet.codes.clone())
        .collect();
    if codes.is_empty() {
        codes.extend(
            others
                .iter()
                .flat_map(|identity| codes_of(vocabulary, known, identity, &BTreeMap::new())),
        );
    }
    let mut distinct: Vec<(Judged, Place)> = Vec::new();
    for (code, place) in codes {
        if !distinct
            .iter()
            .any(|(other, _)| other.code() == code.code())
        {
            distinct.push((code, place));
        }
    }
    match distinct.as_slice() {
        [] => {
            content.refused = Some(Note::new(
                "没有找到统一社会信用代码：应在任一工作表的“统一社会信用代码”之后、右侧或下方",
                "no credit code was found: it is expected behind, right of or below 统一社会信用代码 on any sheet",
            ));
            Vec::new()
        }
        [(code, place)] => vec![(code.clone(), place.clone(), sheets, Vec::new())],
        several if are_several_enterprises(&sheets) => several
            .iter()
            .map(|(code, place)| (code.clone(), place.clone(), Vec::new(), Vec::new()))
            .collect::<Vec<Group>>()
            .into_iter()
            .scan(sheets, |left, (code, place, mut own, remarks)| {
                let (mine, others): (Vec<FormSheet>, Vec<FormSheet>) =
                    std::mem::take(left).into_iter().partition(|sheet| {
                        sheet
                            .codes
                            .iter()
                            .any(|(other, _)| other.code() == code.code())
                    });
                *left = others;
                own.extend(mine);
                Some((code, place, own, remarks))
            })
            .collect(),
        several => disagreement(known, several, sheets, content),
    }
}

/// Whether a workbook holds forms of several enterprises: every sheet has one code, and two of them hold the same
/// form or give different names.
fn are_several_enterprises(sheets: &[FormSheet]) -> bool {
    let mut by_code: BTreeMap<&str, (BTreeSet<usize>, BTreeSet<&str>)> = BTreeMap::new();
    for sheet in sheets {
        let codes: BTreeSet<&str> = sheet.codes.iter().map(|(code, _)| code.code()).collect();
        let (Some(code), 1) = (codes.first(), codes.len()) else {
            return false;
        };
        let group = by_code.entry(code).or_default();
        group.0.insert(sheet.form);
        group
            .1
            .extend(Some(sheet.name.as_str()).filter(|name| !name.is_empty()));
    }
    let groups: Vec<&(BTreeSet<usize>, BTreeSet<&str>)> = by_code.values().collect();
    groups.iter().enumerate().all(|(at, one)| {
        groups.iter().skip(at + 1).all(|other| {
            !one.0.is_disjoint(&other.0)
                || (!one.1.is_empty() && !other.1.is_empty() && one.1.is_disjoint(&other.1))
        })
    })
}

/// The sheets of one enterprise give different codes: the one that the register knows, or the only one in order,
/// is taken and the other reported; else the file is refused.
fn disagreement(
    known: &[String],
    several: &[(Judged, Place)],
    sheets: Vec<FormSheet>,
    content: &mut Content,
) -> Vec<Group> {
    let only = |test: &dyn Fn(&Judged) -> bool| {
        let mut fitting = several.iter().filter(|(code, _)| test(code));
        match (fitting.next(), fitting.next()) {
            (Some(code), None) => Some(code.clone()),
            _ => None,
        }
    };
    let chosen = only(&|code| known.iter().any(|known| known == code.code()))
        .or_else(|| only(&|code| !code.is_wrong()));
    let codes: Vec<&str> = several.iter().map(|(code, _)| code.code()).collect();
    let remark = |place: &Place| {
        let others: Vec<&str> = match &chosen {
            Some((chosen, _)) => codes
                .iter()
                .copied()
                .filter(|code| *code != chosen.code())
                .collect(),
            None => codes.clone(),
        };
        Remark {
            check: "credit-code",
            code: String::new(),
            item: None,
            text: others.join("、"),
            detail: Note::new(
                format!(
                    "：同一工作簿中有不同的统一社会信用代码（{}）",
                    codes.join("、")
                ),
                format!(
                    ": the workbook gives different credit codes ({})",
                    codes.join(", ")
                ),
            ),
            numbers: (None, None),
            place: Some(place.clone()),
        }
    };
    match &chosen {
        Some((code, place)) => {
            let other = several
                .iter()
                .find(|(other, _)| other.code() != code.code());
            let remarks = other.map(|(_, place)| remark(place)).into_iter().collect();
            vec![(code.clone(), place.clone(), sheets, remarks)]
        }
        None => {
            content
                .remarks
                .extend(several.first().map(|(_, place)| remark(place)));
            content.refused = Some(Note::new(
                format!(
                    "同一工作簿中有不同的统一社会信用代码（{}），无法确定企业",
                    codes.join("、")
                ),
                format!(
                    "its forms give different credit codes ({}): whose it is cannot be said",
                    codes.join(", ")
                ),
            ));
            Vec::new()
        }
    }
}

fn submission(
    vocabulary: &Vocabulary<'_>,
    period: Period,
    (code, place): (Judged, Place),
    sheets: Vec<FormSheet>,
    others: &[SheetIdentity],
) -> Submission {
    let mut remarks = Vec::new();
    let printed = sheets
        .iter()
        .map(|sheet| &sheet.identity)
        .chain(others)
        .flat_map(|identity| &identity.periods)
        .map(|stated| (stated.text.clone(), stated.place.clone()))
        .chain(sheets.iter().flat_map(|sheet| sheet.another_year.clone()));
    // One remark a submission: a form of another year says so on every sheet.
    let another = printed
        .filter_map(|(text, place)| Some((printed_period(&text)?, text, place)))
        .find(|(printed, ..)| is_another(*printed, period));
    if let Some((_, text, place)) = another {
        remarks.push(wrong_period(&text, period, place));
    }
    let mut parts: BTreeMap<usize, Part> = BTreeMap::new();
    let mut name = String::new();
    let mut park = None;
    let mut filled: Option<String> = None;
    let cover = vocabulary.survey.forms.iter().position(|form| form.cover);
    for sheet in sheets {
        if name.is_empty() || (Some(sheet.form) == cover && !sheet.name.is_empty()) {
            name.clone_from(&sheet.name);
        }
        park = park.or(sheet.identity.park);
        filled = filled.max(sheet.filled);
        for (form, part) in sheet.parts {
            add(parts.entry(form).or_default(), part);
        }
    }
    for other in others {
        if let Some(stated) = other.name.as_ref().filter(|_| name.is_empty()) {
            name.clone_from(&stated.text);
        }
        park = park.or_else(|| other.park.clone());
        filled = filled.max(other.filled.clone());
    }
    if let Some(id) = vocabulary.code(&vocabulary.survey.identity.credit_code) {
        set_code(&mut parts, id, code.code());
    }
    find_conflicts(vocabulary, &mut parts);
    Submission {
        credit_code: code,
        place,
        name,
        park,
        filled,
        export: false,
        withdrawn: false,
        parts,
        remarks,
    }
}

/// Adds what another sheet of the same form gave; items of a list are numbered on.
fn add(part: &mut Part, more: Part) {
    let offset = part.items;
    let on = |item: Option<i64>| item.map(|item| item + offset);
    part.items += more.items;
    part.readings.append(&more.readings, offset);
    part.remarks
        .extend(more.remarks.into_iter().map(|mut remark| {
            remark.item = on(remark.item);
            remark
        }));
}

/// The record holds the credit code in its normal form.
fn set_code(parts: &mut BTreeMap<usize, Part>, id: FieldId, code: &str) {
    if let Some(part) = parts.get_mut(&id.form) {
        part.readings.set_coded(id, code);
    }
}
