//! What the reader remarked, as rows of notices.

use std::collections::{BTreeMap, BTreeSet};

use super::layout::{FieldId, Remark, Submission};
use super::note::Note;
use super::records::{Enterprise, Sources};
use super::register::Namesakes;
use super::resolve::{SubmissionId, submission, why};
use super::values::credit_code::Judged;
use super::values::field::Content;
use super::workbook::address;
use crate::tables::{NoticeRow, RecordStatus, RegisterRow};

impl Sources<'_> {
    fn notice(&self, check: &str, text: impl Into<String>, detail: Note) -> NoticeRow {
        NoticeRow {
            period: self.period.to_string(),
            check: check.to_owned(),
            text: text.into(),
            detail: detail.zh,
            detail_en: detail.en,
            ..NoticeRow::default()
        }
    }

    /// A notice of a file as a whole.
    pub(super) fn of_file(
        &self,
        check: &str,
        file: &str,
        text: impl Into<String>,
        detail: Note,
    ) -> NoticeRow {
        NoticeRow {
            file: file.to_owned(),
            ..self.notice(check, text, detail)
        }
    }

    /// A notice from a remark on a cell.
    pub(super) fn of_remark(&self, remark: &Remark, file: &str) -> NoticeRow {
        let place = remark.place.as_ref();
        NoticeRow {
            code: remark.code.clone(),
            row: remark.item,
            value: remark.numbers.0,
            expected: remark.numbers.1,
            sheet: place.map(|place| place.sheet.clone()).unwrap_or_default(),
            cell: place
                .map(|place| address(place.row, place.col))
                .unwrap_or_default(),
            ..self.of_file(
                remark.check,
                file,
                remark.text.clone(),
                remark.detail.clone(),
            )
        }
    }

    /// The notices of an enterprise.
    pub(super) fn of_enterprise(
        &self,
        enterprise: &Enterprise,
        namesakes: &Namesakes<'_>,
    ) -> Vec<NoticeRow> {
        let mut notices = match &enterprise.resolved {
            None => self.silent(enterprise),
            Some(_) => self.answered(enterprise, namesakes),
        };
        let entry = enterprise.entry.filter(|entry| entry.park.is_none());
        if let Some(entry) = entry {
            // Its values count in the zone and in no park: the parks no longer add up to the zone.
            notices.push(NoticeRow {
                file: entry.file.clone(),
                sheet: entry.sheet.clone(),
                ..self.notice(
                    "wrong-park",
                    entry.park_text.clone(),
                    Note::new(
                        "名录库所写不是本区园区",
                        "the register names no park of the zone",
                    ),
                )
            });
        }
        for notice in &mut notices {
            notice.credit_code.clone_from(&enterprise.credit_code);
            notice.name.clone_from(&enterprise.name);
            notice.park = enterprise.park.clone().unwrap_or_default();
        }
        notices
    }

    fn silent(&self, enterprise: &Enterprise) -> Vec<NoticeRow> {
        if enterprise.status != RecordStatus::Missing {
            return Vec::new();
        }
        let period = self.period.to_string();
        vec![self.notice(
            "non-respondent",
            period.clone(),
            Note::new(period.clone(), period),
        )]
    }

    fn answered(&self, enterprise: &Enterprise, namesakes: &Namesakes<'_>) -> Vec<NoticeRow> {
        let Some(resolved) = &enterprise.resolved else {
            return Vec::new();
        };
        let mut notices = Vec::new();
        let path = |id: SubmissionId| {
            self.files
                .get(id.0)
                .map(|file| file.path.as_str())
                .unwrap_or_default()
        };
        let mut first_used = None;
        for id in &resolved.submissions {
            let Some(submission) = submission(self.files, *id) else {
                continue;
            };
            if submission.withdrawn || resolved.uses(*id) {
                notices.extend(
                    submission
                        .remarks
                        .iter()
                        .map(|remark| self.of_remark(remark, path(*id))),
                );
            }
            for (form, part) in &submission.parts {
                if resolved.forms.get(form) == Some(id) {
                    notices.extend(
                        part.remarks
                            .iter()
                            .map(|remark| self.of_remark(remark, path(*id))),
                    );
                }
            }
            if let Some(replaced) = resolved.replaced.get(id) {
                notices.push(self.superseded(*id, submission, replaced));
            }
            if resolved.uses(*id) || submission.withdrawn {
                first_used.get_or_insert((*id, submission));
            }
        }
        if let Some((id, submission)) = first_used {
            let place = Remark {
                check: "",
                code: String::new(),
                item: None,
                text: String::new(),
                detail: Note::default(),
                numbers: (None, None),
                place: Some(submission.place.clone()),
            };
            let at = |notice: NoticeRow| {
                let of_cell = self.of_remark(&place, path(id));
                NoticeRow {
                    file: of_cell.file,
                    sheet: of_cell.sheet,
                    cell: of_cell.cell,
                    ..notice
                }
            };
            notices.extend(
                self.of_identity(enterprise, submission, namesakes)
                    .into_iter()
                    .map(at),
            );
        }
        if let Some(entry) = enterprise
            .entry
            .as_ref()
            .filter(|_| enterprise.status == RecordStatus::Accepted)
        {
            notices.extend(self.wrong_parks(enterprise, entry));
            notices.extend(self.register_differences(enterprise, entry));
        }
        notices
    }

    /// Notices on who the respondent is.
    fn of_identity(
        &self,
        enterprise: &Enterprise,
        submission: &Submission,
        namesakes: &Namesakes<'_>,
    ) -> Vec<NoticeRow> {
        let mut notices = Vec::new();
        let namesake = || namesakes.other(&enterprise.name, &enterprise.credit_code);
        if let Judged::Wrong(code) = &submission.credit_code {
            let detail = match namesake() {
                Some(entry) => Note::new(
                    format!("：名录库中有同名企业，其代码为 {}", entry.credit_code),
                    format!(
                        ": the register has an enterprise of this name with the code {}",
                        entry.credit_code
                    ),
                ),
                None => Note::default(),
            };
            notices.push(self.notice("credit-code", code.clone(), detail));
        } else if enterprise.entry.is_none() {
            let detail = match namesake() {
                Some(entry) => Note::new(
                    format!("：名录库中有同名企业，其代码为 {}", entry.credit_code),
                    format!(
                        ": it has an enterprise of this name with the code {}",
                        entry.credit_code
                    ),
                ),
                None => Note::default(),
            };
            notices.push(self.notice("not-in-register", enterprise.credit_code.clone(), detail));
        }
        if let Some(entry) = enterprise.entry.as_ref().filter(|entry| !entry.expected) {
            notices.push(self.notice("closed-respondent", entry.status.clone(), Note::default()));
        }
        notices
    }

    fn superseded(
        &self,
        id: SubmissionId,
        submission: &Submission,
        replaced: &BTreeMap<usize, SubmissionId>,
    ) -> NoticeRow {
        let name = |form: usize| match self.vocabulary.form(form) {
            Some(form) if form.number.is_empty() => form.label.zh.clone(),
            Some(form) => form.number.clone(),
            None => String::new(),
        };
        let forms: Vec<String> = replaced.keys().map(|form| name(*form)).collect();
        let winners: BTreeSet<SubmissionId> = replaced.values().copied().collect();
        let (zh, en): (Vec<String>, Vec<String>) = winners
            .into_iter()
            .filter_map(|winner| {
                let path = &self.files.get(winner.0)?.path;
                let why = why(self.files, winner, id);
                Some((
                    format!("{path}（{}）", why.zh),
                    format!("{path} ({})", why.en),
                ))
            })
            .unzip();
        let remark = Remark {
            check: "superseded",
            code: String::new(),
            item: None,
            text: forms.join("、"),
            detail: Note::new(zh.join("、"), en.join(", ")),
            numbers: (None, None),
            place: submission.export.then(|| submission.place.clone()),
        };
        let file = self
            .files
            .get(id.0)
            .map(|file| file.path.as_str())
            .unwrap_or_default();
        self.of_remark(&remark, file)
    }

    /// Parks that a form or a folder of the path names and the register does not.
    fn wrong_parks(&self, enterprise: &Enterprise, entry: &RegisterRow) -> Vec<NoticeRow> {
        let (Some(own), Some(resolved)) = (&entry.park, &enterprise.resolved) else {
            return Vec::new();
        };
        let label = |id: &str| {
            self.definitions.pipeline.park(id).map_or_else(
                || Note::new(id, id),
                |park| Note::new(park.name.zh.clone(), park.name.en.clone()),
            )
        };
        let mut seen = BTreeSet::new();
        let mut notices = Vec::new();
        for id in resolved.submissions.iter().filter(|id| resolved.uses(**id)) {
            let Some(file) = self.files.get(id.0) else {
                continue;
            };
            let said = submission(self.files, *id).and_then(|submission| submission.park.as_ref());
            let by_form = said.and_then(|said| {
                Some((self.vocabulary.park(&said.text)?, Some(said.place.clone())))
            });
            let by_folder = self.park_of_folder(id.0).map(|park| (park, None));
            for (park, place) in by_form.into_iter().chain(by_folder) {
                if park == *own || !seen.insert(park.clone()) {
                    continue;
                }
                let remark = Remark {
                    check: "wrong-park",
                    code: String::new(),
                    item: None,
                    text: label(&park).zh,
                    detail: label(own),
                    numbers: (None, None),
                    place,
                };
                notices.push(self.of_remark(&remark, &file.path));
            }
        }
        notices
    }

    fn register_differences(&self, enterprise: &Enterprise, entry: &RegisterRow) -> Vec<NoticeRow> {
        let mut notices = Vec::new();
        for (id, _, expected) in self.register_values(entry) {
            let Some(Content::Coded(given)) = enterprise.record.get(&id) else {
                continue;
            };
            if given.trim_start_matches('0') == expected.trim_start_matches('0') {
                continue;
            }
            let code = self
                .vocabulary
                .field(id)
                .map(|field| field.code.clone())
                .unwrap_or_default();
            let at = self.place_of(enterprise, id);
            notices.push(NoticeRow {
                code,
                ..match at {
                    Some((remark, file)) => NoticeRow {
                        text: (*given).to_owned(),
                        detail: expected.to_owned(),
                        detail_en: expected.to_owned(),
                        ..self.of_remark(&remark, &file)
                    },
                    None => self.notice(
                        "register-difference",
                        (*given).to_owned(),
                        Note::new(expected, expected),
                    ),
                }
            });
        }
        notices
    }

    /// Where a field of the record stands.
    fn place_of(&self, enterprise: &Enterprise, field: FieldId) -> Option<(Remark, String)> {
        let resolved = enterprise.resolved.as_ref()?;
        let id = resolved.forms.get(&field.form)?;
        let part = submission(self.files, *id)?.parts.get(&field.form)?;
        let reading = part.readings.iter().find(|reading| {
            reading.field == field && !reading.last_year && reading.content != Content::None
        })?;
        let remark = Remark {
            check: "register-difference",
            code: String::new(),
            item: None,
            text: String::new(),
            detail: Note::default(),
            numbers: (None, None),
            place: Some(reading.place()),
        };
        Some((remark, self.files.get(id.0)?.path.clone()))
    }
}

/// Sorts notices by enterprise, check and place.
pub(super) fn sort(notices: &mut [NoticeRow]) {
    notices.sort_by(|a, b| {
        let key = |notice: &NoticeRow| {
            (
                notice.credit_code.clone(),
                notice.check.clone(),
                notice.file.clone(),
                notice.sheet.clone(),
                notice.row,
                notice.code.clone(),
                notice.cell.clone(),
            )
        };
        key(a).cmp(&key(b))
    });
}
