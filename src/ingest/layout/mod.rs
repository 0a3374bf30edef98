//! Layouts: the sheets of a workbook → submissions.
//!
//! [`read`] is the way in. A sheet is a form, the cover, a list form, an export, a table of explanations, or
//! nothing that is known: then it is ignored with a note.

mod content;
mod explained;
mod export;
mod export_headers;
mod forms;
mod head;
mod header;
mod identity;
mod labels;
mod list;
mod pairs;
mod readings;
mod said;
mod vocabulary;
mod workbook_of_forms;

pub(crate) use content::{Content, Part, Place, Remark, Submission};
pub(crate) use explained::{RULE, TEXT, subject};
pub(crate) use readings::Reading;
pub(crate) use vocabulary::{FieldId, Vocabulary};

use head::Marks;

use super::note::Note;
use super::workbook::{Sheet, Workbook};
use crate::period::Period;
use crate::tables::Layout;

/// What a sheet is.
enum Kind {
    /// A form, by its index.
    Form(usize),
    /// Many enterprises.
    Export(Box<export::Export>),
    /// Explanations of queries.
    Explanations,
    /// A form that the survey does not have.
    Foreign(String),
    /// Nothing known.
    Other,
}

/// The form or export that a sheet is.
fn kind(vocabulary: &Vocabulary<'_>, sheet: &Sheet, marks: &Marks) -> Kind {
    let mark = marks.of_head(vocabulary.pipeline.limits.head_rows);
    if let head::Mark::Form(form) = mark {
        return Kind::Form(form);
    }
    if explained::is_explanations(vocabulary, sheet) {
        return Kind::Explanations;
    }
    let titled = vocabulary
        .form_number(&sheet.name)
        .or_else(|| head::cover(vocabulary, sheet));
    // A form whose identity stands in a row of labels, the values below, begins like an export: but under it
    // stands a table with a column of codes, or its name says that it is the cover.
    if let Some(form) = titled
        && (head::is_named_cover(sheet) || header::has_codes(vocabulary, sheet))
    {
        return Kind::Form(form);
    }
    if let Some(export) = export::find(vocabulary, sheet) {
        // Or under it stands a table of labels alone.
        let is_head = || {
            header::blocks(vocabulary, sheet)
                .iter()
                .any(|block| block.header >= export.first())
        };
        return match titled {
            Some(form) if is_head() => Kind::Form(form),
            _ => Kind::Export(Box::new(export)),
        };
    }
    if let Some(form) = titled {
        return Kind::Form(form);
    }
    match mark {
        head::Mark::Foreign(number) => Kind::Foreign(number),
        _ => Kind::Other,
    }
}

/// Reads the submissions of a workbook. `known` are the credit codes of the register.
pub(crate) fn read(
    vocabulary: &Vocabulary<'_>,
    period: Period,
    known: &[String],
    workbook: &Workbook,
) -> Content {
    let mut content = Content {
        notes: workbook.notes.clone(),
        ..Content::default()
    };
    let mut forms: Vec<(usize, usize)> = Vec::new();
    let mut exports = Vec::new();
    let marks: Vec<Marks> = workbook
        .sheets
        .iter()
        .map(|sheet| Marks::of(vocabulary, sheet))
        .collect();
    for ((index, sheet), own) in workbook.sheets.iter().enumerate().zip(&marks) {
        match kind(vocabulary, sheet, own) {
            Kind::Form(form) => forms.push((index, form)),
            Kind::Export(export) => exports.push((index, export)),
            Kind::Explanations if sheet.visible => {
                content.answers = true;
                explained::read(vocabulary, sheet, workbook, &mut content);
            }
            Kind::Explanations => {}
            Kind::Foreign(number) => content.notes.push(Note::new(
                format!(
                    "工作表“{}”（表号 {number}）不属于本调查，未读取",
                    sheet.name
                ),
                format!(
                    "sheet `{}` (form {number}) is not part of the survey and is ignored",
                    sheet.name
                ),
            )),
            Kind::Other if sheet.cells().is_empty() => {}
            Kind::Other => content.notes.push(Note::new(
                format!("工作表“{}”不是报表，未读取", sheet.name),
                format!("sheet `{}` is no form and is ignored", sheet.name),
            )),
        }
    }
    // A hidden sheet is ignored, unless no visible sheet holds its form.
    let shown: Vec<usize> = forms
        .iter()
        .filter(|(index, _)| is_visible(workbook, *index))
        .map(|(_, form)| *form)
        .collect();
    forms.retain(|(index, form)| {
        is_visible(workbook, *index)
            || !shown.contains(form)
            || hidden(workbook, *index, &mut content)
    });
    let shown_exports = exports
        .iter()
        .any(|(index, _)| is_visible(workbook, *index));
    exports.retain(|(index, _)| {
        is_visible(workbook, *index) || !shown_exports || hidden(workbook, *index, &mut content)
    });
    content.layout = match (forms.is_empty(), exports.is_empty()) {
        (false, true) => Layout::Forms,
        (true, false) => Layout::Export,
        (false, false) => Layout::Mixed,
        (true, true) => Layout::None,
    };
    for (index, export) in &exports {
        if let (Some(sheet), Some(own)) = (workbook.sheets.get(*index), marks.get(*index)) {
            let all = 0..u32::MAX;
            let units = head::units_over(vocabulary, (sheet, own), &[], export.header(), &all);
            export::read(
                vocabulary,
                period,
                known,
                (sheet, *index, own),
                &units,
                export,
                &mut content,
            );
        }
    }
    if !forms.is_empty() {
        let exports: Vec<usize> = exports.iter().map(|(index, _)| *index).collect();
        workbook_of_forms::read(
            vocabulary,
            period,
            known,
            (workbook, &marks),
            &forms,
            &exports,
            &mut content,
        );
    }
    if content.submissions.is_empty()
        && content.explanations.is_empty()
        && content.refused.is_none()
    {
        content.refused = Some(Note::new(
            "没有找到报表：应有表号或封面，或带统一社会信用代码列的导出表",
            "no form was found in it: a form number (表号), a cover, or an export with a column of credit codes is expected",
        ));
    }
    for submission in &mut content.submissions {
        let parts = submission.parts.values_mut();
        parts.for_each(|part| part.readings.shrink());
    }
    content
}

fn is_visible(workbook: &Workbook, index: usize) -> bool {
    workbook
        .sheets
        .get(index)
        .is_some_and(|sheet| sheet.visible)
}

/// Notes that a hidden sheet is ignored.
fn hidden(workbook: &Workbook, index: usize, content: &mut Content) -> bool {
    if let Some(sheet) = workbook.sheets.get(index) {
        content.notes.push(Note::new(
            format!("隐藏的工作表“{}”未读取", sheet.name),
            format!("the hidden sheet `{}` is ignored", sheet.name),
        ));
    }
    false
}

/// The remark that a form prints another period than the folder's.
fn wrong_period(printed: &str, period: Period, place: Place) -> Remark {
    Remark {
        check: "wrong-period",
        code: String::new(),
        item: None,
        text: printed.to_owned(),
        detail: Note::new(period.to_string(), period.to_string()),
        numbers: (None, None),
        place: Some(place),
    }
}
